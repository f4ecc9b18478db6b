"""The rules of contact: whom to reach in a crisis, and what to do when a client is absent, leaves or is referred.

The number of unexplained absences before a contact is due (``absences_in_a_row``) is set in ``protocol/ipt.py`` for IPT
and in ``protocol/catalogue/`` for the others.
"""

from typing import TYPE_CHECKING

from iptcore.course import Course
from iptcore.events import (
    ClientReferred,
    ContactMade,
    CourseDiscontinued,
    CrisisContactsRecorded,
    Event,
    RiskAssessed,
    RiskEscalated,
    SessionHeld,
    SessionMissed,
)
from iptcore.protocol.rule import Clause, Level, Rule
from iptcore.protocol.rules.demands import Settled
from iptcore.protocol.steps import INTO_MIDDLE, NEXT_PHASE
from iptcore.readings.days import day_of_next_session
from iptcore.readings.places import place_of, since_place
from iptcore.readings.risk import (
    absences_in_a_row,
    ends_a_row,
    is_attempt,
    is_unexplained,
    looked_for,
    passed_on,
    risk_follow_up_outstanding,
)
from iptcore.sources import cite
from iptcore.vocabulary import DiscontinuationReason, SafetyMatter

if TYPE_CHECKING:
    from iptcore.protocol.protocol import Protocol


def contacts_recorded_that_day(protocol: "Protocol", course: Course, event: Event) -> bool:
    return any(recorded.on == event.on for recorded in course.newest(CrisisContactsRecorded))


def referral_is_stated(protocol: "Protocol", course: Course, event: ClientReferred | CourseDiscontinued) -> bool:
    if isinstance(event, CourseDiscontinued) and event.reason is not DiscontinuationReason.NOT_SUITABLE:
        return True
    referral = event.referral
    if referral is None:
        return False
    return referral.none_because is not None or (referral.to is not None and referral.on is not None)


def crisis_contacts_recorded(protocol: "Protocol", course: Course) -> bool:
    return course.has(CrisisContactsRecorded)


def a_session_was_held(protocol: "Protocol", course: Course, event: SessionHeld | None) -> bool:
    return course.has(SessionHeld)


def absence_is_followed_up(protocol: "Protocol", course: Course, event: SessionMissed) -> bool:
    if not is_unexplained(event) or not risk_follow_up_outstanding(course):
        return True
    return any(is_attempt(contact) and contact.on >= event.on for contact in course.newest(ContactMade))


def contact_tried_by_the_next_session(protocol: "Protocol", course: Course, event: SessionMissed) -> bool:
    until = day_of_next_session(course, event.on)
    return any(event.on <= contact.on <= until and is_attempt(contact) for contact in course.newest(ContactMade))


def row_of_absences_is_short(protocol: "Protocol", course: Course, event: SessionMissed) -> bool:
    # While risk is open, each absence is asked about (S16a).
    if not is_unexplained(event) or risk_follow_up_outstanding(course):
        return True
    enough = protocol.absences_in_a_row
    return absences_in_a_row(course, enough) + 1 < enough


def row_was_long_before(protocol: "Protocol", course: Course, event: SessionMissed) -> bool:
    enough = protocol.absences_in_a_row
    return absences_in_a_row(course, enough) == enough


def contact_was_made(protocol: "Protocol", course: Course, event: SessionMissed) -> bool:
    later = since_place(course, ContactMade, place_of(course, event))
    return any(ends_a_row(contact) for contact in later)


def no_row_of_absences_stands(protocol: "Protocol", course: Course) -> bool:
    enough = protocol.absences_in_a_row
    few = course.newest(SessionMissed).length < enough  # whatever their reasons
    return few or risk_follow_up_outstanding(course) or absences_in_a_row(course, enough) < enough


def leaving_is_followed_up(protocol: "Protocol", course: Course, event: CourseDiscontinued) -> bool:
    died = event.reason is DiscontinuationReason.DEATH
    return died or passed_on(course, event.referral) or looked_for(course)


def leaving_was_followed_up(protocol: "Protocol", course: Course, event: CourseDiscontinued) -> bool:
    return Settled(SafetyMatter.LEFT_WITH_OPEN_RISK)(protocol, course)


