"""The request: all arguments of a simulation, checked before any random number is drawn."""

import math
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Executor
from types import NoneType
from typing import Any, Self, TypedDict

import attrs

from iptcore.notebook import short_repr
from iptcore.protocol.protocol import Protocol
from iptcore.simulation.inputs.arms import Arm, arm_of
from iptcore.simulation.inputs.arrays import Array
from iptcore.simulation.inputs.bad_request import BadRequest, a_tuple, of_kind, unknown, whole
from iptcore.simulation.inputs.baseline import FARTHEST, entering, noise_of
from iptcore.simulation.inputs.clients import checked
from iptcore.simulation.inputs.columns import TAKEN
from iptcore.simulation.inputs.default_parameters import as_published
from iptcore.simulation.inputs.parameters import ONCE_WITHOUT, Parameters
from iptcore.simulation.inputs.plan import MAINTENANCE, MOST, Plan, plan_of
from iptcore.simulation.inputs.policy import AS_PLANNED, Policy
from iptcore.simulation.inputs.scales import HIGHEST, HRSD_17, SCALES, Scale, scale_of, unknown_instrument
from iptcore.simulation.inputs.seeds import GREATEST_SEED

Progress = Callable[[Iterable[Any]], Iterable[Any]]

MOST_COURSES = 10**9
"""The greatest number of courses (our decision: their therapists and trials are counted in 32 bits)."""

_PROBABILITIES = ("attendance", "natural_rate", "worsening_rate", "missed_rating", "assessed_after_leaving")
_SHARES = ("pace_correlation", "mechanism_share", "fluctuation_memory", "group_icc")
_POSITIVE = (
    "entry_sd", "fluctuation_sd", "rating_sd", "pace_exponent", "recurrence_rate", "recurrence_shape",
    "recurrence_hr_ipt", "recurrence_hr_drug", "recurrence_hr_episode", "recurrence_hr_high_risk",
    "recurrence_hr_weekly", "recurrence_hr_fortnightly", "recurrence_hr_no_response", "recurrence_hr_recovered",
)  # fmt: skip
_NOT_NEGATIVE = (
    "therapist_sd", "trial_sd", "trial_entry_sd", "trial_leaving_sd", "trial_natural_sd", "trial_scale_sd",
    "worsening_size", "worsening_power", "natural_depth",
)  # fmt: skip

_MOST_EFFECT, _MOST_LOGIT, _MOST_EXPONENT = 10.0, 50.0, 20.0
"""Far beyond any treatment; with more than these, numbers overflow."""

_MOST_POWER = 5.0

_MOST_SCALES = 50

_LEAST_SLOPE = 0.001
"""The least slope of the instrument at entry: with less, all severity is less than a tenth of a point on it."""


class Wishes(TypedDict, total=False):
    """The optional arguments of `simulate` and `summarise`, beside protocol, number of courses and seed.

    *arm*: the name of an arm in `ARMS` or an `Arm` of your own; default "ipt".
    *parameters*: the parameters of the model; default `as_published`.
    *policy*: replaceable functions of arrays (`Policy`).
    *scales*: the instruments to rate with; default the plan's primary instrument. The first is the primary one.
    *clients*: covariates passed in, one array of length n each: ``baseline`` (the observed score at entry, on the
    HRSD-17 or the instrument of the plan's baseline), ``prior_episodes``, ``age``, ``area`` (0 to 3), ``therapist`` (a
    number), or columns of your own for policies to read.
    *trial_size*: how many consecutive courses form one trial and share its draw of the spread between trials; None:
    trials do not differ.
    *keep*: ("severity",) to keep latent severity week by week.
    """

    arm: str | Arm
    parameters: Parameters | None
    policy: Policy | None
    scales: tuple[str | Scale, ...] | None
    clients: Mapping[str, Any] | None
    trial_size: int | None
    keep: tuple[str, ...]


