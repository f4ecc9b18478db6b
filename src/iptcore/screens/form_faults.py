"""The faults of a filled-in form, field by field, in the language of the person who filled it in."""

from collections.abc import Sequence
from typing import Any

from attrs import frozen

from iptcore.documents import faults
from iptcore.errors import Fault
from iptcore.events import KINDS
from iptcore.screens.forms import Field, fields_by_id
from iptcore.screens.messages import english
from iptcore.screens.translation import Translation, translation


@frozen(kw_only=True)
class FormFault:
    """The fault of one field: the *name* under which it is posted, its *label*, and in *text* what is expected there.

    A fault of several fields together is at the first of them.
    """

    name: str
    label: str
    text: str


def form_faults(kind: str, data: dict[str, Any], *, language: str = "en") -> tuple[FormFault, ...]:
    """All faults of *data* from :func:`posted_data`, in the order of the form; they contain nothing private.

    Raises:
        UnknownName: for another *kind* or *language*.

    >>> [(one.name, one.text) for one in form_faults("session_held", {"on": "2026-01-29", "minutes": 900})]
    [('minutes', 'a whole number from 1 to 480')]
    """
    say, fields = translation(language), fields_by_id(kind)
    return tuple(_in_words(fault, fields, data, say) for fault in faults(kind, data))


def _in_words(fault: Fault, fields: Sequence[Field], data: Any, say: Translation) -> FormFault:
    """A fault in words: its path is followed through the fields, and through *data* to find the chosen variants."""
    field_found: Field | None = None
    name: list[str] = []
    for part in fault.path.split("/")[1:]:
        if part.isdigit():
            data = data[int(part)]
        else:
            data = data.get(part) if isinstance(data, dict) else None
            field_found = next((field for field in fields if field.name.rpartition(".")[2] == part), None)
            if field_found is None:  # what the form has not; nobody can have typed it there
                break
        if field_found is not None and (not part.isdigit() or field_found.widget == "groups"):
            name.append(part)
            fields = _inside(field_found, data)
    return _sense(fault, name, fields, say) or _misfit(fault, name, field_found, say)


def _inside(field: Field, data: Any) -> Sequence[Field]:
    chosen = data.get("kind") if isinstance(data, dict) else None
    if field.widget == "event":
        return fields_by_id(chosen) if chosen in KINDS else ()
    return next((variant.fields for variant in field.variants if variant.tag == chosen), field.fields)


def _sense(fault: Fault, name: list[str], fields: Sequence[Field], say: Translation) -> FormFault | None:
    """A fault of several fields together: what is expected, and the names of the fields in brackets."""
    first = fault.expected.rpartition("(")[2].rstrip(")").split(" and ")[0].split(",")[0]
    for field in fields:
        message = field.label.replace("field.", "sense.", 1)
        if message.endswith(f".{first}") and message in english():
            return FormFault(name=".".join([*name, first]), label=say(field.label), text=say(message))
    return None


def _misfit(fault: Fault, name: list[str], field: Field | None, say: Translation) -> FormFault:
    label = "" if field is None else say(field.label)
    return FormFault(name=".".join(name), label=label, text=_text(fault, field, say))


def _text(fault: Fault, field: Field | None, say: Translation) -> str:
    if field is None:
        return say("fault.other")
    sense = field.label.replace("field.", "sense.", 1)
    if not fault.got and sense in english():
        return say(sense)
    if fault.got in ("nothing", "blank text", "0 of them"):
        return say("fault.needed")
    if fault.expected.startswith("no item twice"):
        return say("fault.twice")
    if fault.got.endswith("of them"):
        return say("fault.many")
    match field.widget:
        case "number":
            return _number(fault, field, say)
        case "textarea" | "text" | "list" if field.longest is not None:
            return say("fault.text", longest=field.longest)
        case "date" | "partial-date" | "code":
            return say(f"fault.{field.widget}")
        case "key" | "list":
            return say("fault.key")
        case _:
            return say("fault.choice")


def _number(fault: Fault, field: Field, say: Translation) -> str:
    message = "fault.whole" if fault.expected.startswith("a whole number") else "fault.number"
    return say(message, low=f"{field.minimum:g}", high=f"{field.maximum:g}")
