"""The arguments of a result as they stand in its manifest, and what a manifest tells of."""

import json
from collections.abc import Mapping
from enum import Enum
from typing import Any, TypeVar

import attrs
import numpy as np

from iptcore.errors import InvalidValue
from iptcore.simulation.arms import Arm, Part, Per, arm_of
from iptcore.simulation.bad_request import BadRequest
from iptcore.simulation.clients import NUMBERS, free_name
from iptcore.simulation.columns import TAKEN
from iptcore.simulation.manifest import Manifest, versions
from iptcore.simulation.parameters import Basis, Parameter, Parameters, Spread, hash_of
from iptcore.simulation.plan import Plan
from iptcore.simulation.policy import FUNCTIONS, Policy, State
from iptcore.simulation.published import as_published
from iptcore.simulation.request import prepare
from iptcore.simulation.scales import Scale
from iptcore.simulation.treatment import Array, Run
from iptcore.values import Value

OWN_PARTS = "functions or clients of your own went into this run: call simulate with them again"
"""Why a manifest alone does not make a cohort again."""

NOT_CALIBRATED = "this form of treatment has no outcomes of its own in the model: its parameters are assumptions"


def manifest_of(run: Run, n: int, scenario: str, task: str = "simulate") -> Manifest:
    """What has to be written down of a run of *n* courses, with numbers of that scenario."""
    policy = run.policy
    arguments = {
        "plan": vars(run.plan),
        "arm": _arm_as_dict(run.arm),
        "numbers": dict(run.numbers),
        "scales": [vars(scale) for scale in run.scales],
        "trial_size": run.trial_size,
        "keep": sorted(run.keep),
        "policy": {
            "name": policy.name,
            "functions": list(policy.functions),
            "longest_extension": policy.longest_extension,
            "other_arms": [_arm_as_dict(arm_of(arm)) for arm in policy.other_arms],
            "mechanisms": [float(scale) for scale in policy.mechanisms],
        },
        "clients": {name: column.dtype.name for name, column in run.clients.items()},
    }
    return _manifest(
        run.plan, task=task, seed=run.seed, courses=n, scenario=scenario, parameter_hash=hash_of(run.numbers),
        arguments=json.dumps(arguments), repeatable=not run.clients and not policy.asks,
    )  # fmt: skip


def manifest_of_task(
    task: str, *, seed: int, courses: int, plan: Plan, parameters: Parameters, arguments: Mapping[str, Any]
) -> Manifest:
    """What has to be written down of anything but a cohort: the arguments of the function that made it."""
    told = json.dumps({name: encoded(given) for name, given in arguments.items()})
    return _manifest(
        plan, task=task, seed=int(seed), courses=int(courses), scenario=parameters.scenario,
        parameter_hash=parameters.hash, arguments=told, repeatable=_A_FUNCTION not in told,
    )  # fmt: skip


def _manifest(plan: Plan, **more: Any) -> Manifest:
    notes = () if plan.calibrated else (NOT_CALIBRATED,)
    return Manifest(**versions(), protocol=plan.code, edition=plan.edition, notes=notes, **more)


# -- values as JSON, and back ------------------------------------------------------------------------------------------

_FUNCTION = "function"
_A_FUNCTION = f'{{"is": "{_FUNCTION}"'
_ENUMS: tuple[type[Enum], ...] = (Basis, Per, Spread)
_VALUES: tuple[type[Any], ...] = (Arm, Parameter, Parameters, Part, Plan, Policy, Scale)


def encoded(given: Any) -> Any:
    """A value as plain ones; of a function only the name."""
    match given:
        case Enum():
            return {"is": type(given).__name__, "value": given.value}
        case None | bool() | str():
            return given
        case tuple() | list():
            return [encoded(part) for part in given]
        case Mapping():
            return {"is": "mapping", "items": [[name, encoded(part)] for name, part in given.items()]}
        case _ if attrs.has(type(given)):
            parts = {part.name: encoded(getattr(given, part.name)) for part in attrs.fields(type(given))}
            return {"is": type(given).__name__, **parts}
        case _ if callable(given):
            return {"is": _FUNCTION, "name": getattr(given, "__qualname__", type(given).__name__)}
        case _:
            return int(given) if hasattr(type(given), "__index__") else float(given)


