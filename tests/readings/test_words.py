"""What each reading says of the cases of these tests, word for word: why, since when, and by which source.

The tests beside this one judge the answers. The file tests/golden/readings.txt keeps whatever else an answer holds.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import goldens
from iptcore.course import Course
from iptcore.documents import from_json
from iptcore.model.instruments import instrument
from iptcore.readings.answer import Reading
from iptcore.readings.change import change, severity
from iptcore.readings.client_courses import links, overlaps, time_between
from iptcore.readings.closeness import closeness
from iptcore.readings.dispute import disputes
from iptcore.readings.endings import DEFINITIONS, PrematureBy, before_sessions, premature_ending
from iptcore.readings.goals import goal_attainment, goals_met, t_score
from iptcore.readings.halfway import at_half, non_response
from iptcore.readings.maintenance import maintenance_criteria
from iptcore.readings.outcome import below_cutoff, partial_remission, recovery, remission, response
from iptcore.readings.outcome_schemes import SCHEMES
from iptcore.readings.patterns import mood_event_links, patterns
from iptcore.readings.returns import recurrence, relapse, returns
from iptcore.readings.safety import open_safety
from iptcore.values import fields_of
from iptcore.vocabulary import Baseline, MissingItemsPolicy
from readings import test_client_courses as client_courses
from readings import test_endings as endings
from readings import test_goals as goals
from readings import test_maintenance as maintenance
from readings import test_outcome as outcome
from readings import test_over_time as over_time
from readings import test_returns as returned
from readings.story import CLIENT, CLINICIAN, course, rated, treated

EXAMPLES = Path(__file__).parents[2] / "examples" / "courses"
PHQ, HRSD = instrument("PHQ-9"), instrument("HRSD-17")


def of_examples() -> Iterator[tuple[str, Any]]:
    for path in sorted(EXAMPLES.glob("*.json")):
        recorded = from_json(path.read_text(encoding="utf-8"))
        assert isinstance(recorded, Course)
        early = course(*recorded.history[1 : len(recorded.history) // 3])
        for name, whole in ((path.stem, recorded), (f"{path.stem}, a third of it", early)):
            for reading in (below_cutoff, change, severity, at_half, non_response, maintenance_criteria):
                yield name, reading(whole, PHQ)
            for reading in (goal_attainment, goals_met, t_score, disputes, closeness, patterns, mood_event_links):
                yield name, reading(whole)
            yield name, open_safety(whole)


def of_outcomes() -> Iterator[tuple[str, Any]]:
    asked = [
        (PHQ, CLIENT, outcome.HELD, (response,)),
        (HRSD, CLINICIAN, outcome.REMISSIONS, (remission, recovery)),
        (HRSD, CLINICIAN, returned.RATED, (relapse, recurrence, returns)),
    ]
    for scale, by, cases, readings in asked:
        for what, later, *_ in cases:
            recorded = treated(scale.code, (0, 24), *later, rater=by)
            for scheme in SCHEMES:
                yield from ((f"{scheme.name}, {what}", reading(recorded, scale, scheme)) for reading in readings)
    for what, totals, _ in outcome.PARTIAL:
        recorded = treated("HRSD-17", *((28 * place, total) for place, total in enumerate(totals)), rater=CLINICIAN)
        yield what, partial_remission(recorded, HRSD, SCHEMES[0])


UNREADABLE = {"missing_items": 3, "missing_policy": MissingItemsPolicy.SUM_OF_ANSWERED}


def of_notes() -> Iterator[tuple[str, Any]]:
    """What cannot be compared is told beside every answer."""
    first, later, late = (rated("PHQ-9", (number, 20 - number / 7)) for number in (0, 49, 84))
    beside = {
        "by a clinician": rated("PHQ-9", (0, 20), (49, 10), rater=CLINICIAN),
        "items are missing": rated("PHQ-9", (0, 20), (49, 10), **UNREADABLE),
        "beyond the scale": rated("PHQ-9", (0, 99), (49, 99)),
    }
    kept = {"nothing else": (), "a baseline": first, "a later one": later, "both": (*first, *later, *late)}
    for what, unread in beside.items():
        for with_, read in kept.items():
            recorded = course(*over_time.halfway().history[1:], *unread, *read)
            name = f"{what}, with {with_}"
            for reading in (below_cutoff, change, severity, at_half, non_response, maintenance_criteria):
                yield name, reading(recorded, PHQ)
            for reading in (response, remission, recovery, partial_remission, relapse, recurrence, returns):
                yield name, reading(recorded, PHQ, SCHEMES[0])
            for baseline in Baseline:
                for reading in (change, at_half, non_response):
                    yield f"{name}, {baseline.label}", reading(recorded, PHQ, baseline=baseline)
                yield f"{name}, {baseline.label}", response(recorded, PHQ, SCHEMES[0], baseline=baseline)


def of_the_rest() -> Iterator[tuple[str, Any]]:
    for what, recorded, *_ in over_time.HALF:
        yield what, (at_half(recorded, PHQ), non_response(recorded, PHQ))
    for what, events, *_ in goals.CASES:
        recorded = course(*events)
        yield what, (goal_attainment(recorded), goals_met(recorded), t_score(recorded))
    for what, recorded, *_ in maintenance.CASES:
        yield what, maintenance_criteria(recorded, PHQ)
    for what, ending, _ in endings.ENDED:
        for definition in DEFINITIONS:
            yield what, premature_ending(endings.held(10, ending=ending), definition)
    for what, recorded, *_ in endings.COUNTED:
        for definition in (*DEFINITIONS, before_sessions(12)):
            yield what, premature_ending(recorded, definition)
    for what, courses, _ in client_courses.PAIRS:
        yield what, overlaps(courses)
    for what, courses, *_ in client_courses.BETWEEN:
        yield what, time_between(courses, PHQ)
    for what, courses, *_ in client_courses.LINKS:
        yield what, links(courses)
    for recorded, *_ in over_time.RINGS:
        near = (over_time.near(7 * place, ring) for place, ring in enumerate(recorded))
        yield ", ".join(ring or "none" for ring in recorded), closeness(course(*near))


def words(part: Any) -> str:
    """A part of an answer as text, without what it has by default; an answer with its reasons and source."""
    if isinstance(part, tuple):
        return "(" + ", ".join(map(words, part)) + ")"
    if isinstance(part, float):
        return f"{part:.6g}"
    if not isinstance(part, Reading):
        return part.name if isinstance(part, PrematureBy) else str(part)
    fields = [field.name for field in fields_of(type(part)) if getattr(part, field.name) != field.default]
    shown = [f"{name}={words(getattr(part, name))}" for name in fields if name not in ("source", "reasons")]
    return f"{type(part).__name__}({', '.join(shown)}): {'; '.join(part.reasons)} [{part.source}]"


def lines() -> Iterator[str]:
    for of in (of_examples, of_outcomes, of_notes, of_the_rest):
        for what, answer in of():
            if answer != ():
                yield f"{what} | {words(answer)}"


def test_readings_say_what_is_stored() -> None:
    goldens.check("readings.txt", lines())
