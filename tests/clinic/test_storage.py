"""What any storage keeps, asked of the clinic's, of a dictionary, and of some that keep less."""

import json
import signal
import sqlite3
import subprocess
import sys
import threading
from datetime import date
from pathlib import Path

import pytest
from caseload import summary_of
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import run_state_machine_as_test
from known import Courses
from storage import Storage, Summary, User

from iptcore import IPT, ContactMade, Course, PsychoeducationGiven, StaleRevision, SymptomsRated, replay
from iptcore.documents import to_json
from iptcore.testing.storage import storage_machine

NOTHING = Summary("c-1", "ipt", "open", "initial", 0, date(2026, 1, 5), None, None)
DOCUMENTS = [path.read_text() for path in (Path(__file__).parents[2] / "examples" / "courses").glob("*.json")]
OPENED = IPT.open(on=date(2026, 1, 5), client="c-1", consent=True)
RATED = SymptomsRated(on=date(2026, 1, 5), instrument="PHQ-9", total=17)


class OfTheClinic:
    """The clinic's storage, as the machine asks for it."""

    def __init__(self, path, opened):
        self.path, self.opened = path, opened
        self.storage = Storage(path)
        opened.append(self.storage)
        self.storage.set_up()
        self.storage.add_user(User("ada", "clinician", "-"))
        self.history = self.storage.history

    def create(self, course, events):
        self.storage.create(course, "ada", events, NOTHING)

    def append(self, course, revision, events):
        self.storage.append(course, revision, events, "ada", NOTHING)

    def again(self):  # the first connection is left as a killed process leaves it
        return OfTheClinic(self.path, self.opened)


@pytest.fixture
def make(tmp_path):
    opened = []
    yield lambda: OfTheClinic(tmp_path / f"{len(opened)}.sqlite", opened)
    for storage in opened:
        storage.close()


class InADictionary:
    def __init__(self):
        self.courses = {}

    def create(self, course, events):
        if course in self.courses:
            raise ValueError("there is one")
        self.courses[course] = list(events)

    def append(self, course, revision, events):
        if len(self.courses[course]) != revision:
            raise StaleRevision(revision, len(self.courses[course]))
        self.courses[course] += events

    def history(self, course):
        return tuple(self.courses[course])


class Overwriting(InADictionary):
    def create(self, course, events):
        self.courses[course] = list(events)


class LastWriterWins(InADictionary):
    def append(self, course, revision, events):
        self.courses[course][revision:] = events


class HalfAWrite(InADictionary):
    def append(self, course, revision, events):
        if len(self.courses[course]) != revision:
            self.courses[course] += events[:1]
            raise StaleRevision(revision, len(self.courses[course]))
        self.courses[course] += events


class Backwards(InADictionary):
    def history(self, course):
        return tuple(reversed(self.courses[course]))


QUICK = settings(max_examples=10, stateful_step_count=12, deadline=None, suppress_health_check=list(HealthCheck))
CONTACTS = st.builds(ContactMade, on=st.dates())


def test_the_storage_of_the_clinic_keeps_every_accepted_entry(make):
    machine = storage_machine(make, reopen=OfTheClinic.again, documents=DOCUMENTS)
    run_state_machine_as_test(machine, settings=QUICK)


def test_a_dictionary_keeps_every_accepted_entry():
    machine = storage_machine(InADictionary, events=CONTACTS)
    run_state_machine_as_test(machine, settings=settings(QUICK, max_examples=50))


@pytest.mark.parametrize("broken", [Overwriting, LastWriterWins, HalfAWrite, Backwards])
def test_a_storage_that_keeps_less_is_found(broken):
    quick = settings(QUICK, max_examples=200, database=None, phases=[Phase.generate])
    with pytest.raises(AssertionError, match="a storage"):
        run_state_machine_as_test(storage_machine(broken, events=CONTACTS), settings=quick)


