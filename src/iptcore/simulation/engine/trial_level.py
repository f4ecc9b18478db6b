"""What the people of one trial share: shifts of severity at entry, of leaving, of natural remission and of scales."""

import numpy as np

from iptcore.simulation.engine.draws import Draws, along
from iptcore.simulation.inputs.arrays import Array, Floats
from iptcore.simulation.inputs.request import Request
from iptcore.simulation.inputs.seeds import BLOCK


class TrialLevel:
    """The trials of the courses of one block, and the random numbers of each trial."""

    request: Request
    index: Array
    """The trial of each course, counted from the first of the whole cohort."""

    def __init__(self, request: Request, draws: Draws) -> None:
        self.request = request
        self.index = (np.arange(draws.size, dtype=np.int64) + draws.block * BLOCK) // (request.trial_size or 1)

    def drawn(self, purpose: str, sd: float) -> Floats | None:
        """For each course, the draw of its trial with standard deviation *sd*; None where trials do not differ."""
        if not (self.request.trial_size and sd and self.index.size):
            return None
        first, last = int(self.index[0]), int(self.index[-1])
        shared: Floats = sd * along(self.request.seed, purpose, first, last + 1)
        drawn: Floats = shared[self.index - first]
        return drawn
