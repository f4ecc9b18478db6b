"""No way round the gates: the protocols against the independent model."""

import pytest

from .walk import walk


@pytest.mark.parametrize("first", range(0, 300, 50))
def test_the_gates_ask_what_the_rules_ask(first: int) -> None:
    tried = sum((walk(number) for number in range(first, first + 50)), start=walk(first))
    assert tried["refused by safety"] > 100
