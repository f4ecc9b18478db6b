"""Whether a process miner reads our event logs, and whether its conformance check agrees with our review.

pm4py is under the AGPL and no dependency of ours: run this in an environment to throw away afterwards, with
``pip install -e ".[simulation]" pm4py``. Courses that keep to the order of phases, and courses in which a step was left
out, doubled or moved, are aligned with a Petri net of the phases, drawn from the step table. Each must fit where our
review finds no step out of place, and not fit where it does.
"""

import json
import random
import tempfile
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pm4py
from pm4py.objects.petri_net.obj import Marking, PetriNet
from pm4py.objects.petri_net.utils.petri_utils import add_arc_from_to

from iptcore.course import Course, replay
from iptcore.documents import from_json
from iptcore.events import CourseOpened, CourseResumed, CourseSuspended, EntriesCorrected
from iptcore.exports.event_log import ocel, xes
from iptcore.protocol.catalogue import CATALOGUE, IPT
from iptcore.protocol.steps import ENDINGS, NEXT_PHASE, PHASES, STEPS, Place
from iptcore.simulation import simulate

ROOT = Path(__file__).parents[2]
SIMULATED, BROKEN, SEED = 120, 120, 11
ORDERED = (
    CourseOpened,
    *NEXT_PHASE,
    CourseSuspended,
    CourseResumed,
    *(kind for kind in ENDINGS if kind not in NEXT_PHASE),
)


def courses() -> dict[str, Course]:
    paths = [*ROOT.glob("examples/courses/*.json"), *ROOT.glob("tests/courses/*.json")]
    examples = {path.stem: from_json(path.read_text(encoding="utf-8")) for path in sorted(paths)}
    cohort = simulate(IPT, SIMULATED, seed=SEED)
    return examples | {f"simulated-{place}": cohort.course(place) for place in range(SIMULATED)}


def broken(whole: dict[str, Course]) -> Iterator[tuple[str, Course]]:
    rng = random.Random(SEED)
    for number in range(BROKEN):
        course = rng.choice(list(whole.values()))
        events = [event for _, event in course.timeline if not isinstance(event, EntriesCorrected)]
        places = [place for place, event in enumerate(events) if place and isinstance(event, ORDERED)]
        if not places:
            continue
        at, how = rng.choice(places), rng.choice(("left out", "doubled", "early"))
        step = events[at] if how == "doubled" else events.pop(at)
        before = at if how == "doubled" else rng.randrange(1, at + 1)
        if how != "left out":
            events.insert(before, step.replace(on=events[before - 1].on))
        yield f"broken-{number}", replay(events)


def net() -> tuple[PetriNet, Marking, Marking]:
    """A place for each place of a course; while it is suspended, one for each phase it left."""
    phases = PetriNet("phases")
    paused = {phase: f"{phase} suspended" for phase in PHASES}
    names = [*(place for place in Place if place is not Place.SUSPENDED), *paused.values()]
    places = {str(name): PetriNet.Place(str(name)) for name in names}
    phases.places.update(places.values())

    def arc(label: str | None, start: str, end: str) -> None:
        transition = PetriNet.Transition(f"t{len(phases.transitions)}", label)
        phases.transitions.add(transition)
        add_arc_from_to(places[str(start)], transition, phases)
        add_arc_from_to(transition, places[str(end)], phases)

    for kind, place in product(ORDERED, Place):
        if place not in STEPS[kind]:
            continue
        for start in paused.values() if place is Place.SUSPENDED else [place]:
            end = kind.enters or (Place.ENDED if kind in ENDINGS else None)
            arc(
                kind.kind,
                start,
                end or (paused[place] if kind is CourseSuspended else start.removesuffix(" suspended")),
            )
    for name in places:
        if name not in (Place.NOT_OPENED, Place.ENDED):
            arc(None, name, Place.ENDED)  # a course that goes on
    return phases, Marking({places[Place.NOT_OPENED]: 1}), Marking({places[Place.ENDED]: 1})


def out_of_place(course: Course) -> bool:
    by_code = {protocol.code: protocol for protocol in CATALOGUE}
    protocol = by_code.get(course.opening.protocol, IPT) if course.opening else IPT
    return any(finding.objection.code == "C01a" and finding.kind in ORDERED for finding in protocol.review(course))


if __name__ == "__main__":
    known = courses()
    known |= dict(broken(known))
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "log.xes").write_text(xes(known), encoding="utf-8")
        (Path(folder) / "log.json").write_text(json.dumps(ocel(known)), encoding="utf-8")
        log = pm4py.read_xes(f"{folder}/log.xes")
        objects = pm4py.read_ocel2_json(f"{folder}/log.json")
    events = sum(len(course.timeline) for course in known.values())
    print(f"XES: {log['case:concept:name'].nunique()} of {len(known)} traces, {len(log)} of {events} events")
    print(
        f"OCEL: {len(objects.events)} of {events} events, {len(objects.objects)} objects,"
        f" {len(objects.relations)} relations"
    )
    steps = pm4py.convert_to_event_log(log[log["concept:name"].isin([kind.kind for kind in ORDERED])])
    aligned = pm4py.conformance_diagnostics_alignments(steps, *net())
    fits = {trace.attributes["concept:name"]: fit["fitness"] == 1 for trace, fit in zip(steps, aligned, strict=True)}
    agree = sum(fit != out_of_place(known[name]) for name, fit in fits.items())
    print(f"alignments: {sum(fits.values())} of {len(fits)} fit; {agree} agree with our review of the step table")
