"""What somebody may try on the clinic, and the clear answer."""

import io
import json
import logging
import re

import pytest

from clinic.form_reader import controls
from exports.planted import CANARY, COURSE
from iptcore.documents import to_json

SCRIPT = "<script>alert(1)</script>"


def test_a_stored_script_is_shown_as_text(ada):
    course = ada.opens()
    assert ada.enters(course, "contact_made", summary=SCRIPT, notes=SCRIPT).status_code in (302, 422)
    assert (
        ada.enters(course, "life_event_recorded", life_event__what=SCRIPT, life_event__when="2025").status_code == 302
    )
    page = ada.get(course).text
    assert SCRIPT not in page
    assert "&lt;script&gt;" in page


@pytest.mark.parametrize("kind", ["symptoms_rated", "goal_agreed", "formulation_agreed", "session_held"])
def test_a_reflected_script_is_shown_as_text(ada, kind):
    course = ada.opens()
    sent = controls(ada.get(f"{course}/add/{kind}").text)
    answer = ada.client.post(f"{course}/add/{kind}", data=dict.fromkeys(sent, SCRIPT) | keep(sent))
    assert answer.status_code == 422
    assert SCRIPT not in answer.text
    assert SCRIPT not in ada.send("/", page="/", wanted=SCRIPT).text
    assert SCRIPT not in ada.get(f"/{SCRIPT}").text


def keep(sent):
    return {name: sent[name] for name in ("_token", "_revision")}


def test_no_script_runs_and_nothing_is_framed_or_kept(ada, app):
    for answer in (ada.get("/"), ada.get("/nowhere"), app.test_client().get("/sign-in"), ada.client.post("/import")):
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "script-src" not in policy
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Cache-Control"] == "no-store"
        assert "<script" not in answer.text
        assert " style=" not in answer.text


POSTS = ["/", "/sign-in", "/sign-out", "/language/de", "/courses/new", "/import"]


@pytest.mark.parametrize("path", POSTS)
def test_a_form_without_its_token_is_refused(ada, path):
    assert ada.client.post(path, data={"_token": "forged", "name": "ada"}).status_code == 403
    assert ada.client.post(path).status_code == 403


