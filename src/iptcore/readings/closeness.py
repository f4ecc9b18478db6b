"""The closeness circle over time: in which ring each person was, whenever the inventory said so."""

from datetime import date

from attrs import field

from iptcore.constraints import pseudonym, several
from iptcore.course import Course
from iptcore.events import RelationshipRecorded
from iptcore.model.inventory import ClosenessCircle
from iptcore.readings.answer import MANY_POINTS, Reading
from iptcore.sources import cite
from iptcore.values import Value, value
from iptcore.vocabulary import Movement

_CIRCLE = ClosenessCircle()


@value
class RingAt(Value):
    """From this day on the person was seen in this ring."""

    on: date
    ring: str = field(metadata=pseudonym(private=False))


@value
class Closeness(Reading):
    """The rings of one person, each change once, in the order of time.

    *movement* goes from the first ring to the last; None where none was recorded, or one of the two is not of the
    circle. An entry of the inventory that leaves the ring open changes nothing.
    """

    person: str = field(metadata=pseudonym())
    rings: tuple[RingAt, ...] = field(default=(), metadata=several(distinct=False, most=MANY_POINTS))
    movement: Movement | None = None

    @property
    def ring(self) -> str | None:
        """The ring as last recorded; None if none was."""
        return self.rings[-1].ring if self.rings else None


def closeness(course: Course, circle: ClosenessCircle = _CIRCLE) -> tuple[Closeness, ...]:
    """The rings of everybody in the inventory. A protocol may have a *circle* of its own."""
    rings_of: dict[str, list[RingAt]] = {}
    for recorded in course.all(RelationshipRecorded):
        person = recorded.relationship
        rings = rings_of.setdefault(person.key, [])
        if person.ring is not None and (not rings or rings[-1].ring != person.ring):
            rings.append(RingAt(on=recorded.on, ring=person.ring))
    return tuple(_reading(person, rings, circle.rings) for person, rings in rings_of.items())


def _reading(person: str, rings: list[RingAt], circle: tuple[str, ...]) -> Closeness:
    movement, reason = None, f"rings recorded: {len(rings)}"
    if rings and {rings[0].ring, rings[-1].ring} <= set(circle):
        outwards = circle.index(rings[-1].ring) - circle.index(rings[0].ring)
        movement = Movement.STAYED if outwards == 0 else Movement.OUTWARDS if outwards > 0 else Movement.INWARDS
    elif rings:
        reason = "a ring was recorded that the circle does not have"
    return Closeness(person=person, rings=tuple(rings), movement=movement, reasons=(reason,), source=cite("F2 F3 R"))
