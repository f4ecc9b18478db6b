"""Outcome measures: what is published about an instrument, in numbers only, each with its source.

An instrument of one's own takes a few words: ``Instrument(code="MY-5", name="My five questions", low=0, high=20)``.
What is not known here stays empty and is answered with None, never guessed. An instrument says whether higher totals
are worse or better, what sort of number its total is, and how many items may be missing. No item text of any
questionnaire stands in this library.
"""

from collections.abc import Iterator
from functools import cached_property
from itertools import pairwise
from math import floor
from typing import ClassVar

from attrs import field

from iptcore.constraints import GREATEST, number, pseudonym, several, shown, text
from iptcore.model.figure import Figure
from iptcore.model.suicide_item import SUICIDE_ITEM_POSITIVE
from iptcore.sources import Source, cite
from iptcore.validation import unknown_name
from iptcore.values import Sense, Value, value
from iptcore.vocabulary import Direction, MeasureKind, RaterType


@value
class Statement(Value):
    """Published words: a code or a licence, with its source."""

    words: str = field(metadata=text("Words", longest=200, private=False))
    source: Source = field(metadata=shown("Source"))


@value
class Band(Value):
    """A band of severity, from *low* to *high*, both included."""

    low: float = field(metadata=number(None, None, "From"))
    high: float = field(metadata=number(None, None, "To"))
    label: str = field(metadata=text("Label", longest=80, private=False))

    senses: ClassVar[tuple[Sense, ...]] = (
        Sense(fields=("low", "high"), expected="low at most high", holds=lambda band: band.low <= band.high),
    )


@value
class Bands(Value):
    """One way to part the range of an instrument into bands, from its lowest totals to its highest."""

    bands: tuple[Band, ...] = field(metadata=several("Bands", fewest=1))
    source: Source = field(metadata=shown("Source"))
    name: str = field(default="usual", metadata=text("Name of the convention", longest=80, private=False))

    senses: ClassVar[tuple[Sense, ...]] = (
        Sense(
            fields=("bands",),
            expected="bands that rise without overlap",
            holds=lambda convention: all(lower.high < upper.low for lower, upper in pairwise(convention.bands)),
        ),
    )


FOUR_WEEKS = 28
"""An instrument that asks about so many days or more is rated at times of its own, not at each session (our
decision)."""

_DAYS = {"day": 1, "week": 7, "month": 30}


