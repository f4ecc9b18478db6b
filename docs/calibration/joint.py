"""Fit all trials jointly, predict each from the others, and write what came of it.

``python docs/calibration/joint.py`` (needs scipy) writes ``results/calibration_trials.json`` and, from that,
``docs/reference/calibration_trials.md``, which says how long it took. ``report_trials.py`` writes the page alone. Nothing of
it ships. Seeded: the same figures each time.
"""

import os
import time
from concurrent.futures import ProcessPoolExecutor
from typing import Any

import numpy as np
import report_trials
import run_results
from hierarchy import (
    COMMON,
    OWN_DRAWS,
    PER,
    PRIOR,
    PRIOR_SD,
    SPREADS,
    Fit,
    Form,
    M,
    Model,
    library_for,
    misses,
    spreads_at,
)
from leave_out import (
    KINDS,
    OWN,
    Judged,
    LeftOut,
    better,
    cover,
    left_out,
    likeliest,
    mean_score,
    of_kind,
    spread_parts,
)
from library import MICRO, Library, value
from limits_of_the_score import beyond, kept_rows, ranges, sampling, where
from other_ways_to_score import counted, error_over_trials
from recover import recovered
from report_trials import MARK, POINTS
from trials import STUDIES
from variants import AS_FITTED, BEFORE, FOLLOWED, TOLD_APART, VARIANTS, Variant

Rows = list[tuple]


def missed(made: list[Judged]) -> Rows:
    """Every figure outside its 80 % interval, the missed first."""
    rows = []
    for one in sorted(made, key=lambda one: (one.holds(0.95), one.trial)):
        if not one.holds(0.8):
            low, l8, mid, h8, high = np.quantile(one.draws, [0.025, 0.1, 0.5, 0.9, 0.975])
            rows.append((
                one.trial, one.name, f"{one.published:.3g}", f"{mid:.3g}", f"{l8:.3g} to {h8:.3g}", f"{low:.3g} to {high:.3g}",
                "outside 80 %" if one.holds(0.95) else "**missed**", "yes" if one.holds(0.95, "naive") else "no",
            ))  # fmt: skip
    return rows


def summary(made: list[Judged]) -> Rows:
    """Coverage, score and width by kind of figure."""
    rows = []
    for name, word in KINDS.items():
        some = of_kind(made, word)
        own, plain = mean_score(some), mean_score(some, "naive")
        width = np.mean([one.width() / one.width("naive") for one in some])
        rows.append((
            f"{name} ({len(some)})", f"{cover(some, 0.8):.0%}", f"{cover(some, 0.95):.0%}", f"{cover(some, 0.8, 'naive'):.0%}",
            f"{cover(some, 0.95, 'naive'):.0%}", f"{own:.3f}", f"{plain:.3f}", f"{1 - own / plain:+.0%}", f"{width:.2f}",
        ))  # fmt: skip
    return rows


def spread_rows(fit: Fit) -> Rows:
    """How far trials spread; only what the form of the fit lets differ."""
    low, middle, high, prior = (
        spreads_at(u) for u in (fit.u - 1.96 * fit.u_sd, fit.u, fit.u + 1.96 * fit.u_sd, 0 * fit.u)
    )
    return [(name, f"{m:.2f}", f"{a:.2f} to {b:.2f}", f"{p:.2f}", f"{1 - s:.2f}")
            for name, a, m, b, p, s, has in zip(SPREADS, low, middle, high, prior, fit.u_sd, Form().lets_differ(), strict=True)
            if has]  # fmt: skip


def shared_rows(fit: Fit) -> Rows:
    """What all trials share: value, interval, how much was learnt."""
    sd = np.sqrt(np.diag(np.linalg.inv(fit.hessian)))
    rows = []
    for k, (name, *_) in enumerate(MICRO):
        ends = [value(k, fit.theta[k] + z * sd[k]) for z in (0, -1.96, 1.96)]
        rows.append((name, f"{ends[0]:.3g}", f"{ends[1]:.3g} to {ends[2]:.3g}", f"{1 - sd[k]:.2f}"))
    for c, name in enumerate(COMMON):
        if name == "effect_self_rated" and not Form().self_rated:
            continue
        x, s = fit.theta[M + c], sd[M + c]
        ends = [PRIOR[c] + PRIOR_SD[c] * (x + z * s) for z in (0, -1.96, 1.96)]
        if (name.startswith("effect") and name != "effect_brevity") or name == "natural_apart":
            ends = list(np.exp(ends))
        rows.append((name, f"{ends[0]:.3g}", f"{ends[1]:.3g} to {ends[2]:.3g}", f"{1 - s:.2f}"))
    return rows


