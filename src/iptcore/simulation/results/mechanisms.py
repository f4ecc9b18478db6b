"""The four mechanisms of Lipsitz & Markowitz 2013, tracked beside a course.

They are tracked, not shown to cause anything: no coefficient was found in the literature. The gain of each follows from
the sessions attended, the pace of the client and the problem area (`MECHANISM_WEIGHTS`, assumed); a measurement adds
noise. ``mechanism_share`` of the effect of treatment runs through them: mechanisms change outcomes only by this share,
and only if a policy scales one of them.
"""

import math

import numpy as np

from iptcore.simulation.engine.draws import Draws
from iptcore.simulation.engine.treatment_effects import MECHANISM_WEIGHTS
from iptcore.simulation.engine.week_by_week import Courses
from iptcore.simulation.inputs.arrays import Floats
from iptcore.simulation.inputs.bad_request import BadRequest, of_kind, real
from iptcore.simulation.inputs.seeds import BLOCK
from iptcore.simulation.results.cohort import Cohort
from iptcore.vocabulary import Mechanism

MECHANISMS = tuple(mechanism.value for mechanism in Mechanism)
"""Their names, in the order of the first axis of what `track` returns."""


def track(cohort: Cohort, *, noise_sd: float = 0.5, fading: float = 0.02) -> Floats:
    """The measured gain of each mechanism: (4, sessions + 1, n), in units of the gain of an average session.

    *noise_sd* is the standard deviation of a measurement, *fading* the share lost from session to session; both are
    assumptions. Tracking has its own random numbers and changes no others.
    """
    of_kind(cohort, Cohort, "cohort has to be a Cohort: pass the result of simulate")
    if "attended" not in cohort.columns:
        raise BadRequest(
            "this arm has no sessions, so there is no mechanism to track: pass a cohort of an arm with sessions"
        )
    real(noise_sd, "noise_sd", 0.0)
    real(fading, "fading", 0.0, 1.0)
    request, attended = cohort.request, cohort["attended"]
    sessions, n = attended.shape
    tracks = np.zeros((len(MECHANISMS), sessions + 1, n))
    scales = np.array(request.policy.mechanisms)
    for block in range(math.ceil(n / BLOCK)):
        size = min(BLOCK, n - block * BLOCK)
        part = slice(block * BLOCK, block * BLOCK + size)
        draws = Draws(request.seed, block, size)
        pace = Courses(request, draws).treatments.pace("ipt")
        gain = (MECHANISM_WEIGHTS * scales)[cohort["area"][part]].T * len(MECHANISMS) * pace
        for session in range(sessions):
            tracks[:, session + 1, part] = tracks[:, session, part] * (1.0 - fading) + gain * attended[session, part]
        if noise_sd:
            for place, name in enumerate(MECHANISMS):
                tracks[place][:, part] += noise_sd * draws.normals(f"mechanism:{name}", sessions + 1)
    return tracks
