"""The rules of keeping to the contract: number, gaps and length of sessions, and absences.

The terms of a contract are judged in ``contract_terms.py``, and changes of it in ``changing_the_contract.py``. The
numbers are set in ``protocol/ipt.py`` for IPT and in ``protocol/catalogue/`` for the others: the number of sessions
(``sessions``), their length (``minutes``, ``minutes_by_purpose``), the longest gap between two (``days_between``), the
gap after which risk is checked (``days_without_risk_check``), and the time from first to last session (``span_days``).
"""

from collections.abc import Collection
from datetime import date
from itertools import islice, pairwise, takewhile
from typing import TYPE_CHECKING

from iptcore.course import Course
from iptcore.events import (
    ContractAgreed,
    ContractAmended,
    CourseCompleted,
    CourseResumed,
    ProgressReviewed,
    RiskAssessed,
    SessionHeld,
    SessionMissed,
    TerminationBegun,
)
from iptcore.fold import COUNTED
from iptcore.model.contract import TreatmentContract
from iptcore.protocol.rule import Clause, Level, Rule
from iptcore.protocol.rules.safety import assessed_that_day
from iptcore.protocol.spans import agreed_span
from iptcore.readings.days import last_day
from iptcore.readings.pauses import pauses
from iptcore.readings.places import TERMS, place_of_terms, since_place
from iptcore.readings.sessions import agreed_frequencies, counts_by, sessions_used, uses_up
from iptcore.sources import cite
from iptcore.vocabulary import AbsencePolicy, Purpose, Status, TerminationKind

if TYPE_CHECKING:
    from iptcore.protocol.protocol import Protocol


# -- predicates --------------------------------------------------------------------------------------------------------


def within_contract(protocol: "Protocol", course: Course, event: SessionHeld) -> bool:
    contract = course.contract
    if contract is None or contract.limit is None or event.purpose not in COUNTED:
        return True
    at_most_used = len(course.counted) + len(course.newest(SessionMissed))
    if at_most_used >= contract.limit and sessions_used(course) >= contract.limit:
        return False
    part = _part_of_the_contract(contract, event.purpose)
    return part is None or sum(session.purpose is event.purpose for session in course.counted) < part


def was_beyond_the_contract(protocol: "Protocol", course: Course, event: SessionHeld) -> bool:
    """Whether the session before was also beyond the same contract, or beyond its part for sessions of this kind."""
    contract = course.contract
    last, place = _last_under_these_terms(course)
    if contract is None or contract.limit is None or last is None:
        return False
    missed = sum(uses_up(absence, contract.absences) for absence in since_place(course, SessionMissed, place))
    if sessions_used(course) - missed > contract.limit:
        return True
    alike, _ = _last_under_these_terms(course, {event.purpose})
    part = _part_of_the_contract(contract, event.purpose)
    if alike is None or part is None:
        return False
    return sum(session.purpose is event.purpose for session in course.counted) > part


def covered_later(protocol: "Protocol", course: Course, event: SessionHeld) -> bool:
    """Whether a later agreement covers every session held by then."""
    limit = course.contract.limit if course.contract else None
    agreed = max(last_day(course, kind) or date.min for kind in TERMS)
    if agreed < event.on:
        return False
    return limit is None or sum(session.on <= agreed for session in course.counted) <= limit


def open_end_is_reviewed(protocol: "Protocol", course: Course, event: SessionHeld) -> bool:
    contract = course.contract
    if contract is None or contract.limit is not None or contract.review_on is None or event.purpose not in COUNTED:
        return True
    agreed = max(last_day(course, kind) or date.min for kind in TERMS)
    return event.on <= contract.review_on or (last_day(course, ProgressReviewed) or date.min) > agreed


def review_was_overdue(protocol: "Protocol", course: Course, event: SessionHeld) -> bool:
    last, _ = _last_under_these_terms(course)
    review_on = course.contract.review_on if course.contract else None
    return last is not None and review_on is not None and last.on > review_on


def no_long_gap(protocol: "Protocol", course: Course, event: SessionHeld) -> bool:
    previous = course.counted.newest
    if previous is None or not _meets_weekly(course, event) or course.status is Status.SUSPENDED:
        return True
    since = max(previous.on, last_day(course, CourseResumed) or date.min)
    return (event.on - since).days <= protocol.days_between


def last_gap_was_long(protocol: "Protocol", course: Course, event: SessionHeld) -> bool:
    last, _ = _last_under_these_terms(course)
    before = [session.on for session in islice(course.counted, 1, 2)]
    resumed = last_day(course, CourseResumed) or date.min
    if last is None or not before or resumed > last.on:
        return False
    return (last.on - max(before[0], resumed)).days > protocol.days_between