def test_of_eight_writers_at_once_one_is_accepted_at_each_revision(make):
    first = make()
    first.create("a", OPENED.history)
    accepted, refused = [], []

    def write(writer):
        mine = first.again()
        for minute in range(10):
            revision = len(mine.history("a"))
            event = PsychoeducationGiven(on=date(2026, 1, 5), by=f"w{writer}-{minute}")
            try:
                mine.append("a", revision, [event])
                accepted.append(event)
            except StaleRevision as stale:
                refused.append(stale)

    writers = [threading.Thread(target=write, args=(number,)) for number in range(8)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert len(accepted) + len(refused) == 80
    assert sorted(event.by for event in first.history("a")[1:]) == sorted(event.by for event in accepted)


DYING = """
import os, signal, sys
from datetime import date
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from storage import Storage, Summary
from iptcore import PsychoeducationGiven, SymptomsRated
storage = Storage(Path(sys.argv[2]))
die = lambda said: said.startswith(sys.argv[3]) and os.kill(os.getpid(), signal.SIGKILL)
storage._db.set_trace_callback(die)
events = [SymptomsRated(on=date(2026, 1, 5), instrument="PHQ-9", total=17), PsychoeducationGiven(on=date(2026, 1, 5))]
storage.append("a", 1, events, "ada", Summary("c-1", "ipt", "open", "initial", 0, date(2026, 1, 5), None, None))
"""


@pytest.mark.parametrize("at", ["BEGIN", "SELECT", "INSERT INTO entries", "INSERT OR REPLACE", "COMMIT", "never"])
def test_killed_in_the_middle_of_a_write_nothing_is_lost_and_nothing_half(make, at):
    stored = make()
    stored.create("a", OPENED.history)
    example = Path(sys.modules[Storage.__module__].__file__).parent
    dying = subprocess.run([sys.executable, "-c", DYING, str(example), str(stored.path), at], check=False)
    written = at == "never"
    assert dying.returncode == (0 if written else -signal.SIGKILL)
    after = stored.again()
    assert len(after.history("a")) == (3 if written else 1)
    assert after.history("a")[0] == OPENED.history[0]
    after.append("a", 3 if written else 1, [RATED])  # nobody holds a lock any more
    assert after.history("a")[-1] == RATED


def test_an_entry_is_never_changed_or_deleted(make):
    stored = make()
    stored.create("a", OPENED.history)
    for attempt in ("UPDATE entries SET event = ''", "DELETE FROM entries", "UPDATE entries SET revision = 7"):
        with pytest.raises(sqlite3.IntegrityError, match="an entry is never"):
            stored.storage._db.execute(attempt)
    with pytest.raises(sqlite3.IntegrityError):
        stored.storage._db.execute("INSERT INTO entries VALUES ('a', 1, '{}', 'ada', '')")
    with pytest.raises(sqlite3.IntegrityError):
        stored.storage._db.execute("INSERT INTO entries VALUES ('nobody', 1, '{}', 'ada', '')")


@pytest.mark.parametrize("version", [1, 2, 3])
def test_an_entry_stored_by_any_version_opens(make, version):
    stored = make()
    stored.create("a", OPENED.history)
    document = json.dumps({**json.loads(to_json(RATED)), "version": version})
    stored.storage._db.execute("INSERT INTO entries VALUES ('a', 2, ?, 'ada', '')", (document,))
    assert stored.history("a") == (*OPENED.history, RATED)


def test_a_course_is_folded_further_and_not_again(make):
    stored, known = make(), Courses(most=1)
    for name in ("a", "b"):
        stored.create(name, OPENED.history)
        assert known.of(stored.storage, name) == OPENED
    stored.append("b", 1, [RATED])
    assert known.of(stored.storage, "b") == replay([*OPENED.history, RATED])
    assert stored.storage.course("a") == OPENED


def test_what_was_never_opened_has_a_summary():
    assert summary_of(Course(), IPT) == Summary("", "IPT", "not_opened", "", 0, date.min, None, None)
