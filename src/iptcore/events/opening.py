"""The opening of a course, and who and what it is about."""

from datetime import date
from typing import ClassVar

from attrs import field

from iptcore.constraints import number, pseudonym, shown, text
from iptcore.events.base import Event, LastingEvent
from iptcore.model.diagnosis import Diagnosis
from iptcore.model.partial_date import PartialDate
from iptcore.values import Sense, Value, value
from iptcore.vocabulary import ConsentGiver, ConsentScope, MedicationNeed, Phase, SickRoleScope


@value
class Follows(Value):
    """The earlier course that this one continues: one here, by its client and opening date, or one held elsewhere."""

    client: str | None = field(default=None, metadata=pseudonym("Client of the earlier course"))
    opened: date | None = field(default=None, metadata=shown("Opening date of the earlier course"))
    elsewhere: bool = field(default=False, metadata=shown("Held elsewhere"))

    senses: ClassVar[tuple[Sense, ...]] = (
        Sense(
            fields=("client", "opened", "elsewhere"),
            expected="the client and opening date of a course here, or elsewhere",
            holds=lambda link: (link.client is not None and link.opened is not None) != link.elsewhere,
        ),
    )


@value
class CourseOpened(Event):
    """A course begins, with consent to assessment; treatment is consented to on its own."""

    kind = "course_opened"
    decision = True
    enters: ClassVar[Phase | None] = Phase.INITIAL

    client: str = field(metadata=pseudonym("Client", "a pseudonym"))
    protocol: str = field(metadata=pseudonym("Code of the protocol", private=False))
    edition: str = field(metadata=pseudonym("Edition of the protocol", private=False))
    consent: bool = field(metadata=shown("Consent to assessment"))
    age: int | None = field(default=None, metadata=number(0, 120, "Age at opening", unit="years"))
    follows: Follows | None = field(default=None, metadata=shown("Follows"))


@value
class ConsentGiven(LastingEvent):
    """Somebody consented: the client, whoever may do so for them, or another party for themselves, as in conjoint work.

    *person* names that party; of a guardian or representative, who consents for the client, it says who that is.
    """

    kind = "consent_given"

    scope: ConsentScope = field(metadata=shown("To what"))
    given_by: ConsentGiver = field(default=ConsentGiver.SELF, metadata=shown("By whom"))
    person: str | None = field(
        default=None, metadata=pseudonym("Person", "a guardian, a representative or another party")
    )


@value
class ConsentWithdrawn(Event):
    """A consent was withdrawn; what was done before stays recorded."""

    kind = "consent_withdrawn"

    scope: ConsentScope = field(metadata=shown("To what"))
    person: str | None = field(
        default=None, metadata=pseudonym("Person", "a guardian, a representative or another party")
    )


@value
class TherapistAssigned(Event):
    """A therapist takes the course on; again means a change of therapist."""

    kind = "therapist_assigned"

    therapist: str = field(metadata=pseudonym("Therapist", "a pseudonym"))
    supervisor: str | None = field(default=None, metadata=pseudonym("Supervisor", "a pseudonym"))


@value
class EpisodeRecorded(LastingEvent):
    """The illness episode, which is not the course: its onset, and what came before it."""

    kind = "episode_recorded"

    onset: PartialDate | None = field(default=None, metadata=shown("Onset"))
    earlier_episodes: int | None = field(default=None, metadata=number(0, 100, "Earlier episodes"))
    chronic: bool | None = field(default=None, metadata=shown("Chronic"))
    severe_before: bool | None = field(default=None, metadata=shown("Severe episodes before"))
    quick_recurrence: bool | None = field(default=None, metadata=shown("Earlier episodes came back quickly"))
    first_onset_age: int | None = field(default=None, metadata=number(0, 120, "Age at first onset", unit="years"))
    family_history: bool | None = field(default=None, metadata=shown("Family history"))


@value
class DiagnosisRecorded(LastingEvent):
    """A diagnosis as a human made it; again with the same condition and role means an update.

    An update says what changed: what it leaves out stays as it was.
    """

    kind = "diagnosis_recorded"

    diagnosis: Diagnosis = field(metadata=shown("Diagnosis"))


@value
class MedicationReviewed(Event):
    """Somebody considered whether medication is needed, and this is what it came to."""

    kind = "medication_reviewed"

    need: MedicationNeed = field(metadata=shown("Outcome"))
    details: str | None = field(default=None, metadata=text("Details"))


@value
class MedicationChanged(LastingEvent):
    """Medication was started, changed or stopped by a prescriber."""

    kind = "medication_changed"

    medication: str = field(metadata=text("Medication", longest=500))
    taken_now: bool = field(metadata=shown("Taken now"))


@value
class PsychoeducationGiven(LastingEvent):
    """The illness was named, explained as treatable, and hope given."""

    kind = "psychoeducation_given"

    details: str | None = field(default=None, metadata=text("Details"))


@value
class SickRoleGiven(Event):
    """The sick role was given: relief from blame and some duties, and the duty to work at recovery."""

    kind = "sick_role_given"

    scope: SickRoleScope = field(default=SickRoleScope.FULL, metadata=shown("Scope"))
