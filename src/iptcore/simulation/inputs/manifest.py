"""What has to be written down so that a result can be made again."""

import platform
from typing import Any

from attrs import field

from iptcore.constraints import number, several, shown, text
from iptcore.errors import InvalidValue
from iptcore.simulation.inputs.bad_request import BadRequest
from iptcore.simulation.inputs.seeds import GENERATOR, GREATEST_SEED
from iptcore.values import Value, fields_of, value


@value
class Manifest(Value):
    """Versions, seed, plan, parameters and arguments of a result; `rerun` makes it again from them.

    *task* is what made it: "simulate", "summarise", "trial", "power", "probabilistic", "predictive" or "one_way".
    *repeatable* is False where a function or array of the caller's went in that no manifest can hold: pass it again.
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

    def as_dict(self) -> dict[str, Any]:
        """All of it as a dict of plain values."""
        return {**vars(self), "notes": list(self.notes)}

    @classmethod
    def from_dict(cls, held: object) -> "Manifest":
        """The manifest that gave this dict.

        Raises:
            BadRequest: if none gave it.
        """
        if isinstance(held, dict) and held.keys() == {field.name for field in fields_of(cls)}:
            notes = held["notes"]
            try:
                return cls(**{**held, "notes": tuple(notes) if isinstance(notes, list) else notes})
            except InvalidValue:
                pass
        raise BadRequest("that is no manifest of a result: pass what Manifest.as_dict gave, unchanged")


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
