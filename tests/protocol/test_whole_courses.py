"""A whole course under every protocol: stored, legal, and with nothing left undone that its manual asks for."""

from datetime import date

import pytest

from iptcore.course import standings
from iptcore.documents import from_json
from iptcore.errors import InvalidValue
from iptcore.events import ContractAgreed, CourseCompleted, MiddleBegun, SessionMissed, SymptomsRated, TerminationBegun
from iptcore.model.problem_area import Grief, RoleInsecurity
from iptcore.protocol.catalogue import CATALOGUE, IPC, IPT, IPT_G, IPT_SR
from iptcore.protocol.judgements import NotAllowed
from iptcore.protocol.number_range import Between
from iptcore.protocol.protocol import Protocol
from iptcore.protocol.rule import Clause, Level, Rule
from iptcore.sources import cite
from iptcore.testing import faithful_course
from iptcore.vocabulary import Ending, Frequency, Purpose
from rules.histories import WELL_BEING
from whole_courses import FOLDER

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
    course, recorded = faithful_course(protocol), stored(protocol)
    assert protocol.review(course) == ()
    assert [type(event) for event in course.history] == [type(event) for event in recorded.history]


@pytest.mark.parametrize(
    ("protocol", "instrument"),
    [
        pytest.param(protocol, code, id=f"{protocol.code}-{code}")
        for protocol in CATALOGUE
        for code in protocol.primary_instruments
    ],
)
def test_who_follows_the_manual_hears_nothing_on_any_primary_instrument(protocol, instrument):
    course = faithful_course(protocol, instrument=instrument)
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


def test_ratings_entered_after_their_sessions_are_asked_for_no_more_once_that_is_known():
    course = faithful_course(IPT, instrument="PHQ-9", rated_first=False)
    assert IPT.review(course) == ()
    said = [
        (at.sessions_in_phase, objection.code)
        for entry, at in standings(course)
        for objection in IPT.objections(at, entry.event)
    ]
    assert said == [(0, "M03a"), (1, "M03a")]


def test_what_asks_about_a_month_is_not_rated_at_each_session():
    course = faithful_course(IPT_G)
    assert (len(course.all(SymptomsRated)), len(course.counted)) == (9, 20)
    assert IPT_G.review(course) == ()


def test_what_a_manual_leaves_open_may_be_chosen():
    course = faithful_course(IPT, opened=date(2026, 3, 2), area=Grief, sessions=12, initial=2, missed={4})
    assert course.opened_on == date(2026, 3, 2)
    assert [type(focal.area) for focal in course.formulation.areas] == [Grief]
    assert (course.contract.limit, len(course.counted), len(course.all(SessionMissed))) == (12, 11, 1)
    assert sum(session.on <= course.last(MiddleBegun).on for session in course.counted) == 2
    assert IPT.review(course) == ()


def test_the_last_appointment_is_never_called_off():
    course = faithful_course(IPT, sessions=12, missed=range(1, 100))
    assert course.ending is Ending.COMPLETED
    assert len(course.all(SessionMissed)) == 8


@pytest.mark.parametrize("wrong", [{"instrument": "PHQ9"}, {"area": RoleInsecurity}])
def test_what_the_protocol_does_not_know_is_refused(wrong):
    with pytest.raises(InvalidValue, match=f"{next(iter(wrong))}: expected"):
        faithful_course(IPT, **wrong)


def test_a_protocol_without_rules_has_one_too():
    bare = Protocol(code="bare", edition="0", name="Bare", rules=(), instruments=())
    course = faithful_course(bare)
    assert course.ending is Ending.COMPLETED
    assert (course.contract.limit, course.has(SymptomsRated)) == (16, False)


def test_symptoms_fall_to_well_whichever_way_the_instrument_runs():
    totals = [rating.total for rating in faithful_course(WELL_BEING).all(SymptomsRated)]
    assert totals == sorted(totals)
    assert totals[-1] == 90


def test_a_range_stays_within_the_numbers_of_the_protocol():
    narrow = IPT_SR.adapt(code="narrow", sessions=Between(12, 14))
    course = faithful_course(narrow)
    assert (course.contract.sessions, course.contract.at_most) == (12, 14)
    assert narrow.review(course) == ()


def has_an_open_end(protocol, course, event):
    return event.contract.sessions is None


def test_a_protocol_that_lets_no_sessions_be_counted_has_none():
    clause = Clause(
        code="X01a", on=(ContractAgreed,), level=Level.BINDING, asks="leave the end open", fits=has_an_open_end,
        cures=(ContractAgreed,),
    )  # fmt: skip
    rule = Rule(code="X01", says="the end is open", source=cite("D"), clauses=(clause,))
    with pytest.raises(NotAllowed, match="leave the end open"):
        faithful_course(IPT.adapt(code="open", rules=(*IPT.rules, rule)))


def test_the_shortest_counselling_is_faithful_too():
    assert IPC.review(faithful_course(IPC, sessions=3, initial=1)) == ()


def test_who_is_rated_for_mania_and_not_treated_for_it_is_not_manic():
    protocol = IPT.adapt(code="other", primary_instruments=("YMRS",))
    course = faithful_course(protocol, initial=2)
    assert course.ratings("YMRS")
    assert [objection for entry, at in standings(course) for objection in protocol.objections(at, entry.event)] == []


@pytest.mark.parametrize("frequency", Frequency)
def test_sessions_lie_as_the_contract_says(frequency):
    course = faithful_course(IPT.adapt(code="other", frequencies=(frequency,)), sessions=12)
    days = [session.on for session in course.counted.in_order()]
    assert frequency.per_week is None or 0.9 < (days[-1] - days[0]).days / (11 * 7 / frequency.per_week) < 1.1
