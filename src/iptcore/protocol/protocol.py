"""A protocol: the state machine of a course, which answers what may happen next, what is due, and why not.

A protocol is data: its numbers, the choices in which manuals and jurisdictions differ, and its rules. No code here
tests the name of a protocol.
"""

from collections.abc import Mapping
from datetime import date
from functools import cached_property
from types import MappingProxyType
from typing import Any, ClassVar

from attrs import field

from iptcore.constraints import number, pseudonym, several, shown, text
from iptcore.course import Course, after, as_of, must_be_course, replay, standings
from iptcore.errors import Fault, InvalidValue
from iptcore.events import EVENTS, CourseOpened, DepartureExplained, EntriesCorrected, Event, EventKind, Follows
from iptcore.model.instruments import INSTRUMENTS
from iptcore.model.inventory import ClosenessCircle
from iptcore.model.measure import Instrument, known_by_code
from iptcore.model.problem_area import ProblemArea
from iptcore.notebook import html_table
from iptcore.protocol.adapting import SENSES, adapted
from iptcore.protocol.coherence import CLIENT_DIED, COHERENCE, step_objection
from iptcore.protocol.judgements import Finding, Judgement, NotAllowed, Option, Task
from iptcore.protocol.judging import (
    Judge,
    explain,
    joined,
    must_be_at_revision,
    must_be_course_and_day,
    must_be_kind_of_event,
)
from iptcore.protocol.number_range import Between
from iptcore.protocol.rule import Clause, Level, Objection, Rule
from iptcore.protocol.steps import GATES, Place, place
from iptcore.readings.carried_over import carried_over
from iptcore.readings.risk import client_died
from iptcore.sources import Source, cite
from iptcore.validation import a, got
from iptcore.values import Sense, Value, value
from iptcore.vocabulary import Baseline, Condition, ConsentGiver, Frequency, Loss, Phase, Purpose, Status, TechniqueName


