"""What a record says of risk: when it arose, whether it was assessed, followed up, and passed on."""

from collections.abc import Iterator, Mapping
from datetime import date
from heapq import merge
from itertools import takewhile
from operator import itemgetter
from typing import TypeAlias

from iptcore.course import Course
from iptcore.events import (
    AdverseEventRecorded,
    ContactMade,
    Referral,
    RiskAssessed,
    RiskEscalated,
    SessionHeld,
    SessionMissed,
    SymptomsRated,
)
from iptcore.model.measure import Instrument
from iptcore.readings.days import last_day
from iptcore.readings.places import place_of_last, since_place
from iptcore.readings.ratings import readable
from iptcore.vocabulary import (
    AdverseEventKind,
    ContactDirection,
    ContactReason,
    ContactWith,
    Ending,
    MissedBy,
    RiskAction,
)

HARM = (AdverseEventKind.SUICIDE_ATTEMPT, AdverseEventKind.SELF_HARM)
"""The events after which risk has to be assessed again, as after a positive suicide item."""

TURNS = (AdverseEventKind.MANIA, AdverseEventKind.HYPOMANIA, AdverseEventKind.PSYCHOSIS)
"""The events after which progress has to be reviewed."""

Instruments: TypeAlias = Mapping[str, Instrument]
"""Instruments by their codes."""

_ATTEMPTS = (ContactReason.OUTREACH, ContactReason.CRISIS)
_BY_OTHERS = (MissedBy.THERAPIST, MissedBy.SERVICE)


def client_died(course: Course) -> bool:
    """Whether the death of the client is recorded."""
    if not course.has(AdverseEventRecorded):
        return course.ending is Ending.DIED
    reported = (event.what for event in course.newest(AdverseEventRecorded))
    return course.ending is Ending.DIED or AdverseEventKind.DEATH in reported


def is_urgent(course: Course) -> bool:
    """Whether the last assessment of risk requires urgent action."""
    assessed = course.last(RiskAssessed)
    return assessed is not None and assessed.action is RiskAction.URGENT


def last_urgent(course: Course) -> tuple[int, date] | None:
    """The place and the day of the last assessment that required urgent action."""
    urgent = course.urgent_risk
    return None if urgent.newest is None else (urgent.place, urgent.newest.on)


def plan_asked_for(course: Course, earliest: date = date.min) -> tuple[int, date] | None:
    """Since which place and day the assessments ask for a safety plan, if the last one does.

    Risk is high since the first assessment after the last that found no need of action: a plan made since then holds
    for those that follow, and is not asked for anew by each of them. None, too, where a plan was asked for before the
    day *earliest*.
    """
    since = None
    day = date.max
    for place, assessed in course.placed(RiskAssessed):
        if assessed.action is RiskAction.NONE or (since is None and assessed.action is not RiskAction.PLAN):
            break
        if assessed.action is RiskAction.PLAN and assessed.on < earliest:
            return None
        since = place
        day = assessed.on if assessed.action is RiskAction.PLAN else day
    return None if since is None else (since, day)


def risk_follow_up_outstanding(course: Course) -> bool:
    """Whether the last assessment requires urgent action, or a later report requires an assessment.

    That is a positive suicide item, an attempt, or self-harm.
    """
    return _risk_arose(course) is not None


def _risk_arose(course: Course) -> int | None:
    """The place of the last report that leaves risk to be followed up."""
    assessed = place_of_last(course, RiskAssessed)
    harmed = next((place for place, report in course.placed(AdverseEventRecorded) if report.what in HARM), -1)
    arose = max(course.positive_items.place, harmed)
    return arose if arose > assessed else assessed if is_urgent(course) else None


def has_current_risk(course: Course) -> bool:
    """Whether risk was assessed on or after the day of the last session."""
    assessed, met = last_day(course, RiskAssessed), last_day(course, SessionHeld)
    return assessed is not None and (met is None or assessed >= met)


