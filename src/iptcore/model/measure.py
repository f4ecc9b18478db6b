"""Outcome measures: what is published about an instrument, in numbers only, each with its source.

An instrument of one's own takes a few words: ``Instrument(code="MY-5", name="My five questions", low=0, high=20)``.
What is not published stays empty and is answered with None, never guessed. On all instruments here, higher is worse.
No item text of any questionnaire stands in this library.
"""

from collections.abc import Iterator
from itertools import pairwise
from typing import ClassVar

from attrs import field

from iptcore.constraints import number, pseudonym, several, shown, text
from iptcore.errors import UnknownName
from iptcore.sources import Source, cite
from iptcore.values import Sense, Value, value
from iptcore.vocabulary import RaterType


@value
class Figure(Value):
    """One published number.

    *means* says what it stands for where the field alone does not, *rater* whose ratings it is for (None: anybody's).
    *share*: it is a part of the first score (0.5 is half of it), not points. *beyond*: reaching it is not enough, it
    must be passed.
    """

    number: float = field(metadata=number(0, None, "Number"))
    source: Source = field(metadata=shown("Source"))
    means: str = field(default="", metadata=text("Meaning", longest=200, private=False))
    rater: RaterType | None = field(default=None, metadata=shown("For ratings by"))
    share: bool = field(default=False, metadata=shown("A share of the first score"))
    beyond: bool = field(default=False, metadata=shown("Must be passed"))

    def reached_by(self, fall: float, before: float) -> bool:
        """Whether a *fall* from *before* is as large as this figure asks."""
        # Rounded: a fall of 29 % must count as one whatever a binary fraction makes of 0.29.
        over = round(fall - (self.number * before if self.share else self.number), 9)
        return over > 0 if self.beyond else over >= 0


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
    """One way to part the range of an instrument into bands, from the mildest to the most severe."""

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


