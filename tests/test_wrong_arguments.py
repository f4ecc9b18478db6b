"""Where a course or a protocol belongs, anything else is refused in words that say what to write."""

import pickle
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest

from iptcore import (
    IPT,
    Course,
    Formulation,
    LifeEvent,
    RoleTransition,
    SessionHeld,
    SymptomsRated,
    TreatmentContract,
    after,
    differences,
    replay,
)
from iptcore.documents import (
    event_from_data,
    faults,
    from_json,
    read_courses,
    read_entries,
    to_json,
    write_courses,
    write_entries,
)
from iptcore.errors import InvalidValue, IptError, UnknownName
from iptcore.exports import cds_hooks, fhir, fhir_plan, redcap
from iptcore.exports.tables import to_csv
from iptcore.model.instruments import INSTRUMENTS, instrument
from iptcore.model.technique import technique
from iptcore.pictures.adherence import adherence
from iptcore.pictures.circle import closeness_circle
from iptcore.pictures.life_events import life_events
from iptcore.pictures.phase_boxes import phases
from iptcore.pictures.phases import phases_diagram
from iptcore.pictures.progress import progress
from iptcore.protocol.catalogue import protocol
from iptcore.protocol.cures import example, way_to
from iptcore.protocol.differences import comparison
from iptcore.protocol.fidelity import fidelity
from iptcore.protocol.merging import merge
from iptcore.readings.change import change, severity
from iptcore.readings.dispute import disputes
from iptcore.readings.endings import DEFINITIONS, premature_ending
from iptcore.readings.goals import goal_attainment, goals_met, t_score
from iptcore.readings.halfway import at_half, non_response
from iptcore.readings.outcome import response
from iptcore.readings.outcome_schemes import ACNP_2006
from iptcore.readings.safety import open_safety
from iptcore.schedule import Schedule, plan
from iptcore.screens import form, form_faults, posted_data, screen, translation
from iptcore.simulation import Therapist, play
from iptcore.testing import check_protocol, courses, events, faithful_course, faithful_courses
from iptcore.values import value
from iptcore.vocabulary import FidelitySource

DAY = date(2026, 1, 5)
CONTRACT = TreatmentContract(sessions=12, minutes=50)
COURSE = IPT.open(on=DAY, client="c-017", consent=True)
SESSION = SessionHeld(on=DAY, minutes=50)
SCHEDULE = Schedule(zone="UTC", appointments=())
CANARY = "Canary"

OF_A_COURSE: dict[str, Callable[[Any], Any]] = {
    "objections": lambda course: IPT.objections(course, SESSION),
    "accepts": lambda course: IPT.accepts(course, SESSION),
    "apply": lambda course: IPT.apply(course, SESSION),
    "judge": lambda course: IPT.judge(course, SESSION),
    "allowed": IPT.allowed,
    "option": lambda course: IPT.option(course, SessionHeld),
    "due": IPT.due,
    "review": IPT.review,
    "after": lambda course: after(course, SESSION),
    "way to": lambda course: way_to(IPT, course, SessionHeld, DAY),
    "fidelity": lambda course: fidelity(IPT, course, rater="r-1", source=FidelitySource.SUPERVISOR),
    "merge ours": lambda course: merge(IPT, course, COURSE),
    "merge theirs": lambda course: merge(IPT, COURSE, course),
    "screen": lambda course: screen(course, IPT),
    "fhir": lambda course: fhir.bundle(IPT, course, name="x"),
    "cards": lambda course: cds_hooks.cards(IPT, course, SESSION, name="x"),
    "circle": closeness_circle,
    "life events": life_events,
    "progress": lambda course: progress(course, INSTRUMENTS[0]),
    "severity": lambda course: severity(course, INSTRUMENTS[0]),
    "change": lambda course: change(course, INSTRUMENTS[0]),
    "response": lambda course: response(course, INSTRUMENTS[0], ACNP_2006),
    "at half": lambda course: at_half(course, INSTRUMENTS[0]),
    "non-response": lambda course: non_response(course, INSTRUMENTS[0]),
    "goals": goal_attainment,
    "goals met": goals_met,
    "t-score": t_score,
    "disputes": disputes,
    "premature": lambda course: premature_ending(course, DEFINITIONS[0]),
    "safety": open_safety,
    "events": events,
    "therapist": Therapist(IPT),
    "schedule due": lambda course: SCHEDULE.due(course, DAY),
    "schedule overdue": lambda course: SCHEDULE.overdue(course, DAY),
}

