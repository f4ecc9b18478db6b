"""Safety as people judged it. Nothing here computes a level or a score of risk (NICE NG225 advises against both)."""

from attrs import field

from iptcore.constraints import pseudonym, several, shown, text
from iptcore.values import Value, value


@value
class CrisisContact(Value):
    """Whom to reach in a crisis: a person by pseudonym or a named service, and how.

    *professional* left at None: a service is one, a person is not known to be.
    """

    how: str = field(metadata=text("How to reach them", longest=500))
    person: str | None = field(default=None, metadata=pseudonym("Pseudonym of the person"))
    service: str | None = field(default=None, metadata=text("Name of the service", longest=200))
    professional: bool | None = field(default=None, metadata=shown("A professional contact"))


@value
class SafetyPlan(Value):
    """What the client will do when risk rises."""

    warning_signs: tuple[str, ...] = field(default=(), metadata=several("Warning signs", private=True, longest=500))
    own_steps: tuple[str, ...] = field(
        default=(), metadata=several("What the client can do", private=True, longest=500)
    )
    contacts: tuple[CrisisContact, ...] = field(default=(), metadata=several("Whom to reach"))
    safer_surroundings: str | None = field(default=None, metadata=text("Making the surroundings safer"))
