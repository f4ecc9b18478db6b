"""The screen of a course: where it stands, what is to do, what may come next, what happened."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from jsonschema import Draft202012Validator

from iptcore import (
    IPT,
    Correction,
    Course,
    CrisisContact,
    CrisisContactsRecorded,
    DepartureExplained,
    EntriesCorrected,
    MiddleBegun,
    Relationship,
    RelationshipRecorded,
    RiskAction,
    RiskAssessed,
    SafetyConcernKind,
    SessionHeld,
    UnknownName,
    replay,
)
from iptcore.documents import from_json
from iptcore.model.inventory import SafetyConcern
from iptcore.protocol.catalogue import CATALOGUE, IPT_WHO, protocol
from iptcore.screens import screen, screen_schema
from iptcore.testing import courses

FOLDER = Path(__file__).parents[2] / "examples/courses"
FORM = Draft202012Validator(screen_schema())
EXAMPLES = {path.stem: from_json(path.read_text(encoding="utf-8")) for path in sorted(FOLDER.glob("*.json"))}


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("name", EXAMPLES)
def test_the_screen_of_every_example_course_at_every_entry_has_the_promised_form(name, language):
    course = EXAMPLES[name]
    under = protocol(course.opening.protocol)
    for entries in range(0, course.revision + 1, 13):
        FORM.validate(screen(replay(course.history[:entries]), under, language=language))


@settings(deadline=None, max_examples=30)
@given(courses(IPT))
def test_the_screen_of_any_course_has_the_promised_form(course):
    for under in (IPT, IPT_WHO):
        FORM.validate(screen(course, under, plain_words=True))


def test_before_the_opening_only_the_opening_is_open():
    shown = screen(Course(), IPT)
    assert shown["place"] == {"status": "not_opened", "phase": None, "text": "Not opened yet"}
    assert [option["kind"] for option in shown["options"] if option["open"]] == ["course_opened"]


def test_what_is_closed_says_why_with_source_cures_and_the_way_out():
    course = replay(EXAMPLES["role_transition"].history[:19])
    option = next(one for one in screen(course, IPT)["options"] if one["kind"] == MiddleBegun.kind)
    assert not option["open"]
    reason = next(one for one in option["reasons"] if one["code"] == "I09a")
    assert reason["text"] == "agree on one or two problem areas first"
    assert (reason["refuses"], reason["standing"]) == (True, "reported")
    assert reason["source"].startswith("US Department of Veterans Affairs")
    assert reason["cures"] == [{"kind": "formulation_agreed", "label": "Formulation agreed"}]
    assert "I09a" in reason["way_out"]


def test_the_open_demands_of_safety_are_said_first_and_settled_by_name():
    course = replay(EXAMPLES["role_transition"].history[:12])
    urgent = RiskAssessed(on=course.last_on, action=RiskAction.URGENT, reasons="x")
    demands = screen(IPT.apply(course, urgent), IPT)["safety"]
    assert [demand["matter"] for demand in demands][:2] == ["urgent_not_acted_on", "urgent_not_reassessed"]
    assert demands[1]["settled_by"] == [{"kind": "risk_assessed", "label": "Risk assessed"}]
    assert screen(course, IPT)["safety"] == []


def test_the_person_of_a_demand_shows_only_where_private_words_are_asked_for():
    course = replay(EXAMPLES["role_transition"].history[:12])
    concern = SafetyConcern(kind=SafetyConcernKind.VIOLENCE)
    on = course.last_on
    course = IPT.apply(
        course,
        RelationshipRecorded(on=on, relationship=Relationship(key="p-9", safety_concern=concern)),
        CrisisContactsRecorded(on=on, contacts=(CrisisContact(person="p-9", how="x"),)),
    )
    assert "p-9" in [demand["person"] for demand in screen(course, IPT, private=True)["safety"]]
    assert {demand["person"] for demand in screen(course, IPT)["safety"]} == {""}


def test_an_explained_departure_refuses_no_more_and_shows_no_way_out():
    course = replay(EXAMPLES["role_transition"].history[:19])
    why = DepartureExplained(on=course.last_on, rule="I09a", because="x")
    option = next(one for one in screen(IPT.apply(course, why), IPT)["options"] if one["kind"] == MiddleBegun.kind)
    reason = next(one for one in option["reasons"] if one["code"] == "I09a")
    assert (reason["refuses"], reason["way_out"]) == (False, "")


def test_the_checklist_is_grouped_by_what_must_should_and_may_be_done():
    groups = screen(replay(EXAMPLES["role_transition"].history[:10]), IPT)["checklist"]
    assert [group["weight"] for group in groups] == ["must", "should", "may"]
    must = {item["code"]: item for item in groups[0]["items"]}
    assert must["I09a"]["done"] is False
    assert must["I09a"]["done_by"] == [{"kind": "formulation_agreed", "label": "Formulation agreed"}]


def test_the_history_says_what_was_entered_late_corrected_and_struck_out():
    course = EXAMPLES["departures"]
    session = next(number for number, one in enumerate(course.history, start=1) if isinstance(one, SessionHeld))
    rest = session + 1
    fix = EntriesCorrected(
        on=course.last_on,
        because="x",
        corrections=(
            Correction(entry=session, replacement=course.history[session - 1].replace(minutes=45)),
            Correction(entry=rest),
        ),
    )
    lines = screen(replay((*course.history, fix)), IPT)["history"]
    by = course.revision + 1
    assert (lines[session - 1]["note"], lines[session - 1]["standing"]) == (f"corrected by entry {by}", False)
    assert (lines[rest - 1]["note"], lines[rest - 1]["standing"]) == (f"struck out by entry {by}", False)
    assert lines[-1]["sentence"] == f"Entries {session}, {rest} were corrected"
    assert [line["note"] for line in lines if "entered later" in line["note"]]


def test_sessions_are_numbered_by_their_days_and_those_beside_the_contract_are_not():
    lines = screen(EXAMPLES["grief"], IPT)["history"]
    sentences = [line["sentence"] for line in lines if line["kind"] == "session_held"]
    assert sentences[0] == "Session 1: regular"
    assert "A session beside the contract: crisis" in sentences


@pytest.mark.parametrize("name", EXAMPLES)
def test_private_words_and_keys_show_only_where_they_are_asked_for(name):
    course = EXAMPLES[name]
    shown = str(screen(course, protocol(course.opening.protocol))["history"])
    private = str(screen(course, protocol(course.opening.protocol), private=True)["history"])
    assert course.client not in shown
    assert course.client in private
    reasons = [event.reasons for event in course.history if event.kind == "risk_assessed"]
    assert reasons
    assert not [text for text in reasons if text in shown]
    assert all(repr(text)[1:-1] in private for text in reasons)


def test_the_readings_say_where_a_scale_stands_and_from_where_it_came():
    readings = {one["label"]: one["text"] for one in screen(EXAMPLES["role_transition"], IPT)["readings"]}
    assert "below the first rating of" in readings["PHQ-9"]
    assert any(label.startswith("Goal ") for label in readings)


def test_a_manual_has_its_own_names_for_the_phases():
    for under in CATALOGUE:
        label = dict(under.labels).get("initial")
        if label:
            age = None if under.ages is None else int(under.ages.low or under.ages.high)
            course = under.open(on=EXAMPLES["grief"].opened_on, client="c-1", consent=True, age=age)
            assert label in screen(course, under)["place"]["text"]


def test_clients_are_shown_plain_words():
    course = EXAMPLES["role_transition"]
    begun = replay(course.history[:12])
    assert screen(begun, IPT, plain_words=True)["place"]["text"].startswith("Getting to know the problem: ")


def test_an_unknown_language_is_refused():
    with pytest.raises(UnknownName, match="language"):
        screen(Course(), IPT, language="xx")
