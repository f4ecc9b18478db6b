"""The closeness circle: the ring of each person around the client, on one day or compared with an earlier day."""

from collections.abc import Sequence
from datetime import date
from math import cos, pi, sin
from typing import NamedTuple

from matplotlib.axes import Axes
from matplotlib.patches import Circle

from iptcore.course import Course, must_be_course
from iptcore.errors import Fault, InvalidValue
from iptcore.events import RelationshipRecorded
from iptcore.model.inventory import ClosenessCircle
from iptcore.pictures.colours import Theme
from iptcore.pictures.sheet import BODY, MARGIN, PHONE, Picture, Sheet, measured, points
from iptcore.readings.closeness import Closeness, closeness
from iptcore.screens.details import ring as ring_in_words
from iptcore.screens.translation import Translation, translation
from iptcore.validation import must_be, must_be_day, must_be_flags

_CIRCLE = ClosenessCircle()
_DOT = 11.0  # the radius of a person, in pixels: it holds a number of two figures
_WIDEST = 520.0  # the circle grows with the sheet up to here; beyond, only the lines below get longer


class _Seen(NamedTuple):
    """A person of the inventory, with the rings on both days; None if no ring of the circle was recorded."""

    words: str
    was: int | None
    ring: int | None


def closeness_circle(
    course: Course,
    *,
    circle: ClosenessCircle = _CIRCLE,
    since: date | None = None,
    until: date | None = None,
    names: bool = False,
    width: int = PHONE,
    dark: bool = False,
    language: str = "en",
) -> Picture:
    """Everybody in the inventory, each in the ring that was recorded last, up to the day *until* if it is given.

    With *since*, an arrow leads from the ring of that day to the later one. People are shown as numbers, which the
    lines below explain by their relation to the client; *names* adds their keys, which are private. *circle* is the
    circle of a protocol (``protocol.circle``).

    Raises:
        InvalidValue: for a *width* out of range, and for another argument that does not fit.
        UnknownName: for an unknown *language*.
    """
    must_be_course(course)
    must_be_flags(names=names)
    _must_be_in_order(since, until)
    must_be(ClosenessCircle, "circle", circle, "write protocol.circle")
    say = translation(language)
    rings = [ring_in_words(ring, say) for ring in circle.rings]
    sheet = Sheet(_title(since, until, say), width=width, dark=dark)
    people = _people(course, circle, since, until, say, names=names)
    drawn = _draw(sheet, rings, people, say)
    for place, person in enumerate(people):
        if place in drawn:
            sheet.note(f"{person.words}: {_where(person, rings, say)}", mark=str(place + 1))
    for person in people:
        if person.ring is None:
            sheet.note(f"{person.words}: {_where(person, rings, say)}", mark="-")
    if left_out := sum(person.ring is not None for person in people) - len(drawn):
        sheet.note(say("picture.circle.left_out", people=say.counted("picture.people", left_out)))
    if any(people[place].was not in (None, people[place].ring) for place in drawn):
        sheet.note(say("picture.circle.moved"), mark="○", colour=sheet.theme.accent)
    if not people:
        sheet.note(say("picture.circle.nobody"))
    return sheet.done([
        f"{say('picture.circle.rings', rings=', '.join(rings))}. {say.counted('picture.people', len(people))}.",
        *(f"{place}, {person.words}: {_where(person, rings, say)}." for place, person in enumerate(people, start=1)),
    ])  # fmt: skip


def _must_be_in_order(since: date | None, until: date | None) -> None:
    for name, day in (("since", since), ("until", until)):
        if day is not None:
            must_be_day(day, name)
    if since is not None and until is not None and since > until:
        raise InvalidValue("argument", [Fault("since", "a day that is not after until")])


def _title(since: date | None, until: date | None, say: Translation) -> str:
    given = {word: say.day(day) for word, day in (("since", since), ("until", until)) if day is not None}
    which = {0: "", 1: ".".join(["", *given]), 2: ".between"}[len(given)]
    return say(f"picture.circle{which}", **given)


