"""The rules of the work in sessions.

The techniques that only one form of IPT has (``own_techniques``) are set in ``protocol/ipt.py`` for IPT and in
``protocol/catalogue/`` for the others.
"""

from itertools import islice, pairwise
from typing import TYPE_CHECKING

from iptcore.course import Course
from iptcore.events import DisputeStageChanged, FormulationAgreed, SessionHeld
from iptcore.fold import COUNTED
from iptcore.model.technique import technique
from iptcore.protocol.rule import Clause, Level, Rule
from iptcore.readings.days import last_day
from iptcore.readings.places import place_of, place_of_last, since_place
from iptcore.sources import cite
from iptcore.vocabulary import DisputeStage, Phase, Purpose, TechniqueName

if TYPE_CHECKING:
    from iptcore.protocol.protocol import Protocol

_ANALYSES = (TechniqueName.COMMUNICATION_ANALYSIS, TechniqueName.DECISION_ANALYSIS)


# -- predicates ------------------------------------------------------------------------------------------------------


def names_an_active_focus(protocol: "Protocol", course: Course, event: SessionHeld) -> bool:
    if event.purpose is not Purpose.REGULAR or course.phase is not Phase.MIDDLE:
        return True
    keys = course.formulation.keys if course.formulation else ()
    return any(key in keys for key in event.focus)


def no_focus_was_named_before(protocol: "Protocol", course: Course, event: SessionHeld) -> bool:
    """Whether the last regular session of this phase did not name a focus either, with the formulation in force."""
    in_phase = islice(course.counted, course.sessions_in_phase)
    last = next((session for session in in_phase if session.purpose is Purpose.REGULAR), None)
    if last is None or place_of(course, last) < place_of_last(course, FormulationAgreed):
        return False
    return not names_an_active_focus(protocol, course, last)


def opening_question_asked(protocol: "Protocol", course: Course, event: SessionHeld) -> bool:
    return event.opening_question is True or not _works(course, event)


def no_opening_question_before(protocol: "Protocol", course: Course, event: SessionHeld) -> bool:
    last = _last_that_works(course)
    return last is not None and not opening_question_asked(protocol, course, last)


def links_mood_and_event(protocol: "Protocol", course: Course, event: SessionHeld) -> bool:
    return bool(event.links) or not _works(course, event)


def no_link_before(protocol: "Protocol", course: Course, event: SessionHeld) -> bool:
    last = _last_that_works(course)
    return last is not None and not links_mood_and_event(protocol, course, last)


def links_name_person_and_affect(protocol: "Protocol", course: Course, event: SessionHeld) -> bool:
    return not event.links or any(link.relationship and link.affect for link in event.links)


def last_links_were_short(protocol: "Protocol", course: Course, event: SessionHeld) -> bool:
    last = next((session for session in course.newest(SessionHeld) if session.links), None)
    return last is not None and not links_name_person_and_affect(protocol, course, last)


def techniques_fit_the_phase(protocol: "Protocol", course: Course, event: SessionHeld) -> bool:
    return all(course.phase in (None, *technique(name).phases) for name in event.techniques)


def techniques_fit_the_area(protocol: "Protocol", course: Course, event: SessionHeld) -> bool:
    # A group works on the areas of all its members, of whom this course knows one.
    if event.purpose is Purpose.GROUP:
        return True
    in_force = [focal.area for focal in course.formulation.areas] if course.formulation else []
    areas = [area for area in in_force if area.key in event.focus] or in_force
    return not areas or all(any(map(technique(name).serves, areas)) for name in event.techniques)


def techniques_belong_here(protocol: "Protocol", course: Course, event: SessionHeld) -> bool:
    return all(name in protocol.own_techniques or not technique(name).own for name in event.techniques)


def role_play_is_prepared(protocol: "Protocol", course: Course, event: SessionHeld) -> bool:
    used = event.techniques
    if TechniqueName.ROLE_PLAY not in used or not course.techniques.isdisjoint(_ANALYSES):
        return True
    return any(name in _ANALYSES for name in used[: used.index(TechniqueName.ROLE_PLAY)])


