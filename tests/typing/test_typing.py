"""Type checkers take attrs' own functions on our values, and refuse what Python refuses."""

import subprocess
import sys
from pathlib import Path

import pytest

USERS_CODE = Path(__file__).parent / "users_code.py"
WRONG = """
from datetime import date
from iptcore import SessionHeld
SessionHeld(on=date(2026, 1, 5), minuts=50)
SessionHeld(minutes=50)
SessionHeld(date(2026, 1, 5))
SessionHeld(on=date(2026, 1, 5)).minutes = 3
"""


def mypy(*command: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--config-file=", "--cache-dir", str(cwd), *command],
        capture_output=True, text=True, check=False, cwd=cwd,
    )  # fmt: skip


def test_mypy_strict_takes_what_users_write(tmp_path: Path) -> None:
    pytest.importorskip("mypy")
    ran = mypy(str(USERS_CODE), cwd=tmp_path)
    assert ran.returncode == 0, ran.stdout
    (tmp_path / "wrong.py").write_text(WRONG)
    refused = mypy("wrong.py", cwd=tmp_path).stdout
    assert {line.split(":")[1] for line in refused.splitlines() if ": error:" in line} == {"4", "5", "6", "7"}, refused


def test_pyright_takes_what_users_write(tmp_path: Path) -> None:
    pytest.importorskip("basedpyright")
    (tmp_path / "pyrightconfig.json").write_text('{"typeCheckingMode": "strict"}')
    (tmp_path / "users_code.py").write_text(USERS_CODE.read_text())
    ran = subprocess.run(
        [sys.executable, "-m", "basedpyright", "--pythonpath", sys.executable, "-p", str(tmp_path)],
        capture_output=True, text=True, check=False, cwd=tmp_path,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stdout
