"""Data broken in one place are refused by the loader and by the schema; where only one refuses, it is said here why."""

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from iptcore.documents import BadDocument, faults, from_json, protocol_from_json, schema
from iptcore.documents.upgrades import VERSION
from iptcore.events import KINDS

from .mutations import Mutation, mutations

pytestmark = pytest.mark.slow

HERE = Path(__file__).parent
ENTRIES = json.loads((HERE / "v3" / "every_event.json").read_text())["entries"]
WHOLE = json.loads((HERE / "v3" / "protocol.json").read_text())
PROTOCOL = {**WHOLE, "rules": ["C06", "S01"], "cited": WHOLE["cited"][:1]}  # less of the same

ONLY_THE_LOADER = {
    "a whole number written 5.0": "for JSON Schema 5.0 is an integer; here a number keeps the form it was written in",
    "a day that the calendar does not have": "a pattern knows 30 days in every month",
    "what does not go together": "what must hold between fields stands in x-senses, for people to read",
    "the same key twice": "JSON Schema knows no distinctness by one key; it stands in x-distinct-by",
    "a rule that is not known here": "the schema knows the form of the codes of rules, not which rules there are",
}
"""What only the loader refuses, and why. There is nothing that only the schema refuses."""


@cache
def validator(kind: str) -> Draft202012Validator:
    return Draft202012Validator(schema(kind))


def loaded(entry: Any) -> bool:
    document = {"schema": "iptcore/course", "version": VERSION, "entries": [entry]}
    opened = {key: entry[key] for key in ("protocol", "edition") if key in entry}
    try:
        from_json(json.dumps({**document, **opened}), protocols=None)
    except BadDocument:
        return False
    return True


def difference(mutation: Mutation, wanted: list[str]) -> str:
    """Which of the known differences explains that only the loader refuses."""
    if mutation.how == "made float":
        return "a whole number written 5.0"
    if "2026-02-30" in str(mutation.data):
        return "a day that the calendar does not have"
    if any("told apart" in expected for expected in wanted):
        return "the same key twice"
    if any("rule" in expected for expected in wanted):
        return "a rule that is not known here"
    return "what does not go together"


@pytest.mark.no_cover  # the other tests of documents run through the same lines
@pytest.mark.parametrize("place", range(len(ENTRIES)), ids=[f"{n}-{entry['kind']}" for n, entry in enumerate(ENTRIES)])
def test_loader_and_schema_refuse_the_same(place: int) -> None:
    entry = ENTRIES[place]
    kind = entry["kind"]
    assert loaded(entry)
    assert validator(kind).is_valid(entry)
    refused = 0
    all_ways = list(mutations(entry))
    for mutation in all_ways[:: 1 + len(all_ways) // 2_000]:  # the entry with every problem area has the same again
        by_loader = not loaded(mutation.data)
        tagged = mutation.data.get("kind") == kind
        by_schema = not validator(kind).is_valid(mutation.data)
        wanted = [fault.expected for fault in faults(kind, mutation.data)]
        if tagged:
            assert bool(wanted) is by_loader, mutation
        if by_schema != by_loader:
            assert by_loader, mutation
            assert difference(mutation, wanted) in ONLY_THE_LOADER
            assert difference(mutation, wanted) != "what does not go together" or _has_senses(entry), mutation
        refused += by_loader
    assert refused > len(entry) * 5


def _has_senses(entry: Any) -> bool:
    return '"x-senses"' in json.dumps(schema(entry["kind"]))


@pytest.mark.parametrize("kind", KINDS)
def test_another_tag_is_refused_by_both(kind: str) -> None:
    entry = next(entry for entry in ENTRIES if entry["kind"] == kind)
    for tag in (*(other for other in KINDS if other != kind), "nonsense", 5, None):
        changed = {**entry, "kind": tag}
        assert not validator(kind).is_valid(changed)
        assert "/kind" in {fault.path for fault in faults(kind, changed)}
        if tag not in KINDS:
            assert not loaded(changed)


def test_a_broken_protocol_is_refused_by_both() -> None:
    assert validator("protocol").is_valid(PROTOCOL)
    differing = set()
    for mutation in mutations(PROTOCOL):
        wanted = [fault.expected for fault in faults("protocol", mutation.data)]
        by_schema = not validator("protocol").is_valid(mutation.data)
        try:
            protocol_from_json(json.dumps(mutation.data))
        except BadDocument:
            assert wanted, mutation
        else:
            assert not wanted, mutation
        if by_schema != bool(wanted):
            assert wanted, mutation
            differing.add(difference(mutation, wanted))
    assert differing <= ONLY_THE_LOADER.keys()
