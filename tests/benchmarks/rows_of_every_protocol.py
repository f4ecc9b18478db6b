"""A thousand rows of a cohort of every protocol with a model, each played into a course and read off again.

What has to hold of a row stands in ``tests/simulation/test_record.py``, which does the same for a hundred rows of each
(a thousand of IPT) with every run of the tests: these take six minutes of one core, which a release can bear and a
commit cannot. Run it with ``python tests/benchmarks/rows_of_every_protocol.py``.
"""

import sys
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from iptcore.protocol.catalogue import CATALOGUE
from iptcore.simulation import as_published, simulate
from simulation.test_record import asked, check, made_up, modelled

ROWS = 1000


def judge(code: str) -> tuple[str, float]:
    protocol = next(known for known in CATALOGUE if known.code == code)
    began = time.perf_counter()
    cohort = simulate(asked(protocol), ROWS, seed=13, parameters=as_published(), scales=made_up(protocol))
    for row in range(ROWS):
        check(cohort, row, protocol)
    return code, time.perf_counter() - began


def main() -> None:
    with ProcessPoolExecutor(2) as workers:
        for code, seconds in workers.map(judge, [protocol.code for protocol in modelled()]):
            print(f"{code:22} {ROWS} rows accepted and read off again, {seconds:5.1f} s", flush=True)


if __name__ == "__main__":
    main()