def arguments_of(manifest: Manifest, *kinds: type[Any]) -> dict[str, Any]:
    """The arguments that `manifest_of_task` wrote down; *kinds* are further classes that may be among them.

    Raises:
        BadRequest: if they are not what this library writes.
    """
    known = {kind.__name__: kind for kind in (*_ENUMS, *_VALUES, *kinds)}

    def decoded(told: Any) -> Any:
        if isinstance(told, list):
            return tuple(map(decoded, told))
        if not isinstance(told, dict):
            return told
        parts = {name: part for name, part in told.items() if name != "is"}
        if told["is"] == "mapping":
            return {name: decoded(part) for name, part in parts["items"]}
        return known[told["is"]](**{name: decoded(part) for name, part in parts.items()})

    try:
        return {name: decoded(told) for name, told in json.loads(manifest.arguments).items()}
    except _DAMAGE:
        pass
    raise BadRequest(CHANGED)


def run_from(manifest: Manifest) -> Run:
    """The run that a manifest tells of.

    Functions of the caller's stand in it as ones that refuse to be called; columns of clients are empty.

    Raises:
        BadRequest: if its arguments are not what this library writes.
    """
    try:
        return _run_from(manifest)
    except BadRequest:
        raise
    except _DAMAGE:
        pass
    raise BadRequest(CHANGED)


_DAMAGE = (InvalidValue, TypeError, ValueError, KeyError, AttributeError, RecursionError)
CHANGED = "the arguments of the manifest are damaged, or were changed by hand: call simulate with those you want"
_ARGUMENTS = {"plan", "arm", "numbers", "scales", "trial_size", "keep", "policy", "clients"}

_V = TypeVar("_V", bound=Value)


def _run_from(manifest: Manifest) -> Run:
    held = json.loads(manifest.arguments)
    if held.keys() != _ARGUMENTS:
        raise BadRequest(CHANGED)
    plan = _value(Plan, held["plan"])
    told = (plan.code, plan.edition, hash_of(held["numbers"]))
    if told != (manifest.protocol, manifest.edition, manifest.parameter_hash):
        raise BadRequest(CHANGED)
    run = prepare(
        plan,
        manifest.courses,
        seed=manifest.seed,
        arm=_arm(held["arm"]),
        parameters=_parameters(held["numbers"], manifest.scenario),
        policy=_policy(**held["policy"]),
        scales=tuple(_value(Scale, scale) for scale in held["scales"]),
        trial_size=held["trial_size"],
        keep=tuple(held["keep"]),
    )
    clients = {free_name(name, TAKEN): _no_clients(dtype) for name, dtype in held["clients"].items()}
    return attrs.evolve(run, clients=clients)


def _value(kind: type[_V], parts: dict[str, Any]) -> _V:
    return kind(**{name: tuple(part) if isinstance(part, list) else part for name, part in parts.items()})


def _arm(parts: dict[str, Any]) -> Arm:
    made = [Part(**{**part, "per": Per(part["per"])}) for part in parts["parts"]]
    return _value(Arm, {**parts, "parts": made})


def _arm_as_dict(arm: Arm) -> dict[str, Any]:
    return {**vars(arm), "parts": [{**vars(part), "per": part.per.value} for part in arm.parts]}


def _policy(
    *, name: str, functions: list[str], longest_extension: int, other_arms: list[Any], mechanisms: list[float]
) -> Policy:
    if not set(functions) <= set(FUNCTIONS):
        raise BadRequest(CHANGED)
    return Policy(
        name=name,
        longest_extension=longest_extension,
        other_arms=tuple(map(_arm, other_arms)),
        mechanisms=tuple(mechanisms),  # type: ignore[arg-type]  # that they are four is checked there
        **dict.fromkeys(functions, not_kept),
    )


def not_kept(state: State) -> Array:  # noqa: ARG001  # called as any function of a policy
    """Stands for a function of the caller's, of which a manifest holds the name alone.

    Raises:
        BadRequest: always.
    """
    raise BadRequest(OWN_PARTS)


def _no_clients(dtype: str) -> Array:
    if dtype not in NUMBERS:
        raise BadRequest(CHANGED)
    return np.empty(0, dtype)


def _parameters(numbers: dict[str, float], scenario: str) -> Parameters:
    shipped = as_published()
    extra = [
        Parameter(name=name, value=number, unit="own", meaning="a number of the caller's own", source="the caller",
                  basis=Basis.ASSUMED)
        for name, number in numbers.items() if name not in shipped.numbers
    ]  # fmt: skip
    return shipped.with_more(*extra).but(numbers, scenario=scenario)
