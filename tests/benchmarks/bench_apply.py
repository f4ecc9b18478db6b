"""How fast a protocol judges, beside state machines that judge nothing, in one run.

``apply`` judges every event of the example courses by all rules of their protocols, and so does every protocol of the
catalogue for the whole course of its own. The two others fire a bare machine of three states without guards. The rounds
take turns, so that a busy machine disturbs all alike; the best round of each counts.
"""

import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import attrs
from statemachine import State, StateMachine
from transitions import Machine

from iptcore import IPT, Course, Event, Protocol, SessionHeld, SymptomsRated, replay
from iptcore.documents import from_json
from iptcore.protocol.catalogue import CATALOGUE
from iptcore.protocol.catalogue import protocol as by_code

ROUNDS = 40
EXAMPLES = Path(__file__).parents[2] / "examples" / "courses"
FIRST_SIX = ("departures", "discontinued", "early_by_agreement", "grief", "role_dispute", "role_transition")
"""The example courses that there were first, all under IPT."""
WHOLE = Path(__file__).parents[1] / "courses"
FIRED = 1_000  # many enough that no round is about the caches that the round before it left


def history_of(path: Path) -> tuple[Event, ...]:
    return from_json(path.read_text(encoding="utf-8")).history


def example(name: str) -> tuple[tuple[Event, ...], Protocol]:
    course = from_json((EXAMPLES / f"{name}.json").read_text(encoding="utf-8"))
    return course.history, by_code(course.opening.protocol)


def judged(*courses: tuple[tuple[Event, ...], Protocol]) -> Callable[[], int]:
    length = sum(len(history) for history, _ in courses)
    times = -(-FIRED // length)

    def run() -> int:
        for _ in range(times):
            for history, protocol in courses:
                course = Course()
                for event in history:
                    course = protocol.apply(course, event)
        return times * length

    return run


def with_transitions() -> Callable[[], int]:
    machine = Machine(
        states=["initial", "middle", "termination"],
        transitions=[
            ["step", "initial", "middle"],
            ["step", "middle", "termination"],
            ["step", "termination", "initial"],
        ],
        initial="initial",
    )

    def run() -> int:
        for _ in range(FIRED):
            machine.step()
        return FIRED

    return run


class ThreeStates(StateMachine):
    initial_phase = State(initial=True)
    middle = State()
    termination = State()
    step = initial_phase.to(middle) | middle.to(termination) | termination.to(initial_phase)


def with_statemachine() -> Callable[[], int]:
    machine = ThreeStates()

    def run() -> int:
        for _ in range(FIRED):
            machine.step()
        return FIRED

    return run


def best(tasks: dict[str, Callable[[], int]]) -> dict[str, float]:
    """The least seconds of this process an event of each task, over rounds that take turns."""
    seconds = dict.fromkeys(tasks, float("inf"))
    for _ in range(ROUNDS):
        for name, task in tasks.items():
            start = time.process_time()
            events = task()
            seconds[name] = min(seconds[name], (time.process_time() - start) / events)
    return seconds


def beside(task: Callable[[], int], machine: Callable[[], int]) -> float:
    """How many times as fast a task is as a machine, in rounds of their own."""
    seconds = best({"task": task, "machine": machine})
    return seconds["machine"] / seconds["task"]


def grown(history: tuple[Event, ...], kinds: tuple[type[Event], ...], length: int) -> Course:
    """The start of a course, lengthened with more of what fills a course."""
    patterns = [next(event for event in history if type(event) is kind) for kind in kinds]
    more = [
        attrs.evolve(patterns[place % len(patterns)], on=history[8].on + timedelta(days=place))
        for place in range(length - 9)
    ]
    return replay((*history[:9], *more))


def one_more(course: Course, event: Event) -> Callable[[], int]:
    def run() -> int:
        for _ in range(FIRED):
            IPT.apply(course, event)
        return FIRED

    return run


def refusing(protocol: Protocol) -> int:
    """How many clauses of a protocol can refuse something."""
    return sum(protocol.level(clause).refuses for clause in protocol.clauses.values())


def main() -> None:
    names = sorted(path.stem for path in EXAMPLES.glob("*.json"))
    machines = {"transitions": with_transitions(), "python-statemachine": with_statemachine()}
    for which, wanted in ((FIRST_SIX, 1.6), (names, 1.5)):
        seconds = best({"apply": judged(*map(example, which)), **machines})
        print(f"{len(which)} example courses, {sum(len(example(name)[0]) for name in which)} events")
        for name, each in seconds.items():
            ratio = each / seconds["apply"]
            print(f"  {name:<22}{1 / each:>12,.0f} events a second; apply is {ratio:.2f} times as fast")
        print(f"  wanted: at least {wanted} times transitions and 15 times python-statemachine")

    tasks = {protocol: judged((history_of(WHOLE / f"{protocol.code}.json"), protocol)) for protocol in CATALOGUE}
    times = {one: beside(task, machines["transitions"]) for one, task in tasks.items()}
    print("the whole course of each protocol, the slowest first: times transitions (clauses that refuse)")
    for protocol in sorted(times, key=times.__getitem__):
        print(f"  {protocol.code:<22}{times[protocol]:>8.2f}  ({refusing(protocol)})")
    slowest = min(times, key=times.__getitem__)
    ratio = beside(tasks[slowest], machines["python-statemachine"])
    print(f"  {slowest.code} is {ratio:.2f} times as fast as python-statemachine")

    history, _ = example("role_transition")
    kinds = (SessionHeld, SymptomsRated)
    short, long = grown(history, kinds, 9), grown(history, kinds, 999)
    print("the 1,000th event beside the 10th")
    for kind in kinds:
        event = attrs.evolve(next(event for event in history if type(event) is kind), on=long.history[-1].on)
        each = best({"10th": one_more(short, event), "1,000th": one_more(long, event)})
        tenth, thousandth = each["10th"] * 1e6, each["1,000th"] * 1e6
        print(f"  {kind.__name__:<22}{tenth:>8.2f} and {thousandth:.2f} microseconds: {thousandth - tenth:+.2f}")
    print("  wanted: at most 3 microseconds more")


if __name__ == "__main__":
    main()
