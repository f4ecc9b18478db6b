"""How much work a task does, counted and not timed: a busy machine changes nothing."""

import sys
from collections.abc import Callable
from typing import Any


def calls(task: Callable[[], Any]) -> int:
    """How many functions a task calls, those of Python's own included; a generator counts at each of its items."""
    made = 0

    def count(_frame: Any, event: str, _arg: Any) -> None:
        nonlocal made
        made += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        task()
    finally:
        sys.setprofile(before)
    return made
