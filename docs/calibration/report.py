"""The calibration report as Markdown, from what the last run found.

``python docs/calibration/report.py`` writes the page again without a run: its words, not its numbers.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
from likelihood import FREE, NAMES
from predict import Line
from run_results import load, put, short, table
from targets import (
    COMPLETERS_SESSIONS,
    COUNTED,
    HRSD_POOL_N,
    NATURAL_PEOPLE,
    OF_SAME_PEOPLE,
    OF_SAME_TRIALS,
    RESIDUAL_ICC,
    SCALE_SD,
    SIZES,
    TRIAL_ARM,
    wilson,
)

from iptcore.simulation.inputs.default_parameters import as_published
from iptcore.simulation.inputs.scales import PHQ_ERROR

Found = dict[str, Any]
Target = Mapping[str, Any]


def found_of(
    lines: list[Line], narrow: list[Line], spread: dict[str, np.ndarray], centre: dict[str, float], kept_sd: dict[str, float],
    correlations: np.ndarray, naive: dict[str, np.ndarray], recovered: dict[str, list[tuple[float, float, float]]],
    controls: list[tuple[str, float, float, bool]], scales: list[tuple[str, float, float]], effective: float,
    kept: float, share: float, noise: float,
) -> Found:  # fmt: skip
    """What the page needs of a run, to the digits that it prints."""
    order = sorted(lines, key=lambda line: (line.holds(0.80), line.holds(0.95), -line.distance))
    fitted = [line for line in narrow if line.role == "fitted"]
    pairs = [(NAMES[i], NAMES[j], float(correlations[i, j])) for i in range(len(FREE)) for j in range(i)]
    pairs.sort(key=lambda pair: -abs(pair[2]))
    return {
        "targets": [_target(line) for line in order],
        "without_spread": [len(fitted), *(sum(line.holds(level) for line in fitted) for level in (0.80, 0.95))],
        "widths": [_width(line, naive[line.name]) for line in lines if line.id == "C1" and line.role == "fitted"],
        "parameters": [
            [name, short(centre[name]), *map(short, np.quantile(spread[name], [0.5, 0.025, 0.975])),
             round(1 - kept_sd[name], 2) if name in kept_sd else None]
            for name in sorted(spread, key=lambda name: (name not in NAMES, name))
        ],
        "correlations": [[one, other, round(r, 2)] for one, other, r in pairs[:8]],
        "recovery": [_recovered(name, np.array(some)) for name, some in recovered.items()],
        "controls": [[what, short(value), short(limit), bool(ok)] for what, value, limit, ok in controls],
        "scales": [[name, sd, short(got)] for name, sd, got in scales],
        "effective": round(effective), "kept": round(kept, 2), "share": round(share, 2), "noise": round(noise, 2),
    }  # fmt: skip


def _target(line: Line) -> dict[str, Any]:
    return {
        "id": line.id, "name": line.name, "role": line.role, "source": line.source,
        "published": short(line.published), "low": short(line.published - 1.96 * line.error),
        "high": short(line.published + 1.96 * line.error), "centre": short(line.centre), "off": not line.centre_holds,
        "simulated": short(line.middle), "monte_carlo": short(line.monte_carlo),
        "80": list(map(short, line.interval(0.80))), "95": list(map(short, line.interval(0.95))),
        "inside": 80 if line.holds(0.80) else 95 if line.holds(0.95) else 0,
    }  # fmt: skip


def _width(line: Line, flat: np.ndarray) -> list:
    own = float(np.subtract(*line.interval(0.95)[::-1]))
    wide = float(np.subtract(*np.nanquantile(flat, [0.975, 0.025])))
    return [line.name, short(own), short(wide), round(own / max(wide, 1e-9), 2)]


def _recovered(name: str, some: np.ndarray) -> list:
    truth, estimate, error = some.T
    off = estimate - truth
    inside = [int((abs(off) <= z * error).sum()) for z in (1.2816, 1.96)]
    moments = [round(float(x), 2) for x in (off.mean(), (off**2).mean() ** 0.5, error.mean())]
    return [name, *moments, *inside, len(some)]


_HEAD = """# Calibration report

