"""Resources that a request names by their ids: in its query, and in the members of its body."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from contracts.build.infer.paths import is_variable, words_of
from contracts.model import Action, Transaction
from contracts.states.order import Key
from contracts.states.pages import shared_attributes
from contracts.states.paths import named_type
from contracts.states.plain import plain_name
from contracts.states.world import World
from contracts.text.payloads import json_of

_PLURAL_IDS = {"ids", "uuids"}
_IDS = {"id", "uuid", "pk"}
#: Words that name what a record is found by, where its id is not given.
_TOKENS = {"token", "hash", "code", "key"}


def want_mentioned(world: World, transaction: Transaction) -> None:
    """Want what ``?event_id=1``, ``{"poll_id": 3}`` and ``{"tagIds": [1, 2]}`` name.

    What one body names together belongs together: a code and the tickets it is good for.
    """
    named: dict[Key, None] = {}
    for name, value in _named_values(transaction):
        _want_labelled(world, name, value)
        named |= dict.fromkeys(_want_nested(world, name, value))
        kind = _type_of(world, name, value)
        if not kind:
            continue
        texts = value.split(",") if isinstance(value, str) else value
        for each in texts if isinstance(texts, list) else [texts]:
            if _is_id(each):
                _want_mentioned(world, kind, str(each))
                named[kind, str(each)] = None
    if _plain_members(transaction):
        _link_together(world, list(named))


def want_named_by_token(world: World, action: Action, transaction: Transaction) -> None:
    """Want the record that ``{"token": …}`` names below its collection.

    ``POST /role-invites/accept`` has no id in its path: an invitation has the token as its
    ``token``, or as the one attribute that can be it, such as ``hash``.
    """
    members = _plain_members(transaction)
    segments = [s for s in action.path.split("/") if s]
    owner = named_type(world, segments[-2]) if len(segments) > 1 else None
    is_error = transaction.response.status >= 400
    if owner is None or is_error or any(is_variable(s) for s in segments):
        return
    keys = [a.name for a in owner.attributes if _TOKENS & set(words_of(a.name))]
    for name, value in members.items():
        key = name if name in keys else keys[0] if len(keys) == 1 else ""
        if key and _TOKENS & set(words_of(name)) and isinstance(value, str):
            answer = json_of(transaction.response.body)
            shown = answer if isinstance(answer, Mapping) else {}
            attributes = {n: v for n, v in shown.items() if owner.attribute(n)}
            id = _documented_id(world, owner.name)
            user = world.want(owner.name, id, {**attributes, key: value}, whole=True)
            if user is not None:
                want_copied(world, user.attributes, user.relationships)


def want_copied(world: World, attributes: Any, links: Mapping[str, Any]) -> None:
    """Want attributes of linked resources beside their links: ``role-name`` and ``role``."""
    if not isinstance(attributes, Mapping):
        return
    for name, other in links.items():
        is_one = isinstance(other, Mapping) and other.get("type") and other.get("id")
        owner = world.contract.resource_type(other["type"]) if is_one else None
        copies = {a.name: f"{name}-{a.name}" for a in owner.attributes} if owner else {}
        copied = {own: attributes[copy] for own, copy in copies.items() if copy in attributes}
        if copied:
            world.want(other["type"], other["id"], copied)


def want_nested_answers(world: World, action: Action, transaction: Transaction) -> None:
    """Want what an answer in plain JSON shows as an object with the name of a type.

    ``{"total": 9, "tax": {"name": "GST"}}`` is answered where there is a tax.
    """
    answer = json_of(transaction.response.body)
    is_plain = action.endpoint is None and not transaction.response.is_error
    if not is_plain or not isinstance(answer, Mapping) or "data" in answer:
        return
    for name, value in answer.items():
        owner = named_type(world, name) if isinstance(value, Mapping) else None
        shared = {n: v for n, v in value.items() if owner.attribute(n)} if owner else {}
        if owner is not None and shared and not any(k == owner.name for k, _ in world.wanted):
            world.want(owner.name, _documented_id(world, owner.name), shared)


def _documented_id(world: World, kind: str) -> str:
    """The id of the first resource of a type that a response shows."""
    return next((id for known, id in world.samples if known == kind), "1")


def _want_mentioned(world: World, kind: str, id: str) -> None:
    """Want a resource that is named only; one that nothing shows is like a documented one.

    Without values (a ticket's price) servers refuse or crash over what the request is about.
    """
    owner = world.contract.resource_type(kind)
    is_known = (kind, id) in world.wanted or (kind, id) in world.samples
    like = next((s for (known, _), s in world.samples.items() if known == kind), None)
    if is_known or like is None:
        world.want(kind, id)
    else:
        world.want(kind, id, shared_attributes(like, owner.natural_key if owner else ""))


def _link_together(world: World, named: Sequence[Key]) -> None:
    """Link what is named together where many may be linked to many.

    Anything else has an owner, which is another record's to say.
    """
    done: set[str] = set()
    for kind, id in named:
        owner = world.contract.resource_type(kind)
        done.add(kind)
        for relationship in owner.relationships if owner else ():
            back = world.contract.inverse(relationship)
            later = relationship.target not in done  # one end keeps the link
            others = [other for other in named if other[0] == relationship.target]
            if later and relationship.many and others and (back is None or back.many):
                linked = [{"type": t, "id": other} for t, other in others]
                world.want(kind, id, None, {relationship.name: linked})


def _want_labelled(world: World, name: str, value: Any) -> None:
    """Want the documented records that a list names by one of their texts: ``["red"]``."""
    kind = plain_name(name)
    if not isinstance(value, list) or kind not in world.plain:
        return
    for (known, id), sample in world.samples.items():
        texts = [v for v in sample.attributes.values() if isinstance(v, str)]
        if known == kind and any(each in texts for each in value if isinstance(each, str)):
            world.want(kind, id)


def _want_nested(world: World, name: str, value: Any) -> Iterator[Key]:
    """Want what ``{"tickets": [{"id": 1, "quantity": 2}]}`` names: the member names the type."""
    kind = _type_of_name(world, name)
    if kind and isinstance(value, list | Mapping):
        for each in value if isinstance(value, list) else [value]:
            if isinstance(each, Mapping) and "type" not in each and _is_id(each.get("id")):
                _want_mentioned(world, kind, str(each["id"]))
                yield kind, str(each["id"])


def _named_values(transaction: Transaction) -> Iterator[tuple[str, Any]]:
    query = urlsplit(transaction.request.uri).query
    for name, value in parse_qsl(query):
        inner = re.fullmatch(r"filter\[([^\[\]]+)\]", name)
        yield (inner[1] if inner else name), value
    yield from _plain_members(transaction).items()


def _plain_members(transaction: Transaction) -> Mapping[str, Any]:
    """The members of a request in plain JSON, of its ``data`` where that is no resource."""
    document = json_of(transaction.request.body)
    if isinstance(document, Mapping) and "data" in document:
        document = document["data"]
        if isinstance(document, Mapping) and "type" in document:
            return {}
    return document if isinstance(document, Mapping) else {}


def _type_of(world: World, name: str, value: Any) -> str:
    """The type that a member's name leads to: ``poll_id``, or ``poll`` where it is a number."""
    words = words_of(name)
    if len(words) > 1 and words[-1] in (_IDS if isinstance(value, int) else _PLURAL_IDS | _IDS):
        stem = "-".join(words[:-1])
    elif isinstance(value, int | str) and re.fullmatch(r"[1-9]\d{0,17}", str(value)):
        stem = "-".join(words)
    else:
        return ""
    return _type_of_name(world, stem)


def _type_of_name(world: World, name: str) -> str:
    """The type that a word means, of JSON:API or of plain JSON; empty for none."""
    owner = named_type(world, name)
    if owner is not None:
        return owner.name
    plain = plain_name(name)
    return plain if plain in world.plain else ""


def _is_id(value: Any) -> bool:
    is_number = isinstance(value, int) and not isinstance(value, bool) and value > 0
    return is_number or (isinstance(value, str) and bool(re.fullmatch(r"[\w-]{1,64}", value)))
