"""What a course that follows another one takes over from it, and what it asks for anew."""

from datetime import date, timedelta

import pytest

from iptcore.course import Course, replay
from iptcore.documents import deidentify, from_json, to_json
from iptcore.errors import InvalidValue
from iptcore.events import (
    Carried,
    ConsentGiven,
    ConsentWithdrawn,
    CrisisContactsRecorded,
    DiagnosisRecorded,
    EpisodeRecorded,
    Follows,
    LastingEvent,
    LifeEventRecorded,
    MedicationChanged,
    MiddleBegun,
    PatternNamed,
    PsychoeducationGiven,
    RelationshipRecorded,
)
from iptcore.model.diagnosis import Diagnosis
from iptcore.model.inventory import LifeEvent, Pattern, Relationship, SafetyConcern
from iptcore.model.partial_date import PartialDate
from iptcore.model.risk import CrisisContact
from iptcore.protocol.catalogue import IPT, IPT_C, IPT_M
from iptcore.protocol.cures import way_to
from iptcore.vocabulary import Condition, ConsentGiver, ConsentScope, DiagnosisRole, SafetyConcernKind

OPENED = date(2026, 1, 5)
AFTER = date(2026, 6, 1)


def day(number: int) -> date:
    return OPENED + timedelta(days=number)


def taken(medication: str, *, now: bool, on: int = 2) -> MedicationChanged:
    return MedicationChanged(on=day(on), medication=medication, taken_now=now)


ACUTE = replay(
    (
        *IPT.open(on=OPENED, client="c-1", consent=True).history,
        ConsentGiven(on=day(0), scope=ConsentScope.TREATMENT),
        ConsentGiven(on=day(0), scope=ConsentScope.RECORDING),
        ConsentGiven(on=day(0), scope=ConsentScope.RESEARCH),
        ConsentWithdrawn(on=day(9), scope=ConsentScope.RESEARCH),
        ConsentGiven(on=day(1), scope=ConsentScope.CONJOINT, person="p-1"),
        EpisodeRecorded(on=day(1), earlier_episodes=2),
        DiagnosisRecorded(
            on=day(1), diagnosis=Diagnosis(condition=Condition.MAJOR_DEPRESSION, role=DiagnosisRole.TARGET, active=True)
        ),
        CrisisContactsRecorded(on=day(1), contacts=(CrisisContact(how="by telephone", service="line"),)),
        taken("one", now=True),
        taken("another", now=True),
        taken("another", now=False, on=30),
        PsychoeducationGiven(on=day(7)),
        RelationshipRecorded(on=day(7), relationship=Relationship(key="p-1", alive=True)),
        RelationshipRecorded(
            on=day(40),
            relationship=Relationship(key="p-1", safety_concern=SafetyConcern(kind=SafetyConcernKind.VIOLENCE)),
        ),
        LifeEventRecorded(on=day(7), life_event=LifeEvent(what="moved", when=PartialDate(year=2025))),
        PatternNamed(on=day(8), pattern=Pattern(key="waits", words="waits to be asked")),
        RelationshipRecorded(on=day(300), relationship=Relationship(key="p-2", alive=True)),
    )
)


def carried(course: Course) -> list[LastingEvent]:
    return [event for event in course.history if isinstance(event, LastingEvent)]


FOLLOWING = IPT_M.open(on=AFTER, client="c-1m", consent=True, follows=ACUTE, recorded=AFTER, by="t-1")


def test_what_was_known_is_carried_over_with_its_day_and_origin() -> None:
    assert FOLLOWING.opening is not None
    assert FOLLOWING.opening.follows == Follows(client="c-1", opened=OPENED)
    known = [(type(event), event.carried.day if event.carried else None) for event in carried(FOLLOWING)]
    assert known == [
        (ConsentGiven, day(0)),
        (ConsentGiven, day(1)),
        (EpisodeRecorded, day(1)),
        (CrisisContactsRecorded, day(1)),
        (PsychoeducationGiven, day(7)),
        (DiagnosisRecorded, day(1)),
        (MedicationChanged, day(2)),
        (RelationshipRecorded, day(40)),
        (LifeEventRecorded, day(7)),
        (PatternNamed, day(8)),
    ]
    assert {(event.on, event.recorded, event.by) for event in carried(FOLLOWING)} == {(AFTER, AFTER, "t-1")}
    origins = {(event.carried.client, event.carried.opened) for event in carried(FOLLOWING) if event.carried}
    assert origins == {("c-1", OPENED)}
    assert FOLLOWING.relationships == ACUTE.relationships[:1], "nobody who was met after the opening"


def test_the_gate_asks_for_nothing_of_it_again_but_for_what_needs_renewing() -> None:
    def asked(course: Course) -> set[str]:
        return {task.code for task in IPT_M.due(course) if task.level.refuses and not task.done}

    afresh = asked(IPT_M.open(on=AFTER, client="c-1m", consent=True, follows=Follows(client="c-1", opened=OPENED)))
    assert afresh - asked(FOLLOWING) == {"I01a", "I03a", "I05a", "S14a"}
    assert {"S01b", "S02a", "I02a", "I09a", "O01b"} <= asked(FOLLOWING)


