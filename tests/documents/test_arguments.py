"""What does not fit as an argument of sharing and erasing is told in words, all of it at once, and nothing private."""

from datetime import date
from typing import Any

import pytest

from iptcore.constraints import constraint
from iptcore.course import Course, replay
from iptcore.documents import deidentify, erase, faults, from_json, protocol_from_json, schema, to_json
from iptcore.errors import InvalidValue, UnknownName
from iptcore.events import EVENTS, GainsReviewed, LifeEventRecorded
from iptcore.model.inventory import LifeEvent
from iptcore.model.partial_date import PartialDate
from iptcore.protocol.catalogue import IPT
from iptcore.values import Value, fields_of

from .filled import filled
from .test_canary import message_of

CANARY = "Canary"
COURSE = replay(filled(kind, CANARY) for kind in EVENTS)


def refusal(call: Any, *given: Any, **named: Any) -> str:
    with pytest.raises(InvalidValue) as caught:
        call(*given, **named)
    assert caught.value.__cause__ is None
    assert caught.value.__context__ is None
    assert CANARY not in message_of(caught.value)
    return str(caught.value)


@pytest.mark.parametrize("days", [0, True, False, 7.0, "7", None, CANARY])
def test_days_are_a_whole_number_that_is_not_0(days: Any) -> None:
    message = refusal(deidentify, COURSE, days=days)
    assert "days: expected a whole number of days that is not 0, got" in message
    assert "draw one at random, and keep it to yourself" in message


@pytest.mark.parametrize("days", [-800_000, 3_000_000, 10**30, -(10**30)])
def test_no_date_leaves_the_calendar(days: int) -> None:
    message = refusal(deidentify, COURSE, days=days)
    assert "days: expected days that keep dates within " in message
    assert message.endswith("choose fewer days")
    assert str(days) not in message


@pytest.mark.parametrize(("day", "days"), [(date.min, -1), (date.max, 1)])
def test_the_calendar_ends_where_it_ends(day: date, days: int) -> None:
    message = refusal(deidentify, replay([GainsReviewed(on=day, gains=(CANARY,))]), days=days)
    assert "within 0001-01-01 to 9999-12-31" in message


@pytest.mark.parametrize(
    ("last", "days"),
    [("1800-01-01", -1), ("1800-01", -31), ("1800-21", -180), ("1800", -200),
     ("2199-12-31", 1), ("2199-12", 31), ("2199-24", 360), ("2199", 361)],
)  # fmt: skip
def test_partial_dates_keep_to_the_years_that_they_may_name(last: str, days: int) -> None:
    life = LifeEvent(what=CANARY, when=PartialDate.parse(last))
    course = replay([LifeEventRecorded(on=date(2026, 1, 5), life_event=life)])
    assert "within 1800-01-01 to 2199-12-31; choose fewer days" in refusal(deidentify, course, days=days)
    away = deidentify(course, days=-days)
    assert deidentify(away, days=days).history[0].life_event.when == life.when  # type: ignore[attr-defined]


@pytest.mark.parametrize("words", ["", "  ", "x" * 21, CANARY * 4, f"{CANARY}\x00", 3, False, [CANARY]])
def test_words_are_short_and_are_words(words: Any) -> None:
    message = refusal(deidentify, COURSE, days=7, words=words)
    assert "words: expected text of 1 to 20 printable characters, got" in message
    assert "choose a short word, or None to drop the text" in message


def test_the_longest_words_fit_everywhere() -> None:
    texts = [
        constraint(field).longest
        for kind in subclasses(Value)
        if kind.__module__.startswith(("iptcore.events", "iptcore.model"))
        for field in fields_of(kind)
        if constraint(field).private and not constraint(field).key
    ]
    assert min(texts) >= len(f"[{'x' * 20} 999999999]")
    assert "x" * 20 in to_json(deidentify(COURSE, days=7, words="x" * 20))


def subclasses(kind: type) -> list[type]:
    return [kind, *(below for child in kind.__subclasses__() for below in subclasses(child))]


@pytest.mark.parametrize("course", [None, CANARY, COURSE.history, filled(EVENTS[0], CANARY), Course])
@pytest.mark.parametrize("hide", [erase, lambda course: deidentify(course, days=7)], ids=["erase", "deidentify"])
def test_a_course_is_a_course(hide: Any, course: Any) -> None:
    assert "course: expected a Course, got" in (message := refusal(hide, course))
    assert message.endswith("read one with from_json, or make one with replay")


@pytest.mark.parametrize("protocols", [None, IPT, CANARY, [CANARY], [IPT, None]])
@pytest.mark.parametrize("hide", [erase, lambda course, **more: deidentify(course, days=7, **more)])
def test_protocols_are_protocols(hide: Any, protocols: Any) -> None:
    message = refusal(hide, COURSE, protocols=protocols)
    assert message.endswith("protocols: expected protocols alone, got something else; pass yours as protocols=[yours]")


def test_all_that_is_wrong_is_told_at_once() -> None:
    message = refusal(deidentify, CANARY, days=CANARY, keys=CANARY, words=CANARY * 9, protocols=CANARY)
    assert [line.split(":")[0] for line in message.splitlines()[1:]] == [
        "  - days", "  - keys", "  - words", "  - course", "  - protocols",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: from_json("{}", limits=CANARY), "limits: expected a Limits, got text of 6 characters; pass them as"),
        (lambda: from_json("{}", strict=True, limits=5), "limits: expected a Limits, got a number"),
        (lambda: faults("course", {}, limits=5.5), "got a number; pass them as limits=Limits("),
        (lambda: from_json(to_json(COURSE), protocols=[CANARY]), "protocols: expected protocols alone, got something"),
        (lambda: from_json(to_json(COURSE), protocols=5), "pass yours as protocols=[yours]"),
        (lambda: protocol_from_json(to_json(IPT), rules=[CANARY]), "rules: expected rules alone, got something else"),
    ],
)  # fmt: skip
def test_arguments_of_reading_are_what_they_should_be(call: Any, said: str) -> None:
    message = refusal(call)
    assert message.startswith("invalid argument:\n  - ")
    assert said in message


@pytest.mark.parametrize("kind", [[], {}, None, 5, "canary"])
def test_a_kind_is_one_of_ours(kind: Any) -> None:
    for ask in (schema, lambda kind: faults(kind, {})):
        with pytest.raises(UnknownName, match="event or document: choose one of 54 names, such as course, event"):
            ask(kind)
