"""Golden files: numbers and texts that change only on purpose. ``WRITE_GOLDEN=1 pytest`` writes them anew."""

import os
from collections.abc import Iterable
from pathlib import Path

GOLDEN = Path(__file__).parent / "golden"


def check(name: str, lines: Iterable[str]) -> None:
    """Compare with the stored file of that name."""
    found = "\n".join(lines) + "\n"
    stored = GOLDEN / name
    if os.environ.get("WRITE_GOLDEN"):
        stored.write_text(found, encoding="utf-8")
    assert found == stored.read_text(encoding="utf-8"), f"{name} differs; if it should, run WRITE_GOLDEN=1 pytest"
