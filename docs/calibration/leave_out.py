"""Each trial predicted from the others: by the joint fit, and by the naive predictor beside it."""

from dataclasses import dataclass

import numpy as np
from hierarchy import COMMON, PER, SCALE, Fit, Form, M, Model, S
from library import INPUTS, OUT, Library
from scipy import stats
from trials import STUDIES, TYPICAL, Study

OWN = ("entry", "effect of IPT", "effect of the control", "leaving", "natural change", "reading of the scale")
"""What a trial draws for itself, in the order of the fit."""


def predict(
    model: Model, t: int, spreads: np.ndarray, theta: np.ndarray, rng: np.random.Generator
) -> dict[str, np.ndarray]:
    """What a trial of the design of trial *t* would report, over draws, of which its own are those of the fit.

    The fit of the other trials leaves them at their spreads.
    """
    study = model.studies[t]
    n = len(theta)
    z = M + len(COMMON) + t * PER
    x = np.empty((2, n, len(INPUTS)))
    for sd in np.unique(spreads, axis=0):
        rows = (spreads == sd).all(axis=1)
        offset, slope = model.maps(sd)
        for side in (0, 1):
            k = 2 * t + side
            x[side, rows] = offset[k] + theta[rows] @ slope[k].T
    y = model.library(model.arms[2 * t : 2 * t + 2], x)
    made, ends = {}, []
    for side, (who, group) in enumerate((("IPT", study.ipt), ("control", study.control))):
        out = dict(zip(OUT, y[side].T[: len(OUT)], strict=True))
        a, b, extra, shift = 0.0, 1.0, 0.0, 0.0
        if study.scale not in {"", "HRSD-17"}:
            scale = model.scale(study.scale)
            a, b = scale.intercept, scale.slope
            extra = scale.own_sd**2 + scale.error_sd**2 - b * b * 1.5**2
            shift = spreads[:, 4] * theta[:, z + SCALE]
        count = group.n
        base_sd = np.sqrt(np.maximum(b * b * np.exp(2 * out["base_sd"]) + extra, 0.5))
        sd = np.sqrt(np.maximum(b * b * np.exp(2 * out["post_sd"]) + extra, 0.5))
        first = a + b * (out["base"] + shift) + base_sd / count**0.5 * rng.standard_normal(n)
        last = a + b * (np.exp(out["post"]) + shift) + sd / count**0.5 * rng.standard_normal(n)
        spread = sd * np.exp((1.2 / (2 * count) + 0.1**2) ** 0.5 * rng.standard_normal(n))
        ends.append((last, spread))
        if group.base is not None:
            made[f"{who}: baseline"] = first
        if group.post is not None:
            made[f"{who}: end"] = last
        if group.post_sd is not None:
            made[f"{who}: SD at the end"] = spread
        for name, counts, logits in (
            ("lost", group.lost, out["left"]),
            ("responded", group.responded, out["responded"]),
        ):
            if counts:
                made[f"{who}: {name}"] = rng.binomial(counts[1], 1 / (1 + np.exp(-logits))) / counts[1]
    (m1, s1), (m2, s2) = ends
    made["g"] = (m2 - m1) / np.sqrt((s1**2 + s2**2) / 2)
    return made


def published(study: Study) -> dict[str, float]:
    """The figures of a trial that are judged."""
    made = {"g": study.g[0]}
    for who, group in (("IPT", study.ipt), ("control", study.control)):
        for name, got in (("baseline", group.base), ("end", group.post), ("SD at the end", group.post_sd)):
            if got is not None:
                made[f"{who}: {name}"] = got
        for name, counts in (("lost", group.lost), ("responded", group.responded)):
            if counts:
                made[f"{who}: {name}"] = counts[0] / counts[1]
    return made


def crps(y: float, draws: np.ndarray) -> float:
    """The continuous ranked probability score of draws."""
    x = np.sort(draws)
    n = len(x)
    return float(np.abs(x - y).mean() - (x * (2 * np.arange(1, n + 1) - n - 1)).sum() / n**2)


