"""What every document has around it: the name of its schema and its version."""

from collections.abc import Iterable
from typing import Any

from iptcore.documents.explaining import at, in_json, unknown_keys
from iptcore.documents.plain_data import Doubled
from iptcore.documents.upgrades import VERSION, upgraded
from iptcore.errors import Fault
from iptcore.validation import got

COURSE = "iptcore/course"
EVENT = "iptcore/event"
PROTOCOL = "iptcore/protocol"
ENTRIES = "iptcore/entries"
EXPORT = "iptcore/export"

_READERS = {
    COURSE: "from_json",
    EVENT: "event_from_json",
    PROTOCOL: "protocol_from_json",
    ENTRIES: "read_entries",
}


def sealed(schema: str, data: dict[str, Any]) -> dict[str, Any]:
    """*data* in an envelope of the present version."""
    return {"schema": schema, "version": VERSION, **data}


def unsealed(schema: str, data: Any, keys: Iterable[str]) -> tuple[dict[str, Any] | None, list[Fault]]:
    """What an envelope holds, brought up to the present version, and what is wrong with the envelope.

    None for a document of another *schema*, or of a version that this release cannot read: then its *keys* mean
    nothing.
    """
    if not isinstance(data, dict):
        return None, [Fault("", "an object", in_json(got(data)), "check that this is a document of iptcore")]
    strange = [*_other_schema(schema, data.get("schema")), *_other_version(data.get("version"))]
    if strange:
        return None, strange
    faults = list(unknown_keys(data, ("schema", "version", *keys)))
    if type(data) is Doubled:
        faults.append(Fault("", "each key once", "one that stands twice", "remove one of the two"))
    return upgraded({key: data[key] for key in keys if key in data}, data["version"]), faults


def _other_schema(schema: str, given: Any) -> Iterable[Fault]:
    if given != schema:
        reader = _READERS.get(given) if type(given) is str else None
        advice = f"read it with {reader}" if reader else "check that this is a document of iptcore"
        yield from at(
            "schema", [Fault("", schema, "that of another document" if reader else in_json(got(given)), advice)]
        )


def _other_version(version: Any) -> Iterable[Fault]:
    expected = f"a version from 1 to {VERSION}"
    if type(version) is not int or version < 1:
        yield from at("version", [Fault("", expected, in_json(got(version)))])
    elif version > VERSION:
        yield from at("version", [Fault("", expected, "a newer one", "a newer iptcore wrote it: update this one")])
