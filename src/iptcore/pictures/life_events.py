"""The timeline of life events against mood."""

from datetime import date

from iptcore.course import Course, must_be_course
from iptcore.events import LifeEventRecorded
from iptcore.model.inventory import LifeEvent
from iptcore.model.partial_date import PartialDate
from iptcore.pictures.sheet import (
    BODY,
    PHONE,
    Picture,
    Sheet,
    along,
    day_axis,
    lanes,
    points,
)
from iptcore.screens.translation import Translation, translation
from iptcore.validation import must_be_flags

_MOST = 40
"""The most events that are drawn, the latest ones: nobody could read more."""

_LANE = 18.0


def life_events(
    course: Course, *, private: bool = False, width: int = PHONE, dark: bool = False, language: str = "en"
) -> Picture:
    """Each life event at its time, at the height of the mood then (-5 to +5, 0 as usual); a vague date makes it wide.

    Events are shown as numbers, which the lines below explain; with *private* they say what happened and with whom.

    Raises:
        InvalidValue: for a *width* out of range, and for another argument that does not fit.
        UnknownName: for an unknown *language*.
    """
    must_be_course(course)
    must_be_flags(private=private)
    say = translation(language)
    sheet = Sheet(say("picture.life"), width=width, dark=dark)
    theme = sheet.theme
    recorded = sorted(
        (record.life_event for record in course.all(LifeEventRecorded)), key=lambda event: event.when.latest
    )
    shown = recorded[-_MOST:]
    sentences = [_words(event, say, private=private) for event in shown]
    if shown:
        days = [day for event in shown for day in (_begins(event.when), event.when.latest)]
        days += [day for day in (course.opened_on, course.last_on) if day is not None]
        first, last = min(days), max(days)
        wide = sheet.width - 98
        middles = [(_begins(event.when).toordinal() + event.when.latest.toordinal()) / 2 for event in shown]
        rows = lanes([(along(first, last, at, wide), along(first, last, at, wide) + 24) for at in middles])
        sheet.note(say("picture.life.scale"))
        sheet.y += _LANE * (max(rows) + 1)
        ax = sheet.plot(200.0, left=52.0, right=46.0, below=34.0)
        day_axis(ax, first, last, wide, theme)
        ax.set(ylim=(-5.6, 5.6))
        ax.set_yticks([-5, 0, 5], ["-5", "0", "+5"])
        ax.axhline(0, color=theme.muted, linewidth=1)
        if course.opened_on is not None and course.last_on is not None:
            ax.axvspan(course.opened_on.toordinal(), course.last_on.toordinal(), color=theme.shade, linewidth=0)
        unit = 11.2 / 200.0  # of mood, to a pixel
        for number, (event, at, row) in enumerate(zip(shown, middles, rows, strict=True), start=1):
            level = 0 if event.mood is None else event.mood
            colour = theme.muted if event.mood is None else theme.accent if event.mood < 0 else theme.main
            high = 5.6 + unit * _LANE * (row + 0.6)
            ax.plot([at, at], [level, high - unit * 8], color=theme.muted, linewidth=0.8, clip_on=False, zorder=2)
            ax.hlines(
                level,
                _begins(event.when).toordinal(),
                event.when.latest.toordinal(),
                color=colour,
                linewidth=4,
            )
            marker = "s" if event.mood is None else "v" if event.mood < 0 else "^" if event.mood else "o"
            ax.plot(at, level, marker=marker, markersize=9, color=colour, linestyle="none", zorder=4)
            ax.text(
                at,
                high,
                str(number),
                fontsize=points(BODY),
                color=theme.ink,
                ha="center",
                va="center",
                bbox={"facecolor": theme.page, "edgecolor": "none", "pad": 0.5},
            )
        for number, words in enumerate(sentences, start=1):
            sheet.note(words, mark=str(number))
        if course.opened_on is not None:
            sheet.note(say("picture.life.course"), mark="■", colour=theme.shade)
        sheet.note(say("picture.life.marks"))
    if len(recorded) > len(shown):
        sheet.note(say.counted("picture.life.left_out", len(recorded) - len(shown)))
    if not recorded:
        sheet.note(say("picture.life.none"))
    numbered = [f"{number}: {words}." for number, words in enumerate(sentences, start=1)]
    return sheet.done([say.counted("picture.life.count", len(recorded)), *numbered])


def _begins(when: PartialDate) -> date:
    return when.earliest or when.latest


def _words(event: LifeEvent, say: Translation, *, private: bool) -> str:
    words = [say.moment(event.when)]
    if event.mood is None:
        words.append(say("picture.life.unknown"))
    else:
        words.append(say("picture.life.mood", mood=f"{event.mood:+d}") if event.mood else say("picture.life.usual"))
    if private:
        words.append(event.what)
        words += [say("picture.life.people", people=", ".join(event.people))] if event.people else []
    return "; ".join(words)
