"""The README's first screen shows what the library really says."""

import re
import subprocess
import sys
from pathlib import Path

from iptcore.pictures.phases import phases_diagram

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def block(language: str) -> str:
    found = re.search(rf"^```{language}\n(.*?)^```$", README, re.DOTALL | re.MULTILINE)
    assert found is not None
    return found[1].rstrip("\n")


def test_the_refusal_is_what_the_twelve_lines_print() -> None:
    said = subprocess.run([sys.executable, "-c", block("python")], cwd=ROOT, capture_output=True, text=True, check=True)
    assert said.stdout.rstrip("\n") == block("text")


def test_the_code_is_twelve_lines() -> None:
    assert len([line for line in block("python").splitlines() if line]) <= 12


def test_the_diagram_is_drawn_from_the_step_table() -> None:
    assert block("mermaid") == phases_diagram()
