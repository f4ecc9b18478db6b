"""Virtual trials: clients shared by all arms, randomised, assessed on the trial's own schedule."""

import math
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Executor
from typing import Any, SupportsIndex

import attrs
import numpy as np

from iptcore.notebook import short_repr
from iptcore.protocol.protocol import Protocol
from iptcore.simulation.engine.draws import stream
from iptcore.simulation.inputs.arms import Arm, arm_of
from iptcore.simulation.inputs.arrays import Array
from iptcore.simulation.inputs.bad_request import BadRequest, a_tuple, flag, of_kind, unknown, whole
from iptcore.simulation.inputs.clients import A_MAPPING, COVARIATES
from iptcore.simulation.inputs.manifest import Manifest
from iptcore.simulation.inputs.manifest_arguments import manifest_of_task
from iptcore.simulation.inputs.parameters import Parameters
from iptcore.simulation.inputs.plan import IPT_PLAN, MOST, Plan, plan_of
from iptcore.simulation.inputs.policy import Policy
from iptcore.simulation.inputs.request import MOST_COURSES, Request, parameters_or_shipped
from iptcore.simulation.inputs.scales import Scale
from iptcore.simulation.inputs.seeds import GREATEST_SEED
from iptcore.simulation.results import outcomes
from iptcore.simulation.results.cohort import Cohort
from iptcore.simulation.results.collecting import collect
from iptcore.simulation.trials.comparison import Comparison, Group

Stratum = Callable[[Mapping[str, Array]], Array]


STRATA = tuple(name for name in COVARIATES if name != "therapist")
"""The columns that are known at entry."""

MOST_PER_ARM = 10**6
"""The greatest number of people in each arm."""

_MOST_ARMS, _MOST_BLOCK = 100, 1000

_ARMS = ("arms", '("ipt", "placebo")', _MOST_ARMS)


_PLANS = 'plans has to be a mapping of arms to plans: {"brief": weekly(8, code="brief")}'


def _as_lists(clients: Mapping[str, Array]) -> dict[str, list[Any]]:
    """The columns in a form that can be compared: two arrays have no single answer."""
    return {name: column.tolist() for name, column in clients.items()}


