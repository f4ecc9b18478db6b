"""The adherence of a study in one picture: how often each item was seen in the sampled sessions of many courses."""

from collections.abc import Sequence

from matplotlib.patches import Rectangle

from iptcore.errors import Fault, InvalidValue
from iptcore.pictures.sheet import LINE, MARGIN, PHONE, Picture, Sheet, measured, wrapped
from iptcore.protocol.fidelity import FidelityReport, Tally
from iptcore.screens.translation import Translation, translation
from iptcore.validation import got
from iptcore.vocabulary import FidelityItem, Seen

_BAR = 12.0


def adherence(
    reports: Sequence[FidelityReport], *, width: int = PHONE, dark: bool = False, language: str = "en"
) -> Picture:
    """For each item, the share of the sampled sessions in which it was seen, not seen, or not recorded.

    Above them, each course is a mark at its share of applicable items that were seen. Neither raters nor clients are
    named. Items that applied to no session are left out.

    Raises:
        InvalidValue: for anything but reports of ``fidelity``, and for a *width* out of range.
        UnknownName: for an unknown *language*.
    """
    given: object = reports
    if not isinstance(given, Sequence) or not all(isinstance(report, FidelityReport) for report in given):
        advice = "write adherence([fidelity(protocol, course, …)])"
        raise InvalidValue("argument", [Fault("reports", "a list of reports of fidelity", got(given), advice)])
    say = translation(language)
    protocols = ", ".join(sorted({report.protocol for report in reports}))
    title = say("picture.adherence.to", protocols=protocols) if protocols else say("picture.adherence")
    sheet = Sheet(title, width=width, dark=dark)
    about = _about(reports, say)
    sheet.note(about)
    tallies = _pooled(reports)
    shares = [report.share for report in reports if report.share is not None]
    if shares:
        _courses(sheet, shares, say)
    for tally in tallies:
        _bar(sheet, tally, say)
    if tallies:
        sheet.note(say.word(Seen.SEEN), mark="■", colour=sheet.theme.main)
        sheet.note(say.word(Seen.NOT_SEEN), mark="▨", colour=sheet.theme.accent)
        sheet.note(say.word(Seen.NOT_RECORDED), mark="□", colour=sheet.theme.muted)
    departures = [departure for report in reports for departure in report.departures]
    explained = sum(departure.explained is not None for departure in departures)
    sentence = say("picture.adherence.departures", number=len(departures), explained=explained)
    sheet.note(sentence)
    return sheet.done([
        about,
        *(_range(shares, say) if shares else ()),
        *(
            say(
                "picture.adherence.item", item=say.word(tally.item), seen=tally.seen, applicable=tally.applicable,
                not_recorded=tally.not_recorded,
            )
            for tally in tallies
        ),
        sentence,
    ])  # fmt: skip


def _about(reports: Sequence[FidelityReport], say: Translation) -> str:
    """The number of courses and sessions, and who rated them."""
    courses = say.counted("picture.courses", len(reports))
    if not reports:
        return f"{courses}."
    return say(
        "picture.adherence.about",
        courses=courses,
        sampled=sum(len(report.sessions) for report in reports),
        held=sum(report.held for report in reports),
        sources=", ".join(sorted({say.word(report.source) for report in reports})),
    )


def _range(shares: list[float], say: Translation) -> tuple[str, ...]:
    low, high = (say.percent(share) for share in (min(shares), max(shares)))
    return (say("picture.adherence.range", low=low, high=high),)


def _pooled(reports: Sequence[FidelityReport]) -> list[Tally]:
    """Each item over all courses, without those that applied to no session."""
    tallies = [tally for report in reports for tally in report.tallies]
    pooled = [
        Tally(
            item, *(sum(getattr(tally, name) for tally in tallies if tally.item is item) for name in Tally._fields[1:])
        )
        for item in FidelityItem
    ]
    return [tally for tally in pooled if tally.applicable]


def _courses(sheet: Sheet, shares: list[float], say: Translation) -> None:
    theme = sheet.theme
    sheet.note(say("picture.adherence.each"))
    ax = sheet.plot(26.0, left=MARGIN + 14, right=MARGIN + 24, below=34.0)
    ax.spines["left"].set_visible(False)
    ax.set(xlim=(-0.02, 1.02), ylim=(-1.0, 1.0))
    ax.set_yticks([])
    ax.set_xticks([0.0, 0.5, 1.0], [say.percent(share) for share in (0.0, 0.5, 1.0)])
    ax.plot(
        shares, [0.0] * len(shares), color=theme.main, marker="|", markersize=16, markeredgewidth=2, linestyle="none"
    )


def _bar(sheet: Sheet, tally: Tally, say: Translation) -> None:
    theme = sheet.theme
    count = say("picture.adherence.count", seen=tally.seen, applicable=tally.applicable)
    aside = measured(count)
    sheet.write(count, sheet.width - MARGIN - aside, sheet.y)
    for line in wrapped(say.word(tally.item), sheet.inner - aside - 16):
        sheet.write(line, MARGIN, sheet.y)
        sheet.y += LINE
    ax = sheet.canvas(_BAR)
    start = MARGIN
    for number, colour, face, hatch in (
        (tally.seen, theme.main, theme.main, ""),
        (tally.not_seen, theme.accent, "none", "//////"),  # apart from the others without its colour too
        (tally.not_recorded, theme.muted, "none", ""),
    ):
        wide = sheet.inner * number / tally.applicable
        if not number:
            continue
        ax.add_patch(Rectangle((start, 1), wide, _BAR - 2, facecolor=face, edgecolor=colour, linewidth=1, hatch=hatch))
        start += wide
    sheet.y += 8
