"""Words on safety."""

from iptcore.vocabulary.word import Word


class RiskAction(Word):
    """A human's judgement of what is needed now; never a level, never a score of ours."""

    NONE = "none"
    PLAN = "plan"
    URGENT = "urgent"

    @property
    def label(self) -> str:
        """The word for people to read: the plan is a safety plan."""
        return "safety plan" if self is RiskAction.PLAN else self.value


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
    PLAN_NOT_AGREED = "plan_not_agreed"
    TURN_NOT_REVIEWED = "turn_not_reviewed"
    LEFT_WITH_OPEN_RISK = "left_with_open_risk"
    RISK_NOT_PASSED_ON = "risk_not_passed_on"
    ABSENCE_NOT_FOLLOWED_UP = "absence_not_followed_up"
    SAFEGUARDING_WITHOUT_ACTION = "safeguarding_without_action"
    CONSENT_WITHDRAWN = "consent_withdrawn"
    UNSAFE_JOINT_WORK = "unsafe_joint_work"
    UNSAFE_SUPPORT = "unsafe_support"
    UNSAFE_CONFRONTATION = "unsafe_confrontation"
    UNSAFE_PERSON_MET = "unsafe_person_met"
    PRESENCE_NOT_SAID = "presence_not_said"
    RISK_NEVER_ASSESSED = "risk_never_assessed"
    NO_CRISIS_CONTACTS = "no_crisis_contacts"
