"""The parts of an event that are not private: words from our lists, numbers, days, yes and no."""

from collections.abc import Iterator
from datetime import date
from enum import Enum
from typing import Any, TypeAlias

from iptcore.constraints import constraint
from iptcore.model.partial_date import PartialDate
from iptcore.values import Value, fields_of

Plain: TypeAlias = str | int | float | bool | date


def public_parts(value: Value) -> Iterator[tuple[str, Plain]]:
    """The parts of *value* that were recorded and are not private, each under the path of its field.

    A list of words is one text, a list of anything else its length; free text and keys are left out.
    """
    for field in fields_of(type(value)):
        yield from _spread(field.name, getattr(value, field.name), private=constraint(field).private)


def _spread(path: str, part: Any, *, private: bool) -> Iterator[tuple[str, Plain]]:
    if isinstance(part, tuple):
        if part and all(isinstance(item, Enum) for item in part):
            yield path, " ".join(str(item.value) for item in part)
        elif part:
            yield path, len(part)
    elif isinstance(part, PartialDate):
        yield path, str(part)
    elif isinstance(part, Value):
        yield from ((f"{path}.{inner}", item) for inner, item in public_parts(part))
    elif isinstance(part, Enum):
        yield path, str(part.value)
    elif part is not None and not private:
        yield path, part
