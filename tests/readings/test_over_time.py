"""What changes over a course: disputes, closeness, patterns, links between mood and events, progress at half-way."""

import pytest

from iptcore.events import (
    ContractAgreed,
    DisputeStageChanged,
    EntriesCorrected,
    FormulationAgreed,
    MiddleBegun,
    MoodEventLink,
    PatternNamed,
    ProgressReviewed,
    RelationshipRecorded,
    SessionHeld,
)
from iptcore.events.record import Correction
from iptcore.model.contract import TreatmentContract
from iptcore.model.formulation import FocalArea, Formulation
from iptcore.model.instruments import instrument
from iptcore.model.inventory import ClosenessCircle, Pattern, Relationship
from iptcore.model.problem_area import Grief, RoleDispute
from iptcore.readings.closeness import closeness
from iptcore.readings.dispute import disputes
from iptcore.readings.halfway import at_half, non_response
from iptcore.readings.patterns import mood_event_links, patterns
from iptcore.vocabulary import DisputeStage, LinkDirection, Loss, Purpose, ReviewOutcome
from readings.story import OPENED, course, day, rated

IMPASSE, RENEGOTIATION, DISSOLUTION = DisputeStage.IMPASSE, DisputeStage.RENEGOTIATION, DisputeStage.DISSOLUTION


def formulated(when, *areas):
    return FormulationAgreed(on=day(when), formulation=Formulation(areas=tuple(FocalArea(area=area) for area in areas)))


def judged(when, stage, key="d-1"):
    return DisputeStageChanged(on=day(when), dispute=key, stage=stage)


def stages(*events):
    return {dispute.dispute: [(at.on, at.stage) for at in dispute.stages] for dispute in disputes(course(*events))}


def test_the_stages_of_a_dispute_over_time():
    dispute = RoleDispute(key="d-1", stage=IMPASSE)
    events = [
        formulated(14, dispute, Grief(key="g-1", person="p-1", loss=Loss.DEATH)),
        judged(28, IMPASSE),
        judged(42, RENEGOTIATION),
        judged(56, IMPASSE),
    ]
    assert stages(*events) == {"d-1": [(day(14), IMPASSE), (day(42), RENEGOTIATION), (day(56), IMPASSE)]}
    assert disputes(course(*events))[0].stage is IMPASSE


def test_a_stage_entered_late_lands_where_it_belongs_and_a_corrected_one_is_gone():
    events = [judged(42, RENEGOTIATION), judged(28, IMPASSE)]
    assert stages(*events) == {"d-1": [(day(28), IMPASSE), (day(42), RENEGOTIATION)]}
    mended = EntriesCorrected(
        on=day(50), corrections=(Correction(entry=2, replacement=judged(42, DISSOLUTION)),), because="typed wrongly"
    )
    assert stages(*events, mended)["d-1"][-1] == (day(42), DISSOLUTION)


def test_a_dispute_not_yet_judged():
    (dispute,) = disputes(course(formulated(14, RoleDispute(key="d-1"))))
    assert (dispute.stage, dispute.reasons) == (None, ("its stage was not yet judged",))
    assert disputes(course()) == ()


def near(when, ring, key="p-1"):
    return RelationshipRecorded(on=day(when), relationship=Relationship(key=key, ring=ring))


# the rings as they were recorded | the rings read | movement
RINGS = [
    ([None], [], None),
    (["outer"], ["outer"], "stayed"),
    (["outer", "middle", "inner"], ["outer", "middle", "inner"], "inwards"),
    (["inner", "outer"], ["inner", "outer"], "outwards"),
    (["inner", "outer", "inner"], ["inner", "outer", "inner"], "stayed"),
    (["outer", None, "outer", "inner"], ["outer", "inner"], "inwards"),
    (["outer", "fourth"], ["outer", "fourth"], None),
]


@pytest.mark.parametrize(("recorded", "rings", "movement"), RINGS)
def test_closeness_over_time(recorded, rings, movement):
    (person,) = closeness(course(*(near(7 * place, ring) for place, ring in enumerate(recorded))))
    assert ([at.ring for at in person.rings], person.movement) == (rings, movement)
    assert person.ring == (rings[-1] if rings else None)


def test_closeness_in_a_circle_of_ones_own_for_each_person():
    events = [near(0, "fourth"), near(7, "inner", "p-2"), near(14, "outer")]
    circle = ClosenessCircle(rings=("inner", "middle", "outer", "fourth"))
    assert [(person.person, person.movement) for person in closeness(course(*events), circle)] == [
        ("p-1", "inwards"),
        ("p-2", "stayed"),
    ]


def test_patterns_over_time():
    def named(when, *people, key="w-1"):
        return PatternNamed(on=day(when), pattern=Pattern(key=key, words="stays silent", people=people))

    reading = patterns(course(named(7, "p-1"), named(14, key="w-2"), named(21, "p-2", "p-1")))
    assert [(pattern.pattern, pattern.named, pattern.people) for pattern in reading] == [
        ("w-1", (day(7), day(21)), ("p-1", "p-2")),
        ("w-2", (day(14),), ()),
    ]


