"""What a run consists of, and what its treatments do to each client."""

import math
from collections.abc import Mapping
from functools import cached_property
from typing import Any

import attrs
import numpy as np
import numpy.typing as npt

from iptcore.simulation.arms import Arm, Part, Per
from iptcore.simulation.draws import BLOCK, Draws, Floats, along
from iptcore.simulation.plan import Plan
from iptcore.simulation.policy import Policy
from iptcore.simulation.scales import Scale

Array = npt.NDArray[Any]
Columns = dict[str, Array]

MECHANISM_WEIGHTS = np.array(
    # support, interpersonal stress, emotional processing, skills
    [[0.3, 0.1, 0.5, 0.1], [0.2, 0.5, 0.1, 0.2], [0.3, 0.2, 0.3, 0.2], [0.3, 0.1, 0.1, 0.5]]
)
"""How the gain divides over the four mechanisms, by problem area (grief, dispute, transition, deficits). Assumed."""


@attrs.frozen(kw_only=True)
class Run:
    """Everything that makes a course what it is, save its place in the row."""

    seed: int
    plan: Plan
    arm: Arm
    numbers: Mapping[str, float]
    policy: Policy
    scales: tuple[Scale, ...]
    trial_size: int | None = None
    keep: frozenset[str] = frozenset()
    clients: Mapping[str, Array] = attrs.field(factory=dict)

    @property
    def horizon(self) -> int:
        """The last week of the model: of treatment, possible extension included, or of the ratings after it."""
        return max(self.plan.weeks + self.policy.longest_extension, self.plan.rating_weeks[-1])

    @property
    def extension(self) -> tuple[int, ...]:
        """The weeks that an extension may have; each has a session and a rating."""
        return tuple(range(self.plan.weeks + 1, self.plan.weeks + self.policy.longest_extension + 1))

    @property
    def session_weeks(self) -> tuple[int, ...]:
        """The weeks with an appointment, those of an extension included."""
        return self.plan.session_weeks + self.extension

    @property
    def rating_weeks(self) -> tuple[int, ...]:
        """The weeks with an assessment, those of an extension included."""
        return tuple(sorted({*self.plan.rating_weeks, *self.extension}))

    def number(self, given: str | float) -> float:
        """A number, or the parameter of that name."""
        return self.numbers[given] if isinstance(given, str) else float(given)


class Treatments:
    """Paces, therapists and trials of the courses of one block, and what they make of a session or a week."""

    run: Run
    draws: Draws
    covariates: Columns
    start: Floats
    numbers: Mapping[str, float]
    places: Array

    def __init__(self, run: Run, draws: Draws, covariates: Columns, start: Floats) -> None:
        self.run, self.draws, self.covariates, self.start = run, draws, covariates, start
        self.numbers = run.numbers
        self.paces: dict[str, Floats] = {}
        self.places = np.arange(draws.size, dtype=np.int64) + draws.block * BLOCK

    def pace(self, treatment: str) -> Floats:
        """The pace of each client under a treatment, mean 1: Weibull, correlated between treatments.

        Half the sum of two squared normal numbers is exponential; sharing a part of the normal numbers makes the
        exponentials of two treatments correlate by exactly ``pace_correlation``.
        """
        if treatment not in self.paces:
            exponent, correlation = self.numbers["pace_exponent"], self.numbers["pace_correlation"]
            shared = correlation**0.25
            pair = self.draws.normals("pace", 2)
            if shared < 1.0:
                pair *= shared
                own = self.draws.normals(f"pace:{treatment}", 2)
                own *= math.sqrt(1.0 - shared * shared)
                pair += own
            pair *= pair
            pace = pair[0] + pair[1]
            pace *= 0.5
            np.power(pace, exponent, out=pace)
            pace *= 1.0 / math.gamma(1.0 + exponent)
            self.paces[treatment] = self._moderated(pace)
        return self.paces[treatment]

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
        """What one attended session and one week of an arm leave of severity, client by client."""
        return (
            self._factor(arm, [part for part in arm.parts if part.per is Per.SESSION]),
            self._factor(arm, [part for part in arm.parts if part.per is Per.WEEK]),
        )

    def _factor(self, arm: Arm, parts: list[Part]) -> Floats | None:
        total: Floats | None = None
        for part in parts:
            effect = self.run.number(part.effect)
            log = self.pace(part.pace) * -effect
            if part.by_therapist:
                log *= self._therapists()
                if self.numbers["fidelity_effect"]:
                    log *= np.exp(self.numbers["fidelity_effect"] * self.fidelity)
                log *= self._mechanism_scale()
            total = log if total is None else total + log
        if total is not None:
            if self.run.trial_size and arm.trial_spread:
                total *= self._trials(arm)[self.trial - self.trial[0]]
            np.exp(total, out=total)
        return total

    @cached_property
    def therapist(self) -> Array:
        """The therapist of each course: the one passed in, or else counted from the first of the whole cohort."""
        if "therapist" in self.covariates:
            return self.covariates["therapist"]
        return self.places // self.run.plan.caseload

    @cached_property
    def trial(self) -> Array:
        """The trial of each course."""
        size = self.run.trial_size or 1
        return self.places // size

    def _therapists(self) -> Floats:
        sd, first = self.numbers["therapist_sd"], int(self.therapist.min())
        drawn = np.exp(sd * along(self.run.seed, "therapist", first, int(self.therapist.max()) + 1) - 0.5 * sd * sd)
        factors: Floats = drawn[self.therapist - first]
        return factors

    def _trials(self, arm: Arm) -> Floats:
        sd = self.numbers["trial_sd"] * arm.trial_spread
        numbers = self.trial
        # Median 1, not mean 1: the trial that was fitted is taken as an ordinary one.
        return np.exp(sd * along(self.run.seed, f"trial:{arm.name}", numbers[0], numbers[-1] + 1))

    @property
    def fidelity(self) -> Floats:
        """How close to IPT the treatment was, in standard deviations."""
        drawn: Floats = self.draws.normals("fidelity", 1)[0]
        return drawn

    def _mechanism_scale(self) -> Floats | float:
        """1, unless somebody scales a mechanism and a share of the effect runs through mechanisms."""
        share, scales = self.numbers["mechanism_share"], np.array(self.run.policy.mechanisms)
        if share == 0.0 or (scales == 1.0).all():
            return 1.0
        through = MECHANISM_WEIGHTS @ scales
        scale: Floats = (1.0 - share) + share * through[self.covariates["area"]]
        return scale