@value
class Instrument(Value):
    """An outcome measure. Where a field holds several figures or bands, the first is the usual one.

    *low* and *high* are the ends of its total, *kind* says what sort of number that is, *whole* that totals are whole
    numbers (else means or percentages with decimals), *direction* whether higher is worse or better. *item_low* and
    *item_high* are the least and the greatest answer to any item, *window* is the time that a rating is about; *source*
    stands for name, items, their answers, range, window and raters.

    *cut_offs* are totals that say something from there on, towards the worse; *response* is the improvement from the
    baseline that counts as response; *remission* is the most severe total that counts as below the cut-off;
    *reliable_change* is the difference beyond measurement error; *important_change* the smallest difference that
    matters to people. *suicide_item* is the number of the item that asks about suicide (positive from
    :data:`~iptcore.model.suicide_item.SUICIDE_ITEM_POSITIVE`); *mania_line* the total from which on a mania rating
    counts as mania or hypomania. *missing_allowed* is how many items may be missing; where nothing is known,
    :data:`MISSING_SHARE` of the items.
    """

    code: str = field(metadata=pseudonym("Code", private=False))
    name: str = field(metadata=text("Name", longest=200, private=False))
    low: float = field(metadata=number(None, None, "Lowest total"))
    high: float = field(metadata=number(None, None, "Highest total"))
    whole: bool = field(default=True, metadata=shown("Totals are whole numbers"))
    kind: MeasureKind = field(default=MeasureKind.SUM, metadata=shown("What its total is"))
    direction: Direction = field(default=Direction.HIGHER_IS_WORSE, metadata=shown("Direction"))
    items: int | None = field(default=None, metadata=number(1, 1_000, "Items"))
    item_low: float | None = field(default=None, metadata=number(None, None, "Least answer to an item"))
    item_high: float | None = field(default=None, metadata=number(None, None, "Greatest answer to an item"))
    missing_allowed: Figure | None = field(default=None, metadata=shown("Items that may be missing"))
    window: str | None = field(default=None, metadata=text("Time it speaks of", longest=80, private=False))
    raters: tuple[RaterType, ...] = field(default=(RaterType.CLIENT,), metadata=several("Rated by", fewest=1))
    note: str | None = field(default=None, metadata=text("Note", longest=300, private=False))
    source: Source | None = field(
        default=None, metadata=shown("Source of name, items, their answers, range and window")
    )
    conventions: tuple[Bands, ...] = field(default=(), metadata=several("Bands", by="name"))
    cut_offs: tuple[Figure, ...] = field(default=(), metadata=several("Cut-offs"))
    response: tuple[Figure, ...] = field(default=(), metadata=several("Response"))
    remission: tuple[Figure, ...] = field(default=(), metadata=several("Most severe total below the cut-off"))
    reliable_change: tuple[Figure, ...] = field(default=(), metadata=several("Reliable change"))
    important_change: tuple[Figure, ...] = field(default=(), metadata=several("Important change"))
    suicide_item: Figure | None = field(default=None, metadata=shown("Number of the suicide item"))
    mania_line: Figure | None = field(default=None, metadata=shown("Mania or hypomania from this total on"))
    loinc: Statement | None = field(default=None, metadata=shown("LOINC code of the total"))
    licence: Statement | None = field(default=None, metadata=shown("Licence"))

    senses: ClassVar[tuple[Sense, ...]] = (
        Sense(
            fields=("low", "high"), expected="low below high", holds=lambda instrument: instrument.low < instrument.high
        ),
        Sense(
            fields=("low", "high", "conventions"),
            expected="bands that cover the range from low to high",
            holds=lambda instrument: all(
                convention.bands[0].low == instrument.low and convention.bands[-1].high == instrument.high
                for convention in instrument.conventions
            ),
        ),
        Sense(
            fields=("items", "suicide_item"),
            expected="a suicide item among the items",
            holds=lambda instrument: (
                instrument.suicide_item is None
                or instrument.items is None
                or instrument.suicide_item.number <= instrument.items
            ),
        ),
        Sense(
            fields=("item_low", "item_high"),
            expected="item_low below item_high, and both or neither",
            holds=lambda instrument: (
                instrument.item_low is instrument.item_high
                if None in (instrument.item_low, instrument.item_high)
                else instrument.item_low < instrument.item_high
            ),
        ),
        Sense(
            fields=("items", "missing_allowed"),
            expected="a whole number of missing items, fewer than there are",
            holds=lambda instrument: (
                instrument.missing_allowed is None
                or (
                    float(instrument.missing_allowed.number).is_integer()
                    and (instrument.items is None or instrument.missing_allowed.number < instrument.items)
                )
            ),
        ),
        Sense(
            fields=("kind", "whole"),
            expected="whole=False for a mean",
            holds=lambda instrument: instrument.kind is not MeasureKind.MEAN or not instrument.whole,
        ),
    )

    def in_range(self, total: float, *, prorated: bool = False, left_out: int = 0) -> bool:
        """Whether *total* can be a total of this instrument.

        One that was *prorated* may have decimals. *left_out* is how many items a plain sum of the others leaves out:
        those that were answered can make up no more than their greatest answers.
        """
        low, high = self.low, self.high
        if left_out and self.kind is MeasureKind.SUM:
            answered = None if self.items is None else max(self.items - left_out, 0)
            low = min(low, 0 if answered is None or self.item_low is None else answered * self.item_low)
            high = high if answered is None or self.item_high is None else min(high, answered * self.item_high)
        return low <= total <= high and (prorated or not self.whole or total % 1 == 0)

    @cached_property
    def most_missing(self) -> int:
        """How many items may be missing from a total that still says something.

        The figure known for the instrument, else :data:`MISSING_SHARE` of its items; none where their number is not
        known.
        """
        if self.missing_allowed is not None:
            return int(self.missing_allowed.number)
        return int(round((self.items or 0) * MISSING_SHARE.number, 9))

    @cached_property
    def higher_is_worse(self) -> bool:
        """Whether a higher total is a worse one."""
        return self.direction is Direction.HIGHER_IS_WORSE

    @cached_property
    def adds_up(self) -> bool:
        """Whether its total is the sum of whole answers, each of them worse the higher it is."""
        return self.kind is MeasureKind.SUM and self.whole and self.higher_is_worse

    def burden(self, total: float) -> float:
        """*total* as a number that is higher when it is worse: itself, or its distance from the best total."""
        return total if self.higher_is_worse else self.high - total

    def gain(self, before: float, after: float) -> float:
        """The improvement from *before* to *after* in points, negative for a change to the worse."""
        return self.burden(before) - self.burden(after)

    def reaches(self, total: float, line: float) -> bool:
        """Whether *total* is at *line* or worse."""
        return self.burden(total) >= self.burden(line)

    def up_to(self, line: float) -> str:
        """*line* and what is better than it, in words."""
        return f"{line:g} or {'less' if self.higher_is_worse else 'more'}"

    @cached_property
    def for_each_session(self) -> bool:
        """Whether it can be rated for each session: the client fills it in, and it asks about less than four weeks."""
        number, unit, *_ = (*(self.window or "").split(), "", "")
        days = int(number) * _DAYS.get(unit.rstrip("s"), 0) if number.isdecimal() else 0
        return RaterType.CLIENT in self.raters and days < FOUR_WEEKS

    @cached_property
    def bands(self) -> tuple[Band, ...]:
        """The usual bands, by their totals; none where no bands are agreed."""
        return self.conventions[0].bands if self.conventions else ()

    @cached_property
    def mildest_band(self) -> Band | None:
        """The mildest of the usual bands; None where no bands are agreed."""
        return min(self.bands, key=lambda band: self.burden(band.low), default=None)

    @cached_property
    def severe_band(self) -> Band | None:
        """The most severe of the usual bands; None where no bands are agreed."""
        return max(self.bands, key=lambda band: self.burden(band.low), default=None)

    def band(self, total: float, *, convention: str | None = None) -> Band | None:
        """The band that *total* falls in; None where no bands are agreed, or the total is out of range.

        *convention* is the name of bands other than the usual ones.

        Raises:
            UnknownName: if the instrument has no convention of that name.
        """
        bands = self.bands if convention is None else self.convention(convention).bands
        if not self.low <= total <= self.high:
            return None
        # A total with decimals between two bands is in the milder one.
        for band in reversed(bands) if self.higher_is_worse else bands:
            if band.low <= total if self.higher_is_worse else total <= band.high:
                return band
        return None

    def convention(self, name: str) -> Bands:
        """The bands of that name.

        Raises:
            UnknownName: if the instrument has no convention of that name.
        """
        for convention in self.conventions:
            if convention.name == name:
                return convention
        names = [convention.name for convention in self.conventions]
        raise unknown_name(f"convention for the bands of {self.code}", name, names)

    def below_cutoff(self, total: float, rater: RaterType | None = None) -> bool | None:
        """Whether *total* is below the remission cut-off; None where none is known for this rater.

        One low rating is not a remission: that needs the duration of a scheme as well. A total with decimals between
        two whole ones is taken for the milder one, as by its bands.
        """
        figure = usual_figure(rater, self.remission)
        if figure is None:
            return None
        burden = self.burden(total)
        return (floor(burden) if self.whole else burden) <= self.burden(figure.number)

    def is_case(self, total: float) -> bool | None:
        """Whether *total* is at the usual cut-off of a case or worse; None where none is known."""
        return self.reaches(total, self.cut_offs[0].number) if self.cut_offs else None

    def known_well(self, total: float, rater: RaterType | None = None) -> bool | None:
        """Whether *total* says that the client is well.

        By the remission cut-off; where none is known, by the usual cut-off of a case; where none is known either,
        whether it is in the mildest band. None where no bands are agreed, too.
        """
        below, case = self.below_cutoff(total, rater), self.is_case(total)
        if below is not None or case is not None:
            return below if below is not None else not case
        band = self.band(total)
        return None if band is None else band == self.mildest_band

    def responded(self, before: float, after: float, rater: RaterType | None = None) -> bool | None:
        """Whether the change from *before* to *after* is a response.

        None where no figure is known, or *before* is the best total there is.
        """
        figure, most = usual_figure(rater, self.response), self.burden(before)
        return None if figure is None or most <= 0 else figure.reached_by(self.gain(before, after), most)

    def reliably_improved(self, before: float, after: float) -> bool | None:
        """Whether the total got better by at least the reliable change; None where no index is known."""
        figure = usual_figure(None, self.reliable_change)
        return None if figure is None else figure.reached_by(self.gain(before, after), self.burden(before))

    def reliably_worsened(self, before: float, after: float) -> bool | None:
        """Whether the total got worse by at least the reliable change; None where no index is known."""
        return self.reliably_improved(after, before)

    def suicide_item_positive(self, answer: int | None) -> bool | None:
        """Whether the answer to the suicide item is positive; None where it has no such item, or it was not kept."""
        if self.suicide_item is None or answer is None:
            return None
        return answer >= SUICIDE_ITEM_POSITIVE.number

    def facts(self) -> Iterator[tuple[str, Source]]:
        """Every published fact about the instrument, in words, with its source."""
        if self.source is not None:
            yield _words(self.code, "items, their answers, range, window and raters"), self.source
        for convention in self.conventions:
            yield _words(self.code, "bands", convention.name), convention.source
        for name in ("cut_offs", "response", "remission", "reliable_change", "important_change"):
            for figure in getattr(self, name):
                whose = f"by {figure.rater.label}" if figure.rater else ""
                yield _words(self.code, name, f"{figure.number:g}", figure.means, whose), figure.source
        for name in ("suicide_item", "mania_line", "missing_allowed"):
            if (figure := getattr(self, name)) is not None:
                yield _words(self.code, name, f"{figure.number:g}"), figure.source
        for name in ("loinc", "licence"):
            if (statement := getattr(self, name)) is not None:
                yield _words(self.code, name, statement.words), statement.source


def _words(code: str, field_name: str, *more: str) -> str:
    return f"{code}: {' '.join((field_name.replace('_', ' '), *filter(None, more)))}"


def usual_figure(rater: RaterType | None, figures: tuple[Figure, ...]) -> Figure | None:
    """The usual figure for ratings by *rater*; where raters differ, there is none for nobody in particular."""
    for figure in figures:
        if figure.rater is None or figure.rater is rater:
            return figure
    return None


def known_by_code(code: str) -> Instrument:
    """An instrument of which nothing is known but its code: any total can be one of it."""
    return Instrument(code=code, name=code, low=-GREATEST, high=GREATEST, whole=False)


MISSING_SHARE = Figure(
    number=0.2, source=cite("D"), means="the share of the items that may be missing where nothing is known", share=True
)
