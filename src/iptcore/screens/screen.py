"""The whole screen of a course as plain data, in one call."""

from collections.abc import Iterable
from typing import Any

from attrs import frozen

from iptcore.course import Course
from iptcore.events import EventKind
from iptcore.protocol.judgements import Option, Task
from iptcore.protocol.protocol import Protocol, must_be_protocol_and_courses
from iptcore.protocol.rule import Level, Objection
from iptcore.readings.safety import SafetyDemand, open_safety
from iptcore.readings.sessions import sessions_used
from iptcore.screens.forms import Field, form
from iptcore.screens.history import Line, history
from iptcore.screens.plain import json_schema, plain
from iptcore.screens.reading_lines import ReadingLine, readings
from iptcore.screens.translation import Translation, translation
from iptcore.validation import must_be_flags


@frozen(kw_only=True)
class Kind:
    """A kind of event: the tag under which it is stored, and its name."""

    kind: str
    label: str


@frozen(kw_only=True)
class Item:
    """A line of the checklist to the next phase.

    *explained* says that a departure from it was explained today; *answered*, that a reason was recorded why it was not
    done. *done_by* are the kinds of event that would do it.
    """

    code: str
    text: str
    level: str
    level_label: str
    done: bool
    answered: bool
    explained: bool
    done_by: tuple[Kind, ...]


@frozen(kw_only=True)
class Group:
    """The lines of the checklist that must, should or may be done (*weight*)."""

    weight: str
    label: str
    items: tuple[Item, ...]


@frozen(kw_only=True)
class Reason:
    """The objection of one clause to a kind of event, with its rule, its source and its cures.

    *refuses* says whether it refuses the event, *way_out* how a clinician may still continue, if at all.
    """

    code: str
    text: str
    rule: str
    level: str
    level_label: str
    refuses: bool
    source: str
    standing: str
    cures: tuple[Kind, ...]
    way_out: str


@frozen(kw_only=True)
class Demand:
    """An open demand of safety.

    *since* is the day from which it is due, *settled_by* the kinds of event that settle it. *person* is the key of the
    person concerned, empty unless private words were requested.
    """

    matter: str
    text: str
    since: str
    person: str
    settled_by: tuple[Kind, ...]


@frozen(kw_only=True)
class EventOption:
    """A kind of event: open or not, and why.

    *form* has its fields if forms were requested; otherwise it is empty, and :func:`iptcore.screens.form` returns the
    fields of the chosen *kind*.
    """

    kind: str
    label: str
    help: str
    decision: bool
    open: bool
    reasons: tuple[Reason, ...]
    form: tuple[Field, ...]


@frozen(kw_only=True)
class Place:
    """The status and phase of the course as stored words, and both in a sentence."""

    status: str
    phase: str | None
    text: str


@frozen(kw_only=True)
class Screen:
    """Everything that a page about one course shows.

    *revision* is the number of entries from which it was made. Pass it with the next event, so that an entry that
    somebody else made in the meantime is noticed.
    """

    language: str
    protocol: str
    edition: str
    protocol_name: str
    revision: int
    place: Place
    safety: tuple[Demand, ...]
    checklist: tuple[Group, ...]
    options: tuple[EventOption, ...]
    history: tuple[Line, ...]
    readings: tuple[ReadingLine, ...]


