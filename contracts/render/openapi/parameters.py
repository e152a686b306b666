"""OpenAPI parameters from URI template variables (OpenAPI 3.1, "Parameter Object")."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from contracts.build.default_errors import speaks_json_api
from contracts.build.schemas import JsonSchema, format_keywords, with_choices
from contracts.model import Action, Json, Kind, Parameter
from contracts.render.credentials import is_credential
from contracts.text.lifecycle import lifecycle
from contracts.text.numbers import number_of

# Query parameters that JSON:API 1.0 defines as comma-separated lists.
_LISTS: Final = re.compile(r"sort|include|fields\[.*\]")

# Request headers that HTTP defines for every resource (RFC 9110, section 10.1 and 13.1).
_PROTOCOL: Final = re.compile(
    r"accept(-.*)?|content-.*|if-.*|range|prefer|host|user-agent|connection|cache-control|date|"
    r"expect|from|referer|te|trailer|transfer-encoding|origin",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class ParameterUse:
    """A parameter as one action uses it, under the name it has in the OpenAPI path."""

    name: str
    parameter: Parameter
    action: Action


def parameter_objects(uses: Iterable[ParameterUse]) -> list[dict[str, Any]]:
    """The parameters of an operation, the same one of several actions merged into one."""
    grouped: dict[tuple[str, str], list[ParameterUse]] = {}
    for use in uses:
        if not use.name:
            continue  # `{}` in an address is no variable
        grouped.setdefault((use.name, use.parameter.place), []).append(use)
    return [_parameter(name, same) for (name, _), same in grouped.items()]


def header_objects(actions: Sequence[Action]) -> list[dict[str, Any]]:
    """The headers that successful requests show, but for those that HTTP or security define."""
    requests = [t.request for a in actions for t in a.transactions if not t.response.is_error]
    shown: dict[str, list[tuple[str, str]]] = {}
    for request in requests:
        for name, text in dict(request.headers).items():
            if name and not _PROTOCOL.fullmatch(name) and not is_credential(name):
                shown.setdefault(name.lower(), []).append((name, text))
    return [
        {
            "name": uses[0][0],
            "in": "header",
            "required": len(uses) == len(requests),
            "schema": {"type": "string"},
            "example": uses[0][1],
        }
        for uses in shown.values()
    ]


def _parameter(name: str, uses: list[ParameterUse]) -> dict[str, Any]:
    place = uses[0].parameter.place
    actions = {use.action.id for use in uses}
    result: dict[str, Any] = {"name": name, "in": place}
    texts = (_description(use.parameter) for use in uses)
    descriptions = dict.fromkeys(filter(None, texts))
    if descriptions:
        result["description"] = "\n\n".join(descriptions)
    result["required"] = place == "path" or all(use.parameter.required for use in uses)
    if all(lifecycle(use.parameter.description) == "deprecated" for use in uses):
        result["deprecated"] = True
    is_list = any(_is_list(use) for use in uses)
    if is_list and place == "query":
        result |= {"style": "form", "explode": any(use.parameter.explode for use in uses)}
    if place == "path" and any(use.parameter.reserved for use in uses):
        result["description"] = " ".join(filter(None, [result.get("description"), _RESERVED]))
    result["schema"] = _schema([use.parameter for use in uses], is_list)
    examples = {
        use.action.id: _typed(use.parameter.example, result["schema"])
        for use in uses
        if use.parameter.example
    }
    if len(actions) == 1 and examples:
        result["example"] = next(iter(examples.values()))
    elif examples:
        result["examples"] = {key: {"value": value} for key, value in examples.items()}
    return result


def _description(parameter: Parameter) -> str:
    return with_choices(parameter.description, parameter.choices, parameter.choice_descriptions)


def _is_list(use: ParameterUse) -> bool:
    """Whether the value is a list: by its type, by the modifier ``*``, or in JSON:API."""
    parameter = use.parameter
    if parameter.kind == "array" or (parameter.explode and parameter.kind != "object"):
        return True
    is_known = parameter.place == "query" and _LISTS.fullmatch(parameter.name) is not None
    return is_known and speaks_json_api(use.action)


def _schema(parameters: list[Parameter], is_list: bool) -> JsonSchema:
    """What all uses have in common; where they differ, any text will do."""
    first = parameters[0]
    kind = _value_kind(first) if len(set(map(_value_kind, parameters))) == 1 else "string"
    result: JsonSchema = {"type": kind} if kind in _TYPES else {}
    if first.format and all(p.format == first.format for p in parameters):
        result |= format_keywords(first.format)
    if all(p.choices for p in parameters):
        choices = dict.fromkeys(choice for p in parameters for choice in p.choices)
        result["enum"] = [_typed(choice, result) for choice in choices]
    if is_list:
        result = {"type": "array", "items": result}
    if first.default and all(p.default == first.default for p in parameters):
        result["default"] = _typed(first.default, result)
    return result


_TYPES: Final = ("string", "number", "integer", "boolean", "object")
#: Said of a path parameter whose value may hold what OpenAPI reserves (RFC 6570, 3.2.3).
_RESERVED: Final = "Slashes and other reserved characters are sent as they are."


def _value_kind(parameter: Parameter) -> Kind:
    """The kind of one value: of a list, that of its items."""
    return parameter.items if parameter.kind == "array" else parameter.kind


def _typed(text: str, schema: JsonSchema) -> Json:
    """A parameter's text as the JSON value that its schema is about."""
    kind = schema.get("type")
    if kind == "array":
        return [_typed(part.strip(), schema["items"]) for part in text.split(",")]
    if kind == "boolean" and text in ("true", "false"):
        return text == "true"
    if kind in ("integer", "number"):
        number = number_of(text)
        if isinstance(number, int) or (number is not None and kind == "number"):
            return number
    return text
