"""The words that fit in each context, from the vocabulary and from the blueprint itself."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote

from contracts.build.identity.sign_in import authorization
from contracts.editor.attributes import attribute_members
from contracts.editor.json_text import pointer_at, strings, words
from contracts.editor.occurrences import uri_variables
from contracts.editor.project import EditorProject, File
from contracts.editor.structure import MSON, Kind, Section
from contracts.editor.text import TextPosition
from contracts.editor.vocabulary import (
    ACCESS,
    ATTRIBUTES,
    BASES,
    HEADERS,
    KEYWORDS,
    MEANINGS,
    MEDIA_TYPES,
    METHODS,
    PARAMETERS,
    SECTIONS,
    STATUSES,
    Sort,
)
from contracts.lint import RULES
from contracts.model import Action, Conventions, ResourceType
from contracts.text.spelling import spaced
from contracts.text.statuses import reason

DEEPEST: Final = 3
"""Relationships that a path of ``include`` goes along (docs/blueprint-conventions.md)."""
MOST_PATHS: Final = 200


@dataclass(frozen=True, slots=True)
class Proposal:
    """A word that fits; ``insert`` is what is typed for it, if not the label."""

    label: str
    sort: Sort
    detail: str = ""
    insert: str = ""


def headings() -> Iterator[Proposal]:
    """What a heading begins with."""
    yield Proposal("Group", "keyword", KEYWORDS["group"], "Group ")
    yield Proposal("Data Structures", "keyword", KEYWORDS["data structures"])


def methods() -> Iterator[Proposal]:
    """HTTP methods."""
    return (Proposal(name, "method", meaning) for name, meaning in METHODS.items())


def statuses(project: EditorProject) -> Iterator[Proposal]:
    """Statuses with their reason phrases; those the blueprint uses come first."""
    used = Counter(t.response.status for t in project.contract.transactions())
    for status in sorted(STATUSES, key=lambda each: -used[each]):
        yield Proposal(str(status), "status", f"{reason(status)}: {STATUSES[status]}")


def media_types(project: EditorProject) -> Iterator[Proposal]:
    """Media types; those the blueprint uses come first."""
    used = Counter(
        payload.content_type
        for t in project.contract.transactions()
        for payload in (t.request, t.response)
        if payload.content_type
    )
    for name, count in used.most_common():
        yield Proposal(name, "media", f"used {count} times")
    yield from (Proposal(name, "media") for name in MEDIA_TYPES)


def access_levels(conventions: Conventions) -> Iterator[Proposal]:
    """Access levels, in the words of the project."""
    levels = ACCESS.items()
    return (Proposal(conventions.word(level), "access", meaning) for level, meaning in levels)


def named_types(project: EditorProject) -> Iterator[Proposal]:
    """The named types of all files."""
    for name, (file, _section) in project.types.items():
        yield Proposal(name, "type", f"declared in {os.path.basename(file.path)}")


def type_words(
    project: EditorProject, before: str, *, identifiers_first: bool = False
) -> Iterator[Proposal]:
    """What fits between round brackets after ``before``: types, then type attributes."""
    types = list(named_types(project))
    if identifiers_first:
        types.sort(key=lambda each: "identifier" not in each.label.lower())
    attributes = [Proposal(name, "attribute", text) for name, text in ATTRIBUTES.items()]
    bases = [Proposal(name, "type", text) for name, text in BASES.items()]
    known = {each.label.lower() for each in types}
    bases += [Proposal(n, "type", t) for n, t in MEANINGS.items() if n.lower() not in known]
    is_later = "," in before and "[" not in before.rpartition(",")[2]
    yield from (*attributes, *types, *bases) if is_later else (*types, *bases, *attributes)


def parameter_types() -> Iterator[Proposal]:
    """What fits between the round brackets of a parameter."""
    for name in ("required", "optional"):
        yield Proposal(name, "attribute", ATTRIBUTES[name])
    for name in ("string", "number", "boolean", "array", "enum"):
        yield Proposal(name, "type", BASES[name])
    yield from (Proposal(name, "type", text) for name, text in MEANINGS.items())


def items(project: EditorProject, file: File, section: Section) -> Iterator[Proposal]:
    """What an item below ``section`` may begin with."""
    if section.kind is Kind.PARAMETERS:
        yield from undeclared(file, section)
        return
    if section.kind in MSON:
        yield from missing_members(project, section)
    present = {child.kind for child in section.children if child.kind in _ONCE}
    for word in SECTIONS.get(section.kind, ()):
        if Kind.__members__.get(word.upper().rstrip("S")) in present or _kind(word) in present:
            continue
        yield Proposal(word, "keyword", KEYWORDS[word.lower()], _KEYWORD_INSERTS.get(word, word))


_ONCE: Final = (Kind.PARAMETERS, Kind.HEADERS, Kind.BODY, Kind.SCHEMA, Kind.ATTRIBUTES, Kind.MODEL)
_KEYWORD_INSERTS: Final = {
    "Request": "Request ",
    "Response": "Response ",
    "Attributes": "Attributes (",
    "Include": "Include ",
    "Relation": "Relation: ",
}


def _kind(word: str) -> Kind | None:
    return next((kind for kind in Kind if kind == word.lower()), None)


def undeclared(file: File, section: Section) -> Iterator[Proposal]:
    """The variables of the URI that a Parameters section lacks."""
    del file
    scope = section.parent
    if scope is None:
        return
    declared = {unquote(each.name.text) for each in scope.walk() if each.kind is Kind.PARAMETER}
    outer = scope.around(Kind.RESOURCE)
    uris = [each for each in (scope.uri, outer.uri if outer else None) if each is not None]
    for uri in uris[:1]:
        for spelled, _, _ in uri_variables(uri):
            name = unquote(spelled)
            if name not in declared:
                known = PARAMETERS.get(name) or PARAMETERS.get(name.split("[", 1)[0], "")
                yield Proposal(spelled, "parameter", known, f"{spelled}: ")


def uri_parameters(file: File, section: Section) -> Iterator[Proposal]:
    """What a URI template may have as a variable: what Parameters declare, JSON:API's own."""
    del file
    declared = [each.name.text for each in section.walk() if each.kind is Kind.PARAMETER]
    used = {name for name, _, _ in uri_variables(section.uri)} if section.uri else set()
    yield from (
        Proposal(name, "parameter", "declared below") for name in declared if name not in used
    )
    for name, meaning in PARAMETERS.items():
        spelled = name.replace("[", "%5B").replace("]", "%5D")
        if spelled not in used:
            yield Proposal(spelled, "parameter", meaning)


