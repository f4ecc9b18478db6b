"""Two groups of a trial side by side: the people of an arm, and the differences between two arms."""

import math
from collections.abc import Mapping
from typing import Any

import attrs
import numpy as np

from iptcore.notebook import short_repr
from iptcore.simulation.inputs.arrays import Array
from iptcore.simulation.inputs.bad_request import BadRequest, flag
from iptcore.simulation.inputs.columns import LEFT
from iptcore.simulation.results import outcomes
from iptcore.simulation.results.effects import (
    Clusters,
    Estimate,
    hedges_g,
    intraclass_correlation,
    mean_and_sd,
    mean_difference,
    number_needed_to_treat,
    risk_difference,
    share,
)


@attrs.frozen(kw_only=True, eq=False)
class Group:
    """People of one arm: their scores (assessments x people) and columns.

    *clusters* holds the number of the therapy group of each, None where there are no groups.
    """

    arm: str
    rows: Array
    scores: Array
    columns: Mapping[str, Array]
    scale: str
    clusters: Array | None = None

    __repr__ = short_repr

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def last(self) -> Array:
        """The last score, carried forward."""
        return outcomes.carried_forward(self.scores)

    @property
    def observed(self) -> Array:
        """The score of the last assessment; NaN where it was not taken."""
        last: Array = self.scores[-1]
        return last

    @property
    def responded(self) -> Array:
        """Whether the last score is half the first or less."""
        return outcomes.response(self.scores[0], self.last)

    @property
    def below_cutoff(self) -> Array:
        """Whether the last score is below the cut-off of the scale (HRSD-17: 6 or less); NaN if it has none."""
        if self.scale not in outcomes.BELOW:
            return np.full(len(self), math.nan)
        return outcomes.below_cutoff(self.last, outcomes.BELOW[self.scale])

    @property
    def left(self) -> Array:
        """Whether the person left treatment early."""
        left: Array = self.columns["ended"] == LEFT
        return left

    @property
    def recurred_of_well(self) -> tuple[Array, Array | None]:
        """Whether those who were well at the end of treatment had a recurrence, and the clusters they were in."""
        if "well" not in self.columns:
            raise BadRequest("without follow-up there are no recurrences: plan.replace(follow_up_months=24)")
        well = self.columns["well"]
        return self.columns["recurred"][well], None if self.clusters is None else self.clusters[well]

    @property
    def icc(self) -> float:
        """The intraclass correlation of the last scores in the groups of an arm; NaN where there are none."""
        return math.nan if self.clusters is None else intraclass_correlation(self.last, self.clusters)

    def figures(self) -> dict[str, Any]:
        """Number, mean and SD at entry and at the end, shares that responded, are below the cut-off, left."""
        first_mean, first_sd = mean_and_sd(self.scores[0])
        last_mean, last_sd = mean_and_sd(self.last)
        return {
            "n": len(self),
            "first_mean": first_mean,
            "first_sd": first_sd,
            "last_mean": last_mean,
            "last_sd": last_sd,
            "responded": share(self.responded, clusters=self.clusters),
            "below_cutoff": share(self.below_cutoff, clusters=self.clusters),
            "left": share(self.left, clusters=self.clusters),
        }


@attrs.frozen(kw_only=True, eq=False)
class Comparison:
    """Two groups side by side; positive figures favour the first.

    The argument *level* of each method is that of its confidence interval, between 0 and 1. The interval has two sides:
    the low end of one at 0.95 is the bound of a one-sided interval at 0.975.

    The intervals allow for therapy groups. They do not allow for therapists, whose clients end alike in the model too,
    so two equal arms differ more often than the level says. To allow for them, pass the column ``therapist`` of each
    group as *clusters* to a function such as `iptcore.simulation.mean_difference`.
    """

    first: Group
    second: Group

    __repr__ = short_repr

    def hedges_g(self, *, observed: bool = False, level: float = 0.95) -> Estimate:
        """Hedges' g of the last scores: carried forward, or only those observed at the last assessment."""
        return hedges_g(*self._scores(observed), level, clusters=self._clusters)

    def mean_difference(self, *, observed: bool = False, level: float = 0.95) -> Estimate:
        """The difference of the mean last scores, in points."""
        return mean_difference(*self._scores(observed), level, clusters=self._clusters)

    def response(self, *, level: float = 0.95) -> Estimate:
        """The difference of the shares that responded."""
        return risk_difference(self.first.responded, self.second.responded, level, clusters=self._clusters)

    def recurrence(self, *, level: float = 0.95) -> Estimate:
        """The difference of the shares with a recurrence within the follow-up, of those well at the end of treatment.

        ``power(trial, analysis=Comparison.recurrence, ...)`` is the power of a trial with this outcome.

        Raises:
            BadRequest: if the plans have no follow-up.
        """
        (later, of_later), (first, of_first) = (group.recurred_of_well for group in (self.second, self.first))
        return risk_difference(later, first, level, clusters=(of_later, of_first))

    def nnt(self, *, level: float = 0.95) -> Estimate:
        """The number needed to treat for one more response."""
        return number_needed_to_treat(self.response(level=level))

    @property
    def _clusters(self) -> Clusters:
        return self.first.clusters, self.second.clusters

    def _scores(self, observed: bool) -> tuple[Array, Array]:
        if flag(observed, "observed"):
            return self.first.observed, self.second.observed
        return self.first.last, self.second.last
