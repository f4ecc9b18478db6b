"""One published number about an instrument, with its source."""

from attrs import field

from iptcore.constraints import number, shown, text
from iptcore.sources import Source
from iptcore.values import Value, value
from iptcore.vocabulary import RaterType


@value
class Figure(Value):
    """One published number.

    *means* says what it stands for where the field alone does not, *rater* whose ratings it is for (None: anybody's).
    *share*: it is a part of the first score (0.5 is half of it), not points; where higher is better, a part of what
    the first score lacked of the highest (our decision). *beyond*: reaching it is not enough, it must be passed.
    """

    number: float = field(metadata=number(0, None, "Number"))
    source: Source = field(metadata=shown("Source"))
    means: str = field(default="", metadata=text("Meaning", longest=200, private=False))
    rater: RaterType | None = field(default=None, metadata=shown("For ratings by"))
    share: bool = field(default=False, metadata=shown("A share of the first score"))
    beyond: bool = field(default=False, metadata=shown("Must be passed"))

    def reached_by(self, fall: float, before: float) -> bool:
        """Whether a *fall* from *before* is at least as large as this figure."""
        # Rounded: a fall of 29 % must count as one whatever a binary fraction makes of 0.29.
        over = round(fall - (self.number * before if self.share else self.number), 9)
        return over > 0 if self.beyond else over >= 0