def missing_members(project: EditorProject, section: Section) -> Iterator[Proposal]:
    """Members that a type's siblings have: attributes of the resource type it is part of."""
    owner = section.around(Kind.TYPE)
    present = {child.name.text for child in section.children}
    name = owner.name.text if owner else ""
    inherited = owner.declared.types if owner and owner.declared else ()
    for part in inherited:
        schema = project.contract.schemas.get(part.text)
        for member in schema.members if schema else ():
            if member.name not in present:
                detail = f"inherited from {part.text}"
                yield Proposal(member.name, "member", detail, _spelled(member.name))
    for resource_type, member in attribute_members(project.contract):
        if member.name not in present and _resembles(name, resource_type):
            yield Proposal(
                member.name, "member", f"an attribute of {resource_type}", _spelled(member.name)
            )


def _resembles(type_name: str, resource_type: str) -> bool:
    """Whether a named type such as ``FAQ Type Draft`` is of the resource type ``faq-type``."""
    return type_name.lower().startswith(spaced(resource_type))


def _spelled(name: str) -> str:
    return name if name.replace(" ", "").isalnum() else f"`{name}`"


def member_values(project: EditorProject, name: str) -> Iterator[Proposal]:
    """Values for an MSON member: the names of resource types for ``type``."""
    if name == "type":
        for each in project.contract.resource_types:
            yield Proposal(each.name, "value", "a resource type")


def parameter_values(
    project: EditorProject, file: File, section: Section | None, name: str
) -> Iterator[Proposal]:
    """Example values for a parameter: include paths, attributes to sort by or to show."""
    resource_type = _resource_type(project, file, section)
    name = unquote(name)
    if name.startswith("fields["):
        resource_type = project.contract.resource_type(name[7:].rstrip("]"))
    if resource_type is None:
        return
    if name == "include":
        for path in include_paths(project, resource_type):
            yield Proposal(path, "value", f"related to {resource_type.name}")
    elif name == "sort":
        for attribute in resource_type.attributes:
            yield Proposal(attribute.name, "value", f"an attribute of {resource_type.name}")
    elif name.startswith("fields["):
        members = [a.name for a in resource_type.attributes] + [
            r.name for r in resource_type.relationships
        ]
        yield from (Proposal(member, "value", f"of {resource_type.name}") for member in members)


