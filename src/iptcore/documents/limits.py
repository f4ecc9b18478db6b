"""How large a document may be."""

from attrs import field

from iptcore.constraints import number
from iptcore.values import Value, value


@value
class Limits(Value):
    """How large a document may be; the defaults (our decision) leave a course of a thousand long entries far inside.

    *bytes* in UTF-8; *depth* of nesting (Python itself allows little more); *items* of all lists and objects together;
    *string*: bytes of the longest string as it stands in the text.
    """

    bytes: int = field(default=5_000_000, metadata=number(1, None))
    depth: int = field(default=32, metadata=number(1, 100))
    items: int = field(default=200_000, metadata=number(1, None))
    string: int = field(default=50_000, metadata=number(1, None))


HOW_GIVEN = "pass them as limits=Limits(bytes=…)"

LIMITS = Limits()
"""The limits of a reader that is given no others."""

STRICT = Limits(items=10_000)
"""Those of a strict reading (our decision): a course of three hundred long entries, reviewed in under a minute."""
