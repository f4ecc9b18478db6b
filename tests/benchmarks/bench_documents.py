"""How fast a course is dumped and loaded, beside pydantic and msgspec models of the same shape, in one run.

The models of the yardsticks are made from our own classes, field by field: the same types, bounds and tags, frozen, and
refusing unknown keys. They check no sense between fields and fold nothing. All take turns; the best round counts.

Run it with ``python tests/benchmarks/bench_documents.py``.
"""

import json
import time
import types
import typing
from collections.abc import Callable
from datetime import date
from enum import Enum
from pathlib import Path
from typing import Annotated, Any, Literal

import attrs
import msgspec
import pydantic

from iptcore.constraints import constraint
from iptcore.course import replay
from iptcore.documents import Limits, codec, course_document, from_json, plain_data, to_json, writing
from iptcore.events import EVENTS, Event
from iptcore.model.partial_date import PartialDate
from iptcore.values import Value, fields_of

ROUNDS = 300
GOLDEN = Path(__file__).parents[1] / "documents" / "v3" / "role_transition.json"


# -- the same shape in pydantic and msgspec ----------------------------------------------------------------------------


class Shape:
    """Our classes in another library: *model* makes one class, *bounded* one field type."""

    def __init__(self, model: Callable[..., Any], bounded: Callable[..., Any]) -> None:
        self.model, self.bounded = model, bounded
        self.made: dict[type[Value], Any] = {}

    def of(self, cls: type[Value]) -> Any:
        if cls not in self.made:
            fields = {}
            for field in fields_of(cls):
                kind = self.field(field.type, constraint(field))
                fields[field.name] = (kind, ... if field.default is attrs.NOTHING else field.default)
            self.made[cls] = self.model(cls, codec.tag(cls), fields)
        return self.made[cls]

    def field(self, annotation: Any, bound: Any) -> Any:
        inside = typing.get_args(annotation)
        if typing.get_origin(annotation) in (typing.Union, types.UnionType):
            optional = type(None) in inside
            kinds = [self.field(kind, bound) for kind in inside if kind is not type(None)]
            return self.choice(kinds, optional=optional)
        if typing.get_origin(annotation) is tuple:
            return self.bounded(
                tuple[self.field(inside[0], bound), ...], min_length=bound.fewest, max_length=bound.most
            )
        if annotation is Event:
            return dict[str, Any]  # corrections, which this course has none of
        if annotation is PartialDate:
            return self.bounded(str, pattern=r"^(\.\./)?[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?~?(\?ahead)?$")
        if annotation is str and (bound.key or bound.code):
            return self.bounded(str, pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$")
        if annotation is str:
            return self.bounded(str, min_length=1, max_length=bound.longest)
        if annotation in (int, float):
            return self.bounded(
                annotation, **{k: v for k, v in (("ge", bound.low), ("le", bound.high)) if v is not None}
            )
        if annotation in (bool, date) or issubclass(annotation, Enum):
            return annotation
        return self.of(annotation)

    def choice(self, kinds: list[Any], *, optional: bool) -> Any:
        union = kinds[0]
        for kind in kinds[1:]:
            union |= kind
        if len(kinds) > 1 and self.model is pydantic_model:
            union = Annotated[union, pydantic.Field(discriminator="kind")]
        return union | None if optional else union


def pydantic_model(cls: type[Value], tag: str | None, fields: dict[str, Any]) -> Any:
    tagged = {} if tag is None else {"kind": (Literal[tag], tag)}
    config = pydantic.ConfigDict(strict=True, frozen=True, extra="forbid")
    return pydantic.create_model(cls.__name__, __config__=config, **tagged, **fields)


def msgspec_model(cls: type[Value], tag: str | None, fields: dict[str, Any]) -> Any:
    parts = [(name, kind) if default is ... else (name, kind, default) for name, (kind, default) in fields.items()]
    more = {} if tag is None else {"tag": tag, "tag_field": "kind"}
    return msgspec.defstruct(
        cls.__name__, parts, kw_only=True, frozen=True, forbid_unknown_fields=True, omit_defaults=True, **more
    )


def in_pydantic() -> pydantic.TypeAdapter[Any]:
    shape = Shape(pydantic_model, lambda kind, **bounds: Annotated[kind, pydantic.Field(**bounds)])
    event = Annotated[typing.Union[tuple(map(shape.of, EVENTS))], pydantic.Field(discriminator="kind")]  # noqa: UP007
    envelope = pydantic.create_model(
        "Course",
        __config__=pydantic.ConfigDict(strict=True, frozen=True, extra="forbid"),
        schema_name=(str, pydantic.Field(alias="schema")),
        version=(int, ...),
        protocol=(str, ...),
        edition=(str, ...),
        entries=(tuple[event, ...], ...),
    )
    return pydantic.TypeAdapter(envelope)


def in_msgspec() -> Any:
    shape = Shape(msgspec_model, lambda kind, **bounds: Annotated[kind, msgspec.Meta(**bounds)])
    event = typing.Union[tuple(map(shape.of, EVENTS))]  # noqa: UP007
    return msgspec.defstruct(
        "Course",
        [("schema", str), ("version", int), ("protocol", str), ("edition", str), ("entries", tuple[event, ...])],
        kw_only=True,
        frozen=True,
        forbid_unknown_fields=True,
    )


# -- the run -----------------------------------------------------------------------------------------------------------


def best(tasks: dict[str, Callable[[], Any]]) -> dict[str, float]:
    """The least microseconds of each task, over rounds that take turns."""
    least = dict.fromkeys(tasks, float("inf"))
    for _ in range(ROUNDS):
        for name, task in tasks.items():
            start = time.perf_counter()
            task()
            least[name] = min(least[name], time.perf_counter() - start)
    return {name: seconds * 1e6 for name, seconds in least.items()}


def show(title: str, least: dict[str, float], measure: str) -> None:
    print(title)
    for name, each in least.items():
        print(f"  {name:<48}{each:>8.0f} µs {each / least[measure]:>7.2f} times {measure}")


def main() -> None:
    text = json.dumps(json.loads(GOLDEN.read_text(encoding="utf-8")), ensure_ascii=False, separators=(",", ":"))
    data = json.loads(text)
    adapter, struct = in_pydantic(), in_msgspec()
    course = from_json(text, protocols=None)
    by_pydantic, by_msgspec = adapter.validate_json(text), msgspec.json.decode(text, type=struct)
    assert to_json(course) == text
    assert json.loads(msgspec.json.encode(by_msgspec)) == data
    encoder, decoder = msgspec.json.Encoder(), msgspec.json.Decoder(struct)

    print(f"a course of {len(course.history)} entries, {len(text.encode()):,} bytes")
    with_orjson = writing.orjson
    plain = course_document.course_data(course)

    def with_stdlib() -> str:
        writing.orjson = None
        try:
            return to_json(course)
        finally:
            writing.orjson = with_orjson

    show(
        "dump",
        best(
            {
                "iptcore, standard library": with_stdlib,
                "iptcore, orjson": lambda: to_json(course),
                "  of that: to plain data": lambda: course_document.course_data(course),
                "  of that: to text, standard library": lambda: writing._ON_ONE_LINE.encode(plain),
                "  of that: to text, orjson": lambda: writing.written(plain),
                "pydantic": lambda: adapter.dump_json(by_pydantic, by_alias=True),
                "pydantic, defaults left out": lambda: adapter.dump_json(
                    by_pydantic, by_alias=True, exclude_defaults=True
                ),
                "msgspec": lambda: encoder.encode(by_msgspec),
            }
        ),
        "pydantic",
    )
    short = to_json(replay(course.history[:2]))
    raw, entries, events = text.encode(), data["entries"], course.history
    show(
        "load",
        best(
            {
                "iptcore, a course of two entries": lambda: from_json(short),
                "iptcore, known protocols": lambda: from_json(text),
                "iptcore, with the fold": lambda: from_json(text, protocols=None),
                "  of that: limits": lambda: plain_data._text_beyond(raw, Limits()),
                "  of that: parsing": lambda: plain_data._DECODER.decode(text),
                "  of that: structuring": lambda: course_document.events_of(entries),
                "  of that: the fold": lambda: replay(events),
                "pydantic": lambda: adapter.validate_json(text),
                "pydantic, from plain data": lambda: adapter.validate_python(data, strict=False),
                "msgspec": lambda: decoder.decode(text),
            }
        ),
        "pydantic",
    )
    print("  wanted: dump at most 1, structuring at most 4, load with the fold at most 8 times pydantic; hoped: half")


if __name__ == "__main__":
    main()
