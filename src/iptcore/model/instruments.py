"""The instruments that ship: numbers, bands and conventions, each with its source, and no item text."""

from collections.abc import Iterable
from typing import Any

from iptcore.errors import UnknownName
from iptcore.model.figure import Figure
from iptcore.model.measure import Band, Bands, Instrument, Statement
from iptcore.sources import cite
from iptcore.validation import looked_up
from iptcore.vocabulary import Direction, MeasureKind, RaterType

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
        code="PHQ-9", name="Patient Health Questionnaire",
        items=9, item_low=0, item_high=3, low=0, high=27, window="2 weeks",
        source=cite("F60 R"),
        conventions=(
            _bands("F60", 27, (0, "minimal"), (5, "mild"), (10, "moderate"), (15, "moderately severe"), (20, "severe")),
        ),
        cut_offs=(_figure(10, "PMC8411661", "NHS case"),),
        response=_half("R"),
        remission=(_figure(4, "F65"),),
        reliable_change=(_figure(6, "PMC8411661", "NHS"), _figure(5, "R", "also used")),
        important_change=(_figure(0.2, "F89", "about a fifth", share=True),),
        missing_allowed=_figure(2, "QSCORER"),
        suicide_item=_figure(9, "PHQ9-ITEM9"),
        loinc=_said("44261-6", "F60"),
        licence=_said("copyright Pfizer, no permission needed", "F60"),
    ),
    Instrument(
        code="GAD-7", name="Generalized Anxiety Disorder scale",
        items=7, item_low=0, item_high=3, low=0, high=21, window="2 weeks",
        source=cite("R"),
        conventions=(_bands("R", 21, (0, "minimal"), (5, "mild"), (10, "moderate"), (15, "severe")),),
        cut_offs=(_figure(8, "PMC8411661", "NHS case"),),
        reliable_change=(_figure(4, "PMC8411661", "NHS"),),
        loinc=_said("70274-6", "F61"),
        licence=_said("copyright Pfizer, no permission needed", "F60"),
    ),
    Instrument(
        code="HRSD-17", name="Hamilton Rating Scale for Depression",
        items=17, item_low=0, item_high=4, low=0, high=52, window="1 week",
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
        code="BDI-II", name="Beck Depression Inventory II",
        items=21, item_low=0, item_high=3, low=0, high=63, window="2 weeks",
        source=cite("F69 R"),
        conventions=(_bands("F68", 63, (0, "minimal"), (14, "mild"), (20, "moderate"), (29, "severe")),),
        response=_half("R"),
        important_change=(_figure(3.5, "F89", "at moderate severity"),),
        suicide_item=_figure(9, "F69"),
        loinc=_said("89209-1", "F62"),
        licence=_said("Pearson, restricted", "F69"),
    ),
    Instrument(
        code="BDI-I", name="Beck Depression Inventory, first version",
        items=21, item_low=0, item_high=3, low=0, high=63,
        source=cite("F69 R"), note="used by older trials",
        suicide_item=_figure(9, "F69"),
        licence=_said("Pearson, restricted", "F69"),
    ),
    Instrument(
        code="EPDS", name="Edinburgh Postnatal Depression Scale",
        items=10, item_low=0, item_high=3, low=0, high=30, window="7 days",
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
        code="CES-D", name="Center for Epidemiologic Studies Depression scale",
        items=20, item_low=0, item_high=3, low=0, high=60,
        window="1 week", source=cite("F69 R"),
        cut_offs=(_figure(16, "F69", "possible depression"),),
        licence=_said("free", "F69"),
    ),
    Instrument(
        code="MADRS", name="Montgomery-Asberg Depression Rating Scale",
        items=10, item_low=0, item_high=6, low=0, high=60, window="1 week",
        raters=_CLINICIAN, source=cite("F78 R"),
        conventions=(_bands("F78", 60, (0, "none"), (7, "mild"), (20, "moderate"), (35, "severe")),),
        response=_half("R"),
        remission=(_figure(10, "R"),),
        suicide_item=_figure(10, "R"),
        licence=_said("copyright Royal College of Psychiatrists", "R"),
    ),
    Instrument(
        code="QIDS-SR16", name="Quick Inventory of Depressive Symptomatology, self-report",
        items=16, item_low=0, item_high=3, low=0, high=27,
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
        code="EDE-Q", name="Eating Disorder Examination Questionnaire",
        items=28, item_low=0, item_high=6, kind=MeasureKind.MEAN, low=0, high=6, whole=False,
        window="28 days", source=cite("F73 R"), note="the global score, a mean",
        cut_offs=(
            _figure(2.3, "F73", "in the community, together with behaviours"),
            _figure(2.8, "F73", "in clinics"),
        ),
        licence=_said("copyright, non-commercial use", "R"),
    ),
    Instrument(
        code="LSAS", name="Liebowitz Social Anxiety Scale",
        items=24, item_low=0, item_high=6, low=0, high=144, window="1 week",
        raters=(RaterType.CLINICIAN, RaterType.CLIENT), source=cite("F72 R"),
        note="24 situations, each rated for fear and for avoidance, 0 to 3",
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
        code="CAPS-5", name="Clinician-Administered PTSD Scale for DSM-5",
        items=20, item_low=0, item_high=4, low=0, high=80, window="1 month",
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
        code="PCL-5", name="PTSD Checklist for DSM-5",
        items=20, item_low=0, item_high=4, low=0, high=80, window="1 month",
        source=cite("F70 R"),
        cut_offs=(_figure(31, "F70", "probable PTSD"), _figure(33, "F70", "probable PTSD, stricter")),
        reliable_change=(_figure(5, "F70"), _figure(15, "R", "newer")),
        important_change=(_figure(10, "F70", "meaningful"),),
        licence=_said("not copyrighted", "F70"),
    ),
    Instrument(
        code="IIP-32", name="Inventory of Interpersonal Problems",
        items=32, item_low=0, item_high=4, kind=MeasureKind.MEAN, low=0, high=4, whole=False,
        window="in general", source=cite("F77 R D"), note="the mean of its items, each rated 0 to 4",
        licence=_said("Mind Garden, restricted", "F77"),
    ),
    Instrument(
        code="SAS-SR", name="Social Adjustment Scale, self-report",
        items=54, item_low=1, item_high=5, kind=MeasureKind.MEAN, low=1, high=5, whole=False,
        window="2 weeks", source=cite("R"), note="a mean",
        licence=_said("MHS, restricted", "R"),
    ),
    Instrument(
        code="WHODAS-2.0", name="WHO Disability Assessment Schedule 2.0",
        items=36, item_low=0, item_high=4, kind=MeasureKind.PERCENTAGE, low=0, high=100, whole=False,
        window="30 days", source=cite("F76 R"), note="also in 12 items",
        licence=_said("World Health Organization, electronic use by permission", "F76"),
    ),
    Instrument(
        code="CGI-S", name="Clinical Global Impression, severity",
        items=1, item_low=1, item_high=7, kind=MeasureKind.RATING, low=1, high=7, window="7 days",
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
        code="YMRS", name="Young Mania Rating Scale",
        items=11, item_low=0, item_high=8, low=0, high=60, window="48 hours",
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
        code="K10", name="Kessler Psychological Distress Scale",
        items=10, item_low=1, item_high=5, low=10, high=50, window="4 weeks",
        source=cite("F74 R"), note="the United States score it from 0 to 40",
        conventions=(
            _bands("F74", 50, (10, "low"), (16, "moderate"), (22, "high"), (30, "very high")),
            _bands("F74", 50, (10, "none"), (20, "mild"), (25, "moderate"), (30, "severe"), name="by disorder"),
        ),
        reliable_change=(_figure(7, "F74"),),
        licence=_said("free", "R"),
    ),
    Instrument(
        code="HAMA", name="Hamilton Anxiety Rating Scale", items=14, item_low=0, item_high=4, low=0, high=56,
        raters=_CLINICIAN, source=cite("R"), note="its published bands differ: none is kept here",
        licence=_said("public domain", "R"),
    ),
    Instrument(
        code="MMSE", name="Mini-Mental State Examination", low=0, high=30, direction=Direction.HIGHER_IS_BETTER,
        raters=_CLINICIAN, source=cite("R"), note="a test of thinking and memory, no measure of symptoms",
        cut_offs=(_figure(23, "R", "screening: cognitive impairment"),),
        missing_allowed=_figure(0, "D", "a task not tried is no task passed"),
        licence=_said("Psychological Assessment Resources, restricted", "R"),
    ),
    Instrument(
        code="SRM-5", name="Social Rhythm Metric, five activities", low=0, high=7, whole=False,
        kind=MeasureKind.MEAN, direction=Direction.HIGHER_IS_BETTER, window="1 week", source=cite("R"),
        note="how many days of a week an activity was done at its usual time, a mean over the activities",
    ),
    Instrument(
        code="MOOD-1-10", name="Mood, rated from 1 to 10", items=1, item_low=1, item_high=10, low=1, high=10,
        kind=MeasureKind.RATING, source=cite("R D"),
        note="10 is the worst mood, by our decision: where 10 is the best, replace direction",
    ),
    Instrument(
        code="BINGES-7", name="Binge-eating episodes in a week", low=0, high=200, kind=MeasureKind.COUNT,
        window="7 days", raters=(RaterType.CLIENT, RaterType.CLINICIAN), source=cite("D"),
        note="a plain count; 200 is above any seen",
    ),
)  # fmt: skip
"""The instruments that published IPT trials and services use."""

