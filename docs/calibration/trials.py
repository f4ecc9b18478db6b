"""The trials the model is fitted to jointly: every arm of the evidence page (1.1, 1.2) that gives figures.

Scores are in the instrument of the trial. ``None`` where the page gives no figure. A trial that tells of 13 sessions
received is taken as one of 16 offered, as in the NIMH programme.

The page says how many sessions people received, and for most trials not in how many weeks. They are taken to last
sixteen (`WEEKS`), as most of those do whose length the page gives (12 to 20 weeks, but for hospitals), with the sessions
spread evenly over them. Taking one week for each session instead, as a first version did, gives a trial of 4 sessions
four weeks of natural change and usual care, and one of 27 half a year.
"""

import math
from dataclasses import dataclass

WEEKS = 16
"""How long a trial lasts whose length is not known."""


@dataclass(frozen=True)
class Group:
    """One arm: people, means and SDs at baseline and at the end, lost of randomised, responders of so many."""

    arm: str
    n: int
    base: float | None = None
    base_sd: float | None = None
    post: float | None = None
    post_sd: float | None = None
    lost: tuple[int, int] | None = None
    responded: tuple[int, int] | None = None


@dataclass(frozen=True)
class Study:
    """One trial. *cut*: lowest HRSD-17 let in (ours: 14 as in the NIMH programme; none in primary care and villages).

    *setting*: where its people are treated, in the words of the evidence page.
    """

    name: str
    scale: str
    sessions: int
    ipt: Group
    control: Group
    g: tuple[float, float]
    cut: int | None = 14
    setting: str = "adult outpatients"
    g_only: bool = False  # no last means: g stands in the likelihood instead of them

    @property
    def self_rated(self) -> bool:
        """Whether people rate themselves (BDI, EPDS, and the HSCL of Bolton 2003), who know what treatment they have."""
        return self.scale in {"", "BDI-I", "EPDS"}


STUDIES = (
    Study("NIMH programme", "HRSD-17", 16,
          Group("ipt", 61, 19.6, 4.6, 9.8, 7.9, (14, 61)), Group("placebo", 62, 19.5, 4.6, 13.2, 7.8, (25, 62)), (0.43, 0.18)),
    Study("Weissman/DiMascio 1979", "HRSD-17", 16,
          Group("ipt", 25, lost=(13, 25)), Group("usual_care", 23, lost=(16, 23)), (0.88, 0.43), g_only=True),
    Study("Sloane 1985", "HRSD-17", 6,
          Group("ipt", 19, 23.8, responded=(5, 19)), Group("placebo", 10, 22.6, responded=(3, 10)), (0.20, 0.35), g_only=True),
    Study("Bolton 2003", "", 16,
          Group("ipt", 139, lost=(32, 139), responded=(82, 139)), Group("usual_care", 145, lost=(28, 145), responded=(21, 145)),
          (1.32, 0.13), cut=None, setting="villages", g_only=True),
    Study("van Schaik 2006", "MADRS", 8,
          Group("ipt", 69, 19.4, 7.9, 13.9, 7.9, (11, 69), (23, 69)),
          Group("usual_care", 74, 19.3, None, 14.9, 9.6, (12, 74), (24, 74)), (0.11, 0.17), cut=None, setting="primary care"),
    Study("Grote 2009", "BDI-I", 8,
          Group("ipt", 25, 24.3, 10.2, 10.0, 7.7), Group("usual_care", 28, 25.9, None, 21.3, 11.1), (1.15, 0.30),
          setting="perinatal"),
    Study("Talbot 2011", "HRSD-17", 16,
          Group("ipt", 31, 23.08, 4.73, 16.1, 7.22, (6, 37), (8, 37)),
          Group("usual_care", 22, 22.85, None, 18.5, 7.01, (11, 33), (3, 33)), (0.33, 0.28),
          setting="women with abuse or pain"),
    Study("Johnson 2012", "HRSD-17", 27,
          Group("ipt", 19, 28.0, 6.0, 14.1, 8.3, (0, 19)), Group("attention", 19, 27.2, None, 20.6, 10.5, (0, 19)), (0.67, 0.33),
          setting="prison"),
    Study("Power 2012", "BDI-I", 16,
          Group("ipt", 39, 30.79, 8.97, 14.15, 13.94, (15, 54), (21, 39)),
          Group("waiting_list", 10, 31.2, None, 23.6, 14.84, (15, 25), (3, 10)), (0.66, 0.36)),
    Study("Poleshuck 2014", "HRSD-17", 4,
          Group("ipt", 27, 18.4, 3.5, 13.6, 7.8, (7, 34), (8, 33)),
          Group("usual_care", 24, 18.3, None, 15.4, 9.0, (4, 28), (6, 28)), (0.21, 0.28),
          setting="women with abuse or pain"),
    Study("Saloheimo 2016", "HRSD-17", 16,
          Group("ipt", 46, 18.7, 4.0, lost=(8, 46)), Group("usual_care", 46, 18.9, 3.7, lost=(12, 46)), (-0.31, 0.24), g_only=True),
    Study("Matsuzaka 2017", "HRSD-17", 4,
          Group("ipt", 39, 18.3, 5.83, 13.31, 7.08, (4, 43), (11, 43)),
          Group("usual_care", 40, 15.93, None, 13.03, 6.56, (3, 43), (9, 43)), (-0.04, 0.23), cut=None,
          setting="primary care"),
    Study("Johnson 2019", "HRSD-17", 24,
          Group("ipt", 91, post=14.61, lost=(4, 91)), Group("usual_care", 90, post=16.36, lost=(4, 90)), (0.18, 0.15),
          setting="prison"),
    Study("Dennis 2020", "EPDS", 12,
          Group("ipt", 104, 17.57, 2.85, 7.27, 5.14, (16, 120), (64, 120)),
          Group("usual_care", 100, 17.47, None, 12.4, 4.36, (21, 121), (20, 121)), (1.07, 0.15),
          setting="perinatal"),
    Study("Vigod 2021", "EPDS", 10,
          Group("ipt", 37, 14.6, 4.45, 11.3, 4.54, (13, 50)), Group("waiting_list", 40, 15.1, None, 12.0, 4.79, (8, 48)),
          (0.15, 0.23), setting="perinatal"),
)  # fmt: skip
"""Not used: the PHQ-9 of Matsuzaka 2017 (the same people as its HRSD-17); Schramm 2007 (15 sessions in 5 weeks, with a
drug, its baseline in doubt); the CBT and imipramine arms of the NIMH programme (one trial each, so nothing to predict them
from); Mufson 1999 (adolescents); 1.3, which gives no means. The recurrence trials of section 3 stand in ``targets.py``.
"An attention control" (Johnson 2012) is a kind of control of its own, no placebo with clinical management."""

TYPICAL = {"HRSD-17": (18.6, 4.9), "BDI-I": (23.3, 7.1), "BDI-II": (26.1, 8.1), "PHQ-9": (14.1, 4.1), "EPDS": (15.0, 4.5),
           "CES-D": (26.0, 8.7), "MADRS": (22.9, 7.8)}  # fmt: skip
"""Baseline mean and SD of each scale over all METAPSY trials (C11): the units in which the naive predictor pools."""


def logit(p: float) -> float:
    """The logit of a share."""
    return math.log(p / (1 - p))
