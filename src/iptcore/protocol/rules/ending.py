"""The rules of the ending: announcing it, what is done before it, and what comes after."""

from collections.abc import Iterator
from datetime import date
from itertools import islice, takewhile
from typing import TYPE_CHECKING, Any

from iptcore.course import Course
from iptcore.events import (
    CourseCompleted,
    EndingAnnounced,
    EndingFeelingsDiscussed,
    FurtherTreatmentDecided,
    GainsReviewed,
    GoalReviewed,
    NotDone,
    ProgressReviewed,
    RelapsePlanAgreed,
    RiskAssessed,
    SessionHeld,
    SymptomsRated,
    TerminationBegun,
)
from iptcore.fold import COUNTED
from iptcore.protocol.rule import Clause, Level, Rule
from iptcore.readings.days import first_day, has_current_risk, last_day
from iptcore.readings.maintenance import maintenance_criteria
from iptcore.readings.ratings import (
    baseline,
    final_rating,
    primary_instrument,
    reliably_worsened,
    rose_a_band,
    since_baseline,
)
from iptcore.readings.spells import LATE_SESSIONS
from iptcore.sources import cite
from iptcore.vocabulary import FurtherTreatment, Status

if TYPE_CHECKING:
    from iptcore.protocol.protocol import Protocol

_CARE_GOES_ON = frozenset({
    FurtherTreatment.OTHER_TREATMENT,
    FurtherTreatment.CONTINUATION,
    FurtherTreatment.MAINTENANCE,
    FurtherTreatment.REFERRAL,
    FurtherTreatment.OFFERED_AND_DECLINED,
})  # fmt: skip


# -- predicates on announcing and on what is done at the end -----------------------------------------------------------


def ending_announced(protocol: "Protocol", course: Course) -> bool:
    return course.has(EndingAnnounced)


def ending_announced_ahead(protocol: "Protocol", course: Course) -> bool:
    """Whether some announcement left enough sessions; kept where nobody can say how many were left.

    That there is none at all is another clause.
    """
    left = [_left_at(course, announced) for announced in course.newest(EndingAnnounced)]
    return not left or None in left or any(number is not None and number >= protocol.announced_ahead for number in left)


def ending_mentioned(protocol: "Protocol", course: Course, event: SessionHeld) -> bool:
    limit = course.contract.limit if course.contract else None
    if limit is None or event.purpose not in COUNTED or 2 * len(course.counted) < limit:
        return True
    return event.ending_mentioned is True


def gains_reviewed(protocol: "Protocol", course: Course) -> bool:
    return _since_ending_began(course, GainsReviewed)


def feelings_discussed(protocol: "Protocol", course: Course) -> bool:
    return course.has(EndingFeelingsDiscussed)


def relapse_plan_agreed(protocol: "Protocol", course: Course) -> bool:
    return course.relapse_plan is not None


def goals_reviewed(protocol: "Protocol", course: Course) -> bool:
    began = ending_began(protocol, course) or date.min
    late = takewhile(lambda review: review.on >= began, course.newest(GoalReviewed))
    return {goal.key for goal in course.goals} <= {review.goal for review in late}


def finally_rated(protocol: "Protocol", course: Course) -> bool:
    return _final(protocol, course) is not None


def risk_current(protocol: "Protocol", course: Course) -> bool:
    return has_current_risk(course)


def further_treatment_decided(protocol: "Protocol", course: Course) -> bool:
    return _since_ending_began(course, FurtherTreatmentDecided)


def care_goes_on_where_needed(protocol: "Protocol", course: Course) -> bool:
    if _below_cutoff(protocol, course):
        return True
    decided = course.last(FurtherTreatmentDecided)
    if decided is None or decided.on < (ending_began(protocol, course) or date.min):
        return False
    watched = decided.what is FurtherTreatment.WATCHFUL_FOLLOW_UP and decided.follow_up_on is not None
    return watched or decided.what in _CARE_GOES_ON


def maintenance_offered_where_indicated(protocol: "Protocol", course: Course) -> bool:
    primary = primary_instrument(course, protocol.primary_instruments)
    asked = maintenance_criteria(course, protocol.instrument(primary) if primary else None)
    return maintenance_offered(protocol, course) or asked.answer is not True


