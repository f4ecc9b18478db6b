"""The kinds of array that the simulation passes around."""

from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

Array: TypeAlias = npt.NDArray[Any]

Floats: TypeAlias = npt.NDArray[np.float64]

Words: TypeAlias = npt.NDArray[np.uint16]

Columns: TypeAlias = dict[str, Array]
"""Arrays by name; the last axis of each is the course."""


def wide(array: Array) -> Array:
    """The numbers in 64 bits, so that their differences and products do not overflow; truth values are unchanged."""
    match array.dtype.kind:
        case "i" | "u":
            fits = array.dtype != np.uint64 or not array.size or array.max() <= np.iinfo(np.int64).max
            return array.astype(np.int64 if fits else np.float64, copy=False)
        case "f":
            return array.astype(np.float64, copy=False)
        case _:
            return array


def read_only(array: Array) -> Array:
    """A view that cannot be written into."""
    view = array.view()
    view.flags.writeable = False
    return view
