"""Where the clinic keeps courses: a table of entries that only grows, in SQLite.

An entry is one event as a document, under the number that it has in its course. The table is unique on both, so that
two people who write at once cannot both be entry 21; triggers refuse to change or delete what was written. A write is
one transaction. Documents of every version open, because :func:`iptcore.documents.event_from_json` reads them all.
"""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import NamedTuple

from iptcore import Course, Event, StaleRevision, replay
from iptcore.documents import event_from_json, to_json

SCHEMA = """
CREATE TABLE IF NOT EXISTS users (
    name TEXT PRIMARY KEY,
    role TEXT NOT NULL CHECK (role IN ('clinician', 'supervisor')),
    password TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS courses (
    id TEXT PRIMARY KEY,
    owner TEXT NOT NULL REFERENCES users (name)
);
CREATE TABLE IF NOT EXISTS entries (
    course TEXT NOT NULL REFERENCES courses (id),
    revision INTEGER NOT NULL CHECK (revision > 0),
    event TEXT NOT NULL,
    entered_by TEXT NOT NULL REFERENCES users (name),
    entered_at TEXT NOT NULL,
    PRIMARY KEY (course, revision)
);
CREATE TRIGGER IF NOT EXISTS entries_stay BEFORE UPDATE ON entries
    BEGIN SELECT RAISE(ABORT, 'an entry is never changed'); END;
CREATE TRIGGER IF NOT EXISTS entries_are_kept BEFORE DELETE ON entries
    BEGIN SELECT RAISE(ABORT, 'an entry is never deleted'); END;

-- What the caseload shows of each course. It follows from the entries and is written in their transaction.
CREATE TABLE IF NOT EXISTS summaries (
    course TEXT PRIMARY KEY REFERENCES courses (id),
    client TEXT NOT NULL,
    protocol TEXT NOT NULL,
    status TEXT NOT NULL,
    phase TEXT NOT NULL,
    sessions INTEGER NOT NULL,
    last_on TEXT NOT NULL,
    due_by TEXT,
    due_what TEXT
);
CREATE INDEX IF NOT EXISTS summaries_by_day ON summaries (due_by);
"""


class Summary(NamedTuple):
    """What the caseload shows of a course; *due_by* is the first day on which something will be overdue."""

    client: str
    protocol: str
    status: str
    phase: str
    sessions: int
    last_on: date
    due_by: date | None
    due_what: str | None


class Row(NamedTuple):
    """A line of the caseload."""

    course: str
    owner: str
    summary: Summary


class User(NamedTuple):
    """Who may sign in. *password* is a salted hash."""

    name: str
    role: str
    password: str


