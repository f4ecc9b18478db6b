import pytest

from iptcore.events import PsychoeducationGiven

from .case import breaks, day, keeps
from .histories import numbered

PROTOCOL = numbered()

CASES = [
    keeps("C02a", "entered on the seventh day", when=PsychoeducationGiven(on=day(), recorded=day(1))),
    breaks("C02a", "entered on the eighth day", when=PsychoeducationGiven(on=day(), recorded=day(1, 1))),
    keeps("C02b", "recorded on the day", when=PsychoeducationGiven(on=day(1), recorded=day(1))),
    breaks("C02b", "recorded the day before", when=PsychoeducationGiven(on=day(1), recorded=day(0, 6))),
    keeps("C02b", "nobody noted when", when=PsychoeducationGiven(on=day(1))),
    keeps("C02a", "nobody noted when it was entered", when=PsychoeducationGiven(on=day())),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_case(case):
    assert (case.clause in case.codes(PROTOCOL)) is case.objects