def open_risk_is_passed_on(protocol: "Protocol", course: Course, event: ClientReferred) -> bool:
    return passed_on(course, event.referral)


def open_risk_was_passed_on(protocol: "Protocol", course: Course, event: ClientReferred) -> bool:
    return Settled(SafetyMatter.RISK_NOT_PASSED_ON)(protocol, course)


# -- rules -------------------------------------------------------------------------------------------------------------

RULES: tuple[Rule, ...] = (
    Rule(
        code="S11",
        says="who goes elsewhere is referred with destination and date, or it is said why there is no referral",
        source=cite("D"),
        clauses=(
            Clause(
                code="S11a",
                on=(ClientReferred, CourseDiscontinued),
                level=Level.ADVISORY,
                asks="name where the client is referred to and when, or why there is no referral",
                fits=referral_is_stated,
            ),
        ),
    ),
    Rule(
        code="S14",
        says="it is recorded whom to reach in a crisis",
        source=cite("D"),
        clauses=(
            Clause(
                code="S14a",
                on=INTO_MIDDLE,
                level=Level.SAFEGUARD,
                asks="record whom to reach in a crisis first",
                kept=crisis_contacts_recorded,
                cures=(CrisisContactsRecorded,),
                matter=SafetyMatter.NO_CRISIS_CONTACTS,
            ),
            Clause(
                code="S14b",
                on=(SessionHeld,),
                level=Level.ADVISORY,
                asks="record whom to reach in a crisis",
                kept=crisis_contacts_recorded,
                said_before=a_session_was_held,
                cures=(CrisisContactsRecorded,),
                followed=contacts_recorded_that_day,
            ),
        ),
    ),
    Rule(
        code="S16",
        says=(
            "absence or leaving while risk is open is followed by a contact attempt, as are several absences "
            "in a row that nobody explained (usually three); a referral passes the risk on"
        ),
        source=cite("D"),
        clauses=(
            Clause(
                code="S16a",
                on=(SessionMissed,),
                level=Level.GRAVE,
                asks="try to reach the client: risk follow-up is outstanding",
                fits=absence_is_followed_up,
                cures=(ContactMade,),
                followed=contact_tried_by_the_next_session,
            ),
            Clause(
                code="S16b",
                on=NEXT_PHASE,
                level=Level.GRAVE,
                asks="try to reach the client: they were absent, nobody knows why, and risk follow-up is outstanding",
                kept=Settled(SafetyMatter.ABSENCE_NOT_FOLLOWED_UP),
                cures=(ContactMade,),
                matter=SafetyMatter.ABSENCE_NOT_FOLLOWED_UP,
            ),
            Clause(
                code="S16e",
                on=(SessionMissed,),
                level=Level.ADVISORY,
                asks="contact the client: they were absent several times in a row, and nobody knows why",
                fits=row_of_absences_is_short,
                said_before=row_was_long_before,
                cures=(ContactMade,),
                followed=contact_was_made,
            ),
            Clause(
                code="S16f",
                on=NEXT_PHASE,
                level=Level.ADVISORY,
                asks="contact the client: they were absent several times in a row, and nobody knows why",
                kept=no_row_of_absences_stands,
                cures=(ContactMade,),
            ),
            Clause(
                code="S16c",
                on=(CourseDiscontinued,),
                level=Level.GRAVE,
                asks="try to reach the client, or pass the risk on: its follow-up is outstanding",
                fits=leaving_is_followed_up,
                cures=(ContactMade, RiskEscalated, RiskAssessed),
                followed=leaving_was_followed_up,
                matter=SafetyMatter.LEFT_WITH_OPEN_RISK,
            ),
            Clause(
                code="S16d",
                on=(ClientReferred,),
                level=Level.GRAVE,
                asks="say in the referral that the open risk was passed on, or escalate it",
                fits=open_risk_is_passed_on,
                cures=(RiskEscalated, RiskAssessed),
                followed=open_risk_was_passed_on,
                matter=SafetyMatter.RISK_NOT_PASSED_ON,
            ),
        ),
    ),
)