def risk_checked_after_a_long_gap(protocol: "Protocol", course: Course, event: SessionHeld) -> bool:
    previous = last_day(course, SessionHeld)
    if previous is None or (event.on - previous).days <= protocol.days_without_risk_check:
        return True
    return event.risk_checked is True or (last_day(course, RiskAssessed) or date.min) >= event.on


def length_in_range(protocol: "Protocol", course: Course, event: SessionHeld) -> bool:
    if event.minutes is None or event.purpose not in COUNTED:
        return True
    # C07b judges a length that the contract agrees on.
    agreed = course.contract.minutes if course.contract else None
    return event.minutes == agreed or protocol.length(event.purpose).holds(event.minutes)


def length_agreed_in_range(protocol: "Protocol", course: Course, event: ContractAgreed | ContractAmended) -> bool:
    terms = event.contract if isinstance(event, ContractAgreed) else event.amendment
    lengths = (protocol.minutes, protocol.length(Purpose.GROUP))  # its sessions, and the groups beside them
    return terms.minutes is None or any(length.holds(terms.minutes) for length in lengths)


def no_tapering_agreed(protocol: "Protocol", course: Course, event: ContractAgreed | ContractAmended) -> bool:
    terms = event.contract if isinstance(event, ContractAgreed) else event.amendment
    return protocol.tapering or not terms.tapered


def sessions_not_spaced_out(protocol: "Protocol", course: Course, event: SessionHeld) -> bool:
    """Whether one of the last two gaps is shorter than a weekly contract allows; one long gap may be a holiday.

    An appointment that was missed, or a session that the contract does not count, shortens a gap as well.
    """
    if protocol.tapering or not _meets_weekly(course, event):
        return True
    return not _spaced_out(protocol, course, [event.on, *(session.on for session in islice(course.counted, 2))])


def were_spaced_out(protocol: "Protocol", course: Course, event: SessionHeld) -> bool:
    last, _ = _last_under_these_terms(course)
    return last is not None and _spaced_out(protocol, course, [session.on for session in islice(course.counted, 3)])


def frequency_agreed_later(protocol: "Protocol", course: Course, event: SessionHeld) -> bool:
    return any(on >= event.on for on, _ in agreed_frequencies(course))


def _spaced_out(protocol: "Protocol", course: Course, days: list[date]) -> bool:
    """Whether both gaps between the days of three sessions, the last first, reach the limit of a weekly contract."""
    if len(days) < 3 or (last_day(course, CourseResumed) or date.min) >= days[2]:
        return False
    if min(days[0] - days[1], days[1] - days[2]).days < protocol.days_between:
        return False
    return not any(_met_between(course, since, until) for until, since in pairwise(days))


def _met_between(course: Course, since: date, until: date) -> bool:
    """Whether there was an appointment between two days, kept or not."""
    return any(
        event.on < until
        for kind in (SessionHeld, SessionMissed)
        for event in takewhile(lambda event: event.on > since, course.newest(kind))
    )


def counted_as_agreed(protocol: "Protocol", course: Course, event: SessionMissed) -> bool:
    policy = course.contract.absences if course.contract else None
    if event.counts is None or policy in (None, AbsencePolicy.CASE_BY_CASE):
        return True
    return event.counts == counts_by(event, policy)


def case_settled(protocol: "Protocol", course: Course, event: SessionMissed) -> bool:
    policy = course.contract.absences if course.contract else None
    return policy is not AbsencePolicy.CASE_BY_CASE or event.counts is not None


def span_in_range(protocol: "Protocol", course: Course, event: CourseCompleted) -> bool:
    begun, sessions = course.last(TerminationBegun), course.counted.in_order()
    early = begun is not None and begun.how is TerminationKind.EARLY_BY_AGREEMENT
    if early or not sessions or course.contract is None:
        return True
    first, last = sessions[0].on, sessions[-1].on
    paused = sum((min(end, last) - since).days for since, end in pauses(course) if first <= since < last)
    earlier = [frequency for _, frequency in agreed_frequencies(course)]
    return agreed_span(protocol, course.contract, *earlier).holds((last - first).days - paused)


def _last_under_these_terms(course: Course, purposes: Collection[Purpose] = COUNTED) -> tuple[SessionHeld | None, int]:
    """The last counted session and its place; None if the contract was agreed or changed after it."""
    terms = place_of_terms(course)
    for place, session in course.placed(SessionHeld):
        if place < terms:
            break
        if session.purpose in purposes:
            return session, place
    return None, -1


