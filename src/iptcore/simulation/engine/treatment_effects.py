"""The effects of the treatments of a request on each client."""

import math
from collections.abc import Mapping
from functools import cached_property

import numpy as np

from iptcore.simulation.engine.draws import Draws, along
from iptcore.simulation.engine.trial_level import TrialLevel
from iptcore.simulation.inputs.arms import Arm, Part, Per
from iptcore.simulation.inputs.arrays import Array, Columns, Floats
from iptcore.simulation.inputs.request import Request
from iptcore.simulation.inputs.seeds import BLOCK

MECHANISM_WEIGHTS = np.array(
    # support, interpersonal stress, emotional processing, skills
    [[0.3, 0.1, 0.5, 0.1], [0.2, 0.5, 0.1, 0.2], [0.3, 0.2, 0.3, 0.2], [0.3, 0.1, 0.1, 0.5]]
)
"""The share of each mechanism in the gain, by problem area (grief, dispute, transition, deficits). Assumed."""

REFERENCE_SESSIONS = 16
"""The number of sessions over which a declining effect has the same total as a constant one."""


def session_weights(decline: float, count: int) -> list[float]:
    """The weight of each session relative to the average: ``number ** -decline``, with mean 1 over sixteen sessions."""
    mean = sum(place**-decline for place in range(1, REFERENCE_SESSIONS + 1)) / REFERENCE_SESSIONS
    return [place**-decline / mean for place in range(1, count + 1)]


def brevity_weight(brevity: float, planned: int) -> float:
    """The effect of a session relative to one in a course of sixteen sessions."""
    return float((REFERENCE_SESSIONS / max(planned, 1)) ** brevity)


class Treatments:
    """Paces, therapists and trials of the courses of one block, and the effect of a session or a week that follows."""

    request: Request
    draws: Draws
    covariates: Columns
    start: Floats
    numbers: Mapping[str, float]
    places: Array

    def __init__(self, request: Request, draws: Draws, covariates: Columns, start: Floats, trials: TrialLevel) -> None:
        self.request, self.draws, self.covariates, self.start = request, draws, covariates, start
        self.trials = trials
        self.numbers = request.numbers
        self.paces: dict[tuple[str, bool], Floats] = {}
        self.places = np.arange(draws.size, dtype=np.int64) + draws.block * BLOCK

    def pace(self, treatment: str, *, grouped: bool = False) -> Floats:
        """The pace of each client under a treatment, mean 1: Weibull, correlated between treatments.

        Half the sum of two squared normal numbers is exponential; sharing a part of the normal numbers makes the
        exponentials of two treatments correlate by exactly ``pace_correlation``. Members of a group share a part of
        theirs in the same way (``group_icc``).
        """
        if (treatment, grouped) not in self.paces:
            exponent, correlation = self.numbers["pace_exponent"], self.numbers["pace_correlation"]
            shared = correlation**0.25
            pair = self.draws.normals("pace", 2)
            if shared < 1.0:
                pair *= shared
                own = self.draws.normals(f"pace:{treatment}", 2)
                own *= math.sqrt(1.0 - shared * shared)
                pair += own
            if grouped:
                in_group = self.numbers["group_icc"] ** 0.25
                pair *= math.sqrt(1.0 - in_group * in_group)
                pair += in_group * np.array([self._of_therapists(f"group:{place}") for place in (1, 2)])
            pair *= pair
            pace = pair[0] + pair[1]
            pace *= 0.5
            np.power(pace, exponent, out=pace)
            pace *= 1.0 / math.gamma(1.0 + exponent)
            self.paces[treatment, grouped] = self._moderated(pace)
        return self.paces[treatment, grouped]

    def _moderated(self, pace: Floats) -> Floats:
        p = self.numbers
        covariates = self.covariates
        log = np.zeros(())
        if p["pace_per_episode"]:
            log = log + p["pace_per_episode"] * (covariates["prior_episodes"] - p["episodes_reference"])
        if p["pace_per_decade"]:
            log = log + p["pace_per_decade"] * (covariates["age"] / 10.0 - 4.0)
        if p["pace_per_severity"]:
            log = log + p["pace_per_severity"] * (self.start - p["entry_mean"]) / p["entry_sd"]
        return pace * np.exp(log) if log.ndim else pace

    def factors(self, arm: Arm) -> tuple[Floats | None, Floats | None]:
        """For each client, the factors by which one attended session and one week of an arm multiply severity.

        The factor of a session is that of the average session; `session_weights` says how the others differ.
        """
        planned = len(self.request.plan.session_weeks)
        return (
            self._factor(
                arm,
                [part for part in arm.parts if part.per is Per.SESSION],
                brevity_weight(self.numbers["effect_brevity"], planned),
            ),
            self._factor(arm, [part for part in arm.parts if part.per is Per.WEEK]),
        )

    def _factor(self, arm: Arm, parts: list[Part], weight: float = 1.0) -> Floats | None:
        total: Floats | None = None
        in_groups = self.request.plan.group_size is not None and self.numbers["group_icc"] > 0.0
        for part in parts:
            effect = self.request.number(part.effect) * weight
            log = self.pace(part.pace, grouped=in_groups and part.per is Per.SESSION) * -effect
            if part.by_therapist:
                log *= self._therapists()
                if self.numbers["fidelity_effect"]:
                    log *= np.exp(self.numbers["fidelity_effect"] * self.fidelity)
                log *= self._mechanism_scale()
            total = log if total is None else total + log
        if total is not None:
            # Median 1, not mean 1: the parameters are those of an ordinary trial.
            drawn = self.trials.drawn(f"trial:{arm.treatment or arm.name}", self.numbers["trial_sd"] * arm.trial_spread)
            if drawn is not None:
                total *= np.exp(drawn)
            np.exp(total, out=total)
        return total

    @cached_property
    def therapist(self) -> Array:
        """The number of each course's therapist: as passed in, or else counted from the first of the whole cohort."""
        if "therapist" in self.covariates:
            return self.covariates["therapist"]
        return self.places // self.request.plan.clients_in_a_row

    def _therapists(self) -> Floats:
        sd = self.numbers["therapist_sd"]
        factors: Floats = np.exp(sd * self._of_therapists("therapist") - 0.5 * sd * sd)
        return factors

    def _of_therapists(self, purpose: str) -> Floats:
        """A standard normal number for each course, which those of one therapist share."""
        first = int(self.therapist.min())
        drawn: Floats = along(self.request.seed, purpose, first, int(self.therapist.max()) + 1)[self.therapist - first]
        return drawn

    @property
    def fidelity(self) -> Floats:
        """How close to IPT the treatment was, in standard deviations."""
        drawn: Floats = self.draws.normals("fidelity", 1)[0]
        return drawn

    def _mechanism_scale(self) -> Floats | float:
        """The factor on the effect: 1, unless a policy scales a mechanism and ``mechanism_share`` is above 0."""
        share, scales = self.numbers["mechanism_share"], np.array(self.request.policy.mechanisms)
        if share == 0.0 or (scales == 1.0).all():
            return 1.0
        through = MECHANISM_WEIGHTS @ scales
        scale: Floats = (1.0 - share) + share * through[self.covariates["area"]]
        return scale
