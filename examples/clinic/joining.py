"""Another copy of a course, written elsewhere: what it brings, and what to look at before both are kept."""

from typing import Any, NamedTuple

from flask import request

from iptcore import Course, Protocol
from iptcore.documents import Limits, from_json
from iptcore.protocol.merging import Merged, merge
from iptcore.screens import screen, translation
from iptcore.screens.screen import reason


class Joined(NamedTuple):
    """Both copies as one, and the copy as it was sent, to be sent once more when it is decided to keep both."""

    document: str
    merged: Merged

    def shown(self, protocol: Protocol, revision: int, language: str) -> dict[str, Any]:
        """What the page shows: the lines that come to a course at *revision*, and each conflict with its lines."""
        say = translation(language)
        lines = screen(self.merged.course, protocol, language=language, private=True)["history"]
        return {
            "document": self.document,
            "new": lines[revision:],
            "conflicts": [
                {
                    "label": say.word(conflict.what),
                    "about": say(f"conflict.{conflict.what}"),
                    "lines": [
                        lines[number - 1]
                        for number in sorted({*conflict.ours, *conflict.theirs, *_corrected(conflict)})
                    ],
                    "reasons": [reason(objection, say) for objection in conflict.objections],
                }
                for conflict in self.merged.conflicts
            ],
        }


def joined(course: Course, protocol: Protocol, limits: Limits) -> Joined | None:
    """The copy that was sent, joined with *course*; None where none was sent.

    Raises :class:`~iptcore.documents.BadDocument` for what is no document, and :class:`~iptcore.InvalidValue` for one
    of another course.
    """
    sent = request.files.get("document")
    document = request.form.get("_document", "") if sent is None else sent.read().decode("utf-8", "replace")
    if not document:
        return None
    return Joined(document, merge(protocol, course, from_json(document, limits=limits)))


def _corrected(conflict: Any) -> list[int]:
    return [] if conflict.corrected is None else [conflict.corrected]
