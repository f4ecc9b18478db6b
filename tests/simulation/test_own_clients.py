"""A trial of clients that the caller has: their columns are the people of every repetition."""

import pickle

import attrs
import numpy as np
import pytest

from iptcore.protocol.catalogue import IPT_A
from iptcore.simulation import (
    BadRequest,
    Policy,
    Trial,
    as_published,
    power,
    predictive,
    rerun,
    sample_size,
    simulate,
)
from iptcore.simulation.inputs.plan import IPT_PLAN

AGES = np.arange(20, 60)
SITES = np.arange(40) % 2
CLIENTS = {"age": AGES, "baseline": np.full(40, 20.0), "site": SITES}
TRIAL = Trial(per_arm=20, clients=CLIENTS, stratum="site")


@pytest.fixture(scope="module")
def results():
    return TRIAL.run(seed=2, repetitions=3)


@pytest.mark.parametrize("repetition", range(3))
def test_every_repetition_has_the_clients_once_and_randomises_them_again(results, repetition):
    groups = [results.group(arm, repetition) for arm in TRIAL.names]
    assert sorted(np.concatenate([group.columns["age"] for group in groups])) == list(AGES)
    for group in groups:
        assert (group.scores[0] == 20).all()
        assert (group.columns["site"] == SITES[group.rows % 40]).all()
    assert not np.array_equal(results.assigned[:40], results.assigned[40:80])


def test_a_column_of_ones_own_is_a_stratum_and_policies_read_it(results):
    for repetition in range(3):
        sites = [results.group(arm, repetition).columns["site"].sum() for arm in TRIAL.names]
        assert sites == [10, 10]
    by_function = attrs.evolve(TRIAL, stratum=lambda known: known["site"])
    np.testing.assert_array_equal(by_function.run(seed=2, repetitions=3).assigned, results.assigned)
    seldom = Policy(attendance=lambda state: np.where(state.covariates["site"] == 1, 0.0, 1.0))
    away = attrs.evolve(TRIAL, policies={"ipt": seldom}).run(seed=2).group("ipt")
    assert (away.columns["sessions"] == 0).tolist() == (away.columns["site"] == 1).tolist()


def test_the_clients_are_those_of_a_cohort_of_the_same_columns(results):
    cohort = simulate(IPT_PLAN, 40, seed=2, clients=CLIENTS, trial_size=40)
    np.testing.assert_array_equal(results.cohorts["ipt"]["prior_episodes"][:40], cohort["prior_episodes"])


def test_a_manifest_holds_no_client_and_says_so(results):
    for result in (results, power(TRIAL, seed=2, repetitions=2), predictive(TRIAL, seed=2, draws=2)):
        assert not result.manifest.repeatable
        assert '"clients": {"age": "uint8", "baseline": "float64", "site": "int64"}' in result.manifest.arguments
        with pytest.raises(BadRequest, match="clients of your own"):
            rerun(result.manifest)
        with pytest.raises(BadRequest, match="changed by hand"):
            rerun(result.manifest.replace(repeatable=True))
    assert rerun(Trial(per_arm=np.array(4)).run(seed=1).manifest).trial == Trial(per_arm=4, parameters=as_published())


def test_ages_that_are_passed_need_no_note():
    without = Trial(protocol=IPT_A, per_arm=2, parameters=as_published())
    given = attrs.evolve(without, clients={"age": [12, 14, 16, 18]}).run(seed=7).manifest.notes
    (note,) = set(without.run(seed=7).manifest.notes) - set(given)
    assert note.endswith('for ages 12-18: pass yours to simulate, summarise or Trial, clients={"age": ages}')


def test_a_trial_keeps_its_clients_and_does_not_show_them():
    ages = np.array([30, 31, 32, 33])
    trial = Trial(per_arm=2, clients={"age": ages})
    ages[:] = 99
    assert trial.clients["age"].tolist() == [30, 31, 32, 33]
    assert trial == pickle.loads(pickle.dumps(trial)) == Trial(per_arm=2, clients={"age": [30, 31, 32, 33]})
    assert trial not in (Trial(per_arm=2), Trial(per_arm=2, clients={"age": ages}))
    assert "30" not in repr(trial) + repr(trial.run(seed=1).cohorts["ipt"].request)


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        ({"clients": {"age": AGES[:39]}}, "one number for each of the 40 courses"),
        ({"clients": {"therapist": np.zeros(40)}}, "leave therapist out of clients"),
        ({"clients": [AGES]}, "clients has to be a mapping of names to arrays"),
        ({"clients": {"site": SITES}, "stratum": "sites"}, "did you mean site?"),
        ({"clients": {"site": SITES}, "stratum": "hope"}, "or a column of clients"),
    ],
)
def test_clients_that_make_no_sense(parts, said):
    with pytest.raises(BadRequest) as refused:
        Trial(per_arm=20, **parts)
    assert said in str(refused.value)


def test_the_size_of_a_sample_is_not_asked_of_one_number_of_clients():
    with pytest.raises(BadRequest, match="one number of people: leave clients out"):
        sample_size(TRIAL, seed=1)