@pytest.mark.parametrize(
    "headers", [{"Origin": "https://evil.example"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"}]
)
def test_a_form_from_another_origin_is_refused(ada, headers):
    sent = controls(ada.get("/courses/new").text)
    assert ada.client.post("/courses/new", data=sent, headers=headers).status_code == 403


def test_another_host_is_refused(ada):
    assert ada.client.get("/", headers={"Host": "evil.example"}).status_code == 400


@pytest.mark.parametrize("revision", ["", "0", "-1", "2", "99999999999999999999", "one", "1.0"])
def test_a_forged_revision_is_refused(ada, storage, revision):
    course = ada.opens()
    sent = controls(ada.get(f"{course}/add/psychoeducation_given").text) | {"_revision": revision}
    answer = ada.client.post(f"{course}/add/psychoeducation_given", data=sent)
    assert answer.status_code == 400
    assert len(storage.history(course.rpartition("/")[2])) == 1


def test_another_clinicians_course_is_as_if_it_were_not_there(ada, ben, storage):
    course = ada.opens()
    for page in (
        "",
        "/review",
        "/document",
        "/fhir",
        "/ratings",
        "/pictures",
        "/pictures/circle.svg",
        "/add/session_held",
        "/merge",
    ):
        assert ben.get(course + page).status_code == 404, page
    for page in ("/add/session_held", "/correct/1", "/calendar", "/merge"):
        assert ben.send(course + page, _revision="1", on="2026-01-05").status_code == 404
    assert "c-017" not in ben.get("/").text
    opening = controls(ben.get("/courses/new").text) | {"_id": course.rpartition("/")[2], "client": "mine"}
    answer = ben.client.post("/courses/new", data=opening | {"consent": "yes"})
    assert ben.get(answer.location).status_code == 404
    assert len(storage.history(course.rpartition("/")[2])) == 1


def test_a_supervisor_reads_everything_and_writes_nothing(ada, sue):
    course = ada.opens()
    for page in ("", "/review", "/document", "/fhir", "/ratings"):
        assert sue.get(course + page).status_code == 200
    assert "c-017" in sue.get("/").text
    assert "/add/" not in sue.get(course).text
    for page in (f"{course}/add/session_held", f"{course}/correct/1", f"{course}/merge", "/courses/new", "/import"):
        assert sue.get(page).status_code == 403
        assert sue.send(page, _revision="1").status_code == 403


def test_whoever_is_not_signed_in_sees_nothing(ada, app):
    course = ada.opens()
    stranger = app.test_client()
    for page in ("/", course, f"{course}/document", f"{course}/review", "/courses/new", "/import"):
        answer = stranger.get(page)
        assert (answer.status_code, answer.location) == (302, "/sign-in")


def test_a_wrong_password_says_not_which_part_was_wrong(app, ada):
    token = controls(app.test_client().get("/sign-in").text)
    del token
    answers = [ada.send("/sign-in", name=name, password="wrong") for name in ("ada", "nobody")]
    assert [answer.status_code for answer in answers] == [401, 401]
    assert len({re.sub(r'value="[^"]+"', "", answer.text) for answer in answers}) == 1


@pytest.mark.parametrize("name", ["../../etc/passwd", "..\\..\\x", "/etc/passwd", "a\x00b.json", "x" * 5000])
def test_the_name_of_an_imported_file_leads_nowhere(ada, tmp_path, name):
    course = ada.opens()
    document = ada.get(f"{course}/document").data
    before = sorted(path.name for path in tmp_path.iterdir())
    answer = ada.send("/import", page="/import", document=(io.BytesIO(document), name))
    assert answer.status_code == 302
    assert sorted(path.name for path in tmp_path.iterdir()) == before


@pytest.mark.parametrize(
    "path",
    [
        "/static/../storage.py", "/static/..%2fstorage.py", "/static/%2e%2e/%2e%2e/pyproject.toml",
        "/static/..%2f..%2f..%2fetc/passwd", "/courses/..%2f..%2fetc", "/courses/' OR 1=1 --",
        "/courses/x/pictures/..%2f..%2fcircle.svg",
    ],
)  # fmt: skip
def test_no_address_leads_out_of_the_clinic(ada, path):
    ada.opens()
    assert ada.get(path).status_code == 404


def test_a_search_is_no_statement_and_no_pattern(ada, ben):
    ben.opens(client="not-hers")
    ada.opens(client="hers")
    for wanted in ("' OR '1'='1", "%", "_", "\\", "hers' --", "*", "x%' UNION SELECT name, password FROM users --"):
        page = ada.send("/", page="/", wanted=wanted)
        assert page.status_code == 200
        assert "not-hers" not in page.text
        assert ">hers<" not in page.text
        assert "pbkdf2" not in page.text


def test_what_stands_in_an_address_is_shown_as_text_or_not_at_all(ada):
    course = ada.opens()
    for path in (f"/pictures?since={SCRIPT}", f"/add/not_done?task={SCRIPT}"):
        page = ada.get(course + path)
        assert page.status_code == 200
        assert SCRIPT not in page.text
    assert ada.get(f"{course}/review?under={SCRIPT}").status_code == 404


def groups(number):
    return {f"contacts.{place}.how": "x" for place in range(number)}


def test_a_form_of_very_many_fields_is_answered_and_not_stored(ada, storage):
    course = ada.opens()
    path = f"{course}/add/crisis_contacts_recorded"
    sent = controls(ada.get(path).text)
    assert ada.client.post(path, data=sent | groups(1000)).status_code == 422  # a list holds 200
    answer = ada.client.post(path, data=sent | groups(9000))  # before it is read, and no page of nine thousand is drawn
    assert (answer.status_code, "more fields than a form" in answer.text) == (413, True)
    assert len(answer.text) < 3_000
    assert ada.client.post(path, data=sent | {"_draw": "contacts"} | groups(9000)).status_code == 413
    correcting = f"{course}/correct/1"
    again = controls(ada.get(correcting).text)
    assert ada.client.post(correcting, data=again | groups(9000)).status_code == 413
    assert ada.client.post(path, data=sent | {"on": "9" * 1_999_000}).status_code in (413, 422)
    assert ada.client.post(path, data=sent | {"on": "9" * 2_100_000}).status_code == 413
    assert len(storage.history(course.rpartition("/")[2])) == 1


@pytest.mark.parametrize(
    "document",
    [b"", b"{", b"\xff\xfe", b"[" * 100_000, b'{"schema":"iptcore/course","version":99}', b"null", b"1e999"],
)
def test_a_bad_document_is_refused_with_what_is_wrong(ada, document):
    answer = ada.send("/import", page="/import", document=(io.BytesIO(document), "x.json"))
    assert answer.status_code == 422
    assert "cannot be read" in answer.text


def test_a_document_that_was_never_opened_is_refused(ada):
    data = {"schema": "iptcore/course", "version": 3, "entries": []}
    answer = ada.send("/import", page="/import", document=(io.BytesIO(json.dumps(data).encode()), "x.json"))
    assert answer.status_code == 422


@pytest.mark.parametrize("copy", [b"", b"{", b"[" * 100_000, SCRIPT.encode()])
def test_what_is_no_copy_of_a_course_is_refused(ada, storage, copy):
    course = ada.opens()
    answer = ada.send(f"{course}/merge", page=f"{course}/merge", document=(io.BytesIO(copy), "x.json"))
    assert answer.status_code == 422
    assert SCRIPT not in answer.text
    assert ada.send(f"{course}/merge", page=f"{course}/merge", _document=SCRIPT, _revision="1").status_code == 422
    assert ada.send(f"{course}/merge", page=f"{course}/merge").status_code == 422
    assert len(storage.history(course.rpartition("/")[2])) == 1


def test_no_document_is_refused(ada):
    assert ada.send("/import", page="/import").status_code == 422


def test_a_document_of_a_hundred_megabytes_is_refused_with_a_page(ada):
    answer = ada.client.post("/import", data=bytes(100_000_000), content_type="multipart/form-data; boundary=x")
    assert answer.status_code == 413
    assert "larger than two megabytes" in answer.text


def test_language_and_back_lead_nowhere_else(ada):
    for back in ("https://evil.example", "//evil.example", "/\\evil.example", "/\t/evil.example", "/\r\nX: y"):
        assert ada.send("/language/de", back=back).location == "/"
    assert ada.send("/language/xx").status_code == 404


def test_addresses_and_logs_say_nothing_about_a_client(ada, caplog):
    course = ada.opens(client="mary-smith")
    ada.send("/", page="/", wanted="mary-smith")
    ada.enters(course, "symptoms_rated", instrument="PHQ-9", total="no number")
    assert "mary" not in course
    assert "mary" not in caplog.text


def test_no_address_log_error_or_file_for_others_holds_a_private_word(ada, caplog):
    """A course with a word planted in every text and key: it stands on its pages, and nowhere else."""
    caplog.set_level(logging.DEBUG)
    document = to_json(COURSE).encode()
    come = ada.send("/import", page="/import", document=(io.BytesIO(document), f"{CANARY}.json"))
    course = come.location.removesuffix("/review")
    addresses = [come.location]
    for page in ("", "/review", "/pictures", "/document"):
        assert CANARY in ada.get(course + page).text  # for whoever may see it
    for page in ("/fhir", "/ratings"):
        assert CANARY not in ada.get(course + page).text
    when = {"first": "2026-03-03", "at": "10:00", "zone": "Europe/London"}
    answers = [
        ada.send(f"{course}/calendar", page=course, **when),
        ada.send(f"{course}/calendar", page=course, **when | {"zone": CANARY}),
        ada.send(f"{course}/calendar", page=course, **when | {"first": CANARY}),
        ada.get(f"/courses/{CANARY}"),
        ada.get(f"{course}/review?under={CANARY}"),
        ada.get(f"{course}/add/{CANARY}"),
        ada.client.post(f"{course}/add/session_held", data={"notes": CANARY}),
        ada.send(f"{course}/add/session_held", page=course, notes=CANARY, _revision="0"),
        ada.send("/import", page="/import", document=(io.BytesIO(document[:-9]), f"{CANARY}.json")),
        ada.send("/import", page="/import", document=(io.BytesIO(document.replace(b'"kind"', b'"kinds"')), "x")),
        ada.send("/sign-in", page="/", name=CANARY, password=CANARY),
    ]
    assert sorted({answer.status_code for answer in answers}) == [400, 401, 403, 404, 422]
    assert [answer.status_code for answer in answers if CANARY in answer.text] == []
    sent = ada.send("/", page="/", wanted=CANARY)
    assert "/courses/" in sent.text
    addresses += re.findall(r'(?:href|action|src|srcset)="([^"]*)"', sent.text + ada.get(course).text)
    written = ada.enters(course, "contact_made", details=CANARY)
    addresses.append(written.location or written.request.path)
    assert [address for address in addresses if CANARY.lower() in address.lower()] == []
    assert CANARY not in caplog.text


def test_a_conflict_shows_what_was_added_and_keeps_what_was_typed(ada, app):
    course = ada.opens()
    path = f"{course}/add/life_event_recorded"
    mine = controls(ada.get(path).text) | {"life_event.what": "moved to another town", "life_event.when": "2025"}
    assert ada.enters(course, "symptoms_rated", instrument="PHQ-9", total="17").status_code == 302
    answer = ada.client.post(path, data=mine)
    assert answer.status_code == 409
    assert "PHQ-9: 17" in answer.text
    again = controls(answer.text)
    assert again["life_event.what"] == ["moved to another town"]
    assert ada.client.post(path, data=again).status_code == 302


def test_a_form_that_is_sent_twice_is_entered_once(ada, storage):
    course = ada.opens()
    path = f"{course}/add/psychoeducation_given"
    sent = controls(ada.get(path).text)
    assert [ada.client.post(path, data=sent).status_code for _ in "ab"] == [302, 409]
    assert len(storage.history(course.rpartition("/")[2])) == 2


def test_a_course_that_is_opened_twice_by_one_form_is_opened_once(ada, storage):
    sent = controls(ada.get("/courses/new").text) | {"client": "c-1", "consent": "yes", "on": "2026-01-05"}
    first, second = (ada.client.post("/courses/new", data=sent) for _ in "ab")
    assert first.location == second.location
    assert len(storage.caseload(owner="ada")) == 1
