"""Uncertainty in one call each: probabilistic and one-way sensitivity, predictive intervals."""

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import attrs
import numpy as np
import numpy.typing as npt

from iptcore.simulation.bad_request import BadRequest, a_tuple, of_kind, real, whole
from iptcore.simulation.cohort import Cohort
from iptcore.simulation.effects import hedges_g
from iptcore.simulation.manifest import GREATEST_SEED
from iptcore.simulation.parameters import Parameter, Parameters, Spread
from iptcore.simulation.published import posterior_draw, posterior_size
from iptcore.simulation.request import MOST_COURSES, parameters_or_shipped
from iptcore.simulation.run import simulate
from iptcore.simulation.trial import Trial

_Z95 = 1.959963984540054

MOST_DRAWS = 10**6
"""The greatest number of draws of the parameters."""

Figure = Callable[[Mapping[str, Cohort]], Mapping[str, float]]
"""From the cohort of each arm to named figures."""


def draw_independent(parameters: Parameters, generator: np.random.Generator) -> dict[str, float]:
    """New values for the parameters that vary by themselves (uniform, normal, lognormal)."""
    return {
        item.name: _draw(item, generator)
        for item in parameters
        if item.spread in {Spread.UNIFORM, Spread.NORMAL, Spread.LOGNORMAL}
    }


def _draw(item: Parameter, generator: np.random.Generator) -> float:
    low, high = float(item.low or 0.0), float(item.high or 0.0)
    if item.spread is Spread.UNIFORM:
        return float(generator.uniform(low, high))
    z = generator.standard_normal()
    if item.spread is Spread.NORMAL:
        return (low + high) / 2 + z * (high - low) / (2 * _Z95)
    return float(np.exp((math.log(low) + math.log(high)) / 2 + z * (math.log(high) - math.log(low)) / (2 * _Z95)))


def draw_parameters(generator: np.random.Generator, *, name: str = "as_published") -> Parameters:
    """All parameters drawn once: a row of the posterior, and the others from their own spreads.

    *name* is that of the scenario.
    """
    of_kind(generator, np.random.Generator, "draws come from a numpy generator: numpy.random.default_rng(7)")
    made = posterior_draw(int(generator.integers(posterior_size())), name)
    return made.but(draw_independent(made, generator))


@attrs.frozen(kw_only=True, eq=False)
class Spreads:
    """Figures over draws: *draws* holds one array for each figure, *parameters* the numbers drawn each time."""

    draws: Mapping[str, npt.NDArray[np.float64]]
    parameters: tuple[Mapping[str, float], ...]

    def interval(self, figure: str, level: float = 0.95) -> tuple[float, float]:
        """Between which values that share of the draws lies; NaN draws are left out.

        Raises:
            BadRequest: for a figure that was not drawn, or a level that is not from 0 to 1.
        """
        if figure not in self.draws:
            raise BadRequest("that figure was not drawn: list(spreads.draws) names those there are")
        real(level, "level", 0.0, 1.0)
        low, high = np.nanquantile(self.draws[figure], [(1 - level) / 2, (1 + level) / 2])
        return float(low), float(high)

    def table(self) -> dict[str, list[Any]]:
        """One line for each figure: mean, median, 80 and 95 % intervals, Monte Carlo error of the mean."""
        lines: dict[str, list[Any]] = {
            name: []
            for name in ("figure", "mean", "median", "low_80", "high_80", "low_95", "high_95", "monte_carlo_error")
        }
        for figure, drawn in self.draws.items():
            (low80, high80), (low95, high95) = self.interval(figure, 0.80), self.interval(figure, 0.95)
            error = float(np.nanstd(drawn, ddof=1)) / math.sqrt(len(drawn))
            values = (figure, float(np.nanmean(drawn)), float(np.nanmedian(drawn)), low80, high80, low95, high95, error)
            for line, value in zip(lines.values(), values, strict=True):
                line.append(value)
        return lines


def usual_figures(cohorts: Mapping[str, Cohort]) -> dict[str, float]:
    """The figures where none are asked for: those of each arm's summary, and g of the first arm over each other."""
    made = {}
    lasts = {arm: cohort.last_score() for arm, cohort in cohorts.items()}
    first, *others = cohorts
    for arm, cohort in cohorts.items():
        figures = cohort.summary().figures()
        for name in ("last_mean", "last_sd", "responded", "below_cutoff", "left", "worse", "sessions_mean"):
            made[f"{arm}: {name}"] = figures[name]
    for arm in others:
        made[f"g {first} over {arm}"] = hedges_g(lasts[first], lasts[arm]).value
    return made


