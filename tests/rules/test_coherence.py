"""Cases of C01 and of the rules of coherence, which hold under every protocol."""

from datetime import date

import pytest

from iptcore.course import replay
from iptcore.events import (
    AdverseEventRecorded,
    ClientReferred,
    ConsentGiven,
    ConsentWithdrawn,
    ContactMade,
    ContractAmended,
    Correction,
    CourseCompleted,
    CourseDiscontinued,
    CourseOpened,
    CourseResumed,
    CourseSuspended,
    DepartureExplained,
    DiagnosisRecorded,
    DisputeStageChanged,
    EntriesCorrected,
    Event,
    Follows,
    FollowUpHeld,
    GoalReviewed,
    MemberJoined,
    MemberLeft,
    MiddleBegun,
    MiddleResumed,
    NotDone,
    ProgressReviewed,
    PsychoeducationGiven,
    RelationshipRecorded,
    RiskAssessed,
    SessionHeld,
    SessionMissed,
    SickRoleGiven,
    SymptomsRated,
    TerminationBegun,
)
from iptcore.model.contract import ContractAmendment
from iptcore.model.diagnosis import Diagnosis
from iptcore.model.figure import Figure
from iptcore.model.inventory import Relationship, SafetyConcern
from iptcore.model.measure import Instrument
from iptcore.sources import cite
from iptcore.vocabulary import (
    AdverseEventKind,
    Attendee,
    Condition,
    ConsentScope,
    ContactReason,
    DiagnosisRole,
    Direction,
    DisputeStage,
    MissingItemsPolicy,
    Purpose,
    ReviewOutcome,
    RiskAction,
    SafetyConcernKind,
    TerminationKind,
    WhyNot,
)

from .case import Case, breaks, day, keeps, opened
from .histories import TRANSITION, WELL_BEING, contract, formulation, goal, in_ending, in_middle, numbered

PROTOCOL = numbered()

SUSPENDED = opened(CourseSuspended(on=day(1)))
COMPLETED = in_ending(CourseCompleted(on=day(16)))
ASSESSED = RiskAssessed(on=day(20), action=RiskAction.NONE, reasons="asked openly")


def corrected(*corrections: Correction, on: int = 2) -> EntriesCorrected:
    return EntriesCorrected(on=day(on), corrections=corrections, because="written down wrongly")


def strikes(entry: int) -> EntriesCorrected:
    return corrected(Correction(entry=entry))


def replaces(entry: int, event: Event) -> EntriesCorrected:
    return corrected(Correction(entry=entry, replacement=event))


def reason(clause: str) -> NotDone:
    return NotDone(on=day(1), task=clause, why=WhyNot.DECLINED, because="did not wish to")


def explained(rule: str) -> DepartureExplained:
    return DepartureExplained(on=day(1), rule=rule, because="it served the client better")


def amended(**changes: object) -> ContractAmended:
    return ContractAmended(on=day(2), amendment=ContractAmendment(**changes), client_agrees=True, therapist_agrees=True)


def rated(total: float, instrument: str = "PHQ-9", **parts: object) -> SymptomsRated:
    return SymptomsRated(on=day(1), instrument=instrument, total=total, **parts)


def missing(items: int, total: float, instrument: str = "PHQ-9", **parts: object) -> SymptomsRated:
    """The sum of the answers that were given, with so many items left out."""
    policy = MissingItemsPolicy.SUM_OF_ANSWERED
    return rated(total, instrument, missing_items=items, missing_policy=policy, **parts)


def prorated(items: int, total: float, **parts: object) -> SymptomsRated:
    return rated(total, missing_items=items, missing_policy=MissingItemsPolicy.PRORATED, **parts)


LIKE = PROTOCOL.adapt(
    code="like",
    instruments=(
        Instrument(code="LIKE", name="Like it", low=0, high=90, suicide_item=Figure(number=3, source=cite("D"))),
    ),
)
"""An instrument of which the items are not known."""
GOOD = PROTOCOL.adapt(
    code="good",
    instruments=(
        Instrument(
            code="GOOD", name="Good days", low=0, high=90, direction=Direction.HIGHER_IS_BETTER,
            suicide_item=Figure(number=3, source=cite("D")),
        ),
    ),
)  # fmt: skip
"""An instrument with a suicide item, of which a higher total is better."""


