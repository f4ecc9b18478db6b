"""The focal areas in force."""

from iptcore.course import Course
from iptcore.model.formulation import FocalArea
from iptcore.model.problem_area import RoleDispute


def focal_keys(course: Course) -> tuple[str, ...]:
    """The keys of the focal areas in force."""
    return course.formulation.keys if course.formulation else ()


def focal_areas(course: Course) -> tuple[FocalArea, ...]:
    """The focal areas in force."""
    return course.formulation.areas if course.formulation else ()


def focal_disputes(course: Course) -> tuple[RoleDispute, ...]:
    """The role disputes among the focal areas in force."""
    return tuple(focal.area for focal in focal_areas(course) if isinstance(focal.area, RoleDispute))
