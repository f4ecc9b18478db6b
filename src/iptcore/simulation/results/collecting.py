"""Running the model: the blocks of a request, collected in a cohort or added up in a summary."""

import math
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor
from typing import Any

import attrs
import numpy as np

from iptcore.simulation.engine.block import simulate_block
from iptcore.simulation.inputs.arrays import Columns, Floats
from iptcore.simulation.inputs.bad_request import of_kind
from iptcore.simulation.inputs.manifest import Manifest
from iptcore.simulation.inputs.manifest_arguments import manifest_of
from iptcore.simulation.inputs.request import Progress, Request, check_workers
from iptcore.simulation.inputs.seeds import BLOCK
from iptcore.simulation.results.cohort import Cohort
from iptcore.simulation.results.layout import layout
from iptcore.simulation.results.summary import Summary

CHUNK = 8
"""Blocks handed to a worker at a time."""


def collect(
    request: Request,
    executor: Executor | None = None,
    progress: Progress | None = None,
    manifest: Manifest | None = None,
) -> Cohort:
    """The cohort of a request; *manifest* if it exists already."""
    columns = {name: np.empty(column.shape, column.dtype) for name, column in layout(request).items()}
    for first, piece in _pieces(request, columns_of, executor, progress):
        for name, column in piece.items():
            columns[name][..., first : first + column.shape[-1]] = column
    return Cohort(columns=columns, manifest=manifest or manifest_of(request), request=request)


def fold(
    request: Request,
    executor: Executor | None = None,
    progress: Progress | None = None,
    manifest: Manifest | None = None,
) -> Summary:
    """The summary of a request, in constant memory; *manifest* if it exists already."""
    total = Summary.empty(request)
    for _, piece in _pieces(request, summary_of, executor, progress):
        total = total + piece
    return attrs.evolve(total, manifest=manifest or manifest_of(request, "summarise"))


def columns_of(request: Request, first: int, last: int) -> Columns:
    """The columns of blocks *first* to *last* (excluded); runs in a worker."""
    pieces = list(_blocks(request, first, last))
    if len(pieces) == 1:
        return pieces[0]
    return {name: np.concatenate([piece[name] for piece in pieces], axis=-1) for name in pieces[0]}


def summary_of(request: Request, first: int, last: int) -> Summary:
    """The summary of blocks *first* to *last* (excluded); runs in a worker."""
    total = Summary.empty(request)
    for piece in _blocks(request, first, last):
        total = total + Summary.of(request, piece)
    return total


def _blocks(request: Request, first: int, last: int) -> Iterator[Columns]:
    buffers: dict[str, Floats] = {}
    for block in range(first, last):
        yield simulate_block(request, block, min(BLOCK, request.courses - block * BLOCK), buffers)


def _pieces(
    request: Request,
    work: Callable[[Request, int, int], Any],
    executor: Executor | None,
    progress: Progress | None,
) -> Iterator[tuple[int, Any]]:
    """The number of the first course and the result of each piece, in order."""
    check_workers(executor, progress)
    blocks = math.ceil(request.courses / BLOCK)
    step = 1 if executor is None else CHUNK
    starts = range(0, blocks, step)
    reported: Iterable[Any] = () if progress is None else progress(starts)
    shown = iter(of_kind(reported, Iterable, "progress has to return the pieces that it takes, as tqdm does"))
    if executor is None:
        buffers: dict[str, Floats] = {}

        def alone(start: int) -> Any:
            piece = simulate_block(request, start, min(BLOCK, request.courses - start * BLOCK), buffers)
            return piece if work is columns_of else Summary.of(request, piece)

        results: Iterator[Any] = map(alone, starts)
    else:
        futures = [executor.submit(work, request, start, min(start + step, blocks)) for start in starts]
        results = (future.result() for future in futures)
    for start in starts:
        next(shown, None)
        yield start * BLOCK, next(results)
    next(shown, None)  # so that a progress bar reaches its end
