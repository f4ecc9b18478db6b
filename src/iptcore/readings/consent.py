"""Whether consent to treatment was withdrawn, and whose it was."""

from iptcore.course import Course
from iptcore.events import ConsentGiven, ConsentWithdrawn
from iptcore.vocabulary import ConsentGiver, ConsentScope


def whose(course: Course, event: ConsentGiven | ConsentWithdrawn) -> str | None:
    """The other party whose consent it is; None for the client, whether by their own key or by none."""
    return None if event.person == course.client else event.person


def treatment_withdrawn(course: Course) -> ConsentWithdrawn | None:
    """The last withdrawal of consent to treatment; None if it was not withdrawn.

    The withdrawal of another party's own consent to treatment does not count. Their consent to other matters is
    another: a guardian who comes to sessions may still withdraw what they gave for the client.
    """
    own = {
        whose(course, given)
        for given in course.newest(ConsentGiven)
        if given.scope is ConsentScope.TREATMENT and given.given_by is ConsentGiver.SELF
    }
    return next(
        (
            event
            for event in course.newest(ConsentWithdrawn)
            if event.scope is ConsentScope.TREATMENT
            and (whose(course, event) is None or whose(course, event) not in own)
        ),
        None,
    )
