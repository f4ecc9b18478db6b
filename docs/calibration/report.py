"""The calibration report as Markdown, from what the run found; nothing in it is typed by hand."""

import numpy as np
from likelihood import FREE, NAMES
from predict import Line

from iptcore.simulation.inputs.scales import PHQ_ERROR

_HEAD = """# Calibration report

Written by `docs/calibration/calibrate.py`; nothing here is typed by hand.

The model is calibrated to partly unverified figures: the source column says which, and several outcomes of the NIMH
programme are reported in the literature and were not read again. What goes in is no finding: that treatments work, or one better
than another, are inputs here. The model makes no claim on the best dose or spacing, on mediation, on adherence as a cause, on the
course of any one person, or on people for whom nothing was fitted (adolescents, eating disorders, PTSD, social anxiety,
bipolar disorder: the published outcomes are listed in the literature, the model has no module for them).
Small Monte Carlo error is not accuracy.

Pass mark, fixed before the run: the published value lies inside the 95 % predictive interval (parameters, spread between
trials where the target is one trial or a pool of some, their own sampling). The centre, which ships as "as published", is
judged too: it has to lie inside the published 95 % interval, and where a number was solved for, within half a standard error.
"""


def _number(value: float) -> str:
    return "-" if value != value else f"{value:.3g}" if abs(value) < 100 else f"{value:.0f}"


def _row(line: Line) -> str:
    low80, high80 = line.interval(0.80)
    low95, high95 = line.interval(0.95)
    verdict = "inside 80 %" if line.holds(0.80) else "inside 95 %" if line.holds(0.95) else "**missed**"
    low, high = line.published - 1.96 * line.error, line.published + 1.96 * line.error
    return (
        f"| {line.id} | {line.name} | {_number(line.published)} ({_number(low)} to {_number(high)}) "
        f"| {_number(line.centre)}{'' if line.centre_holds else ' **off**'} | {_number(line.middle)} "
        f"| {_number(line.monte_carlo)} | {_number(low80)} to {_number(high80)} | {_number(low95)} to {_number(high95)} "
        f"| {verdict} | {line.role} | {line.source} |"
    )


def write(
    lines: list[Line], narrow: list[Line], spread: dict[str, np.ndarray], centre: dict[str, float], learnt: dict[str, float],
    correlations: np.ndarray, naive: dict[str, np.ndarray], recovered: dict[str, list[tuple[float, float, float]]],
    controls: list[tuple[str, float, float, bool]], scales: list[tuple[str, float, float]], effective: float,
    kept: float, share: float, noise: float,
) -> str:  # fmt: skip
    """The whole report."""
    order = sorted(lines, key=lambda line: (line.holds(0.80), line.holds(0.95), -line.distance))
    missed = [line for line in lines if not line.holds(0.95)]
    off = sum(not line.centre_holds for line in lines)
    parts = [
        _HEAD, "## Targets, the missed first\n",
        f"{len(missed)} of {len(lines)} targets are missed; the centre is off {off} of them.\n",
    ]  # fmt: skip
    parts.append(
        "| id | target | published (95 % interval) | centre | simulated | Monte Carlo error | 80 % predictive | 95 % predictive "
        "| verdict | role | source |\n| - | - | - | - | - | - | - | - | - | - | - |"
    )
    parts.append("\n".join(map(_row, order)) + "\n")
    parts.append(
        "Role: *fitted* stood in the likelihood; *solved* was used to set one number, so that agreement is by construction; "
        "*checked* was used for nothing (g over placebo and the HRSD pool share people with what was fitted). Where the source gave no standard error it is ours (`targets.py` says which).\n"
    )
    parts.append(_coverage(lines, narrow))
    parts.append(_widths(lines, naive))
    parts.append(_parameters(spread, centre, learnt, correlations, effective))
    parts.append(_recovery(recovered))
    parts.append("## Negative controls\n\n| what | came out | may be off by | held |\n| - | - | - | - |")
    parts.append(
        "\n".join(f"| {w} | {_number(v)} | {_number(b)} | {'yes' if ok else '**no**'} |" for w, v, b, ok in controls)
    )
    parts.append(_problems(kept, share, noise, scales))
    return "\n".join(parts) + "\n"


def _coverage(lines: list[Line], narrow: list[Line]) -> str:
    text = (
        "## Coverage of the predictive intervals\n\nOnly the first two lines are out of sample. *Fitted* targets stood in the likelihood "
        "and *solved* ones set a number: that these intervals hold them says that the fit worked, and nothing on new trials.\n\n"
        "| targets | inside 80 % | inside 95 % |\n| - | - | - |\n"
    )
    roles = {role: [line for line in lines if line.role == role] for role in ("checked", "fitted", "solved")}
    for name, some in (
        ("checked only", roles["checked"]),
        ("checked only, without the scales of C11", [line for line in roles["checked"] if line.id != "C11"]),
        ("in sample: fitted", roles["fitted"]), ("in sample: solved", roles["solved"]),
        ("in sample: fitted to the NIMH programme, no spread between trials", [line for line in narrow if line.role == "fitted"]),
    ):  # fmt: skip
        inside = [sum(line.holds(level) for line in some) for level in (0.80, 0.95)]
        text += f"| {name} ({len(some)}) | {inside[0] / len(some):.0%} | {inside[1] / len(some):.0%} |\n"
    return text + (
        "\nTargets hang together (completers and leavers of one trial; g's against one IPT arm), so the counts are no "
        "independent trials of the intervals.\n"
    )


