"""Analyses of uncertainty: probabilistic and one-way sensitivity, predictive intervals."""

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import attrs
import numpy as np
import numpy.typing as npt

from iptcore.notebook import short_repr
from iptcore.protocol.protocol import Protocol
from iptcore.simulation.engine.draws import stream
from iptcore.simulation.inputs.arms import Arm, arm_of
from iptcore.simulation.inputs.bad_request import BadRequest, a_tuple, flag, of_kind, real, unknown, whole
from iptcore.simulation.inputs.default_parameters import SCENARIOS, posterior_draw, posterior_size, scenario
from iptcore.simulation.inputs.manifest import Manifest
from iptcore.simulation.inputs.manifest_arguments import manifest_of_task
from iptcore.simulation.inputs.parameters import Parameter, Parameters, Spread
from iptcore.simulation.inputs.plan import Plan, plan_of
from iptcore.simulation.inputs.request import MOST_COURSES, Request, parameters_for, parameters_or_shipped
from iptcore.simulation.inputs.scales import Scale
from iptcore.simulation.inputs.seeds import GREATEST_SEED
from iptcore.simulation.results.cohort import Cohort
from iptcore.simulation.results.collecting import collect
from iptcore.simulation.results.effects import hedges_g, mean_and_sd
from iptcore.simulation.trials.trial import Results, Trial

_Z95 = 1.959963984540054

MOST_DRAWS = 10**6
"""The greatest number of draws of the parameters."""

Figure = Callable[[Mapping[str, Cohort]], Mapping[str, float]]
"""A function from the cohort of each arm to named figures."""


def draw_independent(parameters: Parameters, generator: np.random.Generator) -> dict[str, float]:
    """New values for the parameters that vary independently (uniform, normal, lognormal)."""
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


def draw_parameters(generator: np.random.Generator, parameters: Parameters | None = None) -> Parameters:
    """One draw of all parameters of a set; default `as_published`.

    Fitted parameters are drawn jointly, from the posterior of their scenario; others from their own spreads. Parameters
    with a value of the caller (``but``) or without a spread keep their values.
    """
    of_kind(generator, np.random.Generator, "generator has to be a numpy generator: numpy.random.default_rng(7)")
    base = parameters_or_shipped(parameters)
    row = int(generator.integers(posterior_size()))
    shipped = [(scenario(name).numbers, posterior_draw(row, name).numbers) for name in SCENARIOS]
    drawn = draw_independent(base, generator)
    for item in base:
        if item.spread is Spread.POSTERIOR:
            rows = (draw[item.name] for centre, draw in shipped if centre.get(item.name) == item.value)
            drawn[item.name] = next(rows, item.value)
    return base.but(drawn)


@attrs.frozen(kw_only=True, eq=False)
class Spreads:
    """Figures over draws: *draws* holds one array for each figure, *parameters* the numbers drawn each time."""

    draws: Mapping[str, npt.NDArray[np.float64]]
    parameters: tuple[Mapping[str, float], ...]
    manifest: Manifest

    __repr__ = short_repr

    def interval(self, figure: str, level: float = 0.95) -> tuple[float, float]:
        """The central interval that holds that share of the draws; NaN draws are left out.

        Raises:
            BadRequest: for an unknown figure, or a level outside 0 to 1.
        """
        real(level, "level", 0.0, 1.0)
        low, high = _quantiles(self._drawn(figure), (1 - level) / 2, (1 + level) / 2)
        return low, high

    def table(self) -> dict[str, list[Any]]:
        """One line for each figure: mean, median, 80 and 95 % intervals, Monte Carlo error of the mean.

        NaN draws are left out; the column *draws* is the number of the others.
        """
        heads = ("figure", "mean", "median", "low_80", "high_80", "low_95", "high_95", "monte_carlo_error", "draws")
        lines = []
        for figure in self.draws:
            drawn = self._drawn(figure)
            middle, low80, high80, low95, high95 = _quantiles(drawn, 0.5, 0.1, 0.9, 0.025, 0.975)
            mean = float(drawn.mean()) if drawn.size else math.nan
            error = float(drawn.std(ddof=1)) / math.sqrt(drawn.size) if drawn.size > 1 else math.nan
            lines.append((figure, mean, middle, low80, high80, low95, high95, error, drawn.size))
        return {head: [line[place] for line in lines] for place, head in enumerate(heads)}

    def _drawn(self, figure: str) -> npt.NDArray[np.float64]:
        if figure not in self.draws:
            raise unknown("unknown figure", figure, self.draws)
        drawn = self.draws[figure]
        return drawn[~np.isnan(drawn)]


