"""Groups: each member has a course, and one call enters a session into all of them, or into none."""

import pickle
from datetime import date, timedelta

import pytest

from iptcore.course import Course, replay
from iptcore.errors import InvalidValue
from iptcore.events import (
    CourseCompleted,
    CourseDiscontinued,
    CourseOpened,
    MemberJoined,
    MemberLeft,
    MiddleBegun,
    MoodEventLink,
    SessionHeld,
    SessionMissed,
    TerminationBegun,
)
from iptcore.protocol.catalogue import IPT_AST, IPT_G, IPT_WHO
from iptcore.protocol.cures import way_to
from iptcore.protocol.group_sessions import GroupNotAllowed, hold_together, members
from iptcore.vocabulary import DiscontinuationReason, LinkDirection, Purpose
from rules.case import OPENED, day

GROUP = "tuesdays"


def group_session(weeks, **parts):
    return SessionHeld(on=day(weeks), purpose=Purpose.GROUP, group=GROUP, minutes=90, risk_checked=True, **parts)


def alone(weeks):
    return SessionHeld(on=day(weeks), purpose=Purpose.PRE_GROUP, risk_checked=True)


def member(*events, protocol=IPT_WHO, on=OPENED):
    """The course of a member who joined the group on the day of the opening."""
    opened = protocol.apply(Course(), *way_to(protocol, Course(), CourseOpened, on))
    return protocol.apply(opened, MemberJoined(on=on, group=GROUP), *events)


def four():
    return {f"m-{number}": member(alone(0)) for number in range(4)}


def test_a_session_is_entered_into_every_course():
    before = four()
    after = hold_together(IPT_WHO, before, group_session(1))
    assert list(after) == list(before)
    for key, course in after.items():
        assert course.revision == before[key].revision + 1
        assert course.counted.newest == group_session(1, group_size=4)


def test_who_was_absent_has_missed_it_and_is_not_counted():
    after = hold_together(IPT_WHO, four(), group_session(1), absent=["m-1"])
    assert after["m-1"].last(SessionMissed).on == day(1)
    assert len(after["m-1"].counted) == 0
    assert after["m-0"].counted.newest.group_size == 3


def test_nobody_came():
    after = hold_together(IPT_WHO, four(), group_session(1), absent=four())
    assert {type(course.history[-1]) for course in after.values()} == {SessionMissed}


def test_what_it_was_for_one_member_is_theirs_alone():
    link = MoodEventLink(direction=LinkDirection.EVENT_TO_MOOD, event="a quarrel")
    after = hold_together(IPT_WHO, four(), group_session(1), own={"m-2": {"links": (link,), "task_set": True}})
    assert after["m-2"].counted.newest.links == (link,)
    assert after["m-2"].counted.newest.group_size == 4
    assert after["m-3"].counted.newest.links == ()


def test_one_refusal_refuses_it_for_all():
    courses = four() | {"late": member(on=day(2))}
    before = {key: course.history for key, course in courses.items()}
    with pytest.raises(GroupNotAllowed) as refused:
        hold_together(IPT_WHO, courses, group_session(1).replace(group=None))
    assert list(refused.value.refusals) == ["late"]
    assert [objection.code for objection in refused.value.refusals["late"].objections] == ["C01b"]
    assert {key: course.history for key, course in courses.items()} == before


def test_the_text_of_the_refusal_names_no_member():
    with pytest.raises(GroupNotAllowed) as refused:
        hold_together(IPT_WHO, four() | {"private": Course(), "secret": Course()}, group_session(1).replace(group=None))
    text = str(refused.value)
    assert text.startswith("2 of 6 courses of the group refuse, so none was changed:\nSessionHeld is not allowed")
    assert text.count("open the course first") == 1
    assert "private" not in text
    assert "secret" not in text
    assert repr(refused.value) == "<GroupNotAllowed 2 of 6>"
    pickled = pickle.dumps(refused.value)
    assert b"secret" not in pickled
    assert "secret" not in str(refused.value.args)
    again = pickle.loads(pickled)
    assert (str(again), set(again.refusals), again.members) == (text, {"1", "2"}, 6)


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        ({"absent": ["m-9"]}, "absent: expected keys of the courses given, got another key"),
        ({"absent": "m-1"}, "absent: expected keys of the courses given, got one text; write it as"),
        ({"own": {"m-9": {"task_set": True}}}, "own: expected keys of the courses given, got another key"),
        ({"own": {"m-1": {"group_size": 3}}}, "own: expected what was different for one member, got one of on, group"),
        ({"own": {"m-1": {"notes": "x"}}, "absent": ["m-1"]}, "own: expected keys of those present, got one of the"),
        ({"session": SessionMissed(on=day(1))}, "session: expected a SessionHeld, got a SessionMissed"),
        ({"courses": {}}, "courses: expected the courses of the members, by key, got none"),
    ],
)
def test_what_does_not_fit_together(parts, said):
    with pytest.raises(InvalidValue) as refused:
        hold_together(**({"protocol": IPT_WHO, "courses": four(), "session": group_session(1)} | parts))
    assert said in str(refused.value)
    assert "m-9" not in str(refused.value)


GONE = MemberLeft(on=day(2), group=GROUP)

# what happened to one of the five | session on week | may have been there
BELONGING = [
    ("stays", member(), 3, True),
    ("opened, and never joined", replay(member().history[:1]), 3, False),
    ("joined another group", replay((*member().history[:1], MemberJoined(on=OPENED, group="fridays"))), 3, False),
    ("left before", member(GONE), 3, False),
    ("left on that day, before the session", member(GONE), 2, False),
    ("left after: the session is entered late", member(GONE), 1, True),
    ("left and came back", member(GONE, MemberJoined(on=day(3), group=GROUP)), 3, True),
    ("came late into the open group, and joined that day", member(on=day(3)), 3, True),
    ("came late, but not as late as the session", member(on=day(3)), 2, False),
    ("was never opened", Course(), 3, False),
]


