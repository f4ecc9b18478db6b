"""Courses a second beside other ways to the same thing, in one process: `play`, SimPy, and synthmind.

Sixteen weekly sessions of IPT with a rating each week. ``simulate`` draws the full calibrated model; SimPy plays the
same visits with a much plainer one (attendance, decay, noise, leaving), so that its engine is what is measured;
synthmind runs its own sixteen-session trial of IPT, weekly samples, its patients made beforehand. The tasks take turns,
and the best round of each counts. It needs the dependency group
``benchmarks`` (``pip install --group benchmarks``); run it with ``python tests/benchmarks/bench_simulators.py``.
"""

import math
import random
import time
from collections.abc import Callable, Generator
from typing import Any

import simpy
import synthmind

from iptcore import IPT, Course
from iptcore.simulation import Therapist, play, simulate

ROUNDS = 5
COHORT = simulate(IPT, 10_000, seed=7)
ROWS = iter(range(10_000))
THERAPIST = Therapist(IPT)
PLAYED = play(IPT, THERAPIST)
PATIENTS = synthmind.DistributionGenerator(primary_diagnosis="major_depressive_disorder", seed=7).sample(200)


def columns(n: int) -> None:
    simulate(IPT, n, seed=7)


def rows(n: int) -> None:
    for _ in range(n):
        COHORT.course(next(ROWS))


def by_the_manual(n: int) -> None:
    for _ in range(n):
        play(IPT, THERAPIST)


def by_new_therapists(n: int) -> None:
    for _ in range(n):
        play(IPT, Therapist(IPT))


def judged(n: int) -> None:
    for _ in range(n):
        IPT.apply(Course(), *PLAYED.history)


def visits(env: simpy.Environment, chance: random.Random, scores: list[list[float]]) -> Generator[Any, Any, None]:
    start = severity = chance.gauss(19.6, 4.5)
    pace, taken = chance.expovariate(1.0), [severity]
    for _ in range(16):
        yield env.timeout(1)
        if chance.random() < 0.93:
            severity *= math.exp(-0.063 * pace)
        taken.append(max(0, round(severity + chance.gauss(0.0, 2.5))))
        if chance.random() < 1.0 / (1.0 + math.exp(3.5 + 2.7 * (1.0 - severity / start))):
            break
    scores.append(taken)


def with_simpy(n: int) -> None:
    env, chance, scores = simpy.Environment(), random.Random(7), []
    for _ in range(n):
        env.process(visits(env, chance, scores))
    env.run()


def with_synthmind(n: int) -> None:
    synthmind.ParallelTrial(
        cohort=PATIENTS[:n],
        arms={"ipt": synthmind.ipt_intervention(), "ipt too": synthmind.ipt_intervention()},
        simulator=synthmind.Simulator(
            adherence=synthmind.WeibullDropout(),
            engine=synthmind.SymptomTrajectoryEngine(),
            sampling_weeks=1,
        ),
        duration_weeks=16,
    ).run(seed=7)


TASKS: dict[str, tuple[Callable[[int], None], int]] = {
    "simulate, all columns kept": (columns, 2**18),
    "SimPy, a plainer model": (with_simpy, 2000),
    "synthmind, its IPT trial": (with_synthmind, 200),
    "play: one therapist": (by_the_manual, 20),
    "play: a new one each time": (by_new_therapists, 20),
    "cohort.course(row), new rows": (rows, 20),
    "judging alone, 67 entries": (judged, 20),
}


def main() -> None:
    best = dict.fromkeys(TASKS, math.inf)
    for _ in range(ROUNDS):
        for name, (task, n) in TASKS.items():
            began = time.perf_counter()
            task(n)
            best[name] = min(best[name], (time.perf_counter() - began) / n)
    fastest = best["simulate, all columns kept"]
    for name, seconds in best.items():
        print(f"{name:28} {1 / seconds:12,.0f} courses a second   {seconds / fastest:10,.0f}")


if __name__ == "__main__":
    main()
