"""What is solved for one number at a time, at the centre of the posterior: comparators, spreads, the noise of the BDI."""

import math
from collections.abc import Callable, Mapping

import numpy as np
from likelihood import TDCRP, columns, end_of, hedges
from targets import LOW_BIAS_G, SUDDEN_GAINS, TAU, THERAPIST_SHARE, G

from iptcore.simulation.inputs.columns import COMPLETED
from iptcore.simulation.inputs.plan import weekly
from iptcore.simulation.inputs.scales import SCALES
from iptcore.simulation.inputs.seeds import BLOCK
from iptcore.simulation.results import outcomes

Numbers = Mapping[str, float]
EFFECTS = {"usual_care": "effect_usual_care", "other_therapy": "effect_other_therapy", "drug": "effect_drug",
           "combined": "effect_drug_added"}  # fmt: skip
"""The parameter that is solved for each comparator."""
KELLY = weekly(12, code="kelly", follow_up_months=0)
"""Twelve weekly sessions with a BDI at each, as in Kelly 2007."""


def lasts(numbers: Numbers, arm: str, blocks: int = 3, **more) -> np.ndarray:
    """Last scores of many courses."""
    return np.concatenate([end_of(columns(numbers, arm, block=b, **more))[1].copy() for b in range(blocks)])


def curve(values: np.ndarray, of: Callable[[float], float]) -> Callable[[float], float]:
    """The value at which *of* (monotone over *values*) reaches a target; the nearest end beyond its range."""
    got = np.array([of(value) for value in values])
    order = np.argsort(got)
    return lambda target: float(np.interp(target, got[order], values[order]))


def comparators(numbers: Numbers) -> dict[str, Callable[[float], float]]:
    """For each comparator: from a wanted g of IPT over it to its effect, as a ratio to that of IPT."""
    ipt = lasts(numbers, "ipt")
    grids = {
        "usual_care": np.linspace(0.0, 1.1, 8),
        "other_therapy": np.linspace(0.5, 1.5, 6),
        "drug": np.linspace(0.6, 2.2, 7),
        "combined": np.linspace(0.0, 1.6, 7),
    }

    def g_over(arm: str, ratio: float) -> float:
        return hedges(ipt, lasts({**numbers, EFFECTS[arm]: ratio * numbers["effect_ipt"]}, arm))

    return {arm: curve(ratios, lambda ratio, arm=arm: g_over(arm, ratio)) for arm, ratios in grids.items()}


def discounted(numbers: Numbers, kept: float) -> dict[str, float]:
    """Effects with only a share of what they have beyond usual care."""
    usual = numbers["effect_usual_care"]
    made = dict(numbers)
    for name in ("effect_ipt", "effect_other_therapy", "effect_drug", "effect_placebo"):
        made[name] = usual + kept * (numbers[name] - usual) if numbers[name] > usual else numbers[name]
    made["effect_drug_added"] = kept * numbers["effect_drug_added"]
    return made


def bias_kept(numbers: Numbers, count: int, rng: np.random.Generator) -> tuple[float, np.ndarray]:
    """The share of effects beyond usual care at which IPT has the g of the trials at low risk of bias, and draws of it."""
    usual = lasts(numbers, "usual_care")
    find = curve(np.linspace(0.0, 1.0, 8), lambda kept: hedges(lasts(discounted(numbers, kept), "ipt"), usual))
    g, error, _ = LOW_BIAS_G
    return find(g), np.array([find(g + error * rng.standard_normal()) for _ in range(count)])


def tau_curve(numbers: Numbers) -> Callable[[float], float]:
    """From a standard deviation of g between trials (IPT against usual care) to ``trial_sd``."""
    return curve(np.array([0.0, 0.3, 0.6, 0.9, 1.2, 1.6]), lambda sd: tau_at({**numbers, "trial_sd": sd}))


def tau_at(numbers: Numbers, blocks: int = 16, size: int = 512) -> float:
    """The standard deviation of g between trials, sampling error taken off."""
    arms = [lasts(numbers, arm, blocks=blocks, trial_size=size).reshape(-1, size) for arm in ("ipt", "usual_care")]
    gs = np.array([hedges(a, b) for a, b in zip(*arms, strict=True)])
    sampling = np.mean(2 / size + gs**2 / (4 * size))
    return float(np.sqrt(max(gs.var(ddof=1) - sampling, 0.0)))


def therapist_curve(numbers: Numbers) -> Callable[[float], float]:
    """From a share of the variance of last scores that lies between therapists to ``therapist_sd``."""
    return curve(
        np.array([0.0, 0.15, 0.3, 0.45, 0.6, 0.8]), lambda sd: therapist_share({**numbers, "therapist_sd": sd})
    )


def therapist_share(numbers: Numbers, blocks: int = 8) -> float:
    """The intraclass correlation of last scores within therapists (one-way analysis of variance)."""
    k = TDCRP.caseload
    y = lasts(numbers, "ipt", blocks=blocks).reshape(-1, k)
    between = k * y.mean(axis=1).var(ddof=1)
    within = y.var(axis=1, ddof=1).mean()
    return float((between - within) / (between + (k - 1) * within))


def bdi_spread() -> float:
    """The SD of a BDI-I that severity leaves over."""
    return math.hypot(SCALES["BDI-I"].own_sd, SCALES["BDI-I"].error_sd or 0.0)


def gain_rate(numbers: Numbers, share: float) -> float:
    """The rate of sudden gains in 12 weeks of weekly BDI among those who stayed, with that share of its own SD error."""
    kept, spread = SCALES["BDI-I"], bdi_spread()
    SCALES["BDI-I"] = kept.__class__(
        **{**vars(kept), "own_sd": float(spread * (1 - share) ** 0.5), "error_sd": float(spread * share**0.5)}
    )
    try:
        made = columns(numbers, "ipt", plan=KELLY, scales=("BDI-I",), n=BLOCK // 2)
    finally:
        SCALES["BDI-I"] = kept
    stayed = made["ended"] == COMPLETED
    return float(outcomes.sudden_gains(made["score.BDI-I"][:, stayed].astype(float)).mean())


def error_share(numbers: Numbers) -> float:
    """The share of the BDI's own variance that is new each week, from the rate of sudden gains."""
    find = curve(np.linspace(0.0, 0.6, 7), lambda share: gain_rate(numbers, share))
    return find(SUDDEN_GAINS[0] / SUDDEN_GAINS[1])


def extended(draws: list[dict[str, float]], centre: Numbers, rng: np.random.Generator) -> list[dict[str, float]]:
    """Every draw with its comparators and spreads: each target drawn from its own error, solved at the centre."""
    ratio, tau, share = comparators(centre), tau_curve(centre), therapist_curve(centre)
    made = []
    for draw in draws:
        more = {
            EFFECTS[arm]: draw["effect_ipt"] * ratio[arm](target + error * rng.standard_normal())
            for arm, (target, error, _) in G.items()
        }
        more["trial_sd"] = tau(rng.uniform(*TAU[:2]))
        more["therapist_sd"] = share(rng.uniform(0.0, 0.08))
        made.append({**draw, **more})
    return made


def centred(centre: Numbers) -> dict[str, float]:
    """The centre with its comparators and spreads at their published values, each solved with those before it."""
    ratio = comparators(centre)
    made = {**centre, **{EFFECTS[arm]: centre["effect_ipt"] * ratio[arm](g) for arm, (g, *_) in G.items()}}
    made["therapist_sd"] = therapist_curve(made)(THERAPIST_SHARE)
    made["trial_sd"] = tau_curve(made)(sum(TAU[:2]) / 2)
    return made
