"""The published outcomes the model is fitted to, and how the model is made to say the same thing.

Only figures of the calibration set stand here; other results of the literature are left to judge the model by.
Where a standard error is ours and not the source's, the line says so.
"""

import math
from dataclasses import dataclass


@dataclass(frozen=True)
class Data:
    """What the likelihood is asked about; also made from simulated trials, to see whether the fit recovers them."""

    groups: tuple["Group", ...]
    baseline: dict[str, tuple[int, float, float]]
    entered: dict[str, int]
    sessions: tuple[float, float]
    natural: tuple[tuple[float, float], ...]
    worse: dict[str, tuple[float, float]]
    g: float = math.nan  # IPT over placebo, all entered: of the same people as the groups, so no target of the fit


@dataclass(frozen=True)
class Group:
    """People of one arm of the NIMH programme who did, or did not, complete: HRSD-17 at the end, carried forward."""

    arm: str
    completed: bool
    n: int
    mean: float
    sd: float
    below: int  # 6 or less at the end
    source: str


METAPSY = "METAPSY data.csv at ceeabb7"
ELKIN = f"Elkin 1989 (reported, unverified); {METAPSY}"
_LEFT = f"{ELKIN}; computed from all entered and completers"
GROUPS = (
    Group("ipt", True, 47, 6.9, 5.8, 26, ELKIN),
    Group("ipt", False, 14, 19.5, 6.1, 0, _LEFT),
    Group("placebo", True, 34, 8.8, 5.7, 10, ELKIN),
    Group("placebo", False, 28, 18.5, 6.6, 3, _LEFT),
)
ENTERED = {"ipt": 61, "placebo": 62}
BASELINE = {"ipt": (61, 19.6, 4.6), "placebo": (62, 19.5, 4.6)}
SESSIONS = (13.0, 0.6)  # mean; standard error ours: an SD of 4.7 over 61 people

NATURAL = ((0.23, 0.04), (0.32, 0.04), (0.53, 0.04))  # Whiteford 2013: untreated, 13, 26, 52 weeks; errors ours

WORSE = {"ipt": (0.05, 0.02), "usual_care": (0.10, 0.03)}  # Cuijpers 2021: about 5 %, 7 to 13 %; errors ours

PUBLISHED = Data(GROUPS, BASELINE, ENTERED, SESSIONS, NATURAL, WORSE)

SUDDEN_GAINS = (62, 185)  # Kelly 2007: 33.5 % of 185 women over 12 weeks, BDI
DROPOUT = (0.206, 0.0173)  # Linardon 2019: 17.4 to 24.2 %
DEPRESSION_DROPOUT = (0.209, 0.0204)
RESIDUAL_ICC = 0.56  # QIDS-A, weekly, adolescents (PMC7154938): 7.61 / (7.61 + 6.10)
NATURAL_PEOPLE = 200  # in a simulated study of the course without treatment; ours, no number is given
COMPLETERS_SESSIONS = 16.2  # NIMH programme (reported, unverified); no target

G = {  # Hedges' g of IPT over the other; standard error
    "usual_care": (0.60, 0.077, "Cuijpers 2016 (0.45 to 0.75)"),
    "other_therapy": (0.06, 0.089, "Cuijpers 2016; standard error from Cuijpers 2011 (-0.14 to 0.21)"),
    "drug": (-0.13, 0.094, "Cuijpers 2016; standard error from Cuijpers 2011 (-0.38 to -0.01)"),
    "combined": (-0.24, 0.12, "Cuijpers 2016; standard error ours"),
}
LOW_BIAS_G = (0.15, 0.122, "own pooling of METAPSY, low risk of bias, 5 trials (-0.09 to 0.39)")
_POOL = "own pooling of METAPSY"
POOLED_G = {  # by control: g, standard error, trials, the arm of the model it is held against
    "all controls": (0.44, 0.102, 27, "usual_care", f"{_POOL} (0.24 to 0.64)"),
    "all controls, without Bolton 2003": (0.39, 0.089, 26, "usual_care", f"{_POOL} (0.21 to 0.56)"),
    "care as usual": (0.43, 0.140, 17, "usual_care", f"{_POOL} (0.16 to 0.71)"),
    "wait list": (0.46, 0.179, 4, "waiting_list", f"{_POOL} (0.11 to 0.81)"),
    "other controls": (0.36, 0.156, 6, "placebo", f"{_POOL} (0.05 to 0.66); held against the placebo arm"),
}
TRIAL_ARM = 50  # people in an arm of the trials pooled: 1,452 in 29
PLACEBO_G = (0.43, 0.18, METAPSY)
HRSD_POOL = {  # baseline mean, last mean and SD (n-weighted, 6 trials, n 187); arm of the model
    "IPT": (20.5, 12.7, 7.7, "ipt"),
    "control": (19.7, 15.1, 7.9, "usual_care"),
}
HRSD_POOL_N = (6, 187)
SHAPE = {  # share of a fall that came early; errors ours
    "PHQ-9: fall in 4 weeks over that in 8": (4.68 / 7.12, 0.05, "blended care (PMC11530739): 12.90 - 1.45 week + 0.07 week^2; standard error ours"),
    "HRSD-17: fall in 8 weeks over that in 16": (
        math.log(9) / math.log(17), 0.05, "linear in log(1 + week) (reported, unverified); standard error ours",
    ),
}  # fmt: skip
TAU = (0.35, 0.46, "own pooling of METAPSY, without and with Bolton 2003")
RESPONSE = {"ipt": (0.375, 0.0416), "usual_care": (0.224, 0.0230)}  # own pooling of METAPSY, random effects
THERAPIST_SHARE = 0.05