This page compares the simulator with published outcomes of interpersonal psychotherapy (IPT) for depression. One run of
`docs/calibration/calibrate.py` found the numbers; `docs/calibration/report.py` wrote the page from them.

Read these limits first:

- Some published figures are unverified. The word *unverified* in the column *source* marks a figure that other works
  report; nobody read it again in its own source. The most important trial, the NIMH programme, has several such figures.
- That treatments work, or that one works better than another, is put into the model. It is not a finding.
- The model says nothing about the best number or spacing of sessions, about mechanisms of change, about adherence as a
  cause, or about the course of one person.
- The model says nothing about people for whom nothing was fitted: adolescents, and people with an eating disorder, PTSD,
  social anxiety or bipolar disorder.
- A small Monte Carlo error is not accuracy. It only says that enough people were simulated.
"""

_WORDS = """
## How to read this page

A *target* is one published figure. The *id* of a target is explained in
[the explanation of the simulator](../explanations/simulator.md#how-to-read-the-calibration-report).

- **Roles.** A *fitted* target was part of the likelihood, to which the parameters were fitted. A *solved* target was used
  to set one number, so it agrees by construction. A *checked* target was not used in either way. Some checked targets
  are still not independent: *same people* means that other figures of the same people were fitted; *same trials* means
  that some of its trials also stand behind a number that was solved or set.
- **Centre.** What the shipped parameters (scenario "as published") come to. The centre is **off** if it lies outside the
  published 95 % interval. For a solved target it is off if it is more than half a standard error away.
- **Simulated.** The median of figures from many simulated trials, each with its own draw of the parameters from the
  posterior (the distribution of the parameters after the fit).
- **Predictive interval.** 80 % or 95 % of these figures lie inside it. It holds the uncertainty of the parameters, the
  spread between trials (where the target is a trial or a pool of trials) and the sampling of people.
- **Pass mark.** A target is **missed** if its published value lies outside the 95 % predictive interval. The mark was
  fixed before the run.
- **Monte Carlo error.** How much the median would change by chance if the run were repeated with other random numbers.
- **Units.** Means and standard deviations (SDs) are in points of the instrument that is named, else of the HRSD-17. A
  share is a part of the people that are named, from 0 to 1. *g* is Hedges' g: the difference between two arms at the end, in SDs;
  "g IPT over placebo" is positive if IPT ended lower, negative if placebo did. "g over wait list, 4 trials" is the mean g of so many trials. *tau*
  is the SD of g between trials. *ICC* is the intraclass correlation.
- **People.** *Completers* had at least 12 sessions and stayed at least 15 weeks; *leavers* are the others. *Share at 6 or
  less* and *untreated, 7 or less* are shares by HRSD-17. *Response*: the last score is at most half of the first.
  *Worse by 6 or more*: the last HRSD-17 is at least 6 points above the first. Last scores are carried forward. *Post* means
  after treatment. *Recurred*: ill again, of the people who were well at the end of treatment. *Combined*: IPT and a drug.
- **Sudden gain.** A fall between two sessions that is large in points, as a share, and beside the scores around it
  (criteria of Tang and DeRubeis for the BDI, reported, unverified).
- **Names.** NIMH programme: the trial of Elkin 1989 at the National Institute of Mental Health, IPT against placebo pills
  with clinical management. METAPSY: a database of trials of psychotherapy. Own pooling: our pooled
  figures of its IPT trials. HRSD pool: those of its IPT trials that use the HRSD-17. Bias-discounted: the scenario with the
  smaller effects of trials at low risk of bias.
- **Instruments.** Clinicians rate the HRSD-17 (Hamilton, 0 to 52 points) and the MADRS (Montgomery-Åsberg). People rate
  themselves on the BDI-I and BDI-II (Beck), PHQ-9 (Patient Health Questionnaire), EPDS (Edinburgh, after birth), CES-D
  (Center for Epidemiologic Studies) and QIDS-A (Quick Inventory, for adolescents).
"""


def _plain(name: str) -> str:
    return f"IPT{name[3:]}" if name.startswith("ipt") else name.replace("_", " ")


def _number(value: float) -> str:
    return f"{value:.3g}" if abs(value) < 100 else f"{value:.0f}"


def _range(pair: tuple[float, float] | list[float]) -> str:
    return f"{_number(pair[0])} to {_number(pair[1])}"


def unit_of(name: str) -> str:
    """The unit in which a target is printed."""
    if "g IPT over" in name or name.startswith("g over") or name == "tau of g":
        return "g"
    if name.endswith(("mean", "SD")):
        scale = name.partition(":")[0]
        return f"{scale if scale in SCALE_SD else 'HRSD-17'} points"
    return "sessions" if name.endswith("sessions") else "correlation" if name.endswith("correlation") else "share"


def role_of(target: Target) -> str:
    """The role of a target, with what it has in common with targets that were used."""
    also = (
        ", same people"
        if target["name"] in OF_SAME_PEOPLE
        else ", same trials"
        if target["name"] in OF_SAME_TRIALS
        else ""
    )
    return target["role"] + also


def published_interval(target: Target) -> tuple[float, float]:
    """The published 95 % interval; that of a share ends at 0 and at 1."""
    low, high = target["low"], target["high"]
    return (max(low, 0.0), min(high, 1.0)) if unit_of(target["name"]) == "share" else (low, high)


def _size(name: str) -> str:
    return f"{COUNTED[name]} people" if name in COUNTED else SIZES.get(name, "not given")


def _row(target: Target) -> tuple[str, ...]:
    name = target["name"]
    return (
        target["id"], _plain(name), f"{_number(target['published'])} ({_range(published_interval(target))})",
        f"{_number(target['centre'])}{' **off**' if target['off'] else ''}", _number(target["simulated"]), unit_of(name),
        _range(target["80"]), _range(target["95"]), _number(target["monte_carlo"]),
        f"inside {target['inside']} %" if target["inside"] else "**missed**", role_of(target), _size(name), target["source"],
    )  # fmt: skip


def _listed(names: list[str]) -> str:
    return "; ".join(f"*{_plain(name)}*" for name in names) or "none"


def write(found: Found) -> str:
    """The whole page."""
    targets = found["targets"]
    parts = [_HEAD, _missed(targets), _WORDS, "\n## Targets, the missed first\n\nA row is a target. *n* is how many people or trials stand behind the published figure.\n\n"]  # fmt: skip
    heads = ("id", "target", "published (95 % interval)", "centre", "simulated", "unit", "80 % predictive", "95 % predictive",
             "Monte Carlo error", "verdict", "role", "n", "source")  # fmt: skip
    parts += [table(heads, map(_row, targets)), _shares(targets), _coverage(targets, found["without_spread"])]
    parts += [_widths(found["widths"]), _parameters(found), _recovery(found["recovery"]), _controls(found["controls"])]
    return "".join([*parts, _scales(found["scales"]), _decisions(found)])


def _missed(targets: list[Target]) -> str:
    missed = [one for one in targets if not one["inside"]]
    off = [one["name"] for one in targets if one["off"]]
    roles = ", ".join(f"{sum(one['role'] == role for one in missed)} of {sum(one['role'] == role for one in targets)} {role}"
                      for role in ("fitted", "solved", "checked"))  # fmt: skip
    first = [one for one in missed if one["name"].endswith("baseline mean")]
    pool = next(one for one in targets if one["name"] == "HRSD-17: baseline mean")
    checked = [one for one in targets if one["role"] == "checked"]
    apart = [one for one in checked if role_of(one) == "checked"]
    return f"""
## What is missed

- **{len(missed)} of {len(targets)} targets are missed** ({roles}): {_listed([one["name"] for one in missed])}.
- {len(first)} of the {len(missed)} are means at baseline. The simulated people are those of the NIMH programme. They begin at
  {_number(pool["centre"])} points of the HRSD-17; the people of all pooled trials begin at {_number(pool["published"])}.
- **The shipped parameters are off {len(off)} targets**: {_listed(off)}. The response to IPT and the last mean of IPT show that IPT does
  better in the model than in the pooled trials.
- {_held(checked, 95)} of the checked targets lie in their 95 % interval. But most of these checks are not independent of the
  fit. Of those that share neither people nor trials with it, as far as is known, {_held(apart, 95)} do. The section on coverage
  counts them apart.
"""


def _held(some: list[Target], level: int) -> str:
    inside = sum(0 < one["inside"] <= level for one in some)
    return f"{inside} of {len(some)} ({100 * inside / len(some):.0f} %)"


def _shares(targets: list[Target]) -> str:
    below, above, moved, far = 0, 0, [], ""
    for one in targets:
        if unit_of(one["name"]) != "share":
            continue
        below, above = below + (one["low"] < 0), above + (one["high"] > 1)
        if one["name"] in COUNTED and one["role"] != "solved":
            low, high = wilson(one["published"], COUNTED[one["name"]])
            if (low <= one["centre"] <= high) == one["off"]:
                moved.append(one["name"])
            if one["published"] == 0:
                far = f" For 0 of {COUNTED[one['name']]} people it ends at {_number(one['high'])}, where Wilson's interval ends at {_number(high)}."
    return f"""
The published interval is the figure plus and minus 1.96 standard errors. Where the source gives an interval but no standard
error, the standard error was computed from the interval. Of a share, this normal interval can go below 0 or above 1. It did
so for {below + above} targets ({below} below 0, {above} above 1); the page cuts these intervals at 0 and 1, which changes no verdict.
For a share of few people close to 0 or 1, a normal interval is not only cut but too narrow.{far} The pass
mark named no other interval, so the verdicts stay. With Wilson's intervals for the counted shares, the verdict on the centre
would change for: {_listed(moved)}.
"""


def _coverage(targets: list[Target], without_spread: list[int]) -> str:
    checked = [one for one in targets if one["role"] == "checked"]
    apart = [one for one in checked if role_of(one) == "checked"]
    rows = [(name, _held(some, 80), _held(some, 95)) for name, some in (
        ("checked, neither people nor trials shared", apart),
        ("the same without the scales (C11)", [one for one in apart if one["id"] != "C11"]),
        ("checked, same trials in part", [one for one in checked if one["name"] in OF_SAME_TRIALS]),
        ("checked, same people in part", [one for one in checked if one["name"] in OF_SAME_PEOPLE]),
        ("checked, all", checked),
        ("fitted, all", [one for one in targets if one["role"] == "fitted"]),
        ("solved, all", [one for one in targets if one["role"] == "solved"]),
    )]  # fmt: skip
    n, *inside = without_spread
    rows.append(
        (
            "fitted, NIMH programme, without the spread between trials",
            *(f"{k} of {n} ({100 * k / n:.0f} %)" for k in inside),
        )
    )
    people, trials = len(OF_SAME_PEOPLE), len(OF_SAME_TRIALS)
    return f"""
## How many targets lie in their predictive intervals

A row is a group of targets. The cells say how many of them lie in the interval.

{table(("targets", "inside 80 %", "inside 95 %"), rows)}
- **Only the first two rows are out of sample.** {len(apart)} targets are few, and the two shares who leave IPT are one simulated figure
  beside two published ones. Such a row can show a large fault only. The HRSD-17 rows of C11 are among these
  targets, although the lines of the other scales were fitted through them: severity itself was not fitted to them.
- {people} checked targets are in part about the *same people* as fitted ones: g over placebo comes from the people of the NIMH
  programme, and the NIMH programme is one of the six trials of the HRSD pool.
- {trials} checked targets come in part from the *same trials* as numbers that were solved or set: the pooled g's and the shares that
  respond from trials that are also behind the g's of Cuijpers 2016 and behind tau; Reynolds 1999 with IPT is one of the two trials that
  gave the hazard ratio of monthly IPT.
- That intervals hold *fitted* and *solved* targets says that the fit worked. It says nothing about new trials.
- The last row leaves out the spread between trials, which makes the intervals of a single trial wide.
- The targets of a row depend on each other (completers and leavers of one trial, several g's with one IPT arm). So the
  counts are not counts of independent trials.
"""


def _widths(rows: list) -> str:
    made = [
        (_plain(name), unit_of(name), _number(own), _number(wide), f"{ratio:.2f}") for name, own, wide, ratio in rows
    ]
    return f"""
## Width of the intervals beside those of a naive predictor

A row is a figure of the NIMH programme. The naive predictor is the same model with parameters drawn from the prior (the
distribution before the fit), for trials of the same size. The widths are those of the 95 % predictive intervals. A ratio near 1 says
that the fit made the prediction no narrower.

{table(("target", "unit", "width, fitted model", "width, naive", "ratio"), made)}"""


def _parameters(found: Found) -> str:
    rows = []
    for name, centre, middle, low, high, learnt in found["parameters"]:
        item = as_published().item(name)
        unit = {"1": "exponent", "HRSD-17": "HRSD-17 points"}.get(item.unit, item.unit)
        know = "-" if learnt is None else f"{learnt:.2f}"
        rows.append((name, item.meaning, unit, _number(centre), _number(middle), _range((low, high)), know))
    poor = [name for name in NAMES if next(row[-1] for row in found["parameters"] if row[0] == name) < 0.2]
    pairs = "; ".join(f"{one} and {other} {r:+.2f}" for one, other, r in found["correlations"])
    return f"""
## Parameters

A row is a parameter. The posterior has {found["effective"]} effective draws (as many independent draws would be worth the same). The
*centre* ships; *median* and interval are those of the posterior. *Learnt* is 1 minus the SD of the posterior divided by the SD of
the prior, on the scale of the prior: near 1 the figures decide, near 0 they say nothing and the prior decides. It is a little below 0 where the posterior
is as wide as the prior. It is "-" for a parameter that was solved and not fitted.

Units: *log severity a session* of 0.06 means that severity falls by about 6 % in a session at average pace. A *logit*
is the logarithm of the odds; a difference of 1 multiplies the odds by 2.7. *log* is the SD of the logarithm of a factor.

{table(("parameter", "meaning", "unit", "centre", "median", "95 % interval", "learnt"), rows)}
- The figures do not identify these parameters (learnt below 0.2): {", ".join(poor) or "none"}.
- No figure identifies the correlation of pace between treatments, how long a fluctuation lasts, the causal share of the mechanisms, or
  the effect of fidelity. They are assumptions with stated ranges.
- One trial cannot tell its own place in the spread between trials from the effect of its treatment. So the fitted effects
  are those of the NIMH programme.
- The strongest correlations of the posterior: {pairs}.
"""


def _recovery(some: list) -> str:
    rows = [
        (name, f"{off:+.2f}", f"{square:.2f}", f"{error:.2f}", f"{a}/{n}", f"{b}/{n}")
        for name, off, square, error, a, b, n in some
    ]
    *_, a, b, n = map(sum, zip(*(row[1:] for row in some), strict=True))
    fits = max(row[-1] for row in some)
    return f"""
## Recovery of known parameters

A row is a parameter. {
        fits
    } trials of the size of the NIMH programme were simulated from known parameters and fitted again. The
errors are estimate minus truth, in SDs of the prior. *Standard error* is what the fit itself gave. The last columns count the fits whose
interval held the truth.

{
        table(
            ("parameter", "mean error", "root mean square error", "mean standard error", "inside 80 %", "inside 95 %"),
            [*rows, ("all", "", "", "", f"{100 * a / n:.0f} %", f"{100 * b / n:.0f} %")],
        )
    }"""


def _controls(some: list) -> str:
    rows = [(what, _number(value), _number(limit), "yes" if ok else "**no**") for what, value, limit, ok in some]
    return f"""
## Negative controls

A row is something that must not differ. *Limit* is how far it may be off by chance (two standard errors; 0 where nothing is
left to chance). The first value is in g, the others in the unit of what is compared.

{table(("what was compared", "difference", "limit", "held"), rows)}"""


def _scales(some: list) -> str:
    return f"""
## Scales computed from severity (C11)

A row is a scale. The model computes the score on every other scale from severity, which is in points of the HRSD-17. The SDs are
those at baseline, in points of the scale. The number of people behind the published SDs is not given.

{table(("scale", "published SD", "simulated SD"), [(name, f"{sd:g}", _number(got)) for name, sd, got in some])}
The lines from severity to the scales are least squares lines through three pooled means of C11 (see `iptcore.simulation.inputs.scales`).
"""


def _decisions(found: Found) -> str:
    waiting = as_published().item("effect_waiting_list")
    return f"""
## What was decided where figures disagree

- **Noise of self-reports.** The rate of sudden gains (C3) is about the BDI. The weekly noise (C4) is about the QIDS-A: {100 * (1 - RESIDUAL_ICC):.0f} % of the
  variance of one rating. The two do not fit together. If the rate of sudden gains is met, {100 * found["noise"]:.0f} % of the variance of a BDI at
  entry is noise, and {100 * found["share"]:.0f} % of what the BDI does not share with severity is new each week: the line from severity to the BDI is
  steep, so a fall of 7 points is common and little room is left for noise. We kept C3 for the BDI, since C4 is about another scale
  and another age. The PHQ-9 takes its noise from its own two ratings two weeks apart (C4): {100 * PHQ_ERROR:.0f} % of what severity does not
  explain. The other self-reports take the middle of the two shares.
- **Noise of the HRSD-17.** The figures hardly identify it (`fluctuation_sd`). The QIDS-A was compared after the fit, and nothing was
  tuned to it; it lies in the interval of the model.
- **Course without treatment (C5).** One rate is used for all people, although people in trials remit less.
- **Bias-discounted.** This scenario keeps {100 * found["kept"]:.0f} % of what effects have beyond usual care. Then IPT has the g of the trials at low
  risk of bias. Each draw of the posterior has a share of its own, solved at the centre for a g drawn from the interval of those trials.
- **Waiting list.** It is compared with trials whose waiting lists are not all untreated. Its effect is an assumption:
  {waiting.low:g} to {waiting.high:g} a week, {waiting.value:g} at the centre.
- **Means of the scales (C11).** They come from all therapies and from other populations. Each scale is fitted to them against the HRSD-17
  of the same pool. What the simulated means still miss is how the simulated people differ from that pool.
- **Comparators.** Their effects are solved at the centre of the posterior. Each draw takes them as ratios to the effect of IPT.
- **Spread between trials.** It is taken as equal and independent in both arms. It mixes controls, populations and instruments.
- **Numbers of people.** Where the source gives none, the predictive intervals take one of ours: {NATURAL_PEOPLE} people without treatment
  (C5), {TRIAL_ARM} in each arm of a pooled trial, and {HRSD_POOL_N[1]} in the control arms of the HRSD pool, as in its IPT arms. Larger pools (the shares that
  respond, leave or get worse, and C11) are predicted without sampling, so their intervals are narrow.
- **Sessions of completers.** The NIMH programme reports {COMPLETERS_SESSIONS:g} (unverified). A plan of 16 weekly sessions cannot give so many.
- **Not used.** Frank 1991 (C9) gives outcomes by quality of IPT. They are not fitted, because fidelity has no effect by default. The
  model has no part for the other diagnoses of C12.
"""


if __name__ == "__main__":
    put("calibration", write(load("calibration")))