def _people(
    course: Course, circle: ClosenessCircle, since: date | None, until: date | None, say: Translation, *, names: bool
) -> list[_Seen]:
    words: dict[str, str] = {}
    known: set[str] = set()
    for recorded in course.all(RelationshipRecorded):
        person = recorded.relationship
        if until is None or recorded.on <= until:
            known.add(person.key)
        if person.relation or person.key not in words:
            words[person.key] = say.word(person.relation or person.party)
    return [
        _Seen(
            f"{reading.person} ({words[reading.person]})" if names else words[reading.person],
            _ring(reading, circle, since) if since else None,
            _ring(reading, circle, until),
        )
        for reading in closeness(course, circle)
        if reading.person in known
    ]


def _ring(reading: Closeness, circle: ClosenessCircle, until: date | None) -> int | None:
    rings = [at.ring for at in reading.rings if until is None or at.on <= until]
    return circle.rings.index(rings[-1]) if rings and rings[-1] in circle.rings else None


def _where(person: _Seen, rings: Sequence[str], say: Translation) -> str:
    if person.ring is None:
        return say("picture.circle.no_ring")
    if person.was is None or person.was == person.ring:
        return rings[person.ring]
    return say("picture.circle.before", ring=rings[person.ring], was=rings[person.was])


# -- how ---------------------------------------------------------------------------------------------------------------


def _draw(sheet: Sheet, rings: Sequence[str], people: list[_Seen], say: Translation) -> set[int]:
    """Draw the rings, and the people for whom there is room; returns these people."""
    theme, outer = sheet.theme, min(sheet.inner, _WIDEST) / 2 - 2
    # The names of the rings stand above the circle, in the order of the rings, since within them people stand.
    sheet.note(say("picture.circle.rings", rings=", ".join(rings)))
    client = say("picture.circle.client")
    ax = sheet.canvas(2 * outer + 4)
    middle = (sheet.width / 2, outer + 2)
    core = max(26.0, measured(client) / 2 + 4)
    step = (outer - core) / len(rings)
    for ring in reversed(range(len(rings))):
        face = theme.shade if ring % 2 == 0 else theme.page
        ax.add_patch(Circle(middle, core + step * (ring + 1), facecolor=face, edgecolor=theme.muted, linewidth=1))
    ax.add_patch(Circle(middle, core, facecolor=theme.page, edgecolor=theme.ink, linewidth=1.5))
    ax.text(*middle, client, fontsize=points(BODY), color=theme.ink, ha="center", va="center")
    drawn: set[int] = set()
    for ring in range(len(rings)):
        radius = core + step * (ring + 0.5)
        room = int(2 * pi * radius / (2 * _DOT + 6)) if step >= 2 * _DOT else 0
        here = [place for place, person in enumerate(people) if person.ring == ring][:room]
        for turn, place in enumerate(here):
            # Each ring begins elsewhere, so that people of two rings seldom stand in one line.
            angle = 2 * pi * (turn / len(here) + 0.382 * ring) - pi / 2
            was = people[place].was
            at = _at(middle, radius, angle)
            if was is not None and was != ring:
                _moved(ax, theme, _at(middle, core + step * (was + 0.5), angle), at)
            ax.add_patch(Circle(at, _DOT, facecolor=theme.main, edgecolor=theme.page, linewidth=1, zorder=4))
            ax.text(
                *at, str(place + 1), fontsize=points(BODY), color=theme.page, ha="center", va="center",
                weight="bold", zorder=5,
            )  # fmt: skip
        drawn |= set(here)
    sheet.y += MARGIN / 2
    return drawn


def _at(middle: tuple[float, float], radius: float, angle: float) -> tuple[float, float]:
    return middle[0] + radius * cos(angle), middle[1] + radius * sin(angle)


def _moved(ax: Axes, theme: Theme, start: tuple[float, float], end: tuple[float, float]) -> None:
    ax.add_patch(Circle(start, 5, facecolor=theme.page, edgecolor=theme.accent, linewidth=2, zorder=3))
    arrow = {"arrowstyle": "-|>", "color": theme.accent, "linewidth": 2, "shrinkA": 4, "shrinkB": points(_DOT)}
    ax.annotate("", xy=end, xytext=start, arrowprops=arrow, zorder=3)
