"""What a fidelity report says of sessions, and what it never says."""

import pytest

from iptcore.course import Course, replay
from iptcore.errors import InvalidValue, UnknownName
from iptcore.events import DepartureExplained, HomeTask, MoodEventLink, RiskAssessed, SessionHeld
from iptcore.protocol.catalogue import CATALOGUE, IPSRT, IPT, IPT_A, IPT_BED
from iptcore.protocol.fidelity import (
    FidelityReport,
    Intensity,
    ItemAnswer,
    Observed,
    Tally,
    fidelity,
)
from iptcore.protocol.rule import Level
from iptcore.testing import faithful_course
from iptcore.vocabulary import (
    FidelityItem,
    FidelitySource,
    LinkDirection,
    Phase,
    Purpose,
    RiskAction,
    Seen,
    TechniqueName,
)
from rules.case import day, opened
from rules.histories import DISPUTE, TRANSITION, contract, formulation, in_ending, in_middle, rated

ITEM = FidelityItem
LINK = MoodEventLink(direction=LinkDirection.EVENT_TO_MOOD, event="a quarrel", relationship="partner", affect="angry")
AFFECT = TechniqueName.ENCOURAGEMENT_OF_AFFECT


def session(weeks=3, **parts):
    return SessionHeld(on=day(weeks), **parts)


def report(*given, protocol=IPT, **parts):
    asked = {"rater": "rater-1", "source": FidelitySource.SUPERVISOR} | parts
    return fidelity(protocol, replay(given), **asked)


def said(item, *given, protocol=IPT):
    """What the report says of an item in the last session; None where the item does not apply."""
    answers = report(*given, protocol=protocol).sessions[-1].answers
    return next((answer.seen for answer in answers if answer.item is item), None)


SEEN, NOT_SEEN, NOT_RECORDED, DOES_NOT_APPLY = Seen.SEEN, Seen.NOT_SEEN, Seen.NOT_RECORDED, None

NOTED = {"focus": ("dispute",), "opening_question": True, "links": (LINK,), "techniques": (AFFECT,)}


