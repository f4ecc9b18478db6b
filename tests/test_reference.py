"""The pages of docs/reference/ are what the code says today."""

import re
import runpy
from pathlib import Path

import pytest

DOCS = Path(__file__).parents[1] / "docs"
GENERATED = runpy.run_path(str(DOCS / "generate.py"))["pages"]()


@pytest.mark.parametrize("name", GENERATED)
def test_a_generated_page_is_current(name: str) -> None:
    stored = (DOCS / "reference" / name).read_text(encoding="utf-8")
    assert stored == GENERATED[name], "run python docs/generate.py"


def test_the_page_of_events_has_a_section_for_all_that_it_points_to() -> None:
    page = GENERATED["events.md"]
    sections = [heading.lower() for heading in re.findall(r"^#+ (\w+)$", page, re.MULTILINE)]
    assert len(sections) == len(set(sections))
    assert {"formulation", "diagnosis", "relationship", "treatmentcontract"} <= set(sections)
    assert set(re.findall(r"\]\(#(\w+)\)", page)) <= set(sections)
