"""The courses of one client together: acute ones one at a time, and the time well between them."""

import pytest

from iptcore.course import Course
from iptcore.events import CourseCompleted, Follows, MiddleBegun, RecurrenceRecorded
from iptcore.model.instruments import instrument
from iptcore.readings.client_courses import LinkFound, begins_anew, links, overlaps, time_between
from readings.story import course, day, rated

PHQ = instrument("PHQ-9")


def acute(opened, ended=None, *, ratings=(), returned=None, client="c-1", follows=None, code="PHQ-9"):
    return course(
        *([MiddleBegun(on=day(opened))]),
        *rated(code, *ratings),
        *([CourseCompleted(on=day(ended))] if ended is not None else []),
        *([RecurrenceRecorded(on=day(returned), diagnosed=True)] if returned is not None else []),
        on=day(opened),
        client=client,
        follows=follows,
    )


FOLLOWING = Follows(elsewhere=True)

# the courses | how many overlap
PAIRS = [
    ("one after the other", [acute(0, 100), acute(200, 300)], 0),
    ("the second opened on the day the first ended", [acute(0, 100), acute(100)], 0),
    ("the second opened on the day before", [acute(0, 100), acute(99)], 1),
    ("the first has not ended", [acute(0), acute(500)], 1),
    ("given in any order", [acute(99), acute(0, 100)], 1),
    ("three at a time", [acute(0), acute(10), acute(20)], 3),
    ("two clients", [acute(0), acute(10, client="c-2")], 0),
    ("maintenance beside an acute course", [acute(0), acute(10, follows=FOLLOWING)], 0),
    ("one that was never opened", [acute(0), Course()], 0),
]


@pytest.mark.parametrize(("what", "courses", "number"), PAIRS)
def test_one_acute_course_at_a_time(what, courses, number):
    assert len(overlaps(courses)) == number, what


def test_an_overlap_names_both_by_their_opening():
    (overlap,) = overlaps([acute(99), acute(0, 100)])
    assert (overlap.client, overlap.earlier, overlap.later) == ("c-1", day(0), day(99))
    assert "c-1" not in repr(overlap)


def test_which_courses_are_acute_can_be_said():
    courses = [acute(0), acute(10, follows=FOLLOWING)]
    assert len(overlaps(courses, acute=lambda course: True)) == 1
    assert [begins_anew(course) for course in (*courses, Course())] == [True, False, False]


WELL, ILL = ((0, 20), (84, 4)), ((0, 20), (84, 5))
AGAIN = acute(400, ratings=((400, 20),))

# the first course ended on day 100, the next opened on day 400 | days between | of them well
BETWEEN = [
    ("well at the end, nothing more recorded", [acute(0, 100, ratings=WELL), AGAIN], 300, 300),
    ("5 at the end: not below the cut-off", [acute(0, 100, ratings=ILL), AGAIN], 300, 0),
    ("not rated", [acute(0, 100), AGAIN], 300, None),
    ("rated after the end only", [acute(0, 100, ratings=((120, 4),)), AGAIN], 300, None),
    ("no published cut-off", [acute(0, 100, ratings=((0, 30), (84, 2)), code="BDI-II"), AGAIN], 300, None),
    ("4 at a follow-up", [acute(0, 100, ratings=(*WELL, (200, 4))), AGAIN], 300, 300),
    ("5 at a follow-up", [acute(0, 100, ratings=(*WELL, (200, 5))), AGAIN], 300, 100),
    ("a recurrence recorded", [acute(0, 100, ratings=WELL, returned=250), AGAIN], 300, 150),
    ("ill in maintenance between", [acute(0, 100, ratings=WELL), acute(130, follows=FOLLOWING, ratings=((160, 9),)),
     AGAIN], 300, 60),
    ("rated on the day of the end", [acute(0, 100, ratings=((0, 20), (100, 4))), AGAIN], 300, 300),
    ("5, then 4 on the day of the end", [acute(0, 100, ratings=((0, 20), (100, 5), (100, 4))), AGAIN], 300, 300),
    ("opened on the day the first ended", [acute(0, 400, ratings=WELL), AGAIN], 0, 0),
]  # fmt: skip


