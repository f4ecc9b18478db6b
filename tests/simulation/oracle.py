"""The model of one course, written to be read: week by week, one number at a time, with the standard library.

It takes the same random numbers as the columns do (one stream for each purpose) and has to come to the same course:
whole numbers exactly, latent severity to 1e-9.
"""

import math
from dataclasses import dataclass, field
from functools import lru_cache
from statistics import NormalDist

from iptcore.simulation.arms import Per
from iptcore.simulation.draws import BLOCK, Draws, along


@dataclass
class Life:
    """One course as the oracle sees it."""

    severity: list[float]
    scores: list[float]
    attended: list[bool] = field(default_factory=list)
    left_after: int | None = None
    weeks: int = 0
    well: bool = False
    recurred: bool = False
    months_well: float = math.nan


def yes(word: float, probability: float) -> bool:
    return word < round(probability * 65536)


@lru_cache(maxsize=40)
def drawn(seed, block, kind, purpose, rows):
    return getattr(Draws(seed, block), kind)(purpose, rows)


def live_one(run, block: int, place: int) -> Life:
    plan, p = run.plan, run.numbers

    def number(kind, purpose, rows):
        return [float(x) for x in drawn(run.seed, block, kind, purpose, rows)[:, place]]

    index = block * BLOCK + place

    # Who comes: an observed score that lets the person in; behind it, latent severity, fluctuation, rating error.
    total_sd = math.sqrt(p["entry_sd"] ** 2 + p["fluctuation_sd"] ** 2 + p["rating_sd"] ** 2)
    [u] = number("uniforms", "entry", 1)
    below = NormalDist(p["entry_mean"], total_sd).cdf(plan.entry_cut - 0.5)
    observed = p["entry_mean"] + total_sd * NormalDist().inv_cdf(below + u * (1 - below))
    share = p["entry_sd"] ** 2 / total_sd**2
    [z] = number("normals", "severity", 1)
    severity = p["entry_mean"] * (1 - share) + share * observed + p["entry_sd"] * math.sqrt(1 - share) * z
    rest = observed - severity
    severity = min(max(severity, 1.0), 52.0)
    start = severity
    noise = number("normals", "fluctuation", len(plan.rating_weeks))
    errors = number("normals", "rating:hrsd_17", len(plan.rating_weeks))
    fluctuation_share = p["fluctuation_sd"] ** 2 / (p["fluctuation_sd"] ** 2 + p["rating_sd"] ** 2)
    fluctuation = fluctuation_share * rest + p["fluctuation_sd"] * math.sqrt(1 - fluctuation_share) * noise[0]

    def score(place_in_plan, error):
        return float(round(min(max(severity + fluctuation + error, 0.0), 52.0)))

    life = Life(severity=[severity], scores=[score(0, rest - fluctuation)])

    # What a session or a week of treatment leaves of severity.
    def pace(treatment):
        shared = p["pace_correlation"] ** 0.25
        common = number("normals", "pace", 2)
        own = number("normals", f"pace:{treatment}", 2) if shared < 1 else [0.0, 0.0]
        a, b = (shared * c + math.sqrt(1 - shared**2) * o for c, o in zip(common, own, strict=True))
        return ((a * a + b * b) / 2) ** p["pace_exponent"] / math.gamma(1 + p["pace_exponent"])

    def leaves(per):
        log = 0.0
        for part in run.arm.parts:
            if part.per is per:
                effect = run.number(part.effect) * pace(part.pace)
                if part.by_therapist:
                    therapist = index // plan.caseload
                    [z] = along(run.seed, "therapist", therapist, therapist + 1)
                    effect *= math.exp(p["therapist_sd"] * z - p["therapist_sd"] ** 2 / 2)
                log -= effect
        if run.trial_size:
            trial = index // run.trial_size
            [z] = along(run.seed, f"trial:{run.arm.name}", trial, trial + 1)
            log *= math.exp(p["trial_sd"] * z)
        return math.exp(log)

    session_leaves, week_leaves = leaves(Per.SESSION), leaves(Per.WEEK)
    attendance = number("words", "attendance", len(plan.session_weeks)) if run.arm.sessions else []
    fates = number("words", "life", run.horizon)
    goodbyes = number("words", "leaving", plan.weeks)
    better, worse = round(p["natural_rate"] * 65536), round(p["worsening_rate"] * 65536)

    for week in range(1, run.horizon + 1):
        in_treatment = life.left_after is None and week <= plan.weeks
        if week in plan.session_weeks and attendance:
            came = in_treatment and yes(attendance[plan.session_weeks.index(week)], p["attendance"])
            life.attended.append(came)
            if came:
                severity *= session_leaves
        if in_treatment:
            severity *= week_leaves
        fate = fates[week - 1] + 0.5
        if fate < better:
            severity *= (fate / better) ** p["natural_depth"]
        elif fate < better + worse:
            severity = min(severity - p["worsening_size"] * math.log((fate - better) / worse), 52.0)
        life.severity.append(severity)

        if week in plan.rating_weeks:
            at = plan.rating_weeks.index(week)
            kept = p["fluctuation_memory"] ** (week - plan.rating_weeks[at - 1])
            fluctuation = kept * fluctuation + p["fluctuation_sd"] * math.sqrt(1 - kept**2) * noise[at]
            rated = score(at, p["rating_sd"] * errors[at])
            life.scores.append(rated if life.left_after is None else math.nan)

        if in_treatment and week < plan.weeks and run.arm.leaving is not None:
            improved = max((start - severity) / start, 0.0)
            logit = run.number(run.arm.leaving) - p["leaving_improved"] * improved
            logit += p["leaving_early"] if week <= 4 else 0.0
            if goodbyes[week - 1] + 0.5 < 65536 / (1 + math.exp(-logit)):
                life.left_after = week

    # Afterwards.
    life.weeks = plan.weeks if life.left_after is None else life.left_after
    [episodes_word, *_] = number("words", "covariates", 4)
    episodes = sum(episodes_word >= round(65536 * (1 - 0.55**k)) for k in range(1, 12))
    hazard = p["recurrence_rate"] * p["recurrence_hr_episode"] ** (episodes - p["episodes_reference"])
    [exponential] = number("exponentials", "recurrence", 1)
    life.well = severity <= p["well_below"]
    if life.well:
        months = (exponential / hazard) ** (1 / p["recurrence_shape"])
        life.recurred = months <= plan.follow_up_months
        life.months_well = min(months, plan.follow_up_months)
    return life
