"""The formulation: how the syndrome and the interpersonal problem are connected, as client and therapist agree it."""

from typing import ClassVar

from attrs import field

from iptcore.constraints import several, shown, text
from iptcore.model.partial_date import PartialDate
from iptcore.model.problem_area import AnyProblemArea
from iptcore.values import Sense, Value, value
from iptcore.vocabulary import AttachmentStyle, OnsetLink

MOST_AREAS = 7
"""The most focal areas of a formulation: as many as there are kinds of problem area."""


@value
class FocalArea(Value):
    """A problem area chosen as a focus of the course."""

    area: AnyProblemArea = field(metadata=shown("Problem area"))
    primary: bool = field(default=False, metadata=shown("Primary focus"))
    onset_link: OnsetLink | None = field(default=None, metadata=shown("How it bears on the episode"))
    link: str | None = field(default=None, metadata=text("The link in words"))


@value
class Formulation(Value):
    """The fields of Weissman, Markowitz & Klerman, and those that Stuart & Robertson add.

    What a protocol demands (a syndrome, a link, a plan) is a rule: a draft may leave any of it open. *accepted* says
    that the client explicitly agreed; it is None while nobody has asked.
    """

    areas: tuple[FocalArea, ...] = field(default=(), metadata=several("Focal areas", most=MOST_AREAS))
    syndrome: str | None = field(default=None, metadata=text("Syndrome or problem"))
    onset: PartialDate | None = field(default=None, metadata=shown("Onset"))
    precipitant: str | None = field(default=None, metadata=text("What set it off"))
    link: str | None = field(default=None, metadata=text("How syndrome and focus are connected"))
    plan: str | None = field(default=None, metadata=text("What will be done about it"))
    accepted: bool | None = field(default=None, metadata=shown("Accepted by the client"))
    biological: str | None = field(default=None, metadata=text("Biological factors"))
    psychological: str | None = field(default=None, metadata=text("Psychological factors"))
    social: str | None = field(default=None, metadata=text("Social factors"))
    cultural: str | None = field(default=None, metadata=text("Cultural factors"))
    spiritual: str | None = field(default=None, metadata=text("Spiritual factors"))
    attachment: AttachmentStyle | None = field(default=None, metadata=shown("Attachment style"))
    acute_crisis: str | None = field(default=None, metadata=text("Acute crisis"))
    support: str | None = field(default=None, metadata=text("Social support, and where it is weak"))

    senses: ClassVar[tuple[Sense, ...]] = (
        Sense(
            fields=("areas",),
            expected="a key of its own for each focal area",
            holds=lambda formulation: len({focal.area.key for focal in formulation.areas}) == len(formulation.areas),
        ),
    )

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys of the focal areas, in their order."""
        return tuple(focal.area.key for focal in self.areas)
