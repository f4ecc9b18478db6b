"""The columns of a cohort: what each holds, and which of them a run has."""

from typing import NamedTuple

import numpy as np

from iptcore.simulation.clients import COVARIATES
from iptcore.simulation.engine import FINISHED
from iptcore.simulation.treatment import Run

COLUMNS: dict[str, str] = {
    "score.<scale>": "float32 (ratings, n): the score at each rating of the plan or its extension; NaN: not taken",
    "attended": "bool (sessions, n): came to that session of the plan or its extension; absent without sessions",
    "sessions": "uint8 (n): sessions attended",
    "weeks": "uint8 (n): weeks in treatment",
    "ended": "uint8 (n): 0 completed as planned or extended, 1 left, 2 finished early by agreement",
    "end_severity": "float64 (n): latent severity in the last week, HRSD-17 points",
    "severity": "float64 (weeks + 1, n): latent severity week by week; only with keep=('severity',)",
    "baseline": "float64 (n): observed HRSD-17 at entry, 0 to 52; only where it was passed in",
    "prior_episodes": "uint8 (n): earlier episodes, 0 to 100",
    "age": "uint8 (n): years, 0 to 120",
    "area": "uint8 (n): problem area: 0 grief, 1 dispute, 2 transition, 3 deficits",
    "therapist": "int32 (n): number of the therapist",
    "final_arm": "uint8 (n): place in (arm, *other_arms) of the arm at the end; only where a policy switches",
    "switched": "uint8 (n): week at whose start the arm last changed, 0 for never; only where a policy switches",
    "trial": "int32 (n): number of the trial; only with trial_size",
    "well": "bool (n): latent severity at the end at most well_below; only with follow-up",
    "recurred": "bool (n): a recurrence within the follow-up, of those well at the end",
    "months_well": "float64 (n): months until recurrence or the end of follow-up; NaN: not well at the end",
}
"""The columns of a cohort: dtype, shape and meaning. The last axis is always the course."""

TAKEN = frozenset(COLUMNS) - COVARIATES.keys() | {"manifest"}
"""Names that no column of a researcher's own can have."""


class Column(NamedTuple):
    """What one column has to look like: its dtype, its shape, its least and greatest number."""

    dtype: str
    shape: tuple[int, ...]
    least: float
    most: float


def layout(run: Run, n: int) -> dict[str, Column]:
    """The columns of *n* courses of a run, by name."""
    plan, policy = run.plan, run.policy
    ratings, sessions = len(run.rating_weeks), len(run.session_weeks)
    made = {f"score.{scale.name}": Column("float32", (ratings, n), 0, scale.highest) for scale in run.scales}
    made |= {
        "weeks": Column("uint8", (n,), 0, run.horizon),
        "ended": Column("uint8", (n,), 0, FINISHED),
        "sessions": Column("uint8", (n,), 0, sessions),
        "end_severity": Column("float64", (n,), 0, np.inf),
        "therapist": Column("int32", (n,), 0, n),
    }
    if policy.asks or (run.arm.sessions and plan.session_weeks):
        made["attended"] = Column("bool", (sessions, n), 0, 1)
    if "severity" in run.keep:
        made["severity"] = Column("float64", (run.horizon + 1, n), 0, np.inf)
    for name, (dtype, least, most) in COVARIATES.items():
        if name in run.clients or name not in {"baseline", "therapist"}:
            made[name] = Column(dtype, (n,), least, most)
    for name, given in run.clients.items():
        made.setdefault(name, Column(given.dtype.name, (n,), -np.inf, np.inf))
    if policy.asks and policy.other_arms:
        made["final_arm"] = Column("uint8", (n,), 0, len(policy.other_arms))
        made["switched"] = Column("uint8", (n,), 0, run.horizon)
    if run.trial_size:
        made["trial"] = Column("int32", (n,), 0, n)
    if plan.follow_up_months:
        made["well"] = made["recurred"] = Column("bool", (n,), 0, 1)
        made["months_well"] = Column("float64", (n,), 0, plan.follow_up_months)
    return made
