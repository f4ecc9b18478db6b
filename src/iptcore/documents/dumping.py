"""Courses, events and protocols as JSON text."""

from iptcore.course import Course
from iptcore.documents.course_document import course_data
from iptcore.documents.event_document import event_data
from iptcore.documents.protocol_document import protocol_data
from iptcore.documents.writing import written
from iptcore.events import Event
from iptcore.protocol.protocol import Protocol


def to_json(whole: Course | Event | Protocol, *, indent: bool = False) -> str:
    """A course, a single event or a protocol as a document; with *indent* laid out for people to read.

    Raises :class:`~iptcore.errors.InvalidValue` for anything else.
    """
    if isinstance(whole, Course):
        return written(course_data(whole), indent=indent)
    if isinstance(whole, Protocol):
        return written(protocol_data(whole), indent=indent)
    return written(event_data(whole), indent=indent)
