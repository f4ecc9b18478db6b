"""What each refusal of a document or an argument says, word for word: where, what was expected, what to do.

The tests beside this one judge what is refused. The file tests/golden/faults.txt keeps how it is said.
"""

import json
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import goldens
from iptcore.course import Course, replay
from iptcore.documents import (
    Limits,
    deidentify,
    erase,
    event_from_data,
    event_from_json,
    export_all,
    faults,
    from_json,
    protocol_from_json,
    read_courses,
    read_entries,
    schema,
    to_json,
    write_courses,
    write_entries,
)
from iptcore.documents.upgrades import VERSION
from iptcore.errors import IptError
from iptcore.events import CourseCompleted, RelationshipRecorded, SessionHeld
from iptcore.model.inventory import Relationship
from iptcore.protocol.catalogue import IPT

SESSION = {"kind": "session_held", "on": "2026-01-05"}
AREA = {"area": {"kind": "grief", "key": "a", "person": "p", "loss": "?", "when": "2024-13"}, "primary": "yes"}
ENTRIES: dict[str, list[Any]] = {
    "an unknown kind": [{"kind": "session_helt"}],
    "no kind": [{}],
    "a kind that is no text": [{"kind": 5}],
    "an entry that is no object": [5],
    "no day": [{"kind": "session_held"}],
    "an unknown key": [{**SESSION, "minuts": 5}],
    "a key that is like none": [{**SESSION, "zzzzzz": 5}],
    "a text for a number": [{**SESSION, "minutes": "50"}],
    "a number out of bounds": [{**SESSION, "minutes": 481}],
    "a number that is not whole": [{**SESSION, "minutes": 2.5}],
    "a number for a flag": [{**SESSION, "opening_question": 1}],
    "a number for a text": [{**SESSION, "notes": 5}],
    "an object for a text": [{**SESSION, "notes": {}}],
    "a flag for a text": [{**SESSION, "notes": True}],
    "an object for a list": [{**SESSION, "techniques": {}}],
    "a list for a number": [{**SESSION, "minutes": [50]}],
    "blank text": [{**SESSION, "notes": " "}],
    "a long text": [{**SESSION, "notes": "x" * 4001}],
    "a day with a time": [{**SESSION, "on": "2026-01-05T10:00"}],
    "a number for a day": [{**SESSION, "on": 5}],
    "an unknown word": [{**SESSION, "purpose": "Regular"}],
    "a word for a list": [{**SESSION, "techniques": "role_play"}],
    "a word twice": [{**SESSION, "techniques": ["role_play", "role_play"]}],
    "an unknown word in a list": [{**SESSION, "techniques": ["dancing"]}],
    "a key with a blank": [{**SESSION, "focus": ["a b"]}],
    "a day for a key": [{**SESSION, "group": "2026-01-05"}],
    "no object inside": [{**SESSION, "links": ["x"]}],
    "too few contacts": [{"kind": "crisis_contacts_recorded", "on": "2026-01-05", "contacts": []}],
    "too many contacts": [{"kind": "crisis_contacts_recorded", "on": "2026-01-05", "contacts": [{"how": "x"}] * 201}],
    "parts that do not go together": [
        {"kind": "contract_agreed", "on": "2026-01-05", "contract": {"sessions": 16, "at_most": 12}}
    ],
    "within a list": [
        {"kind": "formulation_agreed", "on": "2026-01-05", "formulation": {"areas": [AREA, {"area": 1}]}}
    ],
    "within a correction": [
        {"kind": "entries_corrected", "on": "x", "corrections": [{"entry": 0, "replacement": {"kind": 5}}, 7]}
    ],
}
OPENED = IPT.open(on=date(2026, 1, 5), client="c-1", consent=True)
ILLEGAL = replay((OPENED.opening, CourseCompleted(on=date(2026, 1, 6))))
KNOWN_PERSON = replay(
    (
        *OPENED.history,
        RelationshipRecorded(on=date(2026, 1, 6), relationship=Relationship(key="p-1")),
        RelationshipRecorded(on=date(2026, 1, 6), relationship=Relationship(key="p-2")),
    )
)


def document(*entries: Any, **more: Any) -> str:
    return json.dumps({"schema": "iptcore/course", "version": VERSION, "entries": list(entries), **more})


