"""From text to plain data, within limits, and strictly by the JSON standard (RFC 8259).

Size, depth, number of items and length of strings are measured before anything is built from the text.
"""

import itertools
import json
import math
from collections.abc import Collection
from typing import Any

from attrs import field

from iptcore.constraints import number
from iptcore.documents.errors import BadDocument, one
from iptcore.errors import Fault
from iptcore.validation import got
from iptcore.values import Value, value

_BOM = b"\xef\xbb\xbf"
_TO_BRACKETS = bytes.maketrans(b"{}", b"[]")
_ALL_BUT_MARKS = bytes(set(range(256)) - set(b'"[]{},'))


@value
class Limits(Value):
    """How large a document may be; the defaults (our decision) leave a course of a thousand long entries far inside.

    *bytes* in UTF-8; *depth* of nesting, which Python itself does not let go much further; *items* of all lists and
    objects together; bytes of the longest *string* as it stands in the text.
    """

    bytes: int = field(default=5_000_000, metadata=number(1, None, "Bytes"))
    depth: int = field(default=32, metadata=number(1, 100, "Depth"))
    items: int = field(default=200_000, metadata=number(1, None, "Items"))
    string: int = field(default=50_000, metadata=number(1, None, "Bytes of one string"))


HOW_GIVEN = "pass them as limits=Limits(bytes=…)"

LIMITS = Limits()
"""The limits that hold where nobody says otherwise."""

STRICT = Limits(items=10_000)
"""Those of a strict reading (our decision): a course of three hundred long entries, reviewed in under a minute."""


class Doubled(dict[str, Any]):
    """An object in which a key stands twice. It is no plain ``dict``, so nothing is ever made of it."""


def parsed(what: str, text: str | bytes, limits: Limits) -> Any:
    """The data that *text* stands for.

    Raises :class:`~iptcore.errors.InvalidValue` for *limits* that are none, and :class:`BadDocument` for text beyond
    the limits and text that is no JSON. ``NaN``, infinities, numbers of
    thousands of digits and doubled keys are left for the check of the values, which tells where they stand.
    """
    data, fault = _parse(text, one(Limits, "limits", limits, HOW_GIVEN))
    if fault is not None:
        raise BadDocument(what, [fault])  # here, where no other error is its context: that one would hold the text
    return data


def _parse(text: Any, limits: Limits) -> tuple[Any, Fault | None]:
    if not isinstance(text, (str, bytes)):  # whatever the annotation says
        return None, Fault("", "text or bytes", got(text))
    try:
        raw = text if isinstance(text, bytes) else text[: limits.bytes + 1].encode()
        fault = _text_beyond(raw, limits)
        if fault is None:
            return _DECODER.decode(text if isinstance(text, str) else text.decode()), None
    except UnicodeError:
        fault = Fault("", "text in UTF-8", "other bytes", "store it as UTF-8")
    except json.JSONDecodeError as bad:
        where = f"line {bad.lineno}, column {bad.colno}"
        fault = Fault("", "JSON", f"something else at {where}", "look there; it may have been cut off")
    except RecursionError:
        fault = _too_deep(limits)  # for a caller who is deep down already
    return None, fault


def _text_beyond(raw: bytes, limits: Limits) -> Fault | None:
    """What exceeds the limits. All of it runs inside a few calls of ``bytes``, some ten nanoseconds a value."""
    if len(raw) > limits.bytes:
        return Fault("", f"at most {limits.bytes} bytes", "more", _RAISE.format("bytes"))
    if raw.startswith(_BOM):
        return Fault("", "text in UTF-8 without a byte-order mark", "one", "remove it")
    if b"\\" in raw:
        raw = raw.replace(rb"\\", b"xx").replace(rb"\"", b"xx")
    if len(raw) > limits.string and max(map(len, raw.split(b'"')[1::2]), default=0) > limits.string:
        return Fault("", f"strings of at most {limits.string} bytes", "a longer one", _RAISE.format("string"))
    # Only marks are kept. Two quotes side by side then hold nothing; what still stands between quotes is text.
    marks = raw.translate(_TO_BRACKETS, _ALL_BUT_MARKS).replace(b'""', b"")
    marks = b"".join(marks.split(b'"')[::2])
    if len(marks) > limits.items and marks.count(b",") + marks.count(b"[") > limits.items:
        return _too_many(limits)
    nested = marks.translate(None, b",")
    for _ in range(limits.depth):
        if not nested:
            return None
        nested = nested.replace(b"[]", b"")
    # What is left is either deeper, or brackets that never close.
    if b"[]" in nested or nested.count(b"[") > limits.depth:
        return _too_deep(limits)
    return None


def beyond(data: Any, limits: Limits) -> Fault | None:
    """What exceeds the limits of depth and items, in data that are parsed already, or were never text."""
    level, items = [data], 0
    for _ in range(limits.depth):
        insides = [_inside(whole) for whole in level]
        # Counted before it is built: the same list may stand in many places.
        items += sum(map(len, insides))
        if items > limits.items:
            return _too_many(limits)
        level = list(itertools.chain.from_iterable(insides))
    return _too_deep(limits) if any(isinstance(part, (dict, list)) for part in level) else None


def _inside(data: Any) -> Collection[Any]:
    return data.values() if isinstance(data, dict) else data if isinstance(data, list) else ()


def _too_many(limits: Limits) -> Fault:
    return Fault("", f"at most {limits.items} items in all", "more", _RAISE.format("items"))


def _too_deep(limits: Limits) -> Fault:
    return Fault("", f"at most {limits.depth} levels of nesting", "more", _RAISE.format("depth"))


_RAISE = "if it is one of yours, read it with limits=Limits({}=…)"


def _each_key_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    return made if len(made) == len(pairs) else Doubled(made)


def _no_huge_number(digits: str) -> int | float:
    return int(digits) if len(digits) < _LONGEST_NUMBER else math.inf


_LONGEST_NUMBER = 640
"""The least limit of digits that Python can be set to. It may also have none, and then takes seconds for a megabyte."""

_DECODER = json.JSONDecoder(object_pairs_hook=_each_key_once, parse_int=_no_huge_number)
