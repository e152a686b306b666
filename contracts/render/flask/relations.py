"""Relationships as foreign keys, association tables, and fields of the schema."""

from __future__ import annotations

from contracts.model import Contract, EndpointKind, Relationship, ResourceType
from contracts.render.flask.layout import WIDTH, call, quoted
from contracts.render.flask.names import class_name, public_key, python_name, table_name


def served(contract: Contract, resource_type: ResourceType) -> list[Relationship]:
    """The relationships whose target has attributes somewhere, so that it has a table."""
    return [r for r in resource_type.relationships if contract.resource_type(r.target)]


def is_association(relationship: Relationship) -> bool:
    """Whether the relationship needs a table of its own: to-many, and nothing at the other end."""
    return relationship.many and not relationship.inverse


def foreign_key(contract: Contract, relationship: Relationship) -> str:
    """The column of a to-one relationship."""
    required = not relationship.nullable and (relationship.required or relationship.read_only)
    name = f"{python_name(relationship.name)}_id"
    target = quoted(table_name(_target(contract, relationship)))
    kind = "int" if required else "int | None"
    return call(f"{name}: Mapped[{kind}] = reference", [target, f"required={required}"])


def association_name(resource_type: ResourceType, relationship: Relationship) -> str:
    """The table between a type and its to-many relationship: ``speakers_faqs``."""
    return f"{table_name(resource_type)}_{python_name(relationship.name)}"


def association(contract: Contract, resource_type: ResourceType, relationship: Relationship) -> str:
    """The declaration of an association table."""
    name = association_name(resource_type, relationship)
    own, other = table_name(resource_type), table_name(_target(contract, relationship))
    other_name = f"{other}_other_id" if own == other else f"{other}_id"
    items = [quoted(name), "Model.metadata"]
    for column, table in ((f"{own}_id", own), (other_name, other)):
        key = f'ForeignKey("{table}.id", ondelete="CASCADE")'
        # One column too many for the comma that follows.
        items.append(call("Column", [quoted(column), key, "primary_key=True"], 4, WIDTH - 1))
    lines = [item if "\n" in item else f"    {item.strip()}" for item in items]
    return "\n".join([f"{name} = Table(", *(f"{line}," for line in lines), ")"])


def model_line(contract: Contract, resource_type: ResourceType, relationship: Relationship) -> str:
    """The line of the model that declares the relationship."""
    target = class_name(relationship.target)
    name = python_name(relationship.name)
    arguments = []
    inverse = _served_inverse(contract, relationship)
    if is_association(relationship):
        kind = f"list[{target}]"
        arguments.append(f"secondary={association_name(resource_type, relationship)}")
        if target == class_name(resource_type.name):
            own = table_name(resource_type)
            table = association_name(resource_type, relationship)
            arguments.append(f"primaryjoin=lambda: {target}.id == {table}.c.{own}_id")
            arguments.append(f"secondaryjoin=lambda: {target}.id == {table}.c.{own}_other_id")
    elif relationship.many:
        kind = f"list[{target}]"
    else:
        required = not relationship.nullable and (relationship.required or relationship.read_only)
        kind = target if required else f"{target} | None"
        arguments.append(f"foreign_keys=[{name}_id]")
        if target == class_name(resource_type.name):
            arguments.append(f"remote_side=lambda: {target}.id")
    if inverse:
        arguments.append(f"back_populates={quoted(python_name(inverse))}")
    return call(f"{name}: Mapped[{kind}] = relationship", arguments)


def field(contract: Contract, resource_type: ResourceType, relationship: Relationship) -> str:
    """The line of the schema that declares the relationship, with its documented links."""
    kind = "ToMany" if relationship.many else "ToOne"
    arguments = [quoted(relationship.target)]
    key = public_key(relationship.name)
    if key:
        arguments.append(f"data_key={quoted(key)}")
    if relationship.required:
        arguments.append("required=True")
    if relationship.read_only:
        arguments.append("dump_only=True")
    links = {"self_url": {EndpointKind.RELATIONSHIP}}
    links["related_url"] = {EndpointKind.RELATED, EndpointKind.LIST}
    for argument, kinds in links.items():
        path = _path(contract, resource_type, relationship, kinds)
        if path:
            arguments.append(f"{argument}={quoted(path)}")
    return call(f"{python_name(relationship.name)} = fields.{kind}", arguments)


def _target(contract: Contract, relationship: Relationship) -> ResourceType:
    found = contract.resource_type(relationship.target)
    if found is None:
        raise LookupError(f"{relationship.target} has no table: filter with served() first")
    return found


def _served_inverse(contract: Contract, relationship: Relationship) -> str:
    target = _target(contract, relationship)
    return relationship.inverse if target.relationship(relationship.inverse) else ""


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
            return action.path
    return ""
