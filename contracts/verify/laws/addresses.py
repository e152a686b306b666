"""Laws of addresses: links resolve, and a natural key replaces the id (JSON:API 1.0,
"Links"; docs/blueprint-conventions.md, "Endpoints")."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any, Final

from contracts.model import MISSING, Action, EndpointKind, Json, Missing, ResourceType
from contracts.text.documents import as_object
from contracts.text.json_values import same_address
from contracts.verify.laws.certainty import Undecided, has_schema
from contracts.verify.laws.compare import expect_equal, named_resources, touched
from contracts.verify.laws.documented import Operations, sendable
from contracts.verify.laws.fixture import Fixture
from contracts.verify.laws.law import LawKind, LawTemplate
from contracts.verify.laws.lifecycle import new
from contracts.verify.laws.list_members import belongs, listed_in, parent_id
from contracts.verify.laws.seeding import SeededResource
from contracts.verify.strict.context import identifiers
from contracts.verify.strict.resources import href

LINKS: Final = LawKind("law-links", "Links lead to the resources they name.")
PARENT: Final = LawKind("law-parent", "A path finds a resource only below its own parents.")
NATURAL_KEY: Final = LawKind(
    "law-natural-key", "A natural key works in the path in place of the id."
)

#: 404 is usual; a redirect to the resource's own address, or a refusal, shows nothing either.
REFUSED: Final = (404, *range(300, 500))


def addresses(operations: Operations, owner: ResourceType) -> Iterator[LawTemplate]:
    """The laws of a type's addresses."""
    read = operations.by_id(EndpointKind.DETAIL, owner.name)
    if read is not None:
        yield LawTemplate(LINKS, "links resolve", (read,), partial(_resolve, read))
    for kind in (EndpointKind.DETAIL, EndpointKind.UPDATE, EndpointKind.DELETE):
        for action in operations.all(kind, owner.name):
            if action.endpoint is not None and action.endpoint.above:
                title = f"{action.id} finds nothing below another parent"
                yield LawTemplate(PARENT, title, (action,), partial(_only_below, action))
    for action in operations.all(EndpointKind.LIST, owner.name):
        if action.endpoint and action.endpoint.above and belongs(operations.contract, action):
            title = f"{action.id} lists nothing below another parent"
            yield LawTemplate(PARENT, title, (action,), partial(_only_listed_below, action))
    for action in operations.all(EndpointKind.CREATE, owner.name):
        if action.endpoint and action.endpoint.above:
            title = f"{action.id} creates nothing below another parent"
            yield LawTemplate(PARENT, title, (action,), partial(_only_created_below, action))
    if owner.natural_key:
        for action in _named_by_id(operations, owner):
            title = f"{action.id} takes {owner.natural_key} for the id"
            check = partial(_natural, action)
            yield LawTemplate(NATURAL_KEY, title, (action,), check)


def _resolve(read: Action, fixture: Fixture, owner: ResourceType) -> None:
    """``self`` answers the same resource, links of relationships answer what is linked."""
    seeded = _linked_thing(fixture, owner)
    reply = fixture.call(read, seeded.id)
    for place, link in (
        ("/links/self", as_object(reply.document.get("links")).get("self")),
        ("/data/links/self", as_object(reply.resource.get("links")).get("self")),
    ):
        if href(link):
            safe_methods = fixture.follow(read, href(link))
            but = touched(fixture.types[owner.name])
            message = f"{place} of {reply.sent.uri} leads to another resource"
            expect_equal(fixture, safe_methods, reply.resource, safe_methods.resource, message, but)
    for name, value in as_object(reply.resource.get("relationships")).items():
        _relationship(fixture, read, name, as_object(value), seeded)


def _only_below(action: Action, fixture: Fixture, owner: ResourceType) -> None:
    """A path in which one parent is replaced by another of its type leads to nothing."""
    endpoint = action.endpoint
    assert endpoint is not None
    seeded = fixture.seed(owner.name)
    data: Json | Missing = MISSING
    if endpoint.kind is EndpointKind.UPDATE:
        offered = sendable(action, "attributes")
        sent = {name: v for name, v in seeded.attributes.items() if name in offered}
        data = {**seeded.identifier, "attributes": sent}
    for position, (parent, _) in enumerate(endpoint.above):
        other = fixture.seed(parent)
        fixture.call(
            action, seeded.id, data=data, admin=True, want=REFUSED, instead={position: other.id}
        )