@attrs.frozen(kw_only=True, eq=False)
class Request:
    """Everything that determines the courses of a run; `Request.of` checks it.

    *scenario* is the name of the set that *numbers* come from. The other fields are those of `Wishes`.
    """

    plan: Plan
    courses: int
    seed: int
    arm: Arm
    scenario: str
    numbers: Mapping[str, float]
    policy: Policy
    scales: tuple[Scale, ...]
    clients: Mapping[str, Array] = attrs.field(repr=False)
    trial_size: int | None
    keep: frozenset[str]

    __repr__ = short_repr

    @classmethod
    def of(
        cls,
        protocol: Protocol | Plan,
        courses: int,
        *,
        seed: int,
        arm: str | Arm = "ipt",
        parameters: Parameters | None = None,
        policy: Policy | None = None,
        scales: tuple[str | Scale, ...] | None = None,
        clients: Mapping[str, Any] | None = None,
        trial_size: int | None = None,
        keep: tuple[str, ...] = (),
    ) -> Self:
        """The request for *courses* courses under a protocol; see `Wishes`, and :func:`~iptcore.simulation.simulate`.

        Raises:
            BadRequest: if an argument is invalid.
        """
        n, plan, chosen = whole(courses, "n", 0, MOST_COURSES), plan_of(protocol), arm_of(arm)
        if plan.arms and {chosen.name, chosen.treatment}.isdisjoint(plan.arms):
            raise BadRequest(f"{plan.code} cannot be given as that arm: use one of {', '.join(plan.arms)}")
        if plan.maintenance not in MAINTENANCE:
            raise unknown("unknown maintenance treatment", plan.maintenance, MAINTENANCE)
        numbers, rated = parameters_for(plan, parameters), _scales(scales, plan)
        request = cls(
            plan=plan,
            courses=n,
            seed=whole(seed, "seed", 0, GREATEST_SEED),
            arm=chosen,
            scenario=numbers.scenario,
            numbers={**ONCE_WITHOUT, **numbers.numbers},
            policy=_policy(policy, plan),
            scales=rated,
            clients=checked(clients, n, TAKEN, entry_scale(plan, rated).highest),
            trial_size=None if trial_size is None else whole(trial_size, "trial_size", 1, MOST_COURSES),
            keep=_keep(keep),
        )
        _check_arms(request)
        _check_numbers(request.numbers)
        if plan.baseline is not None:
            own = entering(plan.baseline, request.entry_scale, request.numbers)
            request = attrs.evolve(request, numbers={**request.numbers, **own})
        _check_entry(request)
        return request

    @property
    def entry_scale(self) -> Scale:
        """The instrument on which people enter."""
        return entry_scale(self.plan, self.scales)

    @property
    def entry_limit(self) -> float | None:
        """What has to be reached at entry, in points of severity; None for no limit."""
        baseline, scale = self.plan.baseline, self.entry_scale
        cut = self.plan.entry_cut if baseline is None else baseline.cut
        return None if cut is None else (cut - 0.5 - scale.intercept) / scale.slope

    @property
    def horizon(self) -> int:
        """The last week of the model: of treatment, possible extension included, or of the ratings after it."""
        return max(self.longest[1], self.plan.rating_weeks[-1])

    @property
    def longest(self) -> tuple[int, int]:
        """The greatest number of sessions and of weeks of treatment, those of an extension included."""
        sessions = len(self.session_weeks) if self.has_sessions else 0
        return sessions, self.plan.weeks + self.policy.longest_extension

    @property
    def has_sessions(self) -> bool:
        """Whether sessions are counted: in an arm that has some, and where a policy may change the arm."""
        return bool(self.policy.functions or (self.arm.sessions and self.plan.session_weeks))

    def must_allow_completers(self, least: tuple[int, int], who: str, how: Callable[[tuple[int, int]], str]) -> None:
        """Raise an error for completers with more sessions or weeks than there are.

        *least* is the least number of sessions and weeks of a completer. The message calls what was simulated *who*,
        and *how* writes what to pass instead.

        Raises:
            BadRequest: if nobody can complete.
        """
        (sessions, weeks), (most, longest) = least, self.longest
        if sessions > most or weeks > longest:
            possible = min(sessions, most * 3 // 4), min(weeks, longest - 1)
            raise BadRequest(
                f"{who} has at most {most} sessions in {longest} weeks, and a completer has at least {sessions} in "
                f"{weeks}: pass others, {how(possible)}"
            )

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


def check_workers(executor: Executor | None, progress: Progress | None) -> None:
    """Check the arguments *executor* and *progress*.

    Raises:
        BadRequest: if one of them is of the wrong type.
    """
    if executor is not None and (isinstance(executor, type) or not callable(getattr(executor, "submit", None))):
        raise BadRequest("executor has to be a running concurrent.futures.Executor: ProcessPoolExecutor(2)")
    of_kind(progress, (Callable, NoneType), "progress has to be a function that returns the pieces it takes: tqdm")


def parameters_or_shipped(parameters: object) -> Parameters:
    """The parameters that were passed, or `as_published` for None.

    Raises:
        BadRequest: for anything else.
    """
    if parameters is None:
        return as_published()
    such_as = "parameters has to be a set such as as_published().but(effect_ipt=0.1)"
    given: Parameters = of_kind(parameters, Parameters, such_as)
    return given


def parameters_for(plan: Plan, parameters: object) -> Parameters:
    """The parameters that were passed, or `as_published` for None if they were fitted to courses of this kind.

    Raises:
        BadRequest: if they were not, and if parameters of the model are missing.
    """
    given = parameters_or_shipped(parameters)
    if parameters is None and plan.instrument not in SCALES:
        raise unknown_instrument(
            f"the model does not cover what {plan.code} treats, rated on {plan.instrument}", plan.instrument, SCALES,
            "pass your own parameters=... and that scale, scales=(Scale(...),)",
        )  # fmt: skip
    if parameters is None and not plan.calibrated:
        raise BadRequest(
            f"the model was not fitted to outcomes of {plan.code} in this form: pass parameters=... explicitly "
            "(as_published() uses those of 16-session IPT; that is then your assumption)"
        )
    if missing := as_published().numbers.keys() - given.numbers.keys() - ONCE_WITHOUT.keys():
        raise BadRequest(
            f"{len(missing)} parameters of the model are missing: begin with as_published(), then .but or .with_more"
        )
    return given


def _policy(policy: object, plan: Plan) -> Policy:
    if policy is None:
        return AS_PLANNED
    given: Policy = of_kind(policy, Policy, "policy has to be a Policy: Policy(attendance=my_function)")
    if max(plan.weeks, len(plan.session_weeks)) + given.longest_extension > MOST:
        raise BadRequest(
            f"plan and longest_extension together have more than {MOST} weeks or sessions: shorten one of them"
        )
    return given


def _scales(scales: object, plan: Plan) -> tuple[Scale, ...]:
    """The scales of a request. If `SCALES` lacks the plan's instrument, the first scale passed has to be for it."""
    if scales is None and plan.instrument in SCALES:
        return (scale_of(plan.instrument),)
    if scales is None:
        raise _no_scale(plan)
    wanted = tuple(map(scale_of, a_tuple(scales, "scales", '("HRSD-17", "PHQ-9")', _MOST_SCALES)))
    if not wanted or len({scale.name for scale in wanted}) < len(wanted):
        raise BadRequest('scales names one or more instruments, each once: ("HRSD-17", "PHQ-9")')
    if plan.instrument not in SCALES and wanted[0].name != plan.instrument:
        raise _no_scale(plan)
    return wanted


def entry_scale(plan: Plan, scales: tuple[Scale, ...]) -> Scale:
    """The instrument on which people enter: the HRSD-17, or that of the plan's baseline.

    Raises:
        BadRequest: if nothing says how that one reads severity.
    """
    name = HRSD_17 if plan.baseline is None else plan.baseline.instrument
    if name == HRSD_17:
        return SCALES[HRSD_17]
    scale = next((scale for scale in scales if scale.name == name), SCALES.get(name))
    if scale is None or scale.slope < _LEAST_SLOPE:
        raise unknown_instrument(
            "the model cannot read the instrument of the plan's baseline",
            None if scale else name,  # a scale that is too flat has no misspelt name
            [*SCALES, *(own.name for own in scales)],
            f"take one that ships, {', '.join(SCALES)}, or pass a Scale of your own for it in scales, of a slope of at "
            f"least {_LEAST_SLOPE}",
        )
    return scale


def _no_scale(plan: Plan) -> BadRequest:
    return unknown_instrument(
        f"the model has no scale for {plan.instrument}, the primary instrument of {plan.code}",
        plan.instrument,
        SCALES,
        f'pass your own as the first, scales=(Scale(name="{plan.instrument}", intercept=..., slope=..., '
        "highest=...),), or pass a Plan with another instrument, plan_of(...).replace(instrument=...)",
    )


def _keep(keep: object) -> frozenset[str]:
    if not isinstance(keep, (tuple, list, set, frozenset)) or not all(name == "severity" for name in keep):
        raise BadRequest("keep has to be a tuple of further columns, and the only one is 'severity': ('severity',)")
    return frozenset(keep)


def _check_arms(request: Request) -> None:
    for arm in (request.arm, *map(arm_of, request.policy.other_arms)):
        wanted = [(part.effect, _MOST_EFFECT) for part in arm.parts] + [(arm.leaving, _MOST_LOGIT)]
        for given, most in wanted:
            if given is None:
                continue
            if isinstance(given, str) and given not in request.numbers:
                advice = "add it with parameters.with_more"
                raise unknown("an arm names a parameter that is missing", given, request.numbers, advice)
            if not abs(request.number(given)) <= most:
                raise BadRequest(
                    f"an arm has an effect beyond {_MOST_EFFECT:g} or a logit of leaving beyond {_MOST_LOGIT:g}: "
                    "effects are log severity, such as 0.07; leaving=None means that nobody leaves"
                )


def _check_entry(request: Request) -> None:
    """Check that enough people reach the lowest observed score that is admitted."""
    p, limit = request.numbers, request.entry_limit
    if not 0.0 <= p["entry_mean"] <= HIGHEST:
        raise BadRequest(f"entry_mean is a score of the HRSD-17: give a number from 0 to {HIGHEST:g}")
    spread = math.sqrt(p["entry_sd"] ** 2 + p["fluctuation_sd"] ** 2 + noise_of(request.entry_scale, p))
    if limit is not None and limit - p["entry_mean"] > FARTHEST * spread:
        raise BadRequest(
            "hardly anybody reaches the lowest score at entry: raise entry_mean or entry_sd, or lower the entry_cut of "
            "the plan or the cut of its baseline"
        )


def _check_numbers(p: Mapping[str, float]) -> None:
    for name in _PROBABILITIES:
        if not 0.0 <= p[name] <= 1.0:
            raise BadRequest(f"{name} is a probability: give a number from 0 to 1")
    for name in _POSITIVE:
        if not p[name] > 0.0:
            raise BadRequest(f"{name} has to be above 0")
    for name in _NOT_NEGATIVE:
        if not p[name] >= 0.0:
            raise BadRequest(f"{name} has to be 0 or more")
    for name in _SHARES:
        if not 0.0 <= p[name] <= 1.0:
            raise BadRequest(f"{name} lies between 0 and 1")
    if p["natural_rate"] + p["worsening_rate"] > 1.0:
        raise BadRequest("natural_rate and worsening_rate together cannot exceed 1 a week")
    if not p["pace_exponent"] <= _MOST_EXPONENT:
        raise BadRequest(f"pace_exponent has to be at most {_MOST_EXPONENT:g}")
    if not max(abs(p["effect_decline"]), abs(p["effect_brevity"]), p["worsening_power"]) <= _MOST_POWER:
        raise BadRequest(
            f"effect_decline, effect_brevity and worsening_power are powers: keep them within {_MOST_POWER:g}"
        )
    if not max(abs(p["leaving_early"]), abs(p["leaving_improved"])) <= _MOST_LOGIT:
        raise BadRequest(f"leaving_early and leaving_improved are logits: keep them within {_MOST_LOGIT:g}")
