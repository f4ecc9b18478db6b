"""Parts of several examples: days and numbers that fit, and people of the course."""

from datetime import date, timedelta
from itertools import count

from iptcore.course import Course
from iptcore.model.partial_date import PartialDate
from iptcore.model.risk import CrisisContact
from iptcore.protocol.number_range import Between
from iptcore.protocol.protocol import Protocol
from iptcore.readings.focus import focal_disputes
from iptcore.readings.unsafe_people import beside_the_client, may_be_unsafe
from iptcore.vocabulary import Frequency, Purpose


def about_that_month(on: date) -> PartialDate:
    """A partial date about that month, within the years that a partial date may have."""
    return PartialDate(year=min(max(on.year, 1800), 2199), month=on.month, about=True)


def later(on: date, weeks: int) -> date:
    return on + min(timedelta(weeks=weeks), date.max - on)


def number_inside(span: Between | None, otherwise: int) -> int:
    """A whole number in a range, near *otherwise*."""
    near = otherwise if span is None or span.low is None else max(otherwise, span.low)
    return int(near if span is None or span.high is None else min(near, span.high))


def frequency(protocol: Protocol) -> Frequency:
    return protocol.frequencies[0] if protocol.frequencies else Frequency.WEEKLY


def minutes(protocol: Protocol, purpose: Purpose | None = None) -> int:
    """The length of a session of that purpose, or of the contract: 50 where that fits, else the middle of the range.

    A source that says "about 90" means 90, and neither end of what is accepted as that.
    """
    span = protocol.minutes if purpose is None else protocol.length(purpose)
    middle = 50 if span.low is None or span.high is None or span.holds(50) else (span.low + span.high) // 2
    return max(5, min(240, number_inside(span, int(middle))))


def people(course: Course) -> tuple[str, ...]:
    parties = [party for dispute in focal_disputes(course) for party in dispute.parties]
    named = dict.fromkeys((*(known.key for known in course.relationships), *parties))
    return beside_the_client(course, tuple(named))


def likely_person(course: Course) -> str:
    """Somebody who can support the client: alive, and without an open safety concern about them."""
    alive = (
        person
        for person in people(course)
        if (known := course.relationship(person)) is None or known.alive is not False
    )
    return next((person for person in alive if not may_be_unsafe(course, person)), None) or somebody_new(course)


def somebody_new(course: Course) -> str:
    """The key of somebody who is not in the inventory yet and is not the client."""
    keys = map("person-{}".format, count(1))
    return next(key for key in keys if key != course.client and course.relationship(key) is None)


FIRST_AREA = "area-1"


A_SERVICE = CrisisContact(how="by telephone, day and night", service="the crisis line", professional=True)
