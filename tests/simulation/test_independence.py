"""Results depend on the seed, the purpose and the place of a course, and on nothing else."""

from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from statistics import NormalDist

import numpy as np
import pytest

from iptcore.simulation import IPT_PLAN, Policy, as_published, simulate, summarise, track
from iptcore.simulation.engine.draws import Draws, along, normal_quantile, purpose_key, stream, threshold
from iptcore.simulation.inputs.seeds import BLOCK
from iptcore.simulation.results.collecting import columns_of

MORE = BLOCK + 900


def same(first, second, upto=None):
    assert first.columns.keys() == second.columns.keys()
    for name, column in first.columns.items():
        np.testing.assert_array_equal(column, second[name][..., :upto], err_msg=name)


@pytest.fixture(scope="module")
def whole():
    return simulate(IPT_PLAN, MORE, seed=3, trial_size=100)


@pytest.mark.parametrize("n", [0, 1, 100, BLOCK - 1, BLOCK, BLOCK + 1])
def test_the_first_n_of_more_are_the_n(whole, n):
    same(simulate(IPT_PLAN, n, seed=3, trial_size=100), whole, n)


def test_the_pieces_in_any_order_are_the_whole(whole):
    last, first = columns_of(whole.request, 1, 2), columns_of(whole.request, 0, 1)
    both = columns_of(whole.request, 0, 2)
    for name, column in whole.columns.items():
        np.testing.assert_array_equal(np.concatenate([first[name], last[name]], axis=-1), column)
        np.testing.assert_array_equal(both[name], column)


def test_workers_change_nothing(whole, monkeypatch):
    monkeypatch.setattr("iptcore.simulation.results.collecting.CHUNK", 1)
    with ThreadPoolExecutor(2) as threads:
        same(simulate(IPT_PLAN, MORE, seed=3, trial_size=100, executor=threads), whole)
        total = summarise(IPT_PLAN, MORE, seed=3, trial_size=100, executor=threads)
    with ProcessPoolExecutor(2) as processes:
        same(simulate(IPT_PLAN, MORE, seed=3, trial_size=100, executor=processes), whole)
    assert total == whole.summary() == summarise(IPT_PLAN, MORE, seed=3, trial_size=100)


def test_progress_sees_every_piece():
    seen = []

    def progress(pieces):
        for piece in pieces:
            seen.append(piece)
            yield piece

    simulate(IPT_PLAN, MORE, seed=3, progress=progress)
    assert seen == [0, 1]


def own_draw(state):
    state.uniforms("mine")
    return np.ones(len(state.severity))


@pytest.mark.parametrize(
    ("more", "moves"),
    [
        ({"scales": ("HRSD-17", "PHQ-9", "BDI-I")}, set()),
        ({"keep": ("severity",)}, set()),
        ({"policy": Policy(response=own_draw)}, set()),
        ({"parameters": as_published().but(missed_rating=0.2)}, {"score.HRSD-17"}),
        ({"parameters": as_published().but(assessed_after_leaving=0.5)}, {"score.HRSD-17"}),
        ({"parameters": as_published().but(fidelity_recurrence=-0.5)}, {"recurred", "months_well"}),
        ({"parameters": as_published().but(mechanism_share=0.5)}, set()),
    ],
)
def test_a_draw_for_another_purpose_moves_no_other(more, moves):
    plain, other = simulate(IPT_PLAN, 500, seed=3), simulate(IPT_PLAN, 500, seed=3, **more)
    changed = {
        name for name, column in plain.columns.items() if not np.array_equal(column, other[name], equal_nan=True)
    }
    assert changed == moves


def test_tracking_mechanisms_moves_nothing_and_is_repeatable():
    cohort = simulate(IPT_PLAN, 300, seed=3)
    first = track(cohort)
    assert first.shape == (4, 17, 300)
    np.testing.assert_array_equal(first, track(cohort))
    np.testing.assert_array_equal(first[:, :, :50], track(simulate(IPT_PLAN, 50, seed=3)))
    assert (track(cohort, noise_sd=0.0, fading=0.0)[:, -1] >= 0).all()


def test_arms_share_their_clients():
    first, other = simulate(IPT_PLAN, 500, seed=3), simulate(IPT_PLAN, 500, seed=3, arm="waiting_list")
    for name in ("age", "area", "prior_episodes", "therapist"):
        np.testing.assert_array_equal(first[name], other[name])
    np.testing.assert_array_equal(first.scores()[0], other.scores()[0])


def test_one_pace_and_one_effect_are_one_treatment():
    numbers = as_published()
    alike = numbers.but(
        pace_correlation=1.0, effect_other_therapy=numbers["effect_ipt"], leaving_other_therapy=numbers["leaving_ipt"]
    )
    same(
        simulate(IPT_PLAN, 300, seed=3, parameters=alike),
        simulate(IPT_PLAN, 300, seed=3, parameters=alike, arm="other_therapy"),
    )


def test_the_paces_of_two_treatments_correlate_as_asked():
    from iptcore.simulation.engine.week_by_week import Courses

    run = simulate(IPT_PLAN, 1, seed=3, parameters=as_published().but(pace_exponent=1.0, pace_correlation=0.3)).request
    courses = Courses(run, Draws(3, 0))
    pair = courses.treatments.pace("ipt"), courses.treatments.pace("drug")
    assert np.corrcoef(pair)[0, 1] == pytest.approx(0.3, abs=0.03)
    assert np.mean(pair) == pytest.approx(1.0, abs=0.02)


def test_seeds_differ_and_zero_is_one():
    courses = [simulate(IPT_PLAN, 200, seed=seed) for seed in (0, 1, 2**128 - 1)]
    first, second, third = (cohort.scores().tobytes() for cohort in courses)
    assert len({first, second, third}) == 3
    same(simulate(IPT_PLAN, 200, seed=np.int64(0)), courses[0])


def test_streams():
    assert purpose_key("life") != purpose_key("entry")
    assert stream(1, "a", 0).random() == stream(1, "a", 0).random()
    assert len({stream(*key).random() for key in ((1, "a", 0), (1, "a", 1), (1, "b", 0), (2, "a", 0))}) == 4
    np.testing.assert_array_equal(along(1, "a", 2045, 5000)[3:], along(1, "a", 2048, 5000))
    assert (threshold(0.0), threshold(0.5), threshold(1.0)) == (0, 32768, 65536)


def test_the_normal_quantile_is_that_of_the_standard_library():
    given = np.concatenate([np.linspace(0.001, 0.999, 97), [1e-20, 1e-12, 1e-6, 1 - 1e-12]])
    wanted = [NormalDist().inv_cdf(p) for p in given]
    np.testing.assert_allclose(normal_quantile(given), wanted, rtol=1e-13)
