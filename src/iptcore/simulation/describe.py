"""The description of the model, written from the code: purpose, logic, data, experiments, implementation.

The headings follow the STRESS guidelines for reporting simulations; numbers are read from the tables in use.
"""

from iptcore.protocol.protocol import Protocol
from iptcore.simulation.engine.aftermath import RECOVERY_WEEKS
from iptcore.simulation.engine.treatment_effects import REFERENCE_SESSIONS
from iptcore.simulation.engine.week_by_week import EARLY, WORSENING_AT
from iptcore.simulation.inputs.arms import ARMS, Arm
from iptcore.simulation.inputs.baseline import Baseline
from iptcore.simulation.inputs.columns import COLUMNS
from iptcore.simulation.inputs.manifest import versions
from iptcore.simulation.inputs.manifest_arguments import notes_on
from iptcore.simulation.inputs.parameters import Parameter, Parameters
from iptcore.simulation.inputs.plan import IPT_PLAN, Plan, plan_of
from iptcore.simulation.inputs.request import parameters_or_shipped
from iptcore.simulation.inputs.scales import HIGHEST, HRSD_17, SCALES, Scale
from iptcore.simulation.inputs.seeds import BLOCK
from iptcore.simulation.results.outcomes import BELOW, COMPLETER_SESSIONS, COMPLETER_WEEKS, RISE


def describe(protocol: Protocol | Plan = IPT_PLAN, parameters: Parameters | None = None) -> str:
    """A description of the model as Markdown, for a methods section or a supplement.

    Raises:
        BadRequest: for an argument that does not fit.
    """
    plan, numbers = plan_of(protocol), parameters_or_shipped(parameters)
    cut = _entry(plan)
    assumed = "".join(f"\n\n**Note:** {note}." for note in notes_on(plan))
    weeks = ", ".join(map(str, plan.rating_weeks))
    arms = _table(("arm", "what it is", "parts", "leaving"), [_arm(arm) for arm in ARMS.values()])
    scales = _table(
        ("scale", "intercept", "slope", "own SD", "error SD", "highest"), [_scale(s) for s in SCALES.values()]
    )
    data = _table(
        ("parameter", "value", "unit", "meaning", "varied", "basis", "source"),
        [(p.name, f"{p.value:g}", p.unit, p.meaning, _range(p), p.basis.value, p.source) for p in numbers],
    )
    return f"""# The simulation model of {plan.code} (edition {plan.edition}){assumed}

## 1 Objectives

Courses of Interpersonal Psychotherapy and of its comparators, for the design of trials, for methods research and for
teaching. Effects of treatments are inputs from the literature, not findings of the model. It makes no claim about the
best dose or spacing, mediation, adherence as a cause, single persons, suicide, safety or cost. It is calibrated to
partly unverified figures (see the calibration report).

Outputs, in columns (the last axis is the course):

{_table(("column", "content"), list(COLUMNS.items()))}

Below the cut-off: a last HRSD-17 of {BELOW["HRSD-17"]} or less. Worse: a rise of {RISE["HRSD-17"]} or more.
Completer: {COMPLETER_SESSIONS} sessions and {COMPLETER_WEEKS} weeks.

## 2 Logic

Each person has a latent severity in points of the HRSD-17 (0 to {HIGHEST:g}), a pace for each treatment, a therapist,
and a fluctuation around the course.

1. Entry: severity is normally distributed; fluctuation and rating error are added; people enter at an observed score
   of {cut}. So most people enter at a high score.
2. Session (or week) of treatment: severity is multiplied by exp(-effect x pace x therapist x trial); session s has
   its effect times s ** -effect_decline, scaled so that {REFERENCE_SESSIONS} sessions have the same total, and every
   session its effect times ({REFERENCE_SESSIONS} / sessions planned) ** effect_brevity.
3. Outside treatment, in every week and every arm: with probability natural_rate a natural remission multiplies severity
   by u ** natural_depth; with probability worsening_rate an event adds an exponential number of points, times
   (severity / {WORSENING_AT:g}) ** worsening_power.
4. Rating: severity + fluctuation (autoregressive) + error, rendered by the instrument, rounded, clipped.
5. Leaving, after each session but the last (in an arm without sessions, after each week): logit = leaving
   + leaving_early (weeks 1 to {EARLY}) - leaving_improved x share of severity gone.
6. The people of one trial (trial_size) share one draw each of entry_mean, leaving, natural_rate, the shift of each
   scale except the HRSD-17, and the effect of each arm.
7. Afterwards, for those with severity of at most well_below: Weibull time to recurrence, its hazard times
   the ratios of maintenance IPT (and of its frequency) and of a continued drug until it is withdrawn,
   recurrence_hr_no_response where severity has not halved and recurrence_hr_recovered where it was that low for the
   last {RECOVERY_WEEKS} weeks.

Pace has a Weibull distribution with mean 1; the paces of two treatments correlate by pace_correlation, those of
two members of a group by group_icc; a group shares a therapist. Four mechanisms
share the effect in fixed proportions for each problem area; mechanism_share of the effect runs through them, which
changes nothing unless a policy scales one of them. A rating that was not taken is missing, never a number.

{arms}

## 3 Data

Parameters, scenario {numbers.scenario!r} (hash {numbers.hash}):

{data}

Instruments (points of severity to points of the scale):

{scales}

## 4 Experimentation

Weeks {plan.weeks}, sessions {len(plan.session_weeks)}{_groups(plan)}, assessments in weeks {weeks},
follow-up {plan.follow_up_months} months{_maintenance(plan)}.
No warm-up: every course begins at its baseline. Every estimate comes with its Monte Carlo error or the counts to
compute it.

## 5 Implementation

{_table(("", ""), list(versions().items()))}

Random numbers: a stream for each purpose and block of {BLOCK} courses. Courses do not depend on how a run was divided
or on how many were requested; arms share their clients (common random numbers); a new purpose changes no other draw.

## 6 Code access

The package is open source; `Cohort.manifest` holds what is needed to reproduce a result.
"""


