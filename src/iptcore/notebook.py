"""Tables for notebooks: what ``_repr_html_`` of courses, protocols, refusals and cohorts gives back.

Every word is escaped. Nothing private comes in: a table holds what the representation of the same value shows.
"""

from collections.abc import Iterable, Sequence

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
