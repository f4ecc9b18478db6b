"""Every target beside what the model predicts for it: parameters, the spread between trials, and the trial's own sampling."""

from collections import defaultdict
from dataclasses import dataclass

import numpy as np
import solve
from fit import TDCRP, YEAR, columns, end_of, trial_of
from targets import (
    BASELINE,
    DEPRESSION_DROPOUT,
    DROPOUT,
    ELKIN,
    ENTERED,
    GROUPS,
    LOW_BIAS_G,
    NATURAL,
    POOLED_G,
    RECURRENCE,
    RESIDUAL_ICC,
    RESPONSE,
    SCALE_SD,
    SESSIONS,
    SUDDEN_GAINS,
    TAU,
    THERAPIST_SHARE,
    WORSE,
    G,
    share_se,
)  # fmt: skip

from iptcore.simulation import outcomes
from iptcore.simulation.scales import SCALES


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
        """The standard error that the number of predictions leaves in it."""
        return float(1.2533 * np.nanstd(self.predicted) / max(np.isfinite(self.predicted).sum(), 1) ** 0.5)

    @property
    def distance(self) -> float:
        """How many standard deviations of the predictions the published value is off."""
        return abs(self.published - self.middle) / max(float(np.nanstd(self.predicted)), 1e-9)


def c1(draws: list[dict[str, float]], trials: int = 4, spread: bool = True) -> dict[str, np.ndarray]:
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
    return {name: np.array(values) for name, values in made.items()}


def c1_lines(draws: list[dict[str, float]], spread: bool = True) -> list[Line]:
    """The figures of the NIMH programme."""
    got = c1(draws, spread=spread)
    lines = []

    def add(name: str, published: float, error: float) -> None:
        lines.append(Line("C1", name, published, error, ELKIN, got[name], "fitted"))

    for g in GROUPS:
        who = f"{g.arm} {'completers' if g.completed else 'leavers'}"
        add(f"{who}: mean", g.mean, g.sd / g.n**0.5)
        add(f"{who}: SD", g.sd, g.sd / (2 * g.n) ** 0.5)
        add(f"{who}: share at 6 or less", g.below / g.n, share_se(g.below / g.n, g.n))
        if g.completed:
            add(f"{g.arm}: share completing", g.n / ENTERED[g.arm], share_se(g.n / ENTERED[g.arm], ENTERED[g.arm]))
    for arm, (n, mean, sd) in BASELINE.items():
        add(f"{arm}: baseline mean", mean, sd / n**0.5)
        add(f"{arm}: baseline SD", sd, sd / (2 * n) ** 0.5)
    add("ipt: sessions", *SESSIONS)
    return lines


def other_lines(draws: list[dict[str, float]], kept: float, error_share: float, rng: np.random.Generator) -> list[Line]:
    """The other targets, draw by draw."""
    got = defaultdict(list)
    for k, numbers in enumerate(draws):
        seed = 1000 + k
        scores = columns(numbers, "untreated", YEAR, n=2000, seed=seed)["score.hrsd_17"]
        for weeks, share in zip((13, 26, 52), (scores[1:] <= 7).mean(axis=1), strict=True):
            got[f"untreated, 7 or less at {weeks} weeks"].append(rng.binomial(200, share) / 200)
        made = columns(numbers, "ipt", n=4096, seed=seed)
        first, last, _ = end_of(made)
        ended = (made["ended"] == 1).mean()
        got["left IPT"].append(ended)
        got["IPT: response"].append(outcomes.response(first, last).mean())
        got["IPT: worse by 6 or more"].append(outcomes.worse(first, last, 6).mean())
        for arm in ("usual_care", "other_therapy", "drug", "combined"):
            f, y, _ = end_of(columns(numbers, arm, n=4096, seed=seed))
            got[f"g IPT over {arm}"].append(solve.hedges(last, y))
            if arm == "usual_care":
                got["usual care: response"].append(outcomes.response(f, y).mean())
                got["usual care: worse by 6 or more"].append(outcomes.worse(f, y, 6).mean())
                low = end_of(columns(solve.discounted(numbers, kept), "ipt", n=4096, seed=seed))[1]
                got["bias-discounted: g IPT over usual care"].append(solve.hedges(low, y))
        share = solve.gain_rate(numbers, error_share)
        got["sudden gains in 12 weeks"].append(rng.binomial(SUDDEN_GAINS[1], share) / SUDDEN_GAINS[1])
        got["share of noise in one rating (ICC)"].append(icc(numbers, seed))
        got["PHQ-9 two weeks apart: correlation"].append(retest(numbers, seed))
    for numbers in draws[:24]:
        got["tau of g"].append(solve.tau_at(numbers, blocks=6))
        got["share of variance between therapists"].append(solve.therapist_share(numbers, blocks=3))
    return _named(got)


