"""Where a new resource belongs: URIs, access, and what the contract has of its parent."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Final

from contracts.build.ownership import owner_path
from contracts.model import Access, Contract, Conventions, ResourceType, Schema
from contracts.scaffold.wanted import CannotScaffold, Wanted, titled
from contracts.text.payloads import fixed_type

PREFIX: Final = "/v1"


@dataclass(frozen=True, slots=True)
class ResourceContext:
    """Where the new resource belongs: URIs, access, and types there are already."""

    prefix: str
    access: Access
    conventions: Conventions
    parent: ResourceType | None = None
    identifier: str = ""
    document: str = ""


def context_of(contract: Contract, wanted: Wanted) -> ResourceContext:
    """The context of what is wanted. Raises CannotScaffold."""
    if contract.resource_type(wanted.name) is not None:
        raise CannotScaffold(f"there is a resource type {wanted.name} already")
    deleted_at = contract.conventions.deleted_at
    if any(each.name == deleted_at for each in wanted.attributes):
        raise CannotScaffold(f"the attribute {deleted_at} is added by itself: leave it out")
    prefixes = Counter(t.path.rsplit("/", 2)[0] for t in contract.resource_types if t.path)
    prefix = prefixes.most_common(1)[0][0] if prefixes else PREFIX
    paths = {action.path for action in contract.actions()}
    if f"{prefix}/{wanted.plural}" in paths:
        raise CannotScaffold(f"{prefix}/{wanted.plural} is described already: choose --plural")
    if not wanted.parent:
        return ResourceContext(
            prefix,
            Access.ADMIN if contract.resource_types else Access.PUBLIC,
            contract.conventions,
        )
    parent = contract.resource_type(wanted.parent)
    if parent is None or not parent.path:
        served = ", ".join(t.name for t in contract.resource_types if t.path) or "none"
        raise CannotScaffold(f"there is no resource type {wanted.parent}; there are {served}")
    owner = parent.relationship(contract.conventions.owner)
    has_owner = owner is not None or owner_path(contract, parent.name)
    access = Access.ORGANIZER if has_owner else Access.ADMIN
    if not any(action.access for action in contract.actions()):
        access = Access.PUBLIC
    identifier, document = _named(contract, parent.name)
    return ResourceContext(
        prefix,
        access,
        contract.conventions,
        parent,
        identifier or f"{titled(parent.name)} Identifier",
        document,
    )


def _named(contract: Contract, name: str) -> tuple[str, str]:
    """The named types that identify a resource of a type, and that show one alone."""
    identifier = document = ""
    for title, schema in contract.schemas.items():
        members = {member.name for member in schema.members}
        if fixed_type(schema) == name and members == {"type", "id"}:
            identifier = identifier or title
        if _shows(schema, name) and title.endswith("Document"):
            document = document or title
    return identifier, document


def _shows(schema: Schema, name: str) -> bool:
    data = schema.member("data")
    whole = data is not None and data.member("attributes") and data.member("id")
    linked = schema.member("jsonapi") is not None
    return bool(whole and linked and data is not None and fixed_type(data) == name)
