"""The parts of an event as a clinician reads them: a line for each, with units, days of life and words."""

from collections.abc import Iterator, Mapping
from datetime import date
from types import MappingProxyType
from typing import Any

import attrs
from attrs import frozen

from iptcore.constraints import constraint
from iptcore.events import DepartureExplained, Event, NotDone, SessionHeld, SymptomsRated
from iptcore.model.partial_date import PartialDate
from iptcore.screens.messages import field_id
from iptcore.screens.translation import Translation
from iptcore.values import Value, fields_of
from iptcore.vocabulary import Word


@frozen(kw_only=True)
class Detail:
    """One part of an event: its label and its value in words."""

    label: str
    text: str


def details(event: Event, say: Translation, *, private: bool) -> Iterator[Detail]:
    """The parts that were recorded, also those of nested values; private parts only on request."""
    yield from _lines(event, say, private=private)
    if event.recorded is not None:
        text = say.day(event.recorded)
        if private and event.by is not None:
            text = say("history.recorded", day=text, by=event.by)
        yield Detail(label=say(field_id(type(event).__name__, "recorded")), text=text)


_ELSEWHERE = ("on", "recorded", "by", "carried", "corrections")
"""Fields of an event that a line of the history shows elsewhere."""

_IN_THE_SENTENCE: Mapping[type[Value], tuple[str, ...]] = MappingProxyType(
    {
        SessionHeld: ("purpose",),
        SymptomsRated: ("instrument", "total"),
        NotDone: ("task", "why"),
        DepartureExplained: ("rule",),
    }
)
"""Fields that the sentence of a kind of event contains already."""

_SHORT = 4
"""The most parts of an item of a list that is shown on one line."""


def _lines(part: Value, say: Translation, *, private: bool) -> Iterator[Detail]:
    for field, given in _given(part, private=private):
        label = say(field_id(type(part).__name__, field.name))
        if isinstance(given, Value) and not isinstance(given, PartialDate):
            yield from _lines(given, say, private=private)
        elif isinstance(given, tuple) and given and isinstance(given[0], Value):
            for value in given:
                parts = tuple(_lines(value, say, private=private))
                if len(parts) > _SHORT:
                    yield from parts
                elif parts:
                    yield Detail(label=label, text=_on_one_line(parts))
        else:
            yield Detail(label=label, text=_text(type(part), field, given, say))


def _given(part: Value, *, private: bool) -> Iterator[tuple["attrs.Attribute[Any]", Any]]:
    elsewhere = (*(_ELSEWHERE if isinstance(part, Event) else ()), *_IN_THE_SENTENCE.get(type(part), ()))
    for field in fields_of(type(part)):
        given = getattr(part, field.name)
        hidden = constraint(field).private and not private
        if given != field.default and field.name not in elsewhere and not hidden:
            yield field, given


def _on_one_line(parts: tuple[Detail, ...]) -> str:
    """The first part without its label, because the label of the list is before it; the others with their labels."""
    return "; ".join([parts[0].text, *(f"{part.label}: {part.text}" for part in parts[1:])])


def _text(owner: type[Value], field: "attrs.Attribute[Any]", given: Any, say: Translation) -> str:
    if isinstance(given, tuple):
        return ", ".join(_text(owner, field, item, say) for item in given)
    label, bound = field_id(owner.__name__, field.name), constraint(field)
    if field.name in ("attainment", "baseline"):
        return attainment(given, say)
    if field.name == "ring":
        return ring(given, say)
    if type(given) in (int, float):
        if bound.unit:
            return f"{say.number(given)} {say(f'{label}.unit')}"
        # On a scale around 0 the sign says more than the figure, and the help says where its ends are.
        return f"{given:+d} ({say(f'{label}.help')})" if bound.low < 0 and bound.help else say.number(given)
    return _word(given, say)


def _word(given: Any, say: Translation) -> str:
    if isinstance(given, bool):
        return say("answer.yes" if given else "answer.no")
    if isinstance(given, Word):
        return say.word(given)
    if isinstance(given, PartialDate):
        return say.moment(given)
    return say.day(given) if isinstance(given, date) else str(given)


def attainment(level: int, say: Translation) -> str:
    """How far a goal was reached, as a number and in words."""
    return say(f"attainment.{level}")


def ring(name: str, say: Translation) -> str:
    """A ring of the closeness circle: a word of this language if it is one of ours, otherwise the recorded name."""
    return say(f"ring.{name}", name)
