"""One block of courses, week by week, in columns.

The order of a week: the session, if attended, has its effect; weekly treatment has its effect; a life event may worsen
severity, or a natural remission may occur; the ratings are taken; after a session (in an arm without sessions, after
each week) people may leave. ``tests/simulation/oracle.py`` holds a plain scalar version of the same model: read it
first.

Rare events (a life event, somebody leaving) are found in one pass over their random numbers and then
processed for the few courses concerned; only what happens in every course every week is computed for all.
"""

import math
from collections.abc import Iterable, Mapping
from functools import cache
from itertools import pairwise
from typing import TypeVar

import numpy as np

from iptcore.simulation.engine.draws import Draws, below, normal_quantile, threshold
from iptcore.simulation.engine.treatment_effects import Treatments, session_weights
from iptcore.simulation.engine.trial_level import TrialLevel
from iptcore.simulation.inputs.arrays import Array, Columns, Floats
from iptcore.simulation.inputs.baseline import noise_of
from iptcore.simulation.inputs.clients import DRAWN_AGES
from iptcore.simulation.inputs.columns import LEFT
from iptcore.simulation.inputs.plan import Plan
from iptcore.simulation.inputs.request import Request
from iptcore.simulation.inputs.scales import HIGHEST, HRSD_17, Scale
from iptcore.simulation.inputs.seeds import BLOCK

_Item = TypeVar("_Item")
_Chance = TypeVar("_Chance", float, Floats)


