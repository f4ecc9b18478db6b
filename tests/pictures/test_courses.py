"""Pictures of courses, protocols and studies: no word lies on another, nothing private shows, all is said in words."""

import re
import warnings
from datetime import date, timedelta
from itertools import combinations
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.text import Text

from iptcore import IPT, Course, replay
from iptcore.documents import from_json
from iptcore.errors import InvalidValue, UnknownName
from iptcore.events import (
    ClientReferred,
    CourseOpened,
    CourseResumed,
    CourseSuspended,
    LifeEventRecorded,
    MiddleBegun,
    MiddleResumed,
    RelationshipRecorded,
    SessionMissed,
    SymptomsRated,
    TerminationBegun,
)
from iptcore.model.instruments import INSTRUMENTS
from iptcore.model.inventory import ClosenessCircle, LifeEvent, Relationship
from iptcore.model.measure import Band, Bands, Instrument
from iptcore.model.partial_date import PartialDate
from iptcore.pictures.adherence import adherence
from iptcore.pictures.circle import closeness_circle
from iptcore.pictures.colours import DARK, LIGHT
from iptcore.pictures.life_events import life_events
from iptcore.pictures.phase_boxes import phases
from iptcore.pictures.phases import phases_diagram
from iptcore.pictures.progress import progress
from iptcore.pictures.sheet import lanes, shortened, wrapped
from iptcore.protocol.catalogue import CATALOGUE
from iptcore.protocol.fidelity import fidelity
from iptcore.protocol.number_range import Between
from iptcore.screens import languages, translation
from iptcore.screens.picture_messages import PICTURES
from iptcore.simulation.expected import CAVEAT, expected
from iptcore.sources import cite
from iptcore.testing.courses import courses
from iptcore.vocabulary import Direction, FidelitySource, Phase, RaterType, Relation, Season

EXAMPLES = {
    path.stem: from_json(path.read_text(encoding="utf-8"))
    for path in sorted((Path(__file__).parents[2] / "examples" / "courses").glob("*.json"))
}
PHQ = IPT.instrument("PHQ-9")
OPENED = date(2026, 1, 5)
SIZES = [(400, False), (1200, True)]


def texts(picture):
    """The words a picture shows, each with its box in pixels."""
    renderer = FigureCanvasAgg(picture.figure).get_renderer()
    with warnings.catch_warnings():
        picture.figure.draw(renderer)
        hidden = {text for ax in picture.figure.axes if not ax.axison for text in ax.findobj(Text)} - {
            text for ax in picture.figure.axes for text in ax.texts
        }
        shown = [text for text in picture.figure.findobj(Text) if text.get_visible() and text.get_text().strip()]
        return [(text.get_text(), Text.get_window_extent(text, renderer)) for text in shown if text not in hidden]


def words(picture):
    return " ".join(text for text, _ in texts(picture))


def check(picture):
    """No text lies on another or leaves the sheet; the words for those who cannot see it begin with the title."""
    boxes = texts(picture)
    width, height = picture.figure.get_size_inches() * picture.figure.dpi
    for text, box in boxes:
        assert box.x0 >= 0 <= box.y0, text
        assert box.x1 <= width + 0.5, text
        assert box.y1 <= height + 0.5, text
    for (text, box), (other, another) in combinations(boxes, 2):
        across = min(box.x1, another.x1) - max(box.x0, another.x0)
        down = min(box.y1, another.y1) - max(box.y0, another.y0)
        assert across <= 0.5 or down <= 2.5, (text, other)  # a box has room for letters that go below the line
    assert picture.alt_text.startswith(f"{picture.title}.")
    return picture


