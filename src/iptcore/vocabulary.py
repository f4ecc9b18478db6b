"""The words of IPT as enumerations; their values are the words that are stored, so they never change."""

from enum import StrEnum


class Word(StrEnum):
    """A word from a closed list. ``word.label`` is the same word for people to read."""

    @property
    def label(self) -> str:
        """The word for people to read."""
        return self.value.replace("_", " ")


# -- where a course stands ---------------------------------------------------------------------------------------------


class Phase(Word):
    """The phases of a course, in their order. A manual's own name for one is a label in its protocol."""

    INITIAL = "initial"
    MIDDLE = "middle"
    TERMINATION = "termination"


class Status(Word):
    """What surrounds the phases."""

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


# -- the client --------------------------------------------------------------------------------------------------------


class ConsentScope(Word):
    """What a consent covers; consent to assessment is given at the opening."""

    TREATMENT = "treatment"
    RECORDING = "recording"
    CONJOINT = "conjoint"
    CAREGIVER = "caregiver"
    RESEARCH = "research"


class ConsentGiver(Word):
    """Who may consent to treatment; which of them counts is for the jurisdiction to say."""

    SELF = "self"
    GUARDIAN_WITH_ASSENT = "guardian_with_assent"
    COMPETENT_MINOR = "competent_minor"
    LEGAL_REPRESENTATIVE = "legal_representative"


class CodeSystem(Word):
    """Where the code of a diagnosis comes from."""

    ICD_10 = "icd_10"
    ICD_11 = "icd_11"
    DSM_5 = "dsm_5"
    SNOMED_CT = "snomed_ct"
    OWN = "own"


class Condition(Word):
    """The condition a diagnosis speaks of, as a human judged it: rules read this word, never a code."""

    MAJOR_DEPRESSION = "major_depression"
    DYSTHYMIA = "dysthymia"
    PERINATAL_DEPRESSION = "perinatal_depression"
    SUBTHRESHOLD_DEPRESSION = "subthreshold_depression"
    BIPOLAR_DISORDER = "bipolar_disorder"
    PSYCHOSIS = "psychosis"
    SUBSTANCE_USE = "substance_use"
    COGNITIVE_IMPAIRMENT = "cognitive_impairment"
    POST_TRAUMATIC_STRESS = "post_traumatic_stress"
    SOCIAL_ANXIETY = "social_anxiety"
    OTHER_ANXIETY = "other_anxiety"
    BULIMIA_NERVOSA = "bulimia_nervosa"
    BINGE_EATING = "binge_eating"
    OTHER_EATING_DISORDER = "other_eating_disorder"
    BORDERLINE_PERSONALITY = "borderline_personality"
    OTHER_PERSONALITY = "other_personality"
    PROLONGED_GRIEF = "prolonged_grief"
    GENERAL_MEDICAL = "general_medical"
    INTELLECTUAL_DISABILITY = "intellectual_disability"
    INTERPERSONAL_PROBLEM = "interpersonal_problem"
    OTHER = "other"


class DiagnosisRole(Word):
    """What a diagnosis is in this course."""

    TARGET = "target"
    COMORBID = "comorbid"
    PAST = "past"


class CareKind(Word):
    """Who else treats the client at the same time."""

    PSYCHIATRIC = "psychiatric"
    MEDICATION = "medication"
    SUBSTANCE_USE = "substance_use"
    GENERAL_MEDICAL = "general_medical"
    OTHER = "other"


class MedicationNeed(Word):
    """What a review of medication came to."""

    INDICATED = "indicated"
    NOT_INDICATED = "not_indicated"
    DECLINED = "declined"
    REFERRED_TO_PRESCRIBER = "referred_to_prescriber"
    PRESCRIBED = "prescribed"
    PRESCRIBER_DECIDED_WITHOUT = "prescriber_decided_without"


class SickRoleScope(Word):
    """How far the sick role goes; adolescents are given a limited one."""

    FULL = "full"
    LIMITED = "limited"


# -- safety ------------------------------------------------------------------------------------------------------------


class RiskAction(Word):
    """A human's judgement of what is needed now; never a level, never a score of ours."""

    NONE = "none"
    PLAN = "plan"
    URGENT = "urgent"


class AdverseEventKind(Word):
    """What sort of serious event it was."""

    SUICIDE_ATTEMPT = "suicide_attempt"
    SELF_HARM = "self_harm"
    ADMISSION = "admission"
    EMERGENCY_VISIT = "emergency_visit"
    """A visit to an emergency room without admission."""
    MANIA = "mania"
    HYPOMANIA = "hypomania"
    PSYCHOSIS = "psychosis"
    HARM_TO_OTHERS = "harm_to_others"
    DEATH = "death"
    OTHER = "other"


class SafetyConcernKind(Word):
    """Why a person may be unsafe for the client."""

    VIOLENCE = "violence"
    ABUSE = "abuse"
    COERCION = "coercion"
    OTHER = "other"


