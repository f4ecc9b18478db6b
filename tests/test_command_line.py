"""The view from a terminal: answers, exit codes, and nothing private on the standard error."""

import json
import os
import runpy
import subprocess
import sys
from pathlib import Path
from typing import Any

import icalendar
import pytest

from iptcore import IPT, TreatmentContract, replay
from iptcore.command_line import main
from iptcore.documents import from_json, protocol_from_json, to_json, write_entries
from iptcore.events import ContractAgreed, CourseOpened, GoalAgreed, RiskAssessed
from iptcore.exports import event_log, fhir, fhir_plan, tables
from iptcore.model.goal import Goal
from iptcore.vocabulary import Frequency, RiskAction

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "examples" / "courses"
GRIEF, DEPARTURES, LEFT = (str(FOLDER / f"{name}.json") for name in ("grief", "departures", "discontinued"))


def course(file: str) -> Any:
    return from_json(Path(file).read_text(encoding="utf-8"))


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Any:
    def running(*arguments: Any) -> tuple[int, str, str]:
        code = main([str(argument) for argument in arguments])
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return running


def test_it_runs_as_a_module(monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
    monkeypatch.setattr(sys, "argv", ["iptcore", "explain", "I09"])
    monkeypatch.delitem(sys.modules, "iptcore.__main__", raising=False)  # another test may have imported it
    with pytest.raises(SystemExit) as ended:
        runpy.run_module("iptcore", run_name="__main__")
    assert ended.value.code == 0
    assert capsys.readouterr().out.startswith("I09: ")
    code = [sys.executable, "-m", "iptcore", "--version"]
    assert subprocess.run(code, capture_output=True, text=True, check=True).stdout.count(".") == 2


def ended(*arguments: Any, stdout: Any, **environment: str) -> tuple[int, str]:
    """The exit code, and what stands on the standard error."""
    run = subprocess.run(
        [sys.executable, "-m", "iptcore", *map(str, arguments)],
        stdout=stdout, stderr=subprocess.PIPE, text=True, check=False, env=os.environ | environment,
    )  # fmt: skip
    return run.returncode, run.stderr


@pytest.mark.parametrize("arguments", [("explain", "S02"), ("convert", "--to", "fhir", GRIEF)])
def test_a_reader_that_has_seen_enough_is_no_trouble(arguments: Any) -> None:
    reads, writes = os.pipe()
    os.close(reads)
    assert ended(*arguments, stdout=writes) == (2, "")
    os.close(writes)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no full device")
def test_an_output_that_cannot_be_written_is_no_finding() -> None:
    with Path("/dev/full").open("w") as full:
        code, wrong = ended("explain", "S02", stdout=full)
    assert code == 2
    assert wrong.startswith("iptcore: the output cannot be written: ")
    assert wrong.count("\n") == 1


class Broken:
    """A standard output that fails at every write, and leads to a file in truth."""

    encoding = "utf-8"

    def __init__(self, error: Exception, number: int) -> None:
        self.error, self.number = error, number

    def write(self, text: str) -> None:
        raise self.error

    def fileno(self) -> int:
        return self.number


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (BrokenPipeError(), ""),
        (OSError(28, "No space left on device"), "iptcore: the output cannot be written: No space left on device\n"),
        (
            UnicodeEncodeError("ascii", "ü", 0, 1, "ordinal not in range(128)"),
            "iptcore: the output has characters that cannot be shown here: give --output FILE\n",
        ),
    ],
)
def test_an_output_that_fails_ends_the_command_and_takes_no_more(
    error: Exception, said: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    output = os.open(tmp_path / "output", os.O_WRONLY | os.O_CREAT)
    try:
        monkeypatch.setattr(sys, "stdout", Broken(error, output))
        assert main(["convert", GRIEF, "--to", "fhir"]) == 2
        monkeypatch.undo()
        assert capsys.readouterr().err == said
        os.write(output, b"what is left")
    finally:
        os.close(output)
    turned_away = not isinstance(error, UnicodeEncodeError)
    assert (tmp_path / "output").read_bytes() == (b"" if turned_away else b"what is left")


def test_characters_that_a_terminal_cannot_show_are_not_lost(tmp_path: Path) -> None:
    file = tmp_path / "grüße.json"
    goal = GoalAgreed(on=course(GRIEF).last_on, goal=Goal(key="g", daily_rhythm=True, words="Canary grüßen"))
    file.write_text(to_json(replay([*course(GRIEF).history, goal])), encoding="utf-8")
    ascii_only = {"PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    code, wrong = ended("convert", "--to", "fhir", "--private", file, stdout=subprocess.DEVNULL, **ascii_only)
    assert (code, wrong.count("\n")) == (2, 1)
    assert "give --output FILE" in wrong
    assert "Canary" not in wrong
    assert ended("validate", file, stdout=subprocess.DEVNULL, **ascii_only) == (0, "")


def test_a_name_that_no_file_can_have(run: Any) -> None:
    assert run("review", "a\0b") == (2, "", "iptcore: file 1 cannot be read: no file can have this name\n")
    refused = run("upgrade", GRIEF, "--output", "a\0b")
    assert refused == (2, "", "iptcore: the output cannot be written: no file can have this name\n")


# -- review and due ----------------------------------------------------------------------------------------------------


def test_a_review_lists_each_departure_and_keeps_the_reasons_to_itself(run: Any, tmp_path: Path) -> None:
    recorded = course(DEPARTURES)
    unexplained = replay(event for event in recorded.history if getattr(event, "rule", None) != "C07")
    file = tmp_path / "unexplained.json"
    file.write_text(to_json(unexplained), encoding="utf-8")
    code, printed, wrong = run("review", file)
    findings = IPT.review(unexplained)
    assert (code, wrong) == (1, "")
    assert printed.startswith(f"{file}: {len(findings)} departures from the protocol")
    assert printed.count("(explained)") == sum(finding.explained is not None for finding in findings)
    assert all(str(finding.objection) in printed for finding in findings)
    reasons = [finding.explained.because for finding in findings if finding.explained]
    assert reasons
    assert not any(reason in printed for reason in reasons)


def test_a_review_in_which_every_departure_is_explained_is_fine(run: Any) -> None:
    assert run("review", DEPARTURES)[0] == 0


def test_a_review_without_open_departures_is_fine(run: Any, tmp_path: Path) -> None:
    opened = IPT.open(on=course(GRIEF).opened_on, client="c-1", consent=True)
    file = tmp_path / "new.json"
    file.write_text(to_json(opened), encoding="utf-8")
    assert run("review", file)[0] == 0


def test_what_is_due_is_the_checklist(run: Any, tmp_path: Path) -> None:
    begun = replay(course(GRIEF).history[:8])
    file = tmp_path / "begun.json"
    file.write_text(to_json(begun), encoding="utf-8")
    code, printed, _ = run("due", file, GRIEF)
    tasks = IPT.due(begun)
    assert code == 0
    assert "open, initial phase" in printed
    assert printed.count("[x]") == sum(task.done for task in tasks)
    assert all(task.asks in printed for task in tasks)
    assert f"{GRIEF}: ended" in printed
    empty = tmp_path / "empty.json"
    empty.write_text(to_json(replay([])), encoding="utf-8")
    assert ": not opened; 1 of 1 still to do" in run("due", empty)[1]


def test_open_demands_of_safety_come_first_among_what_is_due(run: Any, tmp_path: Path) -> None:
    begun = replay(course(GRIEF).history[:8])
    urgent = IPT.apply(begun, RiskAssessed(on=begun.last_on, action=RiskAction.URGENT, reasons="Canary"))
    file = tmp_path / "urgent.json"
    file.write_text(to_json(urgent), encoding="utf-8")
    code, printed, _ = run("due", file)
    lines = printed.splitlines()
    assert (code, [line.startswith("  [!]") for line in lines[1:3]]) == (0, [True, True])
    assert lines[1].endswith("-> RiskEscalated or SafetyPlanAgreed or NotDone")
    assert f"since {begun.last_on}: " in lines[1]
    assert "Canary" not in printed


def test_a_protocol_of_ones_own_is_given_as_a_document(run: Any, tmp_path: Path) -> None:
    mine = IPT.adapt(code="mine", edition="1")
    protocol, file = tmp_path / "protocol.json", tmp_path / "course.json"
    protocol.write_text(to_json(mine), encoding="utf-8")
    opened = mine.open(on=course(GRIEF).opened_on, client="c-1", consent=True)
    file.write_text(to_json(opened), encoding="utf-8")
    code, _, wrong = run("due", file)
    assert (code, "give its document with --protocol" in wrong) == (2, True)
    assert run("due", file, "--protocol", protocol)[0] == 0
    assert run("validate", "--strict", file)[0] == 1
    assert run("validate", "--strict", file, "--protocol", protocol)[0] == 0
    assert run("explain", "I09a", "--protocol", protocol)[0] == 0
    assert json.loads(run("convert", "--to", "plan", "--protocol", protocol)[1])["id"] == "mine"


# -- explain -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", ["I09", "i09", "I09a", "i09A"])
def test_a_rule_or_clause_is_explained_with_its_source_and_cures(run: Any, code: str) -> None:
    exit_code, printed, _ = run("explain", code)
    assert exit_code == 0
    assert "source (read): US Department of Veterans Affairs" in printed
    assert "cured by FormulationAgreed" in printed
    assert ("I09b" in printed) == (len(code) == 3)


def test_each_protocol_says_how_much_a_clause_weighs_in_it(run: Any) -> None:
    assert "I04a, binding" in run("explain", "I04a")[1]
    assert "I04a, off" in run("explain", "I04a", "--under", "IPT-SR")[1]


@pytest.mark.parametrize("code", ["C01a", "C01b", "C01c", "C01e"])
def test_what_no_clause_says_is_explained_too(run: Any, code: str) -> None:
    exit_code, printed, _ = run("explain", code)
    assert exit_code == 0
    assert f"{code}, coherence: " in printed
    assert code in run("explain", "C01")[1]
    assert f"| {code} |" in Path("docs/reference/rules.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("code", ["I99", "I09z", "X", "", "I09abc"])
def test_an_unknown_code_is_answered_with_what_to_do(run: Any, code: str) -> None:
    exit_code, printed, wrong = run("explain", code)
    assert (exit_code, printed) == (2, "")
    assert "did you mean" in wrong or "docs/reference/rules.md" in wrong


def test_an_unknown_protocol_is_answered_with_the_known_ones(run: Any) -> None:
    code, _, wrong = run("explain", "I09", "--under", "Canary")
    assert code == 2
    assert "ipt-a" in wrong
    assert "Canary" not in wrong


# -- validate and upgrade ----------------------------------------------------------------------------------------------


def test_documents_are_validated_each_by_its_schema(run: Any, tmp_path: Path) -> None:
    opened = course(GRIEF)
    files = {
        "course": to_json(opened),
        "event": to_json(opened.history[0]),
        "protocol": to_json(IPT),
        "entries": "\n".join(write_entries(opened.history)) + "\n",
    }
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    code, printed, _ = run("validate", *(tmp_path / name for name in files))
    assert (code, printed.count(": good")) == (0, 4)
    assert run("validate", "--strict", tmp_path / "course", tmp_path / "event")[0] == 0


@pytest.mark.parametrize("text", ["Canary", '{"schema": ["Canary"]}', "[" * 100_000, '{"schema": "Canary"}\n{', "[1]"])
def test_all_that_is_wrong_with_a_document_is_told_and_nothing_that_stands_in_it(
    run: Any, tmp_path: Path, text: str
) -> None:
    file = tmp_path / "file.json"
    file.write_text(text, encoding="utf-8")
    code, printed, wrong = run("validate", file, GRIEF)
    assert (code, wrong) == (1, "")
    assert "cannot be read" in printed
    assert f"{GRIEF}: good" in printed
    assert "Canary" not in printed


def test_a_strict_validation_refuses_what_the_protocol_refuses(run: Any, tmp_path: Path) -> None:
    file = tmp_path / "file.json"
    file.write_text(to_json(replay([course(GRIEF).history[0], *course(GRIEF).history[-3:]])), encoding="utf-8")
    assert run("validate", file)[0] == 0
    assert run("validate", "--strict", file)[0] == 1


def test_an_old_document_is_upgraded(run: Any, tmp_path: Path) -> None:
    old = ROOT / "tests" / "documents" / "v1" / "role_transition.json"
    code, printed, _ = run("upgrade", old)
    assert code == 0
    assert from_json(printed) == from_json(old.read_text(encoding="utf-8"), protocols=None)
    assert json.loads(printed)["version"] > 1
    new = tmp_path / "new.json"
    assert run("upgrade", ROOT / "tests/documents/v1/protocol.json", "--output", new) == (0, "", "")
    assert protocol_from_json(new.read_text(encoding="utf-8")).code


def test_what_cannot_be_upgraded_is_said(run: Any) -> None:
    code, _, wrong = run("upgrade", ROOT / "tests/documents/v1/entries.ndjson")
    assert (code, "only a course, an event or a protocol" in wrong) == (2, True)
    assert run("upgrade", ROOT / "README.md")[0] == 2


# -- convert -----------------------------------------------------------------------------------------------------------


def test_a_course_becomes_what_the_exports_make_of_it(run: Any) -> None:
    grief, left = course(GRIEF), course(LEFT)
    both = {"course-1": grief, "course-2": left}
    assert json.loads(run("convert", "--to", "fhir", GRIEF)[1]) == fhir.bundle(IPT, grief, name="course-1")
    named = fhir.bundle(IPT, grief, name="g", private=True)
    assert json.loads(run("convert", "--to", "fhir", "--name", "g", "--private", GRIEF)[1]) == named
    assert run("convert", "--to", "xes", GRIEF, LEFT)[1] == event_log.xes(both)
    assert json.loads(run("convert", "--to", "ocel", GRIEF, LEFT)[1]) == event_log.ocel(both)
    assert run("convert", "--to", "csv", GRIEF, LEFT)[1] == tables.to_csv(tables.long_table(both))
    assert run("convert", "--to", "csv", "--table", "wide", LEFT)[1] == tables.to_csv(
        tables.wide_table({"course-1": left})
    )
    assert json.loads(run("convert", "--to", "plan")[1]) == fhir_plan.plan_definition(IPT)


WHEN = ("--first", "2026-02-03", "--at", "10:00", "--zone", "Europe/London")


def test_the_rest_of_a_contract_becomes_a_calendar(run: Any, tmp_path: Path) -> None:
    file = tmp_path / "calendar.ics"
    assert run("convert", "--to", "ics", LEFT, *WHEN, "--output", file)[0] == 0
    calendar = icalendar.Calendar.from_ical(file.read_bytes())
    contract = course(LEFT).contract
    assert 0 < len(calendar.walk("VEVENT")) < contract.limit
    whole = run(
        "convert", "--to", "ics", LEFT, *WHEN, "--used", "0", "--away", "2026-02-10/2026-02-16", "--minutes", "45"
    )[1]
    assert whole.count("BEGIN:VEVENT") == contract.limit
    assert "PT45M" in whole
    assert "20260210" not in whole
    assert "20260218" not in run("convert", "--to", "ics", LEFT, *WHEN, "--away", "2026-02-18")[1]


def opened(tmp_path: Path, **contract: Any) -> Path:
    on = course(GRIEF).opened_on
    opening = CourseOpened(on=on, client="c-1", protocol="ipt", edition="2018", consent=True)
    agreed = [ContractAgreed(on=on, contract=TreatmentContract(**contract))] if contract else []
    file = tmp_path / "opened.json"
    file.write_text(to_json(replay([opening, *agreed])), encoding="utf-8")
    return file


def test_several_days_a_week_are_named(run: Any, tmp_path: Path) -> None:
    file = opened(tmp_path, sessions=4, frequency=Frequency.TWICE_WEEKLY, minutes=50)
    code, printed, _ = run("convert", "--to", "ics", file, *WHEN, "--days", "tuesday,friday")
    assert (code, printed.count("BEGIN:VEVENT")) == (0, 4)


@pytest.mark.parametrize(
    ("contract", "more", "said"),
    [
        ({}, WHEN, "no contract is recorded"),
        ({"sessions": 4, "frequency": Frequency.WEEKLY, "minutes": 50}, WHEN[:2], "also needs --at, --zone"),
        ({"sessions": 4, "frequency": Frequency.WEEKLY}, WHEN, "give --minutes"),
        ({"sessions": 4, "minutes": 50}, WHEN, "contract.frequency"),
        ({"sessions": 4, "frequency": Frequency.WEEKLY, "minutes": 50}, (*WHEN[:4], "--zone", "Canary"), "zone"),
    ],
)
def test_a_calendar_that_cannot_be_made_says_what_is_missing(
    run: Any, tmp_path: Path, contract: Any, more: Any, said: str
) -> None:
    code, printed, wrong = run("convert", "--to", "ics", opened(tmp_path, **contract), *more)
    assert (code, printed) == (2, "")
    assert said in wrong
    assert "Canary" not in wrong


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--to", "fhir"), "give the FILE of a course"),
        (("--to", "fihr"), "unknown word (did you mean fhir? choose from fhir, plan,"),
        (("--to", "fhir", GRIEF, LEFT), "one by one"),
        (("--to", "csv", "--name", "x", GRIEF, LEFT), "--name is for one course"),
        (("--to", "csv", "--name", "Jane Canary", GRIEF), "says nothing about the client"),
        (("--to", "csv", "--output", "/nowhere/Canary", GRIEF), "the output cannot be written"),
        (("--to", "csv", "/nowhere/Canary.json"), "file 1 cannot be read: No such file"),
        (("--to", "csv", str(ROOT / "README.md")), "file 1 cannot be read:"),
    ],
)
def test_a_conversion_that_cannot_be_done_says_why(run: Any, arguments: Any, said: str) -> None:
    code, printed, wrong = run("convert", *arguments)
    assert (code, printed) == (2, "")
    assert said in wrong
    assert "Canary" not in wrong


# -- the arguments -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("Canary",),
        ("review",),
        ("due", GRIEF, "--Canary"),
        ("explain", "I09", "Jane", "Canary"),
        ("convert", GRIEF, "--to", "Canary"),
        ("convert", GRIEF, "--to", "ics", "--first", "Canary"),
        ("convert", GRIEF, "--to", "ics", "--at", "Canary"),
        ("convert", GRIEF, "--to", "ics", "--days", "Canary"),
        ("convert", GRIEF, "--to", "ics", "--away", "2026-04-11/2026-03-30"),
        ("convert", GRIEF, "--to", "ics", "--away", "Canary"),
        ("convert", GRIEF, "--to", "ics", "--minutes", "Canary"),
        ("convert", GRIEF, "--to", "csv", "--private=Canary"),
        ("convert", GRIEF, "--to", "csv", "--na=Canary", "--p=Canary"),
    ],
)
def test_wrong_arguments_are_not_repeated(run: Any, arguments: Any) -> None:
    code, printed, wrong = run(*arguments)
    assert (code, printed) == (2, "")
    assert "--help" in wrong
    assert "Canary" not in wrong


def test_help_is_help(capsys: Any) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["convert", "--help"])
    assert ended.value.code == 0
    assert "time zone, such as Europe/London" in capsys.readouterr().out
