"""IPT against placebo with management, as in the NIMH programme: published figures beside simulated ones.

    pip install -e ".[plots]" && python examples/virtual_trial.py [folder for the pictures]

The model was fitted to these very figures, some of them reported and not read again (docs/reference/calibration.md):
agreement shows that it says what went in. That IPT works is an input here and no finding. The intervals of the
simulated figures hold 95 % of trials of this size, each with its own draw of parameters from the posterior.
"""

import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import attrs

from iptcore.pictures.cohort import mean_course, participant_flow, sample_of_courses, survival

# Where the extra is missing, the import above says which one to install.
# isort: split
import numpy as np

from iptcore.simulation import IPT_PLAN, Cohort, Group, Results, Trial, posterior_draw, posterior_size

SEED, REPETITIONS = 7, 4
PROGRAMME = Trial(arms=("ipt", "placebo"), per_arm=61, protocol=IPT_PLAN.replace(rating_weeks=(0, 4, 8, 12, 16)))
"""Sixteen weeks, rated every four, the last score carried forward; 61 and 62 people entered those two arms."""

READ, REPORTED = "read (METAPSY)", "reported, unverified (Elkin 1989)"
CI = 1.96


class Line(NamedTuple):
    """A published figure with its 95 % interval, its standing, and how to read it off a simulated trial."""

    name: str
    published: float
    low: float
    high: float
    standing: str
    read_off: Callable[[Results, int], float]


def of_group(arm: str, at: Callable[[Group], Any]) -> Callable[[Results, int], float]:
    """The mean of something in one arm of a simulated trial."""
    return lambda results, place: float(np.mean(at(results.group(arm, place))))


def lines() -> Iterator[Line]:
    """What was published: mean and SD of the HRSD-17 at the start and the end, who recovered, who left; then g."""
    for arm, n, start, end, recovered, left in (
        ("ipt", 61, (19.6, 4.6), (9.8, 7.9), 0.43, 0.23),
        ("placebo", 62, (19.5, 4.6), (13.2, 7.8), 0.21, 0.40),
    ):
        means = {"at the start": (start, _first), "at the end, all": (end, _last)}
        for name, ((published, sd), at) in means.items():
            half = CI * sd / n**0.5
            what = f"{arm}: HRSD-17 {name}"
            yield Line(what, published, published - half, published + half, READ, of_group(arm, at))
        shares = {"6 or less at the end, all": (recovered, _recovered), "left early": (left, _left)}
        for name, (published, at) in shares.items():
            half = CI * (published * (1 - published) / n) ** 0.5
            yield Line(f"{arm}: {name}", published, published - half, published + half, REPORTED, of_group(arm, at))
    g, half = 0.43, CI * 0.18
    yield Line("g of ipt over placebo, all", g, g - half, g + half, READ, _g)


def _g(results: Results, place: int) -> float:
    return results.compare("placebo", place).hedges_g().value


def _first(group: Group) -> Any:
    return group.scores[0]


def _last(group: Group) -> Any:
    return group.last


def _recovered(group: Group) -> Any:
    return group.below_cutoff


def _left(group: Group) -> Any:
    return group.left


LINES = tuple(lines())


def simulated() -> dict[str, Any]:
    """Each figure in trials of this size, under every second draw of the parameters that ships."""
    figures: dict[str, list[float]] = {line.name: [] for line in LINES}
    for place in range(0, posterior_size(), 2):
        parameters = posterior_draw(place)
        results = attrs.evolve(PROGRAMME, parameters=parameters).run(seed=SEED + place, repetitions=REPETITIONS)
        for repetition in range(REPETITIONS):
            for line in LINES:
                figures[line.name].append(line.read_off(results, repetition))
    return {name: np.array(values) for name, values in figures.items()}


def draw(folder: Path) -> None:
    """The pictures of one such trial, larger than it was so that the curves are smooth."""
    results = attrs.evolve(PROGRAMME, per_arm=1000, spread=False).run(seed=SEED)
    arms: dict[str, Cohort] = {
        label: attrs.evolve(results.cohorts[arm], columns=dict(results.group(arm).columns))
        for label, arm in (("IPT", "ipt"), ("placebo with management", "placebo"))
    }
    for name, axes in {
        "mean_course": mean_course(arms),
        "sample_of_courses": sample_of_courses(arms["IPT"]),
        "survival": survival(arms),
        "participant_flow": participant_flow(arms),
    }.items():
        axes.get_figure().savefig(folder / f"{name}.png", dpi=120)  # type: ignore[union-attr]


def main(folder: Path) -> None:
    """Print the table, save the pictures."""
    folder.mkdir(parents=True, exist_ok=True)  # before the simulation: it takes a while
    figures = simulated()
    print(__doc__.split("\n\n")[2].replace("\n", " ") if __doc__ else "")
    print(f"\n{'':36}{'published (95 %)':>24}{'simulated (95 %)':>24}  standing of the published figure")
    for line in LINES:
        low, middle, high = np.quantile(figures[line.name], [0.025, 0.5, 0.975])
        published = f"{line.published:.2f} ({line.low:.2f} to {line.high:.2f})"
        print(f"{line.name:36}{published:>24}{f'{middle:.2f} ({low:.2f} to {high:.2f})':>24}  {line.standing}")
    draw(folder)
    print(f"\n{len(figures[LINES[0].name])} simulated trials; pictures in {folder}")


if __name__ == "__main__":
    if len(sys.argv) > 2 or sys.argv[-1].startswith("-"):
        sys.exit("Usage: python examples/virtual_trial.py [folder for the pictures]")
    main(Path(sys.argv[1] if len(sys.argv) > 1 else tempfile.mkdtemp()))
