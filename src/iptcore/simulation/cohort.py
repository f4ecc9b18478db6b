"""A cohort: columns, the manifest they can be made again from, and the ways to read them."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import attrs

from iptcore.simulation import archive, outcomes
from iptcore.simulation.bad_request import BadRequest
from iptcore.simulation.manifest import Manifest
from iptcore.simulation.plan import Plan
from iptcore.simulation.summary import Summary
from iptcore.simulation.treatment import Array, Columns, Run

if TYPE_CHECKING:
    from datetime import date

    from iptcore.course import Course
    from iptcore.protocol.protocol import Protocol
    from iptcore.simulation.departures import Departures


def _read_only(columns: Columns) -> Columns:
    views = {name: column.view() for name, column in columns.items()}
    for view in views.values():
        view.flags.writeable = False
    return views


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Cohort:
    """Simulated courses in columns (`COLUMNS`), read-only; ``cohort["weeks"]`` is one of them."""

    columns: Columns = attrs.field(converter=_read_only)
    manifest: Manifest
    run: Run

    def __len__(self) -> int:
        return int(self.columns["weeks"].shape[-1])

    def __getitem__(self, name: str) -> Array:
        if name not in self.columns:
            raise BadRequest("this cohort has no such column: list(cohort.columns) names those it has")
        return self.columns[name]

    def __repr__(self) -> str:
        m = self.manifest
        return f"Cohort({len(self)} courses of {m.protocol}, seed={m.seed}, scenario={m.scenario!r})"

    @property
    def plan(self) -> Plan:
        """The plan it was simulated with."""
        return self.run.plan

    @property
    def primary(self) -> str:
        """The name of the primary instrument."""
        return self.run.scales[0].name

    def scores(self, scale: str | None = None) -> Array:
        """The scores of an instrument (ratings x courses), of the primary one where none is named."""
        return self[f"score.{scale or self.primary}"]

    def last_score(self, scale: str | None = None) -> Array:
        """The last score taken of each course, carried forward."""
        return outcomes.carried_forward(self.scores(scale))

    def completers(self, least: int = outcomes.COMPLETER_SESSIONS, weeks: int = outcomes.COMPLETER_WEEKS) -> Array:
        """Who completed: at least so many sessions and weeks (as in the NIMH programme where not said otherwise)."""
        return outcomes.completers(self["sessions"], self["weeks"], least, weeks)

    def take(self, rows: Array | slice | Sequence[int]) -> Columns:
        """The columns of some courses."""
        return {name: column[..., rows] for name, column in self.columns.items()}

    def course(
        self,
        row: int,
        *,
        protocol: "Protocol | None" = None,
        opened: "date | None" = None,
        departures: "Departures | None" = None,
    ) -> "Course":
        """One row played into a full course, which its protocol accepts with no binding objection.

        Scores, attendance, the end and its week, medication and recurrence are those of the columns; the same row gives
        the same course. Everything else is written by a therapist who works by the manual, or departs from it at the
        rates of *departures*. Nothing in it is data on suicide: risk is no part of the model.

        Args:
            row: its place, counted from 0.
            protocol: the protocol of the course; that of the cohort, looked up in the catalogue, where left out.
            opened: the day of the opening, on which week 0 ends; 5 January 2026 where left out.
            departures: see :class:`~iptcore.simulation.Departures`.

        Raises:
            BadRequest: where there is no such row, or nothing that could be a course of the protocol.
        """
        from iptcore.simulation.departures import BY_THE_MANUAL
        from iptcore.simulation.record import course_of
        from iptcore.simulation.therapist import MONDAY

        return course_of(self, row, protocol=protocol, opened=opened or MONDAY, departures=departures or BY_THE_MANUAL)

    def summary(self) -> Summary:
        """Counts and figures of the whole cohort."""
        whole = len(self) == self.manifest.courses
        manifest = self.manifest.replace(task="summarise") if whole else None
        return attrs.evolve(Summary.of(self.run, self.columns), manifest=manifest)

    def rerun(self) -> "Cohort":
        """The same cohort, made again from its manifest alone; see `rerun`."""
        from iptcore.simulation.rerun import rerun

        return rerun(self.manifest)  # type: ignore[return-value]  # what simulated gives a cohort

    def save(self, file: archive.File) -> None:
        """Write columns and manifest as one compressed npz file; *file* is a path, or open in binary mode.

        Raises:
            BadRequest: where its columns hold other rows than its manifest tells of.
        """
        if len(self) != self.manifest.courses:
            raise BadRequest("these are some rows of a cohort: save the whole, and take the rows of what is loaded")
        archive.write(file, self.columns, self.manifest)

    @classmethod
    def load(cls, file: archive.File, *, at_most: int = archive.MOST_BYTES) -> "Cohort":
        """Read what `save` wrote, from a path or from a file open in binary mode.

        The file may come from anybody: nothing in it is executed or unpickled, and what would unpack to more than
        *at_most* bytes is not unpacked.

        Raises:
            BadRequest: if it is anything but a whole file of a cohort.
            OSError: if it cannot be opened.
        """
        columns, manifest, run = archive.read(file, at_most)
        return cls(columns=columns, manifest=manifest, run=run)