def include_paths(project: EditorProject, start: ResourceType) -> Iterator[str]:
    """The relationship paths from a type, the short ones first."""
    pending: list[tuple[str, ResourceType]] = [("", start)]
    for _ in range(MOST_PATHS):
        if not pending:
            return
        path, owner = pending.pop(0)
        for relationship in owner.relationships:
            longer = f"{path}.{relationship.name}" if path else relationship.name
            yield longer
            target = project.contract.resource_type(relationship.target)
            if target is not None and longer.count(".") < DEEPEST - 1:
                pending.append((longer, target))


def _resource_type(
    project: EditorProject, file: File, section: Section | None
) -> ResourceType | None:
    """The type that the actions at or below a section read or write."""
    for each in section.walk() if section else ():
        action: Action | None = project.action(file, each)
        if action and action.endpoint:
            return project.contract.resource_type(action.endpoint.type)
    return None


def headers(project: EditorProject) -> Iterator[Proposal]:
    """Header names; those the blueprint uses come first."""
    for name in _used_headers(project):
        yield Proposal(name, "header", "used in this blueprint", f"{name}: ")
    yield from (Proposal(name, "header", "", f"{name}: ") for name in HEADERS)


def header_values(project: EditorProject, name: str) -> Iterator[Proposal]:
    """Values of a header; those the blueprint uses come first."""
    used = Counter(
        value
        for t in project.contract.transactions()
        for payload in (t.request, t.response)
        for key, value in payload.headers
        if key.lower() == name.lower() and value  # one that is being typed has none
    )
    yield from (Proposal(value, "value", f"used {n} times") for value, n in used.most_common(20))
    usual = {**HEADERS, "Authorization": authorization(project.contract)}
    known = next((value for key, value in usual.items() if key.lower() == name.lower()), "")
    if known and known not in used:
        yield Proposal(known, "value")


def _used_headers(project: EditorProject) -> Iterable[str]:
    return dict(
        Counter(
            name
            for t in project.contract.transactions()
            for payload in (t.request, t.response)
            for name, _ in payload.headers
        ).most_common()
    )


def json_words(
    project: EditorProject, file: File, section: Section, place: TextPosition
) -> Iterator[Proposal]:
    """Names and values in a JSON body: attributes of its types, names of types."""
    pointer, expects_name = pointer_at(file, section, place)
    values = strings(words(file, section))
    owner = values.get((*pointer[:-1], "type"), "")
    resource_type = project.contract.resource_type(owner)
    if expects_name and pointer[-1:] == ("attributes",) and resource_type:
        for attribute in resource_type.attributes:
            yield Proposal(attribute.name, "member", f"an attribute of {owner}")
    elif expects_name and pointer[-1:] == ("relationships",) and resource_type:
        for relationship in resource_type.relationships:
            yield Proposal(relationship.name, "member", f"leads to {relationship.target}")
    elif not expects_name and pointer[-1:] == ("type",):
        for each in project.contract.resource_types:
            yield Proposal(each.name, "value", "a resource type")


def files(project: EditorProject, file: File) -> Iterator[Proposal]:
    """The blueprint files around, as paths from ``file``; those nothing includes yet come first."""
    for path in sorted(project.nearby(), key=lambda each: (each in project.files, each)):
        if path not in (file.path, project.root):
            shown = os.path.relpath(path, os.path.dirname(file.path) or ".").replace(os.sep, "/")
            yield Proposal(shown, "file", "included already" if path in project.files else "")


def rules(project: EditorProject, file: File) -> Iterator[Proposal]:
    """The codes of rules; those found in this file come first."""
    for finding in project.diagnostics_by_file.get(file.path, ()):
        yield Proposal(finding.diagnostic.code, "rule", "found in this file")
    yield from (Proposal(code, "rule", rule.what) for code, rule in RULES.items())
