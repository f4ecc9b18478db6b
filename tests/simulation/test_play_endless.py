"""A row that is played under a protocol that never comes to an end is refused, and does not run for ever."""

from itertools import count

import pytest

from iptcore import IPT
from iptcore.events import CourseCompleted, MiddleBegun, ProgressReviewed, TerminationBegun
from iptcore.protocol.rule import Clause, Level, Rule
from iptcore.simulation import IPT_PLAN, BadRequest, simulate
from iptcore.simulation.play import course_of_row
from iptcore.sources import cite


def test_a_protocol_that_always_wants_one_more_review_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    calls = count(1)
    wants_more = Clause(
        code="ZZ01a",
        on=(MiddleBegun, TerminationBegun, CourseCompleted),
        level=Level.BINDING,
        asks="review progress",
        kept=lambda protocol, course: course.has(ProgressReviewed) and next(calls) % 2 == 1,
        cures=(ProgressReviewed,),
    )
    rule = Rule(code="ZZ01", says="progress is reviewed once more", source=cite("D"), clauses=(wants_more,))
    protocol = IPT.adapt(code="endless", name="Endless", rules=(*IPT.rules, rule))
    monkeypatch.setattr(course_of_row, "MOST_EVENTS", 200)
    with pytest.raises(BadRequest, match="did not end within 200 events"):
        simulate(IPT_PLAN, 1, seed=3).course(0, protocol=protocol)