def screen(
    course: Course,
    protocol: Protocol,
    *,
    language: str = "en",
    private: bool = False,
    plain_words: bool = False,
    forms: bool = False,
) -> dict[str, Any]:
    """Everything that a page about *course* under *protocol* shows, as plain data (:func:`screen_schema` has the form).

    *private* shows free text and keys (of people, goals), which are left out otherwise. *plain_words* uses the words
    for clients where there are any. *forms* adds the form of each kind, which makes the answer five times as large;
    keys of the course are among its choices only with *private*.

    Raises:
        UnknownName: for an unknown *language*.
        InvalidValue: for another argument that does not fit.
    """
    must_be_protocol_and_courses("screen(course, protocol)", protocol, course)
    must_be_flags(private=private, plain_words=plain_words, forms=forms)
    say = translation(language, plain=plain_words)

    def fields(kind: EventKind) -> tuple[Field, ...]:
        known = course if private else None
        return form(kind.kind, language=language, course=known, protocol=protocol, plain_words=plain_words)

    shown: dict[str, Any] = plain(
        Screen(
            language=language,
            protocol=protocol.code,
            edition=protocol.edition,
            protocol_name=protocol.name,
            revision=course.revision,
            place=_place(course, protocol, say),
            safety=tuple(
                _demand(demand, say, private=private) for demand in open_safety(course, protocol.known_instruments)
            ),
            checklist=_checklist(protocol.due(course), say),
            options=tuple(
                _option(option, say, fields(option.kind) if forms else ()) for option in protocol.allowed(course)
            ),
            history=history(course, protocol, say, private=private),
            readings=readings(course, protocol, say, private=private),
        )
    )
    return shown


def screen_schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of the result of :func:`screen`."""
    return json_schema(Screen, "screen")


def _kinds(kinds: Iterable[EventKind], say: Translation) -> tuple[Kind, ...]:
    return tuple(Kind(kind=kind.kind, label=say.event(kind)) for kind in kinds)


def _place(course: Course, protocol: Protocol, say: Translation) -> Place:
    limit = course.contract.limit if course.contract else None
    counted = len(course.counted)
    sessions = (
        say.counted("sessions", counted)
        if limit is None
        else say.counted("sessions.of", limit, number=sessions_used(course), limit=limit)
    )
    phase = "" if course.phase is None else say.label(protocol, course.phase)
    return Place(
        status=course.status.value,
        phase=None if course.phase is None else course.phase.value,
        text=say(
            f"position.{course.status}",
            phase=phase,
            sessions=sessions,
            ending="" if course.ending is None else say.word(course.ending).capitalize(),
            day="" if course.ended_on is None else say.day(course.ended_on),
        ),
    )


def _checklist(tasks: Iterable[Task], say: Translation) -> tuple[Group, ...]:
    groups: dict[str, list[Item]] = {"must": [], "should": [], "may": []}
    for task in tasks:
        weight = "must" if task.level.refuses else "should" if task.level in _SHOULD else "may"
        groups[weight].append(
            Item(
                code=task.code,
                text=say.todo(task.code, task.asks),
                level=task.level.value,
                level_label=say.word(task.level),
                done=task.done,
                answered=task.answered,
                explained=task.explained,
                done_by=_kinds(task.cures, say),
            )
        )
    return tuple(
        Group(weight=weight, label=say(f"group.{weight}"), items=tuple(items)) for weight, items in groups.items()
    )


_SHOULD = (Level.GRAVE, Level.DEFINING)


def _demand(demand: SafetyDemand, say: Translation, *, private: bool) -> Demand:
    return Demand(
        matter=demand.matter.value,
        text=say(f"demand.{demand.matter}"),
        since=say.day(demand.since),
        person=demand.person if private and demand.person else "",
        settled_by=_kinds(demand.settled_by, say),
    )


def _option(option: Option, say: Translation, fields: tuple[Field, ...]) -> EventOption:
    return EventOption(
        kind=option.kind.kind,
        label=say.event(option.kind),
        help=say(f"event.{option.kind.kind}.help"),
        decision=option.kind.decision,
        open=option.open,
        reasons=tuple(reason(objection, say) for objection in option.objections),
        form=fields,
    )


def reason(objection: Objection, say: Translation) -> Reason:
    """An objection in words of one language."""
    unexplained = objection.explainable and objection.refuses
    way_out = say("way_out.departure", code=objection.code) if unexplained else ""
    return Reason(
        code=objection.code,
        text=say.todo(objection.code, objection.asks),
        rule=say.rule(objection),
        level=objection.level.value,
        level_label=say.word(objection.level),
        refuses=objection.refuses,
        source=say.source(objection.source),
        standing=say.word(objection.standing),
        cures=_kinds(objection.cures, say),
        way_out=way_out,
    )
