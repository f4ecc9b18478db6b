"""What a bundle and a plan definition carry; tests/fhir holds them against the official definitions of R4."""

import json
from datetime import date
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from iptcore import IPT, Course, InvalidValue, replay
from iptcore.documents import from_json
from iptcore.events import (
    AdverseEventRecorded,
    ClientReferred,
    ContractAgreed,
    Correction,
    CourseDiscontinued,
    CourseOpened,
    CourseResumed,
    CourseSuspended,
    DiagnosisRecorded,
    EntriesCorrected,
    EpisodeRecorded,
    Event,
    FormulationAgreed,
    GoalAgreed,
    GoalReviewed,
    RiskAssessed,
    SessionHeld,
    SessionMissed,
    SymptomsRated,
)
from iptcore.exports.fhir import bundle
from iptcore.exports.fhir_plan import plan_definition
from iptcore.model.contract import TreatmentContract
from iptcore.model.diagnosis import Diagnosis
from iptcore.model.formulation import FocalArea, Formulation
from iptcore.model.goal import Goal
from iptcore.model.partial_date import PartialDate
from iptcore.model.problem_area import RoleDispute, RoleTransition
from iptcore.protocol.catalogue import CATALOGUE, IPT_WHO
from iptcore.protocol.number_range import Between
from iptcore.protocol.rule import Level
from iptcore.vocabulary import (
    AdverseEventKind,
    CodeSystem,
    Condition,
    DiagnosisRole,
    DiscontinuationReason,
    Frequency,
    MissedBy,
    Modality,
    RiskAction,
    TechniqueName,
)

ROOT = Path(__file__).parents[2]
DAY = date(2026, 1, 5)
OPENED = CourseOpened(on=DAY, client="c-017", protocol="ipt", edition="2018", consent=True)


def day(number: int) -> date:
    return date(2026, 2, number)


def found(kind: str, *events: Event, private: bool = False) -> list[dict[str, Any]]:
    document = bundle(IPT, replay([OPENED, *events]), name="course-1", private=private)
    return [entry["resource"] for entry in document["entry"] if entry["resource"]["resourceType"] == kind]


def one(kind: str, *events: Event, private: bool = False) -> dict[str, Any]:
    (resource,) = found(kind, *events, private=private)
    return resource


def code(concept: dict[str, Any], place: int = 0) -> str:
    return concept["coding"][place]["code"]


@pytest.mark.parametrize("path", sorted(ROOT.glob("examples/courses/*.json")), ids=lambda path: path.stem)
def test_a_bundle_is_plain_data_and_stays_the_same(path: Path) -> None:
    course = from_json(path.read_text(encoding="utf-8"))
    first = bundle(IPT, course, name="course-1")
    assert json.loads(json.dumps(first)) == first == bundle(IPT, course, name="course-1")
    ids = [entry["fullUrl"] for entry in first["entry"]]
    assert len(set(ids)) == len(ids)
    other = {entry["fullUrl"] for entry in bundle(IPT, course, name="course-2")["entry"]}
    assert other.isdisjoint(ids)


def test_more_entries_leave_the_ids_of_the_others_as_they_were() -> None:
    rated = SymptomsRated(on=day(1), instrument="PHQ-9", total=17)
    before = one("Observation", rated)
    after = found("Observation", rated, SymptomsRated(on=day(8), instrument="PHQ-9", total=12))
    assert before in after


def test_only_a_course_that_was_opened_has_a_bundle() -> None:
    with pytest.raises(InvalidValue, match="open it first"):
        bundle(IPT, Course(), name="course-1")
    with pytest.raises(InvalidValue, match="says nothing about the client"):
        bundle(IPT, replay([OPENED]), name="Jane Doe")


