"""What is said when a clinician departs from a manual on purpose, and what a protocol says in one step."""

from datetime import date, timedelta
from functools import partial
from random import Random

import pytest

from iptcore.course import Course, after
from iptcore.errors import InvalidValue, StaleRevision
from iptcore.events import (
    ConsentWithdrawn,
    DepartureExplained,
    DiagnosisRecorded,
    EndingAnnounced,
    Event,
    FormulationAgreed,
    MiddleBegun,
    MiddleResumed,
    NotDone,
    RiskAssessed,
    SessionHeld,
    TerminationBegun,
)
from iptcore.model.diagnosis import Diagnosis
from iptcore.model.formulation import FocalArea, Formulation
from iptcore.model.problem_area import ComplicatedPregnancy
from iptcore.protocol.catalogue import IPT, IPT_ANTENATAL_BRIEF
from iptcore.protocol.cures import way_to
from iptcore.protocol.fidelity import fidelity
from iptcore.protocol.judgements import Finding, NotAllowed
from iptcore.protocol.judging import explain
from iptcore.protocol.protocol import Protocol
from iptcore.protocol.rule import Clause, Level, Objection, Rule
from iptcore.simulation import Therapist, play
from iptcore.sources import cite
from iptcore.vocabulary import (
    Condition,
    ConsentScope,
    DiagnosisRole,
    FidelitySource,
    RiskAction,
    SafetyMatter,
    TerminationKind,
    WhyNot,
)

DAY = date(2026, 1, 5)
NEXT = DAY + timedelta(days=1)


def explained(rule: str, on: date = DAY) -> DepartureExplained:
    return DepartureExplained(on=on, rule=rule, because="it served this client better")


def opened(protocol: Protocol = IPT) -> Course:
    return protocol.open(on=DAY, client="c-1", consent=True)


def refusing(protocol: Protocol, course: Course, event: Event) -> list[str]:
    return [objection.code for objection in protocol.objections(course, event) if objection.refuses]


PREGNANCY = FormulationAgreed(
    on=DAY,
    formulation=Formulation(
        areas=(FocalArea(area=ComplicatedPregnancy(key="p"), primary=True),),
        syndrome="s", link="l", plan="p", accepted=True,
    ),
)  # fmt: skip


@pytest.mark.parametrize("rule", ["I16", "I16a"])
def test_an_explained_departure_lifts_what_a_manual_binds(rule):
    course = opened(IPT_ANTENATAL_BRIEF)
    assert refusing(IPT_ANTENATAL_BRIEF, course, PREGNANCY) == ["I16a"]
    agreed = IPT_ANTENATAL_BRIEF.apply(course, explained(rule), PREGNANCY)
    assert agreed.formulation == PREGNANCY.formulation
    said = {
        objection.code: objection
        for objection in IPT_ANTENATAL_BRIEF.objections(after(course, explained(rule)), PREGNANCY)
    }
    assert said["I16a"].explained
    assert str(said["I16a"]).endswith("-> explained")
    explanations = {finding.objection.code: finding.explained for finding in IPT_ANTENATAL_BRIEF.review(agreed)}
    assert explanations["I16a"] == explained(rule)


def test_it_speaks_of_its_own_day_and_is_entered_first():
    course = opened(IPT_ANTENATAL_BRIEF)
    assert refusing(IPT_ANTENATAL_BRIEF, after(course, explained("I16a")), PREGNANCY.replace(on=NEXT)) == ["I16a"]
    assert refusing(IPT_ANTENATAL_BRIEF, after(course, explained("I16a", NEXT)), PREGNANCY) == ["I16a"]
    with pytest.raises(NotAllowed):
        IPT_ANTENATAL_BRIEF.apply(course, PREGNANCY, explained("I16a"))


def test_no_explanation_lifts_a_safeguard_or_coherence():
    course = opened()
    before = refusing(IPT, course, MiddleBegun(on=DAY))
    for rule in IPT.every_rule:
        course = after(course, explained(rule.code))
    left = refusing(IPT, course, MiddleBegun(on=DAY))
    weighed = {code: IPT.level(IPT.clauses[code]) for code in before}
    assert left == [code for code in before if weighed[code] is Level.SAFEGUARD]
    assert set(weighed.values()) == {Level.SAFEGUARD, Level.BINDING}
    begun = after(course, MiddleBegun(on=DAY))
    for finding in IPT.review(begun):
        assert (finding.explained is None) == (finding.objection.level is Level.SAFEGUARD)


