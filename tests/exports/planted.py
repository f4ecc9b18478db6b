"""A course with a word planted in every free text and every key of it, and in nothing else."""

from typing import Any

from documents.filled import filled
from iptcore import IPT, Course, replay
from iptcore.constraints import constraint
from iptcore.events import EVENTS, CourseOpened, EntriesCorrected, Event, SymptomsRated
from iptcore.values import Value, fields_of

CANARY = "Canary"


def tame(part: Any, *, private: bool = True, code: bool = False) -> Any:
    """A value with the canary in its private parts alone."""
    if isinstance(part, tuple):
        return tuple(tame(item, private=private, code=code) for item in part)
    if isinstance(part, Value):
        return part.replace(**{
            field.name: tame(getattr(part, field.name), private=constraint(field).private, code=constraint(field).code)
            for field in fields_of(type(part))
        })  # fmt: skip
    return "public" if type(part) is str and not private and not code else part


def planted() -> Course:
    def event(kind: type[Event]) -> Event:
        example = tame(filled(kind, CANARY))
        if isinstance(example, CourseOpened):
            return example.replace(protocol=IPT.code, edition=IPT.edition)
        return example.replace(instrument="PHQ-9") if isinstance(example, SymptomsRated) else example

    course = replay(event(kind) for kind in EVENTS if kind is not EntriesCorrected)
    return replay([*course.history, tame(filled(EntriesCorrected, CANARY))])


COURSE = planted()
