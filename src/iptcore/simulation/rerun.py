"""Results reproduced from their manifests."""

import inspect
from collections.abc import Callable, Mapping
from typing import Any

from iptcore.simulation.inputs.bad_request import BadRequest, flag, of_kind
from iptcore.simulation.inputs.manifest import Manifest, versions
from iptcore.simulation.inputs.manifest_arguments import CHANGED, OWN_PARTS, arguments_of, manifest_of, request_from
from iptcore.simulation.results.cohort import Cohort
from iptcore.simulation.results.collecting import collect, fold
from iptcore.simulation.results.summary import Summary
from iptcore.simulation.trials.power import ANALYSES, Power, difference_of_last_scores, power
from iptcore.simulation.trials.trial import Results, Trial
from iptcore.simulation.trials.uncertainty import OneWay, Spreads, one_way, predictive, probabilistic


def _trial(trial: Trial, *, seed: int, repetitions: int) -> Results:
    return trial.run(seed=seed, repetitions=repetitions)


def _power(
    trial: Trial,
    *,
    seed: int,
    repetitions: int,
    other: str | None,
    analysis: object = difference_of_last_scores.__name__,
    completers: bool = False,
) -> Power:
    if not isinstance(analysis, str) or analysis not in ANALYSES:
        raise BadRequest(CHANGED)
    return power(
        trial, seed=seed, repetitions=repetitions, other=other, completers=completers, analysis=ANALYSES[analysis]
    )


_TASKS: Mapping[str, Callable[..., Any]] = {
    "trial": _trial, "power": _power, "probabilistic": probabilistic, "predictive": predictive, "one_way": one_way,
}  # fmt: skip

_DECIDES = ("library", "numpy", "generator")
"""The versions on which numbers depend."""


def rerun(manifest: Manifest, *, other_versions: bool = False) -> Cohort | Summary | Results | Power | Spreads | OneWay:
    """Reproduce a result from its manifest.

    Args:
        manifest: the manifest of any result.
        other_versions: whether to continue if another version of this library or of numpy made the result. The numbers
            may then differ, and the manifest of the new result has the present versions.

    Raises:
        BadRequest: if the result used functions or clients of the caller, if another version made it, and if the
            manifest was changed.
    """
    of_kind(
        manifest, Manifest, "pass the manifest of a result, such as cohort.manifest; a summary of some rows has none"
    )
    here = versions()
    another = BadRequest(
        f"iptcore {manifest.library} with numpy {manifest.numpy} made this result; here are {here['library']} and "
        f"{here['numpy']}: install those, or pass other_versions=True and expect other numbers"
    )
    if not flag(other_versions, "other_versions") and any(getattr(manifest, name) != here[name] for name in _DECIDES):
        raise another
    if not manifest.repeatable:
        raise BadRequest(OWN_PARTS)
    if manifest.task in {"simulate", "summarise"}:
        request = request_from(manifest)
        now = manifest_of(request, manifest.task)
        if now.parameter_hash != manifest.parameter_hash and not other_versions:
            raise another  # its numbers were other ones, whatever the versions say
        return (collect if manifest.task == "simulate" else fold)(request, manifest=now)
    task, arguments = _TASKS.get(manifest.task), arguments_of(manifest, Trial)
    try:
        call = inspect.signature(task).bind(**arguments, seed=manifest.seed)  # type: ignore[arg-type]
    except TypeError:
        call = None
    if task is None or call is None:
        raise BadRequest(CHANGED)
    return task(*call.args, **call.kwargs)  # type: ignore[no-any-return]
