"""The model of one course, written to be read: week by week, one number at a time, with the standard library.

It takes the same random numbers as the columns do (one stream for each purpose) and has to come to the same course:
whole numbers exactly, latent severity to 1e-9. Only the functions of a policy see arrays, of one course.
"""

import math
from dataclasses import dataclass, field
from functools import lru_cache
from statistics import NormalDist

import numpy as np

from iptcore.simulation.engine.draws import Draws, along
from iptcore.simulation.engine.treatment_effects import MECHANISM_WEIGHTS
from iptcore.simulation.inputs.arms import Per, arm_of
from iptcore.simulation.inputs.plan import MAINTENANCE
from iptcore.simulation.inputs.policy import State
from iptcore.simulation.inputs.scales import SCALES
from iptcore.simulation.inputs.seeds import BLOCK


@dataclass
class Life:
    """One course as the oracle sees it."""

    severity: list[float]
    scores: dict[str, list[float]]
    attended: list[bool] = field(default_factory=list)
    ended: int | None = None
    weeks: int = 0
    arm: int = 0
    switched: int = 0
    well: bool = False
    recurred: bool = False
    months_well: float = math.nan


def yes(word: float, probability: float) -> bool:
    return word < round(probability * 65536)


@lru_cache(maxsize=400)
def drawn(seed, block, kind, purpose, rows):
    return getattr(Draws(seed, block), kind)(purpose, rows)


