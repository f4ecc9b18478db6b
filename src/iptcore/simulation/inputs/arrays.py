"""The kinds of array that the simulation passes around."""

from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

Array: TypeAlias = npt.NDArray[Any]

Floats: TypeAlias = npt.NDArray[np.float64]

Words: TypeAlias = npt.NDArray[np.uint16]

Columns: TypeAlias = dict[str, Array]
"""Arrays by name; the last axis of each is the course."""
