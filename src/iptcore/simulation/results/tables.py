"""Tables for researchers: dicts of columns of equal length, which pandas, polars and pyarrow accept.

Use ``pandas.DataFrame(table)``, ``polars.DataFrame(table)`` or ``pyarrow.table(table)``. `write_parquet` writes a file
for other programs, such as R with arrow, and `data_dictionary` gives the meaning of each column. Numbers have 64 bits,
and missing numbers are missing in each of these libraries.
"""

import importlib
import math
import os
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from iptcore.extras import needed
from iptcore.simulation.inputs.arrays import Array, wide
from iptcore.simulation.inputs.bad_request import BadRequest, of_kind
from iptcore.simulation.inputs.columns import COLUMNS
from iptcore.simulation.results.cohort import Cohort

Table = dict[str, Array]


class Gaps(np.ndarray[Any, np.dtype[np.float64]]):
    """Numbers of which some may be missing: NaN in numpy and pandas, null in polars and pyarrow."""

    def __iter__(self) -> Iterator[Any]:
        return (None if math.isnan(number) else number for number in self.tolist())

    def __arrow_array__(self, type: Any = None) -> Any:
        """The array for pyarrow, which calls this method."""
        pa: Any = importlib.import_module("pyarrow")
        plain = np.asarray(self)
        return pa.array(plain, type=type, mask=np.isnan(plain))


Sequence.register(Gaps)  # polars takes a sequence item by item, and an array as it is


def _gaps(numbers: Array) -> Gaps:
    return numbers.astype(np.float64).view(Gaps)


MEANINGS = {
    "course": "int64: place of the course in the cohort, counted from 0",
    "week": "int64: week of the assessment; 0 is the baseline",
    "score": "float64: score on the instrument asked for; missing: not taken",
    "in_treatment": "bool: treatment had not ended before this week",
    "months": "float64: months until recurrence, or until last seen",
    "month": "float64: month of a recurrence",
    "at_risk": "int64: how many were still well and seen just before",
    "first_score": "float64: score of the primary instrument at the baseline",
    "last_score": "float64: last score taken of the primary instrument",
}
"""The meaning of the columns that only tables have."""


def data_dictionary(table: Mapping[str, Any]) -> dict[str, list[str]]:
    """Name, type and meaning of each column of a table, as another table: a codebook for R and others.

    The meaning of a column that the caller passed in is empty, and so are the meanings of a table of recorded courses
    (its columns are lists): the docstrings of ``iptcore.exports.tables`` have them.

    Raises:
        BadRequest: for anything but a table.
    """
    of_kind(table, Mapping, "table has to be a table, which maps names to columns: long_table(cohort)")
    return {
        "column": list(table),
        "type": [_type(column) for column in table.values()],
        "meaning": [
            # A column of recorded courses may have the name of one of ours, and another meaning: week, course.
            "" if isinstance(column, list) else MEANINGS.get(name, COLUMNS.get(name, "")).partition(": ")[2]
            for name, column in table.items()
        ],
    }


def _type(column: object) -> str:
    """The dtype of a column; of a list that of its entries that are not missing, and str for text of any length."""
    present = [cell for cell in column if cell is not None] if isinstance(column, list) else column
    kind = np.asarray(present).dtype
    return "str" if kind.kind == "U" else kind.name


def write_parquet(table: Table, file: str | os.PathLike[str]) -> None:
    """Write a table as a Parquet file, with the meaning of each column in it; needs pyarrow.

    Raises:
        BadRequest: for anything but a table.
        MissingPackage: if pyarrow is not installed.
    """
    meanings = data_dictionary(table)["meaning"]
    pa = needed("pyarrow", by="write_parquet", install="pyarrow")
    parquet: Any = importlib.import_module("pyarrow.parquet")
    plain = pa.table(table)
    fields = [field.with_metadata({"meaning": meaning}) for field, meaning in zip(plain.schema, meanings, strict=True)]
    parquet.write_table(plain.cast(pa.schema(fields)), os.fspath(file))


def long_table(cohort: Cohort, *, scale: str | None = None, first: int = 0, last: int | None = None) -> Table:
    """One line for each course and assessment: course, week, score (NaN: not taken), in_treatment.

    *first* and *last* (excluded) select courses: a million courses make seventeen million lines.
    """
    _check(cohort)
    chosen = np.arange(len(cohort))[first:last]
    scores = cohort.scores(scale)[:, chosen]
    weeks = np.array(cohort.request.rating_weeks, np.int64)
    stayed = cohort["weeks"][chosen]
    return {
        "course": np.repeat(chosen, len(weeks)),
        "week": np.tile(weeks, len(chosen)),
        "score": _gaps(scores.T.reshape(-1)),
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
    """One line for each course: every column with one entry for each course, and the first and the last score."""
    _check(cohort)
    per_course = {name: wide(column) for name, column in cohort.columns.items() if column.ndim == 1}
    return {
        "course": np.arange(len(cohort)),
        **{name: _gaps(column) if name == "months_well" else column for name, column in per_course.items()},
        "first_score": cohort.scores()[0].astype(np.float64),
        "last_score": cohort.last_score().astype(np.float64),
    }


def _check(cohort: object) -> None:
    of_kind(cohort, Cohort, "cohort has to be a Cohort: pass the result of simulate")


_NO_SURVIVAL = "table has to be a survival table: kaplan_meier(survival_table(cohort))"


def kaplan_meier(table: Table) -> Table:
    """From a survival table: month, how many were at risk, and the share still well (Kaplan & Meier).

    Raises:
        BadRequest: for another table, such as one of ``iptcore.exports``, which has other columns.
    """
    if not {"months", "recurred"} <= of_kind(table, Mapping, _NO_SURVIVAL).keys():
        raise BadRequest(_NO_SURVIVAL)
    months, events = np.unique(table["months"][table["recurred"]], return_counts=True)
    at_risk = len(table["months"]) - np.searchsorted(np.sort(table["months"]), months)
    still = np.cumprod(1.0 - events / at_risk)
    return {"month": months, "at_risk": at_risk, "well": still}