def icc(numbers: dict[str, float], seed: int) -> float:
    """At entry, the share of the variance of one rating that is not fluctuation or rating error."""
    score = columns(numbers, "ipt", n=2048, seed=seed)["score.hrsd_17"][0]
    noise = numbers["fluctuation_sd"] ** 2 + numbers["rating_sd"] ** 2
    return 1.0 - noise / float(score.var(dtype=float))


def retest(numbers: dict[str, float], seed: int) -> float:
    """The correlation of two PHQ-9 two weeks apart in untreated people, whatever their severity."""
    plan = YEAR.replace(code="retest", weeks=2, rating_weeks=(0, 2), entry_cut=None)
    return float(
        np.corrcoef(columns(numbers, "untreated", plan, n=2048, seed=seed, scales=("phq_9",))["score.phq_9"])[0, 1]
    )


def bdi_noise(numbers: dict[str, float], error_share: float, spread: float = 5.7) -> float:
    """At entry, the share of the variance of one BDI-I that is fluctuation or error."""
    score = columns(numbers, "ipt", scales=("bdi_i",))["score.bdi_i"][0]
    noise = (SCALES["bdi_i"].slope * numbers["fluctuation_sd"]) ** 2 + error_share * spread**2
    return noise / float(score.var(dtype=float))


def _named(got: dict[str, list[float]]) -> list[Line]:
    cuijpers, metapsy = "Cuijpers 2021 (reported, unverified)", "own pooling of METAPSY"
    known = {
        **{
            f"untreated, 7 or less at {w} weeks": ("C5", *target, "Whiteford 2013", "fitted")
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
        "share of noise in one rating (ICC)": ("C4", RESIDUAL_ICC, 0.05, "weekly QIDS-A of adolescents", "checked"),
        "PHQ-9 two weeks apart: correlation": ("C4", 0.737, 0.05, "PMC7525967", "checked"),
        "tau of g": ("C6", sum(TAU[:2]) / 2, (TAU[1] - TAU[0]) / 4, TAU[2], "solved"),
        "share of variance between therapists": ("C10", THERAPIST_SHARE, 0.02, "Wampold & Brown 2005", "solved"),
    }  # fmt: skip
    lines = [
        Line(code, name, value, error, source, np.array(got[name]), role)
        for name, (code, value, error, source, role) in known.items()
    ]
    pooled = np.array(got["g IPT over usual_care"])
    lines.append(Line("C6", "g IPT over usual care, own pool", *POOLED_G[:2], POOLED_G[2], pooled, "checked"))
    lines.append(
        Line("C2", "left IPT, depression", *DEPRESSION_DROPOUT, "Linardon 2019", np.array(got["left IPT"]), "checked")
    )
    return lines


def recurrence_lines(draws: list[dict[str, float]], rng: np.random.Generator) -> list[Line]:
    """C7, C8, C9: cumulative recurrence, with hazards drawn from their own spreads."""
    lines = []
    for name, maintenance, risk, months, share, n in RECURRENCE:
        rates = np.array([d["recurrence_rate"] for d in draws])
        if risk:
            rates = rates * [d["recurrence_hr_high_risk"] for d in draws]
        if maintenance != "none":
            rates = rates * [d[f"recurrence_hr_{maintenance}"] for d in draws]
        episodes = np.minimum(rng.geometric(0.45, (len(draws), 200)) - 1, 11)
        ratios = np.array([d["recurrence_hr_episode"] for d in draws])[:, None] ** (episodes - 1.0)
        p = 1 - np.exp(-(rates * months)[:, None] * ratios).mean(axis=1)
        role = "solved" if "Shea" in name or "Reynolds" in name else "checked"
        lines.append(
            Line("C7-C9", f"recurred: {name}", share, share_se(share, n), "see name", rng.binomial(n, p) / n, role)
        )
    return lines


def scale_lines(numbers: dict[str, float]) -> list[tuple[str, float, float]]:
    """C11: published and simulated standard deviation of every rendered scale at baseline."""
    made = columns(numbers, "ipt", plan=TDCRP.replace(code="scales", rating_weeks=(0,)), scales=tuple(SCALE_SD))
    return [(name, sd, float(made[f"score.{name}"][0].std(ddof=1))) for name, sd in SCALE_SD.items()]
