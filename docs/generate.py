"""Write docs/reference/ and the first picture from the code: ``python docs/generate.py``. Tests hold them current."""

import inspect
import json
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import attrs

from iptcore import EVENTS, INSTRUMENTS, IPT, TECHNIQUES, Between, Event, PartialDate, Protocol
from iptcore.constraints import GREATEST, Constraint, constraint
from iptcore.documents import from_json
from iptcore.documents.codec import TAG, tag
from iptcore.pictures.phases import phases_diagram
from iptcore.pictures.progress import progress
from iptcore.pictures.sheet import Picture
from iptcore.protocol.catalogue import CATALOGUE
from iptcore.protocol.coherence import COHERENCE, OF_NO_CLAUSE
from iptcore.protocol.differences import differences, in_words
from iptcore.protocol.steps import STEPS, Place
from iptcore.shapes import Shape, shape_of
from iptcore.simulation import BadRequest, Plan, plan_of
from iptcore.sources import BIBLIOGRAPHY
from iptcore.values import Value, fields_of
from iptcore.vocabulary import Word

REFERENCE = Path(__file__).parent / "reference"

PICTURE = Path(__file__).parent / "progress.svg"
"""The picture on the first page: the ratings of an example course."""

CODES = [
    f"{topic}{number:02d}"
    for topic, last in {"S": 18, "I": 21, "C": 12, "M": 15, "T": 12, "O": 9, "G": 5, "E": 5}.items()
    for number in range(1, last + 1)
]
"""Every code of the rules of the protocol, by topic: all of them have a place on the page."""

NOT_A_RULE = {
    "C01": "the step table, and the coherence rules below",
    "C11": "a question about several courses of one client, so a function over them and not a rule of one course",
    "T09": "a law of the reading of premature endings: it always names its definition",
    "T10": "a law of the reading of premature endings: an agreed early end is no dropout",
    "O03": "a law, held by a case of C10: under a protocol that follows an acute course the focus may change",
    "O04": "a law of the readings: only the same instrument, version and rater type are compared",
    "O05": "a law of the readings: one low rating is below the cut-off, not remission",
    "O06": "a law of the readings: recovery comes after remission and the scheme's months",
    "O07": "a law of the readings: return before recovery is relapse, after it recurrence",
    "O09": "a law of the readings: reliable change only where an index is published",
    "E01": "a law of `review`: every advisory not kept shows with rule and entry, explained or not",
    "E02": "a law of the fidelity report: it names the sessions sampled and the rater",
    "E03": "held by a test of the package: no restricted item text",
    "E04": "held by a test of the package: no code path sets a diagnosis or a risk judgement",
}


