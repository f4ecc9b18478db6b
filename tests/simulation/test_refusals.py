"""Nonsense is refused in one way: whatever makes no sense raises InvalidValue or its child BadRequest."""

import copy
import io
import itertools
import pickle
import tracemalloc
import typing
import zipfile
from datetime import date, datetime
from importlib.resources import files

import attrs
import numpy as np
import pytest

from iptcore import IPT
from iptcore.errors import InvalidValue
from iptcore.simulation import (
    IPT_PLAN,
    Arm,
    BadRequest,
    Cohort,
    Policy,
    Request,
    Scale,
    Therapist,
    Timetable,
    Trial,
    Wishes,
    as_published,
    data_dictionary,
    describe,
    hedges_g,
    intraclass_correlation,
    kaplan_meier,
    mean_difference,
    number_needed_to_treat,
    place,
    play,
    power,
    predictive,
    progress,
    rerun,
    risk_difference,
    share,
    simulate,
    timetable_of,
    track,
    write_parquet,
)
from iptcore.vocabulary import Purpose

TABLE = timetable_of(IPT)
COHORT = simulate(IPT_PLAN, 5, seed=1)


@pytest.mark.parametrize(
    "make",
    [
        lambda: IPT_PLAN.replace(weeks="sixteen"),
        lambda: Arm(name=3),
        lambda: Scale(name="mood", highest=0),
        lambda: Policy(name=3),
        lambda: Policy(leaving=0.1),
        lambda: Trial(per_arm="many"),
        lambda: timetable_of("ipt"),
        lambda: Therapist("ipt"),
        lambda: Therapist("ipt", timetable=TABLE, instruments=()),
        lambda: Therapist(IPT, opened=datetime(2026, 1, 5)),
        lambda: Therapist(IPT, client=17),
        lambda: Therapist(IPT, timetable=IPT_PLAN),
        lambda: Therapist(IPT, area="grief"),
        lambda: Therapist(IPT, area=str),
        lambda: Therapist(IPT, instruments="PHQ-9"),
        lambda: Therapist(IPT, instruments=(9,)),
        lambda: Therapist(IPT, departures={"drift": 0.1}),
        lambda: Therapist(IPT, seed=-1),
        lambda: Therapist(IPT, scores_known="yes"),
        lambda: attrs.evolve(TABLE, sessions=(0, 7)),
        lambda: attrs.evolve(TABLE, sessions=((0, "regular session"),)),
        lambda: attrs.evolve(TABLE, ratings=7),
        lambda: attrs.evolve(TABLE, ratings={0.5}),
        lambda: attrs.evolve(TABLE, ends=None),
        lambda: attrs.evolve(TABLE, early=1),
        lambda: attrs.evolve(TABLE, frequency="weekly"),
        lambda: attrs.evolve(TABLE, extended_to=2),
        lambda: attrs.evolve(TABLE, ends=10**9),
        lambda: attrs.evolve(TABLE, ratings={10**9}),
        lambda: simulate("ipt", 3, seed=1),
        lambda: simulate(IPT_PLAN, np.array([3, 5]), seed=1),
        lambda: simulate(IPT_PLAN, np.array([3.0]), seed=1),
        lambda: COHORT.take([99]),
        lambda: COHORT.take(np.array([0.5])),
        lambda: COHORT.summary().percentile(95),
        lambda: describe(IPT, "as_published"),
        lambda: as_published().but(0.1),
        lambda: as_published().moved("effect_ipt"),
        lambda: data_dictionary(COHORT),
        lambda: write_parquet(COHORT, "cohort.parquet"),
        lambda: play(IPT, None),
        lambda: play(IPT, Therapist(IPT), "client-1"),
        lambda: play(IPT, Therapist(IPT), course=()),
        lambda: play(IPT, Therapist(IPT), most=1.5),
    ],
    ids=lambda make: str(make.__code__.co_firstlineno),
)
def test_one_way_to_refuse_nonsense(make):
    with pytest.raises(InvalidValue) as refused:
        make()
    assert refused.value.faults
    assert str(pickle.loads(pickle.dumps(refused.value))) == str(refused.value)


RESULTS = Trial(per_arm=4).run(seed=1)


@pytest.mark.parametrize("given", ["no", 0, 1, None, np.True_])
@pytest.mark.parametrize(
    ("name", "call"),
    [
        ("completers", lambda given: RESULTS.group("ipt", completers=given)),
        ("completers", lambda given: RESULTS.compare(completers=given)),
        ("completers", lambda given: power(RESULTS.trial, seed=1, repetitions=2, completers=given)),
        ("completers", lambda given: predictive(RESULTS.trial, seed=1, draws=2, completers=given)),
        ("observed", lambda given: RESULTS.compare().hedges_g(observed=given)),
        ("observed", lambda given: RESULTS.compare().mean_difference(observed=given)),
        ("other_versions", lambda given: rerun(COHORT.manifest, other_versions=given)),
        ("spread", lambda given: Trial(spread=given)),
        ("scores_known", lambda given: Therapist(IPT, scores_known=given)),
        ("early", lambda given: attrs.evolve(TABLE, early=given)),
    ],
    ids=range(10),
)
def test_a_flag_is_true_or_false(name, call, given):
    """The text "no" counted as yes in a comparison, and as another version in `rerun`."""
    with pytest.raises(BadRequest, match=f"^{name} has to be True or False$"):
        call(given)


