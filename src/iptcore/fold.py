"""The fold: what each kind of event changes in the state of a course.

The state is the plain dictionary of a :class:`~iptcore.course.Course`. Nothing here refuses an event: one that is out
of place is stored and changes nothing else.
"""

from collections.abc import Callable
from typing import Any

from iptcore.events import (
    ClientReferred,
    ConsentGiven,
    ConsentWithdrawn,
    ContractAgreed,
    ContractAmended,
    CourseCompleted,
    CourseDiscontinued,
    CourseOpened,
    CourseResumed,
    CourseSuspended,
    DepartureExplained,
    DiagnosisRecorded,
    DisputeStageChanged,
    Event,
    EventKind,
    FormulationAgreed,
    GoalAgreed,
    MiddleBegun,
    MiddleResumed,
    NotDone,
    PatternNamed,
    RelapsePlanAgreed,
    RelationshipRecorded,
    RiskAssessed,
    SessionHeld,
    SymptomsRated,
    TerminationBegun,
)
from iptcore.growing_list import GrowingList
from iptcore.model.problem_area import RoleDispute
from iptcore.values import updated
from iptcore.vocabulary import (
    ConsentGiver,
    ConsentScope,
    DiscontinuationReason,
    Ending,
    Phase,
    Purpose,
    RiskAction,
    Status,
    TerminationKind,
)

_NOTHING: GrowingList[Any] = GrowingList()

FOR_THE_CLIENT = (ConsentGiver.GUARDIAN_WITH_ASSENT, ConsentGiver.LEGAL_REPRESENTATIVE)
"""From whom a consent for the client may come. The others are the client: a competent minor consents themselves."""

COUNTED = frozenset({Purpose.REGULAR, Purpose.GROUP})
"""The purposes of sessions that count towards the contract."""

State = dict[str, Any]

UNSEEN = "_unseen"
"""In the state of a course that nobody has seen yet, whose parts may be changed in place."""


def _to_change(state: State, part: str) -> dict[Any, Any]:
    """A part of the state to write in: a copy, if other courses share the part."""
    if UNSEEN not in state:
        state[part] = state[part].copy()
    changed: dict[Any, Any] = state[part]
    return changed


def _open(state: State, event: CourseOpened) -> None:
    if state["status"] is Status.NOT_OPENED:
        state.update(opening=event, status=Status.OPEN, phase=Phase.INITIAL, phase_began_on=event.on)


def _enter_phase(state: State, event: Event) -> None:
    if state["status"] in _UNDER_WAY:
        state.update(phase=event.enters, phase_began_on=event.on, sessions_in_phase=0)


def _suspend(state: State, _event: CourseSuspended) -> None:
    if state["status"] is Status.OPEN:
        state["status"] = Status.SUSPENDED


def _resume(state: State, _event: CourseResumed) -> None:
    if state["status"] is Status.SUSPENDED:
        state["status"] = Status.OPEN


def _end(state: State, event: Event, ending: Ending) -> None:
    if state["status"] in _UNDER_WAY:
        state.update(status=Status.ENDED, ending=ending, ended_on=event.on)


def _complete(state: State, event: CourseCompleted) -> None:
    begun = state["_kinds"].get(TerminationBegun, _NOTHING).newest
    early = begun is not None and begun.how is TerminationKind.EARLY_BY_AGREEMENT
    _end(state, event, Ending.COMPLETED_EARLY if early else Ending.COMPLETED)


def _discontinue(state: State, event: CourseDiscontinued) -> None:
    _end(state, event, _ENDINGS.get(event.reason, Ending.DISCONTINUED))


def _refer(state: State, event: ClientReferred) -> None:
    _end(state, event, Ending.REFERRED)


def _formulate(state: State, event: FormulationAgreed) -> None:
    state["formulation"] = event.formulation
    disputes = [focal.area for focal in event.formulation.areas if isinstance(focal.area, RoleDispute)]
    judged = {dispute.key: dispute.stage for dispute in disputes if dispute.stage is not None}
    _to_change(state, "_stages").update(judged)


def _contract(state: State, event: ContractAgreed) -> None:
    state["contract"] = event.contract


def _amend(state: State, event: ContractAmended) -> None:
    if state["contract"] is not None:
        state["contract"] = event.amendment.amend(state["contract"])


def _plan(state: State, event: RelapsePlanAgreed) -> None:
    state["relapse_plan"] = event.plan


def _hold(state: State, event: SessionHeld) -> None:
    if not state["techniques"].issuperset(event.techniques):
        state["techniques"] = state["techniques"].union(event.techniques)
    if event.purpose in COUNTED:
        state["counted"] = state["counted"].push(event)
        state["sessions_in_phase"] += state["phase"] is not None  # none dated before the opening is in a phase


def _rate(state: State, event: SymptomsRated) -> None:
    ratings = _to_change(state, "_ratings")
    ratings[event.instrument] = ratings.get(event.instrument, _NOTHING).push(event)
    if event.is_positive:
        state["positive_items"] = state["positive_items"].push(event, state["_kinds"][SymptomsRated].place)


def _assess(state: State, event: RiskAssessed) -> None:
    if event.action is RiskAction.URGENT:
        state["urgent_risk"] = state["urgent_risk"].push(event, state["_kinds"][RiskAssessed].place)


