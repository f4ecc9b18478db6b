"""The courses that were looked at last, and what a course is called."""

import re
import secrets
from collections import OrderedDict
from threading import Lock

from storage import Storage

from iptcore import Course, after


class Courses:
    """The courses looked at last. Entries are only ever added, so what was folded once is only folded further."""

    def __init__(self, most: int = 500) -> None:
        self._known: OrderedDict[str, Course] = OrderedDict()
        self._most = most
        self._lock = Lock()

    def of(self, storage: Storage, course: str) -> Course:
        """The course with all that is stored of it by now."""
        with self._lock:
            known = self._known.get(course, Course())
        for event in storage.history(course, after=known.revision):
            known = after(known, event)
        with self._lock:
            self._known[course] = known
            self._known.move_to_end(course)
            while len(self._known) > self._most:
                self._known.popitem(last=False)
        return known


ID = re.compile(r"[A-Za-z0-9_-]{16}")
"""What the id of a course looks like: it says nothing about anybody, so it may stand in addresses and logs."""


def new_id() -> str:
    """An id that nobody can guess."""
    return secrets.token_urlsafe(12)


def course_name(course: str) -> str:
    """What other systems call a course: its id, in the form of a key."""
    return f"course-{course}"
