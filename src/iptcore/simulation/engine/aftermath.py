"""After treatment: who is well, and for how long.

*Well* here means latent severity of at most ``well_below`` at the end of treatment. This is a term of the model; it is
neither remission nor recovery, which require a duration.
"""

import numpy as np

from iptcore.simulation.engine.week_by_week import Courses
from iptcore.simulation.inputs.arrays import Columns

RECOVERY_WEEKS = 8
"""Weeks for which a person has to be well to count as *recovered* in the model (Shea 1992: eight)."""


def after(courses: Courses, columns: Columns) -> Columns:
    """Months until recurrence or the end of follow-up (NaN for people not well at the end), and whether it recurred.

    Hazard per month: ``recurrence_rate`` times the ratios of maintenance, high risk, earlier episodes and the result of
    the course (severity has not halved; well for `RECOVERY_WEEKS`); Weibull with ``recurrence_shape`` (1: constant).
    From the withdrawal of a drug on, the hazard is that without it (our decision).
    """
    plan, p = courses.plan, courses.numbers
    if not plan.follow_up_months:
        return {}
    rate = p["recurrence_rate"]
    for name in plan.maintenance_ratios:
        rate *= p[name]
    if plan.high_risk:
        rate *= p["recurrence_hr_high_risk"]
    ratios = p["recurrence_hr_episode"] ** (np.arange(256.0) - p["episodes_reference"])
    hazard = np.take(ratios * rate, columns["prior_episodes"])
    if p["recurrence_hr_no_response"] != 1.0:
        hazard[courses.severity > courses.start / 2.0] *= p["recurrence_hr_no_response"]
    if courses.last_ill is not None:
        hazard[courses.request.horizon - courses.last_ill >= RECOVERY_WEEKS] *= p["recurrence_hr_recovered"]
    if p["fidelity_recurrence"]:
        hazard *= np.exp(p["fidelity_recurrence"] * courses.treatments.fidelity)
    months = courses.draws.exponentials("recurrence", 1)[0] / hazard
    if plan.drug_until is not None:
        # What is left of the cumulative hazard at the withdrawal is used up at the rate without the drug.
        withdrawn = float(plan.drug_until) ** p["recurrence_shape"]
        later = months > withdrawn
        months[later] = withdrawn + (months[later] - withdrawn) * p["recurrence_hr_drug"]
    if p["recurrence_shape"] != 1.0:
        months **= 1.0 / p["recurrence_shape"]
    well = courses.severity <= p["well_below"]
    recurred = well & (months <= plan.follow_up_months)
    np.minimum(months, plan.follow_up_months, out=months)
    months += np.take((np.nan, 0.0), well)  # no branch for each course: half are well, in no order
    return {"well": well, "recurred": recurred, "months_well": months}
