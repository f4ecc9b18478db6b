"""The rules of progress: how often symptoms are rated, and reviews in mid-course, above all without improvement.

How often symptoms are rated (``rated_every``) and by which instruments (``primary_instruments``) are set in
``protocol/ipt.py`` for IPT and in ``protocol/catalogue/`` for the others; when a course without improvement is reviewed
(``reviewed_at_share``), in ``protocol/protocol.py``. How much less often long questionnaires are due is set here
(``_AT_ITS_OWN_POINTS``).
"""

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import dropwhile, islice
from typing import TYPE_CHECKING

from iptcore.course import Course
from iptcore.events import (
    CourseCompleted,
    GoalReviewed,
    ProgressReviewed,
    SessionHeld,
    SymptomsRated,
    TerminationBegun,
)
from iptcore.fold import COUNTED
from iptcore.model.measure import Instrument
from iptcore.protocol.rule import Clause, Level, Rule
from iptcore.readings.days import last_day
from iptcore.readings.places import place_of, place_of_first, since_place
from iptcore.readings.ratings import (
    baselines,
    comparable,
    improved,
    readable,
    rose_a_band,
    since_baseline,
    worsened,
)
from iptcore.readings.sessions import half_held
from iptcore.sources import cite

if TYPE_CHECKING:
    from iptcore.protocol.protocol import Protocol


_AT_ITS_OWN_POINTS = 2
"""What is not due for each session is due so many times less often than what is: at the start, in the middle and at the
end of a usual contract (our decision)."""


def rated_for_this_session(protocol: "Protocol", course: Course, event: SessionHeld) -> bool:
    """Whether this session is rated, or is likely to be rated after it on the same day, as the last two were.

    If that rating does not come, the clause objects to the next session.
    """
    if event.purpose not in COUNTED or rated_at_its_own_points(protocol, course):
        return True
    if _waited_in_vain(course, course.counted):
        return False
    return _rated(course, event, course.counted.newest) or _rated_later(course, course.counted)


def last_session_was_not_rated(protocol: "Protocol", course: Course, event: SessionHeld) -> bool:
    last, before = _first_two(course.counted)
    waited = _rated_later(course, islice(course.counted, 1, None))
    return last is not None and not _rated(course, last, before) and not waited


def rated_after_the_session(protocol: "Protocol", course: Course, event: SessionHeld) -> bool:
    before = islice(dropwhile(lambda session: session is not event, course.counted), 1, None)
    return rated_that_day(protocol, course, event) and not _waited_in_vain(course, before)


def _waited_in_vain(course: Course, newest_first: Iterable[SessionHeld]) -> bool:
    """Whether the last of some sessions was expected to be rated after it, and was not."""
    sessions = list(islice(newest_first, 3))
    return _rated_later(course, sessions[1:]) and not _rated(course, sessions[0], sessions[1])


def _rated(course: Course, session: SessionHeld, before: SessionHeld | None) -> bool:
    """Whether there is a rating on the day of a session, or on the days since the session before it."""
    after = before.on if before else date.min
    return any(rating.on == session.on or after < rating.on < session.on for rating in course.newest(SymptomsRated))


def _rated_later(course: Course, newest_first: Iterable[SessionHeld | None]) -> bool:
    """Whether the last two of some sessions were rated after them on the same day, so that the next one probably is."""
    return all(
        session is not None
        and any(rating.on == session.on for rating in since_place(course, SymptomsRated, place_of(course, session)))
        for session in _first_two(newest_first)
    )


def _first_two(sessions: Iterable[SessionHeld | None]) -> tuple[SessionHeld | None, SessionHeld | None]:
    first, second, *_ = (*islice(sessions, 2), None, None)
    return first, second


def rated_that_day(protocol: "Protocol", course: Course, event: SessionHeld) -> bool:
    return any(rating.on == event.on for rating in course.newest(SymptomsRated))


def rated_often_enough(protocol: "Protocol", course: Course, event: SessionHeld) -> bool:
    """Whether one of so many consecutive sessions, this one included, has a rating.

    A rating between two sessions belongs to the later one. An instrument that is not due for each session is due less
    often.
    """
    return event.purpose not in COUNTED or _rated_in_a_row(protocol, course, event, course.counted)


def last_row_was_not_rated(protocol: "Protocol", course: Course, event: SessionHeld) -> bool:
    last = course.counted.newest
    return last is not None and not _rated_in_a_row(protocol, course, last, islice(course.counted, 1, None))


def _rated_in_a_row(protocol: "Protocol", course: Course, session: SessionHeld, before: Iterable[SessionHeld]) -> bool:
    every = protocol.rated_every * (_AT_ITS_OWN_POINTS if rated_at_its_own_points(protocol, course) else 1)
    earlier = [session.on for session in islice(before, every)]
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


def rated_at_its_own_points(protocol: "Protocol", course: Course) -> bool:
    """Whether the last rating is on an instrument that is not due for each session; before it, whether any will be."""
    last = course.last(SymptomsRated)
    if last is None:
        return bool(protocol.primaries) and not any(instrument.for_each_session for instrument in protocol.primaries)
    instrument = protocol.instrument(last.instrument)
    return instrument is not None and not instrument.for_each_session


def worsening_reviewed(protocol: "Protocol", course: Course) -> bool:
    return all(_reviewed_since(course, day) for day in _worse_since(protocol, course))


