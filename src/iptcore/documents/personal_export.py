"""Everything that is held about a person, for the person: one JSON text and one table."""

import csv
import io
import re
from collections.abc import Iterator
from enum import Enum
from typing import Any, NamedTuple

from iptcore.constraints import constraint
from iptcore.course import Course
from iptcore.documents.course_document import course_data
from iptcore.documents.envelope import EXPORT, sealed
from iptcore.documents.writing import written
from iptcore.errors import Fault, InvalidValue
from iptcore.model.partial_date import PartialDate
from iptcore.validation import got
from iptcore.values import Value, fields_of

_COLUMNS = ("course", "entry", "on", "kind", "field", "label", "value")

_FORMULA = re.compile(r'(^|[;\t\r\n])(?=[" ]*[=+@-]|[\t\r])')
"""Where a spreadsheet would begin to compute: at the start of a text, or after what parts cells in some countries."""


class Export(NamedTuple):
    """What :func:`export_all` returns."""

    json: str
    """All courses as their documents, complete and laid out for reading."""
    csv: str
    """The same as a table, one line for each thing that was recorded."""
    courses: int
    """How many courses they are."""

    def __repr__(self) -> str:
        return f"<Export of {self.courses} course{'' if self.courses == 1 else 's'}>"


def export_all(*courses: Course) -> Export:
    """All that is held in the courses of one person, private parts included, for a request of access.

    The table gives the number of the course and of the entry, the day, the kind of event, the field by its place and by
    its label, and the value. Where a spreadsheet would take a text, or what follows a semicolon, tab or line break in
    it, for a formula, an apostrophe stands before it there; the JSON text holds it as it was written.

    Raises:
        InvalidValue: for anything that is not a course.
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
    text = written(sealed(EXPORT, {"courses": documents}), indent=True)
    return Export(json=text, csv=table.getvalue(), courses=len(courses))


def _all_courses(given: tuple[Any, ...]) -> None:
    advice = "pass them one by one, as in export_all(first, second)"
    others = [(place, part) for place, part in enumerate(given) if not isinstance(part, Course)]
    if others:
        raise InvalidValue(
            "argument", (Fault(f"courses[{place}]", "a Course", got(part), advice) for place, part in others)
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
    return _FORMULA.sub(r"\1'", part) if isinstance(part, str) else part
