"""Every fault of a document at once, each at its place; nothing is coerced."""

import json
import pickle
from collections import OrderedDict
from datetime import date
from types import MappingProxyType
from typing import Any

import pytest

from iptcore.course import Course
from iptcore.documents import (
    BadDocument,
    Limits,
    event_from_data,
    event_from_json,
    faults,
    from_json,
    protocol_from_json,
    to_json,
)
from iptcore.documents.upgrades import VERSION
from iptcore.errors import UnknownName
from iptcore.events import KINDS, SessionHeld
from iptcore.model.inventory import Relationship
from iptcore.model.partial_date import PartialDate
from iptcore.protocol.catalogue import IPT
from iptcore.vocabulary import Purpose

SESSION = {"kind": "session_held", "on": "2026-01-05"}
RATING = {"kind": "symptoms_rated", "on": "2026-01-05", "instrument": "PHQ-9", "total": 12}
RISK = {"kind": "risk_assessed", "on": "2026-01-05", "action": "none", "reasons": "asked"}


def document(*entries: Any, **more: Any) -> str:
    return json.dumps({"schema": "iptcore/course", "version": VERSION, "entries": list(entries), **more})


def refused(text: str | bytes) -> dict[str, str]:
    """What is expected, by its place."""
    with pytest.raises(BadDocument) as caught:
        from_json(text, protocols=None)
    return {fault.path: fault.expected for fault in caught.value.faults}


def test_nothing_is_wrong_with_what_is_right() -> None:
    assert from_json(document(SESSION, RATING, RISK), protocols=None).revision == 3
    assert from_json(to_json(Course())) == Course()


@pytest.mark.parametrize(
    ("field", "instead"),
    [
        ("minutes", "12"),
        ("minutes", 2.9),
        ("minutes", 12.0),
        ("minutes", True),
        ("minutes", 0),
        ("minutes", 481),
        ("minutes", [50]),
        ("opening_question", 1),
        ("opening_question", "true"),
        ("notes", 5),
        ("notes", ""),
        ("notes", "  \n"),
        ("notes", "a\x00b"),
        ("notes", "\ud800"),
        ("notes", "x" * 4_001),
        ("on", None),
        ("on", 20_260_106),
        ("on", "20260105"),
        ("on", "2026-1-5"),
        ("on", "2026-01-05T10:00"),
        ("on", "2026-W01-1"),
        ("on", "2026-02-30"),
        ("purpose", "Regular"),
        ("purpose", 1),
        ("purpose", None),
        ("techniques", "role_play"),
        ("techniques", ["role_play", "role_play"]),
        ("techniques", ["dancing"]),
        ("techniques", {"0": "role_play"}),
        ("focus", ["a", "a"]),
        ("focus", ["a b"]),
        ("group", "2026-01-05"),
        ("links", [{"direction": "nonsense", "event": "x"}]),
        ("links", ["x"]),
        ("links", [None]),
    ],
)
def test_nothing_is_coerced(field: str, instead: Any) -> None:
    expected = refused(document({**SESSION, field: instead}))
    assert all(path.startswith(f"/entries/0/{field}") for path in expected)
    assert len(expected) == 1


def test_every_sort_of_plain_data_is_read() -> None:
    form = {"on": "2026-01-05", "minutes": 50, "opening_question": True, "notes": None}
    read = event_from_data("session_held", form)
    assert read == SessionHeld(on=date(2026, 1, 5), minutes=50, opening_question=True)
    form = {"on": "2026-01-05", "instrument": "PHQ-9", "total": 12.5}
    assert event_from_data("symptoms_rated", form).total == 12.5  # type: ignore[attr-defined]


@pytest.mark.parametrize("total", [12.5, 12, 0, 1_000])
def test_a_number_may_be_whole(total: float) -> None:
    (event,) = from_json(document({**RATING, "total": total}), protocols=None).history
    assert event.total == total  # type: ignore[attr-defined]
    assert type(event.total) is type(total)  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "total",
    ["NaN", "Infinity", "-Infinity", "1e999", "9" * 5_000, "-" + "9" * 400],
    ids=["NaN", "Infinity", "-Infinity", "1e999", "5,000 digits", "400 digits"],
)
def test_numbers_are_finite_and_of_a_usual_size(total: str) -> None:
    assert list(refused(document(RATING).replace("12", total, 1))) == ["/entries/0/total"]


