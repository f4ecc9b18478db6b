"""The plan of a protocol: the few numbers of a protocol that the model uses.

This file is the only place where the model reads a protocol; the engine reads a `Plan`.
"""

import math
from collections import Counter
from itertools import pairwise
from typing import Any, ClassVar

from attrs import field

from iptcore.constraints import number, several, shown, text
from iptcore.protocol.number_range import Between
from iptcore.protocol.protocol import Protocol
from iptcore.simulation.inputs.bad_request import BadRequest, whole
from iptcore.simulation.inputs.baseline import Baseline
from iptcore.simulation.inputs.scales import HRSD_17, SCALES
from iptcore.values import Sense, Value, value
from iptcore.vocabulary import Condition, Frequency, Purpose

MOST = 250
"""The longest course the model has room for, in weeks and in sessions (our decision: maintenance lasts three years)."""


MAINTENANCE: dict[str, tuple[str, ...]] = {
    "none": (),
    "ipt": ("recurrence_hr_ipt",),
    "drug": ("recurrence_hr_drug",),
    "ipt_and_drug": ("recurrence_hr_ipt", "recurrence_hr_drug"),
}
"""The maintenance treatments, each with the parameters that are its hazard ratios."""

_MORE_OFTEN: dict[Frequency, tuple[str, ...]] = {
    Frequency.WEEKLY: ("recurrence_hr_weekly",),
    Frequency.FORTNIGHTLY: ("recurrence_hr_fortnightly",),
}


SESSION_DAYS = {1: (0,), 2: (0, 3), 3: (0, 2, 4)}
"""The days of the sessions of one week, by their number (our decision)."""


def _rises(weeks: tuple[int, ...]) -> bool:
    return all(earlier < later for earlier, later in pairwise(weeks))


def _is_a_schedule(weeks: tuple[int, ...]) -> bool:
    return weeks == tuple(sorted(weeks)) and max(Counter(weeks).values(), default=0) <= max(SESSION_DAYS)


