"""How severe a rating is, and whether a difference is more than the error of the instrument."""

from datetime import date

from iptcore.course import Course
from iptcore.model.measure import Instrument, usual_figure
from iptcore.readings.answer import Reading
from iptcore.readings.ratings import rated_on, reliably_improved, reliably_worsened
from iptcore.sources import cite
from iptcore.values import value
from iptcore.vocabulary import Baseline, ReliableChange


@value
class Severity(Reading):
    """The band of the latest rating; None where nothing was rated, or no bands are agreed for the instrument."""

    band: str | None = None
    total: float | None = None
    on: date | None = None


@value
class Change(Reading):
    """The improvement from the baseline to the latest comparable rating.

    *fall* is what the total fell, negative for a rise; where higher is better a rise is the improvement. *change* is
    None where nothing was rated since, or no reliable change index is known for the instrument. *baseline* is the
    rating from which it was counted.
    """

    change: ReliableChange | None = None
    fall: float | None = None
    since: date | None = None
    on: date | None = None
    baseline: Baseline = Baseline.FIRST


def severity(course: Course, instrument: Instrument, *, convention: str | None = None) -> Severity:
    """The band of severity that the latest comparable rating is in.

    *convention* is the name of bands other than the usual ones.

    Raises:
        InvalidValue: for anything but an instrument, such as the code of one.
        UnknownName: if the instrument has no convention of that name.
    """
    rated = rated_on(course, instrument)
    usual = next(iter(instrument.conventions), None)
    bands = usual if convention is None else instrument.convention(convention)
    if not rated.ratings or bands is None:
        why = f"no bands are agreed for the {instrument.code}" if rated.ratings else "no rating on it is recorded"
        return Severity(source=cite("D"), reasons=(why, *rated.notes))
    latest = rated.ratings[-1]
    band = instrument.band(latest.total, convention=bands.name)
    reasons = (f"{latest.total:g} on {latest.on}", *rated.notes)
    return Severity(
        band=band.label if band else None, total=latest.total, on=latest.on, reasons=reasons, source=bands.source
    )


def change(course: Course, instrument: Instrument, *, baseline: Baseline = Baseline.FIRST) -> Change:
    """Whether the total is better or worse by at least the reliable change; not known where none is known."""
    rated = rated_on(course, instrument, baseline)
    latest = rated.ratings[-1] if rated.ratings else None
    if rated.first is None or latest is None or latest is rated.first:
        reasons = ("no rating since the baseline is recorded", *rated.notes)
        return Change(source=cite("D"), reasons=reasons, baseline=baseline)
    gain = instrument.gain(rated.first.total, latest.total)
    kind = None
    index, source = f"no reliable change is known here for the {instrument.code}", cite("D")
    figure = usual_figure(None, instrument.reliable_change)
    if figure is not None:
        index, source = f"reliable from {figure.number:g}{' times the first' if figure.share else ''}", figure.source
        kind = ReliableChange.WITHIN_ERROR
        if gain > 0 and reliably_improved(rated.first, latest, instrument):
            kind = ReliableChange.IMPROVED
        if gain < 0 and reliably_worsened(rated.first, latest, instrument):
            kind = ReliableChange.WORSENED
    words = f"{rated.baseline}, {latest.total:g} on {latest.on}"
    return Change(
        change=kind,
        fall=rated.first.total - latest.total,
        since=rated.first.on,
        on=latest.on,
        reasons=(words, index, *rated.notes),
        source=source,
        baseline=baseline,
    )
