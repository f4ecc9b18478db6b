import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.security import generate_password_hash

EXAMPLE = Path(__file__).parents[2] / "examples" / "clinic"
sys.path.insert(0, str(EXAMPLE))

from app import create_app  # noqa: E402 (the example is no package)
from storage import Storage, User  # noqa: E402

PASSWORD = "a long password"


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return tmp_path / "clinic.sqlite"


@pytest.fixture
def app(database: Path) -> Flask:
    app = create_app(database)
    app.testing = True
    storage = Storage(database)
    hashed = generate_password_hash(PASSWORD, method="pbkdf2:sha256:1")
    for name, role in (("ada", "clinician"), ("ben", "clinician"), ("sue", "supervisor")):
        storage.add_user(User(name, role, hashed))
    storage.close()
    return app


@pytest.fixture
def storage(app: Flask, database: Path) -> Iterator[Storage]:
    opened = Storage(database)
    yield opened
    opened.close()


class Browser:
    """Somebody who is signed in, reads pages and sends the forms on them."""

    def __init__(self, app: Flask, name: str | None = None) -> None:
        self.client = app.test_client()
        if name is not None:
            assert self.send("/sign-in", name=name, password=PASSWORD).status_code == 302

    def get(self, path: str):
        return self.client.get(path)

    def send(self, path: str, *, page: str | None = None, **typed):
        """The form of *page* with what was typed; names with dots are given with two underscores."""
        token = re.search(r'name="_token" value="([^"]+)"', self.get(page or "/sign-in").text)
        data = {"_token": token[1], **{name.replace("__", "."): text for name, text in typed.items()}}
        return self.client.post(path, data=data, content_type="multipart/form-data")

    def opens(self, client: str = "c-017", **typed) -> str:
        answer = self.send("/courses/new", _protocol="ipt", on="2026-01-05", client=client, consent="yes", **typed)
        assert answer.status_code == 302, answer.text
        return answer.location

    def enters(self, course: str, kind: str, **typed):
        page = self.get(f"{course}/add/{kind}")
        revision = re.search(r'name="_revision" value="(\d+)"', page.text)[1]
        return self.send(f"{course}/add/{kind}", **{"_revision": revision, "on": "2026-01-05", **typed})


@pytest.fixture
def ada(app: Flask) -> Browser:
    return Browser(app, "ada")


@pytest.fixture
def ben(app: Flask) -> Browser:
    return Browser(app, "ben")


@pytest.fixture
def sue(app: Flask) -> Browser:
    return Browser(app, "sue")
