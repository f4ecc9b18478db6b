"""Names that are no secret stay where the library or a protocol has them; what else was typed there goes."""

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from iptcore.constraints import constraint
from iptcore.course import Course, replay
from iptcore.documents import deidentify, erase, from_json, to_json
from iptcore.events import EVENTS, CourseOpened, DepartureExplained, NotDone, RelationshipRecorded, SymptomsRated
from iptcore.model.instruments import INSTRUMENTS, instrument
from iptcore.model.inventory import ClosenessCircle, Relationship
from iptcore.protocol.catalogue import CATALOGUE, IPT
from iptcore.protocol.protocol import Protocol
from iptcore.protocol.rule import Clause, Level, Rule
from iptcore.sources import cite
from iptcore.values import Value, fields_of
from iptcore.vocabulary import WhyNot

from .filled import filled

ROOT = Path(__file__).parents[2]
RECORDED = sorted([*ROOT.glob("examples/courses/*.json"), *ROOT.glob("tests/courses/*.json")])
KNOWN = {(protocol.code, protocol.edition): protocol for protocol in CATALOGUE}
ON = date(2026, 1, 5)

HIDING = pytest.mark.parametrize(
    "hide", [erase, lambda course, **more: deidentify(course, days=-399, **more)], ids=["erase", "deidentify"]
)
Hide = Callable[..., Course]

MINE = IPT.adapt(
    code="my-arm",
    edition="first",
    circle=ClosenessCircle(rings=("heart", "yard")),
    instruments=(*INSTRUMENTS, *(instrument("GAD-7").replace(code=code) for code in ("MOOD-10", "OTHER002"))),
    rules=(
        *IPT.rules,
        Rule(
            code="MY01",
            says="something is asked",
            source=cite("D"),
            clauses=(
                Clause(code="MY01a", on=(NotDone,), level=Level.ADVISORY, asks="ask it", fits=lambda *_given: False),
            ),
        ),
    ),
)  # fmt: skip


def public_names(value: Any) -> list[str]:
    """Every string in a value that is not private, from top to bottom."""
    if isinstance(value, tuple):
        return [name for item in value for name in public_names(item)]
    if not isinstance(value, Value):
        return []
    names = []
    for field in fields_of(type(value)):
        part = getattr(value, field.name)
        if type(part) is str and not constraint(field).private:
            names.append(part)
        elif not constraint(field).private:
            names += public_names(part)
    return names


def reviewed(protocol: Protocol, course: Course) -> list[tuple[int, str, bool]]:
    return [
        (finding.entry, finding.objection.code, finding.explained is not None) for finding in protocol.review(course)
    ]


def everything_named(**names: str) -> Course:
    """A course that holds a name in each of the places where a name is public."""
    said = {"protocol": "ipt", "edition": "2018", "instrument": "PHQ-9", "ring": "inner", "code": "S02a", **names}
    return replay(
        (
            CourseOpened(on=ON, client="c-1", protocol=said["protocol"], edition=said["edition"], consent=True),
            SymptomsRated(on=ON, instrument=said["instrument"], version=said.get("version"), total=4),
            RelationshipRecorded(on=ON, relationship=Relationship(key="p-1", ring=said["ring"])),
            NotDone(on=ON, task=said["code"], why=WhyNot.DECLINED, because="asked"),
            DepartureExplained(on=ON, rule=said["code"], because="asked"),
        )
    )


@HIDING
@pytest.mark.parametrize("path", RECORDED, ids=lambda path: path.stem)
def test_the_review_of_a_recorded_course_stays(hide: Hide, path: Path) -> None:
    course = from_json(path.read_text(encoding="utf-8"))
    assert course.opening is not None
    protocol = KNOWN[course.opening.protocol, course.opening.edition]
    hidden = hide(course)
    assert reviewed(protocol, hidden) == reviewed(protocol, course)
    assert public_names(hidden.history) == public_names(course.history)


