"""JSON Schema (draft 2020-12) of documents and forms, made from the metadata of the fields.

It holds what a form needs: titles, help, bounds, words with their labels, defaults, and in keywords of ours the order
(``x-order``), a widget (``x-widget``), the unit (``x-unit``), what is private (``x-private``), what may not come twice
(``x-distinct-by``) and what must hold between fields (``x-senses``: a schema cannot express it, the loader checks it).
"""

import inspect
from collections.abc import Iterable
from typing import Any

import attrs

from iptcore.constraints import KEY, NO_KEY, NOT_ON_ONE_LINE, UNPRINTABLE, VISIBLE, Constraint, constraint
from iptcore.documents.codec import AREAS, TAG, choice, data_of, tag
from iptcore.documents.envelope import COURSE, EVENT, PROTOCOL
from iptcore.documents.errors import known_kind
from iptcore.documents.upgrades import VERSION
from iptcore.events import EVENTS, KINDS, Event
from iptcore.model.instruments import INSTRUMENTS
from iptcore.model.measure import Instrument
from iptcore.model.partial_date import PartialDate
from iptcore.protocol.protocol import Protocol
from iptcore.protocol.rule import Rule
from iptcore.rule_codes import CODE
from iptcore.shapes import Shape, shape_of
from iptcore.sources import BIBLIOGRAPHY, Work
from iptcore.values import Value, fields_of
from iptcore.vocabulary import Word

Schema = dict[str, Any]

_DRAFT = "https://json-schema.org/draft/2020-12/schema"

_END = "$(?!\\n)"
"""The end of the text, for regular expressions of JavaScript and of Python alike."""

_DATE = "^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])" + _END
_PARTIAL_DATE = (
    r"^(\.\./)?(1[89]|2[01])[0-9]{2}(-2[1-4]|-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?~?(\?ahead)?" + _END
)
_TEXT = f"^(?=[\\s\\S]*{VISIBLE})(?![\\s\\S]*{UNPRINTABLE})"
_LINE = f"^(?=[\\s\\S]*{VISIBLE})(?![\\s\\S]*{NOT_ON_ONE_LINE})"
_PSEUDONYM = f"^(?!({NO_KEY}){_END}){KEY}{_END}"
_OF_A_RULE = f"^{CODE}{_END}"


def _first_paragraph(documented: type) -> str:
    return inspect.cleandoc(documented.__doc__ or "").split("\n\n")[0]


_SHORT = 300
"""Texts up to this length fit on one line of a form."""


def schema(kind: str = "course") -> Schema:
    """The schema of a document (``course``, ``event``, ``protocol``) or of one event's form, by the tag of the event.

    Raises:
        UnknownName: for another *kind*.
    """
    kind = known_kind(kind, ("course", "event", "protocol", *KINDS))
    definitions = _Definitions()
    if kind == "course":
        entries = {"type": "array", "items": definitions.ref(Event), "title": "Entries"}
        body = _envelope(COURSE, "Course", {"protocol": _key(), "edition": _key(), "entries": entries}, ["entries"])
    elif kind == "event":
        body = _envelope(EVENT, "EventDocument", {"event": definitions.ref(Event)}, ["event"])
    elif kind == "protocol":
        whole = definitions.body(Protocol)
        body = _envelope(PROTOCOL, "Protocol", whole["properties"], whole["required"])
    else:
        body = definitions.body(KINDS[kind])
    return {"$schema": _DRAFT, "$id": f"urn:iptcore:{kind}:{VERSION}", **body, "$defs": definitions.in_order()}


def _envelope(name: str, title: str, properties: Schema, required: list[str]) -> Schema:
    seal = {"schema": {"const": name}, "version": {"const": VERSION}}
    return {
        "title": title,
        "type": "object",
        "properties": {**seal, **properties},
        "required": ["schema", "version", *required],
        "additionalProperties": False,
    }


def _key() -> Schema:
    return {"type": "string", "pattern": _PSEUDONYM}


