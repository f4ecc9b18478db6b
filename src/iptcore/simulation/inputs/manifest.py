"""The manifest of a result: everything that is needed to reproduce it."""

import platform
from typing import Any

from attrs import field

from iptcore.constraints import number, several, shown, text
from iptcore.errors import InvalidValue
from iptcore.notebook import short_repr
from iptcore.simulation.inputs.bad_request import BadRequest
from iptcore.simulation.inputs.seeds import GENERATOR, GREATEST_SEED
from iptcore.values import Value, fields_of, value


@value
class Manifest(Value):
    """Versions, seed, plan, parameters and arguments of a result; `rerun` reproduces the result from them.

    *task* is the function that made it: "simulate", "summarise", "trial", "power", "probabilistic", "predictive" or
    "one_way". *repeatable* is False where the caller passed a function or array, which a manifest cannot hold.
    """

    task: str = field(metadata=text("Task", longest=64, private=False))
    library: str = field(metadata=text("Version of iptcore", longest=64, private=False))
    numpy: str = field(metadata=text("Version of numpy", longest=64, private=False))
    python: str = field(metadata=text("Version of Python", longest=64, private=False))
    generator: str = field(metadata=text("Random numbers", longest=200, private=False))
    seed: int = field(metadata=number(0, GREATEST_SEED, "Seed"))
    courses: int = field(metadata=number(0, None, "Courses"))
    protocol: str = field(metadata=text("Protocol", longest=64, private=False))
    edition: str = field(metadata=text("Edition", longest=64, private=False))
    scenario: str = field(metadata=text("Scenario", longest=64, private=False))
    parameter_hash: str = field(metadata=text("Hash of the parameters", longest=64, private=False))
    arguments: str = field(metadata=text("Arguments, as JSON", longest=1_000_000, private=False))
    repeatable: bool = field(metadata=shown("Can be run again from this alone"))
    notes: tuple[str, ...] = field(default=(), metadata=several("Notes"))

    __repr__ = short_repr

    def as_dict(self) -> dict[str, Any]:
        """All of it as a dict of plain values."""
        return {**vars(self), "notes": list(self.notes)}

    @classmethod
    def from_dict(cls, data: object) -> "Manifest":
        """The manifest from which `as_dict` made this dict.

        Raises:
            BadRequest: if `as_dict` cannot have made it.
        """
        if isinstance(data, dict) and data.keys() == {field.name for field in fields_of(cls)}:
            notes = data["notes"]
            try:
                return cls(**{**data, "notes": tuple(notes) if isinstance(notes, list) else notes})
            except InvalidValue:
                pass
        raise BadRequest("not the manifest of a result: pass what Manifest.as_dict returned, unchanged")


def versions() -> dict[str, Any]:
    """The versions that a result depends on."""
    import numpy as np

    from iptcore import __version__

    return {
        "library": __version__,
        "numpy": np.__version__,
        "python": platform.python_version(),
        "generator": GENERATOR,
    }
