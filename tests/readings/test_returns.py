"""Relapse and recurrence: before recovery and after it, and what is called neither."""

from itertools import count

import pytest

from iptcore.events import (
    ContractAgreed,
    CourseCompleted,
    MiddleBegun,
    RecurrenceRecorded,
    SessionHeld,
    TerminationBegun,
)
from iptcore.model.contract import TreatmentContract
from iptcore.model.instruments import instrument
from iptcore.readings.outcome_schemes import ACNP_2006, FRANK_1991, SCHEMES
from iptcore.readings.returns import recurrence, relapse, returns
from iptcore.readings.sessions import near_the_end
from iptcore.readings.spells import Spell
from iptcore.vocabulary import ReturnKind
from readings.story import CLINICIAN, OPENED, course, day, on, rated, treated

FRANK, ACNP, HRSD = FRANK_1991, ACNP_2006, instrument("HRSD-17")
YES, NO, UNKNOWN = True, False, None
ILL, WELL = (0, 24), [("2026-04-01", 7), ("2026-04-15", 7), ("2026-04-22", 7)]
TO_JULY = [*WELL, ("2026-07-01", 7)]
TO_SEPTEMBER = [*TO_JULY, ("2026-09-30", 7)]
TO_OCTOBER = [*TO_JULY, ("2026-10-01", 7)]

# the HRSD-17, 24 at the baseline and 7 since 1 April: recovery by Frank is on 1 October | relapse | recurrence
RATED = [
    ("14: partial symptoms are no return", [*WELL, ("2026-05-01", 14)], NO, NO),
    ("15: the full syndrome", [*WELL, ("2026-05-01", 15)], YES, NO),
    ("10, then 15: still before recovery", [*WELL, ("2026-05-01", 10), ("2026-06-01", 15)], YES, NO),
    ("15 on 30 September", [*TO_JULY, ("2026-09-30", 15)], YES, NO),
    ("15 on 1 October", [*TO_JULY, ("2026-10-01", 15)], YES, NO),
    ("15 on 2 October, well when last rated on 1 July", [*TO_JULY, ("2026-10-02", 15)], UNKNOWN, UNKNOWN),
    ("15 on 7 October, well on 30 September", [*TO_SEPTEMBER, ("2026-10-07", 15)], UNKNOWN, UNKNOWN),
    ("15 on 7 October, well on 1 October", [*TO_OCTOBER, ("2026-10-07", 15)], NO, YES),
    ("10, then 15 after recovery", [*TO_OCTOBER, ("2026-10-07", 10), ("2026-11-01", 15)], NO, YES),
    ("well again after a relapse, and ill again", [*WELL, ("2026-05-01", 20), ("2026-06-01", 7), ("2026-06-15", 7),
     ("2026-06-22", 16)], YES, NO),
    ("relapse, recovery, recurrence", [*WELL, ("2026-05-01", 20), ("2026-06-01", 7), ("2026-09-01", 7),
     ("2026-12-01", 7), ("2026-12-15", 16)], NO, YES),
    ("a relapse, and well again for two weeks", [*WELL, ("2026-05-01", 20), ("2026-06-01", 7), ("2026-06-15", 7)], NO,
     NO),
    ("a relapse, and well once since", [*WELL, ("2026-05-01", 20), ("2026-06-01", 7)], UNKNOWN, NO),
    ("a relapse, and well for a week", [*WELL, ("2026-05-01", 20), ("2026-06-01", 7), ("2026-06-08", 12)], YES, NO),
    ("never well", [(28, 15), (56, 24)], NO, NO),
    ("well on one rating, 15 two weeks later", [("2026-04-01", 7), ("2026-04-15", 15)], NO, NO),
    ("well on one rating, 15 after more than two weeks", [("2026-04-01", 7), ("2026-04-16", 15)], UNKNOWN, NO),
    ("no rating since the baseline", [], UNKNOWN, UNKNOWN),
]  # fmt: skip


@pytest.mark.parametrize(("what", "later", "again", "anew"), RATED)
def test_a_return_before_recovery_is_relapse_and_after_it_recurrence(what, later, again, anew):
    recorded = treated("HRSD-17", ILL, *later, rater=CLINICIAN)
    assert (relapse(recorded, HRSD, FRANK).answer, recurrence(recorded, HRSD, FRANK).answer) == (again, anew), what


