"""The files of a blueprint that describes what another format described."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

from contracts.format import formatted
from contracts.importers.described import (
    Api,
    CannotImport,
    DescribedOperation,
    DescribedParameter,
    DescribedPayload,
)
from contracts.importers.json_schema import inlined, is_valid
from contracts.importers.mson import FORMATS, MsonWriter
from contracts.importers.openapi_values import made_value
from contracts.model import DEFAULT_CONVENTIONS, Conventions
from contracts.text.documents import as_object
from contracts.text.numbers import json_text
from contracts.text.payloads import json_of
from contracts.text.spelling import spaced
from contracts.text.uri import variable_name

TYPES: Final = "data-structures.apib"
ROOT: Final = "api.apib"
_KINDS: Final = {"integer": "Integer", "number": "number", "boolean": "boolean"}
_BODILESS: Final = (204, 205, 304)


def files(api: Api, conventions: Conventions = DEFAULT_CONVENTIONS) -> dict[str, str]:
    """The files by path: the root, one for each group, one for named types.

    ``conventions`` have the words of access levels. Raises CannotImport.
    """
    if not api.operations:
        raise CannotImport("the document describes no operation")
    writer = _Writer(api, conventions)
    texts: dict[str, str] = {}
    for group, operations in _by_group(api).items():
        name = _file_name(group, texts)
        texts[name] = formatted(writer.group(group, operations))
    types = "\n".join(writer.mson.types())
    if types:
        texts[TYPES] = formatted(f"# Data Structures\n\n{types}")
    includes = "\n".join(f"<!-- include({name}) -->" for name in texts)
    host = f"HOST: {api.host}\n" if api.host else ""
    version = f"VERSION: {api.version}\n" if api.version else ""
    title = f"# {_line(api.title)}\n{_prose(api.description)}"
    return {ROOT: f"FORMAT: 1A\n{host}{version}\n{title}\n\n{includes}\n", **texts}


def _by_group(api: Api) -> dict[str, list[DescribedOperation]]:
    groups: dict[str, list[DescribedOperation]] = {name: [] for name in api.groups}
    homes: dict[str, str] = {}  # a path is one resource, in the group that names it first
    for operation in api.operations:
        group = homes.setdefault(operation.path, operation.group or "Operations")
        groups.setdefault(group, []).append(operation)
    return {name: operations for name, operations in groups.items() if operations}


def _file_name(group: str, taken: Mapping[str, str]) -> str:
    slug = re.sub(r"[^a-z0-9]+", "-", group.lower()).strip("-") or "group"
    name, number = f"{slug}.apib", 1
    while name in taken or name in (ROOT, TYPES):
        number += 1
        name = f"{slug}-{number}.apib"
    return name


class _Writer:
    def __init__(self, api: Api, conventions: Conventions) -> None:
        self.api = api
        self.conventions = conventions
        self.mson = MsonWriter(api.schemas)

    def group(self, name: str, operations: list[DescribedOperation]) -> str:
        """A group with a resource for each path."""
        by_path: dict[str, list[DescribedOperation]] = {}
        for operation in operations:
            by_path.setdefault(operation.path, []).append(operation)
        parts = [f"# Group {_line(name)}\n{_prose(self.api.groups.get(name, ''))}"]
        names: set[str] = set()
        for path, inside in by_path.items():
            parts += self.resource(path, inside, names)
        return "\n\n".join(parts) + "\n"

    def resource(
        self, path: str, operations: list[DescribedOperation], names: set[str]
    ) -> Iterator[str]:
        """A resource: its path, the parameters of the path, and its actions."""
        title = _line(_resource_name(path))
        while title in names:
            title += " also"
        names.add(title)
        parameters = {p.name: p for o in operations for p in o.parameters if p.place == "path"}
        described = _prose(self.api.resources.get(path, ""))
        yield f"## {title} [{_template(path)}]" + (f"\n{described}" if described else "")
        if parameters:
            yield "+ Parameters\n" + "\n".join(map(_parameter, parameters.values()))
        actions: set[str] = set()
        for operation in operations:
            yield from self.action(operation, actions)

    def action(self, operation: DescribedOperation, names: set[str]) -> Iterator[str]:
        """An action, with the query in a URI template of its own where it has one."""
        query = [p for p in operation.parameters if p.place == "query"]
        uri = ""
        if query:
            variables = ",".join(_variable(p) for p in query)
            uri = f" {_template(operation.path)}{{?{variables}}}"
        name = _line(operation.name)
        if name.startswith(f"{operation.method} /"):  # a heading like that is an action by itself
            name = f"{operation.method.title()} {_line(_resource_name(operation.path))}"
        name = name if name not in names else f"{name} by {operation.method}"
        names.add(name)
        level = operation.access
        access = f"\n\n**Access:** {self.conventions.word(level)}" if level else ""
        yield f"### {name} [{operation.method}{uri}]\n{_prose(operation.description)}{access}"
        if query:
            yield "+ Parameters\n" + "\n".join(map(_parameter, query))
        for request, response in operation.pairs:
            is_empty = not (request.headers or request.media_type or request.body)
            if is_empty and len(operation.pairs) > 1:
                accept = (("Accept", response.media_type or "*/*"),)
                request, is_empty = replace(request, headers=accept), False
            if not is_empty:
                yield self.payload("Request", request.name, request)
            yield self.payload("Response", str(response.status), response)

    def payload(self, kind: str, name: str, payload: DescribedPayload) -> str:
        """A request or a response with its headers, type or schema, and body."""
        if payload.status in _BODILESS:
            payload = replace(payload, media_type="", body="", schema=None)
        media = f" ({payload.media_type})" if payload.media_type else ""
        head = f"+ {kind} {_line(name)}{media}".replace("  ", " ").rstrip()
        lines: list[str] = []
        if payload.headers:
            rows = (f"            {n}: {_one_line(v)}" for n, v in payload.headers)
            lines += ["    + Headers", "", *rows, ""]
        attributes = self.mson.attributes(payload.schema)
        if attributes:
            lines += [f"    + Attributes ({attributes})", ""]
        if payload.body and (not attributes or self._is_shown(payload)):
            lines += ["    + Body", "", *_indented(_pretty(payload.body)), ""]
        if payload.schema is not None and not attributes:
            schema = json_text(inlined(payload.schema, self.api.schemas))
            lines += ["    + Schema", "", *_indented(schema), ""]
        described = _prose(payload.description)
        if lines and described and described != payload.name:
            # Without a section after it, a text would be the body.
            lines = ["", *(f"    {line}".rstrip() for line in described.splitlines()), "", *lines]
        return "\n".join((head, *lines)).rstrip()

    def _is_shown(self, payload: DescribedPayload) -> bool:
        """Whether the document's own example is an example of its schema."""
        schema = inlined(payload.schema, self.api.schemas)
        return payload.is_own and is_valid(json_of(payload.body), schema)