OF_A_PROTOCOL: dict[str, Callable[[Any], Any]] = {
    "differences": lambda protocol: differences(IPT, protocol),
    "differences first": lambda protocol: differences(protocol, IPT),
    "way to": lambda protocol: way_to(protocol, COURSE, SessionHeld, DAY),
    "fidelity": lambda protocol: fidelity(protocol, COURSE, rater="r-1", source=FidelitySource.SUPERVISOR),
    "merge": lambda protocol: merge(protocol, COURSE, COURSE),
    "screen": lambda protocol: screen(COURSE, protocol),
    "fhir": lambda protocol: fhir.bundle(protocol, COURSE, name="x"),
    "plan": fhir_plan.plan_definition,
    "redcap": lambda protocol: redcap.redcap(protocol, {"a": COURSE}),
    "cards": lambda protocol: cds_hooks.cards(protocol, COURSE, SESSION, name="x"),
    "play": lambda protocol: play(protocol, Therapist(IPT)),
    "faithful course": faithful_course,
    "faithful courses": faithful_courses,
    "courses": courses,
    "events": lambda protocol: events(COURSE, protocol),
    "laws": check_protocol,
    "phases": phases,
}


def refused(call: Callable[[Any], Any], given: Any, error: type[IptError] = InvalidValue) -> str:
    with pytest.raises(error) as caught:
        call(given)
    assert CANARY not in f"{caught.value} {caught.value!r}"
    assert caught.value.__suppress_context__ or caught.value.__context__ is None
    return str(caught.value)


@pytest.mark.parametrize("call", OF_A_COURSE.values(), ids=OF_A_COURSE)
@pytest.mark.parametrize(
    "given", [None, CANARY, [CANARY], Course, IPT, SESSION], ids=lambda given: type(given).__name__
)
def test_a_course_is_a_course(call, given):
    assert "course: expected a Course, got" in refused(call, given)


@pytest.mark.parametrize("call", OF_A_PROTOCOL.values(), ids=OF_A_PROTOCOL)
@pytest.mark.parametrize("given", [None, CANARY, [CANARY], COURSE], ids=lambda given: type(given).__name__)
def test_a_protocol_is_a_protocol(call, given):
    assert "protocol: expected a Protocol, got" in (said := refused(call, given))
    assert "; write " in said


@pytest.mark.parametrize("given", [CANARY, [CANARY], COURSE])
def test_the_protocol_of_a_picture_is_a_protocol(given):
    call = lambda protocol: progress(COURSE, INSTRUMENTS[0], protocol=protocol)  # noqa: E731
    assert "protocol: expected a Protocol, got" in refused(call, given)
    assert "protocol: expected a Protocol, got" in refused(phases_diagram, given)


@pytest.mark.parametrize("given", [None, CANARY, DEFINITIONS])
def test_a_definition_of_premature_ending_is_one_of_them(given):
    said = refused(lambda definition: premature_ending(COURSE, definition), given)
    assert "DEFINITIONS of iptcore.readings.endings holds some" in said


@pytest.mark.parametrize("given", [None, CANARY, [CANARY], COURSE])
def test_an_adherence_is_of_reports(given):
    assert "reports: expected a list of reports" in refused(adherence, given)


@pytest.mark.parametrize("name", ["since", "until"])
@pytest.mark.parametrize("given", ["2026-01-05", datetime(2026, 1, 5), [CANARY], 5])
def test_a_day_of_a_circle_is_a_date(name, given):
    call = lambda day: closeness_circle(COURSE, **{name: day})  # noqa: E731
    assert f"{name}: expected a date without time of day" in refused(call, given)


