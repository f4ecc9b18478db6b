"""The arms of a trial, and the parts of each arm.

An arm is a list of parts. A part multiplies severity by ``exp(-effect x pace)``, at every attended session or in every
week of treatment; its *pace* names the treatment for which the client's pace is used (the paces of a client under
different treatments are correlated: ``pace_correlation``). This is enough for an arm of your own::

    Arm(name="mine", parts=(Part(effect=0.06, per=Per.SESSION, pace="ipt", by_therapist=True),), leaving=-3.5)
"""

from attrs import field

from iptcore.constraints import number, several, shown, text
from iptcore.simulation.inputs.bad_request import unknown
from iptcore.validation import looked_up
from iptcore.values import Value, value
from iptcore.vocabulary import Word


class Per(Word):
    """When a part works."""

    SESSION = "session"
    WEEK = "week"


@value
class Part(Value):
    """One part of an arm. *effect* is a number (log severity lost each time) or the name of a parameter."""

    effect: str | float = field(metadata=shown("Effect each time"))
    per: Per = field(metadata=shown("Works at each"))
    pace: str = field(metadata=text("Pace of", longest=32, private=False))
    by_therapist: bool = field(default=False, metadata=shown("Therapists differ in it"))


@value
class Arm(Value):
    """The treatment of one group of a trial.

    *leaving* is a number (logit of the weekly chance to leave without improvement)
    or the name of a parameter; None for nobody. *sessions* says that appointments take place. *treatment* is the name
    of the arm it is a form of, with which it shares its place in the spread between trials; its own where left out.
    """

    name: str = field(metadata=text("Name", longest=32, private=False))
    label: str | None = field(default=None, metadata=text("Label", longest=80, private=False))
    parts: tuple[Part, ...] = field(default=(), metadata=several("Parts", most=8))
    leaving: str | float | None = field(default=None, metadata=shown("Logit of leaving"))
    sessions: bool = field(default=True, metadata=shown("Has sessions"))
    trial_spread: float = field(default=1.0, metadata=number(0, 10, "Share of the spread between trials"))
    treatment: str | None = field(default=None, metadata=text("Treatment it is a form of", longest=32, private=False))

    def named(self, name: str) -> "Arm":
        """The same treatment as an arm of another name, for another schedule of it in the same trial."""
        return self.replace(name=name, label=None, treatment=self.treatment or self.name)


_IPT = Part(effect="effect_ipt", per=Per.SESSION, pace="ipt", by_therapist=True)

ARMS: dict[str, Arm] = {
    arm.name: arm
    for arm in (
        Arm(name="ipt", label="IPT", parts=(_IPT,), leaving="leaving_ipt"),
        Arm(
            name="drug",
            label="Antidepressant with clinical management",
            parts=(Part(effect="effect_drug", per=Per.WEEK, pace="drug"),),
            leaving="leaving_drug",
        ),
        Arm(
            name="combined",
            label="IPT and antidepressant",
            parts=(_IPT, Part(effect="effect_drug_added", per=Per.WEEK, pace="drug")),
            leaving="leaving_combined",
        ),
        Arm(
            name="other_therapy",
            label="Another psychotherapy",
            parts=(Part(effect="effect_other_therapy", per=Per.SESSION, pace="other_therapy", by_therapist=True),),
            leaving="leaving_other_therapy",
        ),
        Arm(
            name="placebo",
            label="Placebo with clinical management",
            parts=(Part(effect="effect_placebo", per=Per.SESSION, pace="placebo"),),
            leaving="leaving_placebo",
        ),
        Arm(
            name="usual_care",
            label="Usual care",
            parts=(Part(effect="effect_usual_care", per=Per.WEEK, pace="usual_care"),),
            leaving="leaving_usual_care",
            sessions=False,
        ),
        Arm(
            name="waiting_list",
            label="Waiting list",
            parts=(Part(effect="effect_waiting_list", per=Per.WEEK, pace="usual_care"),),
            leaving="leaving_usual_care",
            sessions=False,
        ),
        Arm(name="untreated", label="Natural course", sessions=False),
    )
}
"""The arms that ship, by name. "untreated" is the natural course, followed without leaving."""


def arm_of(arm: object) -> Arm:
    """The arm that was passed, or the arm of the package that has this name.

    Raises:
        BadRequest: if there is none.
    """
    if isinstance(arm, Arm):
        return arm
    known = looked_up(ARMS, arm)
    if known is not None:
        return known
    raise unknown(
        "unknown arm", arm, ARMS,
        f"pass an Arm of your own, or one of: {', '.join(ARMS)}; a second arm of the same treatment has a name of its "
        'own: ARMS["ipt"].named("brief")',
    )  # fmt: skip