def _template(path: str) -> str:
    return re.sub(r"\{([^{}]*)\}", lambda match: f"{{{variable_name(match[1])}}}", path)


def _variable(parameter: DescribedParameter) -> str:
    name = variable_name(parameter.name)
    is_list = parameter.schema.get("type") == "array"
    return f"{name}*" if is_list and parameter.explode else name


def _parameter(parameter: DescribedParameter) -> str:
    name = variable_name(parameter.name)
    kind = _kind(parameter.schema)
    choices = [str(c) for c in parameter.schema.get("enum") or () if _is_text(str(c))]
    kind = f"enum[{kind if not kind.startswith('array') else 'string'}]" if choices else kind
    is_required = "required" if parameter.required else "optional"
    example = parameter.example or (_fallback(parameter, choices) if parameter.required else "")
    shown = f": `{example}`" if example and _is_text(example) else ""
    described = " ".join(parameter.description.split())
    line = f"    + {name}{shown} ({kind}, {is_required}){f' - {described}' if described else ''}"
    default = parameter.schema.get("default")
    lines = [line]
    is_shown = isinstance(default, str | int | float) and _is_text(str(default))
    if is_shown and not parameter.required:
        text = json_text(default) if not isinstance(default, str) else default
        lines.append(f"        + Default: `{text}`")
    if choices:
        lines += ["        + Members", *(f"            + `{choice}`" for choice in choices)]
    return "\n".join(lines)


def _kind(schema: dict[str, Any]) -> str:
    """The type of a parameter, in the names that the conventions give a meaning."""
    written = schema.get("type")
    kinds = [str(each) for each in written if each != "null"] if isinstance(written, list) else []
    kind = kinds[0] if kinds else str(written)
    if kind == "array":
        items = _kind(as_object(schema.get("items")))
        return f"array[{items}]" if items not in ("string", "object", "array") else "array"
    if kind == "string":
        return FORMATS.get(str(schema.get("format")), "string")
    return _KINDS.get(kind, "string")


def _fallback(parameter: DescribedParameter, choices: list[str]) -> str:
    if choices:
        return choices[0]
    return made_value(parameter.schema, "1")


def _resource_name(path: str) -> str:
    words = [step for step in path.split("/") if step]
    plain = [re.sub(r"[{}]", "", step) for step in words if not re.fullmatch(r"v\d+|api", step)]
    return " ".join(spaced(word).title() for word in plain) or "Root"


def _line(text: str) -> str:
    return " ".join(re.sub(r"[\[\](){}`<>#]", " ", text).split())


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _prose(text: str) -> str:
    """A description that cannot be taken for a section: headings are bold, lists have stars."""
    lines = []
    for line in text.strip().splitlines():
        heading = re.fullmatch(r" {0,3}#+ *(.*?) *#*", line)
        if heading:
            line = f"**{heading[1]}**" if heading[1] else ""
        line = re.sub(r"^( *)[+-] ", r"\1* ", line.expandtabs(4))
        lines.append("" if re.fullmatch(r" {0,3}(?:=+|-+)", line) else line)
    return "\n".join(lines)


def _pretty(body: str) -> str:
    try:
        json.loads(body)
    except (ValueError, RecursionError):
        return body
    from contracts.format.json_layout import laid_out_json

    return laid_out_json(body.replace("\n", " "), 88) or body


def _indented(text: str) -> list[str]:
    return [f"            {line}" for line in text.splitlines()]


def _is_text(text: str) -> bool:
    return bool(re.fullmatch(r"[^`\n]{1,300}", text)) and text == text.strip()
