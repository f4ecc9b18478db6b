"""Fit all trials jointly, predict each from the others, and write what came of it.

``python docs/calibration/joint.py`` (needs scipy) writes ``docs/reference/calibration_trials.md``, which says how long it took.
Nothing of it ships. Seeded: the same figures each time.
"""

import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from hierarchy import (
    COMMON,
    PRIOR,
    PRIOR_SD,
    SPREADS,
    Fit,
    Form,
    M,
    Model,
    spreads_at,
)
from leave_out import Judged, crps, left_out, spread_parts
from library import MICRO, Library, value
from recover import recovered
from trials import STUDIES

ROOT = Path(__file__).parents[2]
AS_FITTED = Form()
FOLLOWED = (("assessed_after_leaving", 1.0),)
"""People who stop treatment are still assessed, and those not assessed are as the others; but in trials that carried the
last score forward."""


@dataclass(frozen=True)
class Variant:
    """One way to do it: what is changed in the model, in the lengths of trials, in the joint fit, in what is known."""

    name: str
    form: Form = AS_FITTED
    structure: tuple[tuple[str, float], ...] = FOLLOWED
    by_week: bool = False
    known: bool = False


VARIANTS = (
    Variant("as fitted"),
    Variant("one natural change for trials and primary care", Form(natural_apart=False)),
    Variant("one session does the same however many are planned", Form(brevity=False)),
    Variant("a week for each session", by_week=True),
    Variant("kinds of control tell each other nothing", Form(pooled=False)),
    Variant("effects of IPT and of controls spread alike", Form(control_spread=False)),
    Variant("trials of sicker people may have larger effects of IPT", Form(severity=True)),
    Variant("scales along lines through the means of single arms", Form(arm_means=True)),
    Variant("worsening in proportion to severity", structure=(*FOLLOWED, ("worsening_power", 1.0))),
    Variant("an effect that falls from session to session (power 0.5)", structure=(*FOLLOWED, ("effect_decline", 0.5))),
    Variant("those not assessed are those who stopped treatment", structure=()),
    Variant("as first fitted: sessions alike, a week each, controls apart but spread as IPT, arm means, those not assessed stopped",
            Form(brevity=False, pooled=False, control_spread=False, arm_means=True), (), by_week=True),
    Variant("as fitted, with the baseline means of the trial known to both", known=True),
)  # fmt: skip
KINDS = {
    "all": "", "baseline": "baseline", "mean at the end": ": end", "SD at the end": "SD at the end", "lost": "lost",
    "responded": "responded", "g": "g",
}  # fmt: skip


def of_kind(made: list[Judged], word: str) -> list[Judged]:
    """The figures of one kind."""
    return [one for one in made if (one.name == "g" if word == "g" else word in one.name)
            and not (word == ": end" and not one.name.endswith(": end"))]  # fmt: skip


def scores(made: list[Judged]) -> tuple[float, float]:
    """Mean ranked probability score of the model and of the naive predictor; scores in SDs of their scale."""
    return (
        float(np.mean([crps(one.published, one.draws) / one.unit for one in made])),
        float(np.mean([crps(one.published, one.naive) / one.unit for one in made])),
    )


def cover(made: list[Judged], share: float, of: str = "draws") -> float:
    """The share of figures that lie in their intervals."""
    return float(np.mean([one.holds(share, of) for one in made]))


def table(heads: tuple[str, ...], rows: list[tuple]) -> str:
    """A table in Markdown."""
    lines = [" | ".join(heads), " | ".join("-" for _ in heads), *(" | ".join(map(str, row)) for row in rows)]
    return "\n".join(f"| {line} |" for line in lines) + "\n"


