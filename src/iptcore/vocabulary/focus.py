"""Words on what is worked on, and how it moves."""

from iptcore.vocabulary.word import Word


class Loss(Word):
    """What was lost; manuals differ on which losses are grief."""

    DEATH = "death"
    PERINATAL_DEATH = "perinatal_death"
    SEPARATION = "separation"
    HEALTH = "health"
    OTHER = "other"


class DisputeStage(Word):
    """How far a role dispute has gone: both trying, talk stopped, or beyond repair."""

    RENEGOTIATION = "renegotiation"
    IMPASSE = "impasse"
    DISSOLUTION = "dissolution"


class OnsetLink(Word):
    """How a focal area bears on the episode."""

    PRECIPITATED = "precipitated"
    MAINTAINS = "maintains"


class AttachmentStyle(Word):
    """How the client relates when in need (an element of Stuart & Robertson)."""

    SECURE = "secure"
    PREOCCUPIED = "preoccupied"
    DISMISSING = "dismissing"
    FEARFUL = "fearful"


class Mechanism(Word):
    """How IPT is thought to work (Lipsitz & Markowitz 2013): hypotheses, not proven mediators."""

    ENHANCING_SOCIAL_SUPPORT = "enhancing_social_support"
    DECREASING_INTERPERSONAL_STRESS = "decreasing_interpersonal_stress"
    FACILITATING_EMOTIONAL_PROCESSING = "facilitating_emotional_processing"
    IMPROVING_INTERPERSONAL_SKILLS = "improving_interpersonal_skills"


class Movement(Word):
    """Where somebody moved in the closeness circle, from the first ring recorded to the last."""

    INWARDS = "inwards"
    OUTWARDS = "outwards"
    STAYED = "stayed"
