"""What is wrong with a document, all of it."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from iptcore.errors import Fault, IptError, listed

if TYPE_CHECKING:
    from iptcore.protocol.judgements import Finding


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
