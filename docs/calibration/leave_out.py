"""Each trial predicted from the others: by the joint fit, and by the naive predictor beside it."""

from dataclasses import dataclass

import numpy as np
from hierarchy import (
    CONTROL,
    CONTROL_LEAVING,
    ENTRY,
    IPT,
    LEAVING,
    OWN_DRAWS,
    PER,
    RESPONSE,
    SAME_PEOPLE,
    SCALE,
    SETTING_DRAWS,
    SETTINGS,
    Fit,
    Form,
    Model,
    S,
)
from library import INPUTS, OUT, Library
from scipy import stats
from trials import STUDIES, TYPICAL, Study

OWN = {"entry": ENTRY, "effect of IPT": IPT, "effect of the control": CONTROL, "leaving": LEAVING,
       "leaving of the control": CONTROL_LEAVING, "reading of the scale": SCALE}  # fmt: skip
"""What a trial draws for itself in the form that is fitted."""


def predict(
    model: Model, t: int, spreads: np.ndarray, theta: np.ndarray, rng: np.random.Generator
) -> dict[str, np.ndarray]:
    """What a trial of the design of trial *t* would report, over draws, of which its own are those of the fit.

    The fit of the other trials leaves them at their spreads.
    """
    study = model.studies[t]
    n = len(theta)
    x = np.empty((2, n, len(INPUTS)))
    peak, reading = np.zeros(n), np.zeros(n)
    for sd in np.unique(spreads, axis=0):
        rows = (spreads == sd).all(axis=1)
        offset, slope = model.maps(sd)
        for side in (0, 1):
            k = 2 * t + side
            x[side, rows] = offset[k] + theta[rows] @ slope[k].T
        peak[rows] = theta[rows] @ model.at_entry(t, sd)
        reading[rows] = theta[rows] @ model.row(t, sd, SCALE) * sd[4]
    y = model.library(model.arms[2 * t : 2 * t + 2], x)
    made, ends = {}, []
    for side, (who, group) in enumerate((("IPT", study.ipt), ("control", study.control))):
        out = dict(zip(OUT, y[side].T[: len(OUT)], strict=True))
        a, b, extra, shift = 0.0, 1.0, 0.0, 0.0
        if study.scale not in {"", "HRSD-17"}:
            scale = model.scale(study.scale)
            a, b = scale.intercept, scale.slope
            extra = scale.own_sd**2 + scale.error_sd**2 - b * b * 1.5**2
            shift = reading
        count = group.n
        base_sd = np.sqrt(np.maximum(b * b * np.exp(2 * out["base_sd"]) + extra, 0.5))
        sd = np.sqrt(np.maximum(b * b * np.exp(2 * out["post_sd"]) + extra, 0.5))
        entry = a + b * (out["base"] + shift + peak)
        chance = rng.standard_normal(n)
        first = entry + base_sd / count**0.5 * chance
        if t == model.known and group.base is not None:
            chance = (group.base - entry) / (group.base_sd or TYPICAL[study.scale][1]) * count**0.5
        kept = SAME_PEOPLE * model.form.same_people
        chance = kept * chance + (1 - kept**2) ** 0.5 * rng.standard_normal(n)
        last = a + b * (np.exp(out["post"]) + shift) + sd / count**0.5 * chance
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
            ("responded", group.responded, out["responded"] + RESPONSE * peak / np.exp(out["post_sd"])),
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


def in_sds(study: Study, name: str, value: float) -> float:
    """A figure of a trial in units that trials of other scales share: means and SDs in SDs of the scale before treatment."""
    if "baseline" in name or name.endswith(": end"):
        return (value - TYPICAL[study.scale][0]) / TYPICAL[study.scale][1]
    return value / TYPICAL[study.scale][1] if "SD" in name else value


