"""What both fuzzers feed to the readers, and what they hold to be well behaved."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from iptcore.documents import (
    BadDocument,
    Limits,
    event_from_data,
    event_from_json,
    faults,
    from_json,
    protocol_from_json,
    read_courses,
    read_entries,
    to_json,
)
from iptcore.events import KINDS

DOCUMENTS = Path(__file__).parents[1] / "documents"
GOLDEN = [path.read_bytes() for version in ("v1", "v2", "v3") for path in sorted((DOCUMENTS / version).glob("*.*json"))]

LIMITS = Limits(bytes=200_000, items=20_000)

READERS: tuple[Callable[[Any], Any], ...] = (
    lambda data: from_json(data, protocols=None, limits=LIMITS),
    lambda data: from_json(data, strict=True, limits=LIMITS),
    lambda data: event_from_json(data, limits=LIMITS),
    lambda data: protocol_from_json(data, limits=LIMITS),
    lambda data: list(read_entries(data.split(b"\n"), limits=LIMITS)),
    lambda data: list(read_courses(data.split(b"\n"), protocols=None, limits=LIMITS)),
)


def read(data: bytes, reader: Callable[[Any], Any]) -> bool:
    """Whether *data* were read. They are refused only by ``BadDocument``, which says something and has no cause.

    What is read is written and read again as the same.
    """
    try:
        course = reader(data)
    except BadDocument as bad:
        refusal = bad
    else:
        if reader is READERS[0]:
            assert from_json(to_json(course), protocols=None) == course
        return True
    assert refusal.faults
    assert str(refusal)
    assert refusal.__cause__ is None
    assert refusal.__context__ is None
    return False


def read_data(kind: str, data: Any) -> bool:
    """Whether *data*, plain or not, were read: ``faults`` never raises, and both readers agree."""
    wrong = faults(kind, data, limits=LIMITS)
    if kind not in KINDS:
        return not wrong
    try:
        event_from_data(kind, data, limits=LIMITS)
    except BadDocument as bad:
        refusal = bad
    else:
        assert not wrong
        return True
    assert tuple(refusal.faults) == wrong
    assert wrong
    assert str(refusal)
    assert refusal.__cause__ is None
    assert refusal.__context__ is None
    return False


def agreed(data: bytes) -> None:
    """``faults`` finds something exactly where ``from_json`` refuses, in data that are JSON at all."""
    try:
        parsed = json.loads(data)
    except (ValueError, RecursionError):
        return
    if type(parsed) is dict and len(data) < LIMITS.bytes and b"entries" in data:
        wrong = faults("course", parsed, limits=LIMITS)
        assert read(data, READERS[0]) is not bool(wrong) or _beyond_plain_data(data)


def _beyond_plain_data(data: bytes) -> bool:
    """Whether the text is refused for what plain data no longer show: limits, doubled keys."""
    try:
        from_json(data, protocols=None, limits=LIMITS)
    except BadDocument as bad:
        return any(fault.path == "" or "each key once" in fault.expected for fault in bad.faults)
    return False
