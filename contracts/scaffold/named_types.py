"""The named types of a new resource, in MSON."""

from __future__ import annotations

from contracts.scaffold.context import ResourceContext
from contracts.scaffold.wanted import TYPES, NewAttribute, NewResource, titled


def named_types(wanted: NewResource, place: ResourceContext) -> str:
    """What the Data Structures section needs for the resource itself."""
    title, name = wanted.title, wanted.name
    path = f"{place.prefix}/{wanted.plural}/1"
    texts = [_enum(wanted, each) for each in wanted.attributes if each.choices]
    texts.append(_members(f"{title} Changes", [_member(wanted, a) for a in wanted.attributes]))
    required = [_member(wanted, a, required=True) for a in wanted.attributes if a.required]
    texts.append(_members(f"{title} Draft ({title} Changes)", required))
    if place.parent is not None and place.identifier_is_new:
        texts.append(_identifier(place.identifier, place.parent.name))
    resource = [
        f"+ attributes ({title} Changes, required, fixed-type)",
        f"    + `{place.conventions.deleted_at}` (Timestamp, nullable)",
        *_relationships(wanted, place),
        f"+ links ({title} Links, required)",
    ]
    document = [f"+ data ({title}, required)", f"+ links ({title} Links, required)"]
    base = f" ({place.document_base})" if place.document_base else ""
    if not base:
        document.append("+ jsonapi (JSON API, required)")
    texts += [
        _identifier(f"{title} Identifier", name),
        _members(f"{title} Links", [f"+ self: `{path}` (string, required)"]),
        _members(f"{title} ({title} Identifier)", resource),
        _members(f"{title} Document{base}", document),
    ]
    return "\n".join(texts)


def _identifier(title: str, name: str) -> str:
    return _members(
        title, [f"+ type: `{name}` (string, required, fixed)", "+ id: `1` (string, required)"]
    )


def _relationships(wanted: NewResource, place: ResourceContext) -> list[str]:
    if place.parent is None:
        return []
    shown = f"`{wanted.parent}`" if "-" in wanted.parent else wanted.parent
    lines = ["+ relationships (required)", f"    + {shown} (required)"]
    if place.document:
        related = f"{place.prefix}/{wanted.plural}/1/{wanted.parent}"
        lines += [
            "        + links (required)",
            f"            + related: `{related}` (string, required)",
        ]
    return [*lines, f"        + data ({place.identifier}, required)"]


def _members(heading: str, lines: list[str]) -> str:
    return "\n".join((f"## {heading}", *lines)) + "\n"


def _enum(wanted: NewResource, attribute: NewAttribute) -> str:
    choices = [f"+ `{choice}`" for choice in attribute.choices]
    return _members(f"{wanted.title} {titled(attribute.name)} (enum)", choices)


def _member(wanted: NewResource, attribute: NewAttribute, *, required: bool = False) -> str:
    kind = TYPES[attribute.type][0] if not attribute.choices else ""
    kind = kind or f"{wanted.title} {titled(attribute.name)}"
    traits = [kind] + ["required"] * required + ["nullable"] * attribute.nullable
    name = f"`{attribute.name}`" if "-" in attribute.name else attribute.name
    return f"+ {name}: `{attribute.example}` ({', '.join(traits)})"
