"""What is wrong with data that are not finished yet."""

from collections.abc import Callable
from typing import Any

from iptcore.documents.course_document import course_of
from iptcore.documents.errors import known_kind, one
from iptcore.documents.event_document import event_of, form_faults
from iptcore.documents.limits import HOW_GIVEN, LIMITS, Limits, beyond
from iptcore.documents.protocol_document import protocol_of
from iptcore.errors import Fault
from iptcore.events import KINDS

_DOCUMENTS: dict[str, Callable[[Any], tuple[Any, list[Fault]]]] = {
    "course": course_of,
    "event": event_of,
    "protocol": protocol_of,
}


def faults(kind: str, data: Any, *, limits: Limits = LIMITS) -> tuple[Fault, ...]:
    """Everything that is wrong with *data*, without raising; nothing where they can be read.

    *kind* is the tag of an event, for a form that somebody is filling in (it may leave its ``kind`` out), or one of
    ``course``, ``event`` and ``protocol``, for the data of such a document. *data* are what JSON holds: dictionaries,
    lists, text, numbers; beyond *limits* they are not looked into. The path of each fault is a JSON pointer.

    Raises :class:`~iptcore.errors.UnknownName` for another *kind*, and :class:`~iptcore.errors.InvalidValue` for
    *limits* that are none.
    """
    known_kind(kind, (*_DOCUMENTS, *KINDS))
    too_much = beyond(data, one(Limits, "limits", limits, HOW_GIVEN))
    if too_much is not None:
        return (too_much,)
    if kind in _DOCUMENTS:
        return tuple(_DOCUMENTS[kind](data)[1])
    return tuple(form_faults(kind, data))
