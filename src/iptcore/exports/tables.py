"""Many courses as tables for analysis: a row for each rating, or for each course, times to an event, and fidelity.

A table is a dictionary of lists of equal length, which pandas, polars and pyarrow accept; a missing value is None.
Times are days since the opening: no table has a day of the calendar.
"""

import csv
import io
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import TypeAlias

from iptcore.course import Course, standings
from iptcore.errors import Fault, InvalidValue
from iptcore.events import FormulationAgreed, SessionMissed, SymptomsRated
from iptcore.exports.naming import checked_courses, checked_named
from iptcore.protocol.fidelity import FidelityReport
from iptcore.readings.endings import UNILATERAL, premature_ending
from iptcore.readings.sessions import sessions_used
from iptcore.validation import got
from iptcore.vocabulary import FidelityItem, Seen

Cell: TypeAlias = str | int | float | bool | None
Table: TypeAlias = dict[str, list[Cell]]


def long_table(courses: Mapping[str, Course]) -> Table:
    """One row for each rating, in the order in which it was made: the form for mixed models.

    *course* is the name of the course in the mapping; *day* counts from the opening, which is day 0; *week* is 1 for
    days 0 to 6; *session* is the number of counted sessions up to the rating. *rating* numbers the ratings on one
    instrument in one course. A rating is included even if more items are missing than its instrument allows.

    Not exported: days of the calendar, the client, free text and keys; sessions, and everything else that is not a
    rating.

    Raises:
        InvalidValue: for a name that does not have the form of a key.
    """
    checked_courses("table", courses)
    rows: list[dict[str, Cell]] = []
    for name, course in courses.items():
        numbers: dict[str, int] = {}
        for entry, before in standings(course):
            rated = entry.event
            if not isinstance(rated, SymptomsRated):
                continue
            numbers[rated.instrument] = numbers.get(rated.instrument, 0) + 1
            day = _days(course, rated.on)
            rows.append(
                {
                    "course": name,
                    "protocol": course.opening.protocol if course.opening else None,
                    "day": day,
                    "week": None if day is None else day // 7 + 1,
                    "session": len(before.counted),
                    "phase": before.phase.value if before.phase else None,
                    "instrument": rated.instrument,
                    "rating": numbers[rated.instrument],
                    "total": float(rated.total),
                    "suicide_item": rated.suicide_item,
                    "missing_items": rated.missing_items,
                    "rater": rated.rated_by.value,
                }
            )
    return _table(_LONG, rows)


def wide_table(courses: Mapping[str, Course]) -> Table:
    """One row for each course: its state, and the first and last total on each instrument.

    *days* counts from the opening to the end, or to the last entry of a course that has not ended; *sessions_agreed* is
    the greatest number that the contract allows; *left_alone* says whether the client ended the course alone, by
    :data:`~iptcore.readings.endings.UNILATERAL` (None: not known). The columns of an instrument begin with its code in
    small letters: ``phq_9_first``, ``phq_9_last``, ``phq_9_ratings``.

    Not exported: days of the calendar, the client, free text and keys; ratings between the first and the last;
    diagnoses and everything else that is not named above. For reliable change, use ``iptcore.readings.change``.

    Raises:
        InvalidValue: for a name that does not have the form of a key.
    """
    checked_courses("table", courses)
    rated = {name: _by_instrument(course) for name, course in courses.items()}
    prefixes = column_names(instrument for ratings in rated.values() for instrument in ratings)
    rows = []
    for name, course in courses.items():
        opening, contract = course.opening, course.contract
        row: dict[str, Cell] = {
            "course": name,
            "protocol": opening.protocol if opening else None,
            "edition": opening.edition if opening else None,
            "age": opening.age if opening else None,
            "status": course.status.value,
            "phase": course.phase.value if course.phase else None,
            "ending": course.ending.value if course.ending else None,
            "days": _days(course, course.ended_on or course.last_on),
            "areas": " ".join(_areas(course)) or None,
            "sessions_agreed": contract.limit if contract else None,
            "sessions_held": len(course.counted),
            "sessions_missed": len(course.newest(SessionMissed)),
            "sessions_used": sessions_used(course),
            "left_alone": premature_ending(course, UNILATERAL).answer,
        }
        for instrument, prefix in prefixes.items():
            totals = rated[name].get(instrument, ())
            row[f"{prefix}_first"] = totals[0] if totals else None
            row[f"{prefix}_last"] = totals[-1] if totals else None
            row[f"{prefix}_ratings"] = len(totals)
        rows.append(row)
    columns = (*_WIDE, *(f"{prefix}_{what}" for prefix in prefixes.values() for what in ("first", "last", "ratings")))
    return _table(columns, rows)


