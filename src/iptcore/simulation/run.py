"""Running the model: `simulate` for columns, `summarise` for millions that need not be kept."""

import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Executor
from typing import Any

import attrs
import numpy as np

from iptcore.protocol.protocol import Protocol
from iptcore.simulation.arms import Arm
from iptcore.simulation.bad_request import of_kind
from iptcore.simulation.block import simulate_block
from iptcore.simulation.cohort import Cohort
from iptcore.simulation.columns import layout
from iptcore.simulation.draws import BLOCK, Floats
from iptcore.simulation.manifest import Manifest
from iptcore.simulation.manifest_codec import manifest_of
from iptcore.simulation.parameters import Parameters
from iptcore.simulation.plan import Plan
from iptcore.simulation.policy import Policy
from iptcore.simulation.request import Progress, check_workers, courses, parameters_or_shipped, prepare
from iptcore.simulation.scales import Scale
from iptcore.simulation.summary import Summary
from iptcore.simulation.treatment import Columns, Run

CHUNK = 8
"""Blocks handed to a worker at a time."""


def simulate(
    protocol: Protocol | Plan,
    n: int,
    *,
    seed: int,
    arm: str | Arm = "ipt",
    parameters: Parameters | None = None,
    policy: Policy | None = None,
    scales: tuple[str | Scale, ...] | None = None,
    clients: Mapping[str, Any] | None = None,
    trial_size: int | None = None,
    keep: tuple[str, ...] = (),
    executor: Executor | None = None,
    progress: Progress | None = None,
) -> Cohort:
    """Simulate *n* courses and hand out their columns.

    The first n courses are the same however many are asked for, in whatever pieces, by whatever workers; arms share
    their clients (same seed, same row: the same person).

    Args:
        protocol: a `Plan` such as ``IPT_PLAN``, or a protocol that has one.
        n: how many courses, 0 or more.
        seed: a whole number from 0 to 2**128 - 1; there is no default, so that no two runs are alike by accident.
        arm: the name of a shipped arm (`ARMS`) or an `Arm` of your own.
        parameters: the numbers of the model; the shipped "as published" set where left out.
        policy: replaceable functions of arrays (`Policy`).
        scales: the instruments to rate with; the plan's primary instrument where left out. The first is the primary.
        clients: covariates passed in, one array of length n each: ``baseline`` (observed HRSD-17 at entry),
            ``prior_episodes``, ``age``, ``area`` (0 to 3), ``therapist`` (a number), or columns of your own for
            policies to read.
        trial_size: courses in a row that form one trial and share its draw of the spread between trials; None for none.
        keep: "severity" to keep latent severity week by week.
        executor: any ``concurrent.futures.Executor``; the results are the same without.
        progress: called with the iterable of the pieces, as ``tqdm`` is.

    Raises:
        BadRequest: if something asked for makes no sense; the message says what to ask instead.
    """
    size = courses(n)
    check_workers(executor, progress)
    run = prepare(
        protocol, size, seed=seed, arm=arm, parameters=parameters, policy=policy, scales=scales, clients=clients,
        trial_size=trial_size, keep=keep,
    )  # fmt: skip
    manifest = manifest_of(run, size, parameters_or_shipped(parameters).scenario)
    return collect(run, size, manifest, executor, progress)


def collect(
    run: Run, size: int, manifest: Manifest, executor: Executor | None = None, progress: Progress | None = None
) -> Cohort:
    """The cohort of a run."""
    columns = {name: np.empty(column.shape, column.dtype) for name, column in layout(run, size).items()}
    for first, piece in _pieces(run, size, columns_of, executor, progress):
        for name, column in piece.items():
            columns[name][..., first : first + column.shape[-1]] = column
    return Cohort(columns=columns, manifest=manifest, run=run)


def summarise(
    protocol: Protocol | Plan,
    n: int,
    *,
    seed: int,
    arm: str | Arm = "ipt",
    parameters: Parameters | None = None,
    policy: Policy | None = None,
    scales: tuple[str | Scale, ...] | None = None,
    clients: Mapping[str, Any] | None = None,
    trial_size: int | None = None,
    executor: Executor | None = None,
    progress: Progress | None = None,
) -> Summary:
    """The summary of *n* courses in constant memory: blocks are folded and forgotten. Arguments as `simulate`."""
    size = courses(n)
    check_workers(executor, progress)
    run = prepare(
        protocol, size, seed=seed, arm=arm, parameters=parameters, policy=policy, scales=scales, clients=clients,
        trial_size=trial_size,
    )  # fmt: skip
    manifest = manifest_of(run, size, parameters_or_shipped(parameters).scenario, "summarise")
    return fold(run, size, manifest, executor, progress)


def fold(
    run: Run, size: int, manifest: Manifest, executor: Executor | None = None, progress: Progress | None = None
) -> Summary:
    """The summary of a run."""
    total = Summary.empty(run)
    for _, piece in _pieces(run, size, summary_of, executor, progress):
        total = total + piece
    return attrs.evolve(total, manifest=manifest)


def columns_of(run: Run, first: int, last: int, size: int) -> Columns:
    """The columns of blocks *first* to *last* (excluded) of *size* courses; what a worker does."""
    pieces = list(_blocks(run, first, last, size))
    if len(pieces) == 1:
        return pieces[0]
    return {name: np.concatenate([piece[name] for piece in pieces], axis=-1) for name in pieces[0]}


def summary_of(run: Run, first: int, last: int, size: int) -> Summary:
    """The summary of blocks *first* to *last* (excluded) of *size* courses; what a worker does."""
    total = Summary.empty(run)
    for piece in _blocks(run, first, last, size):
        total = total + Summary.of(run, piece)
    return total


def _blocks(run: Run, first: int, last: int, size: int) -> Iterator[Columns]:
    buffers: dict[str, Floats] = {}
    for block in range(first, last):
        yield simulate_block(run, block, min(BLOCK, size - block * BLOCK), buffers)


def _pieces(
    run: Run,
    size: int,
    work: Callable[[Run, int, int, int], Any],
    executor: Executor | None,
    progress: Progress | None,
) -> Iterator[tuple[int, Any]]:
    """The first course of each piece, and what came of it, in order."""
    blocks = math.ceil(size / BLOCK)
    step = 1 if executor is None else CHUNK
    starts = range(0, blocks, step)
    told: Iterable[Any] = () if progress is None else progress(starts)
    shown = iter(of_kind(told, Iterable, "progress has to give back the pieces it takes, as tqdm does"))
    if executor is None:
        buffers: dict[str, Floats] = {}

        def alone(start: int) -> Any:
            piece = simulate_block(run, start, min(BLOCK, size - start * BLOCK), buffers)
            return piece if work is columns_of else Summary.of(run, piece)

        made: Iterator[Any] = map(alone, starts)
    else:
        futures = [executor.submit(work, run, start, min(start + step, blocks), size) for start in starts]
        made = (future.result() for future in futures)
    for start in starts:
        next(shown, None)
        yield start * BLOCK, next(made)
    next(shown, None)  # who shows how far it is learns that it is done
