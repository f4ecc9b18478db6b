"""A cohort: columns, the manifest from which they can be reproduced, and methods to read them."""

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Executor
from datetime import date
from typing import Any

import attrs

from iptcore.course import Course
from iptcore.notebook import html_table
from iptcore.protocol.protocol import Protocol
from iptcore.simulation.inputs.arrays import Array, Columns, read_only, wide
from iptcore.simulation.inputs.bad_request import BadRequest, of_kind, unknown, whole
from iptcore.simulation.inputs.columns import COLUMNS
from iptcore.simulation.inputs.manifest import Manifest
from iptcore.simulation.inputs.plan import Plan
from iptcore.simulation.inputs.request import Progress, Request
from iptcore.simulation.inputs.scales import SCALES, unknown_instrument
from iptcore.simulation.play.course_of_row import Scribe
from iptcore.simulation.play.departures import BY_THE_MANUAL, Departures
from iptcore.simulation.play.therapist import MONDAY
from iptcore.simulation.results import archive, outcomes
from iptcore.simulation.results.streaming import Rows, play_rows, streamed, write_rows
from iptcore.simulation.results.summary import Summary
from iptcore.validation import looked_up


def _read_only(columns: Columns) -> Columns:
    return {name: read_only(column) for name, column in columns.items()}


def _cohort(columns: Columns, manifest: Manifest, request: Request) -> "Cohort":
    return Cohort(columns=columns, manifest=manifest, request=request)


