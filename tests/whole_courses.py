"""A whole course under each protocol, as a therapist by the manual would record it.

Made by walking along what is due and its cures; the sessions lie on the days of the contract, and each is rated.
``python tests/whole_courses.py`` writes them to tests/courses/.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import count, islice
from pathlib import Path

from iptcore.course import Course
from iptcore.documents import to_json
from iptcore.events import (
    ContactMade,
    ContractAgreed,
    ContractAmended,
    CourseCompleted,
    CourseOpened,
    CrisisContactsRecorded,
    EndingAnnounced,
    EventKind,
    FollowUpHeld,
    GoalReviewed,
    MemberJoined,
    MiddleBegun,
    RiskAssessed,
    SessionHeld,
    SickRoleGiven,
    SupervisionHeld,
    SymptomsRated,
    TerminationBegun,
)
from iptcore.model.contract import ContractAmendment
from iptcore.protocol.catalogue import CATALOGUE
from iptcore.protocol.cures import cure, example, way_to
from iptcore.protocol.examples import examples
from iptcore.protocol.protocol import Protocol
from iptcore.protocol.rule import Level
from iptcore.vocabulary import Attendee, ContactWith, Frequency, Phase, Purpose, SickRoleScope, TechniqueName

FOLDER = Path(__file__).parent / "courses"
OPENED = date(2026, 1, 5)

TECHNIQUES = {
    Phase.INITIAL: (TechniqueName.INTERPERSONAL_INVENTORY, TechniqueName.CLARIFICATION),
    Phase.MIDDLE: (TechniqueName.CLARIFICATION, TechniqueName.DECISION_ANALYSIS, TechniqueName.ENCOURAGEMENT_OF_AFFECT),
    Phase.TERMINATION: (TechniqueName.CONSOLIDATION_OF_GAINS, TechniqueName.ENCOURAGEMENT_OF_AFFECT),
}


def whole_course(protocol: Protocol) -> Course:
    """From the opening to a follow-up, with nothing left undone that the protocol asks for."""
    course = protocol.apply(Course(), *way_to(protocol, Course(), CourseOpened, OPENED))
    for kind in (RiskAssessed, CrisisContactsRecorded):
        course = protocol.apply(course, *way_to(protocol, course, kind, OPENED))
    purposes = dict(protocol.by_purpose)
    for week in range(int(purposes[Purpose.PRE_GROUP].low or 1) if Purpose.PRE_GROUP in purposes else 0):
        course = met(protocol, course, OPENED + timedelta(week), Purpose.PRE_GROUP)
    if Purpose.GROUP in purposes:
        course = protocol.apply(course, MemberJoined(on=course.last_on or OPENED, group="group-1"))
    planned = sessions(protocol, (course.last_on or OPENED) + timedelta(7))
    initial = protocol.initial_sessions
    for on, purpose in islice(planned, int(initial.low if initial.high is None and initial.low else initial.high or 3)):
        course = met(protocol, course, on, purpose)
    if protocol.level(protocol.clauses["I04b"]) is not Level.OFF:
        limited = SickRoleGiven(on=course.last_on or OPENED, scope=SickRoleScope.LIMITED)
        course = protocol.apply(course, limited)
    course = stepped(protocol, course, MiddleBegun)
    last = (course.contract and course.contract.limit) or 0
    for on, purpose in planned:
        left = last - len(course.counted)
        if left == protocol.announced_ahead:
            course = protocol.apply(course, EndingAnnounced(on=course.last_on or on, sessions_left=left))
            course = stepped(protocol, spaced_out(protocol, course), TerminationBegun)
        course = met(protocol, course, on if left > 1 else later(course, on), purpose)
        if 2 * len(course.counted) in (last, last + 1):
            for kind in (GoalReviewed, SupervisionHeld):
                reviewed = example(protocol, course, kind, on)
                course = protocol.apply(course, *([reviewed] if reviewed else []))
        if len(course.counted) == last:
            break
    course = stepped(protocol, course, CourseCompleted)
    return protocol.apply(course, FollowUpHeld(on=(course.last_on or OPENED) + timedelta(84), words="still well"))


def sessions(protocol: Protocol, first: date) -> Iterator[tuple[date, Purpose]]:
    """The days of the contract and what each session is for: group sessions fall between individual ones."""
    purposes = dict(protocol.by_purpose)
    main = Purpose.REGULAR if Purpose.REGULAR in purposes or Purpose.GROUP not in purposes else Purpose.GROUP
    for number in count():
        on = nth_day(protocol.frequencies[0], first, number)
        yield on, main
        if main is Purpose.REGULAR and Purpose.GROUP in purposes and number % 2 == 0:
            yield on + timedelta(1), Purpose.GROUP


def nth_day(frequency: Frequency, first: date, number: int) -> date:
    if frequency is Frequency.MONTHLY:
        months = first.month - 1 + number
        return first.replace(year=first.year + months // 12, month=months % 12 + 1)
    if frequency is Frequency.THRICE_WEEKLY:
        return first + timedelta(7 * (number // 3) + 2 * (number % 3))
    return first + timedelta((14 if frequency is Frequency.FORTNIGHTLY else 7) * number)


def later(course: Course, on: date) -> date:
    """The day of the last session: twice as long after the one before it where the contract is tapered."""
    before, contract = course.counted.newest, course.contract
    fortnightly = contract is not None and contract.frequency is Frequency.FORTNIGHTLY
    return before.on + timedelta(28 if fortnightly else 14) if before and contract and contract.tapered else on


def met(protocol: Protocol, course: Course, on: date, purpose: Purpose) -> Course:
    """The course after a rating and the session of that day."""
    held = next(one for one in examples(protocol, course, SessionHeld, on) if isinstance(one, SessionHeld))
    phase = course.phase or Phase.INITIAL
    own = tuple(name for name in protocol.own_techniques if phase is Phase.MIDDLE and name is not _INITIAL_ONLY)
    held = held.replace(purpose=purpose, techniques=TECHNIQUES[phase] + own)
    if phase is not Phase.INITIAL:
        held = held.replace(symptoms_worked_on=False)
    if purpose is Purpose.GROUP:
        held = held.replace(group="group-1", group_size=6)
    if course.contract and course.contract.joint_with:
        held = held.replace(attendees=(Attendee.CLIENT, Attendee.PARTNER), people=course.contract.joint_with)
    course = protocol.apply(course, rating(protocol, course, on), held)
    asks = protocol.level(protocol.clauses["G04a"]) is not Level.OFF and len(course.counted) in (1, 6)
    return with_caregiver(protocol, course, on) if asks else course


_INITIAL_ONLY = TechniqueName.ATTACHMENT_EXPLORATION


def rating(protocol: Protocol, course: Course, on: date) -> SymptomsRated:
    """The baseline, and from then on a tenth of its range less each time, down to well; always well in maintenance."""
    first = next(one for one in examples(protocol, Course(), SymptomsRated, on) if isinstance(one, SymptomsRated))
    instrument = protocol.instrument(first.instrument)
    assert instrument is not None
    before = course.last(SymptomsRated)
    well = instrument.low + (instrument.high - instrument.low) // 10
    better = first.total if before is None else before.total - (instrument.high - instrument.low) // 20 - 1
    return first.replace(total=well if protocol.follows else max(well, better))


def stepped(protocol: Protocol, course: Course, kind: EventKind) -> Course:
    """The course after everything that is due before a step, what is only advised included, and the step."""
    on = course.last_on or OPENED
    if kind is CourseCompleted and protocol.level(protocol.clauses["G04c"]) is not Level.OFF:
        course = with_caregiver(protocol, course, on)
    for due in protocol.due(course):
        task = next((task for task in protocol.due(course) if task.code == due.code), due)
        cures = () if task.done else cure(protocol, course, task, on)
        course = protocol.apply(course, *(one for one in cures if one not in course.history))
    if kind is MiddleBegun and protocol.range_contract and course.contract and course.contract.sessions:
        most = course.contract.sessions
        agreed = course.contract.replace(sessions=most * 3 // 4, at_most=most, review_on=on + timedelta(56))
        course = protocol.apply(course, ContractAgreed(on=on, contract=agreed))
    return protocol.apply(course, *way_to(protocol, course, kind, on))


def with_caregiver(protocol: Protocol, course: Course, on: date) -> Course:
    contacts = (one for one in examples(protocol, course, ContactMade, on) if isinstance(one, ContactMade))
    return protocol.apply(course, next(one for one in contacts if one.contacted is ContactWith.CAREGIVER))


def spaced_out(protocol: Protocol, course: Course) -> Course:
    """The course with its last sessions spaced out, where the protocol has it so and does not so anyway."""
    if not protocol.tapering or protocol.frequencies[0] is Frequency.MONTHLY:
        return course
    agreed = ContractAmended(
        on=course.last_on or OPENED,
        amendment=ContractAmendment(tapered=True),
        client_agrees=True,
        therapist_agrees=True,
        because="to try it alone for longer",
    )
    return protocol.apply(course, agreed)


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for each in CATALOGUE:
        text = to_json(whole_course(each), indent=True)
        (FOLDER / f"{each.code}.json").write_text(text + "\n", encoding="utf-8")
