"""Each law can be broken: by a protocol, or by a machine or record that does not do what it says."""

import sys
from datetime import date

import hypothesis
import pytest

import iptcore.testing.laws as tested
from iptcore.course import Course, after, replay
from iptcore.events import (
    CourseOpened,
    CourseSuspended,
    DepartureExplained,
    EntriesCorrected,
    Event,
    EventKind,
    FormulationAgreed,
    MiddleBegun,
    NotDone,
    PsychoeducationGiven,
    RiskAssessed,
    SessionHeld,
    SickRoleGiven,
    SymptomsRated,
)
from iptcore.protocol.catalogue import IPT
from iptcore.protocol.judgements import NotAllowed
from iptcore.protocol.protocol import Protocol
from iptcore.protocol.rule import Clause, Level, Rule
from iptcore.sources import cite
from iptcore.testing import check_law, check_protocol
from iptcore.testing.laws import LAWS, USUAL
from iptcore.values import fields_of

pytestmark = pytest.mark.slow

# What is found need not be made small here.
QUICK = hypothesis.settings(USUAL, max_examples=60, phases=[hypothesis.Phase.generate], database=None)
UNTIL_FOUND = hypothesis.settings(QUICK, max_examples=1_000)
"""For a law that is broken: a draw that shows it may be rare, and of sixty there was sometimes none."""


def never(protocol: Protocol, course: Course) -> bool:
    return False


def never_fits(protocol: Protocol, course: Course, event: Event) -> bool:
    return False


def unless_named(protocol: Protocol, course: Course) -> bool:
    return protocol.code != "another"


def with_rule(**parts: object) -> Protocol:
    clause = Clause(code="X01a", asks="do it", **{"level": Level.BINDING, **parts})
    rule = Rule(code="X01", says="it is done", source=cite("D"), clauses=(clause,))
    return Protocol(code="broken", edition="1", name="Broken", rules=(rule,))


class Machine(Protocol):
    """A protocol that says otherwise than it does."""


def saying(**verbs: object) -> Protocol:
    cls = type("Machine", (Machine,), verbs)
    return cls(**{field.name: getattr(IPT, field.name) for field in fields_of(Protocol)})


OPENING = CourseOpened(on=date(2026, 1, 5), client="c", protocol=IPT.code, edition=IPT.edition, consent=False)


def refusing(kind: EventKind) -> Protocol:
    """A machine that refuses a fact, which no protocol made of clauses can."""
    return saying(
        objections=lambda self, course, event: (
            *Protocol.objections(self, course, event),
            *(Protocol.objections(self, Course(), OPENING) if type(event) is kind else ()),
        )
    )


def lifting(level: Level) -> Protocol:
    """A machine on which an explained departure lifts that level too."""

    def objections(self, course, event):
        said = Protocol.objections(self, course, event)
        explained = course.has(DepartureExplained)
        return tuple(
            objection.replace(explained=True) if explained and objection.level is level else objection
            for objection in said
        )

    return saying(objections=objections)


