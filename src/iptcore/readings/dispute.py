"""The stages of a role dispute over time."""

from datetime import date

from attrs import field

from iptcore.constraints import pseudonym, several
from iptcore.course import Course, must_be_course
from iptcore.events import DisputeStageChanged, FormulationAgreed
from iptcore.model.problem_area import RoleDispute
from iptcore.readings.answer import MANY_POINTS, Reading
from iptcore.sources import cite
from iptcore.values import Value, value
from iptcore.vocabulary import DisputeStage


@value
class StageAt(Value):
    """From this day on the dispute was judged to be in this stage."""

    on: date
    stage: DisputeStage


@value
class DisputeCourse(Reading):
    """The stages of one dispute, each change once, in the order of time; none while its stage was not yet judged."""

    dispute: str = field(metadata=pseudonym())
    stages: tuple[StageAt, ...] = field(default=(), metadata=several(distinct=False, most=MANY_POINTS))

    @property
    def stage(self) -> DisputeStage | None:
        """The stage as last judged; None if it was not yet judged."""
        return self.stages[-1].stage if self.stages else None


def disputes(course: Course) -> tuple[DisputeCourse, ...]:
    """The stages of every dispute that a formulation named or whose stage was judged."""
    must_be_course(course)
    stages_of: dict[str, list[StageAt]] = {}
    for _, event in course.timeline:
        if isinstance(event, FormulationAgreed):
            areas = [focal.area for focal in event.formulation.areas]
            judged = [(area.key, area.stage) for area in areas if isinstance(area, RoleDispute)]
        elif isinstance(event, DisputeStageChanged):
            judged = [(event.dispute, event.stage)]
        else:
            continue
        for key, stage in judged:
            stages = stages_of.setdefault(key, [])
            if stage is not None and (not stages or stages[-1].stage is not stage):
                stages.append(StageAt(on=event.on, stage=stage))
    return tuple(_reading(key, tuple(stages)) for key, stages in stages_of.items())


def _reading(key: str, stages: tuple[StageAt, ...]) -> DisputeCourse:
    reasons = (f"stages judged: {len(stages)}" if stages else "its stage was not yet judged",)
    return DisputeCourse(dispute=key, stages=stages, reasons=reasons, source=cite("F18"))
