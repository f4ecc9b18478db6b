"""Courses for REDCap: a data dictionary and the file to import into it."""

import csv
import io
from collections.abc import Iterator, Mapping
from enum import Enum
from itertools import chain
from typing import Any, NamedTuple

import attrs

from iptcore.constraints import GREATEST, constraint
from iptcore.course import Course
from iptcore.errors import Fault, InvalidValue
from iptcore.events import CourseOpened, SessionHeld, SymptomsRated
from iptcore.exports.naming import checked_courses
from iptcore.exports.tables import column_names
from iptcore.model.measure import Instrument
from iptcore.protocol.protocol import Protocol, must_be_protocol_and_courses
from iptcore.shapes import Shape, shape_of
from iptcore.values import fields_of
from iptcore.vocabulary import Ending, RaterType, Status, Word

COLUMNS = (
    "Variable / Field Name",
    "Form Name",
    "Section Header",
    "Field Type",
    "Field Label",
    "Choices, Calculations, OR Slider Labels",
    "Field Note",
    "Text Validation Type OR Show Slider Number",
    "Text Validation Min",
    "Text Validation Max",
    "Identifier?",
    "Branching Logic (Show field only if...)",
    "Required Field?",
    "Custom Alignment",
    "Question Number (surveys only)",
    "Matrix Group Name",
    "Matrix Ranking?",
    "Field Annotation",
)
"""The eighteen columns of a data dictionary, in their order."""

_COMPLETE = "2"
"""REDCap's code for a complete form."""


class Redcap(NamedTuple):
    """The result of :func:`redcap`: two CSV texts."""

    dictionary: str
    """The data dictionary, to upload first."""
    data: str
    """The records, to import after it; first set the forms of sessions and ratings as repeating."""


def redcap(protocol: Protocol, courses: Mapping[str, Course]) -> Redcap:
    """The data dictionary of *courses*, and the records that match it.

    The dictionary has a form ``course``, once for each record, and repeating forms for sessions and for each instrument
    that is rated in a course or primary in *protocol*, with its range. The record id is the name of the course in the
    mapping; days count from the opening, which is day 0.

    Not exported: days of the calendar, the client, free text and keys; absences, goals, diagnoses, risk, agreements,
    and everything else that is neither a session nor a rating. A dictionary cannot set forms as repeating: do that in
    the REDCap project.

    Raises:
        InvalidValue: for a name that does not have the form of a key, for a course that was never opened, and for a
            rating on an instrument that *protocol* does not have.
    """
    must_be_protocol_and_courses("redcap(protocol, courses)", protocol)
    checked_courses("REDCap project", courses)
    rated = {rating.instrument: None for course in courses.values() for rating in course.all(SymptomsRated)}
    codes = dict.fromkeys((*protocol.primary_instruments, *rated))
    instruments = {code: instrument for code in codes if (instrument := protocol.instrument(code))}
    faults = [Fault("courses", "courses that were opened", "a new one") for c in courses.values() if not c.opening]
    if len(instruments) < len(codes):
        advice = "give a protocol that has it among its instruments"
        faults.append(
            Fault("courses", "ratings on instruments that the protocol knows", "one that it does not", advice)
        )
    if faults:
        raise InvalidValue("REDCap project", faults)
    names = column_names(("course", "session", *instruments))
    forms = {"course": _course_form(), "session": _session_form()}
    forms |= {names[code]: _rating_form(names[code], instrument) for code, instrument in instruments.items()}
    return Redcap(dictionary=_dictionary(forms), data=_data(forms, names, courses))


# -- the dictionary ----------------------------------------------------------------------------------------------------


@attrs.frozen
class _Field:
    name: str
    label: str
    kind: str = "text"
    choices: tuple[tuple[str, str], ...] = ()
    note: str = ""
    validation: str = ""
    low: str = ""
    high: str = ""

    @property
    def columns(self) -> tuple[str, ...]:
        """Its columns in an import file: a checkbox has one for each choice."""
        if self.kind != "checkbox":
            return (self.name,)
        return tuple(f"{self.name}___{code}" for code, _ in self.choices)


def _number(name: str, label: str, low: float | None, high: float | None, *, whole: bool = True) -> _Field:
    bounds = ["" if bound is None or abs(bound) >= GREATEST else f"{bound:g}" for bound in (low, high)]
    return _Field(name, label, validation="integer" if whole else "number", low=bounds[0], high=bounds[1])


def _choice(name: str, label: str, words: type[Word], kind: str = "dropdown") -> _Field:
    return _Field(name, label, kind, tuple((word.value, word.label) for word in words))


def _course_form() -> tuple[_Field, ...]:
    return (
        _Field("record_id", "Record"),
        _Field("protocol", "Code of the protocol"),
        _Field("edition", "Edition of the protocol"),
        _number("age", "Age at opening, in years", 0, 120),
        _choice("status", "Status", Status),
        _choice("ending", "How it ended", Ending),
        _number("days", "Days from the opening to the end or the last entry", 0, None),
    )


def _session_form() -> tuple[_Field, ...]:
    return (_number("session_day", "Day, from the opening", None, None), *map(_session_field, _SESSION))


