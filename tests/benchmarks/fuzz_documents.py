"""Feed the readers with hostile input: only ``BadDocument`` may come out, nothing may hang, and memory stays flat.

Run it with ``python tests/benchmarks/fuzz_documents.py`` for 200,000 inputs, or with another number behind it.
"""

import copy
import json
import random
import sys
import time
import tracemalloc
from collections import Counter, OrderedDict, UserDict, defaultdict
from collections.abc import Callable, Iterator
from datetime import date, datetime
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from hostile import GOLDEN, LIMITS, READERS, agreed, read, read_data

from iptcore.events import KINDS, SessionHeld
from iptcore.model.inventory import Relationship
from iptcore.model.partial_date import PartialDate
from iptcore.vocabulary import Purpose

INPUTS = 200_000
SLOWEST = 2.0
"""Seconds of processor time that no single input may take."""
SPARE = 4_000_000
"""Bytes by which memory may grow in the last tenth of a run, which alone is watched: that takes four times as long."""

STRANGE = [
    None, True, False, 0, -1, 2.5, 1e308, 10**40, "", " ", "x", "\ud800", "\x00", "2026-13-45",
    "\u0662\u0660\u0662\u0664-\u0660\u0661-\u0660\u0661", [], {},
    {"kind": "session_held"}, {"kind": "entries_corrected", "corrections": [{"entry": 1, "replacement": {}}]},
    [[[[]]]], {"year": 2024}, {"year": "2024"}, {"self": 1}, {"cls": 1, "__class__": 2, "__init__": 3},
]  # fmt: skip
WORDS = [
    b"NaN", b"Infinity", b"-Infinity", b"1e999", b"9" * 5_000, b"-0", b"null", b"true", b"//", b"'", b'"', b"\\", b",,",
    b"\xef\xbb\xbf", b"\xff\xfe", b"\xed\xa0\x80", b'"\\ud800"', b"\x00", b"[" * 500, b"]" * 500, b'{"a":' * 300,
]  # fmt: skip


def strange(chance: random.Random) -> Any:
    return copy.deepcopy(chance.choice(STRANGE))


def places(data: Any) -> Iterator[tuple[Any, Any]]:
    for key in list(data) if isinstance(data, dict) else range(len(data)):
        yield data, key
        if isinstance(data[key], (dict, list)):
            yield from places(data[key])


def mutated(chance: random.Random) -> bytes:
    """A golden document with parts replaced, moved, dropped, doubled or renamed."""
    lines = chance.choice(GOLDEN).splitlines() if chance.random() < 0.1 else [chance.choice(GOLDEN)]
    text = chance.choice(lines)
    try:
        data = json.loads(text)
    except ValueError:
        return text
    if not isinstance(data, dict):
        return text
    if chance.random() < 0.7 and isinstance(data.get("entries"), list):  # fewer entries: more goes, more is reached
        opening, *others = data["entries"]
        data["entries"] = [opening, *chance.sample(others, min(3, len(others)))]
    for _ in range(chance.choice((1, 1, 1, 2, 5))):
        spots = list(places(data))
        if not spots:
            break
        inside, key = chance.choice(spots)
        deed = chance.randrange(6)
        if deed == 0:
            inside[key] = strange(chance)
        elif deed == 1:
            inside[key] = copy.deepcopy(chance.choice(spots)[0])
        elif deed == 2:
            del inside[key]
        elif isinstance(inside, list):
            inside.append(copy.deepcopy(inside[key]))
        elif deed == 3:
            inside[key + "x"] = inside.pop(key)
        elif deed == 4:
            inside["schema"], inside["version"] = "iptcore/course", chance.choice((1, 2, 3, 4, True, "2", -1))
        else:
            inside[chance.choice(("kind", "on", "self", "another", "entry", ""))] = strange(chance)
    return json.dumps(data).encode()


def bitten(chance: random.Random) -> bytes:
    """A golden document with bytes changed, cut out, put in, or cut off."""
    data = bytearray(chance.choice(GOLDEN))
    for _ in range(chance.choice((1, 1, 3, 10))):
        place = chance.randrange(len(data) + 1)
        deed = chance.randrange(4)
        if deed == 0:
            data[place : place + 1] = bytes([chance.randrange(256)])
        elif deed == 1:
            del data[place : place + chance.randrange(1, 40)]
        elif deed == 2:
            data[place:place] = chance.choice(WORDS)
        else:
            del data[place:]
    return bytes(data)


