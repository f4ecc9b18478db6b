"""The people who enter a study, as in its table of baselines: on its own instrument, with its own lowest score."""

import math
from collections.abc import Callable, Mapping
from functools import cache
from typing import ClassVar

from attrs import field

from iptcore.constraints import number, text
from iptcore.simulation.inputs.bad_request import BadRequest
from iptcore.simulation.inputs.scales import HIGHEST, Scale
from iptcore.values import Sense, Value, value


@value
class Baseline(Value):
    """The people of one study at week 0, in points of *instrument*: ``plan.replace(baseline=Baseline(...))``.

    *mean* and *sd* are those of the people who entered the study; without them the parameters ``entry_mean`` and
    ``entry_sd`` are used, which describe all people who seek treatment. *cut* is the lowest score at entry, None for no
    limit. The instrument is one of the library, or one of your own among ``scales``; it need not be the outcome.
    """

    instrument: str = field(metadata=text("Instrument", longest=64, private=False))
    mean: float | None = field(default=None, metadata=number(0, 1000, "Mean at entry"))
    sd: float | None = field(default=None, metadata=number(0, 500, "Standard deviation at entry"))
    cut: int | None = field(default=None, metadata=number(0, 1000, "Lowest score at entry"))

    senses: ClassVar[tuple[Sense, ...]] = (
        Sense(
            fields=("mean", "sd"),
            expected="mean and standard deviation, both or neither",
            holds=lambda baseline: (baseline.mean is None) == (baseline.sd is None),
        ),
    )


def noise_of(scale: Scale, numbers: Mapping[str, float]) -> float:
    """The variance of a score that is neither severity nor fluctuation, in points of severity."""
    error = numbers["rating_sd"] if scale.error_sd is None else scale.error_sd
    return (scale.own_sd**2 + error**2) / scale.slope**2


def entering(baseline: Baseline, scale: Scale, numbers: Mapping[str, float]) -> dict[str, float]:
    """The ``entry_mean`` and ``entry_sd`` with which the people who enter have the mean and SD of the study.

    They are rounded to six decimals, so that they are the same on every machine.

    Raises:
        BadRequest: if no people can have this mean and SD.
    """
    if baseline.cut is not None and baseline.cut > scale.highest:
        raise BadRequest(
            f"the cut of the baseline is above {scale.highest}, the highest score of the instrument: give a lower one"
        )
    if baseline.mean is None or baseline.sd is None:
        return {}
    mean, sd = _before_the_cut(float(baseline.mean), float(baseline.sd), baseline.cut, scale.highest)
    noise = noise_of(scale, numbers) + numbers["fluctuation_sd"] ** 2
    variance = (sd / scale.slope) ** 2 - noise
    if variance < _LEAST_SD**2:
        least = scale.slope * math.sqrt(noise)
        raise BadRequest(
            f"the sd of the baseline is too small: people of equal severity differ by {least:.1f} points on that "
            "instrument: give a larger sd, a higher cut, or a scale with less error"
        )
    severity = (mean - scale.intercept) / scale.slope
    if not 0.0 <= severity <= HIGHEST:
        raise BadRequest(
            "the baseline would need people outside the range of the HRSD-17: with a cut so near to the mean, "
            "the sd has to be smaller; or leave the cut out, or pass a scale of your own"
        )
    return {"entry_mean": round(severity, 6), "entry_sd": round(math.sqrt(variance), 6)}


_LEAST_SD = 0.01
_HALVINGS = 45
FARTHEST = 5.0
"""Most standard deviations from the mean to the entry cut: beyond it one person in a million enters."""


@cache
def _before_the_cut(mean: float, sd: float, cut: int | None, highest: int) -> tuple[float, float]:
    """Mean and SD of the normal scores of which those from *cut* on, rounded and limited, have this mean and SD."""

    def mean_at(spread: float) -> float:
        """The mean before the cut with which the people who enter have their mean, given the SD before the cut."""
        low = -FARTHEST * spread + (0 if cut is None else cut)
        high = highest + FARTHEST * spread
        return _halved(low, high, lambda centre: _moments(centre, spread, cut, highest)[0] < mean)

    most = float(highest)
    spread = _halved(0.0, most, lambda spread: _moments(mean_at(spread), spread, cut, highest)[1] < sd)
    centre = mean_at(spread)
    got = _moments(centre, spread, cut, highest)
    if max(abs(got[0] - mean), abs(got[1] - sd)) > _NEAR:
        raise BadRequest(
            "no people can have that baseline: its mean has to lie between cut and highest score, and its sd has to "
            "leave room for both"
        )
    return centre, spread


_NEAR = 0.005


def _halved(low: float, high: float, too_low: Callable[[float], bool]) -> float:
    """The lowest number between two that is not too low, by bisection."""
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if too_low(middle) else (low, middle)
    return (low + high) / 2


def _moments(centre: float, spread: float, cut: int | None, highest: int) -> tuple[float, float]:
    """Mean and SD of normal scores that are rounded and limited, of those from the cut on."""
    first = 0 if cut is None else cut
    scores = range(first, highest + 1)
    beyond = [_beyond((score - 0.5 - centre) / spread) for score in scores]
    if cut is None:
        beyond[0] = 1.0
    shares = [more - less for more, less in zip(beyond, [*beyond[1:], 0.0], strict=True)]
    mean = sum(share * score for share, score in zip(shares, scores, strict=True)) / beyond[0]
    square = sum(share * (score - mean) ** 2 for share, score in zip(shares, scores, strict=True)) / beyond[0]
    return mean, math.sqrt(square)


def _beyond(z: float) -> float:
    return 0.5 * math.erfc(z / math.sqrt(2.0))
