"""The courses of one client read together.

One acute course at a time, how long a client was well between them, and whether a course that follows another leads to
one that had ended.
"""

from collections.abc import Callable, Iterable
from datetime import date
from itertools import combinations, pairwise

from attrs import field

from iptcore.constraints import pseudonym
from iptcore.course import Course
from iptcore.events import CourseOpened, Follows, SymptomsRated
from iptcore.model.measure import Instrument
from iptcore.readings.answer import Answer, Reading
from iptcore.readings.outcome import cut_off
from iptcore.readings.ratings import rated_on
from iptcore.sources import cite
from iptcore.values import value
from iptcore.vocabulary import Word


@value
class Overlap(Reading):
    """Two acute courses of one client, by their opening dates, that ran at the same time (rule C11).

    A course opened on the day on which another ended does not overlap with it; one that has not ended still runs.
    """

    client: str = field(metadata=pseudonym())
    earlier: date
    later: date


@value
class TimeBetween(Reading):
    """The time from the end of one acute course to the opening of the next.

    *days_well* counts from that end to the first sign of return: a rating above the cut-off or a recorded recurrence in
    any course of the client, at the latest the opening of the next acute course. It is 0 where the last rating up to
    the end is above the cut-off, and None where there is no such rating, or no cut-off is known.
    """

    client: str = field(metadata=pseudonym())
    ended: date
    opened: date
    days: int
    days_well: int | None = None


class LinkFound(Word):
    """What was found where the opening of a course says that it follows another."""

    ENDED = "ended"
    """The earlier course is here and had ended."""
    STILL_OPEN = "still_open"
    """The earlier course is here and had not ended when the later one was opened."""
    OPENED_BEFORE = "opened_before"
    """The course was opened before the one that it is said to follow."""
    NOT_HERE = "not_here"
    """None of the courses given is the one named."""
    ELSEWHERE = "elsewhere"
    """The earlier course was held elsewhere."""


@value
class Link(Answer):
    """Whether a course follows on from the one that its opening names, and what was found there (rule O01).

    *opened* is the opening of the course, *earlier* that of the one it follows, None for one held elsewhere. Of a
    course that is not here the answer is not known, unless it was opened later than the one that follows it.
    """

    client: str = field(metadata=pseudonym())
    opened: date
    found: LinkFound
    earlier: date | None = None


def begins_anew(course: Course) -> bool:
    """Whether a course is taken as acute: it does not follow another, as continuation and maintenance do."""
    return course.opening is not None and course.opening.follows is None


def overlaps(courses: Iterable[Course], acute: Callable[[Course], bool] = begins_anew) -> tuple[Overlap, ...]:
    """Every two acute courses of one client that ran at the same time. *acute* decides which are acute.

    Of a course that follows another, :func:`links` says whether that one had ended.
    """
    return tuple(
        Overlap(
            client=client,
            earlier=first_opened,
            later=later_opened,
            reasons=(f"opened on {first_opened} and still open on {later_opened}",),
            source=cite("D"),
        )
        for client, own in _by_client(courses).items()
        for (first_opened, first), (later_opened, _) in combinations(_acute(own, acute), 2)
        if first.ended_on is None or first.ended_on > later_opened
    )


def time_between(
    courses: Iterable[Course], instrument: Instrument, acute: Callable[[Course], bool] = begins_anew
) -> tuple[TimeBetween, ...]:
    """The times between the acute courses of each client that do not overlap, and how long the client was well."""
    return tuple(
        _between(client, (earlier, ended), opened, own, instrument)
        for client, own in _by_client(courses).items()
        for (_, earlier), (opened, _) in pairwise(_acute(own, acute))
        if (ended := earlier.ended_on) is not None and ended <= opened
    )


def links(courses: Iterable[Course]) -> tuple[Link, ...]:
    """For each course whose opening names one that it follows, what is found there among *courses*.

    A course that ended on the day on which the next was opened had ended. Of several courses of that client opened on
    the day named, the one that ended first is meant. A course does not follow itself.
    """
    given = tuple(courses)
    return tuple(
        _link(course, course.opening, course.opening.follows, given)
        for course in given
        if course.opening is not None and course.opening.follows is not None
    )


def _by_client(courses: Iterable[Course]) -> dict[str, list[Course]]:
    by_client: dict[str, list[Course]] = {}
    for course in courses:
        if course.opening is not None:
            by_client.setdefault(course.opening.client, []).append(course)
    return by_client


def _acute(courses: list[Course], acute: Callable[[Course], bool]) -> list[tuple[date, Course]]:
    """The acute ones with their opening dates, by those dates."""
    opened = [(course.opening.on, course) for course in courses if course.opening is not None and acute(course)]
    return sorted(opened, key=lambda pair: pair[0])


def _between(
    client: str, before: tuple[Course, date], opened: date, own: list[Course], instrument: Instrument
) -> TimeBetween:
    earlier, ended = before
    rated = rated_on(earlier, instrument)
    figure = cut_off(rated, instrument)
    last = next((rating for rating in reversed(rated.ratings) if rating.on <= ended), None)
    days_well, reason = None, "no rating up to the end of the earlier course shows whether the client was well"
    if figure is not None and last is not None:
        well = instrument.below_cutoff(last.total, last.rated_by)
        signs = [
            moment.on
            for course in own
            for moment in rated_on(course, instrument).moments
            if not isinstance(moment, SymptomsRated) or not instrument.below_cutoff(moment.total, moment.rated_by)
        ]
        until = min((day for day in signs if ended < day <= opened), default=opened)
        days_well = (until - ended).days if well else 0
        reason = f"{last.total:g} on {last.on}; first sign of return or next opening on {until}"
    return TimeBetween(
        client=client,
        ended=ended,
        opened=opened,
        days=(opened - ended).days,
        days_well=days_well,
        reasons=(reason,),
        source=cite("D") if figure is None else figure.source,
    )


def _link(course: Course, opening: CourseOpened, follows: Follows, given: tuple[Course, ...]) -> Link:
    named = (follows.client, follows.opened)
    ends = [
        other.ended_on or date.max
        for other in given
        if other is not course and (other.client, other.opened_on) == named
    ]
    if follows.opened is None:
        answer, outcome, reason = None, LinkFound.ELSEWHERE, "the earlier course was held elsewhere"
    elif opening.on < follows.opened:
        answer, outcome = False, LinkFound.OPENED_BEFORE
        reason = f"opened on {opening.on}, before the one that it follows, which is said to open on {follows.opened}"
    elif not ends:
        answer, outcome = None, LinkFound.NOT_HERE
        reason = f"no other course here is of that client and was opened on {follows.opened}"
    elif min(ends) > opening.on:
        answer, outcome = False, LinkFound.STILL_OPEN
        reason = f"opened on {opening.on}, when the earlier course was still open"
    else:
        answer, outcome, reason = True, LinkFound.ENDED, f"the earlier course ended on {min(ends)}"
    return Link(
        answer=answer,
        found=outcome,
        client=opening.client,
        opened=opening.on,
        earlier=follows.opened,
        reasons=(reason,),
        source=cite("F11 D"),
    )
