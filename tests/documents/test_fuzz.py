"""A short run of the fuzzer; the long ones stand in tests/benchmarks."""

import runpy
import sys
from pathlib import Path

import pytest

BENCHMARKS = Path(__file__).parents[1] / "benchmarks"


def test_hostile_input_is_refused_and_nothing_else(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    fuzzer = runpy.run_path(str(BENCHMARKS / "fuzz_documents.py"))
    fuzzer["run"](400, seed=11)
    assert "400 inputs" in capsys.readouterr().out
    sys.modules.pop("hostile", None)
