"""Does the fit find what was put in, and is there nothing where nothing was put in?"""

from collections.abc import Mapping

import numpy as np
import solve
from likelihood import FREE, columns, end_of, evaluate, numbers_of, trial_of
from posterior_search import search, target_of
from targets import ENTERED, PUBLISHED, Data

from iptcore.simulation.engine.block import simulate_block
from iptcore.simulation.inputs.default_parameters import as_published
from iptcore.simulation.inputs.plan import IPT_PLAN
from iptcore.simulation.inputs.request import Request


def coordinates(numbers: Mapping[str, float]) -> np.ndarray:
    """The standardised coordinates of parameters: the inverse of `numbers_of`."""
    made = []
    for name, centre, spread, log in FREE:
        value = numbers[name]
        if log is None:
            value, moved = np.log(value / (1 - value)), centre
        else:
            value, moved = (np.log(value), np.log(centre)) if log else (value, centre)
        made.append((value - moved) / spread)
    return np.array(made)


def recovery(
    base: Mapping[str, float], centre: Mapping[str, float], fits: int
) -> dict[str, list[tuple[float, float, float]]]:
    """Known parameters, simulated trials of the same size, the fit again: (truth, estimate, error) in prior SDs."""
    rng = np.random.default_rng(3)
    made: dict[str, list[tuple[float, float, float]]] = {name: [] for name, *_ in FREE}
    around = coordinates(centre)
    for k in range(fits):
        truth = around + 0.5 * rng.standard_normal(len(FREE))
        numbers = numbers_of(truth, base)
        [paper] = trial_of(numbers, 500 + k, 1, ENTERED, spread=False)
        if any(g.n < 3 for g in paper.groups):
            continue
        mode, cov = search(target_of(base, _with_errors(paper, numbers, rng), n=8192), rounds=4)
        for i, (name, *_) in enumerate(FREE):
            made[name].append((float(truth[i]), float(mode[i]), float(cov[i, i] ** 0.5)))
    return made


def _with_errors(paper: Data, numbers: Mapping[str, float], rng: np.random.Generator) -> Data:
    """The targets that are no trial of ours, drawn about what the truth implies."""
    from likelihood import natural

    shares = natural(numbers, 16384, 77)
    said = tuple((s + e * rng.standard_normal(), e) for s, (_, e) in zip(shares, PUBLISHED.natural, strict=True))
    worse = {}
    for arm, (_, error) in PUBLISHED.worse.items():
        first, last, _ = end_of(columns(numbers, arm, seed=78))
        worse[arm] = (float((last - first >= 6).mean() + error * rng.standard_normal()), error)
    return Data(paper.groups, paper.baseline, paper.entered, paper.sessions, said, worse)


def negative_controls(centre: dict[str, float]) -> list[tuple[str, float, float, bool]]:
    """What was looked at, what came out, how far it may be off by chance (two standard errors), whether it held."""
    same = {
        **centre,
        "effect_placebo": centre["effect_ipt"],
        "leaving_placebo": centre["leaving_ipt"],
        "therapist_sd": 0.0,
    }
    a, b = solve.lasts(same, "ipt", blocks=6), solve.lasts(same, "placebo", blocks=6, seed=2)
    g, limit = solve.hedges(a, b), 2 * (2 / len(a)) ** 0.5
    lines = [("equal effects and leaving: g of IPT over placebo", g, limit, abs(g) <= limit)]
    shares = [_columns({**centre, "mechanism_share": share}) for share in (0.0, 0.5)]
    moved = float(max(np.nanmax(np.abs(shares[0][k].astype(float) - shares[1][k].astype(float))) for k in shares[0]))
    lines.append(("causal share of mechanisms 0 or 0.5: largest change in any column", moved, 0.0, moved == 0.0))
    once, again = (evaluate(centre)[0] for _ in range(2))
    lines.append(("the likelihood twice: difference", once - again, 0.0, once == again))
    half = {**centre, "pace_correlation": 1.0}
    a, b = solve.lasts({**half, "effect_other_therapy": half["effect_ipt"], "leaving_other_therapy": half["leaving_ipt"]},
                       "other_therapy"), solve.lasts(half, "ipt")  # fmt: skip
    lines.append(("one pace, one effect: largest change between IPT and the other therapy", float(np.abs(a - b).max()), 0.0,
                  bool((a == b).all())))  # fmt: skip
    return lines


def _columns(numbers: Mapping[str, float]) -> dict[str, np.ndarray]:
    return simulate_block(Request.of(IPT_PLAN, 4096, seed=5, parameters=as_published().but(numbers)), 0, 4096)
