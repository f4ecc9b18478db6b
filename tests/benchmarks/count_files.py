"""How many files of the library a task enters, and how often it changes from one to another.

Run it with ``python tests/benchmarks/count_files.py``: a row of a cohort as a course, a course by the manual, and from
JSON text to a refusal.
"""

import sys
from collections.abc import Callable
from datetime import date

from iptcore import IPT, Course, MiddleBegun, NotAllowed
from iptcore.documents import from_json, to_json
from iptcore.simulation import IPT_PLAN, Therapist, play, simulate

COHORT = simulate(IPT_PLAN, 64, seed=7)
TEXT = to_json(IPT.open(on=date(2026, 1, 5), client="c-017", consent=True))


def refusal() -> None:
    """From JSON text to a refusal."""
    try:
        IPT.apply(from_json(TEXT), MiddleBegun(on=date(2026, 1, 19)))
    except NotAllowed as refused:
        str(refused)


def row() -> Course:
    """A row to a course."""
    return COHORT.course(3)


def manual() -> Course:
    """A course by the manual."""
    return play(IPT, Therapist(IPT))


def count(work: Callable[[], object]) -> tuple[int, int]:
    """The files entered, and the changes of file."""
    entered: list[str] = []

    def told(frame: object, event: str, _: object) -> None:
        file = frame.f_code.co_filename  # type: ignore[attr-defined]  # a frame
        if event == "call" and "iptcore" in file and (not entered or entered[-1] != file):
            entered.append(file)

    sys.setprofile(told)
    work()
    sys.setprofile(None)
    library = [file for file in entered if file != __file__]
    return len(set(library)), len(library)


if __name__ == "__main__":
    for work in (row, manual, refusal):
        work()
        files, changes = count(work)
        print(f"{work.__doc__}: {files} files, {changes:,} changes of file")
