"""A small clinic on iptcore: courses of therapy in the browser, judged, stored and handed on.

    python examples/clinic/app.py

Then open http://127.0.0.1:5000. An example to copy from, for one machine: a real one adds TLS and its own sign-in.
"""

import os
import sqlite3
from contextlib import suppress
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfoNotFoundError

from iptcore.extras import needed

needed("flask", by="this clinic", install="iptcore[clinic]")

# isort: split
from caseload import summary_of
from drawing import WIDTHS, as_svg, draw, names
from entering import SET_HERE, Filled, edited, filled
from flask import Flask, Response, abort, flash, g, redirect, render_template, request, session, url_for
from guard import first_users, protect, secret_beside, sign_in, signed_in, token, writing
from joining import joined
from known import ID, Courses, course_name, new_id
from storage import Storage
from werkzeug.exceptions import HTTPException, SecurityError
from werkzeug.wrappers import Response as AnyResponse
from words import ERRORS, WORDS

from iptcore import Course, EntriesCorrected, InvalidValue, IptError, Phase, Protocol, StaleRevision, Status
from iptcore.documents import BadDocument, Limits, from_json, to_json
from iptcore.events import KINDS
from iptcore.exports.calendar import calendar
from iptcore.exports.fhir import bundle
from iptcore.exports.tables import long_table, to_csv
from iptcore.protocol.catalogue import CATALOGUE
from iptcore.protocol.merging import merge
from iptcore.readings.safety import REFUSAL
from iptcore.readings.sessions import sessions_used
from iptcore.schedule import plan
from iptcore.screens import form, languages, screen, translation
from iptcore.screens.screen import reason

LARGEST = 2_000_000
"""Bytes of the largest request: a course of a thousand entries has a fifth of that."""

DOCUMENT = Limits(bytes=LARGEST, items=20_000)
"""How large a document may be that comes in."""

PROTOCOLS = {protocol.code: protocol for protocol in CATALOGUE}

MENU = [kind for kind in KINDS if kind not in ("course_opened", "entries_corrected", "departure_explained")]
"""The kinds of event with a form of their own; the others come with an opening, a correction or a departure."""

TOPICS = {
    "opening": "Opening",
    "safety": "Safety",
    "understanding": "Understanding and focus",
    "working": "Working",
    "ending": "Ending",
    "leaving": "Leaving",
    "after": "Afterwards",
    "record": "The record",
}
"""The headings over the kinds of event, by the time of a course to which they belong."""

ROWS = 50


