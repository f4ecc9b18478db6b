"""The conditions that every protocol meets, and how one is adapted from another: the changes and their sources."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from iptcore.errors import Fault, InvalidValue
from iptcore.protocol.number_range import Between
from iptcore.protocol.rule import Clause, Level, Rule
from iptcore.protocol.spans import adapted_span
from iptcore.sources import Source, Standing, Work
from iptcore.validation import got, nearest, unknown_name
from iptcore.values import Sense, fields_of
from iptcore.vocabulary import Frequency

if TYPE_CHECKING:
    from iptcore.protocol.protocol import Protocol

_AT_LEAST_GRAVE = (Level.SAFEGUARD, Level.BINDING, Level.GRAVE)

_NO_LOWER = "a clause that protects the client never has a level below grave"


def _weighed(rules: tuple[Rule, ...], levels: tuple[tuple[str, Level], ...]) -> Iterator[tuple[Clause, Level]]:
    """The clauses of *rules*, each with its level."""
    own = dict(levels)
    for rule in rules:
        for clause in rule.clauses:
            yield clause, own.get(clause.code, clause.level)


SENSES: tuple[Sense, ...] = (
    Sense(
        fields=("levels", "labels", "cited"),
        expected="one level for a clause, one label for a word, one source for a field or clause",
        holds=lambda protocol: all(
            len(dict(pairs)) == len(pairs) for pairs in (protocol.levels, protocol.labels, protocol.cited)
        ),
    ),
    Sense(
        fields=("rules", "cited"),
        expected="citations of fields of a protocol or of clauses that its rules have",
        holds=lambda protocol: (
            {name for name, _ in protocol.cited}
            <= {f.name for f in fields_of(type(protocol))}
            | {clause.code for rule in protocol.rules for clause in rule.clauses}
        ),
    ),
    Sense(
        fields=("rules", "levels"),
        expected="levels of clauses that its rules have",
        holds=lambda protocol: (
            {code for code, _ in protocol.levels} <= {clause.code for rule in protocol.rules for clause in rule.clauses}
        ),
    ),
    Sense(
        fields=("rules", "levels"),
        expected="refusing levels only for clauses on decisions",
        holds=lambda protocol: (
            not any(
                level.refuses and not all(kind.decision for kind in clause.on)
                for clause, level in _weighed(protocol.rules, protocol.levels)
            )
        ),
        advice="a fact has happened and is never refused: let its clause advise, or ask it of a decision",
    ),
    Sense(
        fields=("rules", "levels"),
        expected="safeguards that weigh as safeguard, binding or grave",
        holds=lambda protocol: all(
            clause.level is not Level.SAFEGUARD or level in _AT_LEAST_GRAVE
            for clause, level in _weighed(protocol.rules, protocol.levels)
        ),
        advice=_NO_LOWER,
    ),
)
"""The conditions that every protocol meets."""


def adapted(
    protocol: "Protocol",
    *,
    code: str,
    levels: Mapping[str, Level],
    labels: Mapping[str, str],
    cited: Mapping[str, Source],
    changes: Mapping[str, Any],
) -> dict[str, Any]:
    """The fields of an adaptation that differ from those of *protocol*, as :meth:`Protocol.adapt` takes them."""
    names = [field.name for field in fields_of(type(protocol))]
    unknown = sorted(changes.keys() - set(names))
    if unknown:
        raise unknown_name("field of a protocol", unknown[0], names)
    given: dict[str, object] = {"levels": levels, "labels": labels, "cited": cited}
    others = [
        Fault(name, "a mapping", got(part), f"write {name}={{…: …}}")
        for name, part in given.items()
        if not isinstance(part, Mapping)
    ]
    if others:
        raise InvalidValue("Protocol", others)
    lowered = [
        code
        for code, level in levels.items()
        if protocol.knows(code)
        and protocol.level(protocol.clauses[code]) is Level.SAFEGUARD
        and level not in _AT_LEAST_GRAVE
    ]
    faults = [Fault(f"levels[{code}]", "at least grave", advice=_NO_LOWER) for code in lowered]
    rules = changes.get("rules", protocol.rules)
    if isinstance(rules, tuple) and all(isinstance(rule, Rule) for rule in rules):
        faults += _left_out(protocol, rules)
        faults += _not_clauses(levels, rules)
    # Other rules are refused where the protocol is made, as what the field may not hold.
    if faults:
        raise InvalidValue("Protocol", faults)
    changes = {**_following(protocol, changes), **changes}
    changed = [name for name in changes if name not in _UNCITED] + (["labels"] if labels else [])
    own = dict.fromkeys([*changed, *levels], _decided_by(code, str(changes.get("name", code))))
    return {
        **changes,
        "levels": tuple({**dict(protocol.levels), **levels}.items()),
        "labels": tuple({**dict(protocol.labels), **labels}.items()),
        "cited": tuple({**dict(protocol.cited), **own, **cited}.items()),
    }


def _not_clauses(levels: Mapping[str, Level], rules: tuple[Rule, ...]) -> Iterator[Fault]:
    """The fault of levels for what is no clause of *rules*: a code that is misspelt, or that of a whole rule."""
    clauses = {rule.code: [clause.code for clause in rule.clauses] for rule in rules}
    known = [code for codes in clauses.values() for code in codes]
    for code in levels:
        if code in known:
            continue
        own = clauses.get(code) if type(code) is str else None
        advice = f"a rule has no level, its clauses have: {', '.join(own)}" if own else nearest(code, known)
        yield Fault("levels", "levels of clauses that its rules have", advice=advice or "protocol.clauses lists them")


def _left_out(protocol: "Protocol", rules: tuple[Rule, ...]) -> Iterator[Fault]:
    """The fault of rules that leave out a safeguard of the adapted protocol.

    The clause itself has to stay a safeguard. Only *levels* may set it to grave, so that a later adaptation of the
    adaptation still knows that it was a safeguard.
    """
    kept = {clause.code: (clause.level, level) for clause, level in _weighed(rules, protocol.levels)}
    missing = []
    for clause, level in _weighed(protocol.rules, protocol.levels):
        own_now, level_now = kept.get(clause.code, (Level.OFF, Level.OFF))
        lost = clause.level is Level.SAFEGUARD and own_now is not Level.SAFEGUARD
        if lost or (level is Level.SAFEGUARD and level_now not in _AT_LEAST_GRAVE):
            missing.append(clause.code)
    if missing:
        yield Fault(
            "rules",
            f"every safeguard of {protocol.name}",
            f"rules without {', '.join(missing)}",
            "write rules=(*protocol.rules, yours); other rules may be left out, these not; levels={code: "
            "Level.GRAVE} makes one grave; a protocol that adapts no other, as in a study of rules, is made by "
            "Protocol(...)",
        )


def _following(protocol: "Protocol", changes: Mapping[str, Any]) -> dict[str, Any]:
    """The span, if it is not given and follows from other numbers: a course of eight sessions takes eight weeks."""
    if "span_days" in changes or changes.keys().isdisjoint(("sessions", "frequencies")):
        return {}
    sessions = changes.get("sessions", protocol.sessions)
    frequencies = changes.get("frequencies", protocol.frequencies)
    known = isinstance(frequencies, tuple) and all(isinstance(frequency, Frequency) for frequency in frequencies)
    if not isinstance(sessions, Between) or not known:
        return {}  # refused below, as what the field may not hold
    span = adapted_span(protocol, sessions, frequencies)
    return {} if span == protocol.span_days else {"span_days": span}


def _decided_by(code: str, name: str) -> Source:
    """The source of a change without a citation: the decision of whoever made the protocol."""
    about = "a decision of whoever made this protocol"
    return Work(key=code, short=name, about=about, standing=Standing.DECISION).source


_UNCITED = frozenset({"edition", "name", "rules", "instruments"})
"""Fields that hold no fact of a manual."""
