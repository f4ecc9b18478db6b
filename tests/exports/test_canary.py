"""A word planted in every free text and every key leaves in no export that does not say so."""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime, time
from typing import Any

import pytest

from documents.filled import filled
from iptcore import IPT, Course, replay
from iptcore.constraints import constraint
from iptcore.events import EVENTS, CourseOpened, EntriesCorrected, Event, MiddleBegun, SymptomsRated
from iptcore.exports.calendar import calendar
from iptcore.exports.cds_hooks import cards
from iptcore.exports.event_log import ocel, xes
from iptcore.exports.fhir import bundle
from iptcore.exports.redcap import redcap
from iptcore.exports.tables import long_table, survival_table, to_csv, wide_table
from iptcore.schedule import plan
from iptcore.values import Value, fields_of
from iptcore.vocabulary import Frequency

CANARY = "Canary"


def tame(part: Any, *, private: bool = True, code: bool = False) -> Any:
    """A value with the canary in its private parts alone."""
    if isinstance(part, tuple):
        return tuple(tame(item, private=private, code=code) for item in part)
    if isinstance(part, Value):
        return part.replace(**{
            field.name: tame(getattr(part, field.name), private=constraint(field).private, code=constraint(field).code)
            for field in fields_of(type(part))
        })  # fmt: skip
    return "public" if type(part) is str and not private and not code else part


def planted() -> Course:
    def event(kind: type[Event]) -> Event:
        made = tame(filled(kind, CANARY))
        if isinstance(made, CourseOpened):
            return made.replace(protocol=IPT.code, edition=IPT.edition)
        return made.replace(instrument="PHQ-9") if isinstance(made, SymptomsRated) else made

    course = replay(event(kind) for kind in EVENTS if kind is not EntriesCorrected)
    return replay([*course.history, tame(filled(EntriesCorrected, CANARY))])


COURSE = planted()
NAMED = {"course-1": COURSE}
CONTRACT = COURSE.contract
assert CONTRACT is not None
SCHEDULE = plan(CONTRACT.replace(sessions=4, at_most=None, frequency=Frequency.WEEKLY, tapered=False),
                first=date(2026, 3, 3), at=time(10), zone="Europe/London")  # fmt: skip

EXPORTS: dict[str, Callable[[], Any]] = {
    "cards": lambda: [
        cards(IPT, COURSE, tame(filled(kind, CANARY)), name="course-1") for kind in (*EVENTS, MiddleBegun)
    ],
    "fhir": lambda: bundle(IPT, COURSE, name="course-1"),
    "calendar": lambda: calendar(SCHEDULE, name="course-1", at=datetime(2026, 1, 1, tzinfo=UTC), minutes=50),
    "xes": lambda: xes(NAMED),
    "ocel": lambda: ocel(NAMED),
    "long": lambda: to_csv(long_table(NAMED)),
    "wide": lambda: to_csv(wide_table(NAMED)),
    "survival": lambda: to_csv(survival_table(NAMED)),
    "redcap": lambda: [*redcap(IPT, NAMED)],
}


def test_the_canary_is_everywhere() -> None:
    assert all(any(CANARY in text for text in texts(event)) for event in COURSE.history)
    assert {type(event) for event in COURSE.history} == set(EVENTS)


def texts(part: Any) -> list[str]:
    if isinstance(part, Value):
        return [text for field in fields_of(type(part)) for text in texts(getattr(part, field.name))]
    if isinstance(part, tuple):
        return [text for item in part for text in texts(item)]
    return [part] if type(part) is str else []


@pytest.mark.parametrize("export", EXPORTS)
def test_no_export_tells(export: str) -> None:
    made = EXPORTS[export]()
    text = made if isinstance(made, str) else json.dumps(made)
    assert len(text) > 50
    assert CANARY not in text


def test_the_bundle_that_says_so_carries_private_words() -> None:
    assert CANARY in json.dumps(bundle(IPT, COURSE, name="course-1", private=True))
