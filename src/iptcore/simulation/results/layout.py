"""Which columns the cohort of a request has, and the dtype, shape and range of each."""

import math
from typing import NamedTuple

import numpy as np

from iptcore.simulation.inputs.clients import COVARIATES
from iptcore.simulation.inputs.columns import FINISHED
from iptcore.simulation.inputs.request import Request


class Column(NamedTuple):
    """The form of one column: its dtype, its shape, its lowest and highest number."""

    dtype: str
    shape: tuple[int, ...]
    least: float
    most: float

    @property
    def most_bytes(self) -> int:
        """The greatest size of the column in a file: its numbers, and the longest header of an array."""
        return math.prod(self.shape) * np.dtype(self.dtype).itemsize + _LONGEST_HEADER


_LONGEST_HEADER = 10 + 2**16
"""Bytes before the numbers in a file of version 1 of the numpy format."""


def layout(request: Request) -> dict[str, Column]:
    """The columns of the courses of a request, by name."""
    plan, policy, n = request.plan, request.policy, request.courses
    ratings, sessions = len(request.rating_weeks), len(request.session_weeks)
    columns = {f"score.{scale.name}": Column("float32", (ratings, n), 0, scale.highest) for scale in request.scales}
    columns |= {
        "weeks": Column("uint8", (n,), 0, request.horizon),
        "ended": Column("uint8", (n,), 0, FINISHED),
        "sessions": Column("uint8", (n,), 0, sessions),
        "end_severity": Column("float64", (n,), 0, np.inf),
        "therapist": Column("int32", (n,), 0, n),
    }
    if request.has_sessions:
        columns["attended"] = Column("bool", (sessions, n), 0, 1)
    if "severity" in request.keep:
        columns["severity"] = Column("float64", (request.horizon + 1, n), 0, np.inf)
    for name, (dtype, least, most) in COVARIATES.items():
        if name in request.clients or name not in {"baseline", "therapist"}:
            columns[name] = Column(dtype, (n,), least, request.entry_scale.highest if name == "baseline" else most)
    for name, given in request.clients.items():
        columns.setdefault(name, Column(given.dtype.name, (n,), -np.inf, np.inf))
    if policy.functions and policy.other_arms:
        columns["final_arm"] = Column("uint8", (n,), 0, len(policy.other_arms))
        columns["switched"] = Column("uint8", (n,), 0, request.horizon)
    if request.trial_size:
        columns["trial"] = Column("int32", (n,), 0, n)
    if plan.follow_up_months:
        columns["well"] = columns["recurred"] = Column("bool", (n,), 0, 1)
        columns["months_well"] = Column("float64", (n,), 0, plan.follow_up_months)
    return columns
