"""When to offer maintenance treatment: the published criteria, each met, not met or not known.

The criteria are those of the American Psychiatric Association 2010, as F58 of the bibliography reports them. One that
is met is enough. Some manuals offer it to everybody (F6); that is a choice of their protocol.
"""

from collections.abc import Iterator
from typing import Any

from iptcore.course import Course
from iptcore.events import EpisodeRecorded
from iptcore.model.measure import Instrument
from iptcore.readings import ratings
from iptcore.readings.answer import Answer, either
from iptcore.sources import cite
from iptcore.values import value
from iptcore.vocabulary import Baseline

EARLIER_EPISODES = 3
EARLIER_EPISODES_WITH_QUICK_RECURRENCE = 2
LATE_ONSET_AFTER = 60
"""The numbers of the criteria (F58); the age in years."""

_MANY_EPISODES = f"{EARLIER_EPISODES} or more earlier episodes"
_QUICK_RECURRENCE = f"{EARLIER_EPISODES_WITH_QUICK_RECURRENCE} earlier episodes that came back quickly"
_LATE_ONSET = f"first onset after the age of {LATE_ONSET_AFTER}"


@value
class Criterion(Answer):
    """One of the criteria; its first reason names it."""


@value
class MaintenanceCriteria(Answer):
    """Whether the criteria require an offer of maintenance: yes if one is met, no if none is, else not known."""

    criteria: tuple[Criterion, ...]


def maintenance_criteria(
    course: Course, instrument: Instrument | None, *, baseline: Baseline = Baseline.FIRST
) -> MaintenanceCriteria:
    """The criteria for offering maintenance, judged on what was recorded of the episode and on *instrument*.

    The episode treated here was severe where the *baseline* is in the highest band of the instrument; residual symptoms
    are a final rating that is known not to be well (:meth:`~iptcore.model.measure.Instrument.known_well`). Without an
    instrument, neither is known.

    Raises:
        InvalidValue: for an *instrument* that is neither an instrument nor None, such as the code of one.
    """
    if instrument is not None:
        ratings.must_be_instrument(instrument)
    criteria = tuple(
        Criterion(answer=answer, reasons=(name,), source=cite("F58"))
        for name, answer in _answers(course, instrument, baseline)
    )
    answer = either(criterion.answer for criterion in criteria)
    telling = tuple(criterion.reasons[0] for criterion in criteria if criterion.answer is answer)
    return MaintenanceCriteria(answer=answer, criteria=criteria, reasons=telling, source=cite("F58"))


def maintenance_indicated(course: Course, instrument: Instrument | None, baseline: Baseline) -> bool | None:
    """The answer of `maintenance_criteria` alone."""
    return either(answer for _, answer in _answers(course, instrument, baseline))


def _answers(course: Course, instrument: Instrument | None, which: Baseline) -> Iterator[tuple[str, bool | None]]:
    """Each criterion in words, and whether it is met."""
    earlier, quick = _last_said(course, "earlier_episodes"), _last_said(course, "quick_recurrence")
    onset = _last_said(course, "first_onset_age")
    yield _MANY_EPISODES, _at_least(earlier, EARLIER_EPISODES)
    yield _QUICK_RECURRENCE, _both(_at_least(earlier, EARLIER_EPISODES_WITH_QUICK_RECURRENCE), quick)
    yield _LATE_ONSET, _at_least(onset, LATE_ONSET_AFTER + 1)
    severe = either((_last_said(course, "severe_before"), _severe_now(course, instrument, which)))
    yield "severe episodes", severe
    yield "family history", _last_said(course, "family_history")
    yield "residual symptoms at the end", _residual(course, instrument)


def _last_said(course: Course, part: str) -> Any:
    """The *part* of the episode as it was last recorded; None if it never was."""
    for record in course.newest(EpisodeRecorded):
        known = getattr(record, part)
        if known is not None:
            return known
    return None


def _at_least(number: int | None, least: int) -> bool | None:
    return None if number is None else number >= least


def _both(first: bool | None, second: bool | None) -> bool | None:
    return False if False in (first, second) else None if None in (first, second) else True


def _severe_now(course: Course, instrument: Instrument | None, which: Baseline) -> bool | None:
    """Whether the episode treated here was severe: a baseline in the highest band."""
    first = ratings.baseline(course, instrument, which) if instrument else None
    band = instrument.band(first.total) if instrument and first else None
    return None if instrument is None or band is None else band == instrument.severe_band


def _residual(course: Course, instrument: Instrument | None) -> bool | None:
    final = ratings.final_rating(course, instrument) if instrument else None
    well = instrument.known_well(final.total, final.rated_by) if instrument and final else None
    return None if well is None else not well
