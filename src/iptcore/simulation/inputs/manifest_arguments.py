"""The arguments of a result in its manifest: values as in documents, each with the name of its class."""

import json
from collections.abc import Collection, Iterable, Mapping
from typing import Any, NoReturn

import attrs
import numpy as np

from iptcore.documents.codec import data_of, reader
from iptcore.errors import InvalidValue
from iptcore.shapes import shape_of
from iptcore.simulation.inputs.arms import Arm, Part
from iptcore.simulation.inputs.arrays import Array
from iptcore.simulation.inputs.bad_request import BadRequest
from iptcore.simulation.inputs.baseline import Baseline
from iptcore.simulation.inputs.clients import DRAWN_AGES, NUMBERS, free_name
from iptcore.simulation.inputs.columns import TAKEN
from iptcore.simulation.inputs.default_parameters import as_published
from iptcore.simulation.inputs.manifest import Manifest, versions
from iptcore.simulation.inputs.parameters import ONCE_WITHOUT, Basis, Parameter, Parameters, hash_of
from iptcore.simulation.inputs.plan import Plan
from iptcore.simulation.inputs.policy import FUNCTIONS, Policy, State
from iptcore.simulation.inputs.request import Request
from iptcore.simulation.inputs.scales import HRSD_17, ONCE_WRITTEN, Scale
from iptcore.values import Value

OWN_PARTS = (
    "this run used functions or clients of your own, which a manifest does not hold: call the function that made the "
    "result again, and pass them"
)
"""The message for a result (of any function: a cohort, a power) that cannot be reproduced from its manifest alone."""

CHANGED = (
    "the arguments of the manifest are damaged or were changed by hand: call the function that made the result, and "
    "pass the right ones"
)

NOT_CALIBRATED = "the model was not fitted to outcomes of this form of treatment: its parameters are assumptions"


def notes_on(*plans: Plan, clients: Collection[str] = ()) -> tuple[str, ...]:
    """The caveats of a result with these plans, each in a sentence; *clients* names the columns that were passed."""
    notes = [] if all(plan.calibrated for plan in plans) else [NOT_CALIBRATED]
    if "baseline" in clients:
        notes += [
            f"the baselines of the clients were taken for scores on the {HRSD_17}, and {plan.code} is rated on the "
            f"{plan.instrument}: if they are scores on that, pass a plan of which it is the baseline, "
            f'plan.replace(baseline=Baseline(instrument="{plan.instrument}"))'
            for plan in plans
            if plan.baseline is None and plan.instrument != HRSD_17
        ]
    if "age" not in clients:
        low, high = DRAWN_AGES
        notes += [
            f"the ages of the clients were drawn from {low} to {high}, and {plan.code} is for ages {plan.ages}: pass "
            'yours to simulate, summarise or Trial, clients={"age": ages}'
            for plan in plans
            if plan.ages is not None and not (plan.ages.holds(low) and plan.ages.holds(high))
        ]
    return tuple(dict.fromkeys(notes))


def manifest_of(request: Request, task: str = "simulate") -> Manifest:
    """The manifest of a request."""
    return _manifest(
        task, request.plan, seed=request.seed, courses=request.courses, scenario=request.scenario,
        numbers=request.numbers,
        arguments={
            "plan": request.plan, "arm": request.arm, "numbers": request.numbers, "scales": request.scales,
            "trial_size": request.trial_size, "keep": sorted(request.keep), "policy": request.policy,
            "clients": request.clients,
        },
        clients=request.clients,
    )  # fmt: skip


def manifest_of_task(
    task: str,
    *,
    seed: int,
    courses: int,
    plan: Plan,
    parameters: Parameters,
    arguments: Mapping[str, Any],
    other_plans: Iterable[Plan] = (),
    clients: Collection[str] = (),
) -> Manifest:
    """The manifest of a result that is not a cohort, with the arguments of the function that made it.

    *clients* names the columns that the caller passed.
    """
    return _manifest(
        task, plan, seed=int(seed), courses=int(courses), scenario=parameters.scenario, numbers=parameters.numbers,
        arguments=arguments, other_plans=other_plans, clients=clients,
    )  # fmt: skip


def _manifest(
    task: str,
    plan: Plan,
    *,
    seed: int,
    courses: int,
    scenario: str,
    numbers: Mapping[str, float],
    arguments: Mapping[str, Any],
    other_plans: Iterable[Plan] = (),
    clients: Collection[str] = (),
) -> Manifest:
    written = json.dumps({_FORM: 2} | {name: encoded(given) for name, given in arguments.items()})
    return Manifest(
        **versions(), task=task, seed=seed, courses=courses, protocol=plan.code, edition=plan.edition,
        scenario=scenario, parameter_hash=hash_of(numbers), arguments=written,
        repeatable=not clients and _A_FUNCTION not in written,
        notes=notes_on(plan, *other_plans, clients=clients),
    )  # fmt: skip


# -- values as JSON, and back ------------------------------------------------------------------------------------------

_FORM = "form"
"""The version of the form in which arguments are written; iptcore 0.1 wrote none."""

_FUNCTION = "function"
_A_FUNCTION = f'{{"is": "{_FUNCTION}"'
_VALUES: tuple[type[Any], ...] = (Arm, Baseline, Parameter, Parameters, Part, Plan, Policy, Scale)
_DAMAGE = (InvalidValue, TypeError, ValueError, KeyError, AttributeError, RecursionError)


