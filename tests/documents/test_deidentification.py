"""Sharing, erasing and handing out: what points at people goes or comes out whole, and the course stays what it was."""

import csv
import io
import json
import re
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iptcore.constraints import constraint
from iptcore.course import Course, replay
from iptcore.documents import deidentify, erase, export_all, from_json, to_json
from iptcore.documents.pseudonyms import numbered_keys, numbered_texts
from iptcore.documents.upgrades import VERSION
from iptcore.errors import InvalidValue
from iptcore.events import (
    EVENTS,
    CourseOpened,
    EpisodeRecorded,
    Event,
    GainsReviewed,
    LifeEventRecorded,
    MedicationChanged,
    MiddleBegun,
    RelationshipRecorded,
)
from iptcore.model.inventory import LifeEvent, Relationship
from iptcore.model.partial_date import PartialDate
from iptcore.model.risk import CrisisContact
from iptcore.protocol.catalogue import IPT, protocol
from iptcore.readings.client_courses import overlaps
from iptcore.testing.courses import courses
from iptcore.testing.values import values
from iptcore.values import Value, fields_of
from iptcore.vocabulary import Season

from .filled import filled
from .usual import MANY

STORED = Path(__file__).parent / "v3"
TYPICAL = from_json((STORED / "role_transition.json").read_text(encoding="utf-8"))
EVERY = from_json((STORED / "every_event.json").read_text(encoding="utf-8"))
CANARY = "Canary"


def private_parts(value: Any) -> list[Any]:
    """Everything private in a value, from top to bottom."""
    if isinstance(value, tuple):
        return [part for item in value for part in private_parts(item)]
    if not isinstance(value, Value):
        return []
    parts = []
    for field in fields_of(type(value)):
        part = getattr(value, field.name)
        if constraint(field).private and part is not None:
            parts += part if isinstance(part, tuple) else [part]
        else:
            parts += private_parts(part)
    return parts


def reviewed(course: Course) -> list[tuple[int, str]]:
    return [(finding.entry, finding.objection.code) for finding in IPT.review(course)]


@pytest.mark.parametrize("hide", [erase, lambda course: deidentify(course, days=-399)], ids=["erase", "deidentify"])
def test_nothing_private_is_left(hide: Any) -> None:
    course = replay(filled(kind, CANARY) for kind in EVENTS)
    assert CANARY in to_json(course)
    hidden = hide(course)
    assert CANARY not in to_json(hidden)
    for part in private_parts(hidden.history):
        assert re.fullmatch(r"key-[0-9a-f]{16}-\d+|\[(erased|removed) \d+\]", part)


@pytest.mark.parametrize("course", [TYPICAL, EVERY], ids=["typical", "every event"])
def test_structure_and_review_stay(course: Course) -> None:
    erased = erase(course)
    assert reviewed(erased) == reviewed(course)
    assert [type(event) for event in erased.history] == [type(event) for event in course.history]
    assert [event.on for event in erased.history] == [event.on for event in course.history]
    assert len(private_parts(erased.history)) == len(private_parts(course.history))
    assert reviewed(deidentify(course, days=-399)) == reviewed(course)
    assert from_json(to_json(erased)) == erased


@MANY
@given(courses(IPT))
def test_the_review_of_any_course_survives_erasure(course: Course) -> None:
    erased = erase(course)
    assert reviewed(erased) == reviewed(course)
    assert (erased.phase, erased.status, erased.ending) == (course.phase, course.status, course.ending)


@MANY
@given(st.lists(values(Event, on=st.dates(date(2000, 1, 1), date(2040, 1, 1))), max_size=8))
def test_equal_things_stay_equal_and_different_ones_different(history: list[Event]) -> None:
    course = replay(history)
    before, after = private_parts(course.history), private_parts(erase(course).history)
    pairs = set(zip(before, after, strict=True))
    for sort in ("key-", "[erased "):
        of_a_sort = [pair for pair in pairs if pair[1].startswith(sort)]
        assert len({key for key, _ in of_a_sort}) == len({other for _, other in of_a_sort}) == len(of_a_sort)


def test_dates_move_together() -> None:
    moved = deidentify(TYPICAL, days=-700)
    for event, other in zip(TYPICAL.history, moved.history, strict=True):
        assert event.on - other.on == timedelta(days=700)
    assert moved.contract is not None
    assert moved.contract.review_on is None
    follow_ups = [course.history[-2].follow_up_on for course in (TYPICAL, moved)]  # type: ignore[attr-defined]
    assert follow_ups[0] - follow_ups[1] == timedelta(days=700)