def maintenance_offered(protocol: "Protocol", course: Course) -> bool:
    decided = course.last(FurtherTreatmentDecided)
    return decided is not None and (decided.maintenance_offered is True or decided.what is FurtherTreatment.MAINTENANCE)


def late_rise_reviewed(protocol: "Protocol", course: Course) -> bool:
    rose = max(_late_rises(protocol, course), default=None)
    return rose is None or (last_day(course, ProgressReviewed) or date.min) >= rose


def goals_reviewed_in_mid_course(protocol: "Protocol", course: Course) -> bool:
    reviewed, began = first_day(course, GoalReviewed), first_day(course, TerminationBegun)
    return not course.goals or began is None or (reviewed is not None and reviewed < began)


def no_session_after_the_end(protocol: "Protocol", course: Course, event: SessionHeld) -> bool:
    return course.status is not Status.ENDED or event.purpose not in COUNTED


# -- what they look at -------------------------------------------------------------------------------------------------


def ending_began(protocol: "Protocol", course: Course) -> date | None:
    """The day since which the tasks of the ending count, and the reasons why they were not done."""
    return last_day(course, TerminationBegun)


def last_session(protocol: "Protocol", course: Course) -> date | None:
    """The day since which an assessment of risk is current."""
    return last_day(course, SessionHeld)


def _since_ending_began(course: Course, kind: type[Any]) -> bool:
    done, began = last_day(course, kind), last_day(course, TerminationBegun)
    return done is not None and (began is None or done >= began)


def _left_at(course: Course, announced: EndingAnnounced) -> int | None:
    limit = course.contract.limit if course.contract else None
    if announced.sessions_left is not None or limit is None:
        return announced.sessions_left
    return limit - sum(session.on <= announced.on for session in course.counted)


def _final(protocol: "Protocol", course: Course) -> SymptomsRated | None:
    return final_rating(course, primary_instrument(course, protocol.primary_instruments))


def _below_cutoff(protocol: "Protocol", course: Course) -> bool | None:
    final = _final(protocol, course)
    instrument = protocol.instrument(final.instrument) if final else None
    return instrument.below_cutoff(final.total, final.rated_by) if final and instrument else None


def _late_rises(protocol: "Protocol", course: Course) -> Iterator[date]:
    """The days in the last sessions on which a rating is worse than one shortly before.

    Each is compared with the lowest since the last rating before those sessions.
    """
    lowest = baseline(course, protocol.primary_instruments)
    if lowest is None:
        return
    instrument = protocol.instrument(lowest.instrument)
    began = min((session.on for session in islice(course.counted, LATE_SESSIONS)), default=date.max)
    for rating in reversed(tuple(since_baseline(course, lowest))):
        if rating.on < began or rating.total <= lowest.total:
            lowest = rating
        elif reliably_worsened(lowest, rating, instrument) or rose_a_band(lowest, rating, instrument):
            yield rating.on


# -- rules -------------------------------------------------------------------------------------------------------------

_END = (CourseCompleted,)