def encoded(given: Any) -> Any:
    """A value as plain data; of a function only its name, of a column of clients only its dtype."""
    match given:
        case None | bool() | str():
            return given
        case tuple() | list():
            return [encoded(part) for part in given]
        case Mapping() if "is" not in given:
            return {name: encoded(part) for name, part in given.items()}
        case Mapping():
            return {"is": "mapping", "items": [[name, encoded(part)] for name, part in given.items()]}
        case np.ndarray() if given.ndim:
            return given.dtype.name
        case Value():
            return {"is": type(given).__name__, **data_of(given)}
        case _ if attrs.has(type(given)):
            parts = {part.name: encoded(getattr(given, part.name)) for part in attrs.fields(type(given))}
            return {"is": type(given).__name__, **parts}
        case _ if callable(given):
            return {"is": _FUNCTION, "name": getattr(given, "__qualname__", type(given).__name__)}
        case _:
            return int(given) if hasattr(type(given), "__index__") else float(given)


def arguments_of(manifest: Manifest, *kinds: type[Any]) -> dict[str, Any]:
    """The arguments that a manifest holds; *kinds* are further classes that may be among them.

    A function of the caller is replaced by one that raises `BadRequest` when it is called.

    Raises:
        BadRequest: if this library cannot have written them.
    """
    known = {kind.__name__: kind for kind in (*_VALUES, *kinds)}

    def decoded(data: Any) -> Any:
        if isinstance(data, list):
            return tuple(map(decoded, data))
        if not isinstance(data, dict):
            return data
        if "is" not in data:
            return {name: decoded(part) for name, part in data.items()}
        name, parts = data["is"], {name: part for name, part in data.items() if name != "is"}
        if name == "mapping":
            return {name: decoded(part) for name, part in parts["items"]}
        if name == _FUNCTION:
            return not_kept
        kind = known[name]
        if issubclass(kind, Value):
            return reader(shape_of(kind))(parts)
        return kind(**{name: decoded(part) for name, part in parts.items()})

    try:
        stored = json.loads(manifest.arguments)
        stored = stored if stored.pop(_FORM, 1) == 2 else _in_the_second_form(stored)
        return {name: decoded(part) for name, part in stored.items()}
    except _DAMAGE:
        pass
    raise BadRequest(CHANGED)


def request_from(manifest: Manifest) -> Request:
    """The request that a manifest describes; columns of clients are empty in it.

    Raises:
        BadRequest: if this library cannot have written its arguments.
    """
    arguments = arguments_of(manifest)
    try:
        return _request(manifest, **arguments)
    except BadRequest:
        raise
    except _DAMAGE:
        pass
    raise BadRequest(CHANGED)


def _request(manifest: Manifest, plan: Any, numbers: Any, clients: Any, **wishes: Any) -> Request:
    origin = (plan.code, plan.edition, hash_of(numbers))
    if origin != (manifest.protocol, manifest.edition, manifest.parameter_hash):
        raise BadRequest(CHANGED)
    parameters = _parameters(numbers, manifest.scenario)
    request = Request.of(plan, manifest.courses, seed=manifest.seed, parameters=parameters, **wishes)
    empty = {free_name(name, TAKEN): _no_clients(dtype) for name, dtype in clients.items()}
    return attrs.evolve(request, clients=empty)


def not_kept(state: State) -> NoReturn:  # noqa: ARG001  # called as any function of a policy
    """Replaces a function of the caller, of which a manifest holds only the name.

    Raises:
        BadRequest: always.
    """
    raise BadRequest(OWN_PARTS)


def _no_clients(dtype: str) -> Array:
    if dtype not in NUMBERS:
        raise BadRequest(CHANGED)
    return np.empty(0, dtype)


def _parameters(numbers: dict[str, float], scenario: str) -> Parameters:
    known = tuple(item for item in as_published() if item.name in numbers or item.name not in ONCE_WITHOUT)
    shipped = as_published().replace(items=known)
    extra = [
        Parameter(name=name, value=number, unit="own", meaning="a number of the caller's own", source="the caller",
                  basis=Basis.ASSUMED)
        for name, number in numbers.items() if name not in shipped.numbers
    ]  # fmt: skip
    return shipped.with_more(*extra).but(numbers, scenario=scenario)


# -- what iptcore 0.1 wrote --------------------------------------------------------------------------------------------


def _in_the_second_form(arguments: dict[str, Any]) -> dict[str, Any]:
    """Convert arguments of the first form, which had other words for instruments and two ways to write a value."""
    if "numbers" in arguments:
        policy = arguments["policy"]
        functions = {name: {"is": _FUNCTION} for name in policy.pop("functions")}
        if functions.keys() - set(FUNCTIONS):
            raise BadRequest(CHANGED)
        policy["other_arms"] = [{"is": "Arm", **arm} for arm in policy["other_arms"]]
        arguments = arguments | {
            "plan": {"is": "Plan", **arguments["plan"]},
            "arm": {"is": "Arm", **arguments["arm"]},
            "scales": [{"is": "Scale", **scale} for scale in arguments["scales"]],
            "policy": {"is": "Policy", **policy, **functions},
        }
    return {name: _renamed(part, inside=False) for name, part in arguments.items()}


def _renamed(data: Any, *, inside: bool) -> Any:
    """The same with today's words for instruments; *inside* a value there is no name of its class."""
    if isinstance(data, list):
        return [_renamed(part, inside=inside) for part in data]
    if not isinstance(data, dict):
        return ONCE_WRITTEN.get(data, data) if isinstance(data, str) else data
    kind = data.get("is")
    if kind in {"Basis", "Per", "Spread"}:
        return data["value"]
    within = inside or kind in {value.__name__ for value in _VALUES if issubclass(value, Value)}
    parts = {name: _renamed(part, inside=within) for name, part in data.items() if name != "is"}
    return parts if inside or kind is None else {"is": kind, **parts}
