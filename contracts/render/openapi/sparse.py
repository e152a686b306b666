"""Documents of actions whose clients choose what is in them (JSON:API 1.0, "Fetching Data").

With ``fields[faq]=question`` a response leaves attributes out that its blueprint type
requires, and with ``include`` it may add resources of any type. What the blueprint shows is
the answer to the documented request; OpenAPI speaks of every request.
"""

from __future__ import annotations

from dataclasses import replace

from contracts.model import Action, Member, Schema
from contracts.render.openapi.components import Components
from contracts.text.payloads import fixed_type

_ANY_RESOURCE = Schema(
    "object",
    name="Any Resource",
    description="A resource of a type that `include` asked for.",
    members=(
        Member("type", Schema("string"), required=True),
        Member("id", Schema("string"), required=True),
    ),
)


def is_selective(action: Action) -> bool:
    """Whether the action has a parameter that chooses members or included resources."""
    return any(p.name == "include" or p.name.startswith("fields[") for p in action.parameters)


def sparse(document: Schema, components: Components) -> Schema:
    """The document with attributes and relationships optional, and any resource included."""
    if document.member("data") is None:
        return document
    members = tuple(_part(member, components) for member in document.members)
    return _renamed(replace(document, members=members), document, components)


def _part(member: Member, components: Components) -> Member:
    if member.name not in ("data", "included"):
        return member
    schema = member.schema
    if schema.kind != "array":
        return replace(member, schema=_resource(schema, components))
    items = [_resource(item, components) for item in schema.items]
    if member.name == "included":
        components.learn(_ANY_RESOURCE)
        items.append(_ANY_RESOURCE)
    return replace(member, schema=replace(schema, items=tuple(items)))


def _resource(resource: Schema, components: Components) -> Schema:
    if not fixed_type(resource):
        return resource
    members = tuple(
        replace(m, schema=_optional(m.schema), required=False)
        if m.name in ("attributes", "relationships")
        else m
        for m in resource.members
    )
    return _renamed(replace(resource, members=members), resource, components)


def _optional(fields: Schema) -> Schema:
    members = tuple(replace(member, required=False) for member in fields.members)
    return replace(fields, members=members, closed=False, one_of=())


def _renamed(changed: Schema, original: Schema, components: Components) -> Schema:
    """A changed named type gets a name of its own, and an unchanged one keeps its name."""
    if not original.name or changed == original:
        return changed
    renamed = replace(changed, name=f"Sparse {original.name}")
    components.learn(renamed)
    return renamed
