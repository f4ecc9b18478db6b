"""Safety: risk is looked at, followed up by people, and never scored here."""

from collections.abc import Iterator
from datetime import date
from itertools import takewhile
from typing import TYPE_CHECKING, TypeVar

from iptcore.course import Course
from iptcore.events import (
    AdverseEventRecorded,
    ClientReferred,
    ContactMade,
    CourseCompleted,
    CourseDiscontinued,
    CourseResumed,
    CourseSuspended,
    CrisisContactsRecorded,
    Event,
    FurtherTreatmentDecided,
    NotDone,
    RiskAssessed,
    RiskEscalated,
    SafeguardingRaised,
    SafetyPlanAgreed,
    SessionHeld,
    SessionMissed,
    SymptomsRated,
)
from iptcore.model.measure import SUICIDE_ITEM_POSITIVE
from iptcore.protocol.rule import Clause, Level, Rule
from iptcore.protocol.steps import INTO_MIDDLE, NEXT_PHASE
from iptcore.sources import cite
from iptcore.vocabulary import (
    AdverseEventKind,
    ContactReason,
    DiscontinuationReason,
    FurtherTreatment,
    MissedBy,
    RiskAction,
)

if TYPE_CHECKING:
    from iptcore.protocol.protocol import Protocol

_E = TypeVar("_E", bound=Event)

_HARM = (AdverseEventKind.SUICIDE_ATTEMPT, AdverseEventKind.SELF_HARM)
"""The events that ask for a new look at risk, as a positive suicide item does."""

_CRISES = (*_HARM, AdverseEventKind.ADMISSION)

_ATTEMPTS = (ContactReason.OUTREACH, ContactReason.CRISIS)
"""The contacts that are attempts to reach a client who did not come."""


# -- predicates --------------------------------------------------------------------------------------------------------


def risk_assessed(protocol: "Protocol", course: Course) -> bool:
    return course.has(RiskAssessed)


def risk_assessed_since_positive_item(protocol: "Protocol", course: Course) -> bool:
    return course.has(RiskAssessed) and positive_items_assessed(protocol, course) and harm_assessed(protocol, course)


def says_whether_risk_was_checked(protocol: "Protocol", course: Course, event: SessionHeld) -> bool:
    return event.risk_checked is not None or _assessed_on(course, event.on) or _look_needed(course)


def risk_checked_while_action_is_needed(protocol: "Protocol", course: Course, event: SessionHeld) -> bool:
    return not _look_needed(course) or event.risk_checked is True or _assessed_on(course, event.on)


def every_session_says_it_or_was_assessed(protocol: "Protocol", course: Course) -> bool:
    return all(session.risk_checked is not None for session in _since_assessed(course, SessionHeld))


def assessed_that_day(protocol: "Protocol", course: Course, event: Event) -> bool:
    return any(assessed.on == event.on for assessed in course.newest(RiskAssessed))


def assessed_by_the_next_session(protocol: "Protocol", course: Course, event: Event) -> bool:
    until = _next_session(course, event.on)
    return any(event.on <= assessed.on <= until for assessed in course.newest(RiskAssessed))


def contacts_recorded_that_day(protocol: "Protocol", course: Course, event: Event) -> bool:
    return any(recorded.on == event.on for recorded in course.newest(CrisisContactsRecorded))


def risk_checked_at_the_return(protocol: "Protocol", course: Course, event: CourseResumed) -> bool:
    paused, assessed = course.last(CourseSuspended), course.last(RiskAssessed)
    if paused is None or (assessed is not None and assessed.on == event.on):
        return True
    near = assessed is not None and (event.on - assessed.on).days <= protocol.days_without_risk_check
    return near and assessed is not None and assessed.on > paused.on


def harm_assessed(protocol: "Protocol", course: Course) -> bool:
    return not any(event.what in _HARM for event in _since_assessed(course, AdverseEventRecorded))


def harm_assessed_that_day(protocol: "Protocol", course: Course, event: AdverseEventRecorded) -> bool:
    return event.what not in _HARM or _assessed_on(course, event.on)


def positive_items_assessed(protocol: "Protocol", course: Course) -> bool:
    return not any(is_positive(rating) for rating in _since_assessed(course, SymptomsRated))


