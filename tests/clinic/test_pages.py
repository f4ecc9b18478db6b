"""The pages of the clinic, each by its route."""

import io
import json
import re
from pathlib import Path

import pytest
from app import TOPICS
from storage import Storage
from words import ERRORS, WORDS

from clinic.form_reader import controls
from iptcore import IPT, EntriesCorrected, RiskAction, RiskAssessed, StaleRevision, SymptomsRated, replay
from iptcore.documents import from_json, to_json
from iptcore.events import KINDS
from iptcore.protocol.merging import merge

COURSES = Path(__file__).parents[2] / "examples" / "courses"
EXAMPLE = Path(__file__).parents[2] / "examples" / "clinic"
MENU = sorted(set(KINDS) - {"course_opened", "entries_corrected", "departure_explained"})


def brings_in(browser, document: str | bytes, name: str = "course.json"):
    data = document.encode() if isinstance(document, str) else document
    return browser.send("/import", page="/import", document=(io.BytesIO(data), name))


def test_a_course_is_opened_and_entered(ada):
    course = ada.opens()
    page = ada.get(course)
    assert page.status_code == 200
    assert "c-017" in page.text
    assert ada.enters(course, "symptoms_rated", instrument="PHQ-9", total="17").status_code == 302
    assert "PHQ-9: 17" in ada.get(course).text


def test_the_advice_on_an_opening_is_shown_as_that_on_every_entry(ada):
    mistyped = ada.send("/courses/new", _protocol="ipt", on="2206-01-05", client="c-017", consent="yes")
    assert "Advice: check the two dates: it was recorded before it happened" in ada.get(mistyped.location).text


@pytest.mark.parametrize("language", ["en", "de"])
def test_every_kind_of_event_has_a_form(ada, language):
    course = ada.opens()
    ada.send(f"/language/{language}")
    for kind in MENU:
        page = ada.get(f"{course}/add/{kind}")
        assert page.status_code == 200, kind
        assert 'name="on"' in page.text, kind


@pytest.mark.parametrize("path", sorted(COURSES.glob("*.json")), ids=lambda path: path.stem)
def test_a_recorded_course_comes_in_shows_its_pages_and_goes_out(ada, path):
    recorded = path.read_text(encoding="utf-8")
    course = brings_in(ada, recorded).location.removesuffix("/review")
    for page in ("", "/review", "/review?under=ipt-a", "/fhir", "/ratings"):
        assert ada.get(course + page).status_code == 200, page
    given = json.loads(ada.get(f"{course}/document").text)
    assert given["entries"] == json.loads(recorded)["entries"] or given["version"] != json.loads(recorded)["version"]


@pytest.mark.slow
@pytest.mark.parametrize("path", sorted(COURSES.glob("*.json")), ids=lambda path: path.stem)
def test_an_entry_sent_back_as_its_form_shows_it_is_the_same_entry(ada, storage, path):
    course = brings_in(ada, path.read_text(encoding="utf-8")).location.removesuffix("/review")
    history = storage.history(course.rpartition("/")[2])
    for number, event in enumerate(history, start=1):
        if isinstance(event, EntriesCorrected):
            continue
        page = f"{course}/correct/{number}"
        sent = controls(ada.get(page).text) | {"_because": ["to see whether anything is lost"]}
        answer = ada.client.post(page, data=sent)
        assert answer.status_code == 302, (number, answer.text)
        corrected = storage.history(course.rpartition("/")[2])[-1]
        assert corrected.corrections[0].replacement == event


