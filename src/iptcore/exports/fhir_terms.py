"""The smaller pieces of FHIR that a bundle and a plan definition share: codes, quantities, dates and timings."""

import re
from typing import Any

from iptcore.course import Course
from iptcore.events import GoalReviewed
from iptcore.exports.naming import code_system
from iptcore.model.diagnosis import Diagnosis
from iptcore.model.goal import Goal
from iptcore.model.partial_date import PartialDate
from iptcore.protocol.protocol import Protocol
from iptcore.vocabulary import CodeSystem, Ending, Frequency, Modality, Status

UCUM = "http://unitsofmeasure.org"

IPT_CONCEPT = {
    "system": "http://snomed.info/sct",
    "code": "443730003",
    "display": "Interpersonal psychotherapy (regime/therapy)",
}
"""The code in the value set 2.16.840.1.113883.3.526.3.1496. Users of SNOMED CT need a licence of their own."""


_ODD_SPACE = re.compile("[\u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff]")
"""Spaces that a FHIR string may not hold: only the common space, tabs and line breaks are allowed."""


def words(text: str) -> str:
    """*text* as a FHIR string: every other kind of space becomes a common space."""
    return _ODD_SPACE.sub(" ", text)


def own(system: str, code: str, display: str | None = None) -> dict[str, Any]:
    """A word of this library as a coding."""
    return {"system": code_system(system), "code": str(code), "display": words(display or str(code).replace("_", " "))}


GOAL_ATTAINMENT = own("ratings", "goal_attainment", "goal attainment, -2 to +2 (Kiresuk & Sherman)")
SUICIDE_ITEM = own("ratings", "suicide_item")


def coded(*codings: dict[str, Any], text: str | None = None) -> dict[str, Any]:
    """A concept with its codings, and with words if there are any."""
    return {"coding": list(codings), **({"text": words(text)} if text else {})}


def quantity(amount: float, unit: str, code: str) -> dict[str, Any]:
    """An amount in a UCUM unit."""
    return {"value": int(amount) if float(amount).is_integer() else amount, "unit": unit, "system": UCUM, "code": code}


def moment(of: str, moment: PartialDate) -> dict[str, str]:
    """A partial date as an element: a FHIR dateTime if it is a year, month or day, otherwise a text."""
    more = moment.about or moment.before or moment.anticipated or moment.season is not None
    return {f"{of}{'String' if more else 'DateTime'}": str(moment)}


_EVERY = {
    Frequency.THRICE_WEEKLY: (3, 1, "wk"),
    Frequency.TWICE_WEEKLY: (2, 1, "wk"),
    Frequency.WEEKLY: (1, 1, "wk"),
    Frequency.FORTNIGHTLY: (1, 2, "wk"),
    Frequency.MONTHLY: (1, 1, "mo"),
}


def repeat(
    frequency: Frequency | None, count: float | None, at_most: float | None, minutes: float | None
) -> dict[str, Any]:
    """How often, how many and how long, as the *repeat* of a Timing; terms that are not agreed are left out.

    FHIR allows a range of a count only with both ends, so an open range is left out.
    """
    timing: dict[str, Any] = {}
    if count is not None:
        timing["count"] = int(count)
        if at_most is not None and at_most > count:
            timing["countMax"] = int(at_most)
    if frequency in _EVERY:
        timing["frequency"], timing["period"], timing["periodUnit"] = _EVERY[frequency]
    if minutes is not None:
        timing["duration"], timing["durationUnit"] = minutes, "min"
    return timing


def protocol_url(protocol: Protocol) -> str:
    """The canonical URL of a protocol."""
    return code_system(f"PlanDefinition:{protocol.code}")


# -- words of FHIR for ours --------------------------------------------------------------------------------------------

TERMS = "http://terminology.hl7.org/CodeSystem/"
_ACT = TERMS + "v3-ActCode"
NOT_KNOWN = {"system": TERMS + "v3-NullFlavor", "code": "UNK", "display": "unknown"}
_VIRTUAL = {"system": _ACT, "code": "VR", "display": "virtual"}
ENCOUNTER_CLASSES = {
    None: NOT_KNOWN,
    Modality.IN_PERSON: {"system": _ACT, "code": "AMB", "display": "ambulatory"},
    Modality.VIDEO: _VIRTUAL,
    Modality.TELEPHONE: _VIRTUAL,
}
EPISODE_STATUS = {Status.OPEN: "active", Status.SUSPENDED: "onhold", Status.ENDED: "finished"}
ACTIVITY_STATUS = {Status.OPEN: "in-progress", Status.SUSPENDED: "on-hold", Status.ENDED: "completed"}
GOAL_STATUS = {"active": "active", "on-hold": "on-hold", "completed": "completed", "revoked": "cancelled"}
DIAGNOSIS_SYSTEMS = {
    CodeSystem.ICD_10: "http://hl7.org/fhir/sid/icd-10",
    CodeSystem.ICD_11: "http://id.who.int/icd/release/11/mms",
    CodeSystem.SNOMED_CT: "http://snomed.info/sct",
}


def plan_status(course: Course) -> str:
    """The status of the plans of a course."""
    if course.status is not Status.ENDED:
        return "on-hold" if course.status is Status.SUSPENDED else "active"
    return "completed" if course.ending in (Ending.COMPLETED, Ending.COMPLETED_EARLY) else "revoked"


def clinical(code: str) -> dict[str, Any]:
    """The clinical status of a condition."""
    return coded({"system": TERMS + "condition-clinical", "code": code})


def clinical_status(diagnosis: Diagnosis) -> dict[str, Any] | None:
    """Whether a condition is active; None if it is not recorded."""
    present = diagnosis.is_present
    return None if present is None else clinical("active" if present else "inactive")


def achievement(goal: Goal, reviews: list[GoalReviewed]) -> dict[str, Any] | None:
    """How far a goal is reached by its last review; None before the first."""
    if not reviews:
        return None
    now, before = reviews[-1].attainment, goal.baseline
    code = "achieved" if now >= 0 else "improving" if now > before else "worsening" if now < before else "no-change"
    return coded({"system": TERMS + "goal-achievement", "code": code})
