"""Examples of the work: sessions, ratings, reviews, and amendments of the contract."""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from iptcore.course import Course
from iptcore.events import (
    ContractAmended,
    DisputeStageChanged,
    Event,
    GoalReviewed,
    MemberJoined,
    MemberLeft,
    MoodEventLink,
    RelationshipRecorded,
    SessionHeld,
    SymptomsRated,
)
from iptcore.model.contract import MOST_SESSIONS, ContractAmendment
from iptcore.protocol.examples.parts import frequency, likely_person, minutes, number_inside
from iptcore.protocol.protocol import Protocol
from iptcore.readings.focus import focal_disputes, focal_keys
from iptcore.readings.membership import groups
from iptcore.readings.sessions import sessions_used
from iptcore.vocabulary import Attendee, DisputeStage, LinkDirection, Modality, Phase, Purpose, RaterType, TechniqueName


def amendments(protocol: Protocol, course: Course, on: date) -> Iterator[Event]:
    agreed = course.contract
    more = 4 + max(sessions_used(course), (agreed.limit if agreed else None) or 0)
    changes = [ContractAmendment(sessions=min(more, MOST_SESSIONS)), ContractAmendment(frequency=frequency(protocol))]
    changes += [ContractAmendment(joint_with=()), ContractAmendment(focus=focal_keys(course))]
    changes.append(ContractAmendment(goals=tuple(goal.key for goal in course.goals)))
    for change in changes:
        yield ContractAmended(
            on=on, amendment=change, client_agrees=True, therapist_agrees=True, because="agreed together"
        )


class Around(NamedTuple):
    """Everything in a course on which the example of a session depends."""

    focus: tuple[str, ...]
    middle: bool
    person: str
    groups: tuple[str, ...]


def around(course: Course) -> Around:
    """The topics of a session in *course*, and the people in it."""
    return Around(
        focus=focal_keys(course),
        middle=course.phase is Phase.MIDDLE,
        person=likely_person(course),
        groups=tuple(sorted(groups(course))),
    )


def read_by_around(course: Course) -> tuple[object, ...]:
    """Everything that :func:`around` reads: if it is equal in two courses, so is the result."""
    kinds = (RelationshipRecorded, MemberJoined, MemberLeft)
    return course.phase is Phase.MIDDLE, course.formulation, course.client, *map(course.newest, kinds)


def sessions(protocol: Protocol, course: Course, on: date) -> Iterator[Event]:
    return sessions_around(protocol, around(course), on)


def sessions_around(protocol: Protocol, known: Around, on: date) -> Iterator[SessionHeld]:
    """Sessions of each purpose by the manual, for a course in this state."""
    session = SessionHeld(
        on=on, minutes=minutes(protocol, Purpose.REGULAR), modality=Modality.IN_PERSON, attendees=(Attendee.CLIENT,),
        focus=known.focus if known.middle else (),
        techniques=(TechniqueName.CLARIFICATION, TechniqueName.ENCOURAGEMENT_OF_AFFECT),
        opening_question=True,
        links=(MoodEventLink(direction=LinkDirection.EVENT_TO_MOOD, event="a call", relationship=known.person,
                             affect="sad, then relieved"),),
        risk_checked=True, task_set=True, task_reviewed=True, ending_mentioned=True, rhythm_chart=True,
    )  # fmt: skip
    yield session
    for purpose in (Purpose.PRE_GROUP, Purpose.CAREGIVER, Purpose.REVIEW):
        yield session.replace(purpose=purpose, focus=(), minutes=minutes(protocol, purpose))
    size, long = number_inside(protocol.group_size, 6), minutes(protocol, Purpose.GROUP)
    for group in known.groups:
        yield session.replace(purpose=Purpose.GROUP, group=group, group_size=size, minutes=long)


def ratings(protocol: Protocol, course: Course, on: date) -> Iterator[Event]:
    """A rating like the last one, then one on each primary instrument."""
    before = course.last(SymptomsRated)
    if before is not None:
        asks = before.suicide_item is not None
        yield before.replace(on=on, recorded=None, by=None, suicide_item=0 if asks else None)
    for rated in course.newest(SymptomsRated):
        yield rated.replace(on=on, recorded=None, by=None)
    for code in (*protocol.primary_instruments, *(instrument.code for instrument in protocol.instruments)):
        instrument = protocol.instrument(code)
        if instrument is not None:
            worst = instrument.severe_band
            total = instrument.low + (instrument.high - instrument.low) // 2
            if worst is not None and instrument.band(total) == worst:
                total = worst.high + 1 if worst.low == instrument.low else worst.low - 1
            yield SymptomsRated(
                on=on, instrument=code, total=total,
                suicide_item=None if instrument.suicide_item is None else 0,
                rater=RaterType.CLIENT if RaterType.CLIENT in instrument.raters else instrument.raters[0],
            )  # fmt: skip


def goal_reviews(protocol: Protocol, course: Course, on: date) -> Iterator[Event]:
    last = {review.goal: review.on for review in course.all(GoalReviewed)}
    for goal in sorted(course.goals, key=lambda goal: last.get(goal.key, date.min)):
        yield GoalReviewed(on=on, goal=goal.key, attainment=0, words="as hoped")


def stages(protocol: Protocol, course: Course, on: date) -> Iterator[Event]:
    for dispute in focal_disputes(course):
        for stage in DisputeStage:
            yield DisputeStageChanged(on=on, dispute=dispute.key, stage=stage)
