"""A block of courses: by the fast walk, or by the one that asks a policy."""

from iptcore.simulation.draws import Draws, Floats
from iptcore.simulation.engine import Courses
from iptcore.simulation.engine_policy import Walk
from iptcore.simulation.treatment import Columns, Run


def simulate_block(run: Run, block: int, size: int, buffers: dict[str, Floats] | None = None) -> Columns:
    """The columns of the first *size* courses of a block; last axis: courses."""
    courses = Courses(run, Draws(run.seed, block, size, buffers))
    if run.policy.asks:
        Walk(courses).walk()
    else:
        courses.walk()
    return courses.columns()
