"""The differences between two protocols: numbers, choices, levels of clauses, and rules, each with its source."""

from typing import NamedTuple

from iptcore.model.inventory import ClosenessCircle
from iptcore.model.problem_area import ProblemArea
from iptcore.protocol.protocol import Protocol, must_be_protocol_and_courses
from iptcore.protocol.rule import Level
from iptcore.rule_codes import rule_code
from iptcore.sources import Source
from iptcore.values import fields_of
from iptcore.vocabulary import Word

_NO_DIFFERENCE = frozenset({"code", "edition", "name", "rules", "levels", "cited"})
"""Fields that differ in any two protocols, and fields that are compared clause by clause."""


class Difference(NamedTuple):
    """One field or clause in which two protocols differ.

    *what* is the name of the field or the code of the clause; *first* and *second* are the values in each of the two:
    for a clause its level, or None if the protocol has no such clause. *source* is the source of the second.
    """

    what: str
    first: object
    second: object
    source: Source


def differences(first: Protocol, second: Protocol) -> tuple[Difference, ...]:
    """All differences of *second* from *first*: fields in their order, then clauses in theirs.

    Equal values are not a difference, even if their sources differ.
    """
    for given in (first, second):
        must_be_protocol_and_courses("differences(IPT, protocol) or comparison(IPT, protocol)", given)
    differing = []
    for field in fields_of(Protocol):
        before, now = getattr(first, field.name), getattr(second, field.name)
        if field.name not in _NO_DIFFERENCE and before != now:
            differing.append(Difference(field.name, before, now, second.citation(field.name)))
    before_levels, now_levels = _levels(first), _levels(second)
    for code in {**before_levels, **now_levels}:
        before, now = before_levels.get(code), now_levels.get(code)
        if before is not now:
            differing.append(Difference(code, before, now, _source_of(second, first, code)))
    return tuple(differing)


def comparison(first: Protocol, second: Protocol) -> str:
    """The differences of two protocols as a table in plain text.

    The columns have the names of the protocols; if the names are the same, each is followed by its code, and by its
    edition if the codes are the same too.
    """
    rows = [
        (difference.what, in_words(difference.first), in_words(difference.second), str(difference.source))
        for difference in differences(first, second)
    ]
    rows.insert(0, ("", *_told_apart(first, second), "source"))
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = ("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows)
    return "\n".join(lines)


def _told_apart(first: Protocol, second: Protocol) -> tuple[str, str]:
    """The names of two protocols: an adaptation that was given no name has that of the protocol it was made from."""
    if first.name != second.name:
        return first.name, second.name
    if first.code != second.code:
        return f"{first.name} ({first.code})", f"{second.name} ({second.code})"
    return f"{first.name} ({first.code} {first.edition})", f"{second.name} ({second.code} {second.edition})"


def in_words(part: object) -> str:
    """A number or choice of a protocol for people to read."""
    if part is None or part == ():
        return "none"
    if isinstance(part, bool):
        return "yes" if part else "no"
    if isinstance(part, tuple):
        return ", ".join(": ".join(map(in_words, item)) if isinstance(item, tuple) else in_words(item) for item in part)
    if isinstance(part, type) and issubclass(part, ProblemArea):
        return part.kind.replace("_", " ")
    if isinstance(part, ClosenessCircle):
        return in_words(part.rings)
    return part.label if isinstance(part, Word) else str(part)


def _levels(protocol: Protocol) -> dict[str, Level]:
    return {code: protocol.level(clause) for code, clause in protocol.clauses.items()}


def _source_of(second: Protocol, first: Protocol, code: str) -> Source:
    """The source of the level of a clause: that of the change in the protocol, or else that of the rule."""
    cited = dict(second.cited)
    if code in cited:
        return cited[code]
    return next(rule.source for rule in (*second.every_rule, *first.every_rule) if rule.code == rule_code(code))
