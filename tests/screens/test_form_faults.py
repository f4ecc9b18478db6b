"""What is wrong with a form, in the words of whoever filled it in."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from iptcore import UnknownName
from iptcore.documents import faults, schema
from iptcore.events import EVENTS, KINDS
from iptcore.screens import form, form_faults, posted_data
from iptcore.screens.messages import english
from iptcore.values import Value

DAY = {"on": "2026-01-29"}


def said(kind, data, language="en"):
    return {fault.name: fault.text for fault in form_faults(kind, DAY | data, language=language)}


@pytest.mark.parametrize(
    ("kind", "data", "name", "text"),
    [
        ("session_held", {"on": "2026-02-31"}, "on", "a date that exists, such as 2026-01-29"),
        ("session_held", {"on": None}, "on", "this is needed"),
        ("session_held", {"minutes": "long"}, "minutes", "a whole number from 1 to 480"),
        ("session_held", {"minutes": 4.5}, "minutes", "a whole number from 1 to 480"),
        ("session_held", {"purpose": "chat"}, "purpose", "one of the answers there are"),
        ("session_held", {"attendees": ["client", "dog"]}, "attendees", "one of the answers there are"),
        ("session_held", {"techniques": ["role_play", "role_play"]}, "techniques", "each only once"),
        ("session_held", {"tasks": [{"person": "p-1"}]}, "tasks.0.words", "this is needed"),
        ("session_held", {"focus": ["one two"]}, "focus", english()["fault.key"]),
        ("session_held", {"focus": [f"f-{place}" for place in range(2000)]}, "focus", "fewer of them"),
        ("session_held", {"notes": "x" * 5000}, "notes", "text of at most 4000 characters"),
        ("session_held", {"colour": "red"}, "", "something here does not belong here"),
        ("symptoms_rated", {"instrument": "PHQ-9", "total": "many"}, "total", "a number from 0 to 1000"),
        ("not_done", {"task": "later", "why": "declined"}, "task", "a code such as S02 or S02a"),
        ("life_event_recorded", {"life_event": {"what": "x", "when": "May"}}, "life_event.when",
         english()["fault.partial-date"]),
        ("crisis_contacts_recorded", {"contacts": []}, "contacts", "this is needed"),
        ("safety_plan_agreed", {"plan": {"warning_signs": ["x" * 900]}}, "plan.warning_signs",
         "text of at most 500 characters"),
        ("formulation_agreed", {"formulation": {"areas": [{"area": {"kind": "grief", "key": "a"}}]}},
         "formulation.areas.0.area.person", "this is needed"),
        ("entries_corrected", {"because": "x", "corrections": [{"entry": 1, "replacement": {"kind": "contact_made"}}]},
         "corrections.0.replacement.on", "this is needed"),
    ],
)  # fmt: skip
def test_each_field_says_what_belongs_there(kind, data, name, text):
    assert said(kind, data)[name] == text


SENSES = {
    "sense.Carried.day": ("life_event_recorded", {
        "life_event": {"what": "x", "when": "2025"}, "carried": {"day": "2020-01-01", "opened": "2021-01-01"},
    }),
    "sense.ContractAmendment.sessions": ("contract_amended", {
        "amendment": {"sessions": 9, "at_most": 2}, "client_agrees": True, "therapist_agrees": True, "because": "x",
    }),
    "sense.Correction.replacement": ("entries_corrected", {"because": "x", "corrections": [
        {"entry": 1, "replacement": {"kind": "entries_corrected", **DAY, "because": "x", "corrections": [{"entry": 1}]}}
    ]}),
    "sense.Follows.client": ("course_opened", {
        "client": "c", "protocol": "ipt", "edition": "2018", "consent": True, "follows": {"client": "c"},
    }),
    "sense.Formulation.areas": ("formulation_agreed", {"formulation": {"areas": [
        {"area": {"kind": "role_transition", "key": "a", "old_role": role, "new_role": "y"}} for role in ("x", "z")
    ]}}),
    "sense.Goal.area": ("goal_agreed", {"goal": {"key": "g", "words": "x"}}),
    "sense.RelapsePreventionPlan.support": ("relapse_plan_agreed", {
        "plan": {"support": [{"person": "p"}], "no_support_yet": {"service": "x", "step": "y"}},
    }),
    "sense.SafetyConcern.reviewed": ("relationship_recorded", {
        "relationship": {"key": "p", "safety_concern": {"kind": "violence", "joint_work_safe": True}},
    }),
    "sense.SessionHeld.task_set": ("session_held", {"task_set": False, "tasks": [{"words": "x"}]}),
    "sense.SymptomsRated.missing_items": ("symptoms_rated", {"instrument": "PHQ-9", "total": 1, "missing_items": 2}),
    "sense.TreatmentContract.sessions": ("contract_agreed", {"contract": {"sessions": 9, "at_most": 2}}),
}  # fmt: skip


@pytest.mark.parametrize("message", SENSES)
def test_what_is_wrong_with_several_fields_stands_at_the_first_of_them(message):
    kind, data = SENSES[message]
    words = said(kind, data)
    assert english()[message] in words.values()
    assert next(iter(words)).endswith(message.rpartition(".")[2])


def of_forms(cls=Value):
    for below in cls.__subclasses__():
        yield below
        yield from of_forms(below)


def test_every_sense_of_what_a_form_holds_has_words_for_whoever_fills_it_in():
    titles = {title for kind in KINDS for title in (schema(kind)["title"], *schema(kind)["$defs"])} - {"PartialDate"}
    wanted = {f"sense.{cls.__name__}.{sense.fields[0]}" for cls in of_forms() if cls.__name__ in titles
              for sense in cls.senses}  # fmt: skip
    assert wanted == set(SENSES) == {message for message in english() if message.startswith("sense.")}


def test_faults_are_said_in_german_with_the_label_of_the_field():
    (fault,) = form_faults("session_held", DAY | {"minutes": 900}, language="de")
    assert (fault.label, fault.text) == ("Dauer", "eine ganze Zahl von 1 bis 480")
    with pytest.raises(UnknownName, match="language"):
        form_faults("session_held", DAY, language="xx")


NAMES = re.compile(r"[a-z_.0-9]*")


def test_what_the_form_does_not_have_stands_at_no_field():
    (fault,) = form_faults("session_held", {"on": "2026-01-29", "nonsense": 1})
    assert (fault.name, fault.label) == ("", "")
    area = {"formulation": {"areas": [{"area": {"kind": "nonsense"}}]}}
    assert "formulation.areas.0.area" in {fault.name for fault in form_faults("formulation_agreed", area)}


@settings(deadline=None, max_examples=150)
@given(st.sampled_from(EVENTS), st.data())
def test_whatever_is_posted_each_fault_has_words_and_none_is_private(kind, data):
    names = [field.name for field in form(kind.kind)]
    texts = st.lists(st.sampled_from(["", "secret", "99999", "2026-01-29", "yes", "-3"]), max_size=2)
    posted = data.draw(st.dictionaries(st.sampled_from([*names, "x.0.y"]), texts))
    given_data = posted_data(kind.kind, posted)
    found_faults = form_faults(kind.kind, given_data, language=data.draw(st.sampled_from(["de", "en"])))
    assert len(found_faults) == len(faults(kind.kind, given_data))
    for fault in found_faults:
        assert NAMES.fullmatch(fault.name)
        assert fault.text
        assert "fault." not in fault.text
        assert "{" not in fault.text
        assert "secret" not in fault.text