_BY_CODE = {instrument.code: instrument for instrument in INSTRUMENTS}


def instrument(code: str) -> Instrument:
    """The instrument with this code, such as ``PHQ-9``.

    Raises:
        UnknownName: for a code that is not in :data:`INSTRUMENTS`.
    """
    instrument = looked_up(_BY_CODE, code)
    if instrument is None:
        near = nearest_code(code, _BY_CODE)
        raise UnknownName("instrument", _BY_CODE, f"did you mean {near}?" if near else _MAKE_ONE)
    return instrument


_MAKE_ONE = "or make an Instrument of your own"


def nearest_code(code: str, known: Iterable[str]) -> str | None:
    """The known code that *code* was most likely meant to be, such as PHQ-9 for phq9; None where none is near."""
    import difflib  # late: most programs never misspell anything

    spelt = {_letters_and_digits(known_code): known_code for known_code in known}
    written = _letters_and_digits(str(code)[:64])
    meant = _ALSO_CALLED.get(written, written)
    # A known code with something behind it, such as who rated, goes before one that only looks alike.
    begun = max((name for name in spelt if len(name) >= _TELLING and meant.startswith(name)), key=len, default=None)
    near = [begun] if begun else difflib.get_close_matches(meant, spelt, n=1)
    return spelt[near[0]] if near else None


def _letters_and_digits(code: str) -> str:
    parts = "".join(sign if sign.isalnum() else " " for sign in code.casefold()).split()
    return "".join(_ROMAN.get(part, part) for part in parts)


_ROMAN = {"i": "1", "ii": "2", "iii": "3"}
_TELLING = 4
"""So many letters and digits tell one code from the others (our decision)."""
_ALSO_CALLED = dict.fromkeys(("hamd", "hamd17", "hdrs", "hdrs17"), "hrsd17")
"""Other abbreviations of the same instrument that look more like the code of another one."""
