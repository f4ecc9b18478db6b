"""What a browser would send of a form on a page."""

from html.parser import HTMLParser


class _Reader(HTMLParser):
    """The controls of the one form that has a revision or a client in it, as a browser sends them."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[list[tuple[str, str]]] = []
        self._select = self._textarea = None
        self._chosen: str | None = None
        self._text = ""

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        if tag == "form":
            self.forms.append([])
        elif tag == "input" and given.get("type") in ("checkbox", "radio"):
            if "checked" in given:
                self.forms[-1].append((given["name"], given.get("value", "on")))
        elif tag == "input" and given.get("type") != "file":
            self.forms[-1].append((given["name"], given.get("value", "")))
        elif tag == "select":
            self._select, self._chosen = given["name"], None
        elif tag == "option" and self._select and ("selected" in given or self._chosen is None):
            self._chosen = given["value"]
        elif tag == "textarea":
            self._textarea, self._text = given["name"], ""

    def handle_data(self, data):
        if self._textarea:
            self._text += data

    def handle_endtag(self, tag):
        if tag == "select":
            self.forms[-1].append((self._select, self._chosen or ""))
            self._select = None
        elif tag == "textarea":
            # The first line break after the tag is no part of the text, and each is sent as two characters.
            self.forms[-1].append((self._textarea, self._text.removeprefix("\n").replace("\n", "\r\n")))
            self._textarea = None


def controls(page: str) -> dict[str, list[str]]:
    """The names and values that the longest form on a page sends."""
    reader = _Reader()
    reader.feed(page)
    sent: dict[str, list[str]] = {}
    for name, text in max(reader.forms, key=len):
        sent.setdefault(name, []).append(text)
    return sent
