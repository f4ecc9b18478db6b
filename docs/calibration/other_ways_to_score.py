"""The score of the joint fit counted in other ways, so that a reader sees how far it depends on the way of counting."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
from leave_out import Judged, better, in_sds, published
from scipy import stats
from trials import STUDIES

PLACES = (np.arange(2400) + 0.5) / 2400


def kind(name: str) -> str:
    """What a figure is of, without its arm."""
    return name.rpartition(": ")[2]


def others(one: Judged, arms: bool = False) -> np.ndarray:
    """The same figure in the other trials, in SDs of the scale; *arms*: of both arms."""
    return np.array([in_sds(study, name, value) for study in STUDIES if study.name != one.trial
                     for name, value in published(study).items()
                     if name == one.name or (arms and kind(name) == kind(one.name))])  # fmt: skip


def against(one: Judged, draws: np.ndarray) -> float:
    """The score of draws in SDs of the scale."""
    return replace(one, published=in_sds(one.study, one.name, one.published), unit=1.0, draws=draws).score()


def normal(one: Judged, arms: bool = False) -> float:
    """The score of a normal density with the mean and the spread of the other trials."""
    some = others(one, arms)
    return against(one, some.mean() + some.std(ddof=1) * stats.norm.ppf(PLACES))


def groups(made: list[Judged], of: Callable[[Judged], str]) -> float:
    """By what the score is better, the mean over groups of figures that count alike."""
    by: dict[str, list[Judged]] = {}
    for one in made:
        by.setdefault(of(one), []).append(one)
    return float(np.mean([better(some) for some in by.values()]))


def error_over_trials(made: list[Judged], than: str = "naive") -> float:
    """The standard error of the share by which the score is better: the jackknife over trials."""
    names = dict.fromkeys(one.trial for one in made)
    own, plain = (
        np.array([sum(one.score(of) for one in made if one.trial == name) for name in names]) for of in ("draws", than)
    )
    without = 1 - (own.sum() - own) / (plain.sum() - plain)
    n = len(names)
    return float(((n - 1) / n * ((without - without.mean()) ** 2).sum()) ** 0.5)


def counted(made: list[Judged]) -> list[tuple[str, str]]:
    """By what the score is better, counted in other ways and against other ways to pool."""
    own, plain = (np.array([one.score(of) for one in made]) for of in ("draws", "naive"))
    spread = np.array([others(one).std(ddof=1) for one in made])

    def over(of: Callable[[Judged], float]) -> float:
        return float(1 - own.sum() / sum(map(of, made)))

    rows = (
        ("as the pass mark says", better(made)),
        ("each kind of figure has the same weight", groups(made, lambda one: kind(one.name))),
        ("each trial has the same weight", groups(made, lambda one: one.trial)),
        (
            "each figure in SDs of the same figure in the other trials",
            float(1 - (own / spread).sum() / (plain / spread).sum()),
        ),
        ("without the figures at baseline", better([one for one in made if "baseline" not in one.name])),
        ("against a normal distribution with the mean and SD of the other trials", over(normal)),
        ("against the same from both arms together", over(lambda one: normal(one, arms=True))),
        ("against the figures of the other trials themselves", over(lambda one: against(one, others(one)))),
    )
    return [(name, f"{gain:+.1%}") for name, gain in rows]
