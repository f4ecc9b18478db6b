"""The joint fit of all trials: what they share, how they differ, and what a trial not seen would find.

Given how far trials spread, the parameters that all share and the draws of every trial are found by Gauss-Newton (every
figure is a residual in standard errors, priors included) with a Laplace approximation around them; the spreads
themselves by the Laplace marginal likelihood. Leaving a trial out is leaving its figures out.
"""

from dataclasses import dataclass, field

import numpy as np
from library import ARM, INPUTS, MICRO, OUT, Library
from scipy import optimize, stats
from targets import GROUPS, NATURAL, SESSIONS, WORSE
from trials import STUDIES, TYPICAL, Group, Study, logit

from iptcore.simulation.inputs.scales import SCALES

M, S, PER = len(MICRO), len(STUDIES), 6
COMMON = ("entry_mean", "effect_ipt", "effect_placebo", "effect_usual_care", "effect_waiting_list", "leaving_ipt",
          "leaving_placebo", "leaving_usual_care", "natural_apart")  # fmt: skip
PRIOR = np.array([18.0, np.log(0.07), np.log(0.045), np.log(0.012), np.log(0.008), -3.7, -3.1, -3.5, 0.0])
PRIOR_SD = np.array([3.0, 0.5, 0.7, 0.8, 0.8, 1.0, 1.0, 1.0, 0.5])
ENTRY, IPT, CONTROL, LEAVING, NATURAL_Z, SCALE = range(PER)
SPREADS = ("trial_sd", "trial_entry_sd", "trial_leaving_sd", "trial_natural_sd", "trial_scale_sd")
SPREAD_PRIOR = np.log([0.5, 3.0, 0.5, 0.5, 1.5])
SPREAD_PRIOR_SD = np.array([0.5, 0.5, 0.5, 0.5, 0.6])
USUAL = (0.60, 0.126, "Cuijpers 2016 (0.45 to 0.75); error widened, since some trials are the same")
SIZE = M + len(COMMON) + S * PER