@HIDING
def test_what_the_catalogue_knows_stays(hide: Hide) -> None:
    rules = [rule for protocol in CATALOGUE for rule in protocol.every_rule]
    sorts = {
        "protocol": {protocol.code for protocol in CATALOGUE},
        "edition": {protocol.edition for protocol in CATALOGUE},
        "instrument": {instrument.code for protocol in CATALOGUE for instrument in protocol.instruments},
        "ring": {*ClosenessCircle().rings, *(ring for protocol in CATALOGUE for ring in protocol.circle.rings)},
        "code": {*(rule.code for rule in rules), *(clause.code for rule in rules for clause in rule.clauses)},
    }
    for sort, names in sorts.items():
        course = replay(event for name in names for event in everything_named(**{sort: name}).history)
        assert public_names(hide(course).history) == public_names(course.history)


@HIDING
@pytest.mark.parametrize("sort", ["protocol", "edition", "instrument", "version", "ring", "code"])
def test_what_nobody_knows_goes(hide: Hide, sort: str) -> None:
    course = everything_named(**{sort: "SMITH12"})
    hidden = hide(course)
    assert "SMITH12" not in to_json(hidden)
    assert public_names(hidden.history) == [
        "OTHER001" if name == "SMITH12" else name for name in public_names(course.history)
    ]


@HIDING
def test_no_public_field_of_any_event_keeps_what_nobody_knows(hide: Hide) -> None:
    course = replay(filled(kind, "Canary") for kind in EVENTS)
    before, after = public_names(course.history), public_names(hide(course).history)
    typed = [(name, other) for name, other in zip(before, after, strict=True) if name.startswith("Canary")]
    assert len(typed) >= 5
    assert all(re.fullmatch("OTHER[0-9]{3}", other) for _, other in typed)


@HIDING
def test_the_same_name_goes_the_same_way_everywhere(hide: Hide) -> None:
    said = {"protocol": "B12", "instrument": "A11", "version": "B12", "ring": "A11", "code": "A11"}
    names = public_names(hide(everything_named(**said)).history)
    assert names == ["OTHER001", "2018", "OTHER002", "OTHER001", "OTHER002", "OTHER002", "OTHER002"]


@HIDING
def test_there_is_another_name_for_each_of_thousands(hide: Hide) -> None:
    codes = [f"{letter}{number}" for letter in ("QA", "QB", "QC") for number in range(100, 1_000)]
    course = replay(DepartureExplained(on=ON, rule=code, because="asked") for code in codes)
    names = public_names(hide(course).history)
    assert len(set(names)) == len(codes)
    assert all(name.startswith("OTHER") for name in names)


def own_names() -> Course:
    course = everything_named(
        protocol="my-arm", edition="first", instrument="MOOD-10", version="OTHER001", ring="yard", code="MY01a"
    )
    more = (
        SymptomsRated(on=ON, instrument="OTHER002", total=5),
        SymptomsRated(on=ON, instrument="SMITH12", total=5),
        DepartureExplained(on=ON, rule="MY01", because="asked"),
    )
    return replay((*course.history, *more))


@HIDING
def test_what_a_protocol_of_ones_own_knows_stays_when_it_is_passed(hide: Hide) -> None:
    course = own_names()
    hidden = hide(course, protocols=iter([MINE]))
    # OTHER002 is the name of an instrument there, and so stands for nothing else.
    changed = {"SMITH12": "OTHER003"}
    assert public_names(hidden.history) == [changed.get(name, name) for name in public_names(course.history)]
    assert reviewed(MINE, hidden) == reviewed(MINE, course)
    assert "MY01a" in {code for _, code, _ in reviewed(MINE, course)}


@HIDING
def test_what_a_protocol_of_ones_own_knows_goes_otherwise(hide: Hide) -> None:
    left = set(public_names(hide(own_names()).history))
    assert left == {f"OTHER{number:03d}" for number in range(1, 10)}
