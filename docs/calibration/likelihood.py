"""The likelihood: what the model says, and how far that is from what was published."""

from collections.abc import Mapping

import numpy as np
from scipy import stats
from targets import ELKIN, PUBLISHED, Data, Group

from iptcore.simulation.engine.block import simulate_block
from iptcore.simulation.inputs.arrays import Columns
from iptcore.simulation.inputs.default_parameters import as_published
from iptcore.simulation.inputs.plan import IPT_PLAN, Plan
from iptcore.simulation.inputs.request import Request
from iptcore.simulation.inputs.seeds import BLOCK
from iptcore.simulation.results import outcomes

TDCRP = IPT_PLAN.replace(code="tdcrp", rating_weeks=(0, 4, 8, 12, 16), follow_up_months=0, caseload=8)
"""Sixteen weeks, raters every four: who left carries a score that is older than the leaving."""
YEAR = Plan(code="natural", weeks=52, session_weeks=(), rating_weeks=(0, 13, 26, 52), follow_up_months=0)

# name, prior median (or mean), prior spread, whether on the log scale
FREE = (
    ("entry_mean", 18.0, 3.0, False),
    ("entry_sd", 5.0, 0.3, True),
    ("fluctuation_sd", 1.8, 0.3, True),
    ("pace_exponent", 1.0, 0.4, True),
    ("effect_ipt", 0.08, 0.5, True),
    ("effect_placebo", 0.05, 0.7, True),
    ("leaving_ipt", -3.7, 1.0, False),
    ("leaving_placebo", -3.1, 1.0, False),
    ("leaving_improved", 3.0, 0.7, True),
    ("leaving_early", 0.6, 0.7, False),
    ("attendance", 3.0, 0.5, None),  # logit
    ("natural_rate", 0.02, 0.6, True),
    ("natural_depth", 1.5, 0.4, True),
    ("worsening_rate", 0.02, 0.7, True),
    ("worsening_size", 5.0, 0.4, True),
)
NAMES = tuple(name for name, *_ in FREE)


def numbers_of(x: np.ndarray, base: Mapping[str, float]) -> dict[str, float]:
    """Parameters from standardised coordinates (the prior is standard normal in each)."""
    made = dict(base)
    for (name, centre, spread, log), z in zip(FREE, x, strict=True):
        if log is None:
            made[name] = float(1.0 / (1.0 + np.exp(-(centre + spread * z))))
        else:
            made[name] = float(centre * np.exp(spread * z) if log else centre + spread * z)
    made["effect_usual_care"] = 0.3 * made["effect_ipt"]
    return made


def columns(
    numbers: Mapping[str, float],
    arm: str,
    plan: Plan = TDCRP,
    n: int = BLOCK,
    seed: int = 1,
    block: int = 0,
    scales: tuple[str, ...] = ("HRSD-17",),
    trial_size: int | None = None,
) -> Columns:
    """The columns of one block of courses."""
    request = Request.of(
        plan, n, seed=seed, arm=arm, parameters=as_published().but(numbers), scales=scales, trial_size=trial_size
    )
    return simulate_block(request, block, n, _BUFFERS.setdefault((arm, plan.code), {}))


_BUFFERS: dict = {}


def end_of(made: Columns) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """First score, last score carried forward, who completed."""
    scores = made["score.HRSD-17"].astype(float)
    return scores[0], outcomes.carried_forward(scores), outcomes.completers(made["sessions"], made["weeks"])


def hedges(a: np.ndarray, b: np.ndarray) -> float:
    """Hedges' g, positive where *a* ends lower."""
    pooled = np.sqrt(((len(a) - 1) * a.var(ddof=1) + (len(b) - 1) * b.var(ddof=1)) / (len(a) + len(b) - 2))
    return float((b.mean() - a.mean()) / pooled * (1 - 3 / (4 * (len(a) + len(b)) - 9)))


