"""Courses as event logs for process mining: XES (IEEE 1849) and OCEL 2.0.

Events of a course have no time of day. The seconds of their timestamps show the order of entry within a day, so that a
miner that sorts by time keeps that order.
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, NamedTuple
from xml.sax.saxutils import quoteattr

from iptcore.course import Course, Entry, standings
from iptcore.events import (
    DisputeStageChanged,
    Event,
    FormulationAgreed,
    GoalAgreed,
    GoalReviewed,
    MemberJoined,
    MemberLeft,
    SessionHeld,
    SymptomsRated,
)
from iptcore.exports.naming import checked_courses
from iptcore.exports.public_parts import Plain, public_parts

_LEFT_OUT = frozenset({"on", "recorded", "by"})


def xes(courses: Mapping[str, Course]) -> str:
    """The log of *courses* in XES: one trace for each course, with its name in the mapping.

    It has each event of the timeline, after corrections, with its kind as the activity, its phase, and those of its
    fields that are not private: words of our lists, numbers, days, yes and no.

    Not exported: free text and every key (of people, goals, focal areas, groups, therapists); items of lists other than
    words, of which only the number is exported; who recorded an event and when; entries that a correction removed;
    objections and reviews.

    Raises:
        InvalidValue: for a name that does not have the form of a key.
    """
    checked_courses("event log", courses)
    return "\n".join(
        (_HEAD, *(line for name, course in courses.items() for line in _trace(name, course)), "</log>", "")
    )


def ocel(courses: Mapping[str, Course]) -> dict[str, Any]:
    """The log of *courses* in OCEL 2.0, as plain data for its JSON form.

    An event names its course, and the goal, focal area, instrument or group that it is about: an object that courses of
    a group share is a single object. Objects other than courses and instruments have numbers as names, in the order in
    which they occur. Events have the same attributes as in :func:`xes`.

    Raises:
        InvalidValue: for a name that does not have the form of a key.
    """
    checked_courses("event log", courses)
    return _Objects().log(courses)


# -- what both write ---------------------------------------------------------------------------------------------------


class _Happening(NamedTuple):
    entry: Entry
    at: datetime
    parts: dict[str, Plain]


def _happenings(course: Course) -> Iterator[_Happening]:
    place, day = 0, None
    for entry, before in standings(course):
        place, day = (place + 1 if entry.event.on == day else 0), entry.event.on
        parts: dict[str, Plain] = {"phase": before.phase.value if before.phase else "not_opened"}
        parts |= {path: part for path, part in public_parts(entry.event) if path not in _LEFT_OUT}
        if isinstance(entry.event, FormulationAgreed):
            parts["areas"] = " ".join(focal.area.kind for focal in entry.event.formulation.areas)
        yield _Happening(entry, datetime.combine(day, time(), UTC) + timedelta(seconds=place), parts)


def _facts(course: Course) -> dict[str, Plain]:
    facts: dict[str, Plain] = {"status": course.status.value}
    if course.opening:
        facts |= {"protocol": course.opening.protocol, "edition": course.opening.edition}
        if course.opening.age is not None:
            facts["age"] = course.opening.age
    if course.ending:
        facts["ending"] = course.ending.value
    return facts


# -- XES ---------------------------------------------------------------------------------------------------------------

_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<log xes.version="1849.2016" xes.features="" xmlns="http://www.xes-standard.org/">
  <extension name="Concept" prefix="concept" uri="http://www.xes-standard.org/concept.xesext"/>
  <extension name="Lifecycle" prefix="lifecycle" uri="http://www.xes-standard.org/lifecycle.xesext"/>
  <extension name="Time" prefix="time" uri="http://www.xes-standard.org/time.xesext"/>
  <global scope="trace">
    <string key="concept:name" value=""/>
  </global>
  <global scope="event">
    <string key="concept:name" value=""/>
    <string key="lifecycle:transition" value="complete"/>
    <date key="time:timestamp" value="1970-01-01T00:00:00+00:00"/>
  </global>
  <classifier name="Kind of event" keys="concept:name"/>"""


def _trace(name: str, course: Course) -> Iterator[str]:
    yield "  <trace>"
    for key, part in {"concept:name": name, **_facts(course)}.items():
        yield f"    {_attribute(key, part)}"
    for happening in _happenings(course):
        yield "    <event>"
        always = {"concept:name": happening.entry.event.kind, "lifecycle:transition": "complete"}
        for key, part in {**always, "time:timestamp": happening.at, **happening.parts}.items():
            yield f"      {_attribute(key, part)}"
        yield "    </event>"
    yield "  </trace>"


