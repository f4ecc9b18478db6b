"""What type checkers read of the package is what it is when it runs: stubtest on the sources as stubs."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import iptcore

pytestmark = pytest.mark.slow

STUBTEST = Path(sys.executable).parent / "stubtest"
# In a stub a body is not looked at; of these the checker speaks of bodies and of words without words.
CONFIG = "[mypy]\ndisable_error_code = misc, valid-type, call-overload, operator\n"
NOT_OURS = (
    r"\._AT |AttrsAttributes__ |\.__attrs_props__ ",  # how mypy and attrs keep their own books
    r"\.__replace__ is not present in stub",  # attrs makes it on Python 3.13 and newer
    r"\.__[gl][te]__ is inconsistent",  # attrs names the parameter of a comparison
    r"runtime does not have \*\*?(args|kwargs) parameter",  # functools.cache, which mypy takes for a class; next too
    r'(baseline|codec|forms|translation|shapes|sources|values)\.\w+ is inconsistent, stub does not have parameter "',
    r'coherence\._exists_only is inconsistent, stub does not have parameter "',
    r"is not a (Union|recognised type alias)|TAKEN variable",  # a | b, outside of annotations as well
    r"\.(_\w+|Array|Floats|Words) is inconsistent, runtime is not a type",  # a short name for a type with parameters
    r"\.__attrs_init__ ",  # attrs makes it, as the annotations of each class say
    r"StorageMachine@\d+ ",  # a base class that Hypothesis makes
)
PLANTED = (
    "iptcore.protocol.differences.comparison is inconsistent, "
    'stub parameter "second" has a default value but runtime parameter does not'
)


def test_what_a_checker_reads_is_what_runs(tmp_path: Path) -> None:
    if not STUBTEST.exists():
        pytest.skip("stubtest is not installed")
    package = Path(iptcore.__file__).parent
    shutil.copytree(
        package, tmp_path / "iptcore", ignore=lambda _, names: {name for name in names if name == "__pycache__"}
    )
    for source in (tmp_path / "iptcore").rglob("*.py"):
        source.rename(source.with_suffix(".pyi"))
    planted = tmp_path / "iptcore" / "protocol" / "differences.pyi"
    planted.write_text(
        planted.read_text().replace(
            "def comparison(first: Protocol, second: Protocol)",
            "def comparison(first: Protocol, second: Protocol = ...)",
        )
    )
    (tmp_path / "mypy.ini").write_text(CONFIG)
    told = subprocess.run(
        [STUBTEST, "iptcore", "--concise", "--mypy-config-file", "mypy.ini"],
        capture_output=True, text=True, check=False, cwd=tmp_path,
        env={**os.environ, "MYPYPATH": str(tmp_path), "PYTHONPATH": str(package.parent)},
    )  # fmt: skip
    found = [line for line in told.stdout.splitlines() if not re.search("|".join(NOT_OURS), line)]
    assert found == [PLANTED], told.stderr
