"""Outcome measures: what is published about an instrument, in numbers only, each with its source.

An instrument of one's own takes a few words: ``Instrument(code="MY-5", name="My five questions", low=0, high=20)``.
What is not published stays empty and is answered with None, never guessed. On all instruments here, higher is worse.
No item text of any questionnaire stands in this library.
"""

from collections.abc import Iterator
from itertools import pairwise
from typing import Any, ClassVar

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

# -- the table ---------------------------------------------------------------------------------------------------------

_CLINICIAN = (RaterType.CLINICIAN,)


def _figure(number: float, marks: str, means: str = "", **more: Any) -> Figure:
    return Figure(number=number, source=cite(marks), means=means, **more)


def _half(marks: str) -> tuple[Figure, ...]:
    return (_figure(0.5, marks, share=True),)


def _bands(marks: str, high: int, *steps: tuple[int, str], name: str = "usual") -> Bands:
    ends = [low - 1 for low, _ in steps[1:]] + [high]
    bands = [Band(low=low, high=end, label=label) for (low, label), end in zip(steps, ends, strict=True)]
    return Bands(bands=tuple(bands), source=cite(marks), name=name)


def _said(words: str, marks: str) -> Statement:
    return Statement(words=words, source=cite(marks))


INSTRUMENTS: tuple[Instrument, ...] = (
    Instrument(
        code="PHQ-9", name="Patient Health Questionnaire", items=9, low=0, high=27, window="2 weeks",
        source=cite("F60 R"),
        conventions=(
            _bands("F60", 27, (0, "minimal"), (5, "mild"), (10, "moderate"), (15, "moderately severe"), (20, "severe")),
        ),
        cut_offs=(_figure(10, "PMC8411661", "NHS case"),),
        response=_half("R"),
        remission=(_figure(4, "F65"),),
        reliable_change=(_figure(6, "PMC8411661", "NHS"), _figure(5, "R", "also used")),
        important_change=(_figure(0.2, "F89", "about a fifth", share=True),),
        suicide_item=_figure(9, "PHQ9-ITEM9"),
        loinc=_said("44261-6", "F60"),
        licence=_said("copyright Pfizer, no permission needed", "F60"),
    ),
    Instrument(
        code="GAD-7", name="Generalized Anxiety Disorder scale", items=7, low=0, high=21, window="2 weeks",
        source=cite("R"),
        conventions=(_bands("R", 21, (0, "minimal"), (5, "mild"), (10, "moderate"), (15, "severe")),),
        cut_offs=(_figure(8, "PMC8411661", "NHS case"),),
        reliable_change=(_figure(4, "PMC8411661", "NHS"),),
        loinc=_said("70274-6", "F61"),
        licence=_said("copyright Pfizer, no permission needed", "F60"),
    ),
    Instrument(
        code="HRSD-17", name="Hamilton Rating Scale for Depression", items=17, low=0, high=52, window="1 week",
        raters=_CLINICIAN, source=cite("F69 R"),
        conventions=(
            _bands("R", 52, (0, "none"), (8, "mild"), (14, "moderate"), (19, "severe"), (23, "very severe")),
            _bands("F67", 52, (0, "none to mild"), (17, "moderate"), (24, "severe"), name="Zimmerman 2013"),
        ),
        response=_half("R"),
        remission=(_figure(7, "R"),),
        important_change=(_figure(11, "F67", "about: rated much improved"),),
        suicide_item=_figure(3, "R"),
        licence=_said("public domain", "F69"),
    ),
    Instrument(
        code="BDI-II", name="Beck Depression Inventory II", items=21, low=0, high=63, window="2 weeks",
        source=cite("F69 R"),
        conventions=(_bands("F68", 63, (0, "minimal"), (14, "mild"), (20, "moderate"), (29, "severe")),),
        response=_half("R"),
        important_change=(_figure(3.5, "F89", "at moderate severity"),),
        suicide_item=_figure(9, "F69"),
        loinc=_said("89209-1", "F62"),
        licence=_said("Pearson, restricted", "F69"),
    ),
    Instrument(
        code="BDI-I", name="Beck Depression Inventory, first version", items=21, low=0, high=63,
        source=cite("F69 R"), note="used by older trials",
        suicide_item=_figure(9, "F69"),
        licence=_said("Pearson, restricted", "F69"),
    ),
    Instrument(
        code="EPDS", name="Edinburgh Postnatal Depression Scale", items=10, low=0, high=30, window="7 days",
        source=cite("EPDS-GUIDE R"),
        cut_offs=(
            _figure(10, "EPDS-GUIDE", "possible depression after birth"),
            _figure(13, "EPDS-GUIDE", "probable depression after birth"),
            _figure(15, "EPDS-GUIDE", "probable depression in pregnancy"),
        ),
        reliable_change=(_figure(4, "R"),),
        important_change=(_figure(4, "F71", "better"), _figure(3, "F71", "worse")),
        suicide_item=_figure(10, "EPDS-GUIDE"),
        licence=_said("copyright Royal College of Psychiatrists, no republication", "F69"),
    ),
    Instrument(
        code="CES-D", name="Center for Epidemiologic Studies Depression scale", items=20, low=0, high=60,
        window="1 week", source=cite("F69 R"),
        cut_offs=(_figure(16, "F69", "possible depression"),),
        licence=_said("free", "F69"),
    ),
    Instrument(
        code="MADRS", name="Montgomery-Asberg Depression Rating Scale", items=10, low=0, high=60, window="1 week",
        raters=_CLINICIAN, source=cite("F78 R"),
        conventions=(_bands("F78", 60, (0, "none"), (7, "mild"), (20, "moderate"), (35, "severe")),),
        response=_half("R"),
        remission=(_figure(10, "R"),),
        suicide_item=_figure(10, "R"),
        licence=_said("copyright Royal College of Psychiatrists", "R"),
    ),
    Instrument(
        code="QIDS-SR16", name="Quick Inventory of Depressive Symptomatology, self-report", items=16, low=0, high=27,
        window="7 days", source=cite("F66 R"), note="16 items in 9 domains",
        conventions=(
            _bands("F66", 27, (0, "none"), (6, "mild"), (11, "moderate"), (16, "severe"), (21, "very severe")),
        ),
        response=_half("R"),
        remission=(_figure(5, "F66", "equals 7 on the HRSD-17"),),
        suicide_item=_figure(12, "R"),
        licence=_said("copyright, free for clinicians", "R"),
    ),
    Instrument(
        code="EDE-Q", name="Eating Disorder Examination Questionnaire", items=28, low=0, high=6, whole=False,
        window="28 days", source=cite("F73 R"), note="the global score, a mean",
        cut_offs=(
            _figure(2.3, "F73", "in the community, together with behaviours"),
            _figure(2.8, "F73", "in clinics"),
        ),
        licence=_said("copyright, non-commercial use", "R"),
    ),
    Instrument(
        code="LSAS", name="Liebowitz Social Anxiety Scale", items=24, low=0, high=144, window="1 week",
        raters=(RaterType.CLINICIAN, RaterType.CLIENT), source=cite("F72 R"),
        note="24 situations, each rated for fear and for avoidance",
        cut_offs=(
            _figure(30, "F72", "screening: social anxiety disorder"),
            _figure(60, "F72", "screening: its generalised type"),
        ),
        response=(
            _figure(0.29, "F72", share=True, rater=RaterType.CLINICIAN),
            _figure(0.28, "F72", share=True, rater=RaterType.CLIENT),
        ),
        remission=(
            _figure(30, "F72", rater=RaterType.CLINICIAN),
            _figure(35, "F72", rater=RaterType.CLIENT),
        ),
        licence=_said("by permission", "R"),
    ),
    Instrument(
        code="CAPS-5", name="Clinician-Administered PTSD Scale for DSM-5", items=20, low=0, high=80, window="1 month",
        raters=_CLINICIAN, source=cite("R"),
        licence=_said("US Department of Veterans Affairs, by request", "R"),
    ),
    Instrument(
        code="CAPS", name="Clinician-Administered PTSD Scale, before DSM-5", low=0, high=136, window="1 month",
        raters=_CLINICIAN, source=cite("R"), note="used by older trials; its definitions are those of the IPT trial",
        response=(_figure(0.3, "F39(U)", "more than 30 %", share=True, beyond=True),),
        remission=(_figure(19, "F39(U)", "below 20"),),
    ),
    Instrument(
        code="PCL-5", name="PTSD Checklist for DSM-5", items=20, low=0, high=80, window="1 month",
        source=cite("F70 R"),
        cut_offs=(_figure(31, "F70", "probable PTSD"), _figure(33, "F70", "probable PTSD, stricter")),
        reliable_change=(_figure(5, "F70"), _figure(15, "R", "newer")),
        important_change=(_figure(10, "F70", "meaningful"),),
        licence=_said("not copyrighted", "F70"),
    ),
    Instrument(
        code="IIP-32", name="Inventory of Interpersonal Problems", items=32, low=0, high=4, whole=False,
        window="in general", source=cite("F77 R D"), note="the mean of its items, each rated 0 to 4",
        licence=_said("Mind Garden, restricted", "F77"),
    ),
    Instrument(
        code="SAS-SR", name="Social Adjustment Scale, self-report", items=54, low=1, high=5, whole=False,
        window="2 weeks", source=cite("R"), note="a mean",
        licence=_said("MHS, restricted", "R"),
    ),
    Instrument(
        code="WHODAS-2.0", name="WHO Disability Assessment Schedule 2.0", items=36, low=0, high=100, whole=False,
        window="30 days", source=cite("F76 R"), note="also in 12 items",
        licence=_said("World Health Organization, electronic use by permission", "F76"),
    ),
    Instrument(
        code="CGI-S", name="Clinical Global Impression, severity", items=1, low=1, high=7, window="7 days",
        raters=_CLINICIAN, source=cite("R"),
        conventions=(
            _bands(
                "R", 7,
                (1, "none"), (2, "borderline"), (3, "mild"), (4, "moderate"), (5, "marked"), (6, "severe"),
                (7, "extreme"),
            ),
        ),
        remission=(_figure(2, "R"),),
        licence=_said("US government work", "F69"),
    ),
    Instrument(
        code="YMRS", name="Young Mania Rating Scale", items=11, low=0, high=60, window="48 hours",
        raters=_CLINICIAN, source=cite("F75 R"),
        note="12 is both the published line of hypomania and the highest total of published remission",
        cut_offs=(
            _figure(12, "F75", "hypomania"),
            *(_figure(low, "F75", "step of the Clinical Global Impression") for low in (6, 12, 20, 30, 40, 52)),
        ),
        response=_half("R"),
        remission=(_figure(12, "R"),),
        mania_line=_figure(12, "F75 D"),
        licence=_said("copyright", "R"),
    ),
    Instrument(
        code="K10", name="Kessler Psychological Distress Scale", items=10, low=10, high=50, window="4 weeks",
        source=cite("F74 R"), note="the United States score it from 0 to 40",
        conventions=(
            _bands("F74", 50, (10, "low"), (16, "moderate"), (22, "high"), (30, "very high")),
            _bands("F74", 50, (10, "none"), (20, "mild"), (25, "moderate"), (30, "severe"), name="by disorder"),
        ),
        reliable_change=(_figure(7, "F74"),),
        licence=_said("free", "R"),
    ),
)  # fmt: skip
"""The instruments that published IPT trials and services use."""

_BY_CODE = {one.code: one for one in INSTRUMENTS}


def instrument(code: str) -> Instrument:
    """The instrument with this code, such as ``PHQ-9``.

    Raises :class:`~iptcore.errors.UnknownName` for a code that is not in :data:`INSTRUMENTS`.
    """
    found = _BY_CODE.get(code)
    if found is None:
        raise UnknownName("instrument", _BY_CODE, "or make an Instrument of your own")
    return found
