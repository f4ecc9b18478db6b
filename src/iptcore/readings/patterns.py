"""Patterns of relating, and the links between mood and events, over time."""

from collections.abc import Iterable
from datetime import date

from attrs import field

from iptcore.constraints import pseudonym, several
from iptcore.course import Course
from iptcore.events import MoodEventLink, PatternNamed, SessionHeld
from iptcore.fold import COUNTED
from iptcore.readings.answer import MANY_POINTS, Reading
from iptcore.sources import cite
from iptcore.values import Value, value
from iptcore.vocabulary import LinkDirection


@value
class PatternOverTime(Value):
    """When a pattern was named, the first time and each time again, and with whom it was seen so far."""

    pattern: str = field(metadata=pseudonym())
    named: tuple[date, ...] = field(metadata=several(distinct=False, most=MANY_POINTS))
    people: tuple[str, ...] = field(default=(), metadata=several(key=True, private=True, most=MANY_POINTS))


@value
class LinkAt(Value):
    """A link between mood and event, made in one session."""

    on: date
    link: MoodEventLink


@value
class Links(Reading):
    """The links of a course in the order of time, and the counted sessions with at least one of them."""

    links: tuple[LinkAt, ...] = field(default=(), metadata=several(distinct=False, most=MANY_POINTS))
    sessions: int = 0
    linked_sessions: int = 0

    def count(self, direction: LinkDirection) -> int:
        """How many links ran this way."""
        return sum(at.link.direction is direction for at in self.links)

    def with_person(self, person: str) -> tuple[LinkAt, ...]:
        """The links that name this person, by key."""
        return tuple(at for at in self.links if at.link.relationship == person)

    @property
    def people(self) -> tuple[str, ...]:
        """The keys of the people whom links name, in the order of their first."""
        named = (at.link.relationship for at in self.links)
        return tuple(dict.fromkeys(person for person in named if person is not None))


def patterns(course: Course) -> tuple[PatternOverTime, ...]:
    """Every pattern that was named, in the order of its first naming."""
    by_pattern: dict[str, list[PatternNamed]] = {}
    for named in course.all(PatternNamed):
        by_pattern.setdefault(named.pattern.key, []).append(named)
    return tuple(
        PatternOverTime(pattern=key, named=tuple(naming.on for naming in named), people=tuple(_people(named)))
        for key, named in by_pattern.items()
    )


def _people(named: Iterable[PatternNamed]) -> Iterable[str]:
    return dict.fromkeys(person for naming in named for person in naming.pattern.people)


def mood_event_links(course: Course) -> Links:
    """The links that the sessions of a course made between mood and events."""
    sessions = course.all(SessionHeld)
    counted = [session for session in sessions if session.purpose in COUNTED]
    linked = sum(bool(session.links) for session in counted)
    return Links(
        links=tuple(LinkAt(on=session.on, link=link) for session in sessions for link in session.links),
        sessions=len(counted),
        linked_sessions=linked,
        reasons=(f"sessions with a link: {linked} of {len(counted)}",),
        source=cite("F1 F13"),
    )
