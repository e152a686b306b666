"""Relationships as foreign keys, association tables, and fields of the schema."""

from __future__ import annotations

from contracts.model import Contract, EndpointKind, Relationship, ResourceType
from contracts.render.flask.identifiers import Names, public_key
from contracts.render.flask.layout import WIDTH, call, quoted
from contracts.render.flask.views import is_nested, served_path


def served(contract: Contract, resource_type: ResourceType) -> list[Relationship]:
    """The relationships whose target has attributes somewhere, so that it has a table."""
    return [
        r
        for r in resource_type.relationships
        if contract.resource_type(r.target) and not is_polymorphic(r)
    ]


def polymorphic(resource_type: ResourceType) -> list[Relationship]:
    """The relationships to several types, whose rows keep the identifiers."""
    return [r for r in resource_type.relationships if is_polymorphic(r)]


def is_polymorphic(relationship: Relationship) -> bool:
    """Whether no foreign key can hold the linkage."""
    return bool(relationship.others)


def polymorphic_column(names: Names, owner: ResourceType, relationship: Relationship) -> str:
    """The column of a relationship to several types."""
    name = names.members[owner.name][relationship.name]
    if relationship.many:
        return call(f"{name}: Mapped[list[Any]] = mapped_column", ["JSON", "default=list"])
    return call(f"{name}: Mapped[dict[str, Any] | None] = mapped_column", ["JSON"])


def has_key(relationship: Relationship) -> bool:
    """Whether a column of the type's own table keeps the linkage."""
    return not relationship.many and not relationship.mirrored


def needs_association(contract: Contract, relationship: Relationship) -> bool:
    """Whether the relationship brings a table: to-many, and no key at the other end."""
    return is_association(contract, relationship) and not relationship.mirrored


def is_association(contract: Contract, relationship: Relationship) -> bool:
    """Whether a table of its own keeps the linkage."""
    if not relationship.many:
        return False
    inverse = contract.inverse(relationship)
    return inverse is None or inverse.many


def foreign_key(names: Names, owner: ResourceType, relationship: Relationship) -> str:
    """The column of a to-one relationship."""
    required = _required(relationship)
    name = names.keys[owner.name][relationship.name]
    target = quoted(names.tables[relationship.target])
    kind = "int" if required else "int | None"
    return call(f"{name}: Mapped[{kind}] = reference", [target, f"required={required}"])


def _required(relationship: Relationship) -> bool:
    return not relationship.nullable and (relationship.required or relationship.read_only)


def association(names: Names, resource_type: ResourceType, relationship: Relationship) -> str:
    """The declaration of an association table."""
    name = names.associations[resource_type.name, relationship.name]
    own, other = names.tables[resource_type.name], names.tables[relationship.target]
    other_name = f"{other}_other_id" if own == other else f"{other}_id"
    items = [quoted(name), "Model.metadata"]
    for column, table in ((f"{own}_id", own), (other_name, other)):
        key = f'ForeignKey("{table}.id", ondelete="CASCADE")'
        # One column too many for the comma that follows.
        items.append(call("Column", [quoted(column), key, "primary_key=True"], 4, WIDTH - 1))
    lines = [item if "\n" in item else f"    {item.strip()}" for item in items]
    return "\n".join([f"{name} = Table(", *(f"{line}," for line in lines), ")"])


def model_line(
    contract: Contract, names: Names, resource_type: ResourceType, relationship: Relationship
) -> str:
    """The line of the model that declares the relationship."""
    target = names.classes[relationship.target]
    name = names.members[resource_type.name][relationship.name]
    arguments = []
    inverse = contract.inverse(relationship)
    is_own = relationship.target == resource_type.name
    if is_association(contract, relationship):
        kind = f"list[{target}]"
        arguments += _secondary(names, resource_type, relationship, is_own=is_own)
    elif relationship.many:
        kind = f"list[{target}]"
    elif relationship.mirrored and inverse:
        kind = f"{target} | None"
        key = names.keys[relationship.target][inverse.name]
        arguments += [f"foreign_keys={quoted(f'{target}.{key}')}", "uselist=False"]
    else:
        kind = target if _required(relationship) else f"{target} | None"
        arguments.append(f"foreign_keys=[{names.keys[resource_type.name][relationship.name]}]")
        if is_own:
            arguments.append(f"remote_side=lambda: {target}.id")
    if inverse:
        spelled = names.members[relationship.target][inverse.name]
        arguments.append(f"back_populates={quoted(spelled)}")
    return call(f"{name}: Mapped[{kind}] = relationship", arguments)


def _secondary(
    names: Names, owner: ResourceType, relationship: Relationship, *, is_own: bool
) -> list[str]:
    if relationship.mirrored:
        table = names.associations[relationship.target, relationship.inverse]
        return [f"secondary={quoted(table)}"]
    table = names.associations[owner.name, relationship.name]
    if not is_own:
        return [f"secondary={table}"]
    target, own = names.classes[owner.name], names.tables[owner.name]
    return [
        f"secondary={table}",
        f"primaryjoin=lambda: {target}.id == {table}.c.{own}_id",
        f"secondaryjoin=lambda: {target}.id == {table}.c.{own}_other_id",
    ]


def field(
    contract: Contract, names: Names, resource_type: ResourceType, relationship: Relationship
) -> str:
    """The line of the schema that declares the relationship, with its documented links."""
    kind = "ToMany" if relationship.many else "ToOne"
    name = names.members[resource_type.name][relationship.name]
    arguments = [quoted(relationship.target)]
    if is_polymorphic(relationship):
        kind = "ToManyOf" if relationship.many else "ToOneOf"
        arguments = [quoted(target) for target in relationship.targets]
    key = public_key(relationship.name, name)
    if key:
        arguments.append(f"data_key={quoted(key)}")
    if relationship.required:
        arguments.append("required=True")
    if relationship.read_only:
        arguments.append("dump_only=True")
    if relationship.linkage_shown and not is_polymorphic(relationship):
        arguments.append("linkage_shown=True")
    if relationship.hidden and not is_polymorphic(relationship):
        arguments.append("hidden=True")
    links = {"self_url": {EndpointKind.RELATIONSHIP}}
    links["related_url"] = {EndpointKind.RELATED, EndpointKind.LIST}
    shown = {"self_url": relationship.self_link, "related_url": relationship.related_link}
    for argument, kinds in links.items():
        path = _path(contract, resource_type, relationship, kinds)
        path = path or _shown(resource_type, shown[argument], argument == "self_url")
        if path:
            arguments.append(f"{argument}={quoted(path)}")
    return call(f"{name} = fields.{kind}", arguments)


def _path(
    contract: Contract,
    resource_type: ResourceType,
    relationship: Relationship,
    kinds: set[EndpointKind],
) -> str:
    """The path of the GET that shows this relationship in one of these ways."""
    for action in contract.actions():
        endpoint = action.endpoint
        if (
            endpoint is not None
            and endpoint.kind in kinds
            and endpoint.parent == resource_type.name
            and endpoint.relationship == relationship.name
        ):
            path = served_path(action.path)
            return "" if is_nested(path) else path
    return ""


def _shown(owner: ResourceType, link: str, is_self: bool) -> str:
    """A link that examples show, as a template of this type's resources.

    Examples are copied from type to type: only the last segment is used.
    """
    home = served_path(owner.path or owner.link)
    last = link.split("?", 1)[0].rstrip("/").rpartition("/")[2]
    if not home or is_nested(home) or not last or "{" in last:
        return ""
    return f"{home}/relationships/{last}" if is_self else f"{home}/{last}"
