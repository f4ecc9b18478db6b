"""The ratings of a course: which one change is counted from, which is the last, and how two of them compare.

None always means that it cannot be known: nothing was rated, the ratings are not of one kind, or there is no published
number to judge by.
"""

from collections.abc import Collection, Iterator
from itertools import takewhile

from iptcore.course import Course
from iptcore.events import MiddleBegun, SymptomsRated, TerminationBegun
from iptcore.model.measure import Instrument
from iptcore.readings.days import first_day, last_day
from iptcore.vocabulary import MissingItemsPolicy

_MADE_UP = (MissingItemsPolicy.PRORATED, MissingItemsPolicy.INSTRUMENT_RULE)


def primary_instrument(course: Course, instruments: Collection[str]) -> str | None:
    """The instrument of the first rating among those named; None while none of them was rated."""
    first = _first_rating(course, instruments)
    return first.instrument if first else None


def baseline(course: Course, instruments: Collection[str]) -> SymptomsRated | None:
    """The rating from which change is counted; None if there was no rating on any of *instruments* (by code).

    It is the last rating of the kind of the first one (instrument, version and rater) up to the day on which the
    initial phase ended, else the first there is.
    """
    first = _first_rating(course, instruments)
    if first is None:
        return None
    begun = first_day(course, MiddleBegun) or first_day(course, TerminationBegun)
    before = (
        rating
        for rating in course.newest(SymptomsRated)
        if (begun is None or rating.on <= begun) and comparable(first, rating)
    )
    return next(before, first)


def _first_rating(course: Course, instruments: Collection[str]) -> SymptomsRated | None:
    return next((rating for rating in course.all(SymptomsRated) if rating.instrument in instruments), None)


def since_baseline(course: Course, first: SymptomsRated) -> Iterator[SymptomsRated]:
    """The ratings after the baseline *first* that can be compared with it, newest first."""
    later = takewhile(lambda rating: rating is not first, course.newest(SymptomsRated))
    return (rating for rating in later if comparable(first, rating))


def final_rating(course: Course, instrument: str | None = None) -> SymptomsRated | None:
    """The latest rating since the last phase began, on *instrument* where it is given."""
    began = last_day(course, TerminationBegun)
    for rating in course.newest(SymptomsRated):
        if began is None or rating.on < began:
            return None
        if instrument in (None, rating.instrument):
            return rating
    return None


# -- two ratings compared ----------------------------------------------------------------------------------------------


def comparable(before: SymptomsRated, later: SymptomsRated) -> bool:
    """Whether both are of one kind: the same instrument, version and rater."""
    return (
        before.instrument == later.instrument
        and before.version == later.version
        and (before.rater is later.rater or before.rated_by is later.rated_by)
    )


def possible(rating: SymptomsRated, instrument: Instrument) -> bool:
    """Whether the total can be one of *instrument*; one made up for missing answers may have decimals."""
    return instrument.in_range(rating.total, prorated=rating.missing_policy in _MADE_UP)


def responded(before: SymptomsRated, later: SymptomsRated, instrument: Instrument | None) -> bool | None:
    """Whether the fall is a response."""
    if instrument is None or not comparable(before, later):
        return None
    return instrument.responded(before.total, later.total, later.rated_by)


def reliably_improved(before: SymptomsRated, later: SymptomsRated, instrument: Instrument | None) -> bool | None:
    """Whether the total fell by the published reliable change."""
    if instrument is None or not comparable(before, later):
        return None
    return instrument.reliably_improved(before.total, later.total)


def reliably_worsened(before: SymptomsRated, later: SymptomsRated, instrument: Instrument | None) -> bool | None:
    """Whether the total rose by the published reliable change."""
    return reliably_improved(later, before, instrument)


def improved(before: SymptomsRated, later: SymptomsRated, instrument: Instrument | None) -> bool | None:
    """Whether there is a response, or a reliable improvement where an index is published; None where neither is."""
    signs = (responded(before, later, instrument), reliably_improved(before, later, instrument))
    return None if signs == (None, None) else True in signs


def rose_a_band(before: SymptomsRated, later: SymptomsRated, instrument: Instrument | None) -> bool | None:
    """Whether the total is in a more severe band than it was; None where no bands are agreed."""
    if instrument is None or not comparable(before, later):
        return None
    from_band, to_band = instrument.band(before.total), instrument.band(later.total)
    return None if from_band is None or to_band is None else to_band.low > from_band.low


def suicide_item_newly_positive(
    before: SymptomsRated, later: SymptomsRated, instrument: Instrument | None
) -> bool | None:
    """Whether the suicide item is positive now and was not; None where it is not known now."""
    if instrument is None or not comparable(before, later):
        return None
    now = instrument.suicide_item_positive(later.suicide_item)
    return None if now is None else now and instrument.suicide_item_positive(before.suicide_item) is not True


def worsened(before: SymptomsRated, later: SymptomsRated, instrument: Instrument | None) -> bool | None:
    """Whether the rating is reliably worse.

    Where no index is published: whether it is in a higher band, or its suicide item newly positive.
    """
    reliably = reliably_worsened(before, later, instrument)
    if reliably is not None:
        return reliably
    signs = (rose_a_band(before, later, instrument), suicide_item_newly_positive(before, later, instrument))
    return None if signs == (None, None) else True in signs
