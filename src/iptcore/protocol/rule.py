"""A rule as a value, and its objection to an event.

Refusals, checklists, diagrams and the reference pages are all made from these values.
"""

import functools
import inspect
import operator
from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar, TypeAlias

from attrs import field

from iptcore.constraints import code, several, text
from iptcore.course import Course
from iptcore.errors import Fault, InvalidValue
from iptcore.events import Event, EventKind, NotDone
from iptcore.rule_codes import clause_and_rule, rule_code
from iptcore.sources import Source, Standing
from iptcore.validation import got
from iptcore.values import Sense, Value, value
from iptcore.vocabulary import SafetyMatter, Word

if TYPE_CHECKING:
    from iptcore.protocol.protocol import Protocol

# A clause calls its predicates only with the kinds of event that it names: hence Any.

Kept: TypeAlias = Callable[["Protocol", Course], bool]
"""A predicate of the protocol and the course alone, which can be evaluated before there is an event."""

Fits: TypeAlias = Callable[["Protocol", Course, Any], bool]
"""A predicate of the protocol, the course before the event, and the event."""

Followed: TypeAlias = Callable[["Protocol", Course, Any], bool]
"""A predicate of the protocol, the course after its whole record, and an event in it."""

SaidBefore: TypeAlias = Callable[[Any, Course, Any], bool]
"""Whether the same advice was given at an earlier event, and its cause has lasted since. The event is None where a
clause is judged on the course alone."""

Hint: TypeAlias = Callable[["Protocol", Course, Any], str]
"""A text that helps with one event. It must not repeat private content."""

Since: TypeAlias = Callable[["Protocol", Course], date | int | None]
"""The day from which, or the place in the timeline after which, a recorded reason answers a clause; None: any."""


class Level(Word):
    """How much a clause weighs. Coherence, safeguard and binding clauses refuse; the others never refuse.

    A safeguard protects the client: no explanation lifts it, and a protocol may change its level to grave but not to a
    lower one. A binding clause is a requirement of the manual. A defining clause is part of what makes a protocol this
    protocol; a grave one is advice on safety.
    """

    COHERENCE = "coherence"
    SAFEGUARD = "safeguard"
    BINDING = "binding"
    DEFINING = "defining"
    GRAVE = "grave"
    ADVISORY = "advisory"
    OFF = "off"

    @property
    def refuses(self) -> bool:
        """Whether an event is refused because of it."""
        return self in _REFUSING


_ASKED = ("kept", "fits", "since", "followed", "said_before", "hint")
"""The fields of a clause that are called with a course."""

_REFUSING = frozenset({Level.COHERENCE, Level.SAFEGUARD, Level.BINDING})


@value
class Clause(Value):
    """One requirement of a rule: the kinds of event, the level, the predicates that judge it, and its cures.

    *kept* judges the course alone, so it can be evaluated before there is an event; *fits* judges the event in its
    course. One of them is given, or both, and then both must hold. Each returns True or False. If
    :class:`~iptcore.events.NotDone` is among the *cures*, the clause is also met by a recorded reason, given on or
    after the day that *since* returns. *followed* says whether something later in the record settles the objection in a
    review: the rating of a session may be entered after the session, and a contact follows an absence.

    *said_before* is for a clause that does not refuse and whose cause is a state that lasts. It says whether the advice
    was given when the state began; then it is not repeated until the state has ended and begins again. Without it, the
    advice is given at each event; a refusal is always repeated. The text of *hint* follows the text of *asks*. With
    *also_now*, an event that is entered late is also judged by what is known today. *matter* is the demand of
    :func:`~iptcore.readings.safety.open_safety` that the clause is about: a checklist begins with it. *joins*
    names clauses that require the same act: while one of them is open too, a checklist has one line for both.
    """

    code: str = field(metadata=code())
    on: tuple[EventKind, ...] = field(metadata=several())
    level: Level
    asks: str = field(metadata=text(longest=300, private=False))
    kept: Kept | None = None
    fits: Fits | None = None
    cures: tuple[EventKind, ...] = field(default=(), metadata=several())
    since: Since | None = None
    followed: Followed | None = None
    said_before: SaidBefore | None = None
    hint: Hint | None = None
    also_now: bool = False
    matter: SafetyMatter | None = None
    joins: tuple[str, ...] = field(default=(), metadata=several(longest=12))

    senses: ClassVar[tuple[Sense, ...]] = (
        Sense(
            fields=("kept", "fits"),
            expected="kept, fits, or both",
            holds=lambda clause: clause.kept is not None or clause.fits is not None,
        ),
        Sense(
            fields=_ASKED,
            expected="plain functions that return True or False",
            holds=lambda clause: not any(_answers_later(called) for called in _called(clause) if called is not None),
            advice="an async function or a generator returns no answer when it is called: write a plain function",
        ),
    )

    def holds(self, protocol: "Protocol", course: Course, event: Event | None) -> bool:
        """Whether the clause is met by *event* entered into *course*, or answered by a recorded reason.

        Without an event, only *kept* is evaluated.

        Raises:
            InvalidValue: if a predicate returns neither True nor False.
        """
        kept, fits = self.kept, self.fits
        try:
            met = kept is None or kept(protocol, course)
            if met is True and fits is not None and event is not None:
                met = fits(protocol, course, event)
            return met is True or answer(self, met) or self.answered(protocol, course)
        except Exception as error:
            note(error, self, protocol)
            raise

    def answered(self, protocol: "Protocol", course: Course) -> bool:
        """Whether a recorded reason says why the required act was not done."""
        if NotDone not in self.cures:
            return False
        reason = course.not_done(self.code)
        if reason is None:
            return False
        since = self.since(protocol, course) if self.since else None
        if isinstance(since, int):
            return any(
                place > since and reason.task in clause_and_rule(self.code) for place, reason in course.placed(NotDone)
            )
        return since is None or reason.on >= since


