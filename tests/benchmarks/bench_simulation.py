"""How fast courses are simulated, beside the bare cost of drawing the random numbers they use, in one process.

Sixteen weekly sessions of IPT, weekly ratings, the full model. The two take turns; the best round of each counts.
Then ten million, summarised: by this process, and by one and two warm worker processes (wanted: a ratio of 1.7).
Run it with ``python tests/benchmarks/bench_simulation.py``.
"""

import resource
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from typing import Any

from iptcore.simulation import IPT_PLAN, simulate, summarise
from iptcore.simulation.engine.block import simulate_block
from iptcore.simulation.engine.draws import Draws
from iptcore.simulation.inputs.arrays import Floats
from iptcore.simulation.inputs.seeds import BLOCK
from iptcore.simulation.results.collecting import CHUNK

ROUNDS, BLOCKS = 12, 8
RUN = simulate(IPT_PLAN, 1, seed=7).request


def used() -> Counter[tuple[str, str, int]]:
    """Every table of random numbers that one block asks for, found by listening."""
    asked: Counter[tuple[str, str, int]] = Counter()
    plain = {kind: getattr(Draws, kind) for kind in ("normals", "uniforms", "exponentials", "words")}

    def listening(kind: str) -> Any:
        def draw(self: Draws, purpose: str, rows: int) -> Any:
            asked[kind, purpose, rows] += 1
            return plain[kind](self, purpose, rows)

        return draw

    for kind in plain:
        setattr(Draws, kind, listening(kind))
    simulate_block(RUN, 0, BLOCK)
    for kind, method in plain.items():
        setattr(Draws, kind, method)
    return asked


def main() -> None:
    tables, buffers = list(used().elements()), dict[str, Floats]()

    def bare() -> None:
        for block in range(BLOCKS):
            draws = Draws(7, block, BLOCK, buffers)
            for kind, purpose, rows in tables:
                getattr(draws, kind)(purpose, rows)

    def full() -> None:
        for block in range(BLOCKS):
            simulate_block(RUN, block, BLOCK, buffers)

    best = {bare: float("inf"), full: float("inf")}
    for _ in range(ROUNDS):
        for work, quickest in best.items():
            began = time.perf_counter()
            work()
            best[work] = min(quickest, time.perf_counter() - began)
    courses = BLOCKS * BLOCK
    print(f"bare random numbers  {best[bare] / courses * 1e9:7.0f} ns a course")
    print(f"the full model       {best[full] / courses * 1e9:7.0f} ns a course, {best[full] / best[bare]:.2f} times")
    print(f"                     {courses / best[full]:,.0f} courses a second")
    began = time.perf_counter()
    summarise(IPT_PLAN, 10_000_000, seed=7)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"ten million, summarised       {time.perf_counter() - began:6.2f} s, peak memory {peak} MB")
    spent = {}
    for workers in (1, 2):
        with ProcessPoolExecutor(workers) as executor:
            summarise(IPT_PLAN, 4 * CHUNK * BLOCK, seed=7, executor=executor)  # warm
            began = time.perf_counter()
            summarise(IPT_PLAN, 10_000_000, seed=7, executor=executor)
            spent[workers] = time.perf_counter() - began
    print(f"the same, 1 and 2 warm workers {spent[1]:5.2f} s and {spent[2]:.2f} s, ratio {spent[1] / spent[2]:.2f}")
    began = time.perf_counter()
    simulate(IPT_PLAN, 1_000_000, seed=7)
    print(f"a million, all columns kept   {time.perf_counter() - began:6.2f} s")


if __name__ == "__main__":
    main()
