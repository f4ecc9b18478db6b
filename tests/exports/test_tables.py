"""Tables are taken unchanged by pandas, polars, pyarrow and, by its rules, R."""

import csv
import io
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from iptcore import IPT, Course, InvalidValue, replay
from iptcore.documents import from_json
from iptcore.events import CourseDiscontinued, CourseOpened, DepartureExplained, SessionHeld, SymptomsRated
from iptcore.exports.tables import Table, column_names, fidelity_table, long_table, survival_table, to_csv, wide_table
from iptcore.protocol.fidelity import FidelityReport, fidelity
from iptcore.vocabulary import DiscontinuationReason, FidelityItem, FidelitySource, Initiator

ROOT = Path(__file__).parents[2]
COURSES = {
    path.stem: from_json(path.read_text(encoding="utf-8")) for path in sorted(ROOT.glob("examples/courses/*.json"))
}
DAY = date(2026, 1, 5)
OPENED = CourseOpened(on=DAY, client="c-017", protocol="ipt", edition="2018", consent=True)


def rated(days: int, total: float, instrument: str = "PHQ-9", **more: Any) -> SymptomsRated:
    return SymptomsRated(on=DAY + timedelta(days), instrument=instrument, total=total, **more)


def course(*events: Any) -> Course:
    return replay([OPENED, *events])


LEFT = CourseDiscontinued(
    on=DAY + timedelta(20), reason=DiscontinuationReason.CLIENT_CHOICE, initiator=Initiator.CLIENT
)


def report(of: Course, **more: Any) -> FidelityReport:
    return fidelity(IPT, of, rater="rater-1", source=FidelitySource.RECORDING, **more)


def fidelity_of(courses: Mapping[str, Course]) -> Table:
    return fidelity_table({name: report(of) for name, of in courses.items()})


def rows(table: Table) -> list[dict[str, Any]]:
    return [dict(zip(table, row, strict=True)) for row in zip(*table.values(), strict=True)]


@pytest.mark.parametrize("make", [long_table, wide_table, survival_table, fidelity_of])
def test_frames_take_a_table_as_it_is(make: Any) -> None:
    table = make(COURSES)
    length = len(next(iter(table.values())))
    assert length
    assert pd.DataFrame(table).shape == pl.DataFrame(table).shape == (length, len(table))
    arrow = pa.table(table)
    assert arrow.num_rows == length
    assert arrow.to_pydict() == table == pl.DataFrame(table).to_dict(as_series=False)
    missing = {name for name, column in table.items() if None in column}
    assert {name for name in table if pl.DataFrame(table)[name].null_count()} == missing


def test_numbers_are_of_64_bits() -> None:
    frame = pl.DataFrame(long_table(COURSES))
    assert frame.schema["day"] == frame.schema["session"] == pl.Int64
    assert frame.schema["total"] == pl.Float64
    assert frame.schema["suicide_item"] == pl.Int64


@pytest.mark.parametrize("make", [long_table, wide_table, survival_table, fidelity_of])
def test_read_csv_reads_what_was_written(make: Any) -> None:
    """By the rules of R's read.csv: a header of names that it keeps, NA, TRUE and FALSE, decimal points."""
    table = make(COURSES)
    text = to_csv(table)
    header, *lines = csv.reader(io.StringIO(text))
    assert header == list(table)
    assert all(name == "_".join(name.split()) and name[0].isalpha() for name in header)
    assert all(len(line) == len(header) for line in lines)
    # An edition is a year, to whoever guesses, and the parser of pandas 2.2 misses the last bit of a share.
    back = pd.read_csv(io.StringIO(text), dtype={"edition": str}, converters={"share": float})
    for name, column in table.items():
        assert [None if pd.isna(cell) else cell for cell in back[name]] == column, name
    assert "\r" not in text


def test_yes_no_and_missing_are_words_of_r() -> None:
    assert to_csv({"a": [True, False, None], "b": ["x", "y,z", None], "c": [1, 2.5, None]}) == (
        'a,b,c\nTRUE,x,1\nFALSE,"y,z",2.5\nNA,NA,NA\n'
    )


def test_a_row_for_each_rating_in_its_order() -> None:
    first, second, other = rows(
        long_table(
            {
                "c": course(
                    rated(7, 12, suicide_item=1),
                    SessionHeld(on=DAY),
                    rated(0, 18),
                    rated(8, 3, "EDE-Q", missing_items=0),
                )
            }
        )
    )
    assert first == {
        "course": "c", "protocol": "ipt", "day": 0, "week": 1, "session": 1, "phase": "initial", "instrument": "PHQ-9",
        "rating": 1, "total": 18.0, "suicide_item": None, "missing_items": 0, "rater": "client",
    }  # fmt: skip
    assert (second["day"], second["week"], second["rating"], second["suicide_item"]) == (7, 2, 2, 1)
    assert (other["instrument"], other["rating"]) == ("EDE-Q", 1)


