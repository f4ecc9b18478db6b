"""The rules of the focus: the formulation and its focal areas.

The number of focal areas (``focal_areas``), the areas (``areas``) and the losses that are grief (``grief_losses``) are
set in ``protocol/ipt.py`` for IPT and in ``protocol/catalogue/`` for the others. The number of sessions after which the
stage of a dispute is due is set here (``_SESSIONS_TO_JUDGE_A_STAGE``).
"""

from typing import TYPE_CHECKING

from iptcore.course import Course
from iptcore.events import DisputeStageChanged, FormulationAgreed, RelationshipRecorded, SessionHeld
from iptcore.fold import COUNTED
from iptcore.model.formulation import Formulation
from iptcore.model.problem_area import Grief, InterpersonalDeficits, RoleDispute, RoleTransition
from iptcore.protocol.rule import Clause, Level, Rule
from iptcore.protocol.steps import INTO_MIDDLE
from iptcore.readings.focus import focal_areas, focal_disputes
from iptcore.readings.places import place_of, place_of_last, since_place
from iptcore.readings.unsafe_people import beside_the_client
from iptcore.sources import cite
from iptcore.vocabulary import Loss, Phase

if TYPE_CHECKING:
    from iptcore.protocol.protocol import Protocol


_SESSIONS_TO_JUDGE_A_STAGE = 2
"""The stage of a dispute is due after so many sessions of the middle phase (our decision)."""


# -- the formulation ---------------------------------------------------------------------------------------------------


def names_syndrome(protocol: "Protocol", course: Course, event: FormulationAgreed) -> bool:
    return event.formulation.syndrome is not None


def names_focus(protocol: "Protocol", course: Course, event: FormulationAgreed) -> bool:
    return bool(event.formulation.areas) or protocol.focal_areas.holds(0)


def links_syndrome_and_focus(protocol: "Protocol", course: Course, event: FormulationAgreed) -> bool:
    formulation = event.formulation
    return formulation.link is not None or all(focal.link is not None for focal in formulation.areas)


def holds_plan(protocol: "Protocol", course: Course, event: FormulationAgreed) -> bool:
    return event.formulation.plan is not None


def formulation_accepted(protocol: "Protocol", course: Course) -> bool:
    return course.formulation is not None and course.formulation.accepted is True


def has_agreed_focus(protocol: "Protocol", course: Course) -> bool:
    return protocol.focal_areas.holds(len(focal_areas(course)))


def names_no_more_areas_than_allowed(protocol: "Protocol", course: Course, event: FormulationAgreed) -> bool:
    high = protocol.focal_areas.high
    return high is None or len(event.formulation.areas) <= high


def one_area_is_primary(protocol: "Protocol", course: Course, event: FormulationAgreed) -> bool:
    areas = event.formulation.areas
    return len(areas) < 2 or sum(focal.primary for focal in areas) == 1


def areas_are_known(protocol: "Protocol", course: Course, event: FormulationAgreed) -> bool:
    return not protocol.areas or all(type(focal.area) in protocol.areas for focal in event.formulation.areas)


def areas_bear_on_onset(protocol: "Protocol", course: Course, event: FormulationAgreed) -> bool:
    formulation = event.formulation
    return all(
        focal.onset_link is not None and (focal.link is not None or formulation.link is not None)
        for focal in formulation.areas
    )


# -- its areas ---------------------------------------------------------------------------------------------------------


def deficits_are_last_resort(protocol: "Protocol", course: Course, event: FormulationAgreed) -> bool:
    areas = [focal.area for focal in event.formulation.areas]
    return all(area.why_no_other is not None for area in areas if isinstance(area, InterpersonalDeficits))


def deficits_stand_alone(protocol: "Protocol", course: Course, event: FormulationAgreed) -> bool:
    areas = [focal.area for focal in event.formulation.areas]
    return len(areas) < 2 or not any(isinstance(area, InterpersonalDeficits) for area in areas)


