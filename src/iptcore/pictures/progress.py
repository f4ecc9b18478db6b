"""Progress on one instrument: its totals over time, with bands, phases, missed sessions and the expected course."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from matplotlib.axes import Axes

from iptcore.course import Course, must_be_course
from iptcore.errors import Fault, InvalidValue
from iptcore.events import SessionMissed
from iptcore.model.measure import Band, Instrument
from iptcore.pictures.sheet import (
    BODY,
    LINE,
    MARGIN,
    PHONE,
    Picture,
    Sheet,
    along,
    day_axis,
    lanes,
    measured,
    shortened,
    wrapped,
)
from iptcore.protocol.protocol import Protocol, must_be_protocol_and_courses
from iptcore.readings.ratings import RatedOn, rated_on
from iptcore.screens.picture_messages import STEPS_AROUND
from iptcore.screens.translation import Translation, translation
from iptcore.simulation.expected import Expected

_HIGH, _BELOW = 260.0, 34.0


class _Shown(NamedTuple):
    """What is drawn."""

    instrument: Instrument
    rated: RatedOn
    steps: list[tuple[date, str]]
    missed: list[date]
    lines: list[tuple[date, Expected]]
    first: date
    last: date


def progress(
    course: Course,
    instrument: Instrument,
    *,
    protocol: Protocol | None = None,
    expected: Sequence[Expected] = (),
    width: int = PHONE,
    dark: bool = False,
    language: str = "en",
) -> Picture:
    """The totals of a course on an instrument, of the version and rater of the baseline.

    Behind them are the usual bands, if there are any; above, the beginning of each phase, by its name in *protocol*;
    below, the missed sessions. *expected* are lines of :func:`iptcore.simulation.expected`, each drawn on the day of
    its session: the median, and the range from the 10th to the 90th percentile of simulated courses, which is not a
    prognosis.

    Raises:
        InvalidValue: for an argument of another kind, for lines of another instrument, and for a *width* out
            of range.
        UnknownName: for an unknown *language*.
    """
    must_be_course(course)
    if protocol is not None:
        must_be_protocol_and_courses("progress(course, instrument, protocol=IPT)", protocol)
    say = translation(language)
    rated = rated_on(course, instrument)
    if any(line.scale != instrument.code for line in expected):
        advice = "call simulation.expected for the instrument that is drawn"
        raise InvalidValue("picture", [Fault("expected", f"only lines of the {instrument.code}", advice=advice)])
    sheet = Sheet(say("picture.progress", instrument=instrument.code), width=width, dark=dark)
    if not rated.ratings:
        sheet.note(say("picture.progress.none"))
        return sheet.done([say("picture.progress.none")])
    steps = _steps(course, protocol, say)
    missed = [session.on for session in course.all(SessionMissed)]
    lines = _dated(course, expected)
    days = [rating.on for rating in rated.ratings] + [day for day, _ in steps] + missed + [day for day, _ in lines]
    shown = _Shown(instrument, rated, steps, missed, lines, min(days), max(days))
    _draw(sheet, shown, say)
    sheet.note(
        say("picture.progress.total", direction=say.word(instrument.direction)), mark="●", colour=sheet.theme.main
    )
    if missed:
        sheet.note(
            say("picture.progress.missed", number=len(missed)),
            mark="\N{MULTIPLICATION SIGN}",
            colour=sheet.theme.accent,
        )
    if lines:
        sheet.note(say("picture.progress.expected"), mark="- -", colour=sheet.theme.third)
        sheet.note(say("picture.progress.caveat"))
    left_aside = [
        say(f"picture.progress.{why}", number=number)
        for why, number in (("unreadable", rated.unreadable), ("another_kind", rated.of_another_kind))
        if number
    ]
    for words in left_aside:
        sheet.note(words)
    return sheet.done([*_said(shown, say), *left_aside])


def _steps(course: Course, protocol: Protocol | None, say: Translation) -> list[tuple[date, str]]:
    """The days on which each phase began, and on which the course was suspended, resumed or ended."""
    steps: list[tuple[date, str]] = []
    for _, event in course.timeline:
        phase = type(event).enters
        if phase is not None:
            steps.append((event.on, say.label(protocol, phase) if protocol else say.word(phase)))
        elif type(event) in STEPS_AROUND:
            steps.append((event.on, say(f"picture.progress.{event.kind}")))
    return steps


def _dated(course: Course, expected: Sequence[Expected]) -> list[tuple[date, Expected]]:
    """The lines whose session was held, each with its day; session 0 is on the day of the opening."""
    days = [course.opened_on, *(session.on for session in course.counted.in_order())]
    lines = sorted(expected, key=lambda line: line.session)
    return [(day, line) for line in lines if line.session < len(days) and (day := days[line.session]) is not None]


def _draw(sheet: Sheet, shown: _Shown, say: Translation) -> None:
    instrument, rated, steps, missed, lines, first, last = shown
    theme = sheet.theme
    labels = [wrapped(_band(band, say), sheet.inner / 3) for band in instrument.bands]
    aside = max(46.0, *(measured(line) for label in labels for line in label), 0.0) + MARGIN + 4
    left = max(46.0, measured(f"{instrument.low:g}") + 24, measured(f"{instrument.high:g}") + 24)
    wide = sheet.width - left - aside
    steps = [(day, shortened(name, sheet.inner / 3)) for day, name in steps]
    starts = [along(first, last, day.toordinal(), wide) for day, _ in steps]
    # A name that would leave the sheet at the right ends where it may; its line stays where it is.
    names = [
        min(start, sheet.width - left - 8 - measured(name)) for start, (_, name) in zip(starts, steps, strict=True)
    ]
    rows = lanes([(at, at + measured(name) + 10) for at, (_, name) in zip(names, steps, strict=True)])
    top = sheet.y
    sheet.y += LINE * (max(rows, default=-1) + 1) + 4
    for at, row, (_, name) in zip(names, rows, steps, strict=True):
        sheet.write(name, left + at + 4, top + LINE * row, colour=theme.muted)
    ax = sheet.plot(_HIGH, left=left, right=aside, below=_BELOW)
    day_axis(ax, first, last, wide, theme)
    span = instrument.high - instrument.low
    ax.set(ylim=(instrument.low - span * 0.09, instrument.high + span * 0.02))
    _bands(sheet, ax, instrument, labels, left=left + wide + 6, say=say)
    for (day, _), row in zip(steps, rows, strict=True):
        up = 1.0 + (LINE * (max(rows) - row) + 6) / _HIGH
        ax.plot(
            [day.toordinal()] * 2, [0, up], transform=ax.get_xaxis_transform(), color=theme.muted, linewidth=1,
            clip_on=False, zorder=2,
        )  # fmt: skip
    if lines:
        ordinals = [day.toordinal() for day, _ in lines]
        spread = [line.percentiles for _, line in lines]
        ax.fill_between(
            ordinals,
            [percentiles[10] for percentiles in spread],
            [percentiles[90] for percentiles in spread],
            color=theme.third,
            alpha=0.25,
            linewidth=0,
        )
        ax.plot(ordinals, [percentiles[50] for percentiles in spread], color=theme.third, linestyle="--", linewidth=1.5)
    ax.plot(
        [rating.on.toordinal() for rating in rated.ratings], [rating.total for rating in rated.ratings],
        color=theme.main, marker="o", markersize=5, linewidth=1.8, zorder=4,
    )  # fmt: skip
    ax.plot(
        [day.toordinal() for day in missed], [instrument.low - span * 0.045] * len(missed),
        color=theme.accent, marker="x", markersize=7, markeredgewidth=2, linestyle="none", zorder=4,
    )  # fmt: skip


def _bands(
    sheet: Sheet, ax: Axes, instrument: Instrument, labels: list[list[str]], *, left: float, say: Translation
) -> None:
    """The bands behind the totals, each with its name at the right if there is room, and the totals at the left."""
    theme, free = sheet.theme, float("inf")
    unnamed: list[str] = []
    low, high = ax.get_ylim()
    bottom = sheet.y - _BELOW
    ticks = [instrument.low, instrument.high]
    begins = [*(band.low for band in instrument.bands), instrument.high]
    for place, lines in enumerate(labels):
        under, over = begins[place], begins[place + 1]
        if place % 2:
            ax.axhspan(under, over, color=theme.shade, linewidth=0)
        tall = LINE * len(lines)
        y = bottom - ((under + over) / 2 - low) / (high - low) * _HIGH - tall / 2 + (LINE / 2 - BODY * 0.6)
        if y + tall - 2 <= free:
            for row, line in enumerate(lines):
                sheet.write(line, left, y + LINE * row, colour=theme.muted)
            free = y
        else:
            unnamed.append(" ".join(lines))
        ticks.append(under)
    marked: list[float] = []
    for tick in dict.fromkeys(ticks):
        if all(abs(tick - other) / (high - low) * _HIGH >= LINE for other in marked):
            marked.append(tick)
    ax.set_yticks(marked, [f"{tick:g}" for tick in marked])
    if unnamed:
        sheet.note(say("picture.progress.narrow", bands=", ".join(unnamed)))


def _band(band: Band, say: Translation) -> str:
    return say(f"band.{band.label}", band.label)


def _said(shown: _Shown, say: Translation) -> list[str]:
    instrument, rated, steps, missed, lines, _, _ = shown
    totals = [rating.total for rating in rated.ratings]
    sentences = [say.counted("picture.progress.ratings", len(totals))]
    for which, rating in (("first", rated.ratings[0]), ("last", rated.ratings[-1])):
        band = instrument.band(rating.total)
        parts = {"total": say.number(rating.total), "day": say.day(rating.on)}
        words = say("reading.band", band=_band(band, say), **parts) if band else say("reading.last", **parts)
        sentences.append(say(f"picture.progress.{which}", rating=words))
    sentences.append(say("picture.progress.range", high=say.number(max(totals)), low=say.number(min(totals))))
    if steps:
        sentences.append("; ".join(f"{name}: {say.day(day)}" for day, name in steps) + ".")
    if missed:
        sentences.append(say.counted("picture.progress.missed_on", len(missed), days=", ".join(map(say.day, missed))))
    if lines:
        day, line = lines[-1]
        spread = line.percentiles
        sentences += [
            say(
                "picture.progress.simulated", session=line.session, day=say.day(day), median=spread[50],
                low=spread[10], high=spread[90],
            ),
            say("picture.progress.caveat"),
        ]  # fmt: skip
    return sentences