def test_the_refusal_names_the_way_out():
    with pytest.raises(NotAllowed) as refused:
        IPT.apply(opened(), MiddleBegun(on=DAY))
    lines = str(refused.value).splitlines()
    assert [line for line in lines if "[I09a" in line and 'FormulationAgreed, or DepartureExplained("I09a")' in line]
    assert not [line for line in lines if "[S02a" in line and "DepartureExplained" in line]


def test_allowed_and_due_know_the_departures_of_the_day():
    everything = way_to(IPT, opened(), MiddleBegun, DAY)[:-1]
    ready = IPT.apply(opened(), *(event for event in everything if type(event).__name__ != "SickRoleGiven"))
    departed = IPT.apply(ready, explained("I04a"))

    def is_open(course: Course, on: date | None = None) -> bool:
        return next(option.open for option in IPT.allowed(course, on) if option.kind is MiddleBegun)

    assert (is_open(ready), is_open(departed), is_open(departed, NEXT)) == (False, True, False)
    task = next(task for task in IPT.due(departed) if task.code == "I04a")
    assert (task.done, task.answered, task.explained) == (False, False, True)
    assert not next(task for task in IPT.due(departed, NEXT) if task.code == "I04a").explained
    assert IPT.apply(departed, MiddleBegun(on=DAY)).phase is MiddleBegun.enters


def test_a_fidelity_report_counts_what_was_explained():
    session = SessionHeld(on=DAY, minutes=90, risk_checked=True)
    course = IPT.apply(opened(), explained("C07"), session)
    report = fidelity(IPT, course, rater="r-1", source=next(iter(FidelitySource)))
    assert [departure.objection.code for departure in report.departures if departure.explained] == ["C07a"]
    assert "explained: 1" in str(report)


@pytest.mark.parametrize("task", ["I02", "I02a"])
def test_a_reason_is_given_for_a_clause_or_its_whole_rule(task):
    reason = NotDone(on=DAY, task=task, why=WhyNot.DECLINED, because="declined")
    course = IPT.apply(opened(), reason)
    assert course.not_done("I02a") == reason
    assert "I02a" not in refusing(IPT, course, MiddleBegun(on=DAY))


def test_of_two_reasons_the_later_one_counts():
    of_rule, of_clause = (NotDone(on=DAY, task=task, why=WhyNot.DECLINED, because="x") for task in ("I02", "I02a"))
    later = of_clause.replace(on=NEXT)
    assert after(after(opened(), of_rule), later).not_done("I02a") == later
    assert after(after(opened(), of_clause), of_rule.replace(on=NEXT)).not_done("I02a").task == "I02"


# -- judged where it lands ---------------------------------------------------------------------------------------------


def test_a_decision_dated_before_the_danger_is_asked_its_safeguards_today():
    ready = IPT.apply(opened(), *way_to(IPT, opened(), MiddleBegun, DAY)[:-1])
    gone = IPT.apply(ready, ConsentWithdrawn(on=NEXT, scope=ConsentScope.TREATMENT))
    assert refusing(IPT, ready, MiddleBegun(on=DAY)) == []
    assert refusing(IPT, gone, MiddleBegun(on=NEXT)) == ["S01b"]
    assert refusing(IPT, gone, MiddleBegun(on=DAY)) == ["S01b"]


def test_there_is_no_way_round_beginning_the_middle_phase():
    psychosis = Diagnosis(condition=Condition.PSYCHOSIS, role=DiagnosisRole.COMORBID, active=True)
    course = IPT.apply(
        opened(),
        *way_to(IPT, opened(), MiddleBegun, DAY)[:-1],
        DiagnosisRecorded(on=DAY, diagnosis=psychosis),
        NotDone(on=DAY, task="S06b", why=WhyNot.DECLINED, because="x"),
        EndingAnnounced(on=DAY),
        TerminationBegun(on=DAY, how=TerminationKind.EARLY_BY_AGREEMENT),
    )
    assert "S06a" in refusing(IPT, course, MiddleResumed(on=DAY))