def last_turn(course: Course, instruments: Instruments, earliest: date = date.min) -> tuple[int, date] | None:
    """The place and day of the last turn into mania, hypomania or psychosis that was recorded or rated.

    None where there was none on the day *earliest* or later.
    """
    lines = {}
    for code in course.rated:
        rated = instruments.get(code)
        if rated is not None and rated.mania_line is not None:
            lines[code] = rated, rated.mania_line
    if not lines and not course.has(AdverseEventRecorded):
        return None
    reported = takewhile(lambda placed: placed[1].on >= earliest, course.placed(AdverseEventRecorded))
    turns = [(place, event.on) for place, event in reported if event.what in TURNS]
    manic = None
    for place, rating in course.placed(SymptomsRated) if lines else ():
        # What is older matters only where it may be the beginning of a run that reaches up to that day.
        if rating.on < earliest and (manic is None or manic[1] < earliest):
            break
        instrument, line = lines.get(rating.instrument, (None, None))
        if instrument is not None and line is not None and readable(rating, instrument):
            # What goes on, though it falls, is no new turn: the last run of manic ratings turned with its first.
            if instrument.reaches(rating.total, line.number):
                manic = place, rating.on
            elif manic is not None:
                break
    if manic is not None and manic[1] >= earliest:
        turns.append(manic)
    return max(turns, default=None)


# -- who is out of reach -----------------------------------------------------------------------------------------------


def is_attempt(contact: ContactMade) -> bool:
    """Whether a contact was an attempt to reach the client, or the client's own call."""
    others_called = contact.direction is ContactDirection.INCOMING and contact.contacted is not ContactWith.CLIENT
    return contact.reason in _ATTEMPTS and not others_called


def is_unexplained(missed: SessionMissed) -> bool:
    """Whether the reason why the client did not come is unknown."""
    return missed.missed_by not in _BY_OTHERS and missed.explained is not True


def followed_up(course: Course, place: int) -> bool:
    """Whether somebody tried to reach the client, or saw them, after a place in the timeline."""
    return any(is_attempt(contact) for contact in since_place(course, ContactMade, place)) or (
        place_of_last(course, SessionHeld) > place
    )


def absences_in_a_row(course: Course, enough: int) -> int:
    """How many times in a row the client did not come, without a known reason and without contact since.

    It is counted up to *enough*. A session that therapist or service cancelled is not an absence, and ends no row.
    """
    missed: Iterator[tuple[int, SessionMissed | ContactMade]] = iter(course.placed(SessionMissed))
    last_seen, number = place_of_last(course, SessionHeld), 0
    for place, report in merge(missed, course.placed(ContactMade), key=itemgetter(0), reverse=True):
        if place < last_seen or ends_a_row(report) or number == enough:
            break
        number += isinstance(report, SessionMissed) and is_unexplained(report)
    return number


def ends_a_row(report: SessionMissed | ContactMade) -> bool:
    """Whether the reason of an absence is known, or somebody spoke with the client or tried to reach them."""
    if isinstance(report, ContactMade):
        return is_attempt(report) or report.contacted is ContactWith.CLIENT
    return report.explained is True and report.missed_by not in _BY_OTHERS


def passed_on(course: Course, referral: Referral | None) -> bool:
    """Whether the risk that is open was passed on with a referral, or somebody was brought in since it arose."""
    arose = _risk_arose(course)
    passed_on = referral is not None and referral.risk_passed_on is True
    return passed_on or arose is None or place_of_last(course, RiskEscalated) > arose


def looked_for(course: Course) -> bool:
    """Whether somebody tried to reach the client since risk arose, and since the last absence nobody explained."""
    missed = next((place for place, absence in course.placed(SessionMissed) if is_unexplained(absence)), -1)
    arose = _risk_arose(course)
    after = max(missed, -1 if arose is None else arose)
    return any(is_attempt(contact) for contact in since_place(course, ContactMade, after))