def test_links_between_mood_and_events_over_time():
    def link(direction, person=None):
        return MoodEventLink(direction=direction, event="a call", relationship=person)

    down = link(LinkDirection.EVENT_TO_MOOD, "p-1")
    up = link(LinkDirection.MOOD_TO_EVENT)
    reading = mood_event_links(
        course(
            SessionHeld(on=day(7), links=(down, up)),
            SessionHeld(on=day(14)),
            SessionHeld(on=day(16), purpose=Purpose.CRISIS, links=(down,)),
        )
    )
    assert [(at.on, at.link) for at in reading.links] == [(day(7), down), (day(7), up), (day(16), down)]
    assert (reading.sessions, reading.linked_sessions, reading.people) == (2, 1, ("p-1",))
    assert (reading.count(LinkDirection.EVENT_TO_MOOD), reading.count(LinkDirection.MOOD_TO_EVENT)) == (2, 1)
    assert [at.on for at in reading.with_person("p-1")] == [day(7), day(16)]


# -- progress at half of a contract of 16 weekly sessions, the eighth on day 49; PHQ-9 of 20 on day 0 ------------------


def halfway(*ratings, held=8, contracted=16, reviews=()):
    contract = [ContractAgreed(on=OPENED, contract=TreatmentContract(sessions=contracted))] if contracted else []
    return course(
        *rated("PHQ-9", *ratings),
        MiddleBegun(on=OPENED),
        *contract,
        *(SessionHeld(on=day(7 * week)) for week in range(held)),
        *(ProgressReviewed(on=day(when), outcomes=(ReviewOutcome.CONTINUE,)) for when in reviews),
    )


# what happened | improved by half | not responding
HALF = [
    ("10 on the day: half the score", halfway((0, 20), (49, 10)), True, False),
    ("14 on the day: six points, the reliable change", halfway((0, 20), (49, 14)), True, False),
    ("15 on the day: five points", halfway((0, 20), (49, 15)), False, True),
    ("15 on the day, 10 a week later", halfway((0, 20), (49, 15), (56, 10)), False, False),
    ("15 and then 10 on the day", halfway((0, 20), (49, 15), (49, 10)), True, False),
    ("10 and then 15 on the day", halfway((0, 20), (49, 10), (49, 15)), False, True),
    ("rated a day too late", halfway((0, 20), (50, 10)), None, False),
    ("rated at the baseline only", halfway((0, 20)), None, None),
    ("not rated", halfway(), None, None),
    ("seven sessions of sixteen", halfway((0, 20), (42, 15), held=7), None, None),
    ("eight sessions of fifteen", halfway((0, 20), (49, 15), contracted=15), False, True),
    ("eight sessions of seventeen", halfway((0, 20), (49, 15), contracted=17), None, None),
    ("no number agreed", halfway((0, 20), (49, 15), contracted=None), None, None),
]


@pytest.mark.parametrize(("what", "recorded", "improved", "not_responding"), HALF)
def test_progress_at_half_of_the_contract(what, recorded, improved, not_responding):
    assert at_half(recorded, instrument("PHQ-9")).answer is improved, what
    assert non_response(recorded, instrument("PHQ-9")).answer is not_responding, what


@pytest.mark.parametrize(("reviews", "expected"), [([], False), ([48], False), ([49], True), ([60], True)])
def test_whether_progress_was_reviewed_since(reviews, expected):
    reading = at_half(halfway((0, 20), (49, 15), reviews=reviews), instrument("PHQ-9"))
    assert (reading.half, reading.rated, reading.reviewed) == (day(49), day(49), expected)


def test_no_published_number_no_judgement_on_progress():
    recorded = course(
        *rated("CES-D", (0, 40), (49, 5)),
        MiddleBegun(on=OPENED),
        ContractAgreed(on=OPENED, contract=TreatmentContract(sessions=2)),
        SessionHeld(on=day(49)),
    )
    assert at_half(recorded, instrument("CES-D")).answer is None
    assert non_response(recorded, instrument("CES-D")).answer is None


def test_a_long_course_is_read_as_well():
    """More than the two hundred items that a form may have."""
    weeks = range(201)
    near_and_far = closeness(course(*(near(week, ("inner", "outer")[week % 2]) for week in weeks)))
    assert len(near_and_far[0].rings) == 201
    stages = (DisputeStage.IMPASSE, DisputeStage.RENEGOTIATION)
    changed = (DisputeStageChanged(on=day(week), dispute="d", stage=stages[week % 2]) for week in weeks)
    assert len(disputes(course(*changed))[0].stages) == 201
    named = (PatternNamed(on=day(week), pattern=Pattern(key="w", words="x", people=(f"p-{week}",))) for week in weeks)
    (pattern,) = patterns(course(*named))
    assert (len(pattern.named), len(pattern.people)) == (201, 201)
    assert "p-7" not in repr(pattern)
    link = MoodEventLink(direction=LinkDirection.EVENT_TO_MOOD, event="x")
    assert len(mood_event_links(course(*(SessionHeld(on=day(week), links=(link,)) for week in weeks))).links) == 201
