"""The treatment contract: the frame of a time-limited treatment, and its amendments."""

from datetime import date
from typing import ClassVar

from attrs import field

from iptcore.constraints import number, several, shown, text
from iptcore.values import Sense, Value, value
from iptcore.vocabulary import AbsencePolicy, Frequency

MOST_SESSIONS = 400
"""The greatest number of sessions that a contract can hold (our decision: far above any course seen)."""


_A_RANGE = Sense(
    fields=("sessions", "at_most"),
    expected="a range from sessions to at_most",
    holds=lambda terms: terms.at_most is None or (terms.sessions is not None and terms.sessions <= terms.at_most),
    advice="give the lower end as sessions",
)


@value
class TreatmentContract(Value):
    """What client and therapist agreed. *sessions* counts regular sessions from the first one on, those of a group too.

    Where groups are held beside single sessions (as in a hospital), *group_sessions* counts and *group_minutes*
    measures them apart. Stuart & Robertson agree on a range with a review date: then *at_most* and *review_on* are
    given too. A *review_on* without a number is an open end. What a protocol demands of it (goals, absences,
    confidentiality) is a rule: a contract may leave it open.
    """

    sessions: int | None = field(default=None, metadata=number(1, MOST_SESSIONS, "Number of sessions"))
    at_most: int | None = field(
        default=None, metadata=number(1, MOST_SESSIONS, "At most", "the upper end of an agreed range")
    )
    review_on: date | None = field(
        default=None, metadata=shown("To be reviewed on", "when a range or an open end is settled")
    )
    frequency: Frequency | None = field(default=None, metadata=shown("Frequency"))
    minutes: int | None = field(default=None, metadata=number(5, 240, "Length", unit="minutes"))
    group_sessions: int | None = field(
        default=None,
        metadata=number(1, MOST_SESSIONS, "Group sessions", "where they are counted beside the single ones"),
    )
    group_minutes: int | None = field(
        default=None, metadata=number(5, 240, "Length of a group session", unit="minutes")
    )
    focus: tuple[str, ...] = field(default=(), metadata=several("Focal areas", key=True, private=True))
    goals: tuple[str, ...] = field(default=(), metadata=several("Goals", key=True, private=True))
    absences: AbsencePolicy | None = field(default=None, metadata=shown("Missed sessions"))
    confidentiality: bool | None = field(
        default=None, metadata=shown("Confidentiality", "explained, with its limits, and agreed")
    )
    joint_with: tuple[str, ...] = field(
        default=(), metadata=several("Conjoint or caregiver sessions with", key=True, private=True)
    )
    tapered: bool = field(default=False, metadata=shown("Sessions are spaced out towards the end"))
    terms: str | None = field(default=None, metadata=text("Other terms"))

    senses: ClassVar[tuple[Sense, ...]] = (_A_RANGE,)

    @property
    def limit(self) -> int | None:
        """The greatest number of counted sessions it provides for, groups included; None where none was agreed."""
        most = self.sessions if self.at_most is None else self.at_most
        return most if most is None or self.group_sessions is None else most + self.group_sessions


@value
class ContractAmendment(Value):
    """What changes in a contract; what is left out stays as it is."""

    sessions: int | None = field(default=None, metadata=number(1, MOST_SESSIONS, "Number of sessions"))
    at_most: int | None = field(default=None, metadata=number(1, MOST_SESSIONS, "At most"))
    review_on: date | None = field(default=None, metadata=shown("To be reviewed on"))
    frequency: Frequency | None = field(default=None, metadata=shown("Frequency"))
    minutes: int | None = field(default=None, metadata=number(5, 240, "Length", unit="minutes"))
    group_sessions: int | None = field(
        default=None,
        metadata=number(1, MOST_SESSIONS, "Group sessions", "where they are counted beside the single ones"),
    )
    group_minutes: int | None = field(
        default=None, metadata=number(5, 240, "Length of a group session", unit="minutes")
    )
    focus: tuple[str, ...] | None = field(default=None, metadata=several("Focal areas", key=True, private=True))
    goals: tuple[str, ...] | None = field(default=None, metadata=several("Goals", key=True, private=True))
    joint_with: tuple[str, ...] | None = field(
        default=None, metadata=several("Conjoint or caregiver sessions with", key=True, private=True)
    )
    absences: AbsencePolicy | None = field(default=None, metadata=shown("Missed sessions"))
    tapered: bool | None = field(default=None, metadata=shown("Sessions are spaced out"))

    senses: ClassVar[tuple[Sense, ...]] = (_A_RANGE,)

    def amend(self, contract: TreatmentContract) -> TreatmentContract:
        """The contract as it stands after this change. A new number of sessions without *at_most* ends a range."""
        parts = dict(vars(contract))
        parts.update({name: part for name, part in vars(self).items() if part is not None})
        if self.sessions is not None and self.at_most is None:
            parts["at_most"] = None
        return TreatmentContract(**parts)
