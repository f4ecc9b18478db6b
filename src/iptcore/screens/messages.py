"""The English of every message that a screen shows, each under an id that never changes.

Labels, words and the sentences of the rules are taken from where they are written: the fields, the vocabularies, the
protocols of the catalogue. What only a screen says is written here. A translator gets all of it as one file
(``locale/<language>/LC_MESSAGES/iptcore.po``); a further language is one more such file.

An id says what its message is: ``event.session_held`` is the name of a kind of event, ``field.SessionHeld.minutes`` the
label of a field, ``word.Phase.middle`` a word, ``clause.S02a`` what a clause asks for, ``rule.S02`` its rule.
``plain.word.Phase.middle`` is the same word for clients.
"""

import re
from collections.abc import Iterator
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from iptcore import vocabulary
from iptcore.documents import schema
from iptcore.events import EVENTS, KINDS, EventKind
from iptcore.model.instruments import INSTRUMENTS
from iptcore.protocol.catalogue import CATALOGUE
from iptcore.protocol.coherence import BEFORE_OPENING, CLIENT_DIED, ENDED_ALREADY, step_objection
from iptcore.protocol.merging import ConflictKind
from iptcore.protocol.rule import Level
from iptcore.protocol.steps import STEPS, Place
from iptcore.readings.safety import WHY
from iptcore.screens.picture_messages import PICTURES
from iptcore.screens.plain_messages import PLAIN
from iptcore.sources import BIBLIOGRAPHY, Standing
from iptcore.vocabulary import Word

if TYPE_CHECKING:
    from collections.abc import Mapping

    from iptcore.documents.schema import Schema

Message = str | tuple[str, str]
"""A text; or two, the singular and the plural, where it holds a count."""

