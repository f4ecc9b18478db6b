"""What safety asks at a gate, told from the list of entries: no state, no fold, no predicate of the package.

It is slow and plain on purpose. It reads the whole record anew for every question, in the words of the rules: S02, S04,
S05, S13, S14 and S17 for the steps from phase to phase, S05 for the return from a pause.
"""

from collections.abc import Iterable

from iptcore.events import EntriesCorrected, Event
from iptcore.vocabulary import AdverseEventKind, RiskAction

HARM = {AdverseEventKind.SUICIDE_ATTEMPT, AdverseEventKind.SELF_HARM}
TURNS = {AdverseEventKind.MANIA, AdverseEventKind.HYPOMANIA, AdverseEventKind.PSYCHOSIS}


def happened(history: Iterable[Event]) -> list[Event]:
    """The entries in the order in which they happened, mended."""
    entries = dict(enumerate(history, start=1))
    standing = {number: event for number, event in entries.items() if type(event) is not EntriesCorrected}
    for event in entries.values():
        if type(event) is EntriesCorrected:
            for correction in event.corrections:
                standing[correction.entry] = correction.replacement
    kept = [(event.on, number, event) for number, event in standing.items() if event is not None]
    return [event for _, _, event in sorted(kept, key=lambda placed: placed[:2])]


def asked(history: Iterable[Event], step: str) -> set[str]:
    """The rules of safety that a step of this kind breaks."""
    events = happened(history)
    rules = set()
    positive = harm = urgent = unanswered = turned = False
    assessed = contacts = False
    joint: tuple[str, ...] = ()
    concerns: dict[tuple[str, object], bool] = {}
    dead: dict[str, bool] = {}
    for event in events:
        kind = type(event).__name__
        if kind == "RiskAssessed":
            assessed, positive, harm = True, False, False
            urgent = event.action is RiskAction.URGENT
            unanswered = unanswered or urgent
        elif kind in ("RiskEscalated", "SafetyPlanAgreed") or (kind == "NotDone" and event.task in ("S05", "S05a")):
            unanswered = False
        elif kind == "SymptomsRated":
            positive = positive or (event.suicide_item or 0) >= 1
        elif kind == "AdverseEventRecorded":
            harm = harm or event.what in HARM
            turned = turned or event.what in TURNS
        elif kind == "ProgressReviewed":
            turned = False
        elif kind == "CrisisContactsRecorded":
            contacts = True
        elif kind == "ContractAgreed":
            joint = event.contract.joint_with
        elif kind == "RelationshipRecorded":
            person = event.relationship
            if person.safety_concern is not None:
                safe = person.safety_concern.joint_work_safe is True
                concerns[person.key, person.safety_concern.kind] = safe
            if person.alive is not None:
                dead[person.key] = not person.alive
    if urgent or unanswered:
        rules.add("S05")
    if step == "CourseResumed":
        return rules
    if positive or harm:
        rules.add("S04")
    if turned:
        rules.add("S17")
    if step in ("MiddleBegun", "MiddleResumed"):
        if not assessed or positive or harm:
            rules.add("S02")
        if not contacts:
            rules.add("S14")
        if any(not safe and who in joint and not dead.get(who) for (who, _), safe in concerns.items()):
            rules.add("S13")
    return rules
