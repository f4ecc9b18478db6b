"""A part of a treatment: what gives its events one after the other, each in the course that the last one made."""

from collections.abc import Generator
from typing import TypeAlias

from iptcore.course import Course
from iptcore.events import Event

TreatmentPart: TypeAlias = Generator[Event, Course, Course]
"""A part of a treatment: gives event after event, is sent the course with each of them, and returns the last one."""


def next_event(part: TreatmentPart, course: Course) -> Event | None:
    """What follows in a part of a treatment, now that *course* holds what it gave last; None: nothing more."""
    try:
        return part.send(course)
    except StopIteration:
        return None