def all_of(course, **more):
    rated = [*dict.fromkeys(rating.instrument for rating in course.all(SymptomsRated))]
    instruments = [instrument for code in rated if (instrument := IPT.instrument(code)) is not None] or [PHQ]
    yield closeness_circle(course, **more)
    yield closeness_circle(course, since=course.opened_on, until=course.last_on, **more)
    yield life_events(course, **more)
    for instrument in instruments:
        yield progress(course, instrument, protocol=IPT, **more)


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize(("width", "dark"), SIZES)
@pytest.mark.parametrize("name", EXAMPLES)
def test_no_word_lies_on_another_on_the_example_courses(name, width, dark, language):
    course = EXAMPLES[name]
    lines = [expected("PHQ-9", 15, session) for session in range(17)]
    simulated = progress(course, PHQ, expected=lines, width=width, language=language)
    for picture in (*all_of(course, width=width, dark=dark, language=language), simulated):
        check(picture)


@pytest.mark.slow
@pytest.mark.parametrize("language", languages())
@given(courses(IPT), st.sampled_from(SIZES))
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
def test_no_word_lies_on_another_on_generated_courses(language, course, size):
    width, dark = size
    for picture in all_of(course, width=width, dark=dark, language=language):
        check(picture)


def full(people=40, events=45):
    """A course with more of everything than anybody records."""
    return replay([
        CourseOpened(on=OPENED, client="c-1", protocol="ipt", edition="1", consent=True),
        *(
            RelationshipRecorded(
                on=OPENED, relationship=Relationship(key=f"p-{place}", ring=("inner", "middle", "outer")[place % 3])
            )
            for place in range(people)
        ),
        RelationshipRecorded(
            on=OPENED + timedelta(30), relationship=Relationship(key="p-0", ring="outer", relation=Relation.FRIEND)
        ),
        RelationshipRecorded(on=OPENED + timedelta(40), relationship=Relationship(key="p-late", ring="unheard-of")),
        *(
            LifeEventRecorded(
                on=OPENED,
                life_event=LifeEvent(
                    what="SECRET", when=PartialDate.of(OPENED - timedelta(place % 50)), people=("SECRET-KEY",),
                    mood=(None, -3, 0, 4)[place % 4],
                ),
            )
            for place in range(events)
        ),
        *(
            SymptomsRated(on=OPENED + timedelta(place), instrument="PHQ-9", total=place % 27)
            for place in range(60)
        ),
        SymptomsRated(on=OPENED, instrument="PHQ-9", total=3, rater=RaterType.CLINICIAN),
        *(SessionMissed(on=OPENED + timedelta(place)) for place in range(5)),
        *(
            kind(on=OPENED + timedelta(place))
            for place, kind in enumerate([
                MiddleBegun, TerminationBegun, MiddleResumed, CourseSuspended, CourseResumed, TerminationBegun,
                ClientReferred,
            ])
        ),
    ])  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize(("width", "dark"), [(320, True), *SIZES])
def test_no_word_lies_on_another_where_there_is_more_than_has_room(width, dark, language):
    for picture in all_of(full(), width=width, dark=dark, language=language):
        check(picture)
    assert "Not drawn, for want of room" in words(closeness_circle(full()))
    assert "Not drawn: the earliest 5 life events." in words(life_events(full()))
    assert "left aside: 1" in words(progress(full(), PHQ))


def test_an_empty_course_says_that_nothing_is_recorded():
    said = [words(check(picture)) for picture in all_of(Course())]
    assert all("No" in text for text in said)


@pytest.mark.parametrize("rings", [("in",), tuple(f"ring-number-{place}" for place in range(7))])
def test_a_circle_of_the_protocols_own(rings):
    picture = check(closeness_circle(full(7), circle=ClosenessCircle(rings=rings)))
    assert all(ring in picture.alt_text for ring in rings)


def test_the_circle_shows_who_moved_and_who_was_not_there_yet():
    course = full(3)
    moved = check(closeness_circle(course, since=OPENED, until=OPENED + timedelta(35)))
    assert "friend: outer, before inner" in moved.alt_text
    assert "where a person stood on the earlier day" in words(moved)
    before = closeness_circle(course, until=OPENED)
    assert "before inner" not in before.alt_text
    assert "3 people" in before.alt_text
    assert "4 people" in closeness_circle(course).alt_text
    assert "no ring of this circle recorded" in closeness_circle(course).alt_text


