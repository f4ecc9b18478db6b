"""Documents: courses, events and protocols as JSON that can always be read, also by later releases.

Reading converts no value to another type, loses nothing, and shows nothing private in its errors.
"""

from iptcore.documents.course_document import from_json
from iptcore.documents.deidentification import deidentify, erase
from iptcore.documents.errors import BadDocument
from iptcore.documents.event_document import event_from_data, event_from_json
from iptcore.documents.faults import faults
from iptcore.documents.limits import Limits
from iptcore.documents.lines import read_courses, read_entries, write_courses, write_entries
from iptcore.documents.personal_export import Export, export_all
from iptcore.documents.protocol_document import protocol_from_json
from iptcore.documents.schema import schema
from iptcore.documents.writing import to_json

__all__ = [
    "BadDocument",
    "Export",
    "Limits",
    "deidentify",
    "erase",
    "event_from_data",
    "event_from_json",
    "export_all",
    "faults",
    "from_json",
    "protocol_from_json",
    "read_courses",
    "read_entries",
    "schema",
    "to_json",
    "write_courses",
    "write_entries",
]
