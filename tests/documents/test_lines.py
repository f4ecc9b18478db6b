"""Logs and cohorts as lines, one by one."""

from collections.abc import Iterator
from datetime import date
from itertools import count, islice
from pathlib import Path

import pytest

from iptcore.course import replay
from iptcore.documents import (
    BadDocument,
    Limits,
    read_courses,
    read_entries,
    to_json,
    write_courses,
    write_entries,
    writing,
)
from iptcore.documents.upgrades import VERSION
from iptcore.errors import InvalidValue
from iptcore.events import Event, SessionHeld

from .test_canary import message_of

HEADER = f'{{"schema":"iptcore/entries","version":{VERSION}}}\n'
SESSION = '{"kind":"session_held","on":"2026-01-05"}\n'


def refusal(*lines: str) -> str:
    with pytest.raises(BadDocument) as caught:
        list(read_entries(lines))
    return str(caught.value)


def test_lines_come_and_go_one_by_one() -> None:
    def sessions() -> Iterator[Event]:
        return (SessionHeld(on=date(2026, 1, 5), minutes=minutes % 90 + 1) for minutes in count())

    read = read_entries(write_entries(sessions()))
    assert list(islice(read, 200)) == list(islice(sessions(), 200))


def test_a_log_begins_with_its_schema() -> None:
    assert "".join(write_entries([SessionHeld(on=date(2026, 1, 5))])) == HEADER + SESSION
    assert list(read_entries([HEADER])) == []
    assert refusal().startswith("line 1 cannot be read:\n  - expected the schema iptcore/entries and its version")
    assert "line 1 cannot be read:\n  - /schema" in refusal(SESSION)
    assert "/version" in refusal(HEADER.replace(str(VERSION), str(VERSION + 1)))
    assert "known keys only" in refusal(HEADER.replace("}", ',"entries":[]}'))


def test_blank_lines_are_passed_over_and_bytes_are_read() -> None:
    lines = ["\n", HEADER, " \n", SESSION, "\r\n", SESSION]
    assert list(read_entries(lines)) == list(read_entries(line.encode() for line in lines))


def test_the_first_bad_line_is_told_with_its_number() -> None:
    bad = SESSION.replace("2026-01-05", "5").replace('"kind"', '"minutes":"x","kind"')
    reading = read_entries([HEADER, SESSION, "\n", bad, bad])
    assert next(reading) == SessionHeld(on=date(2026, 1, 5))
    with pytest.raises(BadDocument) as caught:
        next(reading)
    assert caught.value.what == "line 4"
    assert sorted(fault.path for fault in caught.value.faults) == ["/minutes", "/on"]
    assert "line 2 cannot be read:\n  - expected an object" in refusal(HEADER, "[]")
    assert "line 2 cannot be read:\n  - expected JSON" in refusal(HEADER, SESSION[:9])


def test_limits_hold_for_each_line() -> None:
    lines = [HEADER, *[SESSION] * 9]
    tight = Limits(bytes=len(SESSION))
    assert len(list(read_entries(lines, limits=tight))) == 9
    with pytest.raises(BadDocument):
        list(read_entries([*lines, SESSION.replace("}", "  }")], limits=tight))


def test_old_logs_are_brought_up_to_date() -> None:
    line = '{"kind":"episode_recorded","on":"2026-01-05","onset":{"year":2025,"about":true}}'
    (event,) = read_entries([HEADER.replace(str(VERSION), "1"), line])
    assert str(event.onset) == "2025~"  # type: ignore[attr-defined]
    assert "/onset" in refusal(HEADER, line)


def test_what_is_no_line_is_refused_as_one() -> None:
    assert "line 2 cannot be read" in refusal(HEADER, 5)  # type: ignore[arg-type]


def test_only_events_are_written() -> None:
    with pytest.raises(InvalidValue, match="expected an event, got text"):
        list(write_entries(["secret"]))  # type: ignore[list-item]
    with pytest.raises(InvalidValue, match="expected a course, a protocol or an event, got text"):
        to_json("secret")  # type: ignore[arg-type]


def test_a_file_in_another_encoding_is_refused_and_not_shown(tmp_path: Path) -> None:
    path = tmp_path / "log.ndjson"
    path.write_bytes(f"{HEADER}{SESSION}\n".encode() + b'{"kind":"Canary \xff"}\n')
    for read in (read_entries, read_courses):
        with path.open(encoding="utf-8") as lines, pytest.raises(BadDocument) as caught:
            list(read(lines))
        assert str(caught.value).endswith("expected text in UTF-8, got other bytes; store it as UTF-8")
        assert "what follows line " in str(caught.value)
        assert caught.value.__context__ is None
        assert "Canary" not in message_of(caught.value)


@pytest.mark.parametrize("fast", [True, False])
def test_a_text_ends_no_line(monkeypatch: pytest.MonkeyPatch, *, fast: bool) -> None:
    if not fast:
        monkeypatch.setattr(writing, "orjson", None)
    event = SessionHeld(on=date(2026, 1, 5), notes="one\u2028two\u2029three\nä")
    for lines, read in ((write_entries([event]), read_entries), (write_courses([replay([event])]), read_courses)):
        text = "".join(lines)
        assert text.splitlines() == text.split("\n")[:-1]
        assert r"one\u2028two\u2029three\nä" in text
        assert list(read(text.splitlines())) in ([event], [replay([event])])
    assert writing.written({"a": "\x85"}) == r'{"a":"\u0085"}'


def test_only_courses_are_written() -> None:
    with pytest.raises(InvalidValue, match=r"expected a Course, got text of 6 characters; call write_courses"):
        list(write_courses(["secret"]))  # type: ignore[list-item]
