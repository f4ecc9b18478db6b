"""The page about writing a rule makes a protocol with a rule of its own in under fifteen lines; test_pages runs it."""

from pathlib import Path

PAGE = Path(__file__).parents[2] / "docs" / "howto" / "rule.md"


def test_a_protocol_with_a_rule_of_ones_own_takes_less_than_fifteen_lines():
    block = PAGE.read_text(encoding="utf-8").split("```python\n")[1].split("```")[0]
    assert "Rule(" in block
    assert "adapt(" in block
    assert len(block.splitlines()) < 15
