"""Does the joint fit find spreads that were put in?"""

from dataclasses import replace

import numpy as np
from hierarchy import SPREAD_PRIOR_SD, SPREADS, Fit, Form, Model, spreads_at
from leave_out import predict
from library import Library
from trials import STUDIES, Study


def made_up(model: Model, fit: Fit, sd: np.ndarray, rng: np.random.Generator) -> tuple[Study, ...]:
    """All trials but the NIMH programme with figures drawn from the model, with those spreads."""
    studies = [STUDIES[0]]
    for t, study in enumerate(STUDIES[1:], 1):
        got = {name: float(x[0]) for name, x in predict(model, t, sd[None], fit.theta[None], rng).items()}
        made = []
        for who, group in (("IPT", study.ipt), ("control", study.control)):
            changed: dict = {}
            for name, part in (("base", "baseline"), ("post", "end"), ("post_sd", "SD at the end")):
                if getattr(group, name) is not None:
                    changed[name] = got[f"{who}: {part}"]
            for name in ("lost", "responded"):
                if (old := getattr(group, name)) is not None:
                    changed[name] = (round(got[f"{who}: {name}"] * old[1]), old[1])
            made.append(replace(group, **changed))
        ipt, control = made
        studies.append(replace(study, ipt=ipt, control=control, g=(got["g"], study.g[1])))
    return tuple(studies)


def recovered(library: Library, fit: Fit, sets: int = 8) -> list[tuple]:
    """For each spread: errors of the fit in log units, and how often its intervals held the truth."""
    rng = np.random.default_rng(9)
    off = []
    for _ in range(sets):
        u = 0.8 * rng.standard_normal(len(SPREADS))
        sd = spreads_at(u)
        again = Model(library, studies=made_up(Model(library), fit, sd, rng)).fit()
        off.append(np.stack([SPREAD_PRIOR_SD * (again.u - u), np.abs(again.u - u) / again.u_sd]))
    made = np.array(off)
    return [
        (name, f"{made[:, 0, k].mean():+.2f}", f"{(made[:, 0, k] ** 2).mean() ** 0.5:.2f}",
         f"{(made[:, 1, k] < 1.2816).sum()}/{sets}", f"{(made[:, 1, k] < 1.96).sum()}/{sets}")
        for k, name in enumerate(SPREADS)
        if Form().lets_differ()[k]
    ]  # fmt: skip
