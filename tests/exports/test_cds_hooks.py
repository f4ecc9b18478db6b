"""Cards hold to the tables of CDS Hooks 2.0, and an override with a reason becomes an explained departure."""

import json
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from iptcore.course import Course, replay, standings
from iptcore.documents import from_json
from iptcore.errors import InvalidValue
from iptcore.events import DepartureExplained, Event, MiddleBegun
from iptcore.exports.cds_hooks import OVERRIDE_REASONS, REASONS, cards, departures
from iptcore.protocol.catalogue import CATALOGUE, IPT
from iptcore.protocol.cures import example
from iptcore.protocol.rule import Clause, Level, Rule
from iptcore.screens import languages, translation
from iptcore.sources import cite

ROOT = Path(__file__).parents[2]
COURSES = sorted(ROOT.glob("examples/courses/*.json"))
DAY = date(2026, 1, 22)
UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
CODING = {"system": (str, True), "code": (str, True), "display": (str, True)}
TABLES: dict[str, dict[str, tuple[Any, bool]]] = {  # what CDS Hooks 2.0 lets stand in each object, and what must
    "card": {
        "uuid": (str, True), "summary": (str, True), "detail": (str, False), "indicator": (str, True),
        "source": (dict, True), "suggestions": (list, False), "selectionBehavior": (str, False),
        "overrideReasons": (list, False), "links": (list, False),
    },
    "source": {"label": (str, True), "url": (str, False), "icon": (str, False), "topic": (dict, False)},
    "suggestion": {
        "label": (str, True), "uuid": (str, False), "isRecommended": (bool, False), "actions": (list, False),
    },
    "coding": CODING,
}  # fmt: skip


def against(table: str, given: dict[str, Any]) -> Iterator[str]:
    columns = TABLES[table]
    yield from (f"{table}.{key} is none" for key in given.keys() - columns.keys())
    for key, (kind, needed) in columns.items():
        if key in given and type(given[key]) is not kind:
            yield f"{table}.{key} has another type"
        if needed and not given.get(key):
            yield f"{table}.{key} is missing"


def against_card(card: dict[str, Any]) -> list[str]:
    faults = [*against("card", card), *against("source", card["source"]), *against("coding", card["source"]["topic"])]
    faults += [fault for suggestion in card.get("suggestions", ()) for fault in against("suggestion", suggestion)]
    faults += [fault for reason in card.get("overrideReasons", ()) for fault in against("coding", reason)]
    if len(card["summary"]) >= 140:
        faults.append("summary of 140 characters or more")
    if card["indicator"] not in ("info", "warning", "critical"):
        faults.append("indicator")
    if ("suggestions" in card) != (card.get("selectionBehavior") in ("any", "at-most-one")):
        faults.append("selectionBehavior")
    return faults


def course() -> Course:
    recorded = from_json((ROOT / "examples/courses/role_transition.json").read_text(encoding="utf-8"))
    return replay(recorded.history[:20])


def answer(card: dict[str, Any], reason: Any, outcome: str = "overridden") -> dict[str, Any]:
    stamp = "2026-01-22T10:00:00Z"
    entry = {"card": card["uuid"], "outcome": outcome, "overrideReason": reason, "outcomeTimestamp": stamp}
    return {"feedback": [entry]}


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("path", COURSES, ids=lambda path: path.stem)
def test_every_card_along_a_course_holds_to_the_tables(path: Path, language: str) -> None:
    shown_in_all = 0
    for entry, at in standings(from_json(path.read_text(encoding="utf-8"))):
        for event in (entry.event, MiddleBegun(on=entry.event.on)):
            shown = cards(IPT, at, event, name="course-1", language=language)["cards"]
            assert [fault for card in shown for fault in against_card(card)] == []
            assert all(UUID.fullmatch(card["uuid"]) for card in shown)
            assert len({card["uuid"] for card in shown}) == len(shown)
            shown_in_all += len(shown)
    assert shown_in_all > 20


