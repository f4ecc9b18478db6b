"""The objections to an event as cards of CDS Hooks 2.0, the HL7 standard for advice in a record system.

A card can be overridden with a reason where a clinician may depart from the manual; such feedback becomes a
``DepartureExplained``. Cards for safeguards and for coherence offer no reasons.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from iptcore.course import Course
from iptcore.errors import Fault, InvalidValue
from iptcore.events import DepartureExplained, Event, EventKind, NotDone
from iptcore.exports.naming import checked_name, code_system, stable_id
from iptcore.protocol.protocol import Protocol, must_be_protocol_and_courses
from iptcore.protocol.rule import Level, Objection
from iptcore.screens.translation import Translation, translation
from iptcore.validation import got

SUMMARY = 139
"""The greatest length of a summary: the specification requires less than 140 characters."""

CLAUSES = code_system("clauses")
REASONS = code_system("override-reasons")

OVERRIDE_REASONS = ("clinical-judgement", "client-preference", "circumstances", "done-elsewhere")
"""Codes of the reasons to choose from (our decision: the specification prescribes none); a comment can say more."""

_INDICATORS = {
    Level.GRAVE: "critical",
    Level.BINDING: "warning",
    Level.DEFINING: "warning",
    Level.ADVISORY: "info",
}
"""The indicators of the levels that a clinician may override; all other levels are critical."""


def cards(protocol: Protocol, course: Course, event: Event, *, name: str, language: str = "en") -> dict[str, Any]:
    """The response of a CDS service: one card for each objection to *event*, in the order of the rules.

    *name* is the name of the course in the record system; the uuid of a card follows from it, from the revision of the
    course, from the kind and day of the event and from the clause.

    A card has the clause and its rule, its source with standing, its level, and the kinds of event that would cure it
    as suggestions. It has no data of the course: no text, no key, no rating. Suggestions have no FHIR actions: a person
    decides what to enter. Links and system actions are not exported.

    Cards are in *language*; codes are the same in all languages.

    Raises:
        InvalidValue: if *name* does not have the form of a key.
        UnknownName: for an unknown *language*.
    """
    must_be_protocol_and_courses("cards(protocol, course, event, name=name)", protocol, course)
    checked_name("CDS Hooks response", name)
    say, objections = translation(language), protocol.objections(course, event)
    about = (name, course.revision, event.kind, event.on.isoformat())
    return {"cards": [_card(protocol, objection, about, say) for objection in objections]}


def departures(
    response: Mapping[str, Any], feedback: Mapping[str, Any], *, on: date, by: str | None = None
) -> tuple[DepartureExplained, ...]:
    """The departures that *feedback* explains: one for each card of *response* that was overridden with a reason.

    *feedback* is the body that the record system posts, *response* the result of :func:`cards`, *on* the day of the
    event that the cards are about: an explanation lifts binding clauses on its own day. Accepted cards are left out,
    since accepting a suggestion records nothing yet. The time of the feedback is not used.

    Errors never show a comment.

    Raises:
        InvalidValue: with all faults: feedback on a card that is not in *response* or that cannot be overridden, and an
            override without a reason.
    """
    shown = {card["uuid"]: card for card in response["cards"]}
    body: object = feedback
    entries = body.get("feedback") if isinstance(body, Mapping) else None
    if not isinstance(entries, list):
        raise InvalidValue("departure", [Fault("feedback", "a list of feedback", got(entries))])
    explained, faults = [], []
    for place, entry in enumerate(entries):
        against = list(_against(entry, shown))
        faults += [fault.below(f"feedback[{place}]") for fault in against]
        if not against and entry["outcome"] == "overridden":
            clause = shown[entry["card"]]["source"]["topic"]["code"]
            explained.append(DepartureExplained(on=on, by=by, rule=clause, because=_because(entry, shown)))
    if faults:
        raise InvalidValue("departure", faults)
    return tuple(explained)


# -- how ---------------------------------------------------------------------------------------------------------------


def _card(protocol: Protocol, objection: Objection, about: tuple[str | int, ...], say: Translation) -> dict[str, Any]:
    card: dict[str, Any] = {
        "uuid": stable_id("card", *about, objection.code),
        "summary": _summary(say.todo(objection.code, objection.asks)),
        "detail": "\n\n".join(_detail(protocol, objection, say)),
        "indicator": _INDICATORS.get(objection.level, "critical"),
        "source": _source(objection, say),
    }
    if objection.cures:
        card["suggestions"] = [
            {"uuid": stable_id("suggestion", *about, objection.code, kind.kind), "label": _suggestion(kind, say)}
            for kind in objection.cures
        ]
        card["selectionBehavior"] = "any"
    if objection.level in _INDICATORS:
        card["overrideReasons"] = [
            {"system": REASONS, "code": code, "display": say(f"card.reason.{code}")} for code in OVERRIDE_REASONS
        ]
    return card


def _summary(asks: str) -> str:
    text = asks[:1].upper() + asks[1:]
    if len(text) <= SUMMARY:
        return text
    return text[: SUMMARY - 1].rsplit(" ", 1)[0] + "…"


def _detail(protocol: Protocol, objection: Objection, say: Translation) -> Iterator[str]:
    about = f"{say.word(objection.level)}, {protocol.name}"
    yield f"**{objection.code}** ({about}): {say.todo(objection.code, objection.asks)}."
    yield say("card.rule", rule=objection.rule, says=say.rule(objection))
    yield say("card.source", source=say.source(objection.source))
    if objection.level not in _INDICATORS:
        yield say("card.fixed")


def _source(objection: Objection, say: Translation) -> dict[str, Any]:
    addresses = [address for citation in objection.source.citations for address in citation.work.addresses]
    source: dict[str, Any] = {"label": say.source(objection.source)}
    if addresses:
        source["url"] = addresses[0]
    source["topic"] = {"system": CLAUSES, "code": objection.code, "display": say.rule(objection)}
    return source


def _suggestion(kind: EventKind, say: Translation) -> str:
    return say("card.not_done") if kind is NotDone else say("card.record", event=say.event(kind))


def _against(entry: Any, shown: Mapping[str, Mapping[str, Any]]) -> Iterator[Fault]:
    if not isinstance(entry, Mapping):
        yield Fault("", "feedback on a card", got(entry))
        return
    card = shown.get(entry["card"]) if type(entry.get("card")) is str else None
    if card is None:
        yield Fault("card", "the uuid of a card of the response", "another uuid", "give the response that was shown")
    if entry.get("outcome") not in ("accepted", "overridden"):
        yield Fault("outcome", "accepted or overridden", "another word")
    elif entry["outcome"] == "overridden":
        if card is not None and "overrideReasons" not in card:
            yield Fault("card", "a card that can be overridden", "one that cannot", "do what the card requires instead")
        elif not _because(entry, shown):
            yield Fault("overrideReason", "a reason with a display or a comment", "none", "ask the clinician why")


def _because(entry: Mapping[str, Any], shown: Mapping[str, Mapping[str, Any]]) -> str:
    """The chosen reason, in the words of its card, and the comment; empty if there is neither."""
    given = entry.get("overrideReason")
    if not isinstance(given, Mapping):
        return ""
    coding = given.get("reason")
    reason = coding if isinstance(coding, Mapping) else {}
    offered = shown.get(entry["card"], {}).get("overrideReasons", ()) if type(entry.get("card")) is str else ()
    ours = {choice["code"]: choice["display"] for choice in offered if choice["system"] == reason.get("system")}
    words = (ours.get(str(reason.get("code")), reason.get("display")), given.get("userComment"))
    return ": ".join(word for word in words if type(word) is str and word.strip())
