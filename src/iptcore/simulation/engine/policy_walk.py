"""The weeks of one block with a policy: the same model as `Courses.walk`, with every function replaceable."""

import numpy as np

from iptcore.simulation.engine.week_by_week import Courses, by_week
from iptcore.simulation.inputs.arms import Arm, arm_of
from iptcore.simulation.inputs.arrays import Array, Columns, Floats, read_only, wide
from iptcore.simulation.inputs.bad_request import BadRequest
from iptcore.simulation.inputs.columns import COMPLETED, FINISHED, LEFT
from iptcore.simulation.inputs.plan import Plan
from iptcore.simulation.inputs.policy import Function, Policy, State


class Walk:
    """The state of a block while it is simulated with a policy."""

    courses: Courses
    policy: Policy
    plan: Plan
    arms: tuple[Arm, ...]
    arm: Array
    switched: Array
    per_session: list[Floats]
    per_week: list[Floats]
    leaving: Array
    has_sessions: Array
    in_treatment: Array
    last_week: Array
    sessions: Array
    missed_in_a_row: Array
    score: Array
    covariates: Columns

    def __init__(self, courses: Courses) -> None:
        request, size = courses.request, courses.size
        self.courses, self.policy, self.plan = courses, request.policy, request.plan
        self.arms = (request.arm, *(arm_of(arm) for arm in request.policy.other_arms))
        self.arm = np.zeros(size, np.int64)
        self.switched = np.zeros(size, np.uint8)
        unchanged = np.ones(size)
        pairs = [courses.treatments.factors(arm) for arm in self.arms]
        self.per_session = [unchanged if session is None else session for session, _ in pairs]
        self.per_week = [unchanged if week is None else week for _, week in pairs]
        self.leaving = np.array([-np.inf if arm.leaving is None else request.number(arm.leaving) for arm in self.arms])
        self.has_sessions = np.array([arm.sessions for arm in self.arms])
        self.in_treatment = np.ones(size, bool)
        self.last_week = np.full(size, self.plan.weeks)
        self.sessions = np.zeros(size, np.int64)
        self.missed_in_a_row = np.zeros(size, np.int64)
        self.score = np.full(size, np.nan)
        self.covariates = {name: read_only(wide(column)) for name, column in courses.covariates.items()}
        self._remember_score(0)

    def walk(self) -> None:
        """Week by week; see `Courses.walk`."""
        courses, policy = self.courses, self.policy
        weeks = courses.request.session_weeks
        words = courses.draws.words("attendance", len(weeks))
        leaving = courses.draws.words("leaving", max(courses.request.horizon, 1))
        courses.came = np.zeros((len(weeks), courses.size), bool)
        events = courses.life_events()
        weights = courses.session_weights()
        places = by_week(weeks, range(len(weeks)))
        for week in range(1, courses.request.horizon + 1):
            self._switch(week)
            response = None if policy.response is None else self._ask(policy.response, week)
            for place in places.get(week, ()):
                came = self._attend(words[place], week)
                courses.came[place] = came
                self._treat(self.per_session, came, response, weights[place])
            completed = (courses.ended == COMPLETED) & (week <= self.plan.last_weekly)
            self._treat(self.per_week, self.in_treatment | completed, response)
            courses.live(events[week - 1])
            courses.keep_week(week)
            self._remember_score(week)
            self._end(leaving[week - 1], week)

    def _treat(self, factors: list[Array], where: Array, response: Array | None, weight: float = 1.0) -> None:
        """Apply one week of treatment to the people concerned."""
        factor = self._of(factors)
        if weight != 1.0:
            factor = factor**weight
        np.multiply(
            self.courses.severity,
            factor if response is None else factor**response,
            out=self.courses.severity,
            where=where,
        )

    def _of(self, factors: list[Array]) -> Array:
        """For each course, the factor of its present arm."""
        return factors[0] if len(factors) == 1 else np.choose(self.arm, factors)

    def _ask(self, function: Function, week: int) -> Array:
        courses = self.courses
        answer = np.asarray(function(self._state(week)))
        if answer.shape != (courses.size,):
            raise BadRequest(
                "a function of a policy did not return an array with one entry for each course: "
                "return an array of the shape of state.severity"
            )
        return answer

    def _state(self, week: int) -> State:
        courses = self.courses

        return State(
            week=week,
            severity=read_only(courses.severity),
            start=read_only(courses.start),
            sessions=read_only(self.sessions),
            missed_in_a_row=read_only(self.missed_in_a_row),
            in_treatment=read_only(self.in_treatment),
            arm=read_only(self.arm),
            arms=tuple(arm.name for arm in self.arms),
            score=read_only(self.score),
            covariates=self.covariates,
            numbers_for=self._numbers_for,
        )

    def _numbers_for(self, purpose: str) -> Floats:
        drawn: Floats = self.courses.draws.uniforms(purpose, 1)[0]
        return drawn

    def _switch(self, week: int) -> None:
        if self.policy.switching is None:
            return
        wanted = self._ask(self.policy.switching, week)
        if wanted.min() < 0 or wanted.max() >= len(self.arms):
            raise BadRequest(
                "switching returned the number of an unknown arm: use state.arm_index(name), and name it in other_arms"
            )
        self.switched[self.in_treatment & (wanted != self.arm)] = week
        np.copyto(self.arm, wanted, where=self.in_treatment, casting="unsafe")

    def _attend(self, words: Array, week: int) -> Array:
        chance = self.courses.numbers["attendance"]
        highest = 65536.0 * (self._ask(self.policy.attendance, week) if self.policy.attendance is not None else chance)
        came: Array = (words + 0.5 < highest) & self.in_treatment & self.has_sessions[self.arm]
        self.sessions += came
        self.missed_in_a_row = np.where(came, 0, self.missed_in_a_row + 1)
        return came

    def _remember_score(self, week: int) -> None:
        if week in self.courses.rating_weeks:
            place = self.courses.rating_weeks.index(week)
            rated = self.courses.scores[self.courses.request.scales[0].name][place]
            lost = self.courses.lost
            taken = self.in_treatment if lost is None else self.in_treatment & ~lost[place]
            np.copyto(self.score, rated, where=taken)

    def _end(self, words: Array, week: int) -> None:
        """Decide who leaves, who finishes early and who continues."""
        courses, policy = self.courses, self.policy
        if week == self.plan.weeks and policy.extension is not None:
            more = np.clip(self._ask(policy.extension, week), 0, policy.longest_extension)
            self.last_week = np.where(self.in_treatment, self.plan.weeks + more.astype(int), self.last_week)
        open_end = self.in_treatment & (week < self.last_week)
        if policy.leaving is not None:
            chance = self._ask(policy.leaving, week)
        else:
            times = np.array([courses.times_to_leave(sessions, week) for sessions in self.has_sessions])[self.arm]
            chance = courses.leaving_chance(slice(None), week, courses.leaving_base(self.leaving[self.arm]))
            chance = np.where(times == 1, chance, 1.0 - (1.0 - chance) ** times)
        left = open_end & (words + 0.5 < chance * 65536.0)
        courses.ended[left] = LEFT
        finished = np.zeros_like(left)
        if policy.finishing is not None:
            finished = open_end & ~left & self._ask(policy.finishing, week).astype(bool)
            courses.ended[finished] = FINISHED
        done = self.in_treatment & (week >= self.last_week)
        courses.ended[done] = COMPLETED
        stopped = left | finished | done
        courses.weeks[stopped] = week
        self.in_treatment &= ~stopped
        if len(self.arms) > 1:
            courses.switched = self.arm.astype(np.uint8), self.switched
