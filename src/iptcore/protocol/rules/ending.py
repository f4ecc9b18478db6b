"""The rules of the ending: what is done before it, and what comes after.

Which instruments count (``primary_instruments``) is set in ``protocol/ipt.py`` for IPT and in ``protocol/catalogue/``
for the others. How an ending is announced is judged in ``announcing_the_ending.py``.
"""

from collections.abc import Iterator
from datetime import date
from itertools import islice, takewhile
from typing import TYPE_CHECKING, Any

from iptcore.course import Course
from iptcore.events import (
    CourseCompleted,
    DepartureExplained,
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
from iptcore.model.measure import Instrument
from iptcore.protocol.rule import Clause, Level, Rule
from iptcore.readings.days import last_day
from iptcore.readings.maintenance import maintenance_indicated
from iptcore.readings.ratings import (
    baselines,
    final_rating,
    rated_among,
    readable,
    reliably_worsened,
    rose_a_band,
    since_baseline,
)
from iptcore.readings.risk import has_current_risk
from iptcore.readings.sessions import LATE_SESSIONS
from iptcore.rule_codes import clause_and_rule
from iptcore.sources import cite
from iptcore.vocabulary import FurtherTreatment, Status

if TYPE_CHECKING:
    from iptcore.protocol.protocol import Protocol

_FURTHER_CARE = frozenset({
    FurtherTreatment.OTHER_TREATMENT,
    FurtherTreatment.CONTINUATION,
    FurtherTreatment.MAINTENANCE,
    FurtherTreatment.REFERRAL,
    FurtherTreatment.OFFERED_AND_DECLINED,
})  # fmt: skip


# -- predicates --------------------------------------------------------------------------------------------------------


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
    """Whether the last phase has a rating on a primary instrument, or on any if no primary one was ever rated."""
    if rated := rated_among(course, protocol.primaries):
        return any(final_rating(course, instrument) is not None for instrument in rated)
    began = ending_began(protocol, course) or date.max
    late = takewhile(lambda rating: rating.on >= began, course.newest(SymptomsRated))
    return any(
        (instrument := protocol.instrument(rating.instrument)) is None or readable(rating, instrument)
        for rating in late
    )


def risk_current(protocol: "Protocol", course: Course) -> bool:
    return has_current_risk(course)


def further_treatment_decided(protocol: "Protocol", course: Course) -> bool:
    return _since_ending_began(course, FurtherTreatmentDecided)


def care_goes_on_where_needed(protocol: "Protocol", course: Course) -> bool:
    return _care_goes_on(protocol, course) or _known_well(protocol, course) is not False


def care_goes_on_where_unknown(protocol: "Protocol", course: Course) -> bool:
    """Also True until there is a last rating, or the reason why there is none: until then T03e requires it."""
    if not (course.has(TerminationBegun) and _known_well(protocol, course) is None):
        return True
    settled = _since_ending_began(course, SymptomsRated) or _rating_is_left_out(protocol, course)
    return not settled or _care_goes_on(protocol, course)


def _rating_is_left_out(protocol: "Protocol", course: Course) -> bool:
    reason, began = course.not_done(_LAST_RATING), ending_began(protocol, course)
    answered = reason is not None and (began is None or reason.on >= began)
    return answered or any(
        departure.rule in clause_and_rule(_LAST_RATING) for departure in course.newest(DepartureExplained)
    )


_LAST_RATING = "T03e"


def _care_goes_on(protocol: "Protocol", course: Course) -> bool:
    decided = course.last(FurtherTreatmentDecided)
    if decided is None or decided.on < (ending_began(protocol, course) or date.min):
        return False
    watched = decided.what is FurtherTreatment.WATCHFUL_FOLLOW_UP and decided.follow_up_on is not None
    return watched or decided.what in _FURTHER_CARE


def maintenance_offered_where_indicated(protocol: "Protocol", course: Course) -> bool:
    return maintenance_offered(protocol, course) or not any(
        maintenance_indicated(course, instrument, protocol.baseline)
        for instrument in rated_among(course, protocol.primaries) or (None,)
    )


def maintenance_offered(protocol: "Protocol", course: Course) -> bool:
    decided = course.last(FurtherTreatmentDecided)
    return decided is not None and (decided.maintenance_offered is True or decided.what is FurtherTreatment.MAINTENANCE)


def late_rise_reviewed(protocol: "Protocol", course: Course) -> bool:
    rose = max(_late_rises(protocol, course), default=None)
    return rose is None or (last_day(course, ProgressReviewed) or date.min) >= rose


def no_session_after_the_end(protocol: "Protocol", course: Course, event: SessionHeld) -> bool:
    return course.status is not Status.ENDED or event.purpose not in COUNTED


# -- what they look at -------------------------------------------------------------------------------------------------


def ending_began(protocol: "Protocol", course: Course) -> date | None:
    """The day from which the tasks of the ending count, and the reasons why they were not done."""
    return last_day(course, TerminationBegun)


def last_session(protocol: "Protocol", course: Course) -> date | None:
    """The day from which an assessment of risk is current."""
    return last_day(course, SessionHeld)


def _since_ending_began(course: Course, kind: type[Any]) -> bool:
    done, began = last_day(course, kind), last_day(course, TerminationBegun)
    return done is not None and (began is None or done >= began)


def _known_well(protocol: "Protocol", course: Course) -> bool | None:
    """Whether the client is well by the final ratings on the primary instruments; False if not by one of them."""
    rated = rated_among(course, protocol.primaries)
    finals = ((instrument, final_rating(course, instrument)) for instrument in rated)
    well = {instrument.known_well(final.total, final.rated_by) for instrument, final in finals if final is not None}
    return False if False in well else True if well == {True} else None


def _late_rises(protocol: "Protocol", course: Course) -> Iterator[date]:
    """The days of the last sessions with a rating on a primary instrument that is worse than one shortly before.

    Each rating is compared with the best one since the last rating before those sessions.
    """
    began = min([session.on for session in islice(course.counted, LATE_SESSIONS)], default=date.max)
    for first, instrument in baselines(course, protocol.primaries, protocol.baseline):
        yield from _rises(course, first, instrument, began)


def _rises(course: Course, best: SymptomsRated, instrument: Instrument, began: date) -> Iterator[date]:
    late: list[SymptomsRated] = []
    for rating in since_baseline(course, best, instrument):
        if rating.on < began:
            best = rating
            break
        late.append(rating)
    for rating in reversed(late):
        if instrument.gain(best.total, rating.total) >= 0:
            best = rating
        elif reliably_worsened(best, rating, instrument) or rose_a_band(best, rating, instrument):
            yield rating.on


# -- rules -------------------------------------------------------------------------------------------------------------

_END = (CourseCompleted,)

RULES: tuple[Rule, ...] = (
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
                joins=("S02a", "S04a", "S04e", "S05b"),
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
        says="a client who is not known to be well at the end gets further care, or the offer of it",
        source=cite("F16"),
        clauses=(
            Clause(
                code="T05a",
                on=_END,
                level=Level.BINDING,
                asks="offer treatment, referral or a dated follow-up, or record refusal: the client is not well yet",
                kept=care_goes_on_where_needed,
                cures=(FurtherTreatmentDecided,),
            ),
            Clause(
                code="T05b",
                on=_END,
                level=Level.ADVISORY,
                asks="offer treatment, a referral or a dated follow-up: it is not known whether the client is well",
                kept=care_goes_on_where_unknown,
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
        says="a rise of symptoms in the last sessions is reviewed, and is not called a relapse",
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
)
