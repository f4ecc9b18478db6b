"""Plain data as text: by orjson where it is installed, else by the standard library, and the same text by both."""

import json
from typing import Any

orjson: Any
try:
    import orjson
except ImportError:
    orjson = None

_SMALL = 1e-4
"""The two write numbers in another form below this."""


_LINE_BREAKS = (("\x85", r"\u0085"), ("\u2028", r"\u2028"), ("\u2029", r"\u2029"))
"""What JSON lets stand in a text, and ``str.splitlines`` takes for the end of a line."""


class SmallNumber(float):
    """A number that orjson hands back to us, so that we choose its form."""


def number(amount: float | None) -> float | None:
    """A number as both writers write it."""
    return SmallNumber(amount) if amount and abs(amount) < _SMALL else amount


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


def _of_ours(amount: SmallNumber) -> Any:
    return orjson.Fragment(float.__repr__(amount))


_SPREAD = json.JSONEncoder(check_circular=False, ensure_ascii=False, indent=2)
_ON_ONE_LINE = json.JSONEncoder(check_circular=False, ensure_ascii=False, separators=(",", ":"))
