"""The report on the joint fit as Markdown, from what the last run found.

``python docs/calibration/report_trials.py`` writes the page again without a run: its words, not its numbers.
"""

from itertools import chain
from typing import Any

from limits_of_the_score import baseline_spread
from run_results import load, put, table
from trials import STUDIES

from iptcore.simulation.inputs.default_parameters import as_published

MARK, POINTS = 0.15, 0.08
"""The pass marks: by how much the score has to be better, and by how much coverage may be off."""
_UNITS = {
    "trial_control_sd": "log", "trial_control_leaving_sd": "logit", "effect_control": "log severity a session or week",
    "effect_placebo": "ratio", "effect_attention": "ratio", "effect_usual_care": "ratio", "effect_waiting_list": "ratio",
    "natural_apart": "ratio",
}  # fmt: skip


_WORDS = """## How to read this page

- **Score.** The continuous ranked probability score of a prediction: the smaller, the better. It falls if the middle of the
  prediction comes closer to the published figure, and if the prediction gets narrower without losing it.
- **Better by 10 %.** The mean score is 10 % smaller than that of the other predictor. A minus means that it is larger.
- **Units of scores.** Means and SDs count in SDs of the scale: its baseline SD over all trials of METAPSY, a database of
  trials of psychotherapy. Shares count as shares and g as g. Other ways to count stand below.
- **Figures.** *Baseline* and *end* are means; *SD at the end* is a standard deviation; *lost* is the share of people who were not assessed at
  the end, as METAPSY records it; *responded* is the share whose score fell by at least half; *g* is Hedges' g of IPT over the control
  (the difference at the end in SDs, positive if IPT ended lower).
- **Instruments.** HRSD-17 (Hamilton) and MADRS (Montgomery-Åsberg) are rated by clinicians. BDI-I (Beck), EPDS (Edinburgh, after
  birth) and HSCL (Hopkins) are rated by the people themselves.
- **NIMH programme.** The trial of Elkin 1989 at the National Institute of Mental Health.
- **Width over naive.** The width of the 95 % interval of the model divided by that of the naive predictor.
"""

_FIT = """## What the fit is

- Each trial has its own mean at entry, effect in each arm, leaving in each arm and reading of its scale. How far trials
  spread in each of these is fitted to all trials together.
- Trials differ for the model in these facts only: instrument, number of sessions, kind of control, number of people,
  entry cut, and (for leaving only) setting. Otherwise they are exchangeable.
- To predict a trial, its figures are removed and the fit begins again from the priors. What is particular to the trial is drawn from the
  spreads, and the sampling of its people is added.
- The fit has to assume some facts: sixteen weeks where the length of a trial is not known; an entry cut of 14 outside primary
  care and villages; one kind of group and one kind of usual care for all. `trials.py` lists them. `variants.py` gives the
  reason for each part of the fit.
"""


def unit_of(name: str) -> str:
    """The unit of a parameter of the joint fit."""
    unit = _UNITS.get(name) or as_published().item(name).unit
    return {"1": "exponent", "HRSD-17": "HRSD-17 points"}.get(unit, unit)


def _percent(share: float, digits: int = 1) -> str:
    return f"{100 * share:.{digits}f} %"


def _with_units(rows: list[list[str]]) -> list[list[str]]:
    return [[name, unit_of(name), *cells] for name, *cells in rows]


def write(found: dict[str, Any]) -> str:
    """The whole page."""
    begin, middle, end = (
        (_head, _missed, _gains),
        (_which, _counted, _kinds, _why),
        (_losses, _forms, _parameters, _checks),
    )
    parts = (
        [part(found) for part in begin],
        [_WORDS],
        [part(found) for part in middle],
        [_FIT],
        [part(found) for part in end],
    )
    return "\n".join(chain(*parts))


def _head(found: dict[str, Any]) -> str:
    return f"""# Joint fit of {len(STUDIES)} trials: each trial predicted from the others

This page asks how well the model predicts a trial of interpersonal psychotherapy (IPT) that it has not seen. The model is
fitted to {len(STUDIES)} trials together. Then each trial is left out, the model is fitted to the other trials, and its prediction is
compared with the published figures of the trial that was left out.

One run of `docs/calibration/joint.py` ({found["seconds"]} seconds of processor time) found the numbers;
`docs/calibration/report_trials.py` wrote the page from them. Several published figures are unverified: other works report
them, and nobody read them again in their own source.
"""


