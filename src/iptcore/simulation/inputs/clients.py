"""The columns that a caller passes in about the clients: known covariates within their ranges, and own columns."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from iptcore.simulation.inputs.arrays import Array, read_only
from iptcore.simulation.inputs.bad_request import BadRequest
from iptcore.validation import nearest

COVARIATES: Mapping[str, tuple[str, int, int]] = {
    "baseline": ("float64", 0, 1000),
    "prior_episodes": ("uint8", 0, 100),
    "age": ("uint8", 0, 120),
    "area": ("uint8", 0, 3),
    "therapist": ("int32", 0, 2**31 - 1),
}
"""The dtype and the range of the covariates that the model uses; *baseline* fits the longest instrument."""

DRAWN_AGES = (18, 65)
"""The lowest and the highest age of clients whose ages were not passed in; all between are equally likely (assumed)."""

NUMBERS = frozenset(np.dtype(kind).name for kind in "?bhilqBHILQefd")
"""The names of the dtypes that a column of the caller may have."""


_MISSPELT = 0.88
"""Likeness of a misspelt name (our decision): *baselin* is *baseline*, while *wage* and *stage* are not *age*."""


A_MAPPING = (
    'clients has to be a mapping of names to arrays: {"age": ages}; '
    "of a data frame, {name: frame[name] for name in frame.columns}"
)


def checked(clients: object, n: int, taken: frozenset[str], highest: int) -> dict[str, Array]:
    """Copies of the columns that were passed in; *taken* holds the names that must not be used.

    *highest* is the highest score at entry.

    Raises:
        BadRequest: if they are not a mapping of names to arrays with one number for each course.
    """
    if clients is None:
        return {}
    if not isinstance(clients, Mapping):
        raise BadRequest(A_MAPPING)
    return {
        free_name(name, taken): _known(name, _column(_said(name, place), given, n), highest)
        for place, (name, given) in enumerate(clients.items(), start=1)
    }


def free_name(name: object, taken: frozenset[str]) -> str:
    """The name, if a column that is passed in may have it.

    Raises:
        BadRequest: if it is not a word, is taken, or is close to that of a covariate.
    """
    if not isinstance(name, str) or not name.isidentifier() or len(name) > 64 or name in taken:
        raise BadRequest(
            f"clients holds a name that cannot be used: use one of {', '.join(COVARIATES)}, "
            "or a word of your own of at most 64 letters, digits and _ that is not the name of a column of a cohort"
        )
    singular = name.removesuffix("s")  # an array of ages is easily called "ages", which is less like than _MISSPELT
    if name not in COVARIATES and (meant := nearest(singular, COVARIATES, likeness=_MISSPELT)):
        raise BadRequest(
            f"clients holds a name close to one of the model: {meant} Give a column of your own another name"
        )
    return name


def _said(name: object, place: int) -> str:
    """What a message calls a column: the name of one's own may say who somebody is, so only its place is told."""
    return f"clients[{name!r}]" if name in COVARIATES else f"column {place} of clients, one of your own,"


def _column(said: str, given: object, n: int) -> Array:
    try:
        array: Any = np.asarray(given)
    except (TypeError, ValueError):
        array = np.empty((), object)
    wanted = f"{said} has to be one number for each of the {n} courses, in an array of numbers"
    if array.dtype.name not in NUMBERS:
        raise BadRequest(f"{wanted}: it holds something else; write words as numbers, such as 0 and 1")
    if array.shape != (n,):
        raise BadRequest(f"{wanted}: its shape is {array.shape}; a trial has per_arm times the number of arms")
    if np.ma.is_masked(given) or not np.isfinite(array).all():
        raise BadRequest(f"{said} has missing or infinite numbers: fill them in, or leave the column out")
    return read_only(np.array(array, array.dtype.name))


def _known(name: str, column: Array, highest: int) -> Array:
    if name not in COVARIATES:
        return column
    dtype, low, high = COVARIATES[name]
    if name == "baseline":
        high = highest
    converted = column.astype(dtype)
    if ((column < low) | (column > high) | (converted != column)).any():
        kind = "scores" if name == "baseline" else "whole numbers"
        raise BadRequest(f"clients[{name!r}] has to hold {kind} from {low} to {high}")
    return read_only(converted)
