"""The values of a screen as plain data, and their JSON Schema: what a page in another language takes."""

import typing
from types import NoneType
from typing import Any

import attrs

Schema = dict[str, Any]

_TYPES: dict[Any, Schema] = {
    str: {"type": "string"},
    int: {"type": "integer"},
    float: {"type": "number"},
    bool: {"type": "boolean"},
    NoneType: {"type": "null"},
    Any: {},
}


def plain(whole: Any) -> Any:
    """A value of a screen as dictionaries, lists, texts, numbers, yes and no, and nothing."""
    if attrs.has(type(whole)):
        return {field.name: plain(getattr(whole, field.name)) for field in attrs.fields(type(whole))}
    return [plain(one) for one in whole] if isinstance(whole, tuple | list) else whole


def json_schema(cls: type, name: str) -> Schema:
    """The JSON Schema (draft 2020-12) of what :func:`plain` makes of a class, and of all that it holds."""
    definitions: dict[str, Schema] = {}
    body = _body(cls, definitions)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:iptcore:screens:{name}",
        **body,
        "$defs": dict(sorted(definitions.items())),
    }


def _body(cls: type, definitions: dict[str, Schema]) -> Schema:
    attrs.resolve_types(cls)
    properties = {field.name: _of(field.type, definitions) for field in attrs.fields(cls)}
    return {
        "title": cls.__name__,
        "description": (cls.__doc__ or "").split("\n\n", maxsplit=1)[0].replace("*", ""),
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _of(annotation: Any, definitions: dict[str, Schema]) -> Schema:
    inside = typing.get_args(annotation)
    if typing.get_origin(annotation) is tuple:
        return {"type": "array", "items": _of(inside[0], definitions)}
    if inside:
        return {"anyOf": [_of(one, definitions) for one in inside]}
    if annotation in _TYPES:
        return _TYPES[annotation]
    name = annotation.__name__
    if name not in definitions:
        definitions[name] = {}  # a group of fields holds fields
        definitions[name] = _body(annotation, definitions)
    return {"$ref": f"#/$defs/{name}"}
