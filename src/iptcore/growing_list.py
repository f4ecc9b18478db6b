"""A list that only grows, and shares its past with every list made from it."""

from collections.abc import Iterator
from typing import Any, Generic, TypeVar, overload

_T = TypeVar("_T")

_new = object.__new__


class GrowingList(Generic[_T]):
    """An immutable list, read from its newest item back: ``[0]`` is the newest. ``in_order()`` has the oldest first.

    Adding an item costs the same whatever the length, because the old list becomes the new one's past. A tuple would be
    copied at every event of a course.

    An event of a course is the newest item of two lists, the record of the course and the events of its own kind. It is
    one object for both, with two pasts, because every event of every course makes one.
    """

    __slots__ = ("_past", "_record", "length", "newest", "place")

    newest: _T | None
    """The newest item; None in an empty list."""
    _past: "GrowingList[_T] | None"
    _record: "GrowingList[Any] | None"
    """The record as it was before its newest item, which is the newest item here as well; None where it is in none."""
    place: int
    """The place of the newest item in a longer list that several lists share; -1 in an empty list."""
    length: int
    """How many items there are; ``len`` says the same, and takes longer to ask."""

    def __init__(self) -> None:
        self._past = None
        self._record = None
        self.newest = None
        self.length = 0
        self.place = -1

    def push(self, item: _T, place: int = 0) -> "GrowingList[_T]":
        """The list with *item* as its newest, at *place* of a longer list that several lists share."""
        longer: GrowingList[_T] = _new(GrowingList)
        longer.newest = item
        longer.place = place
        longer._past = self
        longer._record = None
        longer.length = self.length + 1
        return longer

    def enter(self, item: _T, record: "GrowingList[Any]") -> "GrowingList[_T]":
        """The list with *item* as its newest, which is the next entry of *record* too."""
        longer: GrowingList[_T] = _new(GrowingList)
        longer.newest = item
        longer.place = record.place + 1
        longer._past = self
        longer._record = record
        longer.length = self.length + 1
        return longer

    @property
    def record(self) -> tuple[Any, ...]:
        """The entries of the record whose newest is the newest item, oldest first."""
        entries, step = [], self
        while step._record is not None:
            entries.append(step.newest)
            step = step._record
        return tuple(reversed(entries))

    def continues(self, record: "GrowingList[Any]", item: object) -> bool:
        """Whether *item* was entered into this very *record*, as its next entry: by identity, whatever the length."""
        return self._record is record and self.newest is item

    def __len__(self) -> int:
        return self.length

    def __iter__(self) -> Iterator[_T]:
        """The items, newest first."""
        step = self
        while step._past is not None:
            yield step.newest  # type: ignore[misc]  # the empty list alone has none, and is not reached
            step = step._past

    @overload
    def __getitem__(self, place: int) -> _T: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[_T, ...]: ...
    def __getitem__(self, place: int | slice) -> _T | tuple[_T, ...]:
        """The item at a place, counted from the newest as by iteration; a slice is a tuple."""
        return tuple(self)[place]

    def placed(self) -> Iterator[tuple[int, _T]]:
        """The items with their places, newest first."""
        step = self
        while step._past is not None:
            yield step.place, step.newest  # type: ignore[misc]  # as above
            step = step._past

    def in_order(self) -> tuple[_T, ...]:
        """The items, oldest first."""
        items, step = [], self
        while step._past is not None:
            items.append(step.newest)
            step = step._past
        items.reverse()
        return tuple(items)  # type: ignore[arg-type]  # as above

    def __reduce__(self) -> tuple[Any, ...]:
        # Link by link, a long list would be pickled deeper than Python goes.
        return _list_of, (tuple(self.placed())[::-1],)

    def __eq__(self, other: object) -> bool:
        return self is other or (
            isinstance(other, GrowingList) and len(self) == len(other) and tuple(self) == tuple(other)
        )

    def __hash__(self) -> int:
        return hash(tuple(self))

    def __repr__(self) -> str:
        return f"<{len(self)} items>"


def _list_of(placed: tuple[tuple[int, Any], ...]) -> GrowingList[Any]:
    longer: GrowingList[Any] = GrowingList()
    for place, item in placed:
        longer = longer.push(item, place)
    return longer
