"""Goal attainment: the levels, whether the goals were met, and the T-score."""

import math

import pytest

from iptcore.errors import InvalidValue
from iptcore.events import GoalAgreed, GoalReviewed
from iptcore.model.goal import Goal
from iptcore.readings.goals import goal_attainment, goals_met, t_score
from readings.story import course, day


def agreed(key, weight=1, baseline=-1, when=14):
    goal = Goal(key=key, area="a-1", words="talk with him about it", weight=weight, baseline=baseline)
    return GoalAgreed(on=day(when), goal=goal)


def reviewed(key, level, when=100):
    return GoalReviewed(on=day(when), goal=key, attainment=level)


# what was agreed and reviewed | met | T-score
CASES = [
    ("one goal as expected", [agreed("g"), reviewed("g", 0)], True, 50.0),
    ("one goal, much more", [agreed("g"), reviewed("g", 2)], True, 70.0),
    ("one goal, less", [agreed("g"), reviewed("g", -1)], False, 40.0),
    ("its weight alone changes nothing", [agreed("g", weight=5), reviewed("g", -1)], False, 40.0),
    ("two as expected", [agreed("g"), agreed("h"), reviewed("g", 0), reviewed("h", 0)], True, 50.0),
    ("two, each one more", [agreed("g"), agreed("h"), reviewed("g", 1), reviewed("h", 1)], True, 62.403),
    ("three, each one more", [*map(agreed, "ghi"), *(reviewed(key, 1) for key in "ghi")], True, 63.693),
    ("one more, one less", [agreed("g"), agreed("h"), reviewed("g", 1), reviewed("h", -1)], False, 50.0),
    ("the heavier one more", [agreed("g", weight=2), agreed("h"), reviewed("g", 1), reviewed("h", 0)], True, 58.032),
    ("one of two reviewed", [agreed("g"), agreed("h"), reviewed("g", 1)], None, 60.0),
    ("one of two reviewed, and missed", [agreed("g"), agreed("h"), reviewed("g", -1)], False, 40.0),
    ("none reviewed", [agreed("g")], None, None),
    ("no goals", [], None, None),
    ("a review of no goal", [reviewed("x", 2)], None, None),
    ("the last review counts", [agreed("g"), reviewed("g", -1, 50), reviewed("g", 1, 100)], True, 60.0),
]


@pytest.mark.parametrize(("what", "events", "met", "score"), CASES)
def test_goals(what, events, met, score):
    recorded = course(*events)
    assert goals_met(recorded).answer is met, what
    assert t_score(recorded).score == (None if score is None else pytest.approx(score, abs=0.001)), what


def test_whether_goals_were_met_tells_how_many():
    recorded = course(agreed("g"), agreed("h"), reviewed("g", 1))
    assert goals_met(recorded).reasons == ("as expected or better: 1 of 2 goals", "never reviewed: 1")
    recorded = course(agreed("g"), agreed("h"), reviewed("g", 1), reviewed("h", -1))
    assert goals_met(recorded).reasons == ("as expected or better: 1 of 2 goals",)


def test_the_score_at_the_start_is_of_the_same_goals():
    reading = t_score(course(agreed("g", baseline=-2), agreed("h"), reviewed("g", 0)))
    assert (reading.at_start, reading.score, reading.reasons) == (30.0, 50.0, ("reviewed: 1 of 2 goals",))
    assert reading.source.standing.value == "unverified"


@pytest.mark.parametrize(("rho", "score"), [(0, 64.142), (0.3, 62.403), (1, 60.0)])
def test_rho_is_a_parameter(rho, score):
    recorded = course(agreed("g"), agreed("h"), reviewed("g", 1), reviewed("h", 1))
    assert t_score(recorded, rho=rho).score == pytest.approx(score, abs=0.001)


@pytest.mark.parametrize("rho", [-0.01, 1.01, math.nan, True, "0.3", None])
def test_rho_lies_between_0_and_1(rho):
    with pytest.raises(
        InvalidValue, match=r"^invalid TScore:\n  - rho: expected a number from 0 to 1, got .*; 0.3 is usual$"
    ):
        t_score(course(), rho=rho)


def test_a_goal_reworded_after_its_review_says_so():
    recorded = course(agreed("g"), reviewed("g", 0, when=50), agreed("g", when=60))
    (reading,) = goal_attainment(recorded)
    assert (reading.level, reading.on, reading.reworded) == (0, day(50), True)
    assert t_score(recorded).reasons[1] == "reworded since their last review: 1"
    (same_day,) = goal_attainment(course(agreed("g"), reviewed("g", 0, when=50), agreed("g", when=50)))
    assert not same_day.reworded


def test_nothing_private_shows():
    recorded = course(agreed("g-secret"), reviewed("g-secret", 0))
    assert "secret" not in repr(goal_attainment(recorded)) + repr(t_score(recorded)) + str(goals_met(recorded))
