"""One course, event by event, through the state machine.

Two functions take turns. The *policy* is asked with the course as it stands and gives what is to happen next, or None
to stop. The *client* is asked with the course and that event, and answers with what does happen: the event itself, the
same with other words or numbers in it (a score), another one (a session missed, a course left), or None to stop. Either
may be a script, a model, or a person at a prompt. The protocol then judges the answer as it judges every entry.
"""

from collections.abc import Callable
from typing import TypeAlias

from iptcore.course import Course
from iptcore.events import Event
from iptcore.protocol.protocol import Protocol
from iptcore.simulation.inputs.bad_request import BadRequest

NextEvent: TypeAlias = Callable[[Course], Event | None]
"""A policy: what is to happen next in a course; None: nothing more."""

Answer: TypeAlias = Callable[[Course, Event], Event | None]
"""A client: what does happen when *event* is to happen in a course; None: nothing more."""


def as_asked(course: Course, event: Event) -> Event:  # noqa: ARG001  # an answer is asked with the course
    """The client who does as asked: what is to happen happens."""
    return event


def play(
    protocol: Protocol,
    policy: NextEvent,
    client: Answer = as_asked,
    *,
    course: Course | None = None,
    most: int = 10_000,
) -> Course:
    """Play a course under *protocol* until the policy or the client gives nothing more.

    *course* is where to begin; a new one where it is left out. *most* is how many events are played at the most.

    Raises :class:`~iptcore.protocol.judgements.NotAllowed` when the protocol refuses an event (a policy that wants to
    know before asks ``protocol.objections(course, event)``), and :class:`~iptcore.simulation.BadRequest` when there is
    no end.
    """
    course = Course() if course is None else course
    for _ in range(most):
        event = policy(course)
        happens = None if event is None else client(course, event)
        if happens is None:
            return course
        course = protocol.apply(course, happens)
    raise BadRequest(f"the policy went on after {most} events: let it give None at the end, or pass a higher most=...")
