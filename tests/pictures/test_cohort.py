"""Plots of cohorts: what the artists hold, not how it looks."""

from dataclasses import dataclass

import numpy as np
import pytest
from matplotlib.figure import Figure

from iptcore.pictures.cohort import COLOURS, calibration, mean_course, participant_flow, sample_of_courses, survival
from iptcore.simulation import IPT_PLAN, as_published, kaplan_meier, simulate, survival_table, weekly


@pytest.fixture(scope="module")
def arms():
    return {name: simulate(IPT_PLAN, 200, seed=7, arm=name) for name in ("ipt", "placebo")}


def test_the_mean_course_and_its_band(arms):
    ax = mean_course(arms, band=0.5)
    lines = ax.get_lines()
    assert [line.get_label() for line in lines] == ["ipt", "placebo"]
    for line, cohort in zip(lines, arms.values(), strict=True):
        assert list(line.get_xdata()) == list(range(17))
        np.testing.assert_allclose(line.get_ydata(), np.nanmean(cohort.scores(), axis=1, dtype=float))
    corners = ax.collections[0].get_paths()[0].vertices
    assert corners[:, 1].max() == np.nanquantile(arms["ipt"].scores(), 0.75, axis=1).max()
    assert "50%" in ax.get_title()
    assert ax.get_ylabel() == "HRSD-17, simulated"


def test_it_draws_where_it_is_told_to(arms, tmp_path):
    figure = Figure()
    ax = figure.add_subplot()
    assert mean_course(arms, ax=ax) is ax
    figure.savefig(tmp_path / "mean.png")
    assert (tmp_path / "mean.png").stat().st_size > 1000


def test_a_sample_of_courses_marks_who_left(arms):
    cohort = arms["placebo"]
    rows = [*np.flatnonzero(cohort["ended"] == 1)[:2], *np.flatnonzero(cohort["ended"] == 0)[:1]]
    lines = sample_of_courses(cohort, rows=rows).get_lines()
    assert len(lines) == 5
    crosses = [line for line in lines if line.get_marker() == "x"]
    assert [line.get_xdata()[0] for line in crosses] == cohort["weeks"][rows[:2]].tolist()
    scores = cohort.scores()[:, rows[2]]
    assert lines[-1].get_ydata().tolist() == scores[~np.isnan(scores)].tolist()


def test_survival(arms):
    ax = survival(arms)
    for line, cohort in zip(ax.get_lines(), arms.values(), strict=True):
        curve = kaplan_meier(survival_table(cohort))
        assert line.get_xdata()[0] == 0.0
        assert line.get_xdata()[-1] == 18.0
        assert line.get_ydata()[0] == 1.0
        assert line.get_ydata()[1:-1].tolist() == curve["well"].tolist()
        assert line.get_ydata()[-1] == curve["well"][-1]
        assert line.get_label().endswith(f"(n = {cohort['well'].sum()})")


def test_nobody_well_is_no_curve_and_no_error():
    line = survival({"nobody": simulate(IPT_PLAN, 0, seed=7)}).get_lines()[0]
    assert line.get_ydata().tolist() == [1.0, 1.0]


def test_the_flow_counts_everybody(arms):
    said = [text.get_text() for text in participant_flow(arms, completer=(10, 12)).texts]
    assert "randomised\nn = 400" in said
    for name, cohort in arms.items():
        assert f"{name}\nn = 200" in said
        assert f"left treatment\nn = {(cohort['ended'] == 1).sum()}" in said
        assert f"stayed to the end\nn = {(cohort['ended'] != 1).sum()}" in said
        assert f"of all, at least 10 sessions and 12 weeks\nn = {cohort.completers(10, 12).sum()}" in said
        assert f"rated in week 16\nn = {(~np.isnan(cohort.scores()[-1])).sum()}" in said


def test_nobody_of_a_shorter_plan_completed_more_than_it_has():
    brief = simulate(weekly(8, code="brief"), 20, seed=7, parameters=as_published())
    said = [text.get_text() for text in participant_flow({"brief": brief}).texts]
    assert "of all, at least 12 sessions and 15 weeks\nn = 0" in said


@dataclass
class Line:
    name: str
    published: float
    error: float
    middle: float
    half: float

    def interval(self, share):
        return self.middle - self.half * share, self.middle + self.half * share


def test_the_calibration_shows_the_missed_first():
    lines = [Line("near", 10.0, 2.0, 11.0, 5.0), Line("missed", 5.0, 1.0, 9.0, 1.0), Line("far", 10.0, 2.0, 16.0, 9.0)]
    ax = calibration(lines)
    assert [label.get_text() for label in ax.get_yticklabels()] == ["missed", "far", "near"]
    dots = [line for line in ax.get_lines() if line.get_marker() == "o"]
    assert [line.get_xdata()[0] for line in dots] == [4.0, 3.0, 0.5]
    assert [line.get_color() for line in dots] == [COLOURS[1], COLOURS[0], COLOURS[0]]
    assert ax.get_title(loc="left").startswith("1 of 3")
    spans = [collection.get_segments()[0][:, 0].tolist() for collection in ax.collections]
    assert spans[:2] == [pytest.approx([3.05, 4.95]), pytest.approx([3.2, 4.8])]


def test_arms_stay_apart_in_print_without_colours(arms):
    for plot in (mean_course, survival):
        assert [line.get_linestyle() for line in plot(arms).get_lines()] == ["-", "--"]


def test_plots_of_cohorts_speak_german(arms):
    mean, flow = mean_course(arms, language="de"), participant_flow(arms, language="de")
    assert (mean.get_xlabel(), mean.get_ylabel()) == ("Woche", "HRSD-17, simuliert")
    assert mean.get_title() == "Mittelwert der Untersuchten; Band: 80 % von ihnen"
    boxes = " ".join(text.get_text() for text in flow.texts)
    assert "randomisiert" in boxes
    assert "bis zum Ende geblieben" in boxes
    assert "vorzeitig ausgeschieden" in sample_of_courses(arms["ipt"], rows=[0], language="de").get_title()
    assert survival(arms, language="de").get_ylabel() == "Anteil ohne Rezidiv"
    near = [Line("near", 10.0, 2.0, 11.0, 5.0)]
    assert calibration(near, language="de").get_title("left") == "0 von 1 veröffentlichten Zahlen verfehlt"
