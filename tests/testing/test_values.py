"""The strategies read from the metadata of the fields."""

from collections.abc import Callable
from typing import Any, ClassVar

import pytest
from attrs import field
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable

from iptcore.constraints import number, several, shown, text
from iptcore.course import Course
from iptcore.events import EVENTS, EntriesCorrected, Event, Follows, SessionHeld, SymptomsRated
from iptcore.model.contract import TreatmentContract
from iptcore.model.formulation import Formulation
from iptcore.model.goal import Goal
from iptcore.model.inventory import Relationship
from iptcore.model.measure import Instrument
from iptcore.model.partial_date import PartialDate
from iptcore.model.problem_area import ProblemArea
from iptcore.protocol.protocol import Protocol
from iptcore.protocol.rule import Clause
from iptcore.testing import value_classes, values
from iptcore.testing.values import holds_always, holds_never
from iptcore.values import Sense, Value, fields_of, value
from iptcore.vocabulary import Phase as CoursePhase

pytestmark = pytest.mark.slow

MODEST = settings(max_examples=3, deadline=None, suppress_health_check=list(HealthCheck))


def drawn(strategy: st.SearchStrategy[Any], many: int = 200) -> list[Any]:
    """The same sample every time."""
    values_drawn = []

    @settings(
        max_examples=many,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(strategy)
    def collect(value: Any) -> None:
        values_drawn.append(value)

    collect()
    return values_drawn


WRITTEN_DOWN = [cls for cls in value_classes() if cls.__module__.startswith(("iptcore.model", "iptcore.events"))]
"""What a therapist writes down; what readings and the simulation answer is made by them alone."""


@pytest.mark.parametrize("cls", WRITTEN_DOWN, ids=lambda cls: cls.__name__)
def test_every_value_class_has_its_strategy(cls: type[Value]):
    @MODEST
    @given(st.from_type(cls))
    def is_made(value: Value):
        assert isinstance(value, cls)
        assert value.replace() == value

    is_made()


def test_courses_have_one_too():
    assert {type(course) for course in drawn(st.from_type(Course), 10)} == {Course}


@pytest.mark.no_cover  # here and below: every value class is made elsewhere too, and measuring takes as long
def test_an_event_is_of_any_kind():
    assert len({type(event) for event in drawn(values(Event), 400)}) > len(EVENTS) - 15
    assert len({type(area) for area in drawn(values(ProblemArea))}) == 7


@pytest.mark.parametrize("cls", [SessionHeld, Relationship, PartialDate, Formulation, TreatmentContract, Goal, Follows])
@pytest.mark.no_cover
def test_every_part_is_given_and_left_out(cls: type[Value]):
    sample = drawn(values(cls), 600)
    for attribute in fields_of(cls):
        parts = [getattr(value, attribute.name) for value in sample]
        assert any(part != attribute.default for part in parts), attribute.name
        assert attribute.name in {"key", "area", "words", "year", "on"} or any(
            part == attribute.default for part in parts
        ), attribute.name


def test_numbers_reach_their_bounds():
    ratings = drawn(values(SymptomsRated), 200)
    assert {rating.total == int(rating.total) for rating in ratings} == {True, False}
    goals = drawn(values(Goal))
    assert {goal.weight for goal in goals} == {1, 2, 3, 4, 5}
    assert {goal.baseline for goal in goals} == {-2, -1, 0, 1, 2}


def test_corrections_hold_events_and_even_corrections():
    replacements = [
        correction.replacement for event in drawn(values(EntriesCorrected), 150) for correction in event.corrections
    ]
    assert None in replacements
    assert len({type(replacement) for replacement in replacements}) > 10


def test_parts_can_be_given():
    for goal in drawn(values(Goal, area=st.just("grief"), weight=st.integers(2, 3)), 20):
        assert goal.area == "grief"
        assert goal.weight in {2, 3}


def test_instruments_hold_together():
    sample = drawn(values(Instrument))
    assert any(instrument.conventions for instrument in sample)
    assert any(instrument.suicide_item and instrument.items for instrument in sample)


def test_protocols_are_made_of_rules():
    sample = drawn(values(Protocol), 20)
    assert any(protocol.levels for protocol in sample) or any(protocol.rules for protocol in sample)


def test_clauses_are_judged_in_one_way():
    judged = {(clause.kept, clause.fits) for clause in drawn(values(Clause), 600)}
    assert judged == {(holds_always, None), (holds_never, None), (None, holds_always), (None, holds_never)}
    assert (holds_always(1, 2), holds_never(1, 2, 3)) == (True, False)


# -- classes of one's own ----------------------------------------------------------------------------------------------


@value
class Shift(Value):
    """A class of somebody else, with fields of every kind."""

    low: int = field(metadata=number(0, None, "From"))
    high: int | None = field(default=None, metadata=number(0, None, "To"))
    share: float = field(default=0.5, metadata=number(None, None, "Share"))
    pair: tuple[str, int] = field(default=("a", 1), metadata=shown("A pair"))
    phases: tuple[CoursePhase, ...] = field(default=(), metadata=several("Phases", fewest=0, distinct=False))
    judge: Callable[[], bool] | None = field(default=None, metadata=shown("Judge"))

    senses: ClassVar[tuple[Sense, ...]] = (
        Sense(fields=("low", "high"), expected="low below high", holds=lambda it: it.high is None or it.low < it.high),
    )


@value
class Impossible(Value):
    """A class whose parts never go together."""

    one: int = field(metadata=number(0, 3, "One"))

    senses: ClassVar[tuple[Sense, ...]] = (Sense(fields=("one",), expected="nothing", holds=lambda _: False),)


@value
class Named(Value):
    """A class whose values are inside others alone; Hypothesis has no strategy for it."""

    name: str = field(metadata=text("Name", longest=8, private=False))


@value
class Team(Value):
    """A class that holds values of another."""

    members: tuple[Named, ...] = field(metadata=several("Members", fewest=1, by="name"))


def test_values_inside_a_class_of_ones_own_are_valid():
    assert max(len(team.members) for team in drawn(values(Team), 300)) > 1


def test_a_class_of_ones_own_is_none_of_the_library():
    assert not {Shift, Impossible} & set(value_classes())


def test_a_class_of_ones_own():
    sample = drawn(values(Shift))
    assert any(shift.high is not None for shift in sample)
    assert any(shift.pair != ("a", 1) for shift in sample)
    assert any(len(set(shift.phases)) < len(shift.phases) for shift in sample)
    assert any(shift.judge for shift in sample)


def test_parts_that_never_go_together():
    with pytest.raises(Unsatisfiable):
        drawn(values(Impossible), 10)
