"""Write the golden schemas anew. Look at the difference before you keep it: others build on them."""

import json
from pathlib import Path

from iptcore.documents import schema
from iptcore.events import KINDS

if __name__ == "__main__":
    folder = Path(__file__).parent / "schema"
    (folder / "forms").mkdir(parents=True, exist_ok=True)
    for kind in ("course", "event", "protocol", *KINDS):
        path = folder / ("forms" if kind in KINDS else "") / f"{kind}.json"
        path.write_text(json.dumps(schema(kind), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