def positive_item_assessed_that_day(protocol: "Protocol", course: Course, event: SymptomsRated) -> bool:
    return not is_positive(event) or _assessed_on(course, event.on)


def no_item_left_out_since_assessed(protocol: "Protocol", course: Course) -> bool:
    return not any(leaves_item_out(protocol, rating) for rating in _since_assessed(course, SymptomsRated))


def item_kept_or_risk_assessed_that_day(protocol: "Protocol", course: Course, event: SymptomsRated) -> bool:
    return not leaves_item_out(protocol, event) or _assessed_on(course, event.on)


def urgent_risk_acted_on(protocol: "Protocol", course: Course) -> bool:
    urgent = last_urgent(protocol, course)
    answers = (course.last(RiskEscalated), course.last(SafetyPlanAgreed))
    return urgent is None or any(answer is not None and answer.on >= urgent for answer in answers)


def urgent_risk_is_over(protocol: "Protocol", course: Course) -> bool:
    assessed = course.last(RiskAssessed)
    return assessed is None or assessed.action is not RiskAction.URGENT


def referral_is_stated(protocol: "Protocol", course: Course, event: ClientReferred | CourseDiscontinued) -> bool:
    if isinstance(event, CourseDiscontinued) and event.reason is not DiscontinuationReason.NOT_SUITABLE:
        return True
    referral = event.referral
    if referral is None:
        return False
    return referral.none_because is not None or (referral.to is not None and referral.on is not None)


def crisis_contacts_recorded(protocol: "Protocol", course: Course) -> bool:
    return course.has(CrisisContactsRecorded)


def absence_is_followed_up(protocol: "Protocol", course: Course, event: SessionMissed) -> bool:
    cancelled = event.missed_by in (MissedBy.THERAPIST, MissedBy.SERVICE)
    if cancelled or event.explained is True or not risk_follow_up_outstanding(course):
        return True
    since = takewhile(lambda contact: contact.on >= event.on, course.newest(ContactMade))
    return any(contact.reason in _ATTEMPTS for contact in since)


def contact_tried_by_the_next_session(protocol: "Protocol", course: Course, event: SessionMissed) -> bool:
    until = _next_session(course, event.on)
    return any(
        event.on <= contact.on <= until and contact.reason in _ATTEMPTS for contact in course.newest(ContactMade)
    )


def care_goes_on_after_a_crisis(protocol: "Protocol", course: Course) -> bool:
    decided = course.last(FurtherTreatmentDecided)
    return (decided is not None and decided.what is not FurtherTreatment.NONE) or not (
        last_urgent(protocol, course) is not None
        or any(event.what in _CRISES for event in course.newest(AdverseEventRecorded))
    )


def action_is_recorded(protocol: "Protocol", course: Course, event: SafeguardingRaised) -> bool:
    return event.action is not None


def action_recorded_since(protocol: "Protocol", course: Course, event: SafeguardingRaised) -> bool:
    return any(raised.on >= event.on and raised.action is not None for raised in course.newest(SafeguardingRaised))


# -- what they read ----------------------------------------------------------------------------------------------------


def is_positive(rating: SymptomsRated) -> bool:
    """Whether a rating holds a positive answer about suicide, whatever instrument it was given on."""
    return rating.suicide_item is not None and rating.suicide_item >= SUICIDE_ITEM_POSITIVE.number


def leaves_item_out(protocol: "Protocol", rating: SymptomsRated) -> bool:
    """Whether a rating gives the total of an instrument that asks about suicide, without that answer."""
    instrument = protocol.instrument(rating.instrument)
    return rating.suicide_item is None and instrument is not None and instrument.suicide_item is not None


def last_urgent(protocol: "Protocol", course: Course) -> date | None:
    """The day of the last assessment that asked for urgent action."""
    return next((risk.on for risk in course.newest(RiskAssessed) if risk.action is RiskAction.URGENT), None)


