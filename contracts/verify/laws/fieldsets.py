"""Laws of what a request asks to be shown: sparse fieldsets and included resources
(JSON:API 1.0, "Inclusion of Related Resources" and "Sparse Fieldsets")."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from contracts.model import Action, EndpointKind, Relationship, ResourceType
from contracts.text.json_values import pointer
from contracts.verify.laws.documented import Operations, parameter
from contracts.verify.laws.fixture import Scene, Thing
from contracts.verify.laws.lifecycle import parent_id
from contracts.verify.laws.list_members import belongs, link_to_parent
from contracts.verify.laws.requests import Reply
from contracts.verify.laws.template import Proposal
from contracts.verify.strict.context import as_object, identifiers, shown


def shapes(operations: Operations, owner: ResourceType) -> Iterator[Proposal]:
    """The laws of every operation that reads resources of a type."""
    for action in _reads(operations, owner):
        if parameter(action, f"fields[{owner.name}]"):
            title = f"{action.id} shows the fields asked for"
            yield Proposal("fields", title, (action,), partial(_fields, action))
        if not parameter(action, "include"):
            continue
        for each in owner.relationships:
            target = operations.contract.resource_type(each.target)
            if target is None or not _documented(action, each):
                continue
            title = f"{action.id} includes {each.name}"
            yield Proposal("include", title, (action,), partial(_include, action, each))
            if parameter(action, f"fields[{each.target}]"):
                title = f"{action.id} shows the fields asked for of included {each.name}"
                trial = partial(_included_fields, action, each)
                yield Proposal("fields", title, (action,), trial)


def _reads(operations: Operations, owner: ResourceType) -> Iterator[Action]:
    for listing in operations.lists(owner.name):
        if belongs(operations.contract, listing):
            yield listing
    for action in operations.all(EndpointKind.DETAIL, owner.name):
        variable = action.path.rsplit("/", 1)[-1]
        if variable in ("{id}", f"{{{owner.natural_key}}}"):
            yield action


def _documented(action: Action, each: Relationship) -> bool:
    """Whether the description of ``include`` names the relationship, or names none."""
    given = next(p for p in action.parameters if p.name == "include")
    return f"`{each.name}`" in given.description or "`" not in given.description


def _read(scene: Scene, action: Action, thing: Thing, query: dict[str, str]) -> Reply:
    """The answer that shows ``thing`` by its id, its natural key, or in a list."""
    if action.endpoint is not None and action.endpoint.kind is EndpointKind.LIST:
        return scene.call(action, parent_id(scene, action), query=query)
    variable = action.path.rsplit("/", 1)[-1].strip("{}")
    key = thing.id if variable == "id" else str(thing.attributes[variable])
    return scene.call(action, key, query=query)


def _resource(reply: Reply, thing: Thing) -> dict[str, object]:
    """The primary resource object of ``thing``, or an empty one."""
    primary = (s for s in shown(reply.document) if s.primary)
    return next((s.value for s in primary if s.id == thing.id), {})


def _make(scene: Scene, action: Action, owner: ResourceType, **links: object) -> Thing:
    """A resource that the action shows, with these links beside those it needs."""
    wanted = {name.replace("__", "-"): value for name, value in links.items()}
    endpoint = action.endpoint
    if endpoint is not None and endpoint.kind is EndpointKind.LIST and endpoint.parent:
        name = link_to_parent(scene.contract, action)
        wanted = {name: scene.home(endpoint.parent).identifier} | wanted
    return scene.seed(owner.name, wanted)


def _fields(action: Action, scene: Scene, owner: ResourceType) -> None:
    """``fields[type]=name`` shows that field alone, with its value; none shows none."""
    thing = _make(scene, action, owner)
    whole = _resource(_read(scene, action, thing, {}), thing)
    for part in ("attributes", "relationships"):
        for name, value in as_object(whole.get(part)).items():
            reply = _read(scene, action, thing, {f"fields[{owner.name}]": name})
            found = _resource(reply, thing)
            good = as_object(found.get(part)).get(name) == value
            seen = as_object(found.get(part)).get(name)
            moving = scene.types[owner.name].attributes.get(name)
            if not (moving and moving.read_only and moving.schema.nullable):
                message = f"asked for {name} alone, it has another value"
                scene.expect(reply, good, message, f"/data/{part}{pointer(name)}", value, seen)
    _read(scene, action, thing, {f"fields[{owner.name}]": ""})


def _include(action: Action, each: Relationship, scene: Scene, owner: ResourceType) -> None:
    """``include=name`` adds exactly the linked resources, each once."""
    thing, wanted = _linked_thing(scene, action, each, owner)
    reply = _read(scene, action, thing, {"include": each.name})
    linkage = as_object(as_object(_resource(reply, thing).get("relationships")).get(each.name))
    seen = identifiers(linkage.get("data"))
    message = f"{each.name} of {owner.name} {thing.id} does not link what it should"
    place = f"/data/relationships{pointer(each.name)}/data"
    scene.expect(reply, seen == wanted, message, place, _spelled(wanted), _spelled(seen))
    included = {(s.type, s.id) for s in shown(reply.document) if not s.primary}
    primary = {(s.type, s.id) for s in shown(reply.document) if s.primary}
    message = f"what {each.name} links to is not included"
    good = wanted <= included | primary
    scene.expect(reply, good, message, "/included", _spelled(wanted), _spelled(included))


def _linked_thing(
    scene: Scene, action: Action, each: Relationship, owner: ResourceType
) -> tuple[Thing, set[tuple[str, str]]]:
    """A resource with something linked by ``each``, and what that is."""
    if not each.many:
        start = _make(scene, action, owner)
        if start.links.get(each.name):
            return start, identifiers(start.links[each.name])
        target = scene.home(each.target)
        thing = _make(scene, action, owner, **{each.name: target.identifier})
        return thing, {target.key}
    if each.inverse:
        thing = _make(scene, action, owner)
        links = {each.inverse: thing.identifier}
        return thing, {scene.seed(each.target, links).key for _ in range(2)}
    targets = [scene.seed(each.target) for _ in range(2)]
    thing = _make(scene, action, owner, **{each.name: [t.identifier for t in targets]})
    return thing, {target.key for target in targets}


def _included_fields(action: Action, each: Relationship, scene: Scene, owner: ResourceType) -> None:
    """``fields`` of an included type leaves its resources only what it names."""
    thing, _ = _linked_thing(scene, action, each, owner)
    for attribute in scene.type(each.target).attributes:
        if not attribute.write_only:
            query = {"include": each.name, f"fields[{each.target}]": attribute.name}
            _read(scene, action, thing, query)


def _spelled(keys: set[tuple[str, str]]) -> list[str]:
    return [f"{kind} {id}" for kind, id in sorted(keys)]
