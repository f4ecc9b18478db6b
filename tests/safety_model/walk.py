"""Walks through reports of safety, entered late, corrected and several a day, with every gate tried after each.

Run as a script with a number of walks: ``python tests/safety_model/walk.py 10000``.
"""

import random
import sys
from collections import Counter
from datetime import date, timedelta
from pathlib import Path

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[1]))

from iptcore.course import Course, after, replay
from iptcore.events import (
    AdverseEventRecorded,
    ContractAgreed,
    Correction,
    CourseCompleted,
    CourseOpened,
    CourseResumed,
    CourseSuspended,
    CrisisContactsRecorded,
    EntriesCorrected,
    Event,
    MiddleBegun,
    MiddleResumed,
    NotDone,
    ProgressReviewed,
    RelationshipRecorded,
    RiskAssessed,
    RiskEscalated,
    SafetyPlanAgreed,
    SessionHeld,
    SymptomsRated,
    TerminationBegun,
)
from iptcore.model.contract import TreatmentContract
from iptcore.model.inventory import Relationship, SafetyConcern
from iptcore.model.risk import CrisisContact, SafetyPlan
from iptcore.protocol.catalogue import CATALOGUE
from iptcore.protocol.steps import STEPS, place
from iptcore.readings.risk import client_died
from iptcore.vocabulary import (
    AdverseEventKind,
    ReviewOutcome,
    RiskAction,
    SafetyConcernKind,
    TerminationKind,
    WhyNot,
)
from safety_model.model import asked

OPENED = date(2026, 1, 5)
RULES = {"S02", "S04", "S05", "S13", "S14", "S17"}
GATES = (MiddleBegun, TerminationBegun, MiddleResumed, CourseCompleted, CourseResumed)


def report(chance: random.Random, on: date) -> Event:
    """Something that bears on safety, or moves the course on."""
    person, kind = chance.choice(("p-1", "p-2")), chance.choice(tuple(SafetyConcernKind)[:2])
    reviewed = chance.random() < 0.4
    feared = SafetyConcern(
        kind=kind, reviewed=reviewed, joint_work_safe=chance.choice((None, True)) if reviewed else None
    )
    concern = chance.choice((feared, feared, None))
    item = chance.choice((None, 0, 0, 1, 3))
    makes = (
        lambda: RiskAssessed(on=on, action=chance.choice(tuple(RiskAction)), reasons="asked"),
        lambda: RiskAssessed(on=on, action=RiskAction.NONE, reasons="asked"),
        lambda: RiskEscalated(on=on, to="the crisis team"),
        lambda: SafetyPlanAgreed(on=on, plan=SafetyPlan()),
        lambda: NotDone(on=on, task=chance.choice(("S05", "S05a")), why=WhyNot.DECLINED, because="wants none"),
        lambda: SymptomsRated(on=on, instrument=chance.choice(("PHQ-9", "MINE")), total=12, suicide_item=item),
        lambda: AdverseEventRecorded(on=on, what=chance.choice(tuple(AdverseEventKind))),
        lambda: ProgressReviewed(on=on, outcomes=(ReviewOutcome.CONTINUE,)),
        lambda: CrisisContactsRecorded(on=on, contacts=(CrisisContact(how="by telephone", service="line"),)),
        lambda: RelationshipRecorded(
            on=on,
            relationship=Relationship(
                key=person, safety_concern=concern, alive=chance.choice((None, None, True, False))
            ),
        ),
        lambda: ContractAgreed(on=on, contract=TreatmentContract(joint_with=chance.choice(((), ("p-1",), ("p-2",))))),
        lambda: SessionHeld(on=on, risk_checked=chance.choice((None, True, False))),
        lambda: CourseSuspended(on=on),
        lambda: CourseResumed(on=on),
        lambda: MiddleBegun(on=on),
        lambda: TerminationBegun(on=on, how=TerminationKind.EARLY_BY_AGREEMENT),
        lambda: MiddleResumed(on=on),
    )
    return chance.choice(makes)()


def correction(chance: random.Random, course: Course, on: date) -> Event | None:
    """A correction of an entry that is neither the opening nor a correction."""
    numbers = [
        number
        for number, event in enumerate(course.history, start=1)
        if number > 1 and type(event) is not EntriesCorrected
    ]
    if not numbers:
        return None
    number = chance.choice(numbers)
    replacement = None if chance.random() < 0.5 else report(chance, course.history[number - 1].on)
    corrections = (Correction(entry=number, replacement=replacement),)
    return EntriesCorrected(on=on, corrections=corrections, because="written down wrongly")


def walk(seed: int) -> Counter[str]:
    """One walk; what was tried. Raises :class:`AssertionError` where a gate and the model differ."""
    chance = random.Random(seed)
    protocol = chance.choice(CATALOGUE)
    opening = CourseOpened(
        on=OPENED, client="c", protocol=protocol.code, edition=protocol.edition, consent=True, age=30
    )
    course, day, tried = replay([opening]), OPENED, Counter(walks=1)
    for _ in range(chance.randint(3, 25)):
        day += timedelta(days=chance.choice((0, 0, 1, 3, 7)))
        late = chance.random() < 0.25
        on = OPENED + timedelta(days=chance.randint(0, (day - OPENED).days)) if late else day
        event = correction(chance, course, day) if chance.random() < 0.15 else report(chance, on)
        if event is None:
            continue
        course = after(course, event)
        tried["steps"] += 1
        today = max(day, course.last_on or day)
        for gate in GATES:
            if place(course) not in STEPS[gate]:
                continue
            if client_died(course):
                codes = [objection.code for objection in protocol.objections(course, gate(on=today))]
                assert codes == ["C01e"], (seed, protocol.code, gate.__name__, codes)
                continue
            said = {
                objection.rule for objection in protocol.objections(course, gate(on=today)) if objection.level.refuses
            } & RULES
            expected = asked(course.history, gate.__name__)
            assert said == expected, (seed, protocol.code, gate.__name__, said, expected)
            tried["gates"] += 1
            tried["refused by safety"] += bool(expected)
    return tried


if __name__ == "__main__":
    total: Counter[str] = Counter()
    for number in range(int(sys.argv[1])):
        total += walk(number)
    print(dict(total))
