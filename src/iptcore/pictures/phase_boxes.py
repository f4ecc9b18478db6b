"""The phases of a protocol as boxes, with its own names and numbers."""

from itertools import pairwise

from matplotlib.axes import Axes
from matplotlib.patches import FancyBboxPatch

from iptcore.pictures.phases import moves
from iptcore.pictures.sheet import BODY, LINE, PHONE, Picture, Sheet, Theme, points, wrapped
from iptcore.protocol.number_range import Between
from iptcore.protocol.protocol import Protocol
from iptcore.vocabulary import Phase, Status

_IN_A_ROW = 1_000
"""From this width on the boxes stand beside each other, else below each other."""

_BOX, _GAP = (190.0, 56.0), 60.0


def phases(protocol: Protocol, *, width: int = PHONE, dark: bool = False) -> Picture:
    """The phases in their order, each step from one to the next at its arrow, and all other steps in the lines below.

    Raises :class:`~iptcore.errors.InvalidValue` for a width that no picture has.
    """
    sheet = Sheet(f"Phases of {protocol.name}", width=width, dark=dark)
    about = _about(protocol)
    for words in about:
        sheet.note(words)
    order = [*(phase.value for phase in Phase), Status.ENDED.value]
    onwards: dict[str, list[str]] = {}
    others: list[str] = []
    for start, target, kind in moves():
        words = kind.kind.replace("_", " ")
        if (start, target) in pairwise(order):
            onwards.setdefault(start, []).append(words)
        else:
            others.append(f"{_label(protocol, start)} → {_label(protocol, target)}: {words}")
    boxes = [[protocol.label(place), *_inside(protocol, place)] for place in order]
    _draw(sheet, boxes, [", ".join(onwards[place]) for place in order[:-1]])
    sheet.note("Other steps:")
    for line in others:
        sheet.note(line)
    said = [f"{protocol.label(place)}, then by {', '.join(onwards[place])}" for place in order[:-1]]
    return sheet.done([*about, f"{'; '.join(said)}: {order[-1]}.", f"Other steps: {'; '.join(others)}."])


def _label(protocol: Protocol, place: str) -> str:
    return "any phase" if place == Status.OPEN else protocol.label(place)


def _about(protocol: Protocol) -> list[str]:
    said = [
        f"{name}: {span}{unit}"
        for name, span, unit in (("Sessions", protocol.sessions, ""), ("length", protocol.minutes, " minutes"))
        if span != Between(None, None)
    ]
    return [f"{'; '.join(said)}."] if said else []


def _inside(protocol: Protocol, place: str) -> list[str]:
    spans = {Phase.INITIAL: protocol.initial_sessions}
    return [f"sessions: {spans[Phase(place)]}"] if place in spans and spans[Phase(place)] != Between(None, None) else []


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
                    _words(ax, sheet.theme, left + wide + gap / 2, 4 + high / 2 - LINE * row, line)
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
