"""The expected course: a table of percentiles of simulated courses, by baseline and session.

It is a comparison for a clinician to weigh, not a prognosis: the table gives the distribution of simulated courses of
16-session IPT, under a model calibrated to partly unverified figures of trials in depressed adults. It says nothing
about any one person, and is not a reason to stop, change or prolong a treatment. A course is counted only as long as it
lasts: people who did badly left more often, and are missing in later sessions.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
from attrs import field

from iptcore.constraints import number, several, shown, text
from iptcore.course import Course
from iptcore.model.measure import Instrument
from iptcore.protocol.protocol import Protocol, must_be_protocol_and_courses
from iptcore.readings.ratings import readable_on
from iptcore.simulation.inputs.bad_request import BadRequest, real, whole
from iptcore.simulation.inputs.plan import IPT_PLAN, plan_of
from iptcore.simulation.inputs.scales import SCALES, unknown_instrument
from iptcore.validation import looked_up
from iptcore.values import Value, value

if TYPE_CHECKING:
    from iptcore.simulation.results.cohort import Cohort

PERCENTILES = (5, 10, 25, 50, 75, 90, 95)

CAVEAT = (
    "A comparison with simulated courses, for a clinician to weigh; no prognosis and no stopping rule. "
    "The model is calibrated to partly unverified figures."
)


@value
class Expected(Value):
    """Percentiles of simulated scores after so many sessions attended, for courses that began in the same band."""

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
    """The place of a score among simulated courses; *words* gives it in words, or the reason why it is not known.

    *above* is the highest percentile that the score exceeds, *below* the lowest one that it does not reach; None where
    there is none, or where the score could not be placed.
    """

    placed: bool = field(metadata=shown("Could be placed"))
    above: int | None = field(default=None, metadata=number(0, 100, "Above the percentile"))
    below: int | None = field(default=None, metadata=number(0, 100, "Below the percentile"))
    words: str = field(metadata=text("In words", private=False))
    caveat: str = field(default=CAVEAT, metadata=text("Caveat", private=False))


def expected(scale: str, baseline: float, session: int) -> Expected:
    """The percentiles for a baseline score on an instrument and a number of sessions attended (0 to 16).

    Raises:
        BadRequest: for an instrument, a session or a baseline that the table does not hold.
    """
    lines = _lines(scale)
    session = whole(session, "session", 0, len(lines["scores"][0]) - 1)
    if not lines["bands"][0] <= real(baseline, "baseline", 0) <= lines["highest"]:
        raise BadRequest(f"the table of {scale} begins with baselines of {_span(lines)}: it says nothing on others")
    band = int(np.searchsorted(lines["bands"], baseline, side="right")) - 1
    return Expected(
        scale=scale, lowest_baseline=lines["bands"][band], session=session, scores=tuple(lines["scores"][band][session])
    )


def place(scale: str, ratings: Sequence[tuple[int, float]]) -> Place:
    """The place of the last of some ratings (sessions attended, score); the first one at session 0 is the baseline.

    Raises:
        BadRequest: for an instrument that the table does not hold, and for scores outside its range.
    """
    lines = _lines(scale)
    given: object = ratings
    if not isinstance(given, Sequence) or not all(isinstance(pair, tuple | list) and len(pair) == 2 for pair in given):
        raise BadRequest("ratings have to be pairs of sessions attended and score: [(0, 20), (4, 14)]")
    for session, score in ratings:
        whole(session, "session", 0)
        real(score, f"a score on {scale}", 0, SCALES[scale].highest)
    ordered = sorted(ratings, key=lambda rating: rating[0])
    before = [score for session, score in ordered if session == 0]
    if not before or ordered[-1][0] == 0:
        return Place(placed=False, words="not enough ratings: a baseline and a later rating are needed")
    session, score = ordered[-1]
    if session >= len(lines["scores"][0]):
        return Place(placed=False, words=f"the table ends with session {len(lines['scores'][0]) - 1}")
    if not lines["bands"][0] <= before[0] <= lines["highest"]:
        return Place(placed=False, words=f"the baseline lies outside the table, which holds those of {_span(lines)}")
    wanted = expected(scale, before[0], session).percentiles
    above = max((p for p, at in wanted.items() if score > at), default=None)
    below = min((p for p, at in wanted.items() if score < at), default=None)
    if above is None:
        words = f"at or below the {PERCENTILES[0]}th percentile of simulated courses"
    elif below is None:
        words = f"above the {above}th percentile of simulated courses"
    else:
        words = f"between the {above}th and the {below}th percentile of simulated courses"
    return Place(placed=True, above=above, below=below, words=words)


def progress(course: Course, protocol: Protocol) -> Place:
    """The place of the last rating of a real course among simulated courses of its protocol.

    It is a comparison for a clinician to weigh, not a prognosis. It uses the first of the protocol's primary
    instruments for which there is a table. Ratings are read as everywhere (:mod:`iptcore.readings.ratings`): the
    baseline is the first readable one, as in the table, and only ratings of its version and rater are compared with it.
    A rating counts as taken after the sessions held before its day, since a session begins with its rating.
    """
    must_be_protocol_and_courses("progress(course, protocol)", protocol, course)
    if protocol.code != _table()["protocol"] or not plan_of(protocol).calibrated:
        return Place(placed=False, words=f"there is no table for {protocol.code}: only 16 sessions of IPT have one")
    scales = _table()["scales"]
    places = [
        place(instrument.code, _by_counted(course, instrument))
        for instrument in protocol.primaries
        if instrument.code in scales
    ]
    none = Place(placed=False, words="the table holds none of the primary instruments")
    return next((answer for answer in places if answer.placed), places[0] if places else none)


def _by_counted(course: Course, instrument: Instrument) -> list[tuple[int, float]]:
    """The readable ratings of the same kind as the baseline, each with the number of sessions before its day."""
    days = [session.on for session in course.counted]
    return [(sum(day < rating.on for day in days), rating.total) for rating in readable_on(course, instrument)]


def _lines(scale: str) -> dict[str, Any]:
    scales = _table()["scales"]
    lines: dict[str, Any] | None = looked_up(scales, scale)
    if lines is None:
        raise unknown_instrument("there is no expected course on that instrument", scale, scales)
    return lines


def _span(lines: Mapping[str, Any]) -> str:
    return f"{lines['bands'][0]} to {lines['highest']}"


def build(*, seed: int, draws: int = 32, courses: int = 16384) -> dict[str, Any]:
    """Compute the table in `expected_scores` from the model: IPT, as published, pooled over draws of the posterior."""
    from iptcore.simulation.inputs.default_parameters import posterior_draw, posterior_size
    from iptcore.simulation.simulate import simulate

    counts: dict[str, list[Any]] = {scale: [] for scale in SCALES}
    for draw in range(draws):
        cohort = simulate(
            IPT_PLAN, courses, seed=seed + draw, parameters=posterior_draw(draw * posterior_size() // draws),
            scales=tuple(SCALES),
        )  # fmt: skip
        for scale in SCALES:
            counts[scale].append(_by_session(cohort, scale))
    return {
        "protocol": IPT_PLAN.code,
        "percentiles": list(PERCENTILES),
        "scales": {scale: _percentiles(np.concatenate(scores, axis=1)) for scale, scores in counts.items()},
    }


def _by_session(cohort: "Cohort", scale: str) -> Any:
    """Scores by sessions attended: the baseline, and the rating of the week of each session that was attended."""
    scores, attended = cohort.scores(scale), cohort["attended"]
    by_session = np.full(scores.shape, np.nan, np.float32)
    by_session[0] = scores[0]
    count = attended.cumsum(axis=0)
    for place, came in enumerate(attended):
        rows = np.flatnonzero(came)
        by_session[count[place, rows], rows] = scores[place + 1, rows]
    return by_session


def _percentiles(scores: Any) -> Mapping[str, Any]:
    baseline = scores[0]
    edges = [int(np.quantile(baseline, share)) for share in (0.005, 0.25, 0.5, 0.75)]
    band = np.searchsorted(edges[1:], baseline, side="right")
    table = []
    for place_of_band in range(len(edges)):
        some = scores[:, band == place_of_band]
        table.append([np.nanpercentile(line, PERCENTILES, method="nearest").astype(int).tolist() for line in some])
    return {"bands": edges, "highest": int(np.quantile(baseline, 0.995)), "scores": table}


@cache
def _table() -> dict[str, Any]:
    from iptcore.simulation.expected_scores import EXPECTED

    return EXPECTED