class Storage:
    """A connection to the database at *path*, which is made where there is none. One thread uses it at a time."""

    def __init__(self, path: Path) -> None:
        self._db = sqlite3.connect(path, timeout=20, isolation_level=None, check_same_thread=False)
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.execute("PRAGMA synchronous = FULL")  # an accepted entry outlives a power cut
        self._db.execute("PRAGMA foreign_keys = ON")

    def set_up(self) -> None:
        """Make the tables where there are none."""
        self._db.executescript(f"BEGIN IMMEDIATE; {SCHEMA} COMMIT;")

    def close(self) -> None:
        """Let go of the database."""
        self._db.close()

    # -- courses -------------------------------------------------------------------------------------------------------

    def create(self, course: str, owner: str, events: Sequence[Event], summary: Summary) -> None:
        """Begin a course with its first events. Raises :class:`sqlite3.IntegrityError` where there is one already."""
        with self._transaction():
            self._db.execute("INSERT INTO courses VALUES (?, ?)", (course, owner))
            self._insert(course, 0, events, owner, summary)

    def append(self, course: str, revision: int, events: Sequence[Event], by: str, summary: Summary) -> None:
        """Add *events* to a course that is at *revision*; all of them or none.

        Raises :class:`~iptcore.StaleRevision` where it is at another one, and :class:`LookupError` where there is no
        such course.
        """
        with self._transaction():
            now_at = self._revision(course)
            if now_at != revision:
                raise StaleRevision(revision, now_at)
            self._insert(course, revision, events, by, summary)

    def history(self, course: str, after: int = 0) -> tuple[Event, ...]:
        """The events entered *after* a revision. Raises :class:`LookupError` where there is no such course."""
        with self._transaction("BEGIN"):
            self._revision(course)
            asked = "SELECT event FROM entries WHERE course = ? AND revision > ? ORDER BY revision"
            rows = self._db.execute(asked, (course, after)).fetchall()
        return tuple(event_from_json(document) for (document,) in rows)

    def course(self, course: str) -> Course:
        """The course that the entries add up to. Raises :class:`LookupError` where there is none."""
        return replay(self.history(course))

    def owner(self, course: str) -> str | None:
        """Whose course it is; None where there is no such course."""
        row = self._db.execute("SELECT owner FROM courses WHERE id = ?", (course,)).fetchone()
        return None if row is None else str(row[0])

    def caseload(
        self, *, owner: str | None, wanted: str = "", words: Sequence[str] = (), limit: int = 50, skip: int = 0
    ) -> list[Row]:
        """The courses of *owner*, or of everybody, whose client or protocol holds *wanted*, or that are as *words* say.

        Open demands of safety come first, then what has been overdue for longest, then what was entered last.
        """
        pattern = "%" + "".join("\\" + sign if sign in "%_\\" else sign for sign in wanted) + "%"
        rows = self._db.execute(
            """
            SELECT courses.id, courses.owner, client, protocol, status, phase, sessions, last_on, due_by, due_what
            FROM summaries JOIN courses ON courses.id = summaries.course
            WHERE (:owner IS NULL OR owner = :owner)
              AND ((client || ' ' || protocol) LIKE :pattern ESCAPE '\\'
                   OR :words LIKE '% ' || status || ' %' OR :words LIKE '% ' || phase || ' %')
            ORDER BY due_by IS NULL, due_what <> 'safety', due_by, last_on DESC, courses.id LIMIT :limit OFFSET :skip
            """,
            {"owner": owner, "pattern": pattern, "words": f" {' '.join(words)} ", "limit": limit, "skip": skip},
        )
        return [
            Row(
                course,
                whose,
                Summary(
                    client,
                    protocol,
                    status,
                    phase,
                    sessions,
                    date.fromisoformat(last_on),
                    None if due_by is None else date.fromisoformat(due_by),
                    due_what,
                ),
            )
            for course, whose, client, protocol, status, phase, sessions, last_on, due_by, due_what in rows
        ]

    def _revision(self, course: str) -> int:
        if self.owner(course) is None:
            raise LookupError("there is no course of that id")
        asked = "SELECT coalesce(max(revision), 0) FROM entries WHERE course = ?"
        return int(self._db.execute(asked, (course,)).fetchone()[0])

    def _insert(self, course: str, revision: int, events: Sequence[Event], by: str, summary: Summary) -> None:
        now = datetime.now(UTC).isoformat(timespec="seconds")
        self._db.executemany(
            "INSERT INTO entries VALUES (?, ?, ?, ?, ?)",
            [(course, revision + place, to_json(event), by, now) for place, event in enumerate(events, start=1)],
        )
        *shown, last_on, due_by, due_what = summary
        self._db.execute(
            "INSERT OR REPLACE INTO summaries VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (course, *shown, last_on.isoformat(), due_by and due_by.isoformat(), due_what),
        )

    @contextmanager
    def _transaction(self, begin: str = "BEGIN IMMEDIATE") -> Iterator[None]:
        self._db.execute(begin)
        try:
            yield
            self._db.execute("COMMIT")
        except BaseException:
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")
            raise

    # -- users ---------------------------------------------------------------------------------------------------------

    def user(self, name: str) -> User | None:
        """The user of that name; None where there is none."""
        row = self._db.execute("SELECT name, role, password FROM users WHERE name = ?", (name,)).fetchone()
        return None if row is None else User(*row)

    def add_user(self, user: User) -> None:
        """Add a user, or give one a new role and password."""
        with self._transaction():
            self._db.execute(
                "INSERT INTO users VALUES (?, ?, ?) ON CONFLICT (name) DO UPDATE SET role = excluded.role, "
                "password = excluded.password",
                user,
            )

    def has_users(self) -> bool:
        """Whether anybody may sign in."""
        with closing(self._db.execute("SELECT 1 FROM users LIMIT 1")) as rows:
            return rows.fetchone() is not None