def taught_rows(fit: Fit) -> Rows:
    """Each trial's own draws in SDs of the spread, and how much of each it tells."""
    sd = np.sqrt(np.diag(np.linalg.inv(fit.hessian)))
    rows = []
    for t, study in enumerate(STUDIES):
        z = [OWN_DRAWS + PER * t + draw for draw in OWN.values()]
        rows.append((study.name, *(f"{x:+.1f} ({1 - s:.0%})" for x, s in zip(fit.theta[z], sd[z], strict=True))))
    return rows


def library_of(structure: tuple[tuple[str, float], ...], by_week: bool) -> Library:
    """The polynomials of a structure."""
    return library_for(dict(structure), by_week)


def judged(variant: Variant, library: Library) -> LeftOut:
    """Every trial predicted from the others in that form, with the same random numbers as in any other."""
    return left_out(library, np.random.default_rng(4), variant.form, variant.known)


def main() -> None:
    """All steps."""
    began = time.perf_counter()

    def took() -> float:
        used = os.times()
        return used.user + used.system + used.children_user + used.children_system

    def said(words: str) -> None:
        print(f"{time.perf_counter() - began:6.0f} s  {words}", flush=True)

    keys = list(dict.fromkeys((variant.structure, variant.by_week) for variant in VARIANTS))
    with ProcessPoolExecutor() as pool:
        libraries = dict(zip(keys, pool.map(library_of, *zip(*keys, strict=True)), strict=True))
    said("libraries")
    library = libraries[FOLLOWED, False]
    whole = Model(library).fit()
    said("all trials fitted")
    parts = spread_parts(library, whole, np.random.default_rng(6))
    with ProcessPoolExecutor() as pool:
        asked = [libraries[variant.structure, variant.by_week] for variant in VARIANTS]
        tried = {}
        for variant, left in zip(VARIANTS, pool.map(judged, VARIANTS, asked), strict=True):
            tried[variant] = left
            said(f"{variant.name}: {better(left.made):+.1%}")
    recovery = recovered(library, whole)
    said("recovery")
    run_results.save("calibration_trials", found_of(library, whole, tried, recovery, parts, took()))
    run_results.put("calibration_trials", report_trials.write(run_results.load("calibration_trials")))


def losses(made: list[Judged]) -> tuple[Rows, Rows]:
    """By trial, and for the figures that cost the most: the score beside that of the naive predictor."""
    by_trial = []
    for name in dict.fromkeys(one.trial for one in made):
        some = [one for one in made if one.trial == name]
        own, plain = mean_score(some), mean_score(some, "naive")
        by_trial.append(
            (name, len(some), f"{own * len(some):.2f}", f"{plain * len(some):.2f}", f"{1 - own / plain:+.0%}")
        )
    by_trial.sort(key=lambda row: float(row[3]) - float(row[2]))

    costly = []
    for one in sorted(made, key=lambda one: one.score("naive") - one.score())[:12]:
        own, plain = one.score(), one.score("naive")
        off, naive_off = ((np.median(x) - one.published) / one.unit for x in (one.draws, one.naive))
        width = one.width() / one.width("naive")
        costly.append(
            (one.trial, one.name, f"{own:.2f}", f"{plain:.2f}", f"{off:+.2f}", f"{naive_off:+.2f}", f"{width:.2f}")
        )
    return by_trial, costly


def polynomials(library: Library, there: np.ndarray) -> dict[str, list[str]]:
    """Of each output: errors on points left out, median and largest; at the fit, mean and root mean square."""
    made = {}
    for name, output, digits in (
        ("mean at the end", 2, 3),
        ("SD at the end", 3, 3),
        ("left", 4, 3),
        ("baseline", 0, 2),
    ):
        error, off = library.error[:, output], there[:, output]
        made[name] = [f"{np.median(error):.{digits}f}", f"{error[:-1].max():.{digits}f}", f"{off.mean():+.3f}",
                      f"{(off**2).mean() ** 0.5:.3f}"]  # fmt: skip
    return made