class Courses:
    """The courses of one block while they are being simulated."""

    request: Request
    draws: Draws
    numbers: Mapping[str, float]
    plan: Plan
    rating_weeks: tuple[int, ...]
    size: int
    first: int
    noise: Floats
    """Standard normal numbers, a row for each rating."""
    fluctuation: Floats
    """The deviation of each person's state from their course: a stationary autoregressive process."""
    covariates: Columns
    start: Floats
    severity: Floats
    entry_error: Array
    trials: TrialLevel
    treatments: Treatments
    per_session: Floats | None
    per_week: Floats | None
    weeks: Array
    ended: Array
    track: Array | None
    scores: dict[str, Array]
    errors: dict[str, Floats]
    lost: Array | None
    last_ill: Array | None
    """The last week in which each course was not well; None if no parameter needs it."""

    def __init__(self, request: Request, draws: Draws) -> None:
        self.request, self.draws = request, draws
        self.numbers, self.plan, self.size = request.numbers, request.plan, draws.size
        self.rating_weeks = request.rating_weeks
        self.first = draws.block * BLOCK
        self.trials = TrialLevel(request, draws)
        self.noise = draws.normals("fluctuation", len(self.rating_weeks))
        self.covariates = self._covariates()
        self.start = self._entry()
        self.severity = self.start.copy()
        self.treatments = Treatments(request, draws, self.covariates, self.start, self.trials)
        self.per_session, self.per_week = self.treatments.factors(request.arm)
        self.weeks = np.full(self.size, self.plan.weeks, np.uint8)
        self.ended = np.zeros(self.size, np.uint8)
        self.came: Array | None = None
        self.switched: tuple[Array, Array] | None = None
        self.track = np.empty((request.horizon + 1, self.size)) if "severity" in request.keep else None
        shape = len(self.rating_weeks), self.size
        self.scores = {scale.name: np.empty(shape, np.float32) for scale in request.scales}
        self.errors = {scale.name: self._errors(scale) for scale in request.scales}
        self.lost = self._lost()
        self.last_ill = None if self.numbers["recurrence_hr_recovered"] == 1.0 else np.zeros(self.size, np.int64)
        self.keep_week(0)

    # -- who comes -----------------------------------------------------------------------------------------------------

    def _covariates(self) -> Columns:
        words = self.draws.words("covariates", 4)
        episodes = np.take(_episodes(), words[0])
        youngest, oldest = DRAWN_AGES
        covariates: Columns = {
            "prior_episodes": episodes,
            "area": (words[1] >> 14).astype(np.uint8),
            "age": (youngest + ((words[2].astype(np.uint32) * (oldest + 1 - youngest)) >> 16)).astype(np.uint8),
        }
        for name, given in self.request.clients.items():
            covariates[name] = given[self.first : self.first + self.size]
        return covariates

    def _entry(self) -> Floats:
        """Latent severity at week 0, given an observed score that admits the person; sets the fluctuation at entry.

        All of it is in points of severity, whatever the instrument.
        """
        p = self.numbers
        shift = self.trials.drawn("trial entry", p["trial_entry_sd"])
        mean = p["entry_mean"] if shift is None else p["entry_mean"] + shift
        sd, scale, limit = p["entry_sd"], self.request.entry_scale, self.request.entry_limit
        fluctuation, rating = p["fluctuation_sd"] ** 2, noise_of(scale, p)
        total = math.sqrt(sd * sd + fluctuation + rating)
        reads = self._reads(scale)
        higher = 0.0 if reads is None else reads / scale.slope
        if "baseline" in self.covariates:
            observed = (np.asarray(self.covariates["baseline"], np.float64) - scale.intercept) / scale.slope - higher
        else:
            uniform = self.draws.uniforms("entry", 1)[0]
            if limit is not None:
                below = _below((limit - higher - mean) / total)
                uniform *= 1.0 - below
                uniform += below
            else:
                np.maximum(uniform, 2.0**-60, out=uniform)
            observed = normal_quantile(uniform)
            observed *= total
            observed += mean
        share = sd * sd / (total * total)
        start = self.draws.normals("severity", 1)[0]
        start *= sd * math.sqrt(1.0 - share)
        start += mean * (1.0 - share)
        start += share * observed
        # The rest of the observed score is fluctuation and rating error, in proportion to their variances.
        rest = observed - start
        part = fluctuation / (fluctuation + rating)
        self.fluctuation = self.noise[0] * math.sqrt(fluctuation * (1.0 - part))
        self.fluctuation += part * rest
        self.entry_error = rest - self.fluctuation
        clipped: Floats = np.clip(start, 1.0, HIGHEST)
        return clipped

    def _errors(self, scale: Scale) -> Floats:
        errors = self.draws.normals(f"rating:{scale.word}", len(self.rating_weeks))
        error = self.numbers["rating_sd"] if scale.error_sd is None else scale.error_sd
        errors *= error
        own: float | Floats = 0.0
        if scale.own_sd:
            own = self.draws.normals(f"own:{scale.word}", 1)[0]
            own *= scale.own_sd
        entered = self.request.entry_scale
        if scale.name == entered.name:
            # What let the person in beside severity and fluctuation is in part the person's own.
            beside = self.entry_error * entered.slope
            if entered.own_sd:
                part = entered.own_sd**2 / (entered.own_sd**2 + error**2)
                own = own * math.sqrt(1.0 - part) + part * beside
                beside = beside - own
            errors[0] = beside
        offset = self._reads(scale)
        if offset is not None:
            errors += offset
        if scale.own_sd:
            errors += own
        return errors

    def _reads(self, scale: Scale) -> Floats | None:
        """How much higher a scale reads people in the trial of each course, where trials differ in it."""
        if scale.name == HRSD_17:
            return None
        return self.trials.drawn(f"trial {scale.word}", self.numbers["trial_scale_sd"] * scale.slope)

    def _lost(self) -> Array | None:
        """Which ratings are missed at random (ratings x courses); the baseline never is."""
        chance = self.numbers["missed_rating"]
        if not chance:
            return None
        lost = below(self.draws.words("missed rating", len(self.rating_weeks)), threshold(chance))
        lost[0] = False
        return lost

    # -- the weeks -----------------------------------------------------------------------------------------------------

    def walk(self) -> None:
        """Simulate all weeks without a policy."""
        request, plan = self.request, self.plan
        sessions = by_week(plan.session_weeks, zip(self._attendance(), self.session_weights(), strict=False))
        events = self.life_events()
        candidates = self._candidates()
        q, weekly, severity = self.per_session, self.per_week, self.severity
        leaving_base = self.leaving_base(request.number(request.arm.leaving or 0.0))
        even = not self.numbers["effect_decline"]
        for week in range(1, request.horizon + 1):
            if q is not None:
                for came, weight in sessions.get(week, ()):
                    severity *= np.where(came, q if even else q**weight, 1.0)
            if weekly is not None and week <= plan.last_weekly:
                severity *= weekly
            self.live(events[week - 1])
            self.keep_week(week)
            if week < plan.weeks and candidates is not None:
                times = self.times_to_leave(request.arm.sessions, week)
                rows, words = candidates[week - 1]
                base = leaving_base if isinstance(leaving_base, float) else leaving_base[rows]
                leaving = rows[words + 0.5 < in_several(self.leaving_chance(rows, week, base), times) * 65536.0]
                leaving = leaving[self.ended[leaving] != LEFT]
                if leaving.size:
                    self.weeks[leaving] = week
                    self.ended[leaving] = LEFT
                    for lasting in (q, weekly):
                        if lasting is not None:
                            lasting[leaving] = 1.0

    def session_weights(self) -> list[float]:
        """The weight of each session relative to the average session, those of an extension included."""
        return session_weights(self.numbers["effect_decline"], len(self.request.session_weeks))

    def times_to_leave(self, sessions: bool, week: int) -> int:
        """How often people of an arm with or without sessions may leave by the end of a week: after each session."""
        return self.request.session_weeks.count(week) if sessions and self.plan.session_weeks else 1

    def leaving_base(self, base: float | Floats) -> float | Floats:
        """The logit of leaving without improvement; where trials differ, one number for each course."""
        drawn = self.trials.drawn("trial leaving", self.numbers["trial_leaving_sd"])
        return base if drawn is None else base + drawn

    def _attendance(self) -> Iterable[Array]:
        """For each session, the truth values of the courses that came to it."""
        if not (self.request.arm.sessions and self.plan.session_weeks):
            return ()
        words = self.draws.words("attendance", len(self.plan.session_weeks))
        self.came = below(words, threshold(self.numbers["attendance"]))
        return self.came

    def _candidates(self) -> list[tuple[Array, Array]] | None:
        """For each week, the courses whose random number is low enough that they might leave, and that number."""
        if self.request.arm.leaving is None:
            return None
        words = self.draws.words("leaving", self.plan.weeks)
        # The chance is highest without improvement, or, where improvement makes leaving likelier, with all of it.
        base = np.max(self.leaving_base(self.request.number(self.request.arm.leaving)), initial=-math.inf)
        highest = float(base) + max(0.0, -self.numbers["leaving_improved"])
        early, late = (logistic(highest + extra) for extra in (self.numbers["leaving_early"], 0.0))
        lines = []
        for week in range(1, self.plan.weeks + 1):
            line = words[week - 1]
            times = self.times_to_leave(self.request.arm.sessions, week)
            chance = in_several(max(early, late) if week <= EARLY else late, times)
            rows = np.flatnonzero(below(line, math.ceil(chance * 65536.0)))
            lines.append((rows, line[rows]))
        return lines

    def leaving_chance(self, rows: Array | slice, week: int, base: float | Floats) -> Floats:
        """The probability of leaving after this week: higher in early weeks and after less improvement."""
        p = self.numbers
        start = self.start[rows]
        improved = np.maximum((start - self.severity[rows]) / start, 0.0)
        early = p["leaving_early"] if week <= EARLY else 0.0
        chance: Floats = 1.0 / (1.0 + np.exp(p["leaving_improved"] * improved - (base + early)))
        return chance

    def life_events(self) -> list[tuple[Array, Array, Array, Array]]:
        """For each week: who has a life event, and its points; who remits, and the share of severity that is left.

        One random number decides whether something happens, which of the two, and how much: within the range of each
        outcome it is still uniformly distributed.
        """
        p = self.numbers
        worse = threshold(p["worsening_rate"])
        better = self._better(65536 - worse)
        words = self.draws.words("life", self.request.horizon)
        happens, eases = below(words, better + worse), below(words, better)

        places, struck, struck_in = marked_in(happens ^ eases)
        number, limit = words.reshape(-1)[places] + 0.5, better if isinstance(better, int) else better[struck]
        points = -p["worsening_size"] * np.log((number - limit) / max(worse, 1))
        places, eased, eased_in = marked_in(eases)
        number, limit = words.reshape(-1)[places] + 0.5, better if isinstance(better, int) else better[eased]
        left = (number / np.maximum(limit, 1)) ** p["natural_depth"]
        weeks = zip(struck_in, eased_in, strict=True)
        return [(struck[rise], points[rise], eased[fall], left[fall]) for rise, fall in weeks]

    def _better(self, most: int) -> int | Array:
        """A natural remission occurs where the random word is below this; one limit each where trials differ."""
        rate = self.numbers["natural_rate"]
        drawn = self.trials.drawn("trial natural", self.numbers["trial_natural_sd"])
        if drawn is None:
            return threshold(rate)
        limits: Array = np.rint(np.minimum(65536.0 * rate * np.exp(drawn), most)).astype(np.int64)
        return limits

    def live(self, events: tuple[Array, Array, Array, Array]) -> None:
        """Apply the life events and natural remissions of one week."""
        struck, points, eased, left = events
        if struck.size:
            now, power = self.severity[struck], self.numbers["worsening_power"]
            rise = points * (now / WORSENING_AT) ** power if power else points
            self.severity[struck] = np.minimum(now + rise, HIGHEST)
        if eased.size:
            self.severity[eased] *= left

    def keep_week(self, week: int) -> None:
        """Take the ratings of this week, and keep its latent severity if requested."""
        if self.track is not None:
            self.track[week] = self.severity
        if self.last_ill is not None:
            self.last_ill[self.severity > self.numbers["well_below"]] = week
        if week not in self.rating_weeks:
            return
        place = self.rating_weeks.index(week)
        if place:
            kept = self.numbers["fluctuation_memory"] ** (week - self.rating_weeks[place - 1])
            self.fluctuation *= kept
            self.fluctuation += self.noise[place] * (self.numbers["fluctuation_sd"] * math.sqrt(1.0 - kept * kept))
        now = self.severity + self.fluctuation
        for scale in self.request.scales:
            score = self.errors[scale.name][place] + (now if scale.slope == 1.0 else scale.slope * now)
            if scale.intercept:
                score += scale.intercept
            np.rint(score, out=score)
            kept_score = self.scores[scale.name][place]
            kept_score[:] = score
            np.clip(kept_score, 0, scale.highest, out=kept_score)

    # -- the result ----------------------------------------------------------------------------------------------------

    def columns(self) -> Columns:
        """The columns of the time of treatment; see `iptcore.simulation.COLUMNS`."""
        self._blank()
        columns: Columns = {f"score.{name}": scores for name, scores in self.scores.items()}
        columns["weeks"], columns["ended"] = self.weeks, self.ended
        if self.came is not None:
            attended = self.came
            attended &= np.array(self.request.session_weeks, np.uint8)[:, None] <= self.weeks
            columns["attended"] = attended
            columns["sessions"] = attended.sum(axis=0, dtype=np.uint8)
        else:
            columns["sessions"] = np.zeros(self.size, np.uint8)
        columns["end_severity"] = self.severity
        if self.track is not None:
            columns["severity"] = self.track
        columns.update(self.covariates)
        columns["therapist"] = self.treatments.therapist.astype(np.int32)
        if self.switched is not None:
            columns["final_arm"], columns["switched"] = self.switched
        if self.request.trial_size:
            columns["trial"] = self.trials.index.astype(np.int32)
        return columns

    def _blank(self) -> None:
        """Set ratings that were not taken to NaN: after leaving, after the end of an extension, and missed ones."""
        p = self.numbers
        gone = np.flatnonzero(self.ended == LEFT)
        followed = p["assessed_after_leaving"]
        if followed:
            words = self.draws.words("assessed after leaving", 1)[0]
            gone = gone[~below(words[gone], threshold(followed))]
        gone = gone[np.argsort(self.weeks[gone], kind="stable")]
        last = self.weeks[gone]
        for place, week in enumerate(self.rating_weeks):
            away = gone[: np.searchsorted(last, week)]
            if week in self.request.extension and week not in self.plan.rating_weeks:
                away = np.flatnonzero(self.weeks < week)
            for scores in self.scores.values():
                rated = scores[place]
                rated[away] = np.nan
                if self.lost is not None:
                    rated[self.lost[place]] = np.nan


