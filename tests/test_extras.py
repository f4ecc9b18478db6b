"""A room whose package is not installed says so, and what to do."""

import pickle
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from iptcore import IptError
from iptcore.extras import MissingPackage, needed

ROOT = Path(__file__).parent.parent
EXAMPLES = ROOT / "examples"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
PROGRAM = """
import sys
sys.modules[{package!r}] = None  # as where it is not installed
try:
    import {module}
except ModuleNotFoundError as missing:
    print(missing.name, missing, sep="; ")
"""


@pytest.mark.parametrize(
    ("module", "room", "package", "extra"),
    [
        ("iptcore.simulation", "iptcore.simulation", "numpy", "simulation"),
        ("iptcore.simulation.inputs.plan", "iptcore.simulation", "numpy", "simulation"),
        ("iptcore.pictures.circle", "iptcore.pictures", "matplotlib", "plots"),
        ("iptcore.testing.storage", "iptcore.testing", "hypothesis", "testing"),
    ],
)
def test_a_room_without_its_package_names_the_extra(module: str, room: str, package: str, extra: str) -> None:
    code = PROGRAM.format(package=package, module=module)
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip()
    assert said == f'{package}; {room} needs {package}, which is not installed: pip install "iptcore[{extra}]"'
    assert any(line.startswith(package) for line in PROJECT["optional-dependencies"][extra])


@pytest.mark.parametrize(
    ("example", "package", "extra"),
    [
        ("virtual_trial.py", "matplotlib", "plots"),
        ("own_policy.py", "numpy", "simulation"),
        ("clinic/app.py", "flask", "clinic"),
    ],
)
def test_an_example_without_its_package_names_the_extra(example: str, package: str, extra: str) -> None:
    code = f"import runpy, sys; sys.modules[{package!r}] = None; runpy.run_path({str(EXAMPLES / example)!r})"
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert ended.stderr.endswith(f'needs {package}, which is not installed: pip install "iptcore[{extra}]"\n')


def test_what_is_missing_is_an_error_of_ours_and_crosses_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "numpy", None)
    with pytest.raises(MissingPackage) as missing:
        needed("numpy", by="this", install="iptcore[simulation]")
    assert isinstance(missing.value, IptError)
    copy = pickle.loads(pickle.dumps(missing.value))
    assert (type(copy), str(copy), copy.name) == (MissingPackage, str(missing.value), "numpy")


def test_a_broken_package_raises_its_own_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "broken_package.py").write_text("import nothing_of_that_name")
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(ModuleNotFoundError, match="No module named 'nothing_of_that_name'") as raised:
        needed("broken_package", by="this", install="it")
    assert not isinstance(raised.value, MissingPackage)
