"""The rules of progress: how often symptoms are rated, and looking again when the work does not help."""

from collections.abc import Iterable, Iterator
from datetime import date
from functools import partial
from itertools import islice, takewhile
from typing import TYPE_CHECKING

from iptcore.course import Course
from iptcore.events import ProgressReviewed, SessionHeld, SymptomsRated, TerminationBegun
from iptcore.fold import COUNTED
from iptcore.model.measure import Instrument
from iptcore.protocol.rule import Clause, Level, Rule
from iptcore.readings.days import last_day
from iptcore.readings.ratings import baseline, improved, readable, since_baseline, worsened
from iptcore.readings.sessions import half_held
from iptcore.sources import cite
from iptcore.vocabulary import RaterType

if TYPE_CHECKING:
    from iptcore.protocol.protocol import Protocol


_CLINICIANS_EVERY = 2
"""What a clinician rates is due so many times less often than what the client fills in: at the start, in the middle and
at the end of a usual contract (our decision)."""


def rated_for_this_session(protocol: "Protocol", course: Course, event: SessionHeld) -> bool:
    if event.purpose not in COUNTED or _rated_by_clinicians(protocol, course):
        return True
    rated, previous = last_day(course, SymptomsRated), course.counted.newest
    return rated is not None and (previous is None or rated > previous.on or rated == event.on)


def last_session_was_not_rated(protocol: "Protocol", course: Course, event: SessionHeld) -> bool:
    rated, earlier = last_day(course, SymptomsRated), [session.on for session in islice(course.counted, 2)]
    if not earlier or rated is None:
        return bool(earlier)
    return len(earlier) > 1 and rated <= earlier[1] and rated != earlier[0]


def rated_that_day(protocol: "Protocol", course: Course, event: SessionHeld) -> bool:
    return any(rating.on == event.on for rating in course.newest(SymptomsRated))


def rated_often_enough(protocol: "Protocol", course: Course, event: SessionHeld) -> bool:
    """Whether one of so many sessions in a row, this one included, has a rating.

    A rating between two sessions belongs to the later one. What a clinician rates is due less often.
    """
    return event.purpose not in COUNTED or _rated_in_a_row(protocol, course, event, course.counted)


def last_row_was_not_rated(protocol: "Protocol", course: Course, event: SessionHeld) -> bool:
    last = course.counted.newest
    return last is not None and not _rated_in_a_row(protocol, course, last, islice(course.counted, 1, None))


def _rated_in_a_row(protocol: "Protocol", course: Course, session: SessionHeld, before: Iterable[SessionHeld]) -> bool:
    every = protocol.rated_every * (_CLINICIANS_EVERY if _rated_by_clinicians(protocol, course) else 1)
    earlier = [one.on for one in islice(before, every)]
    if len(earlier) < every - 1:
        return True
    after = earlier[-1] if len(earlier) == every else date.min
    for rating in course.newest(SymptomsRated):
        if rating.on <= after and rating.on != session.on:
            return False
        instrument = protocol.instrument(rating.instrument)
        if instrument is not None and readable(rating, instrument):
            return True
    return False


def _rated_by_clinicians(protocol: "Protocol", course: Course) -> bool:
    """Whether the last rating is on an instrument that clients do not fill in, which has points of its own."""
    last = course.last(SymptomsRated)
    instrument = protocol.instrument(last.instrument) if last else None
    return instrument is not None and RaterType.CLIENT not in instrument.raters


def worsening_reviewed(protocol: "Protocol", course: Course) -> bool:
    return all(_reviewed_since(course, day) for day in _worse_since(protocol, course))


def worsening_known(protocol: "Protocol", course: Course) -> bool:
    """Whether it is known of each primary instrument that was rated again, or what is not was reviewed.

    Of an instrument of which only the code is known, nobody can say which way is worse.
    """
    latest = [(first, rating, one) for first, rating, one in _first_and_latest(protocol, course) if rating]
    unknown = [
        rating.on
        for first, rating, one in latest
        if protocol.instrument(one.code) is None or worsened(first, rating, one) is None
    ]
    return all(_reviewed_since(course, day) for day in unknown) if latest else course.has(ProgressReviewed)


