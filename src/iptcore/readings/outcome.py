"""Response, partial remission, remission and recovery, as a scheme defines them, read from the ratings of a course.

Each is read on one instrument, under one scheme, from the readable ratings that can be compared with the baseline: the
same instrument, version and rater. The answer is about now, the last record. A single low rating is below
the cut-off and no more than that. What brings an episode back is in :mod:`iptcore.readings.returns`.
"""

from collections.abc import Iterable
from typing import NamedTuple

from iptcore.course import Course
from iptcore.events import SymptomsRated
from iptcore.model.figure import Figure
from iptcore.model.measure import Instrument, usual_figure
from iptcore.readings.answer import Answer, Reached, either
from iptcore.readings.outcome_schemes import Scheme
from iptcore.readings.ratings import RatedOn, rated_on
from iptcore.readings.spells import Reach, Spell, days, months, spells
from iptcore.sources import Source, cite, together
from iptcore.validation import must_be
from iptcore.vocabulary import Baseline

_OURS = cite("D")
"""The source of an answer that nothing published decides."""


def below_cutoff(course: Course, instrument: Instrument) -> Answer:
    """Whether the latest rating is below the remission cut-off of the instrument. That is not yet a remission."""
    rated = rated_on(course, instrument)
    figure = cut_off(rated, instrument)
    why = why_unknown(rated, instrument, figure, "remission cut-off")
    if figure is None or why:
        return Answer(answer=None, reasons=why, source=_OURS)
    latest = rated.ratings[-1]
    return Answer(
        answer=instrument.below_cutoff(latest.total, latest.rated_by),
        reasons=(f"{latest.total:g} on {latest.on}, cut-off {figure.number:g}", *rated.notes),
        source=figure.source,
    )


def response(course: Course, instrument: Instrument, scheme: Scheme, *, baseline: Baseline = Baseline.FIRST) -> Reached:
    """Whether the total is better than the baseline by the published amount, for as long as the scheme requires."""
    rated = rated_under(scheme, course, instrument, baseline)
    first = rated.first
    figure = usual_figure(first.rated_by, instrument.response) if first else None
    why = why_unknown(rated, instrument, figure, "response")
    if first is None or figure is None or why:
        return Reached(answer=None, reasons=why, source=_OURS)
    if instrument.burden(first.total) <= 0:
        reasons = (f"a baseline of {first.total:g} cannot get better", *rated.notes)
        return Reached(answer=None, reasons=reasons, source=figure.source, baseline=baseline)
    stretches = spells(
        rated.since,
        lambda rating: instrument.responded(first.total, rating.total, first.rated_by) is True,
        scheme.silence.number,
    )
    amount = f"{figure.number:.0%}" if figure.share else f"{figure.number:g} points"
    return _reached(
        stretches,
        days(scheme.response_days.number),
        what=f"better by {amount} than {rated.baseline}",
        required=f"{scheme.response_days.number:g} days",
        rated=rated,
        source=together(figure.source, scheme.response_days.source),
    ).replace(baseline=baseline)


def partial_remission(course: Course, instrument: Instrument, scheme: Scheme) -> Reached:
    """Whether the ratings are in the range of partial remission after one of the full syndrome.

    Not known where the scheme gives no such range for the instrument, or no rating of the full syndrome came before.
    """
    rated = rated_under(scheme, course, instrument)
    partly, full = scheme.partial_range(instrument.code), scheme.full_range(instrument.code)
    why = why_unknown(rated, instrument, partly and full, f"range of partial remission in {scheme.name}")
    if partly is None or full is None or why:
        return Reached(answer=None, reasons=why, source=_OURS)
    source = together(partly.source, full.source, _OURS)
    ill = next((rating.on for rating in rated.ratings if full.holds(rating.total)), None)
    if ill is None:
        reasons = (f"no rating of {full.words} is recorded", *rated.notes)
        return Reached(answer=None, reasons=reasons, source=source)
    stretches = spells(rated.moments, lambda rating: partly.holds(rating.total), scheme.silence.number)
    return _reached(
        (spell for spell in stretches if spell.first >= ill),
        days(0),
        what=f"a rating of {partly.words} after {full.words} on {ill}",
        required="0 days",
        rated=rated,
        source=source,
    )


