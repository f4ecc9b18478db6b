"""The days of events: the first and the last of a kind, and the next session."""

from datetime import date

from iptcore.course import Course
from iptcore.events import Event, SessionHeld


def first_day(course: Course, kind: type[Event]) -> date | None:
    """The day of the first event of a kind."""
    return next((event.on for event in course.all(kind)), None)


def last_day(course: Course, kind: type[Event]) -> date | None:
    """The day of the last event of a kind."""
    event = course.last(kind)
    return event.on if event else None


def day_of_next_session(course: Course, day: date) -> date:
    """The day of the first session after *day*; ``date.max`` where there is none."""
    return min((session.on for session in course.newest(SessionHeld) if session.on > day), default=date.max)
