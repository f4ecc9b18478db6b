"""The rules of safety: risk is assessed and followed up by people, and never computed here.

:mod:`iptcore.readings.safety` reads the open demands before a step; the predicates here judge single reports. The gap
after which risk is checked (``days_without_risk_check``) is set in ``protocol/ipt.py`` for IPT and in
``protocol/catalogue/`` for the others; the answer from which an item on suicide is positive, in
``model/suicide_item.py``.
"""

from datetime import date
from typing import TYPE_CHECKING

from iptcore.course import Course
from iptcore.events import (
    AdverseEventRecorded,
    CourseCompleted,
    CourseResumed,
    CourseSuspended,
    Event,
    FurtherTreatmentDecided,
    NotDone,
    RiskAssessed,
    RiskEscalated,
    SafeguardingRaised,
    SafetyPlanAgreed,
    SessionHeld,
    SymptomsRated,
)
from iptcore.protocol.rule import Clause, Level, Rule
from iptcore.protocol.rules.contact import a_session_was_held
from iptcore.protocol.rules.demands import Settled
from iptcore.protocol.steps import INTO_MIDDLE, NEXT_PHASE
from iptcore.readings.days import day_of_next_session, last_day
from iptcore.readings.places import place_of, place_of_last, since_place
from iptcore.readings.risk import HARM, last_urgent, plan_asked_for, risk_follow_up_outstanding
from iptcore.readings.safety import action_recorded
from iptcore.sources import cite
from iptcore.vocabulary import AdverseEventKind, FurtherTreatment, RiskAction, SafetyMatter

if TYPE_CHECKING:
    from iptcore.protocol.protocol import Protocol

_CRISES = (*HARM, AdverseEventKind.ADMISSION, AdverseEventKind.EMERGENCY_VISIT)


# -- predicates --------------------------------------------------------------------------------------------------------


def risk_assessed(protocol: "Protocol", course: Course) -> bool:
    return course.has(RiskAssessed)


def risk_assessed_since_it_arose(protocol: "Protocol", course: Course) -> bool:
    return course.has(RiskAssessed) and _positive_items_assessed(protocol, course) and _harm_assessed(protocol, course)


def says_whether_risk_was_checked(protocol: "Protocol", course: Course, event: SessionHeld) -> bool:
    return event.risk_checked is not None or _assessed_on(course, event.on) or _look_needed(course)


def last_session_was_silent_on_risk(protocol: "Protocol", course: Course, event: SessionHeld) -> bool:
    last = course.last(SessionHeld)
    return last is not None and last.risk_checked is None and not _assessed_on(course, last.on)


def risk_checked_while_action_is_needed(protocol: "Protocol", course: Course, event: SessionHeld) -> bool:
    if event.risk_checked is True or not _look_needed(course):
        return True
    return _assessed_on(course, event.on) and not _waits_for_assessment(protocol, course)


def every_session_says_it_or_was_assessed(protocol: "Protocol", course: Course) -> bool:
    # A silent session on the day of an assessment is the one in which it was made.
    assessed = course.last(RiskAssessed)
    day = date.min if assessed is None else assessed.on
    sessions = since_place(course, SessionHeld, place_of_last(course, RiskAssessed))
    return all(session.risk_checked is not None for session in sessions if session.on > day)


def assessed_that_day(protocol: "Protocol", course: Course, event: Event) -> bool:
    return any(assessed.on == event.on for assessed in course.newest(RiskAssessed))


def assessed_later_that_day(protocol: "Protocol", course: Course, event: Event) -> bool:
    later = since_place(course, RiskAssessed, place_of(course, event))
    return any(assessed.on == event.on for assessed in later)


def assessed_by_the_next_session(protocol: "Protocol", course: Course, event: Event) -> bool:
    until = day_of_next_session(course, event.on)
    return any(assessed.on <= until for assessed in since_place(course, RiskAssessed, place_of(course, event)))


def risk_checked_at_the_return(protocol: "Protocol", course: Course, event: CourseResumed) -> bool:
    paused, assessed = place_of_last(course, CourseSuspended), course.last(RiskAssessed)
    if paused < 0 or (assessed is not None and assessed.on == event.on):
        return True
    near = assessed is not None and (event.on - assessed.on).days <= protocol.days_without_risk_check
    return near and place_of_last(course, RiskAssessed) > paused


def is_no_harm(protocol: "Protocol", course: Course, event: AdverseEventRecorded) -> bool:
    return event.what not in HARM


def suicide_item_is_not_positive(protocol: "Protocol", course: Course, event: SymptomsRated) -> bool:
    return not event.is_positive


