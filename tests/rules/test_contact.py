"""Cases for staying in contact, and for whom to reach in a crisis."""

from typing import Any

import pytest

from iptcore.events import (
    AdverseEventRecorded,
    ClientReferred,
    ContactMade,
    CourseDiscontinued,
    CrisisContactsRecorded,
    MiddleBegun,
    Referral,
    RiskAssessed,
    RiskEscalated,
    SessionHeld,
    SessionMissed,
    SymptomsRated,
)
from iptcore.model.risk import CrisisContact
from iptcore.protocol.rules import contact
from iptcore.vocabulary import (
    AdverseEventKind,
    ContactDirection,
    ContactReason,
    ContactWith,
    DiscontinuationReason,
    MissedBy,
    RiskAction,
)

from .case import Case, breaks, day, keeps, opened
from .histories import numbered

PROTOCOL = numbered(*contact.RULES)

MIDDLE = MiddleBegun(on=day(3))


def assessed(on: int, action: RiskAction = RiskAction.NONE) -> RiskAssessed:
    return RiskAssessed(on=day(days=on), action=action, reasons="asked openly")


def rated(on: int, item: int | None, instrument: str = "PHQ-9") -> SymptomsRated:
    return SymptomsRated(on=day(days=on), instrument=instrument, total=12, suicide_item=item)


def held(on: int, checked: bool | None = None) -> SessionHeld:
    return SessionHeld(on=day(days=on), risk_checked=checked)


def attempt(on: int, what: AdverseEventKind = AdverseEventKind.SUICIDE_ATTEMPT) -> AdverseEventRecorded:
    return AdverseEventRecorded(on=day(days=on), what=what)


def contacted(on: int, reason: ContactReason = ContactReason.OUTREACH) -> ContactMade:
    return ContactMade(on=day(days=on), reason=reason)


def stopped(**parts: Any) -> CourseDiscontinued:
    return CourseDiscontinued(on=day(4), **parts)


def referred(**parts: Any) -> ClientReferred:
    return ClientReferred(on=day(4), referral=Referral(to="a clinic", on=day(4), **parts))


def missed(week: int, **parts: Any) -> SessionMissed:
    return SessionMissed(on=day(week), **parts)


SOONER = numbered(*contact.RULES, code="sooner", absences_in_a_row=2)
URGENT = assessed(3, RiskAction.URGENT)
ESCALATED = RiskEscalated(on=day(days=3), to="the crisis team")
MISSED = SessionMissed(on=day(2))
THIRD = SessionMissed(on=day(3))
CAREGIVER_CALLED = ContactMade(
    on=day(days=15),
    reason=ContactReason.CRISIS,
    contacted=ContactWith.CAREGIVER,
    direction=ContactDirection.INCOMING,
)
CLIENT_CALLED = ContactMade(on=day(days=15), reason=ContactReason.CRISIS, direction=ContactDirection.INCOMING)
CRISIS_LINE = CrisisContactsRecorded(on=day(), contacts=(CrisisContact(how="by telephone", service="crisis line"),))