@dataclass
class Model:
    """The figures of some trials (*used*), and everything the fit needs of the simulator."""

    library: Library
    studies: tuple[Study, ...] = STUDIES
    used: np.ndarray = field(default_factory=lambda: np.ones(S, bool))
    apart: bool = True
    tdcrp: tuple = GROUPS
    natural: tuple = NATURAL
    sessions: tuple[float, float] = SESSIONS
    worse: dict = field(default_factory=lambda: dict(WORSE))
    usual: float = USUAL[0]

    def __post_init__(self) -> None:
        names = self.library.names
        self.arms = np.array([names.index(f"{s.name}/{g.arm}") for s in self.studies for g in (s.ipt, s.control)]
                             + [names.index("reference/usual_care"), names.index("natural"), names.index("NIMH programme/ipt")])  # fmt: skip
        self.kinds = [g.arm for s in self.studies for g in (s.ipt, s.control)] + ["usual_care", "usual_care", "ipt"]

    # -- from parameters to what the emulator is asked ------------------------------------------------------------------

    def maps(self, spreads: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Inputs of every arm as ``offset + slope @ theta``."""
        sd = dict(zip(SPREADS, spreads, strict=True))
        a = len(self.arms)
        slope, offset = np.zeros((a, len(INPUTS), SIZE)), np.zeros((a, len(INPUTS)))
        for k, kind in enumerate(self.kinds):
            study = k // 2 if k < 2 * S else None
            slope[k, np.arange(M), np.arange(M)] = 1.0
            leaving = "leaving_usual_care" if kind == "waiting_list" else f"leaving_{kind}"
            for place, name in ((M, "entry_mean"), (M + 1, f"effect_{kind}"), (M + 2, leaving)):
                c = COMMON.index(name)
                unit = ARM[place - M][2]
                slope[k, place, M + c] = PRIOR_SD[c] / unit
                offset[k, place] = (PRIOR[c] - ARM[place - M][1]) / unit
            natural = 6
            if k != 2 * S + 1:
                slope[k, natural, M + COMMON.index("natural_apart")] = (PRIOR_SD[-1] if self.apart else 0.0) / MICRO[
                    natural
                ][2]
            if study is not None:
                z = M + len(COMMON) + study * PER
                slope[k, M, z + ENTRY] = sd["trial_entry_sd"] / ARM[0][2]
                slope[k, M + 1, z + (CONTROL if k % 2 else IPT)] = sd["trial_sd"] / ARM[1][2]
                slope[k, M + 2, z + LEAVING] = sd["trial_leaving_sd"] / ARM[2][2]
                slope[k, natural, z + NATURAL_Z] = sd["trial_natural_sd"] / MICRO[natural][2]
        return offset, slope

    def residuals(self, theta: np.ndarray, spreads: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Residuals in standard errors, those of the prior last, and their Jacobian."""
        offset, slope = self.maps(spreads)
        x = offset + slope @ theta
        step = 0.05
        points = np.stack([x] + [x + step * e for e in np.eye(len(INPUTS))], axis=1)
        y = self.library(self.arms, points)
        d = (y[:, 1:] - y[:, :1]) / step  # arms, inputs, outputs
        y = y[:, 0]
        jac = np.einsum("aio,ait->aot", d, slope)
        r, j = [], []

        def add(off: float, se: float, slope: np.ndarray) -> None:
            r.append(off / se)
            j.append(slope / se)

        for t, study in enumerate(self.studies):
            if not self.used[t]:
                continue
            at = M + len(COMMON) + t * PER + SCALE
            moments = []
            for side, group in enumerate((study.ipt, study.control)):
                k = 2 * t + side
                out, grad = y[k], jac[k]
                mean, sd = np.exp(out[2]), np.exp(out[3])
                moments.append((mean, sd, grad[2] * mean, grad[3] * sd))
                shift = np.zeros(SIZE)
                b, a, extra = 1.0, 0.0, 0.0
                if study.scale not in {"", "HRSD-17"}:
                    scale = SCALES[study.scale]
                    a, b = scale.intercept, scale.slope
                    extra = scale.own_sd**2 + scale.error_sd**2 - b * b * 1.5**2
                    shift[at] = spreads[4]
                moved = float(shift @ theta)
                if group.base is not None:
                    se = (group.base_sd or TYPICAL[study.scale][1]) / group.n**0.5
                    add(a + b * (out[0] + moved) - group.base, se, b * (grad[0] + shift))
                if study.name == "NIMH programme":
                    self._tdcrp(group, out, grad, r, j)
                    continue
                if group.base_sd:
                    self._sd(
                        group.base_sd, group.n, b, extra, np.exp(out[1]), grad[1] * np.exp(out[1]), add, sloppy=0.2
                    )
                if group.post is not None and not study.g_only:
                    add(
                        a + b * (mean + moved) - group.post,
                        (group.post_sd or 7.5) / group.n**0.5,
                        b * (mean * grad[2] + shift),
                    )
                if group.post_sd:
                    self._sd(group.post_sd, group.n, b, extra, sd, sd * grad[3], add)
                if group.lost:
                    self._share(group.lost, out[4], grad[4], add)
                if group.responded and study.g_only:
                    self._share(group.responded, out[5], grad[5], add)
            if study.g_only:
                self._g(moments, study.g, add)
        self._common(y, jac, add)
        return np.array([*r, *theta]), np.array([*j, *np.eye(SIZE)])

    @staticmethod
    def _sd(got, n, b, extra, sd, slope, add, sloppy=0.1) -> None:
        var = max(b * b * sd * sd + extra, 0.5)
        add(0.5 * np.log(var) - np.log(got), (1.2 / (2 * n) + sloppy**2) ** 0.5, b * b * sd * slope / var)

    @staticmethod
    def _share(counts, out, slope, add) -> None:
        yes, n = counts
        p = (yes + 0.5) / (n + 1)
        add(out - logit(p), (1 / ((n + 1) * p * (1 - p))) ** 0.5, slope)

    @staticmethod
    def _g(moments, g, add) -> None:
        (m1, s1, dm1, ds1), (m2, s2, dm2, ds2) = moments
        pooled = ((s1 * s1 + s2 * s2) / 2) ** 0.5
        got = (m2 - m1) / pooled
        add(got - g[0], g[1], (dm2 - dm1) / pooled - got * (s1 * ds1 + s2 * ds2) / (2 * pooled**2))

    def _tdcrp(self, group: Group, out, grad, r, j) -> None:
        """The NIMH programme as disjoint groups: mean, SD and share below of completers and of leavers, and how many."""
        done, gone = (next(g for g in self.tdcrp if g.arm == group.arm and g.completed is c) for c in (True, False))
        for g, first in ((done, 6), (gone, 9)):
            p = (g.below + 0.5) / (g.n + 1)
            cov_sd = (g.sd / g.n**0.5 / g.mean, 1.1 / (2 * g.n) ** 0.5, (1 / ((g.n + 1) * p * (1 - p))) ** 0.5)
            corr = np.array([[1, 0.3, -0.75], [0.3, 1, 0.1], [-0.75, 0.1, 1]]) if g.completed else np.eye(3)
            corr = corr * np.outer(cov_sd, cov_sd) + np.diag([0.0, 0.0025, 0.01])
            white = np.linalg.inv(np.linalg.cholesky(corr))
            off = out[first : first + 3] - [np.log(g.mean), np.log(g.sd), logit(p)]
            r.extend(white @ off)
            j.extend(white @ grad[first : first + 3])
        n = done.n + gone.n
        p = done.n / n
        r.append((out[12] - logit(p)) * (n * p * (1 - p)) ** 0.5)
        j.append(grad[12] * (n * p * (1 - p)) ** 0.5)
        if group.arm == "ipt":
            r.append((out[13] - self.sessions[0]) / self.sessions[1])
            j.append(grad[13] / self.sessions[1])

    def _common(self, y, jac, add) -> None:
        """What is said of people at large: the natural course, getting worse, g over usual care."""
        usual, natural, ipt = 2 * S, 2 * S + 1, 2 * S + 2
        for place, (share, se) in enumerate(self.natural):
            add(y[natural][place] - logit(share), se / (share * (1 - share)), jac[natural][place])
        for k, name in ((ipt, "ipt"), (usual, "usual_care")):
            share, se = self.worse[name]
            add(y[k][14] - logit(share), se / (share * (1 - share)), jac[k][14])
        pair = [
            (np.exp(y[k][2]), np.exp(y[k][3]), jac[k][2] * np.exp(y[k][2]), jac[k][3] * np.exp(y[k][3]))
            for k in (ipt, usual)
        ]
        self._g(pair, (self.usual, USUAL[1]), add)

    # -- fitting --------------------------------------------------------------------------------------------------------

    def mode(self, spreads: np.ndarray, start: np.ndarray, rounds: int = 12) -> tuple[np.ndarray, np.ndarray, float]:
        """The mode given the spreads, the curvature there, and the Laplace log marginal likelihood."""
        theta, damping = start.copy(), 0.0
        r, j = self.residuals(theta, spreads)
        best = r @ r
        for _ in range(rounds):
            h = j.T @ j
            move = -np.linalg.solve(h + damping * np.eye(SIZE), j.T @ r)
            move *= min(1.0, 1.5 / max(np.abs(move).max(), 1e-9))
            r2, j2 = self.residuals(theta + move, spreads)
            if r2 @ r2 < best:
                gain, best, theta, r, j, damping = best - r2 @ r2, r2 @ r2, theta + move, r2, j2, damping / 4
                if gain < 1e-3:
                    break
            else:
                damping = max(4 * damping, 0.5)
        h = j.T @ j
        return theta, h, -0.5 * best - 0.5 * float(np.linalg.slogdet(h)[1])

    def fit(self, evaluations: int = 70) -> "Fit":
        """The spreads that the figures make likeliest, how sure that is, and the mode there."""
        theta = np.zeros(SIZE)

        def minus(u: np.ndarray) -> float:
            nonlocal theta
            theta, _, log = self.mode(spreads_at(u), theta)
            return 0.5 * float(u @ u) - log

        u = np.zeros(len(SPREADS))
        simplex = np.vstack([u, u + 0.5 * np.eye(len(u))])
        options = {"maxfev": evaluations, "xatol": 0.03, "fatol": 0.02, "initial_simplex": simplex}
        u = optimize.minimize(minus, u, method="Nelder-Mead", options=options).x
        return self.from_near(u, theta)

    def from_near(self, u: np.ndarray, theta: np.ndarray, step: float = 0.4) -> "Fit":
        """The fit from spreads that are nearly right: one Newton step in each, by differences."""
        _, _, middle = self.mode(spreads_at(u), theta)
        middle -= 0.5 * float(u @ u)
        better, sure = u.copy(), np.empty(len(u))
        for k, e in enumerate(np.eye(len(u))):
            up, down = (
                self.mode(spreads_at(v), theta, rounds=5)[2] - 0.5 * float(v @ v) for v in (u + step * e, u - step * e)
            )
            curve = max((2 * middle - up - down) / step**2, 0.5)
            better[k] += np.clip((up - down) / (2 * step) / curve, -1.0, 1.0)
            sure[k] = curve**-0.5
        theta, hessian, _ = self.mode(spreads_at(better), theta)
        return Fit(better, sure, theta, hessian)


def spreads_at(u: np.ndarray) -> np.ndarray:
    """The spreads at coordinates in units of their prior."""
    return np.exp(SPREAD_PRIOR + SPREAD_PRIOR_SD * u)


@dataclass
class Fit:
    """The mode of the spreads (in prior units) and of the rest."""

    u: np.ndarray
    u_sd: np.ndarray
    theta: np.ndarray
    hessian: np.ndarray

    def draws(self, model: Model, count: int, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
        """Draws of the spreads and, for each, of all that goes with them."""
        some, made, spreads = 10, [], []
        per = -(-count // some)
        for _ in range(some):
            u = self.u + self.u_sd * rng.standard_normal(len(self.u))
            sd = spreads_at(u)
            theta, h, _ = model.mode(sd, self.theta, rounds=4)
            cov = np.linalg.cholesky(np.linalg.inv(h))
            made += list(theta + rng.standard_normal((per, SIZE)) @ cov.T)
            spreads += [sd] * per
        return np.array(spreads)[:count], np.array(made)[:count]


def predict(
    model: Model, t: int, spreads: np.ndarray, theta: np.ndarray, rng: np.random.Generator
) -> dict[str, np.ndarray]:
    """What a trial not seen, of the design of trial *t*, would report, over draws."""
    study = model.studies[t]
    n = len(theta)
    theta = theta.copy()
    z = M + len(COMMON) + t * PER
    theta[:, z : z + PER] = rng.standard_normal((n, PER))
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
            scale = SCALES[study.scale]
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


def naive(name: str, t: int, studies: tuple[Study, ...] = STUDIES) -> tuple[float, float, float] | None:
    """Mean, predictive SD and degrees of freedom of the same figure in the other trials, scores in units of their scale."""
    scale = studies[t].scale

    def unit(s: Study, value: float) -> float:
        if "baseline" in name or name.endswith(": end"):
            return (value - TYPICAL[s.scale][0]) / TYPICAL[s.scale][1]
        return value / TYPICAL[s.scale][1] if "SD" in name else value

    others = [unit(s, published(s)[name]) for k, s in enumerate(studies) if k != t and name in published(s)]
    if len(others) < 3:
        return None
    n = len(others)
    mean, sd = float(np.mean(others)), float(np.std(others, ddof=1)) * (1 + 1 / n) ** 0.5
    if "baseline" in name or name.endswith(": end"):
        centre, size = TYPICAL[scale]
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


def left_out(library: Library, rng: np.random.Generator, count: int = 1200, apart: bool = True,
             whole: Fit | None = None) -> tuple[list[Judged], float]:  # fmt: skip
    """Every trial predicted from the others, and the summed log score of each trial's figures (one by one)."""
    made, score = [], 0.0
    whole = Model(library, apart=apart).fit() if whole is None else whole
    for t, study in enumerate(STUDIES):
        used = np.ones(S, bool)
        used[t] = False
        model = Model(library, used=used, apart=apart)
        fit = model.from_near(whole.u, whole.theta)
        spreads, theta = fit.draws(model, count, rng)
        found = predict(model, t, spreads, theta, rng)
        for name, value in published(study).items():
            plain = naive(name, t)
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