def test_all_faults_are_told_at_once() -> None:
    correction = {"kind": "entries_corrected", "on": "x", "corrections": [{"entry": 0, "replacement": {"kind": 5}}, 7]}
    area = {"area": {"kind": "grief", "key": "a", "person": "p", "loss": "?", "when": "2024-13"}, "primary": "yes"}
    formulation = {"kind": "formulation_agreed", "on": "2026-01-05", "formulation": {"areas": [area, {"area": 1}]}}
    entries = [{**SESSION, "minutes": "50", "minuts": 5}, correction, formulation, {"kind": "session_helt"}, {}, 5]
    expected = refused(document(*entries))
    assert sorted(expected) == [
        "/entries/0",
        "/entries/0/minutes",
        "/entries/1/because",
        "/entries/1/corrections/0/entry",
        "/entries/1/corrections/0/replacement/kind",
        "/entries/1/corrections/1",
        "/entries/1/on",
        "/entries/2/formulation/areas/0/area/loss",
        "/entries/2/formulation/areas/0/area/when",
        "/entries/2/formulation/areas/0/primary",
        "/entries/2/formulation/areas/1/area",
        "/entries/3/kind",
        "/entries/4/kind",
        "/entries/5",
    ]


def test_a_fault_says_what_was_expected_and_what_to_do() -> None:
    with pytest.raises(BadDocument) as caught:
        from_json(document({**SESSION, "minuts": 5, "kind": "session_helt"}, SESSION | {"minuts": 5}), protocols=None)
    assert str(caught.value) == (
        "the document cannot be read:\n"
        f"  - /entries/0/kind: expected one of the {len(KINDS)} words known there, got text of 12 characters; "
        "did you mean session_held?\n"
        "  - /entries/1: expected known keys only, got an unexpected key; did you mean minutes?"
    )


def test_parts_that_do_not_go_together() -> None:
    contract = {"kind": "contract_agreed", "on": "2026-01-05", "contract": {"sessions": 16, "at_most": 12}}
    assert refused(document(contract)) == {
        "/entries/0/contract": "a range from sessions to at_most (sessions and at_most)"
    }
    assert refused(document({**RATING, "missing_items": 2})) == {
        "/entries/0": "how missing items were treated (missing_items and missing_policy)"
    }


def test_items_are_counted_beside_what_is_wrong_with_them() -> None:
    contact = {"kind": "crisis_contacts_recorded", "on": "2026-01-05"}
    assert refused(document({**contact, "contacts": []})) == {"/entries/0/contacts": "1 to 200 items"}
    both = refused(document({**contact, "contacts": [{}] + [{"how": f"line {n}"} for n in range(200)]}))
    assert set(both) == {"/entries/0/contacts", "/entries/0/contacts/0/how"}


def test_keys_that_stand_twice() -> None:
    twice = document(SESSION).replace('"on"', '"on": "2026-01-05", "on"')
    assert refused(twice) == {"/entries/0": "each key once"}
    assert refused(document(SESSION)[:-1] + ', "version": 2}') == {"": "each key once"}


@pytest.mark.parametrize("entries", [None, {}, "x", 5])
def test_entries_are_a_list(entries: Any) -> None:
    assert refused(document(SESSION).replace(json.dumps([SESSION]), json.dumps(entries))) == {
        "/entries": "a list of entries"
    }


def test_a_document_without_entries() -> None:
    assert refused('{"schema": "iptcore/course", "version": 2}') == {"/entries": "a list of entries"}


def test_everything_about_the_envelope() -> None:
    assert set(refused('{"schema": "iptcore/cours", "version": "2", "entry": []}')) == {"/schema", "/version"}
    assert set(refused("{}")) == {"/schema", "/version"}
    assert refused("[]") == {"": "an object"}
    for version in (0, -1, True, 2.0, VERSION + 1):
        assert list(refused(document().replace(f'"version": {VERSION}', f'"version": {json.dumps(version)}'))) == [
            "/version"
        ]


