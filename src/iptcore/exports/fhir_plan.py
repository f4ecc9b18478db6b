"""A protocol as a FHIR R4 (4.0.1) PlanDefinition, as a plain dictionary."""

from collections.abc import Iterator
from typing import Any

from iptcore.exports.fhir_terms import IPT_CONCEPT, coded, own, protocol_url, repeat, words
from iptcore.exports.naming import code_system
from iptcore.protocol.protocol import Protocol, must_be_protocol_and_courses
from iptcore.protocol.rule import Clause, Level, Rule
from iptcore.protocol.steps import GATES
from iptcore.vocabulary import Phase

_REQUIRED = {
    Level.BINDING: "must-unless-documented",
    Level.DEFINING: "could",
    Level.GRAVE: "could",
    Level.ADVISORY: "could",
}
"""The *requiredBehavior* of the levels from which a clinician may depart; the others have ``must``."""


def plan_definition(protocol: Protocol) -> dict[str, Any]:
    """A protocol as a FHIR R4 PlanDefinition.

    It has one action for the treatment, with the number, frequency and length of sessions; inside it one action for
    each phase, in their order; inside that, one for everything that is due before the phase ends: the clauses that are
    judged on the course alone, each with its rule, its source, and whether it must be done, must be done unless
    documented (binding), or could be done.

    Not exported: clauses that are judged on a single event, and how a clause is judged; its cures; steps outside the
    order of phases (pauses, resumption, leaving); instruments, problem areas, techniques, indications, ages; the
    standing of a source other than in its words. A range with an open end has no number.

    Raises:
        InvalidValue: for anything but a protocol.
    """
    must_be_protocol_and_courses("plan_definition(protocol)", protocol)
    return {
        "resourceType": "PlanDefinition",
        "id": protocol.code.replace("_", "-"),
        "url": protocol_url(protocol),
        "identifier": [{"system": code_system("protocols"), "value": protocol.code}],
        "version": protocol.edition,
        "name": "Protocol_" + "".join(mark if mark.isalnum() else "_" for mark in protocol.code),
        "title": words(protocol.name),
        "type": coded(
            {"system": "http://terminology.hl7.org/CodeSystem/plan-definition-type", "code": "clinical-protocol"}
        ),
        "status": "active",
        "topic": [coded(IPT_CONCEPT)],
        "action": [
            {
                "id": "treatment",
                "title": words(protocol.name),
                "code": [coded(IPT_CONCEPT)],
                **_timing(protocol),
                "groupingBehavior": "logical-group",
                "action": [_phase(protocol, phase) for phase in Phase],
            }
        ],
    }


def _timing(protocol: Protocol) -> dict[str, Any]:
    count, minutes = protocol.sessions, protocol.minutes
    both = count.low is not None and count.high is not None
    usual = protocol.frequencies[0] if len(protocol.frequencies) == 1 else None
    length = minutes.low if minutes.low == minutes.high else None
    timing = repeat(usual, count.low if both else None, count.high, length)
    return {"timingTiming": {"repeat": timing}} if timing else {}


def _phase(protocol: Protocol, phase: Phase) -> dict[str, Any]:
    tasks = [_task(protocol, rule, clause) for rule, clause in _asked(protocol, phase)]
    before = list(Phase)[: list(Phase).index(phase)]
    after = [{"actionId": before[-1].value, "relationship": "after-end"}] if before else []
    return {
        "id": phase.value,
        "title": words(protocol.label(phase.value)),
        "code": [coded(own("phases", phase))],
        **({"relatedAction": after} if after else {}),
        "groupingBehavior": "logical-group",
        **({"selectionBehavior": "all", "action": tasks} if tasks else {}),
    }


def _asked(protocol: Protocol, phase: Phase) -> Iterator[tuple[Rule, Clause]]:
    for rule in protocol.rules:
        for clause in rule.clauses:
            if clause.kept is not None and GATES[phase] in clause.on and protocol.level(clause) is not Level.OFF:
                yield rule, clause


def _task(protocol: Protocol, rule: Rule, clause: Clause) -> dict[str, Any]:
    return {
        "title": words(clause.asks),
        "description": words(rule.says),
        "code": [coded(own("clauses", clause.code, clause.asks))],
        "documentation": [
            {"type": "citation", "label": rule.code, "display": words(rule.says), "citation": words(str(rule.source))}
        ],
        "requiredBehavior": _REQUIRED.get(protocol.level(clause), "must"),
    }
