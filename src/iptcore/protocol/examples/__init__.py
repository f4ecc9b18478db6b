"""Examples of events: what a therapist who follows the manual might record today.

The words in them are placeholders for the words of a client; a script or a simulation replaces them.
"""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from iptcore.course import Course
from iptcore.events import (
    AdverseEventRecorded,
    ClientReferred,
    ConsentGiven,
    ConsentWithdrawn,
    ContactMade,
    ContractAgreed,
    ContractAmended,
    CourseDiscontinued,
    CourseOpened,
    CrisisContactsRecorded,
    DepartureExplained,
    DiagnosisRecorded,
    DisputeStageChanged,
    EndingAnnounced,
    EndingFeelingsDiscussed,
    EntriesCorrected,
    EpisodeRecorded,
    Event,
    EventKind,
    FollowUpHeld,
    FormulationAgreed,
    FurtherTreatmentDecided,
    GainsReviewed,
    GoalAgreed,
    GoalReviewed,
    LifeEventRecorded,
    MedicationChanged,
    MedicationReviewed,
    MemberJoined,
    MemberLeft,
    NotDone,
    PatternNamed,
    ProgressReviewed,
    PsychoeducationGiven,
    RecurrenceRecorded,
    Referral,
    RelapsePlanAgreed,
    RelationshipRecorded,
    RiskAssessed,
    RiskEscalated,
    SafeguardingRaised,
    SafetyPlanAgreed,
    SessionHeld,
    SessionMissed,
    SickRoleGiven,
    SupervisionHeld,
    SymptomsRated,
    TerminationBegun,
    TherapistAssigned,
)
from iptcore.model.inventory import Pattern
from iptcore.model.risk import SafetyPlan
from iptcore.protocol.examples.ending import (
    announcements,
    corrections,
    explanations,
    further_treatments,
    leaving,
    reasons,
    referrals,
    relapse_plans,
    terminations,
)
from iptcore.protocol.examples.parts import A_SERVICE
from iptcore.protocol.examples.understanding import (
    consents,
    contracts,
    diagnoses,
    episodes,
    formulations,
    goals,
    life_events,
    openings,
    relationships,
    sick_roles,
)
from iptcore.protocol.examples.working import amendments, goal_reviews, ratings, sessions, stages
from iptcore.protocol.protocol import Protocol
from iptcore.vocabulary import (
    AdverseEventKind,
    ConsentScope,
    ContactReason,
    ContactWith,
    DiscontinuationReason,
    Initiator,
    MedicationNeed,
    MissedBy,
    ReviewOutcome,
    RiskAction,
)


def examples(protocol: Protocol, course: Course, kind: EventKind, on: date) -> Iterator[Event]:
    """Events of one kind that follow the manual in *course*, the likeliest first.

    Their fields fit the course (a goal for a focal area that it has); the protocol may still refuse them. There are
    none if the course has nothing that such an event could be about.
    """
    make = _EXAMPLES.get(kind)
    if make is None:
        yield kind(on=on)
    else:
        yield from make(protocol, course, on)


_NEEDS = tuple(
    dict.fromkeys(
        (
            MedicationNeed.NOT_INDICATED,
            MedicationNeed.PRESCRIBED,
            MedicationNeed.PRESCRIBER_DECIDED_WITHOUT,
            *MedicationNeed,
        )
    )
)

_Maker = Callable[[Protocol, Course, date], Iterator[Event]]


class _Plain:
    """Makes events that do not depend on the course."""

    def __init__(self, kind: EventKind, several: tuple[dict[str, Any], ...]) -> None:
        self.kind, self.several = kind, several

    def __call__(self, _protocol: Protocol, _course: Course, on: date, /) -> Iterator[Event]:
        return (self.kind(on=on, **parts) for parts in self.several)


def _plain(kind: EventKind, *several: dict[str, Any]) -> _Maker:
    return _Plain(kind, several)