def table(heads: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    """A Markdown table."""
    heads = list(heads)
    lines = [heads, ["---"] * len(heads), *([str(cell).replace("|", "\\|") for cell in row] for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def rules_page() -> str:
    """Every rule with its clauses, and for every code what carries it."""
    carried = {rule.code: rule for protocol in CATALOGUE for rule in protocol.rules} | {r.code: r for r in COHERENCE}
    missing = [code for code in CODES if code not in carried and code not in NOT_A_RULE]
    if missing:
        raise SystemExit(f"no rule carries, and nothing explains: {', '.join(missing)}")
    parts = [
        "# Rules",
        (
            "Every rule of the protocol, its source with standing, and its clauses. Three levels refuse: *coherence* "
            "(what makes sense at all; no protocol can switch it off), *safeguard* (what protects the client; no "
            "explanation lifts it) and *binding* (the wish of the manual). The others never refuse. The levels are "
            f"those of the baseline protocol {IPT.name}; what another protocol changes stands with its numbers. What "
            "is said *once while it lasts* is said when its cause begins, and again only when the cause has ended and "
            "begins anew; at a level that refuses, everything is said each time."
        ),
    ]
    for code in [*dict.fromkeys([*CODES, *carried])]:
        if code not in carried:
            parts += [f"## {code}", f"Carried by no rule: {NOT_A_RULE[code]}."]
            continue
        rule = carried[code]
        rows = [
            (
                clause.code,
                ", ".join(kind.__name__ for kind in clause.on),
                IPT.level(clause).label,
                "once while it lasts" if clause.said_before else "each time",
                clause.asks,
                ", ".join(kind.__name__ for kind in clause.cures) or "the event itself",
            )
            for clause in rule.clauses
        ]
        rows += [
            (
                objection.code,
                judged,
                objection.level.label,
                "each time",
                objection.asks,
                ", ".join(kind.__name__ for kind in objection.cures) or "what the phase asks for",
            )
            for judged, objection in OF_NO_CLAUSE
            if objection.rule == code
        ]
        parts += [
            f"## {code}: {rule.says}",
            f"Source: {rule.source}. Standing: {rule.source.standing.label}.",
            table(("clause", "judged on", "level", "said", "asks", "cured by"), rows),
        ]
    return "\n\n".join(parts)


def phases_page() -> str:
    """The diagram of the phases and the step table."""
    rows = [
        (
            f"`{kind.__name__}`",
            "decision" if kind.decision else "fact",
            *("x" if there in places else "" for there in Place),
        )
        for kind, places in STEPS.items()
    ]
    return "\n\n".join(
        [
            "# Phases and steps",
            "The phases of a course, drawn from the step table.",
            f"```mermaid\n{phases_diagram()}\n```",
            (
                "Where each kind of event exists. A fact is never refused where it exists, as long as it agrees with "
                "the rest of the record; a decision may be."
            ),
            table(("event", "is a", *(there.label for there in Place)), rows),
        ]
    )


def events_page() -> str:
    """Every kind of event, the values and the words inside them: what may stand in each field."""
    values, words = _inside(EVENTS)
    parts = [
        "# Events",
        (
            "Each report is one event: a fact, which is never refused where it exists and agrees with the rest of the "
            f"record, or a decision, which may be: {', '.join(_link(kind) for kind in EVENTS if kind.decision)}."
        ),
        (
            "The [values](#values) and [words](#words) that stand inside events follow after them. A *key* has 1 to "
            "64 letters, digits, `_`, `.` or `-`, and is no phone number and no date; *private* is what no message or "
            "representation shows. A field that is left out has its default, or else is not known."
        ),
        "Every kind has these fields:",
        _fields(fields_of(Event)),
    ]
    for kind in EVENTS:
        parts += [f"## {kind.__name__}", f"`{kind.kind}`, a {'decision' if kind.decision else 'fact'}. {_doc(kind)}"]
        parts += _body(kind, fields_of(kind)[len(fields_of(Event)) :])
    parts += ["## Values", "What stands inside events, and has fields of its own."]
    for inner in values:
        stored = f"Stored with `{TAG}`: `{tag(inner)}`. " if tag(inner) else ""
        parts += [f"### {inner.__name__}", f"{stored}{_doc(inner)}", *_body(inner, fields_of(inner))]
    parts += [
        "## Words",
        "Closed lists of words as they are stored; in Python, `does_not_count` is `AbsencePolicy.DOES_NOT_COUNT`.",
    ]
    for word in words:
        parts += [f"### {word.__name__}", f"{_doc(word)} {', '.join(f'`{member.value}`' for member in word)}."]
    return "\n\n".join(parts)


def _inside(classes: Iterable[type[Value]]) -> tuple[list[type[Value]], list[type[Word]]]:
    """The values and the lists of words inside some classes, and inside those values, by name."""
    kinds: set[type] = set()
    ahead = list(classes)
    while ahead:
        for attribute in fields_of(ahead.pop()):
            new = {kind for kind in _held(attribute).kinds if _has_section(kind)} - kinds
            kinds |= new
            ahead += [kind for kind in new if issubclass(kind, Value)]
    by_name = sorted(kinds, key=lambda kind: kind.__name__)
    return [kind for kind in by_name if issubclass(kind, Value)], [kind for kind in by_name if issubclass(kind, Word)]


def _has_section(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, (Value, Word)) and kind not in (Event, PartialDate)


def _doc(documented: type) -> str:
    return " ".join(inspect.cleandoc(documented.__doc__ or "").split())


def _link(kind: type) -> str:
    return f"[{kind.__name__}](#{kind.__name__.lower()})"


def _body(cls: type[Value], fields: "tuple[attrs.Attribute[Any], ...]") -> Iterator[str]:
    if fields:
        yield _fields(fields)
    if cls.senses:
        yield "Between fields: " + "; ".join(sense.expected for sense in cls.senses) + "."


def _fields(fields: "tuple[attrs.Attribute[Any], ...]") -> str:
    heads = ("field", "label", "holds", "required", "help", "private")
    rows = []
    for attribute in fields:
        bound = constraint(attribute)
        private = "yes" if bound.private else ""
        rows.append(
            (f"`{attribute.name}`", bound.label, _holds(attribute, bound), _required(attribute), bound.help, private)
        )
    return table(heads, rows)


def _required(attribute: "attrs.Attribute[Any]") -> str:
    if attribute.default is attrs.NOTHING:
        return "yes"
    return "" if attribute.default in (None, ()) else f"default `{json.dumps(attribute.default)}`"


def _holds(attribute: "attrs.Attribute[Any]", bound: Constraint) -> str:
    """The type of a field in words."""
    words = " or ".join(_one(kind, bound) for kind in _held(attribute).kinds)
    if shape_of(attribute.type).sort != "items":
        return words
    fewest = f"at least {bound.fewest}, " if bound.fewest else ""
    return f"list ({fewest}at most {bound.most}) of: {words}"


def _held(attribute: "attrs.Attribute[Any]") -> Shape:
    """What stands in a field; of a list, what each item is."""
    shape = shape_of(attribute.type)
    return shape.inside[0] if shape.sort == "items" else shape


def _one(kind: Any, bound: Constraint) -> str:
    if _has_section(kind):
        return _link(kind)
    if kind in (int, float):
        number = "whole number" if kind is int else "number"
        high = f" to {bound.high:g}" if bound.high < GREATEST else ""
        return f"{number} from {bound.low:g}{high}" + (f" ({bound.unit})" if bound.unit else "")
    if kind is str:
        text = f"text of 1 to {bound.longest} characters"
        return "key" if bound.key else "code of a rule or clause" if bound.code else text
    return {
        bool: "true or false",
        date: "date",
        PartialDate: "[partial date](../documents.md#write-and-read)",
        Event: "an event of any kind",
    }[kind]


def protocols_page() -> str:
    """All protocols on one page: what each has, and how it differs from the baseline."""
    heads = ("protocol", "code", "sessions", "minutes", "frequencies", "differences")
    summary = [
        (
            protocol.name,
            f"`{protocol.code}`",
            protocol.sessions,
            protocol.minutes,
            in_words(protocol.frequencies),
            len(differences(IPT, protocol)),
        )
        for protocol in CATALOGUE
    ]
    parts = [
        "# Protocols",
        (
            f"Every form of IPT that ships, and how it differs from {IPT.name}. Each number, choice and changed level "
            'stands with its source; a range that shows as "any" is left open, because no source of ours states it.'
        ),
        table(heads, summary),
    ]
    for protocol in CATALOGUE:
        parts += _protocol(protocol)
    return "\n\n".join(parts)


def _protocol(protocol: Protocol) -> Iterator[str]:
    names = {field.name: constraint(field) for field in fields_of(Protocol)}
    numbers = [
        (names[name].label, names[name].help, in_words(getattr(protocol, name)), source)
        for name, source in protocol.cited
        if name in names
    ]
    yield f"## {protocol.name} (`{protocol.code}`, edition {protocol.edition})"
    yield table(("number or choice", "", "value", "source"), numbers)
    if protocol is not IPT:
        yield f"### {protocol.name}: differences from {IPT.name}"
        yield table(
            ("what", IPT.name, protocol.name, "source"),
            (
                (_what(difference.what), in_words(difference.first), in_words(difference.second), difference.source)
                for difference in differences(IPT, protocol)
            ),
        )


def _what(name: str) -> str:
    clause = IPT.clauses.get(name)
    return f"`{name}`" if clause is None else f"{name}: {clause.asks}"


def instruments_page() -> str:
    """Every instrument and every number of it with its source."""
    parts = ["# Instruments", "Names, ranges, bands and conventions; never the text of an item."]
    for instrument in INSTRUMENTS:
        facts = [(what, source, source.standing.label) for what, source in instrument.facts()]
        parts += [f"## {instrument.code}: {instrument.name}", table(("number", "source", "standing"), facts)]
    return "\n\n".join(parts)


def techniques_page() -> str:
    """The catalogue of techniques."""
    rows = [
        (
            f"`{technique.name}`",
            technique.says,
            ", ".join(phase.label for phase in technique.phases),
            "another therapy" if technique.other_therapy else "",
            technique.source,
        )
        for technique in TECHNIQUES.values()
    ]
    return "\n\n".join(["# Techniques", table(("technique", "meaning", "phases", "belongs to", "source"), rows)])


def bibliography_page() -> str:
    """Every work that is cited."""
    rows = [
        (work.key, work.short, work.about, " ".join(f"<{at}>" for at in work.addresses))
        for work in BIBLIOGRAPHY.values()
    ]
    return "\n\n".join(["# Bibliography", table(("key", "work", "what it is", "address"), rows)])


NOT_HELD = (
    "Names, addresses, dates of birth: people are keys that you choose.",
    "Times of day: an event has a day, and the order of entry within it. Only a schedule has hours.",
    "Storage, users, access rights, appointments with rooms, letters, billing.",
    "Questions of questionnaires and their scoring from answers: a rating holds the total, and the suicide item.",
    "Doses of medication, laboratory results, physical health beyond a diagnosis.",
    "Other psychotherapies: a few of their techniques are known, so that a protocol can say that they are not IPT.",
    "Diagnoses, risk and recommendations made by the library: people make them, and the library records them.",
    "The quality of a session: fidelity counts what was seen, and competence is for a rater to judge.",
)

OPEN_IN_AN_INSTRUMENT = {
    "conventions": "bands of severity",
    "cut_offs": "a cut-off for a case",
    "remission": "a cut-off for remission",
    "reliable_change": "an index of reliable change",
    "suicide_item": "the item on suicide",
    "loinc": "the LOINC code of the total",
}
"""What a reading may ask of an instrument, and what it is in words."""


def not_modelled_page() -> str:
    """What the library does not model: what it does not hold, what no rule carries, what no source of ours states."""
    unknown = [
        (words, ", ".join(instrument.code for instrument in INSTRUMENTS if not getattr(instrument, name)))
        for name, words in OPEN_IN_AN_INSTRUMENT.items()
    ]
    return "\n\n".join(
        [
            "# What is not modelled",
            "## Not held",
            "\n".join(f"- {sentence}" for sentence in NOT_HELD),
            "## Statements that are not rules",
            "Codes that no rule of a single course has, and where the statement is held instead:",
            table(("code", "where it is"), ((code, why) for code, why in sorted(NOT_A_RULE.items()))),
            "## Numbers that no source of ours states",
            (
                "A protocol leaves these open, and no rule judges them; see the [protocols](protocols.md). It does not "
                "mean that the manual says nothing."
            ),
            table(("protocol", "left open"), _left_open()),
            "## Facts of instruments that are not known here",
            (
                "What a reading would need these for, it answers with *not known*. It does not mean that nothing was "
                "published. An instrument may have no item on suicide."
            ),
            table(("not known", "instruments"), unknown),
            "## The simulator",
            (
                "It leaves out more than it models: see [where it must not be trusted]"
                "(../explanations/simulator.md#where-it-must-not-be-trusted). By protocol:"
            ),
            table(("protocols", "in the simulator"), _simulated()),
        ]
    )


def _simulated() -> Iterator[tuple[str, str]]:
    """Protocols by how the simulator knows them, the calibrated ones first."""
    known: dict[str, list[str]] = {
        "calibrated, for adults with depression": [],
        "not calibrated: runs with assumptions that are yours": [],
        "not calibrated, and the size of a group is yours too: `plan_of(protocol, group_size=8)`": [],
        "no plan: it has groups beside single sessions": [],
    }
    calibrated, assumed, of_any_size, none = known.values()
    for protocol in CATALOGUE:
        if plan := _plan(protocol):
            (calibrated if plan.calibrated else assumed).append(protocol.name)
        else:
            (of_any_size if _plan(protocol, group_size=8) else none).append(protocol.name)
    return ((", ".join(names), how) for how, names in known.items())


def _plan(protocol: Protocol, **parts: int) -> Plan | None:
    try:
        return plan_of(protocol, **parts)
    except BadRequest:
        return None


def _left_open() -> Iterator[tuple[str, str]]:
    for protocol in CATALOGUE:
        ranges = [
            constraint(field).label
            for field in fields_of(Protocol)
            if isinstance(span := getattr(protocol, field.name), Between) and (span.low, span.high) == (None, None)
        ]
        if ranges:
            yield protocol.name, ", ".join(ranges).lower()


PAGES = {
    "rules.md": rules_page,
    "phases.md": phases_page,
    "events.md": events_page,
    "protocols.md": protocols_page,
    "instruments.md": instruments_page,
    "techniques.md": techniques_page,
    "not_modelled.md": not_modelled_page,
    "bibliography.md": bibliography_page,
}


def pages() -> dict[str, str]:
    """The text of every generated page by its name."""
    note = "<!-- Written by docs/generate.py from the code. -->\n\n"
    return {name: f"{note}{write()}\n" for name, write in PAGES.items()}


def picture() -> Picture:
    """The progress of the example course with a crisis and a pause."""
    course = from_json((Path(__file__).parents[1] / "examples/courses/grief.json").read_text(encoding="utf-8"))
    return progress(course, IPT.instrument("PHQ-9"), protocol=IPT, width=720)


if __name__ == "__main__":
    drawn = picture()
    if drawn.alt_text not in PICTURE.read_text(encoding="utf-8"):  # another release of matplotlib draws it otherwise
        PICTURE.write_text(drawn.svg() + "\n", encoding="utf-8")
    REFERENCE.mkdir(exist_ok=True)
    for name, words in pages().items():
        (REFERENCE / name).write_text(words, encoding="utf-8")
