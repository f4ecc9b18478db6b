"""Everything that is held about a person, for the person: one JSON text and one table."""

import csv
import io
from collections.abc import Iterator
from enum import Enum
from typing import Any, NamedTuple

from iptcore.checks import got
from iptcore.constraints import constraint
from iptcore.course import Course
from iptcore.documents.course_document import course_data
from iptcore.documents.envelope import EXPORT, sealed
from iptcore.documents.writing import written
from iptcore.errors import Fault, InvalidValue
from iptcore.model.partial_date import PartialDate
from iptcore.values import Value, fields_of

_COLUMNS = ("course", "entry", "on", "kind", "field", "label", "value")

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""How a text begins that a spreadsheet would compute."""


class Export(NamedTuple):
    """What :func:`export_all` hands out."""

    json: str
    """All courses as their documents, complete and laid out for reading."""
    csv: str
    """The same as a table, one line for each thing that was recorded."""


def export_all(*courses: Course) -> Export:
    """All that is held in the courses of one person, private parts included, for a request of access.

    The table gives the number of the course and of the entry, the day, the kind of event, the field by its place and by
    its label, and the value. A text that a spreadsheet would take for a formula begins with an apostrophe there; the
    JSON text holds it as it was written.

    Raises :class:`~iptcore.errors.InvalidValue` for what is no course.
    """
    _all_courses(courses)
    table = io.StringIO()
    writer = csv.writer(table)
    writer.writerow(_COLUMNS)
    for number, course in enumerate(courses, start=1):
        for entry, event in enumerate(course.history, start=1):
            for place, label, part in _parts(event, "", ""):
                writer.writerow((number, entry, event.on, event.kind, place, label, _cell(part)))
    documents = [course_data(course) for course in courses]
    return Export(json=written(sealed(EXPORT, {"courses": documents}), indent=True), csv=table.getvalue())


def _all_courses(given: tuple[Any, ...]) -> None:
    advice = "pass them one by one, as in export_all(first, second)"
    others = [(place, part) for place, part in enumerate(given) if not isinstance(part, Course)]
    if others:
        raise InvalidValue(
            "an export", (Fault(f"courses[{place}]", "a Course", got(part), advice) for place, part in others)
        )


def _parts(value: Value, above: str, said_above: str) -> Iterator[tuple[str, str, Any]]:
    """Each recorded part of a value: its place, its label, and itself."""
    kind = getattr(type(value), "kind", None)
    if above and isinstance(kind, str):
        yield f"{above}kind", f"{said_above}Kind", kind
    for field in fields_of(type(value)):
        label = constraint(field).label or field.name
        yield from _spread(getattr(value, field.name), f"{above}{field.name}", f"{said_above}{label}")


def _spread(part: Any, place: str, label: str) -> Iterator[tuple[str, str, Any]]:
    if isinstance(part, tuple):
        for number, item in enumerate(part):
            yield from _spread(item, f"{place}[{number}]", f"{label} {number + 1}")
    elif isinstance(part, Value) and not isinstance(part, PartialDate):
        yield from _parts(part, f"{place}.", f"{label}: ")
    elif part is not None:
        yield place, label, part


def _cell(part: Any) -> Any:
    if isinstance(part, bool):
        return "yes" if part else "no"
    if isinstance(part, Enum):
        return part.value
    return f"'{part}" if isinstance(part, str) and part.startswith(_FORMULA) else part
