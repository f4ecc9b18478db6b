"""Reading, writing and sharing take twice the work for twice the entries: calls are counted, not time."""

import json
from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from typing import Any

import pytest

from counting import calls
from iptcore.course import Course, replay
from iptcore.documents import (
    deidentify,
    erase,
    export_all,
    faults,
    from_json,
    read_entries,
    to_json,
    write_entries,
)
from iptcore.events import DepartureExplained, EpisodeRecorded, RelationshipRecorded, SessionHeld, SymptomsRated
from iptcore.model.inventory import Relationship
from iptcore.model.partial_date import PartialDate
from iptcore.protocol.catalogue import IPT

ON = date(2026, 1, 5)


def course_of(size: int) -> Course:
    """A course with keys, texts, names and partial dates of their own in each of its entries."""
    some = []
    for number in range(size):
        on = ON + timedelta(days=number)
        some += [
            SessionHeld(on=on, notes=f"note {number}"),
            RelationshipRecorded(on=on, relationship=Relationship(key=f"p{number}", began=PartialDate(year=2000))),
            SymptomsRated(on=on, instrument="PHQ-9", total=number % 27),
            EpisodeRecorded(on=on, onset=PartialDate(year=2024, month=number % 12 + 1)),
            DepartureExplained(on=on, rule=f"X{number % 900 + 100}", because="asked"),
        ]
    return replay([*IPT.open(on=ON, client="c-1", consent=True).history, *some])


def broken(course: Course) -> Any:
    data = json.loads(to_json(course))
    return {**data, "entries": [{**entry, "on": 5, "mistyped": 1} for entry in data["entries"]]}


def read_log(lines: list[str]) -> int:
    return sum(1 for _ in read_entries(lines))


TASKS: dict[str, Callable[[Course], Callable[[], Any]]] = {
    "from_json": lambda course: partial(from_json, to_json(course)),
    "to_json": lambda course: partial(to_json, course),
    "read_entries": lambda course: partial(read_log, list(write_entries(course.history))),
    "faults": lambda course: partial(faults, "course", broken(course)),
    "deidentify": lambda course: partial(deidentify, course, days=-371),
    "erase": lambda course: partial(erase, course),
    "export_all": lambda course: partial(export_all, course),
}


@pytest.mark.parametrize("name", TASKS)
def test_twice_the_entries_take_twice_the_work(name: str) -> None:
    task = TASKS[name]
    task(course_of(1))()  # what is made once is made
    some, more, most = (calls(task(course_of(size))) for size in (20, 40, 80))
    assert most - more <= 2.2 * (more - some), (some, more, most)