def _only_listed_below(action: Action, fixture: Fixture, _owner: ResourceType) -> None:
    """A list in whose path one parent is replaced by another of its type does not show what is in
    it; it is refused, or empty."""
    assert action.endpoint is not None
    seeded = listed_in(fixture, action)
    for position, (parent, _) in enumerate(action.endpoint.above):
        reply = fixture.call(
            action,
            parent_id(fixture, action),
            admin=True,
            want=(*REFUSED, 200),
            instead={position: fixture.seed(parent).id},
        )
        message = f"the list below another {parent} shows a resource that is not below it"
        fixture.expect(reply, seeded.id not in reply.ids, message, "/data", [], reply.ids)


def _only_created_below(action: Action, fixture: Fixture, _owner: ResourceType) -> None:
    """Nothing is created where one parent in the path is replaced by another of its type."""
    assert action.endpoint is not None
    data = new(fixture, action, 900, all=True)
    for position, (parent, _) in enumerate(action.endpoint.above):
        fixture.call(
            action,
            parent_id(fixture, action),
            data=data,
            admin=True,
            want=REFUSED,
            instead={position: fixture.seed(parent).id},
        )


def _certainly_shown(fixture: Fixture, hidden: set[tuple[str, str]]) -> None:
    """Raise Undecided where a list leaves out what was made with values only inferred."""
    for kind, _ in sorted(hidden):
        if not has_schema(fixture.type(kind)):
            raise Undecided(f"the list leaves out {kind} made with inferred values")


def _relationship(
    fixture: Fixture, read: Action, name: str, value: dict[str, Any], seeded: SeededResource
) -> None:
    """``self`` shows the linkage, ``related`` the linked resources."""
    wanted = identifiers(seeded.links.get(name)) if name in seeded.links else None
    for link in ("self", "related"):
        address = href(as_object(value.get("links")).get(link))
        if not address:
            continue
        answer = fixture.follow(read, address)
        seen = identifiers(answer.data)
        if wanted is not None:
            if link == "related" and seen < wanted and isinstance(answer.data, list):
                _certainly_shown(fixture, wanted - seen)
            message = f"the link {link} of {name} does not lead to what is linked"
            fixture.expect(
                answer,
                seen == wanted,
                message,
                "/data",
                named_resources(wanted),
                named_resources(seen),
            )
        own = href(as_object(answer.document.get("links")).get("self"))
        if link == "self" and own and not same_address(own, address):
            fixture.note(answer, "its self link leads elsewhere", "/links/self", address, own)


def _linked_thing(fixture: Fixture, owner: ResourceType) -> SeededResource:
    """A resource with every to-one relationship linked, and to-many ones from both ends."""
    to_one = {
        r.name: fixture.shared_parent(r.target).identifier
        for r in owner.relationships
        if not r.many and r.target in fixture.types and r.target != owner.name
    }
    seeded = fixture.seed(owner.name, to_one)
    for each in owner.relationships:
        if each.many and each.inverse and each.target in fixture.types:
            child = fixture.seed(each.target, {each.inverse: seeded.identifier})
            seeded.links[each.name] = [child.identifier]
    return seeded


def _named_by_id(operations: Operations, owner: ResourceType) -> Iterator[Action]:
    """The readings whose path names a resource of the type by its id."""
    kinds = (EndpointKind.DETAIL, EndpointKind.RELATED, EndpointKind.RELATIONSHIP)
    for kind in kinds:
        for action in operations.all(kind):
            endpoint = action.endpoint
            if endpoint is None or action.method != "GET" or "{id}" not in action.path:
                continue
            if endpoint.above:
                continue
            if (endpoint.parent or endpoint.type) == owner.name:
                yield action
    for action in operations.all(EndpointKind.LIST):
        below = action.endpoint is not None and action.endpoint.parent == owner.name
        below = below and not (action.endpoint and action.endpoint.above)
        if below and "{id}" in action.path and belongs(operations.contract, action):
            yield action


def _natural(action: Action, fixture: Fixture, owner: ResourceType) -> None:
    """The answer by the natural key is the answer by the id."""
    seeded = _linked_thing(fixture, owner)
    by_id = fixture.call(action, seeded.id)
    by_key = fixture.follow(action, action.path.replace("{id}", str(_key(seeded, owner))))
    message = f"{owner.name} {seeded.id} is shown differently by its {owner.natural_key}"
    good = by_id.data == by_key.data
    fixture.expect(by_key, good, message, "/data", by_id.data, by_key.data)


def _key(seeded: SeededResource, owner: ResourceType) -> Any:
    return seeded.attributes[owner.natural_key]