@value
class Protocol(Value):
    """The numbers, the contested choices and the rules of one form of IPT.

    Every number and choice is cited in *cited*, by the name of its field; a changed level, by the code of its clause.
    ``adapt`` makes another protocol of this one.
    """

    code: str = field(metadata=pseudonym("Code", private=False))
    edition: str = field(metadata=pseudonym("Edition", private=False))
    name: str = field(metadata=text("Name", longest=80, private=False))
    rules: tuple[Rule, ...] = field(metadata=several("Rules", by="code"))
    levels: tuple[tuple[str, Level], ...] = field(
        default=(),
        metadata=several("Levels", "clauses that weigh more or less here than the rule says", distinct=False),
    )
    sessions: Between = field(default=Between(None, None), metadata=shown("Sessions of a contract"))
    initial_sessions: Between = field(default=Between(None, None), metadata=shown("Sessions of the initial phase"))
    minutes: Between = field(default=Between(None, None), metadata=shown("Length of a session", "in minutes"))
    by_purpose: tuple[tuple[Purpose, Between], ...] = field(
        default=(), metadata=several("Sessions by purpose", "where it has sessions of more than one purpose")
    )
    minutes_by_purpose: tuple[tuple[Purpose, Between], ...] = field(
        default=(), metadata=several("Length by purpose", "in minutes, where sessions of a purpose have their own")
    )
    frequencies: tuple[Frequency, ...] = field(default=(Frequency.WEEKLY,), metadata=several("Frequencies"))
    days_between: int = field(default=14, metadata=number(1, 400, "Longest gap of a weekly contract", unit="days"))
    days_without_risk_check: int = field(
        default=28, metadata=number(1, 400, "Gap after which risk is checked", unit="days")
    )
    absences_in_a_row: int = field(
        default=3, metadata=number(1, 100, "Unexplained absences after which the client is called", unit="sessions")
    )
    span_days: Between = field(default=Between(None, None), metadata=shown("First to last session", "in days"))
    announced_ahead: int = field(default=2, metadata=number(0, 20, "Ending announced ahead", unit="sessions"))
    rated_every: int = field(default=4, metadata=number(1, 100, "Standard measure at least every", unit="sessions"))
    reviewed_at_share: float = field(
        default=0.5, metadata=number(0, 1, "Without improvement, reviewed once this share of the contract is held")
    )
    focus_change_share: float = field(
        default=2 / 3, metadata=number(0, 1, "The focus changes before this share of the contract is held")
    )
    entered_within: int = field(default=7, metadata=number(0, 400, "Entered within", unit="days"))
    focal_areas: Between = field(default=Between(1, 2), metadata=shown("Number of focal areas"))
    areas: tuple[type[ProblemArea], ...] = field(default=(), metadata=several("Problem areas"))
    grief_losses: tuple[Loss, ...] = field(
        default=(Loss.DEATH, Loss.PERINATAL_DEATH), metadata=several("Losses that are grief")
    )
    tapering: bool = field(default=False, metadata=shown("Sessions may be spaced out"))
    range_contract: bool = field(default=False, metadata=shown("A contract may agree on a range with a review date"))
    ages: Between | None = field(default=None, metadata=shown("Ages"))
    consent_by: tuple[ConsentGiver, ...] = field(
        default=(ConsentGiver.SELF,), metadata=several("Who may consent to treatment", fewest=1)
    )
    adult_from: int = field(
        default=18, metadata=number(0, 120, "Clients of this age on consent themselves", "by the law", unit="years")
    )
    indications: tuple[Condition, ...] = field(default=(), metadata=several("Indications"))
    treats: tuple[Condition, ...] = field(
        default=(), metadata=several("Conditions it knows how to treat beside medication or specialist care")
    )
    excludes: tuple[Condition, ...] = field(
        default=(), metadata=several("Exclusions", "conditions with which, while active, it does not treat")
    )
    instruments: tuple[Instrument, ...] = field(default=INSTRUMENTS, metadata=several("Instruments", by="code"))
    primary_instruments: tuple[str, ...] = field(default=(), metadata=several("Primary instruments, by code", key=True))
    baseline: Baseline = field(default=Baseline.FIRST, metadata=shown("Rating from which change is counted"))
    own_techniques: tuple[TechniqueName, ...] = field(
        default=(), metadata=several("Techniques that belong to this protocol beside the common ones")
    )
    group_size: Between | None = field(default=None, metadata=shown("Members of a group"))
    follows: bool = field(default=False, metadata=shown("Only after an acute course"))
    circle: ClosenessCircle = field(default=ClosenessCircle(), metadata=shown("Closeness circle"))
    labels: tuple[tuple[str, str], ...] = field(
        default=(), metadata=several("The manual's own names for phases, areas and roles", distinct=False)
    )
    cited: tuple[tuple[str, Source], ...] = field(
        default=(),
        metadata=several("Sources of the numbers, choices and changed levels, by field or clause", distinct=False),
    )

    senses: ClassVar[tuple[Sense, ...]] = SENSES

    # -- the verbs -----------------------------------------------------------------------------------------------------

    def open(
        self,
        *,
        on: date,
        client: str,
        consent: bool,
        age: int | None = None,
        follows: Follows | Course | None = None,
        recorded: date | None = None,
        by: str | None = None,
    ) -> Course:
        """A new course under this protocol. *consent* is consent to assessment.

        *follows* is the earlier course, or a reference to it. If it is the course itself, what lasts of its record up
        to that day is carried over (:func:`~iptcore.readings.carried_over.carried_over`): each entry is dated *on* and
        has its original day and origin. A protocol that follows an acute course continues the same episode. The keys of
        the clients are not compared, because a client may have another key in each course.

        Raises:
            NotAllowed: when the protocol refuses the opening.
            InvalidValue: when an argument does not fit.
        """
        earlier = None
        if isinstance(follows, Course):
            earlier = follows
            if earlier.opening is None:
                raise InvalidValue("opening", [Fault("follows", "a course that was opened", "one that was not")])
            follows = Follows(client=earlier.client, opened=earlier.opened_on)
        opening = CourseOpened(
            on=on,
            client=client,
            protocol=self.code,
            edition=self.edition,
            consent=consent,
            age=age,
            follows=follows,
            recorded=recorded,
            by=by,
        )
        course = self.apply(Course(), opening)
        if earlier is None:
            return course
        known = carried_over(as_of(earlier, opening), on, same_episode=self.follows)
        return self.apply(course, *(event.replace(recorded=recorded, by=by) for event in known))

    def apply(self, course: Course, *events: Event, revision: int | None = None) -> Course:
        """The course after *events*, in their order. If one is refused, none is applied; *course* itself never changes.

        Like every verb, it judges by this protocol, also if the course was opened under another one or another edition.
        The course still names that one: ``course.opening.protocol``.

        Raises:
            NotAllowed: with all objections to the first event that is refused.
            StaleRevision: if *revision* is given and the course is at another one.

        >>> from datetime import date
        >>> from iptcore import IPT, CourseCompleted, SessionHeld
        >>> course = IPT.open(on=date(2026, 1, 5), client="c-017", consent=True)
        >>> IPT.apply(course, SessionHeld(on=date(2026, 1, 5), minutes=50))
        <Course open, phase=initial, revision=2>
        >>> IPT.apply(course, CourseCompleted(on=date(2026, 1, 5)))
        Traceback (most recent call last):
            ...
        iptcore.protocol.judgements.NotAllowed: CourseCompleted is not allowed in the initial phase of IPT:
        ...
        """
        if revision is not None or type(course) is not Course:
            must_be_at_revision(course, revision)
        judge = self._judge
        for event in events:
            if not judge.passes(course, event):
                against = judge.against(course, event)
                if any(objection.refuses for objection in against):
                    raise self._refused(course, event, against)
            course = after(course, event)
        return course

    def judge(self, course: Course, *events: Event, revision: int | None = None) -> Judgement:
        """The course after *events*, or none if one of them is refused, with all objections to them.

        It does the work of ``objections`` and ``apply`` in one call, and does not raise for a refusal; ``apply`` does
        not report advice.

        Raises:
            StaleRevision: as ``apply`` does.

        >>> from datetime import date
        >>> from iptcore import IPT, SessionHeld
        >>> course = IPT.open(on=date(2026, 1, 5), client="c-017", consent=True)
        >>> judgement = IPT.judge(course, SessionHeld(on=date(2026, 1, 5), minutes=90))
        >>> judgement.accepted, judgement.course
        (True, <Course open, phase=initial, revision=2>)
        >>> "C07a" in [objection.code for objection in judgement.objections]
        True
        """
        must_be_at_revision(course, revision)
        against: list[tuple[Objection, ...]] = []
        for event in events:
            objections = tuple(self._judge.against(course, event))
            against.append(objections)
            if any(objection.refuses for objection in objections):
                return Judgement(course=None, against=tuple(against))
            course = after(course, event)
        return Judgement(course=course, against=tuple(against))

    def objections(self, course: Course, event: Event) -> tuple[Objection, ...]:
        """All objections to *event* in *course*: those that refuse it, and advice."""
        if type(course) is not Course:
            must_be_course(course)
        return tuple(self._judge.against(course, event))

    def accepts(self, course: Course, event: Event) -> bool:
        """Whether ``apply`` would enter *event*: nothing in its ``objections`` refuses."""
        if type(course) is not Course:
            must_be_course(course)
        return self._judge.accepts(course, event)

    def allowed(self, course: Course, on: date | None = None) -> tuple[Option, ...]:
        """For each kind of event, whether it may come next, and why not, before its fields are known.

        *on* is the day of the event, None the last day of the record. It decides which explained departures count,
        because an explanation holds only on its own day.
        """
        must_be_course_and_day(course, on)
        return tuple(self._judge.option(course, kind, on) for kind in EVENTS)

    def option(self, course: Course, kind: EventKind, on: date | None = None) -> Option:
        """The option of ``allowed`` for one kind of event.

        Raises:
            UnknownName: for anything but a kind of event, which is a class such as ``SessionHeld``.
        """
        must_be_course_and_day(course, on)
        must_be_kind_of_event(kind)
        return self._judge.option(course, kind, on)

    def due(self, course: Course, on: date | None = None) -> tuple[Task, ...]:
        """The checklist to the next phase, in the order of the work; it begins with the open demands of safety.

        After the course has ended, only these are left. A task that only an occurrence requires (such as a review of a
        worsening) is listed while it is required; clauses that one act meets have one line (``Task.also``). *on* is the
        day of the next step, as in ``allowed``.
        """
        must_be_course_and_day(course, on)
        where = place(course)
        open_matters = self._judge.safety_tasks(course, on)
        if where is Place.ENDED:
            return joined(open_matters, self.clauses)
        if client_died(course):
            return (*open_matters, _task_of(CLIENT_DIED))
        first = []
        if where in (Place.NOT_OPENED, Place.SUSPENDED):
            first.append(_task_of(step_objection(GATES[Phase.INITIAL], where)))
        if course.phase is None:
            return tuple(first)
        listed = {task.code for task in open_matters}
        tasks = self._judge.tasks(course, GATES[course.phase], on)
        return joined((*open_matters, *first, *(task for task in tasks if task.code not in listed)), self.clauses)

    def review(self, course: Course) -> tuple[Finding, ...]:
        """Every objection along the timeline, each with its entry, and with the explanation of the clinician if any.

        A later entry may settle an objection (``Clause.followed``). An explanation is about the departures of its own
        day, or if there are none, about earlier ones that were not explained yet; never about a safeguard.

        The time grows in proportion to the number of entries, with exceptions: each correction is judged in the history
        before it, which is folded again; all later reports of a kind are searched for one that settles an objection;
        reports of the same kind and day are compared with each other; and for each safety concern, all earlier sessions
        and contacts are searched for the person. Thousands of these take long.
        """
        must_be_course(course)
        clauses = self.clauses
        findings = []
        for (entry, event), at in standings(course):
            # A correction is about entries, so it is judged against the history it was entered into.
            judged_in = replay(course.history[: entry - 1]) if type(event) is EntriesCorrected else at
            for objection in self._judge.against(judged_in, event):
                clause = clauses.get(objection.code)  # none for the step table, which has objections alone
                if clause is None or not self._judge.followed(clause, course, event):
                    findings.append(Finding(entry=entry, on=event.on, kind=type(event), objection=objection))
        explain(findings, course.all(DepartureExplained))
        return tuple(findings)

    def adapt(
        self,
        *,
        code: str,
        levels: Mapping[str, Level] | None = None,
        labels: Mapping[str, str] | None = None,
        cited: Mapping[str, Source] | None = None,
        **changes: Any,
    ) -> "Protocol":
        """Another protocol that differs from this one in *changes*, which name its fields.

        A stored course names its protocol by code and edition, so give it a *code* that no published protocol has.
        *levels*, *labels* and *cited* are added to those it has. A change without a citation, by field or clause, is
        cited as a decision of whoever made the new protocol. If the sessions or frequencies change and no span is
        given, the span changes with them (:func:`~iptcore.protocol.spans.adapted_span`). A protocol that is not an
        adaptation, such as the bare step table with ``rules=()``, is made by ``Protocol(...)`` itself; it protects no
        client.

        Raises:
            UnknownName: for a field that does not exist.
            InvalidValue: for a protocol that refuses a fact, sets the level of a safeguard below grave, or leaves one
                out.

        >>> from iptcore import IPT
        >>> brief = IPT.adapt(code="my-arm", name="Brief arm", sessions=Between(8, 10), levels={"M03a": Level.GRAVE})
        >>> brief.sessions.holds(12), str(brief.citation("sessions"))
        (False, 'Brief arm (decision)')
        """
        changes = adapted(self, code=code, levels=levels or {}, labels=labels or {}, cited=cited or {}, changes=changes)
        return self.replace(code=code, **changes)

    # -- what the verbs and the pages read -----------------------------------------------------------------------------

    def level(self, clause: Clause) -> Level:
        """The level of a clause in this protocol."""
        return self._levels.get(clause.code, clause.level)

    def label(self, word: str) -> str:
        """This manual's own name for a phase, an area or a role, given by its stored word."""
        return dict(self.labels).get(word, word.replace("_", " "))

    def citation(self, name: str) -> Source:
        """The source of a number or choice, by the name of its field, or of a changed level, by its clause."""
        return dict(self.cited).get(name, cite("D"))

    def instrument(self, code: str) -> Instrument | None:
        """The instrument of that code; None if this protocol does not have it."""
        return self._instruments.get(code)

    def length(self, purpose: Purpose) -> Between:
        """The length of sessions of that purpose, in minutes."""
        return dict(self.minutes_by_purpose).get(purpose, self.minutes)

    @property
    def every_rule(self) -> tuple[Rule, ...]:
        """The rules of coherence, which hold under every protocol, and the rules of this one."""
        return COHERENCE + self.rules

    @cached_property
    def clauses(self) -> Mapping[str, Clause]:
        """All clauses by their codes, read-only."""
        return MappingProxyType({clause.code: clause for rule in self.every_rule for clause in rule.clauses})

    def knows(self, code: str) -> bool:
        """Whether *code* is the code of one of its clauses."""
        return code in self.clauses

    def clauses_of(self, code: str) -> tuple[Clause, ...]:
        """The clause of that code, or all clauses of the rule of that code; empty for an unknown code."""
        return self._clauses_of.get(code, ())

    def __repr__(self) -> str:
        return f"<Protocol {self.code}, edition {self.edition}, {len(self.rules)} rules>"

    def _repr_html_(self) -> str:
        rows = [(clause.code, self.level(clause).label, clause.asks) for clause in self.clauses.values()]
        return html_table(f"{self.name}, edition {self.edition}", ("clause", "level", "asks"), rows)

    # -- how ---------------------------------------------------------------------------------------------------------

    @cached_property
    def _levels(self) -> dict[str, Level]:
        return dict(self.levels)

    @cached_property
    def known_instruments(self) -> Mapping[str, Instrument]:
        """Its instruments by their codes, read-only."""
        return MappingProxyType(self._instruments)

    @cached_property
    def _instruments(self) -> dict[str, Instrument]:
        return {instrument.code: instrument for instrument in self.instruments}

    @cached_property
    def primaries(self) -> tuple[Instrument, ...]:
        """Its primary instruments, in their order; of one that is not among its instruments only the code is known."""
        return tuple(self.known_instruments.get(code) or known_by_code(code) for code in self.primary_instruments)

    @cached_property
    def _clauses_of(self) -> dict[str, tuple[Clause, ...]]:
        own = {code: (clause,) for code, clause in self.clauses.items()}
        return {rule.code: rule.clauses for rule in self.every_rule} | own

    @cached_property
    def _judge(self) -> Judge:
        return Judge(self)

    def _refused(self, course: Course, event: Event, against: list[Objection]) -> NotAllowed:
        phase = course.phase
        near = "at" if type(event) is CourseOpened else "before"
        where = f"in the {self.label(phase.value)} phase" if phase else f"{near} the opening of a course"
        if course.status in (Status.SUSPENDED, Status.ENDED):
            where = "in a suspended course" if course.status is Status.SUSPENDED else "in an ended course"
        return NotAllowed(type(event).__name__, where, self.name, against)


def _task_of(step: Objection) -> Task:
    """The task of an objection that holds before every step."""
    return Task(code=step.code, asks=step.asks, level=step.level, done=False, cures=step.cures)


def must_be_protocol_and_courses(call: str, protocol: object, *courses: object) -> None:
    """Raise an error for anything but a protocol and any number of courses; *call* shows how to write the call.

    Raises:
        InvalidValue: for anything else, such as the two in the wrong order.
    """
    arguments = [("protocol", Protocol, protocol), *(("course", Course, course) for course in courses)]
    faults = [
        Fault(name, a(kind.__name__), got(given), f"write {call}")
        for name, kind, given in arguments
        if not isinstance(given, kind)
    ]
    if faults:
        raise InvalidValue("argument", faults)
