"""Protocols as a study or a service makes them of the published ones."""

from typing import Any

from hypothesis import strategies as st

from iptcore.events import MiddleBegun, RelationshipRecorded, SessionHeld
from iptcore.model.instruments import INSTRUMENTS
from iptcore.protocol.catalogue import CATALOGUE
from iptcore.protocol.number_range import Between
from iptcore.protocol.protocol import Protocol
from iptcore.protocol.rule import Clause, Level, Rule
from iptcore.sources import cite
from iptcore.vocabulary import Baseline, Frequency


def knows_a_confidant(protocol, course):
    return any(relationship.confides for relationship in course.relationships)


def has_a_length(protocol, course, event):
    return event.minutes is not None


OWN = Rule(
    code="X01",
    says="somebody to confide in is known early, and sessions say how long they were",
    source=cite("D"),
    clauses=(
        Clause(
            code="X01a",
            on=(MiddleBegun,),
            level=Level.BINDING,
            asks="find somebody to confide in first",
            kept=knows_a_confidant,
            cures=(RelationshipRecorded,),
        ),
        Clause(
            code="X01b", on=(SessionHeld,), level=Level.ADVISORY, asks="say how long the session was", fits=has_a_length
        ),
    ),
)


FITS_ANYWHERE = ("M08a", "M09a", "M10b", "M13b", "M15a", "I04b", "G04a", "G04b", "G04c", "T06b", "E05a")
"""Clauses that are off in some protocols and make sense in each; the others belong to groups or couples."""


PUBLISHED = st.sampled_from(CATALOGUE)


@st.composite
def adapted_protocols(draw: st.DrawFn) -> Protocol:
    """A published protocol with some of its numbers, choices, rules and levels changed."""
    base = draw(PUBLISHED)
    changes: dict[str, Any] = {
        "baseline": draw(st.sampled_from(Baseline)),
        # Nothing is spaced out in the five weeks of a stay in hospital.
        "tapering": base.frequencies[0] is not Frequency.THRICE_WEEKLY and draw(st.booleans()),
    }
    if (base.sessions.low or 6) >= 6 and draw(st.booleans()):
        changes["announced_ahead"] = draw(st.integers(1, 3))
    if not base.by_purpose and not base.follows and draw(st.booleans()):
        fewest = draw(st.integers(6, 24))
        changes["sessions"] = Between(fewest, fewest + draw(st.integers(0, 12)))
    if draw(st.booleans()):
        changes["initial_sessions"] = Between(1, draw(st.integers(1, 4)))
    if draw(st.booleans()):
        length = draw(st.sampled_from((30, 45, 50, 60, 90)))
        changes["minutes"] = Between(length, length + draw(st.integers(0, 10)))
    if base.frequencies == (Frequency.WEEKLY,) and draw(st.booleans()):
        changes["frequencies"] = (Frequency.TWICE_WEEKLY,)
    if draw(st.booleans()):
        codes = [instrument.code for instrument in INSTRUMENTS]
        changes["primary_instruments"] = tuple(
            draw(st.lists(st.sampled_from(codes), min_size=1, max_size=3, unique=True))
        )
    # An adaptation keeps every safeguard.
    free = [rule.code for rule in base.rules if all(clause.level is not Level.SAFEGUARD for clause in rule.clauses)]
    left_out = draw(st.sets(st.sampled_from(free), max_size=5))
    added = (OWN,) if draw(st.booleans()) else ()
    changes["rules"] = (*(rule for rule in base.rules if rule.code not in left_out), *added)
    gone = {clause.code for rule in base.rules if rule.code in left_out for clause in rule.clauses}
    bare = base.replace(
        levels=tuple(level for level in base.levels if level[0] not in gone),
        cited=tuple(citation for citation in base.cited if citation[0] not in gone),
    )
    return bare.adapt(code="adapted", levels=draw(_levels(bare, gone)), **changes)


@st.composite
def _levels(draw: st.DrawFn, base: Protocol, gone: set[str]) -> dict[str, Level]:
    own = {}
    clauses = [clause for rule in base.rules for clause in rule.clauses if clause.code not in gone]
    for clause in draw(st.lists(st.sampled_from(clauses), max_size=8, unique_by=lambda clause: clause.code)):
        level = base.level(clause)
        if level in (Level.ADVISORY, Level.DEFINING) or clause.code in FITS_ANYWHERE:
            own[clause.code] = draw(st.sampled_from((Level.ADVISORY, Level.DEFINING, Level.GRAVE, Level.OFF)))
        elif level is Level.BINDING:
            own[clause.code] = draw(st.sampled_from((Level.BINDING, Level.ADVISORY, Level.OFF)))
    return own
