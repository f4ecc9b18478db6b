"""Words on a session: what it was for, what was done in it, and how it was judged."""

from iptcore.vocabulary.word import Word


class Purpose(Word):
    """What a session was for; only regular and group sessions count towards the contract.

    One of assessment finds out whether and how to treat; one of engagement wins a client who hesitates.
    """

    REGULAR = "regular"
    GROUP = "group"
    PRE_GROUP = "pre_group"
    ASSESSMENT = "assessment"
    ENGAGEMENT = "engagement"
    CRISIS = "crisis"
    CONJOINT = "conjoint"
    CAREGIVER = "caregiver"
    REVIEW = "review"
    BOOSTER = "booster"


class Modality(Word):
    """How a session was held."""

    IN_PERSON = "in_person"
    VIDEO = "video"
    TELEPHONE = "telephone"


class Attendee(Word):
    """Who took part in a session."""

    CLIENT = "client"
    PARTNER = "partner"
    CAREGIVER = "caregiver"
    RELATIVE = "relative"
    COTHERAPIST = "cotherapist"
    OTHER = "other"


class LinkDirection(Word):
    """Which way the week's link ran."""

    MOOD_TO_EVENT = "mood_to_event"
    EVENT_TO_MOOD = "event_to_mood"


class TechniqueName(Word):
    """What a therapist does in a session; what each means and where it fits is in ``iptcore.model.technique``."""

    NONDIRECTIVE_EXPLORATION = "nondirective_exploration"
    DIRECT_ELICITATION = "direct_elicitation"
    ENCOURAGEMENT_OF_AFFECT = "encouragement_of_affect"
    CLARIFICATION = "clarification"
    COMMUNICATION_ANALYSIS = "communication_analysis"
    DECISION_ANALYSIS = "decision_analysis"
    ROLE_PLAY = "role_play"
    USE_OF_THERAPEUTIC_RELATIONSHIP = "use_of_therapeutic_relationship"
    PSYCHOEDUCATION = "psychoeducation"
    DIRECTIVE_TECHNIQUE = "directive_technique"
    LIMIT_SETTING = "limit_setting"
    CONTRACT_SETTING = "contract_setting"
    INTERPERSONAL_INVENTORY = "interpersonal_inventory"
    CLOSENESS_CIRCLE = "closeness_circle"
    TIMELINE = "timeline"
    MOOD_EVENT_LINK = "mood_event_link"
    INTERPERSONAL_INCIDENT = "interpersonal_incident"
    CONTENT_AND_PROCESS_AFFECT = "content_and_process_affect"
    WORK_AT_HOME = "work_at_home"
    MOBILISING_SUPPORT = "mobilising_support"
    ATTACHMENT_EXPLORATION = "attachment_exploration"
    CONSOLIDATION_OF_GAINS = "consolidation_of_gains"
    RELAPSE_PLANNING = "relapse_planning"
    SOCIAL_RHYTHM_MONITORING = "social_rhythm_monitoring"
    TRANSFERENCE_INTERPRETATION = "transference_interpretation"
    COGNITIVE_RECORD = "cognitive_record"
    DREAM_WORK = "dream_work"
    EXPOSURE = "exposure"
    BEHAVIOURAL_ACTIVATION = "behavioural_activation"


class FidelitySource(Word):
    """Who judged the fidelity of a session: the therapist, a supervisor, or somebody who heard or saw a recording."""

    SELF = "self"
    SUPERVISOR = "supervisor"
    RECORDING = "recording"


class FidelityItem(Word):
    """What is looked for in a session when it is asked how far the protocol was followed."""

    LENGTH = "length"
    OPENING_QUESTION = "opening_question"
    RATING = "rating"
    RISK_CHECK = "risk_check"
    MOOD_EVENT_LINK = "mood_event_link"
    FOCUS_HELD = "focus_held"
    TECHNIQUES_FIT = "techniques_fit"
    NO_OTHER_THERAPY = "no_other_therapy"
    AFFECT_WORK = "affect_work"
    ENDING_MENTIONED = "ending_mentioned"
    TASK_SET = "task_set"
    TASK_REVIEWED = "task_reviewed"
    SYMPTOMS_LEFT_ALONE = "symptoms_left_alone"
    RHYTHM_CHART = "rhythm_chart"


class Seen(Word):
    """What the record says of an item that applied."""

    SEEN = "seen"
    NOT_SEEN = "not_seen"
    NOT_RECORDED = "not_recorded"
