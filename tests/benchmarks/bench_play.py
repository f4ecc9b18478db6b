"""How fast whole courses are played, beside the bare judgement of the same events, in one process.

``play`` lets a therapist treat by the manual; ``cohort.course(row)`` writes a simulated row as a course; ``apply``
judges and folds the events of these rows once more, which is the least that a course can cost. The three take turns;
the best round of each counts. Wanted: a thousand courses a second of the first two.
Run it with ``python tests/benchmarks/bench_play.py``.
"""

import time

from iptcore import IPT, Course
from iptcore.simulation import IPT_PLAN, Therapist, play, simulate

ROUNDS, ROWS = 12, 300


def main() -> None:
    cohort = simulate(IPT_PLAN, ROWS, seed=7)
    histories = [course.history for course in cohort.courses()]
    therapist = Therapist(IPT)

    def played() -> None:
        for _ in range(ROWS):
            play(IPT, therapist)

    def written() -> None:
        for row in range(ROWS):
            cohort.course(row)

    def judged() -> None:
        for history in histories:
            IPT.apply(Course(), *history)

    best = dict.fromkeys((judged, played, written), float("inf"))
    for _ in range(ROUNDS):
        for work, quickest in best.items():
            began = time.perf_counter()
            work()
            best[work] = min(quickest, time.perf_counter() - began)
    entries = sum(map(len, histories)) / ROWS
    for work, name in ((judged, "apply"), (played, "play"), (written, "cohort.course(row)")):
        times = best[work] / best[judged]
        print(f"{name:20} {ROWS / best[work]:6,.0f} courses a second, {times:.1f} times the judgement alone")
    print(f"{entries:.0f} entries in a course of a row")


if __name__ == "__main__":
    main()
