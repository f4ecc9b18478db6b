"""What the simulator says of every arm of every trial, as a smooth function of the parameters.

Each design is simulated at many points of the parameters with common random numbers; a polynomial through them
stands for the simulator in the fit. It holds near its points alone, so that they have to lie where the fit ends
(`hierarchy.library_for`). Its error is measured on points left out, and at the fit.
"""

from collections.abc import Mapping
from functools import cached_property
from itertools import combinations_with_replacement

import numpy as np
from likelihood import YEAR
from trials import STUDIES, WEEKS

from iptcore.simulation.engine.draws import Draws
from iptcore.simulation.engine.week_by_week import Courses
from iptcore.simulation.inputs.columns import LEFT
from iptcore.simulation.inputs.default_parameters import as_published
from iptcore.simulation.inputs.plan import Plan
from iptcore.simulation.inputs.request import Request
from iptcore.simulation.results import outcomes

# name, centre, unit, kind: log, logit or plain; the fit works in units about the centre
MICRO = (
    ("entry_sd", np.log(5.0), 0.3, "log"), ("fluctuation_sd", np.log(1.8), 0.3, "log"),
    ("pace_exponent", np.log(1.0), 0.4, "log"), ("leaving_improved", np.log(3.0), 0.7, "log"),
    ("leaving_early", 0.6, 0.7, "plain"), ("attendance", 3.0, 0.5, "logit"),
    ("natural_rate", np.log(0.02), 0.6, "log"), ("natural_depth", np.log(1.5), 0.4, "log"),
    ("worsening_rate", np.log(0.02), 0.7, "log"), ("worsening_size", np.log(5.0), 0.4, "log"),
)  # fmt: skip
ARM = (("entry_mean", 18.0, 3.0, "plain"), ("effect", np.log(0.05), 0.6, "log"), ("leaving", -3.4, 0.8, "plain"))
INPUTS = MICRO + ARM
WIDE = np.array([0.9] * 10 + [1.6, 1.5, 1.1])
"""How far the points lie about the centre, in units."""
CUBIC = (2, 6, 10, 11, 12)
"""The inputs that matter most: pace, natural change, entry, effect, leaving."""
POWERS = [c for n in range(4) for c in combinations_with_replacement(range(len(INPUTS)), n)
          if n < 3 or sum(k in CUBIC for k in c) > 1]  # fmt: skip
"""What is multiplied with what in each term of the polynomials: all terms up to squares, then some cubes."""
SQUARES = sum(len(powers) < 3 for powers in POWERS)
CUBES = np.array(POWERS[SQUARES:]).T
FAR = 3.5
"""So far from the middle of their points, in units, the polynomials are believed."""
OUT = ("base", "base_sd", "post", "post_sd", "left", "responded")
EXTRA = ("c_mean", "c_sd", "c_below", "l_mean", "l_sd", "l_below", "completed", "sessions", "worse")


def value(place: int, x: float) -> float:
    """The parameter at a coordinate."""
    _, centre, unit, kind = INPUTS[place]
    y = centre + unit * x
    return float(np.exp(y) if kind == "log" else 1 / (1 + np.exp(-y)) if kind == "logit" else y)


def _logit(p: float) -> float:
    p = min(max(p, 1e-3), 1 - 1e-3)
    return float(np.log(p / (1 - p)))


NAMES = {"ipt": ("effect_ipt", "leaving_ipt"), "placebo": ("effect_placebo", "leaving_placebo"),
         "attention": ("effect_placebo", "leaving_placebo"), "usual_care": ("effect_usual_care", "leaving_usual_care"),
         "waiting_list": ("effect_waiting_list", "leaving_usual_care"),
         "untreated": ("effect_usual_care", "leaving_usual_care")}  # fmt: skip