@pytest.mark.parametrize(
    ("moment", "days", "moved"),
    [
        ("2024-02-29", 1, "2024-03-01"),
        ("2024-03", 30, "2024-04"),
        ("2024-03~", -75, "2023-12~"),
        ("2024", 366, "2025"),
        ("../2024", 30, "../2024"),
        ("2024-21", 90, "2024-22"),
        ("2024-24", 365, "2025-24"),
        ("2024-23", 75, "2024-24"),
        ("2027-05?ahead", -365, "2026-05?ahead"),
    ],
)
def test_partial_dates_move_by_their_own_precision(moment: str, days: int, moved: str) -> None:
    event = LifeEventRecorded(on=date(2026, 1, 5), life_event=LifeEvent(what="a move", when=PartialDate.parse(moment)))
    (hidden,) = deidentify(replay([event]), days=days).history
    assert str(hidden.life_event.when) == moved  # type: ignore[attr-defined]


def test_a_date_of_one_precision_bounds_no_date_of_another() -> None:
    """A month of the new year may not move into the future; a year that is long past moves all the same."""
    told = [
        LifeEventRecorded(on=day, life_event=LifeEvent(what="a move", when=PartialDate.parse(when)))
        for day, when in ((date(2026, 12, 20), "2020"), (date(2027, 1, 10), "2027-01"), (date(2027, 1, 10), "2026-21"))
    ]
    hidden = deidentify(replay(told), days=20).history
    moved = [str(event.life_event.when) for event in hidden]  # type: ignore[attr-defined]
    assert moved == ["2021", "2027-01", "2026-21"]


PARTIAL = st.builds(
    lambda year, part: PartialDate.parse(f"{year}{part}"),
    st.integers(2000, 2030),
    st.sampled_from(["", *(f"-{n:02d}" for n in range(1, 13)), *(f"-{n}" for n in range(21, 25)), "-02-28", "-12-31"]),
)


def onsets(course: Course) -> list[PartialDate]:
    return [event.onset for event in course.history if isinstance(event, EpisodeRecorded) and event.onset]


def counted(moment: PartialDate) -> tuple[str, int]:
    """A partial date in units of its own precision."""
    if moment.season is not None:
        return "seasons", 4 * moment.year + list(Season).index(moment.season)
    if moment.day is not None and moment.month is not None:
        return "days", date(moment.year, moment.month, moment.day).toordinal()
    return ("years", moment.year) if moment.month is None else ("months", 12 * moment.year + moment.month)


@MANY
@given(st.lists(PARTIAL, min_size=1, max_size=6), st.integers(-2_000, 2_000).filter(bool))
def test_order_and_intervals_of_partial_dates_stay_and_the_way_back_leads_home(
    moments: list[PartialDate], days: int
) -> None:
    on = date(2031, 1, 5)
    course = replay(EpisodeRecorded(on=on, onset=moment) for moment in moments)
    away = deidentify(course, days=days)
    before, after = [*map(counted, onsets(course))], [*map(counted, onsets(away))]
    for (sort, place), (moved_sort, moved_place) in zip(before, after, strict=True):
        for (other_sort, other), (_, moved_other) in zip(before, after, strict=True):
            assert sort == moved_sort
            if sort == other_sort:
                assert other - place == moved_other - moved_place
    assert onsets(deidentify(away, days=-days)) == onsets(course)


@MANY
@given(
    st.lists(st.tuples(st.dates(date(2025, 1, 1), date(2026, 12, 31)), PARTIAL), max_size=6),
    st.integers(-400, 400).filter(bool),
)
def test_nothing_happens_after_it_was_told(moments: list[tuple[date, PartialDate]], days: int) -> None:
    course = replay(EpisodeRecorded(on=on, onset=moment) for on, moment in moments)
    for event, other in zip(course.history, deidentify(course, days=days).history, strict=True):
        onset, moved = event.onset, other.onset  # type: ignore[attr-defined]
        if onset.season is None and onset.earliest <= event.on:
            assert moved.earliest <= other.on


def test_the_onset_in_the_month_of_the_opening_stays_there() -> None:
    opened = IPT.open(on=date(2026, 1, 5), client="c-1", consent=True)
    for days in range(-400, 400):
        if days:
            course = deidentify(
                IPT.apply(opened, EpisodeRecorded(on=date(2026, 1, 5), onset=PartialDate.parse("2026-01"))), days=days
            )
            (onset,) = onsets(course)
            assert course.opened_on is not None
            assert (onset.year, onset.month) == (course.opened_on.year, course.opened_on.month)


def test_what_is_expected_stays_ahead() -> None:
    moment = PartialDate.parse("2026-01?ahead")
    course = replay([EpisodeRecorded(on=date(2026, 1, 1)), EpisodeRecorded(on=date(2026, 1, 31), onset=moment)])
    for days in (1, 20, -20, 45):
        away = deidentify(course, days=days)
        (onset,) = onsets(away)
        assert onset.latest >= away.history[1].on