def naive(
    name: str, t: int, studies: tuple[Study, ...] = STUDIES, fall: bool = False
) -> tuple[float, float, float] | None:
    """Mean, predictive SD and degrees of freedom of the same figure in the other trials, scores in units of their scale."""
    scale = studies[t].scale

    def unit(s: Study, value: float) -> float:
        if fall and name.endswith(": end"):
            return (value - published(s)[name.replace("end", "baseline")]) / TYPICAL[s.scale][1]
        if "baseline" in name or name.endswith(": end"):
            return (value - TYPICAL[s.scale][0]) / TYPICAL[s.scale][1]
        return value / TYPICAL[s.scale][1] if "SD" in name else value

    others = [unit(s, published(s)[name]) for k, s in enumerate(studies) if k != t and name in published(s)
              and (not fall or name.replace("end", "baseline") in published(s))]  # fmt: skip
    if len(others) < 3:
        return None
    n = len(others)
    mean, sd = float(np.mean(others)), float(np.std(others, ddof=1)) * (1 + 1 / n) ** 0.5
    if "baseline" in name or name.endswith(": end"):
        centre, size = TYPICAL[scale]
        if fall and name.endswith(": end"):
            centre = published(studies[t])[name.replace("end", "baseline")]
        return centre + size * mean, size * sd, n - 1
    size = TYPICAL[scale][1] if "SD" in name else 1.0
    return size * mean, size * sd, n - 1


@dataclass
class Judged:
    """One figure of one trial that was left out."""

    trial: str
    name: str
    published: float
    draws: np.ndarray
    naive: np.ndarray
    unit: float

    def holds(self, share: float, of: str = "draws") -> bool:
        """Whether the published figure lies in that interval, of the model or of the naive predictor."""
        low, high = np.quantile(getattr(self, of), [(1 - share) / 2, (1 + share) / 2])
        return bool(low - 1e-9 <= self.published <= high + 1e-9)

    def width(self, of: str = "draws", share: float = 0.95) -> float:
        """How wide that interval is."""
        return float(np.subtract(*np.quantile(getattr(self, of), [(1 + share) / 2, (1 - share) / 2])))


def left_out(
    library: Library,
    rng: np.random.Generator,
    form: Form | None = None,
    count: int = 1200,
    whole: Fit | None = None,
    known: bool = False,
) -> tuple[list[Judged], float]:
    """Every trial predicted from the others, and the summed log score of each trial's figures (one by one).

    *known*: its baseline means are given, to the model and to the naive predictor, and not judged.
    """
    made, score = [], 0.0
    form = form or Form()
    whole = whole or Model(library, form=form).fit()
    for t, study in enumerate(STUDIES):
        used = np.ones(S, bool)
        used[t] = False
        model = Model(library, used=used, known=t if known else -1, form=form)
        fit = model.from_near(whole.u, whole.theta)
        spreads, theta = fit.draws(model, count, rng)
        found = predict(model, t, spreads, theta, rng)
        for name, value in published(study).items():
            fall = known and name.replace("end", "baseline") in published(study)
            plain = naive(name, t, fall=fall)
            if known and "baseline" in name:
                continue
            if plain is None:
                continue
            mean, sd, free = plain
            guess = mean + sd * stats.t(free).ppf((np.arange(count) + 0.5) / count)
            unit = 1.0
            if "baseline" in name or "end" in name:
                unit = TYPICAL[study.scale][1]
            made.append(Judged(study.name, name, value, found[name], guess, unit))
            score += float(stats.norm.logpdf(value, found[name].mean(), found[name].std() + 1e-6) + np.log(unit))
    return made, score


def spread_parts(library: Library, whole: Fit, rng: np.random.Generator) -> list[tuple[str, float, float]]:
    """The SD of the mean at the end of a trial not seen, IPT and control, in SDs of its scale: in all, and part by part."""
    model = Model(library)
    spreads, theta = whole.draws(model, 1000, rng)
    places = [t for t, study in enumerate(STUDIES) if study.ipt.post is not None and not study.g_only]
    made = []
    for name, own in (
        ("all", range(PER)),
        ("parameters and sampling alone", ()),
        *((n, (k,)) for k, n in enumerate(OWN)),
    ):
        got = []
        for t in places:
            z = M + len(COMMON) + t * PER
            drawn = theta.copy()
            drawn[:, z : z + PER] = 0.0
            for k in own:
                drawn[:, z + k] = rng.standard_normal(len(drawn))
            found = predict(model, t, spreads, drawn, rng)
            unit = TYPICAL[STUDIES[t].scale][1]
            got.append([found[f"{who}: end"].std() / unit for who in ("IPT", "control")])
        made.append((name, *np.mean(got, axis=0)))
    ends = [[(published(STUDIES[t])[f"{who}: end"] - TYPICAL[STUDIES[t].scale][0]) / TYPICAL[STUDIES[t].scale][1]
             for who in ("IPT", "control")] for t in places]  # fmt: skip
    made.append(("*as published*", *np.std(ends, axis=0, ddof=1)))
    return made
