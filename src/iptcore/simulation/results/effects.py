"""Effect sizes with confidence intervals, and the Monte Carlo error."""

import math
from statistics import NormalDist
from typing import Any

import attrs
import numpy as np
import numpy.typing as npt

from iptcore.simulation.inputs.bad_request import BadRequest, of_kind, real, whole

Array = npt.NDArray[Any]


@attrs.frozen
class Estimate:
    """A figure and its confidence interval; NaN where it cannot be computed."""

    value: float
    low: float
    high: float
    level: float = 0.95

    def __str__(self) -> str:
        level = "" if self.level == 0.95 else f" at {100 * self.level:g} %"
        return f"{self.value:.2f} ({self.low:.2f} to {self.high:.2f}{level})"

    @property
    def excludes_zero(self) -> bool:
        """Whether the interval lies on one side of 0."""
        return self.low > 0.0 or self.high < 0.0


def _nothing(level: float) -> Estimate:
    return Estimate(math.nan, math.nan, math.nan, _checked(level))


Clusters = tuple[Array | None, Array | None]
"""For each of two groups of people, the number of the cluster (a therapy group) of each person; None: individuals."""

_INDIVIDUALS: Clusters = (None, None)


def hedges_g(first: Array, second: Array, level: float = 0.95, *, clusters: Clusters = _INDIVIDUALS) -> Estimate:
    """Hedges' g of two groups of end scores, positive where the *first* ends lower (better).

    The difference of means over the pooled standard deviation, times the small-sample factor 1 - 3/(4 df - 1);
    variance (n1 + n2)/(n1 n2) + g^2 / (2 (n1 + n2)) (Hedges & Olkin 1985, reported). With *clusters* the first term is
    the variance of `mean_difference` in pooled standard deviations, and the interval has its degrees of freedom.
    Missing scores are left out.
    """
    a, b = _present(first), _present(second)
    n, m = len(a), len(b)
    if n < 2 or m < 2:
        return _nothing(level)
    pooled = math.sqrt(((n - 1) * float(a.var(ddof=1)) + (m - 1) * float(b.var(ddof=1))) / (n + m - 2))
    if pooled == 0.0:
        return _nothing(level)
    g = (float(b.mean()) - float(a.mean())) / pooled * (1.0 - 3.0 / (4.0 * (n + m - 2) - 1.0))
    first_term, quantile = (n + m) / (n * m), _z(level)
    if any(numbers is not None for numbers in _two(clusters)):
        variance, freedom = _error_of_difference(first, second, clusters)
        first_term, quantile = variance / pooled**2, t_quantile(0.5 + level / 2.0, freedom)
    half = quantile * math.sqrt(first_term + g * g / (2.0 * (n + m)))
    return Estimate(g, g - half, g + half, level)


def mean_difference(first: Array, second: Array, level: float = 0.95, *, clusters: Clusters = _INDIVIDUALS) -> Estimate:
    """The mean of the *second* group minus that of the *first* (positive: the first ends lower), Welch's interval.

    With *clusters* the variance of a mean is that between the clusters, with one degree of freedom less than there are
    clusters; one of the two groups may be of individuals. Missing scores are left out.
    """
    a, b = _present(first), _present(second)
    if len(a) < 2 or len(b) < 2:
        return _nothing(level)
    variance, freedom = _error_of_difference(first, second, clusters)
    if math.isnan(freedom):
        return _nothing(level)
    difference = float(b.mean()) - float(a.mean())
    half = t_quantile(0.5 + _checked(level) / 2.0, freedom) * math.sqrt(variance)
    return Estimate(difference, difference - half, difference + half, level)


def _error_of_difference(first: Array, second: Array, clusters: Clusters) -> tuple[float, float]:
    """The variance of the difference of two means and Welch's degrees of freedom, NaN where it has no variance."""
    (v, freedom_v), (w, freedom_w) = (_error(*pair) for pair in zip((first, second), _two(clusters), strict=True))
    if not v + w > 0.0:
        return v + w, math.nan
    return v + w, (v + w) ** 2 / (v * v / freedom_v + w * w / freedom_w)


def _two(clusters: object) -> Clusters:
    if not isinstance(clusters, (tuple, list)) or len(clusters) != 2:
        raise BadRequest(
            "clusters has to be a pair, one for each of the two groups; None for individuals: (numbers, None)"
        )
    return clusters[0], clusters[1]


def _error(scores: Array, clusters: Array | None) -> tuple[float, float]:
    """The variance of the mean of the scores that are not missing, and its degrees of freedom."""
    present = _present(scores)
    n = len(present)
    if clusters is None:
        return float(present.var(ddof=1)) / n, n - 1
    totals = np.array([(part - present.mean()).sum() for part in _apart(scores, clusters)])
    k = len(totals)
    return (float(totals @ totals) / (n * n) * k / (k - 1), k - 1) if k > 1 else (math.nan, math.nan)


def _apart(scores: Array, clusters: Array) -> list[Array]:
    """The scores of each cluster, without missing ones."""
    numbers = np.asarray(clusters)
    if numbers.shape != np.shape(scores) or (numbers != numbers).any():  # noqa: PLR0124  # NaN
        raise BadRequest("clusters has to hold the number of the cluster of each score: [1, 1, 2, 2]")
    parts = (_present(np.asarray(scores)[numbers == number]) for number in np.unique(numbers))
    return [part for part in parts if part.size]


