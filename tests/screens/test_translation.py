"""The languages: whole, current, and with the same places for what belongs in them."""

import gettext
import string
from datetime import date
from io import BytesIO

import pytest
from babel.messages.pofile import read_po

from iptcore import IPT, UnknownName
from iptcore.events import EVENTS, SymptomsRated
from iptcore.protocol.catalogue import IPT_M
from iptcore.screens import languages, translation
from iptcore.screens.messages import english
from iptcore.screens.plain_messages import PLAIN
from iptcore.sources import cite
from iptcore.vocabulary import Phase, RiskAction
from screens import write_catalogues

FILES = {language: write_catalogues.files(language) for language in languages()}


def stored(language, ending):
    return (write_catalogues.LOCALE / language / "LC_MESSAGES" / f"iptcore.{ending}").read_bytes()


def compiled(data):
    return gettext.GNUTranslations(BytesIO(data))._catalog


def test_english_and_german_ship():
    assert languages() == ("de", "en")


@pytest.mark.parametrize("language", languages())
def test_the_stored_catalogues_are_what_the_code_says_today(language):
    text, machine = FILES[language]
    assert stored(language, "po") == text, "run python tests/screens/write_catalogues.py"
    assert compiled(stored(language, "mo")) == compiled(machine), "run python tests/screens/write_catalogues.py"


@pytest.mark.parametrize("language", languages())
def test_a_language_is_whole(language):
    catalogue = read_po(BytesIO(stored(language, "po")), locale=language)
    assert [message.id for message in catalogue if message.fuzzy or not message.string] == []
    names = {message.id if isinstance(message.id, str) else message.id[0] for message in catalogue if message.id}
    assert names == set(english())


def places(text):
    return sorted({name for _, name, _, _ in string.Formatter().parse(text) if name})


def texts_of(catalogue, name):
    """The texts of a message: one, or one for each form that counts."""
    return [text for key, text in catalogue.items() if key == name or (isinstance(key, tuple) and key[0] == name)]


@pytest.mark.parametrize("language", languages())
def test_a_translation_has_the_places_of_the_english(language):
    catalogue = compiled(stored(language, "mo"))
    wrong = [
        name
        for name, message in english().items()
        for text in texts_of(catalogue, name)
        if places(text) != places(message if isinstance(message, str) else message[1])
    ]
    assert wrong == []


def test_every_plain_word_stands_for_a_clinical_one_and_has_its_places():
    for name, text in PLAIN.items():
        clinical = english()[name.removeprefix("plain.")]
        assert set(places(text)) <= set(places(clinical if isinstance(clinical, str) else clinical[1])), name


def test_what_is_said_of_a_work_is_translated_and_the_name_of_one_is_not():
    german = translation("de")
    assert german.source(cite("F15, F4(U), F32")) == (
        "ein Auszug zum Therapieende (berichtet); Weissman, Markowitz & Klerman 2000 (berichtet); ipsrt.org"
    )
    assert german.source(cite("R D")) == "die Literatur (ungeprüft); iptcore (eigene Entscheidung)"


def test_numbers_are_written_as_the_language_writes_them():
    assert [translation(language).number(2.5) for language in ("en", "de")] == ["2.5", "2,5"]
    assert [translation(language).percent(0.5) for language in ("en", "de")] == ["50%", "50 %"]


def test_a_name_that_a_manual_has_is_its_own_and_a_protocol_of_ones_own_keeps_its_name():
    say = translation("de")
    assert say.label(IPT, Phase.MIDDLE) == "Mittelphase"
    assert say.label(IPT_M, Phase.MIDDLE) == "Erhaltungstherapie"
    assert say.label(IPT_M.adapt(code="mine", edition="1"), Phase.MIDDLE) == "Erhaltungstherapie"
    own = IPT.adapt(code="own", edition="1", labels={"middle": "the long middle"})
    assert say.label(own, Phase.MIDDLE) == "the long middle"


def test_an_unknown_language_is_answered_with_those_there_are():
    with pytest.raises(UnknownName, match="unknown language: choose one of de, en"):
        translation("fr")


def test_what_a_protocol_of_ones_own_says_is_shown_as_its_maker_wrote_it():
    say = translation("de")
    assert say.todo("X01a", "call {the} office") == "call {the} office"
    assert say.todo("S02a", "something else") == "something else"
    assert say("word.Own.word", "my own {word}") == "my own {word}"
    assert say("no.such.message") == "no.such.message"


def test_a_hint_is_translated_with_the_sentence_before_it():
    """With a hint behind it, the sentence was in no catalogue, and a German screen showed it in English."""
    course = IPT.open(on=date(2026, 1, 5), client="c-017", consent=True)
    (misspelt,) = IPT.objections(course, SymptomsRated(on=date(2026, 1, 5), instrument="PHQ9", total=9))
    asks = IPT.clauses["I21c"].asks
    german = translation("de")
    assert misspelt.asks == translation("en").todo("I21c", misspelt.asks) == f"{asks}; did you mean PHQ-9?"
    assert german.todo("I21c", misspelt.asks) == f"{german.todo('I21c', asks)}; gemeint ist vielleicht PHQ-9"
    assert german.todo("I21c", f"{asks}; {{my}} hint") == f"{german.todo('I21c', asks)}; {{my}} hint"


def test_no_help_of_a_form_names_a_part_of_the_code():
    helps = {name: text for name, text in english().items() if name.startswith("event.") and name.endswith(".help")}
    assert len(helps) == len(EVENTS)
    marked = {kind.kind: (kind.__doc__ or "").split("\n\n", maxsplit=1)[0] for kind in EVENTS}
    assert [kind for kind, text in marked.items() if "*" in text or "None" in text] == []


def test_each_english_sentence_of_a_rule_has_one_id():
    sentences = [text for name, text in english().items() if name.startswith("clause.")]
    for protocol_clause in IPT.clauses.values():
        assert english()[f"clause.{protocol_clause.code}"] == protocol_clause.asks
    assert sentences


@pytest.mark.parametrize(("language", "plan"), [("en", "safety plan"), ("de", "Sicherheitsplan")])
def test_a_risk_assessment_asks_in_the_words_of_the_rule_for_a_safety_plan(language, plan):
    say = translation(language)
    assert say.word(RiskAction.PLAN) == plan
    assert plan in say.todo("S05d", IPT.clauses["S05d"].asks)
