"""Premature ending under each named definition."""

import pickle

import pytest

from iptcore.events import (
    ClientReferred,
    ContractAgreed,
    CourseCompleted,
    CourseDiscontinued,
    MiddleBegun,
    SessionHeld,
    SessionMissed,
    TerminationBegun,
)
from iptcore.model.contract import TreatmentContract
from iptcore.readings.endings import (
    BEFORE_THE_CONTRACTED_SESSIONS,
    DEFINITIONS,
    NOT_COMPLETED,
    UNDER_HALF_OF_THE_CONTRACT,
    UNILATERAL,
    before_sessions,
    premature_ending,
)
from iptcore.vocabulary import AbsencePolicy, DiscontinuationReason, Initiator, Purpose, TerminationKind
from readings.story import OPENED, course, day

YES, NO, UNKNOWN = True, False, None
EARLY = TerminationKind.EARLY_BY_AGREEMENT


def held(number, *, contracted=16, most=None, missed=0, absences=None, ending=()):
    contract = TreatmentContract(sessions=contracted, at_most=most, absences=absences) if contracted else None
    return course(
        *([ContractAgreed(on=OPENED, contract=contract)] if contract else []),
        MiddleBegun(on=OPENED),
        *(SessionHeld(on=day(7 * week)) for week in range(number)),
        *(SessionMissed(on=day(7 * week + 1)) for week in range(missed)),
        *ending,
    )


def left(reason=DiscontinuationReason.UNKNOWN, initiator=None):
    return (CourseDiscontinued(on=day(200), reason=reason, initiator=initiator),)


def completed(how=TerminationKind.PLANNED):
    return TerminationBegun(on=day(200), how=how), CourseCompleted(on=day(200))


R, I = DiscontinuationReason, Initiator  # noqa: E741  # short names make the table below readable

# how 10 of 16 sessions ended | unilateral | before the contracted sessions | under half | not completed
ENDED = [
    ("completed", completed(), [NO, YES, NO, NO]),
    ("completed early by agreement", completed(EARLY), [NO, YES, NO, NO]),
    ("the client chose to stop", left(R.CLIENT_CHOICE, I.CLIENT), [YES, YES, NO, YES]),
    ("the client chose to stop, who began it not recorded", left(R.CLIENT_CHOICE), [YES, YES, NO, YES]),
    ("the client chose to stop, and both agreed", left(R.CLIENT_CHOICE, I.BOTH), [NO, YES, NO, YES]),
    ("the client stopped coming", left(R.LOST_CONTACT, I.NOBODY), [YES, YES, NO, YES]),
    ("the client moved away and ended it", left(R.MOVED_AWAY, I.CLIENT), [YES, YES, NO, YES]),
    ("the client moved away", left(R.MOVED_AWAY), [UNKNOWN, YES, NO, YES]),
    ("the client moved away, nobody ended it", left(R.MOVED_AWAY, I.NOBODY), [NO, YES, NO, YES]),
    ("the service ended", left(R.SERVICE_ENDED), [NO, YES, NO, YES]),
    ("the therapist ended it", left(R.OTHER, I.THERAPIST), [NO, YES, NO, YES]),
    ("found not suitable", left(R.NOT_SUITABLE, I.THERAPIST), [NO, YES, NO, YES]),
    ("nothing known", left(), [UNKNOWN, YES, NO, YES]),
    ("referred", (ClientReferred(on=day(200)),), [NO, YES, NO, YES]),
    ("died", left(R.DEATH), [NO, NO, NO, NO]),
    ("not ended", (), [UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN]),
]


@pytest.mark.parametrize(("what", "ending", "expected"), ENDED)
def test_premature_by_each_definition(what, ending, expected):
    recorded = held(10, ending=ending)
    assert [premature_ending(recorded, definition).answer for definition in DEFINITIONS] == expected, what


STOPPED = left(R.CLIENT_CHOICE, I.CLIENT)
COUNTS, COUNT_NOT = AbsencePolicy.COUNTS, AbsencePolicy.DOES_NOT_COUNT

# the course | before the contracted sessions | under half of the contract | before 12 sessions
COUNTED = [
    ("15 of 16", held(15, ending=STOPPED), YES, NO, NO),
    ("16 of 16", held(16, ending=STOPPED), NO, NO, NO),
    ("8 of 16", held(8, ending=STOPPED), YES, NO, YES),
    ("7 of 16", held(7, ending=STOPPED), YES, YES, YES),
    ("11 of 16", held(11, ending=STOPPED), YES, NO, YES),
    ("12 of 16", held(12, ending=STOPPED), YES, NO, NO),
    ("12 of a range of 12 to 16", held(12, contracted=12, most=16, ending=STOPPED), NO, NO, NO),
    ("14 and 2 missed that count", held(14, missed=2, absences=COUNTS, ending=STOPPED), NO, NO, NO),
    ("14 and 2 missed that do not", held(14, missed=2, absences=COUNT_NOT, ending=STOPPED), YES, NO, NO),
    ("no contract", held(10, contracted=None, ending=STOPPED), UNKNOWN, UNKNOWN, YES),
]  # fmt: skip


@pytest.mark.parametrize(("what", "recorded", "before", "half", "twelve"), COUNTED)
def test_premature_by_the_sessions(what, recorded, before, half, twelve):
    definitions = (BEFORE_THE_CONTRACTED_SESSIONS, UNDER_HALF_OF_THE_CONTRACT, before_sessions(12))
    assert [premature_ending(recorded, definition).answer for definition in definitions] == [before, half, twelve], what


def test_sessions_of_other_purposes_or_after_the_end_do_not_count():
    recorded = held(7, ending=STOPPED)
    more = course(*recorded.history[1:], SessionHeld(on=day(43), purpose=Purpose.CRISIS), SessionHeld(on=day(201)))
    assert premature_ending(more, UNDER_HALF_OF_THE_CONTRACT).reasons == ("7 of 16 contracted sessions held",)


def test_a_session_on_the_day_of_the_end_counts():
    recorded = course(*held(7, ending=STOPPED).history[1:], SessionHeld(on=day(200)))
    assert premature_ending(recorded, before_sessions(8)).reasons == ("8 sessions held",)


def test_how_it_ended_is_read_from_the_ending_itself():
    again = CourseDiscontinued(on=day(300), initiator=Initiator.BOTH)
    assert premature_ending(held(10, ending=(*STOPPED, again)), UNILATERAL).answer is YES


def test_an_answer_names_its_definition_and_source():
    reading = premature_ending(held(10, ending=STOPPED), NOT_COMPLETED)
    assert (reading.definition.name, str(reading)) == (
        "not completed by protocol",
        "yes: ended as discontinued [meta-analysis of dropout from IPT]",
    )
    assert before_sessions(8).name == "before 8 sessions"
    assert pickle.loads(pickle.dumps(reading)) == reading
    assert len({definition.name for definition in DEFINITIONS}) == len(DEFINITIONS)
