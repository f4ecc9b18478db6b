"""Writes what check.mjs reads: a FHIR resource a line, each with where it comes from."""

import json
import sys
from datetime import date, timedelta
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis.strategies import SearchStrategy, lists, sampled_from

from iptcore.course import Course, replay
from iptcore.documents import from_json
from iptcore.events import EVENTS, CourseOpened, Event
from iptcore.exports.fhir import bundle
from iptcore.exports.fhir_plan import plan_definition
from iptcore.protocol.catalogue import CATALOGUE, IPT
from iptcore.simulation import simulate
from iptcore.testing import courses, values

ROOT = Path(__file__).parents[2]
BY_CODE = {protocol.code: protocol for protocol in CATALOGUE}
GENERATED = 60
OPENED = CourseOpened(on=date(2026, 1, 5), client="c-017", protocol="ipt", edition="2018", consent=True)
SIMULATED = 10


def written() -> dict[str, dict]:
    resources = {f"plan of {protocol.code}": plan_definition(protocol) for protocol in CATALOGUE}
    for path in (*ROOT.glob("examples/courses/*.json"), *ROOT.glob("tests/courses/*.json")):
        course = from_json(path.read_text(encoding="utf-8"))
        add(resources, path.stem, course)
    cohort = simulate(IPT, SIMULATED, seed=7)
    for place in range(SIMULATED):
        add(resources, f"simulated-{place}", cohort.course(place))

    generated(resources, "legal", sampled_from(CATALOGUE).flatmap(courses))
    generated(resources, "any", lists(sampled_from(EVENTS).flatmap(values), min_size=20, max_size=40).map(in_a_row))
    return resources


def generated(resources: dict[str, dict], how: str, strategy: SearchStrategy[Course]) -> None:
    @settings(
        max_examples=GENERATED, derandomize=True, database=None, deadline=None, suppress_health_check=[*HealthCheck]
    )
    @given(strategy)
    def generate(course: Course) -> None:
        if course.opening is not None:
            add(resources, f"{how}-{len(resources)}", course)

    generate()


def in_a_row(events: list[Event]) -> Course:
    """A course of any events at all, a day each: records are not refused, so that none may break a bundle."""
    days = (OPENED.on + timedelta(number) for number in range(len(events)))
    return replay([OPENED, *(event.replace(on=day) for event, day in zip(events, days, strict=True))])


def add(resources: dict[str, dict], name: str, course: Course) -> None:
    protocol = BY_CODE.get(course.opening.protocol, IPT) if course.opening else IPT
    for private in (False, True):
        resources[f"{name}{' with private words' if private else ''}"] = bundle(
            protocol, course, name=name, private=private
        )


if __name__ == "__main__":
    lines = (json.dumps({"name": name, "resource": resource}) for name, resource in written().items())
    Path(sys.argv[1]).write_text("\n".join(lines) + "\n", encoding="utf-8")
