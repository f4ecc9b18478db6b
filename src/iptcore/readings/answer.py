"""What every reading returns: an answer, the reasons for it, and the source of its definition."""

from collections.abc import Iterable
from datetime import date
from typing import NoReturn

from attrs import field

from iptcore.constraints import several
from iptcore.sources import Source
from iptcore.values import Value, value
from iptcore.vocabulary import Baseline

MANY_POINTS = 1_000_000
"""A reading lists as many points in time as its course has: it never refuses a record for being long."""


@value
class Reading(Value):
    """What a course says about one question.

    *reasons* are sentences of ours with days, totals and counts; no key, no name and no free text stands in them.
    """

    source: Source
    reasons: tuple[str, ...] = field(default=(), metadata=several(distinct=False))


@value
class Answer(Reading):
    """Yes (True), no (False), or not known from this record (None).

    None is an answer: nothing was recorded, or nothing to judge by is known here. So an Answer has no truth value: ask
    for its *answer*.
    """

    answer: bool | None

    def __bool__(self) -> NoReturn:
        raise TypeError("an answer may be unknown: compare its .answer with True, False or None")

    @property
    def words(self) -> str:
        """The answer in words."""
        return _WORDS[self.answer]

    def __str__(self) -> str:
        return f"{self.words}: {'; '.join(self.reasons)} [{self.source}]"


@value
class Reached(Answer):
    """Whether a state holds now, at the last record, and from when to when it held.

    The answer is yes while it holds, no where it never did or does no more. *since* is the day from which it holds or
    held: a response or a remission from its first rating, a recovery from the day on which its months were over.
    *on* is the first record that shows it, *until* the first day that shows otherwise. Of several times, the last one.
    *baseline* is the rating from which change was counted.
    """

    since: date | None = None
    on: date | None = None
    until: date | None = None
    baseline: Baseline | None = None

    @property
    def words(self) -> str:
        """The answer in words, with its days: "yes, since …", "was, from … until …", "no", "not known"."""
        if self.answer:
            return f"yes, since {self.since}"
        if self.answer is False and self.since is not None:
            return f"was, from {self.since} until {self.until}"
        return super().words


_WORDS = {True: "yes", False: "no", None: "not known"}


def either(answers: Iterable[bool | None]) -> bool | None:
    """Yes if one of them is yes; no if all are no; else not known."""
    unknown = False
    for answer in answers:
        if answer:
            return True
        unknown = unknown or answer is None
    return None if unknown else False
