"""What each refusal of an argument says, word for word: where, what was expected, what to do.

The tests beside this one judge what is refused. The file tests/golden/protocol_faults.txt keeps how it is said.
"""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import goldens
from iptcore.course import Course, after
from iptcore.errors import IptError
from iptcore.events import Event, MemberJoined, MiddleBegun, SessionHeld
from iptcore.model.instruments import instrument
from iptcore.protocol.catalogue import IPT, IPT_M, IPT_WHO
from iptcore.protocol.group_sessions import hold_together
from iptcore.protocol.merging import merge
from iptcore.protocol.number_range import Between
from iptcore.protocol.protocol import Protocol
from iptcore.protocol.rule import Clause, Level, Rule
from iptcore.protocol.rules import RULES
from iptcore.sources import cite
from iptcore.values import fields_of
from iptcore.vocabulary import Frequency, Purpose

START = date(2026, 1, 5)
OPENED = IPT.open(on=START, client="c-1", consent=True)
OTHER = IPT.open(on=START, client="c-2", consent=True)
MEMBER = after(IPT_WHO.open(on=START, client="c-1", consent=True), MemberJoined(on=START, group="g"))
TOGETHER = SessionHeld(on=START, purpose=Purpose.GROUP, group="g")
SOURCE = cite("D")
PHQ = instrument("PHQ-9")


def clause(**parts: Any) -> Clause:
    usual = {"code": "X01a", "on": (MiddleBegun,), "level": Level.ADVISORY, "asks": "wait", "kept": lambda *_: True}
    return Clause(**usual | parts)


def rule(**parts: Any) -> Rule:
    return Rule(**{"code": "X01", "says": "it waits", "source": SOURCE, "clauses": (clause(),)} | parts)


def judged(answer: Any) -> Any:
    mine = IPT.adapt(code="mine", rules=(*IPT.rules, rule(clauses=(clause(kept=lambda *_: answer),))))
    return mine.objections(OPENED, MiddleBegun(on=START))


FIGURES = {
    "days_between": (1, 400),
    "days_without_risk_check": (1, 400),
    "absences_in_a_row": (1, 100),
    "announced_ahead": (0, 20),
    "rated_every": (1, 100),
    "reviewed_at_share": (0, 1),
    "focus_change_share": (0, 1),
    "entered_within": (0, 400),
    "adult_from": (0, 120),
}

