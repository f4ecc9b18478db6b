"""What runs in the tab: one course, in the memory of this page alone, judged by the same core as on a server.

Texts of JSON go in and out, so that neither side has to know the objects of the other.
"""

import json
from typing import Any

import attrs

from iptcore import IPT, Course, NotAllowed
from iptcore.documents import BadDocument, event_from_data, from_json, to_json
from iptcore.protocol.catalogue import protocol
from iptcore.screens import form, form_faults, languages, posted_data, screen, translation
from iptcore.screens.screen import reason


class Tab:
    """The course of this tab, and what the page needs from it."""

    def __init__(self) -> None:
        self._course = Course()

    def languages(self) -> str:
        """The codes of the languages there are."""
        return json.dumps(languages())

    def screen(self, language: str) -> str:
        """Everything that the page shows."""
        return json.dumps(screen(self._course, self._protocol, language=language, private=True))

    def form(self, kind: str, language: str) -> str:
        """The fields of a kind of event; the page fills in the protocol by itself."""
        fields = form(kind, language=language, course=self._course, protocol=self._protocol)
        shown = [field for field in fields if field.name not in ("recorded", "by", "protocol", "edition")]
        return json.dumps([attrs.asdict(field) for field in shown])

    def enter(self, kind: str, posted: str, language: str) -> str:
        """Enter a form. Gives what is *wrong* with its fields and what is *refusing* it: nothing, if it was entered."""
        data = posted_data(kind, json.loads(posted))
        if kind == "course_opened":
            data |= {"protocol": self._protocol.code, "edition": self._protocol.edition}
        wrong = form_faults(kind, data, language=language)
        refusing: list[Any] = []
        if not wrong:
            try:
                self._course = self._protocol.apply(self._course, event_from_data(kind, data))
            except NotAllowed as refused:
                say = translation(language)
                refusing = [
                    attrs.asdict(reason(objection, say)) for objection in refused.objections if objection.refuses
                ]
        return json.dumps({"wrong": [attrs.asdict(fault) for fault in wrong], "refusing": refusing})

    def save(self) -> str:
        """The course as a document."""
        return to_json(self._course, indent=True)

    def open(self, document: str) -> str:
        """Take a document in; gives why it cannot be read, or nothing."""
        try:
            self._course = from_json(document)
        except BadDocument as bad:
            return str(bad)
        return ""

    @property
    def _protocol(self) -> Any:
        return IPT if self._course.opening is None else protocol(self._course.opening.protocol)