def any_json(chance: random.Random) -> bytes:
    def part(depth: int) -> Any:
        deed = chance.randrange(4 if depth else 2)
        if deed < 2:
            return strange(chance)
        if deed == 2:
            return [part(depth - 1) for _ in range(chance.randrange(4))]
        keys = ("schema", "version", "entries", "kind", "on", "event", "rules", "a")
        return {chance.choice(keys): part(depth - 1) for _ in range(chance.randrange(5))}

    seal = {
        "schema": chance.choice(("iptcore/course", "iptcore/event", "iptcore/protocol")),
        "version": chance.choice((1, 2, 3)),
    }
    inside = part(5)
    return json.dumps({**inside, **seal} if isinstance(inside, dict) and chance.random() < 0.7 else inside).encode()


def any_bytes(chance: random.Random) -> bytes:
    return chance.randbytes(chance.randrange(200))


def deep(chance: random.Random) -> bytes:
    """Nesting and numbers far beyond the usual, also in the shape of a document."""
    opening, closing = chance.choice(((b"[", b"]"), (b'{"a":', b"}"), (b'{"replacement":', b"}"), (b'["]",', b"]")))
    many = chance.choice((20, 33, 100, 1_000, 20_000))
    nested = opening * many + b"1" + closing * chance.choice((many, many, many - 1, 0))
    correction = b'{"kind":"entries_corrected","on":"2026-01-01","because":"x","corrections":[{"entry":1,"replacement":'
    inside = chance.choice((nested, correction * min(many, 200) + b"null" + b"}]}" * min(many, 200), b"9" * many))
    return b'{"schema":"iptcore/course","version":2,"entries":[' + inside + b"]}" if chance.random() < 0.7 else inside


def long_lists(chance: random.Random) -> bytes:
    """A golden document in which some lists are far longer than they may be, with something strange at their end."""
    data = json.loads(mutated_whole(chance))
    lists = [inside[key] for inside, key in places(data) if isinstance(inside[key], list) and key != "entries"]
    for some in chance.sample(lists, min(len(lists), chance.choice((1, 1, 3)))):
        item = chance.choice(some) if some else strange(chance)
        some[:] = [copy.deepcopy(item) for _ in range(chance.choice((199, 200, 201, 400)))]
        some += [strange(chance) for _ in range(chance.choice((0, 1, 1, 3)))]
    return json.dumps(data).encode()


def doubled(chance: random.Random) -> bytes:
    """A golden document in which keys stand twice, or whose histories are empty."""
    text = mutated_whole(chance)
    keys = [place for place in range(len(text)) if text.startswith('": ', place)]
    for place in sorted(chance.sample(keys, min(len(keys), chance.choice((0, 1, 2, 9)))), reverse=True):
        begin = text.rindex('"', 0, place)
        text = f'{text[:begin]}{text[begin:place]}": {json.dumps(strange(chance))}, {text[begin:]}'
    if chance.random() < 0.3:
        data = json.loads(text)
        data["entries"] = chance.choice(([], [{}], [[]], [None], {}, None, [{"kind": "course_opened"}]))
        text = json.dumps(data)
    return text.encode()


def mutated_whole(chance: random.Random) -> str:
    """A golden document with few of its entries, nothing broken."""
    data = json.loads(chance.choice([golden for golden in GOLDEN if golden.lstrip()[:2] == b"{\n"]))
    if "entries" in data:
        data["entries"] = chance.sample(data["entries"], min(3, len(data["entries"])))
    return json.dumps(data)


# -- data that never were text -----------------------------------------------------------------------------------------


class Text(str):
    """A text that is not just a text."""

    __slots__ = ()


class Whole(int):
    """A number that is not just a number."""


class Many(list[Any]):
    """A list that is not just a list."""


class Hollow(dict[str, Any]):
    """A dictionary that denies what it holds."""

    def __len__(self) -> int:
        raise ArithmeticError

    def items(self) -> Any:
        raise ArithmeticError


class Unequal:
    """Something that cannot even be compared."""

    __hash__: Any = None

    def __eq__(self, other: object) -> bool:
        raise ArithmeticError