def create_app(database: Path, *, secret: str | None = None) -> Flask:
    """The application on a database."""
    app = Flask(__name__)
    with_tables = Storage(database)
    with_tables.set_up()
    with_tables.close()
    app.config.update(
        SECRET_KEY=secret or secret_beside(database),
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Strict",
        SESSION_COOKIE_SECURE=os.environ.get("CLINIC_HTTPS") == "1",
        MAX_CONTENT_LENGTH=LARGEST,
        MAX_FORM_MEMORY_SIZE=LARGEST,
        TRUSTED_HOSTS=os.environ.get("CLINIC_HOSTS", "127.0.0.1,localhost").split(","),
    )
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    courses = Courses()

    def storage() -> Storage:
        if "storage" not in g:
            g.storage = Storage(database)
        opened: Storage = g.storage
        return opened

    @app.teardown_appcontext
    def close(_: BaseException | None) -> None:
        if "storage" in g:
            g.storage.close()

    protect(app, storage)

    def load(course: str) -> tuple[Course, Protocol]:
        """A course that this user may see, and its protocol; another's is not found."""
        owner = storage().owner(course)
        if owner is None or (g.user.role == "clinician" and owner != g.user.name):
            abort(404)
        loaded = courses.of(storage(), course)
        return loaded, PROTOCOLS[loaded.opening.protocol if loaded.opening else "ipt"]

    def say(text: str) -> str:
        return WORDS.get(language(), {}).get(text, text)

    @app.context_processor
    def for_templates() -> dict[str, Any]:
        return {
            "t": say,
            "token": token,
            "language": language(),
            "languages": languages(),
            "user": g.get("user"),
            "say": translation(language()),
        }

    # -- signing in ----------------------------------------------------------------------------------------------------

    @app.route("/sign-in", methods=["GET", "POST"])
    def enter() -> tuple[str, int] | str | AnyResponse:
        if request.method == "GET":
            return render_template("sign_in.html")
        if sign_in(storage(), request.form.get("name", ""), request.form.get("password", "")):
            return redirect(url_for("show_caseload"))
        return render_template("sign_in.html", wrong=True), 401

    @app.post("/sign-out")
    def leave() -> AnyResponse:
        session.clear()
        return redirect(url_for("enter"))

    @app.post("/language/<chosen>")
    def choose_language(chosen: str) -> AnyResponse:
        if chosen not in languages():
            abort(404)
        session["language"] = chosen
        # Only a path of our own: what somebody posts must not send anybody elsewhere.
        back = request.form.get("back", "/")
        ours = back.startswith("/") and not back.startswith(("//", "/\\")) and back.isprintable()
        return redirect(back if ours else "/")

    # -- courses -------------------------------------------------------------------------------------------------------

    @app.route("/", methods=["GET", "POST"])
    @signed_in
    def show_caseload() -> str:
        # What is searched for may be a client: it is posted, so that it stands in no address and no log.
        wanted = request.form.get("wanted", "").strip()
        page = max(request.form.get("page", 0, type=int), 0)
        owner = g.user.name if g.user.role == "clinician" else None
        rows = storage().caseload(
            owner=owner, wanted=wanted, words=stored_words(wanted), limit=ROWS + 1, skip=min(page, 10**6) * ROWS
        )
        return render_template(
            "caseload.html",
            rows=rows[:ROWS],
            more=len(rows) > ROWS,
            page=page,
            wanted=wanted,
            today=today(),
        )

    @app.route("/courses/new", methods=["GET", "POST"])
    @writing
    def open_course() -> Any:
        chosen = PROTOCOLS.get(request.form.get("_protocol", "ipt"))
        if chosen is None:
            abort(400)
        begun = filled("course_opened", Course(), chosen, g.user.name)
        page: dict[str, Any] = {"protocols": CATALOGUE, "chosen": chosen, "id": request.form.get("_id", new_id())}
        if ID.fullmatch(page["id"]) is None:
            abort(400)
        if begun.after is None:
            return render_form(begun, None, Course(), title=say("Open a course"), **page)
        with suppress(sqlite3.IntegrityError):  # sent twice: the course is there, if it is this user's
            storage().create(page["id"], g.user.name, begun.events, summary_of(begun.after, chosen))
            flash_entered(begun)
        return redirect(url_for("show_course", course=page["id"]))

    @app.get("/courses/<course>")
    @signed_in
    def show_course(course: str) -> str:
        loaded, protocol = load(course)
        shown = screen(loaded, protocol, language=language(), private=True)
        options = [option for option in shown["options"] if option["kind"] in MENU]
        for option in options:
            refusing = [why for why in option["reasons"] if why["refuses"]]
            option["explainable"] = not option["open"] and all(why["way_out"] for why in refusing)
        can = {option["kind"] for option in options if option["open"] or option["explainable"]}
        topics: dict[str, list[dict[str, Any]]] = {}
        for option in options:
            topics.setdefault(TOPICS[KINDS[option["kind"]].__module__.rpartition(".")[2]], []).append(option)
        parts = {"shown": shown, "topics": topics, "can": can, "refusal": REFUSAL, "today": today()}
        return render_template("course.html", id=course, course=loaded, **parts)

    @app.route("/courses/<course>/add/<kind>", methods=["GET", "POST"])
    @writing
    def add(course: str, kind: str) -> Any:
        if kind not in MENU:
            abort(404)
        loaded, protocol = load(course)
        begun = filled(kind, loaded, protocol, g.user.name)
        return entered(course, loaded, protocol, begun)

    @app.route("/courses/<course>/correct/<int:entry>", methods=["GET", "POST"])
    @writing
    def correct(course: str, entry: int) -> Any:
        loaded, protocol = load(course)
        if not 0 < entry <= loaded.revision:
            abort(404)
        wrong = loaded.history[entry - 1]
        if isinstance(wrong, EntriesCorrected):
            abort(404)
        begun = edited(entry, wrong, loaded, protocol, g.user.name)
        return entered(course, loaded, protocol, begun, correcting=entry)

    def entered(
        course: str, loaded: Course, protocol: Protocol, begun: Filled, *, correcting: int | None = None
    ) -> Any:
        """Store what a form gave; else the form again, with what was typed and what is in the way."""
        title = translation(language())(f"event.{begun.kind}")
        if correcting is not None:
            title = f"{say('Correct entry')} {correcting}: {title}"
        parts: dict[str, Any] = {"title": title, "correcting": correcting}
        if request.method == "GET":
            return render_form(begun, course, loaded, **parts)
        revision = request.form.get("_revision", type=int)
        if revision is None or not 0 < revision <= loaded.revision:
            abort(400)
        if revision < loaded.revision:
            return conflict(begun, course, revision, loaded, **parts)
        if begun.after is None:
            return render_form(begun, course, loaded, **parts)
        try:
            storage().append(course, revision, begun.events, g.user.name, summary_of(begun.after, protocol))
        except StaleRevision:
            return conflict(begun, course, revision, courses.of(storage(), course), **parts)
        flash_entered(begun)
        return redirect(url_for("show_course", course=course))

    def flash_entered(begun: Filled) -> None:
        flash(say("Entered."))
        for objection in begun.advice:
            flash(f"{say('Advice')}: {translation(language()).todo(objection.code, objection.asks)}")

    def conflict(begun: Filled, course: str, revision: int, newest: Course, **parts: Any) -> Any:
        """Somebody else wrote meanwhile: show what was added, and keep what was typed."""
        added = screen(newest, begun.protocol, language=language(), private=True)["history"][revision:]
        return render_form(begun, course, newest, added=added, code=409, **parts)

    def render_form(begun: Filled, course: str | None, loaded: Course, *, code: int = 0, **parts: Any) -> Any:
        protocol = begun.protocol
        page = render_template(
            "form.html",
            id=parts.pop("id", course),
            course=course,
            begun=begun,
            set_here=SET_HERE,
            revision=loaded.revision,
            fields=form(begun.kind, language=language(), course=loaded, protocol=protocol),
            reasons=[reason(objection, translation(language())) for objection in begun.refusing],
            **parts,
        )
        bad = request.method == "POST" and not begun.redrawn
        return page, code or (422 if bad else 200)

    @app.get("/courses/<course>/review")
    @signed_in
    def review(course: str) -> str:
        loaded, protocol = load(course)
        under = PROTOCOLS.get(request.args.get("under", protocol.code))
        if under is None:
            abort(404)
        in_words = translation(language())
        findings = [(finding, reason(finding.objection, in_words)) for finding in under.review(loaded)]
        return render_template(
            "review.html", id=course, course=loaded, under=under, findings=findings, protocols=CATALOGUE
        )

    @app.get("/courses/<course>/pictures")
    @signed_in
    def pictures(course: str) -> str:
        loaded, protocol = load(course)
        since = request.args.get("since", type=date.fromisoformat)
        narrow: dict[str, Any] = {"language": language(), "width": WIDTHS["narrow"], "since": since}
        drawn = [draw(name, loaded, protocol, **narrow) for name in names(loaded, protocol)]
        shown = [(name, picture.alt_text) for name, picture in zip(names(loaded, protocol), drawn, strict=True)]
        return render_template("pictures.html", id=course, course=loaded, since=since, pictures=shown)

    @app.get("/courses/<course>/pictures/<name>.svg")
    @signed_in
    def picture(course: str, name: str) -> Response:
        loaded, protocol = load(course)
        if name not in names(loaded, protocol):
            abort(404)
        drawn = draw(
            name,
            loaded,
            protocol,
            language=language(),
            width=WIDTHS["wide" if request.args.get("wide") == "1" else "narrow"],
            dark=request.args.get("dark") == "1",
            since=request.args.get("since", type=date.fromisoformat),
        )
        return Response(as_svg(drawn), mimetype="image/svg+xml")

    # -- out and in ----------------------------------------------------------------------------------------------------

    @app.get("/courses/<course>/<any(document, fhir, ratings):what>")
    @signed_in
    def hand_out(course: str, what: str) -> Response:
        loaded, protocol = load(course)
        if what == "document":
            return download(to_json(loaded, indent=True), "application/json", "course.json")
        if what == "fhir":
            document = app.json.dumps(bundle(protocol, loaded, name=course_name(course)))
            return download(document, "application/fhir+json", "course.fhir.json")
        return download(to_csv(long_table({"course": loaded})), "text/csv", "ratings.csv")

    @app.post("/courses/<course>/calendar")
    @signed_in
    def appointments(course: str) -> Any:
        loaded, _ = load(course)
        if loaded.contract is None:
            return problem(say("There is no contract yet: agree on one first."), 409)
        try:
            schedule = plan(
                loaded.contract,
                first=date.fromisoformat(request.form["first"]),
                at=time.fromisoformat(request.form["at"]),
                zone=request.form["zone"],
                used=sessions_used(loaded),
            )
            minutes = loaded.contract.minutes or 50
            document = calendar(
                schedule,
                name=course_name(course),
                at=datetime.now(UTC),
                minutes=minutes,
                sequence=loaded.revision,
                summary=say("Appointment"),
            )
        except (IptError, ZoneInfoNotFoundError, ValueError) as fault:
            if isinstance(fault, IptError):
                return problem(say("No calendar can be made from this."), 422, detail=str(fault))
            return problem(say("No day, time or time zone."), 422)
        return download(document, "text/calendar", "appointments.ics")

    @app.route("/import", methods=["GET", "POST"])
    @writing
    def bring_in() -> Any:
        if request.method == "GET":
            return render_template("import.html")
        sent = request.files.get("document")
        if sent is None or not sent.filename:
            return render_template("import.html", problem=say("Choose a document first.")), 422
        try:  # its name is never looked at
            course = from_json(sent.read(), limits=DOCUMENT)
        except BadDocument as bad:
            return render_template("import.html", problem=say("This document cannot be read."), detail=str(bad)), 422
        if course.opening is None:
            return render_template("import.html", problem=say("The course in it was never opened.")), 422
        key = new_id()
        protocol = PROTOCOLS[course.opening.protocol]
        storage().create(key, g.user.name, course.history, summary_of(course, protocol))
        return redirect(url_for("review", course=key))

    @app.route("/courses/<course>/merge", methods=["GET", "POST"])
    @writing
    def join(course: str) -> Any:
        loaded, protocol = load(course)
        page: dict[str, Any] = {"id": course, "course": loaded}
        if request.method == "GET":
            return render_template("merge.html", **page)
        try:
            joining = joined(loaded, protocol, DOCUMENT)
        except BadDocument as bad:
            unread = say("This document cannot be read.")
            return render_template("merge.html", problem=unread, detail=str(bad), **page), 422
        except InvalidValue:
            return render_template("merge.html", problem=say("This is a copy of another course."), **page), 422
        if joining is None:
            return render_template("merge.html", problem=say("Choose a document first."), **page), 422
        revision, merged = request.form.get("_revision", type=int), joining.merged.course
        moved = revision is not None and revision != loaded.revision
        if revision is not None and not moved:  # it was looked at: keep both
            try:
                new = merged.history[revision:]
                storage().append(course, revision, new, g.user.name, summary_of(merged, protocol))
            except StaleRevision:
                loaded, moved = courses.of(storage(), course), True
                joining = joining._replace(merged=merge(protocol, loaded, merged))
            else:
                flash(say("Entered."))
                return redirect(url_for("show_course", course=course))
        shown = joining.shown(protocol, loaded.revision, language())
        return render_template("merge.html", moved=moved, **page | {"course": loaded}, **shown), 409 if moved else 200

    # -- what goes wrong -----------------------------------------------------------------------------------------------

    def problem(text: str, code: int, *, detail: str = "") -> tuple[str, int]:
        return render_template("error.html", text=text, detail=detail), code

    @app.errorhandler(HTTPException)
    def explain(error: HTTPException) -> tuple[str, int]:
        code = error.code or 500
        if isinstance(error, SecurityError):  # under another host no address of ours can be made
            return "This is not the address of the clinic.", code
        return problem(say(ERRORS.get(code, "This could not be done.")), code)

    return app


def language() -> str:
    """The language that this user chose."""
    return str(session.get("language", "en"))


def stored_words(wanted: str) -> list[str]:
    """The statuses and phases whose word in the language of the page holds *wanted*."""
    say = translation(language())
    return [word.value for word in (*Status, *Phase) if wanted.casefold() in say.word(word).casefold()]


def today() -> date:
    """The day, by the clock of this machine."""
    return datetime.now().astimezone().date()


def download(text: str, type_: str, name: str) -> Response:
    """A file to keep."""
    response = Response(text, mimetype=type_)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def main() -> None:
    """Serve the clinic on this machine alone, and show the first passwords once."""
    database = Path(os.environ.get("CLINIC_DATABASE", "clinic.sqlite"))
    app = create_app(database)
    opened = Storage(database)
    for name, password in first_users(opened):
        print(f"sign in as {name} with the password {password}", flush=True)
    opened.close()
    app.run("127.0.0.1", int(os.environ.get("CLINIC_PORT", "5000")), threaded=True)


if __name__ == "__main__":
    main()
