"""The ratings of a course: which can be read, which one change is counted from, and how two of them compare.

A total is readable when it can be one of its instrument and no more items are missing than the instrument allows; any
other is as if it had not been recorded. None always means that it cannot be known: nothing was rated, the ratings are
not of one kind, or no number to judge by is known here.
"""

from collections.abc import Iterator
from itertools import takewhile
from typing import NamedTuple

from iptcore.course import Course, must_be_course
from iptcore.events import MiddleBegun, RecurrenceRecorded, SymptomsRated, TerminationBegun
from iptcore.model.measure import Instrument
from iptcore.readings.days import first_day
from iptcore.validation import must_be
from iptcore.vocabulary import Baseline, MissingItemsPolicy

_MADE_UP = (MissingItemsPolicy.PRORATED, MissingItemsPolicy.INSTRUMENT_RULE)


# -- which ratings can be read -----------------------------------------------------------------------------------------


def possible(rating: SymptomsRated, instrument: Instrument) -> bool:
    """Whether the total can be one of *instrument*.

    One made up for missing answers may have decimals, and is made of some answers; a plain sum of the answers that were
    given is no more than they can make up.
    """
    if rating.missing_policy is None:  # nothing is missing
        return instrument.in_range(rating.total)
    if not made_up(rating):
        return instrument.in_range(rating.total, left_out=rating.missing_items)
    some_given = instrument.items is None or rating.missing_items < instrument.items
    return some_given and instrument.in_range(rating.total, prorated=True)


def made_up(rating: SymptomsRated) -> bool:
    """Whether the total was made up for missing answers, and is no plain sum of those that were given."""
    return rating.missing_policy in _MADE_UP


def readable(rating: SymptomsRated, instrument: Instrument) -> bool:
    """Whether the total says something: it can be one of *instrument*, and no more items are missing than it allows."""
    return rating.missing_items <= instrument.most_missing and possible(rating, instrument)


def readable_on(course: Course, instrument: Instrument) -> tuple[SymptomsRated, ...]:
    """The readable ratings on *instrument* that are of one kind with the first: the same version and rater."""
    read = [rating for rating in course.ratings(instrument.code).in_order() if readable(rating, instrument)]
    return tuple(rating for rating in read if comparable(read[0], rating))


# -- the first and the last of them ------------------------------------------------------------------------------------


def baseline(course: Course, instrument: Instrument, which: Baseline = Baseline.FIRST) -> SymptomsRated | None:
    """The rating on *instrument* from which change is counted; None where there is no readable one.

    Before the initial phase has ended, and where it had no rating, it is the first there is, whatever *which* is.
    """
    if which is Baseline.FIRST:
        for rating in course.ratings(instrument.code).in_order():
            if readable(rating, instrument):
                return rating
        return None
    ratings = readable_on(course, instrument)
    begun = first_day(course, MiddleBegun) or first_day(course, TerminationBegun)
    if not ratings or begun is None:
        return next(iter(ratings), None)
    before = [rating for rating in ratings if rating.on <= begun] or [ratings[0]]
    if which is Baseline.LAST_BEFORE_MIDDLE:
        return before[-1]
    return max(before, key=lambda rating: instrument.burden(rating.total))


def baselines(
    course: Course, instruments: tuple[Instrument, ...], which: Baseline
) -> Iterator[tuple[SymptomsRated, Instrument]]:
    """The baseline on each of *instruments* on which there is a readable rating."""
    rated = course.rated
    for instrument in instruments:
        if instrument.code in rated and (first := baseline(course, instrument, which)) is not None:
            yield first, instrument


def rated_among(course: Course, instruments: tuple[Instrument, ...]) -> tuple[Instrument, ...]:
    """Those of *instruments* on which there is a readable rating, in the order in which they are given."""
    return tuple([instrument for _, instrument in baselines(course, instruments, Baseline.FIRST)])


def since_baseline(course: Course, first: SymptomsRated, instrument: Instrument) -> Iterator[SymptomsRated]:
    """The readable ratings after the baseline *first* that can be compared with it, newest first."""
    for rating in takewhile(lambda rating: rating is not first, course.ratings(first.instrument)):
        if comparable(first, rating) and readable(rating, instrument):
            yield rating


def final_rating(course: Course, instrument: Instrument) -> SymptomsRated | None:
    """The latest readable rating on *instrument* since the last phase began."""
    begun = course.last(TerminationBegun)
    if begun is None:
        return None
    for rating in course.ratings(instrument.code):
        if rating.on < begun.on:
            break
        if readable(rating, instrument):
            return rating
    return None


# -- all that is recorded on one instrument ----------------------------------------------------------------------------


