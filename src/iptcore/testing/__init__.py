"""Hypothesis strategies for every value, event and course, and the laws that every protocol keeps.

With Hypothesis installed, ``st.from_type(Goal)`` works for every value class of iptcore: its strategy is read from the
metadata of its fields, where the constraints are written. For a protocol of your own::

    from iptcore.testing import check_protocol, courses

    def test_my_protocol():
        check_protocol(MY_PROTOCOL)

    @given(courses(MY_PROTOCOL, phase=Phase.MIDDLE))
    def test_the_middle_phase(course): ...

Legal courses are made by moving towards a phase with the events that the protocol requires and those that cure its
objections. No example is filtered out: what does not fit is replaced. ``faithful_courses`` are courses of a therapist
who follows the manual from the opening to a follow-up; a protocol has no objection to them.
"""

import importlib
import pkgutil
from collections.abc import Iterator
from typing import TypeVar

from iptcore.extras import needed

needed("hypothesis", by=__name__, install="iptcore[testing]")

from hypothesis import strategies as st

import iptcore.events
import iptcore.model
import iptcore.protocol
import iptcore.readings
import iptcore.schedule  # its values are to be found
from iptcore.course import Course
from iptcore.testing.courses import courses, events
from iptcore.testing.faithful import faithful_course, faithful_courses
from iptcore.testing.laws import LAWS, check_law, check_protocol
from iptcore.testing.principles import Law
from iptcore.testing.values import values
from iptcore.values import Value

__all__ = [
    "LAWS",
    "Law",
    "check_law",
    "check_protocol",
    "courses",
    "events",
    "faithful_course",
    "faithful_courses",
    "value_classes",
    "values",
]

_T = TypeVar("_T")


def value_classes() -> Iterator[type[Value]]:
    """Every value class of the core of iptcore, and of its other packages those that are imported."""
    for package in (iptcore.model, iptcore.events, iptcore.readings, iptcore.protocol):
        for module in pkgutil.iter_modules(package.__path__):
            importlib.import_module(f"{package.__name__}.{module.name}")
    yield from _below(Value)


def _below(parent: type[_T]) -> Iterator[type[_T]]:
    for child in parent.__subclasses__():
        if child.__module__.startswith("iptcore."):
            yield child
            yield from _below(child)


def _any_course(_: object) -> st.SearchStrategy[Course]:
    from iptcore.protocol.catalogue import IPT

    return courses(IPT)


for _cls in value_classes():
    st.register_type_strategy(_cls, values)
st.register_type_strategy(Course, _any_course)
