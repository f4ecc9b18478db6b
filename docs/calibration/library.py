"""What the simulator says of every arm of every trial, as a smooth function of the parameters.

Each design is simulated at many points of the parameters with common random numbers; a polynomial through them
(quadratic in all, cubic in three) stands for the simulator in the fit. Its error is measured on points left out.
"""

from collections.abc import Mapping

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
CUBIC = (6, 11, 12)
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
    """Constant, linear, quadratic, and cubic in the three that matter most."""
    n = x.shape[-1]
    i, j = np.triu_indices(n)
    c = np.array([(a, b, d) for k, a in enumerate(CUBIC) for m, b in enumerate(CUBIC[k:], k) for d in CUBIC[m:]]).T
    parts = [np.ones((*x.shape[:-1], 1)), x, x[..., i] * x[..., j], x[..., c[0]] * x[..., c[1]] * x[..., c[2]]]
    return np.concatenate(parts, axis=-1)


class Library:
    """The polynomials of all designs, for one structure of the model."""

    def __init__(self, structure: Mapping[str, float], by_week: bool = False, points: int = 260, seed: int = 5) -> None:
        rng = np.random.default_rng(seed)
        x = rng.standard_normal((points, len(INPUTS))) * WIDE
        f = features(x)
        self.by_week = by_week
        self.names = list(designs(by_week))
        held = np.arange(points) % 8 == 0
        self.coefficients, self.error = [], []
        same: dict = {}
        for design in designs(by_week).values():
            arm, plan, carried = design
            if design in same:  # two trials of one design
                self.error.append(self.error[same[design]])
                self.coefficients.append(self.coefficients[same[design]])
                continue
            same[design] = len(self.error)
            draws = Kept()
            y = np.array([outputs(one, arm, plan, carried, structure, draws) for one in x])
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
        return features(np.clip(x, -3.5, 3.5)) @ self.coefficients[arms]
