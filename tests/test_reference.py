"""The pages of docs/reference/ are what the code says today."""

import re
import runpy
from pathlib import Path

import pytest

from iptcore.simulation import as_published

DOCS = Path(__file__).parents[1] / "docs"
GENERATED = runpy.run_path(str(DOCS / "generate.py"))["pages"]()


@pytest.mark.parametrize("name", GENERATED)
def test_a_generated_page_is_current(name: str) -> None:
    stored = (DOCS / "reference" / name).read_text(encoding="utf-8")
    assert stored == GENERATED[name], "run python docs/generate.py"


def test_the_page_of_events_has_a_section_for_all_that_it_points_to() -> None:
    page = GENERATED["events.md"]
    sections = [heading.lower() for heading in re.findall(r"^#+ (\w+)$", page, re.MULTILINE)]
    assert len(sections) == len(set(sections))
    assert {"formulation", "diagnosis", "relationship", "treatmentcontract"} <= set(sections)
    assert set(re.findall(r"\]\(#(\w+)\)", page)) <= set(sections)


@pytest.mark.parametrize(
    ("page", "row"),
    [
        ("calibration.md", "| IPT: response | 0.375 (0.293 to 0.457) | 0.541 **off** |"),
        ("calibration.md", "| HRSD pool, IPT: last mean | 12.7 (11.6 to 13.8) | 9.54 **off** |"),
        ("calibration.md", "| g over care as usual, 17 trials | 0.43 "),
        ("calibration.md", "| g IPT over usual care | 0.6 "),
        ("calibration.md", "| bias-discounted: g IPT over usual care | 0.15 "),
        ("calibration_trials.md", "| SD at the end (20) | 70% | 95% |"),
        ("calibration_trials.md", "| g (15) | 73% | 100% |"),
    ],
)
def test_what_the_pages_on_the_simulator_say_of_the_calibration_is_in_its_reports(page: str, row: str) -> None:
    """Where this fails, look at docs/explanations/simulator.md, docs/tutorials/study.md, docs/howto/simulation.md."""
    assert row in (DOCS / "reference" / page).read_text(encoding="utf-8")


def test_every_id_of_a_target_is_explained() -> None:
    report = (DOCS / "reference" / "calibration.md").read_text(encoding="utf-8")
    page = (DOCS / "explanations" / "simulator.md").read_text(encoding="utf-8")
    explained = set(re.findall(r"\w+", " ".join(re.findall(r"^\| ((?:C\d|shape)[^|]*) \|", page, re.MULTILINE))))
    targets = [row for row in report.splitlines() if re.search(r"\| (fitted|solved|checked)(, same \w+)? \|", row)]
    assert len(targets) == 78
    ids = {first for row in targets for first in row.split(" | ")[0].strip("| ").split("-") if first}
    assert {"C1", "C11", "shape"} <= ids <= explained
    checked = [row for row in targets if "| checked" in row]
    apart = [row for row in checked if "| checked |" in row]
    held = [sum("| **missed** |" not in row for row in some) for some in (checked, apart)]
    assert (len(checked), len(apart), *held) == (24, 9, 21, 7)


@pytest.mark.parametrize("name", ["trial_entry_sd", "trial_leaving_sd", "trial_scale_sd", "effect_brevity"])
def test_what_a_parameter_cites_of_the_joint_fit_is_in_its_report(name: str) -> None:
    report = (DOCS / "reference" / "calibration_trials.md").read_text(encoding="utf-8")
    cells = re.search(rf"^\| {name} \| [^|]+ \| ([\d.]+) \| ([\d.]+) to ([\d.]+) \|", report, re.MULTILINE)
    assert cells is not None
    fitted, low, high = (f"{float(cell):.2f}" for cell in cells.groups())
    assert as_published().item(name).source.endswith(f" {fitted} ({low} to {high})")


def test_every_pooled_effect_that_was_checked_lies_inside_its_interval() -> None:
    rows = (DOCS / "reference" / "calibration.md").read_text(encoding="utf-8").splitlines()
    checked = [row for row in rows if re.match(r"\| C6 \| g over ", row) and "| checked, " in row]
    assert len(checked) == 5
    assert all("| inside 80 % |" in row for row in checked)
