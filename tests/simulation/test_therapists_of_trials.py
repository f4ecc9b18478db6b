"""What the guide says of therapists: the figures of a comparison do not allow for them, and an analysis can."""

import attrs
import pytest

from iptcore.simulation import ARMS, Comparison, Trial, intraclass_correlation, mean_difference, monte_carlo_error

EQUAL = Trial(arms=("ipt", ARMS["ipt"].named("again")), per_arm=60, spread=False)


def with_therapists(comparison):
    first, second = comparison.first, comparison.second
    therapists = first.columns["therapist"], second.columns["therapist"]
    return mean_difference(first.last, second.last, clusters=therapists)


@pytest.mark.parametrize(
    ("arms", "unaware", "aware"),
    [(EQUAL.arms, 0.09, 0.05), (("ipt", "placebo"), 0.51, 0.39)],
    ids=["equal arms differ too often", "power is too high"],
)
def test_an_analysis_that_allows_for_therapists_finds_less(arms, unaware, aware):
    results = attrs.evolve(EQUAL, arms=arms).run(seed=5, repetitions=800)
    comparisons = [results.compare(None, repetition) for repetition in range(800)]
    for analysis, wanted in ((Comparison.mean_difference, unaware), (with_therapists, aware)):
        share = sum(analysis(comparison).excludes_zero for comparison in comparisons) / 800
        assert share == pytest.approx(wanted, abs=3 * monte_carlo_error(wanted, 800))


def test_the_clients_of_a_therapist_end_alike():
    group = attrs.evolve(EQUAL, per_arm=4000).run(seed=5).group("ipt")
    assert 0.04 < intraclass_correlation(group.last, group.columns["therapist"]) < 0.08
