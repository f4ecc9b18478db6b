"""What the package says of fixed courses and seeds, as text: ``python tests/whole_answers.py`` prints it.

No Python and no hash seed may change any of it (tests/test_determinism.py).
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import attrs

from iptcore.course import Course, replay
from iptcore.documents import from_json, schema, to_json
from iptcore.protocol.catalogue import CATALOGUE, IPT
from iptcore.screens import screen
from iptcore.simulation import IPT_PLAN, Trial, simulate
from iptcore.testing import faithful_course

ROOT = Path(__file__).parents[1]


def unfaithful() -> Course:
    """A course with every second report of a good one, and a correction."""
    whole = from_json((ROOT / "examples/courses/role_transition.json").read_text(encoding="utf-8"))
    kept = replay((whole.history[0], *whole.history[1::2]))
    return replay((*kept.history, kept.correct(3, on=kept.last_on, because="written down twice")))


def documents() -> Iterator[str]:
    """Every word that is stored: the courses, the protocols, the schema."""
    for protocol in CATALOGUE:
        yield to_json(faithful_course(protocol))
        yield to_json(protocol)
    yield json.dumps(schema())


def reviews() -> Iterator[str]:
    """What each protocol says of a course with gaps: codes by entry, what is due, and what is open."""
    course = unfaithful()
    early = replay(course.history[:6])
    for protocol in CATALOGUE:
        found: dict[int, list[str]] = {}
        for finding in protocol.review(course):
            found.setdefault(finding.entry, []).append(finding.objection.code)
        yield f"{protocol.code} review: " + "; ".join(f"{entry} {' '.join(codes)}" for entry, codes in found.items())
        yield f"{protocol.code} due: " + " ".join(f"{task.code}{'+' * task.done}" for task in protocol.due(early))
        shut = [option.kind.kind for option in protocol.allowed(early) if not option.open]
        yield f"{protocol.code} shut: " + " ".join(shut)


def words() -> Iterator[str]:
    """Every sentence of it."""
    course = unfaithful()
    for protocol in CATALOGUE:
        for finding in protocol.review(course):
            said = finding.objection
            cures = " ".join(cure.kind for cure in said.cures)
            yield f"{finding.entry} {said.code} {said.asks}: {said.says} [{said.source}] -> {cures}"
    yield json.dumps(screen(course, IPT, language="de"))


def simulated() -> Iterator[str]:
    """A cohort and a trial; numbers to nine digits, since the last may depend on the processor."""
    cohort = simulate(IPT_PLAN, 400, seed=7)
    yield from figures(cohort.summary().figures())
    for row in (0, 7, 399):
        yield to_json(cohort.course(row))
    results = Trial(per_arm=20, stratum="area").run(seed=2, repetitions=3)
    for repetition in range(3):
        effect = results.compare(repetition=repetition).hedges_g()
        yield from figures({f"trial {repetition} {name}": value for name, value in attrs.asdict(effect).items()})


def figures(named: dict[str, Any]) -> Iterator[str]:
    for name, value in named.items():
        yield f"{name} {value:.9g}" if isinstance(value, float) else f"{name} {value}"


PARTS = {"documents": documents, "reviews": reviews, "words": words, "simulated": simulated}

if __name__ == "__main__":
    print(json.dumps({name: list(part()) for name, part in PARTS.items()}))