def group_term(group: Group, y: np.ndarray) -> tuple[float, np.ndarray]:
    """Log likelihood of a group's mean, SD and count given simulated members, and its standardised residuals."""
    n, m = group.n, len(y)
    mean, sd, p = y.mean(), y.std(ddof=1), (y <= 6).mean()
    influence = np.stack([y - mean, ((y - mean) ** 2 - sd * sd) / (2.0 * sd), (y <= 6) - p])
    cov = influence @ influence.T / m * (1.0 / n + 1.0 / m)
    off = np.array([group.mean - mean, group.sd - sd, group.below / n - p])
    cov[0, 0] += 0.03**2  # published figures are rounded
    cov[1, 1] += 0.03**2
    if group.completed:
        cov[2, 2] += 1e-4
        term = stats.multivariate_normal.logpdf(off, cov=cov)
    else:  # few people, few low scores: the count by itself, exactly
        term = stats.multivariate_normal.logpdf(off[:2], cov=cov[:2, :2])
        term += stats.binom.logpmf(group.below, n, np.clip(p, 0.5 / m, 1.0))
        cov[2, 2] = max(cov[2, 2], 0.25 / n / n)
    return float(term), off / np.sqrt(np.diag(cov))


def evaluate(
    numbers: Mapping[str, float], data: Data = PUBLISHED, n: int = BLOCK, seed: int = 1
) -> tuple[float, np.ndarray]:
    """Log likelihood and standardised residuals."""
    total, residuals = 0.0, []

    def normal(target: tuple[float, float], got: float) -> None:
        nonlocal total
        total += float(stats.norm.logpdf(target[0], got, target[1]))
        residuals.append((target[0] - got) / target[1])

    for arm, entered in data.entered.items():
        made = columns(numbers, arm, n=n, seed=seed)
        first, last, done = end_of(made)
        share = done.mean()
        count = sum(g.n for g in data.groups if g.arm == arm and g.completed)
        total += float(stats.binom.logpmf(count, entered, np.clip(share, 1e-4, 1 - 1e-4)))
        residuals.append((count / entered - share) / np.sqrt(share * (1 - share) / entered + 1e-9))
        for group in data.groups:
            if group.arm == arm:
                y = last[done == group.completed]
                if len(y) < 50:
                    return -1e9, np.full(25, 30.0)
                term, off = group_term(group, y)
                total += term
                residuals.extend(off)
        size, mean, sd = data.baseline[arm]
        normal((mean, sd / size**0.5), first.mean())
        normal((sd, sd / (2 * size) ** 0.5), first.std(ddof=1))
        if arm == "ipt":
            normal(data.sessions, made["sessions"].mean())
            normal(data.worse["ipt"], outcomes.worse(first, last, 6).mean())
    first, last, _ = end_of(columns(numbers, "usual_care", n=n // 2, seed=seed))
    normal(data.worse["usual_care"], outcomes.worse(first, last, 6).mean())
    for target, share in zip(data.natural, natural(numbers, n // 2, seed), strict=True):
        normal(target, share)
    return total, np.array(residuals)


def natural(numbers: Mapping[str, float], n: int, seed: int) -> np.ndarray:
    """The share of untreated people rated 7 or less after 13, 26 and 52 weeks."""
    scores = columns(numbers, "untreated", YEAR, n=n, seed=seed)["score.HRSD-17"]
    return (scores[1:] <= 7).mean(axis=1)


def trial_of(
    numbers: Mapping[str, float], seed: int, trials: int, sizes: Mapping[str, int], spread: bool
) -> list[Data]:
    """Trials of the size of the NIMH programme, as a paper would report them."""
    made: list[dict[str, list]] = [{"groups": [], "baseline": {}, "last": {}, "sessions": []} for _ in range(trials)]
    for arm, size in sizes.items():
        got = columns(numbers, arm, n=size * trials, seed=seed, trial_size=size if spread else None)
        first, last, done = end_of(got)
        for k, paper in enumerate(made):
            part = slice(k * size, (k + 1) * size)
            f, y, d = first[part], last[part], done[part]
            paper["baseline"][arm], paper["last"][arm] = (size, f.mean(), f.std(ddof=1)), y
            paper.setdefault("worse", {})[arm] = outcomes.worse(f, y, 6).mean()
            for completed in (True, False):
                z = y[d == completed]
                mean, sd = (z.mean(), z.std(ddof=1)) if len(z) > 1 else (np.nan, np.nan)
                paper["groups"].append(Group(arm, completed, len(z), mean, sd, int((z <= 6).sum()), ELKIN))
            if arm == "ipt":
                paper["sessions"] = (got["sessions"][part].mean(), PUBLISHED.sessions[1])
    return [
        Data(groups=tuple(p["groups"]), baseline=p["baseline"], entered=dict(sizes), sessions=p["sessions"],
             natural=PUBLISHED.natural, worse=PUBLISHED.worse, g=hedges(p["last"]["ipt"], p["last"]["placebo"]))
        for p in made
    ]  # fmt: skip
