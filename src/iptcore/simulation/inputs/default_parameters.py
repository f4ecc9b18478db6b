"""The default numbers of the simulator: the parameters of the package, each with its source.

``docs/calibration/calibrate.py`` fitted those marked FITTED to the outcomes named there. Several of these outcomes were
reported by other works and not read again, so the model is calibrated to partly unverified figures. The values are the
centre of the posterior in ``posterior.py``, which that script wrote.
"""

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from iptcore.simulation.inputs.bad_request import BadRequest, unknown, whole
from iptcore.simulation.inputs.parameters import Basis, Parameter, Parameters, Spread

_TDCRP = "Elkin 1989 and METAPSY (DOI 10.5281/zenodo.7254845): IPT and placebo arms, as four groups of people"
_META = "Cuijpers 2016 (ajp.2015.15091141)"
_NONE = "no figure was found"
_JOINT = "the joint fit of fifteen trials, of which nothing is taken over, has"
_FREQUENCY = "Frank 2007 (PMC3579577): weekly, fortnightly and monthly did equally well over two years"


_Made = Callable[[Mapping[str, float]], Parameter]


def _fitted(name: str, unit: str, meaning: str, source: str = _TDCRP) -> _Made:
    return lambda centre: Parameter(
        name=name, value=centre[name], unit=unit, meaning=meaning, source=source, basis=Basis.FITTED,
        spread=Spread.POSTERIOR,
    )  # fmt: skip


def _other(
    name: str,
    value: float,
    unit: str,
    meaning: str,
    *,
    source: str,
    basis: Basis,
    varied: tuple[Spread, float | None, float | None] = (Spread.FIXED, None, None),
) -> _Made:
    spread, low, high = varied
    return lambda _: Parameter(
        name=name, value=value, unit=unit, meaning=meaning, source=source, basis=basis, spread=spread, low=low,
        high=high,
    )  # fmt: skip


_SESSION, _WEEK, _LOGIT = "log severity a session", "log severity a week", "logit of a session or week"

