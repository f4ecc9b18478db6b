"""One course, event by event, through the state machine.

Two functions take turns. The *policy* gets the course and returns the next event, or None to stop. The *client* gets
the course and that event, and returns what really happens: the same event, the event with other words or numbers (a
score), another event (a session missed, a course left), or None to stop. Either may be a script, a model, or a person
at a prompt. The protocol then judges the event like every entry.
"""

from collections.abc import Callable
from typing import TypeAlias

from iptcore.course import Course
from iptcore.events import Event
from iptcore.protocol.protocol import Protocol, must_be_protocol_and_courses
from iptcore.simulation.inputs.bad_request import BadRequest, whole

MOST_EVENTS = 10_000
"""The most events of a course that is played (our decision: about a hundred times those of a usual one)."""

NextEvent: TypeAlias = Callable[[Course], Event | None]
"""A policy: returns the event that is to happen next in a course; None: nothing more."""

Answer: TypeAlias = Callable[[Course, Event], Event | None]
"""A client: returns what happens when *event* is to happen in a course; None: nothing more."""


def as_asked(course: Course, event: Event) -> Event:  # noqa: ARG001  # an answer is asked with the course
    """The client with whom everything happens as the policy says."""
    return event


def play(
    protocol: Protocol,
    policy: NextEvent,
    client: Answer = as_asked,
    *,
    course: Course | None = None,
    most: int = MOST_EVENTS,
) -> Course:
    """Play a course under *protocol* until the policy or the client returns None.

    *course* is the course to continue; by default a new one. *most* is the greatest number of events.

    Raises:
        NotAllowed: if the protocol refuses an event (a policy can call ``protocol.objections(course, event)`` first).
        BadRequest: if the course does not end within *most* events, and for an argument that does not fit.
        InvalidValue: for what is no protocol or no course.
    """
    for name, asked in (("policy", policy), ("client", client)):
        if not callable(asked):
            raise BadRequest(f"{name} has to be a function: play(IPT, Therapist(IPT))")
    whole(most, "most", 0)
    course = Course() if course is None else course
    must_be_protocol_and_courses("play(IPT, Therapist(IPT), course=course)", protocol, course)
    for _ in range(most):
        event = policy(course)
        happens = None if event is None else client(course, event)
        if happens is None:
            return course
        course = protocol.apply(course, happens)
    raise BadRequest(
        f"the course did not end within {most} events: let the policy return None, or pass a higher most=..."
    )