def probabilistic(
    protocol: object,
    *,
    seed: int,
    arms: Sequence[str] = ("ipt", "usual_care"),
    draws: int = 200,
    courses: int = 4096,
    name: str = "as_published",
    spread_between_trials: bool = True,
    figures: Figure = usual_figures,
) -> Spreads:
    """Probabilistic sensitivity analysis: every draw has its own parameters and place in the spread between trials.

    With *courses* large the spread of a figure is that of what is not known, not of sampling.
    """
    generator = _generator(seed, "probabilistic")
    found: list[Mapping[str, float]] = []
    used: list[Mapping[str, float]] = []
    _check(arms, courses, figures)
    for _ in range(whole(draws, "draws", 2, MOST_DRAWS)):
        parameters = draw_parameters(generator, name=name)
        own = int(generator.integers(2**62))
        cohorts = {
            arm: simulate(
                protocol, courses, seed=own, arm=arm, parameters=parameters,
                trial_size=courses if spread_between_trials else None,
            )
            for arm in arms
        }  # fmt: skip
        found.append(figures(cohorts))
        used.append(parameters.numbers)
    return _spreads(found, used)


def predictive(trial: Trial, *, seed: int, draws: int = 200, name: str = "as_published") -> Spreads:
    """What a trial not yet run may find: parameters, spread between trials and the trial's own sampling."""
    generator = _generator(seed, "predictive")
    found: list[Mapping[str, float]] = []
    used: list[Mapping[str, float]] = []
    of_kind(trial, Trial, 'pass a Trial: Trial(arms=("ipt", "placebo"), per_arm=60)')
    for _ in range(whole(draws, "draws", 2, MOST_DRAWS)):
        parameters = draw_parameters(generator, name=name)
        own = attrs.evolve(trial, parameters=parameters, spread=True).run(seed=int(generator.integers(2**62)))
        made: dict[str, float] = {}
        for arm in trial.names:
            group = own.group(arm)
            made[f"{arm}: last_mean"] = float(group.last.mean())
            made[f"{arm}: last_sd"] = float(group.last.std(ddof=1))
            made[f"{arm}: responded"] = float(group.responded.mean())
            made[f"{arm}: below_cutoff"] = float(group.below_cutoff.mean())
            made[f"{arm}: left"] = float(group.left.mean())
        for arm in trial.names[1:]:
            made[f"g {trial.names[0]} over {arm}"] = own.compare(arm).hedges_g().value
        found.append(made)
        used.append(parameters.numbers)
    return _spreads(found, used)


def one_way(
    protocol: object,
    *,
    seed: int,
    arms: Sequence[str] = ("ipt", "usual_care"),
    names: Sequence[str] | None = None,
    courses: int = 16384,
    figure: str | None = None,
    figures: Figure = usual_figures,
    parameters: Parameters | None = None,
) -> dict[str, list[Any]]:
    """One-way sensitivity: each parameter at the ends of its 95 % interval, the others as shipped, on the same clients.

    Returns a table, the most influential first: parameter, its low and high value, *figure* (the last one where none is
    named) at each, and the distance between the two.
    """
    base = parameters_or_shipped(parameters)
    _check(arms, courses, figures)

    def found(given: Parameters) -> float:
        made = figures({arm: simulate(protocol, courses, seed=seed, arm=arm, parameters=given) for arm in arms})
        if figure is not None and figure not in made:
            raise BadRequest(f"that figure is not there; there are: {', '.join(made)}")
        return made[list(made)[-1] if figure is None else figure]

    lines = []
    varied = [item.name for item in base if item.spread is not Spread.FIXED]
    for name in varied if names is None else a_tuple(names, "names", '("effect_ipt",)', len(base.items)):
        low, high = bounds(base.item(name))
        at_low, at_high = found(base.but({name: low})), found(base.but({name: high}))
        lines.append((name, low, high, at_low, at_high, abs(at_high - at_low)))
    lines.sort(key=lambda line: -line[-1])
    heads = ("parameter", "low", "high", "at_low", "at_high", "span")
    return {head: [line[place] for line in lines] for place, head in enumerate(heads)}


def bounds(item: Parameter) -> tuple[float, float]:
    """The 95 % interval of a parameter (its bounds where it is uniform)."""
    if item.spread is Spread.POSTERIOR:
        drawn = [posterior_draw(place)[item.name] for place in range(posterior_size())]
        low, high = np.quantile(drawn, [0.025, 0.975])
        return float(low), float(high)
    if item.low is None or item.high is None:
        raise BadRequest(f"{item.name} has no range of its own: give it low and high, or leave it out")
    return float(item.low), float(item.high)


def _check(arms: object, courses: object, figures: object) -> None:
    if not a_tuple(arms, "arms", '("ipt", "usual_care")', 100):
        raise BadRequest('name one or more arms: ("ipt", "usual_care")')
    whole(courses, "courses", 2, MOST_COURSES)
    of_kind(figures, Callable, "figures has to be a function of the cohort of each arm")


def _generator(seed: int, purpose: str) -> np.random.Generator:
    from iptcore.simulation.draws import stream

    return stream(whole(seed, "seed", 0, GREATEST_SEED), purpose, 0)


def _spreads(found: Sequence[Mapping[str, float]], used: Sequence[Mapping[str, float]]) -> Spreads:
    such_as = 'figures has to return the same named figures each time: {"mean": 9.5}'
    if any(of_kind(line, Mapping, such_as).keys() != found[0].keys() for line in found):
        raise BadRequest(such_as)
    return Spreads(draws={name: np.array([line[name] for line in found]) for name in found[0]}, parameters=tuple(used))