_ITEMS = (
    # who comes
    _fitted("entry_mean", "HRSD-17", "mean severity of those who seek treatment, before the entry cut"),
    _fitted("entry_sd", "HRSD-17", "its standard deviation"),
    # noise
    _fitted("fluctuation_sd", "HRSD-17", "standard deviation of the fluctuation about the course"),
    _other(
        "fluctuation_memory", 0.5, "correlation a week", "how much of a fluctuation is left a week later",
        source=_NONE, basis=Basis.ASSUMED, varied=(Spread.UNIFORM, 0.2, 0.8),
    ),
    _other(
        "rating_sd", 1.5, "HRSD-17", "standard deviation of the rating error",
        source="inter-rater reliability of about .90 at a standard deviation of 4.6: 4.6 x sqrt(.10)",
        basis=Basis.REPORTED, varied=(Spread.UNIFORM, 1.0, 2.0),
    ),
    # treatment
    _fitted("pace_exponent", "1", "spread of pace: Weibull of shape 1/exponent, mean 1; larger spreads more"),
    _other(
        "pace_correlation", 0.5, "correlation", "of the pace of a client between treatments (exact for exponent 1)",
        source=_NONE, basis=Basis.ASSUMED, varied=(Spread.UNIFORM, 0.0, 1.0),
    ),
    _fitted("effect_ipt", _SESSION, "IPT"),
    _fitted("effect_placebo", _SESSION, "placebo with clinical management"),
    _fitted("effect_usual_care", _WEEK, "usual care", f"{_META}: g 0.60 against control"),
    _fitted("effect_other_therapy", _SESSION, "another psychotherapy", f"{_META}: g 0.06 of IPT over it"),
    _fitted("effect_drug", _WEEK, "antidepressant", f"{_META}: g -0.13 of IPT against it"),
    _fitted("effect_drug_added", _WEEK, "antidepressant beside IPT", f"{_META}: g 0.24 of both over IPT alone"),
    _other(
        "effect_waiting_list", 0.0, _WEEK, "waiting list", source="trial waiting lists are not all untreated",
        basis=Basis.ASSUMED, varied=(Spread.UNIFORM, 0.0, 0.02),
    ),
    # leaving
    _fitted("leaving_ipt", _LOGIT, "leaving IPT without improvement, after week 4"),
    _fitted("leaving_placebo", _LOGIT, "leaving placebo likewise"),
    _fitted("leaving_improved", "logit", "how much less those leave who have lost all severity"),
    _fitted("leaving_early", "logit", "how much more likely leaving is in weeks 1 to 4"),
    _other(
        "leaving_drug", -3.3, _LOGIT, "leaving drug treatment", source=_NONE, basis=Basis.ASSUMED,
        varied=(Spread.UNIFORM, -3.9, -2.8),
    ),
    _other(
        "leaving_combined", -3.7, _LOGIT, "leaving combined treatment", source=_NONE, basis=Basis.ASSUMED,
        varied=(Spread.UNIFORM, -4.2, -3.2),
    ),
    _other(
        "leaving_other_therapy", -3.4, _LOGIT, "leaving another therapy",
        source="Cooper & Conklin 2015: 17.5 %; Linardon 2019: IPT below others", basis=Basis.ASSUMED,
        varied=(Spread.UNIFORM, -4.0, -2.9),
    ),
    _other(
        "leaving_usual_care", -3.5, _LOGIT, "leaving usual care or a waiting list", source=_NONE, basis=Basis.ASSUMED,
        varied=(Spread.UNIFORM, -4.2, -2.9),
    ),
    _fitted("attendance", "probability", "to come to a session", "Elkin 1989 via METAPSY: 13 sessions on average"),
    # life
    _fitted("natural_rate", "probability a week", "of a natural remission beginning", "Whiteford 2013"),
    _fitted("natural_depth", "1", "what it leaves is u ** depth, u even on 0 to 1", "Whiteford 2013"),
    _fitted("worsening_rate", "probability a week", "of a life event that worsens", "Cuijpers 2021: about 5 % worse"),
    _fitted("worsening_size", "HRSD-17", "mean rise by such an event (exponential)", "Cuijpers 2021; Elkin 1989"),
    # clusters
    _fitted("therapist_sd", "log", "spread of therapists (mean 1)", "Wampold & Brown 2005: 5 % of outcome variance"),
    _fitted("trial_sd", "log", "spread of trials (median 1)", "own pooling of METAPSY: tau of g 0.35 to 0.46"),
    _other(
        "group_icc", 0.0, "correlation", "of the pace of two members of a group (exact for exponent 1)",
        source="no figure was found; 0 is our decision", basis=Basis.ASSUMED,
    ),
    _other(
        "trial_entry_sd", 0.0, "HRSD-17", "spread of trials in entry_mean",
        source=f"{_JOINT} 3.98 (2.63 to 6.04)", basis=Basis.ASSUMED,
    ),
    _other(
        "trial_leaving_sd", 0.0, "logit", "spread of trials in leaving",
        source=f"{_JOINT} 0.59 (0.36 to 0.98)", basis=Basis.ASSUMED,
    ),
    _other("trial_natural_sd", 0.0, "log", "spread of trials in natural_rate", source=_NONE, basis=Basis.ASSUMED),
    _other(
        "trial_scale_sd", 0.0, "HRSD-17", "spread of trials in how a scale other than the HRSD-17 reads people",
        source=f"{_JOINT} 1.23 (0.49 to 3.07)", basis=Basis.ASSUMED,
    ),
    _other(
        "worsening_power", 0.0, "1", "of severity / 20 in the rise by an event: 0 added points, 1 in proportion",
        source=_NONE, basis=Basis.ASSUMED,
    ),
    _other(
        "effect_decline", 0.0, "1", "the effect of session s is s ** -this, at equal total of sixteen",
        source=_NONE, basis=Basis.ASSUMED,
    ),
    _other(
        "effect_brevity", 0.0, "1", "one session does (16 / sessions planned) ** this of what it does in sixteen",
        source=f"{_JOINT} 0.59 (0.07 to 1.11)", basis=Basis.ASSUMED,
    ),
    # switchable, off by default
    _other(
        "fidelity_effect", 0.0, "log for each SD", "of fidelity on pace", source="confounded in all sources",
        basis=Basis.ASSUMED,
    ),
    _other(
        "fidelity_recurrence", 0.0, "log hazard for each SD", "of fidelity on recurrence",
        source="Frank 1991 implies at most about -0.7 to -1.0; confounded", basis=Basis.ASSUMED,
    ),
    _other(
        "mechanism_share", 0.0, "share", "of the effect that runs through the four mechanisms", source=_NONE,
        basis=Basis.ASSUMED, varied=(Spread.UNIFORM, 0.0, 0.5),
    ),
    _other("pace_per_episode", 0.0, "log", "of an earlier episode on pace", source=_NONE, basis=Basis.ASSUMED),
    _other("pace_per_decade", 0.0, "log", "of ten years of age over 40 on pace", source=_NONE, basis=Basis.ASSUMED),
    _other(
        "pace_per_severity", 0.0, "log", "of one SD of severity at entry on pace", source=_NONE, basis=Basis.ASSUMED,
    ),
    _other(
        "assessed_after_leaving", 0.0, "probability", "of being rated to the end after leaving",
        source="trials carried the last score forward", basis=Basis.ASSUMED,
    ),
    _other(
        "missed_rating", 0.0, "probability", "of missing a rating while in treatment", source=_NONE,
        basis=Basis.ASSUMED,
    ),
    # after treatment
    _other(
        "well_below", 7.0, "HRSD-17", "latent severity at most this at the end is well", source="our decision",
        basis=Basis.ASSUMED,
    ),
    _other(
        "recurrence_rate", 0.0225, "a month", "hazard of recurrence without maintenance",
        source="Shea 1992: 7 of 21 within 18 months, -ln(14/21)/18", basis=Basis.COMPUTED,
        varied=(Spread.LOGNORMAL, 0.0107, 0.0473),
    ),
    _other(
        "recurrence_hr_ipt", 0.75, "ratio", "of monthly IPT", source="Reynolds 1999 and 2006, pooled (0.44 and 1.31)",
        basis=Basis.COMPUTED, varied=(Spread.LOGNORMAL, 0.26, 2.2),
    ),
    _other(
        "recurrence_hr_weekly", 1.0, "ratio", "of weekly over monthly IPT", source=_FREQUENCY, basis=Basis.READ,
    ),
    _other(
        "recurrence_hr_fortnightly", 1.0, "ratio", "of fortnightly over monthly IPT", source=_FREQUENCY,
        basis=Basis.READ,
    ),
    _other(
        "recurrence_hr_drug", 0.24, "ratio", "of continued medication",
        source="Reynolds 1999: 43 % against 90 % in 3 years", basis=Basis.COMPUTED,
        varied=(Spread.LOGNORMAL, 0.12, 0.48),
    ),
    _other(
        "recurrence_hr_high_risk", 2.84, "ratio", "of older people at high risk",
        source="Reynolds 1999 placebo with clinic, 0.064 a month, over the rate of Shea 1992", basis=Basis.COMPUTED,
        varied=(Spread.LOGNORMAL, 1.2, 6.7),
    ),
    _other(
        "recurrence_hr_episode", 1.16, "ratio", "of each earlier episode", source="s41669-017-0014-7",
        basis=Basis.READ, varied=(Spread.UNIFORM, 1.05, 1.3),
    ),
    _other(
        "recurrence_hr_no_response", 1.0, "ratio", "of those well whose severity did not halve",
        source="no figure compares people who are well by how they became well", basis=Basis.ASSUMED,
    ),
    _other(
        "recurrence_hr_recovered", 1.0, "ratio", "of those well for the last eight weeks over other people well",
        source="no figure compares people who are well by how they became well", basis=Basis.ASSUMED,
    ),
    _other(
        "episodes_reference", 1.0, "episodes", "at which the hazard is recurrence_rate", source="our decision",
        basis=Basis.ASSUMED,
    ),
    _other(
        "recurrence_shape", 1.0, "1", "Weibull shape of recurrence", source="no shape can be taken from the sources",
        basis=Basis.ASSUMED, varied=(Spread.UNIFORM, 0.7, 1.2),
    ),
)  # fmt: skip


