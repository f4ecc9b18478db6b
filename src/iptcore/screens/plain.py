"""The values of a screen as plain data, and their JSON Schema, for pages in other programming languages."""

from typing import Any

import attrs

from iptcore.shapes import Shape, shape_of

Schema = dict[str, Any]

_TYPES: dict[Any, Schema] = {
    str: {"type": "string"},
    int: {"type": "integer"},
    float: {"type": "number"},
    bool: {"type": "boolean"},
}


def plain(whole: Any) -> Any:
    """A value of a screen as dictionaries, lists, texts, numbers, booleans and None."""
    if attrs.has(type(whole)):
        return {field.name: plain(getattr(whole, field.name)) for field in attrs.fields(type(whole))}
    return [plain(part) for part in whole] if isinstance(whole, tuple | list) else whole


def json_schema(cls: type, name: str) -> Schema:
    """The JSON Schema (draft 2020-12) of the result of :func:`plain` for a class, with its nested classes."""
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
    properties = {
        field.name: {} if field.type is Any else _of(shape_of(field.type), definitions) for field in attrs.fields(cls)
    }
    return {
        "title": cls.__name__,
        "description": (cls.__doc__ or "").split("\n\n", maxsplit=1)[0].replace("*", ""),
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _of(shape: Shape, definitions: dict[str, Schema]) -> Schema:
    if shape.optional:
        return {"anyOf": [_of(shape._replace(optional=False), definitions), {"type": "null"}]}
    if shape.sort == "items":
        return {"type": "array", "items": _of(shape.inside[0], definitions)}
    if shape.kind in _TYPES:
        return _TYPES[shape.kind]
    name = shape.kind.__name__
    if name not in definitions:
        definitions[name] = {}  # a group of fields holds fields
        definitions[name] = _body(shape.kind, definitions)
    return {"$ref": f"#/$defs/{name}"}
