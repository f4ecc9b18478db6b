"""The first and the last day of what happened in a course."""

from datetime import date

from iptcore.course import Course
from iptcore.events import Event, RiskAssessed, SessionHeld


def first_day(course: Course, kind: type[Event]) -> date | None:
    """The day of the first event of a kind."""
    return next((event.on for event in course.all(kind)), None)


def last_day(course: Course, kind: type[Event]) -> date | None:
    """The day of the last event of a kind."""
    event = course.last(kind)
    return event.on if event else None


def has_current_risk(course: Course) -> bool:
    """Whether risk was assessed on or after the day of the last session."""
    assessed, met = last_day(course, RiskAssessed), last_day(course, SessionHeld)
    return assessed is not None and (met is None or assessed >= met)


def day_of_next_session(course: Course, day: date) -> date:
    """The day of the first session after *day*; the end of time where there is none."""
    return min((session.on for session in course.newest(SessionHeld) if session.on > day), default=date.max)