@pytest.mark.parametrize(
    ("item", "given", "protocol", "answer"),
    [
        (ITEM.LENGTH, in_middle(session(minutes=45)), IPT, SEEN),
        (ITEM.LENGTH, in_middle(session(minutes=44)), IPT, NOT_SEEN),
        (ITEM.LENGTH, in_middle(session()), IPT, NOT_RECORDED),
        (ITEM.LENGTH, in_middle(session(minutes=20, purpose=Purpose.CRISIS)), IPT, DOES_NOT_APPLY),
        (ITEM.OPENING_QUESTION, in_middle(session(opening_question=True)), IPT, SEEN),
        (ITEM.OPENING_QUESTION, in_middle(session(opening_question=False)), IPT, NOT_SEEN),
        (ITEM.OPENING_QUESTION, in_middle(session()), IPT, NOT_RECORDED),
        (ITEM.OPENING_QUESTION, opened(session()), IPT, DOES_NOT_APPLY),
        (ITEM.RATING, in_middle(rated(3, 12), session(3)), IPT, SEEN),
        (ITEM.RATING, in_middle(session(3), rated(3, 12)), IPT, SEEN),
        (ITEM.RATING, in_middle(session(2), rated(2, 12), session(3)), IPT, NOT_RECORDED),
        (ITEM.RATING, in_middle(session(1), rated(2, 12), session(3)), IPT, SEEN),
        (ITEM.RATING, in_middle(session(3), rated(4, 12)), IPT, NOT_RECORDED),
        (ITEM.RATING, in_middle(rated(2, 3.5, "EDE-Q"), session(3)), IPT_BED, DOES_NOT_APPLY),
        (ITEM.RISK_CHECK, opened(session(risk_checked=True)), IPT, SEEN),
        (ITEM.RISK_CHECK, opened(session(risk_checked=False)), IPT, NOT_SEEN),
        (ITEM.RISK_CHECK, opened(session(purpose=Purpose.CRISIS)), IPT, NOT_RECORDED),
        (
            ITEM.RISK_CHECK,
            opened(session(), RiskAssessed(on=day(3), action=RiskAction.NONE, reasons="asked")),
            IPT,
            SEEN,
        ),
        (ITEM.MOOD_EVENT_LINK, in_middle(session(links=(LINK,))), IPT, SEEN),
        (ITEM.MOOD_EVENT_LINK, in_middle(session()), IPT, NOT_RECORDED),
        (ITEM.FOCUS_HELD, in_middle(session(focus=("dispute",))), IPT, SEEN),
        (ITEM.FOCUS_HELD, in_middle(session(focus=("move",))), IPT, NOT_SEEN),
        (ITEM.FOCUS_HELD, in_middle(session(focus=("move", "dispute")), areas=(DISPUTE, TRANSITION)), IPT, SEEN),
        (ITEM.FOCUS_HELD, in_middle(session()), IPT, NOT_RECORDED),
        (ITEM.TECHNIQUES_FIT, in_middle(session(techniques=(AFFECT,))), IPT, SEEN),
        (ITEM.TECHNIQUES_FIT, opened(session(techniques=(TechniqueName.ROLE_PLAY,))), IPT, NOT_SEEN),
        (ITEM.TECHNIQUES_FIT, opened(session()), IPT, NOT_RECORDED),
        (ITEM.NO_OTHER_THERAPY, opened(session(techniques=(TechniqueName.CLARIFICATION,))), IPT, SEEN),
        (ITEM.NO_OTHER_THERAPY, opened(session(techniques=(TechniqueName.DREAM_WORK,))), IPT, NOT_SEEN),
        (ITEM.NO_OTHER_THERAPY, opened(session()), IPT, NOT_RECORDED),
        (ITEM.AFFECT_WORK, in_middle(session(techniques=(AFFECT,))), IPT, SEEN),
        (ITEM.AFFECT_WORK, in_middle(session(techniques=(TechniqueName.CLARIFICATION,))), IPT, NOT_SEEN),
        (ITEM.AFFECT_WORK, in_middle(session()), IPT, NOT_RECORDED),
        (ITEM.ENDING_MENTIONED, opened(session()), IPT, DOES_NOT_APPLY),
        (ITEM.ENDING_MENTIONED, opened(formulation(), contract(sessions=2), session(1), session(2)), IPT, NOT_RECORDED),
        (ITEM.ENDING_MENTIONED, opened(formulation(), contract(sessions=2), session(1)), IPT, DOES_NOT_APPLY),
        (
            ITEM.ENDING_MENTIONED,
            opened(formulation(), contract(sessions=2), session(1), session(2, ending_mentioned=True)),
            IPT,
            SEEN,
        ),
        (ITEM.TASK_SET, in_middle(session(task_set=True)), IPT, DOES_NOT_APPLY),
        (ITEM.TASK_SET, in_middle(session(task_set=True)), IPT_A, SEEN),
        (ITEM.TASK_SET, in_middle(session(tasks=(HomeTask(words="call a friend"),))), IPT_A, SEEN),
        (ITEM.TASK_SET, in_middle(session()), IPT_A, NOT_RECORDED),
        (ITEM.TASK_REVIEWED, in_middle(session(2), session(3)), IPT, DOES_NOT_APPLY),
        (ITEM.TASK_REVIEWED, in_middle(session(2, task_set=True), session(3)), IPT, NOT_RECORDED),
        (ITEM.TASK_REVIEWED, in_middle(session(2, task_set=True), session(3, task_reviewed=False)), IPT, NOT_SEEN),
        (ITEM.SYMPTOMS_LEFT_ALONE, in_middle(session(symptoms_worked_on=True)), IPT, DOES_NOT_APPLY),
        (ITEM.SYMPTOMS_LEFT_ALONE, opened(session(symptoms_worked_on=True)), IPT_BED, DOES_NOT_APPLY),
        (ITEM.SYMPTOMS_LEFT_ALONE, in_middle(session(symptoms_worked_on=True)), IPT_BED, NOT_SEEN),
        (ITEM.SYMPTOMS_LEFT_ALONE, in_ending(session(13, symptoms_worked_on=False)), IPT_BED, SEEN),
        (ITEM.SYMPTOMS_LEFT_ALONE, in_middle(session()), IPT_BED, NOT_RECORDED),
        (ITEM.RHYTHM_CHART, in_middle(session(rhythm_chart=True)), IPT, DOES_NOT_APPLY),
        (ITEM.RHYTHM_CHART, in_middle(session(rhythm_chart=True)), IPSRT, SEEN),
        (ITEM.RHYTHM_CHART, in_middle(session()), IPSRT, NOT_RECORDED),
    ],
)
def test_an_item(item, given, protocol, answer):
    assert said(item, *given, protocol=protocol) is answer


