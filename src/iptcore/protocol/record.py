"""The rules about the record itself, under every protocol: corrections, duplicate reports, mistyped years."""

from collections.abc import Iterator
from itertools import takewhile
from typing import TYPE_CHECKING

from iptcore.corrections import in_order, may_correct
from iptcore.course import Course, after, standings
from iptcore.events import (
    EVENTS,
    AdverseEventRecorded,
    ConsentGiven,
    ConsentWithdrawn,
    Correction,
    CourseOpened,
    CrisisContactsRecorded,
    DiagnosisRecorded,
    EntriesCorrected,
    Event,
    FollowUpHeld,
    RecurrenceRecorded,
    RelationshipRecorded,
    RiskAssessed,
    RiskEscalated,
    SafeguardingRaised,
    SafetyPlanAgreed,
    SessionHeld,
    SessionMissed,
    SymptomsRated,
)
from iptcore.fold import COUNTED
from iptcore.model.diagnosis import Diagnosis
from iptcore.protocol.rule import Clause, Level, Rule
from iptcore.readings.places import place_of_last
from iptcore.readings.safety import open_safety
from iptcore.sources import cite
from iptcore.vocabulary import Condition, DiagnosisRole, RiskAction, SafetyMatter

if TYPE_CHECKING:
    from iptcore.protocol.protocol import Protocol

_COHERENT = Level.COHERENCE
_OWN = cite("D")


# -- predicates --------------------------------------------------------------------------------------------------------


def corrections_fit(protocol: "Protocol", course: Course, event: EntriesCorrected) -> bool:
    history = course.history
    return all(may_correct(history, correction) for correction in event.corrections)


def _standing(course: Course, event: EntriesCorrected) -> Iterator[tuple[Correction, Event | None]]:
    """Each correction with the event that it replaces, which may come from an earlier correction."""
    stands = dict(course.timeline)
    return ((correction, stands.get(correction.entry)) for correction in event.corrections)


def brings_in_no_decision(protocol: "Protocol", course: Course, event: EntriesCorrected) -> bool:
    if not any(
        correction.replacement is not None and correction.replacement.decision for correction in event.corrections
    ):
        return True
    return not any(
        correction.replacement is not None
        and correction.replacement.decision
        and type(correction.replacement) is not type(was)
        for correction, was in _standing(course, event)
    )


def loses_no_safety_fact(protocol: "Protocol", course: Course, event: EntriesCorrected) -> bool:
    mended = [(was, correction.replacement) for correction, was in _standing(course, event)]
    if not all(was is None or safety_in(was) <= safety_in(now) for was, now in mended):
        return False
    matters = _DANGERS.union(*(_DANGERS_OF.get(type(entry), ()) for pair in mended for entry in pair))
    return _open(protocol, course, matters) <= _open(protocol, after(course, event), matters)


_Matters = frozenset[SafetyMatter]


def _open(protocol: "Protocol", course: Course, matters: _Matters) -> set[tuple[SafetyMatter, str | None]]:
    """The open demands of safety about some matters, each with the person concerned."""
    demands = open_safety(course, protocol.known_instruments)
    return {(demand.matter, demand.person) for demand in demands if demand.matter in matters}


_DANGERS = frozenset({
    SafetyMatter.URGENT_NOT_ACTED_ON,
    SafetyMatter.URGENT_NOT_REASSESSED,
    SafetyMatter.HARM_NOT_ASSESSED,
    SafetyMatter.POSITIVE_ITEM_NOT_ASSESSED,
    SafetyMatter.PLAN_NOT_AGREED,
    SafetyMatter.TURN_NOT_REVIEWED,
    SafetyMatter.SAFEGUARDING_WITHOUT_ACTION,
})  # fmt: skip
"""Demands that only a report of an action settles. The others depend on plans, or on who is recorded as present."""

_DANGERS_OF: dict[type[object], tuple[SafetyMatter, ...]] = {
    **dict.fromkeys((ConsentGiven, ConsentWithdrawn), (SafetyMatter.CONSENT_WITHDRAWN,)),
    RelationshipRecorded: (
        SafetyMatter.UNSAFE_JOINT_WORK,
        SafetyMatter.UNSAFE_SUPPORT,
        SafetyMatter.UNSAFE_CONFRONTATION,
        SafetyMatter.UNSAFE_PERSON_MET,
        SafetyMatter.PRESENCE_NOT_SAID,
    ),
}
"""Demands that also depend on the day of such a report: moving a concern or a consent may settle them."""