def nothing_of_other_therapies(protocol: "Protocol", course: Course, event: SessionHeld) -> bool:
    return all(name in protocol.own_techniques or not technique(name).other_therapy for name in event.techniques)


def no_exposure(protocol: "Protocol", course: Course, event: SessionHeld) -> bool:
    return TechniqueName.EXPOSURE not in event.techniques


def symptoms_left_alone(protocol: "Protocol", course: Course, event: SessionHeld) -> bool:
    return course.phase is Phase.INITIAL or event.symptoms_worked_on is not True


def last_task_reviewed(protocol: "Protocol", course: Course, event: SessionHeld) -> bool:
    previous = course.counted.newest
    was_set = event.purpose in COUNTED and previous is not None and previous.sets_task
    return event.task_reviewed is True or not was_set


def last_review_was_missing(protocol: "Protocol", course: Course, event: SessionHeld) -> bool:
    """Whether the last session for which a task had been set did not review it either."""
    after_a_task = (session for session, before in pairwise(course.counted) if before.sets_task)
    last = next(after_a_task, None)
    return last is not None and last.task_reviewed is not True


def task_set(protocol: "Protocol", course: Course, event: SessionHeld) -> bool:
    return event.sets_task or not _works(course, event)


def no_task_before(protocol: "Protocol", course: Course, event: SessionHeld) -> bool:
    last = _last_that_works(course)
    return last is not None and not task_set(protocol, course, last)


def dissolved_dispute_left(protocol: "Protocol", course: Course, event: SessionHeld) -> bool:
    dissolved = [key for key in event.focus if course.stage(key) is DisputeStage.DISSOLUTION]
    # On the day on which it was judged to be over, the session may still have worked on it.
    return not dissolved or last_day(course, DisputeStageChanged) == event.on


def dissolved_dispute_was_kept(protocol: "Protocol", course: Course, event: SessionHeld) -> bool:
    """Whether each dispute that is over was already worked on after its end, with the formulation in force."""
    over = max(place_of_last(course, DisputeStageChanged), place_of_last(course, FormulationAgreed))
    day = last_day(course, DisputeStageChanged)
    later = (session for session in since_place(course, SessionHeld, over) if session.on != day)
    earlier = {key for session in later for key in session.focus}
    return all(key in earlier for key in event.focus if course.stage(key) is DisputeStage.DISSOLUTION)


def rhythm_chart_brought(protocol: "Protocol", course: Course, event: SessionHeld) -> bool:
    return event.rhythm_chart is True or not _works(course, event)


def no_rhythm_chart_before(protocol: "Protocol", course: Course, event: SessionHeld) -> bool:
    last = _last_that_works(course)
    return last is not None and not rhythm_chart_brought(protocol, course, last)


def _last_that_works(course: Course) -> SessionHeld | None:
    """The session before this one that was for the work of the present phase; None in the first one."""
    return course.counted.newest if course.sessions_in_phase else None


def _works(course: Course, event: SessionHeld) -> bool:
    """Whether this is a session for the work of the middle phase."""
    return course.phase is Phase.MIDDLE and event.purpose in COUNTED


# -- rules -------------------------------------------------------------------------------------------------------------

_SESSION = (SessionHeld,)

