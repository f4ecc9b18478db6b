"""The limits of the score of the joint fit: that of predictors who know more, or less, of a trial that was left out."""

from dataclasses import replace

import numpy as np
from hierarchy import SAME_PEOPLE
from leave_out import KINDS, Judged, mean_score, of_kind
from trials import STUDIES, TYPICAL, WEEKS


def error_of(one: Judged) -> float:
    """The standard error of a published figure: what even somebody who knew its trial well could not know."""
    study = one.study
    group = study.ipt if one.name.startswith("IPT") else study.control
    if one.name == "g":
        return study.g[1]
    if one.name.endswith(("lost", "responded")):
        n = (group.lost if one.name.endswith("lost") else group.responded)[1]
        p = (one.published * n + 0.5) / (n + 1)
        return (p * (1 - p) / n) ** 0.5
    before = one.name.endswith("baseline")
    sd = (group.base_sd if before else group.post_sd) or TYPICAL[study.scale][1] * (1 if before else 1.4)
    return sd / (2 * group.n if "SD" in one.name else group.n) ** 0.5


def sampling(made: list[Judged]) -> float:
    """The score of somebody who knows every trial but not the chance in its figures: of a normal error, SD / sqrt(pi)."""
    return float(np.mean([error_of(one) / one.unit for one in made]) / np.pi**0.5)


def ranges() -> list[tuple[str, float, float, int]]:
    """How far g differs among trials that have a fact of their design in common: lowest, highest, trials."""
    rows = []
    for name, alike in (
        ("after usual care", lambda s: s.control.arm == "usual_care"), ("in courses of sixteen sessions", lambda s: s.sessions == 16),
        ("in the perinatal trials", lambda s: s.setting == "perinatal"),
        ("where people rate themselves", lambda s: s.self_rated), ("where others rate them", lambda s: not s.self_rated),
    ):  # fmt: skip
        some = [study.g[0] for study in STUDIES if alike(study)]
        rows.append((name, min(some), max(some), len(some)))
    return rows


def baseline_spread() -> tuple[float, float]:
    """The SD of published means at baseline, IPT and control, in SDs of the scale, of the trials that give means at the end."""
    some = [study for study in STUDIES if study.ipt.base is not None and study.ipt.post is not None]
    ends = [[(group.base - TYPICAL[study.scale][0]) / TYPICAL[study.scale][1] for group in (study.ipt, study.control)]
            for study in some]  # fmt: skip
    ipt, control = np.std(ends, axis=0, ddof=1)
    return float(ipt), float(control)


def beyond(made: list[Judged]) -> float:
    """How far above the middle of the model IPT ended where more than sixteen sessions were planned, in SDs of the scale."""
    many = {study.name for study in STUDIES if study.sessions > WEEKS}
    some = [one for one in made if one.trial in many and one.name == "IPT: end"]
    return float(np.mean([(one.published - np.median(one.draws)) / one.unit for one in some]))


def swapped(one: Judged, middle: str, width: str) -> float:
    """The score with the middle of one predictor and the width of another."""
    draws = getattr(one, width) - np.median(getattr(one, width)) + np.median(getattr(one, middle))
    return replace(one, draws=draws).score()


def halved(one: Judged) -> Judged:
    """The figure with an even mixture of model and naive predictor in place of the model."""
    return replace(one, draws=np.concatenate([one.draws, one.naive]))


def where(made: list[Judged]) -> list[tuple]:
    """By kind of figure: whether the middle or the width is worth something, and what nobody could know."""
    rows = []
    for name, word in KINDS.items():
        some = of_kind(made, word)
        rows.append((name, f"{mean_score(some):.3f}", f"{mean_score(some, 'naive'):.3f}",
                     *(f"{np.mean([swapped(one, *pair) for one in some]):.3f}" for pair in (("draws", "naive"), ("naive", "draws"))),
                     f"{np.mean([half.score() for half in map(halved, some)]):.3f}", f"{mean_score(some, 'told'):.3f}",
                     f"{sampling(some):.3f}"))  # fmt: skip
    return rows


def kept_rows() -> list[tuple]:
    """Of the arms with both means: the share of the baseline that is left, and how trials differ in it."""
    rows = []
    for name in ("ipt", "control"):
        kept, errors, places = [], [], []
        for study in STUDIES:
            group = getattr(study, name)
            if group.base is None or group.post is None:
                continue
            centre, sd = TYPICAL[study.scale]
            kept.append(group.post / group.base)
            before, after = (group.base_sd or sd) / group.base, group.post_sd / group.post
            square = before**2 + after**2 - 2 * SAME_PEOPLE * before * after
            errors.append(kept[-1] * (square / group.n) ** 0.5)
            places.append(((group.base - centre) / sd, (group.post - centre) / sd))
        rows.append((
            "IPT" if name == "ipt" else name, len(kept), f"{np.mean(kept):.0%}", f"{np.std(kept, ddof=1):.1%}",
            f"{np.mean(np.square(errors)) ** 0.5:.1%}", f"{np.corrcoef(places, rowvar=False)[0, 1]:+.2f}",
        ))  # fmt: skip
    return rows
