"""What a run found, kept as JSON: a page is written from it, so that its words can change without another run."""

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

RESULTS = Path(__file__).parent / "results"
REFERENCE = Path(__file__).parents[1] / "reference"


def short(number: float) -> float:
    """Three digits, as the pages print them."""
    return float(f"{number:.3g}") if abs(number) < 100 else float(round(number))


def save(name: str, found: dict[str, Any]) -> None:
    """Keep what a run found, a row of a table on a line."""
    parts = [f"{json.dumps(key)}: {_lines(value)}" for key, value in found.items()]
    (RESULTS / f"{name}.json").write_text("{\n" + ",\n".join(parts) + "\n}\n", encoding="utf-8")


def _lines(value: Any) -> str:
    if isinstance(value, list) and value and isinstance(value[0], (list, dict)):
        return "[\n" + ",\n".join(json.dumps(row, ensure_ascii=False) for row in value) + "\n]"
    return json.dumps(value, ensure_ascii=False)


def load(name: str) -> dict[str, Any]:
    """What the last run found."""
    return json.loads((RESULTS / f"{name}.json").read_text(encoding="utf-8"))


def put(name: str, text: str) -> None:
    """Put a page among those of the reference."""
    (REFERENCE / f"{name}.md").write_text(text, encoding="utf-8")


def table(heads: Sequence[str], rows: Iterable[Sequence]) -> str:
    """A table in Markdown."""
    lines = [" | ".join(heads), " | ".join("-" for _ in heads), *(" | ".join(map(str, row)) for row in rows)]
    return "\n".join(f"| {line} |" for line in lines) + "\n"