def grief_follows_a_loss_of_its_kind(protocol: "Protocol", course: Course, event: FormulationAgreed) -> bool:
    areas = [focal.area for focal in event.formulation.areas]
    return all(area.loss in protocol.grief_losses for area in areas if isinstance(area, Grief))


def nobody_living_is_mourned(protocol: "Protocol", course: Course, event: FormulationAgreed) -> bool:
    mourned = _mourned(event.formulation)
    return not any(known.alive is True for known in course.relationships if known.key in mourned)


def nobody_mourned_is_living(protocol: "Protocol", course: Course, event: RelationshipRecorded) -> bool:
    return event.relationship.alive is not True or event.relationship.key not in _mourned(course.formulation)


def it_is_clear_who_died(protocol: "Protocol", course: Course, event: RelationshipRecorded) -> bool:
    known = course.relationship(event.relationship.key)
    return known is None or known.alive is not True or known.key not in _mourned(course.formulation)


def dispute_has_a_living_party(protocol: "Protocol", course: Course, event: FormulationAgreed) -> bool:
    areas = [focal.area for focal in event.formulation.areas]
    return all(_is_with_somebody(course, area) for area in areas if isinstance(area, RoleDispute))


def a_dispute_in_focus_is_with_somebody(protocol: "Protocol", course: Course) -> bool:
    in_focus = focal_disputes(course)
    return not in_focus or any(_is_with_somebody(course, dispute) for dispute in in_focus)


def judged_dispute_is_with_somebody(protocol: "Protocol", course: Course, event: DisputeStageChanged) -> bool:
    with_nobody = {dispute.key for dispute in focal_disputes(course) if not _is_with_somebody(course, dispute)}
    return event.dispute not in with_nobody or len(with_nobody) == len(focal_disputes(course))


def session_works_with_a_living_party(protocol: "Protocol", course: Course, event: SessionHeld) -> bool:
    return not any(dispute.key in event.focus for dispute in _with_the_dead(course))


def worked_with_the_dead_before(protocol: "Protocol", course: Course, event: SessionHeld) -> bool:
    """Whether each dispute with dead people that is worked on was already one before, in the formulation in force."""
    worked_on = [dispute for dispute in _with_the_dead(course) if dispute.key in event.focus]
    return all(
        any(dispute.key in session.focus for session in since_place(course, SessionHeld, _known_since(course, dispute)))
        for dispute in worked_on
    )


def dispute_stages_judged_in_time(protocol: "Protocol", course: Course) -> bool:
    if course.phase is not Phase.MIDDLE or course.sessions_in_phase < _SESSIONS_TO_JUDGE_A_STAGE:
        return True
    return all(course.stage(dispute.key) is not None for dispute in focal_disputes(course))


def stage_was_asked_for_before(protocol: "Protocol", course: Course, event: SessionHeld | None) -> bool:
    """Whether the last session was already late enough in this phase, with the formulation in force."""
    last = course.last(SessionHeld)
    if last is None or place_of(course, last) < place_of_last(course, FormulationAgreed):
        return False
    return course.sessions_in_phase - (last.purpose in COUNTED) >= _SESSIONS_TO_JUDGE_A_STAGE


def transition_names_both_roles(protocol: "Protocol", course: Course, event: FormulationAgreed) -> bool:
    areas = [focal.area for focal in event.formulation.areas]
    return all(
        area.old_role is not None and area.new_role is not None for area in areas if isinstance(area, RoleTransition)
    )


def _mourned(formulation: Formulation | None) -> set[str]:
    """The dead people of a focal area of grief."""
    areas = [focal.area for focal in formulation.areas] if formulation else []
    return {area.person for area in areas if isinstance(area, Grief) and area.loss in _DEATHS and area.person}


_DEATHS = (Loss.DEATH, Loss.PERINATAL_DEATH)


