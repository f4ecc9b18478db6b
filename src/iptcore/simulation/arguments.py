"""The arguments of a run as they stand in its manifest, and the run that a manifest tells of."""

import json
from typing import Any, TypeVar

import attrs
import numpy as np

from iptcore.errors import InvalidValue
from iptcore.simulation.arms import Arm, Part, Per, arm_of
from iptcore.simulation.bad_request import BadRequest
from iptcore.simulation.clients import NUMBERS, free_name
from iptcore.simulation.columns import TAKEN
from iptcore.simulation.manifest import Manifest, versions
from iptcore.simulation.parameters import Basis, Parameter, Parameters, hash_of
from iptcore.simulation.plan import Plan
from iptcore.simulation.policy import FUNCTIONS, Policy, State
from iptcore.simulation.published import as_published
from iptcore.simulation.request import prepare
from iptcore.simulation.scales import Scale
from iptcore.simulation.treatment import Array, Run
from iptcore.values import Value

OWN_PARTS = "functions or clients of your own went into this run: call simulate with them again"
"""Why a manifest alone does not make a cohort again."""

_NOT_CALIBRATED = "this form of treatment has no outcomes of its own in the model: its parameters are assumptions"


def manifest_of(run: Run, n: int, parameters: Parameters) -> Manifest:
    """What has to be written down of a run of *n* courses."""
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
    return Manifest(
        **versions(),
        seed=run.seed,
        courses=n,
        protocol=run.plan.code,
        edition=run.plan.edition,
        scenario=parameters.scenario,
        parameter_hash=parameters.hash,
        arguments=json.dumps(arguments),
        notes=() if run.plan.calibrated else (_NOT_CALIBRATED,),
        repeatable=not run.clients and not policy.asks,
    )


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
    except (InvalidValue, TypeError, ValueError, KeyError, AttributeError, RecursionError):
        pass
    raise BadRequest(_CHANGED)


_CHANGED = "the arguments of the manifest are damaged, or were changed by hand: call simulate with those you want"
_ARGUMENTS = {"plan", "arm", "numbers", "scales", "trial_size", "keep", "policy", "clients"}

_V = TypeVar("_V", bound=Value)


def _run_from(manifest: Manifest) -> Run:
    held = json.loads(manifest.arguments)
    if held.keys() != _ARGUMENTS:
        raise BadRequest(_CHANGED)
    plan = _value(Plan, held["plan"])
    told = (plan.code, plan.edition, hash_of(held["numbers"]))
    if told != (manifest.protocol, manifest.edition, manifest.parameter_hash):
        raise BadRequest(_CHANGED)
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
        raise BadRequest(_CHANGED)
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
        raise BadRequest(_CHANGED)
    return np.empty(0, dtype)


def _parameters(numbers: dict[str, float], scenario: str) -> Parameters:
    shipped = as_published()
    extra = [
        Parameter(name=name, value=number, unit="own", meaning="a number of the caller's own", source="the caller",
                  basis=Basis.ASSUMED)
        for name, number in numbers.items() if name not in shipped.numbers
    ]  # fmt: skip
    return shipped.with_more(*extra).but(numbers, scenario=scenario)