BROKEN = {
    "facts_are_never_refused": refusing(SessionHeld),
    "refusals_are_cured_today": with_rule(on=(MiddleBegun,), kept=never, cures=(SickRoleGiven,)),
    "what_is_asked_may_be_answered": with_rule(on=(MiddleBegun,), kept=never, cures=(SickRoleGiven, NotDone)),
    "safety_and_leaving_are_open": refusing(RiskAssessed),
    "names_decide_nothing": with_rule(on=(SessionHeld,), level=Level.ADVISORY, kept=unless_named),
    "open_means_possible": with_rule(on=(FormulationAgreed,), fits=never_fits),
    "departures_lift_what_a_manual_binds": lifting(Level.SAFEGUARD),
    "who_follows_the_manual_hears_nothing": with_rule(on=(SessionHeld,), level=Level.ADVISORY, kept=never),
    "what_lasts_is_said_once": with_rule(on=(SessionHeld,), level=Level.ADVISORY, kept=never, said_before=never_fits),
    "closed_means_refused": saying(
        allowed=lambda self, course: tuple(
            option.replace(open=option.kind is SessionHeld) for option in Protocol.allowed(self, course)
        )
    ),
    "objections_and_apply_agree": saying(objections=lambda self, course, event: ()),
    "several_are_applied_as_one_by_one": saying(
        apply=lambda self, course, *events, revision=None: Protocol.apply(self, course, *events[:1])
    ),
    "due_is_what_the_next_step_lacks": saying(due=lambda self, course: ()),
    "a_review_says_what_was_said": saying(review=lambda self, course: ()),
    "any_events_add_up": saying(review=lambda self, course: course.history[0]),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_protocol_that_breaks_a_law(name: str):
    with pytest.raises((AssertionError, NotAllowed, LookupError)):
        check_law(getattr(tested, name), BROKEN[name], settings=UNTIL_FOUND)


DEPARTED = {
    "coherence is lifted": lifting(Level.COHERENCE),
    "a binding clause is not": saying(
        objections=lambda self, course, event: tuple(
            objection.replace(explained=False) for objection in Protocol.objections(self, course, event)
        )
    ),
    "another day counts": saying(
        objections=lambda self, course, event: tuple(
            objection.replace(explained=objection.explainable and course.has(DepartureExplained))
            for objection in Protocol.objections(self, course, event)
        )
    ),
    "the review says nothing of it": saying(
        review=lambda self, course: tuple(finding.replace(explained=None) for finding in Protocol.review(self, course))
    ),
}


@pytest.mark.parametrize("machine", DEPARTED.values(), ids=DEPARTED)
def test_departures_that_are_handled_otherwise(machine: Protocol):
    with pytest.raises((AssertionError, NotAllowed)):
        check_law(tested.departures_lift_what_a_manual_binds, machine, settings=UNTIL_FOUND)


def test_advice_that_is_left_out_before_it_was_given_is_found():
    silent = with_rule(on=(SessionHeld,), level=Level.ADVISORY, kept=never, said_before=lambda *_: True)
    with pytest.raises(AssertionError, match="X01a was left out and had not been said before"):
        check_law(tested.what_lasts_is_said_once, silent, settings=UNTIL_FOUND)


def test_a_clause_that_speaks_up_on_one_instrument_alone_is_found():
    def not_on_the_last(protocol, course, event):
        return event.instrument != protocol.primary_instruments[-1]

    clause = Clause(code="X01a", on=(SymptomsRated,), level=Level.ADVISORY, asks="do it", fits=not_on_the_last)
    rule = Rule(code="X01", says="it is done", source=cite("D"), clauses=(clause,))
    nagging = IPT.adapt(code="nagging", rules=(*IPT.rules, rule))
    with pytest.raises(AssertionError, match=r"against a course by the manual, rated on .*X01a"):
        check_law(
            tested.who_follows_the_manual_hears_nothing, nagging, settings=hypothesis.settings(QUICK, max_examples=1)
        )


def forgetful(events):
    return replay(tuple(events)[:-1])


def by_entry(course: Course, event: Event) -> Course:
    """Folds in the order of entry, as if everything had happened when it was written down."""
    days = {"on": max(event.on, course.last_on or event.on)}
    return after(course, event.replace(**days))


RECORDS = {
    "an_ending_stands": {"after": lambda course, event: after(Course(), event)},
    "replay_gives_the_course": {"replay": forgetful},
    "the_order_of_entry_is_no_matter": {"after": by_entry},
    "a_correction_can_be_taken_back": {
        "after": lambda course, event: (
            after(course, PsychoeducationGiven(on=event.on))
            if type(event) is EntriesCorrected
            else after(course, event)
        )
    },
    "everything_survives_pickling": {"_pickled": lambda thing: None},
}


@pytest.mark.parametrize("name", RECORDS)
def test_a_record_that_breaks_a_law(name: str, monkeypatch: pytest.MonkeyPatch):
    law = getattr(tested, name)
    for function, broken in RECORDS[name].items():
        monkeypatch.setattr(sys.modules[law.__module__], function, broken)
    with pytest.raises(AssertionError):
        check_law(law, IPT, settings=QUICK)


def test_every_law_was_seen_broken():
    assert set(BROKEN) | set(RECORDS) == {law.__name__ for law in LAWS}
    assert set(BROKEN) & set(RECORDS) == set()


def test_a_broken_law_tells_the_course():
    with pytest.raises(AssertionError, match=r"SessionHeld\(.*\) is a fact and was refused") as broken:
        check_protocol(BROKEN["facts_are_never_refused"], LAWS[:1], settings=hypothesis.settings(USUAL, database=None))
    notes = "\n".join(broken.value.__notes__)
    assert "a course of\n  1: CourseOpened(on=" in notes


def test_a_protocol_without_rules_keeps_every_law():
    bare = Protocol(code="bare", edition="0", name="Bare", rules=())
    check_protocol(bare, settings=hypothesis.settings(USUAL, max_examples=5))
    assert CourseSuspended in {option.kind for option in bare.allowed(Course())}
