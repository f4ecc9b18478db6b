import pytest

from iptcore.events import NotDone, RelapsePlanAgreed
from iptcore.model.relapse_plan import NoSupportYet, RelapsePreventionPlan, SupportPerson, WarningSign
from iptcore.model.risk import CrisisContact
from iptcore.vocabulary import WhyNot

from .case import breaks, day, keeps, opened
from .histories import numbered

PROTOCOL = numbered()

WHOLE = {
    "warning_signs": (WarningSign(sign="waking at four"),),
    "strategies": ("saying what I need",),
    "support": (SupportPerson(person="sister"),),
    "contacts": (CrisisContact(how="by telephone", service="the clinic", professional=True),),
    "remaining_goals": ("to find work",),
    "challenges": ("the anniversary",),
}


def plan(**parts):
    return RelapsePlanAgreed(on=day(14), plan=RelapsePreventionPlan(**WHOLE | parts))


def declined(clause):
    return opened(NotDone(on=day(13), task=clause, why=WhyNot.DECLINED, because="not wanted"))


PARTS = {
    "T04a": "warning_signs",
    "T04b": "strategies",
    "T04c": "support",
    "T04d": "contacts",
    "T04e": "remaining_goals",
    "T04f": "challenges",
}

CASES = [
    *(keeps(clause, f"{part} named", when=plan()) for clause, part in PARTS.items()),
    *(breaks(clause, f"no {part}", when=plan(**{part: ()})) for clause, part in PARTS.items()),
    *(
        keeps(clause, f"why there are no {part}", given=declined(clause), when=plan(**{part: ()}))
        for clause, part in PARTS.items()
    ),
    keeps(
        "T04c",
        "nobody yet, but a service and a step",
        when=plan(support=(), no_support_yet=NoSupportYet(service="the helpline", step="to join the choir")),
    ),
    breaks(
        "T04d", "a friend, no professional", when=plan(contacts=(CrisisContact(how="by telephone", person="friend"),))
    ),
    keeps("T04d", "a service", when=plan(contacts=(CrisisContact(how="by telephone", service="the surgery"),))),
    keeps(
        "T04d",
        "a person who is said to be one",
        when=plan(contacts=(CrisisContact(how="by telephone", person="nurse", professional=True),)),
    ),
    breaks(
        "T04d",
        "a service that is said to be none",
        when=plan(contacts=(CrisisContact(how="by telephone", service="the club", professional=False),)),
    ),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_case(case):
    assert (case.clause in case.codes(PROTOCOL)) is case.objects
