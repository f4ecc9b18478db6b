"""Every form of the joint fit that was tried: the report lists them all, and chooses none by its score.

The form that is fitted (`Form()`) has six things more than the one before it (`BEFORE`), each for a reason that needs no
score of a trial left out:

- Natural change has no spread of its own. It and the effect of a control change the same figures, the trials cannot tell
  their spreads apart, and two priors that both exclude 0 count one spread twice.
- Leaving differs by arm. Lost from a treatment and lost from a control are not the same event.
- What a scale has of its own comes from its three pooled SDs, as its line comes from its three pooled means (C11).
- The people at the end are those of the baseline, so that a chance difference stays in part.
- Leaving is alike in trials of one setting: who is in prison leaves less easily than who comes to a practice.
- Sessions beyond sixteen add nothing. Gains flatten with sessions, and the two trials that had more are programmes in
  prison whose figure is of sessions received, groups included.

Four more were tried once beside the fit as it was before the sixth, each with its reason written down first, and are not
kept. Likelihood -136.6 and score +7.8 % stand beside theirs:

- Who is in the means, read from the counts (n is randomised less lost: those assessed, and lost is not assessed; n is
  randomised: the last score carried forward): -137.4, +6.6 %.
- The effect of a trial drawn on an additive scale, bounded at 0, since g's are additive and some lie near 0: -139.7, +7.3 %.
- The effects of IPT and of the control of a trial share a draw, how much fitted: -136.8, +8.4 %.
- The pooled tau of g (C6) as one more figure, which trials left out are part of: +8.7 % (before modes were found to the
  end). The fit comes to a tau of .46 by itself, that of the page.

Three more were tried later beside the fit as it is. Each had its reason written down before it was scored, and each was
scored once, of fewer draws than the report has now. Likelihood -135.7 and score +9.2 % stand beside theirs; with the baseline
means known, +18.6 %:

- The effects of IPT and of the control of a trial come from a t distribution of 4 degrees of freedom. Trials that lie far
  out widen a normal spread for every other trial: the tau of the page falls from .46 to .35 without one trial of 27. -135.7,
  +8.8 %; known +17.3 %. Not kept.
- People who are well score 3 points of the HRSD-17 and not 0, as those of the page who were well for three years, and only
  what is above that can fall. -136.1, +9.0 %; known +18.1 %. Not kept.
- IPT may do more, or less, where people rate themselves. Nobody is blind to talking therapy in a rating of their own, and a
  rater can be. It stands in the table (`Form.self_rated`). Whoever gave the reason had seen the figures of the trials, so
  that it is not the form that is fitted.
"""

from dataclasses import dataclass, replace

from hierarchy import LEAVING, PER, Form

FOLLOWED = (("assessed_after_leaving", 1.0),)
"""People who stop treatment are still assessed, and those not assessed are as the others; but in trials that carried the
last score forward."""
ALL = tuple(range(PER))
AS_FITTED = Form()
TOLD_APART = Form(self_rated=True)
BEFORE = Form(more=True, natural_spread=True, leaving_arms=False, three_sds=False, same_people=False, alike=())
SOME = replace(BEFORE, leaving_arms=True, three_sds=True)
MORE = replace(SOME, natural_spread=False)


@dataclass(frozen=True)
class Variant:
    """One way to do it: what is changed in the joint fit, in the model, in the lengths of trials, in what is known."""

    name: str
    form: Form = AS_FITTED
    structure: tuple[tuple[str, float], ...] = FOLLOWED
    by_week: bool = False
    known: bool = False