def survival_table(courses: Mapping[str, Course], when: Callable[[Course], date | None] | None = None) -> Table:
    """One row for each course: days from the opening to an event, and whether it occurred, for survival analysis.

    Without *when* the event is the end of the course, and *cause* says how it ended, for competing risks. *when*
    returns the day of another event, or None if it did not occur, for example ``lambda course: response(course, PHQ9,
    scheme).since``. A course without the event is censored on its last day. A course that was never opened has no row.

    Nothing else is exported; join the other tables by *course*.

    Raises:
        InvalidValue: for a name that does not have the form of a key, and if *when* returns anything but a day or None.
    """
    checked_courses("table", courses)
    rows: list[dict[str, Cell]] = []
    for name, course in courses.items():
        if course.opening is None:
            continue
        came = course.ended_on if when is None else when(course)
        if came is not None and type(came) is not date:
            raise InvalidValue("table", [Fault("when", "a function that returns a day or None", got(came))])
        cause = course.ending.value if when is None and course.ending else None
        rows.append(
            {
                "course": name,
                "protocol": course.opening.protocol,
                "days": max(_days(course, came or course.last_on) or 0, 0),
                "event": int(came is not None),
                "cause": cause,
            }
        )
    return _table(_SURVIVAL, rows)


def fidelity_table(reports: Mapping[str, FidelityReport]) -> Table:
    """One row for each fidelity report: how closely the sampled sessions of a course followed its protocol.

    *course* is the name of the report in the mapping; *held* and *sampled* count sessions; *applied* and *seen* count
    the items of all sampled sessions, and *share* is that of the items seen (None if none applied). Each item has three
    columns, such as ``rating_seen``, ``rating_not_seen`` and ``rating_not_recorded``; all three are 0 where it did not
    apply.

    Not exported: the rater, and what the rater observed beyond the record.

    Raises:
        InvalidValue: for a name that does not have the form of a key, and for anything but reports.
    """
    rows = []
    for name, report in checked_named("table", "report", FidelityReport, reports).items():
        row: dict[str, Cell] = {
            "course": name,
            "protocol": report.protocol,
            "edition": report.edition,
            "source": report.source.value,
            "held": report.held,
            "sampled": len(report.sampled),
            "applied": sum(session.applicable for session in report.sessions),
            "seen": sum(session.seen for session in report.sessions),
            "share": report.share,
            "departures": len(report.departures),
            "explained": sum(departure.explained is not None for departure in report.departures),
        }
        for tally in report.tallies:
            row |= {f"{tally.item.value}_{seen}": count for seen, count in zip(Seen, tally[1:], strict=True)}
        rows.append(row)
    return _table((*_FIDELITY, *(f"{item}_{seen}" for item in FidelityItem for seen in Seen)), rows)


def to_csv(table: Table) -> str:
    """A table as CSV that R's ``read.csv`` and pandas read without options.

    The first line has the names of the columns; text is quoted where necessary, a missing value is ``NA``, yes and no
    are ``TRUE`` and ``FALSE``, and decimals have a point.

    Raises:
        InvalidValue: for anything but columns of one length by their names.
    """
    given: object = table
    lengths = {len(column) for column in given.values()} if isinstance(given, Mapping) else set()
    if not isinstance(given, Mapping) or len(lengths) > 1:
        advice = 'make one of courses: long_table({"course-1": course})'
        found = "columns of several lengths" if lengths else got(given)
        raise InvalidValue("table", [Fault("", "columns of one length by their names", found, advice)])
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(table)
    writer.writerows([_written(cell) for cell in row] for row in zip(*table.values(), strict=True))
    return text.getvalue()


def column_names(words: Iterable[str]) -> dict[str, str]:
    """A name of a column for each of *words*: small letters, digits and ``_``, a letter first, all different."""
    names: dict[str, str] = {}
    for word in words:
        if word in names:
            continue
        plain = re.sub("[^a-z0-9]+", "_", word.lower()).strip("_")
        plain = plain if plain[:1].isalpha() else f"x_{plain}".rstrip("_")
        taken, name, number = set(names.values()), plain, 1
        while name in taken:
            number += 1
            name = f"{plain}_{number}"
        names[word] = name
    return names


# -- how ---------------------------------------------------------------------------------------------------------------

_LONG = (
    "course", "protocol", "day", "week", "session", "phase", "instrument", "rating", "total", "suicide_item",
    "missing_items", "rater",
)  # fmt: skip
_WIDE = (
    "course", "protocol", "edition", "age", "status", "phase", "ending", "days", "areas", "sessions_agreed",
    "sessions_held", "sessions_missed", "sessions_used", "left_alone",
)  # fmt: skip
_FIDELITY = (
    "course", "protocol", "edition", "source", "held", "sampled", "applied", "seen", "share", "departures", "explained",
)  # fmt: skip
_SURVIVAL = ("course", "protocol", "days", "event", "cause")


def _table(columns: Iterable[str], rows: list[dict[str, Cell]]) -> Table:
    return {column: [row[column] for row in rows] for column in columns}


def _days(course: Course, on: date | None) -> int | None:
    return None if on is None or course.opened_on is None else (on - course.opened_on).days


def _by_instrument(course: Course) -> dict[str, list[float]]:
    totals: dict[str, list[float]] = {}
    for rated in course.all(SymptomsRated):
        totals.setdefault(rated.instrument, []).append(float(rated.total))
    return totals


def _areas(course: Course) -> Iterable[str]:
    """The kinds of problem area that were ever a focus, each once."""
    return dict.fromkeys(
        focal.area.kind for event in course.all(FormulationAgreed) for focal in event.formulation.areas
    )


def _written(cell: Cell) -> str | int | float:
    if cell is None:
        return "NA"
    return str(cell).upper() if isinstance(cell, bool) else cell
