"""The rules of understanding: what is found out and explained in the initial phase before a focus is agreed.

The number of sessions of the initial phase (``initial_sessions``), the conditions treated (``indications``) and the
instruments (``primary_instruments``) are set in ``protocol/ipt.py`` for IPT and in ``protocol/catalogue/`` for the
others.
"""

from itertools import islice
from typing import TYPE_CHECKING

from iptcore.course import Course
from iptcore.events import (
    DiagnosisRecorded,
    LifeEventRecorded,
    MiddleBegun,
    NotDone,
    PsychoeducationGiven,
    RelationshipRecorded,
    SessionHeld,
    SickRoleGiven,
    SymptomsRated,
)
from iptcore.fold import COUNTED
from iptcore.model.instruments import nearest_code
from iptcore.protocol.rule import Clause, Level, Rule
from iptcore.protocol.steps import INTO_MIDDLE
from iptcore.readings.ratings import rated_among, readable
from iptcore.sources import cite
from iptcore.vocabulary import Condition, DiagnosisRole, Phase, Purpose, SickRoleScope, TechniqueName

if TYPE_CHECKING:
    from iptcore.protocol.protocol import Protocol


# -- predicates --------------------------------------------------------------------------------------------------------


def has_target_diagnosis(protocol: "Protocol", course: Course) -> bool:
    return bool(_targets(course))


def has_target_or_reaches_cut_off(protocol: "Protocol", course: Course) -> bool:
    return has_target_diagnosis(protocol, course) or _reaches_cut_off(protocol, course)


def has_baseline(protocol: "Protocol", course: Course) -> bool:
    primaries = protocol.primaries
    return not primaries or bool(rated_among(course, primaries))


def psychoeducation_given(protocol: "Protocol", course: Course) -> bool:
    return course.has(PsychoeducationGiven)


def sick_role_given(protocol: "Protocol", course: Course) -> bool:
    """Whether the sick role was given; a client treated for a problem and not an illness needs none (our decision)."""
    return course.has(SickRoleGiven) or {*_active_targets(course)} == {Condition.INTERPERSONAL_PROBLEM}


def sick_role_is_limited(protocol: "Protocol", course: Course) -> bool:
    given = course.last(SickRoleGiven)
    return given is None or given.scope is SickRoleScope.LIMITED


def inventory_has_a_relationship(protocol: "Protocol", course: Course) -> bool:
    return bool(course.relationships)


def timeline_made(protocol: "Protocol", course: Course) -> bool:
    return course.has(LifeEventRecorded) or TechniqueName.TIMELINE in course.techniques


def initial_phase_is_short(protocol: "Protocol", course: Course, event: SessionHeld) -> bool:
    longest = protocol.initial_sessions.high
    if longest is None or course.phase is not Phase.INITIAL or event.purpose not in _initial_purposes(protocol):
        return True
    return _initial_sessions(protocol, course, longest) < longest


def initial_phase_was_long_before(protocol: "Protocol", course: Course, event: SessionHeld) -> bool:
    longest = protocol.initial_sessions.high or 0
    return _initial_sessions(protocol, course, longest + 1) > longest


def target_is_an_indication(protocol: "Protocol", course: Course) -> bool:
    fitting = {*protocol.indications, Condition.INTERPERSONAL_PROBLEM}
    return not protocol.indications or fitting.issuperset(_active_targets(course))


def rated_on_a_fitting_instrument(protocol: "Protocol", course: Course) -> bool:
    return not course.has(SymptomsRated) or has_baseline(protocol, course)


def instrument_is_known(protocol: "Protocol", course: Course, event: SymptomsRated) -> bool:
    return protocol.instrument(event.instrument) is not None


def rated_on_it_before(protocol: "Protocol", course: Course, event: SymptomsRated) -> bool:
    return any(rating.instrument == event.instrument for rating in course.newest(SymptomsRated))


def nearest_instrument(protocol: "Protocol", course: Course, event: SymptomsRated) -> str:
    """The known code that was most likely meant."""
    near = nearest_code(event.instrument, [instrument.code for instrument in protocol.instruments])
    return f"did you mean {near}?" if near else ""


# -- what they read ----------------------------------------------------------------------------------------------------


def _initial_purposes(protocol: "Protocol") -> frozenset[Purpose]:
    # Where sessions are planned by purpose, those of the initial phase are the single ones, or else the groups.
    planned = dict(protocol.by_purpose)
    return next((frozenset({kind}) for kind in (Purpose.REGULAR, Purpose.GROUP) if kind in planned), COUNTED)


def _initial_sessions(protocol: "Protocol", course: Course, at_most: float) -> int:
    """How many sessions the initial phase has had, counted up to *at_most*."""
    purposes = _initial_purposes(protocol)
    in_phase = (session for session in islice(course.counted, course.sessions_in_phase) if session.purpose in purposes)
    return len([*islice(in_phase, int(at_most))])


def _targets(course: Course) -> list[Condition]:
    return [diagnosis.condition for diagnosis in course.diagnoses if diagnosis.role is DiagnosisRole.TARGET]