def test_an_item_whose_clause_is_off_does_not_apply():
    quiet = IPT.adapt(code="quiet", levels={"M02a": Level.OFF})
    assert said(ITEM.OPENING_QUESTION, *in_middle(session()), protocol=quiet) is DOES_NOT_APPLY


def test_a_session_is_counted_by_the_items_that_applied():
    first = report(*in_middle(rated(3, 12), session(minutes=50, risk_checked=True, **NOTED))).sessions[0]
    assert (first.session, first.entry, first.phase, first.purpose, first.minutes) == (
        1,
        6,
        Phase.MIDDLE,
        Purpose.REGULAR,
        50,
    )
    assert (first.seen, first.applicable, first.share) == (9, 9, 1.0)
    two = report(*in_middle(session(risk_checked=False, **NOTED))).sessions[0]
    assert (two.seen, two.applicable) == (6, 9)
    assert ItemAnswer(item=ITEM.RISK_CHECK, seen=Seen.NOT_SEEN) in two.answers
    assert ItemAnswer(item=ITEM.LENGTH, seen=Seen.NOT_RECORDED) in two.answers
    assert first.techniques == (AFFECT,)


def test_departures_stand_with_their_session_and_their_explanation():
    why = DepartureExplained(on=day(4), rule="M07a", because="asked for by the client")
    dreamt = session(3, risk_checked=True, techniques=(TechniqueName.DREAM_WORK,))
    first, two = report(*opened(dreamt, session(4, risk_checked=True), why)).sessions
    explained = {finding.objection.code: finding.explained for finding in first.departures}
    assert explained["M07a"] == why
    assert explained["S02b"] is None
    assert "M07a" not in [finding.objection.code for finding in two.departures]
    assert {finding.entry for finding in first.departures} == {2}


def test_a_course_without_sessions_has_no_share():
    nothing = report()
    assert (nothing.held, nothing.sampled, nothing.share, nothing.departures) == (0, (), None, ())
    assert {tally.share for tally in nothing.tallies} == {None}
    assert str(nothing) == "0 of 0 sessions sampled, rated from: supervisor\ndepartures: 0, explained: 0"
    assert fidelity(IPT, Course(), rater="r", source=FidelitySource.SELF).sessions == ()


def test_a_session_without_applicable_items_has_no_share():
    calm = IPT.adapt(code="calm", levels={"S03a": Level.OFF})
    crisis = report(*opened(session(purpose=Purpose.CRISIS)), protocol=calm)
    assert (crisis.sessions[0].share, crisis.share) == (None, None)


def test_the_report_says_which_sessions_were_sampled_and_by_whom():
    course = faithful_course(IPT)
    sampled = fidelity(IPT, course, rater="rater-1", source=FidelitySource.RECORDING, sampled=[4, 12, 4])
    assert (sampled.protocol, sampled.edition, sampled.rater) == ("ipt", IPT.edition, "rater-1")
    assert (sampled.source, sampled.sampled, sampled.held) == (FidelitySource.RECORDING, (4, 12), 16)
    assert str(sampled).splitlines()[0] == "2 of 16 sessions sampled, rated from: recording"
    assert "rater-1" not in str(sampled) + repr(sampled)


def test_tallies_add_up_over_the_sessions():
    given = in_middle(session(2, opening_question=True), session(3, opening_question=False), session(4), session(5))
    whole = report(*given)
    tallies = {tally.item: tally for tally in whole.tallies}
    assert tallies[ITEM.OPENING_QUESTION] == Tally(ITEM.OPENING_QUESTION, seen=1, not_seen=1, not_recorded=2)
    assert (tallies[ITEM.OPENING_QUESTION].applicable, tallies[ITEM.OPENING_QUESTION].share) == (4, 0.25)
    assert tallies[ITEM.RHYTHM_CHART].applicable == 0
    assert "opening question: 1 of 4 (2 not recorded)" in str(whole)
    assert "rhythm" not in str(whole)
    assert sum(tally.applicable for tally in whole.tallies) == sum(session.applicable for session in whole.sessions)


