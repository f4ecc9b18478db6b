"""The reports of the calibration are written from what the last run found, and can be written again without a run."""

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "docs" / "calibration"))

import report
import report_trials
import run_results
from targets import (
    BASELINE,
    COUNTED,
    GROUPS,
    OF_SAME_PEOPLE,
    OF_SAME_TRIALS,
    POOLED_G,
    RECURRENCE,
    SIZES,
    wilson,
)
from variants import VARIANTS

from iptcore.simulation import as_published

FOUND = run_results.load("calibration")
TRIALS = run_results.load("calibration_trials")
TARGETS = {target["name"]: target for target in FOUND["targets"]}
SHARES = [name for name in TARGETS if report.unit_of(name) == "share"]


@pytest.mark.parametrize(
    ("name", "write"), [("calibration", report.write), ("calibration_trials", report_trials.write)]
)
def test_a_report_says_what_its_script_writes_from_the_last_run(name: str, write: Callable[[dict], str]) -> None:
    page = (run_results.REFERENCE / f"{name}.md").read_text(encoding="utf-8")
    assert page == write(run_results.load(name)), (
        f"run python docs/calibration/report{name.removeprefix('calibration')}.py"
    )


def test_the_last_run_is_that_of_the_numbers_that_ship() -> None:
    shipped = as_published().numbers
    for name, centre, *_ in FOUND["parameters"]:
        assert centre == pytest.approx(shipped[name], rel=0.005), name


def test_every_figure_with_a_size_or_with_the_same_people_or_trials_is_a_target() -> None:
    assert {*COUNTED, *SIZES, *OF_SAME_PEOPLE, *OF_SAME_TRIALS} <= set(TARGETS)
    assert (len(TARGETS), len(OF_SAME_PEOPLE), len(OF_SAME_TRIALS)) == (78, 7, 8)
    assert all(TARGETS[name]["role"] == "checked" for name in (*OF_SAME_PEOPLE, *OF_SAME_TRIALS))


def test_the_published_figures_are_those_of_the_targets() -> None:
    """A figure that changes in `targets.py` needs another run."""
    groups = {f"{group.arm} {'completers' if group.completed else 'leavers'}": group for group in GROUPS}
    figures = {
        **{f"{who}: mean": group.mean for who, group in groups.items()},
        **{f"{who}: SD": group.sd for who, group in groups.items()},
        **{f"{who}: share at 6 or less": group.below / group.n for who, group in groups.items()},
        **{f"{arm}: baseline mean": mean for arm, (_, mean, _) in BASELINE.items()},
        **{f"recurred: {name}": share for name, *_, share, _ in RECURRENCE},
        **{f"g over {name}, {trials} trials": g for name, (g, _, trials, *_) in POOLED_G.items()},
    }
    assert {name: TARGETS[name]["published"] for name in figures} == {
        name: run_results.short(figure) for name, figure in figures.items()
    }


@pytest.mark.parametrize("name", SHARES)
def test_every_interval_of_a_share_lies_between_0_and_1(name: str) -> None:
    """The published ones are normal: three went below 0 or above 1."""
    target = TARGETS[name]
    for low, high in (report.published_interval(target), target["80"], target["95"]):
        assert 0 <= low <= high <= 1


def test_an_interval_of_wilson_lies_between_0_and_1_and_holds_the_share() -> None:
    assert wilson(0.0, 14) == pytest.approx((0.0, 0.2153), abs=1e-4)
    assert wilson(0.5, 100) == pytest.approx((0.4038, 0.5962), abs=1e-4)


def test_figures_about_the_same_people_or_trials_are_counted_apart() -> None:
    page = report.write(FOUND)
    assert "| checked, neither people nor trials shared | 6 of 9 (67 %) | 7 of 9 (78 %) |" in page
    assert "| checked, same people in part | 5 of 7 (71 %) | 7 of 7 (100 %) |" in page


def test_every_parameter_has_a_unit() -> None:
    for name, *_ in (*TRIALS["spreads"], *TRIALS["shared"]):
        assert report_trials.unit_of(name) not in {"", "1"}


def test_the_rows_of_the_joint_fit_are_named_as_its_forms_are() -> None:
    assert [name for name, *_ in TRIALS["forms"]] == [variant.name for variant in VARIANTS]
