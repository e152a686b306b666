"""Where a new resource belongs: URIs, access, and what the contract has of its parent."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from contracts.build.identity.ownership import owner_path
from contracts.build.identity.placeholders import scheme_of
from contracts.model import Access, Contract, Conventions, ResourceType, Schema
from contracts.scaffold.wanted import CannotScaffold, NewResource, titled
from contracts.text.payloads import fixed_type

PREFIX: Final = "/v1"


@dataclass(frozen=True, slots=True)
class ResourceContext:
    """Where the new resource belongs: URIs, access, and types there are already.

    ``scheme`` is what precedes a token in Authorization headers.
    """

    prefix: str
    access: Access
    conventions: Conventions
    scheme: str
    parent: ResourceType | None = None
    identifier: str = ""
    #: Whether no type identifies the parent yet, so that ``identifier`` has to be declared.
    identifier_is_new: bool = False
    document: str = ""
    #: The types that documents and lists inherit from; empty where theirs are of another kind.
    document_base: str = ""
    list_base: str = ""
    #: The texts of the project's shared files, by name.
    files: Mapping[str, str] = field(default_factory=dict)


def context_of(
    contract: Contract, wanted: NewResource, files: Mapping[str, str] | None = None
) -> ResourceContext:
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
    place = ResourceContext(
        prefix,
        Access.ADMIN if contract.resource_types else Access.PUBLIC,
        contract.conventions,
        scheme_of(contract.transactions()),
        document_base=_base(contract, "Document", {"jsonapi"}),
        list_base=_base(contract, "List Document", {"jsonapi", "meta"}),
        files=files or {},
    )
    if not wanted.parent:
        return place
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
    return replace(
        place,
        access=access,
        parent=parent,
        identifier=identifier or f"{titled(parent.name)} Identifier",
        identifier_is_new=not identifier,
        document=document,
    )


def _base(contract: Contract, name: str, members: set[str]) -> str:
    """The shared type's name, unless the contract has another type of that name."""
    schema = contract.schemas.get(name)
    is_other = schema is not None and {member.name for member in schema.members} != members
    return "" if is_other else name


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