def _consent(state: State, event: ConsentGiven) -> None:
    whose = _other_than_client(state, event.person) if event.given_by is ConsentGiver.SELF else None
    carried = event.carried
    if carried is not None and any(
        withdrawn.scope is event.scope and withdrawn.on >= carried.day and _may_be_of(state, withdrawn, event, whose)
        for withdrawn in state["_kinds"].get(ConsentWithdrawn, _NOTHING)
    ):
        return  # what was given before it was withdrawn is not in force again by being carried over
    consents = _to_change(state, "_consents")
    standing = consents.get((event.scope, whose), {})
    others = {giver: given for giver, given in standing.items() if giver is not event.given_by}
    consents[event.scope, whose] = others | {event.given_by: event}  # the last one given stands last


def _withdraw(state: State, event: ConsentWithdrawn) -> None:
    consents, whose = _to_change(state, "_consents"), _other_than_client(state, event.person)
    if whose is not None and consents.pop((event.scope, whose), None) is not None:
        return
    # The client's withdrawal leaves nothing: a guardian's consent needs their assent. Whoever else has given no consent
    # of their own withdraws what a guardian or representative gave for the client, and never what the client gave.
    standing = consents.pop((event.scope, None), {})
    left = {giver: given for giver, given in standing.items() if whose is not None and giver not in FOR_THE_CLIENT}
    if left:
        consents[event.scope, None] = left
    if event.scope is ConsentScope.TREATMENT and (left != standing or not standing):
        state["treatment_withdrawn"] = event


def _may_be_of(state: State, withdrawn: ConsentWithdrawn, given: ConsentGiven, whose: str | None) -> bool:
    """Whether a withdrawal may be of the consent *given*: that of the same party, or given for the client."""
    who = _other_than_client(state, withdrawn.person)
    return who == whose or (whose is None and given.given_by in FOR_THE_CLIENT)


def _other_than_client(state: State, person: str | None) -> str | None:
    """The key of another party: the client is the same person whether their own key is given or none."""
    opening = state["opening"]
    return None if opening is not None and person == opening.client else person


def _record_diagnosis(state: State, event: DiagnosisRecorded) -> None:
    now, known = event.diagnosis, _to_change(state, "_diagnoses")
    key = (now.condition, now.role)
    was = known.get(key)
    if was is not None:
        # Care of another kind, and exclusions screened before, stand beside what is new; care ends by being said to.
        by_kind = {care.kind: care for care in (*was.concurrent_care, *now.concurrent_care)}
        screened = dict.fromkeys((*was.exclusions_screened, *now.exclusions_screened))
        now = updated(was, now).replace(concurrent_care=tuple(by_kind.values()), exclusions_screened=tuple(screened))
    known[key] = now


def _record_relationship(state: State, event: RelationshipRecorded) -> None:
    now, known = event.relationship, _to_change(state, "_relationships")
    known[now.key] = updated(known[now.key], now) if now.key in known else now
    concern = now.safety_concern
    if concern is not None:
        concerns = _to_change(state, "_concerns")
        standing = dict(concerns.get(now.key, ()))
        since, _ = standing.pop(concern.kind, (event.on, None))
        if concern.joint_work_safe is not True:
            standing[concern.kind] = since, concern
        concerns[now.key] = standing


def _explain(state: State, event: DepartureExplained) -> None:
    departures = _to_change(state, "_departures")
    departures[event.on] = departures.get(event.on, frozenset()) | {event.rule}


def _keyed(part: str, key: Callable[[Any], Any], item: Callable[[Any], Any]) -> Callable[[State, Any], None]:
    """A step that stores a part of an event under its key, and replaces what was there."""

    def step(state: State, event: Any) -> None:
        _to_change(state, part)[key(event)] = item(event)

    return step


_UNDER_WAY = (Status.OPEN, Status.SUSPENDED)

_ENDINGS = {
    DiscontinuationReason.NOT_SUITABLE: Ending.NOT_SUITABLE,
    DiscontinuationReason.DEATH: Ending.DIED,
}

CHANGES: dict[EventKind, Callable[[State, Any], None]] = {
    CourseOpened: _open,
    MiddleBegun: _enter_phase,
    MiddleResumed: _enter_phase,
    TerminationBegun: _enter_phase,
    CourseSuspended: _suspend,
    CourseResumed: _resume,
    CourseCompleted: _complete,
    CourseDiscontinued: _discontinue,
    ClientReferred: _refer,
    FormulationAgreed: _formulate,
    ContractAgreed: _contract,
    ContractAmended: _amend,
    RelapsePlanAgreed: _plan,
    SessionHeld: _hold,
    SymptomsRated: _rate,
    RiskAssessed: _assess,
    ConsentGiven: _consent,
    ConsentWithdrawn: _withdraw,
    DiagnosisRecorded: _record_diagnosis,
    RelationshipRecorded: _record_relationship,
    DepartureExplained: _explain,
    PatternNamed: _keyed("_patterns", lambda event: event.pattern.key, lambda event: event.pattern),
    GoalAgreed: _keyed("_goals", lambda event: event.goal.key, lambda event: event.goal),
    DisputeStageChanged: _keyed("_stages", lambda event: event.dispute, lambda event: event.stage),
    NotDone: _keyed("_not_done", lambda event: event.task, lambda event: event),
}
"""What each kind of event changes in the state, in which the event itself has been filed under its kind.

No later event changes an ending.
"""