@value
class Instrument(Value):
    """An outcome measure. Where a field holds several figures or bands, the first is the usual one.

    *low* and *high* are the ends of its total, *whole* says that totals are whole numbers (else means or percentages
    with decimals), *window* is the time a rating speaks of, *source* stands for name, items, range, window and raters.

    *cut_offs* are totals from which on something is said; *response* is the fall from the baseline that counts as
    response; *remission* is the greatest total that counts as below the cut-off; *reliable_change* is the difference
    beyond measurement error; *important_change* the smallest difference that matters to people. *suicide_item* is the
    number of the item that asks about suicide (positive from :data:`SUICIDE_ITEM_POSITIVE`); *mania_line* the total
    from which on a mania rating counts as mania or hypomania.
    """

    code: str = field(metadata=pseudonym("Code", private=False))
    name: str = field(metadata=text("Name", longest=200, private=False))
    low: float = field(metadata=number(None, None, "Lowest total"))
    high: float = field(metadata=number(None, None, "Highest total"))
    whole: bool = field(default=True, metadata=shown("Totals are whole numbers"))
    items: int | None = field(default=None, metadata=number(1, 1_000, "Items"))
    window: str | None = field(default=None, metadata=text("Time it speaks of", longest=80, private=False))
    raters: tuple[RaterType, ...] = field(default=(RaterType.CLIENT,), metadata=several("Rated by", fewest=1))
    note: str | None = field(default=None, metadata=text("Note", longest=300, private=False))
    source: Source | None = field(default=None, metadata=shown("Source of name, items, range and window"))
    conventions: tuple[Bands, ...] = field(default=(), metadata=several("Bands", by="name"))
    cut_offs: tuple[Figure, ...] = field(default=(), metadata=several("Cut-offs"))
    response: tuple[Figure, ...] = field(default=(), metadata=several("Response"))
    remission: tuple[Figure, ...] = field(default=(), metadata=several("Greatest total below the cut-off"))
    reliable_change: tuple[Figure, ...] = field(default=(), metadata=several("Reliable change"))
    important_change: tuple[Figure, ...] = field(default=(), metadata=several("Important change"))
    suicide_item: Figure | None = field(default=None, metadata=shown("Number of the suicide item"))
    mania_line: Figure | None = field(default=None, metadata=shown("Mania or hypomania from this total on"))
    loinc: Statement | None = field(default=None, metadata=shown("LOINC code of the total"))
    licence: Statement | None = field(default=None, metadata=shown("Licence"))

    senses: ClassVar[tuple[Sense, ...]] = (
        Sense(fields=("low", "high"), expected="low below high", holds=lambda one: one.low < one.high),
        Sense(
            fields=("low", "high", "conventions"),
            expected="bands that cover the range from low to high",
            holds=lambda one: all(
                convention.bands[0].low == one.low and convention.bands[-1].high == one.high
                for convention in one.conventions
            ),
        ),
        Sense(
            fields=("items", "suicide_item"),
            expected="a suicide item among the items",
            holds=lambda one: one.suicide_item is None or one.items is None or one.suicide_item.number <= one.items,
        ),
    )

    def in_range(self, total: float, *, prorated: bool = False) -> bool:
        """Whether *total* can be a total of this instrument; one that was prorated may have decimals."""
        return self.low <= total <= self.high and (prorated or not self.whole or float(total).is_integer())

    @property
    def bands(self) -> tuple[Band, ...]:
        """The usual bands; none where no bands are agreed."""
        return self.conventions[0].bands if self.conventions else ()

    @property
    def severe_band(self) -> Band | None:
        """The most severe of the usual bands; None where no bands are agreed."""
        return self.bands[-1] if self.conventions else None

    def band(self, total: float, *, convention: str | None = None) -> Band | None:
        """The band that *total* falls in; None where no bands are agreed, or the total is out of range.

        *convention* names another way to band than the usual one, and raises
        :class:`~iptcore.errors.UnknownName` where there is none of that name.
        """
        bands = self.bands if convention is None else self._named(convention).bands
        if not self.in_range(total, prorated=True):
            return None
        # The last band begun, so that a total with decimals between two bands is in the lower one.
        return next((band for band in reversed(bands) if band.low <= total), None)

    def _named(self, name: str) -> Bands:
        for convention in self.conventions:
            if convention.name == name:
                return convention
        raise UnknownName(f"convention for the bands of {self.code}", [one.name for one in self.conventions])

    def below_cutoff(self, total: float, rater: RaterType | None = None) -> bool | None:
        """Whether *total* is below the published remission cut-off; None where none is published for this rater.

        One low rating is no remission: that needs the duration of a scheme as well.
        """
        figure = usual_figure(rater, self.remission)
        return None if figure is None else total <= figure.number

    def responded(self, before: float, after: float, rater: RaterType | None = None) -> bool | None:
        """Whether the fall from *before* to *after* is a response; None where no share is published or before is 0."""
        figure = usual_figure(rater, self.response)
        return None if figure is None or before <= 0 else figure.reached_by(before - after, before)

    def reliably_improved(self, before: float, after: float) -> bool | None:
        """Whether the total fell by at least the published reliable change; None where no index is published."""
        figure = usual_figure(None, self.reliable_change)
        return None if figure is None else figure.reached_by(before - after, before)

    def reliably_worsened(self, before: float, after: float) -> bool | None:
        """Whether the total rose by at least the published reliable change; None where no index is published."""
        return self.reliably_improved(after, before)

    def suicide_item_positive(self, answer: int | None) -> bool | None:
        """Whether the answer to the suicide item is positive; None where it has no such item, or it was not kept."""
        if self.suicide_item is None or answer is None:
            return None
        return answer >= SUICIDE_ITEM_POSITIVE.number

    def facts(self) -> Iterator[tuple[str, Source]]:
        """Every published fact about the instrument, in words, with its source."""
        if self.source is not None:
            yield _words(self.code, "items, range, window and raters"), self.source
        for convention in self.conventions:
            yield _words(self.code, "bands", convention.name), convention.source
        for name in ("cut_offs", "response", "remission", "reliable_change", "important_change"):
            for figure in getattr(self, name):
                whose = f"by {figure.rater.label}" if figure.rater else ""
                yield _words(self.code, name, f"{figure.number:g}", figure.means, whose), figure.source
        for name in ("suicide_item", "mania_line"):
            if (figure := getattr(self, name)) is not None:
                yield _words(self.code, name, f"{figure.number:g}"), figure.source
        for name in ("loinc", "licence"):
            if (statement := getattr(self, name)) is not None:
                yield _words(self.code, name, statement.words), statement.source


def _words(code: str, field_name: str, *more: str) -> str:
    return f"{code}: {' '.join((field_name.replace('_', ' '), *filter(None, more)))}"


def usual_figure(rater: RaterType | None, figures: tuple[Figure, ...]) -> Figure | None:
    """The usual figure for ratings by *rater*; where raters differ, there is none for nobody in particular."""
    return next((figure for figure in figures if figure.rater in (None, rater)), None)


SUICIDE_ITEM_POSITIVE = Figure(number=1, source=cite("F69 D"), means="the least positive answer to a suicide item")
