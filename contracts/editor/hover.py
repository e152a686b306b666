"""What an editor shows about the word under the pointer, as Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final
from urllib.parse import unquote

from contracts.build.samples import body_text
from contracts.editor.attributes import attribute_at
from contracts.editor.diagnostics import explained, span_of
from contracts.editor.mson_line import LinePart
from contracts.editor.occurrences import uri_variables
from contracts.editor.project import EditorProject, File
from contracts.editor.structure import PAYLOADS, Kind, Section
from contracts.editor.text import Span, TextPosition
from contracts.editor.vocabulary import (
    ACCESS,
    ATTRIBUTES,
    BASES,
    ENDPOINTS,
    KEYWORDS,
    MEANINGS,
    METHODS,
    PARAMETERS,
    STATUSES,
)
from contracts.model import Action, Attribute, Conventions, Member, Parameter, Schema
from contracts.text.lengths import lengths_phrase
from contracts.text.numbers import json_text
from contracts.text.statuses import reason

MOST_LINES: Final = 60
"""Lines of an example that are shown."""

_ACCESS: Final = re.compile(r"\*\*Access:\*\*[ \t]*`?(?P<level>[\w-]*)")
_KEYWORD: Final = re.compile(r"(?:[-+*]|#+) +(?P<word>Data Structures|One Of|[A-Za-z]+)")


def hover(project: EditorProject, file: File, place: TextPosition) -> tuple[str, Span] | None:
    """Markdown about the word at a place, and the word; None where there is nothing to say.

    What is wrong there is explained below it.
    """
    about = next((each for each in _about(project, file, place) if each[0]), None)
    reasons = tuple(_reasons(project, file, place))
    if about is None and not reasons:
        return None
    texts = [about[0]] if about else []
    span = about[1] if about else reasons[0][1]
    texts += dict.fromkeys(text for text, _ in reasons)
    return "\n\n---\n\n".join(texts), span


def _about(project: EditorProject, file: File, place: TextPosition) -> Iterator[tuple[str, Span]]:
    section = file.section(place)
    line = file.text.line(place.line)
    access = _ACCESS.match(line)
    if access:
        word = access["level"].lower()
        level = project.contract.conventions.level(word)
        span = Span.on(place.line, *access.span())
        if span.holds(place) and level is not None:
            yield f"**{word}**: {ACCESS[level]} may call this.", span
    if section.line == place.line:
        yield from _of_heading(project, file, section, place)
        yield from _of_item(project, file, section, place)
        yield from _of_keyword(project, file, section, place)
    attribute = attribute_at(project, file, place)
    if attribute is not None:
        owner, name, span = attribute
        yield attribute_markdown(project, owner, name), span


def _of_heading(
    project: EditorProject, file: File, section: Section, place: TextPosition
) -> Iterator[tuple[str, Span]]:
    line = file.text.line(section.line)
    action = project.action(file, section)
    if section.method:
        start = line.rfind(section.method)
        span = Span.on(section.line, start, start + len(section.method))
        if span.holds(place):
            yield action_markdown(section.method, action), span
    if section.uri is not None:
        for name, start, end in uri_variables(section.uri):
            span = Span.on(section.line, start, end)
            if span.holds(place):
                yield (
                    parameter_markdown(unquote(name), _parameter(project, file, section, name)),
                    span,
                )


def _of_item(
    project: EditorProject, file: File, section: Section, place: TextPosition
) -> Iterator[tuple[str, Span]]:
    if section.kind is Kind.PARAMETER and section.name_span.holds(place):
        name = section.name.text
        parameter = _parameter(project, file, section, name)
        yield parameter_markdown(unquote(name), parameter), section.name_span
    if section.kind is Kind.RESPONSE and section.name_span.holds(place):
        yield status_markdown(section.name.text), section.name_span
    if section.kind in (Kind.TYPE, Kind.INCLUDE) and section.name_span.holds(place):
        yield type_markdown(project, section.name.text), section.name_span
    for part in _declared_parts(section):
        span = Span.on(section.line, part.start, part.end)
        if span.holds(place):
            yield word_markdown(project, part.text), span


def _of_keyword(
    project: EditorProject, file: File, section: Section, place: TextPosition
) -> Iterator[tuple[str, Span]]:
    match = _KEYWORD.search(file.text.line(section.line))
    if match is None:
        return
    span = Span.on(section.line, *match.span("word"))
    if not span.holds(place):
        return
    text = KEYWORDS.get(match["word"].lower(), "")
    if section.kind is Kind.ATTRIBUTES:
        text = "\n\n".join(filter(None, (text, _body_example(project, file, section))))
    if text and section.kind not in (Kind.ITEM, Kind.MEMBER, Kind.PARAMETER, Kind.TYPE):
        yield text, span


def _declared_parts(section: Section) -> Iterator[LinePart]:
    declared = section.declared
    if declared is not None and section.kind not in PAYLOADS:
        yield from (*declared.types, *declared.bases, *declared.attributes)


def _reasons(project: EditorProject, file: File, place: TextPosition) -> Iterator[tuple[str, Span]]:
    for finding in project.diagnostics_by_file.get(file.path, ()):
        if finding.diagnostic.location.line == place.line + 1:
            span = span_of(file.text, finding)
            if span.holds(place):
                yield explained(finding.diagnostic.code), span


def word_markdown(project: EditorProject, word: str) -> str:
    """About a word between round brackets: a type, a base type or a type attribute."""
    lower = word.lower()
    if lower in ATTRIBUTES:
        return f"**{lower}**: {ATTRIBUTES[lower]}"
    if lower in BASES:
        return f"**{lower}**: {BASES[lower]}"
    return type_markdown(project, word)


def type_markdown(project: EditorProject, name: str) -> str:
    """A named type with all its members, inherited ones included, and an example."""
    schema = project.contract.schemas.get(name)
    meaning = next((text for known, text in MEANINGS.items() if known.lower() == name.lower()), "")
    if schema is None:
        return f"**{name}**: {meaning}" if meaning else ""
    parts = [f"**{name}** ({kind_of(schema)})", meaning, schema.description]
    if schema.members:
        rows = [_member_line(member) for member in schema.members]
        parts.append("\n".join(rows[:MOST_LINES]))
    parts.append(example_markdown(schema))
    return "\n\n".join(filter(None, parts))


def kind_of(schema: Schema) -> str:
    """The type of a value in a few words: ``array of FAQ``, ``string, date-time``."""
    if schema.kind == "array":
        inner = " or ".join(dict.fromkeys(each.name or kind_of(each) for each in schema.items))
        return f"array of {inner}" if inner else "array"
    if schema.choices:
        choices = ", ".join(f"`{json_text(c)}`" for c in schema.choices[:20])
        return f"one of {choices}"
    words = (schema.kind, schema.format, lengths_phrase(schema.lengths))
    return ", ".join(word for word in words if word)


def _traits(schema: Schema, *, required: bool = False) -> str:
    words = [schema.name or kind_of(schema)]
    words += ["required"] * required + ["nullable"] * schema.nullable + ["fixed"] * schema.fixed
    return ", ".join(words)


def _member_line(member: Member) -> str:
    traits = _traits(member.schema, required=member.required)
    return f"- `{member.name}`: {traits}{_first_line(member.description)}"


def _first_line(description: str) -> str:
    first = description.strip().split("\n", 1)[0]
    return f" - {first}" if first else ""


def example_markdown(schema: Schema) -> str:
    """The example value that MSON makes, as a block of code."""
    lines = body_text(schema).split("\n")
    if len(lines) > MOST_LINES:
        lines = [*lines[:MOST_LINES], "…"]
    return "\n".join(("```json", *lines, "```"))


def _body_example(project: EditorProject, file: File, section: Section) -> str:
    payload = section.around(*PAYLOADS)
    if payload is None:
        return ""
    for transaction in project.contract.transactions():
        for each in (transaction.request, transaction.response):
            at = each.location
            if at and at.file == file.path and at.line == payload.line + 1 and each.schema:
                return example_markdown(each.schema)
    return ""


def status_markdown(status: str) -> str:
    """A status with its reason phrase and meaning, or an empty text for what is no status."""
    number = int(status) if re.fullmatch(r"[1-9]\d\d", status) else 0
    phrase = reason(number)
    if not phrase:
        return ""
    return f"**{number} {phrase}** (RFC 9110)\n\n{STATUSES.get(number, '')}".rstrip()


def action_markdown(method: str, action: Action | None) -> str:
    """What a method does here."""
    parts = [f"**{method}** {METHODS.get(method, '')}."]
    if action is not None and action.endpoint is not None:
        endpoint = action.endpoint
        parts.append(f"This action {ENDPOINTS[endpoint.kind]} `{endpoint.type}`.")
    if action is not None and action.access is not None:
        parts.append(f"Access: {ACCESS[action.access]}.")
    if action is not None:
        parts.append(f"{len(action.transactions)} documented transactions; id `{action.id}`.")
    return "\n\n".join(parts)


def parameter_markdown(name: str, parameter: Parameter | None) -> str:
    """What a parameter of a URI template means, declared or not."""
    known = PARAMETERS.get(name) or PARAMETERS.get(name.split("[", 1)[0], "")
    if parameter is None:
        return f"**{name}**: not described in any Parameters section. {known}".rstrip()
    traits = [parameter.place, parameter.format or parameter.kind]
    traits.append("required" if parameter.required else "optional")
    parts = [f"**{name}** ({', '.join(traits)})", parameter.description or known]
    for title, value in (("Example", parameter.example), ("Default", parameter.default)):
        if value:
            parts.append(f"{title}: `{value}`")
    if parameter.choices:
        parts.append("One of " + ", ".join(f"`{choice}`" for choice in parameter.choices))
    return "\n\n".join(filter(None, parts))


def _parameter(project: EditorProject, file: File, section: Section, name: str) -> Parameter | None:
    """The contract's parameter called ``name`` in the actions at or below a section."""
    scope = section.around(Kind.ACTION) or section.around(Kind.RESOURCE)
    for each in scope.walk() if scope else ():
        action = project.action(file, each) if each.kind is Kind.ACTION else None
        for parameter in action.parameters if action else ():
            if parameter.name == unquote(name):
                return parameter
    return None


def attribute_markdown(project: EditorProject, owner: str, name: str) -> str:
    """The contract's facts about an attribute."""
    resource_type = project.contract.resource_type(owner)
    attribute = resource_type.attribute(name) if resource_type else None
    if attribute is None:
        return f"`{name}`, an attribute of `{owner}`"
    traits = ", ".join(_attribute_traits(attribute, project.contract.conventions))
    parts = [f"**{name}**, an attribute of `{owner}` ({traits})"]
    return "\n\n".join(filter(None, (*parts, attribute.description)))


def _attribute_traits(attribute: Attribute, conventions: Conventions) -> Iterator[str]:
    yield _traits(attribute.schema, required=attribute.required)
    if attribute.read_only:
        yield "read-only: in no request"
    if attribute.write_only:
        yield "write-only: in no response"
    if attribute.writable_by:
        yield f"writable by {conventions.word(attribute.writable_by)}"