def _attribute(key: str, part: Plain | datetime) -> str:
    if isinstance(part, bool):
        tag, text = "boolean", "true" if part else "false"
    elif isinstance(part, int):
        tag, text = "int", str(part)
    elif isinstance(part, float):
        tag, text = "float", repr(part)
    elif isinstance(part, date):
        tag, text = "date", _moment(part)
    else:
        tag, text = "string", part
    return f"<{tag} key={quoteattr(key)} value={quoteattr(text)}/>"


def _moment(part: date) -> str:
    moment = part if isinstance(part, datetime) else datetime.combine(part, time(), UTC)
    return moment.isoformat()


# -- OCEL --------------------------------------------------------------------------------------------------------------


class _Objects:
    """The objects of a log in the order in which they occur, and the events that name them."""

    def __init__(self) -> None:
        self.objects: dict[tuple[str, str], dict[str, Any]] = {}  # by type and by what it is called here
        self.numbers: dict[str, int] = {}

    def log(self, courses: Mapping[str, Course]) -> dict[str, Any]:
        events = [event for name, course in courses.items() for event in self.events(name, course)]
        kinds: dict[str, dict[str, str]] = {}
        for event in events:
            typed = {part["name"]: _type(part["value"]) for part in event["attributes"]}
            kinds.setdefault(event["type"], {}).update(typed)
        sorts: dict[str, dict[str, str]] = {}
        for thing in self.objects.values():
            typed = {part["name"]: _type(part["value"]) for part in thing["attributes"]}
            sorts.setdefault(thing["type"], {}).update(typed)
        for event in events:
            event["attributes"] = [{**part, "value": _value(part["value"])} for part in event["attributes"]]
        return {
            "objectTypes": [_declared(name, typed) for name, typed in sorts.items()],
            "eventTypes": [_declared(name, typed) for name, typed in kinds.items()],
            "objects": list(self.objects.values()),
            "events": events,
        }

    def events(self, name: str, course: Course) -> Iterator[dict[str, Any]]:
        opened = datetime.combine(course.opened_on or date(1970, 1, 1), time(), UTC).isoformat()
        facts = [{"name": key, "time": opened, "value": part} for key, part in _facts(course).items()]
        whole = self.object("course", name, name, facts)
        for happening in _happenings(course):
            event = happening.entry.event
            about = [self.object(sort, key if shared else f"{name} {key}", key if sort == "instrument" else None)
                     for sort, key, shared in _about(event)]  # fmt: skip
            yield {
                "id": f"{name}/{happening.entry.number}",
                "type": event.kind,
                "time": happening.at.isoformat(),
                "attributes": [{"name": key, "value": part} for key, part in happening.parts.items()],
                "relationships": [
                    {"objectId": whole, "qualifier": "of"},
                    *({"objectId": identity, "qualifier": "about"} for identity in about),
                ],
            }

    def object(self, sort: str, known_as: str, name: str | None, facts: list[dict[str, Any]] | None = None) -> str:
        """The id of an object, which is added the first time it is named."""
        thing = self.objects.get((sort, known_as))
        if thing is None:
            self.numbers[sort] = self.numbers.get(sort, 0) + 1
            identity = f"{sort}/{name if name is not None else self.numbers[sort]}"
            thing = {"id": identity, "type": sort, "attributes": facts or [], "relationships": []}
            self.objects[sort, known_as] = thing
        identity = thing["id"]
        return str(identity)


def _about(event: Event) -> Iterator[tuple[str, str, bool]]:
    """The objects that an event names: type, key, and whether courses share the object."""
    match event:
        case GoalAgreed():
            yield "goal", event.goal.key, False
            yield from (("focal_area", key, False) for key in (event.goal.area,) if key is not None)
        case GoalReviewed():
            yield "goal", event.goal, False
        case FormulationAgreed():
            yield from (("focal_area", key, False) for key in event.formulation.keys)
        case DisputeStageChanged():
            yield "focal_area", event.dispute, False
        case SymptomsRated():
            yield "instrument", event.instrument, True
        case SessionHeld():
            yield from (("focal_area", key, False) for key in event.focus)
            if event.group is not None:
                yield "group", event.group, True
        case MemberJoined() | MemberLeft():
            yield "group", event.group, True
        case _:
            pass


def _declared(name: str, typed: dict[str, str]) -> dict[str, Any]:
    return {"name": name, "attributes": [{"name": key, "type": kind} for key, kind in typed.items()]}


def _type(part: Plain) -> str:
    for kind, name in ((bool, "boolean"), (int, "integer"), (float, "float"), (date, "time")):
        if isinstance(part, kind):
            return name
    return "string"


def _value(part: Plain) -> str | int | float | bool:
    return _moment(part) if isinstance(part, date) else part
