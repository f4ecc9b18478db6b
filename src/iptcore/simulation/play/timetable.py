"""The days of a course, counted from its opening: when there is an appointment, a rating, and the end."""

from bisect import bisect_right
from collections.abc import Collection, Iterator, Mapping
from functools import cached_property

import attrs

from iptcore.fold import COUNTED
from iptcore.model.contract import MOST_SESSIONS
from iptcore.protocol.number_range import Between
from iptcore.protocol.protocol import Protocol
from iptcore.simulation.inputs.bad_request import BadRequest, a_tuple, flag, of_kind, whole
from iptcore.simulation.inputs.plan import MOST, SESSION_DAYS, number_of_sessions, phases_of
from iptcore.vocabulary import Frequency, Purpose

WEEK = 7
DAYS_A_MONTH = 365.25 / 12
"""The days of a week, and of a month on average."""

LATEST = 36_525
"""The last day of a timetable (our decision): a hundred years after the opening."""


@attrs.frozen(kw_only=True, slots=False)
class Timetable:
    """The planned days of a course. Days are counted from the opening, which is day 0.

    *sessions* holds each appointment with its purpose, in order, and *ratings* the days with a rating. *agreed* is how
    many of the appointments the contract counts at first: with more, it is extended later. *initial* and *last* are the
    counted sessions of the initial phase and of termination. On the day *ends* the course is completed: early and by
    agreement, if *early*. *frequency* is what the contract says of it; None: the first one of the protocol.
    *extended_to* is the frequency that an extension of it agrees on; None: the same.
    """

    sessions: tuple[tuple[int, Purpose], ...]
    ratings: frozenset[int]
    agreed: int
    initial: int
    last: int
    ends: int
    early: bool = False
    frequency: Frequency | None = None
    extended_to: Frequency | None = None

    def __attrs_post_init__(self) -> None:
        for session in a_tuple(self.sessions, "sessions", "((0, Purpose.REGULAR), (7, Purpose.REGULAR))", MOST * WEEK):
            day, purpose = (*session, None)[:2] if isinstance(session, tuple) else (None, None)
            whole(day, "the day of a session", 0, LATEST)
            of_kind(purpose, Purpose, "each item of sessions has to be a day and a purpose: (0, Purpose.REGULAR)")
        for day in of_kind(self.ratings, Collection, "ratings has to hold the days with a rating: frozenset({0, 7})"):
            whole(day, "the day of a rating", 0, LATEST)
        for name in ("agreed", "initial", "last", "ends"):
            whole(getattr(self, name), name, 0, LATEST)
        flag(self.early, "early")
        for name in ("frequency", "extended_to"):
            often = getattr(self, name)
            of_kind(often, (Frequency, type(None)), f"{name} has to be a Frequency: Frequency.TWICE_WEEKLY")

    @cached_property
    def purposes(self) -> Mapping[int, Purpose]:
        """The purpose of the appointment on a day."""
        return dict(self.sessions)

    @cached_property
    def days(self) -> tuple[int, ...]:
        """Every day on which something is planned."""
        return tuple(sorted({self.ends, *self.purposes, *self.ratings}))

    @cached_property
    def counted(self) -> tuple[int, ...]:
        """The days of the appointments that count towards the contract."""
        return tuple(day for day, purpose in self.sessions if purpose in COUNTED)

    def until(self, day: int) -> int:
        """How many counted appointments there are up to a day, that day included."""
        return bisect_right(self.counted, day)

    def left(self, day: int) -> int:
        """How many counted appointments there are after a day, of those agreed by then."""
        until = self.until(day)
        known = len(self.counted) if until > self.agreed else min(self.agreed, len(self.counted))
        return known - until


def timetable_of(protocol: Protocol) -> Timetable:
    """A usual timetable of a protocol.

    It has the greatest number of sessions that the protocol allows (16 where it leaves that open) in its first
    frequency (weekly where that is flexible), with a rating each time; members of a group have individual sessions
    first. The course ends with the last session.

    Raises:
        BadRequest: if *protocol* is not a protocol, or has no sessions for a contract, or too many.
    """
    of_kind(protocol, Protocol, "protocol has to be a Protocol: timetable_of(IPT)")
    sessions = tuple(_sessions(protocol))
    counted = [day for day, purpose in sessions if purpose in COUNTED]
    if not counted:
        raise BadRequest("this protocol has no regular session and no group session: adapt its sessions or by_purpose")
    initial, _, last = phases_of(protocol, len(counted))
    return Timetable(
        sessions=sessions,
        ratings=frozenset(day for day, _ in sessions),
        agreed=len(counted),
        initial=initial,
        last=last,
        ends=counted[-1],
    )


def _sessions(protocol: Protocol) -> Iterator[tuple[int, Purpose]]:
    parts = dict(protocol.by_purpose) or {Purpose.REGULAR: protocol.sessions}
    alone, groups, regular = (
        number_of_sessions(parts.get(purpose, Between(0, 0)))
        for purpose in (Purpose.PRE_GROUP, Purpose.GROUP, Purpose.REGULAR)
    )
    if alone + groups + regular > MOST_SESSIONS:
        raise BadRequest(f"this protocol has more than {MOST_SESSIONS} sessions: adapt its sessions or by_purpose")
    planned = {WEEK * place: Purpose.PRE_GROUP for place in range(alone)}
    frequency = protocol.frequencies[0] if protocol.frequencies else Frequency.WEEKLY
    began = WEEK * alone
    planned |= {began + _day(frequency, place): Purpose.REGULAR for place in range(regular)}
    # Groups beside individual sessions share their weeks; alone, they keep the frequency.
    span = max(planned) - began + 1 if regular else 0
    for place in range(groups):
        day = began + (span * place // groups + 1 if regular else _day(frequency, place))
        while day in planned:
            day += 1
        planned[day] = Purpose.GROUP
    yield from sorted(planned.items())


def _day(frequency: Frequency, place: int) -> int:
    """The day of the session at a place, counted from the first."""
    if (several := frequency.per_week or 1) > 1:
        days = SESSION_DAYS[int(several)]
        week, within = divmod(place, len(days))
        return WEEK * week + days[within]
    return round(place * DAYS_A_MONTH) if frequency is Frequency.MONTHLY else place * weeks_between(frequency) * WEEK


def weeks_between(frequency: Frequency) -> int:
    """The weeks from one session to the next, for a frequency of at most one session a week."""
    return 2 if frequency is Frequency.FORTNIGHTLY else 1