def live_one(run, block: int, place: int) -> Life:
    plan, p, policy = run.plan, run.numbers, run.policy
    arms = (run.arm, *map(arm_of, policy.other_arms))
    extension = range(plan.weeks + 1, plan.weeks + policy.longest_extension + 1)
    session_weeks = [*plan.session_weeks, *extension]
    rating_weeks = sorted({*plan.rating_weeks, *extension})
    horizon = max(plan.weeks + policy.longest_extension, *rating_weeks)

    def number(kind, purpose, rows):
        return [float(x) for x in drawn(run.seed, block, kind, purpose, rows)[:, place]]

    index = block * BLOCK + place

    # Who comes: an observed score that lets the person in; behind it, latent severity, fluctuation, rating error.
    episodes_word, area_word, age_word, _ = number("words", "covariates", 4)
    episodes = sum(episodes_word >= round(65536 * (1 - 0.55**k)) for k in range(1, 12))
    area, age = int(area_word // 16384), int(18 + age_word * 48 // 65536)

    def of_trial(purpose, sd):
        trial = index // (run.trial_size or 1)
        return sd * along(run.seed, purpose, trial, trial + 1)[0] if run.trial_size else 0.0

    entry_mean = p["entry_mean"] + of_trial("trial entry", p["trial_entry_sd"])
    entry = SCALES["HRSD-17"]
    if plan.baseline:
        entry = (
            next((s for s in run.scales if s.name == plan.baseline.instrument), None)
            or SCALES[plan.baseline.instrument]
        )
    entry_error_sd = p["rating_sd"] if entry.error_sd is None else entry.error_sd
    entry_noise = (entry.own_sd**2 + entry_error_sd**2) / entry.slope**2
    total_sd = math.sqrt(p["entry_sd"] ** 2 + p["fluctuation_sd"] ** 2 + entry_noise)
    read_higher = 0.0 if entry.name == "HRSD-17" else of_trial(f"trial {entry.word}", p["trial_scale_sd"])
    cut = plan.baseline.cut if plan.baseline else plan.entry_cut
    [u] = number("uniforms", "entry", 1)
    below = 0.0
    if cut is not None:
        below = NormalDist(entry_mean + read_higher, total_sd).cdf((cut - 0.5 - entry.intercept) / entry.slope)
    observed = entry_mean + total_sd * NormalDist().inv_cdf(max(below + u * (1 - below), 2.0**-60))
    share = p["entry_sd"] ** 2 / total_sd**2
    [z] = number("normals", "severity", 1)
    severity = entry_mean * (1 - share) + share * observed + p["entry_sd"] * math.sqrt(1 - share) * z
    rest = observed - severity
    severity = min(max(severity, 1.0), 52.0)
    entered = severity
    if p["fidelity_effect"] or p["fidelity_recurrence"]:
        [fidelity] = number("normals", "fidelity", 1)

    # Ratings: severity and its fluctuation, read by each instrument with an error of its own.
    noise = number("normals", "fluctuation", len(rating_weeks))
    fluctuation_share = p["fluctuation_sd"] ** 2 / (p["fluctuation_sd"] ** 2 + entry_noise)
    fluctuation = fluctuation_share * rest + p["fluctuation_sd"] * math.sqrt(1 - fluctuation_share) * noise[0]
    errors = {}
    for scale in run.scales:
        sd = p["rating_sd"] if scale.error_sd is None else scale.error_sd
        errors[scale.name] = [sd * z for z in number("normals", f"rating:{scale.word}", len(rating_weeks))]
        own = scale.own_sd * number("normals", f"own:{scale.word}", 1)[0] if scale.own_sd else 0.0
        if scale.name == entry.name:
            beside = (rest - fluctuation) * entry.slope
            if entry.own_sd:
                part = entry.own_sd**2 / (entry.own_sd**2 + entry_error_sd**2)
                own = part * beside + math.sqrt(1 - part) * own
                beside -= own
            errors[scale.name][0] = beside
        if scale.name != "HRSD-17":
            own += of_trial(f"trial {scale.word}", p["trial_scale_sd"] * scale.slope)
        errors[scale.name] = [error + own for error in errors[scale.name]]
    missing = number("words", "missed rating", len(rating_weeks)) if p["missed_rating"] else []
    followed = p["assessed_after_leaving"] and yes(
        number("words", "assessed after leaving", 1)[0], p["assessed_after_leaving"]
    )

    def rate(scale, at):
        score = scale.intercept + scale.slope * (severity + fluctuation) + errors[scale.name][at]
        return float(round(min(max(score, 0.0), scale.highest)))

    life = Life(severity=[severity], scores={scale.name: [rate(scale, 0)] for scale in run.scales})
    last_score = life.scores[run.scales[0].name][0]

    # What a session or a week of an arm leaves of severity.
    given = run.clients.get("therapist")
    therapist = index // (plan.group_size or plan.caseload) if given is None else int(given[index])

    def of_therapist(purpose):
        return along(run.seed, purpose, therapist, therapist + 1)[0]

    def pace(treatment, grouped):
        shared = p["pace_correlation"] ** 0.25
        common = number("normals", "pace", 2)
        own = number("normals", f"pace:{treatment}", 2) if shared < 1 else [0.0, 0.0]
        in_group = p["group_icc"] ** 0.25 if grouped and plan.group_size else 0.0
        a, b = (
            math.sqrt(1 - in_group**2) * (shared * c + math.sqrt(1 - shared**2) * o) + in_group * of_therapist(which)
            for c, o, which in zip(common, own, ("group:1", "group:2"), strict=True)
        )
        log = p["pace_per_episode"] * (episodes - p["episodes_reference"]) + p["pace_per_decade"] * (age / 10 - 4)
        log += p["pace_per_severity"] * (entered - p["entry_mean"]) / p["entry_sd"]
        return ((a * a + b * b) / 2) ** p["pace_exponent"] / math.gamma(1 + p["pace_exponent"]) * math.exp(log)

    def log_left(arm, per):
        log = 0.0
        for part in arm.parts:
            if part.per is per:
                effect = run.number(part.effect) * pace(part.pace, per is Per.SESSION)
                if part.by_therapist:
                    effect *= math.exp(p["therapist_sd"] * of_therapist("therapist") - p["therapist_sd"] ** 2 / 2)
                    if p["fidelity_effect"]:
                        effect *= math.exp(p["fidelity_effect"] * fidelity)
                    through = sum(w * s for w, s in zip(MECHANISM_WEIGHTS[area], policy.mechanisms, strict=True))
                    effect *= 1 - p["mechanism_share"] + p["mechanism_share"] * through
                log -= effect
        return log * math.exp(of_trial(f"trial:{arm.treatment or arm.name}", arm.trial_spread * p["trial_sd"]))

    a_session, a_week = ([log_left(arm, per) for arm in arms] for per in (Per.SESSION, Per.WEEK))
    attendance = number("words", "attendance", len(session_weeks))
    fates = number("words", "life", horizon)
    goodbyes = number("words", "leaving", horizon if policy.functions else plan.weeks)
    worse = round(p["worsening_rate"] * 65536)
    natural = p["natural_rate"] * math.exp(of_trial("trial natural", p["trial_natural_sd"]))
    better = round(min(natural * 65536, 65536 - worse))
    even_total = sum(s ** -p["effect_decline"] for s in range(1, 17)) / 16
    last_week, missed_in_a_row = plan.weeks, 0

    def ask(function, week):
        state = State(
            week=week, severity=np.array([severity]), start=np.array([entered]),
            sessions=np.array([sum(life.attended)]), missed_in_a_row=np.array([missed_in_a_row]),
            in_treatment=np.array([life.ended is None]), arm=np.array([life.arm]),
            arms=tuple(arm.name for arm in arms), score=np.array([last_score]), covariates={"area": np.array([area])},
            numbers_for=None,
        )  # fmt: skip
        return function(state)[0]

    for week in range(1, horizon + 1):
        if policy.switching and (wanted := int(ask(policy.switching, week))) != life.arm and life.ended is None:
            life.arm, life.switched = wanted, week
        response = ask(policy.response, week) if policy.response else 1.0
        in_treatment = life.ended is None
        for word in (word for word, then in zip(attendance, session_weeks, strict=True) if then == week):
            chance = ask(policy.attendance, week) if policy.attendance else p["attendance"]
            came = word + 0.5 < 65536 * chance if policy.functions else yes(word, chance)
            came = came and in_treatment and arms[life.arm].sessions
            life.attended.append(came)
            missed_in_a_row = 0 if came else missed_in_a_row + 1
            if came:
                weight = len(life.attended) ** -p["effect_decline"] / even_total
                weight *= (16 / max(len(plan.session_weeks), 1)) ** p["effect_brevity"]
                severity *= math.exp(a_session[life.arm] * response * weight)
        if in_treatment or (life.ended == 0 and week <= (plan.weekly_until or plan.weeks)):
            severity *= math.exp(a_week[life.arm] * response)
        fate = fates[week - 1] + 0.5
        if fate < better:
            severity *= (fate / better) ** p["natural_depth"]
        elif fate < better + worse:
            points = -p["worsening_size"] * math.log((fate - better) / worse)
            severity = min(severity + points * (severity / 20) ** p["worsening_power"], 52.0)
        life.severity.append(severity)

        if week in rating_weeks:
            at = rating_weeks.index(week)
            kept = p["fluctuation_memory"] ** (week - rating_weeks[at - 1])
            fluctuation = kept * fluctuation + p["fluctuation_sd"] * math.sqrt(1 - kept**2) * noise[at]
            there = in_treatment if week not in plan.rating_weeks else life.ended != 1 or followed
            taken = there and not (missing and yes(missing[at], p["missed_rating"]))
            for scale in run.scales:
                life.scores[scale.name].append(rate(scale, at) if taken else math.nan)
            if taken and in_treatment:
                last_score = life.scores[run.scales[0].name][-1]

        if week == plan.weeks and policy.extension and in_treatment:
            last_week = plan.weeks + int(min(max(ask(policy.extension, week), 0), policy.longest_extension))
        if not in_treatment:
            continue
        if week >= last_week:
            life.ended, life.weeks = 0, week
            continue
        arm, chance = arms[life.arm], 0.0
        if policy.leaving:
            chance = ask(policy.leaving, week)
        elif arm.leaving is not None:
            improved = max((entered - severity) / entered, 0.0)
            logit = run.number(arm.leaving) - p["leaving_improved"] * improved
            logit += of_trial("trial leaving", p["trial_leaving_sd"])
            logit += p["leaving_early"] if week <= 4 else 0.0
            times = session_weeks.count(week) if arm.sessions and plan.session_weeks else 1
            chance = 1 - (1 - 1 / (1 + math.exp(-logit))) ** times
        if goodbyes[week - 1] + 0.5 < 65536 * chance:
            life.ended, life.weeks = 1, week
        elif policy.finishing and ask(policy.finishing, week):
            life.ended, life.weeks = 2, week

    # Afterwards.
    hazard = p["recurrence_rate"] * p["recurrence_hr_episode"] ** (episodes - p["episodes_reference"])
    for ratio in MAINTENANCE[plan.maintenance]:
        hazard *= p[ratio]
    if plan.maintenance_frequency.value != "monthly":
        hazard *= p[f"recurrence_hr_{plan.maintenance_frequency.value}"]
    if plan.high_risk:
        hazard *= p["recurrence_hr_high_risk"]
    if severity > entered / 2:
        hazard *= p["recurrence_hr_no_response"]
    ill = [week for week, then in enumerate(life.severity) if then > p["well_below"]]
    if horizon - max(ill, default=0) >= 8:
        hazard *= p["recurrence_hr_recovered"]
    if p["fidelity_recurrence"]:
        hazard *= math.exp(p["fidelity_recurrence"] * fidelity)
    [exponential] = number("exponentials", "recurrence", 1)
    life.well = severity <= p["well_below"]
    if life.well:
        shape = p["recurrence_shape"]
        months = (exponential / hazard) ** (1 / shape)
        if plan.drug_until is not None and months > plan.drug_until:
            without = hazard / p["recurrence_hr_drug"]
            rest = exponential - hazard * plan.drug_until**shape
            months = (plan.drug_until**shape + rest / without) ** (1 / shape)
        life.recurred = months <= plan.follow_up_months
        life.months_well = min(months, plan.follow_up_months)
    return life