def _scale(scale: Scale) -> tuple[str, ...]:
    error = "rating_sd" if scale.error_sd is None else f"{scale.error_sd:g}"
    return scale.name, f"{scale.intercept:g}", f"{scale.slope:g}", f"{scale.own_sd:g}", error, str(scale.highest)


def _maintenance(plan: Plan) -> str:
    if plan.maintenance == "none":
        return ""
    often = f", IPT {plan.maintenance_frequency.value}" if "ipt" in plan.maintenance else ""
    until = "" if plan.drug_until is None else f", the drug withdrawn after {plan.drug_until} months"
    return f" with maintenance ({plan.maintenance}{often}{until})"


def _groups(plan: Plan) -> str:
    if plan.group_size is None:
        return ""
    alone = f", the first {plan.pre_group} single" if plan.pre_group else ""
    return f" (in groups of {plan.group_size}{alone})"


def _entry(plan: Plan) -> str:
    baseline = plan.baseline or Baseline(instrument=HRSD_17, cut=plan.entry_cut)
    cut = "any height" if baseline.cut is None else f"{baseline.cut} or more on the {baseline.instrument}"
    if baseline.mean is None:
        return cut
    return f"{cut}; those who enter have a mean of {baseline.mean:g} (SD {baseline.sd:g})"


def _arm(arm: Arm) -> tuple[str, str, str, str]:
    parts = "; ".join(f"{part.effect} each {part.per.value} (pace: {part.pace})" for part in arm.parts)
    return arm.name, arm.label or arm.name, parts or "none", "nobody" if arm.leaving is None else str(arm.leaving)


def _range(p: Parameter) -> str:
    return p.spread.value if p.low is None else f"{p.spread.value} {p.low:g} to {p.high:g}"


def _table(heads: tuple[str, ...], lines: list[tuple[str, ...]]) -> str:
    rule = "| " + " | ".join("-" for _ in heads) + " |"
    rows = ["| " + " | ".join(cell.replace("|", "/") for cell in line) + " |" for line in lines]
    return "\n".join(["| " + " | ".join(heads) + " |", rule, *rows])
