"""Protocols as documents: their numbers and choices, and the codes of their rules.

A rule is code, ours or yours, and is never loaded from data: a document names it. An instrument or a cited work that is
the library's own is named by its code or key; another one is written out.
"""

from collections.abc import Iterable
from typing import Any

from iptcore.documents.codec import data_of, reader
from iptcore.documents.envelope import PROTOCOL, sealed, unsealed
from iptcore.documents.errors import BadDocument, only
from iptcore.documents.explaining import faults_of
from iptcore.documents.limits import LIMITS, Limits
from iptcore.documents.plain_data import parsed
from iptcore.errors import Fault, InvalidValue
from iptcore.protocol.protocol import Protocol
from iptcore.protocol.rule import Rule
from iptcore.protocol.rules import RULES
from iptcore.shapes import shape_of
from iptcore.values import fields_of

_KEYS = tuple(field.name for field in fields_of(Protocol))


def protocol_data(protocol: Protocol) -> dict[str, Any]:
    """A protocol as the data of its document."""
    return sealed(PROTOCOL, data_of(protocol))


def protocol_from_json(
    text: str | bytes, *, rules: Iterable[Rule] = (), limits: Limits = LIMITS, what: str = "the document"
) -> Protocol:
    """The protocol that a document holds. *rules* are known beside those of the library, by their codes.

    Raises:
        BadDocument: with everything that is wrong.
        InvalidValue: for an argument that does not fit.
    """
    protocol, faults = protocol_of(parsed(what, text, limits), rules)
    if protocol is None:
        raise BadDocument(what, faults)
    return protocol


def protocol_of(data: Any, rules: Iterable[Rule] = ()) -> tuple[Protocol | None, list[Fault]]:
    """The protocol that the data of a document stand for, and what is wrong with them; None if anything is."""
    inside, faults = unsealed(PROTOCOL, data, _KEYS)
    if inside is None:
        return None, faults
    by_code = {rule.code: rule for rule in (*RULES, *only(Rule, "rules", rules))}
    named = inside.get("rules")
    if type(named) is list:
        inside["rules"] = [by_code.get(code, code) if type(code) is str else code for code in named]
    try:
        return (None if faults else reader(shape_of(Protocol))(inside)), faults
    except InvalidValue:
        return None, faults + faults_of(Protocol, inside)