# -- in one step -------------------------------------------------------------------------------------------------------


def test_a_judgement_holds_the_course_and_everything_said():
    course = opened()
    long = SessionHeld(on=DAY, minutes=90)
    judgement = IPT.judge(course, long, explained("C07"))
    assert judgement.accepted
    assert judgement.course == IPT.apply(course, long, explained("C07"))
    assert judgement.against == (IPT.objections(course, long), ())
    assert judgement.objections == judgement.against[0]


def test_a_judgement_of_what_is_refused_has_no_course():
    course = opened()
    judgement = IPT.judge(course, explained("C07"), MiddleBegun(on=DAY), SessionHeld(on=DAY))
    assert (judgement.accepted, judgement.course, len(judgement.against)) == (False, None, 2)
    assert judgement.against[1] == IPT.objections(IPT.apply(course, explained("C07")), MiddleBegun(on=DAY))


@pytest.mark.parametrize("verb", [IPT.apply, IPT.judge])
def test_a_revision_is_a_number(verb):
    course = opened()
    with pytest.raises(InvalidValue, match="revision: expected a whole number"):
        verb(course, revision="1")
    with pytest.raises(StaleRevision):
        verb(course, revision=2)
    with pytest.raises(InvalidValue, match="the course comes first"):
        verb(explained("C07"))


# -- predicates --------------------------------------------------------------------------------------------------------


def with_clause(**parts: object) -> Protocol:
    clause = Clause(**{"code": "X01a", "on": (MiddleBegun,), "level": Level.BINDING, "asks": "x", **parts})
    return Protocol(
        code="own", edition="1", name="Own", rules=(Rule(code="X01", says="x", source=cite("D"), clauses=(clause,)),)
    )


async def asked_elsewhere(protocol, course):
    return False


def asked_bit_by_bit(protocol, course):
    yield False


class AskedElsewhere:
    async def __call__(self, protocol, course):
        return False


@pytest.mark.parametrize(
    "judged",
    [asked_elsewhere, asked_bit_by_bit, AskedElsewhere(), partial(asked_elsewhere), partial(partial(asked_bit_by_bit))],
)
def test_a_predicate_that_answers_later_is_refused_when_the_clause_is_made(judged):
    with pytest.raises(InvalidValue, match="expected plain functions that return True or False"):
        with_clause(kept=judged)


@pytest.mark.parametrize("clause", [{"said_before": lambda *_: "yes"}, {"said_before": lambda *_: 0}])
def test_whether_it_was_said_before_is_answered_by_true_or_false(clause):
    own = with_clause(level=Level.ADVISORY, kept=lambda *_: False, **clause)
    with pytest.raises(InvalidValue, match="clause X01a: expected True or False"):
        own.objections(opened(own), MiddleBegun(on=DAY))


@pytest.mark.parametrize("judged", [{"kept": lambda *_: "yes"}, {"fits": lambda *_: 1}])
def test_a_predicate_answers_true_or_false(judged):
    own = with_clause(**judged)
    with pytest.raises(InvalidValue, match="clause X01a: expected True or False"):
        own.apply(opened(own), MiddleBegun(on=DAY))


@pytest.mark.parametrize(
    ("answers", "raises"), [(lambda *_: "yes", InvalidValue), (lambda *_: None.later, AttributeError)]
)
def test_what_settles_it_later_answers_true_or_false_too(answers, raises):
    own = with_clause(level=Level.ADVISORY, kept=lambda *_: False, followed=answers)
    with pytest.raises(raises) as broken:
        own.review(own.apply(opened(own), MiddleBegun(on=DAY)))
    assert broken.value.__notes__ == ["while clause X01a of Own was judged"]


@pytest.mark.parametrize(
    ("answers", "raises"), [(lambda *_: "yes", InvalidValue), (lambda *_: None.later, AttributeError)]
)
def test_a_demand_of_safety_is_not_hidden_by_what_is_neither_true_nor_false(answers, raises):
    own = with_clause(on=(SessionHeld,), level=Level.GRAVE, kept=answers, matter=SafetyMatter.URGENT_NOT_REASSESSED)
    urgent = RiskAssessed(on=DAY, action=RiskAction.URGENT, reasons="x")
    with pytest.raises(raises) as broken:
        own.due(after(opened(own), urgent))
    assert broken.value.__notes__ == ["while clause X01a of Own was judged"]


