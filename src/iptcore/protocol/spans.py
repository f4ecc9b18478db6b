"""How long a course takes: what follows from the number of sessions agreed and from how often they are held.

A protocol states its span for its own numbers at its own frequency: twelve to sixteen weekly sessions take at least 11
weeks and at most four months (the article). For another number or frequency both ends move with the time that the
sessions themselves take (our decision): :func:`agreed_span`.
"""

from math import ceil, floor

from iptcore.model.contract import TreatmentContract
from iptcore.protocol.number_range import Between
from iptcore.protocol.protocol import Protocol
from iptcore.vocabulary import Frequency

ANY = Between(None, None)


def agreed_span(protocol: Protocol, contract: TreatmentContract, *before: Frequency) -> Between:
    """The days from the first to the last session that *protocol* expects under *contract*.

    *before* are frequencies agreed earlier in the course: the quickest sets the lower end, the slowest the upper one.

    Where a protocol states no number of sessions, its span is a time by itself and holds as it is. Nothing is expected
    of an open end, nor of sessions that are not at a fixed frequency.

    >>> from iptcore import IPT, Frequency, TreatmentContract
    >>> str(agreed_span(IPT, TreatmentContract(sessions=12, frequency=Frequency.WEEKLY)))
    '77-123'
    >>> str(agreed_span(IPT, TreatmentContract(sessions=12, frequency=Frequency.TWICE_WEEKLY)))
    '38-62'
    >>> str(agreed_span(IPT, TreatmentContract(sessions=20, frequency=Frequency.WEEKLY)))
    '77-156'
    """
    usual, span = protocol.sessions, protocol.span_days
    if usual.low is None or usual.high is None:
        return span
    home = protocol.frequencies[0] if protocol.frequencies else Frequency.WEEKLY
    paces = [frequency.per_week for frequency in (contract.frequency or home, *before)]
    per_week = [pace for pace in paces if pace is not None]
    if contract.limit is None or home.per_week is None or len(per_week) < len(paces):
        return ANY
    fewest, most = min(usual.low, contract.sessions or contract.limit), max(usual.high, contract.limit)
    quicker, slower = home.per_week / max(per_week), home.per_week / min(per_week)
    return Between(
        None if span.low is None else floor(span.low * _gaps(fewest) / _gaps(usual.low) * quicker),
        None if span.high is None else ceil(span.high * _gaps(most) / _gaps(usual.high) * slower),
    )


def _gaps(sessions: float) -> float:
    """The gaps between so many sessions; a single one counts as one."""
    return max(sessions - 1, 1)