def test_a_course_has_pictures_of_what_is_recorded_in_it_and_no_others(ada):
    empty = ada.opens()
    assert "nothing to draw yet" in ada.get(f"{empty}/pictures").text
    assert ada.get(f"{empty}/pictures/circle.svg").status_code == 404
    course = brings_in(ada, (COURSES / "role_dispute.json").read_text(encoding="utf-8")).location
    course = course.removesuffix("/review")
    page = ada.get(f"{course}/pictures?since=2025-09-20").text
    for name in ("circle", "life", "PHQ-9"):
        assert f"{course}/pictures/{name}.svg?" in page
        for wanted in ("", "?wide=1&dark=1", "?since=no-day"):
            picture = ada.get(f"{course}/pictures/{name}.svg{wanted}")
            assert (picture.status_code, picture.mimetype) == (200, "image/svg+xml")
    assert ada.get(f"{course}/pictures/GAD-7.svg").status_code == 404


def test_pictures_speak_the_language_of_the_page(ada):
    course = brings_in(ada, (COURSES / "role_dispute.json").read_text(encoding="utf-8")).location
    course = course.removesuffix("/review")
    assert "Closeness circle" in ada.get(f"{course}/pictures/circle.svg").text
    ada.send("/language/de")
    assert "Nähekreis" in ada.get(f"{course}/pictures/circle.svg").text
    page = ada.get(f"{course}/pictures").text
    assert "PHQ-9 im Verlauf." in page
    assert "Closeness circle" not in page


def test_the_checklist_fills_in_which_task_was_not_done(ada):
    course = ada.opens()
    page = ada.get(course).text
    assert f"{course}/add/not_done?task=I02a" in page
    assert 'value="I02a"' in ada.get(f"{course}/add/not_done?task=I02a").text
    assert "forged" not in ada.get(f"{course}/add/not_done?task=forged").text


def copies(ada, storage):
    """A course in the clinic, and a copy that grew on a phone without a network."""
    course = ada.opens()
    opened = storage.course(course.rpartition("/")[2])
    risk = RiskAssessed(on=opened.opened_on, action=RiskAction.PLAN, reasons="on the phone <b>")
    rated = SymptomsRated(on=opened.opened_on, instrument="PHQ-9", total=17, suicide_item=0)
    return course, to_json(IPT.apply(opened, risk, rated))


def looked_at(ada, course, copy):
    return ada.send(f"{course}/merge", page=f"{course}/merge", document=(io.BytesIO(copy.encode()), "phone.json"))


def test_another_copy_of_a_course_is_looked_at_and_kept_and_nothing_is_lost(ada, storage):
    course, phone = copies(ada, storage)
    assert ada.enters(course, "risk_assessed", action="none", reasons="in the clinic").status_code == 302
    page = looked_at(ada, course, phone)
    assert page.status_code == 200
    assert "reported apart" in page.text
    assert "one thing told twice" in page.text
    assert "on the phone &lt;b&gt;" in page.text
    assert "in the clinic" in page.text
    assert "PHQ-9: 17" in page.text
    assert len(storage.history(course.rpartition("/")[2])) == 2  # nothing is stored by looking
    assert ada.client.post(f"{course}/merge", data=controls(page.text)).location == course
    kept = storage.course(course.rpartition("/")[2])
    assert kept == merge(IPT, replay(kept.history[:2]), from_json(phone)).course
    assert [event.kind for event in kept.history[2:]] == ["risk_assessed", "symptoms_rated"]
    again = looked_at(ada, course, phone)
    assert "This copy has nothing that is not here already." in again.text
    ada.send("/language/de")
    assert "Diese Kopie enthält nichts" in looked_at(ada, course, phone).text


def test_two_copies_that_agree_say_so(ada, storage):
    course, phone = copies(ada, storage)
    page = looked_at(ada, course, phone)
    assert "The two copies agree." in page.text