CALLS: dict[str, Callable[[], Any]] = {
    "a safeguard that is advisory": lambda: IPT.adapt(code="mine", levels={"S02a": Level.ADVISORY}),
    "rules without safeguards": lambda: IPT.adapt(code="mine", rules=RULES[:3]),
    "rules that are none": lambda: IPT.adapt(code="mine", rules=5),
    "a level of an unknown clause": lambda: IPT.adapt(code="mine", levels={"X99a": Level.OFF}),
    "a label of an unknown word": lambda: IPT.adapt(code="mine", labels={"nothing": "x"}),
    "a source of an unknown field": lambda: IPT.adapt(code="mine", cited={"nothing": SOURCE}),
    "an unknown field": lambda: IPT.adapt(code="mine", minuts=Between(1, 2)),
    "a number for a range": lambda: IPT.adapt(code="mine", sessions=8),
    "a range that ends before it begins": lambda: Between(9, 8),
    "a range below nothing": lambda: Between(-1, 8),
    "a level twice": lambda: IPT.replace(levels=(("S02a", Level.GRAVE), ("S02a", Level.GRAVE))),
    "a label twice": lambda: IPT.replace(labels=(("middle", "x"), ("middle", "y"))),
    "a source twice": lambda: IPT.replace(cited=(("sessions", SOURCE), ("sessions", SOURCE))),
    "a source of what is not there": lambda: IPT.replace(cited=(("X99a", SOURCE),)),
    "a level of what is not there": lambda: IPT.replace(levels=(("X99a", Level.OFF),)),
    "a safeguard off": lambda: IPT.replace(levels=(("S02a", Level.OFF),)),
    "a fact that is refused": lambda: IPT.replace(
        rules=(*IPT.rules, rule(clauses=(clause(on=(SessionHeld,), level=Level.BINDING),)))
    ),
    "a rule twice": lambda: IPT.replace(rules=(*IPT.rules, IPT.rules[0])),
    "two rules by one code": lambda: IPT.replace(rules=(*IPT.rules, IPT.rules[0].replace(says="another"))),
    "two instruments by one code": lambda: IPT.replace(instruments=(PHQ, PHQ.replace(name="another"))),
    "a protocol without parts": Protocol,
    "no course": lambda: IPT.apply("secret", MiddleBegun(on=START)),  # type: ignore[arg-type]
    "no event": lambda: IPT.apply(OPENED, "secret"),  # type: ignore[arg-type]
    "a list for an event": lambda: IPT.apply(OPENED, [MiddleBegun(on=START)]),  # type: ignore[arg-type]
    "a class for an event": lambda: IPT.apply(OPENED, MiddleBegun),  # type: ignore[arg-type]
    "an event of no kind": lambda: IPT.apply(OPENED, Event(on=START)),
    "a revision that is no number": lambda: IPT.apply(OPENED, MiddleBegun(on=START), revision="1"),  # type: ignore[arg-type]
    "an old revision": lambda: IPT.apply(OPENED, MiddleBegun(on=START), revision=0),
    "following what was never opened": lambda: IPT_M.open(on=START, client="c-1", consent=True, follows=Course()),
    "an answer that is none": lambda: judged(None),
    "an answer that is a number": lambda: judged(1),
    "two courses for two copies": lambda: merge(IPT, OPENED, OTHER),
    "no session": lambda: hold_together(IPT_WHO, {"m-1": MEMBER}, "secret"),  # type: ignore[arg-type]
    "nobody": lambda: hold_together(IPT_WHO, {}, TOGETHER),
    "somebody who is no member": lambda: hold_together(IPT_WHO, {"m-1": MEMBER, "m-2": OPENED}, TOGETHER),
    "a text for the absent": lambda: hold_together(IPT_WHO, {"m-1": MEMBER}, TOGETHER, absent="m-1"),
    "somebody else absent": lambda: hold_together(IPT_WHO, {"m-1": MEMBER}, TOGETHER, absent=["m-2"]),
    "somebody else's own": lambda: hold_together(IPT_WHO, {"m-1": MEMBER}, TOGETHER, own={"m-2": {}}),
    "own fields of the absent": lambda: hold_together(
        IPT_WHO, {"m-1": MEMBER}, TOGETHER, absent=["m-1"], own={"m-1": {}}
    ),
    "a day of one's own": lambda: hold_together(IPT_WHO, {"m-1": MEMBER}, TOGETHER, own={"m-1": {"on": START}}),
    "a field that does not fit": lambda: hold_together(IPT_WHO, {"m-1": MEMBER}, TOGETHER, own={"m-1": {"minutes": 0}}),
    "a frequency that is none": lambda: IPT.adapt(code="mine", frequencies=("weekly",)),
    "a frequency twice": lambda: IPT.adapt(code="mine", frequencies=(Frequency.WEEKLY,) * 2),
}
for name, (low, high) in FIGURES.items():
    CALLS[f"{name} too low"] = lambda name=name, low=low: IPT.replace(**{name: low - 1})
    CALLS[f"{name} too high"] = lambda name=name, high=high: IPT.replace(**{name: high + 1})
    CALLS[f"{name} lowest"] = lambda name=name, low=low: IPT.replace(**{name: low}).code
    CALLS[f"{name} highest"] = lambda name=name, high=high: IPT.replace(**{name: high}).code

for field in fields_of(Protocol):
    CALLS[f"{field.name} of another sort"] = lambda name=field.name: IPT.replace(**{name: object()})
    if isinstance(getattr(IPT, field.name), tuple):
        CALLS[f"{field.name} with a blank"] = lambda name=field.name: IPT.replace(**{name: ("a b",)})


def lines() -> Iterator[str]:
    for what, call in CALLS.items():
        try:
            answer = call()
        except (IptError, TypeError) as refusal:
            answer = f"{type(refusal).__name__}: {refusal}"
        # What lists every event or clause there is would change with each new one.
        yield from (line[:300] for line in f"{what} | {answer}".splitlines())


def test_refusals_say_what_is_stored() -> None:
    goldens.check("protocol_faults.txt", lines())