# -- private words -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("course", [*EXAMPLES.values(), full(5, 5)])
def test_nothing_private_is_in_a_picture_unless_asked_for(course):
    secrets = {record.relationship.key for record in course.all(RelationshipRecorded)} - {"couples", "team", "employer"}
    secrets |= {record.life_event.what for record in course.all(LifeEventRecorded)} | {course.client}
    for picture in all_of(course):
        shown = f"{words(picture)} {picture.alt_text} {picture.svg()} {picture!r}"
        assert [secret for secret in secrets if secret in shown] == []


def test_private_words_show_where_they_are_asked_for():
    assert "p-0 (friend)" in check(closeness_circle(full(3), names=True)).alt_text
    picture = check(life_events(full(1, 4), private=True))
    assert "SECRET; with SECRET-KEY" in words(picture)
    assert "SECRET; with SECRET-KEY" in picture.alt_text


# -- what the pictures say ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("when", "said"),
    [
        (PartialDate(year=2024), "2024;"),
        (PartialDate(year=2024, month=3, about=True), "about March 2024;"),
        (PartialDate(year=2024, month=3, day=9, before=True), "before 9 March 2024;"),
        (PartialDate(year=2024, season=Season.SPRING, anticipated=True), "spring 2024, expected;"),
        (PartialDate(year=1800), "1800;"),
    ],
)
def test_dates_of_life_keep_how_vague_they_are(when, said):
    course = replay([LifeEventRecorded(on=OPENED, life_event=LifeEvent(what="x", when=when, mood=1))])
    assert said in check(life_events(course)).alt_text


def test_progress_is_said_in_words():
    picture = progress(EXAMPLES["discontinued"], PHQ, expected=[expected("PHQ-9", 15, n) for n in (2, 16)])
    assert "6 ratings. First: 15 on 3 February 2026: moderately severe." in picture.alt_text
    assert "2 sessions missed: 17 March 2026, 24 March 2026." in picture.alt_text
    assert "Simulated courses by session 2" in picture.alt_text
    assert "no prognosis" in picture.alt_text
    assert "session 16" not in picture.alt_text


def test_phases_have_the_names_of_the_protocol():
    own = IPT.adapt(code="own", name="Own", labels={"middle": "the long middle of the work in every one of its parts"})
    assert "the long" in words(check(progress(EXAMPLES["grief"], PHQ, protocol=own)))
    assert "the long" in words(check(phases(own)))
    assert "middle: the long" in phases_diagram(own)
    assert phases_diagram(IPT) == phases_diagram()


def test_an_instrument_without_bands_or_with_bands_too_narrow_for_their_names():
    bare = Instrument(code="PHQ-9", name="Bare", low=0, high=27)
    assert "moderate" not in progress(full(), bare).alt_text
    check(progress(full(), bare))
    steps = [Band(low=low, high=low, label=f"step {low}" * 9) for low in range(41)]
    narrow = bare.replace(high=40, conventions=(Bands(bands=tuple(steps), source=cite("D")),))
    assert "Bands too narrow for their names" in words(check(progress(full(), narrow)))


def test_lines_of_another_instrument_are_refused():
    with pytest.raises(InvalidValue, match="only lines of the PHQ-9"):
        progress(full(), PHQ, expected=[expected("HRSD-17", 20, 1)])


@pytest.mark.parametrize("width", [0, 319, 4001, 400.5, True])
def test_a_width_that_no_picture_has_is_refused(width):
    with pytest.raises(InvalidValue, match="a whole number of pixels from 320 to 4000"):
        life_events(full(), width=width)


@pytest.mark.parametrize("protocol", CATALOGUE, ids=lambda protocol: protocol.code)
def test_the_phases_of_every_protocol(protocol):
    for language in languages():
        check(phases(protocol, width=1200, dark=True, language=language))
        picture = check(phases(protocol, language=language))
        assert translation(language).label(protocol, Phase.MIDDLE) in picture.alt_text
    assert protocol.label("middle") in phases(protocol).alt_text


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize(("width", "dark"), SIZES)
def test_the_adherence_of_a_study_leaves_room_for_every_word(width, dark, language):
    reports = [fidelity(IPT, course, rater="r-1", source=FidelitySource.SELF) for course in EXAMPLES.values()]
    check(adherence(reports, width=width, dark=dark, language=language))


