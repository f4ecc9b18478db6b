"""A group: each member has a separate course, and a session of the group is entered into all of them together."""

from collections.abc import Collection, Iterator, Mapping
from types import MappingProxyType
from typing import Any

from iptcore.course import Course, as_of
from iptcore.errors import Fault, InvalidValue, IptError
from iptcore.events import Event, SessionHeld, SessionMissed
from iptcore.protocol.judgements import NotAllowed
from iptcore.protocol.protocol import Protocol
from iptcore.readings.membership import groups
from iptcore.validation import got

_NOTHING: Mapping[str, Mapping[str, Any]] = MappingProxyType({})


class GroupNotAllowed(IptError):
    """A session of a group was refused in some of its courses; none of them changed.

    *refusals* holds each refusal by the key of its member. The text and a pickle do not contain these keys; a pickle
    has numbers instead: ``"1"``, ``"2"``.
    """

    def __init__(self, refusals: Mapping[str, NotAllowed], members: int) -> None:
        self.refusals: dict[str, NotAllowed] = dict(refusals)
        self.members = members
        super().__init__(members)

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (
            {f"{place}": refusal for place, refusal in enumerate(self.refusals.values(), 1)},
            self.members,
        )

    def __repr__(self) -> str:
        return f"<GroupNotAllowed {len(self.refusals)} of {self.members}>"

    def __str__(self) -> str:
        texts = "\n".join(sorted({str(refusal) for refusal in self.refusals.values()}))
        return f"{len(self.refusals)} of {self.members} courses of the group refuse, so none was changed:\n{texts}"


def members(courses: Mapping[str, Course], group: str) -> dict[str, Course]:
    """The courses, by key, whose client belongs to *group*."""
    return {key: course for key, course in courses.items() if group in groups(course)}


def hold_together(
    protocol: Protocol,
    courses: Mapping[str, Course],
    session: SessionHeld,
    *,
    absent: Collection[str] = (),
    own: Mapping[str, Mapping[str, Any]] = _NOTHING,
) -> dict[str, Course]:
    """The courses of a group after one of its sessions: held for those present, missed for those *absent* (keys).

    The number of members present is written into the session. *own* holds fields of
    :class:`~iptcore.events.SessionHeld` that differ for one member: ``own={"m-1": {"focus": ("area-1",)}}``. Somebody
    who comes late into an open group has to join it first.

    Raises:
        GroupNotAllowed: if any course refuses; then no course changes.
        InvalidValue: if there are no courses, for a client who is not a member of the group (by the place among
            *courses*), a key without a course, *own* fields of somebody absent, and a field that does not fit or has to
            be the same for all.
    """
    faults = tuple(_faults(courses, session, absent, own))
    if faults:
        raise InvalidValue("group session", faults)
    present = session.replace(group_size=max(1, len(courses.keys() - set(absent))))
    missed = SessionMissed(on=session.on, recorded=session.recorded, by=session.by)
    after: dict[str, Course] = {}
    refusals: dict[str, NotAllowed] = {}
    for key, course in courses.items():
        event: Event = missed if key in absent else present.replace(**own.get(key, {}))
        try:
            after[key] = protocol.apply(course, event)
        except NotAllowed as refusal:
            refusals[key] = refusal
    if refusals:
        raise GroupNotAllowed(refusals, len(courses))
    return after


_FOR_ALL = ("on", "group", "group_size")


def _faults(
    courses: Mapping[str, Course],
    session: SessionHeld,
    absent: Collection[str],
    own: Mapping[str, Mapping[str, Any]],
) -> Iterator[Fault]:
    if type(session) is not SessionHeld:
        yield Fault(path="session", expected="a SessionHeld", got=got(session))
    elif session.group is not None:
        for place, course in enumerate(courses.values()):
            if session.group not in groups(as_of(course, session)):
                yield Fault(
                    path=f"courses[{place}]", expected="a member of this group on the day of the session",
                    got="another client", advice="leave them out, or record first that they joined (MemberJoined)",
                )  # fmt: skip
    if not courses:
        yield Fault(path="courses", expected="the courses of the members, by key", got="none")
    if isinstance(absent, str):
        yield Fault(path="absent", expected="keys of the courses given", got="one text", advice="write it as [key]")
        return
    for name, keys in (("absent", set(absent)), ("own", set(own))):
        if not keys <= courses.keys():
            yield Fault(path=name, expected="keys of the courses given", got="another key")
    if not own.keys().isdisjoint(absent):
        yield Fault(path="own", expected="keys of those present", got="one of the absent")
    if any(name in parts for parts in own.values() for name in _FOR_ALL):
        yield Fault(
            path="own", expected="what was different for one member", got=f"one of {', '.join(_FOR_ALL)}",
            advice="say it of the session",
        )  # fmt: skip
