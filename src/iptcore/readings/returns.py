"""Relapse and recurrence: the return of an episode, before recovery or after it.

A return is a rating in the scheme's range of the full syndrome, or a new episode that a person recorded. A rise in the
last planned sessions is never called one on its total alone (F4 of the bibliography): sadness at an end is not a
relapse.
"""

from collections import deque
from collections.abc import Callable
from datetime import date
from typing import NamedTuple

from iptcore.course import Course
from iptcore.events import RecurrenceRecorded, SymptomsRated
from iptcore.model.figure import Figure
from iptcore.model.measure import Instrument
from iptcore.readings.answer import Answer, Reached, either
from iptcore.readings.outcome import cut_off, rated_under, well_spells, why_unknown
from iptcore.readings.outcome_schemes import Scheme
from iptcore.readings.sessions import near_the_end
from iptcore.readings.spells import Reach, Spell, days, months
from iptcore.sources import Source, cite, together
from iptcore.values import value
from iptcore.vocabulary import ReturnKind


@value
class Return(Answer):
    """An episode came back (True), or may have (None: not known from this record).

    *kind* is what it is if it did; None where it is not known whether recovery came before.
    """

    on: date
    kind: ReturnKind | None


def returns(course: Course, instrument: Instrument, scheme: Scheme) -> tuple[Return, ...]:
    """Every return after a remission that is recorded or cannot be ruled out, in the order of time."""
    rated = rated_under(scheme, course, instrument)
    figure, late = cut_off(rated, instrument), near_the_end(course)
    over = deque((spell.until, spell) for spell in well_spells(rated, instrument, scheme) if spell.until)
    past = _Past(scheme)
    returned: list[Return] = []
    seen: date | None = None  # the last day on which the record says how the client was
    doubted: Spell | None = None  # the spell whose end was already reported as a possible return
    for moment in rated.moments:
        while over and over[0][0] <= moment.on:
            past.add(over.popleft()[1])
        sign = _sign(instrument, scheme, moment, figure, late)
        if sign.came or (sign.came is None and past.last is not None and past.last is not doubted):
            unseen = _Unseen(seen, moment.on) if isinstance(moment, RecurrenceRecorded) else None
            possible = _return(scheme, moment.on, sign, past, unseen)
            if possible is not None:
                returned.append(possible)
                doubted = past.last
                if sign.came:
                    past.forget(moment.on)
        if isinstance(moment, RecurrenceRecorded) or figure is not None:
            seen = moment.on
    return tuple(returned)


def relapse(course: Course, instrument: Instrument, scheme: Scheme) -> Reached:
    """Whether an episode that came back after remission and before recovery goes on; over with the next remission."""
    return _whether(course, instrument, scheme, ReturnKind.RELAPSE)


def recurrence(course: Course, instrument: Instrument, scheme: Scheme) -> Reached:
    """Whether an episode that came back after recovery goes on. Treating it opens a new course."""
    return _whether(course, instrument, scheme, ReturnKind.RECURRENCE)


# -- how ---------------------------------------------------------------------------------------------------------------


class _Sign(NamedTuple):
    """Whether a rating or a record shows the episode back, in itself; why; and by what source."""

    came: bool | None
    why: str
    source: Source


def _sign(
    instrument: Instrument,
    scheme: Scheme,
    moment: SymptomsRated | RecurrenceRecorded,
    figure: Figure | None,
    late: Callable[[date], bool],
) -> _Sign:
    if isinstance(moment, RecurrenceRecorded):
        unsaid = "" if moment.diagnosed else ", without saying whether the full syndrome was diagnosed"
        return _Sign(True, f"a new episode was recorded on {moment.on}{unsaid}", cite("D"))
    full = scheme.full_range(instrument.code)
    well = instrument.below_cutoff(moment.total, moment.rated_by) is not False
    if figure is None or well or (full is not None and not full.holds(moment.total)):
        return _Sign(False, "", cite("D"))
    total = f"{moment.total:g} on {moment.on}"
    if late(moment.on):
        return _Sign(None, f"{total}, in the last planned sessions: to be reviewed, not called a return", cite("F4"))
    if full is None:
        why = f"{total}, above the cut-off; no total of the full syndrome is known here for the {instrument.code}"
        return _Sign(None, why, figure.source)
    return _Sign(True, f"{total}, the full syndrome ({full.words})", full.source)