_SCREEN: dict[str, Message] = {
    # where a course stands
    "position.not_opened": "Not opened yet",
    "position.open": "In the {phase} phase, {sessions}",
    "position.suspended": "Suspended in the {phase} phase, {sessions}",
    "position.ended": "{ending} on {day}, {sessions}",
    "sessions": ("{number} session held", "{number} sessions held"),
    "sessions.of": ("{number} of {limit} session used", "{number} of {limit} sessions used"),
    # the checklist
    "group.must": "Must be done before the next step",
    "group.should": "Should be done",
    "group.may": "May be done",
    "answered": "a reason was recorded why it was not done",
    "hint.meant": "did you mean {near}?",
    # what stands against an event; and as a card of a record system
    "card.rule": "Rule {rule}: {says}.",
    "card.source": "Source: {source}.",
    "card.fixed": "This cannot be overridden.",
    "card.not_done": "Record why it is not done",
    "card.record": "Record: {event}",
    "card.reason.clinical-judgement": "Clinical judgement",
    "card.reason.client-preference": "The client's wish",
    "card.reason.circumstances": "The circumstances of this course",
    "card.reason.done-elsewhere": "Done or recorded elsewhere",
    "way_out.departure": "To depart from the manual on purpose, first record why, for {code}, on the same day",
    # what two copies of a course do not agree on
    "conflict.same_report": "Both copies hold the same report, recorded by somebody else or on another day. Both were "
    "kept: strike one.",
    "conflict.reported_apart": "Each copy reports something of that kind and day in its own words: one thing told "
    "twice, or two things.",
    "conflict.decided_apart": "Each copy holds a decision about the same matter. The one of the later day stands.",
    "conflict.corrected_apart": "Each copy corrects the same entry in another way. The correction that was entered "
    "last stands.",
    "conflict.order_of_a_day": "It matters which of these came first on that day. What was here already came first.",
    "conflict.objected": "The protocol has something against this entry now that both copies are known.",
    # sentences of the history
    "history.CourseOpened": "The course was opened under {protocol}",
    "history.SessionHeld": "Session {number}: {purpose}",
    "history.SessionHeld.uncounted": "A session that the contract does not count: {purpose}",
    "history.SymptomsRated": "{instrument}: {total}",
    "history.FormulationAgreed": "A formulation was agreed on, with the focus on {areas}",
    "history.NotDone": "Not done ({why}): {task}",
    "history.DepartureExplained": "A departure was explained from: {rule}",
    "history.EntriesCorrected": ("Entry {entries} was corrected", "Entries {entries} were corrected"),
    "history.recorded": "{day}, by {by}",
    "history.carried": "carried over, first reported on {day}",
    "history.late": "entered later, as number {entry}",
    "history.corrected": "corrected by entry {entry}",
    "history.struck": "struck out by entry {entry}",
    # readings
    "reading.last": "{total} on {day}",
    "reading.band": "{total} on {day}: {band}",
    "reading.unreadable": "{total} on {day}: too many items were left out to read it",
    "reading.fell": "{points} below the first rating of {first}",
    "reading.rose": "{points} above the first rating of {first}",
    "reading.same": "the same as the first rating of {first}",
    "reading.risk": "Last risk assessment",
    "reading.action": "action needed: {action}, on {day}",
    "reading.suicide_item": "Suicide item, {instrument}",
    "reading.answer": "{answer} on {day}",
    "reading.positive": "{answer} on {day}: positive",
    "reading.goal": "Goal {goal}",
    "reading.attainment": "{attainment} on {day}",
    "reading.not_reviewed": "not reviewed yet",
    **{
        f"attainment.{level}": words
        for level, words in enumerate(
            ("-2, much less than expected", "-1, less than expected", "0, as expected", "+1, more than expected",
             "+2, much more than expected"), start=-2,
        )
    },
    # forms
    "answer.yes": "yes",
    "answer.no": "no",
    "answer.none": "none",
    # what is wrong with a field
    "fault.needed": "this is needed",
    "fault.number": "a number from {low} to {high}",
    "fault.whole": "a whole number from {low} to {high}",
    "fault.date": "a date that exists, such as 2026-01-29",
    "fault.partial-date": "as much of a date as is known: 2024, 2024-03, 2024-03-17, 2024-21 (spring), 2024-03~ "
    "(about) or ../2024 (before)",
    "fault.code": "a code such as S02 or S02a",
    "fault.key": "a short name of letters, digits, _ . and - alone, that is neither a phone number nor a date",
    "fault.text": "text of at most {longest} characters",
    "fault.choice": "one of the answers there are",
    "fault.twice": "each only once",
    "fault.many": "fewer of them",
    "fault.other": "something here does not belong here",
    "sense.Carried.day": "a day on or after the opening",
    "sense.ContractAmendment.sessions": "the lower number of sessions, with the higher one in the other field",
    "sense.Correction.replacement": "an event that is no correction itself",
    "sense.Follows.client": "client and opening date of a course here, or a course elsewhere: one of the two",
    "sense.Formulation.areas": "a key of its own for each focal area",
    "sense.Goal.area": "a focal area that the goal serves, or daily rhythms: one of the two",
    "sense.RelapsePreventionPlan.support": "support people, or nobody yet: one of the two",
    "sense.SafetyConcern.reviewed": "yes, since joint sessions were judged",
    "sense.SessionHeld.task_set": "yes, since a task is described",
    "sense.SymptomsRated.missing_items": "none left out, or say how those left out were treated",
    "sense.TreatmentContract.sessions": "the lower number of sessions, with the higher one in the other field",
    # numbers and days
    "decimal": ".",
    "day": "{day} {month} {year}",
    "moment.month": "{month} {year}",
    "moment.season": "{season} {year}",
    "moment.about": "about {moment}",
    "moment.before": "before {moment}",
    "moment.ahead": "{moment}, expected",
    **{
        f"month.{number}": name
        for number, name in enumerate(
            ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
             "November", "December"), start=1,
        )
    },
}  # fmt: skip


@cache
def english() -> "Mapping[str, Message]":
    """Every message in English by its id, sorted."""
    messages: dict[str, Message] = {**_SCREEN, **PICTURES, **PLAIN}
    for part in (_of_events(), _of_words(), _of_demands(), _of_areas(), _of_bands(), _of_works(), _of_rules()):
        messages.update(part)
    return MappingProxyType(dict(sorted(messages.items())))


