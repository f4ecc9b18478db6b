"""What the caseload shows of each course, and from which day on something in it is overdue."""

from collections.abc import Iterator
from datetime import date, timedelta

from storage import Summary

from iptcore import Course, Frequency, Protocol, RiskAssessed, Status
from iptcore.readings.safety import open_safety

DAYS_BETWEEN = {Frequency.FORTNIGHTLY: 21, Frequency.MONTHLY: 45}
"""The longest gap between sessions that are not weekly, in days: a decision of this example."""


def summary_of(course: Course, protocol: Protocol) -> Summary:
    """The line of the caseload that *course* makes: open demands of safety before all else."""
    open_now = open_safety(course, protocol.known_instruments)
    waiting = [(demand.since, "safety") for demand in open_now] or _waiting(course, protocol)
    due = min(waiting, default=(None, None))
    return Summary(
        client=course.client or "",
        protocol=protocol.name,
        status=course.status.value,
        phase=course.phase.value if course.phase else "",
        sessions=len(course.counted),
        last_on=course.last_on or date.min,
        due_by=due[0],
        due_what=due[1],
    )


def _waiting(course: Course, protocol: Protocol) -> Iterator[tuple[date, str]]:
    """What an open course waits for, with the first day on which it is overdue."""
    if course.status is not Status.OPEN or course.opened_on is None:
        return
    last = course.counted.newest
    frequency = course.contract.frequency if course.contract else None
    if frequency is not Frequency.FLEXIBLE:
        gap = DAYS_BETWEEN.get(frequency, protocol.days_between) if frequency else protocol.days_between
        yield _after(last.on if last else course.opened_on, gap), "session"
    asked = [session.on for session in course.counted if session.risk_checked]
    assessed = course.last(RiskAssessed)
    latest = max([course.opened_on, *asked, *([assessed.on] if assessed else [])])
    yield _after(latest, protocol.days_without_risk_check), "risk"
    if course.contract and course.contract.review_on:
        yield _after(course.contract.review_on, 0), "contract"


def _after(day: date, days: int) -> date:
    return day + timedelta(days=days + 1)
