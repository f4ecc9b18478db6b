"""Every rule earns its place: each clause has a case on either side, and taking a rule away makes a case fail."""

import importlib
import pkgutil
from pathlib import Path

import attrs
import pytest

import iptcore.protocol.protocol as machine
from iptcore.events import MiddleBegun, NotDone
from iptcore.protocol import judging
from iptcore.protocol.catalogue import CATALOGUE
from iptcore.protocol.coherence import BEFORE_OPENING, CLIENT_DIED, COHERENCE, ENDED_ALREADY, step_objection
from iptcore.protocol.protocol import Protocol
from iptcore.protocol.rule import Level, Rule
from iptcore.protocol.steps import STEPS, Place
from iptcore.sources import Standing

from .case import Case


def cases() -> list[tuple[Case, Protocol]]:
    """Every case of every module beside this one, with the protocol that is asked."""
    found = []
    for name in sorted(module.name for module in pkgutil.iter_modules([str(Path(__file__).parent)])):
        module = importlib.import_module(f".{name}", __package__)
        found += [(case, case.protocol or module.PROTOCOL) for case in getattr(module, "CASES", ())]
    return found


EVERY_CASE = cases()
STEP = step_objection(MiddleBegun, Place.MIDDLE).code
STEPPING = {BEFORE_OPENING.code, ENDED_ALREADY.code, CLIENT_DIED.code, STEP}
EVERY_RULE = {rule.code: rule for protocol in CATALOGUE for rule in protocol.every_rule}
CLAUSES = STEPPING | {clause.code for rule in EVERY_RULE.values() for clause in rule.clauses}


def holds(case: Case, protocol: Protocol) -> bool:
    return (case.clause in attrs.evolve(case, protocol=protocol).codes(protocol)) is case.objects


def broken(codes: set[str]) -> list[tuple[Case, Protocol]]:
    return [(case, protocol) for case, protocol in EVERY_CASE if case.objects and case.clause in codes]


def without(protocol: Protocol, rule: Rule) -> Protocol:
    """The protocol as if the rule had never been written."""
    rules = tuple(one for one in protocol.rules if one.code != rule.code)
    gone = {clause.code for clause in rule.clauses}
    return protocol.replace(
        rules=rules,
        levels=tuple(level for level in protocol.levels if level[0] not in gone),
        cited=tuple(citation for citation in protocol.cited if citation[0] not in gone),
    )


@pytest.mark.parametrize("objects", [True, False], ids=["breaks", "keeps"])
def test_every_clause_has_a_case(objects: bool) -> None:
    assert {case.clause for case, _ in EVERY_CASE if case.objects is objects} == CLAUSES


def test_no_case_is_told_twice() -> None:
    told = [str(case) for case, _ in EVERY_CASE]
    assert sorted({title for title in told if told.count(title) > 1}) == []


@pytest.mark.parametrize(
    "rule", [rule for rule in EVERY_RULE.values() if rule not in COHERENCE], ids=lambda rule: rule.code
)
def test_a_rule_taken_away_is_missed(rule: Rule) -> None:
    breaking = broken({clause.code for clause in rule.clauses})
    assert all(holds(case, protocol) for case, protocol in breaking)
    missed = {case.clause for case, protocol in breaking if not holds(case, without(protocol, rule))}
    assert missed == {clause.code for clause in rule.clauses}


@pytest.mark.parametrize("rule", COHERENCE, ids=lambda rule: rule.code)
def test_a_rule_of_coherence_taken_away_is_missed(rule: Rule, monkeypatch: pytest.MonkeyPatch) -> None:
    breaking = broken({clause.code for clause in rule.clauses})
    monkeypatch.setattr(machine, "COHERENCE", tuple(other for other in COHERENCE if other is not rule))
    # Each protocol keeps what it once worked out, so a fresh copy is asked.
    assert not any(holds(case, protocol.replace()) for case, protocol in breaking)


def test_the_step_table_taken_away_is_missed(monkeypatch: pytest.MonkeyPatch) -> None:
    breaking = broken({STEP})
    monkeypatch.setattr(judging, "STEPS", dict.fromkeys(STEPS, frozenset(Place)))
    assert not any(holds(case, protocol) for case, protocol in breaking)


@pytest.mark.parametrize("rule", EVERY_RULE.values(), ids=lambda rule: rule.code)
def test_a_rule_says_where_it_comes_from(rule: Rule) -> None:
    assert rule.code
    assert rule.says
    assert rule.source.citations
    assert rule.source.standing in Standing


ANSWERED = [
    (case, protocol)
    for case, protocol in EVERY_CASE
    if not case.objects and any(type(event) is NotDone and event.task == case.clause for event in case.given)
]


@pytest.mark.parametrize(("case", "protocol"), ANSWERED, ids=lambda part: str(part) if isinstance(part, Case) else "")
def test_a_reason_for_the_whole_rule_answers_its_clauses(case: Case, protocol: Protocol) -> None:
    given = tuple(
        event.replace(task=case.clause[:-1]) if type(event) is NotDone and event.task == case.clause else event
        for event in case.given
    )
    assert holds(attrs.evolve(case, given=given), protocol)


def test_reasons_are_tried_for_many_clauses() -> None:
    assert {case.clause for case, _ in ANSWERED} >= {"S05a", "S06b", "S07b", "I02a", "T03a", "T03f", "T04a"}


@pytest.mark.parametrize("rule", EVERY_RULE.values(), ids=lambda rule: rule.code)
def test_a_rule_is_written_alike(rule: Rule) -> None:
    """A sentence without a dot, and what to do as the refusal prints it."""
    assert not rule.says.endswith(".")
    for clause in rule.clauses:
        assert not clause.asks.endswith(".")
        assert (clause.kept is None) != (clause.fits is None)
        if clause.level.refuses and clause.level is not Level.COHERENCE:
            assert all(kind.decision for kind in clause.on), "facts are never refused (P1)"