def following(opened_on: date | None) -> CourseOpened:
    link = Follows(elsewhere=True) if opened_on is None else Follows(client="c-1", opened=opened_on)
    return CourseOpened(on=day(), client="c-1", protocol="ipt-m", edition="1990", consent=True, follows=link)


def mended(given: tuple[Event, ...], entry: int, event: Event | None = None) -> EntriesCorrected:
    return replay(given).correct(entry, event, on=day(30), because="written down wrongly")


HELD = SessionHeld(on=day(1), minutes=50)
CONSENT = ConsentGiven(on=day(), scope=ConsentScope.TREATMENT)
ASSESSED = RiskAssessed(on=day(), action=RiskAction.NONE, reasons="asked openly")
POSITIVE = SymptomsRated(on=day(1), instrument="PHQ-9", total=9, suicide_item=2)
URGENT = ASSESSED.replace(action=RiskAction.URGENT)
VIOLENT = RelationshipRecorded(
    on=day(1), relationship=Relationship(key="p-1", safety_concern=SafetyConcern(kind=SafetyConcernKind.VIOLENCE))
)
WITHDRAWN = ConsentWithdrawn(on=day(1), scope=ConsentScope.TREATMENT)
ATTEMPT = AdverseEventRecorded(on=day(1), what=AdverseEventKind.SUICIDE_ATTEMPT)
TURNED_PSYCHOTIC = AdverseEventRecorded(on=day(1), what=AdverseEventKind.PSYCHOSIS)
PSYCHOTIC = DiagnosisRecorded(
    on=day(1), diagnosis=Diagnosis(condition=Condition.PSYCHOSIS, role=DiagnosisRole.COMORBID, active=True)
)
REVIEWED = ProgressReviewed(on=day(2), outcomes=(ReviewOutcome.CONTINUE,))
WELL_AGAIN = PSYCHOTIC.replace(diagnosis=PSYCHOTIC.diagnosis.replace(active=False))
PAST_AND_ACTIVE = PSYCHOTIC.replace(diagnosis=PSYCHOTIC.diagnosis.replace(role=DiagnosisRole.PAST))
PAST_NOT_ACTIVE = WELL_AGAIN.replace(diagnosis=WELL_AGAIN.diagnosis.replace(role=DiagnosisRole.PAST))
MANIC = SymptomsRated(on=day(1), instrument="YMRS", total=20)
HELD_WITH_SOMEBODY = SessionHeld(on=day(1), attendees=(Attendee.CLIENT, Attendee.OTHER), risk_checked=True)
JUDGED_SAFE = SafetyConcern(kind=SafetyConcernKind.VIOLENCE, reviewed=True, joint_work_safe=True)
CONSENTED = ConsentGiven(on=day(1), scope=ConsentScope.TREATMENT)
WITHDRAWN_LATER = WITHDRAWN.replace(on=day(2))
JOINT_AND_UNSAFE = opened(
    VIOLENT.replace(relationship=VIOLENT.relationship.replace(safety_concern=JUDGED_SAFE)),
    contract(day(2), joint_with=("p-1",)),
    VIOLENT.replace(on=day(3)),
)
ENDED_SAFELY = in_ending(
    POSITIVE.replace(on=day(12, 1)), ASSESSED.replace(on=day(14)), CourseCompleted(on=day(14)), weeks=12
)
NEW_FOCUS = formulation(TRANSITION, on=day(9))
DIED = AdverseEventRecorded(on=day(12), what=AdverseEventKind.DEATH)


def lost(what: str, event: Event, replacement: Event | None = None) -> Case:
    given = opened(event)
    return breaks("C13b", f"a correction takes away {what}", given=given, when=mended(given, 2, replacement))


EARLY = TerminationBegun(on=day(3), how=TerminationKind.EARLY_BY_AGREEMENT)


