"""The open demands of safety in a course: since when, why, and what settles each.

The rules of safety call the same functions, so that a demand and a refusal do not differ. Consent is the exception:
the protocol decides who may give it, so a rule still objects after somebody gave it who may not. All of it is read from
the course as it stands, whatever was recorded first; within a day, what was entered later happened later.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date
from itertools import takewhile
from types import MappingProxyType

from attrs import field

from iptcore.constraints import pseudonym
from iptcore.course import Course, must_be_course
from iptcore.events import (
    AdverseEventRecorded,
    ClientReferred,
    ConsentGiven,
    ContactMade,
    ContractAgreed,
    ContractAmended,
    CourseDiscontinued,
    CrisisContactsRecorded,
    EntriesCorrected,
    EventKind,
    FormulationAgreed,
    NotDone,
    ProgressReviewed,
    RelapsePlanAgreed,
    RelationshipRecorded,
    RiskAssessed,
    RiskEscalated,
    SafeguardingRaised,
    SafetyPlanAgreed,
    SessionHeld,
    SessionMissed,
)
from iptcore.model.instruments import INSTRUMENTS
from iptcore.readings.answer import Reading
from iptcore.readings.focus import focal_disputes
from iptcore.readings.places import place_of, place_of_last, since_place
from iptcore.readings.risk import (
    HARM,
    Instruments,
    client_died,
    followed_up,
    is_unexplained,
    last_turn,
    last_urgent,
    looked_for,
    passed_on,
    plan_asked_for,
    risk_follow_up_outstanding,
)
from iptcore.readings.unsafe_people import (
    Concern,
    joint_work_with,
    people_of_concern,
    prepared_for,
    present,
    present_of,
    relied_on,
)
from iptcore.rule_codes import clause_and_rule, rule_code
from iptcore.sources import cite
from iptcore.values import value
from iptcore.vocabulary import ConsentGiver, ConsentScope, DisputeStage, Ending, RiskAction, SafetyMatter, Status

_SHIPPED: Instruments = MappingProxyType({instrument.code: instrument for instrument in INSTRUMENTS})

REFUSAL = "S05a"
"""The clause under which it is recorded that neither an escalation nor a safety plan was wanted."""
PLAN_REFUSAL = ("S05d", "S05e", REFUSAL)
"""The clauses under which it is recorded that a safety plan was refused."""
_LEFT = (Ending.DISCONTINUED, Ending.NOT_SUITABLE)


@value
class SafetyDemand(Reading):
    """An open demand of safety: something required to protect people that was not done yet.

    *since* is the day from which it is demanded, *settled_by* names the kinds of events that settle it, and *person*
    is the key of the person it concerns, where it concerns one.
    """

    matter: SafetyMatter
    since: date
    settled_by: tuple[EventKind, ...] = ()
    person: str | None = field(default=None, metadata=pseudonym())


_Concerns = Mapping[str, Concern]
"""Open concerns by the people they are about."""

_Found = Sequence[tuple[date, str | None]]
"""The days from which something is demanded, each with the person it concerns, if it concerns one."""

_NOTHING: _Found = ()


def open_safety(course: Course, instruments: Instruments = _SHIPPED) -> tuple[SafetyDemand, ...]:
    """Every open demand of safety in a course, the gravest first, also in an ended course.

    *instruments*, by their codes, define the total from which a rating counts as mania or hypomania; the default are
    those of the library.
    """
    must_be_course(course)
    over = client_died(course)
    return tuple(
        _demand(matter, since, person)
        for matter, finds in _FOUND.items()
        if not over or matter in _FOR_OTHERS
        for since, person in finds(course, instruments)
    )


def has_demand(course: Course, matter: SafetyMatter, instruments: Instruments = _SHIPPED) -> bool:
    """Whether there is an open demand about a matter in a course."""
    if not _FOUND[matter](course, instruments):
        return False
    return matter in _FOR_OTHERS or not client_died(course)


def has_demand_about(course: Course, people: Collection[str]) -> bool:
    """Whether there is an open demand about one of *people*; those about others are not looked for."""
    concerns = people_of_concern(course, people)
    return bool(concerns) and not client_died(course) and any(find(course, concerns) for find in _FIND_ABOUT_PEOPLE)


_FOR_OTHERS = (SafetyMatter.SAFEGUARDING_WITHOUT_ACTION,)
"""What is left to be done when the client has died: for those whom a concern is about, and nothing for the client."""


# -- risk --------------------------------------------------------------------------------------------------------------


def _urgent_not_acted_on(course: Course, _instruments: Instruments) -> _Found:
    urgent = last_urgent(course)
    if urgent is None:
        return _NOTHING
    place, on = urgent
    refused = any(reason.task in clause_and_rule(REFUSAL) for reason in since_place(course, NotDone, place))
    acted = max(place_of_last(course, RiskEscalated), place_of_last(course, SafetyPlanAgreed)) > place
    return _NOTHING if refused or acted else [(on, None)]


def _urgent_not_reassessed(course: Course, _instruments: Instruments) -> _Found:
    assessed = course.last(RiskAssessed)
    return [(assessed.on, None)] if assessed is not None and assessed.action is RiskAction.URGENT else _NOTHING


def _harm_not_assessed(course: Course, _instruments: Instruments) -> _Found:
    if not course.has(AdverseEventRecorded):
        return _NOTHING
    reports = since_place(course, AdverseEventRecorded, place_of_last(course, RiskAssessed))
    return [(report.on, None) for report in reports if report.what in HARM][-1:]


def _positive_item_not_assessed(course: Course, _instruments: Instruments) -> _Found:
    if not course.positive_items.length:
        return _NOTHING
    assessed = place_of_last(course, RiskAssessed)
    return [(rating.on, None) for place, rating in course.positive_items.placed() if place > assessed][-1:]


def _plan_not_agreed(course: Course, _instruments: Instruments) -> _Found:
    requested = plan_asked_for(course)
    if requested is None or place_of_last(course, SafetyPlanAgreed) >= requested[0]:
        return _NOTHING
    tasks = (*PLAN_REFUSAL, rule_code(REFUSAL))
    refused = any(reason.task in tasks for reason in since_place(course, NotDone, requested[0]))
    return _NOTHING if refused else [(requested[1], None)]


def _risk_never_assessed(course: Course, _instruments: Instruments) -> _Found:
    return _NOTHING if course.has(RiskAssessed) else _since_first_session(course)


def _no_crisis_contacts(course: Course, _instruments: Instruments) -> _Found:
    return _NOTHING if course.has(CrisisContactsRecorded) else _since_first_session(course)


def _since_first_session(course: Course) -> _Found:
    return [(session.on, None) for session in course.all(SessionHeld)[:1]]


def _turn_not_reviewed(course: Course, instruments: Instruments) -> _Found:
    turned = last_turn(course, instruments)
    if turned is None or turned[0] <= place_of_last(course, ProgressReviewed):
        return _NOTHING
    return [(turned[1], None)]


def _absence_not_followed_up(course: Course, _instruments: Instruments) -> _Found:
    if not (course.has(SessionMissed) and risk_follow_up_outstanding(course)):
        return _NOTHING
    absences = [placed for placed in course.placed(SessionMissed) if is_unexplained(placed[1])]
    return [(missed.on, None) for place, missed in absences if not followed_up(course, place)][-1:]


def _left_with_open_risk(course: Course, _instruments: Instruments) -> _Found:
    left = course.last(CourseDiscontinued)
    if left is None or course.ending not in _LEFT or passed_on(course, left.referral) or looked_for(course):
        return _NOTHING
    return [(left.on, None)]


def _risk_not_passed_on(course: Course, _instruments: Instruments) -> _Found:
    referred = course.last(ClientReferred)
    if referred is None or course.ending is not Ending.REFERRED or passed_on(course, referred.referral):
        return _NOTHING
    return [(referred.on, None)]


# -- consent -----------------------------------------------------------------------------------------------------------


def _consent_withdrawn(course: Course, _instruments: Instruments) -> _Found:
    withdrawn = None if course.status is Status.ENDED else course.treatment_withdrawn
    if withdrawn is None:
        return _NOTHING
    # What the client gave themselves before does not stand in for what a guardian withdraws.
    given = course.consent(ConsentScope.TREATMENT)
    again = given is not None and place_of(course, given) > place_of(course, withdrawn)
    return _NOTHING if again else [(withdrawn.on, None)]


# -- others ------------------------------------------------------------------------------------------------------------


def action_recorded(course: Course, raised: SafeguardingRaised) -> bool:
    """Whether a later report of the same concern says what was done."""
    words = _words(raised)
    later = takewhile(lambda report: report is not raised, course.newest(SafeguardingRaised))
    return any(report.action is not None and _words(report) == words for report in later)


def _words(raised: SafeguardingRaised) -> str:
    return " ".join(raised.concern.casefold().split())


def _safeguarding_without_action(course: Course, _instruments: Instruments) -> _Found:
    answered: set[str] = set()
    since = None
    for raised in course.newest(SafeguardingRaised):
        if raised.action is not None:
            answered.add(_words(raised))
        elif _words(raised) not in answered:
            since = raised.on
    return _NOTHING if since is None else [(since, None)]


def _unsafe_joint_work(course: Course, concerns: _Concerns) -> _Found:
    joint, agreed = joint_work_with(course), _last_day(course, ContractAgreed, ContractAmended)
    return [(max(agreed, concern.since), who) for who, concern in concerns.items() if who in joint]


def _unsafe_support(course: Course, concerns: _Concerns) -> _Found:
    kinds = (CrisisContactsRecorded, SafetyPlanAgreed, RelapsePlanAgreed)
    standing = [course.last(kind) for kind in kinds]
    standing += [course.consent(scope, given_by=giver) for scope in ConsentScope for giver in ConsentGiver]
    named = [(event.on, relied_on(event)) for event in standing if event is not None]
    since = {who: min((day for day, people in named if who in people), default=None) for who in concerns}
    return [(max(day, concerns[who].since), who) for who, day in since.items() if day is not None]


def _unsafe_confrontation(course: Course, concerns: _Concerns) -> _Found:
    faced = {
        person: _last_day(course, FormulationAgreed)
        for dispute in focal_disputes(course)
        if course.stage(dispute.key) is not DisputeStage.DISSOLUTION
        for person in dispute.parties
    }
    session = course.last(SessionHeld)
    if session is not None:
        faced |= dict.fromkeys(prepared_for(session), session.on)
    return [(max(faced[who], concern.since), who) for who, concern in concerns.items() if who in faced]


def _unsafe_person_met(course: Course, concerns: _Concerns) -> _Found:
    unreviewed = {who: concern.since for who, concern in concerns.items() if not concern.reviewed}
    if not unreviewed:
        return _NOTHING
    last: dict[str, date] = {}
    for event in _meetings(course):
        for person in present_of(unreviewed, course, event):
            last[person] = max(event.on, last.get(person, event.on))
    return [(max(last[who], since), who) for who, since in unreviewed.items() if who in last]


def _presence_not_said(course: Course, _instruments: Instruments) -> _Found:
    concerns = [concern for concern in people_of_concern(course).values() if not concern.reviewed]
    if not concerns:
        return _NOTHING
    since = min(concern.since for concern in concerns)
    unnamed = min((event.on for event in _meetings(course) if not present(course, event).all_named), default=None)
    return _NOTHING if unnamed is None else [(max(unnamed, since), None)]


def _meetings(course: Course) -> tuple[SessionHeld | ContactMade, ...]:
    return (*course.all(SessionHeld), *course.all(ContactMade))


def _last_day(course: Course, *kinds: EventKind) -> date:
    return max((event.on for event in map(course.last, kinds) if event is not None), default=date.min)


# -- the demands -------------------------------------------------------------------------------------------------------

_FIND_ABOUT_PEOPLE = (_unsafe_joint_work, _unsafe_support, _unsafe_confrontation, _unsafe_person_met)
"""What finds the demands that are each about a person, among the people whose open concerns are passed."""


def _about_everybody(find: Callable[[Course, _Concerns], _Found]) -> Callable[[Course, Instruments], _Found]:
    def found(course: Course, _instruments: Instruments) -> _Found:
        concerns = people_of_concern(course)
        return find(course, concerns) if concerns else _NOTHING

    return found


_FOUND: dict[SafetyMatter, Callable[[Course, Instruments], _Found]] = {
    SafetyMatter.URGENT_NOT_ACTED_ON: _urgent_not_acted_on,
    SafetyMatter.URGENT_NOT_REASSESSED: _urgent_not_reassessed,
    SafetyMatter.HARM_NOT_ASSESSED: _harm_not_assessed,
    SafetyMatter.POSITIVE_ITEM_NOT_ASSESSED: _positive_item_not_assessed,
    SafetyMatter.PLAN_NOT_AGREED: _plan_not_agreed,
    SafetyMatter.TURN_NOT_REVIEWED: _turn_not_reviewed,
    SafetyMatter.LEFT_WITH_OPEN_RISK: _left_with_open_risk,
    SafetyMatter.RISK_NOT_PASSED_ON: _risk_not_passed_on,
    SafetyMatter.ABSENCE_NOT_FOLLOWED_UP: _absence_not_followed_up,
    SafetyMatter.SAFEGUARDING_WITHOUT_ACTION: _safeguarding_without_action,
    SafetyMatter.CONSENT_WITHDRAWN: _consent_withdrawn,
    SafetyMatter.UNSAFE_JOINT_WORK: _about_everybody(_unsafe_joint_work),
    SafetyMatter.UNSAFE_SUPPORT: _about_everybody(_unsafe_support),
    SafetyMatter.UNSAFE_CONFRONTATION: _about_everybody(_unsafe_confrontation),
    SafetyMatter.UNSAFE_PERSON_MET: _about_everybody(_unsafe_person_met),
    SafetyMatter.PRESENCE_NOT_SAID: _presence_not_said,
    SafetyMatter.RISK_NEVER_ASSESSED: _risk_never_assessed,
    SafetyMatter.NO_CRISIS_CONTACTS: _no_crisis_contacts,
}
"""The demands, the gravest first, each with what finds it."""

WHY: dict[SafetyMatter, tuple[str, str, tuple[EventKind, ...]]] = {
    SafetyMatter.URGENT_NOT_ACTED_ON: (
        "an assessment asked for urgent action, and neither escalation, safety plan nor its refusal is recorded since",
        "NG225 D",
        (RiskEscalated, SafetyPlanAgreed, NotDone),
    ),
    SafetyMatter.URGENT_NOT_REASSESSED: (
        "the last assessment asks for urgent action",
        "NG225 D",
        (RiskAssessed,),
    ),
    SafetyMatter.HARM_NOT_ASSESSED: ("an attempt or self-harm, and no assessment since", "D", (RiskAssessed,)),
    SafetyMatter.POSITIVE_ITEM_NOT_ASSESSED: (
        "a positive suicide item, and no assessment since",
        "F69 D",
        (RiskAssessed,),
    ),
    SafetyMatter.PLAN_NOT_AGREED: (
        "an assessment asked for a safety plan, and neither a plan nor its refusal is recorded since",
        "D",
        (SafetyPlanAgreed, RiskAssessed, NotDone),
    ),
    SafetyMatter.TURN_NOT_REVIEWED: (
        "a turn into mania, hypomania or psychosis, and no review of progress since",
        "D",
        (ProgressReviewed,),
    ),
    SafetyMatter.LEFT_WITH_OPEN_RISK: (
        "the course was left while risk follow-up was outstanding, and nobody tried to reach the client since",
        "D",
        (ContactMade, RiskEscalated, RiskAssessed),
    ),
    SafetyMatter.RISK_NOT_PASSED_ON: (
        "the client was referred while risk follow-up was outstanding, and it is not recorded that it was passed on",
        "D",
        (RiskEscalated, RiskAssessed),
    ),
    SafetyMatter.ABSENCE_NOT_FOLLOWED_UP: (
        "an unexplained absence while risk follow-up is outstanding, and nobody tried to reach the client since",
        "D",
        (ContactMade, SessionHeld, RiskAssessed),
    ),
    SafetyMatter.SAFEGUARDING_WITHOUT_ACTION: (
        "a safeguarding concern, and it is not recorded what was done",
        "D",
        (SafeguardingRaised,),
    ),
    SafetyMatter.CONSENT_WITHDRAWN: (
        "consent to treatment was withdrawn, and neither given again nor the course ended",
        "R D",
        (ConsentGiven, CourseDiscontinued, ClientReferred),
    ),
    SafetyMatter.UNSAFE_JOINT_WORK: (
        "joint sessions are planned with a person about whom a safety concern is open",
        "R D",
        (RelationshipRecorded, ContractAmended),
    ),
    SafetyMatter.UNSAFE_SUPPORT: (
        "a person about whom a safety concern is open is named as one to turn to",
        "R D",
        (RelationshipRecorded, CrisisContactsRecorded, SafetyPlanAgreed, RelapsePlanAgreed, ConsentGiven),
    ),
    SafetyMatter.UNSAFE_CONFRONTATION: (
        "a person about whom a safety concern is open is to be faced, in the focus, a task or a rehearsal",
        "R D",
        (RelationshipRecorded, FormulationAgreed, SessionHeld),
    ),
    SafetyMatter.UNSAFE_PERSON_MET: (
        "a person about whom a safety concern is not reviewed took part or was contacted",
        "R D",
        (RelationshipRecorded,),
    ),
    SafetyMatter.PRESENCE_NOT_SAID: (
        "somebody who is not named took part or was contacted, and a safety concern about somebody is not reviewed",
        "R D",
        (EntriesCorrected, RelationshipRecorded),
    ),
    SafetyMatter.RISK_NEVER_ASSESSED: ("a session was held, and risk was never assessed", "F25 D", (RiskAssessed,)),
    SafetyMatter.NO_CRISIS_CONTACTS: (
        "a session was held, and it is not recorded whom to reach in a crisis",
        "D",
        (CrisisContactsRecorded,),
    ),
}
"""Of each matter: why it is demanded, in a sentence, by which sources, and the kinds of events that settle it."""


def _demand(matter: SafetyMatter, since: date, person: str | None) -> SafetyDemand:
    why, source, settled_by = WHY[matter]
    return SafetyDemand(
        matter=matter, since=since, person=person, settled_by=settled_by, reasons=(why,), source=cite(source)
    )
