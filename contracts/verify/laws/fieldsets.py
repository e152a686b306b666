"""Laws of what a request asks to be shown: sparse fieldsets and included resources
(JSON:API 1.0, "Inclusion of Related Resources" and "Sparse Fieldsets")."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from itertools import cycle, islice
from typing import Final

from contracts.model import Action, EndpointKind, Relationship, ResourceType
from contracts.text.documents import as_object
from contracts.text.json_pointer import pointer
from contracts.verify.laws.compare import named_resources
from contracts.verify.laws.documented import Operations, names_id, parameter
from contracts.verify.laws.fixture import Fixture
from contracts.verify.laws.law import LawKind, LawTemplate
from contracts.verify.laws.list_members import belongs, link_to_parent, parent_id
from contracts.verify.laws.requests import Reply
from contracts.verify.laws.seeding import SeededResource, leads_to
from contracts.verify.strict.context import identifiers, shown

FIELDS: Final = LawKind(
    "law-fields", "Resources show the fields that were asked for, and no others."
)
INCLUDE: Final = LawKind(
    "law-include", "The resources that were asked for are included, and no others."
)


def fieldsets(operations: Operations, owner: ResourceType) -> Iterator[LawTemplate]:
    """The laws of every operation that reads resources of a type."""
    for action in _reads(operations, owner):
        if parameter(action, f"fields[{owner.name}]"):
            title = f"{action.id} shows the fields asked for"
            yield LawTemplate(FIELDS, title, (action,), partial(_fields, action))
        if not parameter(action, "include"):
            continue
        for each in owner.relationships:
            target = operations.contract.resource_type(each.target)
            if target is None or not _documented(action, each):
                continue
            title = f"{action.id} includes {each.name}"
            yield LawTemplate(INCLUDE, title, (action,), partial(_include, action, each))
            if parameter(action, f"fields[{each.target}]"):
                title = f"{action.id} shows the fields asked for of included {each.name}"
                check = partial(_included_fields, action, each)
                yield LawTemplate(FIELDS, title, (action,), check)


def _reads(operations: Operations, owner: ResourceType) -> Iterator[Action]:
    for listing in operations.lists(owner.name):
        if belongs(operations.contract, listing):
            yield listing
    for action in operations.all(EndpointKind.DETAIL, owner.name):
        variable = action.path.rsplit("/", 1)[-1]
        if names_id(action, owner) or variable == f"{{{owner.natural_key}}}":
            yield action
    for action in operations.all(EndpointKind.RELATED, owner.name):
        if _leads_to_one(operations, action):
            yield action


def _leads_to_one(operations: Operations, action: Action) -> bool:
    """Whether a related address below one resource shows at most one, of a known type."""
    endpoint = action.endpoint
    assert endpoint is not None
    parent = operations.contract.resource_type(endpoint.parent)
    known = parent.relationship(endpoint.relationship) if parent else None
    return known is not None and not known.many and len(known.targets) == 1 and not endpoint.above


def _documented(action: Action, relationship: Relationship) -> bool:
    """Whether the description of ``include`` names the relationship, or names none."""
    given = next(p for p in action.parameters if p.name == "include")
    return f"`{relationship.name}`" in given.description or "`" not in given.description


def _read(fixture: Fixture, action: Action, seeded: SeededResource, query: dict[str, str]) -> Reply:
    """The answer that shows ``seeded`` by its id, its natural key, in a list, or as related."""
    endpoint = action.endpoint
    if endpoint is not None and endpoint.kind is EndpointKind.LIST:
        return fixture.call(action, parent_id(fixture, action), query=query)
    if endpoint is not None and endpoint.kind is EndpointKind.RELATED:
        parent = next(iter(_linking(fixture, endpoint.parent, endpoint.relationship, seeded)))
        return fixture.call(action, parent.id, query=query)
    return fixture.call(action, seeded.id, query=query)


def _linking(
    fixture: Fixture, type_: str, relationship: str, seeded: SeededResource
) -> list[SeededResource]:
    """All resources of a type whose relationship leads to ``seeded``."""
    resources = fixture.of_type(type_)
    return [each for each in resources if leads_to(each.links, relationship, seeded.id)]


def _resource(reply: Reply, seeded: SeededResource) -> dict[str, object]:
    """The primary resource object of ``seeded``, or an empty one."""
    primary = (s for s in shown(reply.document) if s.primary)
    return next((s.value for s in primary if s.id == seeded.id), {})


def _make(fixture: Fixture, action: Action, owner: ResourceType, **links: object) -> SeededResource:
    """A resource that the action shows, with these links beside those it needs."""
    wanted = {name.replace("__", "-"): value for name, value in links.items()}
    endpoint = action.endpoint
    if endpoint is not None and endpoint.kind is EndpointKind.LIST and endpoint.parent:
        name = link_to_parent(fixture.contract, action)
        wanted = {name: fixture.shared_parent(endpoint.parent).identifier} | wanted
    seeded = fixture.seed(owner.name, wanted)
    if endpoint is not None and endpoint.kind is EndpointKind.RELATED:
        fixture.seed(endpoint.parent, {endpoint.relationship: seeded.identifier})
    return seeded


def _fields(action: Action, fixture: Fixture, owner: ResourceType) -> None:
    """``fields[type]=name`` shows that field alone, with its value; none shows none."""
    seeded = _make(fixture, action, owner)
    whole = _resource(_read(fixture, action, seeded, {}), seeded)
    for part in ("attributes", "relationships"):
        for name, value in as_object(whole.get(part)).items():
            reply = _read(fixture, action, seeded, {f"fields[{owner.name}]": name})
            shown = _resource(reply, seeded)
            good = as_object(shown.get(part)).get(name) == value
            seen = as_object(shown.get(part)).get(name)
            moving = fixture.types[owner.name].attributes.get(name)
            if not (moving and moving.read_only and moving.schema.nullable):
                message = f"requested alone, {name} has another value"
                fixture.expect(reply, good, message, f"/data/{part}{pointer(name)}", value, seen)
    _read(fixture, action, seeded, {f"fields[{owner.name}]": ""})


def _include(
    action: Action, relationship: Relationship, fixture: Fixture, owner: ResourceType
) -> None:
    """``include=name`` adds exactly the linked resources, each once, of every type."""
    for target in fixture.targets(relationship)[: 1 if relationship.many else None]:
        _include_one(fixture, action, relationship, owner, target)


def _include_one(
    fixture: Fixture, action: Action, relationship: Relationship, owner: ResourceType, target: str
) -> None:
    seeded, wanted = _linked_thing(fixture, action, relationship, owner, target)
    reply = _read(fixture, action, seeded, {"include": relationship.name})
    linkage = as_object(
        as_object(_resource(reply, seeded).get("relationships")).get(relationship.name)
    )
    seen = identifiers(linkage.get("data"))
    message = f"{relationship.name} of {owner.name} {seeded.id} does not have the linkage it should"
    place = f"/data/relationships{pointer(relationship.name)}/data"
    fixture.expect(
        reply, seen == wanted, message, place, named_resources(wanted), named_resources(seen)
    )
    included = {(s.type, s.id) for s in shown(reply.document) if not s.primary}
    primary = {(s.type, s.id) for s in shown(reply.document) if s.primary}
    message = f"the resources that {relationship.name} links to are not included"
    good = wanted <= included | primary
    fixture.expect(
        reply, good, message, "/included", named_resources(wanted), named_resources(included)
    )


def _linked_thing(
    fixture: Fixture, action: Action, relationship: Relationship, owner: ResourceType, type_: str
) -> tuple[SeededResource, set[tuple[str, str]]]:
    """A resource with something linked by ``relationship``, and that; to-one, it is a ``type_``."""
    if not relationship.many:
        start = _make(fixture, action, owner)
        linked = identifiers(start.links.get(relationship.name))
        if linked and type_ in {kind for kind, _ in linked}:
            return start, linked
        target = fixture.shared_parent(type_)
        seeded = _make(fixture, action, owner, **{relationship.name: target.identifier})
        return seeded, {target.key}
    if relationship.inverse:
        seeded = _make(fixture, action, owner)
        links = {relationship.inverse: seeded.identifier}
        for _ in range(2):
            fixture.seed(relationship.target, links)
        linking = _linking(fixture, relationship.target, relationship.inverse, seeded)
        return seeded, {each.key for each in linking}
    kinds = islice(cycle(fixture.targets(relationship)), max(2, len(relationship.targets)))
    targets = [fixture.seed(name) for name in kinds]
    seeded = _make(fixture, action, owner, **{relationship.name: [t.identifier for t in targets]})
    return seeded, {target.key for target in targets}


def _included_fields(
    action: Action, relationship: Relationship, fixture: Fixture, owner: ResourceType
) -> None:
    """``fields`` of an included type leaves its resources only what it names."""
    seeded, _ = _linked_thing(fixture, action, relationship, owner, relationship.target)
    for attribute in fixture.type(relationship.target).attributes:
        if not attribute.write_only:
            query = {"include": relationship.name, f"fields[{relationship.target}]": attribute.name}
            _read(fixture, action, seeded, query)
