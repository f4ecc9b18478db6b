"""The columns of a cohort, and what each holds."""

from iptcore.simulation.inputs.clients import COVARIATES, DRAWN_AGES

COMPLETED, LEFT, FINISHED = 0, 1, 2
"""How treatment ended: as planned (or extended), left, early by agreement."""

COLUMNS: dict[str, str] = {
    "score.<scale>": "float32 (ratings, n): the score at each rating of the plan or its extension; NaN: not taken",
    "attended": "bool (sessions, n): came to that session of the plan or its extension; absent without sessions",
    "sessions": "uint8 (n): sessions attended",
    "weeks": "uint8 (n): weeks in treatment",
    "ended": "uint8 (n): 0 completed as planned or extended, 1 left, 2 finished early by agreement",
    "end_severity": "float64 (n): latent severity in the last week, HRSD-17 points",
    "severity": "float64 (weeks + 1, n): latent severity week by week; only with keep=('severity',)",
    "baseline": "float64 (n): observed score at entry (HRSD-17, or as the plan's baseline); only where passed in",
    "prior_episodes": "uint8 (n): earlier episodes, 0 to 100",
    "age": f"uint8 (n): years, 0 to 120; drawn from {DRAWN_AGES[0]} to {DRAWN_AGES[1]} where not passed in",
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
"""Names that a column of the caller must not have."""