# a person recorded a new episode; the PHQ-9, 20 at the baseline. ACNP: recovery after four months | relapse, recurrence
RECORDED = [
    ("well for three weeks, ill after two months", [(30, 4), (51, 4)], 90, (YES, NO)),
    ("well to a day before four months, ill on that day", [(30, 4), (100, 4), (149, 4)], 150, (YES, NO)),
    ("well for four months", [(30, 4), (100, 4), (150, 4)], 160, (NO, YES)),
    ("well for three weeks, ill a year later", [(30, 4), (51, 4)], 400, (UNKNOWN, UNKNOWN)),
    ("never well, ill within three weeks of the last rating", [(30, 15), (60, 15)], 81, (NO, NO)),
    ("never well, ill more than three weeks later", [(30, 15), (60, 15)], 82, (UNKNOWN, NO)),
    ("never well, ill a year later", [(30, 15)], 400, (UNKNOWN, UNKNOWN)),
    ("never rated again", [], 200, (UNKNOWN, UNKNOWN)),
]


@pytest.mark.parametrize("diagnosed", [True, None])
@pytest.mark.parametrize(("what", "later", "ill", "expected"), RECORDED)
def test_a_recorded_return_is_named_by_the_health_before_it(what, later, ill, expected, diagnosed):
    recorded = course(
        MiddleBegun(on=OPENED), *rated("PHQ-9", (0, 20), *later), RecurrenceRecorded(on=day(ill), diagnosed=diagnosed)
    )
    asked = instrument("PHQ-9")
    assert (relapse(recorded, asked, ACNP).answer, recurrence(recorded, asked, ACNP).answer) == expected, what


def test_a_denied_return_is_none():
    denied = RecurrenceRecorded(on=day(90), diagnosed=False)
    recorded = course(MiddleBegun(on=OPENED), *rated("PHQ-9", (0, 20), (30, 4), (51, 4)), denied)
    assert relapse(recorded, instrument("PHQ-9"), ACNP).answer is NO


def test_without_a_published_total_only_a_person_knows_the_full_syndrome():
    recorded = treated("PHQ-9", (0, 20), (30, 4), (51, 4), (80, 20), (90, 20))
    for scheme in SCHEMES:
        (first,) = returns(recorded, instrument("PHQ-9"), scheme)
        assert (first.answer, first.kind, first.on) == (UNKNOWN, ReturnKind.RELAPSE, day(80))
        assert relapse(recorded, instrument("PHQ-9"), scheme).answer is UNKNOWN
        assert recurrence(recorded, instrument("PHQ-9"), scheme).answer is NO


def test_without_a_published_cut_off_nothing_is_known():
    recorded = treated("BDI-II", (0, 30), (30, 2), (51, 2), (80, 40))
    assert relapse(recorded, instrument("BDI-II"), FRANK).answer is UNKNOWN
    ill = course(*recorded.history, RecurrenceRecorded(on=day(100), diagnosed=True))
    assert returns(ill, instrument("BDI-II"), FRANK)[0].kind is None
    assert recurrence(ill, instrument("BDI-II"), FRANK).answer is UNKNOWN


def test_a_rating_at_the_cut_off_is_no_return_whatever_a_scheme_calls_the_full_syndrome():
    overlapping = FRANK.replace(full_syndrome=(FRANK.full_syndrome[0].replace(low=5),), partial_remission=())
    recorded = treated("HRSD-17", ILL, *WELL, ("2026-05-01", 9), ("2026-05-08", 7), rater=CLINICIAN)
    assert [moment.on for moment in returns(recorded, HRSD, overlapping)] == [on("2026-05-01")]


def test_two_records_of_one_episode_are_one_return():
    twice = (RecurrenceRecorded(on=day(100), diagnosed=True), RecurrenceRecorded(on=day(107), diagnosed=True))
    recorded = course(*rated("HRSD-17", (0, 24), rater=CLINICIAN), MiddleBegun(on=OPENED), *twice)
    assert [moment.on for moment in returns(recorded, HRSD, FRANK)] == [day(100)]
    unrated = course(*twice)
    assert [moment.on for moment in returns(unrated, HRSD, FRANK)] == [day(100)]