CASES = [
    breaks("S16a", "absent after an attempt", given=opened(attempt(4)), when=MISSED),
    breaks("S16b", "absent, at risk, and nobody called", given=opened(rated(4, 1), MISSED), when=MIDDLE),
    keeps("S16b", "somebody called", given=opened(rated(4, 1), MISSED, contacted(15)), when=MIDDLE),
    keeps("S16b", "the client came again", given=opened(rated(4, 1), MISSED, held(20)), when=MIDDLE),
    keeps("S16b", "never absent", given=opened(rated(4, 1)), when=MIDDLE),
    breaks("S16b", "the risk was entered after the absence", given=opened(MISSED, rated(4, 1)), when=MIDDLE),
    breaks("S16b", "a caregiver called", given=opened(rated(4, 1), MISSED, CAREGIVER_CALLED), when=MIDDLE),
    keeps("S16b", "the client called", given=opened(rated(4, 1), MISSED, CLIENT_CALLED), when=MIDDLE),
    breaks("S16c", "left at risk, and nobody called", given=opened(rated(4, 1)), when=stopped()),
    breaks("S16c", "called only before the absence", given=opened(rated(4, 1), contacted(5), MISSED), when=stopped()),
    keeps("S16c", "called since", given=opened(rated(4, 1), MISSED, contacted(15)), when=stopped()),
    keeps("S16c", "no risk is open", given=opened(rated(4, 1), assessed(4)), when=stopped()),
    keeps("S16c", "the client died", given=opened(URGENT), when=stopped(reason=DiscontinuationReason.DEATH)),
    keeps("S16c", "escalated", given=opened(URGENT, ESCALATED), when=stopped()),
    keeps("S16c", "passed on", given=opened(URGENT), when=stopped(referral=Referral(risk_passed_on=True))),
    breaks("S16d", "referred, and the risk not passed on", given=opened(URGENT), when=referred()),
    breaks("S16d", "said not to be passed on", given=opened(URGENT), when=referred(risk_passed_on=False)),
    keeps("S16d", "passed on", given=opened(URGENT), when=referred(risk_passed_on=True)),
    keeps("S16d", "nothing is open", when=referred()),
    keeps(
        "S16a",
        "the therapist cancelled",
        given=opened(rated(4, 1)),
        when=SessionMissed(on=day(2), missed_by=MissedBy.THERAPIST),
    ),
    keeps(
        "S11a",
        "referred to a service on a day",
        when=ClientReferred(on=day(4), referral=Referral(to="a clinic", on=day(4))),
    ),
    keeps(
        "S11a", "no referral, with the reason", when=ClientReferred(on=day(4), referral=Referral(none_because="moves"))
    ),
    breaks("S11a", "nothing said", when=ClientReferred(on=day(4))),
    breaks("S11a", "a place without a day", when=ClientReferred(on=day(4), referral=Referral(to="a clinic"))),
    breaks("S11a", "a day without a place", when=ClientReferred(on=day(4), referral=Referral(on=day(4)))),
    breaks("S11a", "not suitable, and nothing said", when=stopped(reason=DiscontinuationReason.NOT_SUITABLE)),
    keeps("S11a", "stopped by the client", when=stopped(reason=DiscontinuationReason.CLIENT_CHOICE)),
    keeps("S14a", "a crisis line is recorded", given=opened(CRISIS_LINE), when=MIDDLE),
    breaks("S14a", "nobody to reach in a crisis", when=MIDDLE),
    keeps("S14b", "a crisis line before the first session", given=opened(CRISIS_LINE), when=held(0)),
    breaks("S14b", "a session, and nobody to reach in a crisis", when=held(0)),
    keeps("S16a", "absent, and nothing is outstanding", given=opened(rated(4, 1), assessed(4)), when=MISSED),
    keeps(
        "S16a",
        "absent for a known reason",
        given=opened(rated(4, 1)),
        when=SessionMissed(on=day(2), explained=True),
    ),
    keeps("S16a", "called on the same day", given=opened(rated(4, 1), contacted(14)), when=MISSED),
    breaks("S16a", "absent after a positive item", given=opened(rated(4, 1)), when=MISSED),
    breaks("S16a", "absent while risk is urgent", given=opened(URGENT), when=MISSED),
    breaks("S16a", "called only the day before", given=opened(rated(4, 1), contacted(13)), when=MISSED),
    breaks(
        "S16a",
        "a contact about an invoice",
        given=opened(rated(4, 1), contacted(14, ContactReason.ADMINISTRATIVE)),
        when=MISSED,
    ),
    breaks("S16e", "the third one in a row", given=opened(missed(1), missed(2)), when=THIRD),
    breaks(
        "S16e",
        "the service called one off, which explains no absence",
        given=opened(missed(1), missed(1, missed_by=MissedBy.SERVICE, explained=True), missed(2)),
        when=THIRD,
    ),
    keeps("S16e", "the second one", given=opened(missed(2)), when=THIRD),
    keeps("S16e", "the third one is explained", given=opened(missed(1), missed(2)), when=THIRD.replace(explained=True)),
    keeps("S16e", "one of them was explained", given=opened(missed(1), missed(2, explained=True)), when=THIRD),
    keeps("S16e", "called in between", given=opened(missed(1), missed(2), contacted(15)), when=THIRD),
    keeps(
        "S16e",
        "spoke of another day in between",
        given=opened(missed(1), missed(2), contacted(15, ContactReason.ADMINISTRATIVE)),
        when=THIRD,
    ),
    breaks(
        "S16e",
        "a letter to the doctor reaches nobody",
        given=opened(
            missed(1),
            missed(2),
            contacted(15, ContactReason.ADMINISTRATIVE).replace(contacted=ContactWith.PROFESSIONAL),
        ),
        when=THIRD,
    ),
    keeps("S16e", "came in between", given=opened(missed(0), missed(1), held(14)), when=THIRD),
    keeps("S16e", "while risk is open S16a asks", given=opened(rated(1, 2), missed(1), missed(2)), when=THIRD),
    breaks("S16e", "two are enough here", given=opened(missed(2)), when=THIRD, under=SOONER),
    breaks("S16f", "a row of three", given=opened(missed(0), missed(1), missed(2)), when=MIDDLE),
    keeps("S16f", "a row of two", given=opened(missed(1), missed(2)), when=MIDDLE),
    keeps("S16f", "called since", given=opened(missed(0), missed(1), missed(2), contacted(15)), when=MIDDLE),
    keeps(
        "S16f", "while risk is open S16b asks", given=opened(rated(1, 2), missed(0), missed(1), missed(2)), when=MIDDLE
    ),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_case(case: Case) -> None:
    assert (case.clause in case.codes(PROTOCOL)) is case.objects
