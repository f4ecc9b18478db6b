"""Goals: few, interpersonal, tied to the focal area, in the client's words."""

from typing import ClassVar

from attrs import field

from iptcore.constraints import number, pseudonym, shown, text
from iptcore.values import Sense, Value, value
from iptcore.vocabulary import Mechanism


@value
class Goal(Value):
    """An agreed interpersonal aim, or one on daily rhythms (Frank's IPSRT), which serves no focal area.

    Attainment is rated on the scale of goal attainment scaling (Kiresuk & Sherman): -2 is much less than expected,
    0 the expected outcome, +2 much more. *baseline* is the level at the start; *weight* is the goal's share in the
    T-score.
    """

    key: str = field(metadata=pseudonym("Key of the goal"))
    area: str | None = field(default=None, metadata=pseudonym("Key of the focal area it serves"))
    daily_rhythm: bool = field(default=False, metadata=shown("On daily rhythms", "then it serves no focal area"))
    words: str = field(metadata=text("The goal in the client's words", longest=1_000))
    mechanism: Mechanism | None = field(default=None, metadata=shown("Mechanism of change"))
    baseline: int = field(default=-1, metadata=number(-2, 2, "Level at the start"))
    expected: str | None = field(default=None, metadata=text("What reaching it (0) looks like"))
    weight: int = field(default=1, metadata=number(1, 5, "Weight"))

    senses: ClassVar[tuple[Sense, ...]] = (
        Sense(
            fields=("area", "daily_rhythm"),
            expected="a focal area, or daily rhythms",
            holds=lambda goal: (goal.area is not None) != goal.daily_rhythm,
            advice="give area, or daily_rhythm=True",
        ),
    )