def event_id(kind: EventKind) -> str:
    """The id of the name of a kind of event; with ``.help``, of what it is for."""
    return f"event.{kind.kind}"


def field_id(owner: str, name: str) -> str:
    """The id of the label of a field, by its class; with ``.help`` and ``.unit``, of what stands beside the field.

    The day, and when and by whom an event was recorded, are one message for all events.
    """
    return f"field.{'Event' if name in _OF_EVERY_EVENT and owner in _EVENTS else owner}.{name}"


def word_id(word: Word) -> str:
    """The id of a word from a vocabulary."""
    return f"word.{type(word).__name__}.{word.value}"


def _of_events() -> Iterator[tuple[str, Message]]:
    for kind in EVENTS:
        yield event_id(kind), re.sub(r"(?<=[a-z])(?=[A-Z])", " ", kind.__name__).capitalize()
    definitions: dict[str, Schema] = {}
    for tag in KINDS:
        form = schema(tag)
        definitions |= {form["title"]: form, **form["$defs"]}
        yield f"event.{tag}.help", _plain_text(form["description"])
    for title, definition in definitions.items():
        for name, field in definition.get("properties", {}).items():
            if "title" in field:
                yield field_id(title, name), field["title"]
                for part, key in (("help", "description"), ("unit", "x-unit")):
                    if key in field:
                        yield f"{field_id(title, name)}.{part}", field[key]


_OF_EVERY_EVENT = ("on", "recorded", "by")
_EVENTS = frozenset(kind.__name__ for kind in EVENTS)


def _plain_text(documented: str) -> str:
    """The first paragraph of a docstring without its marks."""
    return re.sub(r":\w+:`~?(?:[\w.]*\.)?(\w+)`", r"\1", documented.replace("\n", " ")).replace("*", "")


def _of_words() -> Iterator[tuple[str, Message]]:
    kinds: list[type[Word]] = [ConflictKind, Level, Place, Standing]
    kinds += (kind for kind in vars(vocabulary).values() if isinstance(kind, type) and issubclass(kind, Word))
    for word in (word for kind in kinds for word in kind):
        yield word_id(word), word.label


def _of_demands() -> Iterator[tuple[str, Message]]:
    for matter, (why, _, _) in WHY.items():
        yield f"demand.{matter}", why


def _of_areas() -> Iterator[tuple[str, Message]]:
    areas = {area.kind for protocol in CATALOGUE for area in protocol.areas}
    for tag in sorted(areas):
        yield f"word.Area.{tag}", tag.replace("_", " ")
    for protocol in CATALOGUE:
        for ring in protocol.circle.rings:
            yield f"ring.{ring}", ring
        for word, label in protocol.labels:
            yield f"label.{protocol.code}.{word}", label


def _of_bands() -> Iterator[tuple[str, Message]]:
    for instrument in INSTRUMENTS:
        for bands in instrument.conventions:
            for band in bands.bands:
                yield f"band.{band.label}", band.label


def _of_works() -> Iterator[tuple[str, Message]]:
    """What is said of a work instead of its name; names, which begin with a capital, are the same in every language."""
    for work in BIBLIOGRAPHY.values():
        if " " in work.short and work.short[0].islower():
            yield f"work.{work.short}", work.short


def _of_rules() -> Iterator[tuple[str, Message]]:
    for kind in EVENTS:
        only = "only_" + "_or_".join(place.value for place in Place if place in STEPS[kind])
        for where in Place:
            if where not in STEPS[kind]:
                yield f"step.{where.value if where in _ELSEWHERE else only}", step_objection(kind, where).asks
    for objection in (BEFORE_OPENING, ENDED_ALREADY, CLIENT_DIED):
        yield f"clause.{objection.code}", objection.asks
        yield f"rule.{objection.code}", objection.says
    for protocol in CATALOGUE:
        for rule in protocol.every_rule:
            yield f"rule.{rule.code}", rule.says
            for clause in rule.clauses:
                yield f"clause.{clause.code}", clause.asks


_ELSEWHERE = (Place.NOT_OPENED, Place.SUSPENDED, Place.ENDED)
