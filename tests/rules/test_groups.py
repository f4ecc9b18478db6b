import pytest

from iptcore.events import (
    ConsentGiven,
    ConsentWithdrawn,
    ContactMade,
    CourseCompleted,
    MemberJoined,
    MemberLeft,
    MiddleBegun,
    NotDone,
    RelationshipRecorded,
    SessionHeld,
    SupervisionHeld,
    TerminationBegun,
    TherapistAssigned,
)
from iptcore.model.inventory import Relationship, SafetyConcern
from iptcore.protocol.number_range import Between
from iptcore.protocol.rule import Level
from iptcore.protocol.rules.groups import RULES
from iptcore.vocabulary import (
    Attendee,
    ConsentScope,
    ContactReason,
    ContactWith,
    Purpose,
    Relation,
    SafetyConcernKind,
    WhyNot,
)

from .case import breaks, day, keeps, opened
from .histories import GRIEF, contract, formulation, goal, group_session, numbered

PLAIN = numbered()
LEVELS = {clause.code: Level.DEFINING for rule in RULES for clause in rule.clauses}
PROTOCOL = numbered(levels=LEVELS, group_size=Between(4, 7))
ANY_SIZE = numbered(levels=LEVELS)
WITH_GROUP_SESSIONS = numbered(by_purpose=((Purpose.GROUP, Between(8, 8)),))

FIRST = group_session(2)
BEGUN = MiddleBegun(on=day(3))
DONE = CourseCompleted(on=day(16))


def alone(weeks, purpose=Purpose.PRE_GROUP):
    return SessionHeld(on=day(weeks), purpose=purpose)


def caregiver(weeks, **parts):
    usual = {"on": day(weeks), "reason": ContactReason.CAREGIVER_INVOLVEMENT, "contacted": ContactWith.CAREGIVER}
    return ContactMade(**usual | parts)


def parent(*, safe, relation=Relation.PARENT, **parts):
    concern = SafetyConcern(kind=SafetyConcernKind.VIOLENCE, reviewed=safe, joint_work_safe=safe or None)
    relationship = Relationship(**{"key": "p", "relation": relation, "safety_concern": concern} | parts)
    return RelationshipRecorded(on=day(), relationship=relationship)


def consent(person=None):
    return ConsentGiven(on=day(), scope=ConsentScope.CONJOINT, person=person)


def impossible(clause):
    return NotDone(on=day(14), task=clause, why=WhyNot.IMPOSSIBLE, because="they live abroad")


# The middle phase began on the first day of week 2, the ending in week 12.
TREATED = (formulation(), contract(), MiddleBegun(on=day(2)), TerminationBegun(on=day(12)))


def treated(*events):
    return opened(*TREATED, *events)


OTHER_PARENT = RelationshipRecorded(on=day(), relationship=Relationship(key="q", relation=Relation.PARENT))
DEAD = RelationshipRecorded(
    on=day(), relationship=Relationship(key="q", relation=Relation.PARENT, alive=False, caregiver=True)
)
IN_GROUP_H = group_session(2, group="h")
WAS_MEMBER = (MemberJoined(on=day(), group="g"), MemberLeft(on=day(1), group="g"))
WITHDRAWN = ConsentWithdrawn(on=day(), scope=ConsentScope.CONJOINT, person="partner")
COUPLE = contract(focus=("dispute",), joint_with=("partner",))

