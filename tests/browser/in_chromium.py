"""The page in Chromium, as somebody uses it: check.sh runs this file, which no other run of the tests collects."""

import functools
import json
import os
import threading
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import expect, sync_playwright

expect.set_options(timeout=60_000)  # a busy machine is no fault of the page


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


@pytest.fixture
def site():
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=os.environ["SITE"]))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


def test_a_course_is_entered_in_the_tab_which_asks_nobody_and_works_offline(site):
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 390, "height": 844})
        failed = []
        page.on("console", lambda said: failed.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: failed.append(str(error)))
        page.goto(site)
        place = page.locator("#place")
        expect(place).to_contain_text("Not opened yet")
        expect(page.locator("html[data-offline=ready]")).to_be_attached()

        page.context.set_offline(True)
        page.reload()
        expect(place).to_contain_text("Not opened yet")
        asked = []
        page.on("request", lambda request: asked.append(request.url) if not request.url.startswith("blob:") else None)

        options, entry = (
            page.get_by_role("region", name="What may be entered"),
            page.get_by_role("region", name="Entry"),
        )
        expect(options.get_by_role("button")).to_have_count(1)
        expect(options).to_contain_text("Session held: open the course first")
        options.get_by_role("button", name="Course opened").click()
        entry.get_by_label("Day").first.fill("2026-01-05")
        entry.get_by_label("Client", exact=True).fill("c-017")
        entry.get_by_label("Consent to assessment").check()
        entry.get_by_role("button", name="Course opened").click()
        expect(place).to_contain_text("In the initial phase, 0 sessions held")

        options.get_by_role("button", name="Symptoms rated").click()
        entry.get_by_label("Day").first.fill("2026-01-05")
        entry.get_by_label("Instrument").fill("PHQ-9")
        entry.get_by_label("Total").fill("many")
        entry.get_by_role("button", name="Symptoms rated").click()
        expect(entry.get_by_role("alert")).to_contain_text("Total: a number from 0 to 1000")
        entry.get_by_label("Total").fill("17")
        entry.get_by_label("Suicide item").fill("2")
        entry.get_by_role("button", name="Symptoms rated").click()
        expect(page.get_by_role("region", name="Safety")).to_contain_text("a positive suicide item")
        expect(page.get_by_role("region", name="History")).to_contain_text("PHQ-9: 17")
        page.locator("#language").select_option("de")
        expect(place).to_contain_text("Anfangsphase")
        assert page.evaluate("document.documentElement.scrollWidth") <= 390

        with page.expect_download() as file:
            page.get_by_role("button", name="Save as a file").click()
        saved = Path(file.value.path())
        assert [entry["kind"] for entry in json.loads(saved.read_text("utf-8"))["entries"]] == [
            "course_opened",
            "symptoms_rated",
        ]
        assert asked == []  # from the first word typed on, nothing was sent or fetched
        assert failed == []
        browser.close()
