"""Event logs hold what happened in its order, and nothing private; miners read them (tried with pm4py, by hand)."""

import xml.etree.ElementTree as ET
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from iptcore import Course, InvalidValue, replay
from iptcore.documents import from_json
from iptcore.events import (
    CourseDiscontinued,
    CourseOpened,
    DisputeStageChanged,
    EpisodeRecorded,
    Event,
    FormulationAgreed,
    GoalAgreed,
    GoalReviewed,
    MemberJoined,
    MemberLeft,
    ProgressReviewed,
    SessionHeld,
    SymptomsRated,
)
from iptcore.exports.event_log import ocel, xes
from iptcore.model.formulation import FocalArea, Formulation
from iptcore.model.goal import Goal
from iptcore.model.partial_date import PartialDate
from iptcore.model.problem_area import Grief, RoleDispute
from iptcore.vocabulary import DisputeStage, Loss, Purpose, ReviewOutcome, TechniqueName

ROOT = Path(__file__).parents[2]
NS = "{http://www.xes-standard.org/}"
DAY = date(2026, 1, 5)
OPENED = CourseOpened(on=DAY, client="c-017", protocol="ipt", edition="2018", consent=True, age=34)
AREAS = (FocalArea(area=RoleDispute(key="boss")), FocalArea(area=Grief(key="aunt", person="aunt", loss=Loss.DEATH)))
EVENTS: tuple[Event, ...] = (
    EpisodeRecorded(on=DAY, onset=PartialDate(year=2025, month=10, about=True), chronic=False),
    SymptomsRated(on=DAY, instrument="EDE-Q", total=2.5),
    FormulationAgreed(on=date(2026, 1, 12), formulation=Formulation(areas=AREAS, accepted=True)),
    GoalAgreed(on=date(2026, 1, 12), goal=Goal(key="say-it", area="boss", words="To say it")),
    SessionHeld(
        on=date(2026, 1, 12), focus=("boss",), purpose=Purpose.GROUP, group="group-7", minutes=90,
        techniques=(TechniqueName.ROLE_PLAY, TechniqueName.CLARIFICATION), people=("anna", "ben"),
    ),
    GoalReviewed(on=date(2026, 1, 19), goal="say-it", attainment=1),
    DisputeStageChanged(on=date(2026, 1, 19), dispute="boss", stage=DisputeStage.IMPASSE),
    ProgressReviewed(on=date(2026, 1, 19), outcomes=(ReviewOutcome.CONTINUE,)),
    MemberLeft(on=date(2026, 1, 26), group="group-7"),
    CourseDiscontinued(on=date(2026, 1, 26)),
)  # fmt: skip


def course() -> Course:
    return replay([OPENED, *EVENTS])


def read(text: str) -> dict[str, tuple[dict[str, Any], list[dict[str, Any]]]]:
    """The traces of a log: their attributes and events, as a reader of XES takes them."""
    kinds = {
        "string": str,
        "int": int,
        "float": float,
        "boolean": lambda t: t == "true",
        "date": datetime.fromisoformat,
    }

    def attributes(node: ET.Element) -> dict[str, Any]:
        parts = [part for part in node if part.tag != f"{NS}event"]
        return {part.attrib["key"]: kinds[part.tag.removeprefix(NS)](part.attrib["value"]) for part in parts}

    log = ET.fromstring(text)
    assert log.tag == f"{NS}log"
    courses = {}
    for trace in log.iter(f"{NS}trace"):
        facts = attributes(trace)
        courses[facts["concept:name"]] = (facts, [attributes(event) for event in trace.iter(f"{NS}event")])
    return courses


@pytest.mark.parametrize("path", sorted(ROOT.glob("examples/courses/*.json")), ids=lambda path: path.stem)
def test_a_log_holds_the_timeline_in_its_order(path: Path) -> None:
    known = from_json(path.read_text(encoding="utf-8"))
    facts, events = read(xes({"course-1": known}))["course-1"]
    assert [event["concept:name"] for event in events] == [entry.event.kind for entry in known.timeline]
    stamps = [event["time:timestamp"] for event in events]
    assert stamps == sorted(stamps)
    assert len(set(stamps)) == len(stamps)
    assert [stamp.date() for stamp in stamps] == [entry.event.on for entry in known.timeline]
    assert facts["protocol"] == (known.opening.protocol if known.opening else None)


