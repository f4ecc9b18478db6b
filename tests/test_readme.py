"""The README's first screen shows what the library really says."""

import re
import runpy
import subprocess
import sys
from collections import Counter
from pathlib import Path
from xml.etree import ElementTree as ET

from iptcore.facts_by_source import facts
from iptcore.protocol.catalogue import CATALOGUE
from iptcore.sources import Standing

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


def test_the_picture_is_drawn_from_the_example_course_and_said_in_words() -> None:
    picture = runpy.run_path(str(ROOT / "docs/generate.py"))["picture"]()
    stored = ET.fromstring((ROOT / "docs/progress.svg").read_text(encoding="utf-8"))
    assert stored.findtext("{*}desc") == picture.alt_text, "run python docs/generate.py"
    assert f"![{picture.alt_text}](docs/progress.svg)" in " ".join(README.split())


def test_the_numbers_are_those_of_the_library() -> None:
    rules = {rule.code: rule for protocol in CATALOGUE for rule in protocol.every_rule}
    assert f"| {len(CATALOGUE)} published forms of IPT, more than 90 rules with more than 200 clauses |" in README
    assert f"research**: {len(CATALOGUE)} published forms" in README
    assert len(rules) > 90
    assert sum(len(rule.clauses) for rule in rules.values()) > 200


def test_the_standings_of_the_facts_are_those_of_the_library_within_two_in_a_hundred() -> None:
    count = Counter(fact.source.standing for fact in facts())
    said = re.search(r"of about 500 facts, (\d+) % were read .*, (\d+) % are reported .*, (\d+) % .*, (\d+) %", README)
    assert said is not None
    assert 450 < count.total() < 550
    for share, standing in zip(
        said.groups(), (Standing.READ, Standing.REPORTED, Standing.UNVERIFIED, Standing.DECISION), strict=True
    ):
        assert abs(100 * count[standing] / count.total() - int(share)) < 2


def test_what_the_commands_and_links_name_is_there() -> None:
    named = re.findall(r"(?:python|pytest) ((?:docs|tests|examples)/[\w./]+)", README)
    named += re.findall(r"\]\(((?!https?:)[^)#]+)", README)
    assert len(named) > 15
    assert [place for place in named if not (ROOT / place).exists()] == []
