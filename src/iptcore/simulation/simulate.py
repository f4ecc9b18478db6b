"""Running the model: `simulate` returns columns, `summarise` a summary of any number of courses."""

from collections.abc import Iterable
from concurrent.futures import Executor
from typing import Unpack

from iptcore.protocol.protocol import Protocol
from iptcore.simulation.inputs.plan import Plan
from iptcore.simulation.inputs.request import Progress, Request, Wishes
from iptcore.simulation.results.cohort import Cohort
from iptcore.simulation.results.collecting import collect, fold
from iptcore.simulation.results.summary import Summary
from iptcore.validation import nearest


def simulate(
    protocol: Protocol | Plan,
    n: int,
    *,
    seed: int,
    executor: Executor | None = None,
    progress: Progress | None = None,
    **wishes: Unpack[Wishes],
) -> Cohort:
    """Simulate *n* courses and return them as columns.

    The first n courses are the same for any greater number, and for any division among workers; arms share their
    clients (same seed, same row: the same person).

    Args:
        protocol: a `Plan` such as ``IPT_PLAN``, or a protocol that has one.
        n: how many courses, 0 or more.
        seed: a whole number from 0 to 2**128 - 1; there is no default, so that no two runs are equal by accident.
        executor: any ``concurrent.futures.Executor``; the results are the same without one.
        progress: called with the iterable of the pieces, like ``tqdm``.
        wishes: ``arm``, ``parameters``, ``policy``, ``scales``, ``clients``, ``trial_size`` and ``keep``; see
            :class:`~iptcore.simulation.Wishes`.

    Raises:
        BadRequest: if an argument is invalid; the message says what to pass instead.
    """
    _must_be_known(wishes, "simulate")
    return collect(Request.of(protocol, n, seed=seed, **wishes), executor, progress)


def summarise(
    protocol: Protocol | Plan,
    n: int,
    *,
    seed: int,
    executor: Executor | None = None,
    progress: Progress | None = None,
    **wishes: Unpack[Wishes],
) -> Summary:
    """The summary of *n* courses, in constant memory: no course is kept. Arguments as `simulate`."""
    _must_be_known(wishes, "summarise")
    return fold(Request.of(protocol, n, seed=seed, **wishes), executor, progress)


def _must_be_known(wishes: Iterable[str], asked: str) -> None:
    """Raise a TypeError that names the function *asked* for an argument that it does not take."""
    known = Wishes.__annotations__
    for unknown in wishes:
        if unknown not in known:
            meant = nearest(unknown, (*known, "executor", "progress"))
            advice = meant or f"beside protocol, n, seed, executor and progress it takes {', '.join(known)}"
            raise TypeError(f"{asked}() got an unexpected keyword argument {unknown!r}; {advice}")