def test_an_age_that_was_pooled_is_not_told_by_other_parts() -> None:
    opened = IPT.open(on=date(2026, 1, 5), client="c-1", consent=True, age=95)
    mother = Relationship(key="p", began=PartialDate(year=1931, month=3))
    history = (
        EpisodeRecorded(on=date(2026, 1, 5), onset=PartialDate(year=1951), first_onset_age=20),
        EpisodeRecorded(on=date(2026, 1, 5), first_onset_age=93),
        RelationshipRecorded(on=date(2026, 1, 5), relationship=mother),
    )
    hidden = deidentify(replay([*opened.history, *history]), days=-7)
    opening, first, second, related = hidden.history
    assert opening.age == second.first_onset_age == 90  # type: ignore[attr-defined]
    assert (str(first.onset), first.first_onset_age) == ("1950", None)  # type: ignore[attr-defined]
    assert str(related.relationship.began) == "1935"  # type: ignore[attr-defined]
    assert hidden.opened_on == date(2025, 12, 29)
    unsaid = deidentify(replay(history[:1]), days=-7).history[0]
    assert unsaid.first_onset_age is None  # type: ignore[attr-defined]  # it says as much as an age of 95
    younger = deidentify(replay([history[0].replace(onset=PartialDate(year=1990))]), days=-7).history[0]
    assert younger.first_onset_age == 20  # type: ignore[attr-defined]


@pytest.mark.parametrize("hide", [erase, lambda course: deidentify(course, days=-7)], ids=["erase", "deidentify"])
def test_two_clients_never_become_one_and_no_key_keeps_itself(hide: Any) -> None:
    keys = ["anna", "ben", "key-1", "key-2"]
    hidden = [hide(IPT.open(on=date(2026, 1, 5), client=key, consent=True)) for key in keys]
    assert len({course.client for course in hidden}) == len(keys)
    assert overlaps(hidden) == ()
    for course in hidden:
        again = hide(course)
        assert again.client not in {None, course.client, *keys}
    assert hide(hidden[0]) == hide(hidden[0])


def test_a_key_of_the_form_of_ours_does_not_keep_itself() -> None:
    rename = numbered_keys("a")
    assert [rename(key) for key in ("key-a-1", "key-a-1", "x")] == ["key-a-2", "key-a-2", "key-a-3"]


def test_texts_that_differ_only_in_capitals_still_do() -> None:
    rename = numbered_texts("gone")
    texts = ["Lithium", "lithium", "LITHIUM", "sertraline", "Lithium"]
    assert [rename(text) for text in texts] == ["[gone 1]", "[Gone 1]", "[gOne 1]", "[gone 2]", "[gone 1]"]
    few = numbered_texts("x")
    assert [few(text) for text in ("ab", "Ab", "aB", "AB")] == ["[x 1]", "[X 1]", "[X 1]", "[X 1]"]


def test_two_spellings_of_a_medication_are_one_after_erasure() -> None:
    ipsrt = protocol("ipsrt")
    on = date(2026, 1, 5)
    taken = [MedicationChanged(on=on, medication=name, taken_now=name == "Lithium") for name in ("Lithium", "lithium")]
    course = replay([*ipsrt.open(on=on, client="c-1", consent=True).history, *taken, MiddleBegun(on=on)])
    before = [(finding.entry, finding.objection.code) for finding in ipsrt.review(course)]
    assert [(finding.entry, finding.objection.code) for finding in ipsrt.review(erase(course))] == before


@pytest.mark.parametrize("day", [date.min, date.max])
def test_every_day_of_the_calendar_can_be_moved_to(day: date) -> None:
    days = 1 if day == date.min else -1
    away = deidentify(replay([GainsReviewed(on=day)]), days=days)
    assert deidentify(away, days=-days).history[0].on == day


def test_the_oldest_are_told_as_ninety() -> None:
    opened = filled(CourseOpened)
    for age, shown in ((89, 89), (90, 90), (101, 90), (None, None)):
        history = [opened.replace(age=age), EpisodeRecorded(on=opened.on, first_onset_age=age, earlier_episodes=95)]
        hidden = deidentify(replay(history), days=7).history
        assert hidden[0].age == shown  # type: ignore[attr-defined]
        assert hidden[1].first_onset_age == shown  # type: ignore[attr-defined]
        assert hidden[1].earlier_episodes == 95  # type: ignore[attr-defined]
    assert erase(replay([opened.replace(age=101)])).opening.age == 101  # type: ignore[union-attr]


