"""What is wrong with data that are not finished yet."""

from collections.abc import Callable
from typing import Any

from iptcore.documents.course_document import course_of
from iptcore.documents.errors import known_kind
from iptcore.documents.event_document import event_of, form_faults
from iptcore.documents.limits import LIMITS, Limits
from iptcore.documents.plain_data import plain
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
    ``course``, ``event`` and ``protocol``, for the data of such a document. *data* are what JSON holds, exactly:
    ``dict``, ``list``, ``str``, ``int``, ``float``, ``bool`` and None; a class derived from one of these is a fault.
    Beyond *limits* they are not looked into. The path of each fault is a JSON pointer.

    Raises:
        UnknownName: for an unknown *kind*.
        InvalidValue: unless *limits* are :class:`Limits`.
    """
    kind = known_kind(kind, (*_DOCUMENTS, *KINDS))
    given, too_much = plain(data, limits)
    if too_much is not None:
        return (too_much,)
    if kind in _DOCUMENTS:
        return tuple(_DOCUMENTS[kind](given)[1])
    return tuple(form_faults(kind, given))