def test_each_spell_of_health_is_judged_a_few_times_and_not_at_every_rating(monkeypatch):
    judged = count()
    lasted = Spell.lasted
    monkeypatch.setattr(Spell, "lasted", lambda spell, reach: (next(judged), lasted(spell, reach))[1])
    for code, cut in (("PHQ-9", 4), ("HRSD-17", 7)):
        recorded = treated(code, *((number, cut + 16 * (number % 2)) for number in range(500)), rater=CLINICIAN)
        returns(recorded, instrument(code), FRANK)
    assert next(judged) <= 4 * 500


def test_a_return_tells_why():
    reading = relapse(treated("HRSD-17", ILL, *WELL, ("2026-05-01", 15), rater=CLINICIAN), HRSD, FRANK)
    assert (reading.on, reading.reasons) == (
        on("2026-05-01"),
        (
            "15 on 2026-05-01, the full syndrome (15 or more)",
            "below the cut-off on 2026-04-22 before it; remission reached, recovery not reached",
        ),
    )
    over = [*WELL, ("2026-05-01", 15), ("2026-06-01", 7), ("2026-06-15", 7)]
    past = relapse(treated("HRSD-17", ILL, *over, rater=CLINICIAN), HRSD, FRANK)
    assert past.words == "was, from 2026-05-01 until 2026-06-01"
    assert past.reasons[-1] == "below the cut-off again on 2026-06-01; remission reached"
    quiet = relapse(treated("HRSD-17", ILL, *WELL, rater=CLINICIAN), HRSD, FRANK)
    assert quiet.reasons == ("no relapse up to the last record, on 2026-04-22",)


# -- the last planned sessions -----------------------------------------------------------------------------------------


def weekly(*, held: int, contracted: int | None, ending_from: int | None = None, ends: int | None = None):
    """A course of weekly sessions, the first on day 0; the last phase and the end by their day."""
    events = [MiddleBegun(on=OPENED)]
    if contracted is not None:
        events.append(ContractAgreed(on=OPENED, contract=TreatmentContract(sessions=contracted)))
    events += [SessionHeld(on=day(7 * week)) for week in range(held)]
    if ending_from is not None:
        events.append(TerminationBegun(on=day(ending_from)))
    if ends is not None:
        events.append(CourseCompleted(on=day(ends)))
    return events


# the course | the day | near its end
NEAR = [
    ("session 12 of 16", weekly(held=12, contracted=16), 77, NO),
    ("session 13 of 16", weekly(held=13, contracted=16), 84, YES),
    ("the day before session 13", weekly(held=13, contracted=16), 83, NO),
    ("session 1 of 3", weekly(held=1, contracted=3), 0, YES),
    ("the last phase, before session 13", weekly(held=10, contracted=16, ending_from=60), 60, YES),
    ("the day before the last phase", weekly(held=10, contracted=16, ending_from=60), 59, NO),
    ("the last phase, no number agreed", weekly(held=10, contracted=None, ending_from=60), 63, YES),
    ("nothing agreed and no last phase", weekly(held=10, contracted=None), 63, NO),
    ("the day of the end", weekly(held=16, contracted=16, ending_from=84, ends=105), 105, YES),
    ("the day after the end", weekly(held=16, contracted=16, ending_from=84, ends=105), 106, NO),
]


@pytest.mark.parametrize(("what", "events", "number", "expected"), NEAR)
def test_the_last_four_planned_sessions_and_the_last_phase_are_near_the_end(what, events, number, expected):
    assert near_the_end(course(*events))(day(number)) is expected, what


@pytest.mark.parametrize(("rise", "expected"), [(83, YES), (84, UNKNOWN), (105, UNKNOWN), (106, YES)])
def test_a_rise_in_the_last_planned_sessions_is_not_called_relapse(rise, expected):
    """Session 13 of 16 is on day 84, the end on day 105."""
    events = weekly(held=16, contracted=16, ending_from=91, ends=105)
    ratings = rated("HRSD-17", (0, 24), (30, 7), (51, 7), (77, 7), (rise, 20), rater=CLINICIAN)
    reading = relapse(course(*ratings, *events), HRSD, FRANK)
    assert reading.answer is expected
    assert ("to be reviewed, not called a return" in str(reading)) is (expected is UNKNOWN)