class _Unseen(NamedTuple):
    """The time without any rating before a person recorded a new episode."""

    since: date | None
    until: date

    def hides(self, reach: Reach) -> bool | None:
        """Whether health may have lasted so long in it: None if it may, False if it is too short."""
        return None if self.since is None or self.until > reach(self.since) else False


class _Past:
    """The spells of health that are over: the last of them, and whether any lasted long enough.

    They are not gone through again at every rating: a record may hold thousands.
    """

    def __init__(self, scheme: Scheme) -> None:
        self._remission, self._recovery = days(scheme.remission_days.number), months(scheme.recovery_months.number)
        self._began = date.min
        self._spells: list[Spell] = []
        self._remitted: set[bool | None] = set()
        self._recovered: set[bool | None] = set()

    @property
    def last(self) -> Spell | None:
        return self._spells[-1] if self._spells else None

    def add(self, spell: Spell) -> None:
        """Count a spell, unless it began before the last return."""
        if spell.first >= self._began:
            self._spells.append(spell)
            self._remitted.add(spell.lasted(self._remission))
            self._recovered.add(spell.lasted(self._recovery))

    def forget(self, before: date) -> None:
        """Count health before a return no more."""
        spells, self._spells, self._began = self._spells, [], before
        self._remitted, self._recovered = set(), set()
        for spell in spells:
            self.add(spell)

    def remitted(self, unseen: "_Unseen | None") -> bool | None:
        """Whether there was a remission, in the spells or unseen."""
        return either((*self._remitted, unseen.hides(self._remission) if unseen else False))

    def recovered(self, unseen: "_Unseen | None") -> bool | None:
        """Whether there was a recovery, in the spells or unseen."""
        return either((*self._recovered, unseen.hides(self._recovery) if unseen else False))


def _return(scheme: Scheme, on: date, sign: _Sign, past: _Past, unseen: _Unseen | None) -> Return | None:
    """The return, named by the health before it; None where the episode had never gone."""
    remitted, recovered = past.remitted(unseen), past.recovered(unseen)
    if remitted is False:
        return None
    kind = {True: ReturnKind.RECURRENCE, False: ReturnKind.RELAPSE, None: None}[recovered]
    well = f"below the cut-off on {past.last.last}" if past.last else "nothing rated below the cut-off"
    return Return(
        on=on,
        answer=sign.came if remitted else None,
        kind=kind,
        reasons=(sign.why, f"{well} before it; remission {_SAID[remitted]}, recovery {_SAID[recovered]}"),
        source=together(sign.source, scheme.remission_days.source, scheme.recovery_months.source),
    )


_SAID = {True: "reached", False: "not reached", None: "not known"}


def _whether(course: Course, instrument: Instrument, scheme: Scheme, kind: ReturnKind) -> Reached:
    rated = rated_under(scheme, course, instrument)
    source = together(scheme.remission_days.source, scheme.recovery_months.source)
    matching = [returned for returned in returns(course, instrument, scheme) if returned.kind in (kind, None)]
    if matching:
        sure = [returned for returned in matching if returned.answer and returned.kind is kind]
        telling = (sure or matching)[-1]
        if not sure:
            return Reached(answer=None, reasons=(*telling.reasons, *rated.notes), source=telling.source)
        reach = days(scheme.remission_days.number)
        after = [spell for spell in well_spells(rated, instrument, scheme) if spell.first > telling.on]
        over = next((spell.first for spell in after if spell.lasted(reach)), None)
        ends = either(spell.lasted(reach) for spell in after)
        low = f"below the cut-off again on {over or after[-1].first}; remission {_SAID[ends]}" if after else ""
        return Reached(
            answer=None if ends is None else not ends,
            since=telling.on,
            on=telling.on,
            until=over,
            reasons=(*telling.reasons, *filter(None, [low]), *rated.notes),
            source=telling.source,
        )
    why = why_unknown(rated, instrument, cut_off(rated, instrument), "remission cut-off")
    if why:
        return Reached(answer=None, reasons=why, source=source)
    if not rated.since:
        reasons = ("no rating since the baseline is recorded", *rated.notes)
        return Reached(answer=None, reasons=reasons, source=source)
    reasons = (f"no {kind.label} up to the last record, on {rated.moments[-1].on}", *rated.notes)
    return Reached(answer=False, reasons=reasons, source=source)