def _is_with_somebody(course: Course, dispute: RoleDispute) -> bool:
    return any(not _is_dead(course, party) for party in beside_the_client(course, dispute.parties))


def _with_the_dead(course: Course) -> list[RoleDispute]:
    """The disputes in focus whose parties have all died."""
    return [dispute for dispute in focal_disputes(course) if dispute.parties and not _is_with_somebody(course, dispute)]


def _known_since(course: Course, dispute: RoleDispute) -> int:
    """The place in the timeline since which the record says the same about the parties of a dispute in focus."""
    places = (
        place for place, record in course.placed(RelationshipRecorded) if record.relationship.key in dispute.parties
    )
    return max(place_of_last(course, FormulationAgreed), next(places, -1))


def _is_dead(course: Course, person: str) -> bool:
    relationship = course.relationship(person)
    return relationship is not None and relationship.alive is False


# -- rules -------------------------------------------------------------------------------------------------------------

RULES: tuple[Rule, ...] = (
    Rule(
        code="I07",
        says="a formulation holds the syndrome or problem, the focus, the link between them, and a plan",
        source=cite("F10"),
        clauses=(
            Clause(
                code="I07a",
                on=(FormulationAgreed,),
                level=Level.BINDING,
                asks="name the syndrome or problem in the formulation",
                fits=names_syndrome,
            ),
            Clause(
                code="I07b",
                on=(FormulationAgreed,),
                level=Level.BINDING,
                asks="name a focal area in the formulation",
                fits=names_focus,
            ),
            Clause(
                code="I07c",
                on=(FormulationAgreed,),
                level=Level.BINDING,
                asks="say in the formulation how syndrome and focus are connected",
                fits=links_syndrome_and_focus,
            ),
            Clause(
                code="I07d",
                on=(FormulationAgreed,),
                level=Level.BINDING,
                asks="say in the formulation what will be done",
                fits=holds_plan,
            ),
        ),
    ),
    Rule(
        code="I08",
        says="the client explicitly accepts formulation and focus",
        source=cite("F10"),
        clauses=(
            Clause(
                code="I08a",
                on=INTO_MIDDLE,
                level=Level.SAFEGUARD,
                asks="obtain the client's explicit agreement to formulation and focus first",
                kept=formulation_accepted,
                cures=(FormulationAgreed,),
            ),
        ),
    ),
    Rule(
        code="I09",
        says="one or two problem areas are agreed, or as many as the protocol allows",
        source=cite("F9 F17"),
        clauses=(
            Clause(
                code="I09a",
                on=INTO_MIDDLE,
                level=Level.BINDING,
                asks="agree on one or two problem areas first",
                kept=has_agreed_focus,
                cures=(FormulationAgreed,),
            ),
            Clause(
                code="I09b",
                on=(FormulationAgreed,),
                level=Level.ADVISORY,
                asks="choose among the areas: these are more than this protocol works on",
                fits=names_no_more_areas_than_allowed,
            ),
        ),
    ),
    Rule(
        code="I10",
        says="of two focal areas one is primary",
        source=cite("F17"),
        clauses=(
            Clause(
                code="I10a",
                on=(FormulationAgreed,),
                level=Level.ADVISORY,
                asks="say which of the focal areas is the primary one",
                fits=one_area_is_primary,
            ),
        ),
    ),
    Rule(
        code="I11",
        says="interpersonal deficits are a focus only where no other area fits",
        source=cite("F14"),
        clauses=(
            Clause(
                code="I11a",
                on=(FormulationAgreed,),
                level=Level.BINDING,
                asks="say why no area other than interpersonal deficits fits",
                fits=deficits_are_last_resort,
            ),
        ),
    ),
    Rule(
        code="I12",
        says="interpersonal deficits are not combined with another area",
        source=cite("R"),
        clauses=(
            Clause(
                code="I12a",
                on=(FormulationAgreed,),
                level=Level.ADVISORY,
                asks="take the other area alone as the focus",
                fits=deficits_stand_alone,
            ),
        ),
    ),
    Rule(
        code="I13",
        says="grief is a bereavement by death, perinatal death included, or a loss that the protocol counts as one",
        source=cite("F2"),
        clauses=(
            Clause(
                code="I13a",
                on=(FormulationAgreed,),
                level=Level.BINDING,
                asks="record this loss as a role transition: this protocol does not count it as grief",
                fits=grief_follows_a_loss_of_its_kind,
            ),
            Clause(
                code="I13b",
                on=(FormulationAgreed,),
                level=Level.ADVISORY,
                asks="look at who died: the person is recorded as living",
                fits=nobody_living_is_mourned,
                cures=(RelationshipRecorded, FormulationAgreed),
            ),
            Clause(
                code="I13c",
                on=(RelationshipRecorded,),
                level=Level.ADVISORY,
                asks="look at who died: the focus is on grief for this person",
                fits=nobody_mourned_is_living,
                cures=(RelationshipRecorded, FormulationAgreed),
                followed=it_is_clear_who_died,
                also_now=True,
            ),
        ),
    ),
    Rule(
        code="I14",
        says="a role dispute is with somebody not recorded as dead, and its stage is judged early in the middle phase",
        source=cite("F18"),
        clauses=(
            Clause(
                code="I14a",
                on=(FormulationAgreed,),
                level=Level.BINDING,
                asks="name at least one living party to the dispute",
                fits=dispute_has_a_living_party,
                cures=(RelationshipRecorded, FormulationAgreed),
            ),
            Clause(
                code="I14b",
                on=(SessionHeld,),
                level=Level.ADVISORY,
                asks="judge the stage of the dispute: two sessions of the middle phase were held",
                kept=dispute_stages_judged_in_time,
                said_before=stage_was_asked_for_before,
                cures=(DisputeStageChanged,),
            ),
            Clause(
                code="I14c",
                on=(SessionHeld,),
                level=Level.ADVISORY,
                asks="agree on a new formulation: everybody with whom this dispute was has died",
                fits=session_works_with_a_living_party,
                said_before=worked_with_the_dead_before,
                cures=(FormulationAgreed,),
            ),
            Clause(
                code="I14d",
                on=(DisputeStageChanged,),
                level=Level.BINDING,
                asks="agree on a new formulation first: everybody with whom the disputes are has died",
                kept=a_dispute_in_focus_is_with_somebody,
                cures=(RelationshipRecorded, FormulationAgreed),
            ),
            Clause(
                code="I14e",
                on=(DisputeStageChanged,),
                level=Level.BINDING,
                asks="judge the stage of the other dispute: everybody with whom this one was has died",
                fits=judged_dispute_is_with_somebody,
            ),
        ),
    ),
    Rule(
        code="I15",
        says="a role transition names the old and the new role; when it happens may be approximate, ongoing or ahead",
        source=cite("F2"),
        clauses=(
            Clause(
                code="I15a",
                on=(FormulationAgreed,),
                level=Level.BINDING,
                asks="name the old and the new role of the transition",
                fits=transition_names_both_roles,
            ),
        ),
    ),
    Rule(
        code="I16",
        says="every focal area is one that this protocol knows",
        source=cite("F5 F28"),
        clauses=(
            Clause(
                code="I16a",
                on=(FormulationAgreed,),
                level=Level.BINDING,
                asks="choose among the problem areas that this protocol knows",
                fits=areas_are_known,
            ),
        ),
    ),
    Rule(
        code="I17",
        says="each focal area is linked in time to the onset, or maintains the episode, and the link is put in words",
        source=cite("F2"),
        clauses=(
            Clause(
                code="I17a",
                on=(FormulationAgreed,),
                level=Level.ADVISORY,
                asks="say in words how each focal area is connected with the episode",
                fits=areas_bear_on_onset,
            ),
        ),
    ),
)
