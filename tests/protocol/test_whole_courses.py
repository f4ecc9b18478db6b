"""A whole course under every protocol: stored, legal, and with nothing left undone that its manual asks for."""

import pytest

from iptcore.documents import from_json
from iptcore.events import CourseCompleted, MiddleBegun, SymptomsRated, TerminationBegun
from iptcore.protocol.catalogue import CATALOGUE
from iptcore.vocabulary import Ending, Purpose
from whole_courses import FOLDER, whole_course

by_code = pytest.mark.parametrize("protocol", CATALOGUE, ids=lambda protocol: protocol.code)


def stored(protocol):
    text = (FOLDER / f"{protocol.code}.json").read_text(encoding="utf-8")
    return from_json(text, strict=True)


def test_every_protocol_has_one_and_nothing_else_is_stored():
    assert sorted(path.stem for path in FOLDER.iterdir()) == sorted(protocol.code for protocol in CATALOGUE)


@by_code
def test_it_is_completed_and_nothing_is_advised_against_it(protocol):
    course = stored(protocol)
    assert course.ending is Ending.COMPLETED
    assert [finding.objection.code for finding in protocol.review(course)] == []


@by_code
def test_a_walk_along_the_cures_gives_such_a_course_today(protocol):
    # Not the stored one to the letter: that is a record, and must stay legal whatever the examples come to say.
    course, recorded = whole_course(protocol), stored(protocol)
    assert protocol.review(course) == ()
    assert [type(event) for event in course.history] == [type(event) for event in recorded.history]


@pytest.mark.parametrize(
    ("protocol", "instrument"),
    [pytest.param(one, code, id=f"{one.code}-{code}") for one in CATALOGUE for code in one.primary_instruments],
)
def test_who_follows_the_manual_hears_nothing_on_any_primary_instrument(protocol, instrument):
    first = protocol.replace(primary_instruments=tuple(dict.fromkeys((instrument, *protocol.primary_instruments))))
    course = whole_course(first)
    assert {rating.instrument for rating in course.all(SymptomsRated)} == {instrument}
    assert protocol.review(course) == ()


@by_code
def test_it_has_the_sessions_of_its_protocol(protocol):
    course = stored(protocol)
    assert protocol.sessions.holds(len(course.counted))
    assert course.contract.limit == len(course.counted)
    purposes = [session.purpose for session in course.newest(type(course.counted.newest))]
    wanted = {purpose: int(span.low) for purpose, span in protocol.by_purpose}
    assert {purpose: purposes.count(purpose) for purpose in wanted} == wanted
    if not wanted:
        assert set(purposes) == {Purpose.REGULAR}


@by_code
def test_it_goes_through_every_phase_once(protocol):
    kinds = [type(event) for event in stored(protocol).history]
    assert [kinds.count(step) for step in (MiddleBegun, TerminationBegun, CourseCompleted)] == [1, 1, 1]