def test_pauses_are_the_history_of_the_episode() -> None:
    left = CourseDiscontinued(on=day(9))
    episode = one(
        "EpisodeOfCare",
        CourseResumed(on=day(1)),
        CourseSuspended(on=day(2)),
        CourseSuspended(on=day(3)),
        CourseResumed(on=day(4)),
        left,
        CourseSuspended(on=day(10)),
    )
    assert [(step["status"], *step["period"].values()) for step in episode["statusHistory"]] == [
        ("active", "2026-01-05", "2026-02-02"),
        ("onhold", "2026-02-02", "2026-02-04"),
        ("active", "2026-02-04", "2026-02-09"),
    ]
    assert episode["status"] == "finished"
    assert episode["period"] == {"start": "2026-01-05", "end": "2026-02-09"}
    paused = one("EpisodeOfCare", CourseSuspended(on=day(2)))
    assert paused["status"] == "onhold"
    assert paused["statusHistory"][-1]["period"] == {"start": "2026-02-02"}


def test_a_death_is_on_the_patient() -> None:
    died = CourseDiscontinued(on=day(9), reason=DiscontinuationReason.DEATH)
    assert one("Patient", died)["deceasedBoolean"] is True
    assert "deceasedBoolean" not in one("Patient")
    assert "identifier" not in one("Patient")
    assert one("Patient", private=True)["identifier"][0]["value"] == "c-017"


def diagnosed(role: DiagnosisRole, **more: Any) -> DiagnosisRecorded:
    return DiagnosisRecorded(on=day(1), diagnosis=Diagnosis(condition=Condition.MAJOR_DEPRESSION, role=role, **more))


@pytest.mark.parametrize(
    ("event", "status"),
    [
        (diagnosed(DiagnosisRole.TARGET, active=True), "active"),
        (diagnosed(DiagnosisRole.TARGET, active=False), "inactive"),
        (diagnosed(DiagnosisRole.PAST), "inactive"),
        (diagnosed(DiagnosisRole.PAST, active=False), "inactive"),
        (diagnosed(DiagnosisRole.PAST, active=True), "active"),
        (diagnosed(DiagnosisRole.COMORBID), None),
    ],
)
def test_a_diagnosis_is_as_active_as_somebody_recorded(event: Event, status: str | None) -> None:
    condition = one("Condition", event)
    assert ("clinicalStatus" in condition) == (status is not None)
    if status:
        assert code(condition["clinicalStatus"]) == status
    assert condition["recordedDate"] == "2026-02-01"


@pytest.mark.parametrize("length", [1, 2, 3])
def test_what_is_exported_as_active_is_what_the_rules_find(length: int) -> None:
    said = [(role, active) for role in DiagnosisRole for active in (None, True, False)]
    for reports in product(said, repeat=length):
        psychotic = [
            DiagnosisRecorded(on=day(1), diagnosis=Diagnosis(condition=Condition.PSYCHOSIS, role=role, active=active))
            for role, active in reports
        ]
        conditions = found("Condition", *psychotic)
        statuses = [code(known["clinicalStatus"]) if "clinicalStatus" in known else "unknown" for known in conditions]
        hindered = any(task.code == "S06a" and not task.done for task in IPT.due(replay([OPENED, *psychotic])))
        assert hindered == any(status != "inactive" for status in statuses), reports


def test_a_past_diagnosis_that_is_active_belongs_to_the_episode() -> None:
    assert "diagnosis" not in one("EpisodeOfCare", diagnosed(DiagnosisRole.PAST))
    assert len(one("EpisodeOfCare", diagnosed(DiagnosisRole.PAST, active=True))["diagnosis"]) == 1


def test_codes_and_labels_of_diagnoses_leave_only_when_asked_for() -> None:
    event = diagnosed(DiagnosisRole.TARGET, system=CodeSystem.ICD_10, code="F32.1", label="moderate")
    assert [coding["code"] for coding in one("Condition", event)["code"]["coding"]] == ["major_depression"]
    shown = one("Condition", event, private=True)["code"]
    assert shown["coding"][1] == {"system": "http://hl7.org/fhir/sid/icd-10", "code": "F32.1"}
    assert shown["text"] == "moderate"
    unnamed = diagnosed(DiagnosisRole.TARGET, system=CodeSystem.DSM_5, code="296.22")
    assert len(one("Condition", unnamed, private=True)["code"]["coding"]) == 1


