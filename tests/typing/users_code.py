"""What a user writes with attrs' own functions on our values, for the type checkers; see test_typing.py."""

from datetime import date
from typing import assert_type

import attrs
from attrs import field

from iptcore import IPT, Course, Level, NotAllowed, Protocol, SessionHeld
from iptcore.constraints import number, text
from iptcore.values import Value, value


@value
class Site(Value):
    name: str = field(metadata=text("Name"))
    rooms: int = field(default=1, metadata=number(1, 99, "Rooms"))


session = SessionHeld(on=date(2026, 1, 5), minutes=50)
attrs.asdict(session)
attrs.fields(SessionHeld)
attrs.validate(session)
assert_type(attrs.evolve(session, minutes=40), SessionHeld)
assert_type(session.replace(minutes=40), SessionHeld)

site = Site(name="North")
assert_type(attrs.evolve(site, rooms=2), Site)
assert_type(site.rooms, int)
attrs.asdict(site)
attrs.fields(Site)

match session:
    case SessionHeld(minutes=minutes):
        assert_type(minutes, int | None)

try:
    IPT.apply(Course(), session)
except NotAllowed as refused:
    for objection in refused.objections:
        assert_type(objection.level, Level)
        assert_type(objection.asks, str)


def has_two_goals(protocol: Protocol, course: Course) -> bool:
    return len(course.goals) == protocol.focal_areas.high


assert_type(next(clause.kept for clause in IPT.clauses.values() if clause.kept)(IPT, Course()), bool)
