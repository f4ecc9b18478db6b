"""The phases of a protocol as boxes, with its own names and numbers."""

from itertools import pairwise

from matplotlib.axes import Axes
from matplotlib.patches import FancyBboxPatch

from iptcore.pictures.colours import Theme
from iptcore.pictures.phases import moves
from iptcore.pictures.sheet import BODY, LINE, MARGIN, PHONE, Picture, Sheet, points, wrapped
from iptcore.protocol.number_range import Between
from iptcore.protocol.protocol import Protocol, must_be_protocol_and_courses
from iptcore.screens.translation import Translation, translation
from iptcore.vocabulary import Phase, Status, Word

_IN_A_ROW = 1_000
"""The least width at which the boxes are beside each other; in narrower pictures they are below each other."""

_BOX, _GAP = (190.0, 56.0), 60.0


def phases(protocol: Protocol, *, width: int = PHONE, dark: bool = False, language: str = "en") -> Picture:
    """The phases in their order, each step to the next phase at its arrow, and all other steps in the lines below.

    Raises:
        InvalidValue: for anything but a protocol, and for a *width* out of range.
        UnknownName: for an unknown *language*.
    """
    must_be_protocol_and_courses("phases(protocol)", protocol)
    say = translation(language)
    sheet = Sheet(say("picture.phases", protocol=protocol.name), width=width, dark=dark)
    about = _about(protocol, say)
    for words in about:
        sheet.note(words)
    order: list[Word] = [*Phase, Status.ENDED]
    labels = {Status.OPEN.value: say("picture.phases.any"), Status.SUSPENDED.value: say.word(Status.SUSPENDED)}
    labels |= {Status.NOT_OPENED.value: say.word(Status.NOT_OPENED)}
    labels |= {place.value: say.label(protocol, place) for place in order}
    onwards: dict[str, list[str]] = {}
    others: list[str] = []
    ordered = {(start.value, target.value) for start, target in pairwise(order)}
    for start, target, kind in moves():
        words = say.event(kind)
        if (start, target) in ordered:
            onwards.setdefault(start, []).append(words)
        else:
            others.append(f"{labels[start]} → {labels[target]}: {words}")
    boxes = [[labels[place], *_inside(protocol, place, say)] for place in order]
    _draw(sheet, boxes, [", ".join(onwards[place]) for place in order[:-1]])
    sheet.y += MARGIN / 2
    sheet.note(say("picture.phases.other"))
    for line in others:
        sheet.note(line)
    sentences = [
        say("picture.phases.then", phase=labels[place], steps=", ".join(onwards[place])) for place in order[:-1]
    ]
    return sheet.done([
        *about, f"{'; '.join(sentences)}: {labels[order[-1]]}.", f"{say('picture.phases.other')} {'; '.join(others)}.",
    ])  # fmt: skip


def _about(protocol: Protocol, say: Translation) -> list[str]:
    sentences = [
        say(f"picture.phases.{name}", span=_span(span, say))
        for name, span in (("sessions", protocol.sessions), ("length", protocol.minutes))
        if span != _ANY
    ]
    return [f"{'; '.join(sentences)}."] if sentences else []


_ANY = Between(None, None)


def _inside(protocol: Protocol, place: Word, say: Translation) -> list[str]:
    span = protocol.initial_sessions if place is Phase.INITIAL else _ANY
    return [] if span == _ANY else [say("picture.phases.sessions", span=_span(span, say))]


def _span(span: Between, say: Translation) -> str:
    if span.low is None and span.high is not None:
        return say("span.to", high=say.number(span.high))
    if span.high is None and span.low is not None:
        return say("span.from", low=say.number(span.low))
    return str(span)


def _draw(sheet: Sheet, boxes: list[list[str]], steps: list[str]) -> None:
    wide, high = _BOX
    if sheet.width >= _IN_A_ROW:
        gap = (sheet.inner - wide * len(boxes)) / len(steps)
        sheet.y += 12
        ax = sheet.canvas(high + 24)
        for place, words in enumerate(boxes):
            left = (sheet.width - sheet.inner) / 2 + place * (wide + gap)
            _box(ax, sheet.theme, left, 12, words)
            if place < len(steps):
                _arrow(ax, sheet.theme, (left + wide + 4, 12 + high / 2), (left + wide + gap - 4, 12 + high / 2))
                lines = wrapped(steps[place], gap - 16)
                for row, line in enumerate(reversed(lines)):
                    _words(ax, sheet.theme, left + wide + gap / 2, high / 2 - LINE * row, line)
        return
    ax = sheet.canvas(len(boxes) * high + len(steps) * _GAP + 8)
    for place, words in enumerate(boxes):
        left, top = (sheet.width - wide) / 2, 4 + place * (high + _GAP)
        _box(ax, sheet.theme, left, top, words)
        if place < len(steps):
            _arrow(ax, sheet.theme, (left + 24, top + high + 3), (left + 24, top + high + _GAP - 3))
            for row, line in enumerate(wrapped(steps[place], sheet.width - left - 60)):
                _words(ax, sheet.theme, left + 36, top + high + _GAP / 2 - 2 + LINE * row, line, left=True)


def _box(ax: Axes, theme: Theme, left: float, top: float, words: list[str]) -> None:
    wide, high = _BOX
    ax.add_patch(
        FancyBboxPatch(
            (left, top), wide, high, boxstyle="round,pad=0,rounding_size=8", facecolor=theme.shade,
            edgecolor=theme.main, linewidth=1.5,
        )
    )  # fmt: skip
    lines = [wrapped(line, wide - 16)[0] for line in words]
    for row, line in enumerate(lines):
        _words(ax, theme, left + wide / 2, top + high / 2 + LINE * (row - (len(lines) - 1) / 2), line, bold=row == 0)


def _words(ax: Axes, theme: Theme, x: float, y: float, words: str, *, left: bool = False, bold: bool = False) -> None:
    ax.text(
        x, y, words, fontsize=points(BODY), color=theme.ink, ha="left" if left else "center", va="center",
        weight="bold" if bold else "normal", parse_math=False,
    )  # fmt: skip


def _arrow(ax: Axes, theme: Theme, start: tuple[float, float], end: tuple[float, float]) -> None:
    ax.annotate("", xy=end, xytext=start, arrowprops={"arrowstyle": "-|>", "color": theme.muted, "linewidth": 1.5})