def risk_follow_up_outstanding(course: Course) -> bool:
    """Whether the last assessment asks for urgent action, or something since then waits for an assessment.

    That is a positive suicide item, an attempt, or self-harm.
    """
    assessed = course.last(RiskAssessed)
    if assessed is not None and assessed.action is RiskAction.URGENT:
        return True
    return any(is_positive(rating) for rating in _since_assessed(course, SymptomsRated)) or any(
        event.what in _HARM for event in _since_assessed(course, AdverseEventRecorded)
    )


def _look_needed(course: Course) -> bool:
    """Whether the last assessment asks for action, or an assessment is outstanding."""
    assessed = course.last(RiskAssessed)
    return (assessed is not None and assessed.action is not RiskAction.NONE) or risk_follow_up_outstanding(course)


def _next_session(course: Course, day: date) -> date:
    """The day of the first session after *day*; the end of time where there is none."""
    return min((session.on for session in course.newest(SessionHeld) if session.on > day), default=date.max)


def _assessed_on(course: Course, day: date) -> bool:
    assessed = course.last(RiskAssessed)
    return assessed is not None and assessed.on >= day


def _since_assessed(course: Course, kind: type[_E]) -> Iterator[_E]:
    """The events of a kind on days later than the last risk assessment, newest first."""
    assessed = course.last(RiskAssessed)
    day = date.min if assessed is None else assessed.on
    return takewhile(lambda event: event.on > day, course.newest(kind))


# -- rules -------------------------------------------------------------------------------------------------------------

