"""Examples of ending, of leaving, and of events about the record itself."""

from collections.abc import Iterator
from datetime import date

from iptcore.course import Course
from iptcore.events import (
    ClientReferred,
    CourseOpened,
    DepartureExplained,
    EndingAnnounced,
    EntriesCorrected,
    Event,
    Follows,
    FurtherTreatmentDecided,
    MemberLeft,
    NotDone,
    Referral,
    RelapsePlanAgreed,
    TerminationBegun,
)
from iptcore.model.relapse_plan import NoSupportYet, PlanStep, RelapsePreventionPlan, SupportPerson, WarningSign
from iptcore.protocol.examples.parts import A_SERVICE, later, likely_person
from iptcore.protocol.protocol import Protocol
from iptcore.readings.membership import groups
from iptcore.vocabulary import FurtherTreatment, Phase, TerminationKind, WhyNot


def announcements(protocol: Protocol, course: Course, on: date) -> Iterator[Event]:
    yield EndingAnnounced(on=on, sessions_left=protocol.announced_ahead)


def terminations(protocol: Protocol, course: Course, on: date) -> Iterator[Event]:
    planned, early = (TerminationBegun(on=on, how=how) for how in TerminationKind)
    yield from (early,) if course.phase is Phase.INITIAL else (planned, early)


def relapse_plans(protocol: Protocol, course: Course, on: date) -> Iterator[Event]:
    plan = RelapsePreventionPlan(
        warning_signs=(WarningSign(sign="wakes early"),),
        risky_situations=("being left out",),
        strategies=("say it before it grows",),
        support=(SupportPerson(person=likely_person(course), how="by telephone"),),
        steps=(PlanStep(severity=1, step="call a friend"), PlanStep(severity=3, step="call the service")),
        contacts=(A_SERVICE,),
        medication="as prescribed",
        review_on=later(on, weeks=12),
        remaining_goals=("meet people again",),
        challenges=("the anniversary",),
    )
    yield RelapsePlanAgreed(on=on, plan=plan)
    nobody = NoSupportYet(service="the crisis line", step="visit the meeting place once")
    yield RelapsePlanAgreed(on=on, plan=plan.replace(support=(), no_support_yet=nobody))


def further_treatments(protocol: Protocol, course: Course, on: date) -> Iterator[Event]:
    # A follow-up with a day suits the client who is well and the one who is not.
    likeliest = (FurtherTreatment.WATCHFUL_FOLLOW_UP, FurtherTreatment.NONE, FurtherTreatment.OFFERED_AND_DECLINED)
    follow_up = later(on, weeks=12)
    for what in dict.fromkeys((*likeliest, *FurtherTreatment)):
        yield FurtherTreatmentDecided(on=on, what=what, follow_up_on=follow_up, maintenance_offered=True)


def referrals(protocol: Protocol, course: Course, on: date) -> Iterator[Event]:
    yield ClientReferred(on=on, referral=Referral(to="another service", on=on))


def reasons(protocol: Protocol, course: Course, on: date) -> Iterator[Event]:
    clauses = protocol.clauses.values()
    for clause in sorted(clauses, key=lambda clause: NotDone not in clause.cures):
        yield NotDone(on=on, task=clause.code, why=WhyNot.DECLINED, because="offered, and declined today")


def explanations(protocol: Protocol, course: Course, on: date) -> Iterator[Event]:
    for rule in reversed(protocol.every_rule):
        yield DepartureExplained(on=on, rule=rule.code, because="it served this client better")


def corrections(protocol: Protocol, course: Course, on: date) -> Iterator[Event]:
    """Corrections: the opening, with the earlier course if that is missing; the last entry that is not a correction."""
    opening = course.opening
    if protocol.follows and opening is not None and opening.follows is None:
        number = next(number for number, event in course.timeline if type(event) is CourseOpened)
        named = opening.replace(follows=Follows(elsewhere=True))
        yield course.correct(number, named, on=on, because="the acute course was not named")
    for number in range(course.revision, 0, -1):
        entry = course.history[number - 1]
        if type(entry) is not EntriesCorrected:
            yield course.correct(number, dict(course.timeline).get(number), on=on, because="checked against the notes")
            return


def leaving(protocol: Protocol, course: Course, on: date) -> Iterator[Event]:
    for group in sorted(groups(course)):
        yield MemberLeft(on=on, group=group)