def test_an_error_in_a_predicate_names_its_clause():
    own = with_clause(kept=lambda protocol, course: course.formulation.areas[0].primary)
    lasting = with_clause(
        level=Level.ADVISORY,
        kept=lambda *_: False,
        said_before=lambda protocol, course, event: course.formulation.areas,
    )
    hinting = with_clause(kept=lambda *_: False, hint=lambda protocol, course, event: course.formulation.areas)
    asked = (
        own.allowed,
        lambda course: own.apply(course, MiddleBegun(on=DAY)),
        lambda course: play(own, Therapist(own), course=course),
        lasting.allowed,
        lambda course: lasting.objections(course, MiddleBegun(on=DAY)),
        lambda course: hinting.objections(course, MiddleBegun(on=DAY)),
    )
    for ask in asked:
        with pytest.raises(AttributeError) as broken:
            ask(opened(own))
        assert broken.value.__notes__ == ["while clause X01a of Own was judged"]


def test_a_clause_with_both_is_asked_before_there_is_an_event():
    own = with_clause(kept=lambda protocol, course: course.has(SessionHeld), fits=lambda *_: False)
    option = next(option for option in own.allowed(opened(own)) if option.kind is MiddleBegun)
    assert not option.open
    later = own.apply(opened(own), SessionHeld(on=DAY))
    assert next(option for option in own.allowed(later) if option.kind is MiddleBegun).open
    assert refusing(own, later, MiddleBegun(on=DAY)) == ["X01a"]


def test_a_departure_speaks_of_its_own_day_and_not_of_one_before_it():
    course = IPT.open(on=date(2026, 1, 5), client="c-1", consent=True)
    course = IPT.apply(course, DepartureExplained(on=date(2026, 1, 6), rule="I09a", because="x"))
    explained = {
        day: {
            objection.code
            for option in IPT.allowed(course, day)
            for objection in option.objections
            if objection.explained
        }
        for day in (date(2026, 1, 5), date(2026, 1, 6))
    }
    assert explained == {date(2026, 1, 5): set(), date(2026, 1, 6): {"I09a"}}


def spoken_of_one_by_one(findings, reasons):
    """What `explain` says, reason by reason over all findings."""
    given = [None] * len(findings)
    for reason in sorted(reasons, key=lambda reason: not reason.rule[-1].islower()):
        spoken_of = [
            where
            for where, finding in enumerate(findings)
            if finding.on <= reason.on
            and finding.objection.explainable
            and reason.rule in (finding.objection.code, finding.objection.rule)
        ]
        that_day = [where for where in spoken_of if findings[where].on == reason.on]
        for where in that_day or spoken_of:
            given[where] = given[where] or reason
    return given


@pytest.mark.parametrize("seed", range(40))
def test_each_finding_has_the_explanation_that_speaks_of_it(seed):
    draw = Random(seed)
    clauses = [IPT.clauses[code] for code in ("M02a", "T08a", "T08b", "S02b", "S05a")]
    rules = {clause.code: rule for rule in IPT.rules for clause in rule.clauses}
    days = sorted(DAY + timedelta(days=draw.randrange(6)) for _ in range(30))
    findings = []
    for entry, on in enumerate(days, start=1):
        clause = draw.choice(clauses)
        said = Objection(
            code=clause.code,
            asks=clause.asks,
            says="s",
            source=rules[clause.code].source,
            level=clause.level,
            cures=clause.cures,
        )
        findings.append(Finding(entry=entry, on=on, kind=SessionHeld, objection=said))
    codes = ("M02", "T08", "T08a", "T08b", "S02b", "S05", "S05a", "T01a")
    reasons = sorted(
        (explained(draw.choice(codes), DAY + timedelta(days=draw.randrange(8))) for _ in range(12)),
        key=lambda finding: finding.on,
    )
    expected = spoken_of_one_by_one(findings, reasons)
    explain(findings, tuple(reasons))
    assert [finding.explained for finding in findings] == expected
