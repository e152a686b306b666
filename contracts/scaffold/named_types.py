"""The named types of a new resource, in MSON."""

from __future__ import annotations

from contracts.scaffold.context import ResourceContext
from contracts.scaffold.wanted import TYPES, Wanted, WantedAttribute, titled


def named_types(wanted: Wanted, place: ResourceContext) -> str:
    """What the Data Structures section needs for the resource itself."""
    title, name = wanted.title, wanted.name
    path = f"{place.prefix}/{wanted.plural}/1"
    found = [_enum(wanted, each) for each in wanted.attributes if each.choices]
    found.append(_members(f"{title} Changes", [_member(wanted, a) for a in wanted.attributes]))
    required = [_member(wanted, a, required=True) for a in wanted.attributes if a.required]
    found.append(_members(f"{title} Draft ({title} Changes)", required))
    found.append(
        _members(
            f"{title} Attributes ({title} Changes)",
            [f"+ `{place.conventions.deleted_at}` (Timestamp, nullable)"],
        )
    )
    resource = [
        f"+ type: `{name}` (string, required, fixed)",
        "+ id: `1` (string, required)",
        f"+ attributes ({title} Attributes, required, fixed-type)",
    ]
    draft = ["+ data (required)", f"    + type: `{name}` (string, required, fixed)"]
    draft.append(f"    + attributes ({title} Draft, required)")
    if place.parent is not None:
        parent = place.parent.name
        shown = f"`{parent}`" if "-" in parent else parent
        found.append(_relationship(wanted, place, shown))
        resource.append(f"+ relationships ({title} Relationships, required)")
        draft += [
            "    + relationships (required)",
            f"        + {shown} (required)",
            f"            + data ({place.identifier}, required)",
        ]
    resource.append(f"+ links ({title} Links, required)")
    found += [
        _members(f"{title} Links", [f"+ self: `{path}` (string, required)"]),
        _members(title, resource),
        _members(
            f"{title} Document",
            [
                f"+ data ({title}, required)",
                f"+ links ({title} Links, required)",
                "+ jsonapi (JSON API, required)",
            ],
        ),
        _members(f"{title} Draft Document", draft),
        _members(
            f"{title} Changes Document",
            [
                "+ data (required)",
                f"    + type: `{name}` (string, required, fixed)",
                "    + id: `1` (string, required)",
                f"    + attributes ({title} Changes, required)",
            ],
        ),
    ]
    return "\n".join(found)


def _relationship(wanted: Wanted, place: ResourceContext, shown: str) -> str:
    lines = [f"+ {shown} (required)"]
    if place.document:
        related = f"{place.prefix}/{wanted.plural}/1/{wanted.parent}"
        lines += ["    + links (required)", f"        + related: `{related}` (string, required)"]
    lines.append(f"    + data ({place.identifier}, required)")
    return _members(f"{wanted.title} Relationships", lines)


def _members(heading: str, lines: list[str]) -> str:
    return "\n".join((f"## {heading}", *lines)) + "\n"


def _enum(wanted: Wanted, attribute: WantedAttribute) -> str:
    choices = [f"+ `{choice}`" for choice in attribute.choices]
    return _members(f"{wanted.title} {titled(attribute.name)} (enum)", choices)


def _member(wanted: Wanted, attribute: WantedAttribute, *, required: bool = False) -> str:
    kind = TYPES[attribute.type][0] if not attribute.choices else ""
    kind = kind or f"{wanted.title} {titled(attribute.name)}"
    traits = [kind] + ["required"] * required + ["nullable"] * attribute.nullable
    name = f"`{attribute.name}`" if "-" in attribute.name else attribute.name
    return f"+ {name}: `{attribute.example}` ({', '.join(traits)})"