def plan_for(sessions: int, cut: int | None, by_week: bool = False) -> Plan:
    """A trial of so many sessions, spread over its weeks; the NIMH programme's rating weeks.

    *by_week*: as many weeks as sessions, instead of sixteen for all. One session a week is the most that there is room
    for: of more, `Model.maps` makes each do more.
    """
    weeks = sessions if by_week else WEEKS
    count = min(sessions, weeks)
    return Plan(
        code=f"trial-{sessions}",
        weeks=weeks,
        session_weeks=tuple(1 + place * weeks // count for place in range(count)),
        rating_weeks=tuple(sorted({*(week for week in (0, 4, 8, 12, 16) if week < weeks), weeks})),
        entry_cut=cut,
        follow_up_months=0,
    )


PEOPLE = 1024
"""Simulated people in every arm."""


class Kept(Draws):
    """The random numbers of one block, kept: every point of a design has the same, and drawing them costs the most."""

    def __init__(self) -> None:
        super().__init__(1, 0, PEOPLE)
        self.kept: dict = {}

    def _kept(self, kind: str, purpose: str, rows: int) -> np.ndarray:
        key = kind, purpose, rows
        if key not in self.kept:
            self.kept[key] = getattr(super(), kind)(purpose, rows).copy()
        return self.kept[key].copy()

    def normals(self, purpose: str, rows: int) -> np.ndarray:
        """Standard normal numbers."""
        return self._kept("normals", purpose, rows)

    def uniforms(self, purpose: str, rows: int) -> np.ndarray:
        """Even numbers."""
        return self._kept("uniforms", purpose, rows)

    def words(self, purpose: str, rows: int) -> np.ndarray:
        """Whole numbers."""
        return self._kept("words", purpose, rows)


def designs(by_week: bool = False) -> dict[str, tuple[str, Plan, bool]]:
    """Every arm that is simulated: treatment, plan, whether the last score is carried forward."""
    made = {}
    for study in STUDIES:
        for group in (study.ipt, study.control):
            carried = study.name in {"NIMH programme", "van Schaik 2006"}
            # Without sessions their number says nothing: a library made once serves all of the same length.
            sessions = study.sessions if by_week or group.arm in {"ipt", "placebo", "attention"} else WEEKS
            made[f"{study.name}/{group.arm}"] = (group.arm, plan_for(sessions, study.cut, by_week), carried)
    made["reference/usual_care"] = ("usual_care", plan_for(WEEKS, 14), True)
    made["natural"] = ("untreated", YEAR, True)
    return made


def outputs(
    x: np.ndarray, arm: str, plan: Plan, carried: bool, structure: Mapping[str, float], draws: Draws
) -> list[float]:
    """What a paper on very many people would report of an arm, on the scale of the emulator."""
    numbers = {name: value(k, x[k]) for k, (name, *_) in enumerate(MICRO)}
    effect, leaving = NAMES[arm]
    numbers |= {"entry_mean": value(10, x[10]), effect: value(11, x[11]), leaving: value(12, x[12]), **structure}
    numbers |= {"rating_sd": 1.5, "therapist_sd": 0.45}
    if carried:  # those trials carried the last score forward
        numbers.pop("assessed_after_leaving", None)
    numbers["entry_mean"] = min(max(numbers["entry_mean"], 0.0), 52.0)
    as_arm = "placebo" if arm == "attention" else arm  # sessions without treatment
    request = Request.of(plan, PEOPLE, seed=1, arm=as_arm, parameters=as_published().but(numbers), scales=("HRSD-17",))
    courses = Courses(request, draws)
    courses.walk()
    made = courses.columns()
    scores = made["score.HRSD-17"].astype(float)
    if plan is YEAR:
        return [_logit(float((line <= 7).mean())) for line in scores[1:]] + [0.0] * 12
    first, last = scores[0], outcomes.carried_forward(scores)
    left = made["ended"] == LEFT
    followed = numbers.get("assessed_after_leaving", 0.0) == 1.0
    counted = np.ones(len(first), bool) if carried or followed else ~left
    y = last[counted]
    response = (outcomes.response(first, last) & counted).mean()
    found = [
        first.mean(),
        np.log(first.std()),
        np.log(y.mean()),
        np.log(y.std()),
        _logit(left.mean()),
        _logit(response),
    ]
    if len(plan.session_weeks) == WEEKS:
        done = outcomes.completers(made["sessions"], made["weeks"]) if arm in {"ipt", "placebo"} else ~left
        for some in (last[done], last[~done]):
            ok = len(some) > 20
            found += [np.log(some.mean()), np.log(some.std()), _logit((some <= 6).mean())] if ok else [np.nan] * 3
        found += [_logit(done.mean()), made["sessions"].mean(), _logit(outcomes.worse(first, last, 6).mean())]
    else:
        found += [0.0] * 9
    return [float(f) for f in found]


def features(x: np.ndarray) -> np.ndarray:
    """The terms of the polynomials: constant, linear, quadratic, and cubic where two of the three matter most."""
    i, j = np.triu_indices(x.shape[-1])
    a, b, c = CUBES
    parts = [np.ones((*x.shape[:-1], 1)), x, x[..., i] * x[..., j], x[..., a] * x[..., b] * x[..., c]]
    return np.concatenate(parts, axis=-1)


class Library:
    """The polynomials of all designs, for one structure of the model, about a *centre* for each design."""

    def __init__(
        self,
        structure: Mapping[str, float],
        by_week: bool = False,
        centre: np.ndarray | None = None,
        points: int = 800,
        seed: int = 5,
    ) -> None:
        rng = np.random.default_rng(seed)
        x = rng.standard_normal((points, len(INPUTS))) * WIDE
        f = features(x)
        self.structure, self.by_week = structure, by_week
        self.names = list(designs(by_week))
        self.centre = np.zeros((len(self.names), len(INPUTS))) if centre is None else centre
        held = np.arange(points) % 8 == 0
        self.coefficients, self.error = [], []
        same: dict = {}
        for design, middle in zip(designs(by_week).values(), self.centre, strict=True):
            arm, plan, carried = design
            if design in same:  # two trials of one design
                self.error.append(self.error[same[design]])
                self.coefficients.append(self.coefficients[same[design]])
                continue
            same[design] = len(self.error)
            draws = Kept()
            y = np.array([outputs(one, arm, plan, carried, structure, draws) for one in middle + x])
            ok = ~np.isnan(y).any(axis=1)
            ridge = 0.3 * np.eye(f.shape[1])
            ridge[0, 0] = 0.0

            def solved(rows: np.ndarray, y: np.ndarray = y, ridge: np.ndarray = ridge) -> np.ndarray:
                return np.linalg.solve(f[rows].T @ f[rows] + ridge, f[rows].T @ y[rows])

            off = y[held & ok] - f[held & ok] @ solved(ok & ~held)
            near = (np.abs(x[held & ok] / WIDE) < 1.6).all(axis=1)
            self.error.append(np.sqrt((off[near] ** 2).mean(axis=0)))
            self.coefficients.append(solved(ok))
        self.coefficients = np.array(self.coefficients)
        self.error = np.array(self.error)

    def __call__(self, arms: np.ndarray, x: np.ndarray) -> np.ndarray:
        """The outputs of arms (by place) at coordinates: x is (arms, points, inputs)."""
        return features(np.clip(x - self.centre[arms, None], -FAR, FAR)) @ self.coefficients[arms]

    def slopes(self, arms: np.ndarray, x: np.ndarray) -> np.ndarray:
        """The derivatives of the outputs (arms, outputs, inputs) at one point of each arm."""
        off = x - self.centre[arms]
        plain = features(np.clip(off, -FAR, FAR))[:, None, None, :SQUARES]
        return (plain @ self.derived[arms])[:, :, 0].transpose(0, 2, 1) * (np.abs(off) < FAR)[:, None]

    @cached_property
    def derived(self) -> np.ndarray:
        """Coefficients of the derivatives: (arms, inputs, features without cubes, outputs)."""
        of = {powers: place for place, powers in enumerate(POWERS)}
        made = np.zeros((len(self.coefficients), len(INPUTS), SQUARES, self.coefficients.shape[-1]))
        for place, powers in enumerate(POWERS):
            for k in set(powers):
                rest = list(powers)
                rest.remove(k)
                made[:, k, of[tuple(rest)]] += powers.count(k) * self.coefficients[:, place]
        return made