def answer(clause: Clause, given: object) -> bool:
    """The answer of a predicate, which has to be True or False: other values could be taken for True by mistake."""
    if given is True or given is False:
        return given
    raise InvalidValue("answer of a predicate", [Fault(f"clause {clause.code}", "True or False", got(given))])


def note(error: Exception, clause: Clause, protocol: "Protocol") -> None:
    """Name the clause in a note of an error of one of its functions."""
    error.add_note(f"while clause {clause.code} of {protocol.name} was judged")


_called: Callable[[Clause], tuple[object, ...]] = operator.attrgetter(*_ASKED)

_LATER = inspect.CO_COROUTINE | inspect.CO_GENERATOR | inspect.CO_ASYNC_GENERATOR


def _answers_later(function: object) -> bool:
    while isinstance(function, functools.partial):
        function = function.func
    # A callable object answers as its class calls it.
    code = getattr(function, "__code__", None) or getattr(type(function).__dict__.get("__call__"), "__code__", None)
    return code is not None and bool(code.co_flags & _LATER)


@value
class Rule(Value):
    """A statement of the protocol, with its source and its clauses."""

    code: str = field(metadata=code())
    says: str = field(metadata=text(longest=400, private=False))
    source: Source
    clauses: tuple[Clause, ...] = field(metadata=several(fewest=1, by="code"))

    senses: ClassVar[tuple[Sense, ...]] = (
        Sense(
            fields=("code", "clauses"),
            expected="clauses whose codes are the code of the rule and a small letter",
            holds=lambda rule: all(rule_code(clause.code) == rule.code for clause in rule.clauses),
        ),
    )


@value
class Objection(Value):
    """The objection of one clause to an event: everything a person needs to see why, and how to cure it."""

    code: str
    asks: str
    says: str
    source: Source
    level: Level
    cures: tuple[EventKind, ...] = ()
    explained: bool = False

    @property
    def rule(self) -> str:
        """The code of the rule."""
        return rule_code(self.code)

    @property
    def refuses(self) -> bool:
        """Whether the event is refused because of it: its level refuses, and no departure of that day explains it."""
        return self.level.refuses and not self.explained

    @property
    def explainable(self) -> bool:
        """Whether a ``DepartureExplained`` of the same day can lift it."""
        return self.level not in (Level.COHERENCE, Level.SAFEGUARD)

    @property
    def standing(self) -> Standing:
        """The weakest standing among the sources of the rule."""
        return self.source.standing

    def __str__(self) -> str:
        cures = " or ".join(cure.__name__ for cure in self.cures)
        if self.explained:
            cures = "explained"
        elif self.level is Level.BINDING:
            cures += f'{", or " if cures else ""}DepartureExplained("{self.code}") the same day'
        return f"{self.asks} [{self.code}; {self.source}]{'  -> ' if cures else ''}{cures}"
