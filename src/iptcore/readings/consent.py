"""Whether consent to treatment was withdrawn, and whose it was."""

from iptcore.course import Course
from iptcore.events import ConsentGiven, ConsentWithdrawn
from iptcore.vocabulary import ConsentGiver, ConsentScope

FOR_THE_CLIENT = tuple(giver for giver in ConsentGiver if giver is not ConsentGiver.SELF)
"""Those who may consent for the client, beside the client."""


def whose(course: Course, event: ConsentGiven | ConsentWithdrawn) -> str | None:
    """The other party whose consent it is; None for the client, whether by their own key or by none."""
    return None if event.person == course.client else event.person


def treatment_withdrawn(course: Course) -> ConsentWithdrawn | None:
    """The last withdrawal of consent to treatment; None if it was not withdrawn.

    The withdrawal of another party's own consent to treatment does not count. Their consent to other matters is
    another: a guardian who comes to sessions may still withdraw what they gave for the client. Where the client alone
    has consented, nobody else can withdraw it.
    """
    given = [event for event in course.newest(ConsentGiven) if event.scope is ConsentScope.TREATMENT]
    own = {whose(course, event) for event in given if event.given_by is ConsentGiver.SELF}
    alone = bool(given) and not any(event.given_by in FOR_THE_CLIENT for event in given)
    return next(
        (
            event
            for event in course.newest(ConsentWithdrawn)
            if event.scope is ConsentScope.TREATMENT
            and (whose(course, event) is None or (whose(course, event) not in own and not alone))
        ),
        None,
    )
