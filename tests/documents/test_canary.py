"""What is private never shows in what goes wrong: a word planted everywhere is looked for in every refusal."""

import json
import pickle
import re
import traceback
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from iptcore.course import replay
from iptcore.documents import (
    BadDocument,
    event_from_json,
    faults,
    from_json,
    protocol_from_json,
    read_courses,
    read_entries,
    to_json,
)
from iptcore.documents.upgrades import VERSION
from iptcore.events import EVENTS, Event
from iptcore.protocol.catalogue import IPT

from .filled import filled
from .mutations import mutations

pytestmark = pytest.mark.slow

CANARY = "Canary"
TYPICAL = (Path(__file__).parent / "v3" / "role_transition.json").read_text(encoding="utf-8")


def message_of(error: BaseException) -> str:
    """Everything that an error could carry into a log."""
    chain = [error, error.__cause__, error.__context__]
    shown = [str(part) + repr(part) + repr(getattr(part, "__dict__", "")) for part in chain]
    return "".join([*shown, *traceback.format_exception(error), str(pickle.dumps(error))])


def refusal(read: Any, *given: Any, **named: Any) -> str:
    with pytest.raises(BadDocument) as caught:
        read(*given, **named)
    assert caught.value.__cause__ is None
    assert caught.value.__context__ is None
    return message_of(caught.value)


@pytest.mark.parametrize("cls", EVENTS)
def test_no_broken_event_tells(cls: type[Event]) -> None:
    event = filled(cls, CANARY)
    text = to_json(event)
    data = json.loads(text)
    seen = 0
    for mutation in islice(mutations(data["event"]), EVENTS.index(cls) % 5, None, 5):
        broken = json.dumps({**data, "event": mutation.data})
        if faults(cls.kind, mutation.data):
            assert CANARY not in refusal(event_from_json, broken), mutation.how
            assert CANARY not in repr(faults(cls.kind, mutation.data))
            seen += 1
    assert seen
    for cut in range(1, len(text) - 1, 7):
        assert CANARY not in refusal(event_from_json, text[:cut])


@pytest.mark.parametrize("instead", [CANARY, {CANARY: CANARY}, [CANARY], f"{CANARY} {CANARY}", {"kind": CANARY}])
def test_no_place_tells_what_stood_there(instead: Any) -> None:
    """The canary in place of every part, and as every key: of words, dates, tags, codes, keys and the envelope."""
    data = json.loads(to_json(filled(EVENTS[20])))
    for name in ("schema", "version", "event", CANARY):
        assert CANARY not in refusal(event_from_json, json.dumps({**data, name: instead}))
    for mutation in mutations(data["event"]):
        if mutation.how == "made int":
            planted = re.sub("-?1000001", json.dumps(instead), json.dumps({**data, "event": mutation.data}))
            if faults("event", json.loads(planted)):
                assert CANARY not in refusal(event_from_json, planted)
    assert CANARY not in refusal(event_from_json, json.dumps({**data, "event": {**data["event"], CANARY: 1}}))


def test_no_other_reader_tells() -> None:
    line = json.dumps({"kind": CANARY, CANARY: CANARY})
    header = json.dumps({"schema": "iptcore/entries", "version": VERSION})
    assert CANARY not in refusal(lambda: list(read_entries([header, line])))
    assert CANARY not in refusal(lambda: list(read_entries([line])))
    assert CANARY not in refusal(lambda: list(read_courses([line])))
    assert CANARY not in refusal(protocol_from_json, to_json(IPT).replace('"S01"', f'"{CANARY}"'))
    assert CANARY not in refusal(from_json, TYPICAL.replace('"ipt"', f'"{CANARY}"'))
    assert CANARY not in refusal(from_json, TYPICAL.replace('"2018"', f'"{CANARY}"'), strict=True)
    assert CANARY not in refusal(from_json, TYPICAL.encode() + CANARY.encode())
    assert CANARY not in refusal(from_json, CANARY.encode() + b"\xff")


def test_no_illegal_history_tells() -> None:
    opening = next(kind for kind in EVENTS if kind.kind == "course_opened")
    opened = filled(opening, CANARY).replace(protocol=IPT.code, edition=IPT.edition)
    course = replay([opened, *(filled(kind, CANARY) for kind in EVENTS if kind is not opening)])
    assert CANARY not in refusal(from_json, to_json(course), strict=True)
