"""The errors of reading: for a document, with all of its faults, and for an argument of a reader."""

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, TypeVar

from iptcore.errors import Fault, InvalidValue, IptError, listed
from iptcore.validation import unknown_name

if TYPE_CHECKING:
    from iptcore.protocol.judgements import Finding

_T = TypeVar("_T")


class BadDocument(IptError, ValueError):
    """A document was not read; everything that is wrong with it stands in *faults*.

    The *path* of each fault is a JSON pointer (RFC 6901: ``/entries/3/minutes``; empty for the document as a whole).
    *what* names the sort of document. *findings* holds what the protocol found along the history, where a strict
    reading refused it, without the explanations given there. Nothing of what stood in the document is shown or kept.
    """

    def __init__(self, what: str, faults: Iterable[Fault], findings: Iterable["Finding"] = ()) -> None:
        self.what = what
        self.faults: tuple[Fault, ...] = tuple(faults)
        self.findings: tuple[Finding, ...] = tuple(findings)
        super().__init__(what, self.faults, self.findings)

    def __str__(self) -> str:
        return listed(f"{self.what} cannot be read:", self.faults)


# -- arguments, whatever their annotations say -------------------------------------------------------------------------


def known_kind(name: Any, known: Iterable[str]) -> str:
    """The *known* kind of that name.

    Raises:
        UnknownName: where there is none.
    """
    kinds = tuple(known)
    for kind in kinds:
        if isinstance(name, str) and name == kind:
            return kind  # and not the name itself, which may be of a class derived from str
    # Who gives a class or an event means its tag.
    given = name if isinstance(name, str) else (name if isinstance(name, type) else type(name)).__name__
    word = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", given).lower()
    raise unknown_name("kind of event or document", word, kinds)


def only(kind: type[_T], name: str, given: Any) -> tuple[_T, ...]:
    """The values of an argument, all of one class.

    Raises:
        InvalidValue: for anything else.
    """
    values = tuple(given) if isinstance(given, Iterable) else (given,)
    if not all(isinstance(value, kind) for value in values):
        raise InvalidValue(
            "argument", [Fault(name, f"{name} alone", "something else", f"pass yours as {name}=[yours]")]
        )
    return values
