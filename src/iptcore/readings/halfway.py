"""Progress at half the contract: whether there is any, and whether the lack of it was looked at.

No manual fixes a number for it, as far as is known; "no response and no reliable change at half of the contract" is the
default of this library.
"""

from datetime import date

from iptcore.course import Course
from iptcore.events import ProgressReviewed, SymptomsRated
from iptcore.model.measure import Instrument
from iptcore.readings.answer import Answer
from iptcore.readings.ratings import RatedOn, improved, rated_on
from iptcore.readings.sessions import half_held
from iptcore.sources import cite
from iptcore.values import value
from iptcore.vocabulary import Baseline


@value
class AtHalf(Answer):
    """Whether there was an improvement by the session with which half of the contract was held.

    *half* is the day of that session, *rated* the day of the rating that shows it, *reviewed* whether progress was
    reviewed on that session's day or later, *baseline* the rating from which change was counted.
    """

    half: date | None = None
    rated: date | None = None
    reviewed: bool = False
    baseline: Baseline = Baseline.FIRST


def at_half(course: Course, instrument: Instrument, *, baseline: Baseline = Baseline.FIRST) -> AtHalf:
    """Whether the last rating up to half of the contract is a response or a reliable improvement since the baseline."""
    rated, half, source = rated_on(course, instrument, baseline), half_held(course), cite("R D")
    if half is None:
        return AtHalf(answer=None, reasons=(_NOT_HALF,), source=source, baseline=baseline)
    reviewed = any(review.on >= half for review in course.newest(ProgressReviewed))
    latest = _latest(rated, half)
    if rated.first is None or latest is None:
        reasons = (f"half held on {half}", "no rating between the baseline and that day is recorded", *rated.notes)
        return AtHalf(answer=None, half=half, reviewed=reviewed, reasons=reasons, source=source, baseline=baseline)
    return AtHalf(
        answer=improved(rated.first, latest, instrument),
        half=half,
        rated=latest.on,
        reviewed=reviewed,
        reasons=(f"half held on {half}", _in_words(rated, latest), *rated.notes),
        source=source,
        baseline=baseline,
    )


def non_response(course: Course, instrument: Instrument, *, baseline: Baseline = Baseline.FIRST) -> Answer:
    """Whether half of the contract is held and the latest rating still shows no improvement over the baseline."""
    rated, half = rated_on(course, instrument, baseline), half_held(course)
    latest = _latest(rated, date.max)
    if half is None:
        return Answer(answer=None, reasons=(_NOT_HALF,), source=cite("R D"))
    if rated.first is None or latest is None:
        reasons = (f"half held on {half}", "no rating since the baseline is recorded", *rated.notes)
        return Answer(answer=None, reasons=reasons, source=cite("R D"))
    better = improved(rated.first, latest, instrument)
    return Answer(
        answer=None if better is None else not better,
        reasons=(f"half held on {half}", _in_words(rated, latest), *rated.notes),
        source=cite("R D"),
    )


_NOT_HALF = "half of the contract is not held, or no number was agreed"


def _latest(rated: RatedOn, day: date) -> SymptomsRated | None:
    """The last rating after the baseline up to *day*; of several of one day, the one that was entered last."""
    ratings = [event for event in rated.since if isinstance(event, SymptomsRated) and event.on <= day]
    return ratings[-1] if ratings else None


def _in_words(rated: RatedOn, latest: SymptomsRated) -> str:
    return f"{rated.baseline}, {latest.total:g} on {latest.on}"
