"""A broken law is told by a Python that drops its asserts."""

import subprocess
import sys

import pytest

BROKEN = """
import hypothesis
from iptcore import IPT, Clause, Level, MiddleBegun, Rule, Work
from iptcore.testing.laws import USUAL, check_law, names_decide_nothing
def is_bad(protocol, course):
    return protocol.code == "bad"
clause = Clause(code="X01a", on=(MiddleBegun,), level=Level.BINDING, kept=is_bad, asks="x")
rule = Rule(code="X01", says="x", source=Work(key="p", short="p", about="p").source, clauses=(clause,))
settings = hypothesis.settings(USUAL, max_examples=60, derandomize=True, database=None)
try:
    check_law(names_decide_nothing, IPT.adapt(code="bad", rules=(*IPT.rules, rule)), settings=settings)
except AssertionError:
    print("told")
"""


@pytest.mark.slow
def test_a_broken_law_is_told_without_asserts():
    ran = subprocess.run([sys.executable, "-O", "-c", BROKEN], capture_output=True, text=True, check=False)
    assert ran.stdout == "told\n", ran.stderr
