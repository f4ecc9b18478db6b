"""A rule as a value, and what it says against an event.

Refusals, checklists, diagrams and the reference pages are all printed from these values.
"""

import functools
import inspect
import operator
from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar, TypeAlias

from attrs import field

from iptcore.constraints import clause_and_rule, code, rule_code, several, shown, text
from iptcore.course import Course
from iptcore.errors import Fault, InvalidValue
from iptcore.events import Event, EventKind, NotDone
from iptcore.sources import Source, Standing
from iptcore.validation import got
from iptcore.values import Sense, Value, value
from iptcore.vocabulary import SafetyMatter, Word

if TYPE_CHECKING:
    from iptcore.protocol.protocol import Protocol

# Which kind of event a predicate takes is said by the clause, on those alone it is asked: hence Any.

Kept: TypeAlias = Callable[["Protocol", Course], bool]
"""A predicate of the protocol and the course alone, so that it can be asked before there is an event."""

Fits: TypeAlias = Callable[["Protocol", Course, Any], bool]
"""A predicate of the protocol, the course before the event, and the event."""

Followed: TypeAlias = Callable[["Protocol", Course, Any], bool]
"""A predicate of the protocol, the course as all of its record left it, and an event in it."""

SaidBefore: TypeAlias = Callable[[Any, Course, Any], bool]
"""Whether the same was said at an earlier event, for a cause that has lasted since. The event may be None: what a
clause says of the course alone is said before there is one."""

Hint: TypeAlias = Callable[["Protocol", Course, Any], str]
"""What helps with one event; it repeats nothing private."""

Since: TypeAlias = Callable[["Protocol", Course], date | int | None]
"""From which day on, or after which place in the timeline, a recorded reason answers a clause; None: any."""


class Level(Word):
    """How much a clause weighs. Coherence, safeguard and binding clauses refuse; the others never refuse.

    A safeguard protects the client: no explanation lifts it, and a protocol may weigh it as grave but not as less. A
    binding clause is the wish of a manual. A defining clause is part of what makes a protocol this protocol; a grave
    one is about safety.
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
    """One demand of a rule: on which events, how much it weighs, how it is judged, and what would cure it.

    *kept* judges the course alone, so that it can be asked before there is an event; *fits* judges the event in its
    course; one of them is given, or both, and then both must hold. Each answers True or False. A clause that names
    :class:`~iptcore.events.NotDone` among its *cures* is also met by a recorded reason, given on or after the day that
    *since* names. What *followed* finds later in the record settles it in a review: the rating of a session may be
    entered after the session, and an absence is followed up after it. Where the cause of a clause that does not refuse
    is a state that lasts, *said_before* says whether it was said when the state began: then it is not said again until
    the state has ended and begins anew. Without it, each event is a cause of its own, and what refuses is
    said each time. What *hint* says of the event stands behind what it asks, where it says anything. *also_now* asks
    of an event entered late what is known today as well, whichever was recorded first. *matter* is the demand of
    :func:`~iptcore.readings.safety.open_safety` that the clause asks to settle: a checklist begins with it. What
    *joins* other clauses asks for the same act: while one of them is undone too, a checklist has one line for both.
    """

    code: str = field(metadata=code("Code"))
    on: tuple[EventKind, ...] = field(metadata=several("On which events"))
    level: Level = field(metadata=shown("Level"))
    asks: str = field(metadata=text("What to do", longest=300, private=False))
    kept: Kept | None = field(default=None, metadata=shown("Judged on the course"))
    fits: Fits | None = field(default=None, metadata=shown("Judged on the event"))
    cures: tuple[EventKind, ...] = field(default=(), metadata=several("Cured by"))
    since: Since | None = field(default=None, metadata=shown("A reason counts since"))
    followed: Followed | None = field(default=None, metadata=shown("Settled by what came later"))
    said_before: SaidBefore | None = field(default=None, metadata=shown("Said once while its cause lasts"))
    hint: Hint | None = field(default=None, metadata=shown("What to say beside it"))
    also_now: bool = field(default=False, metadata=shown("Asked of the present too", "where the event is entered late"))
    matter: SafetyMatter | None = field(default=None, metadata=shown("Asked for while this demand of safety stands"))
    joins: tuple[str, ...] = field(default=(), metadata=several("Asks for the same act as these clauses", longest=12))

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
        """Whether the clause is met by *event* entered into *course*, or by a reason why it is not.

        Without an event, only *kept* is asked. Raises :class:`~iptcore.errors.InvalidValue` where the answer is neither
        True nor False.
        """
        kept, fits = self.kept, self.fits
        met = kept is None or kept(protocol, course)
        if met is True and fits is not None and event is not None:
            met = fits(protocol, course, event)
        return met is True or answer(self, met) or self.answered(protocol, course)

    def answered(self, protocol: "Protocol", course: Course) -> bool:
        """Whether somebody recorded why what it asks for was not done."""
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
    """What a predicate answered, which is True or False: anything else could be taken for a yes in silence."""
    if given is True or given is False:
        return given
    raise InvalidValue("answer of a predicate", [Fault(f"clause {clause.code}", "True or False", got(given))])


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

    code: str = field(metadata=code("Code"))
    says: str = field(metadata=text("The rule in a sentence", longest=400, private=False))
    source: Source = field(metadata=shown("Source"))
    clauses: tuple[Clause, ...] = field(metadata=several("Clauses", fewest=1, by="code"))

    senses: ClassVar[tuple[Sense, ...]] = (
        Sense(
            fields=("code", "clauses"),
            expected="clauses whose codes are the code of the rule and a small letter",
            holds=lambda rule: all(rule_code(clause.code) == rule.code for clause in rule.clauses),
        ),
    )


@value
class Objection(Value):
    """What one clause has against an event: everything a person needs to see why, and what would mend it."""

    code: str = field(metadata=code("Code of the clause"))
    asks: str = field(metadata=text("What to do", longest=300, private=False))
    says: str = field(metadata=text("The rule in a sentence", longest=400, private=False))
    source: Source = field(metadata=shown("Source"))
    level: Level = field(metadata=shown("Level"))
    cures: tuple[EventKind, ...] = field(default=(), metadata=several("Cured by"))
    explained: bool = field(default=False, metadata=shown("Explained", "a departure of that day speaks of it"))

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
        """Whether a clinician may depart from it on purpose, by a ``DepartureExplained`` of the same day."""
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
