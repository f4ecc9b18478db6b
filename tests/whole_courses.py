"""A whole course under each protocol, stored: ``python tests/whole_courses.py`` writes them to tests/courses/."""

from pathlib import Path

from iptcore.documents import to_json
from iptcore.protocol.catalogue import CATALOGUE
from iptcore.testing import faithful_course

FOLDER = Path(__file__).parent / "courses"

if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for each in CATALOGUE:
        text = to_json(faithful_course(each), indent=True)
        (FOLDER / f"{each.code}.json").write_text(text + "\n", encoding="utf-8")