def worsening_known(protocol: "Protocol", course: Course) -> bool:
    """Whether a worsening on each primary instrument that was rated again is known, or was reviewed if it is not.

    If only the code of an instrument is known, its direction is not known.
    """
    latest = [
        (first, rating, instrument) for first, rating, instrument in _first_and_latest(protocol, course) if rating
    ]
    unknown = [
        rating.on
        for first, rating, instrument in latest
        if protocol.instrument(instrument.code) is None or worsened(first, rating, instrument) is None
    ]
    return all(_reviewed_since(course, day) for day in unknown) if latest else course.has(ProgressReviewed)


def lack_of_change_reviewed(protocol: "Protocol", course: Course) -> bool:
    half = half_held(course, protocol.reviewed_at_share)
    return half is None or _reviewed_since(course, half) or _has_improved(protocol, course) is not False


def change_known_at_half(protocol: "Protocol", course: Course) -> bool:
    half = half_held(course, protocol.reviewed_at_share)
    if half is None or _reviewed_since(course, half) or _has_improved(protocol, course) is not None:
        return True
    return any(
        latest and _plainly_better(first, latest, instrument)
        for first, latest, instrument in _first_and_latest(protocol, course)
    )


def goals_reviewed_in_mid_course(protocol: "Protocol", course: Course, event: CourseCompleted) -> bool:
    # In a course of three sessions the last one may begin the ending on the day of the review, just after it.
    reviewed, began = place_of_first(course, GoalReviewed), place_of_first(course, TerminationBegun)
    if not course.goals or began is None or (reviewed is not None and reviewed < began):
        return True
    # If half of the contract was held when the ending began, T12b judges it.
    half = half_held(course)
    return half is not None and any(
        place < began and session.on >= half for place, session in course.placed(SessionHeld)
    )


def goals_reviewed_by_half(protocol: "Protocol", course: Course) -> bool:
    return not course.goals or course.has(GoalReviewed) or half_held(course) is None


def _has_improved(protocol: "Protocol", course: Course) -> bool | None:
    """Whether the latest rating on a primary instrument shows response or reliable change; None if it is not known."""
    rated = _first_and_latest(protocol, course)
    signs = {improved(first, latest, instrument) for first, latest, instrument in rated if latest}
    return True if True in signs else False if False in signs else None


def _plainly_better(first: SymptomsRated, latest: SymptomsRated, instrument: Instrument) -> bool:
    """Whether the total is better and in a milder band, or well, for an instrument without an index of change.

    It corresponds to a worsening without an index (our decision).
    """
    if not comparable(first, latest) or instrument.gain(first.total, latest.total) <= 0:
        return False
    return (
        rose_a_band(latest, first, instrument) is True or instrument.known_well(latest.total, latest.rated_by) is True
    )


def _first_and_latest(
    protocol: "Protocol", course: Course
) -> Iterator[tuple[SymptomsRated, SymptomsRated | None, Instrument]]:
    """The baseline and the latest rating since on each primary instrument that was rated."""
    for first, instrument in baselines(course, protocol.primaries, protocol.baseline):
        yield first, next(since_baseline(course, first, instrument), None), instrument


def _worse_since(protocol: "Protocol", course: Course) -> Iterator[date]:
    """For each primary instrument that has worsened, the day since which it has been worse without a break."""
    for first, instrument in baselines(course, protocol.primaries, protocol.baseline):
        since = None
        for rating in since_baseline(course, first, instrument):
            if not worsened(first, rating, instrument):
                break
            since = rating.on
        if since is not None:
            yield since


def _reviewed_since(course: Course, day: date) -> bool:
    reviewed = last_day(course, ProgressReviewed)
    return reviewed is not None and reviewed >= day


# -- rules -------------------------------------------------------------------------------------------------------------

RULES: tuple[Rule, ...] = (
    Rule(
        code="M03",
        says=(
            "symptoms are rated for each session, where the client fills in an instrument that asks about less than "
            "four weeks"
        ),
        source=cite("F13 F25"),
        clauses=(
            Clause(
                code="M03a",
                on=(SessionHeld,),
                level=Level.ADVISORY,
                asks="rate the symptoms for each session: this or the last one has no rating",
                fits=rated_for_this_session,
                said_before=last_session_was_not_rated,
                followed=rated_after_the_session,
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
                asks="find out whether the symptoms are worse than at the start: rate them, or review progress",
                kept=worsening_known,
                cures=(SymptomsRated, ProgressReviewed),
            ),
        ),
    ),
    Rule(
        code="M13",
        says="without improvement after half of the contract, diagnosis, focus and medication are reviewed",
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
                joins=("M12b",),
            ),
        ),
    ),
    Rule(
        code="T12",
        says="goals are reviewed in mid-course as well as at the end",
        source=cite("article D"),
        clauses=(
            Clause(
                code="T12a",
                on=(CourseCompleted,),
                level=Level.ADVISORY,
                asks="review the goals in mid-course too",
                fits=goals_reviewed_in_mid_course,
            ),
            Clause(
                code="T12b",
                on=(TerminationBegun,),
                level=Level.ADVISORY,
                asks="review the goals: half of the contract is held",
                kept=goals_reviewed_by_half,
                cures=(GoalReviewed,),
            ),
        ),
    ),
)