def first_rows(tried: dict[Variant, LeftOut]) -> Rows:
    """What a reader wants first: the score with what is known of the trial left out."""
    rows = []
    for name, form, known in (
        ("its design", AS_FITTED, False), ("its design; form A", BEFORE, False),
        ("its design and baseline means", AS_FITTED, True),
        ("its design and baseline means; form A", BEFORE, True),
        ("its design; IPT may have another effect where people rate themselves", TOLD_APART, False),
        ("its design and baseline means; IPT may have another effect where people rate themselves", TOLD_APART, True),
    ):  # fmt: skip
        some = next(left.made for v, left in tried.items() if v == Variant(v.name, form, known=known))
        rows.append((name, some))
    chosen = likeliest([left for variant, left in tried.items() if not variant.known])
    rows.insert(2, ("its design; most likely form", chosen))
    return [(name, len(some), f"{mean_score(some):.3f}", f"{mean_score(some, 'naive'):.3f}", f"**{better(some):+.1%}**",
             *(f"{better(some, than):+.1%}" if "baseline" in name else "" for than in ("fall", "line")), f"{cover(some, 0.8):.0%}", f"{cover(some, 0.95):.0%}")
            for name, some in rows]  # fmt: skip


def found_of(
    library: Library, fit: Fit, tried: dict[Variant, LeftOut], recovery: Rows, parts: Rows, took: float
) -> dict[str, Any]:
    """What the page needs of a run, to the digits that it prints."""
    made = tried[VARIANTS[0]].made
    known, apart, apart_known = (
        next(left.made for v, left in tried.items() if (v.form, v.known) == (form, k))
        for form, k in ((AS_FITTED, True), (TOLD_APART, False), (TOLD_APART, True))
    )
    c80, c95 = cover(made, 0.8), cover(made, 0.95)
    plain, floor = mean_score(made, "naive"), sampling(made)

    def with_ends(of: str, *kinds: str) -> float:
        """By how much the score would be better with that of another predictor for those kinds."""
        return float(1 - np.mean([one.score(of if one.name.endswith(kinds) else "draws") for one in made]) / plain)

    by_trial, costly = losses(made)
    return {
        "seconds": round(took), "figures": len(made), "held": bool(abs(c80 - 0.8) <= POINTS and abs(c95 - 0.95) <= POINTS),
        "c80": round(c80, 2), "c95": round(c95, 2), "gain": round(better(made), 3),
        "gain_error": round(error_over_trials(made), 3), "known_gain": round(better(known), 3),
        "known_line_gain": round(better(known, "line"), 3), "known_line_error": round(error_over_trials(known, "line"), 3),
        "known_line_score": round(mean_score(known, "line"), 3), "known_fall_score": round(mean_score(known, "fall"), 3),
        "sampling_share": round(floor / plain, 2), "mark_share": round(MARK * plain / (plain - floor), 2),
        "end_as_naive": round(with_ends("naive", ": end"), 2), "told": round(1 - mean_score(made, "told") / plain, 3),
        "told_end_and_g": round(with_ends("told", ": end", "g"), 3), "beyond": round(beyond(made), 2),
        "apart": round(better(apart), 3), "apart_known_line": round(better(apart_known, "line"), 3),
        "own": list(OWN), "polynomials": polynomials(library, misses(Model(library), fit)),
        "first": first_rows(tried), "counted": counted(made), "where": where(made), "kept": kept_rows(), "ranges": ranges(),
        "missed": missed(made), "by_kind": summary(made), "by_trial": by_trial, "costly": costly,
        "parts": [(name, f"{x:.2f}", f"{y:.2f}") for name, x, y in parts], "forms": form_rows(tried),
        "spreads": spread_rows(fit), "shared": shared_rows(fit), "taught": taught_rows(fit), "recovery": recovery,
    }  # fmt: skip


def form_rows(tried: dict[Variant, LeftOut]) -> Rows:
    """Every form: likelihood, scores, coverage."""
    return [
        (variant.name, "" if variant.known else f"{left.evidence.mean():.1f}", f"{np.sum([one.log_score for one in left.made]):.1f}",
         f"{mean_score(left.made):.3f}", f"{mean_score(left.made, 'naive'):.3f}", f"{better(left.made):+.1%}",
         f"{cover(left.made, 0.8):.0%}", f"{cover(left.made, 0.95):.0%}")
        for variant, left in tried.items()
    ]  # fmt: skip


if __name__ == "__main__":
    main()
