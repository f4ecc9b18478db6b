"""A part of a treatment, as a generator of events."""

from collections.abc import Generator
from typing import TypeAlias

from iptcore.course import Course
from iptcore.events import Event

TreatmentPart: TypeAlias = Generator[Event, Course, Course]
"""Yields events one after the other, is sent the course after each of them, and returns the last course."""


def next_event(part: TreatmentPart, course: Course) -> Event | None:
    """The next event of a part of a treatment, now that its last event is in *course*; None: nothing more."""
    try:
        return part.send(course)
    except StopIteration:
        return None