RECURRENCE = (
    # name, maintenance, high risk, months, share, n
    ("Shea 1992, after acute IPT", "none", False, 18, 7 / 21, 21),
    ("Reynolds 1999, placebo + clinic", "none", True, 36, 0.90, 29),
    ("Reynolds 1999, IPT + placebo", "ipt", True, 36, 0.64, 21),
    ("Reynolds 1999, nortriptyline + clinic", "drug", True, 36, 0.43, 24),
    ("Frank 2007, remitted on IPT alone", "ipt", False, 24, 19 / 74, 74),
)
SCALE_SD = {"HRSD-17": 4.9, "BDI-I": 7.1, "BDI-II": 8.1, "PHQ-9": 4.1, "EPDS": 4.5, "CES-D": 8.7, "MADRS": 7.8}
SCALE_MEANS = {  # baseline, treated post, control post; METAPSY, all therapies; errors ours: a tenth of the baseline SD
    "HRSD-17": (18.6, 9.8, 14.2), "BDI-I": (23.3, 12.5, 18.6), "BDI-II": (26.1, 15.8, 22.1),
    "PHQ-9": (14.1, 8.0, 11.0), "EPDS": (15.0, 8.5, 12.0), "CES-D": (26.0, 16.6, 22.2), "MADRS": (22.9, 14.2, 17.8),
}  # fmt: skip


_GROUP = {f"{g.arm} {'completers' if g.completed else 'leavers'}": g.n for g in GROUPS}
COUNTED = {  # of how many people a published share was counted
    **{f"{who}: share at 6 or less": n for who, n in _GROUP.items()},
    **{f"{arm}: share completing": n for arm, n in ENTERED.items()},
    **{f"recurred: {name}": n for name, *_, n in RECURRENCE},
    "sudden gains in 12 weeks": SUDDEN_GAINS[1],
}
SIZES = {  # how many people or trials stand behind every other figure, where the source says so
    **{f"{who}: {moment}": f"{n} people" for who, n in _GROUP.items() for moment in ("mean", "SD")},
    **{f"{arm}: baseline {moment}": f"{n} people" for arm, n in ENTERED.items() for moment in ("mean", "SD")},
    "ipt: sessions": f"{ENTERED['ipt']} people",
    "g IPT over placebo, all entered": f"{sum(ENTERED.values())} people",
    "IPT: response": "689 people, 15 trials",
    "usual care: response": "647 people, 15 trials",
    "left IPT": "72 trials",
    "bias-discounted: g IPT over usual care": "5 trials",
    "tau of g": "26 and 27 trials",
    "share of variance between therapists": "6146 people, 581 therapists",
    "PHQ-9: fall in 4 weeks over that in 8": "22070 people",
    **{f"g over {name}, {trials} trials": f"{trials} trials" for name, (_, _, trials, *_) in POOLED_G.items()},
    **{f"HRSD pool, {arm}: {moment}": f"{people}{HRSD_POOL_N[0]} trials"
       for arm, people in (("IPT", f"{HRSD_POOL_N[1]} people, "), ("control", ""))
       for moment in ("baseline mean", "last mean", "last SD")},
}  # fmt: skip
OF_SAME_PEOPLE = ("g IPT over placebo, all entered", *(name for name in SIZES if name.startswith("HRSD pool")))
"""Checked, but of people whose other figures were fitted: the NIMH programme, which is one of the six trials of the pool."""
OF_SAME_TRIALS = (
    "IPT: response", "usual care: response", "recurred: Reynolds 1999, IPT + placebo",
    *(name for name in SIZES if name.startswith("g over ")),
)  # fmt: skip
"""Checked, but in part of trials that set a number: the g's of Cuijpers 2016 and tau, and the hazard ratio of monthly IPT."""


def share_se(share: float, n: int) -> float:
    """The standard error of a share."""
    return math.sqrt(max(share * (1.0 - share), 0.25 / n) / n)


def wilson(share: float, n: int) -> tuple[float, float]:
    """The 95 % interval of Wilson for a share of *n* people. It lies between 0 and 1."""
    square = 1.96**2 / n
    middle = (share + square / 2) / (1 + square)
    half = math.sqrt(square * (share * (1 - share) + square / 4)) / (1 + square)
    return middle - half, middle + half
