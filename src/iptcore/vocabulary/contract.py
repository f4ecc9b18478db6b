"""Words on the contract and its appointments."""

from iptcore.vocabulary.word import Word


class Frequency(Word):
    """How often sessions are held."""

    THRICE_WEEKLY = "thrice_weekly"
    TWICE_WEEKLY = "twice_weekly"
    WEEKLY = "weekly"
    FORTNIGHTLY = "fortnightly"
    MONTHLY = "monthly"
    FLEXIBLE = "flexible"

    @property
    def per_week(self) -> float | None:
        """Sessions a week; None where the frequency is not fixed."""
        return _PER_WEEK[self]


_PER_WEEK: dict[Frequency, float | None] = {
    Frequency.THRICE_WEEKLY: 3.0,
    Frequency.TWICE_WEEKLY: 2.0,
    Frequency.WEEKLY: 1.0,
    Frequency.FORTNIGHTLY: 0.5,
    Frequency.MONTHLY: 12 / 52,
    Frequency.FLEXIBLE: None,
}


class Weekday(Word):
    """The days of the week, in the order of the calendar."""

    MONDAY = "monday"
    TUESDAY = "tuesday"
    WEDNESDAY = "wednesday"
    THURSDAY = "thursday"
    FRIDAY = "friday"
    SATURDAY = "saturday"
    SUNDAY = "sunday"


class WhenAway(Word):
    """What becomes of an appointment on a day on which there can be none."""

    SKIP = "skip"
    MOVE = "move"


class AbsencePolicy(Word):
    """Whether a missed session counts towards the contract."""

    COUNTS = "counts"
    DOES_NOT_COUNT = "does_not_count"
    CASE_BY_CASE = "case_by_case"


class MissedBy(Word):
    """By whom an appointment was not kept."""

    CLIENT = "client"
    THERAPIST = "therapist"
    SERVICE = "service"
    UNKNOWN = "unknown"
