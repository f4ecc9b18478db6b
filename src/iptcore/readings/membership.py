"""The groups that a client belongs to."""

from iptcore.course import Course
from iptcore.events import MemberJoined, MemberLeft


def groups(course: Course) -> set[str]:
    """The groups the client belongs to."""
    if not course.has(MemberJoined):
        return set()
    joined = {event.group: place for place, event in reversed(tuple(course.placed(MemberJoined)))}
    left = {event.group: place for place, event in reversed(tuple(course.placed(MemberLeft)))}
    return {group for group, place in joined.items() if left.get(group, -1) < place}
