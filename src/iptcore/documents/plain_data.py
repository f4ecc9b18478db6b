"""Plain data: what JSON holds, from text or as Python has it, within limits.

There is one idea of it for every reader: ``dict`` with keys of text, ``list``, ``str``, ``int``, ``float``, ``bool``
and ``None``, exactly, and no class derived from one of these. Text is read strictly by the JSON standard (RFC 8259);
size, depth, number of items and length of strings are measured before anything is built from it.
"""

import itertools
import json
import math
from collections.abc import Collection
from types import NoneType
from typing import Any

from iptcore.documents.errors import BadDocument
from iptcore.documents.limits import HOW_GIVEN, Limits
from iptcore.errors import Fault
from iptcore.validation import got, must_be

_THE_TEXT = 'give its text, as path.read_text(encoding="utf-8") or json.dumps(data) returns it'
_BEGINS = "a document begins with {"
_THE_TEXT_OF_A_FILE = f"{_BEGINS}; if this is the name of a file, give the text of the file"
_LINE_BY_LINE = "one document ends before it: read a file with one document a line (NDJSON) line by line"
_CUT_OFF = "look there; it may have been cut off"
_BOM = b"\xef\xbb\xbf"
_TO_BRACKETS = bytes.maketrans(b"{}", b"[]")
_ALL_BUT_MARKS = bytes(set(range(256)) - set(b'"[]{},'))


class Doubled(dict[str, Any]):
    """An object in which a key stands twice. It is not a plain ``dict``, so no value is made of it."""


class Foreign:
    """Stands for anything that is not plain data; it fits nowhere."""


_FOREIGN = Foreign()
_SCALARS = (str, int, float, bool, NoneType)


# -- from text ---------------------------------------------------------------------------------------------------------


def parsed(what: str, text: str | bytes, limits: Limits) -> Any:
    """The data that *text* stands for.

    Raises:
        InvalidValue: unless *limits* are :class:`Limits`.
        BadDocument: for text beyond the limits and text that is not JSON. ``NaN``, infinities, numbers of thousands of
            digits and doubled keys are left to the check of the values, which says where they stand.
    """
    data, fault = _parse(text, must_be(Limits, "limits", limits, HOW_GIVEN))
    if fault is not None:
        raise BadDocument(what, [fault])  # without the other error as its context, which holds the text
    return data


def _parse(text: Any, limits: Limits) -> tuple[Any, Fault | None]:
    if not isinstance(text, (str, bytes)):  # whatever the annotation says
        return None, Fault("", "text or bytes", got(text), _THE_TEXT)
    try:
        raw = text if isinstance(text, bytes) else text[: limits.bytes + 1].encode()
        fault = _text_beyond(raw, limits)
        if fault is None:
            return _DECODER.decode(text if isinstance(text, str) else text.decode()), None
    except UnicodeError:
        fault = Fault("", "text in UTF-8", "other bytes", "store it as UTF-8")
    except json.JSONDecodeError as bad:
        where = f"line {bad.lineno}, column {bad.colno}"
        if raw.lstrip()[:1] in (b"{", b""):
            advice = _LINE_BY_LINE if bad.msg == "Extra data" else _CUT_OFF
        else:
            advice = _BEGINS if b"\n" in raw else _THE_TEXT_OF_A_FILE
        fault = Fault("", "JSON", f"something else at {where}", advice)
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


def _each_key_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    keyed = dict(pairs)
    return keyed if len(keyed) == len(pairs) else Doubled(keyed)


def _no_huge_number(digits: str) -> int | float:
    return int(digits) if len(digits) < _LONGEST_NUMBER else math.inf


_LONGEST_NUMBER = 640
"""The least limit of digits that Python can be set to. It may also have none, and then takes seconds for a megabyte."""

_DECODER = json.JSONDecoder(object_pairs_hook=_each_key_once, parse_int=_no_huge_number)


# -- from data ---------------------------------------------------------------------------------------------------------


def plain(data: Any, limits: Limits) -> tuple[Any, Fault | None]:
    """A copy of *data*, and what exceeds the limits of depth and items. No reader takes what JSON does not hold.

    Raises:
        InvalidValue: unless *limits* are :class:`Limits`.
    """
    fault = _data_beyond(data, must_be(Limits, "limits", limits, HOW_GIVEN))
    return (None if fault else _copied(data)), fault


def _data_beyond(data: Any, limits: Limits) -> Fault | None:
    level, items = [data], 0
    for _ in range(limits.depth):
        insides = [_inside(whole) for whole in level]
        # Counted before it is built: the same list may stand in many places.
        items += sum(map(len, insides))
        if items > limits.items:
            return _too_many(limits)
        level = list(itertools.chain.from_iterable(insides))
    return _too_deep(limits) if any(type(part) in (dict, list) for part in level) else None


def _inside(data: Any) -> Collection[Any]:
    return data.values() if type(data) is dict else data if type(data) is list else ()


def _copied(data: Any) -> Any:
    if type(data) is dict:
        return {key if type(key) is str else _FOREIGN: _copied(part) for key, part in data.items()}
    if type(data) is list:
        return [_copied(part) for part in data]
    return data if type(data) in _SCALARS else _FOREIGN


def _too_many(limits: Limits) -> Fault:
    return Fault("", f"at most {limits.items} items in all", "more", _RAISE.format("items"))


def _too_deep(limits: Limits) -> Fault:
    return Fault("", f"at most {limits.depth} levels of nesting", "more", _RAISE.format("depth"))


_RAISE = "if it is one of yours, read it with limits=Limits({}=…)"