@pytest.mark.parametrize(
    ("onset", "key", "said"),
    [
        ("2025-10", "onsetDateTime", "2025-10"),
        ("2025-10-03", "onsetDateTime", "2025-10-03"),
        ("2025-10~", "onsetString", "2025-10~"),
        ("../2024", "onsetString", "../2024"),
        ("2025-22", "onsetString", "2025-22"),
    ],
)
def test_an_onset_that_fhir_cannot_say_is_text(onset: str, key: str, said: str) -> None:
    episode = EpisodeRecorded(on=day(1), onset=PartialDate.parse(onset))
    assert one("Condition", diagnosed(DiagnosisRole.TARGET), episode)[key] == said
    assert key not in one("Condition", diagnosed(DiagnosisRole.COMORBID), episode)


def agreed(on: date, *areas: Any) -> FormulationAgreed:
    return FormulationAgreed(on=on, formulation=Formulation(areas=tuple(FocalArea(area=area) for area in areas)))


def test_a_focal_area_that_is_no_focus_any_more_is_inactive() -> None:
    dispute, move = RoleDispute(key="boss"), RoleTransition(key="move")
    first, second = found("Condition", agreed(day(1), dispute), agreed(day(5), move))
    assert (code(first["code"]), code(first["clinicalStatus"])) == ("role_dispute", "inactive")
    assert (code(second["code"]), code(second["clinicalStatus"]), second["recordedDate"]) == (
        "role_transition",
        "active",
        "2026-02-05",
    )
    ended = found("Condition", agreed(day(1), dispute), CourseDiscontinued(on=day(9)))
    assert code(ended[0]["clinicalStatus"]) == "inactive"


GOAL = GoalAgreed(on=day(2), goal=Goal(key="say-it", area="boss", words="To say what I want", baseline=-1))


@pytest.mark.parametrize(
    ("attainments", "achieved"),
    [((), None), ((0,), "achieved"), ((1, -2), "worsening"), ((-1,), "no-change"), ((-2, 2), "achieved")],
)
def test_a_goal_tells_how_far_it_was_reached(attainments: tuple[int, ...], achieved: str | None) -> None:
    reviews = [GoalReviewed(on=day(3 + n), goal="say-it", attainment=a) for n, a in enumerate(attainments)]
    goal = one("Goal", agreed(day(1), RoleDispute(key="boss")), GOAL, *reviews)
    assert (code(goal["achievementStatus"]) if "achievementStatus" in goal else None) == achieved
    assert goal["lifecycleStatus"] == "active"
    assert goal["description"] == {"text": "goal 1 of the course"}
    assert len(goal.get("outcomeReference", ())) == len(attainments)
    assert len(goal["addresses"]) == 1


def test_a_goal_that_got_better_is_improving() -> None:
    low = GoalAgreed(on=day(2), goal=GOAL.goal.replace(baseline=-2))
    goal = one("Goal", low, GoalReviewed(on=day(3), goal="say-it", attainment=-1))
    assert code(goal["achievementStatus"]) == "improving"
    assert "addresses" not in goal


def test_the_words_of_a_goal_leave_only_when_asked_for() -> None:
    assert one("Goal", GOAL, private=True)["description"] == {"text": "To say what I want"}
    assert one("Goal", GOAL, CourseDiscontinued(on=day(9)))["lifecycleStatus"] == "cancelled"


def contracted(on: date, **parts: Any) -> ContractAgreed:
    return ContractAgreed(on=on, contract=TreatmentContract(**parts))


