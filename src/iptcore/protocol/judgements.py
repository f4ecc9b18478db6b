"""The answers of a protocol: what may come next, what is due, the findings of a review, and refusals."""

from collections.abc import Iterable
from datetime import date

import attrs

from iptcore.course import Course
from iptcore.errors import IptError, listed
from iptcore.events import DepartureExplained, EventKind
from iptcore.notebook import html_table
from iptcore.protocol.rule import Level, Objection
from iptcore.values import Value, value


@value
class Option(Value):
    """Whether one kind of event may come next, before its fields are known.

    Closed means that every such event dated on the last day of the record or later would be refused. Open means that at
    least one would be accepted. An event with an earlier date is judged at its place in the timeline.
    """

    kind: EventKind
    open: bool
    objections: tuple[Objection, ...] = ()

    def __str__(self) -> str:
        return listed(f"{self.kind.__name__}: {'open' if self.open else 'closed'}", _marked(self.objections))


@value
class Task(Value):
    """A line of the checklist to the next phase.

    *answered*: a reason why it was not done is recorded. *explained*: a departure from it was explained that day, so
    the step is not refused because of it. *also* names other clauses that require the same act; the level is that of
    the gravest clause.
    """

    code: str
    asks: str
    level: Level
    done: bool
    answered: bool = False
    explained: bool = False
    cures: tuple[EventKind, ...] = ()
    also: tuple[str, ...] = ()

    def __str__(self) -> str:
        cures = " or ".join(kind.__name__ for kind in self.cures)
        to_do = f"  -> {cures}" if cures and not self.done else ""
        return f"[{'x' if self.done else ' '}] {self.asks} [{self.code}; {self.level.label}]{to_do}"


@value
class Finding(Value):
    """An objection to an entry of the history, with the explanation of the clinician, if there is one."""

    entry: int
    on: date
    kind: EventKind
    objection: Objection
    explained: DepartureExplained | None = None

    def __str__(self) -> str:
        explained = " (explained)" if self.explained else ""
        place = f"entry {self.entry}, {self.on}, {self.kind.__name__}"
        return f"{place}, {self.objection.level.label}{explained}: {self.objection}"


@attrs.frozen(kw_only=True)
class Judgement:
    """The judgement of a protocol on events, in their order: the course after them, and the objections to each.

    *course* is None if one of them was refused; then none of them was entered, and *against* ends with that event.
    """

    course: Course | None
    against: tuple[tuple[Objection, ...], ...]

    @property
    def accepted(self) -> bool:
        """Whether nothing was refused."""
        return self.course is not None

    @property
    def objections(self) -> tuple[Objection, ...]:
        """All objections to the events, the first event first."""
        return tuple(objection for of_a_clause in self.against for objection in of_a_clause)

    def __str__(self) -> str:
        return listed("accepted" if self.accepted else "refused", _marked(self.objections))


def _marked(objections: tuple[Objection, ...]) -> tuple[str, ...]:
    return tuple(f"{'' if objection.refuses else 'advice: '}{objection}" for objection in objections)


class NotAllowed(IptError):
    """An event was refused, and no event was applied.

    *event* is the name of its kind, *where* the phase or status of the course, *protocol* the name of the protocol.
    *objections* holds all objections to the event: those that refuse (coherence, safeguard and binding), and advice.
    """

    def __init__(self, event: str, where: str, protocol: str, objections: Iterable[Objection]) -> None:
        self.event = event
        self.where = where
        self.protocol = protocol
        self.objections: tuple[Objection, ...] = tuple(objections)
        super().__init__(event, where, protocol, self.objections)

    def __str__(self) -> str:
        refusing = tuple(objection for objection in self.objections if objection.refuses)
        return listed(f"{self.event} is not allowed {self.where} of {self.protocol}:", refusing)

    def _repr_html_(self) -> str:
        rows = [
            (objection.code, objection.level.label, objection.asks, objection.source) for objection in self.objections
        ]
        title = f"{self.event} is not allowed {self.where} of {self.protocol}"
        return html_table(title, ("clause", "level", "asks", "source"), rows)