def test_a_circle_goes_forward_in_time():
    with pytest.raises(InvalidValue, match="since: expected a day that is not after until"):
        closeness_circle(COURSE, since=DAY, until=date(2026, 1, 4))
    assert closeness_circle(COURSE, since=DAY, until=DAY)


@pytest.mark.parametrize("given", [None, CANARY, [CANARY], IPT])
def test_the_circle_of_a_picture_is_a_circle(given):
    assert "write protocol.circle" in refused(lambda circle: closeness_circle(COURSE, circle=circle), given)


@pytest.mark.parametrize("verb", [IPT.allowed, IPT.due, lambda course, on: IPT.option(course, SessionHeld, on)])
@pytest.mark.parametrize("on", ["2026-01-05", datetime(2026, 1, 5), [CANARY], 5])
def test_a_day_is_a_date_without_a_time(verb, on):
    assert "on: expected a date without time of day" in refused(lambda on: verb(COURSE, on), on)


@pytest.mark.parametrize("on", [None, "2026-01-05", datetime(2026, 1, 5), [CANARY], 5])
@pytest.mark.parametrize(
    "verb", [SCHEDULE.due, SCHEDULE.overdue, lambda course, on: way_to(IPT, course, SessionHeld, on)]
)
def test_a_day_may_not_be_left_open(verb, on):
    assert "on: expected a date without time of day" in refused(lambda on: verb(COURSE, on), on)


OF_A_KIND = [
    IPT.option,
    lambda course, kind: translation("de").event(kind),
    lambda course, kind: way_to(IPT, course, kind, DAY),
    lambda course, kind: example(IPT, course, kind, DAY),
]


@pytest.mark.parametrize("call", OF_A_KIND, ids=["option", "translation", "way_to", "example"])
def test_the_tag_of_an_event_where_its_class_belongs_is_answered_with_the_class(call):
    with pytest.raises(UnknownName, match=r"^unknown kind of event: did you mean MiddleBegun\?"):
        call(COURSE, "middle_begun")


@pytest.mark.parametrize("call", OF_A_KIND, ids=["option", "translation", "way_to", "example"])
def test_an_event_where_its_class_belongs_is_answered_with_the_class(call):
    with pytest.raises(UnknownName, match=r"^unknown kind of event: did you mean the class SessionHeld\?"):
        call(COURSE, SESSION)


@pytest.mark.parametrize("given", [SessionHeld, SESSION])
@pytest.mark.parametrize(
    "call",
    [form, lambda kind: faults(kind, {}), lambda kind: event_from_data(kind, {})],
    ids=["form", "faults", "event_from_data"],
)
def test_a_class_or_an_event_where_its_tag_belongs_is_answered_with_the_tag(call, given):
    with pytest.raises(UnknownName, match=r"^unknown kind of event or document: did you mean session_held\?"):
        call(given)