def test_a_contract_is_a_care_plan_with_its_sessions() -> None:
    contract = contracted(
        day(3), sessions=12, at_most=16, frequency=Frequency.FORTNIGHTLY, minutes=50, focus=("boss",),
        goals=("say-it", "x"),
    )  # fmt: skip
    plan = one("CarePlan", agreed(day(1), RoleDispute(key="boss")), GOAL, contract)
    (activity,) = plan["activity"]
    assert activity["detail"]["scheduledTiming"]["repeat"] == {
        "count": 12, "countMax": 16, "frequency": 1, "period": 2, "periodUnit": "wk",
        "duration": 50, "durationUnit": "min",
    }  # fmt: skip
    assert plan["instantiatesCanonical"] == ["urn:iptcore:PlanDefinition:ipt|2018"]
    assert (len(plan["goal"]), len(plan["addresses"]), plan["status"]) == (1, 1, "active")
    assert plan["period"] == {"start": "2026-02-03"}


def test_a_contract_that_leaves_all_open_has_no_timing() -> None:
    plan = one("CarePlan", contracted(day(3), sessions=None, frequency=Frequency.FLEXIBLE))
    assert "scheduledTiming" not in plan["activity"][0]["detail"]
    assert "goal" not in plan


@pytest.mark.parametrize(
    ("last", "status"),
    [
        (CourseSuspended(on=day(9)), "on-hold"),
        (CourseDiscontinued(on=day(9)), "revoked"),
        (ClientReferred(on=day(9)), "revoked"),
    ],
)
def test_a_plan_stands_as_its_course_does(last: Event, status: str) -> None:
    assert one("CarePlan", contracted(day(3)), last)["status"] == status


def test_a_contract_entered_after_the_end_starts_no_later_than_that() -> None:
    late = one("CarePlan", CourseDiscontinued(on=day(2)), contracted(day(3)))
    assert late["period"] == {"start": "2026-02-02", "end": "2026-02-02"}


def test_a_completed_course_keeps_its_relapse_plan() -> None:
    course = from_json((ROOT / "examples/courses/role_transition.json").read_text(encoding="utf-8"))
    plans = {
        private: [
            entry["resource"]
            for entry in bundle(IPT, course, name="c", private=private)["entry"]
            if entry["resource"]["resourceType"] == "CarePlan"
        ]
        for private in (False, True)
    }
    assert [plan["status"] for plan in plans[False]] == ["completed", "active"]
    assert "activity" not in plans[False][1]
    lines = [activity["detail"]["description"] for activity in plans[True][1]["activity"]]
    assert {line.split(":")[0] for line in lines} >= {"Warning sign", "Strategy"}


def test_sessions_and_techniques_are_encounters_and_procedures() -> None:
    techniques = (TechniqueName.ROLE_PLAY, TechniqueName.CLARIFICATION)
    session = SessionHeld(on=day(1), minutes=50, modality=Modality.VIDEO, techniques=techniques, focus=("boss", "gone"))
    focus = agreed(day(1), RoleDispute(key="boss"))
    encounter = one("Encounter", focus, session)
    assert (encounter["status"], encounter["class"]["code"]) == ("finished", "VR")
    assert encounter["length"] == {"value": 50, "unit": "min", "system": "http://unitsofmeasure.org", "code": "min"}
    assert len(encounter["reasonReference"]) == 1
    procedures = found("Procedure", focus, session)
    assert [code(procedure["code"]) for procedure in procedures] == ["role_play", "clarification"]
    assert {procedure["encounter"]["reference"] for procedure in procedures} == {f"urn:uuid:{encounter['id']}"}
    plain = one("Encounter", SessionHeld(on=day(1)))
    assert plain["class"]["code"] == "UNK"
    assert "length" not in plain


def test_a_missed_session_is_a_cancelled_encounter() -> None:
    encounter = one("Encounter", SessionMissed(on=day(1), missed_by=MissedBy.CLIENT))
    assert (encounter["status"], code(encounter["type"][0])) == ("cancelled", "client")


