"""The groups that a client belongs to."""

from iptcore.course import Course
from iptcore.events import MemberJoined, MemberLeft


def groups(course: Course) -> set[str]:
    """The groups the client belongs to."""
    joined = {event.group: event.on for event in course.all(MemberJoined)}
    left = {event.group: event.on for event in course.all(MemberLeft)}
    return {group for group, on in joined.items() if group not in left or left[group] < on}
