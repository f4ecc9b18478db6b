"""Many rows of a cohort as courses, in their order and in constant memory, in this process or in workers."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, Future
from itertools import islice
from typing import Any, TypeVar

import attrs

from iptcore.course import Course
from iptcore.documents import write_courses
from iptcore.simulation.inputs.arrays import Columns
from iptcore.simulation.inputs.bad_request import of_kind
from iptcore.simulation.inputs.request import Progress, Request, check_workers
from iptcore.simulation.play.course_of_row import Scribe

PIECE = 200
"""Rows that a worker gets at a time: the work of about half a second."""

_AHEAD = 8
"""Pieces that workers have at a time, so that they do not run far ahead of the reader."""

_Made = TypeVar("_Made")


@attrs.frozen
class Rows:
    """Some rows to play, with only the columns of these rows; *parts* are the arguments that all courses share."""

    request: Request
    columns: Columns
    rows: Sequence[int]
    parts: Mapping[str, Any]

    def piece(self, start: int) -> "Rows":
        """The next *PIECE* of them, for a worker."""
        cut = slice(start, start + PIECE)
        columns = {name: column[..., cut] for name, column in self.columns.items()}
        return Rows(self.request, columns, self.rows[cut], self.parts)

    def scribe(self) -> Scribe:
        """The scribe that writes them."""
        return Scribe(self.request, self.columns, **self.parts)


def play_rows(piece: Rows) -> list[Course]:
    """Some rows as courses; runs in a worker."""
    return list(piece.scribe().courses(piece.columns, piece.rows))


def write_rows(piece: Rows) -> list[str]:
    """Some rows as the lines of an NDJSON file; runs in a worker."""
    return list(write_courses(play_rows(piece)))


def streamed(
    work: Callable[[Rows], list[_Made]], rows: Rows, executor: Executor | None, progress: Progress | None
) -> Iterator[_Made]:
    """The results of *work* for each row, in order."""
    check_workers(executor, progress)
    starts = range(0, len(rows.rows), PIECE)
    reported: Iterable[Any] = () if progress is None else progress(starts)
    shown = iter(of_kind(reported, Iterable, "progress has to return the pieces that it takes, as tqdm does"))
    pieces = map(rows.piece, starts)
    return _in_order(work, pieces, executor, shown)


def _in_order(
    work: Callable[[Rows], list[_Made]], pieces: Iterator[Rows], executor: Executor | None, shown: Iterator[Any]
) -> Iterator[_Made]:
    futures: deque[Future[list[_Made]]] = deque()
    if executor is None:
        for piece in pieces:
            next(shown, None)
            yield from work(piece)
    else:
        futures.extend(executor.submit(work, piece) for piece in islice(pieces, _AHEAD))
        while futures:
            next(shown, None)
            done = futures.popleft().result()
            futures.extend(executor.submit(work, piece) for piece in islice(pieces, 1))
            yield from done
    next(shown, None)  # so that a progress bar reaches its end
