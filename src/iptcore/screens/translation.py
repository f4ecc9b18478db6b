"""Messages in one language, by their ids, with days, words and sentences of rules in the forms of that language.

The catalogues are those of gettext: ``locale/<language>/LC_MESSAGES/iptcore.mo``, read by the standard library. The
messages of a protocol of your own are in no catalogue, and are shown as you wrote them.
"""

import gettext
import re
from collections.abc import Mapping
from datetime import date
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from iptcore.course import no_kind_of_event
from iptcore.events import EVENTS, EventKind
from iptcore.model.partial_date import PartialDate
from iptcore.protocol.protocol import Protocol
from iptcore.protocol.rule import Objection
from iptcore.screens.messages import english, event_id, word_id
from iptcore.sources import Source, Standing
from iptcore.validation import unknown_name
from iptcore.vocabulary import Word

_MEANT = re.compile(r"did you mean (.+)\?")

_LOCALE = files("iptcore.screens") / "locale"


@cache
def languages() -> tuple[str, ...]:
    """The languages there are, by their codes: ``de``, ``en``."""
    return tuple(sorted(folder.name for folder in _LOCALE.iterdir() if folder.is_dir()))


def translation(language: str = "en", *, plain: bool = False) -> "Translation":
    """The messages of a language; with *plain*, in words for clients where there are any.

    Raises:
        UnknownName: for an unknown language.
    """
    asked: object = language
    return _translation(asked if isinstance(asked, str) else "", bool(plain))  # what a request holds may be anything


@cache
def _translation(language: str, plain: bool) -> "Translation":
    if language not in languages():
        raise unknown_name("language", language, languages())
    catalogue = _catalogue(language)
    if language != "en":
        catalogue.add_fallback(_catalogue("en"))  # for messages that the language lacks
    return Translation(catalogue, plain=plain)


def _catalogue(language: str) -> gettext.GNUTranslations:
    # Opened one by one, since the package may be in an archive, where the folder is not a path.
    with (_LOCALE / language / "LC_MESSAGES" / "iptcore.mo").open("rb") as file:
        return gettext.GNUTranslations(file)


class Translation:
    """The result of :func:`translation`: call it with the id of a message and the parts for its braces."""

    def __init__(self, catalogue: gettext.NullTranslations, *, plain: bool = False) -> None:
        self._catalogue = catalogue
        self._plain = plain

    def __call__(self, message: str, /, otherwise: str | None = None, **parts: Any) -> str:
        """The text of a message; if no catalogue has it, *otherwise* or the id."""
        return self._text_of(message, otherwise).format_map(parts)

    def counted(self, message: str, number: int, /, **parts: Any) -> str:
        """The text of a message with a number, in the singular or plural form of the language."""
        return self._catalogue.ngettext(message, message, number).format_map({"number": number, **parts})

    def event(self, kind: EventKind) -> str:
        """The name of a kind of event.

        Raises:
            UnknownName: for anything but the class of one.
        """
        if kind not in EVENTS:
            raise no_kind_of_event(kind)
        return self(event_id(kind))

    def word(self, word: Word) -> str:
        """A word from a vocabulary."""
        return self(word_id(word), word.label)

    def label(self, protocol: Protocol, word: Word) -> str:
        """A word by the manual's own name, if it has one."""
        own = dict(protocol.labels).get(word.value)
        return self.word(word) if own is None else self.sentence(f"label.{protocol.code}.{word}", own)

    def number(self, number: float) -> str:
        """A number as it is written in this language."""
        return f"{number:g}".replace(".", self("decimal"))

    def percent(self, share: float) -> str:
        """A share from 0 to 1 in percent."""
        return self("percent", number=f"{share * 100:.0f}")

    def day(self, day: date) -> str:
        """A day as people write it."""
        return self("day", day=day.day, month=self(f"month.{day.month}"), year=day.year)

    def moment(self, moment: PartialDate) -> str:
        """A date of life, as far as it is known: a year, a season, a month or a day, about, before or ahead."""
        month = "" if moment.month is None else self(f"month.{moment.month}")
        if moment.day is not None:
            text = self("day", day=moment.day, month=month, year=moment.year)
        elif moment.month is not None:
            text = self("moment.month", month=month, year=moment.year)
        elif moment.season is not None:
            text = self("moment.season", season=self.word(moment.season), year=moment.year)
        else:
            text = str(moment.year)
        for holds, message in ((moment.about, "about"), (moment.before, "before"), (moment.anticipated, "ahead")):
            text = self(f"moment.{message}", moment=text) if holds else text
        return text

    def todo(self, code: str, text: str) -> str:
        """The requirement of a clause, whose English is *text*, with the hint that follows it, if there is one."""
        message = f"clause.{code}"
        asks = english().get(message)
        if asks is None or not text.startswith(f"{asks}; "):
            return self.sentence(message, text)
        hint = text.removeprefix(f"{asks}; ")
        meant = _MEANT.fullmatch(hint)
        return f"{self(message)}; {self('hint.meant', near=meant[1]) if meant else hint}"

    def rule(self, objection: Objection) -> str:
        """The rule behind an objection, in a sentence."""
        return self.sentence(f"rule.{objection.rule}", objection.says)

    def source(self, source: Source) -> str:
        """The sources of a rule, each with its standing unless it was read."""
        works = []
        for citation in source.citations:
            work = self(f"work.{citation.work.short}", citation.work.short)
            works.append(work if citation.standing is Standing.READ else f"{work} ({self.word(citation.standing)})")
        return "; ".join(works)

    def _text_of(self, message: str, otherwise: str | None) -> str:
        for known in (f"plain.{message}", message) if self._plain else (message,):
            text = self._catalogue.gettext(known)
            if text != known:
                return text
        return message if otherwise is None else otherwise.replace("{", "{{").replace("}", "}}")

    def sentence(self, message: str, text: str) -> str:
        """A sentence whose English is *text*: by its id, or by that of the same sentence elsewhere."""
        # A protocol of one's own may give a known code another meaning: its own sentence is the one to show.
        known = message if english().get(message) == text else _by_text().get(text)
        return text if known is None else self._catalogue.gettext(known)


@cache
def _by_text() -> Mapping[str, str]:
    """The ids of the sentences of rules and steps, and of the names that manuals have, by their English."""
    return MappingProxyType({
        text: known
        for known, text in english().items()
        if isinstance(text, str) and known.startswith(("step.", "rule.", "clause.", "label."))
    })  # fmt: skip
