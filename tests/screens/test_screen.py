"""The screen of a course: where it stands, what is to do, what may come next, what happened."""

import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from jsonschema import Draft202012Validator

from iptcore import (
    IPT,
    ClientReferred,
    Correction,
    Course,
    CrisisContact,
    CrisisContactsRecorded,
    DepartureExplained,
    EntriesCorrected,
    GoalReviewed,
    LifeEvent,
    LifeEventRecorded,
    MiddleBegun,
    MissingItemsPolicy,
    NotDone,
    PartialDate,
    Referral,
    Relationship,
    RelationshipRecorded,
    RiskAction,
    RiskAssessed,
    SafetyConcernKind,
    SessionHeld,
    SymptomsRated,
    UnknownName,
    WhyNot,
    after,
    replay,
)
from iptcore.documents import from_json
from iptcore.model.inventory import SafetyConcern
from iptcore.protocol.catalogue import CATALOGUE, IPT_WHO, protocol
from iptcore.screens import form, screen, screen_schema
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


def test_one_call_gives_the_form_of_each_kind_too_where_forms_are_asked_for():
    course = EXAMPLES["role_dispute"]
    shown = screen(course, IPT, language="de", private=True, forms=True)
    FORM.validate(shown)
    for option in shown["options"]:
        fields = form(option["kind"], language="de", course=course, protocol=IPT)
        assert [field["name"] for field in option["form"]] == [field.name for field in fields]
        assert option["form"][-1]["label"] == fields[-1].label
    goal = next(option for option in shown["options"] if option["kind"] == "goal_reviewed")["form"]
    assert {"value": "ask", "label": "ask"} in next(field for field in goal if field["name"] == "goal")["choices"]
    closed = screen(course, IPT, forms=True)
    assert '"ask"' not in json.dumps(closed)
    assert all(option["form"] == [] for option in screen(course, IPT)["options"])


def test_before_the_opening_only_the_opening_is_open():
    shown = screen(Course(), IPT)
    assert shown["place"] == {"status": "not_opened", "phase": None, "text": "Not opened yet"}
    assert [option["kind"] for option in shown["options"] if option["open"]] == ["course_opened"]


def test_what_is_closed_says_why_with_source_cures_and_the_way_out():
    course = replay(EXAMPLES["role_transition"].history[:19])
    option = next(shown for shown in screen(course, IPT)["options"] if shown["kind"] == MiddleBegun.kind)
    assert not option["open"]
    reason = next(shown for shown in option["reasons"] if shown["code"] == "I09a")
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
    option = next(
        shown for shown in screen(IPT.apply(course, why), IPT)["options"] if shown["kind"] == MiddleBegun.kind
    )
    reason = next(shown for shown in option["reasons"] if shown["code"] == "I09a")
    assert (reason["refuses"], reason["way_out"]) == (False, "")


def test_the_checklist_is_grouped_by_what_must_should_and_may_be_done():
    groups = screen(replay(EXAMPLES["role_transition"].history[:10]), IPT)["checklist"]
    assert [group["weight"] for group in groups] == ["must", "should", "may"]
    must = {item["code"]: item for item in groups[0]["items"]}
    assert must["I09a"]["done"] is False
    assert must["I09a"]["done_by"] == [{"kind": "formulation_agreed", "label": "Formulation agreed"}]


def test_the_history_says_what_was_entered_late_corrected_and_struck_out():
    course = EXAMPLES["departures"]
    session = next(number for number, event in enumerate(course.history, start=1) if isinstance(event, SessionHeld))
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
    assert "A session that the contract does not count: crisis" in sentences


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
    readings = {line["label"]: line["text"] for line in screen(EXAMPLES["role_transition"], IPT)["readings"]}
    assert "below the first rating of" in readings["PHQ-9"]
    assert any(label.startswith("Goal ") for label in readings)


