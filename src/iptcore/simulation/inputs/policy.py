"""Policies: the actions of clients and the decisions of a service, as functions of arrays.

Every function takes a `State`, the courses of one block at one moment, and returns an array with one entry for each
course. A function that is not given takes no time: `Policy` names the default of each. Functions for worker processes
must be importable (defined in a module). Draw your own random numbers with ``state.uniforms("a word of your own")``:
they have their own stream and change no other random number.
"""

from collections.abc import Callable, Mapping

import attrs

from iptcore.simulation.inputs.arms import Arm, arm_of
from iptcore.simulation.inputs.arrays import Array, Floats
from iptcore.simulation.inputs.bad_request import BadRequest, a_tuple, of_kind, real, unknown, whole
from iptcore.simulation.inputs.plan import MOST


@attrs.frozen(kw_only=True)
class State:
    """One block of courses at one moment. Arrays are read-only and have one entry for each course.

    *severity* (HRSD-17 points, latent) and *start* (the same at week 0); *sessions* attended so far; *missed_in_a_row*;
    *in_treatment*; *arm* (index into *arms*); *score* (the last rating taken of the primary instrument);
    *covariates* (prior_episodes, age, area and those passed in). Whole numbers have 64 bits. *numbers_for* is where
    `uniforms` gets its random numbers.
    """

    week: int
    severity: Floats
    start: Floats
    sessions: Array
    missed_in_a_row: Array
    in_treatment: Array
    arm: Array
    arms: tuple[str, ...]
    score: Array
    covariates: Mapping[str, Array]
    numbers_for: Callable[[str], Floats]

    @property
    def improvement(self) -> Floats:
        """The share by which severity has fallen since week 0; negative where it rose."""
        return 1.0 - self.severity / self.start

    def arm_index(self, name: str) -> int:
        """The number of an arm, as used in *arm*.

        Raises:
            BadRequest: for an arm that is neither that of the cohort nor among the *other_arms* of the policy.
        """
        if name not in self.arms:
            advice = f"use one of {', '.join(self.arms)}, or name it in other_arms"
            raise unknown("this policy has no such arm", name, self.arms, advice)
        return self.arms.index(name)

    def uniforms(self, purpose: str) -> Floats:
        """Random numbers from 0 to 1 for a purpose of the caller; the same purpose gives new ones each week.

        Where a week has several sessions, each of them gets the same.
        """
        return self.numbers_for(f"own:{purpose}:{self.week}")


Function = Callable[[State], Array]


@attrs.frozen(kw_only=True)
class Policy:
    """The replaceable functions. Where one is None, the model's own is used.

    attendance: the probability of coming to this week's session (default: the parameter ``attendance``).
    response: a factor on this week's logarithmic effect of treatment (default 1).
    leaving: the probability of leaving treatment after this week (default: the model of the parameters).
    finishing: True ends treatment here, early and by agreement (default: nobody).
    switching: the index of the arm from now on (default: no change); adding a drug is switching to "combined".
    extension: called once, after the last planned week: how many more weekly sessions (default 0, at most
    *longest_extension*).
    *other_arms* names the arms that switching may lead to; *mechanisms* holds a factor on the usual gain of each of the
    four mechanisms (it changes outcomes only by the share of the effect in ``mechanism_share``).

    Raises:
        BadRequest: where an argument has the wrong type.
    """

    name: str = "default"
    attendance: Function | None = None
    response: Function | None = None
    leaving: Function | None = None
    finishing: Function | None = None
    switching: Function | None = None
    extension: Function | None = None
    longest_extension: int = 0
    other_arms: tuple[str | Arm, ...] = ()
    mechanisms: tuple[float, float, float, float] = (1.0, 1.0, 1.0, 1.0)

    def __attrs_post_init__(self) -> None:
        of_kind(self.name, str, 'the name of a policy is a text: "every other week"')
        if not all(map(callable, self.functions.values())):
            raise BadRequest(f"{', '.join(FUNCTIONS)} of a policy are functions of a State, or None: pass the function")
        if whole(self.longest_extension, "longest_extension", 0, MOST) and self.extension is None:
            raise BadRequest("longest_extension is the limit of a function: pass the function too, as extension=...")
        names = {arm_of(arm).name for arm in a_tuple(self.other_arms, "other_arms", '("combined",)', _MOST_ARMS)}
        if len(names) < len(self.other_arms):
            raise BadRequest("other_arms names an arm twice: leave one of the two out")
        scales = a_tuple(self.mechanisms, "mechanisms", "(1, 1, 0.5, 1)", 4)
        if len([real(scale, "the scale of a mechanism", 0, _MOST_SCALE) for scale in scales]) < 4:
            raise BadRequest("mechanisms holds one number for each of the four: (1, 1, 0.5, 1)")

    @property
    def functions(self) -> dict[str, Function]:
        """The functions that were given, by name."""
        return {name: getattr(self, name) for name in FUNCTIONS if getattr(self, name) is not None}


FUNCTIONS = ("attendance", "response", "leaving", "finishing", "switching", "extension")
"""The replaceable functions of a policy, by name."""

_MOST_ARMS, _MOST_SCALE = 100, 100

AS_PLANNED = Policy()
"""The policy that replaces no function."""