@pytest.mark.parametrize(("what", "courses", "between", "well"), BETWEEN)
def test_time_between_courses_and_how_much_of_it_was_well(what, courses, between, well):
    asked = instrument("BDI-II") if "no published" in what else PHQ
    (time,) = time_between(courses, asked)
    assert (time.days, time.days_well) == (between, well), what


def test_no_time_between_courses_that_overlap_or_stand_alone():
    assert time_between([acute(0), acute(500)], PHQ) == ()
    assert time_between([acute(0, 100), acute(99)], PHQ) == ()
    assert time_between([acute(0, 100), acute(200, client="c-2")], PHQ) == ()


# -- which course another follows --------------------------------------------------------------------------------------


def after(opened, *, client="c-1", on=500, **more):
    """Maintenance opened on a day, following the course of that client opened on another."""
    return acute(on, follows=Follows(client=client, opened=day(opened)), **more)


# the earlier courses, and the one that follows | answer | found
LINKS = [
    ("ended long before", [acute(0, 100), after(0)], True, LinkFound.ENDED),
    ("ended on that very day", [acute(0, 500), after(0)], True, LinkFound.ENDED),
    ("ended the day after", [acute(0, 501), after(0)], False, LinkFound.STILL_OPEN),
    ("not ended", [acute(0), after(0)], False, LinkFound.STILL_OPEN),
    ("maintenance after continuation", [acute(0, 100, follows=FOLLOWING), after(0)], True, LinkFound.ENDED),
    ("under another pseudonym", [acute(0, 100, client="c-9"), after(0, client="c-9")], True, LinkFound.ENDED),
    ("two opened on that day, one has ended", [acute(0), acute(0, 100), after(0)], True, LinkFound.ENDED),
    ("opened and ended on the same day", [acute(500, 500), after(500)], True, LinkFound.ENDED),
    ("opened on the same day", [acute(500), after(500)], False, LinkFound.STILL_OPEN),
    ("nobody opened on that day", [acute(1, 100), after(0)], None, LinkFound.NOT_HERE),
    ("somebody else was opened", [acute(0, 100, client="c-2"), after(0)], None, LinkFound.NOT_HERE),
    ("one that was never opened", [Course(), after(0)], None, LinkFound.NOT_HERE),
    ("itself", [after(500)], None, LinkFound.NOT_HERE),
    ("opened the day after", [acute(501), after(501)], False, LinkFound.OPENED_BEFORE),
    ("a later day, on which nobody was opened", [after(2000, client="zzz")], False, LinkFound.OPENED_BEFORE),
    ("held elsewhere", [acute(0), acute(500, follows=FOLLOWING)], None, LinkFound.ELSEWHERE),
]  # fmt: skip


@pytest.mark.parametrize(("what", "courses", "answer", "found"), LINKS)
@pytest.mark.parametrize("order", [1, -1])
def test_whether_a_course_follows_the_one_it_names(what, courses, answer, found, order):
    (link,) = (link for link in links(courses[::order]) if link.opened == day(500))
    assert (link.answer, link.found) == (answer, found), what
    assert (link.client, link.opened) == ("c-1", day(500))
    assert link.earlier == courses[-1].opening.follows.opened
    assert len(link.reasons) == 1


def test_a_course_that_follows_none_has_no_link():
    assert links([acute(0), Course()]) == ()


def test_a_link_names_nobody():
    (link,) = links([acute(0, 100, client="secret"), after(0, client="secret")])
    assert str(link) == (
        f"yes: the earlier course ended on {day(100)} [US Prevention Services Clearinghouse; iptcore (decision)]"
    )
    assert "secret" not in repr(link)
    assert "c-1" not in repr(link)
