"""The history of a course in sentences: what happened, on which day, and what was corrected."""

from collections.abc import Callable, Mapping
from datetime import date
from types import MappingProxyType
from typing import Any

from attrs import frozen

from iptcore.course import Course
from iptcore.events import (
    CourseOpened,
    DepartureExplained,
    EntriesCorrected,
    Event,
    EventKind,
    FormulationAgreed,
    LastingEvent,
    NotDone,
    SessionHeld,
    SymptomsRated,
)
from iptcore.fold import COUNTED
from iptcore.protocol.protocol import Protocol
from iptcore.screens.details import Detail, details
from iptcore.screens.translation import Translation


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


def history(course: Course, protocol: Protocol, say: Translation, *, private: bool) -> tuple[Line, ...]:
    """Every entry as a line, in the order of entry."""
    corrected = _corrected(course)
    sessions = ((entry, event) for entry, event in course.timeline if isinstance(event, SessionHeld))
    counted = (entry for entry, session in sessions if session.purpose in COUNTED)
    numbers = {entry: number for number, entry in enumerate(counted, start=1)}
    lines, latest = [], date.min
    for entry, event in enumerate(course.history, start=1):
        lines.append(
            _line(
                entry,
                event,
                protocol,
                say,
                corrected=corrected,
                numbers=numbers,
                late=event.on < latest,
                private=private,
            )
        )
        latest = max(latest, event.on)
    return tuple(lines)


def _corrected(course: Course) -> Mapping[int, tuple[int, bool]]:
    """For each corrected entry, the number of its last correction, and whether it was struck out."""
    return {
        correction.entry: (number, correction.replacement is None)
        for number, event in enumerate(course.history, start=1)
        if isinstance(event, EntriesCorrected)
        for correction in event.corrections
    }


def _line(
    entry: int,
    event: Event,
    protocol: Protocol,
    say: Translation,
    *,
    corrected: Mapping[int, tuple[int, bool]],
    numbers: Mapping[int, int],
    late: bool,
    private: bool,
) -> Line:
    notes = [say("history.late", entry=entry)] if late and not isinstance(event, EntriesCorrected) else []
    if isinstance(event, LastingEvent) and event.carried is not None:
        notes.append(say("history.carried", day=say.day(event.carried.day)))
    if entry in corrected:
        by, struck = corrected[entry]
        notes.append(say("history.struck" if struck else "history.corrected", entry=by))
    return Line(
        entry=entry,
        date=event.on.isoformat(),
        day=say.day(event.on),
        kind=event.kind,
        sentence=_sentence(event, protocol, say, numbers.get(entry)),
        note=", ".join(notes),
        standing=entry not in corrected,
        details=tuple(details(event, say, private=private)),
    )


# -- sentences ---------------------------------------------------------------------------------------------------------


def _sentence(event: Event, protocol: Protocol, say: Translation, number: int | None) -> str:
    if isinstance(event, SessionHeld):
        purpose = say.word(event.purpose)
        if number is None:
            return say("history.SessionHeld.uncounted", purpose=purpose)
        return say("history.SessionHeld", number=number, purpose=purpose)
    if isinstance(event, EntriesCorrected):
        entries = [str(correction.entry) for correction in event.corrections]
        return say.counted("history.EntriesCorrected", len(entries), entries=", ".join(entries))
    parts = _PARTS.get(type(event))
    kind = type(event)
    return say.event(kind) if parts is None else say(f"history.{kind.__name__}", **parts(event, protocol, say))


def _of_formulation(event: FormulationAgreed, _: Protocol, say: Translation) -> dict[str, Any]:
    areas = [say(f"word.Area.{focal.area.kind}") for focal in event.formulation.areas]
    return {"areas": ", ".join(areas) or say("answer.none")}


def _asked(code: str, protocol: Protocol, say: Translation) -> str:
    """The text of a clause or rule, with its code; only the code if this protocol does not have it."""
    clause = protocol.clauses.get(code)
    if clause is not None:
        return f"{say.todo(code, clause.asks)} ({code})"
    rule = next((known for known in protocol.every_rule if known.code == code), None)
    return code if rule is None else f"{say.sentence(f'rule.{code}', rule.says)} ({code})"


_PARTS: Mapping[EventKind, Callable[[Any, Protocol, Translation], dict[str, Any]]] = MappingProxyType(
    {
        CourseOpened: lambda event, protocol, _: {
            "protocol": protocol.name if event.protocol == protocol.code else event.protocol
        },
        SymptomsRated: lambda event, _, say: {"instrument": event.instrument, "total": say.number(event.total)},
        FormulationAgreed: _of_formulation,
        NotDone: lambda event, protocol, say: {"task": _asked(event.task, protocol, say), "why": say.word(event.why)},
        DepartureExplained: lambda event, protocol, say: {"rule": _asked(event.rule, protocol, say)},
    }
)
"""The parts for the braces in the sentence of a kind of event; a kind that is not here is shown by its name."""