def _part_of_the_contract(contract: TreatmentContract, purpose: Purpose) -> int | None:
    """The number of its sessions of this kind; None if it does not say."""
    if contract.group_sessions is None or contract.limit is None:
        return None
    return contract.group_sessions if purpose is Purpose.GROUP else contract.limit - contract.group_sessions


def _meets_weekly(course: Course, event: SessionHeld) -> bool:
    """Whether this is a counted session under a contract on one or more sessions a week until the end."""
    contract = course.contract
    if contract is None or contract.tapered or contract.frequency is None or event.purpose not in COUNTED:
        return False
    return (contract.frequency.per_week or 0) >= 1


# -- rules -------------------------------------------------------------------------------------------------------------

RULES: tuple[Rule, ...] = (
    Rule(
        code="C03",
        says="regular sessions stay within the contract; crisis and follow-up sessions do not count",
        source=cite("F4"),
        clauses=(
            Clause(
                code="C03a",
                on=(SessionHeld,),
                level=Level.ADVISORY,
                asks="renegotiate the contract before a session beyond it",
                fits=within_contract,
                said_before=was_beyond_the_contract,
                followed=covered_later,
                cures=(ContractAmended,),
            ),
            Clause(
                code="C03b",
                on=(SessionHeld,),
                level=Level.ADVISORY,
                asks="review the treatment, and agree on a new day of review: that of the open contract has passed",
                fits=open_end_is_reviewed,
                said_before=review_was_overdue,
                followed=open_end_is_reviewed,
                cures=(ProgressReviewed, ContractAmended, ContractAgreed),
            ),
        ),
    ),
    Rule(
        code="C06",
        says=(
            "the gap between sessions of a weekly contract is not longer than the protocol allows (usually 14 days), "
            "and after a much longer gap (usually over 28 days) risk is checked"
        ),
        source=cite("D"),
        clauses=(
            Clause(
                code="C06a",
                on=(SessionHeld,),
                level=Level.ADVISORY,
                asks="meet sooner: this gap is longer than the protocol allows; or suspend the course for a break",
                fits=no_long_gap,
                said_before=last_gap_was_long,
            ),
            Clause(
                code="C06b",
                on=(SessionHeld,),
                level=Level.ADVISORY,
                asks="check risk in the first session after so long a gap",
                fits=risk_checked_after_a_long_gap,
                followed=assessed_that_day,
                cures=(RiskAssessed,),
            ),
        ),
    ),
    Rule(
        code="C07",
        says="sessions last as long as the protocol says for their purpose",
        source=cite("F2 F28"),
        clauses=(
            Clause(
                code="C07a",
                on=(SessionHeld,),
                level=Level.ADVISORY,
                asks="keep to the length of a session in this protocol",
                fits=length_in_range,
            ),
            Clause(
                code="C07b",
                on=(ContractAgreed, ContractAmended),
                level=Level.ADVISORY,
                asks="agree on the length of a session in this protocol",
                fits=length_agreed_in_range,
            ),
        ),
    ),
    Rule(
        code="C08",
        says="sessions are spaced out towards the end only where the protocol knows tapering",
        source=cite("F5 R"),
        clauses=(
            Clause(
                code="C08a",
                on=(ContractAgreed, ContractAmended),
                level=Level.ADVISORY,
                asks="agree on an even frequency to the end",
                fits=no_tapering_agreed,
            ),
            Clause(
                code="C08b",
                on=(SessionHeld,),
                level=Level.ADVISORY,
                asks="return to the agreed frequency, or renegotiate it",
                fits=sessions_not_spaced_out,
                said_before=were_spaced_out,
                followed=frequency_agreed_later,
                cures=(ContractAmended,),
            ),
        ),
    ),
    Rule(
        code="C09",
        says="a missed session counts as the contract says",
        source=cite("R"),
        clauses=(
            Clause(
                code="C09a",
                on=(SessionMissed,),
                level=Level.ADVISORY,
                asks="count the missed session as the contract says",
                fits=counted_as_agreed,
            ),
            Clause(
                code="C09b",
                on=(SessionMissed,),
                level=Level.ADVISORY,
                asks="say whether this missed session counts: the contract leaves it to each case",
                fits=case_settled,
            ),
        ),
    ),
    Rule(
        code="C12",
        says="from the first to the last session the course takes as long as follows from number and frequency",
        source=cite("article D"),
        clauses=(
            Clause(
                code="C12a",
                on=(CourseCompleted,),
                level=Level.ADVISORY,
                asks="check the session dates: the time from first to last is shorter or longer than was agreed",
                fits=span_in_range,  # at the end alone: until then sessions are still to come
            ),
        ),
    ),
)
