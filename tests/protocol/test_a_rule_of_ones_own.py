"""The page about writing a rule makes a protocol with a rule of its own in under fifteen lines; test_pages runs it."""

from pathlib import Path

import pytest

from iptcore.errors import InvalidValue
from iptcore.events import MiddleBegun
from iptcore.protocol.rule import Clause, Level, Objection, Rule
from iptcore.sources import cite

PAGE = Path(__file__).parents[2] / "docs" / "howto" / "rule.md"


def test_a_protocol_with_a_rule_of_ones_own_takes_less_than_fifteen_lines():
    block = PAGE.read_text(encoding="utf-8").split("```python\n")[1].split("```")[0]
    assert "Rule(" in block
    assert "adapt(" in block
    assert len(block.splitlines()) < 15


def always(protocol, course):
    return True


async def later(protocol, course):
    return True


def clause(**parts):
    return Clause(
        **{"code": "X01a", "on": (MiddleBegun,), "level": Level.ADVISORY, "asks": "wait", "kept": always} | parts
    )


def rule(**parts):
    return Rule(**{"code": "X01", "says": "it waits", "source": cite("D"), "clauses": (clause(),)} | parts)


LATE = "an async function or a generator returns no answer when it is called: write a plain function"
TWICE = "no item twice"
ON_ONE_LINE = "printable characters on one line"


@pytest.mark.parametrize(
    ("what", "parts", "faults"),
    [
        (clause, {"code": "x"}, [("code", "a code such as S02 or S02a", "")]),
        (clause, {"asks": "x" * 301}, [("asks", f"text of 1 to 300 {ON_ONE_LINE}", "")]),
        (clause, {"on": (MiddleBegun,) * 2}, [("on", TWICE, "")]),
        (clause, {"cures": (MiddleBegun,) * 2}, [("cures", TWICE, "")]),
        (clause, {"joins": ("S02a",) * 2}, [("joins", TWICE, "")]),
        (clause, {"joins": ("x" * 13,)}, [("joins[0]", f"text of 1 to 12 {ON_ONE_LINE}", "")]),
        (clause, {"kept": None}, [("kept and fits", "kept, fits, or both", "")]),
        (
            clause,
            {"kept": later},
            [
                (
                    "kept and fits and since and followed and said_before and hint",
                    "plain functions that return True or False",
                    LATE,
                )
            ],
        ),
        (rule, {"code": "x"}, [("code", "a code such as S02 or S02a", "")]),
        (rule, {"says": "x" * 401}, [("says", f"text of 1 to 400 {ON_ONE_LINE}", "")]),
        (rule, {"clauses": ()}, [("clauses", "1 to 200 items", "")]),
        (
            rule,
            {"clauses": (clause(), clause(asks="x"))},
            [("clauses", f"{TWICE} (told apart by their code)", "")],
        ),
        (
            rule,
            {"code": "X02"},
            [("code and clauses", "clauses whose codes are the code of the rule and a small letter", "")],
        ),
    ],
)
def test_what_does_not_fit_a_clause_or_a_rule_is_told(what, parts, faults):
    with pytest.raises(InvalidValue) as refused:
        what(**parts)
    assert [(fault.path, fault.expected, fault.advice) for fault in refused.value.faults] == faults


def test_the_longest_that_fits():
    assert len(clause(asks="x" * 300, joins=("x" * 12,)).asks) == 300
    assert len(rule(says="x" * 400).says) == 400
    said = Objection(code="X01a", asks="wait", says="it waits", source=cite("D"), level=Level.GRAVE)
    assert (said.cures, said.explained) == ((), False)
    bare = clause()
    assert (bare.cures, bare.also_now, bare.matter, bare.joins) == ((), False, None, ())