def test_risk_is_read_first_with_the_last_assessment_and_the_last_answer():
    lines = screen(replay(EXAMPLES["role_dispute"].history[:8]), IPT)["readings"]
    assert lines[0]["label"] == "Last risk assessment"
    assert lines[0]["text"] == "action needed: safety plan, on 2 September 2025"
    assert (lines[1]["label"], lines[1]["text"]) == ("Suicide item, PHQ-9", "1 on 2 September 2025: positive")
    last = {line["label"]: line["text"] for line in screen(EXAMPLES["role_dispute"], IPT, language="de")["readings"]}
    assert last["Frage zur Suizidalität, PHQ-9"] == "0 am 27. Januar 2026"
    assert last["Ziel 1"] == "+1, mehr als erwartet, am 16. Dezember 2025"
    private = screen(EXAMPLES["role_dispute"], IPT, language="de", private=True)["readings"]
    assert {line["label"]: line["text"] for line in private}["Ziel ask"] == last["Ziel 1"]


def test_a_rating_with_too_many_items_left_out_is_not_read():
    course = replay(EXAMPLES["role_transition"].history[:12])
    policy = MissingItemsPolicy.SUM_OF_ANSWERED
    rated = SymptomsRated(on=course.last_on, instrument="PHQ-9", total=2, missing_items=6, missing_policy=policy)
    lines = {line["label"]: line["text"] for line in screen(IPT.apply(course, rated), IPT)["readings"]}
    assert "too many items were left out" in lines["PHQ-9"]
    assert "Last risk assessment" not in {
        reading["label"] for reading in screen(replay(course.history[:1]), IPT)["readings"]
    }


ON = date(2026, 1, 12)


def said_of(event, language="en", private=True, under=IPT):
    line = screen(after(EXAMPLES["role_transition"], event), under, language=language, private=private)["history"][-1]
    return line, {detail["label"]: detail["text"] for detail in line["details"]}


@pytest.mark.parametrize(
    ("written", "english", "german"),
    [
        ("2024", "2024", "2024"),
        ("2024-03", "March 2024", "März 2024"),
        ("2024-03-17", "17 March 2024", "17. März 2024"),
        ("2024-21", "spring 2024", "Frühling 2024"),
        ("2024-03~", "about March 2024", "etwa März 2024"),
        ("../2024", "before 2024", "vor 2024"),
        ("2026-05?ahead", "May 2026, expected", "Mai 2026, voraussichtlich"),
    ],
)
def test_a_date_of_life_is_said_as_people_say_it(written, english, german):
    event = LifeEventRecorded(on=ON, life_event=LifeEvent(what="x", when=PartialDate.parse(written), mood=-3))
    assert said_of(event)[1]["When"] == english
    assert said_of(event, "de")[1]["Wann"] == german
    assert said_of(event)[1]["Mood then"] == "-3 (-5 lowest, +5 highest, 0 as usual)"


def test_numbers_have_their_units_and_rings_and_attainments_are_words():
    assert said_of(SessionHeld(on=ON, minutes=50), "de")[1]["Dauer"] == "50 Minuten"
    ring = RelationshipRecorded(on=ON, relationship=Relationship(key="p-1", ring="inner"))
    assert said_of(ring, "de")[1]["Ring des Nähekreises"] == "innen"
    own = ring.replace(relationship=Relationship(key="p-1", ring="by-the-fire"))
    assert said_of(own, "de")[1]["Ring des Nähekreises"] == "by-the-fire"
    assert said_of(GoalReviewed(on=ON, goal="g", attainment=0))[1]["Attainment"] == "0, as expected"


def test_a_short_item_of_a_list_stands_on_one_line():
    contacts = CrisisContactsRecorded(on=ON, contacts=(CrisisContact(service="a", how="b"), CrisisContact(how="c")))
    line, _ = said_of(contacts)
    assert [(detail["label"], detail["text"]) for detail in line["details"]] == [
        ("Contacts", "b; Name of the service: a"), ("Contacts", "c"),
    ]  # fmt: skip
    assert said_of(contacts, private=False)[1] == {}