class ContactWith(Word):
    """Who was contacted outside sessions."""

    CLIENT = "client"
    CAREGIVER = "caregiver"
    PROFESSIONAL = "professional"
    OTHER = "other"


class ContactDirection(Word):
    """Who contacted whom: the service the other side, or the other side the service."""

    OUTGOING = "outgoing"
    INCOMING = "incoming"


class ContactReason(Word):
    """Why there was contact outside sessions."""

    OUTREACH = "outreach"
    CRISIS = "crisis"
    CAREGIVER_INVOLVEMENT = "caregiver_involvement"
    ADMINISTRATIVE = "administrative"


class SafetyMatter(Word):
    """What an open demand of safety is about."""

    URGENT_NOT_ACTED_ON = "urgent_not_acted_on"
    URGENT_NOT_REASSESSED = "urgent_not_reassessed"
    HARM_NOT_ASSESSED = "harm_not_assessed"
    POSITIVE_ITEM_NOT_ASSESSED = "positive_item_not_assessed"
    TURN_NOT_REVIEWED = "turn_not_reviewed"
    LEFT_WITH_OPEN_RISK = "left_with_open_risk"
    RISK_NOT_PASSED_ON = "risk_not_passed_on"
    ABSENCE_NOT_FOLLOWED_UP = "absence_not_followed_up"
    SAFEGUARDING_WITHOUT_ACTION = "safeguarding_without_action"
    UNSAFE_JOINT_WORK = "unsafe_joint_work"
    UNSAFE_SUPPORT = "unsafe_support"
    UNSAFE_CONFRONTATION = "unsafe_confrontation"
    UNSAFE_PERSON_MET = "unsafe_person_met"
    PRESENCE_NOT_SAID = "presence_not_said"
    RISK_NEVER_ASSESSED = "risk_never_assessed"
    NO_CRISIS_CONTACTS = "no_crisis_contacts"


# -- people and what happened ------------------------------------------------------------------------------------------


class Party(Word):
    """What a relationship is with."""

    PERSON = "person"
    FAMILY = "family"
    GROUP = "group"
    EMPLOYER = "employer"


class Relation(Word):
    """What somebody is to the client."""

    PARTNER = "partner"
    FORMER_PARTNER = "former_partner"
    PARENT = "parent"
    GRANDPARENT = "grandparent"
    CHILD = "child"
    SIBLING = "sibling"
    RELATIVE = "relative"
    FRIEND = "friend"
    COLLEAGUE = "colleague"
    PROFESSIONAL = "professional"
    OTHER = "other"


class Season(Word):
    """Seasons as numbered by EDTF, without a hemisphere's months."""

    SPRING = "spring"
    SUMMER = "summer"
    AUTUMN = "autumn"
    WINTER = "winter"


# -- the focus ---------------------------------------------------------------------------------------------------------


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


# -- the contract and its sessions -------------------------------------------------------------------------------------


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


class MissedBy(Word):
    """By whom an appointment was not kept."""

    CLIENT = "client"
    THERAPIST = "therapist"
    SERVICE = "service"
    UNKNOWN = "unknown"


class RaterType(Word):
    """Who gave the answers of a rating."""

    CLIENT = "client"
    CLINICIAN = "clinician"
    CAREGIVER = "caregiver"
    OTHER = "other"


class MissingItemsPolicy(Word):
    """How a total was made when items were left out."""

    PRORATED = "prorated"
    SUM_OF_ANSWERED = "sum_of_answered"
    INSTRUMENT_RULE = "instrument_rule"


class Direction(Word):
    """Whether higher totals of an instrument are worse or better."""

    HIGHER_IS_WORSE = "higher_is_worse"
    HIGHER_IS_BETTER = "higher_is_better"


class MeasureKind(Word):
    """What sort of number the total of an instrument is."""

    SUM = "sum"
    MEAN = "mean"
    COUNT = "count"
    PERCENTAGE = "percentage"
    RATING = "rating"
    """A single rating, such as mood from 1 to 10."""


class Baseline(Word):
    """The rating from which change is counted, of those on one instrument, of one version and rater.

    Before the middle phase has begun it is the first of them, whichever is chosen.
    """

    FIRST = "first"
    LAST_BEFORE_MIDDLE = "last_before_middle"
    HIGHEST_BEFORE_MIDDLE = "highest_before_middle"
    """The most severe: where higher is better, the lowest."""


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


# -- ending, leaving, the record ---------------------------------------------------------------------------------------


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


# -- what a course comes to --------------------------------------------------------------------------------------------


class ReliableChange(Word):
    """A difference measured against the error of the instrument."""

    IMPROVED = "improved"
    WORSENED = "worsened"
    WITHIN_ERROR = "within_error"


class ReturnKind(Word):
    """The return of an episode: before recovery a relapse, after it a recurrence."""

    RELAPSE = "relapse"
    RECURRENCE = "recurrence"
