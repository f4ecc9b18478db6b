"""Words on where a course stands, how it goes on, and how it ends."""

from iptcore.vocabulary.word import Word


class Phase(Word):
    """The phases of a course, in their order. A manual's own name for one is a label in its protocol."""

    INITIAL = "initial"
    MIDDLE = "middle"
    TERMINATION = "termination"


class Status(Word):
    """Whether a course is opened, goes on, pauses or has ended."""

    NOT_OPENED = "not_opened"
    OPEN = "open"
    SUSPENDED = "suspended"
    ENDED = "ended"


class Ending(Word):
    """How a course ended."""

    COMPLETED = "completed"
    COMPLETED_EARLY = "completed_early"
    DISCONTINUED = "discontinued"
    REFERRED = "referred"
    NOT_SUITABLE = "not_suitable"
    DIED = "died"


class TerminationKind(Word):
    """Whether the last phase begins as planned or early."""

    PLANNED = "planned"
    EARLY_BY_AGREEMENT = "early_by_agreement"


class FurtherTreatment(Word):
    """What follows the course."""

    NONE = "none"
    OTHER_TREATMENT = "other_treatment"
    CONTINUATION = "continuation"
    MAINTENANCE = "maintenance"
    REFERRAL = "referral"
    WATCHFUL_FOLLOW_UP = "watchful_follow_up"
    OFFERED_AND_DECLINED = "offered_and_declined"


class ReviewOutcome(Word):
    """What a progress review decided."""

    CONTINUE = "continue"
    CHANGE_FOCUS = "change_focus"
    ADD_MEDICATION = "add_medication"
    MEDICAL_REFERRAL = "medical_referral"
    OTHER_TREATMENT = "other_treatment"
    REVISE_DIAGNOSIS = "revise_diagnosis"
    EXTEND_CONTRACT = "extend_contract"
    END_EARLY = "end_early"


class DiscontinuationReason(Word):
    """Why a course stopped before its end."""

    CLIENT_CHOICE = "client_choice"
    CONSENT_WITHDRAWN = "consent_withdrawn"
    IMPROVED = "improved"
    WORSENED = "worsened"
    LOST_CONTACT = "lost_contact"
    MOVED_AWAY = "moved_away"
    THERAPIST_LEFT = "therapist_left"
    SERVICE_ENDED = "service_ended"
    NOT_SUITABLE = "not_suitable"
    DEATH = "death"
    OTHER = "other"
    UNKNOWN = "unknown"


class Initiator(Word):
    """Who ended a course before its end."""

    CLIENT = "client"
    THERAPIST = "therapist"
    BOTH = "both"
    SERVICE = "service"
    NOBODY = "nobody"
    UNKNOWN = "unknown"


class SuspensionReason(Word):
    """Why a course pauses."""

    HOSPITAL = "hospital"
    CRISIS = "crisis"
    ILLNESS = "illness"
    TRAVEL = "travel"
    SERVICE = "service"
    OTHER = "other"


class WhyNot(Word):
    """Why something asked for was not done."""

    DECLINED = "declined"
    IMPOSSIBLE = "impossible"
    THERE_IS_NONE = "there_is_none"
    UNKNOWN = "unknown"


class ReturnKind(Word):
    """The return of an episode: before recovery a relapse, after it a recurrence."""

    RELAPSE = "relapse"
    RECURRENCE = "recurrence"