def test_words_of_ones_own_or_none() -> None:
    history = (
        filled(GainsReviewed).replace(gains=("one", "two"), credited_to_client=None),
        filled(next(kind for kind in EVENTS if kind.kind == "risk_assessed")),
        filled(next(kind for kind in EVENTS if kind.kind == "follow_up_held")),
    )
    course = replay(history)
    mine = deidentify(course, days=7, words="left out").history
    assert mine[0].gains == ("[left out 1]", "[left out 2]")  # type: ignore[attr-defined]
    dropped = deidentify(course, days=7, words=None).history
    assert dropped[0].gains == ()  # type: ignore[attr-defined]
    assert dropped[1].reasons == "[removed 1]"  # type: ignore[attr-defined]
    assert dropped[2].words is None  # type: ignore[attr-defined]


def test_items_that_differed_only_in_what_was_dropped_are_one() -> None:
    kind = next(kind for kind in EVENTS if kind.kind == "diagnosis_recorded")
    event = filled(kind)
    care = event.diagnosis.concurrent_care[0]
    twice = event.diagnosis.replace(concurrent_care=(care, care.replace(details="other")))
    (hidden,) = deidentify(replay([event.replace(diagnosis=twice)]), days=7, words=None).history
    assert hidden.diagnosis.concurrent_care == (care.replace(details=None),)  # type: ignore[attr-defined]
    contacts = filled(next(kind for kind in EVENTS if kind.kind == "crisis_contacts_recorded"))
    assert isinstance(contacts.contacts[0], CrisisContact)


# -- a request of access -----------------------------------------------------------------------------------------------


def test_everything_is_handed_out() -> None:
    export = export_all(TYPICAL, EVERY)
    documents = json.loads(export.json)
    assert (documents["schema"], documents["version"]) == ("iptcore/export", VERSION)
    assert [from_json(json.dumps(course)) for course in documents["courses"]] == [TYPICAL, EVERY]
    rows = list(csv.DictReader(io.StringIO(export.csv)))
    values = {row["value"] for row in rows}
    assert {str(part) for part in private_parts((*TYPICAL.history, *EVERY.history))} <= values
    assert {row["course"] for row in rows} == {"1", "2"}
    assert {int(row["entry"]) for row in rows if row["course"] == "1"} == set(range(1, 61))
    first = rows[5]
    assert first == {
        "course": "1", "entry": "1", "on": "2026-01-05", "kind": "course_opened", "field": "age",
        "label": "Age at opening", "value": "41",
    }  # fmt: skip
    by_place = {row["field"]: row for row in rows}
    assert by_place["formulation.areas[0].area.kind"]["value"] == "grief"
    assert (
        by_place["formulation.areas[0].area.key"]["label"]
        == "Formulation: Focal areas 1: Problem area: Key of the area"
    )
    assert by_place["opening_question"]["value"] == "yes"


def test_nobody_is_handed_nothing() -> None:
    export = export_all()
    assert json.loads(export.json)["courses"] == []
    assert export.csv == "course,entry,on,kind,field,label,value\r\n"
    assert repr(export) == "<Export of 0 courses>"


def test_an_export_does_not_show_what_it_holds() -> None:
    assert repr(export_all(TYPICAL)) == "<Export of 1 course>"
    assert str(export_all(TYPICAL, EVERY)) == "<Export of 2 courses>"


def test_courses_alone_are_handed_out() -> None:
    with pytest.raises(InvalidValue) as caught:
        export_all(TYPICAL, [EVERY], CANARY)  # type: ignore[arg-type]
    assert str(caught.value) == (
        "invalid argument:\n"
        "  - courses[1]: expected a Course, got a list; pass them one by one, as in export_all(first, second)\n"
        "  - courses[2]: expected a Course, got text of 6 characters; "
        "pass them one by one, as in export_all(first, second)"
    )


@pytest.mark.parametrize(
    ("text", "guarded"),
    [
        ("=1+1", "'=1+1"), ("+1", "'+1"), ("-1", "'-1"), ("@x", "'@x"), ("\tx", "'\tx"), (" =1", "' =1"),
        ('"=1"', "'\"=1\""), ("ok;=1+1", "ok;'=1+1"), ("ok; =1", "ok;' =1"), ('ok;"=1"', "ok;'\"=1\""),
        ("ok\n=1", "ok\n'=1"), ("ok\r\n-1", "ok\r\n'-1"), ("ok\t@x", "ok\t'@x"), ("a;\t=1", "a;'\t'=1"),
        ("a;b\nc\td", "a;b\nc\td"), ("1 = 1", "1 = 1"),
    ],
)  # fmt: skip
def test_a_spreadsheet_computes_nothing(text: str, guarded: str) -> None:
    event = GainsReviewed(on=date(2026, 1, 5), gains=(text, "a=b"))
    export = export_all(replay([event]))
    rows = csv.DictReader(io.StringIO(export.csv, newline=""))
    assert [row["value"] for row in rows if row["field"].startswith("gains")] == [guarded, "a=b"]
    assert json.loads(export.json)["courses"][0]["entries"][0]["gains"][0] == text
