"""Plots of simulated cohorts. Needs the extra ``plots`` (matplotlib).

Each function draws into the axes that are passed, or into a new figure, and returns the axes:
``mean_course({"IPT": cohort}).figure.savefig("mean.png")``. Nothing is shown, and no global state is changed. Titles,
axes and boxes are in *language*; an unknown one raises :class:`~iptcore.errors.UnknownName`.
"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from iptcore.screens.translation import Translation, translation
from iptcore.simulation.inputs.columns import LEFT
from iptcore.simulation.results.outcomes import COMPLETER_SESSIONS, COMPLETER_WEEKS, completers
from iptcore.simulation.results.tables import kaplan_meier, survival_table

if TYPE_CHECKING:
    from iptcore.simulation.results.cohort import Cohort

STYLES = ("-", "--", "-.", ":")
"""Styles of lines that can be distinguished without colours."""

COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9")
"""Colours that colour-blind people can distinguish (Okabe & Ito)."""

_GREY = "#808080"


class Judged(Protocol):
    """A published figure and its prediction by the model; docs/calibration makes such lines."""

    @property
    def name(self) -> str:
        """What it is."""

    @property
    def published(self) -> float:
        """The published figure."""

    @property
    def error(self) -> float:
        """Its standard error."""

    @property
    def middle(self) -> float:
        """The median prediction."""

    def interval(self, share: float, /) -> tuple[float, float]:
        """The central interval that holds that share of the predictions."""


def mean_course(
    cohorts: Mapping[str, "Cohort"], *, band: float = 0.8, ax: Axes | None = None, language: str = "en"
) -> Axes:
    """The mean score of each cohort at each rating, and a band that holds the share *band* of the scores.

    People who left are missing from then on: the mean is that of the people who were rated.
    """
    ax, say = _axes(ax), translation(language)
    for place, (label, cohort) in enumerate(cohorts.items()):
        weeks, scores, colour = _weeks(cohort), cohort.scores(), COLOURS[place % len(COLOURS)]
        low, high = np.nanquantile(scores, [(1 - band) / 2, (1 + band) / 2], axis=1)
        ax.fill_between(weeks, low, high, color=colour, alpha=0.15, linewidth=0)
        means, style = np.nanmean(scores, axis=1, dtype=float), STYLES[place % len(STYLES)]
        ax.plot(weeks, means, color=colour, linestyle=style, marker="o", markersize=3, label=label)
    _score_axes(ax, next(iter(cohorts.values())), say)
    ax.set_title(say("picture.cohort.mean", band=say.percent(band)))
    ax.legend(frameon=False)
    return ax


def sample_of_courses(
    cohort: "Cohort", *, rows: Sequence[int] = range(20), ax: Axes | None = None, language: str = "en"
) -> Axes:
    """The scores of some courses, each a line; a cross where somebody left treatment."""
    ax, say = _axes(ax), translation(language)
    weeks, scores = _weeks(cohort), cohort.scores()
    for row in rows:
        taken = ~np.isnan(scores[:, row])
        left = cohort["ended"][row] == LEFT
        colour = COLOURS[1] if left else COLOURS[0]
        ax.plot(weeks[taken], scores[taken, row], color=colour, alpha=0.5, linewidth=1)
        if left:
            in_time = np.flatnonzero(taken & (weeks <= cohort["weeks"][row]))[-1]
            ax.plot(weeks[in_time], scores[in_time, row], color=colour, marker="x", linestyle="none")
    _score_axes(ax, cohort, say)
    ax.set_title(say.counted("picture.cohort.sample", len(rows)))
    return ax


def survival(cohorts: Mapping[str, "Cohort"], *, ax: Axes | None = None, language: str = "en") -> Axes:
    """The share still well after the end, of those who were well then (Kaplan & Meier)."""
    ax, say = _axes(ax), translation(language)
    for place, (label, cohort) in enumerate(cohorts.items()):
        table = survival_table(cohort)
        curve = kaplan_meier(table)
        last = float(table["months"].max(initial=0.0))
        months, well = (np.concatenate(([0.0], curve["month"], [last])), np.concatenate(([1.0], curve["well"])))
        colour = COLOURS[place % len(COLOURS)]
        ax.step(
            months, np.append(well, well[-1]), where="post", color=colour, linestyle=STYLES[place % len(STYLES)],
            label=f"{label} (n = {len(table['course'])})",
        )  # fmt: skip
    ax.set(xlabel=say("picture.cohort.months"), ylabel=say("picture.cohort.well"), ylim=(0.0, 1.02))
    ax.set_title(say("picture.cohort.survival"))
    ax.legend(frameon=False, loc="lower left")
    _clean(ax)
    return ax


def participant_flow(
    cohorts: Mapping[str, "Cohort"],
    *,
    completer: tuple[int, int] = (COMPLETER_SESSIONS, COMPLETER_WEEKS),
    ax: Axes | None = None,
    language: str = "en",
) -> Axes:
    """How many people began, left, stayed, completed and had the last rating, as a flow of boxes for each arm.

    *completer* is the least number of sessions and weeks of those who count as completers.
    """
    ax, say = _axes(ax), translation(language)
    ax.set_axis_off()
    ax.set(xlim=(0.0, float(len(cohorts))), ylim=(0.0, 1.0))
    total = sum(map(len, cohorts.values()))
    middle = len(cohorts) / 2
    _box(ax, middle, 0.93, f"{say('picture.cohort.randomised')}\nn = {total}")
    least, weeks = completer
    who = say("picture.cohort.completers", sessions=least, weeks=weeks)
    for place, (label, cohort) in enumerate(cohorts.items()):
        left = int((cohort["ended"] == LEFT).sum())
        completed = completers(cohort["sessions"], cohort["weeks"], least, weeks)  # nobody, if the plan is shorter
        steps = (
            f"{label}\nn = {len(cohort)}",
            f"{say('picture.cohort.stayed')}\nn = {len(cohort) - left}",
            f"{who}\nn = {completed.sum()}",
            f"{say('picture.cohort.rated', week=_weeks(cohort)[-1])}\nn = {(~np.isnan(cohort.scores()[-1])).sum()}",
        )
        x, above = place + 0.4, (middle, 0.93)
        for step, words in enumerate(steps):
            here = (x, 0.70 - 0.21 * step)
            _arrow(ax, (above[0], above[1] - 0.06), (here[0], here[1] + 0.06))
            _box(ax, *here, words)
            above = here
        _arrow(ax, (x, 0.595), (x + 0.2, 0.595))
        _box(ax, x + 0.33, 0.595, f"{say('picture.cohort.left')}\nn = {left}")
    return ax


def calibration(lines: Sequence[Judged], *, ax: Axes | None = None, language: str = "en") -> Axes:
    """Published figures with the predictive intervals of the model; those that the model misses come first.

    The unit is the standard error of each published figure, and the published figure is at 0: the grey band is its 95 %
    interval, the thin line the 95 % predictive interval, the thick line the 80 % interval, the dot the median
    prediction. Predictions whose 95 % interval does not hold the published figure have another colour.
    """
    say = translation(language)
    order = sorted(lines, key=lambda line: (not _missed(line), -_off(line)))
    ax = _axes(ax, height=max(3.0, 0.24 * len(order) + 1.2))
    ax.axvspan(-1.96, 1.96, color=_GREY, alpha=0.2, linewidth=0)
    ax.axvline(0.0, color=_GREY, linewidth=1)
    for place, line in enumerate(order):
        colour = COLOURS[1] if _missed(line) else COLOURS[0]
        for share, width in ((0.95, 1.0), (0.80, 3.0)):
            low, high = line.interval(share)
            ax.hlines(place, _scaled(line, low), _scaled(line, high), color=colour, linewidth=width)
        ax.plot(_scaled(line, line.middle), place, color=colour, marker="o", markersize=5, linestyle="none")
    ax.set_yticks(range(len(order)), [line.name for line in order], fontsize=7)
    ax.set(ylim=(len(order) - 0.5, -0.5), xlabel=say("picture.cohort.errors"))
    ax.set_title(say("picture.cohort.figures", missed=sum(map(_missed, order)), number=len(order)), loc="left")
    _clean(ax)
    return ax


# -- how ---------------------------------------------------------------------------------------------------------------


def _axes(ax: Axes | None, height: float = 4.5) -> Axes:
    return Figure(figsize=(7.0, height), layout="constrained").add_subplot() if ax is None else ax


def _weeks(cohort: "Cohort") -> Any:
    return np.array(cohort.request.rating_weeks)


def _score_axes(ax: Axes, cohort: "Cohort", say: Translation) -> None:
    ax.set(
        xlabel=say("picture.cohort.week"),
        ylabel=say("picture.cohort.score", instrument=cohort.primary),
        ylim=(0.0, None),
    )
    _clean(ax)


def _clean(ax: Axes) -> None:
    ax.spines[["top", "right"]].set_visible(False)


def _box(ax: Axes, x: float, y: float, words: str) -> None:
    frame = {"boxstyle": "round", "facecolor": "white", "edgecolor": _GREY}
    ax.text(x, y, words, ha="center", va="center", fontsize=8, bbox=frame)


def _arrow(ax: Axes, start: tuple[float, float], end: tuple[float, float]) -> None:
    ax.annotate("", xy=end, xytext=start, arrowprops={"arrowstyle": "->", "color": _GREY})


def _scaled(line: Judged, value: float) -> float:
    return (value - line.published) / line.error


def _off(line: Judged) -> float:
    return abs(_scaled(line, line.middle))


def _missed(line: Judged) -> bool:
    low, high = line.interval(0.95)
    return not low <= line.published <= high