def missed(made: list[Judged]) -> str:
    """Every figure outside its 80 % interval, the missed first."""
    rows = []
    for one in sorted(made, key=lambda one: (one.holds(0.95), one.trial)):
        if not one.holds(0.8):
            low, l8, mid, h8, high = np.quantile(one.draws, [0.025, 0.1, 0.5, 0.9, 0.975])
            rows.append((
                one.trial, one.name, f"{one.published:.3g}", f"{mid:.3g}", f"{l8:.3g} to {h8:.3g}", f"{low:.3g} to {high:.3g}",
                "outside 80 %" if one.holds(0.95) else "**missed**", "yes" if one.holds(0.95, "naive") else "no",
            ))  # fmt: skip
    return table(("trial", "figure", "published", "median", "80 %", "95 %", "verdict", "inside the naive 95 %"), rows)


def summary(made: list[Judged]) -> str:
    """Coverage, score and width by kind of figure."""
    rows = []
    for name, word in KINDS.items():
        some = of_kind(made, word)
        own, plain = scores(some)
        width = np.mean([one.width() / one.width("naive") for one in some])
        rows.append((
            f"{name} ({len(some)})", f"{cover(some, 0.8):.0%}", f"{cover(some, 0.95):.0%}", f"{cover(some, 0.8, 'naive'):.0%}",
            f"{cover(some, 0.95, 'naive'):.0%}", f"{own:.3f}", f"{plain:.3f}", f"{1 - own / plain:+.0%}", f"{width:.2f}",
        ))  # fmt: skip
    return table(
        ("figures", "inside 80 %", "inside 95 %", "naive 80 %", "naive 95 %", "score", "naive score", "better by",
         "width over naive"), rows)  # fmt: skip


def spread_rows(fit: Fit) -> list[tuple]:
    """How far trials spread; only what the form of the fit lets differ."""
    low, middle, high, prior = (
        spreads_at(u) for u in (fit.u - 1.96 * fit.u_sd, fit.u, fit.u + 1.96 * fit.u_sd, 0 * fit.u)
    )
    return [(name, f"{m:.2f}", f"{a:.2f} to {b:.2f}", f"{p:.2f}", f"{1 - s:.2f}")
            for name, a, m, b, p, s in zip(SPREADS, low, middle, high, prior, fit.u_sd, strict=True)
            if name != "severity_helps"]  # fmt: skip


def shared_rows(fit: Fit) -> list[tuple]:
    """What all trials share: value, interval, how much was learnt."""
    sd = np.sqrt(np.diag(np.linalg.inv(fit.hessian)))
    rows = []
    for k, (name, *_) in enumerate(MICRO):
        ends = [value(k, fit.theta[k] + z * sd[k]) for z in (0, -1.96, 1.96)]
        rows.append((name, f"{ends[0]:.3g}", f"{ends[1]:.3g} to {ends[2]:.3g}", f"{1 - sd[k]:.2f}"))
    for c, name in enumerate(COMMON):
        x, s = fit.theta[M + c], sd[M + c]
        ends = [PRIOR[c] + PRIOR_SD[c] * (x + z * s) for z in (0, -1.96, 1.96)]
        if (name.startswith("effect") and name != "effect_brevity") or name == "natural_apart":
            ends = list(np.exp(ends))
        rows.append((name, f"{ends[0]:.3g}", f"{ends[1]:.3g} to {ends[2]:.3g}", f"{1 - s:.2f}"))
    return rows


def taught_rows(fit: Fit) -> list[tuple]:
    """Each trial's own draws in SDs of the spread, and how much of each it tells."""
    sd = np.sqrt(np.diag(np.linalg.inv(fit.hessian)))
    rows = []
    for t, study in enumerate(STUDIES):
        z = slice(M + len(COMMON) + 6 * t, M + len(COMMON) + 6 * t + 6)
        rows.append((study.name, *(f"{x:+.1f} ({1 - s:.0%})" for x, s in zip(fit.theta[z], sd[z], strict=True))))
    return rows