def _missed(found: dict[str, Any]) -> str:
    far = sum(row[6] == "**missed**" for row in found["missed"])
    low, high = (_percent(found["gain"] + z * found["gain_error"], 0) for z in (-1.96, 1.96))
    met, held = found["gain"] >= MARK, found["held"]
    ships = "The fit may ship." if met and held else "**Nothing of this fit ships**, because a mark is missed."
    off = [
        f"{name} {inside}" for name, inside, *_ in found["by_kind"][1:] if abs(int(inside[:-1]) / 100 - 0.8) > POINTS
    ]
    return f"""## What is missed

Two pass marks were fixed before the run.

- **{"Met" if met else "Missed"}: the score.** It had to be at least {_percent(MARK, 0)} better than that of the naive predictor. It is {_percent(found["gain"])} better,
  with a standard error of {100 * found["gain_error"]:.1f} percentage points (jackknife over trials). So {len(STUDIES)} trials cannot tell this gain from
  {low} or from {high}.
- **{"Met" if held else "Missed"}: the coverage.** 80 and 95 % intervals had to hold these shares of the figures, give or take {100 * POINTS:.0f} percentage points. They
  hold {_percent(found["c80"], 0)} and {_percent(found["c95"], 0)} of {found["figures"]} figures. The mark is about all figures together. By kind of figure, 80 % intervals
  are off by more than that for: {"; ".join(off) or "none"}.

{ships} The shipped parameters are those of the [calibration report](calibration.md).

{far} figures lie outside their 95 % interval, {len(found["missed"]) - far} more outside their 80 % interval. A row is a figure of a trial that was left out. Means
and SDs are in points of the instrument of the trial (column *scale*), *lost* is a share, *g* is Hedges' g. *n* is the number of people.

{table(("trial", "scale", "n", "figure", "published", "median", "80 %", "95 %", "verdict", "inside the naive 95 %"), map(_outside, found["missed"]))}"""


def _outside(row: list[str]) -> list[str]:
    study = next(study for study in STUDIES if study.name == row[0])
    group = study.ipt if row[1].startswith("IPT") else study.control
    counts = group.lost if row[1].endswith("lost") else group.responded if row[1].endswith("responded") else None
    n = study.ipt.n + study.control.n if row[1] == "g" else counts[1] if counts else group.n
    return [row[0], study.scale or "HSCL", str(n), *row[1:]]


def _gains(found: dict[str, Any]) -> str:
    heads = ("known of the trial that was left out", "figures", "score", "naive score", "better than naive", "better than the fall",
             "better than the line", "inside 80 %", "inside 95 %")  # fmt: skip
    return f"""## How much better than the naive predictor

A row is one way to predict every trial from the others. *Figures* is the number of published figures that are judged.

{table(heads, found["first"])}
- The **naive predictor** knows no design. For each figure it takes the same figure of the same arm in the other trials and makes a t interval
  from their mean and SD. Scores of different instruments are pooled in SDs of their scale.
- **Baseline means known**: the baseline means of the trial are given to the model and are not judged, so these rows have fewer figures.
  The naive predictor does not get them. Two other predictors do. **The fall** subtracts the mean fall in the other trials
  from the known baseline. **The line** follows the straight line of the end on the baseline through the other trials, by arm. It is the
  best of the three: its score is {found["known_line_score"]:.3f}, and that of the fall {found["known_fall_score"]:.3f}.
- With the same baseline on both sides, the model is {_percent(found["known_line_gain"])} better than the line (standard error {100 * found["known_line_error"]:.1f} percentage points).
- **Form A** is the form of the fit before its six newest parts; the table of forms below says what they are.
- **Most likely form**: for each trial, the form that makes the figures of the *other* trials most likely. This choice knows nothing of
  the trial that it predicts.
"""


def _which(found: dict[str, Any]) -> str:
    return f"""## Which of the two gains counts

This report takes the gain by design alone, {_percent(found["gain"])}. There are reasons to take the other one, {_percent(found["known_gain"])}:

- A baseline is no outcome. It is known when a trial has begun, treatment does not change it, and trials are usually
  analysed given their baseline.
- Who plans a trial knows roughly how ill the people will be, and the library accepts such a baseline.

The reasons against it weigh more:

- The mark names a naive predictor that pools the other trials, without a baseline. A model with a baseline wins by a fact
  that the naive predictor does not have, and not by its structure.
- With the same fact on both sides the gain is {_percent(found["known_line_gain"])}.
- How ill people are at entry is a part of what is predicted here, and its spread between trials is fitted.
- The mark was fixed before the run. Both gains were known before somebody asked which of them counts.
"""


def _counted(found: dict[str, Any]) -> str:
    return f"""## The score counted in other ways

A row is a way to count. Every row is about the form as fitted, with the design alone known, and {found["figures"]} figures (without those at
baseline: {found["figures"] - int(found["by_kind"][1][0].partition("(")[2][:-1])}). The mark is {_percent(MARK, 0)}. The naive predictor knows the arm, the kind of figure and the scale, but not the number of people.

{table(("way to count", "better by"), found["counted"])}"""


