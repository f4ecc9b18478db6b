"""Who may do what: sign-in, roles, the token in every form, the same origin, and the headers of every answer."""

import functools
import hmac
import os
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import Any

from flask import Flask, Response, abort, g, redirect, request, session, url_for
from storage import Storage, User
from werkzeug.security import check_password_hash, generate_password_hash
from werkzeug.wrappers import Response as AnyResponse

HEADERS = {
    # No script runs at all, whoever wrote it.
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}

_NOBODY = generate_password_hash(secrets.token_urlsafe())
"""What a password is compared with where there is no such user, so that the answer takes as long."""


def protect(app: Flask, storage: Callable[[], Storage]) -> None:
    """Check each request before its route is asked, and put the headers on each answer."""

    @app.before_request
    def check() -> None:
        g.user = storage().user(session["user"]) if "user" in session else None
        if request.method not in ("GET", "HEAD", "OPTIONS"):
            if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
                abort(403)
            if request.headers.get("Origin", request.host_url.rstrip("/")) != request.host_url.rstrip("/"):
                abort(403)
            if not hmac.compare_digest(token().encode(), request.form.get("_token", "").encode()):
                abort(403)

    @app.after_request
    def put_headers(response: Response) -> Response:
        response.headers.update(HEADERS)
        if request.endpoint != "static":
            response.headers["Cache-Control"] = "no-store"
        return response


def token() -> str:
    """The token that every form of this session carries: another site cannot know it."""
    if "token" not in session:
        session["token"] = secrets.token_urlsafe(24)
    return str(session["token"])


def sign_in(storage: Storage, name: str, password: str) -> bool:
    """Begin a session of a user whose password it is."""
    user = storage.user(name)
    if not check_password_hash(user.password if user else _NOBODY, password) or user is None:
        return False
    language = session.get("language", "en")
    session.clear()  # a new token too: nobody can have planted the old one
    session.update(user=user.name, language=language)
    return True


def first_users(storage: Storage) -> list[tuple[str, str]]:
    """Where there are no users, make one for each role, and give their names and passwords: they are shown once."""
    if storage.has_users():
        return []
    users = [(role, secrets.token_urlsafe(9)) for role in ("clinician", "supervisor")]
    for role, password in users:
        storage.add_user(User(role, role, generate_password_hash(password)))
    return users


def signed_in(route: Callable[..., Any]) -> Callable[..., Any]:
    """A route for everybody who is signed in."""

    @functools.wraps(route)
    def checked(*args: Any, **given: Any) -> str | AnyResponse:
        if g.user is None:
            return redirect(url_for("enter"))
        answer: str | AnyResponse = route(*args, **given)
        return answer

    return checked


def writing(route: Callable[..., Any]) -> Callable[..., Any]:
    """A route for clinicians: a supervisor only reads."""

    @signed_in
    @functools.wraps(route)
    def checked(*args: Any, **given: Any) -> Any:
        if g.user.role != "clinician":
            abort(403)
        return route(*args, **given)

    return checked


def secret_beside(database: Path) -> str:
    """The key that signs sessions, in a file beside the database that nobody else can read."""
    path = database.with_suffix(".key")
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_hex(32))
    except FileExistsError:
        pass
    return path.read_text(encoding="ascii")
