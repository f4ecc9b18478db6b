"""How far the goals were reached, on the scale of goal attainment scaling (Kiresuk & Sherman)."""

from datetime import date
from math import sqrt

from attrs import evolve, field

from iptcore.constraints import Constraint, pseudonym
from iptcore.course import Course, must_be_course
from iptcore.errors import InvalidValue
from iptcore.events import GoalAgreed, GoalReviewed
from iptcore.model.goal import Goal
from iptcore.readings.answer import Answer, Reading
from iptcore.shapes import shape_of
from iptcore.sources import cite
from iptcore.validation import misfits
from iptcore.values import Value, value

RHO = 0.3
"""The usual correlation among the scales of one person (Kiresuk & Sherman 1968, unverified)."""

_SHARE = shape_of(float), Constraint(low=0, high=1)


@value
class GoalAttainment(Value):
    """One goal. *level* is its last review (-2 much less than expected, 0 as expected, +2 much more), None without one.

    *reworded* says that the goal was agreed anew after that review: the review is about its earlier words.
    """

    goal: str = field(metadata=pseudonym())
    baseline: int
    level: int | None = None
    on: date | None = None
    reworded: bool = False


@value
class TScore(Reading):
    """The T-score of all goals that were reviewed: 50 if each came out as expected, more if better.

    *score* is None where none was reviewed; *at_start* is the T-score of the same goals at their baselines.
    """

    score: float | None = None
    at_start: float | None = None


def goal_attainment(course: Course) -> tuple[GoalAttainment, ...]:
    """How far each goal was reached, as last reviewed."""
    must_be_course(course)
    return tuple(_attainment(course, goal) for goal in course.goals)


def goals_met(course: Course) -> Answer:
    """Whether each goal came out as expected or better when last reviewed; not known while one was never reviewed."""
    levels = [attainment.level for attainment in goal_attainment(course)]
    known = [level for level in levels if level is not None]
    short = sum(level < 0 for level in known)
    reasons = [f"as expected or better: {len(known) - short} of {len(levels)} goals"]
    if len(known) < len(levels):
        reasons.append(f"never reviewed: {len(levels) - len(known)}")
    answer = False if short else True if levels and len(known) == len(levels) else None
    return Answer(answer=answer, reasons=tuple(reasons), source=cite("GAS1968"))


def t_score(course: Course, *, rho: float = RHO) -> TScore:
    """The T-score over the goals that were reviewed, each with its weight.

    50 + 10 Σwx / √((1 - rho) Σw² + rho (Σw)²), where x is the level and w the weight of a goal.

    Raises:
        InvalidValue: unless *rho* is a number from 0 to 1.
    """
    against = [evolve(fault, path="rho", advice="0.3 is usual") for fault in misfits(*_SHARE, rho)]
    if against:
        raise InvalidValue("TScore", against)
    attained = goal_attainment(course)
    reviewed = [
        (goal.weight, attainment)
        for goal, attainment in zip(course.goals, attained, strict=True)
        if attainment.level is not None
    ]
    reasons = [f"reviewed: {len(reviewed)} of {len(attained)} goals"]
    reworded = sum(attainment.reworded for _, attainment in reviewed)
    if reworded:
        reasons.append(f"reworded since their last review: {reworded}")
    weights = [weight for weight, _ in reviewed]
    return TScore(
        score=_t(weights, [attainment.level or 0 for _, attainment in reviewed], rho),
        at_start=_t(weights, [attainment.baseline for _, attainment in reviewed], rho),
        reasons=tuple(reasons),
        source=cite("GAS1968"),
    )


def _attainment(course: Course, goal: Goal) -> GoalAttainment:
    review = next((review for review in course.newest(GoalReviewed) if review.goal == goal.key), None)
    if review is None:
        return GoalAttainment(goal=goal.key, baseline=goal.baseline)
    agreed = next(agreed for agreed in course.newest(GoalAgreed) if agreed.goal.key == goal.key)
    return GoalAttainment(
        goal=goal.key,
        baseline=goal.baseline,
        level=review.attainment,
        on=review.on,
        reworded=agreed.on > review.on,
    )


def _t(weights: list[int], levels: list[int], rho: float) -> float | None:
    if not weights:
        return None
    total = sum(weight * level for weight, level in zip(weights, levels, strict=True))
    spread = (1 - rho) * sum(weight * weight for weight in weights) + rho * sum(weights) ** 2
    return 50 + 10 * total / sqrt(spread)