class _Definitions:
    """The definitions that the others refer to, made when they are first referred to."""

    def __init__(self) -> None:
        self._definitions: dict[str, Schema] = {}

    def in_order(self) -> dict[str, Schema]:
        return dict(sorted(self._definitions.items()))

    def ref(self, cls: type) -> Schema:
        name = cls.__name__
        if name not in self._definitions:
            self._definitions[name] = {}  # a correction holds an event, which may be a correction
            self._definitions[name] = self._definition(cls)
        return {"$ref": f"#/$defs/{name}"}

    def _definition(self, cls: type[Any]) -> Schema:
        if cls is Event:
            return {"title": "Event", **self.one_of(EVENTS)}
        if issubclass(cls, Word):
            return _words(cls)
        if cls is PartialDate:
            return _partial_date()
        if cls is Rule:
            return {"title": "Rule", "description": "The code of a rule.", "type": "string", "pattern": _OF_A_RULE}
        if cls is Instrument:
            return self._named(cls, [instrument.code for instrument in INSTRUMENTS])
        if cls is Work:
            return self._named(cls, list(BIBLIOGRAPHY))
        return self.body(cls)

    def _named(self, cls: type[Value], names: list[str]) -> Schema:
        return {"title": cls.__name__, "oneOf": [{"enum": names}, self.body(cls)]}

    def one_of(self, classes: Iterable[type[Value]]) -> Schema:
        return {"oneOf": [self.ref(cls) for cls in classes], "x-tag": TAG}

    def body(self, cls: type[Value]) -> Schema:
        """The schema of an object of this class, with its tag."""
        fields = fields_of(cls)
        kind = tag(cls)
        properties: Schema = {} if kind is None else {TAG: {"const": kind}}
        for order, field in enumerate(fields, start=1):
            properties[field.name] = self._property(field, order)
        required = [field.name for field in fields if field.default is attrs.NOTHING]
        body = {
            "title": cls.__name__,
            "description": _first_paragraph(cls),
            "type": "object",
            "properties": properties,
            "required": required if kind is None else [TAG, *required],
            "additionalProperties": False,
        }
        if cls.senses:
            body["x-senses"] = [{"fields": list(sense.fields), "expected": sense.expected} for sense in cls.senses]
        return body

    def _property(self, field: "attrs.Attribute[Any]", order: int) -> Schema:
        bound = constraint(field)
        shape = shape_of(field.type)
        body = self._type(shape, bound)
        if shape.optional:
            body = {**body, "type": [body["type"], "null"]} if "type" in body else {"anyOf": [body, {"type": "null"}]}
        keywords = {
            "title": bound.label,
            "description": bound.help,
            "x-order": order,
            "x-widget": _widget(shape, bound),
            "x-unit": bound.unit,
            "x-private": bound.private,
            "x-distinct-by": bound.by,
        }
        default = {} if field.default in (attrs.NOTHING, None) else {"default": _plain(field.default)}
        return {**body, **{key: part for key, part in keywords.items() if part}, **default}

    def _type(self, shape: Shape, bound: Constraint) -> Schema:
        classes = choice(shape)
        if classes is not None:
            return self.ref(Event) if shape.kind is Event else self.one_of(classes.values())
        match shape.sort:
            case "class":
                return {"enum": list(AREAS)}
            case "items":
                limits = {"minItems": bound.fewest, "maxItems": bound.most, "uniqueItems": bound.distinct}
                return {"type": "array", "items": self._type(shape.inside[0], bound), **limits}
            case "pair":
                pair = [self._type(part, Constraint()) for part in shape.inside]
                return {"type": "array", "prefixItems": pair, "minItems": len(pair), "items": False}
            case "text":
                return _string(bound)
            case "number":
                kind = "integer" if shape.kind is int else "number"
                return {"type": kind, "minimum": bound.low, "maximum": bound.high}
            case "flag":
                return {"type": "boolean"}
            case "date":
                return {"type": "string", "format": "date", "pattern": _DATE}
            case _:
                return self.ref(shape.kind)


def _string(bound: Constraint) -> Schema:
    if bound.key:
        return _key()
    if bound.code:
        return {"type": "string", "pattern": _OF_A_RULE}
    pattern = _TEXT if bound.private else _LINE
    return {"type": "string", "minLength": 1, "maxLength": bound.longest, "pattern": pattern}


def _words(vocabulary: type[Word]) -> Schema:
    return {
        "title": vocabulary.__name__,
        "description": _first_paragraph(vocabulary),
        "oneOf": [{"const": word.value, "title": word.label} for word in vocabulary],
    }


def _partial_date() -> Schema:
    return {
        "title": "PartialDate",
        "description": "A date as far as it is known: 2024, 2024-03, 2024-03-17, 2024-21 (spring), 2024-03~ (about), "
        "../2024 (before), 2024?ahead (expected).",
        "type": "string",
        "pattern": _PARTIAL_DATE,
    }


def _widget(shape: Shape, bound: Constraint) -> str:
    """The widget that suits a field."""
    match shape.sort:
        case "choice":
            return "choice"
        case "items" | "pair":
            chosen = "ordered" if bound.ordered else "checkboxes"
            return chosen if shape.inside[0].sort == "word" else "list"
        case "text":
            return "key" if bound.key else "code" if bound.code else "text" if bound.longest <= _SHORT else "textarea"
        case "flag":
            # A question that may stay open is not a checkbox, which only knows yes and no.
            return "yes-no-unknown" if shape.optional else "checkbox"
        case "number" | "date":
            return shape.sort
        case "word":
            return "select"
        case _:
            return {Event: "choice", PartialDate: "partial-date"}.get(shape.kind, "group")


def _plain(default: Any) -> Any:
    """A default as it would stand in a document."""
    if isinstance(default, tuple):
        return [_plain(item) for item in default]
    if isinstance(default, Value):
        return data_of(default)
    return default.value if isinstance(default, Word) else default