@attrs.frozen(kw_only=True)
class Trial:
    """A parallel-group trial.

    Args:
        arms: names of shipped arms, or arms of your own; the first is compared with each other.
        per_arm: people in each arm; with strata, on average.
        protocol: a plan, or a protocol that has one; its rating weeks are the trial's assessments. The arms share their
            clients and not its therapists: a therapist has a caseload of one arm, in one repetition. Where a plan has
            a *group_size*, its arm is treated in groups, and confidence intervals allow for that.
        plans: another plan for some arms, by the name of the arm: eight sessions against sixteen. The plans of a trial
            take in the same people.
        outcome_week: the week whose rating is the outcome, which every plan has; where left out the last one, which
            has to be the same in all arms.
        randomisation_block: people in a permuted block, a multiple of the number of arms; where left out two of each
            arm, and with four arms one.
        clients: columns of your own clients, as in `simulate`: one number for each person of the trial (*per_arm* times
            the number of arms). Every repetition takes in the same clients and randomises them again. The trial itself
            assigns the therapists.
        stratum: names the stratum of each client: a covariate ("area"), a column of *clients*, or a function of the
            columns known at entry (``baseline``, the first score of the outcome, the covariates and *clients*) that
            returns a number for each; None for no strata.
        completer: least sessions and weeks of those who count as completers; or a mapping of them by the name of the
            arm, where plans differ.
        parameters, policies, scales: as in `simulate`; policies by the name of the arm. The first of the scales, one
            of your own perhaps, is the outcome.
        spread: whether each repetition draws its own effects from the spread between trials.

    Raises:
        BadRequest: if an argument is invalid.
    """

    arms: tuple[str | Arm, ...] = ("ipt", "placebo")
    per_arm: int = 60
    protocol: Protocol | Plan = IPT_PLAN
    plans: Mapping[str, Protocol | Plan] = attrs.field(factory=dict)
    outcome_week: int | None = None
    randomisation_block: int = attrs.field()
    clients: Mapping[str, Any] = attrs.field(factory=dict, eq=_as_lists, repr=False)
    stratum: str | Stratum | None = None
    completer: tuple[int, int] | Mapping[str, tuple[int, int]] = (outcomes.COMPLETER_SESSIONS, outcomes.COMPLETER_WEEKS)
    parameters: Parameters | None = None
    policies: Mapping[str, Policy] = attrs.field(factory=dict)
    scales: tuple[str | Scale, ...] | None = None
    spread: bool = True

    __repr__ = short_repr

    @randomisation_block.default
    def _usual_block(self) -> int:
        arms = len(a_tuple(self.arms, *_ARMS))
        return 4 if arms == 4 else 2 * arms

    def __attrs_post_init__(self) -> None:
        a_tuple(self.arms, *_ARMS)
        names = self.names
        if len(names) < 2 or len(set(names)) < len(names):
            raise BadRequest(
                "a trial needs two or more arms with different names; a second arm of the same treatment, on another "
                'schedule for example, is ARMS["ipt"].named("brief")'
            )
        whole(self.per_arm, "per_arm", 2, MOST_PER_ARM)
        if whole(self.randomisation_block, "randomisation_block", 1, _MOST_BLOCK) % len(names):
            raise BadRequest(
                f"randomisation_block has to be a multiple of the {len(names)} arms: "
                f"write randomisation_block={2 * len(names)}"
            )
        such_as = 'policies has to be a mapping of arms to policies: {"ipt": Policy(attendance=my_function)}'
        for policy in of_kind(self.policies, Mapping, such_as).values():
            of_kind(policy, Policy, such_as)
        self._must_be_for_arms("policies", self.policies)
        of_kind(self.clients, Mapping, A_MAPPING)
        if "therapist" in self.clients:
            raise BadRequest("a trial assigns the therapists itself, by arm: leave therapist out of clients")
        strata = [*dict.fromkeys((*STRATA, *self.clients))]
        if self.stratum is not None and not callable(self.stratum) and self.stratum not in strata:
            such_as = f"pass a function, or one of: {', '.join(STRATA)}; or a column of clients"
            raise unknown("unknown stratum", self.stratum, strata, such_as)
        flag(self.spread, "spread")
        self._must_be_for_arms("plans", of_kind(self.plans, Mapping, _PLANS))
        if isinstance(self.completer, Mapping):
            self._must_be_for_arms("completer", self.completer)
        for name in names:
            if len(a_tuple(self.completes(name), "completer", "(12, 15)", 2)) != 2:
                raise BadRequest("completer has to be the least number of sessions and of weeks: (12, 15)")
            for least in self.completes(name):
                whole(least, "what makes a completer", 0, MOST)
        requests = [self._request(self.people, 0, arm, self.clients) for arm in self.arms]
        self._check_comparable(requests)
        object.__setattr__(self, "clients", requests[0].clients)  # copies, which nobody can change

    def _must_be_for_arms(self, what: str, given: Iterable[str]) -> None:
        for name in given:
            if name not in self.names:
                raise unknown(f"{what} names an arm that is not in the trial", name, self.names)

    def _check_comparable(self, requests: list[Request]) -> None:
        """Whether all arms have the same people, and the same outcome on a day that all of them have."""
        first, *others = requests
        if any(
            (other.entry_limit, other.plan.baseline) != (first.entry_limit, first.plan.baseline) for other in others
        ):
            raise BadRequest("the plans of a trial take in the same people: give them the same entry_cut and baseline")
        if any(other.scales != first.scales for other in others):
            raise BadRequest(
                "the arms of a trial are rated on the same instruments: pass scales=..., or the same plans"
            )
        weeks = {request.rating_weeks[-1] for request in requests}
        if self.outcome_week is None and len(weeks) > 1:
            raise BadRequest(
                "the arms have their last ratings in different weeks, those of an extension included: name one that "
                "all plans have as outcome_week=..., or add it, plan.replace(rating_weeks=...)"
            )
        if self.outcome_week is not None:
            week = whole(self.outcome_week, "outcome_week", 1, MOST)
            if not all(week in request.plan.rating_weeks for request in requests):
                raise BadRequest(
                    "outcome_week is a week in which every arm is rated: add it to each plan's rating_weeks"
                )

    def plan(self, arm: str) -> Plan:
        """The plan of an arm."""
        self._must_be_for_arms("plan", (arm,))
        return plan_of(self.plans.get(arm, self.protocol))

    def completes(self, arm: str) -> tuple[int, int]:
        """The least sessions and weeks of a completer of an arm."""
        self._must_be_for_arms("completes", (arm,))
        if isinstance(self.completer, Mapping):
            usual = outcomes.COMPLETER_SESSIONS, outcomes.COMPLETER_WEEKS
            return self.completer.get(arm, usual)
        return self.completer

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the arms."""
        return tuple(arm_of(arm).name for arm in self.arms)

    @property
    def people(self) -> int:
        """People in one trial."""
        return self.per_arm * len(self.arms)

    def run(self, *, seed: int, repetitions: int = 1, executor: Executor | None = None) -> "Results":
        """Run the trial *repetitions* times. Every repetition has its own people and its own draw of the spread.

        If the trial has *clients*, they are the people of every repetition, and only what the columns do not hold
        differs.

        *executor* is any ``concurrent.futures.Executor``; the results are the same without one.
        """
        total = whole(self.people * whole(repetitions, "repetitions", 1), "people times repetitions", 0, MOST_COURSES)
        whole(seed, "seed", 0, GREATEST_SEED)
        assigned = self._assign(total, seed)
        clients = self._clients(total)
        cohorts = {
            arm_of(arm).name: collect(
                self._request(total, seed, arm, {**clients, "therapist": self._therapists(assigned, place)}), executor
            )
            for place, arm in enumerate(self.arms)
        }
        return Results(
            trial=self, cohorts=cohorts, assigned=assigned, repetitions=repetitions,
            manifest=self.manifest_for("trial", seed=seed, courses=total, repetitions=repetitions),
        )  # fmt: skip

    def _clients(self, total: int) -> dict[str, Array]:
        """The clients of all repetitions, which are the same in each."""
        return {name: np.resize(column, total) for name, column in self.clients.items()}

    def _request(self, total: int, seed: int, arm: str | Arm, clients: Mapping[str, Any]) -> Request:
        return Request.of(
            self.plan(arm_of(arm).name), total, seed=seed, arm=arm, parameters=self.parameters, scales=self.scales,
            policy=self.policies.get(arm_of(arm).name), trial_size=self.people if self.spread else None,
            clients=clients,
        )  # fmt: skip

    def manifest_for(self, task: str, *, seed: int, courses: int, **arguments: Any) -> Manifest:
        """The manifest of a result of this trial with further *arguments*."""
        plan, parameters = plan_of(self.protocol), parameters_or_shipped(self.parameters)
        plans = {arm: plan_of(other) for arm, other in self.plans.items()}
        given = {"trial": attrs.evolve(self, protocol=plan, plans=plans, parameters=parameters), **arguments}
        return manifest_of_task(
            task, seed=seed, courses=courses, plan=plan, parameters=parameters, arguments=given,
            other_plans=plans.values(), clients=self.clients,
        )  # fmt: skip

    def _therapists(self, assigned: Array, place: int) -> Array:
        """The number of each therapist of an arm: caseloads of people in the arm; all others get other numbers."""
        caseloads = [self.plan(name).clients_in_a_row for name in self.names]
        inside = (assigned == place).reshape(-1, self.people)
        order = np.where(inside, inside.cumsum(axis=1), (~inside).cumsum(axis=1)) - 1
        group = (np.arange(len(inside))[:, None] * len(self.arms) + place) * 2 + ~inside
        numbers: Array = group * math.ceil(self.people / min(caseloads)) + order // caseloads[place]
        return numbers.reshape(-1)

    def _assign(self, total: int, seed: int) -> Array:
        """The arm of each person: permuted blocks within the strata of each repetition, the last cut off at random."""
        strata = self._strata(total, seed).reshape(-1, self.people)
        return np.concatenate([self._permuted(stratum, seed, place) for place, stratum in enumerate(strata)])

    def _permuted(self, stratum: Array, seed: int, repetition: int) -> Array:
        size = self.randomisation_block
        order = np.argsort(stratum, kind="stable")
        counts = np.unique(stratum, return_counts=True)[1]
        place = np.arange(self.people) - np.repeat(counts.cumsum() - counts, counts)
        blocks = np.cumsum(place % size == 0) - 1
        luck = stream(seed, "randomisation", repetition).random((blocks[-1] + 1, size))
        assigned = np.empty(self.people, np.int64)
        assigned[order] = luck.argsort(axis=1)[blocks, place % size] % len(self.arms)
        return assigned

    def _strata(self, total: int, seed: int) -> Array:
        if self.stratum is None:
            return np.zeros(total, np.int64)
        # What is known at entry depends on the trial, and not on what comes after it, so one week is enough.
        entry = self.plan(self.names[0]).replace(
            weeks=1, session_weeks=(), rating_weeks=(0,), phases=(), pre_group=0, follow_up_months=0
        )
        request = Request.of(
            entry, total, seed=seed, arm=self.arms[0], parameters=parameters_or_shipped(self.parameters),
            scales=self.scales, trial_size=self.people if self.spread else None, clients=self._clients(total),
        )  # fmt: skip
        cohort = collect(request)
        columns = (*STRATA, *self.clients)
        known = {name: cohort.scores()[0] if name == "baseline" else cohort[name] for name in columns}
        named = np.asarray(self.stratum(known) if callable(self.stratum) else known[self.stratum])
        if named.shape != (len(cohort),) or named.dtype.kind not in "biuf" or not np.isfinite(named).all():
            raise BadRequest("stratum has to return an array with one number for each course")
        return named


@attrs.frozen(kw_only=True, eq=False)
class Results:
    """The results of a trial and its repetitions.

    *cohorts* holds the course of each person in every arm; *assigned* (index into the arms) is the arm they were in.
    """

    trial: Trial
    cohorts: Mapping[str, Cohort]
    assigned: Array
    repetitions: int
    manifest: Manifest

    __repr__ = short_repr

    def group(self, arm: str, repetition: int = 0, *, completers: bool = False) -> Group:
        """The people of one arm in one repetition: all who were randomised, or the completers among them."""
        if arm not in self.trial.names:
            raise unknown("that arm is not in the trial", arm, self.trial.names)
        if whole(repetition, "repetition", 0) >= self.repetitions:
            raise BadRequest(f"there are {self.repetitions} repetitions, counted from 0")
        cohort, place = self.cohorts[arm], self.trial.names.index(arm)
        first = repetition * self.trial.people
        rows = first + np.flatnonzero(self.assigned[first : first + self.trial.people] == place)
        if flag(completers, "completers"):
            rows = rows[self._completed(arm)[rows]]
        last = self.trial.outcome_week
        until = sum(last is None or week <= last for week in cohort.request.rating_weeks)
        scores = cohort.scores()[:until, rows]
        columns, in_groups = cohort.take(rows), cohort.plan.group_size is not None and cohort.request.arm.sessions
        return Group(
            arm=arm, rows=rows, scores=scores, columns=columns, scale=cohort.primary,
            clusters=columns["therapist"] if in_groups else None,
        )  # fmt: skip

    def _completed(self, arm: str) -> Array:
        """Who in the cohort of an arm is a completer."""
        cohort, least = self.cohorts[arm], self.trial.completes(arm)
        cohort.request.must_allow_completers(least, arm, lambda possible: f'completer={{"{arm}": {possible}}}')
        return cohort.completers(*least)

    def compare(self, other: str | None = None, repetition: int = 0, *, completers: bool = False) -> Comparison:
        """The first arm against another (default the second), of all randomised or of completers only."""
        names = self.trial.names
        such_as = f'beside {names[0]} compare takes the name of one arm, then a repetition: compare("{names[1]}", 0)'
        of_kind(repetition, SupportsIndex, such_as)
        against = names[1] if other is None else other
        return Comparison(
            first=self.group(names[0], repetition, completers=completers),
            second=self.group(against, repetition, completers=completers),
        )
