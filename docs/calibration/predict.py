"""Every target beside what the model predicts for it: parameters, the spread between trials, and the trial's own sampling."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import solve
from likelihood import TDCRP, YEAR, columns, end_of, hedges, trial_of
from targets import (
    BASELINE,
    DEPRESSION_DROPOUT,
    DROPOUT,
    ELKIN,
    ENTERED,
    GROUPS,
    HRSD_POOL,
    HRSD_POOL_N,
    LOW_BIAS_G,
    METAPSY,
    NATURAL,
    NATURAL_PEOPLE,
    PLACEBO_G,
    POOLED_G,
    RECURRENCE,
    RESIDUAL_ICC,
    RESPONSE,
    SCALE_MEANS,
    SCALE_SD,
    SESSIONS,
    SHAPE,
    SUDDEN_GAINS,
    TAU,
    THERAPIST_SHARE,
    TRIAL_ARM,
    WORSE,
    G,
    share_se,
)  # fmt: skip

from iptcore.simulation.inputs.columns import LEFT
from iptcore.simulation.inputs.plan import IPT_PLAN
from iptcore.simulation.inputs.scales import SCALES
from iptcore.simulation.results import outcomes

TRIALS = 4
"""Trials simulated for each draw of the parameters."""


@dataclass
class Line:
    """One target: what was published, its standard error, and draws of what the model predicts."""

    id: str
    name: str
    published: float
    error: float
    source: str
    predicted: np.ndarray
    role: str  # fitted, solved, checked
    a_draw: int = 1  # predictions in a row that share a draw of the parameters
    centre: float = np.nan  # what the centre of the posterior, which ships, comes to

    def interval(self, share: float) -> tuple[float, float]:
        """Between which values that share of the predictions lies."""
        low, high = np.nanquantile(self.predicted, [(1 - share) / 2, (1 + share) / 2])
        return float(low), float(high)

    def holds(self, share: float) -> bool:
        """Whether the published value lies in that interval."""
        low, high = self.interval(share)
        return low - 1e-9 <= self.published <= high + 1e-9

    @property
    def middle(self) -> float:
        """The median prediction."""
        return float(np.nanmedian(self.predicted))

    @property
    def monte_carlo(self) -> float:
        """The standard error that the number of draws leaves in it: draws resampled whole, with all their predictions."""
        by_draw = self.predicted.reshape(-1, self.a_draw)
        again = np.random.default_rng(1).integers(len(by_draw), size=(200, len(by_draw)))
        return float(np.nanmedian(by_draw[again], axis=(1, 2)).std(ddof=1))

    @property
    def centre_holds(self) -> bool:
        """Whether the centre lies in the published 95 % interval; where it was solved for, within half an error."""
        return abs(self.published - self.centre) <= (0.5 if self.role == "solved" else 1.96) * self.error

    @property
    def distance(self) -> float:
        """How many standard deviations of the predictions the published value is off."""
        return abs(self.published - self.middle) / max(float(np.nanstd(self.predicted)), 1e-9)


def lines_of(
    draws: list[dict[str, float]], kept: Sequence[float], share: float, rng: np.random.Generator
) -> list[Line]:
    """Every target, from draws of the parameters and of the share of effects that the bias leaves."""
    other = other_lines(draws[::2], kept[::2], share, rng)
    return c1_lines(draws) + other + checked_lines(draws[::2]) + recurrence_lines(draws, rng)


def c1(draws: list[dict[str, float]], trials: int = TRIALS, spread: bool = True) -> dict[str, np.ndarray]:
    """The figures a paper on a trial of that size would report, over draws and trials."""
    made = defaultdict(list)
    for k, numbers in enumerate(draws):
        for paper in trial_of(numbers, 100 + k, trials, ENTERED, spread=spread):
            for g in paper.groups:
                who = f"{g.arm} {'completers' if g.completed else 'leavers'}"
                made[f"{who}: mean"].append(g.mean)
                made[f"{who}: SD"].append(g.sd)
                made[f"{who}: share at 6 or less"].append(g.below / g.n if g.n else np.nan)
                if g.completed:
                    made[f"{g.arm}: share completing"].append(g.n / ENTERED[g.arm])
            for arm, (_, mean, sd) in paper.baseline.items():
                made[f"{arm}: baseline mean"].append(mean)
                made[f"{arm}: baseline SD"].append(sd)
            made["ipt: sessions"].append(paper.sessions[0])
            made["g IPT over placebo, all entered"].append(paper.g)
    return {name: np.array(values) for name, values in made.items()}


def c1_lines(draws: list[dict[str, float]], spread: bool = True) -> list[Line]:
    """The figures of the NIMH programme."""
    got = c1(draws, spread=spread)
    lines = []

    def add(name: str, published: float, error: float, source: str = ELKIN, role: str = "fitted") -> None:
        lines.append(Line("C1", name, published, error, source, got[name], role, a_draw=TRIALS))

    for g in GROUPS:
        who = f"{g.arm} {'completers' if g.completed else 'leavers'}"
        add(f"{who}: mean", g.mean, g.sd / g.n**0.5, g.source)
        add(f"{who}: SD", g.sd, g.sd / (2 * g.n) ** 0.5, g.source)
        add(f"{who}: share at 6 or less", g.below / g.n, share_se(g.below / g.n, g.n), g.source)
        if g.completed:
            add(f"{g.arm}: share completing", g.n / ENTERED[g.arm], share_se(g.n / ENTERED[g.arm], ENTERED[g.arm]))
    for arm, (n, mean, sd) in BASELINE.items():
        add(f"{arm}: baseline mean", mean, sd / n**0.5, METAPSY)
        add(f"{arm}: baseline SD", sd, sd / (2 * n) ** 0.5, METAPSY)
    add("ipt: sessions", *SESSIONS, f"{METAPSY}; standard error ours")
    add("g IPT over placebo, all entered", *PLACEBO_G, role="checked")
    return lines


def other_lines(
    draws: list[dict[str, float]], kept: Sequence[float], error_share: float, rng: np.random.Generator
) -> list[Line]:
    """The other targets, draw by draw."""
    got = defaultdict(list)
    for k, numbers in enumerate(draws):
        seed = 1000 + k
        scores = columns(numbers, "untreated", YEAR, n=2000, seed=seed)["score.HRSD-17"]
        for weeks, share in zip((13, 26, 52), (scores[1:] <= 7).mean(axis=1), strict=True):
            got[f"untreated, 7 or less at {weeks} weeks"].append(rng.binomial(NATURAL_PEOPLE, share) / NATURAL_PEOPLE)
        made = columns(numbers, "ipt", n=4096, seed=seed)
        first, last, _ = end_of(made)
        ended = (made["ended"] == LEFT).mean()
        got["left IPT"].append(ended)
        got["IPT: response"].append(outcomes.response(first, last).mean())
        got["IPT: worse by 6 or more"].append(outcomes.worse(first, last, 6).mean())
        for arm in ("usual_care", "other_therapy", "drug", "combined"):
            f, y, _ = end_of(columns(numbers, arm, n=4096, seed=seed))
            got[f"g IPT over {arm}"].append(hedges(last, y))
            if arm == "usual_care":
                got["usual care: response"].append(outcomes.response(f, y).mean())
                got["usual care: worse by 6 or more"].append(outcomes.worse(f, y, 6).mean())
                low = end_of(columns(solve.discounted(numbers, kept[k]), "ipt", n=4096, seed=seed))[1]
                got["bias-discounted: g IPT over usual care"].append(hedges(low, y))
        share = solve.gain_rate(numbers, error_share)
        got["sudden gains in 12 weeks"].append(rng.binomial(SUDDEN_GAINS[1], share) / SUDDEN_GAINS[1])
        got["share of the variance of one rating that is not noise (ICC)"].append(icc(numbers, seed))
        got["PHQ-9 two weeks apart: correlation"].append(retest(numbers, seed))
    for numbers in draws[:24]:
        got["tau of g"].append(solve.tau_at(numbers, blocks=6))
        got["share of variance between therapists"].append(solve.therapist_share(numbers, blocks=3))
    return _named(got)


def icc(numbers: dict[str, float], seed: int) -> float:
    """At entry, the share of the variance of one rating that is not fluctuation or rating error."""
    score = columns(numbers, "ipt", n=2048, seed=seed)["score.HRSD-17"][0]
    noise = numbers["fluctuation_sd"] ** 2 + numbers["rating_sd"] ** 2
    return 1.0 - noise / float(score.var(dtype=float))


def retest(numbers: dict[str, float], seed: int) -> float:
    """The correlation of two PHQ-9 two weeks apart in untreated people, whatever their severity."""
    plan = YEAR.replace(code="retest", weeks=2, rating_weeks=(0, 2), entry_cut=None)
    return float(
        np.corrcoef(columns(numbers, "untreated", plan, n=2048, seed=seed, scales=("PHQ-9",))["score.PHQ-9"])[0, 1]
    )


def bdi_noise(numbers: dict[str, float], error_share: float) -> float:
    """At entry, the share of the variance of one BDI-I that is fluctuation or error."""
    score = columns(numbers, "ipt", scales=("BDI-I",))["score.BDI-I"][0]
    noise = (SCALES["BDI-I"].slope * numbers["fluctuation_sd"]) ** 2 + error_share * solve.bdi_spread() ** 2
    return noise / float(score.var(dtype=float))


def _named(got: dict[str, list[float]]) -> list[Line]:
    cuijpers, metapsy = "Cuijpers 2021 (reported, unverified); standard error ours", "own pooling of METAPSY"
    known = {
        **{
            f"untreated, 7 or less at {w} weeks": ("C5", *target, "Whiteford 2013; standard error ours", "fitted")
            for w, target in zip((13, 26, 52), NATURAL, strict=True)
        },
        "left IPT": ("C2", *DROPOUT, "Linardon 2019, all diagnoses", "checked"),
        "IPT: response": ("C6", *RESPONSE["ipt"], metapsy, "checked"),
        "usual care: response": ("C6", *RESPONSE["usual_care"], metapsy, "checked"),
        "IPT: worse by 6 or more": ("-", *WORSE["ipt"], cuijpers, "fitted"),
        "usual care: worse by 6 or more": ("-", *WORSE["usual_care"], cuijpers, "fitted"),
        **{f"g IPT over {arm}": ("C6", g, e, source, "solved") for arm, (g, e, source) in G.items()},
        "bias-discounted: g IPT over usual care": ("C6", *LOW_BIAS_G, "solved"),
        "sudden gains in 12 weeks": (
            "C3", SUDDEN_GAINS[0] / SUDDEN_GAINS[1], share_se(0.335, 185), "Kelly 2007", "solved",
        ),
        "share of the variance of one rating that is not noise (ICC)": ("C4", RESIDUAL_ICC, 0.05, "weekly QIDS-A of adolescents (PMC7154938); standard error ours", "checked"),
        "PHQ-9 two weeks apart: correlation": ("C4", 0.737, 0.05, "PMC7525967; standard error ours", "solved"),
        "tau of g": ("C6", sum(TAU[:2]) / 2, (TAU[1] - TAU[0]) / 4, TAU[2], "solved"),
        "share of variance between therapists": ("C10", THERAPIST_SHARE, 0.02, "Wampold & Brown 2005; standard error ours", "solved"),
    }  # fmt: skip
    lines = [
        Line(code, name, value, error, source, np.array(got[name]), role)
        for name, (code, value, error, source, role) in known.items()
    ]
    lines.append(
        Line("C2", "left IPT, depression", *DEPRESSION_DROPOUT, "Linardon 2019", np.array(got["left IPT"]), "checked")
    )
    return lines


def checked_lines(draws: list[dict[str, float]]) -> list[Line]:
    """Targets that no parameter was fitted to: pools by control, the HRSD pool, the mean shape; and the scales."""
    lines = []

    def add(
        code: str, name: str, published: float, error: float, source: str, predicted: list[float], role: str = "checked"
    ) -> None:
        lines.append(Line(code, name, published, error, source, np.array(predicted), role))

    for name, (g, error, trials, arm, source) in POOLED_G.items():
        gs = [pooled_g(numbers, arm, trials, 2000 + k) for k, numbers in enumerate(draws)]
        add("C6", f"g over {name}, {trials} trials", g, error, source, gs)
    trials, n = HRSD_POOL_N
    source = "own pooling of METAPSY; standard error ours, from the number of people alone"
    for name, (baseline, last, sd, arm) in HRSD_POOL.items():
        ends = [end_of(columns(d, arm, n=n, seed=3000 + k, trial_size=n // trials)) for k, d in enumerate(draws)]
        add("C6", f"HRSD pool, {name}: baseline mean", baseline, 5.1 / n**0.5, source, [f.mean() for f, *_ in ends])
        add("C6", f"HRSD pool, {name}: last mean", last, sd / n**0.5, source, [y.mean() for _, y, _ in ends])
        add("C6", f"HRSD pool, {name}: last SD", sd, sd / (2 * n) ** 0.5, source, [y.std(ddof=1) for _, y, _ in ends])
    shapes = [shape(d, 4000 + k) for k, d in enumerate(draws)]
    for place, (name, (share, error, source)) in enumerate(SHAPE.items()):
        add("shape", name, share, error, source, [made[place] for made in shapes])
    means = np.array([scale_means(d, 5000 + k) for k, d in enumerate(draws)])
    for place, (scale, published) in enumerate(SCALE_MEANS.items()):
        for moment, (when, mean) in enumerate(
            zip(("baseline", "treated post", "control post"), published, strict=True)
        ):
            source = "METAPSY, all therapies; standard error ours"
            role = "checked" if scale == "HRSD-17" else "fitted"  # the line of every other scale goes through them
            add("C11", f"{scale}: {when} mean", mean, SCALE_SD[scale] / 10, source, list(means[:, moment, place]), role)
    return lines


def pooled_g(numbers: dict[str, float], arm: str, trials: int, seed: int) -> float:
    """The mean g of IPT over an arm in so many trials, each with its own people and place in the spread."""
    n = trials * TRIAL_ARM
    pair = [
        end_of(columns(numbers, a, n=n, seed=seed, trial_size=TRIAL_ARM))[1].reshape(trials, -1) for a in ("ipt", arm)
    ]
    return float(np.mean([hedges(a, b) for a, b in zip(*pair, strict=True)]))


def shape(numbers: dict[str, float], seed: int) -> tuple[float, float]:
    """How much of a fall came early, of the mean of those rated: PHQ-9 in 4 weeks of 8, HRSD-17 in 8 weeks of 16."""
    made = columns(numbers, "ipt", IPT_PLAN, n=4096, seed=seed, scales=("HRSD-17", "PHQ-9"))
    hrsd, phq = (np.nanmean(made[f"score.{scale}"], axis=1, dtype=float) for scale in ("HRSD-17", "PHQ-9"))
    return (phq[0] - phq[4]) / (phq[0] - phq[8]), (hrsd[0] - hrsd[8]) / (hrsd[0] - hrsd[16])


def scale_means(numbers: dict[str, float], seed: int) -> list[list[float]]:
    """Of each scale the mean at baseline, after another therapy and after usual care."""
    made = [
        columns(numbers, arm, n=2048, seed=seed, scales=tuple(SCALE_MEANS)) for arm in ("other_therapy", "usual_care")
    ]
    first = [float(made[0][f"score.{scale}"][0].mean(dtype=float)) for scale in SCALE_MEANS]
    posts = [
        [float(outcomes.carried_forward(arm[f"score.{scale}"]).mean(dtype=float)) for scale in SCALE_MEANS]
        for arm in made
    ]
    return [first, *posts]


COMPUTED = ("Shea 1992, after acute IPT", "Reynolds 1999, placebo + clinic", "Reynolds 1999, nortriptyline + clinic")
"""What a hazard was computed from. That of monthly IPT is pooled from two trials that disagree."""


def recurrence_lines(draws: list[dict[str, float]], rng: np.random.Generator) -> list[Line]:
    """C7, C8, C9: recurrence among those well at the end of simulated courses, hazards drawn from their own spreads."""
    lines = []
    for name, maintenance, risk, months, share, n in RECURRENCE:
        plan = TDCRP.replace(code="after", follow_up_months=months, maintenance=maintenance, high_risk=risk)
        found = [columns(numbers, "ipt", plan, n=2048, seed=6000 + k) for k, numbers in enumerate(draws)]
        p = [made["recurred"].sum() / max(made["well"].sum(), 1) for made in found]
        role = "solved" if name in COMPUTED else "checked"
        lines.append(
            Line(
                "C7-C9",
                f"recurred: {name}",
                share,
                share_se(share, n),
                name.partition(",")[0],
                rng.binomial(n, p) / n,
                role,
            )
        )
    return lines


def scale_lines(numbers: dict[str, float]) -> list[tuple[str, float, float]]:
    """C11: published and simulated standard deviation of every rendered scale at baseline."""
    made = columns(numbers, "ipt", plan=TDCRP.replace(code="scales", rating_weeks=(0,)), scales=tuple(SCALE_SD))
    return [(name, sd, float(made[f"score.{name}"][0].std(ddof=1))) for name, sd in SCALE_SD.items()]