def test_envelope_and_opening_agree() -> None:
    text = to_json(IPT.open(on=date(2026, 1, 5), client="c-1", consent=True))
    assert set(refused(text.replace('"ipt"', '"ipt-x"', 1).replace('"2018"', '"2019"', 1))) == {"/protocol", "/edition"}
    assert refused(document(SESSION, protocol="ipt")) == {"/protocol": "nothing, for the course was not opened"}


@pytest.mark.parametrize(
    ("read", "name"),
    [(from_json, "from_json"), (event_from_json, "event_from_json"), (protocol_from_json, "protocol_from_json")],
)
def test_another_document_says_how_to_read_it(read: Any, name: str) -> None:
    for other, how in (("course", "from_json"), ("event", "event_from_json"), ("protocol", "protocol_from_json")):
        with pytest.raises(BadDocument) as caught:
            read(json.dumps({"schema": f"iptcore/{other}", "version": VERSION}))
        advice = [fault.advice for fault in caught.value.faults if fault.path == "/schema"]
        assert advice == ([] if how == name else [f"read it with {how}"])


def test_a_rule_is_named_and_never_loaded() -> None:
    data = json.loads(to_json(IPT))
    data["rules"] = ["S01", {"code": "X01", "says": "x", "kept": "eval"}, "X01", 5]
    data["areas"] = ["grief", "grieff"]
    data["instruments"] = ["PHQ-9", "PHQ-99", 5]
    data["levels"] = [["S01a", "strong"], ["S01a"]]
    data["by_purpose"] = [["regular", {"low": "1"}]]
    with pytest.raises(BadDocument) as caught:
        protocol_from_json(json.dumps(data))
    expected = {fault.path: fault.expected for fault in caught.value.faults}
    assert set(expected) == {
        "/rules/1", "/rules/2", "/rules/3", "/areas/1", "/instruments/1", "/instruments/2", "/levels/0/1", "/levels/1",
        "/by_purpose/0/1/low", "/by_purpose/0/1/high",
    }  # fmt: skip
    assert "rules=[yours]" in expected["/rules/1"]


@pytest.mark.parametrize("pair", [[], ["M03a"], ["M03a", "grave", "grave"], "M03a", {"M03a": "grave"}])
def test_a_pair_has_two_parts(pair: Any) -> None:
    data = {**json.loads(to_json(IPT)), "levels": [["M04a", "grave"], pair]}
    with pytest.raises(BadDocument) as bad:
        protocol_from_json(json.dumps(data))
    assert [fault.path for fault in bad.value.faults] == ["/levels/1"]


def test_a_half_filled_form() -> None:
    assert faults("session_held", SESSION) == ()
    assert faults("session_held", {"on": "2026-01-05"}) == ()
    assert [fault.path for fault in faults("session_held", {})] == ["/on"]
    assert [fault.path for fault in faults("session_held", {**SESSION, "kind": "session_missed"})] == ["/kind"]
    assert [fault.path for fault in faults("session_held", {"on": "x", "minutes": "", 5: 1})] == ["", "/on", "/minutes"]
    for nothing in (None, 5, "x", [], [{}]):
        assert [fault.expected for fault in faults("session_held", nothing)] == ["an object"]


def test_data_of_documents() -> None:
    data = json.loads(document(SESSION))
    assert faults("course", data) == ()
    assert [fault.path for fault in faults("course", {**data, "entries": [{}]})] == ["/entries/0/kind"]
    event = {"schema": "iptcore/event", "version": VERSION, "event": SESSION}
    assert faults("event", event) == ()
    assert [fault.path for fault in faults("event", {**event, "event": {**SESSION, "on": 5}})] == ["/event/on"]
    assert [fault.path for fault in faults("event", {**event, "schema": "x"})] == ["/schema"]
    assert faults("protocol", json.loads(to_json(IPT))) == ()
    assert [fault.path for fault in faults("protocol", {})] == ["/schema", "/version"]


