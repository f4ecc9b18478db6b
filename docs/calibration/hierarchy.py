"""The joint fit of all trials: what they share, how they differ, and what a trial not seen would find.

Given how far trials spread, the parameters that all share and the draws of every trial are found by Gauss-Newton (every
figure is a residual in standard errors, priors included) with a Laplace approximation around them; the spreads
themselves by the Laplace marginal likelihood. Leaving a trial out is leaving its figures out.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial

import numpy as np
from library import ARM, INPUTS, MICRO, OUT, Kept, Library, designs, outputs
from scipy import stats
from targets import GROUPS, NATURAL, SESSIONS, WORSE
from trials import STUDIES, TYPICAL, WEEKS, Group, Study, logit

from iptcore.simulation.inputs.scales import SCALES, Scale

M, S, PER = len(MICRO), len(STUDIES), 9
CONTROLS = ("placebo", "attention", "usual_care", "waiting_list")
COMMON = ("entry_mean", "effect_ipt", "effect_control", *(f"effect_{kind}" for kind in CONTROLS), "leaving_ipt",
          "leaving_placebo", "leaving_usual_care", "natural_apart", "effect_brevity", "effect_self_rated")  # fmt: skip
PRIOR = np.array([18.0, np.log(0.07), np.log(0.02), 0.0, 0.0, 0.0, 0.0, -3.7, -3.1, -3.5, 0.0, 0.5, 0.0])
PRIOR_SD = np.array([3.0, 0.5, 0.7, 0.5, 0.5, 0.5, 0.5, 1.0, 1.0, 1.0, 0.5, 0.5, 0.5])
"""Of a kind of control: log of its effect over that of all controls, which are alike as far as is known."""
UNPOOLED = 4.0
"""So many times that spread stands for kinds of control that tell each other nothing."""
ENTRY, IPT, CONTROL, LEAVING, NATURAL_Z, SCALE, CONTROL_LEAVING, PEAK, PEOPLE = range(PER)
SPREADS = ("trial_sd", "trial_entry_sd", "trial_leaving_sd", "trial_natural_sd", "trial_scale_sd", "trial_control_sd",
           "trial_control_leaving_sd", "trial_peak_sd", "trial_people_sd", "setting_share", "severity_helps")  # fmt: skip
SPREAD_PRIOR = np.array([*np.log([0.5, 3.0, 0.5, 0.5, 1.5, 0.5, 0.5, 1.5, 0.2]), 0.0, 0.0])
SPREAD_PRIOR_SD = np.array([0.5, 0.5, 0.5, 0.5, 0.6, 0.5, 0.5, 0.6, 0.5, 1.0, 0.5])
"""Logs of the spreads; then a share (its logit), and a correlation (its atanh): trials of sicker people with larger effects
of IPT."""
SDS = len(SPREADS) - 2
HALF_NORMAL = np.array([0.5, 4.9, 0.5, 0.5, 2.5, 0.5, 0.5, 2.5, 0.25])
"""Scales of the other prior of the spreads: on log scales 0.5, the usual one where trials are few; an SD of entry; ours.
Of twice that on log scales the score was a percent worse still, in the form before."""
ARM_MEANS = {"BDI-I": (5.2, 0.87, 5.7), "EPDS": (1.9, 0.73, 2.7), "MADRS": (4.2, 0.99, 6.1)}
"""Intercept, slope and spread of the scales of these trials until they were fitted to the three moments of C11."""
USUAL = (0.60, 0.126, "Cuijpers 2016 (0.45 to 0.75); error widened, since some trials are the same")
SETTINGS = tuple(dict.fromkeys(study.setting for study in STUDIES))
SETTLED = 1e-3
"""A mode is found where no step would add more than this to the log density. Spreads are judged by differences of it."""
OWN_DRAWS = M + len(COMMON)
SETTING_DRAWS = OWN_DRAWS + S * PER
SIZE = SETTING_DRAWS + len(SETTINGS) * PER
RESPONSE = 0.9
"""Logits of responding for a baseline higher by one SD of the end (half of it goes into the cut of a normal density)."""
SAME_PEOPLE = 0.4
"""Correlation of a score before treatment and after it, within an arm: 0.3 to 0.5 as trials take it (reported, unverified)."""
AFTER_SD = {"HRSD-17": (6.1, 6.5), "BDI-I": (8.0, 8.7), "EPDS": (4.6, 4.8), "MADRS": (8.6, 9.5)}
"""SD after treatment and after a control over all METAPSY trials (C11); the one before stands in `TYPICAL`."""


@dataclass(frozen=True)
class Form:
    """What the joint fit makes differences of; the report compares what happens without, and with more."""

    natural_apart: bool = True  # natural change of trial populations and of primary care
    brevity: float | None = (
        None  # the effect of one session by how many are planned; None fits it, 0 sessions, 1 courses
    )
    more: bool = False  # sessions beyond sixteen add to the effect
    pooled: bool = True  # kinds of control tell each other something
    control_spread: bool = True  # controls have a spread between trials of their own (`Arm.trial_spread`)
    severity: bool = False  # trials of sicker people may have larger effects of IPT
    self_rated: bool = False  # IPT may do more, or less, where people rate themselves
    arm_means: bool = False  # scales along lines through the means of single arms, as before
    natural_spread: bool = False  # natural change has a spread between trials, beside that of effects and of controls
    leaving_arms: bool = True  # leaving differs between the arms of a trial as well, not only between trials
    three_sds: bool = True  # what a scale has of its own comes from its three pooled SDs, not from the first of them
    same_people: bool = (
        True  # chance differences at baseline are partly there at the end, since the people are the same
    )
    alike: tuple[int, ...] = (LEAVING, CONTROL_LEAVING)  # draws that trials of one setting have partly in common
    share: float | None = 0.5  # how much of their variance; None fits it
    half_normal: bool = False  # priors of spreads that allow 0
    peak: bool = False  # a trial has something at entry alone: people enrol at a peak, raters want them in
    people: bool = False  # people are more alike in some trials than in others
    known_sds: bool = False  # where the baseline means of the trial left out are known, its SDs are as well

    def lets_differ(self) -> np.ndarray:
        """Which of the spreads the form has."""
        has = {
            "trial_natural_sd": self.natural_spread,
            "trial_control_sd": self.control_spread,
            "trial_control_leaving_sd": self.leaving_arms,
            "trial_peak_sd": self.peak,
            "trial_people_sd": self.people,
            "setting_share": bool(self.alike) and self.share is None,
            "severity_helps": self.severity,
        }
        return np.array([has.get(name, True) for name in SPREADS])


@dataclass
class Model:
    """The figures of some trials (*used*), and everything the fit needs of the simulator."""

    library: Library
    studies: tuple[Study, ...] = STUDIES
    used: np.ndarray = field(default_factory=lambda: np.ones(S, bool))
    known: int = -1  # a trial left out of which the baseline means, and no more, are known
    form: Form = field(default_factory=Form)
    tdcrp: tuple = GROUPS
    natural: tuple = NATURAL
    sessions: tuple[float, float] = SESSIONS
    worse: dict = field(default_factory=lambda: dict(WORSE))
    usual: float = USUAL[0]

    def __post_init__(self) -> None:
        self._asked: np.ndarray | None = None
        names = self.library.names
        self.arms = np.array([names.index(f"{s.name}/{g.arm}") for s in self.studies for g in (s.ipt, s.control)]
                             + [names.index("reference/usual_care"), names.index("natural"), names.index("NIMH programme/ipt")])  # fmt: skip
        self.kinds = [g.arm for s in self.studies for g in (s.ipt, s.control)] + ["usual_care", "usual_care", "ipt"]

    def scale(self, name: str) -> Scale:
        """The scale, with the line and the spread of its own that the form asks for."""
        scale = SCALES[name]
        if self.form.arm_means:
            intercept, slope, spread = ARM_MEANS[name]
            return scale.replace(intercept=intercept, slope=slope, own_sd=spread, error_sd=0.0)
        if self.form.three_sds:
            pairs = zip((TYPICAL[name][1], *AFTER_SD[name]), (TYPICAL["HRSD-17"][1], *AFTER_SD["HRSD-17"]), strict=True)
            variance = np.mean([sd**2 - (scale.slope * hrsd) ** 2 for sd, hrsd in pairs])
            return scale.replace(own_sd=float(max(variance, 0.5) ** 0.5), error_sd=0.0)
        return scale

    # -- from parameters to what the emulator is asked ------------------------------------------------------------------

    def maps(self, spreads: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Inputs of every arm as ``offset + slope @ theta``."""
        sd = dict(zip(SPREADS, spreads, strict=True))
        a = len(self.arms)
        slope, offset = np.zeros((a, len(INPUTS), SIZE)), np.zeros((a, len(INPUTS)))
        for k, kind in enumerate(self.kinds):
            study = k // 2 if k < 2 * S else None
            slope[k, np.arange(M), np.arange(M)] = 1.0
            leaving = f"leaving_{kind}" if kind in {"ipt", "placebo"} else "leaving_usual_care"
            if kind != "ipt":
                c = COMMON.index("effect_control")
                slope[k, M + 1, M + c] = PRIOR_SD[c] / ARM[1][2]
                offset[k, M + 1] = PRIOR[c] / ARM[1][2]
            for place, name in ((M, "entry_mean"), (M + 1, f"effect_{kind}"), (M + 2, leaving)):
                c = COMMON.index(name)
                unit = ARM[place - M][2]
                wide = UNPOOLED if place == M + 1 and kind != "ipt" and not self.form.pooled else 1.0
                slope[k, place, M + c] = wide * PRIOR_SD[c] / unit
                offset[k, place] += (PRIOR[c] - ARM[place - M][1]) / unit
            natural = 6
            if k != 2 * S + 1:
                slope[k, natural, M + COMMON.index("natural_apart")] = (
                    PRIOR_SD[COMMON.index("natural_apart")] if self.form.natural_apart else 0.0
                ) / MICRO[natural][2]
            if study is not None:
                if kind in {"ipt", "placebo", "attention"}:
                    self._number_of_sessions(self.studies[study].sessions, offset[k], slope[k])
                if self.form.self_rated and kind == "ipt" and self.studies[study].self_rated:
                    c = COMMON.index("effect_self_rated")
                    slope[k, M + 1, M + c] = PRIOR_SD[c] / ARM[1][2]
                row = partial(self.row, study, spreads)
                slope[k, M] += sd["trial_entry_sd"] / ARM[0][2] * row(ENTRY)
                spread = sd["trial_control_sd" if k % 2 and self.form.control_spread else "trial_sd"] / ARM[1][2]
                shared = sd["severity_helps"] if self.form.severity and not k % 2 else 0.0
                slope[k, M + 1] += spread * (1 - shared**2) ** 0.5 * row(CONTROL if k % 2 else IPT)
                slope[k, M + 1] += spread * shared * row(ENTRY)
                slope[k, M + 2] += sd["trial_leaving_sd"] / ARM[2][2] * row(LEAVING)
                if self.form.leaving_arms and k % 2:
                    slope[k, M + 2] += sd["trial_control_leaving_sd"] / ARM[2][2] * row(CONTROL_LEAVING)
                if self.form.natural_spread:
                    slope[k, natural] += sd["trial_natural_sd"] / MICRO[natural][2] * row(NATURAL_Z)
                if self.form.people:
                    slope[k, 0] += sd["trial_people_sd"] / MICRO[0][2] * row(PEOPLE)
        return offset, slope

    def row(self, t: int, spreads: np.ndarray, draw: int) -> np.ndarray:
        """A draw of trial *t* as a row over all that is fitted: its own part, and that of its setting."""
        share = 0.0
        if draw in self.form.alike:
            share = spreads[SPREADS.index("setting_share")] if self.form.share is None else self.form.share
        made = np.zeros(SIZE)
        made[OWN_DRAWS + t * PER + draw] = (1 - share) ** 0.5
        made[SETTING_DRAWS + SETTINGS.index(self.studies[t].setting) * PER + draw] = share**0.5
        return made

    def at_entry(self, t: int, spreads: np.ndarray) -> np.ndarray:
        """What trial *t* has at entry alone, as such a row, in points of the HRSD-17."""
        return spreads[SPREADS.index("trial_peak_sd")] * self.row(t, spreads, PEAK) * self.form.peak

    def _number_of_sessions(self, sessions: int, offset: np.ndarray, slope: np.ndarray) -> None:
        """The effect of one session where not sixteen are planned: ``(16 / sessions) ** effect_brevity``.

        Of sessions for which there are too few weeks, each that there is room for does more.
        """
        effect, c = M + 1, COMMON.index("effect_brevity")
        counted = sessions if self.form.more else min(sessions, WEEKS)
        room = sessions if self.library.by_week else min(sessions, WEEKS)
        log = np.log(WEEKS / counted) / ARM[1][2]
        fitted = self.form.brevity is None
        offset[effect] += np.log(counted / room) / ARM[1][2] + (PRIOR[c] if fitted else self.form.brevity) * log
        slope[effect, M + c] += fitted * PRIOR_SD[c] * log

    def residuals(self, theta: np.ndarray, spreads: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Residuals of the figures in standard errors, and their Jacobian; the prior of *theta* is standard normal."""
        if self._asked is None or not np.array_equal(self._asked, spreads):
            self._asked, self._maps = spreads.copy(), self.maps(spreads)
        offset, slope = self._maps
        x = offset + slope @ theta
        y, jac = self.library(self.arms, x[:, None])[:, 0], self.library.slopes(self.arms, x) @ slope
        r, j = [], []

        def add(off: float, se: float, slope: np.ndarray) -> None:
            r.append(off / se)
            j.append(slope / se)

        for t, study in enumerate(self.studies):
            if not self.used[t] and t != self.known:
                continue
            moments = []
            peak = self.at_entry(t, spreads)
            for side, group in enumerate((study.ipt, study.control)):
                k = 2 * t + side
                out, grad = y[k], jac[k]
                mean, sd = np.exp(out[2]), np.exp(out[3])
                moments.append((mean, sd, grad[2] * mean, grad[3] * sd))
                shift = np.zeros(SIZE)
                b, a, extra = 1.0, 0.0, 0.0
                if study.scale not in {"", "HRSD-17"}:
                    scale = self.scale(study.scale)
                    a, b = scale.intercept, scale.slope
                    extra = scale.own_sd**2 + scale.error_sd**2 - b * b * 1.5**2
                    shift = spreads[4] * self.row(t, spreads, SCALE)
                moved = float(shift @ theta)
                first, carried, kept = 0.0, np.zeros(SIZE), 0.0
                if group.base is not None:
                    se = (group.base_sd or TYPICAL[study.scale][1]) / group.n**0.5
                    first = a + b * (out[0] + moved + float(peak @ theta)) - group.base
                    add(first, se, b * (grad[0] + shift + peak))
                    kept = SAME_PEOPLE * self.form.same_people
                    first, carried = kept * first / se, kept * b * (grad[0] + shift + peak) / se
                programme = study.name == "NIMH programme"
                if group.base_sd and (not programme if self.used[t] else self.form.known_sds):
                    self._sd(
                        group.base_sd, group.n, b, extra, np.exp(out[1]), grad[1] * np.exp(out[1]), add, sloppy=0.2
                    )
                if not self.used[t]:
                    continue
                if programme:
                    self._tdcrp(group, out, grad, r, j)
                    continue
                if group.post is not None and not study.g_only:
                    se = (group.post_sd or 7.5) / group.n**0.5
                    add(
                        a + b * (mean + moved) - group.post - se * first,
                        se * (1 - kept**2) ** 0.5,
                        b * (mean * grad[2] + shift) - se * carried,
                    )
                if group.post_sd:
                    self._sd(group.post_sd, group.n, b, extra, sd, sd * grad[3], add)
                if group.lost:
                    self._share(group.lost, out[4], grad[4], add)
                if group.responded and study.g_only:
                    half = RESPONSE / sd * peak  # what is half of a higher baseline
                    self._share(group.responded, out[5] + float(half @ theta), grad[5] + half, add)
            if study.g_only and self.used[t]:
                self._g(moments, study.g, add)
        self._common(y, jac, add)
        return np.array(r), np.array(j)

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

    def mode(self, spreads: np.ndarray, start: np.ndarray) -> tuple[np.ndarray, np.ndarray, float]:
        """The mode given the spreads, the curvature there, and the Laplace log marginal likelihood."""
        theta, damping = start.copy(), 0.0
        r, j = self.residuals(theta, spreads)
        best, prior = r @ r + theta @ theta, np.eye(SIZE)
        for _ in range(100):
            uphill = j.T @ r + theta
            move = -np.linalg.solve(j.T @ j + (1.0 + damping) * prior, uphill)
            if -move @ uphill < 2 * SETTLED:
                break
            move *= min(1.0, 1.5 / max(np.abs(move).max(), 1e-9))
            r2, j2 = self.residuals(theta + move, spreads)
            off = r2 @ r2 + (theta + move) @ (theta + move)
            if off < best:
                best, theta, r, j, damping = off, theta + move, r2, j2, damping / 4
            else:
                damping = max(4 * damping, 0.5)
        h = j.T @ j + prior
        return theta, h, -0.5 * best - 0.5 * float(np.linalg.slogdet(h)[1])

    def prior(self, u: np.ndarray) -> float:
        """The log prior of the spreads, over that of as many standard normal numbers at 0."""
        if not self.form.half_normal:
            return -0.5 * float(u @ u)
        has = self.form.lets_differ()
        ratio = (spreads_at(u)[:SDS] / HALF_NORMAL)[has[:SDS]]
        unit = np.log(2 * SPREAD_PRIOR_SD[:SDS][has[:SDS]])
        return float((unit + np.log(ratio) - 0.5 * ratio**2).sum()) - 0.5 * float(u[SDS:] @ u[SDS:])

    def fit(self, rounds: int = 2, step: float = 0.4) -> "Fit":
        """The spreads that the figures make likeliest, how sure that is, and the mode there.

        From the prior, by Newton steps in each spread with differences, so that a trial left out leaves no trace.
        """
        u = np.zeros(len(SPREADS))
        theta, hessian, log = self.mode(spreads_at(u), np.zeros(SIZE))
        free = np.flatnonzero(self.form.lets_differ())
        sure = np.ones(len(u))
        for _ in range(rounds):
            middle, better = log + self.prior(u), u.copy()
            for k in free:
                e = step * np.eye(len(u))[k]
                up, down = (self.mode(spreads_at(v), theta)[2] + self.prior(v) for v in (u + e, u - e))
                curve = max((2 * middle - up - down) / step**2, 0.5)
                better[k] += np.clip((up - down) / (2 * step) / curve, -1.0, 1.0)
                sure[k] = curve**-0.5
            u = better
            theta, hessian, log = self.mode(spreads_at(u), theta)
        if self.form.same_people:  # two errors that correlate have a narrower density than two that do not
            pairs = sum(g.base is not None and g.post is not None for t, s in enumerate(self.studies)
                        if t and self.used[t] and not s.g_only for g in (s.ipt, s.control))  # fmt: skip
            log -= 0.5 * pairs * float(np.log(1 - SAME_PEOPLE**2))
        return Fit(u, sure, theta, hessian, log + self.prior(u) + float(np.log(sure[free]).sum()))


def middles(model: Model, fit: "Fit") -> np.ndarray:
    """Where the fit is, for each design of the library: the inputs of a trial that draws nothing of its own."""
    theta = fit.theta.copy()
    theta[OWN_DRAWS:] = 0.0
    offset, slope = model.maps(spreads_at(fit.u))
    made = np.empty((len(model.library.names), len(INPUTS)))
    made[model.arms] = offset + slope @ theta
    return made


def library_for(structure: Mapping[str, float], by_week: bool = False, rounds: int = 4) -> Library:
    """The polynomials of a structure, about the place where the fit ends: half the way each time, since it overshoots."""
    library = Library(structure, by_week)
    for _ in range(rounds - 1):
        model = Model(library)
        library = Library(structure, by_week, (library.centre + middles(model, model.fit(rounds=1))) / 2)
    return library


def misses(model: Model, fit: "Fit") -> np.ndarray:
    """What the polynomials say at the fit beyond what the simulator says there: (arms of trials, outputs)."""
    library, arms = model.library, model.arms[: 2 * S]
    offset, slope = model.maps(spreads_at(fit.u))
    x = (offset + slope @ fit.theta)[: 2 * S]
    every = list(designs(library.by_week).values())
    said = [outputs(one, *every[arm], library.structure, Kept())[: len(OUT)] for arm, one in zip(arms, x, strict=True)]
    return library(arms, x[:, None])[:, 0, : len(OUT)] - np.array(said)


def spreads_at(u: np.ndarray) -> np.ndarray:
    """The spreads at coordinates in units of their prior."""
    logs = SPREAD_PRIOR + SPREAD_PRIOR_SD * u
    return np.array([*np.exp(logs[:SDS]), 1 / (1 + np.exp(-logs[SDS])), np.tanh(logs[-1])])


@dataclass
class Fit:
    """The mode of the spreads (in prior units) and of the rest."""

    u: np.ndarray
    u_sd: np.ndarray
    theta: np.ndarray
    hessian: np.ndarray
    evidence: float  # log marginal likelihood (Laplace) of the figures, up to what all forms share

    def draws(self, model: Model, count: int, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
        """Draws of the spreads and, for each, of all that goes with them."""
        some, made, spreads = 24, [], []
        per = -(-count // some)
        cube = stats.qmc.LatinHypercube(len(self.u), rng=rng).random(some)
        for u in self.u + self.u_sd * stats.norm.ppf(cube):
            sd = spreads_at(u)
            theta, h, _ = model.mode(sd, self.theta)
            cov = np.linalg.cholesky(np.linalg.inv(h))
            made += list(theta + rng.standard_normal((per, SIZE)) @ cov.T)
            spreads += [sd] * per
        return np.array(spreads)[:count], np.array(made)[:count]
