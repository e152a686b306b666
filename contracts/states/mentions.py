"""Resources that a request names by their ids: in its query, and in the members of its body."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from contracts.build.infer.paths import words_of
from contracts.model import Transaction
from contracts.states.paths import named_type
from contracts.states.plain import plain_name
from contracts.states.world import World
from contracts.text.payloads import json_of

_PLURAL_IDS = {"ids", "uuids"}
_IDS = {"id", "uuid", "pk"}


def want_mentioned(world: World, transaction: Transaction) -> None:
    """Want what ``?event_id=1``, ``{"poll_id": 3}`` and ``{"tagIds": [1, 2]}`` name."""
    for name, value in _named_values(transaction):
        _want_labelled(world, name, value)
        kind = _type_of(world, name, value)
        if not kind:
            continue
        for each in value if isinstance(value, list) else [value]:
            if _is_id(each):
                world.want(kind, str(each))


def _want_labelled(world: World, name: str, value: Any) -> None:
    """Want the documented records that a list names by one of their texts: ``["red"]``."""
    kind = plain_name(name)
    if not isinstance(value, list) or kind not in world.plain:
        return
    for (known, id), sample in world.samples.items():
        texts = [v for v in sample.attributes.values() if isinstance(v, str)]
        if known == kind and any(each in texts for each in value if isinstance(each, str)):
            world.want(kind, id)


def _named_values(transaction: Transaction) -> Iterator[tuple[str, Any]]:
    query = urlsplit(transaction.request.uri).query
    for name, value in parse_qsl(query):
        inner = re.fullmatch(r"filter\[([^\[\]]+)\]", name)
        yield (inner[1] if inner else name), value
    document = json_of(transaction.request.body)
    if isinstance(document, Mapping) and "data" not in document:
        yield from document.items()


def _type_of(world: World, name: str, value: Any) -> str:
    """The type that a member's name leads to: ``poll_id``, or ``poll`` where it is a number."""
    words = words_of(name)
    is_list = isinstance(value, list)
    if len(words) > 1 and words[-1] in (_PLURAL_IDS | _IDS if is_list else _IDS):
        stem = "-".join(words[:-1])
    elif isinstance(value, int) and not isinstance(value, bool):
        stem = "-".join(words)
    else:
        return ""
    owner = named_type(world, stem)
    if owner is not None:
        return owner.name
    plain = plain_name(stem)
    return plain if plain in world.plain else ""


def _is_id(value: Any) -> bool:
    is_number = isinstance(value, int) and not isinstance(value, bool) and value > 0
    return is_number or (isinstance(value, str) and bool(re.fullmatch(r"[\w-]{1,64}", value)))