@pytest.mark.parametrize(("width", "dark"), SIZES)
def test_the_adherence_of_a_study(width, dark):
    study = [course for course in EXAMPLES.values() if course.opening.protocol == IPT.code]
    reports = [fidelity(IPT, course, rater="SECRET-RATER", source=FidelitySource.SELF) for course in study]
    picture = check(adherence(reports, width=width, dark=dark))
    assert f"6 courses; sessions sampled: {sum(len(report.sessions) for report in reports)} of" in picture.alt_text
    seen = [next(tally for tally in report.tallies if tally.item == "affect_work") for report in reports]
    assert (
        f"seen in {sum(tally.seen for tally in seen)} of {sum(tally.applicable for tally in seen)}" in picture.alt_text
    )
    assert "SECRET-RATER" not in picture.svg() + picture.alt_text + words(picture)


def test_what_was_seen_and_what_was_not_stay_apart_in_print_without_colours():
    study = [fidelity(IPT, course, rater="r-1", source=FidelitySource.SELF) for course in EXAMPLES.values()]
    bars = {
        bar.get_edgecolor(): bar for ax in adherence(study).figure.axes for bar in ax.patches if bar.get_width() > 1
    }
    looks = {(bar.get_facecolor() == edge, bar.get_hatch()) for edge, bar in bars.items()}
    assert looks == {(True, ""), (False, "//////"), (False, "")}


def test_the_adherence_of_nothing():
    assert "0 courses" in check(adherence([])).alt_text


# -- in another language -----------------------------------------------------------------------------------------------


def own_words(language, other):
    """The words that only *language* has in what a picture says, without the names in braces."""

    def of(language):
        distinct = set()
        for message in PICTURES:
            texts = {translation(language)._catalogue.gettext(message)} - {message}
            texts |= {translation(language)._catalogue.ngettext(message, message, number) for number in (1, 2)} - {
                message
            }
            distinct |= {word for text in texts for word in re.findall(r"[^\W\d_]{4,}", re.sub(r"{\w+}", "", text))}
        return distinct

    return of(language) - of(other)


@pytest.mark.parametrize(("language", "other"), [("de", "en"), ("en", "de")])
def test_a_picture_speaks_one_language_in_its_title_its_words_and_its_description(language, other):
    course, lines = EXAMPLES["role_dispute"], [expected("PHQ-9", 15, session) for session in range(17)]
    study = [fidelity(IPT, course, rater="r-1", source=FidelitySource.SELF) for course in EXAMPLES.values()]
    foreign = own_words(other, language)
    assert len(foreign) > 80
    for picture in (
        *all_of(course, language=language),
        *all_of(full(), language=language),
        *all_of(Course(), language=language),
        progress(EXAMPLES["discontinued"], PHQ, expected=lines, protocol=IPT, language=language),
        phases(IPT, language=language),
        adherence(study, language=language),
    ):
        said = set(re.findall(r"[^\W\d_]{4,}", f"{picture.title} {words(picture)} {picture.alt_text}"))
        assert said & foreign == set()
        assert picture.alt_text.startswith(picture.title)


def test_german_days_bands_rings_people_and_numbers_are_german():
    course = EXAMPLES["role_dispute"]
    circle = closeness_circle(course, since=date(2025, 9, 20), language="de")
    assert circle.title == "Nähekreis seit dem 20. September 2025"
    assert "1, Partner/in: Mitte." in circle.alt_text
    assert "Von der größten Nähe nach außen: innen, Mitte, außen" in words(circle)
    shown = progress(EXAMPLES["discontinued"], PHQ, protocol=IPT, language="de")
    assert "Erster: 15 am 3. Februar 2026: mittelgradig bis schwer." in shown.alt_text
    assert "Mittelphase" in words(shown)
    assert "höher ist schlechter" in words(shown)
    half = replay([SymptomsRated(on=OPENED, instrument="EDE-Q", total=2.5)])
    eating = next(instrument for instrument in INSTRUMENTS if instrument.code == "EDE-Q")
    assert "Höchster 2,5" in progress(half, eating, language="de").alt_text
    assert "Highest 2.5" in progress(half, eating).alt_text


