"""What four times the entries cost: the time beside that of a quarter of them; 4 is linear, 16 is quadratic.

A correction folds the whole history again, so many of them, entered one by one, cost more than many other reports.
"""

import time
from collections.abc import Callable
from datetime import date, timedelta
from functools import partial

from iptcore import (
    IPT,
    Course,
    CrisisContact,
    CrisisContactsRecorded,
    DepartureExplained,
    Relationship,
    RelationshipRecorded,
    RiskAction,
    RiskAssessed,
    SafeguardingRaised,
    SafetyConcern,
    SafetyConcernKind,
    SessionHeld,
    SymptomsRated,
    replay,
)
from iptcore.protocol.catalogue import IPT_A

ON = date(2026, 1, 5)
FEW, MANY = 500, 2_000
VIOLENCE = SafetyConcern(kind=SafetyConcernKind.VIOLENCE)


def day(number: int) -> date:
    return ON + timedelta(days=number)


def opened() -> Course:
    contacts = (CrisisContact(how="call", service="the ward"),)
    return IPT_A.apply(
        IPT_A.open(on=ON, client="c-1", consent=True, age=15),
        RiskAssessed(on=ON, action=RiskAction.NONE, reasons="asked"),
        CrisisContactsRecorded(on=ON, contacts=contacts),
    )


def sessions(size: int) -> Course:
    met = (SessionHeld(on=day(number), minutes=50, risk_checked=True) for number in range(size // 2))
    rated = (SymptomsRated(on=day(number), instrument="PHQ-9", total=9, suicide_item=0) for number in range(size // 2))
    return replay((*opened().history, *met, *rated))


def departures(size: int) -> Course:
    late = (DepartureExplained(on=day(size + number), rule="M03", because="asked") for number in range(size // 2))
    return replay((*sessions(size).history, *late))


def caregivers(size: int) -> Course:
    people = (Relationship(key=f"p{number}", caregiver=True, safety_concern=VIOLENCE) for number in range(size))
    return replay((*opened().history, *(RelationshipRecorded(on=ON, relationship=person) for person in people)))


def safeguarding(size: int) -> Course:
    return replay(
        (*opened().history, *(SafeguardingRaised(on=day(number), concern=f"{number}") for number in range(size)))
    )


def corrected(size: int) -> Callable[[], Course]:
    def run() -> Course:
        course = IPT_A.apply(opened(), SessionHeld(on=ON))
        for number in range(size):
            mended = SessionHeld(on=ON, minutes=5 + number % 200)
            course = IPT_A.apply(course, course.correct(4, mended, on=ON, because="mistyped"))
        return course

    return run


TASKS: dict[str, Callable[[int], Callable[[], object]]] = {
    "replay": lambda size: partial(replay, sessions(size).history),
    "review, sessions and ratings": lambda size: partial(IPT.review, sessions(size)),
    "review, explained departures": lambda size: partial(IPT.review, departures(size)),
    "review, safeguarding": lambda size: partial(IPT.review, safeguarding(size)),
    "allowed, unsafe caregivers": lambda size: partial(IPT_A.allowed, caregivers(size)),
    "due, unsafe caregivers": lambda size: partial(IPT_A.due, caregivers(size)),
    "corrections one by one": corrected,
}


def seconds(task: Callable[[], object]) -> float:
    best = float("inf")
    for _ in range(3):
        start = time.process_time()
        task()
        best = min(best, time.process_time() - start)
    return best


def main() -> None:
    for name, make in TASKS.items():
        few, many = seconds(make(FEW)), seconds(make(MANY))
        print(f"{name:<32}{many:>8.3f} s at {MANY:,} entries, {many / few:>5.1f} times that of {FEW}")


if __name__ == "__main__":
    main()