def main() -> None:
    """All steps."""
    began, cpu = time.perf_counter(), time.process_time()

    def said(words: str) -> None:
        print(
            f"{time.perf_counter() - began:6.0f} s ({time.process_time() - cpu:.0f} s of the processor)  {words}",
            flush=True,
        )

    library = Library(dict(FOLLOWED))
    said("library")
    whole = Model(library).fit()
    said("all trials fitted")
    parts = spread_parts(library, whole, np.random.default_rng(6))
    compared: list[tuple] = []
    found: list[tuple] = []
    made: list[Judged] = []
    libraries = {(FOLLOWED, False): library}
    for variant in VARIANTS:
        key = variant.structure, variant.by_week
        if key not in libraries:
            libraries[key] = Library(dict(variant.structure), variant.by_week)
        fit = whole if variant in {VARIANTS[0], VARIANTS[-1]} else None
        some, score = left_out(libraries[key], np.random.default_rng(4), variant.form, whole=fit, known=variant.known)
        made = made or some
        compared.append((variant.name, score, *scores(some), cover(some, 0.8), cover(some, 0.95)))
        said(variant.name)
    found += recovered(library, whole)
    said("recovery")
    text = write(library, whole, made, compared, found, parts, time.process_time() - cpu)
    (ROOT / "docs/reference/calibration_trials.md").write_text(text, encoding="utf-8")


def losses(made: list[Judged]) -> str:
    """By trial, and for the figures that cost the most: the score beside that of the naive predictor."""
    by_trial = []
    for name in dict.fromkeys(one.trial for one in made):
        own, plain = scores(some := [one for one in made if one.trial == name])
        by_trial.append(
            (name, len(some), f"{own * len(some):.2f}", f"{plain * len(some):.2f}", f"{1 - own / plain:+.0%}")
        )
    by_trial.sort(key=lambda row: float(row[3]) - float(row[2]))
    text = table(("trial", "figures", "sum of scores", "naive", "better by"), by_trial) + "\n"

    def lost(one: Judged) -> float:
        own, plain = scores([one])
        return plain - own

    rows = []
    for one in sorted(made, key=lost)[:12]:
        own, plain = scores([one])
        off, naive_off = ((np.median(x) - one.published) / one.unit for x in (one.draws, one.naive))
        width = one.width() / one.width("naive")
        rows.append(
            (one.trial, one.name, f"{own:.2f}", f"{plain:.2f}", f"{off:+.2f}", f"{naive_off:+.2f}", f"{width:.2f}")
        )
    heads = ("trial", "figure", "score", "naive score", "off by", "naive off by", "width over naive")
    return text + table(heads, rows)


def recovery(found: list[tuple]) -> str:
    """The section on recovery."""
    heads = ("spread", "mean error (log)", "root mean square error (log)", "inside 80 %", "inside 95 %")
    words = "## Recovery of the trial level\n\nSets of trials simulated from known spreads, fitted again.\n\n"
    return words + table(heads, found) + "\n"