_SKIPPED = frozenset({"on", "recorded"})


def _shape(field: "attrs.Attribute[Any]") -> Shape:
    """The type of a field of a session; of a list, the type of its items."""
    shape = shape_of(field.type)
    return shape.inside[0] if shape.sort == "items" else shape


_SESSION = tuple(
    field
    for field in fields_of(SessionHeld)
    if field.name not in _SKIPPED and not constraint(field).private and _shape(field).sort in ("flag", "number", "word")
)
"""The fields of a session that are words, numbers, yes or no."""


def _session_field(field: "attrs.Attribute[Any]") -> _Field:
    bound, shape, name = constraint(field), _shape(field), f"session_{field.name}"
    if shape.sort == "flag":
        return _Field(name, bound.label, "yesno")
    if shape.sort == "number":
        return _number(name, f"{bound.label}, in {bound.unit}" if bound.unit else bound.label, bound.low, bound.high)
    several = shape_of(field.type).sort == "items"
    return _choice(name, bound.label, shape.kind, "checkbox" if several else "dropdown")


def _rating_form(form: str, instrument: Instrument) -> tuple[_Field, ...]:
    total = _number(
        f"{form}_total", f"{instrument.name}: total", instrument.low, instrument.high, whole=instrument.whole
    )
    return (
        _number(f"{form}_day", "Day, from the opening", None, None),
        attrs.evolve(total, note=instrument.code, validation="number"),  # one that was prorated has decimals
        _number(f"{form}_suicide_item", "Suicide item", 0, 10),
        _number(f"{form}_missing_items", "Items left out", 0, 200),
        _choice(f"{form}_rater", "Rated by", RaterType),
    )


def _dictionary(forms: Mapping[str, tuple[_Field, ...]]) -> str:
    rows = []
    for form, fields in forms.items():
        for field in fields:
            choices = " | ".join(f"{code}, {label}" for code, label in field.choices)
            row = dict.fromkeys(COLUMNS, "")
            values = (field.name, form, "", field.kind, field.label, choices, field.note, field.validation)
            row |= dict(zip(COLUMNS, (*values, field.low, field.high), strict=False))
            rows.append(row)
    return _csv(COLUMNS, rows)


# -- the data ----------------------------------------------------------------------------------------------------------


def _data(forms: Mapping[str, tuple[_Field, ...]], names: Mapping[str, str], courses: Mapping[str, Course]) -> str:
    opened = [(name, course, course.opening) for name, course in courses.items() if course.opening]
    rows = list(chain.from_iterable(_records(name, course, opening, names) for name, course, opening in opened))
    within = [
        column
        for form, fields in forms.items()
        for column in (*chain.from_iterable(field.columns for field in fields), f"{form}_complete")
        if column != "record_id"
    ]
    return _csv(("record_id", "redcap_repeat_instrument", "redcap_repeat_instance", *within), rows)


def _records(name: str, course: Course, opening: CourseOpened, names: Mapping[str, str]) -> Iterator[dict[str, str]]:
    last = course.ended_on or course.last_on or opening.on
    facts = {
        "protocol": opening.protocol,
        "edition": opening.edition,
        "age": opening.age,
        "status": course.status,
        "ending": course.ending,
        "days": (last - opening.on).days,
    }
    yield {"record_id": name, **_texts(facts), "course_complete": _COMPLETE}
    for number, session in enumerate(course.all(SessionHeld), start=1):
        parts = {"session_day": (session.on - opening.on).days, **dict(_session_parts(session))}
        yield _repeated(name, "session", number, parts)
    numbers: dict[str, int] = {}
    for rated in course.all(SymptomsRated):
        form = names[rated.instrument]
        numbers[form] = numbers.get(form, 0) + 1
        parts = {
            f"{form}_day": (rated.on - opening.on).days,
            f"{form}_total": rated.total,
            f"{form}_suicide_item": rated.suicide_item,
            f"{form}_missing_items": rated.missing_items,
            f"{form}_rater": rated.rated_by,
        }
        yield _repeated(name, form, numbers[form], parts)


def _session_parts(session: SessionHeld) -> Iterator[tuple[str, Any]]:
    for field in _SESSION:
        part = getattr(session, field.name)
        if isinstance(part, tuple):
            yield from ((f"session_{field.name}___{word.value}", word in part) for word in _shape(field).kind)
        else:
            yield f"session_{field.name}", part


def _repeated(name: str, form: str, number: int, parts: Mapping[str, Any]) -> dict[str, str]:
    place = {"record_id": name, "redcap_repeat_instrument": form, "redcap_repeat_instance": str(number)}
    return {**place, **_texts(parts), f"{form}_complete": _COMPLETE}


def _texts(parts: Mapping[str, Any]) -> dict[str, str]:
    return {key: _text(part) for key, part in parts.items() if part is not None}


def _text(part: Any) -> str:
    if isinstance(part, bool):
        return "1" if part else "0"
    if isinstance(part, Enum):
        return str(part.value)
    return str(int(part)) if isinstance(part, float) and part.is_integer() else str(part)


def _csv(columns: tuple[str, ...], rows: list[dict[str, str]]) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()
