"""The history of a course in sentences: what happened, on which day, and what was corrected."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from types import MappingProxyType
from typing import Any

from attrs import frozen

from iptcore.constraints import constraint
from iptcore.course import Course
from iptcore.events import (
    CourseOpened,
    DepartureExplained,
    EntriesCorrected,
    Event,
    EventKind,
    FormulationAgreed,
    NotDone,
    SessionHeld,
    SymptomsRated,
)
from iptcore.fold import COUNTED
from iptcore.model.partial_date import PartialDate
from iptcore.screens.messages import field_id
from iptcore.screens.translation import Translation
from iptcore.values import Value, fields_of
from iptcore.vocabulary import Word


@frozen(kw_only=True)
class Detail:
    """One part of an event: its label and its value in words."""

    label: str
    text: str


@frozen(kw_only=True)
class Line:
    """An entry of the history, in the order in which it was entered.

    *day* is the day it happened, *date* the same for machines (``2026-01-31``). *note* says what is special about the
    entry: entered late, corrected, struck out. *details* are the other parts of the event; private ones (free text,
    keys of people) are left out unless they were asked for. *standing* is False for an entry that a correction replaced
    or struck out.
    """

    entry: int
    date: str
    day: str
    kind: str
    sentence: str
    note: str
    standing: bool
    details: tuple[Detail, ...]


def history(course: Course, say: Translation, *, private: bool) -> tuple[Line, ...]:
    """Every entry as a line, the first first."""
    corrected = _corrected(course)
    sessions = ((entry, event) for entry, event in course.timeline if isinstance(event, SessionHeld))
    counted = (entry for entry, session in sessions if session.purpose in COUNTED)
    numbers = {entry: number for number, entry in enumerate(counted, start=1)}
    lines, latest = [], date.min
    for entry, event in enumerate(course.history, start=1):
        lines.append(_line(entry, event, say, corrected, numbers, late=event.on < latest, private=private))
        latest = max(latest, event.on)
    return tuple(lines)


def _corrected(course: Course) -> Mapping[int, tuple[int, bool]]:
    """For each corrected entry, by which entry it was last corrected, and whether it was struck out."""
    return {
        one.entry: (number, one.replacement is None)
        for number, event in enumerate(course.history, start=1)
        if isinstance(event, EntriesCorrected)
        for one in event.corrections
    }


def _line(
    entry: int,
    event: Event,
    say: Translation,
    corrected: Mapping[int, tuple[int, bool]],
    numbers: Mapping[int, int],
    *,
    late: bool,
    private: bool,
) -> Line:
    notes = [say("history.late", entry=entry)] if late and not isinstance(event, EntriesCorrected) else []
    if entry in corrected:
        by, struck = corrected[entry]
        notes.append(say("history.struck" if struck else "history.corrected", entry=by))
    return Line(
        entry=entry,
        date=event.on.isoformat(),
        day=say.day(event.on),
        kind=event.kind,
        sentence=_sentence(event, say, numbers.get(entry)),
        note=", ".join(notes),
        standing=entry not in corrected,
        details=tuple(_details(event, say, private=private)),
    )


# -- sentences ---------------------------------------------------------------------------------------------------------


def _sentence(event: Event, say: Translation, number: int | None) -> str:
    if isinstance(event, SessionHeld):
        purpose = say.word(event.purpose)
        if number is None:
            return say("history.SessionHeld.uncounted", purpose=purpose)
        return say("history.SessionHeld", number=number, purpose=purpose)
    if isinstance(event, EntriesCorrected):
        entries = [str(one.entry) for one in event.corrections]
        return say.counted("history.EntriesCorrected", len(entries), entries=", ".join(entries))
    parts = _PARTS.get(type(event))
    return say.event(type(event)) if parts is None else say(f"history.{type(event).__name__}", **parts(event, say))


def _of_formulation(event: FormulationAgreed, say: Translation) -> dict[str, Any]:
    areas = [say(f"word.Area.{focal.area.kind}") for focal in event.formulation.areas]
    return {"areas": ", ".join(areas) or say("answer.none")}


_PARTS: Mapping[EventKind, Callable[[Any, Translation], dict[str, Any]]] = MappingProxyType(
    {
        CourseOpened: lambda event, _: {"protocol": event.protocol},
        SymptomsRated: lambda event, _: {"instrument": event.instrument, "total": f"{event.total:g}"},
        FormulationAgreed: _of_formulation,
        NotDone: lambda event, say: {"code": event.task, "why": say.word(event.why)},
        DepartureExplained: lambda event, _: {"code": event.rule},
    }
)
"""What belongs in the braces of the sentence of a kind of event; one that is not here is told by its name."""


# -- details -----------------------------------------------------------------------------------------------------------


def _details(part: Value, say: Translation, *, private: bool) -> Iterator[Detail]:
    """The parts that were given, those of the values inside included."""
    for field in fields_of(type(part)):
        given = getattr(part, field.name)
        if given == field.default or field.name in ("on", "corrections") or (constraint(field).private and not private):
            continue
        if isinstance(given, Value) and not isinstance(given, PartialDate):
            yield from _details(given, say, private=private)
        elif isinstance(given, tuple) and given and isinstance(given[0], Value):
            for one in given:
                yield from _details(one, say, private=private)
        else:
            yield Detail(label=say(field_id(type(part).__name__, field.name)), text=_text(given, say))


def _text(given: Any, say: Translation) -> str:
    if isinstance(given, bool):
        return say("answer.yes" if given else "answer.no")
    if isinstance(given, Word):
        return say.word(given)
    if isinstance(given, date):
        return say.day(given)
    if isinstance(given, tuple):
        return ", ".join(_text(one, say) for one in given)
    return f"{given:g}" if isinstance(given, float) else str(given)
