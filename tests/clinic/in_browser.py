"""The clinic as somebody uses it in Chromium: check.sh runs this file, which no other run of the tests collects."""

import json
import os
import re
import socket
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple

import axe_playwright_python
import pytest
from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright

ROOT = Path(__file__).parents[2]
COURSES = ROOT / "examples" / "courses"
AXE = Path(axe_playwright_python.__file__).with_name("axe.min.js").read_text(encoding="utf-8")
expect.set_options(timeout=30_000)  # a busy machine is no fault of the clinic
PHONE = {"width": 390, "height": 844}


class Clinic(NamedTuple):
    url: str
    passwords: dict[str, str]


@pytest.fixture(scope="module")
def clinic(tmp_path_factory):
    """The clinic as the line of its README starts it."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    folder = tmp_path_factory.mktemp("clinic")
    surroundings = {**os.environ, "CLINIC_DATABASE": str(folder / "clinic.sqlite"), "CLINIC_PORT": port}
    with (folder / "log").open("w", encoding="utf-8") as log:
        server = subprocess.Popen(
            [sys.executable, str(ROOT / "examples" / "clinic" / "app.py")],
            env=surroundings, stdout=subprocess.PIPE, stderr=log, text=True,
        )  # fmt: skip
        shown = (server.stdout.readline() for _ in range(2))
        passwords = dict(re.fullmatch(r"sign in as (\w+) with the password (\S+)\n", line).groups() for line in shown)
        for line in iter(lambda: (folder / "log").read_text(encoding="utf-8"), None):
            if "Running on" in line:
                break
        yield Clinic(f"http://127.0.0.1:{port}", passwords)
        server.terminate()
        server.wait()
        server.stdout.close()
    log_of_all = (folder / "log").read_text(encoding="utf-8")
    assert "Traceback" not in log_of_all
    private = ("another town", "begin before everything", "misprint", "late-1", "soon-1", "offline-1", "asked openly")
    assert [words for words in private if words in log_of_all] == []


@pytest.fixture(scope="module")
def chromium():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        yield browser
        browser.close()


def window(chromium: Browser, clinic: Clinic, name: str = "clinician", **given) -> Page:
    """A window of somebody who signed in."""
    context = chromium.new_context(base_url=clinic.url, locale="en-GB", **given)
    context.set_default_timeout(60_000)
    page = context.new_page()
    page.on(
        "console", lambda said: pytest.fail(said.text) if said.type == "error" and "status of 4" not in said.text else 0
    )
    page.goto("/")
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password").fill(clinic.passwords[name])
    follow(page.get_by_role("button", name="Sign in"))
    expect(page.get_by_role("heading", name="Caseload")).to_be_visible()
    return page


@pytest.fixture
def page(chromium, clinic):
    opened = window(chromium, clinic)
    yield opened
    opened.context.close()


def follow(control: Locator) -> None:
    """Click a link or a button that loads another page, and wait until all of that page is there.

    A count or a look at the colours does not wait: it saw half a page, or a page without its style sheet.
    """
    with control.page.expect_navigation():
        control.click()


# -- filling in forms --------------------------------------------------------------------------------------------------


def fill(page: Page, data: dict, prefix: str = "") -> None:
    """Fill in the form as somebody who reads *data* off a sheet of paper."""
    for part, given in data.items():
        name = prefix + part
        if isinstance(given, dict) and "kind" in given:
            page.locator(f'[name="{name}.kind"]').select_option(given["kind"])
            follow(page.get_by_role("button", name="Show its fields"))
            fill(page, {key: text for key, text in given.items() if key != "kind"}, f"{name}.")
        elif isinstance(given, dict):
            if page.locator(f'[name^="{name}."]').count() == 0:
                draw(page, name)
            fill(page, given, f"{name}.")
        elif isinstance(given, list) and given and isinstance(given[0], dict):
            for place, item in enumerate(given):
                draw(page, name)
                fill(page, item, f"{name}.{place}.")
        elif isinstance(given, list):
            fill_list(page, name, given)
        else:
            fill_one(page, name, given)


def draw(page: Page, name: str) -> None:
    follow(page.locator(f'button[name="_draw"][value="{name}"]'))


def fill_list(page: Page, name: str, given: list[str]) -> None:
    inputs = page.locator(f'[name="{name}"]')
    if inputs.first.get_attribute("type") == "checkbox":
        for key in given:
            page.locator(f'[name="{name}"][value="{key}"]').check()
        return
    for place, key in enumerate(given):
        if place == inputs.count():
            draw(page, name)
        if inputs.nth(place).evaluate("one => one.type") == "select-one":
            inputs.nth(place).select_option(key)
        else:
            inputs.nth(place).fill(key)


def fill_one(page: Page, name: str, given: object) -> None:
    control = page.locator(f'[name="{name}"]')
    match control.evaluate("one => one.type"):
        case "checkbox":
            control.set_checked(given)
        case "select-one":
            control.select_option({True: "yes", False: "no"}.get(given, given))
        case _:
            control.fill(str(given))


def opens(page: Page, client: str, on: str = "2026-01-05", **more) -> str:
    follow(page.get_by_role("link", name="Open a course"))
    fill(page, {"on": on, "client": client, "consent": True, **more})
    follow(page.get_by_role("button", name="Enter").last)
    expect(page.get_by_role("heading", name=client)).to_be_visible()
    return page.url


def enters(page: Page, course: str, kind: str, data: dict) -> None:
    if page.url != course:
        page.goto(course)
    follow(page.locator(f'section[aria-labelledby="may"] a[href$="/add/{kind}"]'))
    fill(page, data)
    follow(page.get_by_role("button", name="Enter").last)


def brings_in(page: Page, name: str) -> str:
    follow(page.get_by_role("link", name="Import"))
    page.set_input_files("input[type=file]", COURSES / f"{name}.json")
    follow(page.get_by_role("button", name="Import"))
    expect(page.get_by_role("heading", name="Review")).to_be_visible()
    return page.url.removesuffix("/review")


def downloaded(page: Page, link: str) -> str:
    with page.expect_download() as file:
        page.get_by_role("link", name=link, exact=True).click()
    return Path(file.value.path()).read_text(encoding="utf-8")


def test_a_whole_course_is_entered_in_the_page_alone(page):
    entries = json.loads((COURSES / "early_by_agreement.json").read_text(encoding="utf-8"))["entries"]
    bare = [{key: text for key, text in entry.items() if key not in ("recorded", "by")} for entry in entries]
    opening = {key: text for key, text in bare[0].items() if key not in ("kind", "protocol", "edition")}
    course = opens(page, **opening)
    for entry in bare[1:]:
        enters(page, course, entry["kind"], {key: text for key, text in entry.items() if key != "kind"})
        expect(page.get_by_role("status")).to_contain_text("Entered.")
    expect(page.locator(".place")).to_contain_text("Completed early on 23 June 2026, 12 of 14 sessions used")
    handed_out = json.loads(downloaded(page, "Document"))["entries"]
    assert [{key: text for key, text in entry.items() if key not in ("recorded", "by")} for entry in handed_out] == bare


FOCUS = {"key": "moving", "old_role": "colleague", "new_role": "pensioner"}
NEWER = {"kind": "role_transition", **FOCUS}


def test_what_the_manual_wants_is_overridden_with_a_reason_and_a_safeguard_is_not(page):
    course = opens(page, "b-1")
    enters(page, course, "symptoms_rated", {"on": "2026-01-05", "instrument": "PHQ-9", "total": 17, "suicide_item": 2})
    expect(page.get_by_role("region", name="Safety: open now")).to_contain_text("a positive suicide item")
    formulation = {"areas": [{"area": NEWER}], "accepted": True}
    enters(page, course, "formulation_agreed", {"on": "2026-01-05", "formulation": formulation})
    expect(page.get_by_role("alert", name="What stands in the way")).to_contain_text("I07")
    for reason in page.get_by_label(re.compile("^Or why you depart from it")).all():
        reason.fill("The client wants to begin before everything is understood")
    follow(page.get_by_role("button", name="Enter").last)
    expect(page.get_by_role("status")).to_contain_text("Entered.")
    expect(page.locator(".history")).to_contain_text("The client wants to begin before everything is understood")
    page.get_by_text("What may not be entered now, and why").click()
    expect(page.get_by_role("button", name="Middle begun")).to_be_disabled()
    page.goto(f"{course}/add/middle_begun")
    expect(page.get_by_role("note", name="What stands in the way")).to_contain_text("S02")
    expect(page.get_by_label(re.compile(r"^Or why you depart from it .*\(S"))).to_have_count(0)


def test_of_two_who_write_at_once_the_later_sees_what_was_added_and_loses_nothing(page, chromium, clinic):
    course = opens(page, "b-2")
    other = window(chromium, clinic)
    other.goto(f"{course}/add/life_event_recorded")
    fill(other, {"on": "2026-01-05", "life_event": {"what": "moved to another town", "when": "2025-03"}})
    enters(page, course, "symptoms_rated", {"on": "2026-01-05", "instrument": "PHQ-9", "total": 17})
    follow(other.get_by_role("button", name="Enter").last)
    alert = other.get_by_role("alert")
    expect(alert).to_contain_text("Somebody else wrote meanwhile")
    expect(alert).to_contain_text("PHQ-9: 17")
    expect(other.get_by_label("What happened *")).to_have_value("moved to another town")
    follow(other.get_by_role("button", name="Enter").last)
    expect(other.get_by_role("status")).to_contain_text("Entered.")
    expect(other.locator(".history > li")).to_have_count(3)
    other.context.close()


def test_a_late_entry_is_marked_and_a_wrong_one_corrected_and_struck(page):
    course = opens(page, "b-3")
    rating = {"on": "2026-01-12", "instrument": "PHQ-9", "total": 17}
    enters(page, course, "symptoms_rated", rating)
    enters(page, course, "symptoms_rated", {**rating, "on": "2026-01-06", "total": 19})
    expect(page.locator(".history > li").first).to_contain_text("entered later, as number 3")
    follow(page.get_by_role("link", name="Correct entry 2"))
    fill(page, {"total": 18})
    page.get_by_label("Why it is corrected").fill("a misprint")
    follow(page.get_by_role("button", name="Enter").last)
    expect(page.locator(".history > li.struck")).to_contain_text("corrected by entry 4")
    follow(page.get_by_role("link", name="Correct entry 3"))
    page.get_by_label("Strike this entry").check()
    page.get_by_label("Why it is corrected").fill("another client's")
    follow(page.get_by_role("button", name="Enter").last)
    expect(page.locator(".history > li.struck")).to_have_count(2)
    expect(page.get_by_role("definition").filter(has_text="18 on 12 January 2026")).to_be_visible()


def test_the_pages_speak_german(page):
    follow(page.get_by_role("button", name="Deutsch"))
    expect(page.locator("html")).to_have_attribute("lang", "de")
    follow(page.get_by_role("link", name="Behandlung eröffnen"))
    fill(page, {"on": "2026-01-05", "client": "b-4", "consent": True})
    follow(page.get_by_role("button", name="Eintragen").last)
    expect(page.locator(".place")).to_contain_text("Anfangsphase")
    course = page.url
    enters_german = page.locator('section[aria-labelledby="may"] a[href$="/add/symptoms_rated"]')
    follow(enters_german)
    fill(page, {"on": "2026-01-05", "instrument": "PHQ-9", "total": "viele"})
    follow(page.get_by_role("button", name="Eintragen").last)
    expect(page.get_by_role("alert")).to_contain_text("Noch nicht gespeichert")
    expect(page.get_by_role("alert")).to_contain_text("Summenwert: eine Zahl von 0 bis 1000")
    page.goto(f"{course}/add/middle_begun")
    expect(page.get_by_role("note")).to_contain_text("Suizid")


def test_a_whole_entry_is_made_by_the_keyboard_alone(page):
    press_until(page, "Open a course")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Open a course")).to_be_visible()
    press_until(page, "Day *")
    page.keyboard.type("05012026")
    press_until(page, "Client *")
    page.keyboard.type("b-5")
    press_until(page, "Consent to assessment")
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="b-5")).to_be_visible()
    press_until(page, "Symptoms rated")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Symptoms rated")).to_be_visible()
    press_until(page, "Instrument *")
    page.keyboard.type("PHQ-9")
    press_until(page, "Total *")
    page.keyboard.type("17")
    press_until(page, "Enter")
    page.keyboard.press("Enter")
    expect(page.locator(".history")).to_contain_text("PHQ-9: 17")


def press_until(page: Page, name: str) -> None:
    """Press the tabulator until what is called *name* has the focus, and see that one sees it."""
    page.wait_for_load_state()
    for _ in range(250):
        page.keyboard.press("Tab")
        called = page.evaluate(
            "() => { const one = document.activeElement; const label = one.labels && one.labels[0];"
            " return (label || one).innerText.trim() }"
        )
        if called == name:
            assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"
            return
    pytest.fail(f"nothing called {name} is reached")


def test_pictures_files_calendar_and_another_manual_come_of_a_course(page):
    course = brings_in(page, "role_dispute")
    page.goto(course)
    assert json.loads(downloaded(page, "FHIR"))["resourceType"] == "Bundle"
    assert downloaded(page, "CSV").splitlines()[0].startswith("course,")
    expect(page.get_by_role("button", name="Calendar")).to_have_count(0)  # it is over
    begun = json.loads((COURSES / "role_dispute.json").read_text(encoding="utf-8"))
    begun["entries"] = begun["entries"][:40]
    page.goto("/import")
    document = json.dumps(begun).encode()
    page.set_input_files("input[type=file]", {"name": "x.json", "mimeType": "application/json", "buffer": document})
    follow(page.get_by_role("button", name="Import"))
    follow(page.get_by_role("link", name="d-202"))
    page.get_by_label("Next session").fill("2026-02-03")
    with page.expect_download() as file:
        page.get_by_role("button", name="Calendar").click()
    assert Path(file.value.path()).read_text(encoding="utf-8").startswith("BEGIN:VCALENDAR")
    page.goto(course)
    follow(page.get_by_role("link", name="Pictures", exact=True))
    for picture in (pictures := page.get_by_role("img")).all():
        picture.scroll_into_view_if_needed()
        expect(picture).to_have_js_property("complete", True)
        assert picture.evaluate("one => one.naturalWidth") > 300
        assert len(picture.get_attribute("alt")) > 40
    assert pictures.count() == 3
    page.goto(f"{course}/review")
    page.get_by_label("Under the manual").select_option("ipt-a")
    follow(page.get_by_role("button", name="Review"))
    expect(page.locator(".history")).to_contain_text("adolescent")


def test_a_copy_from_a_phone_without_a_network_is_looked_at_and_kept(page):
    course = opens(page, "offline-1")
    phone = json.loads(downloaded(page, "Document"))
    phone["entries"].append(
        {"kind": "risk_assessed", "on": "2026-01-05", "action": "urgent", "reasons": "asked openly", "by": "th-9"}
    )
    enters(page, course, "risk_assessed", {"on": "2026-01-05", "action": "none", "reasons": "asked openly"})
    page.goto(course)
    follow(page.get_by_role("link", name="Another copy"))
    buffer = json.dumps(phone).encode()
    page.set_input_files("input[type=file]", {"name": "x.json", "mimeType": "application/json", "buffer": buffer})
    follow(page.get_by_role("button", name="Look at it"))
    conflicts = page.get_by_role("region", name="To look at")
    expect(conflicts).to_contain_text("reported apart")
    expect(conflicts.locator(".history > li")).not_to_have_count(0)
    assert faults_of(page) == []
    follow(page.get_by_role("button", name="Keep both"))
    expect(page.get_by_role("status")).to_contain_text("Entered.")
    expect(page.locator(".history > li")).to_have_count(3)
    expect(page.get_by_role("region", name="Safety: open now")).to_contain_text("urgent action")


def test_the_caseload_shows_what_is_overdue_and_finds_a_course(page):
    opens(page, "late-1", on=str(date.today() - timedelta(days=40)))
    opens(page, "soon-1", on=str(date.today()))
    follow(page.get_by_role("link", name="Clinic"))
    expect(page.locator(".overdue").filter(has_text="late-1")).to_contain_text("Overdue: session")
    page.get_by_role("searchbox").fill("initial")  # a word of the page
    follow(page.get_by_role("button", name="Search"))
    expect(page.locator(".cards > li").filter(has_text="late-1")).to_be_visible()
    page.get_by_role("searchbox").fill("soon-1")
    follow(page.get_by_role("button", name="Search"))
    expect(page.locator(".cards > li")).to_have_count(1)
    expect(page.locator(".cards > li")).to_contain_text("Next: session")
    assert "soon" not in page.url


# -- for everybody's eyes and hands ------------------------------------------------------------------------------------


def faults_of(page: Page) -> list[str]:
    """What axe-core calls serious, or worse, on a page; in the dark only its contrasts are others."""
    violations = []
    for scheme, asked in (("dark", "{runOnly: ['color-contrast']}"), ("light", "{}")):
        page.emulate_media(color_scheme=scheme)
        violations += page.evaluate(f"async () => {{ {AXE}; return (await axe.run({asked})).violations }}")
    return [
        f"{violation['id']}: {node['html'][:120]}"
        for violation in violations
        if violation["impact"] in ("serious", "critical")
        for node in violation["nodes"][:3]
    ]


def test_axe_finds_nothing_serious_and_nothing_is_wider_than_a_phone(chromium, clinic):
    page = window(chromium, clinic, viewport=PHONE)
    course = brings_in(page, "departures")
    new = opens(page, "b-6")
    addresses = ["/", "/courses/new", "/import", "/nowhere", course, f"{course}/review", f"{course}/pictures", new]
    addresses += [f"{course}/correct/1", f"{new}/merge", f"{new}/add/session_held", f"{new}/add/middle_begun"]
    for address in addresses:
        page.goto(address)
        look(page)
    enters(page, new, "symptoms_rated", {"instrument": "PHQ-9", "total": "many"})
    expect(page.get_by_role("alert")).to_be_visible()
    look(page)
    follow(page.get_by_role("button", name="Sign out"))
    look(page)
    page.context.close()


def test_axe_finds_a_fault_that_was_planted(page):
    page.evaluate(
        "document.querySelector('[type=search]').closest('label').replaceWith(document.createElement('input'))"
    )
    assert faults_of(page)[0].startswith("label:")


def look(page: Page) -> None:
    assert faults_of(page) == [], page.url
    wide = page.evaluate("document.documentElement.scrollWidth")
    assert wide <= PHONE["width"], page.url


def test_a_supervisor_reads_and_finds_nothing_to_write_with(chromium, clinic, page):
    course = opens(page, "b-7")
    supervisor = window(chromium, clinic, "supervisor")
    supervisor.goto(course)
    expect(supervisor.get_by_role("heading", name="b-7")).to_be_visible()
    expect(supervisor.locator('a[href*="/add/"], a[href*="/correct/"]')).to_have_count(0)
    supervisor.context.close()