def test_the_date_of_a_referral_is_shown_beside_the_day_of_the_entry():
    referral = Referral(to="x", on=date(2026, 7, 20))
    assert said_of(ClientReferred(on=ON, referral=referral))[1]["When"] == "20 July 2026"
    assert said_of(ClientReferred(on=ON, referral=referral), "de")[1]["Wann"] == "20. Juli 2026"


def test_who_recorded_an_entry_stands_behind_its_other_parts_where_private_words_are_asked_for():
    event = SessionHeld(on=ON, recorded=date(2026, 1, 13), by="th-1", minutes=50)
    assert list(said_of(event)[1].items()) == [("Length", "50 minutes"), ("Recorded on", "13 January 2026, by th-1")]
    assert said_of(event, private=False)[1]["Recorded on"] == "13 January 2026"


def test_what_was_not_done_or_departed_from_is_said_in_words():
    declined = NotDone(on=ON, task="I02a", why=WhyNot.DECLINED, because="x")
    assert said_of(declined)[0]["sentence"].startswith("Not done (declined): rate the symptoms")
    assert said_of(declined.replace(task="Z99"))[0]["sentence"] == "Not done (declined): Z99"
    departed = DepartureExplained(on=ON, rule="C07", because="x")
    wanted = "A departure was explained from: sessions last as long as the protocol says for their purpose (C07)"
    assert said_of(departed)[0]["sentence"] == wanted


def test_what_the_sentence_says_is_not_said_again_below_it():
    rated = SymptomsRated(on=ON, instrument="PHQ-9", total=4, suicide_item=0)
    assert said_of(rated)[0]["sentence"] == "PHQ-9: 4"
    assert said_of(rated)[1] == {"Suicide item": "0"}
    assert said_of(NotDone(on=ON, task="I02a", why=WhyNot.DECLINED, because="x"))[1] == {"In words": "x"}
    assert said_of(DepartureExplained(on=ON, rule="C07", because="x"))[1] == {"In words": "x"}


def test_an_opening_names_its_protocol_and_another_protocol_only_its_code():
    assert screen(EXAMPLES["grief"], IPT)["history"][0]["sentence"] == "The course was opened under IPT"
    assert screen(EXAMPLES["grief"], IPT_WHO)["history"][0]["sentence"] == "The course was opened under ipt"


def test_an_entry_carried_over_says_when_it_was_first_reported():
    under = protocol("ipt-m")
    notes = [line["note"] for line in screen(EXAMPLES["perinatal_maintenance"], under)["history"]]
    assert "carried over, first reported on 15 February 2022" in notes


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


@pytest.mark.parametrize(("language", "words"), [
    ("en", ("Your treatment began", "What we agreed on", "We agreed to work on: a change in life", "A session")),
    ("de", ("Ihre Behandlung begann", "Was wir vereinbart haben", "woran wir arbeiten: eine Veränderung im Leben",
            "Was Sie erreicht haben")),
])  # fmt: skip
def test_the_history_and_the_goals_of_a_client_are_in_plain_words(language, words):
    shown = screen(EXAMPLES["role_transition"], IPT, language=language, plain_words=True)
    said = " | ".join(line["sentence"] for line in shown["history"])
    assert [word for word in words if word not in said and word != "A session"] == []
    goals = [line for line in shown["readings"] if line["label"].startswith(("Your goal", "Ihr Ziel"))]
    assert goals
    assert all("hoped" in goal["text"] or "erhofft" in goal["text"] for goal in goals)


def test_a_plan_is_filled_in_under_plain_labels():
    fields = {field.name: field for field in form("relapse_plan_agreed", plain_words=True)}["plan"].fields
    assert fields[0].label == "How I notice that it is coming back"
    german = {field.name: field for field in form("relapse_plan_agreed", language="de", plain_words=True)}[
        "plan"
    ].fields
    assert german[0].label == "Woran ich merke, dass es wiederkommt"
    assert {field.name: field for field in form("relapse_plan_agreed")}["plan"].fields[0].label == "Warning signs"


def test_an_unknown_language_is_refused():
    with pytest.raises(UnknownName, match="language"):
        screen(Course(), IPT, language="xx")
