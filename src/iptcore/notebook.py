"""Tables for notebooks: what ``_repr_html_`` of courses, protocols, refusals and cohorts gives back; and short reprs.

Every word is escaped. Nothing private comes in: a table holds what the representation of the same value shows.
"""

from collections.abc import Iterable, Sequence, Sized
from typing import Any

import attrs

MOST_ROWS = 200
"""So many rows are shown; what is left out is counted."""


def html_table(title: str, head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A table with a caption, without colours of its own, so that it is read on a light and on a dark page."""
    from html import escape  # late: most programs show no table, and it brings every named character along

    lines = [[escape(str(cell)) for cell in row] for row in rows]
    left_out = f"; rows not shown: {len(lines) - MOST_ROWS}" if len(lines) > MOST_ROWS else ""
    heads = "".join(f'<th scope="col">{escape(name)}</th>' for name in head)
    body = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in line)}</tr>" for line in lines[:MOST_ROWS])
    return (
        f"<table><caption>{escape(title)}{left_out}</caption>"
        f"<thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table>"
    )


_SHORT = 80
"""So long may a part be to stand in a short representation as it is."""


def short_repr(shown: Any) -> str:
    """The representation of a result on one line: of a part that is long, its class and size alone."""
    parts = ((field, getattr(shown, field.name)) for field in attrs.fields(type(shown)) if field.repr)
    said = (f"{field.name}={_in_short(part)}" for field, part in parts if part is not field.default)
    return f"{type(shown).__name__}({', '.join(said)})"


def _in_short(part: Any) -> str:
    kind, size = type(part).__name__, getattr(part, "shape", None)
    if size is None and len(whole := repr(part)) <= _SHORT:
        return whole
    if isinstance(part, Sized):
        return f"<{kind} of {' x '.join(map(str, size or (len(part),)))}>"
    return f"{kind}(…)"
