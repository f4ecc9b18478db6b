"""How well the facts of the library are supported: ``python -m iptcore.facts_by_source`` counts them by their standing.

A fact is a number or choice of a protocol, a changed level, a rule, a technique, a figure of an instrument, or a
number or definition of an outcome. Its standing is that of its weakest source. What a protocol takes over unchanged
from another is counted once.
"""

import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from iptcore.model.instruments import INSTRUMENTS
from iptcore.model.technique import TECHNIQUES
from iptcore.protocol.catalogue import CATALOGUE
from iptcore.protocol.protocol import Protocol
from iptcore.readings.endings import DEFINITIONS
from iptcore.readings.outcome_schemes import SCHEMES
from iptcore.sources import Source, Standing
from iptcore.values import fields_of


class Fact(NamedTuple):
    """One statement of the library: what it belongs to, what it is about, and where it comes from."""

    topic: str
    about: str
    source: Source


TOPICS = ("numbers and choices", "levels", "rules", "techniques", "instruments", "outcomes")
"""What facts are about, in the order of the table."""

_NUMBERS, _LEVELS, _RULES, _TECHNIQUES, _INSTRUMENTS, _OUTCOMES = TOPICS


def facts() -> Iterator[Fact]:
    """Every fact that ships, each once."""
    known: set[tuple[str, Any, Source]] = set()
    for protocol in CATALOGUE:
        for name, source in protocol.cited:
            fact = (name, _value(protocol, name), source)
            if fact not in known:
                known.add(fact)
                yield Fact(_NUMBERS if name in _FIELDS else _LEVELS, f"{protocol.code}: {name}", source)
    for rule in {rule.code: rule for protocol in CATALOGUE for rule in protocol.every_rule}.values():
        yield Fact(_RULES, rule.code, rule.source)
    for technique in TECHNIQUES.values():
        yield Fact(_TECHNIQUES, technique.name, technique.source)
    for instrument in INSTRUMENTS:
        for words, source in instrument.facts():
            yield Fact(_INSTRUMENTS, words, source)
    for scheme in SCHEMES:
        for words, source in scheme.facts():
            yield Fact(_OUTCOMES, words, source)
    for definition in DEFINITIONS:
        yield Fact(_OUTCOMES, f"premature ending: {definition.name}", definition.source)


_FIELDS = frozenset(field.name for field in fields_of(Protocol))


def _value(protocol: Protocol, name: str) -> Any:
    return getattr(protocol, name) if name in _FIELDS else protocol.level(protocol.clauses[name])


def table() -> str:
    """The counts by topic and standing, as a table in plain text."""
    counts = Counter((topic, fact.source.standing) for fact in facts() for topic in (fact.topic, "all"))
    lines = [_line("", [*(standing.label for standing in Standing), "all"])]
    for topic in (*TOPICS, "all"):
        numbers = [counts[topic, standing] for standing in Standing]
        lines.append(_line(topic, [*numbers, sum(numbers)]))
    return "\n".join([*lines, "", "read: confirmed in the work named; decision: ours, and no manual states it"])


def _line(head: str, cells: Iterable[object]) -> str:
    return f"{head:<20}{''.join(f'{cell!s:>12}' for cell in cells)}"


if __name__ == "__main__":
    sys.stdout.write(f"{table()}\n")
