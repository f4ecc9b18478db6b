"""The clinic under load, on loopback: eight writers, 200 courses, one minute, and a server that is killed on the way.

    python tests/benchmarks/clinic_load.py [SECONDS]

Two thousand courses of 80 entries lie in the database beside them. It fails unless every entry that was accepted is
there once and in order, every refused one is not there, and every refusal said why; then it shows how long pages take.
"""

import http.client
import os
import random
import re
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter, defaultdict
from datetime import date
from pathlib import Path
from statistics import median, quantiles
from urllib.parse import urlencode

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "examples" / "clinic"))

from caseload import summary_of  # noqa: E402 (the example is no package)
from storage import Storage, User  # noqa: E402
from werkzeug.security import generate_password_hash  # noqa: E402

from iptcore import IPT, CourseOpened, replay  # noqa: E402
from iptcore.documents import from_json  # noqa: E402

WRITERS, COURSES, STORED, ENTRIES, KILLED_EVERY = 8, 200, 2_000, 80, 10.0
PASSWORD = "for a minute only"
OPENED = date(2026, 1, 5)


class Server:
    """The clinic in a process of its own, which can be killed and started again on the same database."""

    def __init__(self, database: Path) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.surroundings = {**os.environ, "CLINIC_DATABASE": str(database), "CLINIC_PORT": str(self.port)}
        self.start()

    def start(self) -> None:
        app = ROOT / "examples" / "clinic" / "app.py"
        nowhere = subprocess.DEVNULL
        self.process = subprocess.Popen([sys.executable, app], env=self.surroundings, stdout=nowhere, stderr=nowhere)
        while True:
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
            except OSError:
                time.sleep(0.05)
            else:
                return

    def kill(self) -> None:
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()


class Client:
    """Somebody with a browser: keeps the cookie, reads the token of the page, posts the form."""

    def __init__(self, port: int) -> None:
        self.port, self.cookie = port, ""
        page = self.ask("GET", "/sign-in")[1]
        self.ask("POST", "/sign-in", {"_token": token(page), "name": "ada", "password": PASSWORD})

    def ask(self, method: str, path: str, form: dict[str, str] | None = None) -> tuple[int, str]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        headers = {"Cookie": self.cookie, "Content-Type": "application/x-www-form-urlencoded"}
        try:
            connection.request(method, path, urlencode(form) if form else None, headers)
            answer = connection.getresponse()
            page = answer.read().decode()
        finally:
            connection.close()
        for _, cookie in (pair for pair in answer.getheaders() if pair[0] == "Set-Cookie"):
            self.cookie = cookie.partition(";")[0]
        return answer.status, page


def token(page: str) -> str:
    return re.search(r'name="_token" value="([^"]+)"', page)[1]


class Writer(threading.Thread):
    """Enters one thing after another, into any course, and remembers what the clinic answered."""

    def __init__(self, number: int, port: int, courses: list[str], until: float) -> None:
        super().__init__()
        self.number, self.port, self.courses, self.until = number, port, courses, until
        self.draw = random.Random(number)
        self.accepted: dict[str, list[str]] = defaultdict(list)
        self.unknown: dict[str, list[str]] = defaultdict(list)
        self.refused: list[tuple[str, str]] = []
        self.answers: Counter[str] = Counter()
        self.client: Client | None = None

    def run(self) -> None:
        count = 0
        while time.monotonic() < self.until:
            count += 1
            course, mark = self.draw.choice(self.courses), f"w{self.number}-{count}"
            sent = False
            try:
                self.client = self.client or Client(self.port)
                # One in ten is a decision that cannot be made yet: its refusal has to say why.
                kind = "middle_begun" if self.draw.random() < 0.1 else "contact_made"
                page = self.client.ask("GET", f"/courses/{course}/add/{kind}")[1]
                form = {"_token": token(page), "_revision": revision(page), "on": OPENED.isoformat()}
                if kind == "contact_made":
                    form |= {"reason": "administrative", "contact": "client", "reached": "yes", "details": mark}
                sent = True
                self.note(kind, course, mark, *self.client.ask("POST", f"/courses/{course}/add/{kind}", form))
            except (OSError, http.client.HTTPException):  # the server was killed
                self.client = None
                if sent:
                    self.unknown[course].append(mark)
                self.answers["no answer"] += 1
                time.sleep(0.1)

    def note(self, kind: str, course: str, mark: str, status: int, page: str) -> None:
        if status == 302:
            self.accepted[course].append(mark)
            self.answers["accepted"] += 1
        elif status == 409 and "Somebody else wrote meanwhile" in page:
            self.refused.append((course, mark))
            self.answers["conflict, with what was added"] += 1
        elif status == 422 and kind == "middle_begun" and "assess suicide risk first" in page:
            self.refused.append((course, mark))
            self.answers["refused, with the reasons"] += 1
        else:
            self.answers[f"WRONG: {kind} {status}"] += 1


