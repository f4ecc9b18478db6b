"""From what was posted to events that a protocol accepts: faults, refusals, departures and corrections."""

import json
from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any, NamedTuple

from flask import abort, request, session

from iptcore import (
    Correction,
    Course,
    DepartureExplained,
    EntriesCorrected,
    Event,
    InvalidValue,
    Level,
    NotAllowed,
    Objection,
    Protocol,
)
from iptcore.documents import event_from_data, to_json
from iptcore.screens import FormFault, form_faults, posted_data

SET_HERE = ("recorded", "by", "protocol", "edition", "carried")
"""The fields that the clinic fills in by itself, or that nobody fills in by hand."""


class Filled(NamedTuple):
    """A form as it was filled in, and what came of it.

    *after* is the course with *events* in it; None where something is in the way: *wrong*, by the name of a field, or
    *refusing*, what the protocol says. *more* names the list that was given one more item, and *redrawn* that nothing
    was to be stored yet. *advice* does not refuse.
    """

    kind: str
    protocol: Protocol
    data: dict[str, Any]
    events: tuple[Event, ...] = ()
    after: Course | None = None
    wrong: Mapping[str, FormFault] = MappingProxyType({})
    refusing: tuple[Objection, ...] = ()
    advice: tuple[Objection, ...] = ()
    redrawn: bool = False
    more: str = ""

    @property
    def explainable(self) -> bool:
        """Whether a reason for each departure opens the way."""
        return bool(self.refusing) and all(objection.level is Level.BINDING for objection in self.refusing)


def filled(kind: str, course: Course, protocol: Protocol, by: str) -> Filled:
    """What the posted form of a kind of event comes to; an empty form where nothing was posted."""
    today = datetime.now().astimezone().date().isoformat()
    if request.method == "GET":
        task = request.args.get("task", "")  # the checklist knows which task it is that was not done
        begun = Filled(kind, protocol, {"on": today, "task": task if task in protocol.clauses else ""})
        return begun._replace(refusing=_step(kind, course, protocol))
    data = _posted(kind)
    begun = Filled(kind, protocol, data, redrawn="_draw" in request.form, more=request.form.get("_draw", ""))
    if begun.redrawn:
        return begun
    if kind == "course_opened":
        data.update(protocol=protocol.code, edition=protocol.edition)
    data.update(recorded=today, by=by)
    event, begun = _made(begun)
    return begun if event is None else _judged(begun, course, event)


def edited(entry: int, wrong: Event, course: Course, protocol: Protocol, by: str) -> Filled:
    """What the posted correction of an entry comes to; the entry as it stands where nothing was posted."""
    kind = wrong.kind
    stored = json.loads(to_json(wrong))["event"]
    if request.method == "GET":
        return Filled(kind, protocol, stored)
    today = datetime.now().astimezone().date()
    data = _posted(kind)
    data.update({name: stored[name] for name in SET_HERE if name in stored})
    begun = Filled(kind, protocol, data, redrawn="_draw" in request.form, more=request.form.get("_draw", ""))
    if begun.redrawn:
        return begun
    replacement = None
    if "_strike" not in request.form:
        replacement, begun = _made(begun)
        if replacement is None:
            return begun
    because = request.form.get("_because", "")
    corrected = {"on": today.isoformat(), "because": because, "corrections": [{"entry": entry}]}
    if missing := _wrong("entries_corrected", corrected):
        return begun._replace(wrong=missing)
    correction = EntriesCorrected(
        on=max(today, course.last_on or today),
        recorded=today,
        by=by,
        corrections=(Correction(entry=entry, replacement=replacement),),
        because=because,
    )
    return _judged(begun, course, correction)


def _posted(kind: str) -> dict[str, Any]:
    """What was posted, as the data of an event."""
    try:
        return posted_data(kind, request.form.to_dict(flat=False))
    except InvalidValue:  # more fields than anybody fills in
        abort(413)


def _made(begun: Filled) -> tuple[Event | None, Filled]:
    if wrong := _wrong(begun.kind, begun.data):
        return None, begun._replace(wrong=wrong)
    return event_from_data(begun.kind, begun.data), begun


def _wrong(kind: str, data: dict[str, Any]) -> dict[str, FormFault]:
    """What is wrong with each field, in the language of the page."""
    return {fault.name: fault for fault in form_faults(kind, data, language=str(session.get("language", "en")))}


def _judged(begun: Filled, course: Course, event: Event) -> Filled:
    """The event after the departures that were explained with it, if the protocol accepts them all."""
    protocol = begun.protocol
    objections = protocol.objections(course, event)
    departures = []
    for objection in objections:
        because = request.form.get(f"_explain.{objection.code}", "").strip()
        if objection.level is Level.BINDING and because:
            why = {"on": event.on.isoformat(), "rule": objection.code, "because": because}
            if wrong := _wrong("departure_explained", why):
                return begun._replace(
                    wrong=wrong, refusing=tuple(objection for objection in objections if objection.refuses)
                )
            departures.append(
                DepartureExplained(
                    on=event.on, recorded=event.recorded, by=event.by, rule=objection.code, because=because
                )
            )
    events = (*departures, event)
    advice = tuple(objection for objection in objections if not objection.refuses)
    try:
        return begun._replace(events=events, after=protocol.apply(course, *events), advice=advice)
    except NotAllowed as refused:
        refusing = tuple(objection for objection in refused.objections if objection.refuses)
        # What was explained is asked again, with what was typed: an explanation counts only with its event.
        explained = tuple(
            objection for objection in objections if objection.level is Level.BINDING and objection not in refusing
        )
        return begun._replace(refusing=refusing + explained)


def _step(kind: str, course: Course, protocol: Protocol) -> tuple[Objection, ...]:
    """What refuses every event of a kind, before anything is typed."""
    option = next(option for option in protocol.allowed(course) if option.kind.kind == kind)
    return tuple(objection for objection in option.objections if objection.refuses)
