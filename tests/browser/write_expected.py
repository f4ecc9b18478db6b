"""Write what the page has to show of every example course, as this Python sees it: python write_expected.py FILE"""

import json
import sys
from pathlib import Path

from iptcore.documents import from_json, to_json
from iptcore.protocol.catalogue import protocol
from iptcore.screens import screen

COURSES = Path(__file__).parents[2] / "examples" / "courses"

made = {}
for path in sorted(COURSES.glob("*.json")):
    document = path.read_text(encoding="utf-8")
    course = from_json(document)
    under = protocol(course.opening.protocol)
    screens = {language: screen(course, under, language=language, private=True) for language in ("de", "en")}
    made[path.stem] = {"document": document, "screens": screens, "saved": json.loads(to_json(course))}
Path(sys.argv[1]).write_text(json.dumps(made), encoding="utf-8")