def revision(page: str) -> str:
    return re.search(r'name="_revision" value="(\d+)"', page)[1]


def fill(database: Path) -> list[str]:
    """Two thousand courses that are there already, and the 200 that are written into. Gives the ids of the latter."""
    storage = Storage(database)
    storage.set_up()
    storage.add_user(User("ada", "clinician", generate_password_hash(PASSWORD)))
    document = (ROOT / "examples" / "courses" / "perinatal_maintenance.json").read_text(encoding="utf-8")
    history = from_json(document).history[:ENTRIES]
    summary = summary_of(replay(history), IPT)
    for number in range(STORED):
        storage.create(f"stored-{number:09d}", "ada", history, summary._replace(client=f"s-{number}"))
    ids = [f"written-{number:08d}" for number in range(COURSES)]
    for number, course in enumerate(ids):
        opened = IPT.open(on=OPENED, client=f"c-{number}", consent=True)
        storage.create(course, "ada", opened.history, summary_of(opened, IPT))
    storage.close()
    return ids


def judge(database: Path, ids: list[str], writers: list[Writer]) -> int:
    """Hold what is stored against what was answered; gives the number of entries that were accepted."""
    storage = Storage(database)
    for course in ids:
        numbers = [row[0] for row in storage._db.execute(
            "SELECT revision FROM entries WHERE course = ? ORDER BY revision", (course,))]  # fmt: skip
        assert numbers == list(range(1, len(numbers) + 1)), f"gaps or doubles in {course}"
        events = storage.history(course)
        assert isinstance(events[0], CourseOpened)
        stored = [event.details for event in events[1:]]
        assert len(set(stored)) == len(stored), f"an entry twice in {course}"
        for writer in writers:
            mine = [mark for mark in stored if mark.startswith(f"w{writer.number}-")]
            assert mine == sorted(mine, key=lambda mark: int(mark.partition("-")[2])), f"disorder in {course}"
            assert set(writer.accepted[course]) <= set(mine), f"an accepted entry is missing in {course}"
            assert set(mine) <= {*writer.accepted[course], *writer.unknown[course]}, f"a refused entry in {course}"
    storage.close()
    return sum(len(marks) for writer in writers for marks in writer.accepted.values())


def time_pages(port: int) -> None:
    """How long each page takes, from request to last byte, each time for another course."""
    client, draw = Client(port), random.Random(7)
    pages = {"caseload": "/", "course": "", "form of a session": "/add/session_held", "review": "/review"}
    for name, page in pages.items():
        taken = []
        for _ in range(200):
            path = page if page == "/" else f"/courses/stored-{draw.randrange(STORED):09d}{page}"
            begun = time.perf_counter()
            status, _ = client.ask("GET", path)
            taken.append((time.perf_counter() - begun) * 1000)
            assert status == 200, (path, status)
        print(f"{name}: median {median(taken):.0f} ms, 95 of 100 under {quantiles(taken, n=20)[-1]:.0f} ms")


def main() -> None:
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 60.0
    with tempfile.TemporaryDirectory() as folder:
        database = Path(folder) / "clinic.sqlite"
        begun = time.monotonic()
        ids = fill(database)
        print(f"{STORED} courses of {ENTRIES} entries stored in {time.monotonic() - begun:.0f} s", flush=True)
        server = Server(database)
        try:
            until, kills = time.monotonic() + seconds, 0
            writers = [Writer(number, server.port, ids, until) for number in range(WRITERS)]
            for writer in writers:
                writer.start()
            while time.monotonic() + KILLED_EVERY < until:
                time.sleep(KILLED_EVERY)
                server.kill()
                kills += 1
                server.start()
            for writer in writers:
                writer.join()
            answers = sum((writer.answers for writer in writers), Counter())
            print(f"{WRITERS} writers, {COURSES} courses, {seconds:.0f} s, {kills} kills: {dict(answers)}")
            assert not any(answer.startswith("WRONG") for answer in answers)
            server.kill()  # nothing may lie in memory alone
            print(f"{judge(database, ids, writers)} accepted entries: each there once, in order; no refused one is")
            server.start()
            time_pages(server.port)
        finally:
            server.kill()


if __name__ == "__main__":
    main()
