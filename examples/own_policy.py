"""What a service does after two missed sessions in a row: once for thousands of courses, once played by hand.

    python examples/own_policy.py

The numbers in it are the researcher's assumptions; that outreach helps goes in and is no finding.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from iptcore import IPT, ContactMade, ContactReason, Course, Event, SessionHeld, SessionMissed
from iptcore.simulation import Policy, State, Therapist, play, simulate

# Where the extra is missing, the import above says which one to install.
# isort: split
import numpy as np

# -- for thousands: functions of arrays --------------------------------------------------------------------------------


def without_outreach(state: State) -> Any:
    """Who missed two sessions in a row comes to the next one half the time."""
    return np.where(state.missed_in_a_row >= 2, 0.5, 0.85)


def with_outreach(state: State) -> Any:
    """Somebody rings up, and they come nearly as often as others."""
    return np.where(state.missed_in_a_row >= 2, 0.8, 0.85)


# -- for one: a policy and a client ------------------------------------------------------------------------------------


@dataclass
class RingsUp:
    """A therapist who works by the manual and rings up on the day after a second missed session in a row."""

    therapist: Therapist

    def __call__(self, course: Course) -> Event | None:
        """What is to happen next."""
        planned = self.therapist(course)
        last = [session.on for session in course.newest(SessionHeld)][:1]
        missed = [session.on for session in course.newest(SessionMissed) if not last or session.on > last[0]]
        if planned is None or len(missed) < 2:
            return planned
        call = ContactMade(on=missed[0] + timedelta(days=1), reason=ContactReason.OUTREACH, reached=True)
        return planned if planned.on < call.on or call in course.all(ContactMade) else call


AWAY = (date(2026, 2, 16), date(2026, 2, 23))


def by_hand(_course: Course, event: Event) -> Event:
    """A client who stays away twice; scores and all else are as the therapist proposes."""
    if isinstance(event, SessionHeld) and event.on in AWAY:
        return SessionMissed(on=event.on, explained=False)
    return event


def main() -> None:
    """Both."""
    for attendance in (without_outreach, with_outreach):
        cohort = simulate(IPT, 20_000, seed=7, policy=Policy(attendance=attendance))
        figures = cohort.summary().figures()
        print(
            f"{attendance.__name__:17} {figures['sessions_mean']:.2f} sessions, {figures['left']:.1%} left, "
            f"last score {figures['last_mean']:.2f} (simulated)"
        )
    course = play(IPT, RingsUp(Therapist(IPT)), by_hand)
    print(f"\nBy hand: {course.revision} entries, {course.ending.label if course.ending else 'under way'}")
    for event in (*course.all(SessionMissed), *course.all(ContactMade)):
        print(f"  {event.on}  {type(event).__name__}")
    for finding in IPT.review(course):
        print(f"  {finding.on}  {finding.objection.code}: {finding.objection.asks}")


if __name__ == "__main__":
    main()
