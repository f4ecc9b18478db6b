"""What importing the core costs beside importing attrs, in fresh processes that take turns."""

import os
import statistics
import subprocess
import sys

ROUNDS = 31
TIMED = "import time; start = time.perf_counter(); import {}; print(time.perf_counter() - start)"


# As users run it: attrs comes compiled with its wheel, so iptcore may keep its bytecode too.
ENVIRONMENT = {name: word for name, word in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def seconds(module: str) -> float:
    command = [sys.executable, "-c", TIMED.format(module)]
    return float(subprocess.run(command, capture_output=True, check=True, env=ENVIRONMENT).stdout)


def main() -> None:
    seconds("iptcore")  # compiles what was not compiled yet
    pairs = [(seconds("attrs"), seconds("iptcore")) for _ in range(ROUNDS)]
    for name, times in zip(("attrs", "iptcore"), zip(*pairs, strict=True), strict=True):
        print(f"import {name:<10}{statistics.median(times) * 1000:>8.1f} ms (median of {ROUNDS})")
    ratio = statistics.median(iptcore / attrs for attrs, iptcore in pairs)
    print(f"iptcore takes {ratio:.2f} times as long as attrs (median of the pairs); wanted: at most 3.3")


if __name__ == "__main__":
    main()