RULES: tuple[Rule, ...] = (
    Rule(
        code="S02",
        says="risk is assessed before the middle phase, after a positive suicide item, and at the return from a pause",
        source=cite("F25 R D"),
        clauses=(
            Clause(
                code="S02a",
                on=INTO_MIDDLE,
                level=Level.SAFEGUARD,
                asks="assess suicide risk first",
                kept=risk_assessed_since_positive_item,
                cures=(RiskAssessed,),
            ),
            Clause(
                code="S02b",
                on=(SessionHeld,),
                level=Level.GRAVE,
                asks="assess suicide risk: no assessment is recorded yet",
                kept=risk_assessed,
                cures=(RiskAssessed,),
                followed=assessed_that_day,
            ),
            Clause(
                code="S02c",
                on=(CourseResumed,),
                level=Level.GRAVE,
                asks="assess risk at the return from the pause",
                fits=risk_checked_at_the_return,
                cures=(RiskAssessed,),
                followed=assessed_that_day,
            ),
        ),
    ),
    Rule(
        code="S03",
        says="each session says whether risk was checked, above all while the last assessment asks for action",
        source=cite("F25"),
        clauses=(
            Clause(
                code="S03a",
                on=(SessionHeld,),
                level=Level.ADVISORY,
                asks="say whether risk was checked, or assess it",
                fits=says_whether_risk_was_checked,
                cures=(RiskAssessed,),
                followed=assessed_that_day,
            ),
            Clause(
                code="S03b",
                on=(SessionHeld,),
                level=Level.ADVISORY,
                asks="check risk in this session, or assess it: action or an assessment is outstanding",
                fits=risk_checked_while_action_is_needed,
                cures=(RiskAssessed,),
                followed=assessed_that_day,
            ),
            Clause(
                code="S03c",
                on=NEXT_PHASE,
                level=Level.ADVISORY,
                asks="assess risk: a session since the last assessment does not say whether it was checked",
                kept=every_session_says_it_or_was_assessed,
                cures=(RiskAssessed,),
            ),
        ),
    ),
    Rule(
        code="S04",
        says="a positive suicide item, an attempt or self-harm is followed by a risk assessment that day or later",
        source=cite("F69 D"),
        clauses=(
            Clause(
                code="S04a",
                on=NEXT_PHASE,
                level=Level.SAFEGUARD,
                asks="assess risk first: the suicide item was positive",
                kept=positive_items_assessed,
                cures=(RiskAssessed,),
            ),
            Clause(
                code="S04b",
                on=(SymptomsRated,),
                level=Level.GRAVE,
                asks="assess risk: the suicide item is positive and risk follow-up is outstanding",
                fits=positive_item_assessed_that_day,
                cures=(RiskAssessed,),
                followed=assessed_by_the_next_session,
            ),
            Clause(
                code="S04c",
                on=NEXT_PHASE,
                level=Level.ADVISORY,
                asks="assess risk: a rating since the last assessment leaves the suicide item out",
                kept=no_item_left_out_since_assessed,
                cures=(RiskAssessed,),
            ),
            Clause(
                code="S04d",
                on=(SymptomsRated,),
                level=Level.ADVISORY,
                asks="keep the answer to the suicide item beside the total, or assess risk",
                fits=item_kept_or_risk_assessed_that_day,
                cures=(RiskAssessed,),
                followed=assessed_by_the_next_session,
            ),
            Clause(
                code="S04e",
                on=NEXT_PHASE,
                level=Level.SAFEGUARD,
                asks="assess risk first: there was an attempt or self-harm",
                kept=harm_assessed,
                cures=(RiskAssessed,),
            ),
            Clause(
                code="S04f",
                on=(AdverseEventRecorded,),
                level=Level.GRAVE,
                asks="assess risk: there was an attempt or self-harm, and risk follow-up is outstanding",
                fits=harm_assessed_that_day,
                cures=(RiskAssessed,),
                followed=assessed_by_the_next_session,
            ),
        ),
    ),
    Rule(
        code="S05",
        says="urgent risk is acted on, found no longer urgent before the next phase, and followed by further care",
        source=cite("NG225 D"),
        clauses=(
            Clause(
                code="S05a",
                on=NEXT_PHASE,
                level=Level.SAFEGUARD,
                asks="escalate the urgent risk, or agree on a safety plan, or record that it was refused",
                kept=urgent_risk_acted_on,
                cures=(RiskEscalated, SafetyPlanAgreed, NotDone),
                since=last_urgent,
            ),
            Clause(
                code="S05b",
                on=NEXT_PHASE,
                level=Level.SAFEGUARD,
                asks="assess risk again: the last assessment asks for urgent action",
                kept=urgent_risk_is_over,
                cures=(RiskAssessed,),
            ),
            Clause(
                code="S05c",
                on=(CourseCompleted,),
                level=Level.GRAVE,
                asks="say what care goes on: there was a crisis in this course",
                kept=care_goes_on_after_a_crisis,
                cures=(FurtherTreatmentDecided,),
            ),
        ),
    ),
    Rule(
        code="S11",
        says="who goes elsewhere is referred with destination and date, or it is said why there is no referral",
        source=cite("D"),
        clauses=(
            Clause(
                code="S11a",
                on=(ClientReferred, CourseDiscontinued),
                level=Level.ADVISORY,
                asks="name where the client is referred to and when, or why there is no referral",
                fits=referral_is_stated,
            ),
        ),
    ),
    Rule(
        code="S14",
        says="it is recorded whom to reach in a crisis",
        source=cite("D"),
        clauses=(
            Clause(
                code="S14a",
                on=INTO_MIDDLE,
                level=Level.SAFEGUARD,
                asks="record whom to reach in a crisis first",
                kept=crisis_contacts_recorded,
                cures=(CrisisContactsRecorded,),
            ),
            Clause(
                code="S14b",
                on=(SessionHeld,),
                level=Level.ADVISORY,
                asks="record whom to reach in a crisis",
                kept=crisis_contacts_recorded,
                cures=(CrisisContactsRecorded,),
                followed=contacts_recorded_that_day,
            ),
        ),
    ),
    Rule(
        code="S16",
        says="an unexplained absence while risk follow-up is outstanding is followed by an attempt to reach the client",
        source=cite("D"),
        clauses=(
            Clause(
                code="S16a",
                on=(SessionMissed,),
                level=Level.GRAVE,
                asks="try to reach the client: risk follow-up is outstanding",
                fits=absence_is_followed_up,
                cures=(ContactMade,),
                followed=contact_tried_by_the_next_session,
            ),
        ),
    ),
    Rule(
        code="S18",
        says="for each safeguarding concern it is recorded what was done",
        source=cite("D"),
        clauses=(
            Clause(
                code="S18a",
                on=(SafeguardingRaised,),
                level=Level.GRAVE,
                asks="record what was done about the concern, now or in another report",
                fits=action_is_recorded,
                cures=(SafeguardingRaised,),
                followed=action_recorded_since,
            ),
        ),
    ),
)