def test_a_bad_request_says_what_to_ask_instead():
    with pytest.raises(BadRequest) as refused:
        simulate(IPT_PLAN, -1, seed=1)
    assert str(refused.value) == "n has to be at least 0, got a smaller number"
    assert refused.value.faults[0].advice == str(refused.value)


def test_the_wishes_are_the_optional_parts_of_a_request():
    wanted = typing.get_type_hints(Request.of)
    assert typing.get_type_hints(Wishes).items() <= wanted.items()
    assert wanted.keys() - typing.get_type_hints(Wishes).keys() == {"protocol", "courses", "seed", "return"}
    with pytest.raises(TypeError, match="army"):
        simulate(IPT_PLAN, 3, seed=1, army="ipt")


@pytest.mark.parametrize(
    "again", [copy.copy, copy.deepcopy, lambda cohort: pickle.loads(pickle.dumps(cohort))], ids="abc"
)
def test_copies_of_a_cohort_are_read_only_too(again):
    cohort = simulate(IPT_PLAN, 5, seed=1, clients={"age": [40] * 5})
    other = again(cohort)
    assert other.summary() == cohort.summary()
    assert other.manifest == cohort.manifest
    assert not any(column.flags.writeable for column in other.columns.values())
    assert not other["weeks"].flags.writeable
    assert not cohort.request.clients["age"].flags.writeable


def leave(state):
    return np.ones(len(state.improvement))


def test_where_nobody_completed_there_are_no_figures_and_no_warnings():
    trial = Trial(arms=("ipt", "placebo"), per_arm=20, policies={"ipt": Policy(leaving=leave)})
    figures = trial.run(seed=1).group("ipt", completers=True).figures()
    assert figures["n"] == 0
    assert all(np.isnan(figures[name]) for name in ("first_mean", "first_sd", "last_mean", "last_sd"))
    assert np.isnan(figures["responded"].value)
    tiny = predictive(Trial(arms=("ipt", "placebo", "drug", "combined"), per_arm=2), seed=3, draws=3)
    assert set(tiny.draws)


def test_a_member_larger_than_its_column_is_not_unpacked():
    good, bad = io.BytesIO(), io.BytesIO()
    simulate(IPT, 200, seed=7).save(good)
    with zipfile.ZipFile(good) as old, zipfile.ZipFile(bad, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, bytes(50_000_000) if name == "age.npy" else old.read(name))
    tracemalloc.start()
    with pytest.raises(BadRequest, match="do not match its manifest"):
        Cohort.load(bad)
    assert tracemalloc.get_traced_memory()[1] < 10_000_000
    tracemalloc.stop()


def test_the_numbers_that_ship_are_modules_which_a_frozen_program_takes_along():
    def names(folder):
        for part in folder.iterdir():
            yield from names(part) if part.is_dir() else [part.name]

    assert {name.rpartition(".")[2] for name in names(files("iptcore.simulation"))} <= {"py", "pyc"}


def test_a_session_with_a_purpose_is_part_of_a_timetable():
    table = attrs.evolve(TABLE, sessions=((0, Purpose.REGULAR),))
    assert isinstance(table, Timetable)
    assert table.counted == (0,)


COHORT = simulate(IPT, 20, seed=1)
SCORES = np.array([9.0, 12.0, 15.0, 20.0])
CANARY = "Canary"


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: hedges_g([CANARY], SCORES), "array of numbers"),
        (lambda: mean_difference(SCORES, [CANARY, CANARY]), "array of numbers"),
        (lambda: mean_difference(SCORES, [np.inf, 1.0]), "array of numbers"),
        (lambda: hedges_g(SCORES, None), "array of numbers"),
        (lambda: intraclass_correlation([CANARY], [1]), "array of numbers"),
        (lambda: share(SCORES), "True and False"),
        (lambda: share(None), "True and False"),
        (lambda: share([CANARY]), "True and False"),
        (lambda: share([[True], [True, False]]), "True and False"),
        (lambda: risk_difference(SCORES, SCORES), "True and False"),
        (lambda: number_needed_to_treat(0.2), "risk_difference"),
        (lambda: COHORT.completers("12"), "least has to be a whole number"),
        (lambda: COHORT.completers(12, None), "weeks has to be a whole number"),
        (lambda: COHORT.course(0, departures=0.1), "departures has to be Departures"),
        (lambda: list(COHORT.courses(departures={CANARY: 1.0})), "departures has to be Departures"),
        (lambda: next(COHORT.ndjson(opened=date.max)), "at most in the year 9900"),
        (lambda: track(CANARY), "has to be a Cohort"),
        (lambda: kaplan_meier({"time": SCORES}), "survival_table"),
        (lambda: kaplan_meier(COHORT), "survival_table"),
        (lambda: place("HRSD-17", None), "pairs"),
        (lambda: place("HRSD-17", [20, 14]), "pairs"),
        (lambda: place("HRSD-17", [CANARY]), "pairs"),
    ],
    ids=itertools.count(),
)
def test_arguments_of_what_reads_results_are_what_they_should_be(call, said):
    with pytest.raises(BadRequest, match=said) as caught:
        call()
    assert CANARY not in str(caught.value)


def test_a_share_of_what_cannot_be_known_is_unknown():
    assert np.isnan(share(np.full(4, np.nan)).value)
    assert share([1, 0, 0, 0]).value == share(np.array([True, False, False, False])).value == 0.25


def test_progress_is_that_of_a_course_under_a_protocol():
    with pytest.raises(InvalidValue, match=r"write progress\(course, protocol\)"):
        progress(IPT, IPT.open(on=date(2026, 1, 5), client="c-1", consent=True))
