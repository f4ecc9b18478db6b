"""The span of a course, which follows from the number of sessions and their frequency.

A protocol gives a span for its own number of sessions and frequency: twelve to sixteen weekly sessions take at least 11
weeks and at most four months (the article). For another number or frequency, both ends change with the time that the
sessions take (our decision): :func:`agreed_span`.
"""

from collections.abc import Sequence
from math import ceil, floor
from typing import TYPE_CHECKING

from iptcore.model.contract import TreatmentContract
from iptcore.protocol.number_range import Between
from iptcore.vocabulary import Frequency

if TYPE_CHECKING:
    from iptcore.protocol.protocol import Protocol

ANY = Between(None, None)


def adapted_span(protocol: "Protocol", sessions: Between, frequencies: tuple[Frequency, ...]) -> Between:
    """The span of an adaptation that has other numbers of sessions or frequencies than *protocol*, and gives no span.

    It is never narrower than the span that follows from the numbers of *protocol* itself.

    >>> from iptcore import IPT, Between, Frequency
    >>> str(adapted_span(IPT, Between(8, 10), (Frequency.WEEKLY,)))
    '49-123'
    >>> str(adapted_span(IPT, IPT.sessions, (Frequency.TWICE_WEEKLY,)))
    '36-62'
    """
    usual, was, now = protocol.sessions, _home(protocol.frequencies), _home(frequencies)
    if usual.low is None or usual.high is None:
        return protocol.span_days
    if sessions.low is None or sessions.high is None:
        return ANY
    if was is not now and (was.per_week is None or now.per_week is None):
        return ANY
    return _moved(protocol, min(usual.low, sessions.low), max(usual.high, sessions.high), [now.per_week or 1])


def agreed_span(protocol: "Protocol", contract: TreatmentContract, *before: Frequency) -> Between:
    """The days from the first to the last session that *protocol* expects under *contract*.

    *before* are frequencies that were agreed earlier in the course: the highest sets the lower end, the lowest the
    upper end.

    If a protocol gives no number of sessions, its span does not depend on the contract. There is no expected span for a
    contract with an open end or without a fixed frequency.

    >>> from iptcore import IPT, Frequency, TreatmentContract
    >>> str(agreed_span(IPT, TreatmentContract(sessions=12, frequency=Frequency.WEEKLY)))
    '77-123'
    >>> str(agreed_span(IPT, TreatmentContract(sessions=12, frequency=Frequency.TWICE_WEEKLY)))
    '36-62'
    >>> str(agreed_span(IPT, TreatmentContract(sessions=20, frequency=Frequency.WEEKLY)))
    '77-156'
    """
    usual, span = protocol.sessions, protocol.span_days
    if usual.low is None or usual.high is None:
        return span
    home = _home(protocol.frequencies)
    paces = [frequency.per_week for frequency in (contract.frequency or home, *before)]
    per_week = [pace for pace in paces if pace is not None]
    if contract.limit is None or home.per_week is None or len(per_week) < len(paces):
        return ANY
    single, at_most = contract.sessions or 0, contract.at_most or contract.sessions or 0
    moved = _moved(protocol, min(usual.low, single), max(usual.high, contract.limit), per_week)
    if moved.low is None or moved.high is None:
        return moved
    # Sessions held on time always fit; groups are held beside the single ones and take no time of their own.
    quick, slow = (single - 1) * 7 / max(per_week), (at_most - 1) * 7 / min(per_week)
    return Between(min(moved.low, floor(quick)), max(moved.high, ceil(slow)))


def _moved(protocol: "Protocol", fewest: float, most: float, per_week: Sequence[float]) -> Between:
    """The span of *protocol* for so many sessions, so many of them a week."""
    usual, span, own = protocol.sessions, protocol.span_days, _home(protocol.frequencies).per_week or 1
    quickest = max(per_week)
    low = None if span.low is None else span.low * _gaps(fewest) / _gaps(usual.low or 1) * own / quickest
    high = None if span.high is None else span.high * _gaps(most) / _gaps(usual.high or 1) * own / min(per_week)
    if low is not None and quickest > max(own, 1):
        # Mondays and Tuesdays are twice a week too: the sessions of the last week may lie close together.
        low -= _gaps(fewest) % quickest * (7 / quickest - 1)
    return Between(
        None if low is None else floor(round(low, 9)),
        None if high is None else ceil(round(high, 9)),
    )


def _home(frequencies: tuple[Frequency, ...]) -> Frequency:
    """The frequency for which a protocol states its numbers."""
    return frequencies[0] if frequencies else Frequency.WEEKLY


def _gaps(sessions: float) -> float:
    """The number of gaps between so many sessions; a single session counts as one gap."""
    return max(sessions - 1, 1)
