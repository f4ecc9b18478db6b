"""The record of a session by a therapist who follows the manual, or departs from it."""

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

from iptcore.events import SessionHeld
from iptcore.protocol.examples.parts import minutes
from iptcore.protocol.examples.working import Around, sessions_around
from iptcore.protocol.protocol import Protocol
from iptcore.vocabulary import Attendee, Phase, Purpose, TechniqueName

_TECHNIQUES: Mapping[Phase | None, tuple[TechniqueName, ...]] = {
    Phase.INITIAL: (TechniqueName.INTERPERSONAL_INVENTORY, TechniqueName.CLARIFICATION),
    Phase.MIDDLE: (
        TechniqueName.MOOD_EVENT_LINK,
        TechniqueName.CLARIFICATION,
        TechniqueName.ENCOURAGEMENT_OF_AFFECT,
    ),
    Phase.TERMINATION: (TechniqueName.CONSOLIDATION_OF_GAINS, TechniqueName.CLARIFICATION),
}

_OVERRUN = 15
"""Minutes."""

IN_A_SESSION = ("drift", "other_therapy", "risk_unsaid", "overrun")
"""The departures that show in the record of a session."""


class SessionToWrite(NamedTuple):
    """Everything on which the record of a session depends besides the protocol."""

    day: date
    purpose: Purpose
    phase: Phase | None
    around: Around
    partners: tuple[str, ...]
    task_before: bool
    ending_near: bool
    departs: tuple[str, ...]


def written(protocol: Protocol, to_write: SessionToWrite) -> SessionHeld:
    """The record of a session, made from the example for its purpose, or else for a regular session."""
    like = {
        session.purpose: session for session in reversed((*sessions_around(protocol, to_write.around, to_write.day),))
    }
    plain = like.get(to_write.purpose, like[Purpose.REGULAR])
    middle, departs = to_write.phase is Phase.MIDDLE, to_write.departs
    charted = TechniqueName.SOCIAL_RHYTHM_MONITORING in protocol.own_techniques
    parts: dict[str, Any] = {
        "purpose": to_write.purpose,
        "minutes": minutes(protocol, to_write.purpose),
        "focus": plain.focus if to_write.purpose is Purpose.REGULAR else (),
        "techniques": _TECHNIQUES[to_write.phase],
        "links": plain.links if middle else (),
        "task_set": True if middle else None,
        "task_reviewed": True if to_write.task_before else None,
        "ending_mentioned": True if to_write.ending_near else None,
        "rhythm_chart": True if charted else None,
        "people": to_write.partners,
        "attendees": (Attendee.CLIENT, Attendee.PARTNER) if to_write.partners else (Attendee.CLIENT,),
    }
    if middle and "drift" in departs:
        parts |= {"focus": (), "links": (), "opening_question": None}
    if "other_therapy" in departs:
        parts["techniques"] += (TechniqueName.COGNITIVE_RECORD,)
    if "risk_unsaid" in departs:
        parts["risk_checked"] = None
    if "overrun" in departs and protocol.minutes.high is not None:
        parts["minutes"] = int(protocol.minutes.high) + _OVERRUN
    return plain.replace(**parts)