def test_the_kinds_there_are() -> None:
    with pytest.raises(UnknownName, match="course, event, protocol, course_opened"):
        faults("cours", {})


def test_data_without_end_are_not_looked_into() -> None:
    endless: dict[str, Any] = {"kind": "entries_corrected"}
    endless["corrections"] = [{"entry": 1, "replacement": endless}]
    assert [fault.expected for fault in faults("entries_corrected", endless)] == ["at most 32 levels of nesting"]
    wide: list[Any] = []
    wide += [wide, wide]
    assert [fault.expected for fault in faults("session_held", wide)] == ["at most 200000 items in all"]


def test_refusals_survive_pickling() -> None:
    with pytest.raises(BadDocument) as caught:
        from_json(document({}))
    again = pickle.loads(pickle.dumps(caught.value))
    assert str(again) == str(caught.value)
    assert (again.what, again.faults, again.findings) == (caught.value.what, caught.value.faults, ())


def test_thousands_of_faults_are_told_up_to_a_point() -> None:
    with pytest.raises(BadDocument) as caught:
        from_json(document(*[{"kind": "session_holding", "on": 5}] * 2_000))
    assert len(caught.value.faults) == 1_001
    assert caught.value.faults[-1].advice == "correct these first, then check again"
    assert str(caught.value).endswith("\n  - and 951 more")


def test_a_list_inside_an_entry_is_looked_at_up_to_a_point_too() -> None:
    mend = {"kind": "entries_corrected", "on": "2026-01-05", "corrections": [{"entri": 1}] * 5_000, "because": "typing"}
    assert 1_000 < len(faults("entries_corrected", mend)) < 1_005


@pytest.mark.parametrize(
    ("kind", "form"),
    [
        ("session_held", {"techniques": ["role_play"] * 200 + [{}]}),
        ("session_held", {"focus": ["a"] * 200 + [[]]}),
        ("session_held", {"links": [{"event": "x"}] * 201}),
        ("entries_corrected", {"because": "x", "corrections": [{"entry": n} for n in range(1, 201)] + ["x"]}),
        ("relapse_plan_agreed", {"plan": {"support": [{"person": f"p{n}"} for n in range(200)] + [None]}}),
        ("crisis_contacts_recorded", {"contacts": [{"how": "x"}] * 200 + [5]}),
    ],
)
def test_what_follows_the_two_hundredth_item_may_be_anything(kind: str, form: dict[str, Any]) -> None:
    form = {"kind": kind, "on": "2026-01-05", **form}
    assert faults(kind, form)
    assert set(refused(document(form))) == {f"/entries/0{fault.path}" for fault in faults(kind, form)}
    with pytest.raises(BadDocument):
        event_from_data(kind, form)


class Text(str):
    """A text that is not just a text."""

    __slots__ = ()


class Whole(int):
    """A number that is not just a number."""


class Many(list[Any]):
    """A list that is not just a list."""


ON = "2026-01-05"


