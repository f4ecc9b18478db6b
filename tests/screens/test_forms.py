"""Forms: what is drawn, and what a posted form means."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from iptcore import IPT, InvalidValue, UnknownName
from iptcore.documents import event_from_data, faults, from_json, to_json
from iptcore.events import EVENTS, KINDS, EntriesCorrected
from iptcore.screens import form, posted_data
from iptcore.screens.forms import MOST_TEXTS
from iptcore.testing import values

EXAMPLE = Path(__file__).parents[2] / "examples/courses/role_dispute.json"


def posted_from(data, prefix=""):
    """What a browser posts for *data*: texts under names."""
    posted = {}
    for name, part in data.items():
        under = f"{prefix}{name}"
        if isinstance(part, dict):
            posted |= posted_from(part, f"{under}.")
        elif isinstance(part, list) and part and isinstance(part[0], dict):
            for number, item in enumerate(part):
                posted |= posted_from(item, f"{under}.{number}.")
        elif isinstance(part, list):
            posted[under] = [str(item) for item in part]
        elif part is None:
            continue  # left empty
        elif isinstance(part, bool):
            posted[under] = ["yes" if part else "no"]
        elif isinstance(part, str):
            posted[under] = [part.replace("\n", "\r\n")]
        else:
            posted[under] = [repr(part)]
    return posted


def filled(data):
    """*data* without nothing and without empty objects and lists, which no browser posts."""
    if isinstance(data, dict):
        return {name: filled(part) for name, part in data.items() if filled(part) not in ({}, [], None)}
    return [filled(part) for part in data if filled(part) != {}] if isinstance(data, list) else data


def every(fields):
    for field in fields:
        yield field
        yield from every(field.fields)
        for variant in field.variants:
            yield from every(variant.fields)


def test_words_whose_order_means_something_are_posted_in_the_order_they_were_chosen():
    field = next(other for other in form("session_held") if other.name == "techniques")
    assert field.widget == "ordered"
    assert field.choices[0].value in field.choices[0].label.replace(" ", "_")
    chosen = ["role_play", "communication_analysis", ""]
    posted = {"on": ["2026-01-29"], "techniques": chosen}
    assert posted_data("session_held", posted)["techniques"] == ["role_play", "communication_analysis"]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("language", ["de", "en"])
def test_every_field_and_choice_of_every_form_has_a_label(kind, language):
    fields = list(every(form(kind, language=language)))
    assert [field.name for field in form(kind)] == [field.name for field in KINDS[kind].__attrs_attrs__]
    labels = [
        label for field in fields for label in (field.label, field.help, field.unit, *(c.label for c in field.choices))
    ]
    assert not [label for label in labels if label.startswith(("field.", "word."))]
    assert all(field.label for field in fields)


POSTABLE = [kind for kind in EVENTS if kind is not EntriesCorrected]


@settings(deadline=None)
@given(st.sampled_from(POSTABLE).flatmap(values))
def test_what_a_browser_posts_for_an_event_is_that_event_again(event):
    data = json.loads(to_json(event))["event"]
    kind = data.pop("kind")
    assert filled(posted_data(kind, posted_from(data))) == filled(data)


@settings(deadline=None)
@given(st.sampled_from(POSTABLE).flatmap(values))
def test_a_correction_is_posted_with_the_form_of_what_it_should_have_been(event):
    correction = {"entry": 3, "replacement": json.loads(to_json(event))["event"]}
    data = {"on": "2026-01-05", "because": "x", "corrections": [correction]}
    assert filled(posted_data("entries_corrected", posted_from(data))) == filled(data)


def test_what_was_posted_makes_an_event():
    posted = {"on": ["2026-01-29"], "goal": ["say-it"], "attainment": ["1"]}
    assert event_from_data("goal_reviewed", posted_data("goal_reviewed", posted)).attainment == 1


def test_a_form_of_more_texts_than_anybody_fills_in_is_refused_before_it_is_read():
    most = {f"contacts.{number}.how": ["x"] for number in range(MOST_TEXTS - 1)} | {"on": ["2026-01-05"]}
    assert len(posted_data("crisis_contacts_recorded", most)["contacts"]) == MOST_TEXTS - 1
    for more in ({"other": []}, {"on": ["2026-01-05", "2026-01-06"]}):
        with pytest.raises(InvalidValue, match=f"at most {MOST_TEXTS} texts, got {MOST_TEXTS + 1} of them"):
            posted_data("crisis_contacts_recorded", most | more)


NAMES = (
    "on", "corrections.0.entry", "corrections.\u0663.entry", "corrections.0.replacement.kind",
    "formulation.areas.0.area.kind", "formulation.areas.99999999.primary",
)  # fmt: skip


@settings(deadline=None)
@given(
    st.sampled_from(list(KINDS)),
    st.dictionaries(st.text() | st.sampled_from(NAMES), st.lists(st.text(max_size=50), max_size=3), max_size=8),
)
def test_whatever_is_posted_is_answered_with_faults_and_never_with_an_error(kind, posted):
    faults(kind, posted_data(kind, posted))


WRITTEN = [("50", 50), ("+2", 2), ("-1", -1), ("2,5", 2.5), ("2.50", 2.5), ("1e2", 100.0)]
NOT_WRITTEN = ["nan", "1_0", "\u0663", "9" * 41, "1e9999"]


@pytest.mark.parametrize(("text", "number"), WRITTEN + [(text, text) for text in NOT_WRITTEN])
def test_a_number_is_read_as_people_write_it_and_all_else_stays_text(text, number):
    assert posted_data("session_held", {"minutes": [text]}) == {"minutes": number}


def test_an_empty_form_is_empty_but_for_boxes_that_must_be_answered():
    assert posted_data("session_held", {"on": [""], "techniques": [], "notes": [" "], "unknown": ["x"]}) == {}
    assert posted_data("medication_changed", {}) == {"taken_now": False}


def test_an_item_of_which_nothing_was_filled_in_is_left_out():
    posted = {"contacts.0.service": [""], "contacts.2.service": ["night line"], "contacts.2.professional": ["on"]}
    assert posted_data("crisis_contacts_recorded", posted) == {
        "contacts": [{"service": "night line", "professional": True}]
    }


def test_no_is_an_answer_and_an_unticked_box_is_none():
    posted = {"contract.confidentiality": ["no"]}
    assert posted_data("contract_agreed", posted)["contract"]["confidentiality"] is False
    assert posted_data("formulation_agreed", {"formulation.areas.0.primary": []}) == {"formulation": {}}


def test_a_choice_without_its_kind_is_no_choice():
    posted = {"formulation.areas.0.primary": ["on"], "formulation.areas.0.area.key": ["a"]}
    assert posted_data("formulation_agreed", posted) == {"formulation": {"areas": [{"primary": True}]}}


def test_keys_that_the_course_knows_are_choices():
    course = from_json(EXAMPLE.read_text(encoding="utf-8"))
    fields = {field.name: field for field in form("goal_reviewed", course=course, protocol=IPT)}
    assert [choice.value for choice in fields["goal"].choices] == [goal.key for goal in course.goals]
    rated = {field.name: field for field in form("symptoms_rated", course=course, protocol=IPT)}["instrument"]
    assert [choice.value for choice in rated.choices][: len(IPT.primary_instruments)] == list(IPT.primary_instruments)
    assert "S02a" in [
        choice.value for choice in {field.name: field for field in form("not_done", protocol=IPT)}["task"].choices
    ]


@pytest.mark.parametrize("kind", ["course", "event", "protocol"])
def test_a_document_has_no_form(kind):
    for call in (form, lambda kind: posted_data(kind, {})):
        with pytest.raises(UnknownName, match="choose one of 51 names, such as course_opened, consent_given"):
            call(kind)


def test_an_unknown_kind_is_answered_with_those_there_are():
    with pytest.raises(UnknownName, match="kind of event"):
        form("session")
    with pytest.raises(UnknownName, match="kind of event"):
        posted_data("session", {})