def test_an_event_carries_what_is_private_to_nobody() -> None:
    facts, events = read(xes({"course-1": course()}))["course-1"]
    assert facts == {
        "concept:name": "course-1", "status": "ended", "protocol": "ipt", "edition": "2018", "age": 34,
        "ending": "discontinued",
    }  # fmt: skip
    by_kind = {event["concept:name"]: event for event in events}
    assert by_kind["course_opened"]["phase"] == "not_opened"
    assert by_kind["episode_recorded"]["onset"] == "2025-10~"
    assert by_kind["episode_recorded"]["chronic"] is False
    assert by_kind["symptoms_rated"]["total"] == 2.5
    assert by_kind["formulation_agreed"]["areas"] == "role_dispute grief"
    session = by_kind["session_held"]
    assert (session["phase"], session["minutes"], session["techniques"], session["people"]) == (
        "initial", 90, "role_play clarification", 2,
    )  # fmt: skip
    assert "group" not in session
    assert "words" not in by_kind["goal_agreed"]


def test_a_course_that_was_not_opened_is_an_empty_trace() -> None:
    assert read(xes({"course-1": Course()})) == {"course-1": ({"concept:name": "course-1", "status": "not_opened"}, [])}
    log = ocel({"course-1": Course()})
    assert (log["events"], [thing["id"] for thing in log["objects"]]) == ([], ["course/course-1"])


def test_what_nobody_recorded_is_left_out() -> None:
    plain = replay([OPENED.replace(age=None), SessionHeld(on=DAY)])
    facts, (_, session) = read(xes({"c": plain}))["c"]
    assert "age" not in facts
    assert set(session) == {"concept:name", "lifecycle:transition", "time:timestamp", "phase", "purpose"}
    assert [thing["id"] for thing in ocel({"c": plain})["objects"]] == ["course/c"]


def test_an_object_centric_log_declares_all_that_it_holds() -> None:
    """The parts that OCEL 2.0 asks for, each attribute declared under its type, each relation with an object there."""
    log = ocel({"course-1": course(), "course-2": replay([OPENED, MemberJoined(on=DAY, group="group-7")])})
    assert set(log) == {"objectTypes", "eventTypes", "objects", "events"}
    for things, types in (("objects", "objectTypes"), ("events", "eventTypes")):
        declared = {kind["name"]: {part["name"]: part["type"] for part in kind["attributes"]} for kind in log[types]}
        for thing in log[things]:
            for part in thing["attributes"]:
                assert typed(part["value"], declared[thing["type"]][part["name"]])
    ids = [thing["id"] for thing in log["objects"]]
    assert len(set(ids)) == len(ids)
    related = {relation["objectId"] for event in log["events"] for relation in event["relationships"]}
    assert related == set(ids)
    assert ids == [
        "course/course-1",
        "instrument/EDE-Q",
        "focal_area/1",
        "focal_area/2",
        "goal/1",
        "group/1",
        "course/course-2",
    ]


def typed(part: Any, kind: str) -> bool:
    if kind == "time":
        return bool(datetime.fromisoformat(part))
    return type(part) is {"string": str, "integer": int, "float": float, "boolean": bool}[kind]


def test_courses_of_a_group_share_it_and_nothing_else() -> None:
    joined = MemberJoined(on=DAY, group="group-7")
    log = ocel({name: replay([OPENED, joined, *EVENTS]) for name in ("course-1", "course-2")})
    about = {name: {relation["objectId"] for event in log["events"] if event["id"].startswith(name)
                    for relation in event["relationships"]} for name in ("course-1", "course-2")}  # fmt: skip
    assert about["course-1"] & about["course-2"] == {"group/1", "instrument/EDE-Q"}


@pytest.mark.parametrize("write", [xes, ocel])
@pytest.mark.parametrize("courses", [{"Jane Doe": course()}, {"c": 1}, [course()], {"NA": course()}, {1: course()}])
def test_courses_need_names_that_can_go_out(write: Any, courses: Any) -> None:
    with pytest.raises(InvalidValue) as caught:
        write(courses)
    assert "Jane" not in str(caught.value)
