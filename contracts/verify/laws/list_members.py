"""Lists: which resources belong to one, and reading it whole."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from contracts.model import Action, Contract
from contracts.verify.laws.certainty import Undecided, has_schema
from contracts.verify.laws.documented import parameter
from contracts.verify.laws.fixture import Fixture
from contracts.verify.laws.requests import Reply
from contracts.verify.laws.seeding import SeededResource, leads_to
from contracts.verify.strict.links import SIZE

#: Larger than any list a law makes, and within what servers allow.
WHOLE = "50"


def link_to_parent(contract: Contract, listing: Action) -> str:
    """The relationship of the listed type that leads to the parent in the path, if any.

    It is the inverse of the parent's relationship, or the only to-one to that type.
    """
    endpoint = listing.endpoint
    assert endpoint is not None
    parent, child = (contract.resource_type(n) for n in (endpoint.parent, endpoint.type))
    if parent is None or child is None:
        return ""
    relationship = parent.relationship(endpoint.relationship)
    if relationship is not None:
        return relationship.inverse
    names = [r.name for r in child.relationships if r.target == parent.name and not r.many]
    return names[0] if len(names) == 1 else ""


def belongs(contract: Contract, listing: Action) -> bool:
    """Whether it is known what belongs to a list: all, or what is linked to the parent."""
    endpoint = listing.endpoint
    if endpoint is None or ("{" in listing.path and not endpoint.parent):
        return False
    return not endpoint.parent or bool(link_to_parent(contract, listing))


def listed_in(
    fixture: Fixture, listing: Action, n: int | None = None, **attributes: Any
) -> SeededResource:
    """A new resource that belongs to a list, below a parent that of the home."""
    endpoint = listing.endpoint
    assert endpoint is not None
    links = {}
    if endpoint.parent:
        name = link_to_parent(fixture.contract, listing)
        links[name] = fixture.shared_parent(endpoint.parent).identifier
    return fixture.seed(endpoint.type, links, attributes, n)


def resource_elsewhere(fixture: Fixture, listing: Action) -> SeededResource | None:
    """A new resource that belongs to another parent's list; None where there are no parents."""
    endpoint = listing.endpoint
    assert endpoint is not None
    if not endpoint.parent:
        return None
    other = fixture.seed(endpoint.parent)
    return fixture.seed(
        endpoint.type, {link_to_parent(fixture.contract, listing): other.identifier}
    )


def members_of(fixture: Fixture, listing: Action) -> set[str]:
    """The ids of all that exist and belong to a list."""
    endpoint = listing.endpoint
    assert endpoint is not None
    everything = fixture.of_type(endpoint.type)
    if not endpoint.parent:
        return {seeded.id for seeded in everything}
    name, shared_parent = (
        link_to_parent(fixture.contract, listing),
        fixture.shared_parent(endpoint.parent),
    )
    return {seeded.id for seeded in everything if leads_to(seeded.links, name, shared_parent.id)}


def certainly_listed(
    fixture: Fixture, listing: Action, wanted: Iterable[str], shown: Iterable[str] | None = None
) -> None:
    """Raise Undecided where a list leaves out what was made with values that are only inferred.

    The server may list only what is published, and no example shows which values that takes.
    ``shown`` are the ids in the list, which is asked for where they are not given.
    """
    endpoint = listing.endpoint
    assert endpoint is not None
    owner = fixture.type(endpoint.type)
    if has_schema(owner):
        return
    if shown is None:
        resources, _ = complete(fixture, listing, parent_id(fixture, listing))
        shown = [str(resource.get("id")) for resource in resources]
    hidden = set(wanted) - set(shown)
    if hidden:
        raise Undecided(f"the list leaves out {len(hidden)} {owner.name} made with inferred values")


def parent_id(fixture: Fixture, action: Action) -> str:
    """The id of the home that the path of a list or creation names, if it names one."""
    endpoint = action.endpoint
    return fixture.shared_parent(endpoint.parent).id if endpoint and endpoint.parent else ""


def complete(
    fixture: Fixture, listing: Action, parent: str, query: dict[str, str] | None = None
) -> tuple[list[dict[str, Any]], Reply]:
    """All resources of a list on one page, with the answer."""
    size = {SIZE: WHOLE} if parameter(listing, SIZE) else {}
    reply = fixture.call(listing, parent, query={**size, **(query or {})})
    return reply.resources, reply
