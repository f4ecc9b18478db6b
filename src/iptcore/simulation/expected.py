"""The expected course: percentiles of simulated courses by baseline and session, as a table that ships.

A comparison for a clinician to weigh, and no prognosis: the table says how simulated courses of 16-session IPT are
spread, under a model calibrated to partly unverified figures of trials in depressed adults. It says nothing on any one
person, and is no reason to stop, change or prolong a treatment. Courses stand in it as long as they last: those who did
badly left more often, and are missing later on.
"""

import json
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
from attrs import field

from iptcore.constraints import number, several, shown, text
from iptcore.simulation.bad_request import BadRequest, real, whole
from iptcore.simulation.plan import IPT_PLAN
from iptcore.simulation.scales import SCALES
from iptcore.values import Value, value

PERCENTILES = (5, 10, 25, 50, 75, 90, 95)

CAVEAT = (
    "A comparison with simulated courses, for a clinician to weigh; no prognosis and no stopping rule. "
    "The model is calibrated to partly unverified figures."
)


@value
class Expected(Value):
    """Percentiles of simulated scores after so many weekly sessions, for courses that began in the same band."""

    scale: str = field(metadata=text("Instrument", longest=64, private=False))
    lowest_baseline: int = field(metadata=number(0, None, "The band begins at"))
    session: int = field(metadata=number(0, None, "Session"))
    scores: tuple[int, ...] = field(metadata=several("Scores at the percentiles", distinct=False, low=0))

    @property
    def percentiles(self) -> dict[int, int]:
        """Score by percentile."""
        return dict(zip(PERCENTILES, self.scores, strict=True))


@value
class Place(Value):
    """Where a score stands among simulated courses.

    *above* is the highest percentile that it exceeds, *below* the lowest
    that it falls short of; None where there is no such, or not enough ratings.
    """

    enough: bool = field(metadata=shown("Enough ratings"))
    above: int | None = field(default=None, metadata=number(0, 100, "Above the percentile"))
    below: int | None = field(default=None, metadata=number(0, 100, "Below the percentile"))
    words: str = field(metadata=text("In words", private=False))
    caveat: str = field(default=CAVEAT, metadata=text("Caveat", private=False))


def expected(scale: str, baseline: int, session: int) -> Expected:
    """The percentiles for a baseline score on an instrument and a number of weekly sessions (0 to 16).

    Raises:
        BadRequest: for an instrument or session the table does not hold.
    """
    held = _table()["scales"]
    if scale not in [*held]:
        raise BadRequest(f"there is no expected course on that instrument; there are: {', '.join(held)}")
    lines = held[scale]
    session = whole(session, "session", 0, len(lines["scores"][0]) - 1)
    band = max(int(np.searchsorted(lines["bands"], real(baseline, "baseline", 0), side="right")) - 1, 0)
    return Expected(
        scale=scale, lowest_baseline=lines["bands"][band], session=session, scores=tuple(lines["scores"][band][session])
    )


def place(scale: str, ratings: Sequence[tuple[int, int]]) -> Place:
    """Where the last of some (session, score) ratings stands; the first, at session 0, is the baseline."""
    ordered = sorted(ratings)
    if len(ordered) < 2 or ordered[0][0] != 0 or ordered[-1][0] == 0:
        return Place(enough=False, words="not enough ratings: a baseline and a later rating are needed")
    session, score = ordered[-1]
    wanted = expected(scale, ordered[0][1], session).percentiles
    above = max((p for p, at in wanted.items() if score > at), default=None)
    below = min((p for p, at in wanted.items() if score < at), default=None)
    if above is None:
        words = f"at or below the {PERCENTILES[0]}th percentile of simulated courses"
    elif below is None:
        words = f"above the {above}th percentile of simulated courses"
    else:
        words = f"between the {above}th and the {below}th percentile of simulated courses"
    return Place(enough=True, above=above, below=below, words=words)


def build(*, seed: int, draws: int = 32, courses: int = 16384) -> dict[str, Any]:
    """The table from the model: IPT, as published, pooled over draws of the posterior; what `expected.json` holds."""
    from iptcore.simulation.published import posterior_draw, posterior_size
    from iptcore.simulation.run import simulate

    counts: dict[str, list[Any]] = {scale: [] for scale in SCALES}
    for draw in range(draws):
        cohort = simulate(
            IPT_PLAN, courses, seed=seed + draw, parameters=posterior_draw(draw * posterior_size() // draws),
            scales=tuple(SCALES),
        )  # fmt: skip
        for scale in SCALES:
            counts[scale].append(cohort.scores(scale))
    return {
        "protocol": IPT_PLAN.code,
        "percentiles": list(PERCENTILES),
        "scales": {scale: _percentiles(np.concatenate(scores, axis=1)) for scale, scores in counts.items()},
    }


def _percentiles(scores: Any) -> Mapping[str, Any]:
    baseline = scores[0]
    edges = [int(np.quantile(baseline, share)) for share in (0.0, 0.25, 0.5, 0.75)]
    band = np.searchsorted(edges[1:], baseline, side="right")
    table = []
    for place_of_band in range(len(edges)):
        some = scores[:, band == place_of_band]
        table.append([np.nanpercentile(line, PERCENTILES, method="nearest").astype(int).tolist() for line in some])
    return {"bands": edges, "scores": table}


@cache
def _table() -> dict[str, Any]:
    held: dict[str, Any] = json.loads((files("iptcore.simulation") / "expected.json").read_text(encoding="utf-8"))
    return held