@pytest.mark.parametrize("language", languages())
def test_no_summary_of_a_published_clause_is_cut_short(language: str) -> None:
    say = translation(language)
    clauses = {clause.code: clause for protocol in CATALOGUE for clause in protocol.clauses.values()}
    lengths = {code: len(say.todo(code, clause.asks)) for code, clause in clauses.items()}
    assert {code: length for code, length in lengths.items() if length >= 140} == {}


def test_cards_speak_german_and_an_override_is_kept_in_the_words_that_were_shown() -> None:
    response = cards(IPT, course(), MiddleBegun(on=DAY), name="course-1", language="de")
    english = cards(IPT, course(), MiddleBegun(on=DAY), name="course-1")
    assert [card["uuid"] for card in response["cards"]] == [card["uuid"] for card in english["cards"]]
    card = next(card for card in response["cards"] if card["source"]["topic"]["code"] == "I09a")
    assert card["summary"].startswith("Zuerst ")
    assert "Quelle: " in card["detail"]
    assert card["suggestions"][0]["label"] == "Festhalten: Fallformulierung vereinbart"
    reason = {"reason": {key: card["overrideReasons"][0][key] for key in ("system", "code")}}
    (explained,) = departures(response, answer(card, reason), on=DAY)
    assert explained.because == "Klinisches Urteil"
    fixed = next(card for card in response["cards"] if "overrideReasons" not in card)
    assert fixed["detail"].endswith("Davon kann nicht abgewichen werden.")


def test_the_tables_catch_a_card_that_breaks_them() -> None:
    card = cards(IPT, course(), MiddleBegun(on=DAY), name="course-1")["cards"][0]
    for change in (
        {"summary": "x" * 140},
        {"indicator": "hard-stop"},
        {"selectionBehavior": None},
        {"extra": 1},
        {"overrideReasons": [{"code": "x", "system": "y"}]},
    ):
        assert against_card({**card, **change})


def test_every_clause_of_the_catalogue_makes_a_card_by_its_level() -> None:
    for level, indicator in (
        (Level.COHERENCE, "critical"),
        (Level.SAFEGUARD, "critical"),
        (Level.BINDING, "warning"),
        (Level.GRAVE, "critical"),
        (Level.DEFINING, "warning"),
        (Level.ADVISORY, "info"),
    ):
        clause = Clause(code="X01a", on=(MiddleBegun,), level=level, asks="do " * 90 + "it", kept=never)
        rule = Rule(code="X01", says="a rule", source=cite("D"), clauses=(clause,))
        protocol = IPT.replace(code="mine", rules=(rule,))
        card = next(
            card
            for card in cards(protocol, course(), MiddleBegun(on=DAY), name="c")["cards"]
            if card["source"]["topic"]["code"] == "X01a"
        )
        assert card["indicator"] == indicator
        assert ("overrideReasons" in card) == (level not in (Level.COHERENCE, Level.SAFEGUARD))
        assert card["summary"].endswith("…")
        assert against_card(card) == []
        assert "suggestions" not in card


def never(_protocol: Any, _course: Any) -> bool:
    return False


def test_no_card_about_safety_or_sense_can_be_overridden() -> None:
    """What an explanation lifts offers reasons, and nothing else does: asked of every clause of every protocol."""
    for protocol in CATALOGUE:
        event = example(protocol, Course(), MiddleBegun, DAY) or MiddleBegun(on=DAY)
        for card in cards(protocol, course(), event, name="c")["cards"]:
            code = card["source"]["topic"]["code"]
            level = protocol.level(protocol.clauses[code]) if code in protocol.clauses else Level.COHERENCE
            liftable = level not in (Level.COHERENCE, Level.SAFEGUARD)
            assert ("overrideReasons" in card) == liftable, code