CASES = [
    keeps("G01a", "met alone first", given=opened(alone(1)), when=FIRST),
    keeps("G01a", "a regular session first", given=opened(alone(1, Purpose.REGULAR)), when=FIRST),
    breaks("G01a", "straight into the group", when=FIRST),
    breaks("G01a", "only the parents were met", given=opened(alone(1, Purpose.CAREGIVER)), when=FIRST),
    keeps("G01a", "the second group session", given=opened(FIRST), when=group_session(3)),
    keeps("G01a", "an individual session", when=alone(1)),
    keeps("G01a", "in individual treatment", when=FIRST, under=PLAIN),
    keeps("G02a", "an own focus", given=opened(formulation()), when=BEGUN),
    breaks("G02a", "no focus", when=BEGUN),
    keeps("G02a", "in individual treatment I09 asks for it", when=BEGUN, under=PLAIN),
    keeps("G02b", "an own goal", given=opened(formulation(), goal()), when=BEGUN),
    breaks("G02b", "no goal", given=opened(formulation()), when=BEGUN),
    keeps("G02b", "in individual treatment I20 asks for it", when=BEGUN, under=PLAIN),
    keeps("G03a", "four members", when=group_session(2, group_size=4)),
    breaks("G03a", "three members", when=group_session(2, group_size=3)),
    keeps("G03a", "seven members", when=group_session(2, group_size=7)),
    breaks("G03a", "eight members", when=group_session(2, group_size=8)),
    keeps("G03a", "nobody counted", when=FIRST),
    keeps("G03a", "no size is known", when=group_session(2, group_size=30), under=ANY_SIZE),
    keeps("G03b", "a member", given=opened(MemberJoined(on=day(), group="g")), when=group_session(2, group="g")),
    breaks("G03b", "a member of another group", given=opened(MemberJoined(on=day(), group="g")), when=IN_GROUP_H),
    breaks("G03b", "a member who left", given=opened(*WAS_MEMBER), when=group_session(2, group="g")),
    keeps("G03b", "nobody noted which group", when=FIRST),
    keeps("G03c", "a protocol with a size of groups", when=FIRST),
    keeps("G03c", "a protocol with group sessions", when=FIRST, under=WITH_GROUP_SESSIONS),
    breaks("G03c", "individual treatment", when=FIRST, under=PLAIN),
    keeps("G03c", "an individual session", when=SessionHeld(on=day(2)), under=PLAIN),
    keeps("G03a", "an individual session", when=SessionHeld(on=day(2), group_size=1)),
    keeps("G04a", "a call in the first week", given=treated(caregiver(1)), when=DONE),
    keeps("G04a", "a call on the day the middle began", given=treated(caregiver(2)), when=DONE),
    breaks("G04a", "a call the day after it", given=treated(caregiver(2, on=day(2, 1))), when=DONE),
    breaks("G04a", "nobody answered", given=treated(caregiver(1, reached=False)), when=DONE),
    keeps(
        "G04a",
        "a parent in the session",
        given=treated(SessionHeld(on=day(1), attendees=(Attendee.CAREGIVER,))),
        when=DONE,
    ),
    breaks("G04a", "the client alone", given=treated(SessionHeld(on=day(1))), when=DONE),
    breaks(
        "G04a", "a call to the client", given=treated(ContactMade(on=day(1), reason=ContactReason.OUTREACH)), when=DONE
    ),
    keeps("G04a", "the parent is not safe", given=treated(parent(safe=False)), when=DONE),
    breaks("G04a", "judged safe", given=treated(parent(safe=True)), when=DONE),
    keeps(
        "G04a", "one of two parents is not safe, the other is dead", given=treated(parent(safe=False), DEAD), when=DONE
    ),
    breaks("G04a", "one of two parents is not safe", given=treated(parent(safe=False), OTHER_PARENT), when=DONE),
    keeps(
        "G04a",
        "a daughter who cares for the client is not safe",
        given=treated(parent(safe=False, relation=Relation.CHILD, caregiver=True), OTHER_PARENT),
        when=DONE,
    ),
    breaks(
        "G04a",
        "an unsafe parent who is no caregiver",
        given=treated(parent(safe=False, caregiver=False)),
        when=DONE,
    ),
    breaks(
        "G04a",
        "somebody else is not safe",
        given=treated(parent(safe=False, relation=Relation.COLLEAGUE)),
        when=DONE,
    ),
    keeps("G04a", "why not is recorded", given=treated(impossible("G04a")), when=DONE),
    keeps("G04a", "adults have no caregivers", given=treated(), when=DONE, under=PLAIN),
    keeps("G04b", "met in week two", given=treated(alone(2, Purpose.CAREGIVER)), when=DONE),
    breaks("G04b", "met before and after only", given=treated(caregiver(1), caregiver(12)), when=DONE),
    keeps("G04b", "there was no middle phase", given=opened(TerminationBegun(on=day(2))), when=DONE),
    keeps("G04b", "why not is recorded", given=treated(impossible("G04b")), when=DONE),
    keeps("G04c", "met when the ending began", given=treated(caregiver(12)), when=DONE),
    breaks("G04c", "met the week before", given=treated(caregiver(11)), when=DONE),
    keeps("G04c", "why not is recorded", given=treated(impossible("G04c")), when=DONE),
    keeps("G05a", "the partner is named", given=opened(formulation()), when=COUPLE),
    breaks("G05a", "nobody is", when=contract()),
    keeps("G05a", "individual treatment", when=contract(), under=PLAIN),
    keeps("G05b", "the client consents", given=opened(consent()), when=COUPLE),
    breaks("G05b", "only the partner does", given=opened(consent("partner")), when=COUPLE),
    keeps("G05b", "individual treatment", when=contract(), under=PLAIN),
    keeps("G05c", "the partner consents", given=opened(consent("partner")), when=COUPLE),
    breaks("G05c", "only the client does", given=opened(consent()), when=COUPLE),
    breaks("G05c", "the partner consented and withdrew", given=opened(consent("partner"), WITHDRAWN), when=COUPLE),
    breaks("G05c", "the client consents, once by their key", given=opened(consent(), consent("c-1")), when=COUPLE),
    breaks("G05a", "the client alone is named", when=contract(joint_with=("c-1",))),
    keeps("G05c", "individual treatment", when=COUPLE, under=PLAIN),
    keeps("G05d", "the partner who consents is named", given=opened(consent("partner")), when=COUPLE),
    breaks("G05d", "somebody else is named", given=opened(consent("mother")), when=COUPLE),
    keeps("G05d", "individual treatment", when=COUPLE, under=PLAIN),
    keeps("G05e", "nothing speaks against the partner", given=opened(consent("p")), when=COUPLE),
    breaks("G05e", "the partner may be unsafe", given=opened(consent("p"), parent(safe=False)), when=COUPLE),
    keeps("G05e", "judged safe", given=opened(consent("p"), parent(safe=True)), when=COUPLE),
    keeps("G05e", "nobody consents yet", given=opened(parent(safe=False)), when=COUPLE),
    keeps(
        "G05e",
        "individual treatment",
        given=opened(consent("p"), parent(safe=False)),
        when=COUPLE,
        under=PLAIN,
    ),
    keeps("G05f", "the dispute is the focus", given=opened(formulation()), when=COUPLE),
    breaks("G05f", "a grief is", given=opened(formulation(GRIEF)), when=contract(focus=("grief",))),
    breaks("G05f", "no focus in the contract", given=opened(formulation()), when=contract()),
    breaks("G05f", "no formulation", when=contract(focus=("dispute",))),
    keeps("G05h", "there is a dispute", given=opened(formulation()), when=COUPLE),
    breaks("G05h", "there is none", given=opened(formulation(GRIEF)), when=COUPLE),
    keeps("G05h", "individual treatment", when=COUPLE, under=PLAIN),
    keeps("G05g", "a session with both is a regular one", when=SessionHeld(on=day(3), people=("partner",))),
    breaks("G05g", "recorded beside the regular ones", when=SessionHeld(on=day(3), purpose=Purpose.CONJOINT)),
    keeps("G05g", "beside individual treatment", when=SessionHeld(on=day(3), purpose=Purpose.CONJOINT), under=PLAIN),
    keeps("G05f", "individual treatment", given=opened(formulation()), when=contract(), under=PLAIN),
    keeps("E05a", "the supervisor is named", when=SupervisionHeld(on=day(3), supervisor="s-1")),
    breaks("E05a", "nobody is named", when=SupervisionHeld(on=day(3))),
    keeps(
        "E05a",
        "named with the therapist",
        given=opened(TherapistAssigned(on=day(), therapist="t-1", supervisor="s-1")),
        when=SupervisionHeld(on=day(3)),
    ),
    breaks(
        "E05a",
        "a therapist without one",
        given=opened(TherapistAssigned(on=day(), therapist="t-1")),
        when=SupervisionHeld(on=day(3)),
    ),
    keeps("E05a", "with professional therapists", when=SupervisionHeld(on=day(3)), under=PLAIN),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_case(case):
    assert (case.clause in case.codes(PROTOCOL)) is case.objects