def intraclass_correlation(scores: Array, clusters: Array) -> float:
    """How alike the scores within clusters are, from one-way analysis of variance; NaN where it cannot be computed.

    1 where all of a cluster have the same score, about 0 where they differ as people of different clusters do. Missing
    scores are left out.
    """
    parts = _apart(scores, clusters)
    sizes = np.array([part.size for part in parts], np.float64)
    n, k = sizes.sum(), len(parts)
    if not 1 < k < n:
        return math.nan
    means = np.array([part.mean() for part in parts])
    grand = float(sizes @ means) / n
    between = float(sizes @ (means - grand) ** 2) / (k - 1)
    within = sum(float(((part - part.mean()) ** 2).sum()) for part in parts) / (n - k)
    size = (n - float(sizes @ sizes) / n) / (k - 1)
    total = between + (size - 1) * within
    return (between - within) / total if total else math.nan


def share(yes: Array, level: float = 0.95, *, clusters: Array | None = None) -> Estimate:
    """A share with Wilson's interval.

    With *clusters* it is computed for an effective number of people, which is at most the real one: the smaller, the
    more alike the members of a cluster are, and the fewer clusters there are, because the variance between few clusters
    is uncertain (Korn & Graubard 1998, reported, unverified).
    """
    wanted = "a share needs an array of True and False, one for each person: scores < 10"
    answers = _column(yes, wanted)
    if not (np.isin(answers, (0.0, 1.0)) | np.isnan(answers)).all():
        raise BadRequest(wanted)
    n: float = len(answers)
    if not n:
        return _nothing(level)
    p, z = float(answers.mean()), _z(level)
    if clusters is not None:
        variance, freedom = _error(answers, clusters)
        if variance > 0.0:
            n = min(n, p * (1 - p) / variance * (z / t_quantile(0.5 + level / 2.0, freedom)) ** 2)
        else:
            n = len(np.unique(clusters))
    middle = (p + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    return Estimate(p, middle - half, middle + half, level)


def risk_difference(first: Array, second: Array, level: float = 0.95, *, clusters: Clusters = _INDIVIDUALS) -> Estimate:
    """The share in the *first* group minus that in the *second*, with Newcombe's interval from two of Wilson's."""
    a, b = (share(yes, level, clusters=of) for yes, of in zip((first, second), _two(clusters), strict=True))
    difference = a.value - b.value
    low = difference - math.hypot(a.value - a.low, b.high - b.value)
    high = difference + math.hypot(a.high - a.value, b.value - b.low)
    return Estimate(difference, low, high, level)


def number_needed_to_treat(difference: Estimate) -> Estimate:
    """How many have to be treated for one more to benefit: 1 over the risk difference.

    If the interval of the difference contains 0, that of the number is not a single interval: low and high are NaN.
    """
    of_kind(difference, Estimate, "pass a risk difference: number_needed_to_treat(risk_difference(first, second))")
    if difference.value == 0.0 or difference.value != difference.value:
        return _nothing(difference.level)
    value = 1.0 / difference.value
    if not difference.excludes_zero:
        return Estimate(value, math.nan, math.nan, difference.level)
    low, high = sorted((1.0 / difference.low, 1.0 / difference.high))
    return Estimate(value, low, high, difference.level)


def monte_carlo_error(probability: float, repetitions: int) -> float:
    """The standard error of a share simulated with so many repetitions: sqrt(p (1 - p) / repetitions)."""
    p, n = real(probability, "probability", 0.0, 1.0), whole(repetitions, "repetitions", 1)
    return math.sqrt(p * (1.0 - p) / n)


def repetitions_needed(probability: float, error: float) -> int:
    """How many repetitions bring the Monte Carlo error of a share to *error*: 1,600 for a power of .80 and 0.01."""
    p = real(probability, "probability", 0.0, 1.0)
    if not real(error, "the error wanted") > 0.0:
        raise BadRequest("error has to be above 0: 0.01 is one percentage point")
    return max(1, math.ceil(p * (1.0 - p) / (error * error) - 1e-9))


_MANY = 30.0


def t_quantile(probability: float, freedom: float) -> float:
    """A quantile of Student's t: a series around the normal quantile from 30 degrees of freedom, else from the area."""
    if freedom < _MANY:
        angles = np.linspace(0.0, math.pi / 2, 20_001)  # t is sqrt(freedom) x tan(angle)
        density = np.cos(angles) ** (freedom - 1.0)
        area = np.append(0.0, np.cumsum(density[1:] + density[:-1]))
        angle = np.interp(2.0 * probability - 1.0, area / area[-1], angles)
        return math.sqrt(freedom) * math.tan(angle)
    z, v = NormalDist().inv_cdf(probability), freedom
    return (
        z
        + (z**3 + z) / (4 * v)
        + (5 * z**5 + 16 * z**3 + 3 * z) / (96 * v**2)
        + (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / (384 * v**3)
    )


def _z(level: float) -> float:
    return NormalDist().inv_cdf(0.5 + _checked(level) / 2.0)


def _checked(level: float) -> float:
    if not 0.0 < real(level, "a confidence level") < 1.0:
        raise BadRequest("a confidence level has to be between 0 and 1: 0.95")
    return level


def mean_and_sd(values: Array) -> tuple[float, float]:
    """Mean and standard deviation of scores; NaN if there are too few. Missing scores are left out."""
    present = _present(values)
    mean = float(present.mean()) if present.size else math.nan
    return mean, float(present.std(ddof=1)) if present.size > 1 else math.nan


def _present(values: Array) -> Array:
    wanted = "scores have to be an array of numbers, one for each person; NaN where one is missing"
    numbers = _column(values, wanted)
    if np.isinf(numbers).any():
        raise BadRequest(wanted)
    return numbers[~np.isnan(numbers)]


def _column(values: object, wanted: str) -> Array:
    """The numbers as an array of one dimension; *wanted* says what they have to be."""
    try:
        numbers = np.asarray(values, np.float64)
    except (TypeError, ValueError, OverflowError):
        raise BadRequest(wanted) from None
    if numbers.ndim != 1:
        raise BadRequest(wanted)
    return numbers
