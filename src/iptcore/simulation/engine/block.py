"""A block of courses: treatment, simulated with or without a policy, and the time after it."""

from iptcore.simulation.engine.aftermath import after
from iptcore.simulation.engine.draws import Draws
from iptcore.simulation.engine.policy_walk import Walk
from iptcore.simulation.engine.week_by_week import Courses
from iptcore.simulation.inputs.arrays import Columns, Floats
from iptcore.simulation.inputs.request import Request


def simulate_block(request: Request, block: int, size: int, buffers: dict[str, Floats] | None = None) -> Columns:
    """The columns of the first *size* courses of a block; last axis: courses."""
    courses = Courses(request, Draws(request.seed, block, size, buffers))
    if request.policy.functions:
        Walk(courses).walk()
    else:
        courses.walk()
    columns = courses.columns()
    return columns | after(courses, columns)