def raises(problem: Exception) -> Callable[[str], str]:
    def keys(_old: str) -> str:
        raise problem

    return keys


def spoilt(*lines: str) -> Iterator[str]:
    """A file whose last line is not UTF-8."""
    yield from lines
    b"\xff".decode()


WHOLE = to_json(OPENED)
LINES = list(write_entries([SessionHeld(on=date(2026, 1, 5))]))
SMALL = Limits(bytes=1000, depth=5, items=10, string=20)

CALLS: dict[str, Callable[[], Any]] = (
    {
        "neither text nor bytes": lambda: from_json(5),  # type: ignore[arg-type]
        "no JSON": lambda: from_json("{"),
        "no JSON on the second line": lambda: from_json('{"a":\n x}'),
        "bytes that are no UTF-8": lambda: from_json(b"\xff"),
        "a byte-order mark": lambda: from_json(b"\xef\xbb\xbf{}"),
        "too many bytes": lambda: from_json(document(*[SESSION] * 100), limits=SMALL),
        "too deep": lambda: from_json("[" * 6 + "]" * 6, limits=SMALL),
        "too many items": lambda: from_json(json.dumps([1] * 11), limits=SMALL),
        "a long string": lambda: from_json(json.dumps("x" * 21), limits=SMALL),
        "no object": lambda: from_json("[]"),
        "an object without an envelope": lambda: from_json("{}"),
        "an event for a course": lambda: from_json(to_json(OPENED.opening)),  # type: ignore[arg-type]
        "a protocol for a course": lambda: from_json(to_json(IPT)),
        "a course for a protocol": lambda: protocol_from_json(WHOLE),
        "a course for an event": lambda: event_from_json(WHOLE),
        "a log for a course": lambda: from_json(LINES[0]),
        "a schema that is none": lambda: from_json(document().replace("iptcore/course", "iptcore/cours")),
        "no version": lambda: from_json(document().replace(f'"version": {VERSION}', '"version": "2"')),
        "version 0": lambda: from_json(document().replace(f'"version": {VERSION}', '"version": 0')),
        "a newer version": lambda: from_json(document().replace(f'"version": {VERSION}', f'"version": {VERSION + 1}')),
        "a key of the envelope twice": lambda: from_json(document(SESSION)[:-1] + ', "version": 2}'),
        "a key of an entry twice": lambda: from_json(document(SESSION).replace('"on"', '"on": "2026-01-05", "on"')),
        "an unknown key of the envelope": lambda: from_json(document(entry=5)),
        "no entries": lambda: from_json(document().replace("[]", "5")),
        "another protocol than the opening": lambda: from_json(WHOLE.replace('"ipt"', '"ipt-a"', 1)),
        "another edition than the opening": lambda: from_json(WHOLE.replace('"2018"', '"2019"', 1)),
        "a protocol of a course that was not opened": lambda: from_json(document(SESSION, protocol="ipt")),
        "an unknown protocol": lambda: from_json(WHOLE.replace('"ipt"', '"ipt-x"')),
        "an unknown edition": lambda: from_json(WHOLE.replace('"2018"', '"2019"'), strict=True),
        "not opened, read strictly": lambda: from_json(document(SESSION), strict=True),
        "an illegal course, read strictly": lambda: from_json(to_json(ILLEGAL), strict=True),
        "a protocol by the name of another": lambda: from_json(WHOLE, protocols=[IPT.replace(name="Mine")]),
        "no protocols": lambda: from_json(WHOLE, protocols=["ipt"]),  # type: ignore[list-item]
        "no limits": lambda: from_json(WHOLE, limits=5),  # type: ignore[arg-type]
        "limits below one": lambda: Limits(bytes=0, depth=0, items=0, string=0),
        "limits that are too deep": lambda: Limits(depth=101),
        "a protocol without parts": lambda: protocol_from_json(
            json.dumps({"schema": "iptcore/protocol", "version": VERSION})
        ),
        "a work that is none": lambda: protocol_from_json(to_json(IPT).replace('"F4"', "5")),
        "an empty text and small limits": lambda: from_json("", limits=Limits(string=1)),
        "rules that are none": lambda: protocol_from_json(to_json(IPT), rules=[5]),  # type: ignore[list-item]
        "an event without a kind": lambda: event_from_json("{}"),
        "an event that is no object": lambda: event_from_json("[]"),
        "a form of an unknown kind": lambda: event_from_data("session_helt", {}),
        "a form that is none": lambda: event_from_data("session_held", []),
        "a form with faults": lambda: event_from_data("session_held", {"on": "x", "minuts": 5}),
        "a form that is too large": lambda: event_from_data("session_held", {"notes": "x" * 21}, limits=SMALL),
        "a form with what JSON does not hold": lambda: event_from_data(
            "session_held", {"on": "2026-01-05", "notes": b"x"}
        ),
        "faults of an unknown kind": lambda: faults("session_helt", {}),
        "the faults of a form": lambda: faults("session_held", {"on": "x", "minuts": 5}),
        "the faults of what is no form": lambda: faults("session_held", 5),
        "the faults of a large form": lambda: faults("session_held", {"notes": "x" * 21}, limits=SMALL),
        "a schema of an unknown kind": lambda: schema("session_helt"),
        "written that is nothing of ours": lambda: to_json("secret"),  # type: ignore[arg-type]
        "an empty log": lambda: list(read_entries([])),
        "a log without its schema": lambda: list(read_entries(LINES[1:])),
        "a bad line of a log": lambda: list(read_entries([*LINES, "{"])),
        "a bad entry of a log": lambda: list(read_entries([*LINES, LINES[1].replace("2026-01-05", "5")])),
        "a line of a log that is no entry": lambda: list(read_entries([*LINES, "5"])),
        "a line of a log that is no text": lambda: list(read_entries([*LINES, 5])),  # type: ignore[list-item]
        "a log that is a text": lambda: list(read_entries("secret")),
        "a file that is not UTF-8": lambda: list(read_entries(spoilt(*LINES))),
        "a bad course of a cohort": lambda: list(read_courses([WHOLE, "{"])),
        "a cohort that is not UTF-8": lambda: list(read_courses([WHOLE, b"\xff"])),
        "an event for a course of a cohort": lambda: list(write_courses(OPENED.history)),  # type: ignore[arg-type]
        "a course for an event of a log": lambda: list(write_entries([OPENED])),  # type: ignore[list-item]
        "no days to shift by": lambda: deidentify(OPENED, days=0),
        "a text for days": lambda: deidentify(OPENED, days="5"),  # type: ignore[arg-type]
        "days beyond the calendar": lambda: deidentify(OPENED, days=3 * 10**6),
        "days before the calendar": lambda: deidentify(OPENED, days=-(10**6)),
        "more days than a machine counts": lambda: deidentify(OPENED, days=10**12),
        "keys that are none": lambda: deidentify(OPENED, days=1, keys=5),  # type: ignore[arg-type]
        "one key for two people": lambda: deidentify(KNOWN_PERSON, days=1, keys=lambda _old: "same"),
        "a key that stays": lambda: deidentify(KNOWN_PERSON, days=1, keys=lambda old: old),
        "a key that is none": lambda: deidentify(KNOWN_PERSON, days=1, keys=lambda _old: "a b"),
        "a key that is missing": lambda: deidentify(KNOWN_PERSON, days=1, keys={}),
        "keys that raise": lambda: deidentify(KNOWN_PERSON, days=1, keys=raises(ValueError("secret"))),
        "a long word": lambda: deidentify(OPENED, days=1, words="x" * 21),
        "protocols that are none": lambda: erase(OPENED, protocols=5),  # type: ignore[arg-type]
        "nothing to erase": lambda: erase("secret"),  # type: ignore[arg-type]
        "nothing to export": lambda: export_all("secret", Course()),  # type: ignore[arg-type]
    }
    | {what: lambda entries=entries: from_json(document(*entries)) for what, entries in ENTRIES.items()}
)


def lines() -> Iterator[str]:
    for what, call in CALLS.items():
        try:
            answer = call()
        except (IptError, TypeError) as refusal:
            answer = f"{type(refusal).__name__}: {refusal}"
        # What lists every protocol or event there is would change with each new one.
        yield from (line[:200] for line in f"{what} | {answer}".splitlines())


def test_refusals_say_what_is_stored() -> None:
    goldens.check("faults.txt", lines())