def _kinds(found: dict[str, Any]) -> str:
    heads = ("figures (how many)", "inside 80 %", "inside 95 %", "naive inside 80 %", "naive inside 95 %", "score", "naive score",
             "better by", "width over naive")  # fmt: skip
    return f"""## Coverage, score and width by kind of figure

A row is a kind of figure. The shares inside are those of the published figures that lie in the intervals.

{table(heads, found["by_kind"])}
The figures of one trial depend on each other. So these are not {found["figures"]} independent tests of the intervals.
"""


def _why(found: dict[str, Any]) -> str:
    heads = ("figures", "model", "naive", "middle of the model, naive width", "naive middle, width of the model", "half of each",
             "mean and SD of all trials known", "sampling alone")  # fmt: skip
    kept = ("arm", "trials", "share of the baseline left at the end, mean", "its SD between trials", "SD by sampling alone",
            "correlation of baseline and end")  # fmt: skip
    ipt, control = baseline_spread()
    ranges = ",\n  ".join(
        f"{name} g goes from {low:.2f} to {high:.2f} ({n} trials)" for name, low, high, n in found["ranges"]
    )
    return f"""## Why the gain is not larger

A row is a kind of figure, a cell is a score. The columns are different predictors:

- *Middle of the model, naive width*: the median of the model with the spread of the naive predictor; the next column is the reverse.
- *Half of each*: a mixture of the model and the naive predictor in equal parts.
- *Mean and SD of all trials known*: a predictor that knows no design, but already knows the mean and the SD of the figure over
  all trials, including the trial that it predicts. No real predictor knows this.
- *Sampling alone*: a predictor that knows what the trial would find with very many people. Its score comes only from the
  limited number of people in the trial. No predictor can do better.

{table(heads, found["where"])}
A row of the next table is an arm, over all trials that give both means. The correlation is in SDs of the scale.

{table(kept, found["kept"])}
- Sampling alone makes up {_percent(found["sampling_share"], 0)} of the naive score. So a gain of {_percent(MARK, 0)} is {_percent(found["mark_share"], 0)} of what any predictor can gain.
- The model loses against the naive predictor only in the means at the end. With the naive scores there, the whole would be
  {_percent(found["end_as_naive"], 0)} better.
- The predictor that knows mean and SD of all trials is {_percent(found["told"])} better than the naive one. If the model were as good as that
  predictor in the means at the end and in g, and elsewhere as it is, it would be {_percent(found["told_end_and_g"])} better. To gain more, the model needs
  a fact of the design that predicts the effect of IPT.
- In control arms the mean at the end follows the baseline closely, and what remains is hardly more than sampling. Without the
  baseline, the uncertainty about entry makes the predicted end uncertain too.
- After IPT the baseline says little about the end, and trials differ by much more than sampling: they differ in the effect of IPT.
- The model lets severity fall by a share of itself. So it expects that sicker people stay sicker. The naive predictor does not.
- The model expects more from more sessions, up to sixteen. In trials with more than sixteen sessions, IPT ended
  {found["beyond"]:.2f} SDs of the scale above the median of the model (higher scores are worse).
- Few facts of a design predict the effect:
  {ranges}.
- The best fact that was found is who rates: in talking therapy, people who rate themselves know their treatment. With this fact
  the score is {_percent(found["apart"])} better by design alone, and {_percent(found["apart_known_line"])} better than the line where both know the baseline. The reason was
  written down before the form was scored, but by somebody who had seen the figures of the trials. So these gains are too
  favourable, and the form as fitted does not use the fact. {len(STUDIES)} trials are too few to learn which facts matter.
- So few trials cannot show that a spread between trials is 0, and the priors keep every spread above 0. Over all figures together this
  makes intervals too wide rather than too narrow.

The next table shows how far the means at the end spread, as an SD in SDs of the scale. A row says what a new trial draws for itself. Every
row but the last includes the uncertainty of the parameters and the sampling of people.

{table(("a trial draws for itself", "IPT", "control"), found["parts"])}
The published means at the end lie closer together than the means at baseline of the trials that give both ({ipt:.2f} for IPT, {control:.2f} for the control). The
model adds up entry, effect and natural change, and so predicts a wider spread than was published. The naive predictor takes the spread as it is.
"""