def test_a_rating_carries_its_code_its_items_and_whether_it_was_corrected() -> None:
    wrong = SymptomsRated(on=day(1), instrument="PHQ-9", total=71, suicide_item=0)
    right = wrong.replace(total=17)
    mended = EntriesCorrected(on=day(2), because="typed wrong", corrections=(Correction(entry=2, replacement=right),))
    rating = one("Observation", wrong, mended)
    assert (rating["status"], rating["valueQuantity"]["value"]) == ("corrected", 17)
    assert [coding["code"] for coding in rating["code"]["coding"]] == ["44261-6", "PHQ-9"]
    assert [(code(part["code"]), part["valueInteger"]) for part in rating["component"]] == [("suicide_item", 0)]
    own = one("Observation", SymptomsRated(on=day(1), instrument="MY-5", total=2.5))
    assert [coding["code"] for coding in own["code"]["coding"]] == ["MY-5"]
    assert own["valueQuantity"]["value"] == 2.5
    assert "component" not in own


def test_risk_is_flagged_while_action_was_asked_for() -> None:
    asked = [RiskAssessed(on=day(n), action=action, reasons="x") for n, action in
             ((1, RiskAction.NONE), (2, RiskAction.URGENT), (4, RiskAction.PLAN))]  # fmt: skip
    first, second = found("Flag", *asked)
    assert (first["status"], code(first["code"])) == ("inactive", "urgent")
    assert first["period"] == {"start": "2026-02-02", "end": "2026-02-04"}
    assert (second["status"], second["period"]) == ("active", {"start": "2026-02-04"})


def test_an_adverse_event_is_one() -> None:
    adverse = one("AdverseEvent", AdverseEventRecorded(on=day(1), what=AdverseEventKind.SELF_HARM, details="x"))
    assert (code(adverse["event"]), adverse["date"]) == ("self_harm", "2026-02-01")


def test_spaces_that_fhir_does_not_know_are_common_ones() -> None:
    odd = GoalAgreed(on=day(2), goal=GOAL.goal.replace(words="to\u00a0say\u2003it\tall"))
    assert one("Goal", odd, private=True)["description"] == {"text": "to say it\tall"}
    coded = diagnosed(DiagnosisRole.TARGET, system=CodeSystem.ICD_10, code="F32  .1", label="mild\u00a0one")
    shown = one("Condition", coded, private=True)["code"]
    assert (shown["coding"][1]["code"], shown["text"]) == ("F32 .1", "mild one")
    assert plan_definition(IPT.adapt(code="x", name="My\u00a0arm"))["title"] == "My arm"


# -- the plan of a protocol --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("protocol", CATALOGUE, ids=lambda protocol: protocol.code)
def test_a_plan_definition_has_every_clause_of_a_gate_once_in_its_phase(protocol: Any) -> None:
    plan = plan_definition(protocol)
    (treatment,) = plan["action"]
    phases = {phase["id"]: phase for phase in treatment["action"]}
    assert list(phases) == ["initial", "middle", "termination"]
    assert phases["middle"]["relatedAction"] == [{"actionId": "initial", "relationship": "after-end"}]
    codes = [code(task["code"][0]) for task in phases["initial"]["action"]]
    assert len(set(codes)) == len(codes)
    assert all(protocol.level(protocol.clauses[clause]) is not Level.OFF for clause in codes)
    tasks = [task for phase in phases.values() for task in phase.get("action", ())]
    assert {task["requiredBehavior"] for task in tasks} <= {"must", "must-unless-documented", "could"}
    assert all(task["documentation"][0]["citation"] for task in tasks)


def test_a_plan_definition_carries_the_numbers_that_fhir_can_say() -> None:
    def timing(**changes: Any) -> Any:
        return plan_definition(IPT.adapt(code="x_y", **changes))["action"][0].get("timingTiming", {}).get("repeat")

    assert timing(sessions=Between(8, 10), minutes=Between(50, 50))["countMax"] == 10
    assert "duration" not in (timing(minutes=Between(45, 60)) or {})
    assert timing(sessions=Between(8, None), minutes=Between(45, 60), frequencies=(Frequency.FLEXIBLE,)) is None
    assert plan_definition(IPT.replace(code="x_y", rules=()))["action"][0]["action"][0].get("action") is None
    assert plan_definition(IPT_WHO)["id"] == "ipt-who"