@pytest.mark.parametrize(
    ("call", "advice"),
    [
        (lambda: SessionHeld(on=datetime(2026, 1, 5)), "a date with time of day; write moment.date()"),
        (lambda: way_to(IPT, COURSE, SessionHeld, "2026-01-05"), "date.fromisoformat(text)"),
        (lambda: way_to(IPT, COURSE, SessionHeld, datetime(2026, 1, 5)), "write moment.date()"),
        (lambda: LifeEvent(what="A move.", when=DAY), "got a date; write PartialDate.of(day)"),
        (lambda: LifeEvent(what="A move.", when=datetime(2026, 1, 5)), "time of day; write PartialDate.of(day)"),
        (lambda: LifeEvent(what="A move.", when="2026-01"), "write PartialDate.parse(text)"),
        (
            lambda: Formulation(areas=(RoleTransition(key="job", old_role="a", new_role="b"),)),
            "write FocalArea(area=…)",
        ),
        (lambda: Formulation(areas=(SESSION,)), "areas[0]: expected a FocalArea, got a SessionHeld\n"),
        (lambda: plan(CONTRACT, first=DAY, at="10:00", zone="Europe/London"), "write time(hour, minute)"),
        (lambda: comparison("ipt", "ipt-a"), "write differences(IPT, protocol) or comparison(IPT, protocol)"),
        (lambda: posted_data("session_held", {"on": "2026-01-05"}), "got one with other names or values; "),
        (lambda: posted_data("session_held", "on=2026-01-05"), "got text of 13 characters; "),
        (lambda: replay(COURSE), "write replay(course.history)"),
        (
            lambda: COURSE.correct(9, on=DAY, because="x"),
            "the number of an entry, from 1 to 1, got a number out of bounds",
        ),
        (lambda: COURSE.correct("1", on=DAY, because="x"), "from 1 to 1, got text of 1 character\n"),
        (lambda: life_events(COURSE, width=10), "from 320 to 4000, got a number out of bounds"),
        (lambda: to_json(COURSE.history), "got a tuple; write_entries(history) writes a history"),
    ],
)
def test_the_advice_says_what_to_write(call, advice):
    with pytest.raises(InvalidValue) as caught:
        call()
    assert advice in f"{caught.value}\n"


@pytest.mark.parametrize("kind", [None, CANARY, [CANARY], SESSION, Course])
@pytest.mark.parametrize("call", OF_A_KIND, ids=["option", "translation", "way_to", "example"])
def test_a_kind_is_a_class_of_an_event(call, kind):
    assert "unknown kind of event" in refused(lambda kind: call(COURSE, kind), kind, UnknownName)


OF_THE_KINDS = [COURSE.all, COURSE.newest, lambda kind: [*COURSE.placed(kind)], COURSE.last, COURSE.has]


@pytest.mark.parametrize("ask", OF_THE_KINDS, ids=["all", "newest", "placed", "last", "has"])
def test_a_course_has_events_of_a_class(ask):
    """`course.last("session_held")` was None, as if there was no session."""
    for given, meant in (("session_held", "SessionHeld"), (SESSION, "the class SessionHeld")):
        with pytest.raises(UnknownName, match=rf"^unknown kind of event: did you mean {meant}\?"):
            ask(given)
    refused(ask, CANARY, UnknownName)
    assert not ask(SymptomsRated)


@value
class OwnSession(SessionHeld):
    pass


@pytest.mark.parametrize("event", [None, CANARY, SessionHeld, OwnSession(on=DAY, minutes=50)])
def test_an_event_is_one_of_the_library(event):
    assert "event: expected an event" in refused(lambda event: after(COURSE, event), event)


def test_what_was_entered_can_be_unpickled():
    entered = after(COURSE, SESSION)
    assert pickle.loads(pickle.dumps(entered)) == entered


@pytest.mark.parametrize("events", [None, 5, CANARY, SESSION])
def test_events_are_events(events):
    assert "expected events only" in refused(replay, events)


@pytest.mark.parametrize("part", ["levels", "labels", "cited"])
@pytest.mark.parametrize("given", [5, CANARY, [CANARY]])
def test_changes_of_a_protocol_are_mappings(part, given):
    assert f"{part}: expected a mapping" in refused(lambda given: IPT.adapt(code="x", **{part: given}), given)


@pytest.mark.parametrize("posted", [None, [CANARY], {"on": "2026-01-05"}, {"on": [5]}, {5: ["x"]}, {"on": None}])
def test_posted_texts_are_in_lists(posted):
    assert "expected a mapping from names to lists of texts" in refused(
        lambda posted: posted_data("session_held", posted), posted
    )


@pytest.mark.parametrize("feedback", [5, [CANARY], CANARY])
def test_feedback_of_a_record_system_is_an_object(feedback):
    assert "feedback: expected a list of feedback" in refused(
        lambda feedback: cds_hooks.departures({"cards": []}, feedback, on=DAY), feedback
    )