def test_an_instrument_on_which_higher_is_better_says_so():
    wellbeing = next(instrument for instrument in INSTRUMENTS if instrument.direction is Direction.HIGHER_IS_BETTER)
    course = replay([SymptomsRated(on=OPENED, instrument=wellbeing.code, total=wellbeing.high)])
    assert "higher is better" in words(progress(course, wellbeing))


def test_the_caveat_of_the_expected_course_stands_beneath_it_word_for_word():
    assert PICTURES["picture.progress.caveat"] == CAVEAT


def test_an_unknown_language_is_refused():
    for draw in (closeness_circle, life_events):
        with pytest.raises(UnknownName, match="choose one of de, en"):
            draw(full(1, 1), language="xx")


def test_the_diagram_in_german_names_its_places_and_steps():
    lines = phases_diagram(IPT, language="de").splitlines()
    assert '    state "laufend" as open {' in lines
    assert "        middle: Mittelphase" in lines
    assert "        initial --> middle: Mittelphase begonnen" in lines
    assert "    suspended: unterbrochen" in lines
    assert phases_diagram(language="de").splitlines() == lines


# -- files -------------------------------------------------------------------------------------------------------------


def test_an_svg_has_its_title_and_description():
    picture = life_events(full(1, 3))
    root = ET.fromstring(picture.svg())
    space = "{http://www.w3.org/2000/svg}"
    assert root.get("role") == "img"
    assert root.findtext(f"{space}title") == picture.title
    assert root.findtext(f"{space}desc") == picture.alt_text
    assert root.get("width") == "300pt"  # 400 CSS pixels
    assert picture._repr_svg_().startswith("<svg ")
    assert repr(picture) == "<Picture: Life events and mood>"


def test_a_png_is_as_wide_as_it_is_asked_to_be():
    data = life_events(full(1, 3)).png(scale=3)
    assert data[:4] == b"\x89PNG"
    assert int.from_bytes(data[16:20], "big") == 1200


def luminance(colour):
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_words_and_marks_stand_out_from_the_page(theme):
    def contrast(first, second):
        high, low = sorted((luminance(first), luminance(second)), reverse=True)
        return (high + 0.05) / (low + 0.05)

    assert contrast(theme.ink, theme.page) >= 7  # WCAG 2.2: 7 for words at AAA, 4.5 at AA, 3 for marks
    assert contrast(theme.muted, theme.page) >= 4.5
    for colour in (theme.main, theme.accent, theme.third):
        assert contrast(colour, theme.page) >= 3
    assert contrast(theme.ink, theme.shade) >= 7


def test_words_are_wrapped_and_cut_short():
    assert wrapped("one two", 30) == ["one", "two"]
    assert wrapped("", 30) == []
    assert shortened("incomprehensible", 40).endswith("…")
    assert shortened("a", 1) == "…"
    assert lanes([(0, 5), (6, 9), (3, 7), (9, 12)]) == [0, 0, 1, 0]


def test_ratings_without_a_phase_are_drawn_too():
    day = date(2026, 1, 5)
    course = replay([SymptomsRated(on=day + timedelta(week * 7), instrument="PHQ-9", total=12) for week in range(3)])
    assert "Initial" not in progress(course, IPT.instrument("PHQ-9")).alt_text


def test_an_open_range_of_sessions_is_said_in_words():
    own = IPT.adapt(code="own", sessions=Between(12, None), minutes=Between(None, 50))
    assert "Sitzungen: 12 oder mehr; Dauer: bis zu 50 Minuten." in phases(own, language="de").alt_text
    assert "Sessions: 12 or more; length: up to 50 minutes." in phases(own).alt_text
