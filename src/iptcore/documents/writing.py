"""Courses, events and protocols as JSON text: by orjson where it is installed, else by the standard library.

Both give the same text.
"""

import json
from typing import Any

from iptcore.course import Course
from iptcore.documents.course_document import course_data
from iptcore.documents.event_document import event_data
from iptcore.documents.protocol_document import protocol_data
from iptcore.events import Event
from iptcore.protocol.protocol import Protocol

orjson: Any
try:
    import orjson
except ImportError:
    orjson = None

_LINE_BREAKS = (("\x85", r"\u0085"), ("\u2028", r"\u2028"), ("\u2029", r"\u2029"))
"""What JSON lets stand in a text, and ``str.splitlines`` takes for the end of a line."""

_SPREAD = json.JSONEncoder(check_circular=False, ensure_ascii=False, indent=2)
_ON_ONE_LINE = json.JSONEncoder(check_circular=False, ensure_ascii=False, separators=(",", ":"))


def to_json(whole: Course | Event | Protocol, *, indent: bool = False) -> str:
    """A course, a single event or a protocol as a document; with *indent* laid out for people to read.

    Raises:
        InvalidValue: for anything else.
    """
    if isinstance(whole, Course):
        return written(course_data(whole), indent=indent)
    if isinstance(whole, Protocol):
        return written(protocol_data(whole), indent=indent)
    return written(event_data(whole), indent=indent)


def written(data: dict[str, Any], *, indent: bool = False) -> str:
    """*data* as JSON text: on one line, or with *indent* spread over lines for people to read."""
    if orjson is not None:
        text: str = orjson.dumps(data, _of_ours, orjson.OPT_INDENT_2 if indent else None).decode()
    else:
        text = (_SPREAD if indent else _ON_ONE_LINE).encode(data)
    if not text.isascii():
        for mark, escaped in _LINE_BREAKS:
            text = text.replace(mark, escaped)
    return text


def _of_ours(small_number: float) -> Any:
    return orjson.Fragment(float.__repr__(small_number))