def leaves_decisions_safe(protocol: "Protocol", course: Course, event: EntriesCorrected) -> bool:
    decisions = [
        (correction.entry, correction.replacement, was)
        for correction, was in _standing(course, event)
        # To correct a correction, or an entry that is not there yet, is not coherent: it would be judged without end.
        if correction.entry <= course.revision and not isinstance(was, EntriesCorrected)
        if correction.replacement is not None and correction.replacement.decision
    ]
    mended = after(course, event) if decisions else course
    return not any(
        _broken_there(protocol, mended, entry) - _broken_there(protocol, course, entry)
        # What makes a decision of a fact is not coherent, and a correction would be judged by itself.
        or (was is not None and was.decision and _broken(protocol, course, now) - _broken(protocol, course, was))
        for entry, now, was in decisions
    )


def _broken(protocol: "Protocol", course: Course, event: Event) -> set[str]:
    """The safeguards that an event breaks at its place in the timeline, and by what is known today."""
    return {objection.code for objection in protocol.objections(course, event) if objection.level is Level.SAFEGUARD}


def _broken_there(protocol: "Protocol", course: Course, number: int) -> set[str]:
    """The safeguards that an entry breaks at its own place in the timeline, whatever followed it."""
    return next((_broken(protocol, at, event) for (entry, event), at in standings(course) if entry == number), set())


def says_what_it_corrects(protocol: "Protocol", course: Course, event: EntriesCorrected) -> bool:
    return all(correction.corrects is not None and correction.dated is not None for correction in event.corrections)


def safety_in(event: Event | None) -> set[object]:
    """The content of an event about safety, to notice a correction that removes some of it."""
    facts: set[object] = {type(event)} if isinstance(event, _SAFETY) else set()
    match event:  # a word alone would equal the same word of another kind of report
        case RiskAssessed(action=action) if action is not RiskAction.NONE:
            facts.add(action)
        case SymptomsRated(is_positive=True):
            facts.add("suicide item")
        case AdverseEventRecorded(what=what):
            facts.add((AdverseEventRecorded, what))
        case DiagnosisRecorded(diagnosis=known) if known.condition in _GRAVE_ILLNESS and known.is_present is not False:
            facts.add((DiagnosisRecorded, known.condition))
        case ConsentWithdrawn(scope=scope, person=person):
            facts.add((scope, person))
        case RelationshipRecorded(relationship=known) if known.safety_concern is not None:
            facts.add((known.key, known.safety_concern.kind))
            if known.safety_concern.joint_work_safe is not True:
                facts.add((known.key, known.safety_concern.kind, "open"))
        case _:
            pass
    return facts


_GRAVE_ILLNESS = (Condition.PSYCHOSIS, Condition.BIPOLAR_DISORDER)

_SAFETY = (
    RiskAssessed,
    RiskEscalated,
    SafetyPlanAgreed,
    CrisisContactsRecorded,
    SafeguardingRaised,
)


def entered_once(protocol: "Protocol", course: Course, event: Event) -> bool:
    since = takewhile(lambda placed: placed[1].on >= event.on, course.placed(type(event)))
    that_day = [(place, earlier) for place, earlier in since if earlier.on == event.on]
    if not that_day:
        return True
    anew = max(place_of_last(course, kind) for kind in _ENTERED_ANEW)
    content = report(event)
    return not any(place > anew and report(earlier) == content for place, earlier in that_day)


_ENTERED_ANEW = (*(kind for kind in EVENTS if kind.enters is not None), ConsentWithdrawn, AdverseEventRecorded)
"""What is entered again after one of these is no second entry: a last rating in the last phase, consent that is given
again after it was withdrawn, an assessment of risk after self-harm."""


def report(event: Event) -> dict[str, object]:
    """The content of an event, without who recorded it and when."""
    return {**vars(event), "recorded": None, "by": None}


def diagnosis_is_past_or_active(protocol: "Protocol", course: Course, event: DiagnosisRecorded) -> bool:
    return not _past_and_active(event.diagnosis)


