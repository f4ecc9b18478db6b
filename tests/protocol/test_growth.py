"""Judging takes twice the work for twice the entries: calls are counted, not time."""

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from typing import Any

import pytest

from counting import calls
from iptcore.course import Course, after, replay
from iptcore.events import (
    Correction,
    CrisisContactsRecorded,
    DepartureExplained,
    EntriesCorrected,
    Event,
    MiddleBegun,
    RelationshipRecorded,
    RiskAssessed,
    SafeguardingRaised,
    SessionHeld,
    SymptomsRated,
)
from iptcore.model.inventory import Relationship, SafetyConcern
from iptcore.model.risk import CrisisContact
from iptcore.protocol.catalogue import IPT, IPT_A
from iptcore.readings.safety import open_safety
from iptcore.vocabulary import Attendee, RiskAction, SafetyConcernKind

ON = date(2026, 1, 5)
VIOLENCE = SafetyConcern(kind=SafetyConcernKind.VIOLENCE)


def day(number: int) -> date:
    return ON + timedelta(days=number)


def course_of(*events: Event) -> Course:
    """A course whose beginning leaves nothing about risk for each later session to be told."""
    opened = IPT_A.open(on=ON, client="c-1", consent=True, age=15).history
    assessed = RiskAssessed(on=ON, action=RiskAction.NONE, reasons="asked")
    contacts = CrisisContactsRecorded(on=ON, contacts=(CrisisContact(how="call", service="the ward"),))
    return replay([*opened, assessed, contacts, *events])


def rated_sessions(size: int) -> Course:
    """Sessions of a phase that goes on and on, each rated."""
    return course_of(*(
        event
        for number in range(size)
        for event in (
            SymptomsRated(on=day(number), instrument="PHQ-9", total=number % 27, suicide_item=0),
            SessionHeld(on=day(number), minutes=50, risk_checked=True),
        )
    ))  # fmt: skip


def sessions_after(report: Callable[[date], Event], size: int) -> Course:
    """A report before each session, of which nothing is made."""
    return course_of(*(
        event
        for number in range(size)
        for event in (report(day(number)), SessionHeld(on=day(number), minutes=50, risk_checked=True))
    ))  # fmt: skip


def not_manic(on: date) -> Event:
    return SymptomsRated(on=on, instrument="YMRS", total=5)


def wants_a_plan(on: date) -> Event:
    return RiskAssessed(on=on, action=RiskAction.PLAN, reasons="asked")


def explained_late(size: int) -> Course:
    """What nobody explained that day, and many explanations afterwards."""
    return course_of(
        *(SessionHeld(on=day(number), minutes=50, risk_checked=True) for number in range(size)),
        *(DepartureExplained(on=day(size + number), rule="M03", because="asked") for number in range(size)),
    )


def explained_each_day(size: int) -> Course:
    return course_of(*(
        event
        for number in range(size)
        for event in (
            DepartureExplained(on=day(number), rule="M02a", because="asked"),
            SessionHeld(on=day(number), minutes=50, risk_checked=True),
        )
    ))  # fmt: skip


def unsafe_caregivers(size: int) -> Course:
    return course_of(*(
        RelationshipRecorded(
            on=ON, relationship=Relationship(key=f"p{number}", caregiver=True, safety_concern=VIOLENCE)
        )
        for number in range(size)
    ))  # fmt: skip


def people_of_concern(size: int) -> Course:
    """People of concern, each on another day and to be called in a crisis; a caregiver came before and after."""
    came = [SessionHeld(on=on, minutes=50, attendees=(Attendee.CAREGIVER,)) for on in (ON, day(size))]
    recorded = (event.replace(on=day(number)) for number, event in enumerate(unsafe_caregivers(size).history))
    called = (
        CrisisContactsRecorded(on=day(number), contacts=(CrisisContact(how="call", person=f"p{number}"),))
        for number in range(size)
    )
    return replay([came[0], *recorded, *called, came[1]])


def safeguarding(size: int) -> Course:
    """Concerns that are all acted on at the end."""
    return course_of(
        *(SafeguardingRaised(on=ON, concern=f"concern {number}") for number in range(size)),
        *(SafeguardingRaised(on=day(1), concern=f"concern {number}", action="told") for number in range(size)),
    )


def corrected(size: int) -> Callable[[], Course]:
    course = rated_sessions(size)
    correction = course.correct(4, SymptomsRated(on=ON, instrument="PHQ-9", total=9), on=day(size), because="mistyped")
    return lambda: IPT_A.apply(course, correction)


def entered_late(size: int) -> Callable[[], Course]:
    course = rated_sessions(size)
    return lambda: after(course, SessionHeld(on=day(1)))


TASKS: dict[str, Callable[[int], Callable[[], Any]]] = {
    "review of rated sessions": lambda size: partial(IPT.review, rated_sessions(size)),
    "review of rated sessions under IPT-A": lambda size: partial(IPT_A.review, rated_sessions(size)),
    "review of departures explained late": lambda size: partial(IPT.review, explained_late(size)),
    "review of departures explained each day": lambda size: partial(IPT.review, explained_each_day(size)),
    "review of sessions rated for mania": lambda size: partial(IPT.review, sessions_after(not_manic, size)),
    "review of plans that nobody makes": lambda size: partial(IPT.review, sessions_after(wants_a_plan, size)),
    "review of people of concern": lambda size: partial(IPT.review, people_of_concern(size)),
    "allowed with unsafe caregivers": lambda size: partial(IPT_A.allowed, unsafe_caregivers(size)),
    "due with unsafe caregivers": lambda size: partial(IPT_A.due, unsafe_caregivers(size)),
    "due with concerns that were acted on": lambda size: partial(IPT_A.due, safeguarding(size)),
    "open demands of safety": lambda size: partial(open_safety, unsafe_caregivers(size)),
    "replay": lambda size: partial(replay, rated_sessions(size).history),
    "one correction": corrected,
    "one late entry": entered_late,
}


@pytest.mark.parametrize("name", TASKS)
def test_twice_the_entries_take_twice_the_work(name: str) -> None:
    task = TASKS[name]
    task(1)()  # what is made once is made
    some, more, most = (calls(task(size)) for size in (30, 60, 120))
    assert most - more <= 2.2 * (more - some), (some, more, most)


def test_a_rating_or_a_session_at_the_end_takes_no_more_work_in_a_longer_course() -> None:
    short, long = rated_sessions(30), rated_sessions(120)
    for event in (SymptomsRated(on=day(120), instrument="PHQ-9", total=9), SessionHeld(on=day(120))):
        IPT.apply(short, event)
        assert calls(partial(IPT.apply, long, event)) == calls(partial(IPT.apply, short, event))


def test_corrections_of_corrections_are_not_judged_one_by_the_other() -> None:
    def mended(length: int) -> int:
        course = opened = course_of()
        for _ in range(length):
            named = range(opened.revision, course.revision + 1)
            parts = tuple(Correction(entry=entry, replacement=MiddleBegun(on=ON)) for entry in named)
            correction = EntriesCorrected(on=ON, corrections=parts, because="mistyped")
            course = after(course, correction)
        return calls(partial(IPT.objections, course, correction))

    mended(1)  # what is made once is made
    assert mended(6) < 2 * mended(3)