@pytest.mark.parametrize(
    ("kind", "form", "path"),
    [
        ("relationship_recorded", {"on": ON, "relationship": OrderedDict(key="p")}, "/relationship"),
        ("relationship_recorded", {"on": ON, "relationship": Relationship(key="p")}, "/relationship"),
        ("session_held", OrderedDict(on=ON), ""),
        ("session_held", MappingProxyType({"on": ON}), ""),
        ("session_held", SessionHeld(on=date(2026, 1, 5)), ""),
        ("session_held", {"on": date(2026, 1, 5)}, "/on"),
        ("session_held", {"on": Text(ON)}, "/on"),
        ("session_held", {"on": ON, "notes": Text("x")}, "/notes"),
        ("session_held", {"on": ON, "minutes": Whole(50)}, "/minutes"),
        ("session_held", {"on": ON, "purpose": Purpose.REGULAR}, "/purpose"),
        ("session_held", {"on": ON, "techniques": ("role_play",)}, "/techniques"),
        ("session_held", {"on": ON, "techniques": {"role_play"}}, "/techniques"),
        ("session_held", {"on": ON, "techniques": Many(["role_play"])}, "/techniques"),
        ("session_held", {"on": ON, "links": [OrderedDict(event="x")]}, "/links/0"),
        ("session_held", {Text("on"): ON}, ""),
        ("session_held", {"kind": Text("session_held"), "on": ON}, "/kind"),
        ("episode_recorded", {"on": ON, "onset": PartialDate(year=2024)}, "/onset"),
        ("formulation_agreed", {"on": ON, "formulation": {"areas": [{"area": OrderedDict()}]}},
         "/formulation/areas/0/area"),
        ("event", {"schema": "iptcore/event", "version": VERSION, "event": OrderedDict(SESSION)}, "/event"),
        ("course", {"schema": "iptcore/course", "version": VERSION, "entries": [OrderedDict(SESSION)]}, "/entries/0"),
        ("course", {"schema": "iptcore/course", "version": VERSION, "entries": (SESSION,)}, "/entries"),
        ("course", {"schema": Text("iptcore/course"), "version": Whole(VERSION), "entries": []}, "/schema"),
        ("protocol", {**json.loads(to_json(IPT)), "rules": [IPT.rules[0]]}, "/rules/0"),
        ("protocol", {**json.loads(to_json(IPT)), "instruments": list(IPT.instruments[:1])}, "/instruments/0"),
        ("protocol", {**json.loads(to_json(IPT)), "adult_from": Whole(18)}, "/adult_from"),
    ],
)  # fmt: skip
def test_there_is_one_idea_of_plain_data(kind: str, form: Any, path: str) -> None:
    found = faults(kind, form)
    assert path in {fault.path for fault in found}
    assert "Foreign" not in str(found)
    if kind in KINDS:
        with pytest.raises(BadDocument) as caught:
            event_from_data(kind, form)
        assert caught.value.faults == found


def test_data_are_looked_at_once() -> None:
    """What a caller changes while it is read, or afterwards, changes nothing."""
    form = {"on": ON, "links": [{"direction": "event_to_mood", "event": "x"}]}
    event = event_from_data(Text("session_held"), form)
    form["links"].clear()  # type: ignore[attr-defined]
    assert len(event.links) == 1  # type: ignore[attr-defined]


def test_what_is_missing_or_unknown_is_told_with_all_other_faults() -> None:
    """In a call of Python these are a TypeError; a document has no call."""
    form = {"instrumnt": "PHQ-9", "instrument": 5, "missing_items": -1}
    found = [(fault.path, fault.got) for fault in faults("symptoms_rated", form)]
    assert set(found) >= {("", "an unexpected key"), ("/on", "nothing"), ("/instrument", "a number")}
    assert "/missing_items" in dict(found)
    assert [(fault.path, fault.got) for fault in faults("relationship_recorded", {"relationship": {"kee": 1}})] == [
        ("/relationship", "an unexpected key"),
        ("/relationship/key", "nothing"),
        ("/on", "nothing"),
    ]


def test_a_form_gives_an_event_or_all_its_faults() -> None:
    form = {"on": "2026-01-12", "minutes": 50}
    event = SessionHeld(on=date(2026, 1, 12), minutes=50)
    assert (
        event_from_data("session_held", form) == event_from_data("session_held", form | {"kind": event.kind}) == event
    )
    for wrong in (form | {"minutes": "50", "on": ""}, form | {"kind": "session_missed"}, [], None):
        with pytest.raises(BadDocument) as bad:
            event_from_data("session_held", wrong)
        assert tuple(bad.value.faults) == faults("session_held", wrong)
    with pytest.raises(BadDocument, match="the form cannot be read"):
        event_from_data("session_held", {"notes": "x" * 200}, limits=Limits(string=100), what="the form")
    with pytest.raises(BadDocument, match="at most 2 levels of nesting"):
        event_from_data("session_held", {"links": [{"affect": {}}]}, limits=Limits(depth=2))
    with pytest.raises(UnknownName, match="did you mean session_held"):
        event_from_data("SessionHeld", form)