def _parts(protocol: Protocol | None, opened: date | None, departures: Departures | None) -> dict[str, Any]:
    """Arguments that all courses of some rows share."""
    of_kind(departures, (Departures, type(None)), "departures has to be Departures: Departures(drift=0.1)")
    return {
        "protocol": protocol,
        "opened": MONDAY if opened is None else opened,
        "departures": departures or BY_THE_MANUAL,
    }


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Cohort:
    """Simulated courses in columns. The columns are read-only, also in copies and after unpickling.

    ``cohort["weeks"]`` is one column, with its numbers in 64 bits, so that sums and products do not overflow; *columns*
    holds all columns as they are stored (`COLUMNS`).
    """

    columns: Columns = attrs.field(converter=_read_only)
    manifest: Manifest
    request: Request
    _last_scribe: dict[str, Any] = attrs.field(factory=dict, init=False)
    """The last scribe, with its arguments; empty before the first."""

    def __len__(self) -> int:
        return int(self.columns["weeks"].shape[-1])

    def __getitem__(self, name: str) -> Array:
        column = looked_up(self.columns, name)
        if column is not None:
            return read_only(wide(column))
        if meaning := looked_up(COLUMNS, name):
            raise BadRequest(f"this cohort was simulated without the column {name}: {meaning}")
        raise unknown("this cohort has no such column", name, self.columns)

    def __reduce__(self) -> tuple[Any, ...]:
        return _cohort, (self.columns, self.manifest, self.request)

    def __repr__(self) -> str:
        m = self.manifest
        arm = f", arm={self._other_arm!r}" if self._other_arm else ""
        return f"Cohort({len(self)} courses of {m.protocol}{arm}, seed={m.seed}, scenario={m.scenario!r})"

    @property
    def _other_arm(self) -> str:
        """The name of the arm; empty where it is IPT, which needs no saying."""
        name = self.request.arm.name
        return "" if name == "ipt" else name

    def _repr_html_(self) -> str:
        m = self.manifest
        arm = f", arm {self._other_arm}" if self._other_arm else ""
        title = f"{len(self)} simulated courses of {m.protocol}{arm}, seed {m.seed}, scenario {m.scenario}"
        rows = [(name, column.dtype, " x ".join(map(str, column.shape))) for name, column in self.columns.items()]
        return html_table(title, ("column", "type", "size"), rows)

    @property
    def plan(self) -> Plan:
        """The plan it was simulated with."""
        return self.request.plan

    @property
    def primary(self) -> str:
        """The name of the primary instrument."""
        return self.request.scales[0].name

    def scores(self, scale: str | None = None) -> Array:
        """The scores on an instrument (ratings x courses); default the primary instrument."""
        column = f"score.{scale or self.primary}"
        if column not in self.columns:
            rated = [known.name for known in self.request.scales]
            misspelt = None if looked_up(SCALES, scale) else scale
            wanted = ", ".join(f'"{name}"' for name in (*rated, "…" if misspelt else scale))
            what = f"this cohort is rated on {', '.join(rated)} alone"
            raise unknown_instrument(what, misspelt, [*rated, *SCALES], f"simulate with scales=({wanted})")
        return self[column]

    def last_score(self, scale: str | None = None) -> Array:
        """The last score taken of each course, carried forward."""
        return outcomes.carried_forward(self.scores(scale))

    def completers(self, least: int = outcomes.COMPLETER_SESSIONS, weeks: int = outcomes.COMPLETER_WEEKS) -> Array:
        """Who completed: at least so many sessions and weeks; by default as in the NIMH programme.

        Raises:
            BadRequest: for more sessions or weeks than this cohort can have, which nobody can complete.
        """
        whole(least, "least", 0)
        whole(weeks, "weeks", 0)
        self.request.must_allow_completers((least, weeks), "this cohort", "completers{}".format)
        return outcomes.completers(self.columns["sessions"], self.columns["weeks"], least, weeks)

    def take(self, rows: Array | slice | Sequence[int]) -> Columns:
        """The columns of some courses, as they are stored.

        Raises:
            BadRequest: if there are no such rows.
        """
        try:
            return {name: column[..., rows] for name, column in self.columns.items()}
        except IndexError:
            raise BadRequest(
                f"there are {len(self)} courses: pass the places of some, a slice, or True or False for each"
            ) from None

    def course(
        self,
        row: int,
        *,
        protocol: Protocol | None = None,
        opened: date | None = None,
        departures: Departures | None = None,
    ) -> Course:
        """One row as a full course, which its protocol accepts without a refusing objection.

        Scores, attendance, the end and its week, medication and recurrence are those of the columns; the same row gives
        the same course. Everything else is written by a therapist who follows the manual, or departs from it at the
        rates of *departures*. The course contains no data on suicide: risk is not part of the model.

        The contract is on the frequency of the plan, or where the protocol does not allow that, on its first one. It
        counts the sessions of a group without the single ones before it; the group is that of the therapist.

        Whoever changes to an arm without the treatment of this one is referred: this course ends with the referral, in
        the week of the change. It has the sessions before that alone; the columns also count those of the other
        treatment, and hold its end. Later ratings, follow-up and recurrence are recorded after the referral.

        Args:
            row: its place, counted from 0.
            protocol: the protocol of the course; default the protocol of the cohort in the catalogue.
            opened: the day of the opening, on which week 0 ends; default 5 January 2026.
            departures: see :class:`~iptcore.simulation.Departures`.

        Raises:
            BadRequest: if there is no such row, or the arm cannot be written as a course of the protocol.
        """
        place = self._places([row])[0]
        scribe = self._scribe(_parts(protocol, opened, departures))
        return next(scribe.courses(self.take(slice(place, place + 1)), [place]))

    def _scribe(self, parts: dict[str, Any]) -> Scribe:
        """The scribe for these arguments, kept until there are others. They are refused here if they do not fit."""
        kept: tuple[dict[str, Any], Scribe] | None = self._last_scribe.get("kept")
        # An array is compared with nothing: that would make another array, which is neither true nor false.
        if kept is None or not all(
            type(kept[0][name]) is type(part) and kept[0][name] == part for name, part in parts.items()
        ):
            kept = self._last_scribe["kept"] = parts, Scribe(self.request, self.columns, **parts)
        return kept[1]

    def courses(
        self,
        rows: Iterable[int] | None = None,
        *,
        protocol: Protocol | None = None,
        opened: date | None = None,
        departures: Departures | None = None,
        executor: Executor | None = None,
        progress: Progress | None = None,
    ) -> Iterator[Course]:
        """Many rows as full courses, one after the other; by default all rows. See `course`.

        Args:
            rows: their places, counted from 0.
            protocol: as in `course`.
            opened: as in `course`.
            departures: as in `course`.
            executor: any ``concurrent.futures.Executor``; the courses are the same, and come in the same order.
            progress: called with the iterable of the pieces, like ``tqdm``.

        Raises:
            BadRequest: as `course`, at the call and not at the first course.
        """
        return streamed(play_rows, self._rows(rows, protocol, opened, departures), executor, progress)

    def ndjson(
        self,
        rows: Iterable[int] | None = None,
        *,
        protocol: Protocol | None = None,
        opened: date | None = None,
        departures: Departures | None = None,
        executor: Executor | None = None,
        progress: Progress | None = None,
    ) -> Iterator[str]:
        """The documents of many rows, one in each line: ``file.writelines(cohort.ndjson())``. Arguments as `courses`.

        Workers write the lines, which is faster than passing courses back; `iptcore.documents.read_courses` reads them.
        """
        return streamed(write_rows, self._rows(rows, protocol, opened, departures), executor, progress)

    def _rows(
        self, rows: object, protocol: Protocol | None, opened: date | None, departures: Departures | None
    ) -> Rows:
        parts = _parts(protocol, opened, departures)
        self._scribe(parts)  # a file may be open for the lines; the scribe of a worker would refuse too late
        if rows is None:
            return Rows(self.request, self.columns, range(len(self)), parts)
        wanted = self._places(rows)
        return Rows(self.request, self.take(wanted), wanted, parts)

    def _places(self, rows: object) -> list[int]:
        given: Iterable[Any] = of_kind(rows, Iterable, f"rows has to hold the places of courses: range({len(self)})")
        wanted = [whole(row, "row", 0) for row in given]
        if max(wanted, default=-1) >= len(self):
            raise BadRequest(f"there are {len(self)} courses, counted from 0: pass the place of one of them")
        return wanted

    def summary(self) -> Summary:
        """Counts and figures of the whole cohort."""
        whole = len(self) == self.manifest.courses
        manifest = self.manifest.replace(task="summarise") if whole else None
        return attrs.evolve(Summary.of(self.request, self.columns), manifest=manifest)

    def save(self, file: archive.File) -> None:
        """Write columns and manifest as one compressed npz file; *file* is a path, or open in binary mode.

        Raises:
            BadRequest: if its columns hold other rows than its manifest says.
        """
        if len(self) != self.manifest.courses:
            raise BadRequest(
                "these are only some rows of a cohort: save the whole cohort, and choose rows after loading it"
            )
        archive.write(file, self.columns, self.manifest)

    @classmethod
    def load(cls, file: archive.File, *, at_most: int = archive.MOST_BYTES) -> "Cohort":
        """Read what `save` wrote, from a path or from a file open in binary mode.

        The file may come from anybody: nothing in it is executed or unpickled, and a file that would unpack to more
        than *at_most* bytes is refused.

        Raises:
            BadRequest: if it is not a complete file of a cohort.
            OSError: if it cannot be opened.
        """
        columns, manifest, request = archive.read(file, at_most)
        return cls(columns=columns, manifest=manifest, request=request)
