"""A range of numbers."""

from collections.abc import Mapping
from typing import ClassVar

from attrs import field

from iptcore.constraints import number
from iptcore.values import Sense, Value, value


@value
class Between(Value):
    """A range with both ends included; None leaves an end open.

    >>> Between(12, 16).holds(16), Between(None, 50).holds(0)
    (True, True)
    >>> str(Between(12, 16)), str(Between(12, None)), str(Between(None, None))
    ('12-16', '12 or more', 'any')
    """

    low: float | None = field(metadata=number(0, None, "From"))
    high: float | None = field(metadata=number(0, None, "To"))

    how_to_write: ClassVar[Mapping[type, str]] = {
        object: "write Between(low, high), both ends included, or None for an open end"
    }
    senses: ClassVar[tuple[Sense, ...]] = (
        Sense(
            fields=("low", "high"),
            expected="a lower end that is not above the upper end",
            holds=lambda span: span.low is None or span.high is None or span.low <= span.high,
        ),
    )

    def __init__(self, low: float | None, high: float | None) -> None:
        self.__attrs_init__(low=low, high=high)

    def holds(self, amount: float) -> bool:
        """Whether *amount* lies in the range."""
        return (self.low is None or amount >= self.low) and (self.high is None or amount <= self.high)

    def __str__(self) -> str:
        if self.low == self.high:
            return "any" if self.low is None else f"{self.low:g}"
        if self.low is None:
            return f"up to {self.high:g}"
        return f"{self.low:g} or more" if self.high is None else f"{self.low:g}-{self.high:g}"
