"""The example courses are what a reader copies: stored in full, and faultless under their own protocols."""

import runpy
import sys
from pathlib import Path

import pytest

from iptcore.course import Course
from iptcore.documents import from_json, to_json
from iptcore.protocol.catalogue import protocol
from iptcore.readings.safety import open_safety
from iptcore.vocabulary import Status

COURSES = sorted((Path(__file__).parent.parent / "examples" / "courses").glob("*.json"))


def text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def course(path: Path) -> Course:
    return from_json(text(path), strict=True)


@pytest.mark.parametrize("path", COURSES, ids=lambda path: path.stem)
def test_an_example_course_is_written_as_this_version_writes_it(path: Path) -> None:
    assert text(path) == to_json(course(path), indent=True) + "\n"


@pytest.mark.parametrize("path", COURSES, ids=lambda path: path.stem)
def test_an_example_course_departs_from_its_protocol_only_where_it_says_why(path: Path) -> None:
    recorded = course(path)
    assert recorded.opening is not None
    findings = protocol(recorded.opening.protocol).review(recorded)
    assert bool(findings) == (path.stem == "departures")
    assert [str(finding.objection) for finding in findings if finding.explained is None] == []


@pytest.mark.parametrize("path", COURSES, ids=lambda path: path.stem)
def test_an_example_course_could_have_been_entered_step_by_step(path: Path) -> None:
    recorded = course(path)
    assert recorded.opening is not None
    entered = protocol(recorded.opening.protocol).apply(Course(), *recorded.history)
    assert entered == recorded


@pytest.mark.parametrize("path", COURSES, ids=lambda path: path.stem)
def test_an_example_course_has_ended_with_no_demand_of_safety_open(path: Path) -> None:
    recorded = course(path)
    assert recorded.status is Status.ENDED
    assert open_safety(recorded) == ()


EXAMPLES = Path(__file__).parent.parent / "examples"


@pytest.mark.parametrize(
    ("script", "words", "answer"),
    [
        ("one_course.py", [], "Usage: "),
        ("one_course.py", ["nothing.json"], "No such file"),
        ("one_course.py", ["."], "directory"),
        ("virtual_trial.py", ["--help"], "Usage: "),
        ("virtual_trial.py", ["one", "two"], "Usage: "),
    ],
)
def test_a_script_answers_wrong_arguments_with_one_line(
    script: str, words: list[str], answer: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "argv", [script, *words])
    with pytest.raises(SystemExit, match=answer) as said:
        runpy.run_path(str(EXAMPLES / script), run_name="__main__")
    assert "\n" not in str(said.value)


def test_the_virtual_trial_makes_its_folder_before_it_simulates(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "pictures"
    main = runpy.run_path(str(EXAMPLES / "virtual_trial.py"))["main"]

    def simulated() -> None:
        assert folder.is_dir()
        raise InterruptedError

    main.__globals__["simulated"] = simulated
    with pytest.raises(InterruptedError):
        main(folder)
