"""What a parameter is, a number with its unit, uncertainty, source and standing, and what a set of them can do.

The numbers themselves stand in ``default_parameters.py``.
"""

import hashlib
from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from attrs import field

from iptcore.constraints import number, several, shown, text
from iptcore.errors import few_of
from iptcore.notebook import short_repr
from iptcore.simulation.inputs.bad_request import of_kind, real, unknown
from iptcore.values import Sense, Value, value
from iptcore.vocabulary import Word


class Basis(Word):
    """The kind of evidence for a number."""

    READ = "read"  #: read in the source named
    COMPUTED = "computed"  #: arithmetic from figures read in the sources named
    REPORTED = "reported"  #: reported from the literature, not read again
    FITTED = "fitted"  #: fitted to published outcomes; docs/calibration does it
    ASSUMED = "assumed"  #: our assumption: no figure was found


class Spread(Word):
    """How a number is varied in an analysis of uncertainty."""

    FIXED = "fixed"  #: not varied
    POSTERIOR = "posterior"  #: drawn with the others of a row of the posterior that ships
    UNIFORM = "uniform"  #: evenly from low to high
    NORMAL = "normal"  #: low and high hold 95 % of a normal distribution
    LOGNORMAL = "lognormal"  #: low and high hold 95 % of a lognormal distribution


@value
class Parameter(Value):
    """One number of the model. *low* and *high* are its bounds (uniform) or its 95 % interval (all others)."""

    name: str = field(metadata=text("Name", longest=64, private=False))
    value: float = field(metadata=number(None, None, "Value"))
    unit: str = field(metadata=text("Unit", longest=64, private=False))
    meaning: str = field(metadata=text("Meaning", private=False))
    spread: Spread = field(default=Spread.FIXED, metadata=shown("How it is varied"))
    low: float | None = field(default=None, metadata=number(None, None, "Low"))
    high: float | None = field(default=None, metadata=number(None, None, "High"))
    source: str = field(metadata=text("Source", private=False))
    basis: Basis = field(metadata=shown("What stands behind it"))

    senses: ClassVar[tuple[Sense, ...]] = (
        Sense(
            fields=("low", "high", "spread"),
            expected="low below high, both given where the number varies by itself",
            holds=lambda p: (
                p.spread in {Spread.FIXED, Spread.POSTERIOR}
                if p.low is None or p.high is None
                else p.low < p.high and (p.low > 0 or p.spread is not Spread.LOGNORMAL)
            ),
        ),
    )


_HELD: dict[str, Any] = {"spread": Spread.FIXED, "low": None, "high": None}


@value
class Parameters(Value):
    """A whole set of numbers under the name of its scenario: ``parameters["effect_ipt"]``."""

    scenario: str = field(metadata=text("Scenario", longest=64, private=False))
    items: tuple[Parameter, ...] = field(metadata=several("Parameters", fewest=1, by="name"))

    __repr__ = short_repr

    def __getitem__(self, name: str) -> float:
        return self.item(name).value

    def __iter__(self) -> Iterator[Parameter]:
        return iter(self.items)

    def item(self, name: str) -> Parameter:
        """The parameter of that name.

        Raises:
            BadRequest: if there is none.
        """
        for parameter in self.items:
            if parameter.name == name:
                return parameter
        names = [parameter.name for parameter in self.items]
        otherwise = f"use one of {few_of(names)}; the attribute numbers of the set holds all"
        raise unknown("there is no parameter of that name", name, names, otherwise)

    @property
    def numbers(self) -> dict[str, float]:
        """Name and value of each."""
        return {parameter.name: float(parameter.value) for parameter in self.items}

    @property
    def hash(self) -> str:
        """Sixteen hexadecimal digits that change with any name or value, but not with units, sources or meanings."""
        return hash_of(self.numbers)

    def but(
        self, numbers: Mapping[str, float] | None = None, /, *, scenario: str | None = None, **more: float
    ) -> "Parameters":
        """The same set with other values for some: ``parameters.but(effect_ipt=0.1)``.

        These values are fixed: analyses of uncertainty do not vary them any more. To vary one around a value of your
        own, replace it by a `Parameter` with its own spread: ``parameters.with_more(parameter)``.

        Raises:
            BadRequest: if a name is not in the set, or its value is not a number.
        """
        of_kind(numbers, (Mapping, type(None)), _NO_NUMBERS)
        given = {**(numbers or {}), **more}
        fixed = [self.item(name).replace(value=real(number, name), **_HELD) for name, number in given.items()]
        return self.with_more(*fixed).named(scenario or self.scenario)

    def moved(self, numbers: Mapping[str, float]) -> "Parameters":
        """The same set with other values for some parameters, which keep their spreads.

        Raises:
            BadRequest: as `but`.
        """
        of_kind(numbers, Mapping, _NO_NUMBERS)
        return self.with_more(*(self.item(name).replace(value=number) for name, number in numbers.items()))

    def named(self, scenario: str) -> "Parameters":
        """The same set under the name of another scenario."""
        return self.replace(scenario=scenario)

    def with_more(self, *extra: Parameter) -> "Parameters":
        """The same set with additional parameters, for an arm of your own; they replace parameters of the same name."""
        by_name = {item.name: item for item in (*self.items, *extra)}
        return self.replace(items=tuple(by_name.values()))

    def table(self) -> dict[str, list[Any]]:
        """All as columns: name, value, unit, low, high, spread, basis, source, meaning."""
        names = ("name", "value", "unit", "low", "high", "spread", "basis", "source", "meaning")
        return {name: [getattr(item, name) for item in self.items] for name in names}


_NO_NUMBERS = 'the numbers have to be a mapping from names to numbers: {"effect_ipt": 0.1}'

ONCE_WITHOUT = {
    "trial_entry_sd": 0.0, "trial_leaving_sd": 0.0, "trial_natural_sd": 0.0, "trial_scale_sd": 0.0,
    "worsening_power": 0.0, "effect_decline": 0.0, "effect_brevity": 0.0, "group_icc": 0.0,
    "recurrence_hr_weekly": 1.0, "recurrence_hr_fortnightly": 1.0, "recurrence_hr_no_response": 1.0,
    "recurrence_hr_recovered": 1.0,
}  # fmt: skip
"""Parameters that older sets of numbers lack. With these values the model gives the same results as before."""


def hash_of(numbers: Mapping[str, float]) -> str:
    """The hash of numbers by name. It leaves out later parameters whose value changes nothing, so old hashes stay."""
    counted = ((name, number) for name, number in sorted(numbers.items()) if ONCE_WITHOUT.get(name) != number)
    joined = ";".join(f"{name}={number!r}" for name, number in counted)
    return hashlib.sha256(joined.encode()).hexdigest()[:16]