@value
class Plan(Value):
    """The schedule of a course as the model needs it. Weeks are counted from the baseline (week 0).

    *session_weeks* are the weeks with an appointment, a week with two or three of them two or three times;
    *rating_weeks* those with an assessment: week 0 is the baseline and always among them, and they may go on after the
    end of treatment. *phases* holds the sessions of the initial phase, the middle phase and termination. *entry_cut* is
    the lowest HRSD-17 score at which people are included, None for no limit. A *baseline* of a study, on its own
    instrument, replaces *entry_cut*. *weekly_until* is the last week of a treatment that acts week by week (a drug,
    usual care), for those who stayed, where it continues after *weeks*. *caseload* is how many consecutive clients
    share a therapist. With a *group_size* the sessions are held in groups of so many consecutive clients, each group
    has its own therapist, and *caseload* is not used. The first *pre_group* sessions are single ones, each a session
    like the others to the model: with the therapist of the group, of the same effect, and shared like the others.
    *maintenance* is the treatment in the follow-up: "none", "ipt", "drug" or "ipt_and_drug"; *maintenance_frequency* is
    that of its IPT, weekly, fortnightly or monthly; its drug is withdrawn *drug_until* months after the end of
    treatment, where None: never. *ages* is the range that the protocol is for, in years: the manifest has a note where
    the model draws other ages (`DRAWN_AGES`). ``plan.replace(maintenance="ipt")`` gives a changed copy.
    """

    code: str = field(metadata=text("Protocol", longest=64, private=False))
    edition: str = field(default="1", metadata=text("Edition", longest=64, private=False))
    weeks: int = field(metadata=number(1, MOST, "Weeks of treatment", unit="weeks"))
    session_weeks: tuple[int, ...] = field(
        metadata=several("Weeks with a session", distinct=False, low=1, high=MOST, most=MOST)
    )
    rating_weeks: tuple[int, ...] = field(
        metadata=several("Weeks with a rating", fewest=1, low=0, high=MOST, most=MOST + 1)
    )
    phases: tuple[int, ...] = field(default=(), metadata=several("Sessions of each phase", distinct=False, low=0))
    instrument: str = field(default=HRSD_17, metadata=text("Primary instrument", longest=64, private=False))
    entry_cut: int | None = field(default=14, metadata=number(0, 52, "Lowest HRSD-17 at entry"))
    baseline: Baseline | None = field(default=None, metadata=shown("People who enter the study"))
    arms: tuple[str, ...] = field(default=(), metadata=several("Arms it can be given as; empty for any"))
    weekly_until: int | None = field(default=None, metadata=number(1, MOST, "Last week of weekly treatment"))
    caseload: int = field(default=8, metadata=number(1, 1000, "Clients of one therapist"))
    group_size: int | None = field(default=None, metadata=number(2, 100, "Members of a group"))
    pre_group: int = field(default=0, metadata=number(0, MOST, "Single sessions before the group"))
    follow_up_months: int = field(default=18, metadata=number(0, 240, "Follow-up after the end", unit="months"))
    maintenance: str = field(default="none", metadata=text("Maintenance treatment", longest=64, private=False))
    maintenance_frequency: Frequency = field(default=Frequency.MONTHLY, metadata=shown("Frequency of maintenance IPT"))
    drug_until: int | None = field(
        default=None, metadata=number(0, 240, "Withdrawal of the drug after the end", unit="months")
    )
    high_risk: bool = field(default=False, metadata=shown("Older people at high risk of recurrence"))
    ages: Between | None = field(default=None, metadata=shown("Ages"))

    senses: ClassVar[tuple[Sense, ...]] = (
        Sense(
            fields=("weeks", "session_weeks"),
            expected="sessions in order of weeks, three in a week at the most, none after the last",
            holds=lambda plan: _is_a_schedule(plan.session_weeks) and max(plan.session_weeks, default=0) <= plan.weeks,
        ),
        Sense(
            fields=("rating_weeks",),
            expected="ratings in rising weeks that begin with week 0",
            holds=lambda plan: _rises(plan.rating_weeks) and plan.rating_weeks[0] == 0,
            advice="week 0 is the baseline",
        ),
        Sense(
            fields=("weeks", "weekly_until"),
            expected="weekly treatment that lasts at least as long as treatment",
            holds=lambda plan: plan.weekly_until is None or plan.weekly_until >= plan.weeks,
        ),
        Sense(
            fields=("session_weeks", "phases"),
            expected="phases that add up to the sessions",
            holds=lambda plan: not plan.phases or sum(plan.phases) == len(plan.session_weeks),
        ),
        Sense(
            fields=("group_size", "pre_group"),
            expected="single sessions before a group only where there is one",
            holds=lambda plan: not plan.pre_group or plan.group_size is not None,
            advice="give a group_size",
        ),
        Sense(
            fields=("session_weeks", "phases", "pre_group"),
            expected="single sessions before a group in the initial phase",
            holds=lambda plan: plan.pre_group <= (plan.phases[0] if plan.phases else len(plan.session_weeks)),
        ),
        Sense(
            fields=("maintenance", "maintenance_frequency"),
            expected="maintenance IPT that is weekly, fortnightly or monthly, or else no frequency of it",
            holds=lambda plan: (
                plan.maintenance_frequency is Frequency.MONTHLY
                or (plan.maintenance_frequency in _MORE_OFTEN and "ipt" in plan.maintenance)
            ),
        ),
        Sense(
            fields=("maintenance", "drug_until"),
            expected="withdrawal of a drug only from maintenance with a drug",
            holds=lambda plan: plan.drug_until is None or "drug" in plan.maintenance,
        ),
    )

    @property
    def maintenance_ratios(self) -> tuple[str, ...]:
        """The parameters that are hazard ratios of the maintenance treatment and its frequency."""
        return MAINTENANCE[self.maintenance] + _MORE_OFTEN.get(self.maintenance_frequency, ())

    @property
    def last_weekly(self) -> int:
        """The last week of a treatment that acts week by week."""
        return self.weeks if self.weekly_until is None else self.weekly_until

    @property
    def clients_in_a_row(self) -> int:
        """How many consecutive clients share a therapist: a group, or else a caseload."""
        return self.caseload if self.group_size is None else self.group_size

    @property
    def calibrated(self) -> bool:
        """Whether the shipped parameters were fitted to courses of this kind: sixteen weekly sessions of IPT.

        If not, simulations require the argument ``parameters``.
        """
        form = self.code, self.weeks, self.session_weeks, self.group_size
        return form == (IPT_PLAN.code, IPT_PLAN.weeks, IPT_PLAN.session_weeks, None)


