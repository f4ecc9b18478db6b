"""The summary of a cohort: only counts, so that pieces add up exactly, in any order and in constant memory."""

import math
from typing import Any, ClassVar

import attrs
import numpy as np

from iptcore.notebook import short_repr
from iptcore.simulation.inputs.arrays import Array, Columns
from iptcore.simulation.inputs.bad_request import real
from iptcore.simulation.inputs.columns import FINISHED, LEFT
from iptcore.simulation.inputs.manifest import Manifest
from iptcore.simulation.inputs.request import Request
from iptcore.simulation.results import outcomes

_CELLS = 256
"""The least number of cells of a count, enough for sessions and weeks; a scale with higher scores has more."""


@attrs.frozen(kw_only=True, eq=False)
class Summary:
    """Counts of a cohort. Scores are those of the primary instrument.

    *rated* (ratings x score) counts the scores of each rating taken, *last* the last score carried forward,
    *last_of_completers* the same of completers; *sessions* and *weeks* count courses by sessions attended and weeks in
    treatment; *ended* by how treatment ended (completed, left, finished early). *months* counts, among those well at
    the end, recurrences by month. *can_complete* says whether the plan has the sessions and weeks of
    completers by the usual count.
    """

    rating_weeks: tuple[int, ...]
    courses: int
    rated: Array
    last: Array
    last_of_completers: Array
    sessions: Array
    weeks: Array
    ended: Array
    responded: int
    below: int
    worse: int
    well: int
    months: Array
    cutoff: float
    rise: float
    can_complete: bool
    manifest: Manifest | None = None
    """The manifest, if this is the summary of a whole cohort."""

    __repr__ = short_repr

    @classmethod
    def empty(cls, request: Request) -> "Summary":
        """The summary of no courses."""
        lines = len(request.rating_weeks)
        sessions, weeks = request.longest
        name = request.scales[0].name
        scores = max(_CELLS, request.scales[0].highest + 1)

        def none(*shape: int) -> Array:
            return np.zeros(shape, np.int64)

        return cls(
            rating_weeks=request.rating_weeks, courses=0, rated=none(lines, scores), last=none(scores),
            last_of_completers=none(scores), sessions=none(_CELLS), weeks=none(_CELLS), ended=none(3), responded=0,
            below=0, worse=0, well=0, months=none(request.plan.follow_up_months + 1),
            cutoff=outcomes.BELOW.get(name, np.nan), rise=outcomes.RISE.get(name, np.nan),
            can_complete=sessions >= outcomes.COMPLETER_SESSIONS and weeks >= outcomes.COMPLETER_WEEKS,
        )  # fmt: skip

    @classmethod
    def of(cls, request: Request, columns: Columns) -> "Summary":
        """The summary of some courses."""
        none = cls.empty(request)
        scores = columns[f"score.{request.scales[0].name}"]
        whole = np.where(np.isnan(scores), -1, scores).astype(np.int16) + 1
        first, last = scores[0], outcomes.carried_forward(scores)
        done = outcomes.completers(columns["sessions"], columns["weeks"])
        months, cells = none.months, len(none.last)
        if "recurred" in columns:
            months = np.bincount(columns["months_well"][columns["recurred"]].astype(int), minlength=len(months))
        return attrs.evolve(
            none,
            courses=scores.shape[1],
            rated=np.array([np.bincount(line, minlength=cells + 1)[1:] for line in whole]).reshape(none.rated.shape),
            last=_count(last, cells),
            last_of_completers=_count(last[done], cells),
            sessions=_count(columns["sessions"], _CELLS),
            weeks=_count(columns["weeks"], _CELLS),
            ended=np.bincount(columns["ended"], minlength=3),
            responded=int(outcomes.response(first, last).sum()),
            below=int(outcomes.below_cutoff(last, none.cutoff).sum()),
            worse=int(outcomes.worse(first, last, none.rise).sum()),
            well=int(columns["well"].sum()) if "well" in columns else 0,
            months=months,
        )

    def __add__(self, other: "Summary") -> "Summary":
        fixed = {"rating_weeks", "cutoff", "rise", "can_complete", "manifest"}
        return attrs.evolve(
            self,
            manifest=None,
            **{
                part.name: getattr(self, part.name) + getattr(other, part.name)
                for part in attrs.fields(Summary)
                if part.name not in fixed
            },
        )

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Summary) and self.as_dict() == other.as_dict()

    __hash__: ClassVar[None] = None  # type: ignore[assignment]  # counts can be large; nobody needs them as a key

    @property
    def mean(self) -> Array:
        """The mean score of each rating taken."""
        return np.array([moments(line)[0] for line in self.rated])

    @property
    def sd(self) -> Array:
        """The standard deviation of each rating taken."""
        return np.array([moments(line)[1] for line in self.rated])

    def percentile(self, share: float) -> Array:
        """For each rating, the lowest score that *share* (0 to 1) of the courses do not exceed.

        Raises:
            BadRequest: for a *share* that is no number from 0 to 1.
        """
        real(share, "share", 0, 1)
        return np.array([quantile(line, share) for line in self.rated])

    def figures(self) -> dict[str, float]:
        """The main figures. Shares are of all courses, scores are in points; NaN where a figure does not apply.

        Completers had 12 sessions and 15 weeks, which a shorter plan cannot have: see `Cohort.completers`.
        """
        n = self.courses
        last, done = moments(self.last), moments(self.last_of_completers)
        completed = int(self.last_of_completers.sum())

        def share(count: float, of: int) -> float:
            return count / of if of else float("nan")

        return {
            "courses": n,
            "baseline_mean": float(self.mean[0]),
            "baseline_sd": float(self.sd[0]),
            "last_mean": last[0],
            "last_sd": last[1],
            "completers": share(completed, n) if self.can_complete and self.sessions[1:].any() else float("nan"),
            "completers_last_mean": done[0],
            "completers_last_sd": done[1],
            "left": share(int(self.ended[LEFT]), n),
            "finished_early": share(int(self.ended[FINISHED]), n),
            "sessions_mean": moments(self.sessions)[0],
            "weeks_mean": moments(self.weeks)[0],
            "responded": share(self.responded, n),
            "below_cutoff": share(self.below, n) if self.cutoff == self.cutoff else float("nan"),
            "worse": share(self.worse, n) if self.rise == self.rise else float("nan"),
            "well_at_end": share(self.well, n),
            "recurred_of_well": share(int(self.months.sum()), self.well),
        }

    def as_dict(self) -> dict[str, Any]:
        """All counts as plain values."""
        parts = {part.name: getattr(self, part.name) for part in attrs.fields(Summary) if part.name != "manifest"}
        plain = {name: part.tolist() if isinstance(part, np.ndarray) else part for name, part in parts.items()}
        return {name: None if isinstance(part, float) and math.isnan(part) else part for name, part in plain.items()}


def _count(values: Array, cells: int) -> Array:
    return np.bincount(values.astype(np.int64), minlength=cells)


def moments(counts: Array) -> tuple[float, float]:
    """Mean and standard deviation of whole numbers from their counts; NaN if there are too few."""
    n = int(counts.sum())
    if n == 0:
        return float("nan"), float("nan")
    values = np.arange(len(counts))
    total = int(counts @ values)
    square = int(counts @ (values * values))
    spread = float("nan") if n == 1 else ((square - total * total / n) / (n - 1)) ** 0.5
    return total / n, spread


def quantile(counts: Array, share: float) -> float:
    """The lowest whole number that *share* of the counts do not exceed; NaN where there are none."""
    total = counts.cumsum()
    if not total[-1]:
        return float("nan")
    return float(np.searchsorted(total, share * total[-1]))
