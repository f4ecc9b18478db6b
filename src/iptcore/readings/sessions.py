"""The sessions of a course and its contract: which count, when half was held, and which days are near the end."""

from collections.abc import Callable
from datetime import date
from itertools import islice
from math import ceil

from iptcore.course import Course
from iptcore.events import ContractAgreed, ContractAmended, SessionMissed, TerminationBegun
from iptcore.readings.days import last_day
from iptcore.vocabulary import AbsencePolicy, Frequency, MissedBy

LATE_SESSIONS = 4
"""The last planned sessions, in which a rise is expected and is no relapse (F4 of the bibliography)."""


def uses_up(missed: SessionMissed, policy: AbsencePolicy | None) -> bool:
    """Whether a missed session uses up one of the contract: what was settled for it, or else what the contract says."""
    return counts_by(missed, policy) if missed.counts is None else missed.counts


def counts_by(missed: SessionMissed, policy: AbsencePolicy | None) -> bool:
    """Whether a missed session counts by the contract, which is about absences of the client alone."""
    return policy is AbsencePolicy.COUNTS and missed.missed_by not in (MissedBy.THERAPIST, MissedBy.SERVICE)


def sessions_used(course: Course) -> int:
    """How many sessions of the contract are used up: those held, and the missed ones that count."""
    policy = course.contract.absences if course.contract else None
    return len(course.counted) + sum(uses_up(missed, policy) for missed in course.newest(SessionMissed))


def agreed_frequencies(course: Course) -> list[tuple[date, Frequency]]:
    """Every frequency that was agreed on in a contract or its amendments, with the day."""
    agreed = [(event.on, event.contract.frequency) for event in course.newest(ContractAgreed)]
    agreed += [(event.on, event.amendment.frequency) for event in course.newest(ContractAmended)]
    return [(on, frequency) for on, frequency in agreed if frequency is not None]


def half_held(course: Course, share: float = 0.5) -> date | None:
    """The day of the session with which half of the contract, or another *share* of it, was held.

    None before, or where no number was agreed.
    """
    limit = course.contract.limit if course.contract else None
    # Rounded: two thirds of 15 sessions are ten, whatever a binary fraction makes of them.
    enough = None if limit is None else max(1, ceil(round(share * limit, 9)))
    counted = course.counted.length
    if enough is None or counted < enough:
        return None
    return next(islice(course.counted, counted - enough, None)).on


def near_the_end(course: Course) -> Callable[[date], bool]:
    """Whether a day lies in the last four planned sessions or in the last phase, up to the end of the course."""
    limit = course.contract.limit if course.contract else None
    sessions = course.counted.in_order()
    place = None if limit is None else max(limit - LATE_SESSIONS, 0)
    begins = [begun] if (begun := last_day(course, TerminationBegun)) else []
    if place is not None and place < len(sessions):
        begins.append(sessions[place].on)
    first, last = min(begins, default=None), course.ended_on or date.max
    return lambda day: first is not None and first <= day <= last
