"""What importing the core costs beside importing attrs, in fresh processes that take turns."""

import os
import statistics
import subprocess
import sys
import time

ROUNDS = 31
WANTED = 3.3
TIMED = "import time; start = time.perf_counter(); import {}; print(time.perf_counter() - start)"

# As users run it: attrs comes compiled with its wheel, so iptcore may keep its bytecode too.
ENVIRONMENT = {name: word for name, word in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def seconds(module: str) -> tuple[float, float]:
    """How long a process that imports *module* and ends takes, and how long the import in it."""
    command = [sys.executable, "-c", TIMED.format(module)]
    start = time.perf_counter()
    printed = subprocess.run(command, capture_output=True, check=True, env=ENVIRONMENT).stdout
    return time.perf_counter() - start, float(printed)


def main() -> None:
    seconds("iptcore")  # compiles what was not compiled yet
    pairs = [(seconds("attrs"), seconds("iptcore")) for _ in range(ROUNDS)]
    for place, measured in enumerate(("the whole process", "the statement alone")):
        attrs, iptcore = ([times[place] for times in column] for column in zip(*pairs, strict=True))
        ratio = statistics.median(ours / theirs for theirs, ours in zip(attrs, iptcore, strict=True))
        print(
            f"{measured}: import attrs {statistics.median(attrs) * 1000:.0f} ms, "
            f"import iptcore {statistics.median(iptcore) * 1000:.0f} ms, {ratio:.2f} times as long"
        )
    print(f"medians of {ROUNDS} pairs; wanted: the whole process at most {WANTED} times")


if __name__ == "__main__":
    main()