def no_item_left_out_since_assessed(protocol: "Protocol", course: Course) -> bool:
    ratings = since_place(course, SymptomsRated, place_of_last(course, RiskAssessed))
    return not any(leaves_item_out(protocol, rating) and not _assessed_on(course, rating.on) for rating in ratings)


def item_kept_or_risk_assessed_that_day(protocol: "Protocol", course: Course, event: SymptomsRated) -> bool:
    return not leaves_item_out(protocol, event) or _assessed_on(course, event.on)


def item_was_left_out_before(protocol: "Protocol", course: Course, event: SymptomsRated) -> bool:
    last = next((rating for rating in course.newest(SymptomsRated) if _asks_about_suicide(protocol, rating)), None)
    return last is not None and leaves_item_out(protocol, last) and not _assessed_on(course, last.on)


def place_of_urgency(protocol: "Protocol", course: Course) -> int | None:
    urgent = last_urgent(course)
    return None if urgent is None else urgent[0]


def place_of_asking_for_a_plan(protocol: "Protocol", course: Course) -> int | None:
    requested = plan_asked_for(course)
    return None if requested is None else requested[0]


def plan_agreed_before_this_session(protocol: "Protocol", course: Course, event: SessionHeld) -> bool:
    # Said once, at the next session. Asked for in this very session, the plan is made in it, or after it.
    requested = plan_asked_for(course, last_day(course, SessionHeld) or date.min)
    return requested is None or requested[1] >= event.on or _plan_agreed(protocol, course)


def plan_agreed_that_day(protocol: "Protocol", course: Course, event: SessionHeld) -> bool:
    return any(agreed.on == event.on for agreed in course.newest(SafetyPlanAgreed))


def care_goes_on_after_a_crisis(protocol: "Protocol", course: Course) -> bool:
    decided = course.last(FurtherTreatmentDecided)
    return (decided is not None and decided.what is not FurtherTreatment.NONE) or not (
        last_urgent(course) is not None or any(event.what in _CRISES for event in course.newest(AdverseEventRecorded))
    )


def action_is_recorded(protocol: "Protocol", course: Course, event: SafeguardingRaised) -> bool:
    return event.action is not None


def action_recorded_since(protocol: "Protocol", course: Course, event: SafeguardingRaised) -> bool:
    return action_recorded(course, event)


# -- what they read ----------------------------------------------------------------------------------------------------

_positive_items_assessed = Settled(SafetyMatter.POSITIVE_ITEM_NOT_ASSESSED)
_plan_agreed = Settled(SafetyMatter.PLAN_NOT_AGREED)
_harm_assessed = Settled(SafetyMatter.HARM_NOT_ASSESSED)


def leaves_item_out(protocol: "Protocol", rating: SymptomsRated) -> bool:
    """Whether a rating gives the total of an instrument that asks about suicide, without that answer."""
    return rating.suicide_item is None and _asks_about_suicide(protocol, rating)


def _asks_about_suicide(protocol: "Protocol", rating: SymptomsRated) -> bool:
    instrument = protocol.instrument(rating.instrument)
    return instrument is not None and instrument.suicide_item is not None


def _waits_for_assessment(protocol: "Protocol", course: Course) -> bool:
    return not (_positive_items_assessed(protocol, course) and _harm_assessed(protocol, course))


def _look_needed(course: Course) -> bool:
    """Whether the last assessment requires action, or an assessment is outstanding."""
    assessed = course.last(RiskAssessed)
    return (assessed is not None and assessed.action is not RiskAction.NONE) or risk_follow_up_outstanding(course)