WORSENING_AT = 20.0
"""The severity at which an event adds ``worsening_size`` points, whatever ``worsening_power`` is."""

EARLY = 4
"""Weeks in which leaving is more likely (``leaving_early``)."""


@cache
def _episodes() -> Array:
    """Earlier episodes for each random word: geometric, none for 45 %, at most 11. Assumed."""
    limits = np.round(65536 * (1.0 - 0.55 ** np.arange(1, 12)))
    return np.searchsorted(limits, np.arange(65536), side="right").astype(np.uint8)


def _below(z: float | Floats) -> float | Floats:
    """The standard normal distribution function at a number, or at each number of an array with few different ones."""
    if isinstance(z, float):
        return 0.5 * math.erfc(-z / math.sqrt(2.0))
    different, places = np.unique(z, return_inverse=True)
    shares: Floats = np.array([_below(float(z_of_trial)) for z_of_trial in different])[places]
    return shares


def logistic(x: float) -> float:
    """The probability whose logit is x."""
    return 1.0 / (1.0 + math.exp(-x))


def in_several(chance: _Chance, times: int) -> _Chance:
    """The probability that something happens at least once in a number of times."""
    return chance if times == 1 else 1.0 - (1.0 - chance) ** times


def by_week(weeks: Iterable[int], items: Iterable[_Item]) -> dict[int, list[_Item]]:
    """What belongs to the sessions of each week, in order."""
    items_of: dict[int, list[_Item]] = {}
    for week, item in zip(weeks, items, strict=False):
        items_of.setdefault(week, []).append(item)
    return items_of


def marked_in(table: Array) -> tuple[Array, Array, list[slice]]:
    """The true places of a table: each in the flattened table and in its own row, and which of them each row has."""
    lines, width = table.shape
    places, starts = np.flatnonzero(table), np.arange(lines + 1) * width
    cuts = np.searchsorted(places, starts)
    rows = places - np.repeat(starts[:-1], np.diff(cuts))
    return places, rows, [slice(*pair) for pair in pairwise(cuts)]