def diagnosis_was_cleared_up(protocol: "Protocol", course: Course, event: DiagnosisRecorded) -> bool:
    """Whether the same diagnosis, as last recorded, is not past and active at once."""
    named = event.diagnosis.condition, event.diagnosis.role
    return not any(_past_and_active(known) for known in course.diagnoses if (known.condition, known.role) == named)


def _past_and_active(known: Diagnosis) -> bool:
    return known.role is DiagnosisRole.PAST and known.active is True


def dated_near_the_course(protocol: "Protocol", course: Course, event: Event) -> bool:
    if course.last_on is None:
        return True
    if isinstance(event, SessionMissed) or (isinstance(event, SessionHeld) and event.purpose in COUNTED):
        return (event.on - course.last_on).days <= DAYS_WITHOUT_SESSION
    years = YEARS_OF_FOLLOW_UP if isinstance(event, FollowUpHeld | RecurrenceRecorded) else YEARS_WITHOUT_ENTRY
    return event.on.year - course.last_on.year <= years


YEARS_WITHOUT_ENTRY, YEARS_OF_FOLLOW_UP = 2, 10
"""A report is questioned if it is more than so many calendar years after the last entry (our decision)."""

DAYS_WITHOUT_SESSION = 366
"""A session of the contract is questioned if it is more than so many days after the last entry (our decision)."""


def opening_stays_first(protocol: "Protocol", course: Course, event: EntriesCorrected) -> bool:
    return type(in_order((*course.history, event))[0]) is CourseOpened


# -- rules -------------------------------------------------------------------------------------------------------------

RECORD: tuple[Rule, ...] = (
    Rule(
        code="K06",
        says="a correction names entries that exist, never another correction, and leaves the opening first",
        source=_OWN,
        clauses=(
            Clause(
                code="K06a",
                on=(EntriesCorrected,),
                level=_COHERENT,
                asks="name entries that exist and are no corrections, and keep the opening an opening",
                fits=corrections_fit,
            ),
            Clause(
                code="K06b",
                on=(EntriesCorrected,),
                level=_COHERENT,
                asks="keep every report on or after the day of the opening",
                fits=opening_stays_first,
            ),
        ),
    ),
    Rule(
        code="C13",
        says="a correction names kind and day of the entry it corrects, takes no step, and loses no safety fact",
        source=_OWN,
        clauses=(
            Clause(
                code="C13a",
                on=(EntriesCorrected,),
                level=_COHERENT,
                asks="enter the decision itself, so that it is judged: a correction cannot add a decision",
                fits=brings_in_no_decision,
            ),
            Clause(
                code="C13b",
                on=(EntriesCorrected,),
                level=Level.GRAVE,
                asks="look again: this correction takes a safety fact out of the record, or settles an open danger",
                fits=loses_no_safety_fact,
            ),
            Clause(
                code="C13c",
                on=(EntriesCorrected,),
                level=Level.ADVISORY,
                asks="say kind and day of the entry, as course.correct does: a number alone may name the wrong entry",
                fits=says_what_it_corrects,
            ),
            Clause(
                code="C13d",
                on=(EntriesCorrected,),
                level=Level.GRAVE,
                asks="look again: corrected like this, the decision breaks what protects the client",
                fits=leaves_decisions_safe,
            ),
        ),
    ),
    Rule(
        code="C14",
        says="a report is entered once, is dated near the others of its course, and does not contradict itself",
        source=_OWN,
        clauses=(
            Clause(
                code="C14a",
                on=EVENTS,
                level=Level.ADVISORY,
                asks="strike one of the two: the same report was entered before",
                fits=entered_once,
            ),
            Clause(
                code="C14b",
                on=EVENTS,
                level=Level.ADVISORY,
                asks="check the year: the day is more than a year after the last entry",
                fits=dated_near_the_course,
            ),
            Clause(
                code="C14c",
                on=(DiagnosisRecorded,),
                level=Level.ADVISORY,
                asks="record it under another role, or as not active: past and active at once is read as active",
                fits=diagnosis_is_past_or_active,
                cures=(DiagnosisRecorded, EntriesCorrected),
                followed=diagnosis_was_cleared_up,
            ),
        ),
    ),
)
"""The rules about the record itself."""