def _assessed_on(course: Course, day: date) -> bool:
    assessed = course.last(RiskAssessed)
    return assessed is not None and assessed.on >= day


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
                kept=risk_assessed_since_it_arose,
                cures=(RiskAssessed,),
                matter=SafetyMatter.RISK_NEVER_ASSESSED,
                joins=("S04a", "S04e"),
            ),
            Clause(
                code="S02b",
                on=(SessionHeld,),
                level=Level.GRAVE,
                asks="assess suicide risk: no assessment is recorded yet",
                kept=risk_assessed,
                said_before=a_session_was_held,
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
                said_before=last_session_was_silent_on_risk,
                cures=(RiskAssessed,),
                followed=assessed_that_day,
            ),
            Clause(
                code="S03b",
                on=(SessionHeld,),
                level=Level.ADVISORY,
                asks=(
                    "check risk in this session, or assess it: the last assessment asks for action, or an assessment "
                    "is missing"
                ),
                fits=risk_checked_while_action_is_needed,
                cures=(RiskAssessed,),
                followed=assessed_later_that_day,
            ),
            Clause(
                code="S03c",
                on=NEXT_PHASE,
                level=Level.ADVISORY,
                asks="assess risk: a session since the last assessment does not say whether it was checked",
                kept=every_session_says_it_or_was_assessed,
                cures=(RiskAssessed,),
                joins=("S02a", "S04a", "S04e", "S05b"),
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
                kept=_positive_items_assessed,
                cures=(RiskAssessed,),
                matter=SafetyMatter.POSITIVE_ITEM_NOT_ASSESSED,
            ),
            Clause(
                code="S04b",
                on=(SymptomsRated,),
                level=Level.GRAVE,
                asks="assess risk: the suicide item is positive and risk follow-up is outstanding",
                fits=suicide_item_is_not_positive,
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
                joins=("S02a", "S03c", "S04a", "S04e", "S05b"),
            ),
            Clause(
                code="S04d",
                on=(SymptomsRated,),
                level=Level.ADVISORY,
                asks="keep the answer to the suicide item beside the total, or assess risk",
                fits=item_kept_or_risk_assessed_that_day,
                said_before=item_was_left_out_before,
                cures=(RiskAssessed,),
                followed=assessed_by_the_next_session,
            ),
            Clause(
                code="S04e",
                on=NEXT_PHASE,
                level=Level.SAFEGUARD,
                asks="assess risk first: there was an attempt or self-harm",
                kept=_harm_assessed,
                cures=(RiskAssessed,),
                matter=SafetyMatter.HARM_NOT_ASSESSED,
            ),
            Clause(
                code="S04f",
                on=(AdverseEventRecorded,),
                level=Level.GRAVE,
                asks="assess risk: there was an attempt or self-harm, and risk follow-up is outstanding",
                fits=is_no_harm,
                cures=(RiskAssessed,),
                followed=assessed_by_the_next_session,
            ),
        ),
    ),
    Rule(
        code="S05",
        says=(
            "urgent risk is acted on, found no longer urgent before the next phase or a return, and followed by care; "
            "where an assessment asks for a safety plan, one is agreed"
        ),
        source=cite("NG225 D"),
        clauses=(
            Clause(
                code="S05a",
                on=(*NEXT_PHASE, CourseResumed),
                level=Level.SAFEGUARD,
                asks="escalate the urgent risk, or agree on a safety plan, or record that it was refused",
                kept=Settled(SafetyMatter.URGENT_NOT_ACTED_ON),
                cures=(RiskEscalated, SafetyPlanAgreed, NotDone),
                since=place_of_urgency,
                matter=SafetyMatter.URGENT_NOT_ACTED_ON,
            ),
            Clause(
                code="S05b",
                on=(*NEXT_PHASE, CourseResumed),
                level=Level.SAFEGUARD,
                asks="assess risk again: the last assessment asks for urgent action",
                kept=Settled(SafetyMatter.URGENT_NOT_REASSESSED),
                cures=(RiskAssessed,),
                matter=SafetyMatter.URGENT_NOT_REASSESSED,
            ),
            Clause(
                code="S05c",
                on=(CourseCompleted,),
                level=Level.GRAVE,
                asks="say which care continues: there was a crisis in this course",
                kept=care_goes_on_after_a_crisis,
                cures=(FurtherTreatmentDecided,),
            ),
            Clause(
                code="S05d",
                on=NEXT_PHASE,
                level=Level.GRAVE,
                asks="agree on a safety plan, or record that it was refused: an assessment asks for one",
                kept=_plan_agreed,
                cures=(SafetyPlanAgreed, RiskAssessed, NotDone),
                since=place_of_asking_for_a_plan,
                matter=SafetyMatter.PLAN_NOT_AGREED,
            ),
            Clause(
                code="S05e",
                on=(SessionHeld,),
                level=Level.GRAVE,
                asks="agree on a safety plan in this session: an assessment before it asks for one",
                fits=plan_agreed_before_this_session,
                cures=(SafetyPlanAgreed, RiskAssessed, NotDone),
                since=place_of_asking_for_a_plan,
                followed=plan_agreed_that_day,
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
                asks="record what was done about the concern, now or in another report with the same words for it",
                fits=action_is_recorded,
                cures=(SafeguardingRaised,),
                followed=action_recorded_since,
                matter=SafetyMatter.SAFEGUARDING_WITHOUT_ACTION,
            ),
        ),
    ),
)