@pytest.mark.parametrize("protocol", CATALOGUE, ids=lambda protocol: protocol.code)
def test_a_course_by_the_manual_shows_everything_that_applied(protocol):
    whole = report(*faithful_course(protocol).history, protocol=protocol)
    assert (whole.share, whole.departures) == (1.0, ())
    assert len(whole.sampled) == whole.held > 0


def test_what_a_rater_adds_stands_with_its_session_and_stays_private():
    seen = Observed(
        session=2,
        focus_share=0.6,
        intensities=(Intensity(technique=AFFECT, degree=4),),
        strengths="warm and clear",
        next_step="ask for more feeling",
    )
    whole = report(*opened(session(1), session(2)), observed=[seen])
    assert [session.observed for session in whole.sessions] == [None, seen]
    assert "warm" not in repr(whole)


@pytest.mark.parametrize(
    ("parts", "known"),
    [
        ({"sampled": [3]}, ("1", "2")),
        ({"sampled": [0, 1]}, ("1", "2")),
        ({"sampled": [1], "observed": [Observed(session=2)]}, ("1",)),
        ({"observed": [Observed(session=3)]}, ("1", "2")),
    ],
)
def test_a_session_that_was_not_held_or_not_sampled(parts, known):
    with pytest.raises(UnknownName, match=r"unknown number of a session that was held.*: choose one of 1") as refused:
        report(*opened(session(1), session(2)), **parts)
    assert refused.value.known == known


def test_a_course_without_sessions_has_none_to_sample():
    with pytest.raises(UnknownName, match="a session that was held: there is none; the first session is number 1"):
        report(*opened(), sampled=[1])


def test_it_says_nothing_about_the_client():
    names = {name for name in vars(FidelityReport) if not name.startswith("_")}
    assert not {"client", "verdict", "score", "outcome"} & names


def test_a_course_of_any_length_has_its_report():
    first = report(session()).sessions[0]
    many = tuple(first.replace(session=number) for number in range(1, 10_003))
    assert report(session()).replace(held=len(many), sessions=many).sampled[-1] == 10_002


def faults_of(cls, **parts):
    with pytest.raises(InvalidValue) as refused:
        cls(**parts)
    return [(fault.path, fault.expected) for fault in refused.value.faults]


@pytest.mark.parametrize("degree", [0, 6])
def test_an_intensity_is_one_of_five(degree):
    assert faults_of(Intensity, technique=AFFECT, degree=degree) == [("degree", "a whole number from 1 to 5")]
    assert [Intensity(technique=AFFECT, degree=kept).degree for kept in (1, 5)] == [1, 5]


def test_what_a_rater_adds_is_bounded_and_private():
    twice = (Intensity(technique=AFFECT, degree=1), Intensity(technique=AFFECT, degree=2))
    assert faults_of(Observed, session=0, focus_share=1.1, intensities=twice) == [
        ("session", "a whole number of at least 1"),
        ("focus_share", "a number from 0 to 1"),
        ("intensities", "no item twice (told apart by their technique)"),
    ]
    assert faults_of(Observed, session=1, focus_share=-0.1) == [("focus_share", "a number from 0 to 1")]
    whole = Observed(session=1, focus_share=1, strengths="secret", next_step="secret")
    assert (Observed(session=1, focus_share=0).focus_share, whole.focus_share) == (0, 1)
    assert "secret" not in repr(whole)
    bare = Observed(session=1)
    assert (bare.focus_share, bare.intensities, bare.strengths, bare.next_step) == (None, (), None, None)


def test_the_rater_is_a_pseudonym_that_is_not_shown():
    whole = report(*in_middle(session()))
    assert "rater-1" not in repr(whole)
    parts = {"protocol": "x", "edition": "1", "source": whole.source, "held": 0, "sessions": ()}
    assert [path for path, _ in faults_of(FidelityReport, rater="A Name", **parts)] == ["rater"]
