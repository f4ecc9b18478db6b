"""The places that the page for contributors names are there, and hold what it says."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "docs/contributing.md").read_text(encoding="utf-8")
PLACES = sorted(set(re.findall(r"`((?:src|tests|docs|\.ci)/[\w./-]*)`", PAGE)))
ROWS = re.findall(r"^\| an? [^|]*\| `(\w+)` \| (.*) \|$", PAGE, re.MULTILINE)


@pytest.mark.parametrize("place", PLACES)
def test_a_place_is_there(place: str) -> None:
    assert (ROOT / place).exists()


@pytest.mark.parametrize(("name", "cell"), ROWS, ids=[name for name, _ in ROWS])
def test_what_to_follow_is_named_in_each_of_its_files(name: str, cell: str) -> None:
    files = re.findall(r"`([^`]+)`", cell)
    assert files
    assert [file for file in files if name not in (ROOT / file).read_text(encoding="utf-8")] == []


def test_the_page_names_every_room() -> None:
    assert rooms_of(ROOT / "src/iptcore") <= {place.removeprefix("src/iptcore/") for place in PLACES}


def test_the_page_names_every_part_of_the_largest_room() -> None:
    assert rooms_of(ROOT / "src/iptcore/protocol") <= set(re.findall(r"`(\w+(?:/|\.py))`", PAGE))


def rooms_of(folder: Path) -> set[str]:
    packages = {f"{path.parent.name}/" for path in folder.glob("*/__init__.py")}
    return packages | {path.name for path in folder.glob("*.py") if path.name != "__init__.py"}