@cache
def as_published() -> Parameters:
    """The parameters of the package, with effects as the literature reports them."""
    posterior = _posterior()
    centre = dict(zip(posterior["names"], posterior["centre"], strict=True))
    return Parameters(scenario="as_published", items=tuple(make(centre) for make in _ITEMS))


@cache
def bias_discounted() -> Parameters:
    """The parameters of the package, with the smaller effects over usual care of trials at low risk of bias."""
    return as_published().moved(discount(as_published().numbers)).named("bias_discounted")


def discount(numbers: dict[str, float], kept: float | None = None) -> dict[str, float]:
    """Effects of treatments, with their difference to usual care multiplied by *kept* (0 to 1).

    The default of *kept* is the fitted share at which IPT has a g of 0.15 over usual care (own pooling of METAPSY: five
    trials at low risk of bias, -0.09 to 0.39).
    """
    share = float(_posterior()["bias_kept"]) if kept is None else kept
    usual = numbers["effect_usual_care"]
    discounted = {
        name: usual + share * (numbers[name] - usual)
        for name in ("effect_ipt", "effect_placebo", "effect_other_therapy", "effect_drug")
        if numbers[name] > usual
    }
    return {**discounted, "effect_drug_added": share * numbers["effect_drug_added"]}


SCENARIOS = ("as_published", "bias_discounted")


def scenario(name: str) -> Parameters:
    """The parameters of a scenario: "as_published" or "bias_discounted".

    Raises:
        BadRequest: for any other name.
    """
    if name not in SCENARIOS:
        raise unknown("unknown scenario", name, SCENARIOS)
    return as_published() if name == "as_published" else bias_discounted()


def posterior_size() -> int:
    """How many draws of the posterior the package has."""
    return len(_posterior()["draws"])


def posterior_draw(place: int, scenario_name: str = "as_published") -> Parameters:
    """One joint draw of the fitted parameters, which are then fixed; all others have their usual values.

    Raises:
        BadRequest: if there is no such draw or scenario.
    """
    posterior = _posterior()
    if whole(place, "the place of a draw", 0) >= len(posterior["draws"]):
        raise BadRequest(f"there are {len(posterior['draws'])} draws, counted from 0")
    fitted = dict(zip(posterior["names"], posterior["draws"][place], strict=True))
    drawn = as_published().but(fitted, scenario=scenario(scenario_name).scenario)
    if scenario_name == "bias_discounted":
        return drawn.but(discount(drawn.numbers, posterior["bias_kept_draws"][place]))
    return drawn


@cache
def _posterior() -> dict[str, Any]:
    from iptcore.simulation.inputs.posterior import POSTERIOR

    return POSTERIOR
