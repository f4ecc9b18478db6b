"""Write the schema of a screen, and the screen of an example course as TypeScript, into the folder given.

python tests/typescript/write_screen.py FOLDER
"""

import json
import sys
from pathlib import Path

from iptcore import IPT
from iptcore.documents import from_json
from iptcore.screens import screen, screen_schema

FOLDER = Path(sys.argv[1])
EXAMPLE = Path(__file__).parents[2] / "examples" / "courses" / "role_dispute.json"
COURSE = from_json(EXAMPLE.read_text(encoding="utf-8"))

(FOLDER / "screen.json").write_text(json.dumps(screen_schema()), encoding="utf-8")
shown = json.dumps(screen(COURSE, IPT, private=True))
page = f"""import type {{ Screen }} from "./screen";

export const shown: Screen = {shown};
// What is missing, or is no part of a screen, does not compile:
// @ts-expect-error
export const none: Screen = {{}};
// @ts-expect-error
export const more: Screen = {{ ...shown, mood: 1 }};
export const first: string | undefined = shown.options[0]?.reasons[0]?.way_out;
"""
(FOLDER / "page.ts").write_text(page, encoding="utf-8")