VARIANTS = (
    Variant("**as fitted**"),
    Variant("natural change has a spread of its own", replace(AS_FITTED, natural_spread=True)),
    Variant("leaving differs between trials, not between arms", replace(AS_FITTED, leaving_arms=False, alike=(LEAVING,))),
    Variant("the own spread of scales from the SD before treatment", replace(AS_FITTED, three_sds=False)),
    Variant("chance at baseline and at the end apart", replace(AS_FITTED, same_people=False)),
    Variant("settings tell each other nothing of leaving", replace(AS_FITTED, alike=())),
    Variant("priors of spreads that allow 0", replace(AS_FITTED, half_normal=True)),
    Variant("trials of sicker people may have larger effects of IPT", replace(AS_FITTED, severity=True)),
    Variant("IPT may do more, or less, where people rate themselves", TOLD_APART),
    Variant("one natural change for trials and primary care", replace(AS_FITTED, natural_apart=False)),
    Variant("sessions beyond sixteen add to the effect", replace(AS_FITTED, more=True)),
    Variant("one session does the same however many are planned", replace(AS_FITTED, brevity=0.0, more=True)),
    Variant("a course does the same however many sessions it has", replace(AS_FITTED, brevity=1.0)),
    Variant("a week for each session", by_week=True),
    Variant("kinds of control tell each other nothing", replace(AS_FITTED, pooled=False)),
    Variant("effects of IPT and of controls spread alike", replace(AS_FITTED, control_spread=False)),
    Variant("scales along lines through the means of single arms", replace(AS_FITTED, arm_means=True)),
    Variant("worsening in proportion to severity", structure=(*FOLLOWED, ("worsening_power", 1.0))),
    Variant("an effect that falls from session to session (power 0.5)", structure=(*FOLLOWED, ("effect_decline", 0.5))),
    Variant("those not assessed are those who stopped treatment", structure=()),
    Variant("**before**: as fitted, without its six newest parts", BEFORE),
    Variant("before, and leaving differs by arm", replace(BEFORE, leaving_arms=True)),
    Variant("before, and the own spread of scales from three SDs", replace(BEFORE, three_sds=True)),
    Variant("before, and no spread of natural change", replace(BEFORE, natural_spread=False)),
    Variant("before, and a trial has something at entry alone", replace(BEFORE, peak=True)),
    Variant("before, and people are more alike in some trials", replace(BEFORE, people=True)),
    Variant("before, and priors of spreads that allow 0", replace(BEFORE, half_normal=True)),
    Variant("before, and trials of sicker people may have larger effects", replace(BEFORE, severity=True)),
    Variant("before, and trials of one setting are alike in everything", replace(BEFORE, alike=ALL)),
    Variant("the same, how much fitted", replace(BEFORE, alike=ALL, share=None)),
    Variant("before, with leaving by arm and three SDs", SOME),
    Variant("the same, and priors of spreads that allow 0", replace(SOME, half_normal=True)),
    Variant("before, with leaving by arm, three SDs, no spread of natural change", MORE),
    Variant("the same, and trials of one setting alike in everything", replace(MORE, alike=ALL)),
    Variant("the same, something at entry alone instead", replace(MORE, peak=True)),
    Variant("the same, larger effects in sicker people instead", replace(MORE, severity=True)),
    Variant("the same, priors that allow 0 instead", replace(MORE, half_normal=True)),
    Variant("as first fitted: sessions alike, a week each, controls apart but spread as IPT, arm means, those not assessed stopped",
            replace(BEFORE, brevity=0.0, pooled=False, control_spread=False, arm_means=True), (), by_week=True),
    Variant("as fitted, baseline means known", known=True),
    Variant("the same, IPT may do more, or less, where people rate themselves", TOLD_APART, known=True),
    Variant("as fitted, baseline means known, its SDs known too", replace(AS_FITTED, known_sds=True), known=True),
    Variant("the same, people more alike in some trials", replace(AS_FITTED, known_sds=True, people=True), known=True),
    Variant("baseline means known, people more alike in some trials", replace(AS_FITTED, people=True), known=True),
    Variant("baseline means known, priors of spreads that allow 0", replace(AS_FITTED, half_normal=True), known=True),
    Variant("before, baseline means known", BEFORE, known=True),
)  # fmt: skip
