"""Words on the client: consent, diagnosis, other care, and the people around them."""

from iptcore.vocabulary.word import Word


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

    @property
    def label(self) -> str:
        """The name of the system as its makers write it."""
        names = {CodeSystem.SNOMED_CT: "SNOMED CT", CodeSystem.OWN: "own"}
        return names.get(self) or self.value.upper().replace("_", "-")


class Condition(Word):
    """The condition that a diagnosis names, as a human judged it. Rules read this word, never a code."""

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