def test_cards_stay_the_same_until_the_course_moves_on() -> None:
    event = MiddleBegun(on=DAY)
    first = cards(IPT, course(), event, name="course-1")
    assert cards(IPT, course(), event, name="course-1") == first == json.loads(json.dumps(first))
    ids = {card["uuid"] for card in first["cards"]}
    moved_on = replay([*course().history, DepartureExplained(on=DAY, rule="I16a", because="x")])
    for other in (
        cards(IPT, course(), event, name="course-2"),
        cards(IPT, course(), event.replace(on=date(2026, 1, 23)), name="course-1"),
        cards(IPT, moved_on, event, name="course-1"),
    ):
        assert ids.isdisjoint(card["uuid"] for card in other["cards"])


def overridable() -> tuple[dict[str, Any], dict[str, Any]]:
    response = cards(IPT, course(), MiddleBegun(on=DAY), name="course-1")
    return response, next(card for card in response["cards"] if card["source"]["topic"]["code"] == "I09a")


def chosen(code: str) -> dict[str, str]:
    assert code in OVERRIDE_REASONS
    return {"system": REASONS, "code": code}


@pytest.mark.parametrize(
    ("reason", "because"),
    [
        ({"reason": chosen("clinical-judgement"), "userComment": "too ill"}, "Clinical judgement: too ill"),
        ({"reason": chosen("client-preference")}, "The client's wish"),
        ({"reason": {"system": "theirs", "code": "x", "display": "Not now"}}, "Not now"),
        ({"userComment": "agreed with the client"}, "agreed with the client"),
        ({"reason": {"code": ["x"], "display": "Odd"}}, "Odd"),
    ],
)
def test_an_override_becomes_an_explained_departure(reason: Any, because: str) -> None:
    response, card = overridable()
    explained = departures(response, answer(card, reason), on=DAY, by="th-1")
    assert explained == (DepartureExplained(on=DAY, by="th-1", rule="I09a", because=because),)


def test_what_was_accepted_explains_nothing() -> None:
    response, card = overridable()
    assert departures(response, answer(card, None, "accepted"), on=DAY) == ()


@pytest.mark.parametrize(
    ("feedback", "path"),
    [
        (None, "feedback"),
        ({"feedback": 1}, "feedback"),
        ({"feedback": [1]}, "feedback[0]"),
        ({"feedback": [{"card": "Canary", "outcome": "accepted"}]}, "feedback[0].card"),
        (
            {"feedback": [{"card": 1, "outcome": "overridden", "overrideReason": {"userComment": "x"}}]},
            "feedback[0].card",
        ),
        ({"feedback": [{"card": None, "outcome": "Canary"}]}, "feedback[0].card"),
    ],
)
def test_feedback_that_does_not_fit_is_refused(feedback: Any, path: str) -> None:
    response, _ = overridable()
    with pytest.raises(InvalidValue) as caught:
        departures(response, feedback, on=DAY)
    assert caught.value.faults[0].path == path
    assert "Canary" not in str(caught.value)


@pytest.mark.parametrize("reason", [None, "Canary", {}, {"userComment": "  "}, {"reason": "Canary"}])
def test_an_override_needs_a_reason(reason: Any) -> None:
    response, card = overridable()
    with pytest.raises(InvalidValue, match="ask the clinician why") as caught:
        departures(response, answer(card, reason), on=DAY)
    assert "Canary" not in str(caught.value)


def test_what_cannot_be_overridden_is_refused() -> None:
    response, card = overridable()
    fixed = {key: part for key, part in card.items() if key != "overrideReasons"}
    with pytest.raises(InvalidValue, match="one that cannot"):
        departures({"cards": [fixed]}, answer(card, {"userComment": "Canary"}), on=DAY)
    assert response["cards"]


@pytest.mark.parametrize("name", ["Jane Doe", "", None, "x" * 65])
def test_a_name_has_the_form_of_a_key(name: Any) -> None:
    event: Event = MiddleBegun(on=DAY)
    with pytest.raises(InvalidValue, match="says nothing about the client") as caught:
        cards(IPT, course(), event, name=name)
    assert "Jane" not in str(caught.value)