def _losses(found: dict[str, Any]) -> str:
    heads = ("trial", "figure", "score", "naive score", "off by", "naive off by", "width over naive")
    return f"""## Where the model loses

A row of the first table is a trial, the worst first. *Figures* is the number of its figures.

{table(("trial", "figures", "sum of scores", "sum of naive scores", "better by"), found["by_trial"])}
A row of the second table is one of the {len(found["costly"])} figures that lose most against the naive predictor. *Off by* is the median of the
prediction minus the published figure, in the units of scores.

{table(heads, found["costly"])}"""


def _forms(found: dict[str, Any]) -> str:
    heads = ("form", "likelihood", "log score", "score", "naive score", "better by", "inside 80 %", "inside 95 %")
    return f"""## Every form that was tried

A row is a form of the fit. It differs from the first row, or from form A, B or C, in what its name says. Rows without baseline means judge
{found["first"][0][1]} figures, rows with known baseline means {found["first"][3][1]}.

- *Likelihood* is the log marginal likelihood of the figures of the other trials, as a mean over the trials left out. It knows nothing of
  the trial that is judged. The table of gains says what comes of a choice by it.
- *Log score* is the sum over all figures of the log density that the other trials give to the figure. For both, higher is better.
- *Better by* differs by about 0.2 percentage points between runs of one form with other random numbers.
- `Form`, `variants.py` and `trials.py` give the reason for each form. But whoever gave it had seen scores of other forms. So the
  score of the first row is a little too favourable, and it still misses its mark.
- `variants.py` describes six more forms that were tried once and were not kept.

{table(heads, found["forms"])}"""


def _parameters(found: dict[str, Any]) -> str:
    return f"""## How far trials spread

A row is the SD of something between the {len(STUDIES)} trials. `trial_sd` is the spread of effects of IPT, `trial_control_sd` that of effects of controls.
`trial_control_leaving_sd` is the spread of leaving a control in addition to `trial_leaving_sd`. *Learnt* is 1 minus the SD of the posterior (after
the fit) divided by the SD of the prior (before it): near 0 the figures say nothing and the prior decides. *log* is the SD
of the logarithm of a factor, *logit* that of the logarithm of odds.

{table(("spread", "unit", "fitted", "95 % interval", "prior median", "learnt"), _with_units(found["spreads"]))}
## What all trials share

A row is a parameter. `describe()` prints the meaning of those that the library has too. The others:

- `effect_control` is the mean over the kinds of control: log severity for each of sixteen sessions or weeks (0.02 means a fall of
  about 2 %). `effect_placebo`, `effect_attention`, `effect_usual_care` and `effect_waiting_list` are ratios to it on this page.
- `natural_apart` is natural change in people of trials divided by that in primary care.
- `effect_brevity` is the exponent b in (16 / n) ** b. That is the effect of one session in a course of n sessions, compared
  with one session in a course of sixteen. With 0 each session counts, with 1 the course counts, however long it is.

Where *learnt* is below 0.2, the figures say almost nothing and the prior decides.

{table(("parameter", "unit", "fitted", "95 % interval", "learnt"), _with_units(found["shared"]))}
## What each trial teaches

A row is a trial. A cell is its own draw, in SDs of the spread between trials; in brackets stands by how much the trial reduces the uncertainty
(the SD) of this draw. The less a trial says, the closer its draw is to 0.

{table(("trial", *found["own"]), found["taught"])}"""


def _checks(found: dict[str, Any]) -> str:
    some = found["polynomials"]
    rows = [(what, unit, *some[what]) for what, unit in
            (("mean at the end", "log"), ("SD at the end", "log"), ("left", "logit"), ("baseline", "HRSD-17 points"))]  # fmt: skip
    sets = found["recovery"][0][-1].partition("/")[2]
    worst = min(found["recovery"], key=lambda row: int(row[-2].partition("/")[0]))
    return f"""## Recovery of known spreads

A row is a spread. {sets} sets of trials were simulated with known spreads and fitted again (the NIMH programme kept its published figures).
Errors are those of the logarithm of the spread. The last columns count the sets whose interval held the truth. The worst is
`{worst[0]}`: its 80 % interval held the truth in {worst[-2].replace("/", " of ")} sets.

{table(("spread", "mean error (log)", "root mean square error (log)", "inside 80 %", "inside 95 %"), found["recovery"])}
## How well the polynomials stand for the simulator

The fit does not call the simulator: polynomials through simulated points stand for it. A row is an output of the simulator. The first two
columns are root mean square errors on points that were left out, the median and the largest over the arms. The last two are polynomial minus
simulator at the place where the fit ends, over the arms.

{table(("output", "unit", "median error", "largest error", "mean difference at the fit", "root mean square difference at the fit"), rows)}
Polynomials are wrong where there are no points. So the points move to the place where the fit ends, and the fit is made again.
"""


if __name__ == "__main__":
    put("calibration_trials", write(load("calibration_trials")))
