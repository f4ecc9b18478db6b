"""Power and sample size by simulation, with the Monte Carlo error and a count of failures."""

from collections.abc import Callable, Mapping
from concurrent.futures import Executor

import attrs

from iptcore.notebook import short_repr
from iptcore.simulation.inputs.bad_request import BadRequest, of_kind, real, whole
from iptcore.simulation.inputs.manifest import Manifest
from iptcore.simulation.results.effects import Estimate, monte_carlo_error, repetitions_needed
from iptcore.simulation.trials.comparison import Comparison
from iptcore.simulation.trials.trial import MOST_PER_ARM, Trial

Analysis = Callable[[Comparison], Estimate]


_A_TRIAL = 'pass a Trial: Trial(arms=("ipt", "placebo"), per_arm=60)'


def difference_of_last_scores(comparison: Comparison) -> Estimate:
    """The default analysis: all randomised, last score carried forward, Welch's interval."""
    return comparison.mean_difference()


ANALYSES: Mapping[str, Analysis] = {
    analysis.__name__: analysis
    for analysis in (
        difference_of_last_scores, Comparison.mean_difference, Comparison.hedges_g, Comparison.response,
        Comparison.recurrence, Comparison.nnt,
    )
}  # fmt: skip
"""The analyses of the library by the names that stand for them in a manifest."""


@attrs.frozen(kw_only=True)
class Power:
    """How often the analysis found a difference in favour of the first arm (its interval lies above 0).

    *failed* counts repetitions in which the analysis raised an error or returned no figure; they count as not found,
    and *why* holds their reasons. *against* counts repetitions that found the opposite.
    """

    found: int
    against: int
    failed: int
    repetitions: int
    per_arm: int
    why: tuple[str, ...]
    manifest: Manifest

    __repr__ = short_repr

    @property
    def value(self) -> float:
        """The share of all repetitions, failed ones included."""
        return self.found / self.repetitions

    @property
    def error(self) -> float:
        """Its Monte Carlo standard error; if none or all repetitions found a difference, that of half a repetition."""
        return monte_carlo_error(self._within, self.repetitions)

    @property
    def _within(self) -> float:
        return min(max(self.value, 0.5 / self.repetitions), 1.0 - 0.5 / self.repetitions)

    def repetitions_needed(self, error: float = 0.01) -> int:
        """How many repetitions bring the Monte Carlo error down to *error*, estimated from these."""
        return repetitions_needed(self._within, error)

    def __str__(self) -> str:
        failed = f", {self.failed} failed" if self.failed else ""
        return f"power {self.value:.3f} (Monte Carlo error {self.error:.3f}, {self.repetitions} repetitions{failed})"


def power(
    trial: Trial,
    *,
    seed: int,
    repetitions: int = 1000,
    analysis: Analysis = difference_of_last_scores,
    other: str | None = None,
    completers: bool = False,
    executor: Executor | None = None,
) -> Power:
    """The power of a trial: it is repeated, and *analysis* makes an `Estimate` of each `Comparison`.

    The comparison is with the arm *other* (default the second), of all who were randomised or of *completers* only. A
    repetition counts as found if the interval of the estimate lies above 0: with the usual 95 % that is a one-sided
    test at 2.5 %. The intervals of the library allow for groups and not for therapists: see `Comparison`.

    If the trial has ``spread=True``, each repetition draws its own effects from the spread between trials: the result
    is then the power of a future trial, lower than that for a known effect. *executor* simulates, as in `Trial.run`;
    the analysis runs in this process. `rerun` repeats a power whose analysis is a method of `Comparison`.

    Raises:
        BadRequest: if an argument is invalid, if *analysis* does not return an `Estimate`, or one whose low end lies
            above its high end, and for completers as `Results.compare`.
    """
    of_kind(trial, Trial, _A_TRIAL)
    of_kind(analysis, Callable, "analysis has to be a function that takes a Comparison and returns an Estimate")
    results = trial.run(seed=seed, repetitions=whole(repetitions, "repetitions", 1), executor=executor)
    results.compare(other, completers=completers)  # a wrong name is a mistake, and no failed repetition
    in_favour = against = 0
    why: list[str] = []
    for repetition in range(repetitions):
        try:
            estimate = analysis(results.compare(other, repetition, completers=completers))
        except BadRequest:
            raise
        except Exception as error:  # noqa: BLE001  # whatever an analysis raises is a failed repetition
            why.append(f"repetition {repetition}: {type(error).__name__}")
            continue
        of_kind(estimate, Estimate, "the analysis has to return an Estimate: Estimate(value, low, high)")
        if estimate.low > estimate.high:
            raise BadRequest("the low end of this interval lies above its high end: Estimate(value, low, high)")
        if estimate.low != estimate.low:
            why.append(f"repetition {repetition}: no figure")
        in_favour += estimate.low > 0.0
        against += estimate.high < 0.0
    stored = next((name for name, known in ANALYSES.items() if known is analysis), analysis)
    own = {
        **({} if analysis is difference_of_last_scores else {"analysis": stored}),
        **({"completers": True} if completers else {}),
    }
    manifest = trial.manifest_for(
        "power", seed=seed, courses=len(results.assigned), repetitions=repetitions, other=other, **own
    )
    return Power(
        found=in_favour, against=against, failed=len(why), repetitions=repetitions, per_arm=trial.per_arm,
        why=tuple(why), manifest=manifest,
    )  # fmt: skip


def sample_size(
    trial: Trial,
    *,
    seed: int,
    wanted: float = 0.8,
    repetitions: int = 1000,
    analysis: Analysis = difference_of_last_scores,
    other: str | None = None,
    completers: bool = False,
    at_most: int = 2000,
    executor: Executor | None = None,
) -> tuple[int | None, tuple[Power, ...]]:
    """The smallest number of people in each arm that reaches the power, and every number that was tried.

    It is the number of people who are randomised, also where only *completers* are analysed; arguments as `power`.

    The number is None if not even *at_most* people in each arm reach it: with a wide spread between trials, more people
    do not help beyond a point. The answer has a Monte Carlo error: look at the last entries that were tried.

    Raises:
        BadRequest: as `power`, if the power is not between 0 and 1, and if the trial has *clients*, because these are
            of one number of people.
    """
    if of_kind(trial, Trial, _A_TRIAL).clients:
        raise BadRequest(
            "a trial with clients of its own has one number of people: leave clients out, or call power for a trial of "
            "each number, with so many clients"
        )
    real(wanted, "the power wanted", 0.01, 0.99)
    most = whole(at_most, "at_most", 2, MOST_PER_ARM)
    tried: list[Power] = []

    def enough(per_arm: int) -> bool:
        got = power(
            attrs.evolve(trial, per_arm=per_arm), seed=seed, repetitions=repetitions, analysis=analysis, other=other,
            completers=completers, executor=executor,
        )  # fmt: skip
        tried.append(got)
        return got.value >= wanted

    low, high = 2, min(16, most)
    while not enough(high):
        if high >= most:
            return None, tuple(tried)
        low, high = high, min(2 * high, most)
    while high - low > max(1, high // 50):
        middle = (low + high) // 2
        low, high = (low, middle) if enough(middle) else (middle, high)
    return high, tuple(tried)