def _active_targets(course: Course) -> list[Condition]:
    return [
        diagnosis.condition
        for diagnosis in course.diagnoses
        if diagnosis.role is DiagnosisRole.TARGET and diagnosis.is_present is not False
    ]


def _reaches_cut_off(protocol: "Protocol", course: Course) -> bool:
    primary = {instrument.code: instrument for instrument in protocol.primaries}
    return any(
        instrument is not None and readable(rating, instrument) and instrument.is_case(rating.total)
        for rating in course.newest(SymptomsRated)
        for instrument in (primary.get(rating.instrument),)
    )


# -- rules -------------------------------------------------------------------------------------------------------------

RULES: tuple[Rule, ...] = (
    Rule(
        code="I01",
        says="a human has recorded what the client is treated for",
        source=cite("F1 F3"),
        clauses=(
            Clause(
                code="I01a",
                on=INTO_MIDDLE,
                level=Level.BINDING,
                asks="record the target diagnosis first",
                kept=has_target_diagnosis,
                cures=(DiagnosisRecorded,),
            ),
            Clause(
                code="I01b",
                on=INTO_MIDDLE,
                level=Level.OFF,  # for manuals that ask for a symptom threshold or suitability, and no diagnosis
                asks="record the target, which may be an interpersonal problem, or a rating at or above a cut-off",
                kept=has_target_or_reaches_cut_off,
                cures=(DiagnosisRecorded, SymptomsRated),
            ),
        ),
    ),
    Rule(
        code="I02",
        says="there is a baseline rating on a primary instrument, or the reason why there is none",
        source=cite("F3"),
        clauses=(
            Clause(
                code="I02a",
                on=INTO_MIDDLE,
                level=Level.BINDING,
                asks="rate the symptoms on a primary instrument, or record why not",
                kept=has_baseline,
                cures=(SymptomsRated, NotDone),
            ),
        ),
    ),
    Rule(
        code="I03",
        says="the illness is named and explained as treatable",
        source=cite("F3"),
        clauses=(
            Clause(
                code="I03a",
                on=INTO_MIDDLE,
                level=Level.BINDING,
                asks="give psychoeducation first",
                kept=psychoeducation_given,
                cures=(PsychoeducationGiven,),
            ),
        ),
    ),
    Rule(
        code="I04",
        says="the client is given the sick role, with its relief and its duty to work at recovery",
        source=cite("F1 F10"),
        clauses=(
            Clause(
                code="I04a",
                on=INTO_MIDDLE,
                level=Level.BINDING,
                asks="give the sick role first",
                kept=sick_role_given,
                cures=(SickRoleGiven,),
            ),
            Clause(
                code="I04b",
                on=(MiddleBegun,),
                level=Level.OFF,  # for manuals that keep young people going to school
                asks="give the sick role in its limited form",
                kept=sick_role_is_limited,
                cures=(SickRoleGiven,),
            ),
        ),
    ),
    Rule(
        code="I05",
        says="the interpersonal inventory holds a relationship, or the reason why it holds none",
        source=cite("F2"),
        clauses=(
            Clause(
                code="I05a",
                on=INTO_MIDDLE,
                level=Level.BINDING,
                asks="record a relationship in the inventory, or why there is none",
                kept=inventory_has_a_relationship,
                cures=(RelationshipRecorded, NotDone),
            ),
        ),
    ),
    Rule(
        code="I06",
        says="life events are set against mood on a timeline",
        source=cite("R"),
        clauses=(
            Clause(
                code="I06a",
                on=(MiddleBegun,),
                level=Level.ADVISORY,
                asks="make the timeline of life events",
                kept=timeline_made,
                cures=(LifeEventRecorded,),
            ),
        ),
    ),
    Rule(
        code="I18",
        says="the initial phase is no longer than the protocol allows",
        source=cite("F1 F3 F34 F13"),
        clauses=(
            Clause(
                code="I18a",
                on=(SessionHeld,),
                level=Level.ADVISORY,
                asks="begin the middle phase: the initial phase has had its sessions",
                fits=initial_phase_is_short,
                said_before=initial_phase_was_long_before,
                cures=(MiddleBegun,),
            ),
        ),
    ),
    Rule(
        code="I21",
        says="the target is something this protocol is for, and is rated on an instrument that fits it",
        source=cite("D"),
        clauses=(
            Clause(
                code="I21a",
                on=(MiddleBegun,),
                level=Level.ADVISORY,
                asks="choose a protocol made for this target",
                kept=target_is_an_indication,
            ),
            Clause(
                code="I21b",
                on=(MiddleBegun,),
                level=Level.ADVISORY,
                asks="rate the symptoms on an instrument that fits this protocol",
                kept=rated_on_a_fitting_instrument,
                cures=(SymptomsRated,),
            ),
            Clause(
                code="I21c",
                on=(SymptomsRated,),
                level=Level.ADVISORY,
                asks="look at the code of the instrument: this protocol knows none of that name",
                fits=instrument_is_known,
                said_before=rated_on_it_before,
                hint=nearest_instrument,
            ),
        ),
    ),
)
