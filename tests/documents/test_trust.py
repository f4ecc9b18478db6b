"""A document is folded and not judged, unless it is read strictly; and a protocol has to be known."""

import json
from datetime import date

import pytest

from iptcore.course import Course, replay
from iptcore.documents import BadDocument, Limits, from_json, protocol_from_json, read_courses, to_json, write_courses
from iptcore.errors import InvalidValue
from iptcore.events import (
    Correction,
    CourseCompleted,
    CourseOpened,
    EntriesCorrected,
    Event,
    MiddleBegun,
    SessionHeld,
    SessionMissed,
    TerminationBegun,
)
from iptcore.protocol.catalogue import CATALOGUE, IPT
from iptcore.protocol.number_range import Between
from iptcore.protocol.protocol import Protocol

DAY = date(2026, 1, 5)
MINE = IPT.adapt(code="my-arm", edition="1", name="Mine", sessions=Between(8, 10))


def opened(protocol: Protocol) -> Course:
    return protocol.open(on=DAY, client="c-1", consent=True)


def faults(text: str, **how: object) -> dict[str, str]:
    with pytest.raises(BadDocument) as caught:
        from_json(text, **how)  # type: ignore[arg-type]
    return {fault.path: str(fault) for fault in caught.value.faults}


def test_an_illegal_history_is_read_and_not_judged() -> None:
    course = replay([*opened(IPT).history, MiddleBegun(on=DAY)])
    assert from_json(to_json(course)) == course


def test_an_illegal_history_is_refused_strictly_with_all_objections() -> None:
    course = replay([*opened(IPT).history, SessionMissed(on=DAY), MiddleBegun(on=DAY), SessionHeld(on=DAY)])
    findings = IPT.review(course)
    illegal = [finding for finding in findings if finding.objection.refuses]
    assert 0 < len(illegal) < len(findings)
    with pytest.raises(BadDocument) as caught:
        from_json(to_json(course), strict=True)
    assert [finding.objection for finding in caught.value.findings] == [finding.objection for finding in findings]
    assert [fault.path for fault in caught.value.faults] == ["/entries/2"] * len(illegal)
    for finding in illegal:
        assert str(finding.objection) in str(caught.value)


@pytest.mark.parametrize("protocol", CATALOGUE, ids=lambda protocol: protocol.code)
def test_the_catalogue_is_known(protocol: Protocol) -> None:
    opening = CourseOpened(on=DAY, client="c-1", protocol=protocol.code, edition=protocol.edition, consent=True, age=30)
    course = replay([opening])
    assert from_json(to_json(course)) == course


def test_an_unknown_protocol_says_which_are_known_and_how_to_pass_one_in() -> None:
    text = to_json(opened(MINE))
    for strict in (False, True):
        expected = faults(text, strict=strict)
        assert list(expected) == ["/protocol"]
        assert "ipt, ipt-uk" in expected["/protocol"]
        assert "protocols=[yours]" in expected["/protocol"]
        assert from_json(text, protocols=[MINE], strict=strict) == opened(MINE)
    assert from_json(text, protocols=None) == opened(MINE)
    assert faults(text, protocols=None, strict=True).keys() == {"/protocol"}


def test_a_course_under_an_older_edition_is_reviewed_under_it() -> None:
    older = IPT.replace(edition="1984", rules=())
    course = replay([*opened(older).history, MiddleBegun(on=DAY)])
    text = to_json(course)
    assert from_json(text) == course
    assert from_json(text, protocols=[older], strict=True) == course
    assert "an edition known here (2018)" in faults(text, strict=True)["/edition"]
    now = replay([*opened(IPT).history, MiddleBegun(on=DAY)])
    assert faults(to_json(now), protocols=[older], strict=True).keys() == {"/entries/1"}


def test_a_reading_compares_no_protocol_of_the_catalogue_with_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    text = to_json(opened(IPT))
    from_json(text)
    monkeypatch.setattr(Protocol, "__eq__", None)
    assert from_json(text).client == "c-1"


@pytest.mark.parametrize("strict", [False, True])
def test_no_protocol_takes_the_place_of_another(*, strict: bool) -> None:
    """A protocol document may call itself anything, and must not judge in the name of the catalogue."""
    text = to_json(replay([*opened(IPT).history, MiddleBegun(on=DAY)]))
    data = json.loads(to_json(IPT))
    lenient = protocol_from_json(json.dumps({**data, "rules": [], "levels": [], "labels": [], "cited": []}))
    for protocols in ([lenient], [MINE, MINE.replace(rules=())]):
        with pytest.raises(InvalidValue) as caught:
            from_json(text, protocols=protocols, strict=strict)
        assert str(caught.value).startswith("invalid argument:\n  - protocols: expected each protocol under")
        assert 'yours.replace(code="my-arm", edition="1")' in str(caught.value)
    course = opened(IPT)
    assert from_json(to_json(course), protocols=[IPT, protocol_from_json(to_json(IPT))], strict=strict) == course


@pytest.mark.slow
def test_a_strict_reading_has_smaller_limits() -> None:
    """A review of thousands of entries can take hours."""
    course = replay([*opened(IPT).history, *[SessionMissed(on=DAY)] * 5_000])
    text = to_json(course)
    assert from_json(text) == course
    assert faults(text, strict=True)[""].startswith("expected at most 10000 items in all")
    assert from_json(text, strict=True, limits=Limits()) == course


def test_a_course_without_opening_has_no_protocol() -> None:
    course = replay([SessionHeld(on=DAY)])
    assert from_json(to_json(course)) == course


@pytest.mark.parametrize(
    "history",
    [
        (SessionHeld(on=DAY),),
        (MiddleBegun(on=DAY), CourseCompleted(on=DAY)),
        (EntriesCorrected(on=DAY, because="typing", corrections=(Correction(entry=1),)),),
    ],
    ids=["a fact", "decisions", "a correction"],
)
def test_entries_without_an_opening_are_refused_strictly_and_a_review_tells_them(history: tuple[Event, ...]) -> None:
    course = replay(history)
    expected = faults(to_json(course), strict=True)
    assert list(expected) == ["/entries"]
    assert "expected an opening, under whose protocol the history is judged" in expected["/entries"]
    assert faults(to_json(course), strict=True, protocols=None).keys() == {"/entries"}
    assert [finding for finding in IPT.review(course) if finding.objection.level.refuses]


def test_nothing_is_judged_where_nothing_was_entered() -> None:
    assert from_json(to_json(Course()), strict=True) == Course()


@pytest.mark.parametrize("day", [date.min, date.max])
@pytest.mark.parametrize("protocol", CATALOGUE, ids=lambda protocol: protocol.code)
def test_the_first_and_the_last_day_of_the_calendar_are_read_strictly_too(protocol: Protocol, day: date) -> None:
    opening = CourseOpened(on=day, client="c-1", protocol=protocol.code, edition=protocol.edition, consent=True, age=12)
    course = replay([opening, *(kind(on=day) for kind in (MiddleBegun, TerminationBegun, CourseCompleted))])
    assert [path for path in faults(to_json(course), strict=True) if not path.startswith("/entries/")] == []


def test_cohorts_are_read_the_same_way() -> None:
    lines = list(write_courses([opened(IPT), opened(MINE)]))
    assert list(read_courses(lines, protocols=iter([MINE]), strict=True)) == [opened(IPT), opened(MINE)]
    reading = read_courses(["\n", *lines])
    assert next(reading) == opened(IPT)
    with pytest.raises(BadDocument, match="line 3 cannot be read"):
        next(reading)
