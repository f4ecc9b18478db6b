"""The two schemes as values, and a scheme of one's own."""

import pytest

from iptcore.errors import InvalidValue
from iptcore.model.figure import Figure
from iptcore.model.instruments import instrument
from iptcore.readings.endings import PrematureBy
from iptcore.readings.outcome import remission
from iptcore.readings.outcome_schemes import ACNP_2006, FRANK_1991, SCHEMES, ScaleRange
from iptcore.sources import cite
from readings.story import treated

TWICE = "no item twice (told apart by their instrument)"

FACTS = {
    "Frank 1991: response days 0": "unverified",
    "Frank 1991: remission days 14": "unverified",
    "Frank 1991: recovery months 6": "unverified",
    "Frank 1991: silence 92": "decision",
    "Frank 1991: partial remission HRSD-17 8 to 14": "unverified",
    "Frank 1991: full syndrome HRSD-17 15 or more": "unverified",
    "ACNP 2006: response days 21": "unverified",
    "ACNP 2006: remission days 21": "read",
    "ACNP 2006: recovery months 4": "read",
    "ACNP 2006: silence 92": "decision",
}


def figure(number):
    return Figure(number=number, source=cite("D"))


def test_days_and_months_are_told():
    for scheme in SCHEMES:
        assert [getattr(scheme, name).means for name in ("response_days", "remission_days")] == ["days", "days"]
        assert scheme.recovery_months.means == "months"


def test_every_number_of_a_scheme_has_its_source():
    assert {words: source.standing.value for scheme in SCHEMES for words, source in scheme.facts()} == FACTS


@pytest.mark.parametrize(("total", "expected"), [(7, False), (8, True), (14, True), (15, False)])
def test_a_range_holds_both_its_ends(total, expected):
    assert FRANK_1991.partial_range("HRSD-17").holds(total) is expected


def test_a_range_may_be_open():
    assert [ScaleRange(instrument="X", low=15, source=cite("D")).holds(total) for total in (14, 15, 99)] == [
        False,
        True,
        True,
    ]


def test_a_scheme_of_ones_own():
    mine = ACNP_2006.replace(name="mine", remission_days=figure(60), silence=figure(400))
    recorded = treated("PHQ-9", (0, 20), (30, 4), (89, 4))
    assert remission(recorded, instrument("PHQ-9"), mine).answer is None
    assert remission(treated("PHQ-9", (0, 20), (30, 4), (90, 4)), instrument("PHQ-9"), mine).answer is True


@pytest.mark.parametrize(
    ("part", "number", "fits"),
    [
        ("recovery_months", 1, True),
        ("recovery_months", 0, False),
        ("remission_days", 112, True),
        ("remission_days", 113, False),
        ("remission_days", 2.5, False),
    ],
)
def test_recovery_comes_no_earlier_than_remission_and_both_in_whole_numbers(part, number, fits):
    if fits:
        assert getattr(ACNP_2006.replace(**{part: figure(number)}), part).number == number
    else:
        with pytest.raises(InvalidValue):
            ACNP_2006.replace(**{part: figure(number)})


def faults_of(cls, **parts):
    with pytest.raises(InvalidValue) as refused:
        cls(**parts)
    return [(fault.path, fault.expected) for fault in refused.value.faults]


ONE = ScaleRange(instrument="X", low=1, source=cite("D"))


@pytest.mark.parametrize(
    ("parts", "faults"),
    [
        (
            {"recovery_months": figure(0)},
            [("remission_days and recovery_months", "a recovery that comes no earlier than remission")],
        ),
        *(
            (
                {part: figure(20.5)},
                [
                    (
                        "response_days and remission_days and recovery_months and silence",
                        "whole days and months",
                    )
                ],
            )
            for part in ("response_days", "remission_days", "recovery_months", "silence")
        ),
        ({"name": "x" * 81}, [("name", "text of 1 to 80 printable characters on one line")]),
        ({"partial_remission": (ONE, ONE.replace(low=2))}, [("partial_remission", TWICE)]),
        ({"full_syndrome": (ONE, ONE.replace(low=2))}, [("full_syndrome", TWICE)]),
    ],
)
def test_what_does_not_fit_a_scheme_is_told(parts, faults):
    assert faults_of(ACNP_2006.replace, **parts) == faults


def test_the_parts_of_a_scheme_are_bounded_and_shown():
    assert faults_of(ScaleRange, instrument="a b", low=1, source=cite("D"))[0][0] == "instrument"
    assert "instrument='X'" in repr(ONE)
    assert "name='mine'" in repr(ACNP_2006.replace(name="mine"))
    assert len(ACNP_2006.replace(name="x" * 80).name) == 80


def test_a_definition_of_premature_ending_is_bounded_and_shown():
    parts = {"source": cite("D"), "holds": bool}
    one_line = "printable characters on one line"
    assert faults_of(PrematureBy, name="x" * 81, says="x" * 301, **parts) == [
        ("name", f"text of 1 to 80 {one_line}"),
        ("says", f"text of 1 to 300 {one_line}"),
    ]
    assert repr(PrematureBy(name="x" * 80, says="y" * 300, **parts)).count("x") >= 80
