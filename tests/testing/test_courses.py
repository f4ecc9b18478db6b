"""Courses and events as the strategies make them."""

from collections import Counter

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable

from iptcore.course import Course
from iptcore.errors import InvalidValue
from iptcore.events import EntriesCorrected, FormulationAgreed, MiddleBegun, SessionHeld
from iptcore.model.contract import TreatmentContract
from iptcore.protocol.catalogue import IPT
from iptcore.protocol.judgements import NotAllowed
from iptcore.protocol.protocol import Protocol
from iptcore.protocol.rule import Clause, Level, Rule
from iptcore.sources import cite
from iptcore.testing import courses, events
from iptcore.testing.courses import STANDS, blended, legal_events
from iptcore.vocabulary import Phase, Status

from .test_values import drawn

pytestmark = pytest.mark.slow

MODEST = settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))


@pytest.mark.parametrize(("phase", "status"), STANDS)
def test_a_course_stands_where_it_is_wanted(phase: Phase | None, status: Status):
    for course in drawn(courses(IPT, phase=phase, status=status), 3):
        assert course.status is status
        assert phase in (None, course.phase)


@pytest.mark.no_cover  # here and below: the courses above go through the same lines
def test_phase_and_status_may_be_left_open():
    # What is drawn depends on which modules are loaded, so no number of draws is sure to find every stand.
    assert len({(course.phase, course.status) for course in drawn(courses(IPT), 60)}) > len(STANDS) // 2
    assert len({course.phase for course in drawn(courses(IPT, status=Status.OPEN), 20)}) > 1
    assert len({course.status for course in drawn(courses(IPT, phase=Phase.MIDDLE), 20)}) > 1


def test_no_course_stands_in_a_phase_before_its_opening():
    with pytest.raises(InvalidValue, match="a course has a phase from its opening on"):
        courses(IPT, phase=Phase.MIDDLE, status=Status.NOT_OPENED)


@MODEST
@given(courses(IPT))
def test_every_entry_was_accepted_in_its_turn(course: Course):
    assert IPT.apply(Course(), *course.history) == course


@pytest.mark.no_cover
def test_courses_are_of_many_kinds():
    sample = drawn(courses(IPT), 70)
    kinds = Counter(type(event) for course in sample for event in course.history)
    assert len(kinds) > 30
    assert any(list(course.history) != [entry.event for entry in course.timeline] for course in sample)
    assert kinds[EntriesCorrected]
    assert kinds[SessionHeld] > 20


@MODEST
@given(courses(IPT), st.data())
def test_events_that_are_accepted_refused_or_either(course: Course, data: st.DataObject):
    assert IPT.accepts(course, data.draw(events(course, IPT, legal=True)))
    assert not IPT.accepts(course, data.draw(events(course, IPT, legal=False)))
    assert IPT.accepts(course, data.draw(events(course, legal=True)))  # IPT, where no protocol is named
    event = data.draw(events(course, IPT))
    assert course.last_on is None or event.on >= course.last_on


def never(protocol: Protocol, course: Course, event: object) -> bool:
    return False


def with_clause(**parts: object) -> Protocol:
    clause = Clause(code="X01a", level=Level.BINDING, asks="do it", fits=never, **parts)
    rule = Rule(code="X01", says="it is done", source=cite("D"), clauses=(clause,))
    return Protocol(code="broken", edition="1", name="Broken", rules=(rule,))


def test_a_protocol_without_a_way_is_told_as_a_refusal():
    with pytest.raises(NotAllowed, match="do it"):
        drawn(courses(with_clause(on=(MiddleBegun,)), phase=Phase.MIDDLE), 10)


def test_a_blend_takes_what_fits_however_deep():
    dull = SessionHeld(on=drawn(st.dates(), 1)[0], minutes=50)
    rich = dull.replace(minutes=90, task_set=True, notes="words")
    assert blended(dull, rich, lambda event: True) == rich
    assert blended(dull, rich, lambda event: event.minutes == 50) == rich.replace(minutes=50)
    assert blended(dull, rich, lambda event: event == dull) == dull


def test_an_open_kind_that_takes_nothing_makes_no_event():
    closed_in_secret = with_clause(on=(FormulationAgreed,))
    opened = closed_in_secret.open(on=drawn(st.dates(), 1)[0], client="c-1", consent=True)
    with pytest.raises(Unsatisfiable):
        drawn(legal_events(opened, closed_in_secret, (FormulationAgreed,)), 5)


def test_a_blend_leaves_out_what_does_not_go_together():
    agreed, drawn_terms = TreatmentContract(sessions=16), TreatmentContract(sessions=4, at_most=8)
    assert blended(agreed, drawn_terms, lambda terms: terms.sessions == 16) == agreed
