"""The errors that iptcore raises.

Every message says what was asked, what is wrong and what to do next, and never shows a value: a value may be private.
All exceptions survive pickling, so they can cross a process boundary.
"""

from collections.abc import Iterable, Sequence

import attrs


class IptError(Exception):
    """The parent of every error that iptcore raises on purpose."""


SHOWN = 50
"""How many faults a message lists; the exception holds all of them."""


def listed(first: str, points: tuple[object, ...]) -> str:
    """A first line, and a line for each of the first points."""
    more = [f"  - and {len(points) - SHOWN} more"] if len(points) > SHOWN else []
    return "\n".join([first, *(f"  - {point}" for point in points[:SHOWN]), *more])


@attrs.frozen
class Fault:
    """One thing wrong with one value.

    *path* leads to it (``goals[2].weight``; empty for the value as a whole), *expected* says what belongs there,
    *got* names the kind of thing that was there (never the thing itself), *advice* says what to do.
    """

    path: str
    expected: str
    got: str = ""
    advice: str = ""

    def __str__(self) -> str:
        where = f"{self.path}: " if self.path else ""
        got = f", got {self.got}" if self.got else ""
        advice = f"; {self.advice}" if self.advice else ""
        return f"{where}expected {self.expected}{got}{advice}"

    def below(self, parent: str) -> "Fault":
        """The same fault, seen from one level up."""
        joint = "" if not self.path or self.path.startswith("[") else "."
        return attrs.evolve(self, path=f"{parent}{joint}{self.path}")


class InvalidValue(IptError, ValueError):
    """A value or an argument is invalid; *faults* says everything that is wrong with it."""

    def __init__(self, what: str, faults: Iterable[Fault]) -> None:
        self.what = what
        self.faults: tuple[Fault, ...] = tuple(faults)
        super().__init__(what, self.faults)

    def __str__(self) -> str:
        return listed(f"invalid {self.what}:", self.faults)


MOST_NAMES = 35
"""The most names that a message lists; of more it gives the first and their number."""


def few_of(names: Sequence[str]) -> str:
    """The names for a message: all of a few, the first and the number of many."""
    return ", ".join(names) if len(names) <= MOST_NAMES else f"{len(names)} names, such as {', '.join(names[:5])}"


class UnknownName(IptError, LookupError):
    """There is nothing of that name; *known* holds all names that exist, also where the message gives only a few.

    *what* says what kind of thing was looked up. The name itself is not kept, because it may be private.
    """

    def __init__(self, what: str, known: Iterable[str], advice: str = "") -> None:
        self.what = what
        self.known: tuple[str, ...] = tuple(known)
        self.advice = advice
        super().__init__(what, self.known, advice)

    def __str__(self) -> str:
        choose = f"choose one of {few_of(self.known)}" if self.known else "there is none"
        if len(self.known) > MOST_NAMES:
            choose += "; the attribute known of this error holds all"
        if self.advice.endswith("?"):  # a guess stands first: behind many names nobody would read it
            return f"unknown {self.what}: {self.advice} If not, {choose}"
        return f"unknown {self.what}: {choose}{'; ' if self.advice else ''}{self.advice}"


class StaleRevision(IptError):
    """The course has moved on since the caller last looked: read it again, then decide again."""

    def __init__(self, expected: int, found: int) -> None:
        self.expected = expected
        self.found = found
        super().__init__(expected, found)

    def __str__(self) -> str:
        return (
            f"the course is at revision {self.found}, not {self.expected}: "
            "load it again, look at what was added, and apply the event to that"
        )