FOREIGN: tuple[Callable[[Any], Any], ...] = (
    lambda part: OrderedDict(part) if type(part) is dict else Text(part),
    lambda part: MappingProxyType(part) if type(part) is dict else tuple(part) if type(part) is list else Whole(5),
    lambda part: UserDict(part) if type(part) is dict else {1, 2},
    lambda part: defaultdict(dict, part) if type(part) is dict else Many([part]),
    lambda part: Hollow(part) if type(part) is dict else b"bytes",
    lambda _: date(2026, 1, 5),
    lambda _: datetime(2026, 1, 5, 10),
    lambda _: PartialDate(year=2024),
    lambda _: Relationship(key="p"),
    lambda _: SessionHeld(on=date(2026, 1, 5)),
    lambda _: Purpose.REGULAR,
    lambda _: Decimal(5),
    lambda _: 5j,
    lambda _: float("nan"),
    lambda _: 10**400,
    lambda _: Unequal(),
    lambda _: object,
    lambda part: {5: part},
    lambda part: {Text("on"): part, None: 1, (): 2},
    lambda part: [part] * 201,
)


def foreign(chance: random.Random) -> tuple[str, Any]:
    """The data of a document or form with parts of other classes, lists without end, and keys that are no text."""
    data = json.loads(mutated_whole(chance))
    kind = data["schema"].split("/")[1]
    if kind == "entries":
        data = {**data, "schema": "iptcore/course"}
        kind = "course"
    events = data.get("entries") or [data.get("event")]
    if kind != "protocol" and chance.random() < 0.7 and events:
        data = chance.choice(events)
        kind = data["kind"] if chance.random() < 0.9 else chance.choice(list(KINDS))
    spots = list(places(data))  # once: what is put in may lead back to itself
    for _ in range(chance.choice((0, 1, 1, 2, 5)) if spots else 0):
        inside, key = chance.choice(spots)
        deed = chance.randrange(10)
        if deed == 0:
            inside[key] = data
        elif deed == 1 and isinstance(inside, dict):
            inside[chance.choice((5, None, Text("on"), ("a",)))] = strange(chance)
        elif deed == 2 and type(inside[key]) is list:
            inside[key] = [*(inside[key] or [5]) * 201, strange(chance)]
        else:
            inside[key] = chance.choice(FOREIGN)(inside[key])
    return kind, chance.choice(FOREIGN)(data) if chance.random() < 0.02 else data


SORTS: tuple[tuple[Callable[[random.Random], bytes], int], ...] = (
    (mutated, 8),
    (bitten, 5),
    (any_json, 4),
    (any_bytes, 2),
    (deep, 1),
    (long_lists, 3),
    (doubled, 2),
)


def run(inputs: int, seed: int = 7) -> None:
    """Feed so many inputs to the readers, and raise at the first thing that is not as it should be."""
    chance = random.Random(seed)
    sorts, weights = zip(*SORTS, strict=True)
    seen: Counter[tuple[str, bool]] = Counter()
    slowest, before, began = 0.0, 0, time.perf_counter()
    for number in range(inputs):
        if number == inputs * 9 // 10:
            tracemalloc.start()
            before = tracemalloc.get_traced_memory()[0]
        (make,) = chance.choices(sorts, weights)
        data = make(chance)
        start = time.process_time()
        reader = chance.choice(READERS) if chance.random() < 0.5 else READERS[0]
        seen[make.__name__, read(data, reader)] += 1
        if number % 10 == 0:
            agreed(data)
        if number % 2 == 0:
            seen["foreign", read_data(*foreign(chance))] += 1
        slowest = max(slowest, time.process_time() - start)
        assert slowest < SLOWEST, f"input {number} took {slowest:.1f} seconds"
    grown = tracemalloc.get_traced_memory()[0] - before
    tracemalloc.stop()
    print(f"{inputs:,} inputs in {time.perf_counter() - began:.0f} s, at most {LIMITS.bytes:,} bytes each")
    for name in (*(make.__name__ for make, _ in SORTS), "foreign"):
        print(f"  {name:<10}{seen[name, True]:>8,} read {seen[name, False]:>9,} refused")
    print(f"  slowest {slowest * 1e3:.0f} ms; memory grew by {grown:,} bytes in the last tenth")
    assert grown < SPARE


if __name__ == "__main__":
    run(int(sys.argv[1]) if sys.argv[1:] else INPUTS)
