"""Forms: the fields of a kind of event with their labels and choices, and what a posted form means.

An HTML form posts texts under names. The names here lead into the event by dots: ``relationship.key``,
``contacts.0.service``. :func:`posted_data` turns what was posted into the data that
:func:`iptcore.documents.event_from_data` and :func:`iptcore.documents.faults` take.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from types import MappingProxyType
from typing import Any, TypeAlias

from attrs import evolve, frozen

from iptcore.course import Course
from iptcore.documents import schema
from iptcore.documents.errors import known_kind
from iptcore.errors import Fault, InvalidValue
from iptcore.events import KINDS
from iptcore.protocol.ipt import IPT
from iptcore.protocol.protocol import Protocol, must_be_protocol_and_courses
from iptcore.readings.membership import groups
from iptcore.screens.messages import field_id
from iptcore.screens.translation import Translation, translation
from iptcore.validation import got, must_be_flags

Posted: TypeAlias = Mapping[str, Sequence[str]]
"""A posted form: the texts under each name, as from ``urllib.parse.parse_qs`` or a web framework."""

MOST_TEXTS = 2_000
"""The most names and texts of a posted form (our decision): a list of 200 items with all fields has fewer."""


@frozen(kw_only=True)
class Choice:
    """One of the values that a field may have, and its label."""

    value: str
    label: str


@frozen(kw_only=True)
class Variant:
    """The fields of one class where a field may hold one of several; *tag* is posted as its ``kind``."""

    tag: str
    label: str
    fields: "tuple[Field, ...]"


@frozen(kw_only=True)
class Field:
    """One field of a form.

    *name* is the name to post it under: in a list of groups the number of the item stands for ``0``. *widget* is what
    draws it best: ``text``, ``textarea``, ``key``, ``code``, ``number``, ``date``, ``partial-date``, ``checkbox``,
    ``yes-no-unknown``, ``select``, ``checkboxes``, ``ordered`` (words, in the order chosen), ``list`` (texts),
    ``groups`` (a list of groups), ``group``, ``choice`` (one of *variants*), ``event`` (the form of another event under
    the same name).

    *choices* are all there are for a ``select``, ``checkboxes`` or ``ordered``; for a key, those known so far in
    the course. A ``yes-no-unknown`` has none: it posts ``yes``, ``no`` or nothing.
    *fields* are those of a ``group``, or of each item of ``groups``.
    """

    name: str
    label: str
    help: str
    unit: str
    widget: str
    required: bool
    private: bool
    minimum: float | None
    maximum: float | None
    longest: int | None
    default: Any
    choices: tuple[Choice, ...] = ()
    fields: "tuple[Field, ...]" = ()
    variants: tuple[Variant, ...] = ()


def form(
    kind: str,
    *,
    language: str = "en",
    course: Course | None = None,
    protocol: Protocol | None = None,
    plain_words: bool = False,
) -> tuple[Field, ...]:
    """The fields of the form of a kind of event, given by its tag, in their order.

    With *course* and *protocol* a key has as choices what is known: goals, people, focal areas, instruments, rings,
    clauses. *plain_words* takes the labels for clients where there are any.

    Raises:
        UnknownName: for another *kind* or *language*.
        InvalidValue: for another argument that does not fit.
    """
    course = Course() if course is None else course
    must_be_protocol_and_courses(
        "form(kind, course=course, protocol=IPT)", IPT if protocol is None else protocol, course
    )
    must_be_flags(plain_words=plain_words)
    fields = fields_by_id(kind)
    known = _known(course, protocol)
    return tuple(_labelled(field, translation(language, plain=plain_words), known) for field in fields)


def posted_data(kind: str, posted: Posted) -> dict[str, Any]:
    """The data of a posted form, without empty fields.

    A text that should be a number and is not stays a text, so that ``faults`` reports its field. Names that the form
    does not have are ignored.

    Raises:
        UnknownName: for another *kind*.
        InvalidValue: for anything but a mapping from names to lists of texts, and for more than :data:`MOST_TEXTS`
            names and texts, before anything is read.

    >>> posted_data("session_held", {"on": ["2026-01-29"], "minutes": ["50"], "risk_checked": ["yes"], "notes": [""]})
    {'on': '2026-01-29', 'minutes': 50, 'risk_checked': True}
    """
    fields = fields_by_id(kind)
    _refuse_other(posted)
    number = sum(max(len(texts), 1) for texts in posted.values())
    if number > MOST_TEXTS:
        advice = "nobody fills in so many: refuse the request"
        raise InvalidValue("form", [Fault("", f"at most {MOST_TEXTS} texts", f"{number} of them", advice)])
    return _read_fields(fields, posted, "")


# -- reading what was posted -------------------------------------------------------------------------------------------


def _refuse_other(posted: object) -> None:
    fits = isinstance(posted, Mapping) and all(
        isinstance(name, str) and isinstance(texts, list | tuple) and all(isinstance(text, str) for text in texts)
        for name, texts in posted.items()
    )
    if not fits:
        advice = "a text alone would be read letter by letter: write {'on': ['2026-01-29']}"
        given = "one with other names or values" if isinstance(posted, Mapping) else got(posted)
        raise InvalidValue("form", [Fault("", "a mapping from names to lists of texts", given, advice)])


def _read_fields(fields: Iterable[Field], posted: Posted, prefix: str) -> dict[str, Any]:
    data = {}
    for field in fields:
        part = _read(field, posted, prefix + _last(field.name))
        if part is not None:
            data[_last(field.name)] = part
    return data


def _last(name: str) -> str:
    return name.rpartition(".")[2]


def _read(field: Field, posted: Posted, name: str) -> Any:
    """The data posted for a field under *name*; None if there are none."""
    # A browser ends each line of a text with two characters.
    texts = [text.replace("\r\n", "\n") for text in posted.get(name, ()) if text.strip()]
    nothing: list[Any] | None = [] if field.required else None
    match field.widget:
        case "checkboxes" | "ordered" | "list":
            return texts or nothing
        case "groups":
            items = [_read_inside(field, posted, f"{name}.{number}.") for number in _numbers(posted, name)]
            return [item for item in items if item] or nothing
        case "group":
            return _read_inside(field, posted, f"{name}.") or ({} if field.required else None)
        case "choice" | "event":
            return _read_chosen(field, posted, name)
        case "checkbox":
            # An unticked box posts nothing; where yes is the default, that means no.
            return _ANSWERS.get(texts[0], True) if texts else False if field.required or field.default else None
        case "yes-no-unknown":
            return _ANSWERS.get(texts[0], texts[0]) if texts else None
        case "number":
            return _number(texts[0]) if texts else None
        case _:
            return texts[0] if texts else None


def _read_inside(field: Field, posted: Posted, prefix: str) -> dict[str, Any]:
    data = _read_fields(field.fields, posted, prefix)
    # A box left unticked posts nothing: by itself it makes no group.
    boxes = {_last(box.name) for box in field.fields if box.widget == "checkbox"}
    return data if any(part is not False or name not in boxes for name, part in data.items()) else {}


def _read_chosen(field: Field, posted: Posted, name: str) -> dict[str, Any] | None:
    tag = next((text for text in posted.get(f"{name}.kind", ()) if text), None)
    if tag is None:
        return None
    variants = {variant.tag: variant.fields for variant in field.variants}
    fields = variants.get(tag, ()) if field.widget != "event" else fields_by_id(tag) if tag in KINDS else ()
    return {"kind": tag, **_read_fields(fields, posted, f"{name}.")}


def _numbers(posted: Posted, name: str) -> list[int]:
    """The numbers of the items posted under a name, in their order."""
    rest = (other.removeprefix(f"{name}.").partition(".")[0] for other in posted if other.startswith(f"{name}."))
    return sorted({int(number) for number in rest if number.isascii() and number.isdigit() and len(number) < _LONG})


_LONG = 5
"""A number of an item has at most four digits, because no list may have more items."""

_ANSWERS = {"yes": True, "no": False, "on": True}


def _number(text: str) -> float | str:
    if len(text) > _LONGEST_NUMBER or _NUMBER.fullmatch(text) is None:
        return text
    return int(text) if text.lstrip("+-").isdigit() else float(text.replace(",", "."))


_NUMBER = re.compile(r"[+-]?[0-9]+([.,][0-9]+)?([eE][+-]?[0-9]{1,3})?")
_LONGEST_NUMBER = 40


# -- the fields, made of the JSON Schema -------------------------------------------------------------------------------


def fields_by_id(kind: object) -> tuple[Field, ...]:
    """The fields of a kind of event, whose labels, helps and units are still the ids of messages."""
    return _fields_of(known_kind(kind, KINDS))  # what a request holds may be anything


@cache
def _fields_of(kind: str) -> tuple[Field, ...]:
    whole = schema(kind)
    return _fields(whole, whole["$defs"], "")


def _fields(body: dict[str, Any], definitions: dict[str, Any], prefix: str) -> tuple[Field, ...]:
    return tuple(
        _field(body, name, part, definitions, prefix) for name, part in body["properties"].items() if "title" in part
    )


def _field(body: dict[str, Any], name: str, part: dict[str, Any], definitions: dict[str, Any], prefix: str) -> Field:
    label = field_id(body["title"], name)
    kinds = [choice for choice in part.get("anyOf", [part]) if choice != {"type": "null"}]
    kind = _resolved(kinds[0], definitions)
    item = _resolved(kind.get("items", kind), definitions)
    widget = part["x-widget"]
    if widget == "list" and "properties" in item:
        widget = "groups"
    if widget == "choice" and item.get("title") == "Event":
        widget = "event"
    below = f"{prefix}{name}.0." if widget == "groups" else f"{prefix}{name}."
    variants = [_resolved(variant, definitions) for variant in item.get("oneOf", ()) if "$ref" in variant]
    return Field(
        name=f"{prefix}{name}",
        label=label,
        help=f"{label}.help" if "description" in part else "",
        unit=f"{label}.unit" if "x-unit" in part else "",
        widget=widget,
        required=name in body["required"],
        private=part.get("x-private", False),
        minimum=kind.get("minimum"),
        maximum=kind.get("maximum"),
        longest=item.get("maxLength"),
        default=part.get("default"),
        choices=tuple(
            Choice(value=word["const"], label=f"word.{item['title']}.{word['const']}")
            for word in item.get("oneOf", ())
            if "const" in word
        ),
        fields=_fields(item, definitions, below) if "properties" in item else (),
        variants=() if widget == "event" else tuple(
            Variant(
                tag=variant["properties"]["kind"]["const"],
                label=f"word.Area.{variant['properties']['kind']['const']}",
                fields=_fields(variant, definitions, below),
            )
            for variant in variants
        ),
    )  # fmt: skip


def _resolved(part: dict[str, Any], definitions: dict[str, Any]) -> dict[str, Any]:
    while "$ref" in part:
        part = definitions[part["$ref"].rpartition("/")[2]]
    return part


# -- labels and what is known ------------------------------------------------------------------------------------------


def _labelled(field: Field, say: Translation, known: Mapping[str, tuple[str, ...]]) -> Field:
    keys = known.get(_last(field.name), ()) if field.widget in ("key", "code", "list") else ()
    return evolve(
        field,
        label=say(field.label),
        help=say(field.help) if field.help else "",
        unit=say(field.unit) if field.unit else "",
        choices=tuple(Choice(value=choice.value, label=say(choice.label)) for choice in field.choices)
        or tuple(Choice(value=key, label=say(f"ring.{key}", key)) for key in keys),
        fields=tuple(_labelled(inner, say, known) for inner in field.fields),
        variants=tuple(
            Variant(
                tag=variant.tag,
                label=say(variant.label),
                fields=tuple(_labelled(each, say, known) for each in variant.fields),
            )
            for variant in field.variants
        ),
    )


def _known(course: Course, protocol: Protocol | None) -> Mapping[str, tuple[str, ...]]:
    """The known values of keys, by the last part of the names of the fields that hold such keys."""
    people = tuple(person.key for person in course.relationships)
    areas = course.formulation.keys if course.formulation else ()
    goals = tuple(goal.key for goal in course.goals)
    instruments: tuple[str, ...] = ()
    clauses: tuple[str, ...] = ()
    if protocol is not None:
        others = (instrument.code for instrument in protocol.instruments)
        instruments = tuple(dict.fromkeys((*protocol.primary_instruments, *others)))
        clauses = tuple(protocol.clauses)
    return MappingProxyType({
        "person": people, "people": people, "parties": people, "relationship": people, "joint_with": people,
        "focus": areas, "area": areas, "dispute": areas,
        "goal": goals, "goals": goals,
        "group": tuple(sorted(groups(course))),
        "ring": () if protocol is None else protocol.circle.rings,
        "instrument": instruments,
        "task": clauses, "rule": clauses,
    })  # fmt: skip
