"""Tables for researchers: dicts of columns of one length, taken as they are by pandas, polars and pyarrow.

``pandas.DataFrame(table)``, ``polars.DataFrame(table)``, ``pyarrow.table(table)``.
"""

import numpy as np

from iptcore.simulation.inputs.arrays import Array
from iptcore.simulation.inputs.bad_request import of_kind
from iptcore.simulation.results.cohort import Cohort

Table = dict[str, Array]


def long_table(cohort: Cohort, *, scale: str | None = None, first: int = 0, last: int | None = None) -> Table:
    """One line a course and assessment: course, week, score (NaN: not taken), in_treatment.

    *first* and *last* (excluded) choose courses: a million courses make seventeen million lines.
    """
    _check(cohort)
    chosen = np.arange(len(cohort))[first:last]
    scores = cohort.scores(scale)[:, chosen]
    weeks = np.array(cohort.request.rating_weeks, np.int64)
    stayed = cohort["weeks"][chosen]
    return {
        "course": np.repeat(chosen, len(weeks)),
        "week": np.tile(weeks, len(chosen)),
        "score": scores.T.reshape(-1).astype(np.float64),
        "in_treatment": (weeks[None, :] <= stayed[:, None]).reshape(-1),
    }


def survival_table(cohort: Cohort) -> Table:
    """One line for each course that was well at the end: course, months, recurred (False: well when last seen)."""
    _check(cohort)
    well = np.flatnonzero(cohort["well"]) if "well" in cohort.columns else np.empty(0, np.int64)
    if not well.size:
        return {"course": well, "months": np.empty(0), "recurred": np.empty(0, bool)}
    return {"course": well, "months": cohort["months_well"][well], "recurred": cohort["recurred"][well]}


def client_table(cohort: Cohort) -> Table:
    """One line a course: every column that has one entry a course, and the first and the last score."""
    _check(cohort)
    one = {name: column for name, column in cohort.columns.items() if column.ndim == 1}
    return {
        "course": np.arange(len(cohort)),
        **one,
        "first_score": cohort.scores()[0].astype(np.float64),
        "last_score": cohort.last_score().astype(np.float64),
    }


def _check(cohort: object) -> None:
    of_kind(cohort, Cohort, "a table is made of a cohort: pass what simulate gave")


def kaplan_meier(table: Table) -> Table:
    """From a survival table: month, how many were at risk, and the share still well (Kaplan & Meier)."""
    months, events = np.unique(table["months"][table["recurred"]], return_counts=True)
    at_risk = len(table["months"]) - np.searchsorted(np.sort(table["months"]), months)
    still = np.cumprod(1.0 - events / at_risk)
    return {"month": months, "at_risk": at_risk, "well": still}