def lack_of_change_reviewed(protocol: "Protocol", course: Course) -> bool:
    half = half_held(course, protocol.reviewed_at_share)
    return half is None or _reviewed_since(course, half) or _has_improved(protocol, course) is not False


def change_known_at_half(protocol: "Protocol", course: Course) -> bool:
    half = half_held(course, protocol.reviewed_at_share)
    return half is None or _reviewed_since(course, half) or _has_improved(protocol, course) is not None


def _has_improved(protocol: "Protocol", course: Course) -> bool | None:
    """Whether the latest rating on a primary instrument shows response or reliable change; None where none tells."""
    rated = _first_and_latest(protocol, course)
    signs = {improved(first, latest, one) for first, latest, one in rated if latest}
    return True if True in signs else False if False in signs else None


def _first_and_latest(
    protocol: "Protocol", course: Course
) -> Iterator[tuple[SymptomsRated, SymptomsRated | None, Instrument]]:
    """The baseline and the latest rating since on each primary instrument that was rated."""
    for first, one in _baselines(protocol, course):
        yield first, next(since_baseline(course, first, one), None), one


def _baselines(protocol: "Protocol", course: Course) -> Iterator[tuple[SymptomsRated, Instrument]]:
    rated = course.rated
    for one in protocol.primaries:
        first = baseline(course, one, protocol.baseline) if one.code in rated else None
        if first is not None:
            yield first, one


def _worse_since(protocol: "Protocol", course: Course) -> Iterator[date]:
    """The day since which each primary instrument that has worsened shows it without a break."""
    for first, one in _baselines(protocol, course):
        worse = takewhile(partial(worsened, first, instrument=one), since_baseline(course, first, one))
        if days := [rating.on for rating in worse]:
            yield days[-1]


def _reviewed_since(course: Course, day: date) -> bool:
    reviewed = last_day(course, ProgressReviewed)
    return reviewed is not None and reviewed >= day


# -- rules -------------------------------------------------------------------------------------------------------------

RULES: tuple[Rule, ...] = (
    Rule(
        code="M03",
        says="symptoms are rated for each session, where the client fills in the instrument",
        source=cite("F13 F25"),
        clauses=(
            Clause(
                code="M03a",
                on=(SessionHeld,),
                level=Level.ADVISORY,
                asks="rate the symptoms for this session",
                fits=rated_for_this_session,
                said_before=last_session_was_not_rated,
                followed=rated_that_day,
                cures=(SymptomsRated,),
            ),
        ),
    ),
    Rule(
        code="M11",
        says="symptoms are rated with a standard measure at least every few sessions",
        source=cite("F83"),
        clauses=(
            Clause(
                code="M11a",
                on=(SessionHeld,),
                level=Level.ADVISORY,
                asks="rate the symptoms with a standard measure",
                fits=rated_often_enough,
                said_before=last_row_was_not_rated,
                followed=rated_that_day,
                cures=(SymptomsRated,),
            ),
        ),
    ),
    Rule(
        code="M12",
        says="a worsening since the baseline is reviewed before the ending begins",
        source=cite("D"),
        clauses=(
            Clause(
                code="M12a",
                on=(TerminationBegun,),
                level=Level.BINDING,
                asks="review progress: the symptoms are worse than at the start",
                kept=worsening_reviewed,
                cures=(ProgressReviewed,),
            ),
            Clause(
                code="M12b",
                on=(TerminationBegun,),
                level=Level.ADVISORY,
                asks="rate the symptoms, or review progress: whether they are worse than at the start is not known",
                kept=worsening_known,
                cures=(SymptomsRated, ProgressReviewed),
            ),
        ),
    ),
    Rule(
        code="M13",
        says="half of the contract without response or reliable change is reviewed: diagnosis, focus, medication",
        source=cite("R D"),
        clauses=(
            Clause(
                code="M13a",
                on=(TerminationBegun,),
                level=Level.BINDING,
                asks="review progress: half of the contract is held and the symptoms have not improved",
                kept=lack_of_change_reviewed,
                cures=(ProgressReviewed,),
            ),
            Clause(
                code="M13b",
                on=(TerminationBegun,),
                level=Level.ADVISORY,
                asks="rate the symptoms, or review progress: half of the contract is held and change is not known",
                kept=change_known_at_half,
                cures=(SymptomsRated, ProgressReviewed),
            ),
        ),
    ),
)
