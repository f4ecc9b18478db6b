"""What every reading gives back: an answer, the reasons for it, and the source of its definition."""

from collections.abc import Iterable
from datetime import date
from typing import NoReturn

from attrs import field

from iptcore.constraints import several, shown
from iptcore.sources import Source
from iptcore.values import Value, value

MANY_POINTS = 1_000_000
"""A reading lists as many points in time as its course has: it never refuses a record for being long."""


@value
class Reading(Value):
    """What a course says about one question.

    *reasons* are sentences of ours with days, totals and counts; no key, no name and no free text stands in them.
    """

    source: Source = field(metadata=shown("Source"))
    reasons: tuple[str, ...] = field(default=(), metadata=several("Reasons", distinct=False))


@value
class Answer(Reading):
    """Yes (True), no (False), or not known from this record (None).

    None is an answer: nothing was recorded, or nothing is published to judge by. So an Answer has no truth value of its
    own: ask for its *answer*.
    """

    answer: bool | None = field(metadata=shown("Answer"))

    def __bool__(self) -> NoReturn:
        raise TypeError("an answer may be unknown: compare its .answer with True, False or None")

    def __str__(self) -> str:
        return f"{_WORDS[self.answer]}: {'; '.join(self.reasons)} [{self.source}]"


@value
class Reached(Answer):
    """Whether a state was reached, and when.

    *since* is its first rating, *on* the rating that shows that it had lasted as long as its definition asks, *until*
    the first day that shows otherwise (None: it held to the last rating). Of several times, the last one.
    """

    since: date | None = field(default=None, metadata=shown("Since"))
    on: date | None = field(default=None, metadata=shown("Established on"))
    until: date | None = field(default=None, metadata=shown("Until"))


_WORDS = {True: "yes", False: "no", None: "not known"}


def either(answers: Iterable[bool | None]) -> bool | None:
    """Yes if one of them is yes; no if all are no; else not known."""
    known = set(answers)
    return True if True in known else None if None in known else False
