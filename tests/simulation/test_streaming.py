"""Many rows as courses: in order, by whatever workers, and as lines of documents."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import numpy as np
import pytest

from iptcore.documents import read_courses
from iptcore.simulation import IPT_PLAN, BadRequest, Departures, simulate
from iptcore.simulation.results import streaming


@pytest.fixture(scope="module")
def cohort():
    return simulate(IPT_PLAN, 12, seed=7)


def test_courses_are_those_of_their_rows_whoever_plays_them(cohort, monkeypatch):
    monkeypatch.setattr(streaming, "PIECE", 2)
    one_by_one = [cohort.course(row) for row in range(12)]
    seen = []

    def progress(pieces):
        for piece in pieces:
            seen.append(piece)
            yield piece

    assert list(cohort.courses(progress=progress)) == one_by_one
    assert seen == [0, 2, 4, 6, 8, 10]
    with ThreadPoolExecutor(2) as threads:
        assert list(cohort.courses(executor=threads)) == one_by_one
        assert list(read_courses(cohort.ndjson(executor=threads))) == one_by_one


def test_some_rows_in_the_order_asked_for(cohort):
    asked = np.array([7, 0, 7])
    assert list(cohort.courses(asked)) == [cohort.course(7), cohort.course(0), cohort.course(7)]
    assert [course.client for course in cohort.courses(range(3, 5))] == ["row-3", "row-4"]
    assert list(cohort.courses([])) == []
    drifting = Departures(drift=1.0)
    assert list(cohort.courses([1], departures=drifting)) == [cohort.course(1, departures=drifting)]


def test_no_more_is_played_than_is_read(cohort, monkeypatch):
    monkeypatch.setattr(streaming, "PIECE", 1)
    played = []
    plain = streaming.play_rows

    def watched(asked):
        played.extend(asked.rows)
        return plain(asked)

    monkeypatch.setattr("iptcore.simulation.results.cohort.play_rows", watched)
    stream = cohort.courses()
    assert played == []
    next(stream)
    next(stream)
    assert played == [0, 1]


@pytest.mark.parametrize("rows", [3, [12], [-1], ["one"], [True], [0.5]])
def test_rows_that_are_none(cohort, rows):
    with pytest.raises(BadRequest):
        cohort.courses(rows)


@pytest.mark.parametrize("stream", ["courses", "ndjson"])
@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"protocol": "ipt"}, "protocol has to be a Protocol"),
        ({"protocol": np.arange(2)}, "protocol has to be a Protocol"),
        ({"opened": "today"}, "opened has to be the day"),
        ({"opened": 0}, "opened has to be the day"),
        ({"opened": np.arange(2)}, "opened has to be the day"),
        ({"opened": date(9999, 1, 1)}, "opened has to be at most"),
        ({"departures": Departures(missed_rating=0.1)}, "missed ratings are simulated"),
    ],
)
def test_arguments_are_refused_at_the_call_and_not_at_the_first_course(cohort, stream, arguments, message):
    assert cohort.course(0).client == "row-0"  # the scribe of this one is there to be used again
    with pytest.raises(BadRequest, match=message):
        getattr(cohort, stream)(**arguments)


@pytest.mark.parametrize("stream", ["courses", "ndjson"])
def test_an_arm_that_cannot_be_written_is_refused_at_the_call(stream):
    untreated = simulate(IPT_PLAN, 3, seed=7, arm="untreated")
    with pytest.raises(BadRequest, match="has no sessions"):
        getattr(untreated, stream)()


def test_workers_that_are_none(cohort):
    with pytest.raises(BadRequest, match="executor"):
        cohort.courses(executor=3)
    with pytest.raises(BadRequest, match="return the pieces"):
        cohort.courses(progress=len)
