"""What one field may hold, written once, in the metadata of the field.

It is read by the check of every value (:mod:`iptcore.validation`), by the representation (which leaves out what is
private), by the JSON Schema and by the test strategies.
"""

from typing import Any

import attrs

FREE_TEXT = 4_000
"""The default greatest length of a text, in characters (our decision: about two printed pages)."""

MANY = 200
"""The default greatest number of items in one field (our decision: far above any course seen)."""

GREATEST = 10**15
"""The default bound of a number on either side (our decision: up to it, a float holds every whole number exactly)."""

KEY = r"[A-Za-z0-9][A-Za-z0-9_.-]{0,63}"
"""The form of a pseudonym."""

NO_KEY = r"[0-9][0-9.-]{6,}[0-9]|[0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{1,2}[.-][0-9]{1,2}[.-][0-9]{2,4}"
"""What has the form of a pseudonym and looks like a phone number or a date."""

_UNPRINTABLE = r"\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff"

UNPRINTABLE = f"[{_UNPRINTABLE}]"
"""What no text may hold: control characters, what turns the direction of writing, and halves of characters."""

NOT_ON_ONE_LINE = rf"[\t\n\r\u2028\u2029{_UNPRINTABLE}]"
"""What no public text may hold: messages and tables show it, and a line break in it could imitate a line of ours."""

VISIBLE = (
    r"[^\s\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202f\u2060-\u206f\u2800\u3164"
    r"\ufe00-\ufe0f\ufeff\uffa0]"
)
"""A visible character. A text needs at least one of them."""


@attrs.frozen(kw_only=True)
class Constraint:
    """What one field may hold, beyond its type, and how a form shows it.

    *low* and *high* bound a number; *longest* bounds a text in characters; *fewest* and *most* bound the number of
    items; *distinct* asks that no two items are equal (or, with *by*, share that attribute); *ordered* says that their
    order means something; *key* marks a pseudonym and *code* the code of a rule or clause; *private* keeps
    the field out of every representation, message and log.
    """

    label: str = ""
    help: str = ""
    unit: str = ""
    private: bool = False
    low: float = -GREATEST
    high: float = GREATEST
    longest: int = FREE_TEXT
    fewest: int = 0
    most: int = MANY
    distinct: bool = False
    ordered: bool = False
    by: str = ""
    key: bool = False
    code: bool = False


_PLAIN = Constraint()
_METADATA = "iptcore"


def shown(label: str = "", help: str = "") -> dict[str, Constraint]:
    """A field without bounds of its own: a date, a word from a vocabulary, a value, a bool."""
    return {_METADATA: Constraint(label=label, help=help)}


def text(label: str = "", help: str = "", *, longest: int = FREE_TEXT, private: bool = True) -> dict[str, Constraint]:
    """Words of 1 to *longest* characters, private unless said otherwise; on one line where they are public."""
    return {_METADATA: Constraint(label=label, help=help, longest=longest, private=private)}


def pseudonym(label: str = "", help: str = "", *, private: bool = True) -> dict[str, Constraint]:
    """A pseudonym of 1 to 64 letters, digits, ``_``, ``.`` or ``-`` that does not look like a phone number or date."""
    return {_METADATA: Constraint(label=label, help=help, key=True, private=private)}


def code(label: str = "", help: str = "") -> dict[str, Constraint]:
    """The code of a rule or clause: capitals, digits, and for a clause a small letter (``S02``, ``S02a``)."""
    return {_METADATA: Constraint(label=label, help=help, code=True)}


def number(
    low: float | None, high: float | None, label: str = "", help: str = "", *, unit: str = ""
) -> dict[str, Constraint]:
    """A number from *low* to *high*, both included; None leaves that side at the default of 10**15."""
    low, high = -GREATEST if low is None else low, GREATEST if high is None else high
    return {_METADATA: Constraint(label=label, help=help, low=low, high=high, unit=unit)}


def several(
    label: str = "",
    help: str = "",
    *,
    fewest: int = 0,
    most: int = MANY,
    distinct: bool = True,
    ordered: bool = False,
    by: str = "",
    longest: int = FREE_TEXT,
    key: bool = False,
    low: float = -GREATEST,
    high: float = GREATEST,
    private: bool = False,
) -> dict[str, Constraint]:
    """A tuple of *fewest* to *most* items; the other bounds hold for each item."""
    return {
        _METADATA: Constraint(
            label=label, help=help, fewest=fewest, most=most, distinct=distinct, ordered=ordered, by=by,
            longest=longest, key=key, low=low, high=high, private=private,
        )
    }  # fmt: skip


def constraint(attribute: "attrs.Attribute[Any]") -> Constraint:
    """The constraint of an attrs field; a field without one of its own gets the plain one."""
    own: Constraint = attribute.metadata.get(_METADATA, _PLAIN)
    return own