def test_a_course_that_was_never_opened_has_no_days() -> None:
    unopened = replay([rated(0, 18)])
    assert rows(long_table({"c": unopened}))[0]["day"] is None
    assert rows(wide_table({"c": unopened}))[0]["days"] is None
    assert rows(survival_table({"c": unopened})) == []


def test_a_row_for_each_course() -> None:
    table = wide_table({"a": course(rated(0, 18), rated(7, 12), LEFT), "b": course(rated(0, 3, "EDE-Q"))})
    first, second = rows(table)
    assert (first["ending"], first["days"], first["left_alone"]) == ("discontinued", 20, True)
    assert (first["phq_9_first"], first["phq_9_last"], first["phq_9_ratings"]) == (18.0, 12.0, 2)
    assert (second["phq_9_first"], second["phq_9_ratings"], second["ede_q_first"]) == (None, 0, 3.0)
    assert (second["left_alone"], second["areas"], second["sessions_agreed"]) == (None, None, None)
    example = rows(wide_table({"c": COURSES["role_transition"]}))[0]
    assert example["areas"] == "role_transition"
    assert example["sessions_held"] <= example["sessions_agreed"]


def test_time_to_the_end_is_censored_where_a_course_goes_on() -> None:
    ended, going_on = rows(survival_table({"a": course(rated(3, 1), LEFT), "b": course(rated(9, 1))}))
    assert (ended["days"], ended["event"], ended["cause"]) == (20, 1, "discontinued")
    assert (going_on["days"], going_on["event"], going_on["cause"]) == (9, 0, None)


def test_time_to_anything_that_a_function_can_date() -> None:
    def low(known: Course) -> date | None:
        return next((rating.on for rating in known.all(SymptomsRated) if rating.total < 10), None)

    reached, not_reached = rows(
        survival_table({"a": course(rated(0, 18), rated(14, 8), LEFT), "b": course(rated(9, 18), LEFT)}, low)
    )
    assert (reached["days"], reached["event"], reached["cause"]) == (14, 1, None)
    assert (not_reached["days"], not_reached["event"]) == (20, 0)


def test_a_function_that_gives_no_day_is_refused() -> None:
    with pytest.raises(InvalidValue, match="returns a day or None"):
        survival_table({"a": course()}, lambda _: True)  # type: ignore[arg-type,return-value]


def test_columns_have_names_of_their_own() -> None:
    assert column_names(["PHQ-9", "phq.9", "PHQ-9", "15D", "--", "15D "]) == {
        "PHQ-9": "phq_9", "phq.9": "phq_9_2", "15D": "x_15d", "--": "x", "15D ": "x_15d_2",
    }  # fmt: skip


def test_a_row_for_each_fidelity_report() -> None:
    held = course(SessionHeld(on=DAY, minutes=50), SessionHeld(on=DAY + timedelta(7), minutes=200))
    reports = {"a": report(held), "b": report(held, sampled=[1]), "c": report(course())}
    table = fidelity_table(reports)
    first, second, none = rows(table)
    assert (first["protocol"], first["edition"], first["source"]) == ("ipt", IPT.edition, "recording")
    assert (first["held"], first["sampled"], second["held"], second["sampled"]) == (2, 2, 2, 1)
    assert (first["length_seen"], first["length_not_seen"], first["length_not_recorded"]) == (1, 1, 0)
    assert (second["length_seen"], second["length_not_seen"], second["rating_not_recorded"]) == (1, 0, 1)
    assert (none["sampled"], none["applied"], none["share"], none["departures"]) == (0, 0, None, 0)
    for row, of in zip((first, second, none), reports.values(), strict=True):
        assert row["share"] == of.share
        assert row["departures"] == len(of.departures)
        counts = {
            seen: sum(row[f"{item}_{seen}"] for item in FidelityItem) for seen in ("seen", "not_seen", "not_recorded")
        }
        assert (row["seen"], row["applied"]) == (counts["seen"], sum(counts.values()))
    assert "rater-1" not in to_csv(table)


def test_explained_departures_are_counted_in_the_row() -> None:
    session = SessionHeld(on=DAY, minutes=200)
    reason = DepartureExplained(on=DAY, rule="C07a", because="the first session was long")
    (row,) = rows(fidelity_of({"a": course(session, reason)}))
    assert 0 < row["explained"] < row["departures"]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ([report(course())], 'give each a name of its own: {"course-1": report}'),
        ({"a": course()}, "reports, number 1: expected a FidelityReport, got a Course"),
        ({"a b": report(course())}, "reports, name 1: expected 1 to 64 letters"),
    ],
    ids=["a list", "a course", "a name that is no key"],
)
def test_a_fidelity_table_is_of_named_reports(given: Any, said: str) -> None:
    with pytest.raises(InvalidValue) as refused:
        fidelity_table(given)
    assert said in str(refused.value)