def _quantiles(drawn: npt.NDArray[np.float64], *shares: float) -> list[float]:
    quantiles: list[float] = np.quantile(drawn, shares).tolist() if drawn.size else [math.nan] * len(shares)
    return quantiles


def usual_figures(cohorts: Mapping[str, Cohort]) -> dict[str, float]:
    """The default figures: those of each arm's summary, and Hedges' g of the first arm over each other."""
    named = {}
    lasts = {arm: cohort.last_score() for arm, cohort in cohorts.items()}
    first, *others = cohorts
    for arm, cohort in cohorts.items():
        figures = cohort.summary().figures()
        for name in ("last_mean", "last_sd", "responded", "below_cutoff", "left", "worse", "sessions_mean"):
            named[f"{arm}: {name}"] = figures[name]
    for arm in others:
        named[f"g {first} over {arm}"] = hedges_g(lasts[first], lasts[arm]).value
    return named


def probabilistic(
    protocol: Protocol | Plan,
    *,
    seed: int,
    arms: Sequence[str | Arm] = ("ipt", "usual_care"),
    draws: int = 200,
    courses: int = 4096,
    parameters: Parameters | None = None,
    spread_between_trials: bool = True,
    figures: Figure = usual_figures,
    scales: tuple[str | Scale, ...] | None = None,
) -> Spreads:
    """Probabilistic sensitivity analysis: every draw has its own parameters and place in the spread between trials.

    *parameters* are drawn as in `draw_parameters`, *scales* are those of `simulate`. With many *courses*, the spread of
    a figure comes from uncertain parameters and not from sampling.

    Raises:
        BadRequest: if an argument is invalid, or *parameters* are left out and the model was not fitted to courses of
            this kind.
    """
    plan, named = plan_of(protocol), _arms(arms, courses, figures)
    base = parameters_for(plan, parameters)
    generator = _generator(seed, "probabilistic")
    per_draw: list[Mapping[str, float]] = []
    used: list[Mapping[str, float]] = []
    for _ in range(whole(draws, "draws", 2, MOST_DRAWS)):
        drawn = draw_parameters(generator, base)
        own = int(generator.integers(2**62))
        size = courses if spread_between_trials else None
        cohorts = _cohorts(named, plan, courses, seed=own, parameters=drawn, trial_size=size, scales=scales)
        per_draw.append(figures(cohorts))
        used.append(drawn.numbers)
    arguments = {
        "protocol": plan, "arms": arms, "draws": draws, "courses": courses, "parameters": base,
        "spread_between_trials": spread_between_trials, **_own(figures, scales),
    }  # fmt: skip
    manifest = manifest_of_task(
        "probabilistic", seed=seed, courses=courses, plan=plan, parameters=base, arguments=arguments
    )
    return _spreads(per_draw, used, manifest)


TrialFigure = Callable[[Results], Mapping[str, float]]
"""A function from one run of a trial to named figures."""


def trial_figures(results: Results) -> dict[str, float]:
    """The default figures of a trial: last scores and shares of each arm, and Hedges' g of the first arm over each."""
    return _figures_of(results, completers=False)