def naive(
    name: str, t: int, studies: tuple[Study, ...] = STUDIES, fall: bool = False, told: bool = False
) -> tuple[float, float, float] | None:
    """Mean, predictive SD and degrees of freedom of the same figure in the other trials, scores in units of their scale.

    *told*: mean and SD of all trials, the one that is judged included.
    """
    scale = studies[t].scale

    def unit(s: Study, value: float) -> float:
        if fall and name.endswith(": end"):
            return (value - published(s)[name.replace("end", "baseline")]) / TYPICAL[s.scale][1]
        return in_sds(s, name, value)

    others = [unit(s, published(s)[name]) for k, s in enumerate(studies) if (told or k != t) and name in published(s)
              and (not fall or name.replace("end", "baseline") in published(s))]  # fmt: skip
    if len(others) < 3:
        return None
    n = len(others)
    mean, sd = float(np.mean(others)), float(np.std(others, ddof=not told)) * (1 if told else 1 + 1 / n) ** 0.5
    free = np.inf if told else n - 1
    if "baseline" in name or name.endswith(": end"):
        centre, size = TYPICAL[scale]
        if fall and name.endswith(": end"):
            centre = published(studies[t])[name.replace("end", "baseline")]
        return centre + size * mean, size * sd, free
    size = TYPICAL[scale][1] if "SD" in name else 1.0
    return size * mean, size * sd, free


def naive_line(name: str, t: int, studies: tuple[Study, ...] = STUDIES) -> tuple[float, float, float]:
    """The same of a mean at the end where the baseline is known: on the straight line of end on baseline of other trials."""
    first = name.replace("end", "baseline")
    pairs = [(in_sds(s, first, published(s)[first]), in_sds(s, name, published(s)[name]))
             for k, s in enumerate(studies) if k != t and {first, name} <= published(s).keys()]  # fmt: skip
    x, y = np.array(pairs).T
    n, off = len(x), x - x.mean()
    slope = float(off @ y / (off @ off))
    left = y - y.mean() - slope * off
    far = in_sds(studies[t], first, published(studies[t])[first]) - x.mean()
    sd = float((left @ left / (n - 2) * (1 + 1 / n + far**2 / (off @ off))) ** 0.5)
    centre, size = TYPICAL[studies[t].scale]
    return centre + size * (float(y.mean()) + slope * far), size * sd, n - 2


@dataclass
class Judged:
    """One figure of one trial that was left out: what the model and the naive predictors say of it."""

    trial: str
    name: str
    published: float
    unit: float
    draws: np.ndarray
    naive: np.ndarray  # the pooled figure of the other trials
    fall: np.ndarray  # the same, of means at the end the known baseline with the pooled fall
    line: np.ndarray  # the same, of means at the end the line of end on baseline
    told: np.ndarray  # a predictor that knows mean and SD of this figure over all trials, this one included

    @property
    def study(self) -> Study:
        """The trial."""
        return next(study for study in STUDIES if study.name == self.trial)

    def holds(self, share: float, of: str = "draws") -> bool:
        """Whether the published figure lies in that interval, of the model or of a naive predictor."""
        low, high = np.quantile(getattr(self, of), [(1 - share) / 2, (1 + share) / 2])
        return bool(low - 1e-9 <= self.published <= high + 1e-9)

    def width(self, of: str = "draws", share: float = 0.95) -> float:
        """How wide that interval is."""
        return float(np.subtract(*np.quantile(getattr(self, of), [(1 + share) / 2, (1 - share) / 2])))

    def score(self, of: str = "draws") -> float:
        """The ranked probability score, of scores in SDs of their scale."""
        return crps(self.published, getattr(self, of)) / self.unit

    @property
    def log_score(self) -> float:
        """The log of the normal density of the draws at the published figure."""
        density = stats.norm.logpdf(self.published, self.draws.mean(), self.draws.std() + 1e-6)
        return float(density + np.log(self.unit))


KINDS = {
    "all": "", "baseline": "baseline", "mean at the end": ": end", "SD at the end": "SD at the end", "lost": "lost",
    "responded": "responded", "g": "g",
}  # fmt: skip


def of_kind(made: list[Judged], word: str) -> list[Judged]:
    """The figures of one kind."""
    return [one for one in made if (one.name == "g" if word == "g" else word in one.name)
            and not (word == ": end" and not one.name.endswith(": end"))]  # fmt: skip


