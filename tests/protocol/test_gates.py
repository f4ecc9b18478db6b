"""Everything done but one requirement: then the gate says that one, and nothing else.

A course that is ready for each gate is changed in one place at a time: an entry left out, a part of an entry left out
or said otherwise, one more thing that happened; and where that breaks several requirements, all but one are cured. What
the gate says then is golden: in full for the baseline, and for each adaptation where it differs from that.
``WRITE_GOLDEN=1 pytest tests/protocol/test_gates.py`` writes it anew.
"""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from enum import Enum
from functools import cache, partial
from typing import Any

import attrs
import pytest

import goldens
from iptcore.course import Course, after
from iptcore.errors import InvalidValue
from iptcore.events import (
    EVENTS,
    ContractAgreed,
    CourseCompleted,
    CourseOpened,
    DepartureExplained,
    Event,
    EventKind,
    FurtherTreatmentDecided,
    MiddleBegun,
    MiddleResumed,
    NotDone,
    SessionHeld,
    SymptomsRated,
    TerminationBegun,
)
from iptcore.model.inventory import SafetyConcern
from iptcore.protocol.catalogue import (
    CATALOGUE,
    IPSRT,
    IPT,
    IPT_AST,
    IPT_BED,
    IPT_BN,
    IPT_G,
    IPT_OSFED,
    IPT_PTSD,
    IPT_SAD,
    IPT_WHO,
)
from iptcore.protocol.cures import cure, example, way_to
from iptcore.protocol.examples import examples
from iptcore.protocol.judgements import NotAllowed
from iptcore.protocol.protocol import Protocol
from iptcore.protocol.rule import Objection
from iptcore.protocol.steps import INTO_MIDDLE, NEXT_PHASE
from iptcore.values import Value, fields_of
from iptcore.vocabulary import FurtherTreatment, SafetyConcernKind

OPENED = date(2026, 1, 5)

EATING = (IPT_BN, IPT_BED, IPT_OSFED, IPT_G)

STEP_TABLE = "C01a"

TOLD = 6
"""How many of the changes after which a gate says the same are told."""

ALWAYS_TOGETHER = {
    # A positive suicide item, or an attempt, without an assessment is told there by S02 as well.
    **{(kind, code): CATALOGUE for kind in INTO_MIDDLE for code in ("S04a", "S04e")},
    # Whoever has no focus, or no goals, is asked for them as any client and as a member of the group.
    **{(kind, code): (IPT_WHO, IPT_G) for kind in INTO_MIDDLE for code in ("G02a", "I09a", "G02b", "I20a")},
    # Maintenance names its own rule beside the contract's.
    **{(MiddleBegun, code): tuple(protocol for protocol in CATALOGUE if protocol.follows) for code in ("O01b", "I19h")},
}
"""Requirements that are never missed alone."""

NEVER_HERE = {
    "O01a": tuple(protocol for protocol in CATALOGUE if not protocol.follows),
    "O01b": tuple(protocol for protocol in CATALOGUE if not protocol.follows),
    "S08b": tuple(protocol for protocol in CATALOGUE if not protocol.excludes),
    "S07a": (IPSRT,),  # it treats bipolar disorder
    "S07b": (IPSRT,),
    "I09a": (IPT_AST,),  # no focal area is enough, and two are not too many
    "S12a": (*EATING, IPT_PTSD, IPT_SAD),  # their instruments have no agreed bands
    "M12a": (*EATING, IPT_PTSD, IPT_SAD),  # no published index of reliable change
    "M13a": (*EATING, IPT_PTSD),  # and no published response either
}
"""What a protocol asks nobody."""


@cache
def positions(protocol: Protocol) -> dict[str, tuple[Course, Event]]:
    """For each gate a course that is ready for it, and the step itself."""
    gates: dict[str, tuple[Course, Event]] = {}
    opening = example(protocol, Course(), CourseOpened, OPENED)
    assert opening is not None
    course = protocol.apply(Course(), opening)
    day = OPENED
    most = protocol.initial_sessions.high
    initial = 3 if most is None else min(3, int(most))
    for name, kind, happened in (
        ("initial to middle", MiddleBegun, (SessionHeld,)),
        ("middle to termination", TerminationBegun, (SessionHeld, SymptomsRated)),
        ("termination back to middle", MiddleResumed, (SessionHeld,)),
        ("middle to termination again", TerminationBegun, (SessionHeld,)),
        ("termination to the end", CourseCompleted, (SessionHeld,)),
    ):
        for _ in range(_sessions(name, course, initial)):
            day += timedelta(weeks=1)
            for each in happened:
                event = example(protocol, course, each, day)
                assert event is not None
                course = protocol.apply(course, event)
        if kind is CourseCompleted:
            course = protocol.apply(course, remitted(protocol, course, day))
        if name == "initial to middle":
            *before, step = way_to(protocol, course, TerminationBegun, day)
            gates["initial to an early termination"] = protocol.apply(course, *before), step
            ended = protocol.apply(course, *before, step)
            *before, step = way_to(protocol, ended, MiddleResumed, day)
            gates["early termination to a first middle"] = protocol.apply(ended, *before), step
        *before, step = way_to(protocol, course, kind, day)
        course = protocol.apply(course, *map(partial(fitting, protocol), needed(protocol, course, before, step)))
        gates[name] = course, step
        course = protocol.apply(course, step)
    return gates


