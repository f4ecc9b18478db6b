"""Fit the model to published outcomes and write what came of it.

Run from anywhere: ``python docs/calibration/calibrate.py``; about eight minutes on one core. It needs scipy (the package
does not). ``--quick`` takes a minute, prints its report and writes nothing. Without it, it writes what ships
(``inputs/posterior.py`` and ``expected_scores.py`` of the package it imports), ``results/calibration.json``, and from that
``docs/reference/calibration.md``. ``report.py`` writes the page alone.
The targets and the pass mark (the published value lies inside the 95 % predictive interval) stand in ``targets.py`` and
were fixed before the run.
"""

import json
import sys
import time
from importlib.resources import files
from pathlib import Path

import numpy as np
import predict
import report
import run_results
import solve
from controls import negative_controls, recovery
from likelihood import FREE, NAMES, numbers_of
from posterior_search import importance, resample, search, target_of

from iptcore.simulation.expected import build
from iptcore.simulation.inputs.default_parameters import _posterior, as_published, bias_discounted
from iptcore.simulation.trials.uncertainty import draw_independent

PACKAGE = Path(str(files("iptcore.simulation")))
SHIPPED = 256
START = {"therapist_sd": 0.47, "effect_waiting_list": 0.0, "rating_sd": 1.5}
"""What stands in the likelihood without being fitted there: a run does not depend on what ships now."""


def main(quick: bool = False) -> None:
    """All steps, with their times."""
    began = time.perf_counter()
    rng = np.random.default_rng(20)

    def said(words: str) -> None:
        print(f"{time.perf_counter() - began:6.0f} s  {words}", flush=True)

    base = {**as_published().numbers, **START}
    target = target_of(base)
    mode, cov = search(target)
    said("mode found")
    draws, weights, effective = importance(target, mode, cov, rng, (200, 200) if quick else (800, 1200, 2000))
    said(f"posterior: {effective:.0f} effective of {len(draws)}")
    centre = solve.centred(numbers_of(weights @ draws, base))
    rows = [numbers_of(x, base) for x in resample(draws, weights, 24 if quick else SHIPPED, rng)]
    rows = solve.extended(rows, centre, rng)
    kept, kepts = solve.bias_kept(centre, len(rows), np.random.default_rng(21))
    share = solve.error_share(centre)
    said(f"comparators solved; bias kept {kept:.3f}; error share of the BDI {share:.2f}")
    shown = [{**row, **draw_independent(as_published(), np.random.default_rng(k))} for k, row in enumerate(rows)]
    lines = predict.lines_of(shown, kepts, share, rng)
    at_centre = predict.lines_of([centre] * 32, [kept] * 32, share, rng)
    for line, same in zip(lines, at_centre, strict=True):
        line.centre = float(np.nanmean(same.predicted))
    narrow = predict.c1_lines(shown, spread=False)
    said("predicted")
    prior = [{**base, **numbers_of(rng.standard_normal(len(FREE)), base)} for _ in range(len(rows) // 4)]
    naive = predict.c1(prior, trials=2)
    recovered = recovery(base, numbers_of(weights @ draws, base), fits=2 if quick else 12)
    said("recovery")
    controls = negative_controls(centre)
    spread = {name: np.array([row[name] for row in rows]) for name in fitted_names(rows)}
    correlations = np.corrcoef(np.array([spread[name] for name in NAMES]))
    prior_sd = np.sqrt(np.maximum(weights @ (draws - weights @ draws) ** 2, 0))
    found = report.found_of(
        lines, narrow, spread, centre, dict(zip(NAMES, prior_sd, strict=True)), correlations, naive, recovered, controls,
        predict.scale_lines(centre), effective, kept, share, predict.bdi_noise(centre, share),
    )  # fmt: skip
    if quick:
        print(report.write(found))
        return
    ship(rows, centre, kept, kepts, share, effective)
    run_results.save("calibration", found)
    run_results.put("calibration", report.write(found))
    as_shipped = json.dumps(build(seed=7)).replace("]]], ", "]]],\n").replace("]], [[", "]],\n[[")
    _ship("expected_scores.py", as_shipped)
    said("written")


def _ship(module: str, literal: str) -> None:
    """Put new numbers in the place of those that a module of the package holds."""
    file = PACKAGE / module
    head, _, _ = file.read_text(encoding="utf-8").partition("] = ")
    file.write_text(f"{head}] = {literal}\n", encoding="utf-8")


def fitted_names(rows: list[dict[str, float]]) -> list[str]:
    """What differs from row to row."""
    return sorted(name for name in rows[0] if len({row[name] for row in rows}) > 1)


def ship(
    rows: list[dict[str, float]],
    centre: dict[str, float],
    kept: float,
    kepts: np.ndarray,
    share: float,
    effective: float,
) -> None:
    """The posterior as package data: equally weighted rows of the fitted parameters."""
    names = fitted_names(rows)
    held = {
        "names": names,
        "centre": [_short(centre[name]) for name in names],
        "bias_kept": _short(kept),
        "bias_kept_draws": [_short(one) for one in kepts],
        "bdi_error_share": _short(share),
        "effective_draws": round(effective),
        "draws": [[_short(row[name]) for name in names] for row in rows],
    }
    lines = json.dumps(held).replace("], [", "],\n[")
    _ship("inputs/posterior.py", lines)
    _posterior.cache_clear()
    as_published.cache_clear()
    bias_discounted.cache_clear()


def _short(number: float) -> float:
    return float(f"{number:.4g}")


if __name__ == "__main__":
    main(quick="--quick" in sys.argv)
