"""Write the golden course with every part of every event anew: for the present version, until it is released.

``python tests/documents/write_filled.py`` from the root; look at the difference before you keep it.
"""

import hashlib
from pathlib import Path

from filled import filled

from iptcore.course import Course, replay
from iptcore.documents import to_json
from iptcore.documents.upgrades import VERSION
from iptcore.events import EVENTS, CourseOpened
from iptcore.protocol.catalogue import IPT


def whole() -> Course:
    """One event of each kind with everything filled in, the opening under a protocol that is known."""
    opening = filled(CourseOpened).replace(protocol=IPT.code, edition=IPT.edition)
    return replay([opening, *(filled(kind) for kind in EVENTS if kind is not CourseOpened)])


if __name__ == "__main__":
    folder = Path(__file__).parent / f"v{VERSION}"
    (folder / "filled.json").write_text(to_json(whole(), indent=True) + "\n", encoding="utf-8")
    stored = sorted(path for path in folder.iterdir() if path.name != "SHA256")
    sums = [f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n" for path in stored]
    (folder / "SHA256").write_text("".join(sums), encoding="utf-8")
