"""The schema is valid, refers to itself alone, and holds what a form needs to be drawn."""

import re
from collections.abc import Iterator
from typing import Any

import attrs
import pytest
from jsonschema import Draft202012Validator

from iptcore.constraints import constraint
from iptcore.documents import schema
from iptcore.errors import UnknownName
from iptcore.events import EVENTS, KINDS, Event
from iptcore.values import fields_of
from iptcore.vocabulary import Phase, Purpose

from .filled import models

COURSE = schema()


def objects(whole: Any) -> Iterator[dict[str, Any]]:
    if isinstance(whole, dict):
        yield whole
    for part in whole.values() if isinstance(whole, dict) else whole if isinstance(whole, list) else ():
        yield from objects(part)


@pytest.mark.parametrize("kind", ["course", "event", "protocol", *KINDS])
def test_every_schema_is_one_and_complete(kind: str) -> None:
    whole = schema(kind)
    Draft202012Validator.check_schema(whole)
    refs = {part["$ref"].removeprefix("#/$defs/") for part in objects(whole) if "$ref" in part}
    assert refs == whole["$defs"].keys()
    for part in objects(whole):
        if part.get("type") == "object":
            assert part["additionalProperties"] is False
            assert set(part["required"]) <= part["properties"].keys()
        if isinstance(part.get("pattern"), str):
            assert re.compile(part["pattern"])


def test_a_kind_that_nobody_knows() -> None:
    with pytest.raises(UnknownName, match=r"^unknown kind of event or document: did you mean session_held\? If not, "):
        schema("session_helt")


@pytest.mark.parametrize("cls", EVENTS)
def test_a_form_shows_every_field_as_the_metadata_say(cls: type[Event]) -> None:
    form = schema(cls.kind)
    fields = fields_of(cls)
    assert list(form["properties"]) == ["kind", *(field.name for field in fields)]
    assert form["required"] == ["kind", *(field.name for field in fields if field.default is attrs.NOTHING)]
    assert form["properties"]["kind"] == {"const": cls.kind}
    for order, field in enumerate(fields, start=1):
        shown, bound = form["properties"][field.name], constraint(field)
        assert shown["title"] == bound.label != ""
        assert shown.get("description", "") == bound.help
        assert shown.get("x-private", False) is bound.private
        assert shown["x-order"] == order
        assert shown["x-widget"]
        assert ("default" in shown) is (field.default not in (attrs.NOTHING, None))


def test_every_model_is_defined_and_described() -> None:
    assert {cls.__name__ for cls in (*models(), *EVENTS, Event)} <= COURSE["$defs"].keys()
    assert all(part["description"] for name, part in COURSE["$defs"].items() if "properties" in part)
    assert "Phase" not in COURSE["$defs"]
    assert Phase


def test_words_carry_their_labels() -> None:
    assert COURSE["$defs"]["Purpose"]["oneOf"] == [{"const": word.value, "title": word.label} for word in Purpose]


def test_what_a_form_needs_stands_there() -> None:
    session = schema("session_held")["properties"]
    assert session["minutes"] == {
        "type": ["integer", "null"], "minimum": 1, "maximum": 480, "title": "Length", "x-order": 5,
        "x-widget": "number", "x-unit": "minutes",
    }  # fmt: skip
    assert session["purpose"]["default"] == "regular"
    assert session["techniques"]["x-widget"] == "ordered"
    assert session["techniques"]["uniqueItems"] is True
    assert session["links"]["x-widget"] == "list"
    assert session["notes"]["x-widget"] == "textarea"
    assert session["group"]["x-widget"] == "key"
    assert session["on"]["x-widget"] == "date"
    assert session["attendees"]["default"] == []
    assert schema("not_done")["properties"]["task"]["x-widget"] == "code"
    assert schema("life_event_recorded")["$defs"]["LifeEvent"]["properties"]["when"]["x-widget"] == "partial-date"
    assert schema("entries_corrected")["$defs"]["Correction"]["properties"]["replacement"]["x-widget"] == "choice"
    plan = schema("relapse_plan_agreed")["$defs"]["RelapsePreventionPlan"]
    assert plan["properties"]["support"]["x-distinct-by"] == "person"
    assert plan["x-senses"] == [
        {"fields": ["support", "no_support_yet"], "expected": "support people or nobody yet, not both"}
    ]
    assert schema("formulation_agreed")["$defs"]["FocalArea"]["properties"]["area"]["x-tag"] == "kind"
    protocol = schema("protocol")["properties"]
    assert protocol["circle"]["default"] == {}
    assert protocol["focal_areas"]["default"] == {"low": 1, "high": 2}
    assert protocol["frequencies"]["default"] == ["weekly"]