CASES = [
    breaks("C01a", "nothing is recorded before the opening", given=(), when=ASSESSED),
    breaks("C01a", "a course is opened once", when=opened()[0]),
    breaks("C01a", "the initial phase is not followed by the end", when=CourseCompleted(on=day(3))),
    breaks("C01a", "the middle phase begins once", given=in_middle(), when=MiddleBegun(on=day(3))),
    breaks("C01a", "the middle phase is not resumed out of itself", given=in_middle(), when=MiddleResumed(on=day(3))),
    breaks("C01a", "the last phase begins once", given=in_ending(), when=TerminationBegun(on=day(13))),
    breaks("C01a", "nothing is agreed while the course is suspended", given=SUSPENDED, when=formulation(on=day(2))),
    breaks("C01a", "a suspended course is not suspended again", given=SUSPENDED, when=CourseSuspended(on=day(2))),
    breaks("C01a", "an open course is not resumed", when=CourseResumed(on=day(2))),
    breaks("C01a", "nothing is agreed after the end", given=COMPLETED, when=contract(on=day(20))),
    breaks("C01a", "a course does not end twice", given=COMPLETED, when=CourseDiscontinued(on=day(20))),
    keeps("C01a", "the opening comes first", given=(), when=opened()[0]),
    keeps("C01a", "the middle phase follows the initial one", when=MiddleBegun(on=day(3))),
    keeps("C01a", "an early end leads from the initial to the last phase", when=EARLY),
    keeps("C01d", "an early end by agreement, out of the initial phase", when=EARLY),
    breaks("C01d", "a planned end out of the initial phase", when=TerminationBegun(on=day(3))),
    keeps("C01d", "a planned end out of the middle phase", given=in_middle(), when=TerminationBegun(on=day(12))),
    keeps("K07a", "follows a course of last year", given=(), when=following(day(-50))),
    keeps("K07a", "follows a course elsewhere", given=(), when=following(None)),
    keeps("K07a", "follows none", given=(), when=opened()[0]),
    breaks("K07a", "follows a course of the same day", given=(), when=following(day())),
    breaks("K07a", "follows a course to come", given=(), when=following(day(50))),
    keeps("K05b", "a reason for what takes one", when=reason("I02a")),
    keeps("K05b", "a reason for a clause that does not exist is K05a's business", when=reason("Z99a")),
    breaks("K05b", "a reason for what takes none", when=reason("I04a")),
    keeps("K05b", "a reason for a safeguard, which cannot be explained either", when=reason("S02a")),
    breaks("K05c", "an explanation of a safeguard", when=explained("S02a")),
    breaks("K05c", "an explanation of a safeguard that takes a reason", when=explained("T03f")),
    breaks("K05c", "an explanation of what contradicts the record", when=explained("K01a")),
    keeps("K05c", "an explanation of a rule with advice beside a safeguard", when=explained("S02")),
    keeps("K05c", "an explanation of what a manual demands", when=explained("I04a")),
    keeps("K05c", "a clause that does not exist is K05a's business", when=explained("Z99a")),
    keeps("O08b", "an item within the total", when=rated(3, suicide_item=3)),
    keeps("O08b", "no item", when=rated(3)),
    keeps("O08b", "all other items at their greatest", when=rated(24, suicide_item=0)),
    breaks("O08b", "more than the other items can make up", when=rated(25, suicide_item=0)),
    keeps("O08b", "the highest total", when=rated(27, suicide_item=3)),
    breaks("O08b", "of the two items that were answered", when=missing(7, 5, suicide_item=1)),
    keeps("O08b", "of the two items that were answered, made up", when=prorated(7, 5, suicide_item=1)),
    keeps("O08b", "the items are not known", when=rated(90, "LIKE", suicide_item=0), under=LIKE),
    breaks("O08b", "an answer where no item was answered", when=missing(9, 0, suicide_item=0)),
    breaks("O08a", "prorated from no answer at all", when=prorated(9, 12)),
    keeps("O08a", "prorated from one answer", when=prorated(8, 12)),
    breaks("O08b", "an item above the total", when=rated(2, suicide_item=3)),
    keeps("O08b", "an instrument nobody knows, whose total may be a mean", when=rated(1.8, "CORE-OM", suicide_item=4)),
    breaks("O08c", "an item of nine, where three is the greatest answer", when=rated(15, suicide_item=9)),
    keeps("O08c", "an item of three", when=rated(15, suicide_item=3)),
    keeps("O08c", "no item", when=rated(15)),
    keeps("O08c", "an instrument nobody knows", when=rated(15, "CORE-OM", suicide_item=9)),
    breaks("O08d", "fifty of nine items missing", when=missing(50, 20)),
    keeps("O08d", "nine of nine items missing", when=missing(9, 0)),
    keeps("O08d", "an instrument nobody knows", when=missing(50, 20, "CORE-OM")),
    breaks("O08a", "27, of the one item that was answered", when=missing(8, 27)),
    keeps("O08a", "3, of the one item that was answered", when=missing(8, 3)),
    breaks("O08a", "27, of no item that was answered", when=missing(9, 27)),
    keeps("O08a", "five, of five items that begin at one", when=missing(5, 5, "K10")),
    breaks("O08a", "four, of five items that begin at one", when=missing(5, 4, "K10")),
    keeps(
        "O08b", "an item above a total where higher is better", when=rated(2, "WELL", suicide_item=3), under=WELL_BEING
    ),
    keeps("O08b", "an item above a total that counts the other way", when=rated(2, "GOOD", suicide_item=3), under=GOOD),
    keeps("O08a", "a prorated total", when=rated(11.25, missing_items=1, missing_policy=MissingItemsPolicy.PRORATED)),
    breaks(
        "O08a",
        "a prorated total out of range",
        when=rated(28, missing_policy=MissingItemsPolicy.PRORATED),
    ),
    breaks(
        "O08a",
        "half a point where the answers were only added up",
        when=rated(11.5, missing_items=1, missing_policy=MissingItemsPolicy.SUM_OF_ANSWERED),
    ),
    keeps("C01a", "the last phase follows the middle one", given=in_middle(), when=TerminationBegun(on=day(12))),
    keeps("C01a", "the middle phase is resumed out of the last one", given=in_ending(), when=MiddleResumed(on=day(13))),
    keeps("C01a", "a course is completed out of the last phase", given=in_ending(), when=CourseCompleted(on=day(16))),
    keeps("C01a", "a suspended course is resumed", given=SUSPENDED, when=CourseResumed(on=day(2))),
    keeps("C01a", "a client may leave a suspended course", given=SUSPENDED, when=ClientReferred(on=day(2))),
    keeps("C01a", "risk is assessed while the course is suspended", given=SUSPENDED, when=ASSESSED),
    keeps("C01a", "risk is assessed after the end", given=COMPLETED, when=ASSESSED),
    breaks("C01b", "a report dated before the opening", when=PsychoeducationGiven(on=day(days=-1))),
    keeps("C01b", "a report of the day of the opening", when=PsychoeducationGiven(on=day())),
    breaks("C01c", "a second ending, entered late", given=COMPLETED, when=CourseDiscontinued(on=day(14))),
    breaks(
        "C01c",
        "a step that would have led elsewhere, entered late",
        given=COMPLETED,
        when=MiddleResumed(on=day(14)),
    ),
    keeps("C01c", "a session before the end, entered late", given=COMPLETED, when=SessionHeld(on=day(14))),
    keeps(
        "C01c", "a step entered late while the course goes on", given=in_middle(weeks=3), when=MiddleBegun(on=day(2))
    ),
    breaks("C01e", "a completion after the client's death", given=in_ending(DIED), when=CourseCompleted(on=day(13))),
    breaks("C01e", "an agreement after it", given=opened(DIED), when=formulation(on=day(13))),
    breaks("C01e", "a return from a pause after it", given=(*SUSPENDED, DIED), when=CourseResumed(on=day(13))),
    keeps("C01e", "the death ends the course", given=opened(DIED), when=CourseDiscontinued(on=day(13))),
    keeps("C01e", "an agreement before it, entered late", given=opened(DIED), when=formulation(on=day(2))),
    keeps("C01e", "another event", given=in_ending(ATTEMPT), when=CourseCompleted(on=day(13))),
    breaks("K01a", "a goal before there is a focal area", when=goal()),
    keeps("K01a", "a goal once there is a focal area", given=opened(formulation()), when=goal()),
    breaks("K01b", "a goal for an area that is not in focus", given=opened(formulation()), when=goal(area="grief")),
    keeps("K01b", "a goal for the area in focus", given=opened(formulation()), when=goal(area="dispute")),
    breaks("K01c", "a review before there is a goal", when=GoalReviewed(on=day(2), goal="talk", attainment=0)),
    keeps(
        "K01c",
        "a review once there is a goal",
        given=opened(formulation(), goal()),
        when=GoalReviewed(on=day(2), goal="talk", attainment=0),
    ),
    breaks(
        "K01d",
        "a review of a goal that nobody agreed on",
        given=opened(formulation(), goal()),
        when=GoalReviewed(on=day(2), goal="rest", attainment=0),
    ),
    keeps(
        "K01d",
        "a review of the agreed goal",
        given=opened(formulation(), goal()),
        when=GoalReviewed(on=day(2), goal="talk", attainment=2),
    ),
    breaks(
        "K02a",
        "the stage of a dispute where the focus is a transition",
        given=opened(formulation(TRANSITION)),
        when=DisputeStageChanged(on=day(2), dispute="move", stage=DisputeStage.IMPASSE),
    ),
    keeps(
        "K02a",
        "the stage of the dispute in focus",
        given=opened(formulation()),
        when=DisputeStageChanged(on=day(2), dispute="dispute", stage=DisputeStage.IMPASSE),
    ),
    breaks(
        "K02b",
        "the stage of another dispute than the one in focus",
        given=opened(formulation()),
        when=DisputeStageChanged(on=day(2), dispute="neighbour", stage=DisputeStage.IMPASSE),
    ),
    keeps(
        "K02b",
        "the stage of the dispute in focus",
        given=opened(formulation()),
        when=DisputeStageChanged(on=day(2), dispute="dispute", stage=DisputeStage.DISSOLUTION),
    ),
    breaks("K03a", "an amendment before there is a contract", when=amended(sessions=20)),
    keeps("K03a", "an amendment of the contract", given=opened(formulation(), contract()), when=amended(sessions=20)),
    breaks("K03b", "a contract about an area that is not in focus", when=contract(focus=("dispute",))),
    breaks("K03b", "a contract about a goal that nobody agreed on", when=contract(goals=("talk",))),
    breaks("K03b", "an amendment towards an area not in focus", given=in_middle(), when=amended(focus=("grief",))),
    keeps(
        "K03b",
        "a contract about the area in focus and the agreed goal",
        given=opened(formulation(), goal()),
        when=contract(focus=("dispute",), goals=("talk",)),
    ),
    keeps("K03b", "an amendment that leaves the focus alone", given=in_middle(), when=amended(sessions=20)),
    breaks("K04a", "leaving a group without having joined one", when=MemberLeft(on=day(2), group="monday")),
    breaks(
        "K04a",
        "leaving a group twice",
        given=opened(MemberJoined(on=day(), group="monday"), MemberLeft(on=day(1), group="monday")),
        when=MemberLeft(on=day(2), group="monday"),
    ),
    keeps(
        "K04a",
        "leaving the group joined",
        given=opened(MemberJoined(on=day(), group="monday")),
        when=MemberLeft(on=day(2), group="monday"),
    ),
    breaks(
        "K04b",
        "leaving another group than the one joined",
        given=opened(MemberJoined(on=day(), group="monday")),
        when=MemberLeft(on=day(2), group="friday"),
    ),
    keeps(
        "K04b",
        "leaving a group joined again",
        given=opened(
            MemberJoined(on=day(), group="monday"),
            MemberLeft(on=day(1), group="monday"),
            MemberJoined(on=day(2), group="monday"),
        ),
        when=MemberLeft(on=day(3), group="monday"),
    ),
    breaks("K05a", "a reason for a clause that does not exist", when=reason("Z99a")),
    breaks("K05a", "a reason for a rule that does not exist", when=reason("Z99")),
    keeps("K05a", "a reason for a whole rule", when=reason("I02")),
    keeps("K05b", "a reason for a whole rule that takes one", when=reason("I02")),
    breaks("K05b", "a reason for a whole rule that takes none", when=reason("I03")),
    breaks("K05a", "an explanation of a rule that does not exist", when=explained("Z99")),
    keeps("K05a", "a reason for a clause", when=reason("I02a")),
    keeps("K05a", "an explanation of a clause", when=explained("C06a")),
    keeps("K05a", "an explanation of a whole rule", when=explained("C06")),
    breaks("K06a", "a correction of an entry that does not exist", when=strikes(2)),
    breaks("K06a", "a correction of a correction", given=opened(ASSESSED, strikes(2)), when=strikes(3)),
    breaks("K06a", "a correction that strikes the opening", when=strikes(1)),
    breaks("K06a", "a correction that makes a second opening", given=opened(ASSESSED), when=replaces(2, opened()[0])),
    breaks(
        "K06a",
        "a correction of an entry that is another one",
        given=opened(HELD, ASSESSED),
        when=corrected(Correction(entry=3, corrects="session_held", dated=day(1))),
    ),
    breaks(
        "K06a",
        "a correction of an entry of another day",
        given=opened(HELD),
        when=corrected(Correction(entry=2, corrects="session_held", dated=day(2))),
    ),
    breaks("C13a", "a correction that turns a session into a step", given=opened(HELD), when=replaces(2, EARLY)),
    breaks(
        "C13a",
        "a correction that brings back a step that was struck",
        given=in_middle(EARLY, strikes(len(in_middle()) + 1)),
        when=replaces(len(in_middle()) + 1, EARLY),
    ),
    keeps(
        "C13a",
        "a correction of the day of a step",
        given=in_middle(EARLY),
        when=replaces(len(in_middle()) + 1, EARLY.replace(on=day(4))),
    ),
    keeps("C13a", "a session that was a missed one", given=opened(HELD), when=replaces(2, SessionMissed(on=day(1)))),
    breaks(
        "C13d",
        "joint sessions with somebody unsafe are put into the contract",
        given=opened(contract(), VIOLENT),
        when=mended(opened(contract(), VIOLENT), 2, contract(joint_with=("p-1",))),
    ),
    breaks(
        "C13d",
        "the client did not agree to the new focus",
        given=in_middle(NEW_FOCUS),
        when=replay(in_middle(NEW_FOCUS)).correct(
            len(in_middle(NEW_FOCUS)), formulation(TRANSITION, accepted=False, on=day(9)), on=day(30), because="misread"
        ),
    ),
    breaks(
        "C13d",
        "an ending is moved before the assessment that it waited for",
        given=ENDED_SAFELY,
        when=mended(ENDED_SAFELY, len(ENDED_SAFELY), CourseCompleted(on=day(13))),
    ),
    keeps(
        "C13d",
        "an ending is moved behind it",
        given=ENDED_SAFELY,
        when=mended(ENDED_SAFELY, len(ENDED_SAFELY), CourseCompleted(on=day(15))),
    ),
    keeps(
        "C13d",
        "what was unsafe before the correction",
        given=opened(contract(joint_with=("p-1",)), VIOLENT),
        when=mended(opened(contract(joint_with=("p-1",)), VIOLENT), 2, contract(joint_with=("p-1",), minutes=45)),
    ),
    keeps("C13d", "a fact", given=opened(HELD), when=mended(opened(HELD), 2, HELD.replace(minutes=45))),
    lost("an illness beside which others are needed", PSYCHOTIC),
    keeps(
        "C13b",
        "the illness is not active any more",
        given=opened(WELL_AGAIN),
        when=mended(opened(WELL_AGAIN), 2),
    ),
    lost(
        "an illness that is called one of the past",
        PSYCHOTIC,
        PSYCHOTIC.replace(diagnosis=PSYCHOTIC.diagnosis.replace(role=DiagnosisRole.PAST, active=None)),
    ),
    lost(
        "an open concern, which is called judged safe",
        VIOLENT,
        VIOLENT.replace(relationship=VIOLENT.relationship.replace(safety_concern=JUDGED_SAFE)),
    ),
    breaks(
        "C13b",
        "a psychosis in treatment is called one that stands beside the depression, after the review",
        given=opened(TURNED_PSYCHOTIC, REVIEWED),
        when=mended(opened(TURNED_PSYCHOTIC, REVIEWED), 2, PSYCHOTIC),
    ),
    lost("an illness that is called an event in treatment", PSYCHOTIC, TURNED_PSYCHOTIC),
    lost("a turn into mania", MANIC, MANIC.replace(total=4)),
    breaks(
        "C13b",
        "an assessment is moved behind the danger",
        given=opened(ASSESSED.replace(on=day()), POSITIVE),
        when=mended(opened(ASSESSED.replace(on=day()), POSITIVE), 2, ASSESSED.replace(on=day(2))),
    ),
    keeps(
        "C13b",
        "who took part is named",
        given=opened(HELD_WITH_SOMEBODY, VIOLENT),
        when=mended(opened(HELD_WITH_SOMEBODY, VIOLENT), 2, HELD_WITH_SOMEBODY.replace(people=("p-2",))),
    ),
    lost("an assessment", ASSESSED),
    lost("an urgent assessment", URGENT, ASSESSED),
    lost("a positive rating", POSITIVE),
    lost("a positive item", POSITIVE, POSITIVE.replace(suicide_item=0)),
    lost("a safety concern", VIOLENT),
    lost("an attempt", ATTEMPT),
    lost("an attempt for something less", ATTEMPT, ATTEMPT.replace(what=AdverseEventKind.SELF_HARM)),
    lost("a withdrawal", WITHDRAWN),
    lost("the withdrawal of treatment for another", WITHDRAWN, WITHDRAWN.replace(scope=ConsentScope.RECORDING)),
    breaks(
        "C13b",
        "a withdrawal is moved before the consent",
        given=opened(CONSENTED, WITHDRAWN_LATER),
        when=mended(opened(CONSENTED, WITHDRAWN_LATER), 3, WITHDRAWN_LATER.replace(on=day())),
    ),
    breaks(
        "C13b",
        "a consent is moved behind its withdrawal",
        given=opened(CONSENTED, WITHDRAWN_LATER),
        when=mended(opened(CONSENTED, WITHDRAWN_LATER), 2, CONSENTED.replace(on=day(3))),
    ),
    breaks(
        "C13b",
        "a concern is moved before the review that judged it safe",
        given=JOINT_AND_UNSAFE,
        when=mended(JOINT_AND_UNSAFE, len(JOINT_AND_UNSAFE), VIOLENT.replace(on=day())),
    ),
    keeps(
        "C13b",
        "the words of a concern are mended",
        given=JOINT_AND_UNSAFE,
        when=mended(JOINT_AND_UNSAFE, len(JOINT_AND_UNSAFE), VIOLENT.replace(on=day(4))),
    ),
    keeps("C13b", "a total mistyped", given=opened(POSITIVE), when=replaces(2, POSITIVE.replace(total=10))),
    keeps("C13b", "a session that never was", given=opened(HELD), when=mended(opened(HELD), 2)),
    breaks("C13c", "a correction by number alone", given=opened(HELD), when=strikes(2)),
    keeps("C13c", "a correction that says what it corrects", given=opened(HELD), when=mended(opened(HELD), 2)),
    breaks("C14a", "the same session twice", given=opened(HELD), when=HELD.replace(recorded=day(1), by="t-1")),
    keeps("C14a", "another session that day", given=opened(HELD), when=HELD.replace(minutes=30)),
    keeps(
        "C14a",
        "a rating of the old phase and one of the new",
        given=opened(POSITIVE, EARLY.replace(on=day(1))),
        when=POSITIVE,
    ),
    keeps(
        "C14a",
        "consent that was withdrawn in between",
        given=opened(CONSENT, ConsentWithdrawn(on=day(), scope=ConsentScope.TREATMENT)),
        when=CONSENT,
    ),
    keeps(
        "C14a",
        "an assessment after self-harm beside one before it",
        given=opened(ASSESSED, AdverseEventRecorded(on=day(), what=AdverseEventKind.SELF_HARM)),
        when=ASSESSED,
    ),
    breaks("C14a", "the same consent twice", given=opened(CONSENT), when=CONSENT),
    keeps("C14a", "the same session another day", given=opened(HELD), when=HELD.replace(on=day(2))),
    breaks("C14c", "past and active", given=opened(), when=PAST_AND_ACTIVE),
    keeps("C14c", "past and not active", given=opened(), when=PAST_NOT_ACTIVE),
    keeps("C14c", "active", given=opened(), when=PSYCHOTIC),
    breaks("C14b", "a year mistyped", given=opened(HELD), when=HELD.replace(on=date(2062, 1, 12))),
    keeps("C14b", "a year that follows", given=opened(HELD), when=HELD.replace(on=date(2027, 1, 12))),
    breaks("C14b", "a session more than a year later", given=opened(HELD), when=HELD.replace(on=date(2027, 1, 19))),
    breaks("C14b", "an absence", given=opened(HELD), when=SessionMissed(on=date(2027, 1, 19))),
    keeps(
        "C14b",
        "a booster more than a year later",
        given=opened(HELD),
        when=SessionHeld(on=date(2027, 6, 1), purpose=Purpose.BOOSTER),
    ),
    keeps(
        "C14b",
        "a call more than a year later",
        given=opened(HELD),
        when=ContactMade(on=date(2027, 6, 1), reason=ContactReason.OUTREACH),
    ),
    keeps("C14b", "a late follow-up", given=opened(HELD), when=FollowUpHeld(on=date(2031, 1, 12))),
    breaks("C14b", "a follow-up of another age", given=opened(HELD), when=FollowUpHeld(on=date(2062, 1, 12))),
    keeps(
        "K04b",
        "leaving a group that was joined again the day it was left",
        given=opened(
            MemberJoined(on=day(1), group="g"), MemberLeft(on=day(2), group="g"), MemberJoined(on=day(2), group="g")
        ),
        when=MemberLeft(on=day(3), group="g"),
    ),
    keeps("O08b", "a question asked beside a scale without it", when=rated(0, "GAD-7", suicide_item=1)),
    keeps("K06a", "an entry that never happened", given=opened(ASSESSED), when=strikes(2)),
    keeps(
        "K06a", "another event in place of an entry", given=opened(ASSESSED), when=replaces(2, SickRoleGiven(on=day(1)))
    ),
    keeps("K06a", "an opening with another age", when=replaces(1, opened(age=40)[0])),
    breaks(
        "K06b",
        "an opening moved behind a report",
        given=opened(PsychoeducationGiven(on=day(1))),
        when=replaces(1, opened(on=day(2))[0]),
    ),
    breaks(
        "K06b",
        "a report moved before the opening",
        given=opened(PsychoeducationGiven(on=day(1))),
        when=replaces(2, PsychoeducationGiven(on=day(-1))),
    ),
    keeps(
        "K06b",
        "an opening moved to an earlier day",
        given=opened(PsychoeducationGiven(on=day(1))),
        when=replaces(1, opened(on=day(-1))[0]),
    ),
    breaks("O08a", "a total above the range of the instrument", when=rated(28)),
    breaks("O08a", "a total with a fraction where totals are whole", when=rated(10.5)),
    keeps("O08a", "the lowest total", when=rated(0)),
    keeps("O08a", "the highest total", when=rated(27)),
    keeps("O08a", "a total on an instrument that nothing is known of", when=rated(900, "MY-OWN")),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_case(case: Case) -> None:
    assert (case.clause in case.codes(PROTOCOL)) is case.objects