def weekly(sessions: int, *, code: str, ratings_every: int = 1, per_week: int = 1, **parts: Any) -> Plan:
    """A plan of sessions every week (1 to 250), with a rating every *ratings_every* weeks and in the last week.

    *per_week* is the number of sessions in each week, 1 to 3: two of them take half the weeks.
    """
    whole(sessions, "sessions", 1, MOST)
    whole(ratings_every, "ratings_every", 1, MOST)
    whole(per_week, "per_week", 1, max(SESSION_DAYS))
    weeks = math.ceil(sessions / per_week)
    ratings = sorted({*range(0, weeks + 1, ratings_every), weeks})
    return Plan(
        code=code,
        weeks=weeks,
        session_weeks=tuple(1 + place // per_week for place in range(sessions)),
        rating_weeks=tuple(ratings),
        **parts,
    )


IPT_PLAN = weekly(16, code="ipt", edition="2018", phases=(3, 10, 3))
"""Sixteen weekly sessions, rated weekly: the plan of the protocol IPT, to which the parameters were fitted."""

USUAL_SESSIONS = 16
"""Sessions where a protocol leaves their number open (our decision: as in `IPT_PLAN`)."""


def plan_of(protocol: Protocol | Plan, *, group_size: int | None = None) -> Plan:
    """The plan of a protocol; a plan is returned unchanged.

    The plan has the greatest number of sessions that the protocol allows (16 where it leaves that open) in its first
    frequency (weekly where that is flexible). Ratings are taken at each session and at the end, on the first of its
    primary instruments for which the model has a scale. If there is none (bulimia on the EDE-Q, for example), the plan
    names the protocol's first one, and a simulation is refused until that scale is passed: no other diagnosis is
    simulated as depression on the HRSD-17.

    A protocol of groups has its single sessions first, one a week, and then those of the group. They are sessions of
    the plan too: the column ``sessions`` counts them, while a contract counts those of the group alone. The group is as
    large as the protocol allows.

    Args:
        protocol: a protocol, or a plan.
        group_size: the members of a group, 2 to 100, for a protocol of groups: needed where it leaves that open.

    Raises:
        BadRequest: for another type; for a protocol that leaves the size of its groups open, without a *group_size*;
            for one that has groups beside single sessions, as a plan has sessions of one kind; for a *group_size* of
            anything but a protocol of groups; and for no session at all or more than 250 weeks or sessions.
    """
    if isinstance(protocol, Plan):
        if group_size is not None:
            raise BadRequest("a plan has a group_size of its own: pass plan.replace(group_size=8)")
        return protocol
    if not isinstance(protocol, Protocol):
        raise BadRequest(f"expected a protocol or a Plan, got a {type(protocol).__name__}: pass IPT, or a Plan")
    frequency = protocol.frequencies[0] if protocol.frequencies else Frequency.WEEKLY
    size, parts = _group_size(protocol, group_size), dict(protocol.by_purpose)
    alone = 0 if size is None else number_of_sessions(parts.get(Purpose.PRE_GROUP, Between(0, 0)))
    count = number_of_sessions(protocol.sessions if size is None else parts[Purpose.GROUP])
    gap = 1 / (frequency.per_week or 1)
    if not 1 <= count <= (MOST - alone) / max(gap, 1):
        raise BadRequest(f"the model covers 1 to {MOST} weekly sessions, not those of {protocol.code}: pass a Plan")
    sessions = (*range(1, alone + 1), *(alone + week for week in _weeks_of_sessions(count, frequency)))
    weeks = sessions[-1] + max(round(gap), 1) - 1
    primaries = protocol.primary_instruments or (HRSD_17,)
    rendered = (code for code in primaries if code in SCALES)
    depressed = Condition.MAJOR_DEPRESSION in protocol.indications and not protocol.follows
    return Plan(
        code=protocol.code,
        edition=protocol.edition,
        weeks=weeks,
        session_weeks=sessions,
        rating_weeks=tuple(sorted({*(week - 1 for week in sessions), weeks})),
        phases=phases_of(protocol, len(sessions), alone),
        instrument=next(rendered, primaries[0]),
        entry_cut=14 if depressed else None,
        group_size=size,
        pre_group=alone,
        ages=protocol.ages,
    )


def _group_size(protocol: Protocol, wished: int | None) -> int | None:
    """The members of a group: *wished*, or the most that the protocol allows; None where it is not held in groups."""
    purposes, code = dict(protocol.by_purpose), protocol.code
    if Purpose.GROUP not in purposes:
        if wished is not None:
            raise BadRequest(f"{code} is no protocol of groups: pass plan_of(...).replace(group_size=8)")
        return None
    if Purpose.REGULAR in purposes:
        raise BadRequest(
            f"{code} has groups beside its single sessions, and a plan has sessions of one kind: pass a Plan of the "
            f'single ones alone, such as weekly(15, code="{code}")'
        )
    most = None if protocol.group_size is None else protocol.group_size.high
    if wished is None and most is None:
        raise BadRequest(f"{code} leaves the size of its groups open: pass plan_of(protocol, group_size=8)")
    return whole(int(most or 0) if wished is None else wished, "group_size", 2, 100)


_SLACK = 1e-9
"""Three times a third of a week is a week."""


def _weeks_of_sessions(count: int, frequency: Frequency) -> tuple[int, ...]:
    """The week of each of *count* sessions of a frequency, the first in week 1 (weekly where it is flexible)."""
    gap = 1 / (frequency.per_week or 1)
    return tuple(1 + (round(place * gap) if gap > 1 else int(place * gap + _SLACK)) for place in range(count))


def frequency_of(plan: Plan, protocol: Protocol) -> Frequency | None:
    """The first frequency of those that the protocol allows at which the plan has its sessions; None for none of them.

    A protocol that names no frequency allows all.
    """
    weeks = plan.session_weeks[plan.pre_group :]
    from_the_first = tuple(1 + week - weeks[0] for week in weeks)
    allowed = protocol.frequencies or (Frequency.WEEKLY, *Frequency)
    return next((often for often in allowed if _weeks_of_sessions(len(weeks), often) == from_the_first), None)


def number_of_sessions(span: Between) -> int:
    """The number of sessions for a range: its upper end, or if that is open 16, but not less than its lower end."""
    return int(max(span.low or 0, USUAL_SESSIONS) if span.high is None else span.high)


def phases_of(protocol: Protocol, sessions: int, pre_group: int = 0) -> tuple[int, int, int]:
    """The number of sessions in the initial phase, the middle phase and termination.

    The first and the last phase have three sessions each, fewer in a short course. The initial phase is not longer than
    the protocol allows; the single sessions before a group are in it, beside those.
    """
    most, counted = protocol.initial_sessions.high, sessions - pre_group
    initial = min(3, max(1, counted // 3), 3 if most is None else int(most))
    last = min(3, counted // 4, counted - initial)
    return pre_group + initial, counted - initial - last, last
