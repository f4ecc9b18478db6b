"""The span of a course under an adaptation that states other numbers."""

import pytest

from iptcore.errors import InvalidValue
from iptcore.model.contract import TreatmentContract
from iptcore.protocol.catalogue import CATALOGUE, IPT, IPT_CI, IPT_INPATIENT
from iptcore.protocol.number_range import Between
from iptcore.protocol.spans import agreed_span
from iptcore.vocabulary import Frequency


@pytest.mark.parametrize(
    ("base", "changes", "span"),
    [
        (IPT, {"sessions": Between(8, 10)}, "49-123"),
        (IPT, {"sessions": Between(20, 24)}, "77-189"),
        (IPT, {"sessions": Between(None, None)}, "any"),
        (IPT, {"sessions": Between(8, None)}, "any"),
        (IPT, {"sessions": Between(None, 12)}, "any"),
        (IPT, {"frequencies": (Frequency.TWICE_WEEKLY,)}, "36-62"),
        (IPT, {"frequencies": (Frequency.FLEXIBLE,)}, "any"),
        (IPT, {"frequencies": ()}, "77-123"),
        (IPT, {"minutes": Between(30, 40)}, "77-123"),
        (IPT, {"sessions": Between(8, 10), "span_days": Between(40, 80)}, "40-80"),
        (IPT_CI, {"sessions": Between(8, 10)}, "any"),
    ],
)
def test_the_span_of_an_adaptation_follows_its_sessions_and_frequency(base, changes, span):
    mine = base.adapt(code="mine", **changes)
    assert str(mine.span_days) == span
    decided = mine.span_days != base.span_days
    assert (mine.citation("span_days") == mine.citation(next(iter(changes)))) is decided


@pytest.mark.parametrize("sessions", [Between(8, None), Between(None, 12)])
def test_the_span_of_a_protocol_without_a_range_of_sessions_stays(sessions):
    base = IPT.adapt(code="base", sessions=sessions, span_days=Between(1, 2))
    assert str(base.adapt(code="mine", sessions=Between(8, 10)).span_days) == "1-2"


@pytest.mark.parametrize("wrong", [{"sessions": 8}, {"frequencies": "weekly"}, {"frequencies": ("weekly",)}])
def test_what_no_number_or_frequency_can_be_is_refused_as_ever(wrong):
    with pytest.raises(InvalidValue, match=next(iter(wrong))):
        IPT.adapt(code="mine", **wrong)


@pytest.mark.parametrize(
    "protocol",
    [protocol for protocol in CATALOGUE if protocol.sessions.holds(10**6) is False],
    ids=lambda protocol: protocol.code,
)
@pytest.mark.parametrize(
    "frequency",
    [frequency for frequency in Frequency if frequency.per_week and frequency.per_week >= 0.5],
    ids=lambda frequency: frequency.value,
)
def test_sessions_held_on_time_fit_the_span(protocol, frequency):
    for sessions in (1, 2, 6, protocol.sessions.high or 1, 36):
        span = agreed_span(protocol, TreatmentContract(sessions=int(sessions), frequency=frequency))
        assert span.holds(round((int(sessions) - 1) * 7 / (frequency.per_week or 1)))


def test_groups_beside_single_sessions_take_no_time_of_their_own():
    ward = TreatmentContract(sessions=15, group_sessions=8, frequency=Frequency.THRICE_WEEKLY)
    assert str(agreed_span(IPT_INPATIENT, ward)) == str(IPT_INPATIENT.span_days)