def fitting(protocol: Protocol, event: Event) -> Event:
    """A contract of joint sessions, and no more treatment of a client who is well."""
    if isinstance(event, FurtherTreatmentDecided):
        return event.replace(what=FurtherTreatment.NONE)
    if isinstance(event, ContractAgreed):
        return event.replace(contract=event.contract.replace(joint_with=event.contract.joint_with or ("person-1",)))
    return event


def _sessions(name: str, course: Course, initial: int) -> int:
    """How many sessions come before a gate: as many as the contract leaves when some are kept for the end."""
    agreed = (course.contract and course.contract.limit) or 0
    return {
        "initial to middle": initial,
        "middle to termination": max(1, agreed - initial - 4),
        "termination to the end": 2,
    }.get(name, 1)


def remitted(protocol: Protocol, course: Course, day: date) -> Event:
    """The rating of a client who is well."""
    rating = example(protocol, course, SymptomsRated, day)
    assert isinstance(rating, SymptomsRated)
    instrument = protocol.instrument(rating.instrument)
    assert instrument is not None
    return rating.replace(total=instrument.low + (instrument.high - instrument.low) // 10)


def needed(protocol: Protocol, course: Course, before: list[Event], step: Event) -> list[Event]:
    """Of the events before a step, those without which something would be refused."""
    for event in list(before):
        fewer = [earlier for earlier in before if earlier is not event]
        if accepted(protocol, course, (*fewer, step)):
            before = fewer
    return before


def accepted(protocol: Protocol, course: Course, events: Iterable[Event]) -> bool:
    try:
        protocol.apply(course, *events)
    except NotAllowed:
        return False
    return True


def entered(course: Course, events: Iterable[Event]) -> Course:
    for event in events:
        course = after(course, event)
    return course


@cache
def otherwise(part: Any) -> tuple[tuple[str, Any], ...]:
    """The value with one part of it left out or said otherwise, however deep, and what was changed."""
    return tuple(_otherwise(part))


def _otherwise(part: Any) -> Iterator[tuple[str, Any]]:
    for field in fields_of(type(part)):
        if field.name in {"recorded", "by", "on"}:
            continue
        value = getattr(part, field.name)
        for said, changed in _said_otherwise(value, field):
            try:
                yield f"{field.name}{said}", part.replace(**{field.name: changed})
            except InvalidValue:
                continue


def _said_otherwise(value: Any, field: attrs.Attribute) -> Iterator[tuple[str, Any]]:
    if field.default is not attrs.NOTHING and value != field.default:
        yield " left out", field.default
    if isinstance(value, Enum):
        yield from ((f" {word.value}", word) for word in type(value) if word is not value)
    elif isinstance(value, bool):
        yield f" {'no' if value else 'yes'}", not value
    elif isinstance(value, int | float):
        yield from ((f" {number:g}", number) for number in (value + 1, value + 5) if number != value)
    elif isinstance(value, Value):
        yield from ((f".{said}", changed) for said, changed in otherwise(value))
    elif isinstance(value, tuple) and value:
        yield " twice over", value * 2
        if isinstance(value[0], Value):
            yield from ((f"[0].{said}", (changed, *value[1:])) for said, changed in otherwise(value[0]))
    elif value is None and field.name in _WORTH_SAYING:
        yield f" {_WORTH_SAYING[field.name]}", _WORTH_SAYING[field.name]


_UNREVIEWED = SafetyConcern(kind=SafetyConcernKind.VIOLENCE)

_WORTH_SAYING = {"suicide_item": 1, "accepted": False, "safety_concern": _UNREVIEWED}
"""What an example leaves out and a gate asks about."""


def changes(protocol: Protocol, course: Course, on: date) -> Iterator[tuple[str, Course]]:
    """Every course that differs in one place."""
    position = course.history
    newest = {type(event): place for place, event in enumerate(position)}
    before = Course()
    for place, event in enumerate(position):
        rest = position[place + 1 :]
        if place:
            yield f"without {type(event).__name__}", entered(before, rest)
        first_or_last = not before.has(type(event)) or newest[type(event)] == place
        for said, changed in otherwise(event) if first_or_last else ():
            yield f"{type(event).__name__}: {said}", entered(before, (changed, *rest))
        before = after(before, event)
    for kind in EVENTS:
        if kind.decision or kind in ANSWERS:
            continue
        for place, event in enumerate(examples(protocol, course, kind, on)):
            yield f"and {_brief(event)}", after(course, event)
            for said, changed in otherwise(event) if place < VARIED else ():
                yield f"and {type(event).__name__}: {said}", after(course, changed)


VARIED = 4
"""How many of the examples of what happened are also said otherwise."""

ANSWERS = (NotDone, DepartureExplained)
"""What answers for a requirement, and takes nothing away."""


def _brief(event: Event) -> str:
    words = [str(part.value) for part in vars(event).values() if isinstance(part, Enum)]
    return " ".join([type(event).__name__, *words])


def refusing(protocol: Protocol, course: Course, step: Event) -> list[Objection]:
    """What refuses a step."""
    try:
        protocol.apply(course, step)
    except NotAllowed as refused:
        return [objection for objection in refused.objections if objection.refuses]
    return []


@cache
def said(protocol: Protocol, gate: str) -> dict[str, list[str]]:
    """What the gate says, by the changes after which it says exactly that."""
    ready, step = positions(protocol)[gate]
    on = step.on + timedelta(days=1)
    step = step.replace(on=on)
    by_codes: dict[str, list[str]] = {}
    for change, course in changes(protocol, ready, on):
        missed = refusing(protocol, course, step)
        codes = sorted(objection.code for objection in missed)
        if codes and codes != [STEP_TABLE]:
            by_codes.setdefault(" ".join(codes), []).append(change)
        for objection in missed if len(missed) > 1 else ():
            cures = cure(protocol, course, objection, on, to=step)
            cured = "then " + " and ".join(type(event).__name__ for event in cures)
            left = sorted(objection.code for objection in refusing(protocol, entered(course, cures), step))
            if len(left) == 1:
                by_codes.setdefault(left[0], []).append(f"{change}, {cured}")
    return {codes: list(dict.fromkeys(after)) for codes, after in by_codes.items()}


def uncovered(protocol: Protocol) -> Any:
    """An adaptation without coverage: IPT goes through the same lines, and measuring takes as long as running."""
    return pytest.param(protocol, marks=pytest.mark.no_cover, id=protocol.code)


each = pytest.mark.parametrize("protocol", [pytest.param(IPT, id="ipt"), *map(uncovered, CATALOGUE[1:])])


@each
def test_a_ready_course_may_pass(protocol: Protocol) -> None:
    refused = [gate for gate, (course, step) in positions(protocol).items() if refusing(protocol, course, step)]
    assert (len(positions(protocol)), refused) == (7, [])


@each
def test_what_is_said_when_one_thing_is_missing(protocol: Protocol) -> None:
    goldens.check(f"all_but_one/{protocol.code}.txt", in_full() if protocol is IPT else otherwise_than_ipt(protocol))
    for kind in NEXT_PHASE:
        here = [gate for gate in gates(protocol) if type(positions(protocol)[gate][1]) is kind]
        codes_said = {codes for gate in here for codes in said(protocol, gate)}
        together = {code for (step, code), where in ALWAYS_TOGETHER.items() if step is kind and protocol in where}
        assert demanded(protocol, kind) - codes_said == together
        assert together <= {code for codes in codes_said for code in codes.split()}


def in_full() -> Iterator[str]:
    """What the gates of the baseline say."""
    for place, gate in enumerate(gates(IPT)):
        yield from ["", f"# {gate}"] if place else [f"# {gate}"]
        for codes, changed in sorted(said(IPT, gate).items()):
            yield from ["", codes, *(f"  {change}" for change in changed[:TOLD])]


def otherwise_than_ipt(protocol: Protocol) -> Iterator[str]:
    """What the gates of an adaptation say and IPT's do not, after which change first; and the reverse."""
    for gate in gates(protocol):
        yield f"# {gate}"
        here, there = said(protocol, gate), said(IPT, gate)
        for codes in sorted(here.keys() ^ there.keys()):
            yield f"{codes}  {here[codes][0]}" if codes in here else f"never {codes}"


def gates(protocol: Protocol) -> list[str]:
    """The gates to be looked at: the second way from the middle to termination is enough to see once."""
    return [gate for gate in positions(protocol) if protocol is IPT or not gate.endswith("again")]


def demanded(protocol: Protocol, kind: EventKind) -> set[str]:
    """The binding clauses that are asked at a gate of somebody."""
    asked = {
        clause.code for clause in protocol.clauses.values() if kind in clause.on and protocol.level(clause).refuses
    }
    return asked - {code for code, protocols in NEVER_HERE.items() if protocol in protocols}