def mean_score(made: list[Judged], of: str = "draws") -> float:
    """Mean ranked probability score of the model or of a naive predictor; scores in SDs of their scale."""
    return float(np.mean([one.score(of) for one in made]))


def better(made: list[Judged], than: str = "naive") -> float:
    """By what share the score is better than that of a naive predictor."""
    return 1 - mean_score(made) / mean_score(made, than)


def cover(made: list[Judged], share: float, of: str = "draws") -> float:
    """The share of figures that lie in their intervals."""
    return float(np.mean([one.holds(share, of) for one in made]))


@dataclass
class LeftOut:
    """Every trial predicted from the others, and how likely the others' figures are in that form."""

    made: list[Judged]
    evidence: np.ndarray


EACH = 4
"""So many draws are put together to one that is kept: of fewer draws the score moved by half a point from run to run."""


def left_out(library: Library, rng: np.random.Generator, form: Form, known: bool = False, count: int = 2400) -> LeftOut:
    """Every trial predicted from the others.

    *known*: its baseline means are given, to the model and to two of the naive predictors, and not judged.
    """
    made, evidence = [], np.empty(S)
    places = (np.arange(count) + 0.5) / count
    for t, study in enumerate(STUDIES):
        used = np.ones(S, bool)
        used[t] = False
        model = Model(library, used=used, known=t if known else -1, form=form)
        fit = model.fit()
        evidence[t] = fit.evidence
        found = predict(model, t, *fit.draws(model, EACH * count, rng), rng)
        figures = published(study)
        for name, value in figures.items():
            plain = naive(name, t)
            if plain is None or (known and "baseline" in name):
                continue
            given = known and name.endswith(": end") and name.replace("end", "baseline") in figures
            fall, line = (naive(name, t, fall=True), naive_line(name, t)) if given else (plain, plain)
            unit = TYPICAL[study.scale][1] if "baseline" in name or "end" in name else 1.0
            guesses = (
                mean + sd * stats.t(free).ppf(places)
                for mean, sd, free in (plain, fall or plain, line, naive(name, t, told=True))
            )
            made.append(
                Judged(study.name, name, value, unit, np.sort(found[name]).reshape(count, EACH).mean(axis=1), *guesses)
            )
    return LeftOut(made, evidence)


def likeliest(forms: list[LeftOut]) -> list[Judged]:
    """Each trial in the form that makes the figures of the *other* trials likeliest: a choice that knows nothing of it."""
    best = np.argmax([form.evidence for form in forms], axis=0)
    return [one for t, study in enumerate(STUDIES) for one in forms[best[t]].made if one.trial == study.name]


def spread_parts(library: Library, whole: Fit, rng: np.random.Generator) -> list[tuple[str, float, float]]:
    """The SD of the mean at the end of a trial not seen, IPT and control, in SDs of its scale: in all, and part by part."""
    model = Model(library)
    spreads, theta = whole.draws(model, 1000, rng)
    places = [t for t, study in enumerate(STUDIES) if study.ipt.post is not None and not study.g_only]
    made = []
    for name, own in (
        ("everything", tuple(range(PER))),
        ("nothing", ()),
        *((name, (draw,)) for name, draw in OWN.items()),
    ):
        got = []
        for t in places:
            drawn = theta.copy()
            setting = SETTINGS.index(STUDIES[t].setting)
            for first in (OWN_DRAWS + t * PER, SETTING_DRAWS + setting * PER):
                drawn[:, first : first + PER] = 0.0
                for k in own:
                    drawn[:, first + k] = rng.standard_normal(len(drawn))
            found = predict(model, t, spreads, drawn, rng)
            unit = TYPICAL[STUDIES[t].scale][1]
            got.append([found[f"{who}: end"].std() / unit for who in ("IPT", "control")])
        made.append((name, *np.mean(got, axis=0)))
    ends = [[in_sds(STUDIES[t], name, published(STUDIES[t])[name]) for name in ("IPT: end", "control: end")]
            for t in places]  # fmt: skip
    made.append(("*published means*", *np.std(ends, axis=0, ddof=1)))
    return made