def test_a_course_that_follows_goes_on_to_its_middle_phase() -> None:
    course = IPT_M.apply(FOLLOWING, *way_to(IPT_M, FOLLOWING, MiddleBegun, AFTER))
    assert isinstance(course.history[-1], MiddleBegun)


def test_another_episode_begins_without_the_old_one() -> None:
    course = IPT.open(on=AFTER, client="c-1", consent=True, follows=ACUTE)
    assert course.last(EpisodeRecorded) is None
    assert [(diagnosis.role, diagnosis.active) for diagnosis in course.diagnoses] == [(DiagnosisRole.PAST, False)]


def test_what_is_carried_twice_keeps_its_first_origin() -> None:
    later = IPT_C.open(on=date(2027, 6, 1), client="c-1c", consent=True, follows=FOLLOWING)
    assert {event.carried.opened for event in carried(later) if event.carried} == {OPENED}


def feared(kind: SafetyConcernKind, on: int, **parts: bool) -> RelationshipRecorded:
    concern = SafetyConcern(kind=kind, **parts)
    return RelationshipRecorded(on=day(on), relationship=Relationship(key="p-3", safety_concern=concern))


def test_a_concern_beside_the_last_one_is_carried_alone() -> None:
    abuse, violence = feared(SafetyConcernKind.ABUSE, 3), feared(SafetyConcernKind.VIOLENCE, 4)
    abuse = abuse.replace(relationship=abuse.relationship.replace(ring="inner"))
    course = IPT_M.open(on=AFTER, client="c-1", consent=True, follows=IPT.apply(ACUTE, abuse, violence))
    about = [one.relationship for one in course.all(RelationshipRecorded) if one.relationship.key == "p-3"]
    assert about == [
        Relationship(key="p-3", safety_concern=SafetyConcern(kind=SafetyConcernKind.ABUSE)),
        violence.relationship.replace(ring="inner"),
    ]


def test_every_open_concern_about_somebody_is_carried_and_not_the_last_one_alone() -> None:
    abuse, violence = feared(SafetyConcernKind.ABUSE, 3), feared(SafetyConcernKind.VIOLENCE, 4)
    safe = feared(SafetyConcernKind.VIOLENCE, 5, reviewed=True, joint_work_safe=True)
    for reports, kinds in (
        ((abuse, violence), {SafetyConcernKind.ABUSE, SafetyConcernKind.VIOLENCE}),
        ((abuse, violence, safe), {SafetyConcernKind.ABUSE}),
        ((violence, safe), set()),
    ):
        course = IPT_M.open(on=AFTER, client="c-1", consent=True, follows=IPT.apply(ACUTE, *reports))
        assert set(course.concerns("p-3")) == kinds
        days = [record.carried.day for record in course.all(RelationshipRecorded) if record.relationship.key == "p-3"]
        assert days == [day(3)] * (len(kinds) > 0 and len(reports) > 1) + [reports[-1].on]


def test_a_medication_is_the_same_however_it_was_written() -> None:
    stopped = IPT.apply(ACUTE, taken("Lithium", now=True), taken("lithium", now=False, on=30))
    course = IPT_M.open(on=AFTER, client="c-1", consent=True, follows=stopped)
    assert [change.medication for change in course.all(MedicationChanged)] == ["one"]


def test_what_the_client_consented_to_under_their_own_key_stays_theirs_under_another() -> None:
    own = IPT.apply(ACUTE, ConsentGiven(on=day(1), scope=ConsentScope.CAREGIVER, person="c-1"))
    course = IPT_M.open(on=AFTER, client="c-9", consent=True, follows=own)
    assert course.consent(ConsentScope.CAREGIVER) is not None


def test_what_the_client_and_a_guardian_consented_to_is_carried_over_from_both() -> None:
    own = ConsentGiven(on=day(1), scope=ConsentScope.RECORDING)
    both = IPT.apply(ACUTE, own.replace(given_by=ConsentGiver.GUARDIAN_WITH_ASSENT, person="mother"), own)
    course = IPT_M.open(on=AFTER, client="c-1", consent=True, follows=both)
    recording = [given.given_by for given in course.all(ConsentGiven) if given.scope is ConsentScope.RECORDING]
    assert recording == [ConsentGiver.GUARDIAN_WITH_ASSENT, ConsentGiver.SELF]


def test_it_is_stored_and_made_pseudonymous_with_the_rest() -> None:
    assert from_json(to_json(FOLLOWING), strict=True) == FOLLOWING
    moved = deidentify(FOLLOWING, days=-70)
    origins = [event.carried for event in carried(moved) if event.carried]
    assert {origin.opened for origin in origins} == {OPENED - timedelta(70)}
    assert {origin.client for origin in origins} != {"c-1"}
    assert len(origins) == len(carried(FOLLOWING))


def test_only_a_course_that_was_opened_can_be_followed() -> None:
    with pytest.raises(InvalidValue, match="a course that was opened"):
        IPT_M.open(on=AFTER, client="c-1", consent=True, follows=Course())


def test_nothing_is_first_reported_before_its_course_was_opened() -> None:
    with pytest.raises(InvalidValue, match="a day on or after the opening"):
        Carried(day=OPENED, opened=day(1))