def write(
    library: Library,
    fit: Fit,
    made: list[Judged],
    compared: list[tuple],
    found: list[tuple],
    parts: list[tuple],
    took: float,
) -> str:
    """The report."""
    own, plain = scores(made)
    c80, c95 = cover(made, 0.8), cover(made, 0.95)
    held = abs(c80 - 0.8) <= 0.08 and abs(c95 - 0.95) <= 0.08
    better = 1 - own / plain
    error = library.error
    verdict = "This fit may ship" if held and better >= 0.15 else "Nothing of this fit ships, because a mark is missed"
    rows = [
        (name, f"{score:.1f}", f"{a:.3f}", f"{b:.3f}", f"{1 - a / b:+.0%}", f"{x:.0%}", f"{y:.0%}")
        for name, score, a, b, x, y in compared
    ]
    return f"""# Trials as a level: each predicted from the others

Written by `docs/calibration/joint.py` ({took:.0f} seconds of one processor); nothing here is typed by hand. The figures of
{len(STUDIES)} trials are those of the calibration set alone, several of them reported and not read again.

Every trial has its own entry mean, effect in each arm, leaving, natural change and reading of its scale; how far trials
spread in each is fitted to all of them together. Trials are taken as exchangeable: nothing but instrument, number of
sessions, comparator and size tells them apart. To predict a trial, its figures are taken out of the fit, its own draws
come from the spreads, and its own sampling is added; nothing of it but its design is used, its baseline neither.

Pass marks, fixed before the run: 80 and 95 % intervals hold within 8 points of what they say (**{"met" if held else "missed"}**:
{c80:.0%} and {c95:.0%} of {len(made)} figures), and the continuous ranked probability score is at least 15 % better than
that of the naive predictor (**{"met" if better >= 0.15 else "missed"}**: {better:+.0%}). The naive predictor is the t interval of the
same figure in the other trials, by arm, scores in SDs of the scale over all METAPSY trials.

{verdict}: the shipped parameters are those of the
[calibration report](calibration.md). What the fit had to assume stands in `trials.py`: sixteen weeks where a trial's length
is not known, an entry cut of 14 outside primary care and villages, one kind of group and of usual care for all.

## Figures outside their intervals, the missed first

{missed(made)}
## Coverage, score and width

{summary(made)}
The figures of a trial hang together, so that these are no {len(made)} independent trials of the intervals.

## Where the loss is

By trial, worst first, then the twelve figures that lose most against the naive predictor; offsets in SDs of the scale for
scores.

{losses(made)}
The spread of the mean at the end, in SDs of its scale: of a trial not seen, when it draws everything for itself and when it
draws one thing only (always with what is not known of the parameters, and sampling); and of the published means.

{table(("a trial draws", "IPT", "control"), [(n, f"{x:.2f}", f"{y:.2f}") for n, x, y in parts])}
Published means at the end lie closer together than means at baseline do, those after IPT too, though its effects differ
much between trials. The model adds up entry, effect and natural change, and comes to a wider spread than is seen; knowing
nothing of a trial but its design, it cannot say which effect to expect. The naive predictor takes the spread as it is.

## Variants

Each differs from the first row in what its name says. Log score: the sum over figures of the log density of each from the
other trials; higher is better. In the last row the naive predictor takes the fall from the known baseline, in SDs of the
scale, from the other trials, and baselines are not judged; its figures are fewer and not to be compared with the other rows.
Each form was chosen for a reason of structure that `Form` and `trials.py` give, but with these scores in sight: the first
row is flattered by that, and still misses its mark.

{table(("variant", "log score", "score", "naive score", "better by", "inside 80 %", "inside 95 %"), rows)}
## How far trials spread

`trial_sd` is that of effects of IPT, `trial_control_sd` that of controls. *Learnt* is one minus the posterior over the prior
standard deviation.

{table(("spread", "fitted", "95 % interval", "prior median", "learnt"), spread_rows(fit))}
## What they share

`natural_apart` is natural change in trial populations over that of primary care. `effect_control` is the mean over kinds of
control (log severity for each of sixteen sessions or weeks), the effects of the kinds are ratios to it. `effect_brevity` b:
one session of a course of n has (16 / n) ** b times its effect in one of sixteen, so that 0 makes sessions count and 1 the
course. Where *learnt* is below a fifth, the figures say next to nothing and the prior speaks.

{table(("parameter", "fitted", "95 % interval", "learnt"), shared_rows(fit))}
## What each trial teaches

Each trial's own draw in standard deviations of the spread (how much of its standard deviation the trial takes away).
Draws are shrunk towards 0 the more, the less a trial tells.

{table(("trial", "entry", "effect of IPT", "effect of control", "leaving", "natural change", "scale"), taught_rows(fit))}
{recovery(found)}## How well the polynomials stand for the simulator

Root mean square error on points left out, median and largest over the arms: mean at the end {np.median(error[:, 2]):.3f} and
{error[:-1, 2].max():.3f} (log), SD {np.median(error[:, 3]):.3f} and {error[:-1, 3].max():.3f} (log), left {np.median(error[:, 4]):.3f} and
{error[:-1, 4].max():.3f} (logit), baseline {np.median(error[:, 0]):.2f} and {error[:-1, 0].max():.2f} points.
"""


if __name__ == "__main__":
    main()