class RatedOn(NamedTuple):
    """What a course says on one instrument."""

    first: SymptomsRated | None
    """The baseline; None where nothing was rated."""
    which: Baseline
    """Which rating was chosen as the baseline."""
    ratings: tuple[SymptomsRated, ...]
    """The readable ratings that can be compared with the baseline, itself and earlier ones included."""
    moments: tuple[SymptomsRated | RecurrenceRecorded, ...]
    """These ratings, and the returns that a person recorded unless the full syndrome was denied, as they happened."""
    unreadable: int
    """Ratings on this instrument with a total that it cannot have, or with more items missing than it allows."""
    of_another_kind: int
    """The readable ones of another version or rater."""

    @property
    def since(self) -> tuple[SymptomsRated | RecurrenceRecorded, ...]:
        """What came after the baseline."""
        return next((self.moments[place:] for place, moment in enumerate(self.moments, 1) if moment is self.first), ())

    @property
    def notes(self) -> tuple[str, ...]:
        """What to say about ratings that were left aside."""
        left_aside = (
            (self.unreadable, "ratings out of range, or with too many items missing, left aside"),
            (self.of_another_kind, "ratings of another version or rater left aside"),
        )
        return tuple(f"{words}: {number}" for number, words in left_aside if number)

    @property
    def baseline(self) -> str:
        """The baseline in words; empty where there is none."""
        return "" if self.first is None else f"{self.first.total:g} on {self.first.on} ({self.which.label})"


def must_be_instrument(given: object) -> None:
    """Check the argument *instrument* of a reading.

    Raises:
        InvalidValue: for anything but an instrument, such as the code of one.
    """
    advice = 'IPT.instrument("PHQ-9") gives one, and None for a code that it does not have'
    must_be(Instrument, "instrument", given, advice)


def rated_on(course: Course, instrument: Instrument, which: Baseline = Baseline.FIRST) -> RatedOn:
    """The ratings of a course on one instrument: only the same version and rater as at the baseline are compared.

    Raises:
        InvalidValue: for anything but a course and an instrument, such as the code of one.
    """
    must_be_course(course)
    must_be_instrument(instrument)
    on_it = course.ratings(instrument.code)
    ratings, unreadable = readable_on(course, instrument), sum(not readable(rating, instrument) for rating in on_it)
    kept = set(map(id, ratings))
    moments = tuple(
        event
        for _, event in course.timeline
        if (isinstance(event, SymptomsRated) and id(event) in kept)
        or (isinstance(event, RecurrenceRecorded) and event.diagnosed is not False)
    )
    return RatedOn(
        first=baseline(course, instrument, which),
        which=which,
        ratings=ratings,
        moments=moments,
        unreadable=unreadable,
        of_another_kind=len(on_it) - len(ratings) - unreadable,
    )


# -- two ratings compared ----------------------------------------------------------------------------------------------


def comparable(before: SymptomsRated, later: SymptomsRated) -> bool:
    """Whether both are of one kind: the same instrument, version and rater."""
    return (
        before.instrument == later.instrument
        and before.version == later.version
        and (before.rater is later.rater or before.rated_by is later.rated_by)
    )


def responded(before: SymptomsRated, later: SymptomsRated, instrument: Instrument) -> bool | None:
    """Whether the improvement is a response."""
    if not comparable(before, later):
        return None
    return instrument.responded(before.total, later.total, later.rated_by)


def reliably_improved(before: SymptomsRated, later: SymptomsRated, instrument: Instrument) -> bool | None:
    """Whether the total got better by the reliable change."""
    return instrument.reliably_improved(before.total, later.total) if comparable(before, later) else None


def reliably_worsened(before: SymptomsRated, later: SymptomsRated, instrument: Instrument) -> bool | None:
    """Whether the total got worse by the reliable change."""
    return instrument.reliably_worsened(before.total, later.total) if comparable(before, later) else None


def improved(before: SymptomsRated, later: SymptomsRated, instrument: Instrument) -> bool | None:
    """Whether there is a response, or a reliable improvement where an index is known; None where neither is."""
    if not comparable(before, later):
        return None
    response = instrument.responded(before.total, later.total, later.rated_by)
    if response is True:
        return True
    reliably = instrument.reliably_improved(before.total, later.total)
    return response if reliably is None else reliably


def rose_a_band(before: SymptomsRated, later: SymptomsRated, instrument: Instrument) -> bool | None:
    """Whether the total is in a more severe band than it was; None where no bands are agreed."""
    if not comparable(before, later):
        return None
    from_band, to_band = instrument.band(before.total), instrument.band(later.total)
    if from_band is None or to_band is None:
        return None
    return instrument.gain(from_band.low, to_band.low) < 0


def suicide_item_newly_positive(before: SymptomsRated, later: SymptomsRated, instrument: Instrument) -> bool | None:
    """Whether the suicide item is positive now and was not; None where it is not known now."""
    if not comparable(before, later):
        return None
    now = instrument.suicide_item_positive(later.suicide_item)
    return None if now is None else now and instrument.suicide_item_positive(before.suicide_item) is not True


def worsened(before: SymptomsRated, later: SymptomsRated, instrument: Instrument) -> bool | None:
    """Whether the rating is reliably worse.

    Where no index is known: whether it is in a more severe band, or its suicide item newly positive. Any other change
    to the worse may be one or may not: not known.
    """
    if not comparable(before, later):
        return None
    reliably = instrument.reliably_worsened(before.total, later.total)
    if reliably is not None:
        return reliably
    if rose_a_band(before, later, instrument) or suicide_item_newly_positive(before, later, instrument):
        return True
    return None if instrument.gain(before.total, later.total) < 0 else False
