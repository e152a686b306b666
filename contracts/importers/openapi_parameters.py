"""Parameters of OpenAPI: variables of a URI template, headers, and what is left out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from contracts.importers.described import DescribedParameter
from contracts.importers.openapi_references import References
from contracts.importers.openapi_values import (
    first_example,
    first_of,
    made_value,
    one_line,
    text_of,
)
from contracts.text.documents import as_object
from contracts.text.lifecycle import description_in_schema
from contracts.text.numbers import json_text

#: How a parameter is spelled that has no style (OpenAPI 3.1, "Style Values").
_STYLES: Final = {"path": "simple", "query": "form", "header": "simple", "cookie": "form"}
#: What a JSON Schema asks for and a URI parameter cannot: it is written as prose.
_LIMITS: Final = {
    "minimum": "minimum",
    "maximum": "maximum",
    "exclusiveMinimum": "above",
    "exclusiveMaximum": "below",
    "multipleOf": "multiple of",
    "minLength": "minimum length",
    "maxLength": "maximum length",
    "pattern": "pattern",
    "minItems": "minimum of values",
    "maxItems": "maximum of values",
    "uniqueItems": "unique values",
}


def parameter(references: References, parameter_object: dict[str, Any]) -> DescribedParameter:
    """A parameter of any place."""
    media = as_object(next(iter(as_object(parameter_object.get("content")).values()), None))
    schema = references.resolved((media or parameter_object).get("schema") or {})
    shown = (
        *(_example(references, owner) for owner in (parameter_object, media)),
        schema.get("example", first_of(schema.get("examples"))),
    )
    example = next((each for each in shown if each is not None), None)
    style = parameter_object.get("style") or _STYLES.get(str(parameter_object.get("in")), "form")
    return DescribedParameter(
        name=str(parameter_object.get("name") or "x"),
        place=str(parameter_object.get("in")),
        required=parameter_object.get("required") is True or parameter_object.get("in") == "path",
        description=" ".join(
            filter(None, (_described(parameter_object, schema), *_limits(schema)))
        ),
        schema=schema,
        example=text_of(example),
        explode=parameter_object.get("explode", style == "form") is True,
    )


def header_line(references: References, header: dict[str, Any]) -> tuple[str, str]:
    """A header of a request: its name and an example of its value."""
    described = parameter(references, header)
    made = made_value(described.schema, "x", references.resolved)
    return described.name, described.example or made


def header_prose(references: References, header: dict[str, Any], name: str = "") -> str:
    """What a header is for: a blueprint's headers have no description of their own."""
    text = _described(header, references.resolved(header.get("schema") or {}))
    limits = " ".join(_limits(references.resolved(header.get("schema") or {})))
    text = " ".join(filter(None, (text, limits)))
    return f"**Header `{one_line(name or str(header.get('name')))}`:** {text}" if text else ""


def unsaid(parameter_object: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """What of a parameter a blueprint cannot say: the member that says it, and what it is."""
    name, place = str(parameter_object.get("name")), str(parameter_object.get("in"))
    if place == "cookie":
        yield "", f"the cookie {name}"
        return
    style = str(parameter_object.get("style") or _STYLES.get(place, "form"))
    is_object = as_object(parameter_object.get("schema")).get("type") == "object"
    if style != _STYLES.get(place) or (is_object and place == "query"):
        yield "style" if parameter_object.get("style") else "", f"the style {style} of {name}"
    if parameter_object.get("allowReserved") is True:
        yield "allowReserved", f"reserved characters in {name}"
    if parameter_object.get("content"):
        yield "content", f"the media type of {name}"
    if parameter_object.get("allowEmptyValue") is True:
        yield "allowEmptyValue", f"{name} without a value"
    if len(as_object(parameter_object.get("examples"))) > 1:
        yield "examples", f"further examples of {name}"


def _example(references: References, owner: dict[str, Any]) -> Any:
    """The example of a parameter or of its media type, of several the first."""
    return owner.get("example", first_example(owner.get("examples"), references.resolved))


def _described(parameter_object: dict[str, Any], schema: dict[str, Any]) -> str:
    """The description in a line, with the notice of deprecation."""
    is_deprecated = parameter_object.get("deprecated") is True or schema.get("deprecated") is True
    text = str(parameter_object.get("description") or schema.get("description") or "")
    return " ".join(
        description_in_schema({"description": text, "deprecated": is_deprecated}).split()
    )


def _limits(schema: dict[str, Any]) -> Iterator[str]:
    items = as_object(schema.get("items"))
    choices = items.get("enum") if schema.get("type") == "array" else None
    if isinstance(choices, list) and choices:
        yield f"(any of {', '.join(_value(text_of(each)) for each in choices)})"
    stated = {**{k: items[k] for k in _LIMITS if k in items}, **schema}
    limits = [
        f"{words} {_value(stated[keyword])}".removesuffix(" true")
        for keyword, words in _LIMITS.items()
        if stated.get(keyword) not in (None, "") and stated[keyword] is not False
    ]
    if limits:
        yield f"({', '.join(limits)})"


def _value(value: Any) -> str:
    """A limit as prose has it: patterns are code."""
    if isinstance(value, str):
        return f"`{value}`" if "`" not in value else value
    return json_text(value)
