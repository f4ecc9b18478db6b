"""Outcomes from ratings: last score carried forward, response, a score below the cut-off, getting worse.

A single low rating is called *below the cut-off*, never remission or recovery, which require a duration.
"""

from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]

BELOW = {"HRSD-17": 6}
"""A last rating of at most this is below the cut-off (HRSD-17 of 6 or less, Elkin 1989; reported, unverified)."""

RISE = {"HRSD-17": 6}
"""A rise of at least this counts as worse (our decision): 1.6 standard deviations of the noise between two ratings."""

COMPLETER_SESSIONS, COMPLETER_WEEKS = 12, 15
"""Completers as in the NIMH programme: at least 12 sessions and 15 weeks (Elkin 1989; reported, unverified)."""


def carried_forward(scores: Array) -> Array:
    """The last rating taken of each course (ratings x courses, NaN where missing)."""
    last: Array = scores[0].copy()
    for line in scores[1:]:
        np.copyto(last, line, where=~np.isnan(line))
    return last


def response(first: Array, last: Array) -> Array:
    """Whether the score fell by half or more; False where a rating is missing."""
    answer: Array = last <= 0.5 * first
    return answer


def below_cutoff(last: Array, highest: float) -> Array:
    """Whether the last score is at most *highest*; False where it is missing."""
    answer: Array = last <= highest
    return answer


def worse(first: Array, last: Array, rise: float) -> Array:
    """Whether the score rose by *rise* points or more; False where a rating is missing."""
    answer: Array = last - first >= rise
    return answer


def completers(sessions: Array, weeks: Array, least: int = COMPLETER_SESSIONS, long: int = COMPLETER_WEEKS) -> Array:
    """Who had at least so many sessions and stayed at least so many weeks."""
    answer: Array = (sessions >= least) & (weeks >= long)
    return answer


def sudden_gains(scores: Array, fall: float = 7.0, share: float = 0.25) -> Array:
    """Who had a sudden gain.

    That is a fall from one rating to the next of at least *fall* points and *share* of the score, which is also large
    compared with the three ratings before and after it (two-sample t above 2.776).

    The criteria are those of Tang & DeRubeis for the BDI (reported, unverified); at the edges fewer ratings are used.
    """
    count = len(scores)
    gained = np.zeros(scores.shape[1], bool)
    for place in range(1, count - 2):
        before, after = scores[max(place - 2, 0) : place + 1], scores[place + 1 : place + 4]
        drop = scores[place] - scores[place + 1]
        m, n = len(before), len(after)
        pooled = (before.var(axis=0, ddof=1) * (m - 1) + after.var(axis=0, ddof=1) * (n - 1)) / (m + n - 2)
        error = np.sqrt(pooled * (1.0 / m + 1.0 / n))
        stands_out = before.mean(axis=0) - after.mean(axis=0) > _T975[m + n - 2] * error
        gained |= (drop >= fall) & (drop >= share * scores[place]) & stands_out
    return gained


_T975 = {2: 4.303, 3: 3.182, 4: 2.776}