RULES: tuple[Rule, ...] = (
    Rule(
        code="T01",
        says="the ending is announced, and some sessions ahead",
        source=cite("F4"),
        clauses=(
            Clause(
                code="T01a",
                on=(TerminationBegun,),
                level=Level.BINDING,
                asks="announce the ending first",
                kept=ending_announced,
                cures=(EndingAnnounced,),
            ),
            Clause(
                code="T01b",
                on=(TerminationBegun,),
                level=Level.ADVISORY,
                asks="announce the ending while sessions are left to work on it",
                kept=ending_announced_ahead,
            ),
        ),
    ),
    Rule(
        code="T02",
        says="from half of the contract on, each session reminds of the ending",
        source=cite("R"),
        clauses=(
            Clause(
                code="T02a",
                on=(SessionHeld,),
                level=Level.ADVISORY,
                asks="remind the client of the ending, and record it",
                fits=ending_mentioned,
            ),
        ),
    ),
    Rule(
        code="T03",
        says="before the end gains, feelings, goals, symptoms, risk and later care are reviewed, or it is said why not",
        source=cite("F9 F15 F16"),
        clauses=(
            Clause(
                code="T03a",
                on=_END,
                level=Level.BINDING,
                asks="review the gains",
                kept=gains_reviewed,
                cures=(GainsReviewed, NotDone),
                since=ending_began,
            ),
            Clause(
                code="T03b",
                on=_END,
                level=Level.BINDING,
                asks="talk about feelings about the ending",
                kept=feelings_discussed,
                cures=(EndingFeelingsDiscussed, NotDone),
            ),
            Clause(
                code="T03c",
                on=_END,
                level=Level.BINDING,
                asks="agree on a relapse prevention plan",
                kept=relapse_plan_agreed,
                cures=(RelapsePlanAgreed, NotDone),
            ),
            Clause(
                code="T03d",
                on=_END,
                level=Level.BINDING,
                asks="review every goal",
                kept=goals_reviewed,
                cures=(GoalReviewed, NotDone),
                since=ending_began,
            ),
            Clause(
                code="T03e",
                on=_END,
                level=Level.BINDING,
                asks="rate the symptoms once more, on the primary instrument",
                kept=finally_rated,
                cures=(SymptomsRated, NotDone),
                since=ending_began,
            ),
            Clause(
                code="T03f",
                on=_END,
                level=Level.SAFEGUARD,
                asks="assess risk on or after the day of the last session",
                kept=risk_current,
                cures=(RiskAssessed, NotDone),
                since=last_session,
            ),
            Clause(
                code="T03g",
                on=_END,
                level=Level.BINDING,
                asks="decide on further treatment",
                kept=further_treatment_decided,
                cures=(FurtherTreatmentDecided, NotDone),
                since=ending_began,
            ),
        ),
    ),
    Rule(
        code="T05",
        says="nobody with remaining or unknown symptoms is left without further care, or without the offer of it",
        source=cite("F16"),
        clauses=(
            Clause(
                code="T05a",
                on=_END,
                level=Level.BINDING,
                asks="decide on treatment, a referral, a dated follow-up, or record that it was offered and declined",
                kept=care_goes_on_where_needed,
                cures=(FurtherTreatmentDecided,),
            ),
        ),
    ),
    Rule(
        code="T06",
        says="maintenance is offered to those who are likely to need it",
        source=cite("F58"),
        clauses=(
            Clause(
                code="T06a",
                on=_END,
                level=Level.ADVISORY,
                asks="offer maintenance: earlier episodes, history or remaining symptoms call for it",
                kept=maintenance_offered_where_indicated,
                cures=(FurtherTreatmentDecided,),
            ),
            Clause(
                code="T06b",
                on=_END,
                level=Level.OFF,
                asks="offer maintenance, as to everybody",
                kept=maintenance_offered,
                cures=(FurtherTreatmentDecided,),
            ),
        ),
    ),
    Rule(
        code="T07",
        says="after the end there is no regular session; follow-up and boosters are purposes of their own",
        source=cite("F4"),
        clauses=(
            Clause(
                code="T07a",
                on=(SessionHeld,),
                level=Level.ADVISORY,
                asks="record it as follow-up or booster, or open a new course",
                fits=no_session_after_the_end,
            ),
        ),
    ),
    Rule(
        code="T11",
        says="a rise of symptoms in the last sessions is reviewed, and is no relapse",
        source=cite("F4"),
        clauses=(
            Clause(
                code="T11a",
                on=_END,
                level=Level.ADVISORY,
                asks="review progress: the symptoms have risen in the last sessions",
                kept=late_rise_reviewed,
                cures=(ProgressReviewed,),
            ),
        ),
    ),
    Rule(
        code="T12",
        says="goals are reviewed in mid-course as well as at the end",
        source=cite("article D"),
        clauses=(
            Clause(
                code="T12a",
                on=_END,
                level=Level.ADVISORY,
                asks="review the goals in mid-course too",
                kept=goals_reviewed_in_mid_course,
            ),
        ),
    ),
)