def _widths(lines: list[Line], naive: dict[str, np.ndarray]) -> str:
    text = (
        "## Width beside a naive predictor\n\nNaive: the same model with parameters drawn from the prior, trials of the same "
        "size. Widths of the 95 % intervals.\n\n| target | fitted model | naive | ratio |\n| - | - | - | - |\n"
    )
    for line in lines:
        if line.id == "C1" and line.role == "fitted":
            low, high = line.interval(0.95)
            flat = naive[line.name]
            wide = float(np.subtract(*np.nanquantile(flat, [0.975, 0.025])))
            text += (
                f"| {line.name} | {_number(high - low)} | {_number(wide)} | {(high - low) / max(wide, 1e-9):.2f} |\n"
            )
    return text


def _parameters(
    spread: dict[str, np.ndarray], centre: dict[str, float], learnt: dict[str, float], correlations: np.ndarray,
    effective: float,
) -> str:  # fmt: skip
    text = (
        f"## Parameters\n\n{effective:.0f} effective draws. The centre is what ships. *Learnt* is one minus the ratio of posterior to prior standard "
        "deviation, on the scale of the prior: near 0 the data say nothing and the prior speaks.\n\n"
        "| parameter | centre | median | 95 % interval | learnt |\n| - | - | - | - | - |\n"
    )
    for name in sorted(spread, key=lambda name: (name not in NAMES, name)):
        low, middle, high = np.quantile(spread[name], [0.025, 0.5, 0.975])
        know = f"{1 - learnt[name]:.2f}" if name in learnt else "-"
        text += (
            f"| {name} | {_number(centre[name])} | {_number(middle)} | {_number(low)} to {_number(high)} | {know} |\n"
        )
    poor = [name for name in NAMES if 1 - learnt[name] < 0.2]
    pairs = sorted(
        ((abs(correlations[i, j]), NAMES[i], NAMES[j], correlations[i, j]) for i in range(len(FREE)) for j in range(i)),
        reverse=True,
    )[:8]
    text += "\nNot identified by the data (learnt below 0.2): " + (", ".join(poor) or "none") + ".\n"
    text += (
        "Nothing identifies the correlation of pace across treatments, the memory of fluctuations, the causal share of "
    )
    text += (
        "mechanisms, or the effect of fidelity: they are assumptions with stated ranges. One trial cannot tell its own "
    )
    text += "draw of the spread between trials from the effect of treatment: the effects fitted are those of that trial.\n\n"
    text += "Strongest posterior correlations: "
    return text + "; ".join(f"{a} and {b} {r:+.2f}" for _, a, b, r in pairs) + ".\n"


def _recovery(recovered: dict[str, list[tuple[float, float, float]]]) -> str:
    text = (
        "## Recovery of known parameters\n\nTrials of the same size simulated from known parameters, fitted again (mode and "
        "curvature); in prior standard deviations.\n\n"
        "| parameter | mean error | root mean square error | mean standard error | inside 80 % | inside 95 % |\n"
        "| - | - | - | - | - | - |\n"
    )
    total = np.zeros(3)
    for name, found in recovered.items():
        truth, estimate, error = np.array(found).T
        off = estimate - truth
        inside = [(abs(off) <= z * error).sum() for z in (1.2816, 1.96)]
        total += (*inside, len(found))
        text += (
            f"| {name} | {off.mean():+.2f} | {(off**2).mean() ** 0.5:.2f} | {error.mean():.2f} | {inside[0]}/{len(found)} "
            f"| {inside[1]}/{len(found)} |\n"
        )
    return text + f"| all | | | | {total[0] / total[2]:.0%} | {total[1] / total[2]:.0%} |\n"


def _problems(kept: float, share: float, noise: float, scales: list[tuple[str, float, float]]) -> str:
    rows = "\n".join(f"| {name} | {sd:g} | {_number(got)} |" for name, sd, got in scales)
    return f"""
## Scales rendered from severity (C11)

| scale | published SD at baseline | simulated |
| - | - | - |
{rows}

Intercepts and slopes are lines through the three pooled means of C11 (see `iptcore.simulation.inputs.scales`).

## What was decided where figures disagree

- The rate of sudden gains (C3) speaks of the BDI as it is rendered, the weekly noise of C4 of another self-report (QIDS-A:
  44 % of the variance of one rating). With C3 met, {noise:.0%} of the variance of a BDI at entry is noise ({share:.0%} of what
  the BDI does not share with severity is new each week): along a steeper line a fall of 7 points comes easily, and leaves
  little room for noise. C4 yields for the BDI: another scale, another age. The PHQ-9 takes its noise from its own two
  ratings a fortnight apart (C4), {PHQ_ERROR:.0%} of what severity leaves over; the other self-reports have the middle of
  the two. The noise of the HRSD-17 itself is hardly identified (fluctuation_sd above), and its interval holds C4.
- The natural course (C5) is met with one rate for all, trial populations included, although those remit less.
- *Bias-discounted* keeps {kept:.0%} of what effects have beyond usual care: then IPT has the g of the trials at low risk of bias.
  Each draw of the posterior has its own share, solved at the centre for a g drawn from the interval of those trials.
- The waiting list is held against trials whose lists are not all untreated: its effect is an assumption (0 to 0.02 a week).
- The means of C11 are those of all therapies and of other populations: each scale is fitted to them against the HRSD-17 of
  the same pool, and what they still miss by is what the simulated people differ in from that pool.
- The effects of the comparators are solved at the centre of the posterior and carried to its draws as ratios to IPT.
- The spread between trials is taken as equal and independent in both arms; it mixes controls, populations and instruments.
- The NIMH programme reports 16.2 sessions for completers; a plan of 16 weekly sessions cannot give that many.
- The noise of the QIDS-A was looked at after the fit; nothing was tuned to it.
- The spread between trials makes the intervals of a single trial wide; the coverage without it stands beside.
- The outcomes of C9 by quality of IPT (Frank 1991) are not fitted: fidelity has no effect by default. C12 has no modules.
"""
