"""How often a therapist departs from the manual, and which clause shows each departure."""

import hashlib
from collections.abc import Mapping

from attrs import field

from iptcore.constraints import number
from iptcore.values import Value, value


@value
class Departures(Value):
    """How often a therapist departs from the manual, as probabilities; 0 for never.

    *late_notice* (for each course): the ending is announced, and its phase begun, in the last session only.
    *no_review* (for each course): goals and progress are not reviewed in mid-course. For each session: *missed_rating*
    (the first and the last session excepted), *drift* (a session of the middle phase without focus, opening question or
    link of mood and event), *other_therapy* (a technique that is not part of IPT), *risk_unsaid* (the record does not
    say whether risk was checked), *overrun* (15 minutes too long). `SHOWN_BY` says where a review shows each of them.
    """

    late_notice: float = field(default=0.0, metadata=number(0, 1, "Late notice of the ending"))
    no_review: float = field(default=0.0, metadata=number(0, 1, "No review in mid-course"))
    missed_rating: float = field(default=0.0, metadata=number(0, 1, "Missed ratings"))
    drift: float = field(default=0.0, metadata=number(0, 1, "Drift from the focus"))
    other_therapy: float = field(default=0.0, metadata=number(0, 1, "Techniques of other therapies"))
    risk_unsaid: float = field(default=0.0, metadata=number(0, 1, "Risk not spoken of"))
    overrun: float = field(default=0.0, metadata=number(0, 1, "Sessions that are too long"))


SHOWN_BY: Mapping[str, str] = {
    "late_notice": "T01b",
    "no_review": "T12b",
    "missed_rating": "M03a",
    "drift": "M04a",
    "other_therapy": "M07a",
    "risk_unsaid": "S03a",
    "overrun": "C07a",
}
"""The clause under which a review of the course shows each departure.

A missed rating shows only where clients rate themselves: no rule requires a clinician's rating in every session. Risk
that is left unsaid shows only in a session on a day without an assessment of risk: a row of a cohort has one on every
day with a rating, as its ratings have no answer on suicide.
"""

BY_THE_MANUAL = Departures()
"""None."""


def chance(*key: object) -> float:
    """A number from 0 (included) to 1 that depends only on its key."""
    word = "/".join(map(str, key)).encode()
    return int.from_bytes(hashlib.blake2b(word, digest_size=8).digest()) / 2.0**64
