"""Writes what check.mjs reads: a FHIR resource a line, each with where it comes from."""

import json
import sys
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis.strategies import sampled_from

from iptcore.course import Course
from iptcore.documents import from_json
from iptcore.exports.fhir import bundle
from iptcore.exports.fhir_plan import plan_definition
from iptcore.protocol.catalogue import CATALOGUE, IPT
from iptcore.simulation import simulate
from iptcore.testing import courses

ROOT = Path(__file__).parents[2]
BY_CODE = {protocol.code: protocol for protocol in CATALOGUE}
GENERATED = 60
SIMULATED = 10


def written() -> dict[str, dict]:
    found = {f"plan of {protocol.code}": plan_definition(protocol) for protocol in CATALOGUE}
    for path in (*ROOT.glob("examples/courses/*.json"), *ROOT.glob("tests/courses/*.json")):
        course = from_json(path.read_text(encoding="utf-8"))
        add(found, path.stem, course)
    cohort = simulate(IPT, SIMULATED, seed=7)
    for place in range(SIMULATED):
        add(found, f"simulated-{place}", cohort.course(place))

    @settings(
        max_examples=GENERATED, derandomize=True, database=None, deadline=None, suppress_health_check=[*HealthCheck]
    )
    @given(sampled_from(CATALOGUE).flatmap(courses))
    def generate(course: Course) -> None:
        if course.opening is not None:
            add(found, f"generated-{len(found)}", course)

    generate()
    return found


def add(found: dict[str, dict], name: str, course: Course) -> None:
    protocol = BY_CODE.get(course.opening.protocol, IPT) if course.opening else IPT
    for private in (False, True):
        found[f"{name}{' with private words' if private else ''}"] = bundle(
            protocol, course, name=name, private=private
        )


if __name__ == "__main__":
    lines = (json.dumps({"name": name, "resource": resource}) for name, resource in written().items())
    Path(sys.argv[1]).write_text("\n".join(lines) + "\n", encoding="utf-8")
