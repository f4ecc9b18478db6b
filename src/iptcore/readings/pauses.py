"""The times at which a course was suspended."""

from collections.abc import Iterator
from datetime import date

from iptcore.course import Course
from iptcore.events import CourseResumed, CourseSuspended


def pauses(course: Course) -> Iterator[tuple[date, date]]:
    """From the day of each suspension up to the day of the resumption, which is open again."""
    since: date | None = None
    for _, event in course.timeline if course.has(CourseSuspended) else ():
        if isinstance(event, CourseSuspended):
            since = since or event.on
        elif isinstance(event, CourseResumed) and since:
            yield since, event.on
            since = None
    if since:
        yield since, date.max