RULES: tuple[Rule, ...] = (
    Rule(
        code="M01",
        says="a regular session of the middle phase works on a focus in force",
        source=cite("F1"),
        clauses=(
            Clause(
                code="M01a",
                on=_SESSION,
                level=Level.ADVISORY,
                asks="name the focal area that the session worked on",
                fits=names_an_active_focus,
                said_before=no_focus_was_named_before,
            ),
        ),
    ),
    Rule(
        code="M02",
        says="a session of the middle phase opens with the question how things were since the last one",
        source=cite("F1"),
        clauses=(
            Clause(
                code="M02a",
                on=_SESSION,
                level=Level.ADVISORY,
                asks="ask how things were since the last session, and record it",
                fits=opening_question_asked,
                said_before=no_opening_question_before,
            ),
        ),
    ),
    Rule(
        code="M04",
        says="a session of the middle phase links mood and event: which way, what happened, with whom, which affect",
        source=cite("F1 F13"),
        clauses=(
            Clause(
                code="M04a",
                on=_SESSION,
                level=Level.ADVISORY,
                asks="record how mood and events of the week were linked",
                fits=links_mood_and_event,
                said_before=no_link_before,
            ),
            Clause(
                code="M04b",
                on=_SESSION,
                level=Level.ADVISORY,
                asks="name the person and the affect of the link",
                fits=links_name_person_and_affect,
                said_before=last_links_were_short,
            ),
        ),
    ),
    Rule(
        code="M05",
        says="techniques fit the phase, the focal area and the protocol",
        source=cite("F21"),
        clauses=(
            Clause(
                code="M05a",
                on=_SESSION,
                level=Level.ADVISORY,
                asks="choose techniques of this phase",
                fits=techniques_fit_the_phase,
            ),
            Clause(
                code="M05b",
                on=_SESSION,
                level=Level.ADVISORY,
                asks="choose techniques that serve the focal area",
                fits=techniques_fit_the_area,
            ),
            Clause(
                code="M05c",
                on=_SESSION,
                level=Level.ADVISORY,
                asks="use this protocol's techniques: one belongs to another manual",
                fits=techniques_belong_here,
            ),
        ),
    ),
    Rule(
        code="M06",
        says="role play follows an analysis of communication or of decisions",
        source=cite("F22"),
        clauses=(
            Clause(
                code="M06a",
                on=_SESSION,
                level=Level.ADVISORY,
                asks="analyse the communication or the decision before rehearsing it",
                fits=role_play_is_prepared,
            ),
        ),
    ),
    Rule(
        code="M07",
        says="techniques of other therapies are not used",
        source=cite("F80 R"),
        clauses=(
            Clause(
                code="M07a",
                on=_SESSION,
                level=Level.ADVISORY,
                asks="leave techniques of other therapies out",
                fits=nothing_of_other_therapies,
            ),
        ),
    ),
    Rule(
        code="M08",
        says="there is no exposure",
        source=cite("F39"),
        clauses=(Clause(code="M08a", on=_SESSION, level=Level.OFF, asks="leave exposure out", fits=no_exposure),),
    ),
    Rule(
        code="M09",
        says="after the initial phase the symptoms themselves, such as eating behaviour, are not worked on",
        source=cite("F41"),
        clauses=(
            Clause(
                code="M09a",
                on=_SESSION,
                level=Level.OFF,
                asks="work on relationships and leave the symptoms to monitoring",
                fits=symptoms_left_alone,
            ),
        ),
    ),
    Rule(
        code="M10",
        says="a task for between sessions is set, and reviewed in the next session",
        source=cite("F13 F22"),
        clauses=(
            Clause(
                code="M10a",
                on=_SESSION,
                level=Level.ADVISORY,
                asks="review the task that was set in the last session",
                fits=last_task_reviewed,
                said_before=last_review_was_missing,
            ),
            Clause(
                code="M10b",
                on=_SESSION,
                level=Level.OFF,
                asks="set a task for between sessions",
                fits=task_set,
                said_before=no_task_before,
            ),
        ),
    ),
    Rule(
        code="M14",
        says="a dispute in the stage of dissolution is no longer the focus: it has become a transition or a grief",
        source=cite("R"),
        clauses=(
            Clause(
                code="M14a",
                on=_SESSION,
                level=Level.ADVISORY,
                asks="agree on a new formulation: the stage of this dispute is dissolution",
                fits=dissolved_dispute_left,
                said_before=dissolved_dispute_was_kept,
                cures=(FormulationAgreed,),
            ),
        ),
    ),
    Rule(
        code="M15",
        says="the chart of daily rhythms is kept every week",
        source=cite("F32"),
        clauses=(
            Clause(
                code="M15a",
                on=_SESSION,
                level=Level.OFF,
                asks="go through the rhythm chart of the week",
                fits=rhythm_chart_brought,
                said_before=no_rhythm_chart_before,
            ),
        ),
    ),
)
