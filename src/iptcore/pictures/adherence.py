"""The adherence of a study at a glance: what was seen of each item, over the sampled sessions of many courses."""

from collections.abc import Sequence

from matplotlib.patches import Rectangle

from iptcore.pictures.sheet import LINE, MARGIN, PHONE, Picture, Sheet, counted, measured, wrapped
from iptcore.protocol.fidelity import FidelityReport, Tally
from iptcore.vocabulary import FidelityItem

_BAR = 12.0


def adherence(reports: Sequence[FidelityReport], *, width: int = PHONE, dark: bool = False) -> Picture:
    """For each item the share of the sampled sessions in which it was seen, not seen, or not recorded.

    Above, each course as a mark at its share of applicable items seen. The courses stand for no one by name: neither
    their raters nor their clients are shown. Items that applied nowhere are left out.

    Raises :class:`~iptcore.errors.InvalidValue` for a width that no picture has.
    """
    protocols = sorted({report.protocol for report in reports})
    sheet = Sheet(
        " ".join(["Adherence", *(["to"] if protocols else []), ", ".join(protocols)]).strip(), width=width, dark=dark
    )
    sessions = sum(len(report.sessions) for report in reports)
    about = f"{counted(len(reports), 'course')}, {counted(sessions, 'session')} sampled"
    sources = sorted({report.source.label for report in reports})
    about += f" of {sum(report.held for report in reports)} held; rated from: {', '.join(sources)}" if reports else ""
    sheet.note(f"{about}.")
    tallies = _pooled(reports)
    shares = [report.share for report in reports if report.share is not None]
    if shares:
        _courses(sheet, shares)
    for tally in tallies:
        _bar(sheet, tally)
    if tallies:
        sheet.note("seen", mark="■", colour=sheet.theme.main)
        sheet.note("not seen", mark="■", colour=sheet.theme.accent)
        sheet.note("not recorded", mark="□", colour=sheet.theme.muted)
    departures = [one for report in reports for one in report.departures]
    explained = sum(one.explained is not None for one in departures)
    said = f"Departures from the protocol: {len(departures)}, of which explained: {explained}."
    sheet.note(said)
    return sheet.done([
        f"{about}.",
        *([f"Share of items seen, by course: {min(shares):.0%} to {max(shares):.0%}."] if shares else []),
        *(
            f"{tally.item.label}: seen in {tally.seen} of {tally.applicable}, not recorded in {tally.not_recorded}."
            for tally in tallies
        ),
        said,
    ])  # fmt: skip


def _pooled(reports: Sequence[FidelityReport]) -> list[Tally]:
    """Each item over all courses, those that applied nowhere left out."""
    tallies = [tally for report in reports for tally in report.tallies]
    pooled = [
        Tally(
            item, *(sum(getattr(tally, name) for tally in tallies if tally.item is item) for name in Tally._fields[1:])
        )
        for item in FidelityItem
    ]
    return [tally for tally in pooled if tally.applicable]


def _courses(sheet: Sheet, shares: list[float]) -> None:
    theme = sheet.theme
    sheet.note("Share of items seen, each course a mark:")
    ax = sheet.plot(26.0, left=MARGIN + 14, right=MARGIN + 24, below=34.0)
    ax.spines["left"].set_visible(False)
    ax.set(xlim=(-0.02, 1.02), ylim=(-1.0, 1.0))
    ax.set_yticks([])
    ax.set_xticks([0.0, 0.5, 1.0], ["0 %", "50 %", "100 %"])
    ax.plot(
        shares, [0.0] * len(shares), color=theme.main, marker="|", markersize=16, markeredgewidth=2, linestyle="none"
    )


def _bar(sheet: Sheet, tally: Tally) -> None:
    theme = sheet.theme
    said = f"{tally.seen} of {tally.applicable}"
    aside = measured(said)
    sheet.write(said, sheet.width - MARGIN - aside, sheet.y)
    for line in wrapped(tally.item.label, sheet.inner - aside - 16):
        sheet.write(line, MARGIN, sheet.y)
        sheet.y += LINE
    ax = sheet.canvas(_BAR)
    start = MARGIN
    for number, colour, filled in (
        (tally.seen, theme.main, True),
        (tally.not_seen, theme.accent, True),
        (tally.not_recorded, theme.muted, False),
    ):
        wide = sheet.inner * number / tally.applicable
        if not number:
            continue
        ax.add_patch(
            Rectangle((start, 1), wide, _BAR - 2, facecolor=colour if filled else "none", edgecolor=colour, linewidth=1)
        )
        start += wide
    sheet.y += 8
