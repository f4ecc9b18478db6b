"""Stored documents of every version load for ever, and what is written does not change unnoticed."""

import hashlib
import json
from pathlib import Path

import pytest

from iptcore.documents import (
    event_from_json,
    from_json,
    protocol_from_json,
    read_entries,
    schema,
    to_json,
    upgrades,
    write_entries,
)
from iptcore.events import EVENTS, KINDS
from iptcore.values import fields_of

HERE = Path(__file__).parent
VERSIONS = sorted(path.name for path in HERE.glob("v[0-9]*"))
NOW = HERE / VERSIONS[-1]
COURSES = ("role_transition.json", "every_event.json")
TEXT = {"encoding": "utf-8"}


def test_there_are_documents_of_every_version() -> None:
    assert [f"v{version}" for version in range(1, upgrades.VERSION + 1)] == VERSIONS
    assert upgrades.STEPS.keys() == set(range(1, upgrades.VERSION))


@pytest.mark.parametrize("version", VERSIONS)
def test_stored_documents_are_only_ever_added_to(version: str) -> None:
    folder = HERE / version
    stored = dict(reversed(line.split()) for line in (folder / "SHA256").read_text(**TEXT).splitlines())
    assert stored == {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir() if path.name != "SHA256"
    }


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("name", COURSES)
def test_courses_of_every_version_say_the_same(version: str, name: str) -> None:
    text = (HERE / version / name).read_text(**TEXT)
    assert json.loads(text)["version"] == int(version[1:])
    assert from_json(text) == from_json((NOW / name).read_bytes())


@pytest.mark.parametrize("version", VERSIONS)
def test_other_documents_of_every_version_say_the_same(version: str) -> None:
    old, new = HERE / version, NOW
    for name, read in (("event.json", event_from_json), ("protocol.json", protocol_from_json)):
        assert read((old / name).read_text(**TEXT)) == read((new / name).read_text(**TEXT))
    with (old / "entries.ndjson").open(**TEXT) as log, (new / "entries.ndjson").open("rb") as other:
        assert list(read_entries(log)) == list(read_entries(other))


@pytest.mark.parametrize("path", sorted(HERE.glob("v[0-9]*/filled.json")), ids=lambda path: path.parent.name)
def test_every_part_of_every_event_is_read_as_it_was_stored(path: Path) -> None:
    """From version 3 on: what is optional, and so could go missing unseen, stands there too."""
    text = path.read_text(**TEXT)
    course = from_json(text)
    assert len(course.history) == len({type(event) for event in course.history})
    if path.parent == NOW:
        assert to_json(course, indent=True) + "\n" == text
        assert {type(event) for event in course.history} == set(EVENTS), "run python tests/documents/write_filled.py"
        stored = {field for entry in json.loads(text)["entries"] for field in entry}
        assert stored <= {"kind", *(field.name for kind in EVENTS for field in fields_of(kind))}


def test_the_typical_course_is_legal() -> None:
    assert from_json((NOW / "role_transition.json").read_text(**TEXT), strict=True).revision == 60


@pytest.mark.parametrize("name", COURSES)
def test_courses_are_written_as_they_were(name: str) -> None:
    text = (NOW / name).read_text(**TEXT)
    assert to_json(from_json(text), indent=True) + "\n" == text


def test_other_documents_are_written_as_they_were() -> None:
    for name, read in (("event.json", event_from_json), ("protocol.json", protocol_from_json)):
        text = (NOW / name).read_text(**TEXT)
        assert to_json(read(text), indent=True) + "\n" == text
    log = (NOW / "entries.ndjson").read_text(**TEXT)
    assert "".join(write_entries(read_entries(log.splitlines()))) == log


def test_every_kind_of_event_is_among_them() -> None:
    history = from_json((NOW / "every_event.json").read_text(**TEXT)).history
    assert {type(event) for event in history} == set(EVENTS)


@pytest.mark.parametrize("kind", ["course", "event", "protocol", *KINDS])
def test_the_schema_is_as_it_was(kind: str) -> None:
    stored = HERE / "schema" / ("forms" if kind in KINDS else "") / f"{kind}.json"
    assert json.loads(stored.read_text(**TEXT)) == schema(kind), "run python tests/documents/write_schemas.py and look"


def test_no_schema_is_left_over() -> None:
    assert {path.stem for path in (HERE / "schema").rglob("*.json")} == {"course", "event", "protocol", *KINDS}