def test_what_was_written_while_a_copy_was_looked_at_is_shown_first(ada, storage, monkeypatch):
    course, phone = copies(ada, storage)
    sent = controls(looked_at(ada, course, phone).text)
    assert ada.enters(course, "psychoeducation_given").status_code == 302
    answer = ada.client.post(f"{course}/merge", data=sent)
    assert answer.status_code == 409
    assert "Somebody else wrote meanwhile" in answer.text
    kept = controls(answer.text)

    def too_late(*_):
        raise StaleRevision(2, 3)

    with monkeypatch.context() as patched:
        patched.setattr(Storage, "append", too_late)
        assert ada.client.post(f"{course}/merge", data=kept).status_code == 409
    assert ada.client.post(f"{course}/merge", data=kept).status_code == 302
    assert len(storage.history(course.rpartition("/")[2])) == 4


def test_a_copy_of_another_course_is_refused(ada, storage):
    _, phone = copies(ada, storage)
    other = ada.opens(client="c-018")
    answer = looked_at(ada, other, phone)
    assert (answer.status_code, "a copy of another course" in answer.text) == (422, True)
    assert len(storage.history(other.rpartition("/")[2])) == 1


def test_an_open_demand_of_safety_is_the_first_thing_on_the_caseload(ada):
    ada.opens(client="calm-1", age="30")
    course = ada.opens(client="urgent-1")
    assert ada.enters(course, "symptoms_rated", instrument="PHQ-9", total="17", suicide_item="2").status_code == 302
    page = ada.get("/").text
    assert page.index("urgent-1") < page.index("calm-1")
    assert "an open demand of safety, since 5 January 2026" in page
    ada.send("/language/de")
    assert "offener Punkt zur Sicherheit, seit dem 5. Januar 2026" in ada.get("/").text


@pytest.mark.parametrize(("language", "wanted", "found"), [
    ("en", "initial", True), ("de", "anfang", True), ("en", "ended", False), ("de", "beendet", False),
    ("en", "C-0", True), ("en", "IPT", True), ("en", "%", False), ("de", "initial", False),
])  # fmt: skip
def test_the_search_knows_the_words_of_the_page(ada, language, wanted, found):
    ada.opens(client="c-017")
    ada.send(f"/language/{language}")
    assert ("c-017" in ada.send("/", page="/", wanted=wanted).text) is found


def test_faults_of_a_form_are_said_in_the_language_of_the_page(ada):
    course = ada.opens()
    ada.send("/language/de")
    answer = ada.enters(course, "session_held", minutes="999")
    assert answer.status_code == 422
    assert "Dauer: eine ganze Zahl von 1 bis 480" in answer.text
    page = f"{course}/correct/1"
    sent = controls(ada.get(page).text) | {"_because": [" "]}
    assert "das wird benötigt" in ada.client.post(page, data=sent).text


def test_what_goes_wrong_is_said_in_the_language_of_the_page(ada):
    course = ada.opens()
    ada.send("/language/de")
    page = brings_in(ada, "{")
    assert "Dieses Dokument lässt sich nicht lesen." in page.text
    assert '<pre lang="en">' in page.text
    assert "Es gibt noch keinen Vertrag" in ada.send(f"{course}/calendar", page=course).text
    assert "Eine solche Seite gibt es hier nicht." in ada.get("/nowhere").text


def test_every_word_of_the_clinic_has_its_german():
    used = set()
    for pattern, said in (("*.py", r'\bsay\("([^"]+)"\)'), ("templates/*.html", r"""\bt\(["']([^"']+)["']\)""")):
        for file in EXAMPLE.glob(pattern):
            used |= set(re.findall(said, file.read_text(encoding="utf-8")))
    used |= {*TOPICS.values(), *ERRORS.values()}
    assert len(used) > 80
    assert sorted(used - set(WORDS["de"])) == []


def test_open_demands_of_safety_come_first(ada):
    course = ada.opens()
    assert ada.enters(course, "symptoms_rated", instrument="PHQ-9", total="17", suicide_item="2").status_code == 302
    page = ada.get(course).text
    assert page.index('id="demands"') < page.index('id="due"')
    assert f"{course}/add/risk_assessed" in page[page.index('id="demands"') : page.index('id="due"')]