def remission(course: Course, instrument: Instrument, scheme: Scheme) -> Reached:
    """Whether the ratings have stayed below the cut-off for as long as the scheme requires for remission."""
    rated = rated_under(scheme, course, instrument)
    figure = scheme.remission_days
    return _well(rated, instrument, scheme, _Duration(figure, days(figure.number), "days"))


def recovery(course: Course, instrument: Instrument, scheme: Scheme) -> Reached:
    """Whether the ratings have stayed below the cut-off for as long as the scheme requires for recovery.

    The months are counted from the onset of remission, its first rating below the cut-off. Recovery holds from the day
    on which they are over.
    """
    rated = rated_under(scheme, course, instrument)
    figure = scheme.recovery_months
    reach = months(figure.number)
    remission = _well(rated, instrument, scheme, _Duration(figure, reach, "months"))
    return remission if remission.since is None else remission.replace(since=reach(remission.since))


# -- how ---------------------------------------------------------------------------------------------------------------


def rated_under(scheme: Scheme, course: Course, instrument: Instrument, which: Baseline = Baseline.FIRST) -> RatedOn:
    """The ratings of a course on one instrument, for a reading under a scheme.

    Raises:
        InvalidValue: for anything but a scheme and an instrument, such as the name or code of one.
    """
    must_be(Scheme, "scheme", scheme, "iptcore.readings.outcome_schemes has FRANK_1991 and ACNP_2006")
    return rated_on(course, instrument, which)


def cut_off(rated: RatedOn, instrument: Instrument) -> Figure | None:
    """The cut-off for the ratings of a course; None where none is known for this rater."""
    return usual_figure(rated.first.rated_by, instrument.remission) if rated.first else None


def well_spells(rated: RatedOn, instrument: Instrument, scheme: Scheme) -> tuple[Spell, ...]:
    """The spells of ratings below the cut-off; none where no cut-off is known."""
    below = instrument.below_cutoff
    return spells(rated.moments, lambda rating: below(rating.total, rating.rated_by) is True, scheme.silence.number)


class _Duration(NamedTuple):
    figure: Figure
    reach: Reach
    unit: str


def _well(rated: RatedOn, instrument: Instrument, scheme: Scheme, duration: _Duration) -> Reached:
    figure = cut_off(rated, instrument)
    why = why_unknown(rated, instrument, figure, "remission cut-off")
    if figure is None or why:
        return Reached(answer=None, reasons=why, source=_OURS)
    return _reached(
        well_spells(rated, instrument, scheme),
        duration.reach,
        what=f"below the cut-off ({instrument.up_to(figure.number)})",
        required=f"{duration.figure.number:g} {duration.unit}",
        rated=rated,
        source=together(figure.source, duration.figure.source),
    )


def why_unknown(rated: RatedOn, instrument: Instrument, published: object, what: str) -> tuple[str, ...]:
    """Why there is no answer; empty if there is one."""
    if rated.first is None:
        return (f"no rating on the {instrument.code} is recorded", *rated.notes)
    return () if published else (f"no {what} is known here for the {instrument.code}", *rated.notes)


def _reached(
    spells: Iterable[Spell], reach: Reach, *, what: str, required: str, rated: RatedOn, source: Source
) -> Reached:
    """Whether a spell that goes on has lasted as long as required; else whether one that is over did."""
    spells = tuple(spells)
    if not spells:
        later = any(isinstance(moment, SymptomsRated) for moment in rated.since)
        never = f"never {what} on the ratings there are" if later else "no rating since the baseline is recorded"
        return Reached(answer=False if later else None, reasons=(never, *rated.notes), source=source)
    current = [spell for spell in spells if spell.until is None]
    answer = either(spell.lasted(reach) for spell in current)
    lasting = [spell for spell in current or spells if spell.lasted(reach)]
    telling = (lasting or spells)[-1]
    last = f" to {telling.last}" if telling.last > telling.first else ""
    ended = f", otherwise on {telling.until}" if telling.until else ""
    over = [spell for spell in spells if spell.until is not None and spell.lasted(reach)]
    before = (f"before that from {over[-1].first} until {over[-1].until}",) if over and current else ()
    return Reached(
        answer=answer,
        since=telling.first if lasting else None,
        on=telling.established(reach),
        until=telling.until if lasting else None,
        reasons=(f"{what}: rated so on {telling.first}{last}{ended}; required: {required}", *before, *rated.notes),
        source=source,
    )
