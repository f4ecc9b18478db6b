"""Guided by coverage, look for input that makes a reader raise anything but ``BadDocument``.

Needs ``atheris``, which is no dependency of ours. Run it with
``python tests/benchmarks/fuzz_atheris.py -max_total_time=600 -timeout=5 -rss_limit_mb=1500``; it begins with the golden
documents, each tried with every reader.
"""

import sys
import tempfile
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["iptcore", "json"]):
    from hostile import GOLDEN, READERS, agreed, read


def one_input(data: bytes) -> None:
    """The last byte says which reader reads the others."""
    if data:
        reader = READERS[data[-1] % len(READERS)]
        read(data[:-1], reader)
        if reader is READERS[0]:
            agreed(data[:-1])


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        for number, document in enumerate(GOLDEN):
            for reader in range(len(READERS)):
                Path(folder, f"{number}-{reader}").write_bytes(document + bytes([reader]))
        atheris.Setup([*sys.argv, "-max_len=40000", folder], one_input)
        atheris.Fuzz()


if __name__ == "__main__":
    main()
