"""What it costs to make, compare and hash values; run it with PYTHONPATH at two versions in turn to compare them."""

import pickle
import timeit
from datetime import date
from typing import TYPE_CHECKING

from iptcore import Goal, SessionHeld

if TYPE_CHECKING:
    from collections.abc import Callable

DAY = date(2026, 1, 5)
ROUNDS, TIMES = 15, 5_000


def held() -> SessionHeld:
    return SessionHeld(on=DAY, minutes=50, risk_checked=True)


def full() -> SessionHeld:
    return SessionHeld(
        on=DAY, recorded=DAY, by="t-1", minutes=50, risk_checked=True, opening_question=True, task_set=True,
        task_reviewed=True, ending_mentioned=False,
    )  # fmt: skip


def main() -> None:
    one, other = held(), held()
    pickled = pickle.dumps(one)
    work: dict[str, Callable[[], object]] = {
        "make a SessionHeld of 3 parts": held,
        "make a SessionHeld of 9 parts": full,
        "make a Goal of 3 parts": lambda: Goal(key="g", area="a", words="w"),
        "compare two equal ones": lambda: one == other,
        "hash one": lambda: hash(one),
        "unpickle one": lambda: pickle.loads(pickled),
    }
    for name, do in work.items():
        seconds = min(timeit.repeat(do, number=TIMES, repeat=ROUNDS)) / TIMES
        print(f"{name:<32}{seconds * 1e6:>8.2f} us")


if __name__ == "__main__":
    main()