_EXAMPLES: dict[EventKind, _Maker] = {
    CourseOpened: openings,
    ConsentGiven: consents,
    ConsentWithdrawn: _plain(ConsentWithdrawn, *({"scope": scope} for scope in reversed(ConsentScope))),
    TherapistAssigned: _plain(TherapistAssigned, {"therapist": "therapist-1", "supervisor": "supervisor-1"}),
    EpisodeRecorded: episodes,
    DiagnosisRecorded: diagnoses,
    MedicationReviewed: _plain(MedicationReviewed, *({"need": need} for need in _NEEDS)),
    MedicationChanged: _plain(MedicationChanged, {"medication": "as prescribed", "taken_now": True}),
    PsychoeducationGiven: _plain(PsychoeducationGiven, {"details": "it has a name, and it can be treated"}),
    SickRoleGiven: sick_roles,
    RiskAssessed: _plain(RiskAssessed, *({"action": action, "reasons": "asked openly"} for action in RiskAction)),
    RiskEscalated: _plain(RiskEscalated, {"to": "the service on call"}),
    SafetyPlanAgreed: _plain(
        SafetyPlanAgreed,
        {"plan": SafetyPlan(warning_signs=("no sleep",), own_steps=("call somebody",), contacts=(A_SERVICE,))},
    ),
    CrisisContactsRecorded: _plain(CrisisContactsRecorded, {"contacts": (A_SERVICE,)}),
    SafeguardingRaised: _plain(
        SafeguardingRaised, {"concern": "somebody may need protection", "action": "spoken of with the service"}
    ),
    AdverseEventRecorded: _plain(AdverseEventRecorded, *({"what": what} for what in reversed(AdverseEventKind))),
    ContactMade: _plain(
        ContactMade,
        {"reason": ContactReason.OUTREACH, "contacted": ContactWith.CLIENT, "reached": True},
        {"reason": ContactReason.CAREGIVER_INVOLVEMENT, "contacted": ContactWith.CAREGIVER, "reached": True},
        {"reason": ContactReason.CRISIS, "contacted": ContactWith.CLIENT, "reached": True},
    ),
    RelationshipRecorded: relationships,
    LifeEventRecorded: life_events,
    PatternNamed: _plain(
        PatternNamed, {"pattern": Pattern(key="pattern-1", words="waits until others guess what is needed")}
    ),
    FormulationAgreed: formulations,
    GoalAgreed: goals,
    ContractAgreed: contracts,
    ContractAmended: amendments,
    SessionHeld: sessions,
    SessionMissed: _plain(SessionMissed, {"missed_by": MissedBy.CLIENT, "explained": True, "counts": True}),
    SymptomsRated: ratings,
    GoalReviewed: goal_reviews,
    DisputeStageChanged: stages,
    ProgressReviewed: _plain(
        ProgressReviewed,
        {"outcomes": (ReviewOutcome.CONTINUE,)},
        {"outcomes": (ReviewOutcome.MEDICAL_REFERRAL,)},
        {"outcomes": tuple(ReviewOutcome)},
    ),
    SupervisionHeld: _plain(SupervisionHeld, {"supervisor": "supervisor-1", "sessions_sampled": 1}),
    EndingAnnounced: announcements,
    TerminationBegun: terminations,
    EndingFeelingsDiscussed: _plain(EndingFeelingsDiscussed, {"words": "sad to stop, and proud"}),
    GainsReviewed: _plain(GainsReviewed, {"gains": ("asks for help",), "credited_to_client": True}),
    RelapsePlanAgreed: relapse_plans,
    FurtherTreatmentDecided: further_treatments,
    CourseDiscontinued: _plain(
        CourseDiscontinued,
        {
            "reason": DiscontinuationReason.CLIENT_CHOICE,
            "initiator": Initiator.CLIENT,
            "contact_attempts": 2,
            "referral": Referral(none_because="not wished for"),
        },
    ),
    ClientReferred: referrals,
    FollowUpHeld: _plain(FollowUpHeld, {"words": "still well"}),
    RecurrenceRecorded: _plain(RecurrenceRecorded, {"diagnosed": True}),
    NotDone: reasons,
    DepartureExplained: explanations,
    EntriesCorrected: corrections,
    MemberJoined: _plain(MemberJoined, {"group": "group-1"}),
    MemberLeft: leaving,
}
"""Functions that make examples of each kind; a kind that is missing here needs only its day."""

PLAIN: frozenset[EventKind] = frozenset(kind for kind, make in _EXAMPLES.items() if isinstance(make, _Plain))
"""The kinds whose examples depend only on their day."""
