"""What is written is read back as it was: every model, event, course and protocol, by either writer, also in lines."""

import json
import runpy
import sys
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from iptcore.course import Course, replay
from iptcore.documents import (
    BadDocument,
    event_from_json,
    faults,
    from_json,
    protocol_from_json,
    read_courses,
    read_entries,
    schema,
    to_json,
    write_courses,
    write_entries,
    writing,
)
from iptcore.documents.codec import data_of, reader
from iptcore.documents.explaining import faults_of
from iptcore.events import EVENTS, Event
from iptcore.model.partial_date import PartialDate
from iptcore.protocol.catalogue import CATALOGUE, IPT
from iptcore.protocol.protocol import Protocol
from iptcore.shapes import shape_of
from iptcore.testing.courses import courses
from iptcore.testing.values import values

from .filled import filled, models
from .usual import FEW, MANY

pytestmark = pytest.mark.slow

VALIDATORS = {kind.kind: Draft202012Validator(schema(kind.kind)) for kind in EVENTS}
OF_PROTOCOLS = Draft202012Validator(schema("protocol"))


@pytest.mark.parametrize("cls", [cls for cls in models() if cls is not PartialDate])
@FEW
@given(st.data())
def test_models(cls: type[Any], data: st.DataObject) -> None:
    value = data.draw(values(cls))
    stored = json.loads(json.dumps(data_of(value)))
    assert reader(shape_of(cls))(stored) == value
    assert faults_of(cls, stored) == []


@pytest.mark.parametrize("cls", EVENTS)
@FEW
@given(st.data())
def test_events(cls: type[Event], data: st.DataObject) -> None:
    event = data.draw(values(cls))
    text = to_json(event)
    assert event_from_json(text) == event
    entry = json.loads(text)["event"]
    assert entry["kind"] == cls.kind
    assert next(iter(entry)) == "kind"
    assert faults(cls.kind, entry) == ()
    VALIDATORS[cls.kind].validate(entry)


@pytest.mark.parametrize("cls", EVENTS)
def test_events_with_everything_filled_in(cls: type[Event]) -> None:
    event = filled(cls)
    assert event_from_json(to_json(event)) == event


@MANY
@given(st.lists(values(Event), max_size=12), st.booleans())
def test_courses_of_any_entries(history: list[Event], indent: bool) -> None:
    course = replay(history)
    text = to_json(course, indent=indent)
    assert from_json(text, protocols=None) == course
    assert from_json(text.encode(), protocols=None) == course
    assert faults("course", json.loads(text)) == ()
    assert tuple(read_entries(write_entries(history))) == course.history
    assert list(read_courses(write_courses([course, Course()]), protocols=None)) == [course, Course()]


@MANY
@given(courses(IPT))
def test_a_course_is_read_strictly_exactly_if_its_review_refuses_nothing(course: Course) -> None:
    """What was accepted entry by entry can still be made illegal by a late fact or a correction."""
    opening = course.opening
    own = [] if opening is None else [IPT.replace(code=opening.protocol, edition=opening.edition)]
    refusing = [finding for protocol in own for finding in protocol.review(course) if finding.objection.refuses]
    try:
        assert from_json(to_json(course), protocols=own, strict=True) == course
    except BadDocument as bad:
        refused = len(bad.faults)
    else:
        refused = 0
    assert refused == len(refusing)


@MANY
@given(st.lists(values(Event), max_size=6), st.booleans())
def test_both_writers_write_the_same(history: list[Event], indent: bool) -> None:
    course = replay(history)
    assert writing.orjson is not None
    fast = to_json(course, indent=indent)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(writing, "orjson", None)
        slow = to_json(course, indent=indent)
    assert fast == slow


@pytest.mark.parametrize("total", [0.0, 1e-4, 9.9e-5, 1e-5, 1.5e-7, 5e-324, 0.1 + 0.2, 999.9999999999999, 12, 12.0])
def test_both_writers_write_the_same_numbers(total: float) -> None:
    rating = filled(next(kind for kind in EVENTS if kind.kind == "symptoms_rated")).replace(total=total)
    test_both_writers_write_the_same.hypothesis.inner_test([rating], indent=False)
    assert repr(event_from_json(to_json(rating)).total) == repr(total)


def test_both_writers_write_large_entry_numbers() -> None:
    correction = filled(next(kind for kind in EVENTS if kind.kind == "entries_corrected"))
    event = correction.replace(corrections=(correction.corrections[0].replace(entry=10**15),))
    assert event_from_json(to_json(event)) == event


def test_without_orjson_the_standard_library_writes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "orjson", None)
    alone = runpy.run_path(str(writing.__file__))
    assert alone["orjson"] is None
    assert alone["written"]({"a": [1]}) == '{"a":[1]}'


@pytest.mark.parametrize("protocol", CATALOGUE, ids=lambda protocol: protocol.code)
def test_protocols_of_the_catalogue(protocol: Protocol) -> None:
    text = to_json(protocol)
    assert protocol_from_json(text) == protocol
    OF_PROTOCOLS.validate(json.loads(text))


@MANY
@given(values(Protocol))
def test_protocols(protocol: Protocol) -> None:
    text = to_json(protocol)
    assert protocol_from_json(text, rules=protocol.rules) == protocol
    OF_PROTOCOLS.validate(json.loads(text))
