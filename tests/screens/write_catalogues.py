"""Write the catalogues of messages anew: new ids are added with their English, ids that are gone are dropped.

    python tests/screens/write_catalogues.py

A message that a language lacks, or whose English changed since, is marked *fuzzy* and left out of the compiled file:
translate it in ``locale/<language>/LC_MESSAGES/iptcore.po``, remove the mark, and run this again. The English that a
translation was made of stands above it as a comment.
"""

from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

import iptcore.screens
from iptcore.screens.messages import english

LOCALE = Path(iptcore.screens.__file__).parent / "locale"
HEADER = "# The messages of iptcore by their ids. MIT licence, as the library.\n#"
ANY_DAY = datetime(2026, 1, 1, tzinfo=UTC)  # a day of its own for each writing would change the files for nothing


def catalogue(language: str, known: Catalog) -> Catalog:
    """The catalogue of a language: its own words, where the English beside them is still the same."""
    messages = Catalog(
        locale=language, project="iptcore", version="1", header_comment=HEADER, fuzzy=False, creation_date=ANY_DAY,
        revision_date=ANY_DAY, last_translator="The iptcore maintainers", language_team=language,
        msgid_bugs_address="iptcore",
    )  # fmt: skip
    for name, text in english().items():
        key = name if isinstance(text, str) else (name, name)
        shown = " ".join((text if isinstance(text, str) else " | ".join(text)).split())
        before = known.get(name)
        if language == "en":
            messages.add(key, text)
        elif before is not None and before.string and not before.fuzzy and " ".join(before.auto_comments) == shown:
            messages.add(key, before.string, auto_comments=[shown])
        else:
            messages.add(key, before.string if before else None, auto_comments=[shown], flags=["fuzzy"])
    return messages


def files(language: str) -> tuple[bytes, bytes]:
    """The catalogue of a language as it should stand in the tree: to be edited (.po), and compiled (.mo)."""
    path = LOCALE / language / "LC_MESSAGES" / "iptcore.po"
    with path.open("rb") as stored:
        messages = catalogue(language, read_po(stored, locale=language))
    text, compiled = BytesIO(), BytesIO()
    write_po(text, messages, width=0, sort_output=True, omit_header=False)
    write_mo(compiled, messages)
    lines = text.getvalue().splitlines(keepends=True)
    return b"".join(line for line in lines if not line.startswith(b'"Generated-By')), compiled.getvalue()


def write() -> None:
    """Write both files of each language."""
    for folder in sorted(LOCALE.iterdir()):
        text, compiled = files(folder.name)
        (folder / "LC_MESSAGES" / "iptcore.po").write_bytes(text)
        (folder / "LC_MESSAGES" / "iptcore.mo").write_bytes(compiled)


if __name__ == "__main__":
    write()