def completer_figures(results: Results) -> dict[str, float]:
    """The default figures of all who were randomised, and the same figures of the completers among them."""
    completers = _figures_of(results, completers=True)
    return {**trial_figures(results), **{f"{name} (completers)": figure for name, figure in completers.items()}}


def _figures_of(results: Results, *, completers: bool) -> dict[str, float]:
    named: dict[str, float] = {}
    first, *others = results.trial.names
    for arm in results.trial.names:
        group = results.group(arm, completers=completers)
        named[f"{arm}: last_mean"], named[f"{arm}: last_sd"] = mean_and_sd(group.last)
        for name in ("responded", "below_cutoff", "left"):
            named[f"{arm}: {name}"], _ = mean_and_sd(getattr(group, name))
    for arm in others:
        named[f"g {first} over {arm}"] = results.compare(arm, completers=completers).hedges_g().value
    return named


def predictive(
    trial: Trial, *, seed: int, draws: int = 200, completers: bool = False, figures: TrialFigure | None = None
) -> Spreads:
    """What a future trial may find, given uncertain parameters, sampling, and the spread between trials.

    The trial's *parameters* are drawn as in `draw_parameters`, and its *spread* says whether trials differ. The figures
    are those of all who were randomised; *completers* adds the same figures of the completers. *figures* replaces them
    by a function of your own, from the `Results` of one run to named figures (`rerun` cannot reproduce the result).

    Raises:
        BadRequest: if an argument is invalid, and for completers of an arm without sessions, if ``trial.completer``
            requires sessions.
    """
    of_kind(trial, Trial, 'pass a Trial: Trial(arms=("ipt", "placebo"), per_arm=60)')
    flag(completers, "completers")
    if figures is not None:
        of_kind(figures, Callable, "figures has to be a function of the Results of one run")
    if figures is not None and completers:
        raise BadRequest(
            "completers=True cannot be combined with figures: in your function, use results.group(arm, completers=True)"
        )
    chosen = figures or (completer_figures if completers else trial_figures)
    generator = _generator(seed, "predictive")
    per_draw: list[Mapping[str, float]] = []
    used: list[Mapping[str, float]] = []
    for _ in range(whole(draws, "draws", 2, MOST_DRAWS)):
        parameters = draw_parameters(generator, trial.parameters)
        own = attrs.evolve(trial, parameters=parameters).run(seed=int(generator.integers(2**62)))
        per_draw.append(chosen(own))
        used.append(parameters.numbers)
    options = {**({"completers": True} if completers else {}), **({} if figures is None else {"figures": figures})}
    manifest = trial.manifest_for("predictive", seed=seed, courses=trial.people, draws=draws, **options)
    return _spreads(per_draw, used, manifest)


@attrs.frozen(kw_only=True, eq=False)
class OneWay:
    """One-way sensitivity: *lines* holds parameter, low, high, the figure at each, and their difference."""

    lines: tuple[tuple[str, float, float, float, float, float], ...]
    manifest: Manifest

    __repr__ = short_repr

    def table(self) -> dict[str, list[Any]]:
        """As columns, the most influential parameter first: parameter, low, high, at_low, at_high, span."""
        heads = ("parameter", "low", "high", "at_low", "at_high", "span")
        return {head: [line[place] for line in self.lines] for place, head in enumerate(heads)}