@pytest.mark.parametrize(("what", "course", "week", "belongs"), BELONGING)
@pytest.mark.parametrize("absent", [(), ("m-4",)])
def test_only_members_of_the_group_take_part(what, course, week, belongs, absent):
    courses = four() | {"m-4": course}
    if belongs:
        assert len(hold_together(IPT_WHO, courses, group_session(week), absent=absent)) == 5, what
        return
    with pytest.raises(InvalidValue) as refused:
        hold_together(IPT_WHO, courses, group_session(week), absent=absent)
    assert [fault.path for fault in refused.value.faults] == ["courses[4]"], what
    assert str(refused.value).endswith(
        "expected a member of this group on the day of the session, got another client; "
        "leave them out, or record first that they joined (MemberJoined)"
    )


def test_a_field_that_does_not_fit():
    with pytest.raises(InvalidValue, match="task_set"):
        hold_together(IPT_WHO, four(), group_session(1), own={"m-0": {"task_set": "yes"}})


# -- who belongs to a group --------------------------------------------------------------------------------------------


def test_members_are_those_who_joined_and_did_not_leave():
    courses = {
        "stays": member(),
        "left": member(MemberLeft(on=day(3), group=GROUP)),
        "came back": member(MemberLeft(on=day(3), group=GROUP), MemberJoined(on=day(5), group=GROUP)),
        "elsewhere": IPT_WHO.apply(
            member(), MemberLeft(on=day(), group=GROUP), MemberJoined(on=day(1), group="fridays")
        ),
        "never": Course(),
    }
    assert list(members(courses, GROUP)) == ["stays", "came back"]
    assert list(members(courses, "fridays")) == ["elsewhere"]


def test_a_member_may_leave_the_group_and_go_on_alone():
    course = member(alone(0), group_session(1), MemberLeft(on=day(2), group=GROUP))
    course = IPT_WHO.apply(course, SessionHeld(on=day(3)))
    assert len(course.counted) == 2


# -- meeting alone before the group (G01) ------------------------------------------------------------------------------


def codes(course, protocol=IPT_WHO):
    return {finding.objection.code for finding in protocol.review(course)}


def test_each_member_is_met_alone_first():
    assert "G01a" not in codes(member(alone(0), group_session(1)))
    assert "G01a" in codes(member(group_session(1)))


def test_an_open_group_takes_whoever_joins_late_after_meeting_them_alone():
    courses = four()
    for week in (1, 2, 3):
        courses = hold_together(IPT_WHO, courses, group_session(week))
    courses["well met"] = member(alone(3), on=day(3))
    courses["straight in"] = member(on=day(3))
    courses = hold_together(IPT_WHO, members(courses, GROUP), group_session(4))
    departures = {key: "G01a" in codes(course) for key, course in courses.items()}
    assert departures == dict.fromkeys(four(), False) | {"well met": False, "straight in": True}
    assert courses["well met"].counted.newest.group_size == 6
    assert (len(courses["well met"].counted), len(courses["m-0"].counted)) == (1, 4)


def test_a_first_session_missed_is_no_first_session():
    courses = hold_together(IPT_WHO, {"a": member(), "b": member(alone(0))}, group_session(1), absent=["a"])
    assert "G01a" not in codes(courses["a"])
    assert "G01a" in codes(hold_together(IPT_WHO, courses, group_session(2))["a"])


def test_adolescents_are_met_twice_before_their_group_and_it_has_four_to_seven():
    assert dict(IPT_AST.by_purpose)[Purpose.PRE_GROUP].low == 2
    courses = {str(number): member(alone(0), alone(1), protocol=IPT_AST) for number in range(8)}
    eight = hold_together(IPT_AST, courses, group_session(2))
    seven = hold_together(IPT_AST, courses, group_session(2), absent=["7"])
    assert "G03a" in codes(eight["0"], IPT_AST)
    assert "G03a" not in codes(seven["0"], IPT_AST)


# -- a whole group -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("protocol", [IPT_WHO, IPT_AST, IPT_G], ids=lambda protocol: protocol.code)
def test_a_group_from_its_first_session_to_its_end(protocol):
    courses = {f"m-{number}": member(alone(0), protocol=protocol) for number in range(5)}
    sessions = int(protocol.sessions.low)
    for number in range(1, sessions + 1):
        on = day(number)
        courses = hold_together(protocol, courses, group_session(number, ending_mentioned=True))
        if number == 1:
            courses = stepped(protocol, courses, MiddleBegun, on)
        if number == 3:
            stopped = CourseDiscontinued(on=on, reason=DiscontinuationReason.CLIENT_CHOICE)
            gone = protocol.apply(courses.pop("m-4"), MemberLeft(on=on, group=GROUP), stopped)
        if number == sessions - 1:
            courses = stepped(protocol, courses, TerminationBegun, on)
    courses = stepped(protocol, courses, CourseCompleted, day(sessions) + timedelta(1))
    assert {len(course.counted) for course in courses.values()} == {sessions}
    assert {course.ending.label for course in courses.values()} == {"completed"}
    assert (gone.ending.label, len(gone.counted)) == ("discontinued", 3)
    assert members({"gone": gone}, GROUP) == {}


def stepped(protocol, courses, kind, on: date):
    return {key: protocol.apply(course, *way_to(protocol, course, kind, on)) for key, course in courses.items()}