@pytest.mark.parametrize("call", [read_courses, read_entries, write_courses, write_entries])
@pytest.mark.parametrize("given", [None, 5, CANARY, COURSE])
def test_a_stream_is_of_several(call, given):
    # Refused at the call, before the first line is asked for: no file is opened for it.
    assert "expected several, one after the other" in refused(call, given)


@pytest.mark.parametrize("read", [read_courses, read_entries])
@pytest.mark.parametrize("given", [5, CANARY, {}])
def test_limits_of_a_stream_are_refused_at_the_call(read, given):
    assert "limits: expected a Limits" in refused(lambda given: read([], limits=given), given)


@pytest.mark.parametrize("given", [5, CANARY, [COURSE]])
def test_protocols_of_a_stream_are_refused_at_the_call(given):
    assert "protocols alone" in refused(lambda given: read_courses([], protocols=given), given)
    with pytest.raises(InvalidValue, match="the code and edition of a protocol of the catalogue"):
        read_courses([], protocols=[IPT.replace(name="Mine")])


FLAGS: dict[str, Callable[[Any], Any]] = {
    "strict": lambda flag: from_json(to_json(COURSE), strict=flag),
    "strict of a stream": lambda flag: read_courses([], strict=flag),
    "private": lambda flag: screen(COURSE, IPT, private=flag),
    "plain_words": lambda flag: screen(COURSE, IPT, plain_words=flag),
    "plain_words of a form": lambda flag: form("session_held", plain_words=flag),
    "forms": lambda flag: screen(COURSE, IPT, forms=flag),
    "private of a picture": lambda flag: life_events(COURSE, private=flag),
    "names": lambda flag: closeness_circle(COURSE, names=flag),
    "private of a bundle": lambda flag: fhir.bundle(IPT, COURSE, name="x", private=flag),
}


@pytest.mark.parametrize("name", FLAGS)
@pytest.mark.parametrize("flag", ["no", CANARY, 0, 1, None, [CANARY]])
def test_a_flag_is_true_or_false(name, flag):
    """The text "no" of a request counted as yes, and showed what is private."""
    assert f"{name.partition(' ')[0]}: expected True or False" in refused(FLAGS[name], flag)


@pytest.mark.parametrize("given", [CANARY, [CANARY], SESSION])
def test_a_form_is_of_a_course_and_a_protocol(given):
    assert "course: expected a Course" in refused(lambda course: form("session_held", course=course), given)
    assert "protocol: expected a Protocol" in refused(lambda own: form("session_held", protocol=own), given)


@pytest.mark.parametrize("given", [None, COURSE, COURSE.history, [CANARY], {"a": [1], "b": []}])
def test_a_table_has_columns_of_one_length(given):
    assert "expected columns of one length by their names" in refused(to_csv, given)


@pytest.mark.parametrize("name", [None, 5, [CANARY], {}])
@pytest.mark.parametrize(
    ("call", "what"),
    [
        (form, "kind of event"),
        (lambda name: form_faults(name, {}), "kind of event"),
        (lambda name: posted_data(name, {}), "kind of event"),
        (translation, "language"),
        (lambda name: form("session_held", language=name), "language"),
        (lambda name: screen(COURSE, IPT, language=name), "language"),
    ],
    ids=["form", "faults", "posted", "translation", "language of a form", "language of a screen"],
)
def test_a_name_out_of_a_request_is_unknown(call, what, name):
    assert f"unknown {what}" in refused(call, name, UnknownName)


@pytest.mark.parametrize(
    ("ask", "meant"),
    [
        (lambda: technique("role-play"), "role_play"),
        (lambda: instrument("HRSD-17").band(9, convention="zimmerman"), "Zimmerman 2013"),
        (lambda: severity(COURSE, instrument("HRSD-17"), convention="Zimerman 2013"), "Zimmerman 2013"),
        (lambda: protocol("IPT_A"), "ipt-a"),
    ],
    ids=["technique", "band", "severity", "protocol"],
)
def test_a_misspelt_name_gets_the_nearest_one(ask, meant):
    with pytest.raises(UnknownName, match=f": did you mean {meant}[?] If not, choose one of "):
        ask()