def one_way(
    protocol: Protocol | Plan,
    *,
    seed: int,
    arms: Sequence[str | Arm] = ("ipt", "usual_care"),
    names: Sequence[str] | None = None,
    courses: int = 16384,
    figure: str | None = None,
    figures: Figure = usual_figures,
    parameters: Parameters | None = None,
    scales: tuple[str | Scale, ...] | None = None,
) -> OneWay:
    """One-way sensitivity: each parameter at the ends of its 95 % interval, the others as shipped, on the same clients.

    *figure* is the name of a figure (default the last one), *names* the parameters (default every parameter that
    varies). The spread between trials is not among them: it changes no figure of one large cohort, and `probabilistic`
    shows its effect. *scales* are those of `simulate`.

    Raises:
        BadRequest: if an argument is invalid, or *parameters* are left out and the model was not fitted to courses of
            this kind.
    """
    plan, named = plan_of(protocol), _arms(arms, courses, figures)
    base = parameters_for(plan, parameters)

    def figure_of(given: Parameters) -> float:
        figures_by_name = figures(_cohorts(named, plan, courses, seed=seed, parameters=given, scales=scales))
        if figure is not None and figure not in figures_by_name:
            raise unknown("unknown figure", figure, figures_by_name)
        return figures_by_name[list(figures_by_name)[-1] if figure is None else figure]

    if names is None:
        varied = [item.name for item in base if item.spread is not Spread.FIXED and item.name != _TRIALS]
    else:
        varied = list(a_tuple(names, "names", '("effect_ipt",)', len(base.items)))
    if _TRIALS in varied:
        raise BadRequest(f"{_TRIALS} changes no figure of a single trial: use probabilistic to see its effect")
    lines = []
    for name in varied:
        low, high = bounds(base.item(name))
        at_low, at_high = figure_of(base.but({name: low})), figure_of(base.but({name: high}))
        lines.append((name, low, high, at_low, at_high, abs(at_high - at_low)))
    lines.sort(key=lambda line: -line[-1])
    arguments = {
        "protocol": plan, "arms": arms, "names": names, "courses": courses, "figure": figure, "parameters": base,
        **_own(figures, scales),
    }  # fmt: skip
    manifest = manifest_of_task("one_way", seed=seed, courses=courses, plan=plan, parameters=base, arguments=arguments)
    return OneWay(lines=tuple(lines), manifest=manifest)


_TRIALS = "trial_sd"


def bounds(item: Parameter) -> tuple[float, float]:
    """The 95 % interval of a parameter (its bounds where it is uniform)."""
    if item.spread is Spread.POSTERIOR:
        drawn = [posterior_draw(place)[item.name] for place in range(posterior_size())]
        low, high = np.quantile(drawn, [0.025, 0.975])
        return float(low), float(high)
    if item.low is None or item.high is None:
        raise BadRequest(f"{item.name} has no range: give it low and high, or leave it out")
    return float(item.low), float(item.high)


def _arms(arms: object, courses: object, figures: object) -> dict[str, Arm]:
    given = tuple(map(arm_of, a_tuple(arms, "arms", '("ipt", "usual_care")', 100)))
    named = {arm.name: arm for arm in given}
    if not named or len(named) < len(given):
        raise BadRequest('name one or more arms, each once: ("ipt", "usual_care")')
    whole(courses, "courses", 2, MOST_COURSES)
    of_kind(figures, Callable, "figures has to be a function of the cohort of each arm")
    return named


def _cohorts(arms: Mapping[str, Arm], plan: Plan, courses: int, **wishes: Any) -> dict[str, Cohort]:
    return {name: collect(Request.of(plan, courses, arm=arm, **wishes)) for name, arm in arms.items()}


def _own(figures: Figure, scales: tuple[str | Scale, ...] | None) -> dict[str, Any]:
    given: dict[str, Any] = {} if figures is usual_figures else {"figures": figures}
    return given if scales is None else {**given, "scales": scales}


def _generator(seed: int, purpose: str) -> np.random.Generator:
    return stream(whole(seed, "seed", 0, GREATEST_SEED), purpose, 0)


def _spreads(
    per_draw: Sequence[Mapping[str, float]], used: Sequence[Mapping[str, float]], manifest: Manifest
) -> Spreads:
    such_as = 'figures has to return the same named figures each time: {"mean": 9.5}'
    if any(of_kind(line, Mapping, such_as).keys() != per_draw[0].keys() for line in per_draw):
        raise BadRequest(such_as)
    return Spreads(
        draws={name: np.array([line[name] for line in per_draw]) for name in per_draw[0]}, parameters=tuple(used),
        manifest=manifest,
    )  # fmt: skip
