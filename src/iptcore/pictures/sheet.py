"""The sheet on which a picture is drawn: its title, the drawing, the lines below, and a description in words.

Positions and sizes are in CSS pixels, 96 to the inch, from the top left. No global state of matplotlib is changed.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from html import escape
from io import BytesIO
from typing import TYPE_CHECKING

import attrs
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import text_to_path

from iptcore.errors import Fault, InvalidValue
from iptcore.pictures.colours import DARK, LIGHT, Theme
from iptcore.validation import got_for_number

if TYPE_CHECKING:
    from matplotlib.text import Text

NARROWEST, WIDEST = 320, 4_000
PHONE = 400
"""The default width of a picture: it fits a phone, and two pictures fit beside each other on paper."""

BODY, TITLE = 12.0, 15.0  # heights of letters: no smaller one is used, so that a phone and a printer show them all
MARGIN, LINE = 12.0, 17.0
_PX = 96.0
_SLACK = 1.04  # hinting makes drawn letters a little wider than measured ones


@attrs.frozen(eq=False, repr=False)
class Picture:
    """A picture as a figure of matplotlib, with its title and a description for people who cannot see it.

    A notebook shows it without a call. *alt_text* is made from the same data; in an SVG it is the description.
    """

    figure: Figure
    title: str
    alt_text: str

    def svg(self) -> str:
        """The picture as an SVG element, with title and description, for a page or a separate file."""
        out = BytesIO()
        self.figure.savefig(out, format="svg", metadata={"Title": self.title, "Date": None})
        body = out.getvalue().decode("utf-8").partition("<svg ")[2]
        return '<svg role="img" ' + body.replace("</title>", f"</title>\n <desc>{escape(self.alt_text)}</desc>", 1)

    def png(self, *, scale: float = 2.0) -> bytes:
        """The picture as a PNG file; *scale* is the number of its dots in a CSS pixel: 2 for screens, 3 for print."""
        out = BytesIO()
        self.figure.savefig(out, format="png", dpi=_PX * scale, metadata={"Title": self.title})
        return out.getvalue()

    def _repr_svg_(self) -> str:
        return self.svg()

    def __repr__(self) -> str:
        return f"<Picture: {self.title}>"


class Sheet:
    """A picture in progress, drawn from top to bottom; *y* is the position of the next part."""

    def __init__(self, title: str, *, width: int, dark: bool) -> None:
        if type(width) is not int or not NARROWEST <= width <= WIDEST:
            expected = f"a whole number of pixels from {NARROWEST} to {WIDEST}"
            raise InvalidValue("picture", [Fault("width", expected, got_for_number(width))])
        self.title = title
        self.width: float = float(width)
        self.inner: float = self.width - 2 * MARGIN
        self.theme: Theme = DARK if dark else LIGHT
        self.y: float = MARGIN
        self.figure: Figure = Figure(dpi=_PX, facecolor=self.theme.page)
        self._texts: list[tuple[Text, float, float]] = []
        self._axes: list[tuple[Axes, float, float, float, float]] = []
        for line in wrapped(title, self.inner, TITLE):
            self.write(line, MARGIN, self.y, size=TITLE, weight="bold")
            self.y += LINE * 1.25
        self.y += 6

    def write(
        self, words: str, x: float, y: float, *, size: float = BODY, colour: str | None = None, weight: str = "normal"
    ) -> None:
        """One line of words, its top left corner at *x* and *y*."""
        line = self.figure.text(
            0, 0, words, fontsize=points(size), color=colour or self.theme.ink, weight=weight, ha="left", va="top",
            parse_math=False, bbox={"facecolor": self.theme.page, "edgecolor": "none", "pad": 0.5},
        )  # fmt: skip
        self._texts.append((line, x, y))

    def note(self, words: str, mark: str = "", colour: str | None = None) -> None:
        """Words below the drawing, on as many lines as they need, after a *mark* that is also in the drawing."""
        indent = 28.0 if mark else 0.0
        if mark:
            self.write(mark, MARGIN, self.y, colour=colour)
        for line in wrapped(words, self.inner - indent):
            self.write(line, MARGIN + indent, self.y, colour=None if mark else self.theme.muted)
            self.y += LINE
        self.y += 2

    def plot(self, height: float, *, left: float, right: float, below: float = 0.0) -> Axes:
        """Axes of a height, with distances from the sides; *below* is free space under them."""
        ax = self.figure.add_axes((0.0, 0.0, 1.0, 1.0))
        ax.set_facecolor(self.theme.page)
        ax.spines[["top", "right"]].set_visible(False)
        ax.spines[["left", "bottom"]].set_color(self.theme.muted)
        ax.tick_params(colors=self.theme.muted, labelsize=points(BODY))
        self._axes.append((ax, left, self.y, self.width - left - right, height))
        self.y += height + below
        return ax

    def canvas(self, height: float) -> Axes:
        """Axes without any lines, as wide as the sheet, whose units are pixels from their top left corner."""
        ax = self.plot(height, left=0.0, right=0.0)
        ax.set_axis_off()
        ax.set(xlim=(0.0, self.width), ylim=(height, 0.0))
        return ax

    def done(self, alt_text: Iterable[str]) -> Picture:
        """The picture, with sentences for people who cannot see it."""
        height = self.y + MARGIN
        self.figure.set_size_inches(self.width / _PX, height / _PX)
        for words, x, y in self._texts:
            words.set_position((x / self.width, 1 - y / height))
        for ax, left, top, wide, high in self._axes:
            ax.set_position((left / self.width, 1 - (top + high) / height, wide / self.width, high / height))
        return Picture(self.figure, self.title, " ".join((f"{self.title}.", *alt_text)))


# -- words that fit ----------------------------------------------------------------------------------------------------


def points(pixels: float) -> float:
    """The size in which matplotlib counts letters."""
    return pixels * 72 / _PX


def measured(words: str, size: float = BODY) -> float:
    """The width of a line of words, in pixels."""
    width, _, _ = text_to_path.get_text_width_height_descent(words, FontProperties(size=points(size)), ismath=False)
    return float(width) * _PX / 72 * _SLACK * (1.12 if size == TITLE else 1.0)  # the title is bold


def wrapped(words: str, width: float, size: float = BODY) -> list[str]:
    """The words on lines no wider than *width*; what is too long for a line of its own is cut short."""
    lines: list[str] = []
    for word in words.split():
        joined = f"{lines[-1]} {word}" if lines else word
        if lines and measured(joined, size) <= width:
            lines[-1] = joined
        else:
            lines.append(shortened(word, width, size))
    return lines


def shortened(words: str, width: float, size: float = BODY) -> str:
    """The words on one line no wider than *width*, cut short where they do not fit."""
    if measured(words, size) <= width:
        return words
    while words and measured(f"{words}…", size) > width:
        words = words[:-1]
    return f"{words}…"


def lanes(spans: Sequence[tuple[float, float]]) -> list[int]:
    """For each span, from left to right, the first lane in which it touches no other span."""
    ends: list[float] = []
    rows: dict[int, int] = {}
    for place, (low, high) in sorted(enumerate(spans), key=lambda placed: placed[1]):
        lane = next((lane for lane, end in enumerate(ends) if end <= low), len(ends))
        ends[lane:] = [high, *ends[lane + 1 :]]
        rows[place] = lane
    return [rows[place] for place in range(len(spans))]


# -- days --------------------------------------------------------------------------------------------------------------

_DAY_STEPS = (1, 2, 7, 14)
_MONTH_STEPS = (1, 2, 3, 6, 12, 24, 60, 120, 240, 600, 1200)


def day_axis(ax: Axes, first: date, last: date, width: float, theme: Theme) -> None:
    """Days along the axis, as many as fit; the unit of the axis is the day (``date.toordinal``)."""
    spare = _spare(first, last)
    ax.set_xlim(first.toordinal() - spare, last.toordinal() + spare)
    most = max(2, int(width / 95))
    at, words = _ticks(first, last, most)
    ax.set_xticks([day.toordinal() for day in at], words)
    ax.tick_params(axis="x", length=4, color=theme.muted)


def along(first: date, last: date, at: float, width: float) -> float:
    """The distance of the day *at* from the left on such an axis, in pixels."""
    spare = _spare(first, last)
    return (at - first.toordinal() + spare) / ((last - first).days + 2 * spare) * width


def _spare(first: date, last: date) -> float:
    return max(1.0, (last - first).days * 0.02)


def _ticks(first: date, last: date, most: int) -> tuple[list[date], list[str]]:
    span = (last - first).days
    step = next((step for step in _DAY_STEPS if span / step < most), None)
    if step is not None:
        days = [date.fromordinal(first.toordinal() + gone) for gone in range(0, span + 1, step)]
        return days, [day.isoformat() for day in days]
    months = next(step for step in _MONTH_STEPS if span / (step * 30.4) < most - 1 or step == _MONTH_STEPS[-1])
    days = list(_months(first, last, months))
    if len(days) < 2:
        return [first, last], [first.isoformat(), last.isoformat()]
    return days, [f"{day.year:04d}" if months >= 12 else f"{day.year:04d}-{day.month:02d}" for day in days]


def _months(first: date, last: date, step: int) -> Iterator[date]:
    month = -(-(first.year * 12 + first.month - (first.day == 1)) // step) * step
    while month < last.year * 12 + last.month:
        yield date(month // 12, month % 12 + 1, 1)
        month += step
