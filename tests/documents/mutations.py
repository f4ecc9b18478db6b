"""Every way to break plain data in one place: a key dropped, added or renamed, a type changed, a bound crossed."""

from collections.abc import Iterator
from typing import Any, NamedTuple

INSTEAD = (None, True, "5", 5, 5.0, -1_000_001, 1_000_001, "", " ", "x" * 5_001, [], {}, [[]], "2026-02-30", "20260101")
"""What is put in the place of a part: of another type, beyond a bound, or nearly right."""


class Mutation(NamedTuple):
    how: str
    path: tuple[str | int, ...]
    data: Any


def places(data: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """The way to every part of the data, the whole excepted."""
    inside = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, part in inside:
        yield (*path, key)
        yield from places(part, (*path, key))


def mutations(data: Any) -> Iterator[Mutation]:
    """The data, broken in one place, in every way."""
    yield Mutation("added", (), {**data, "another": 1})
    for path in list(places(data)):
        *above, last = path
        inside, part = _at(data, above), _at(data, path)
        for replacement in INSTEAD:
            yield _put(data, path, replacement, f"made {type(replacement).__name__}")
        if isinstance(part, dict):
            yield _put(data, path, {**part, "another": 1}, "added")
        if isinstance(part, list) and part:
            yield _put(data, path, part * 2, "doubled")
            yield _put(data, path, part * 201, "too many")
        if isinstance(last, str):
            rest = {key: other for key, other in inside.items() if key != last}
            yield Mutation("dropped", path, _with(data, above, rest))
            yield Mutation("renamed", path, _with(data, above, {**rest, last + "x": part}))


def _put(data: Any, path: tuple[str | int, ...], part: Any, how: str) -> Mutation:
    return Mutation(how, path, _with(data, list(path), part))


def _with(data: Any, path: list[str | int], part: Any) -> Any:
    """The data with another part at one place; what is beside it is shared."""
    if not path:
        return part
    changed = data.copy()
    changed[path[0]] = _with(data[path[0]], path[1:], part)
    return changed


def _at(data: Any, path: Any) -> Any:
    for key in path:
        data = data[key]
    return data
