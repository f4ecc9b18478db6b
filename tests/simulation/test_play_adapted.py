"""Courses by the manual under adaptations whose numbers are not those of a published manual."""

from datetime import date

import pytest

from iptcore import IPT, MiddleBegun, Status
from iptcore.events import SickRoleGiven
from iptcore.model.problem_area import Grief
from iptcore.protocol.catalogue import FB_IPT, IPT_A
from iptcore.protocol.cures import example, way_to
from iptcore.protocol.number_range import Between
from iptcore.protocol.rule import Clause, Level, Rule
from iptcore.simulation import BadRequest, Therapist, play, timetable_of
from iptcore.sources import cite
from iptcore.testing import faithful_course
from iptcore.vocabulary import Purpose, SickRoleScope

DAY = date(2026, 1, 5)


@pytest.mark.parametrize("fewest", [2, 3, 7])
def test_as_many_focal_areas_as_the_protocol_asks_for(fewest):
    protocol = IPT.adapt(code="several", focal_areas=Between(fewest, None))
    course = play(protocol, Therapist(protocol, area=Grief))
    assert (course.status, len(course.formulation.areas), protocol.review(course)) == (Status.ENDED, fewest, ())
    assert type(course.formulation.areas[0].area) is Grief
    assert type(faithful_course(protocol, area=Grief).formulation.areas[0].area) is Grief


def test_two_areas_of_one_kind_where_the_protocol_knows_no_other():
    protocol = IPT.adapt(code="losses", focal_areas=Between(2, 2), areas=(Grief,))
    way = way_to(protocol, protocol.open(on=DAY, client="c", consent=True), MiddleBegun, DAY)
    assert [type(event) for event in way][-1:] == [MiddleBegun]


@pytest.mark.parametrize("protocol", [IPT_A, FB_IPT], ids=lambda protocol: protocol.code)
def test_the_sick_role_is_given_once_and_in_the_form_of_the_manual(protocol):
    """A full one came first: the limited one was given after it, and a quick preparation drew a finding."""
    given = play(protocol, Therapist(protocol)).all(SickRoleGiven)
    assert [role.scope for role in given] == [SickRoleScope.LIMITED]
    course = IPT.open(on=DAY, client="c", consent=True)
    assert example(IPT, course, SickRoleGiven, DAY) == SickRoleGiven(on=DAY, scope=SickRoleScope.FULL)
    quick = protocol.adapt(code="quick", initial_sessions=Between(1, 1))
    assert quick.review(play(quick, Therapist(quick))) == ()


def test_the_form_of_the_sick_role_is_that_which_a_clause_of_ones_own_asks_for():
    clause = Clause(
        code="X01a",
        on=(MiddleBegun,),
        level=Level.BINDING,
        asks="give the sick role in its limited form",
        kept=lambda protocol, course: course.last(SickRoleGiven).scope is SickRoleScope.LIMITED,
        cures=(SickRoleGiven,),
    )
    rule = Rule(code="X01", says="the sick role is limited", source=cite("D"), clauses=(clause,))
    own = IPT.adapt(code="own", rules=(*IPT.rules, rule))
    course = own.open(on=DAY, client="c", consent=True)
    assert example(own, course, SickRoleGiven, DAY).scope is SickRoleScope.LIMITED
    off = own.adapt(code="off", levels={"X01a": Level.OFF})
    assert example(off, course, SickRoleGiven, DAY).scope is SickRoleScope.FULL


@pytest.mark.parametrize("by_purpose", [((Purpose.PRE_GROUP, Between(1, 2)),), ((Purpose.GROUP, Between(0, 0)),)])
def test_a_protocol_without_sessions_has_no_timetable(by_purpose):
    with pytest.raises(BadRequest, match="no regular session and no group session"):
        timetable_of(IPT.adapt(code="none", by_purpose=by_purpose))


def test_a_protocol_with_more_sessions_than_a_contract_can_hold_has_no_timetable():
    with pytest.raises(BadRequest, match="more than 400 sessions"):
        Therapist(IPT.adapt(code="endless", sessions=Between(None, 10**9)))


def test_a_course_at_the_end_of_the_calendar_is_treated_to_its_end():
    begun = IPT.open(on=date(9999, 12, 1), client="c", consent=True)
    course = play(IPT, Therapist(IPT), course=begun)
    assert (course.status, course.ended_on) == (Status.ENDED, date.max)
