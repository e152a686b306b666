"""Every value of an answer's document, with the contract's schema of that place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from contracts.exchange import Answer, Sent
from contracts.model import MISSING, Member, Schema, Transaction
from contracts.text.documents import json_member
from contracts.text.payloads import json_of

Path: TypeAlias = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class JsonNode:
    """A value at ``path``; ``schema`` and ``member`` where MSON types it, ``parent`` around it.

    ``owner`` is what is around ``parent``. ``documented`` is the value of the example at this
    place, MISSING where it has none.
    """

    path: Path
    value: Any
    parent: Any
    owner: Any
    schema: Schema | None
    member: Member | None
    parent_schema: Schema | None
    documented: Any

    @property
    def name(self) -> str:
        """The member's name, or an empty text for items and the document."""
        return str(self.path[-1]) if self.path and isinstance(self.path[-1], str) else ""

    @property
    def is_scalar(self) -> bool:
        """Whether the value is neither object nor list."""
        return not isinstance(self.value, dict | list)

    @property
    def in_links(self) -> bool:
        """Whether the value is an address in a links object (JSON:API 1.0, "Links")."""
        return "links" in self.path[:-1] and "attributes" not in self.path

    @property
    def is_attribute(self) -> bool:
        """Whether the value is an attribute of a resource object."""
        return len(self.path) > 1 and self.path[-2] == "attributes"

    @property
    def in_identity(self) -> bool:
        """Whether the value is the type or id of a resource object or identifier."""
        return self.name in ("type", "id") and is_resource(self.parent)


@dataclass(frozen=True, slots=True)
class MutationSubject:
    """A recorded exchange that is about to be corrupted.

    ``echoed`` are the attributes that the request sent, ``documented`` the resources that
    the documented answer shows.
    """

    transaction: Transaction
    sent: Sent
    answer: Answer
    document: Any
    nodes: tuple[JsonNode, ...]
    echoed: Mapping[str, Any]
    documented: frozenset[tuple[str, str]]


def subject(
    transaction: Transaction, sent: Sent, answer: Answer, named: Mapping[str, Schema]
) -> MutationSubject:
    """The exchange with all its spots; without any where the answer is no JSON."""
    document = json_of(answer.text)
    response = transaction.response
    nodes: tuple[JsonNode, ...] = ()
    if document is not None:
        shown = _example(response.body)
        root = JsonNode((), document, None, None, response.schema, None, None, shown)
        nodes = tuple(_walk(root, named))
    documented = frozenset(_resources(json_of(response.body)))
    return MutationSubject(
        transaction, sent, answer, document, nodes, _sent_attributes(sent), documented
    )


def is_resource(value: Any) -> bool:
    """Whether a value looks like a resource object or identifier (JSON:API 1.0)."""
    return isinstance(value, dict) and "type" in value and "id" in value


def identity(value: Any) -> tuple[str, str]:
    """The type and id of a resource object, empty texts for anything else."""
    return (str(value["type"]), str(value["id"])) if is_resource(value) else ("", "")


def changed(document: Any, path: Path, value: Any) -> Any:
    """A copy of ``document`` with ``value`` at ``path``; only what is around it is copied."""
    if not path:
        return value
    copied = document.copy()
    copied[path[0]] = changed(document[path[0]], path[1:], value)
    return copied


def without(document: Any, path: Path) -> Any:
    """A copy of ``document`` without the member or item at ``path``."""
    copied = document.copy()
    if len(path) == 1:
        del copied[path[0]]
    else:
        copied[path[0]] = without(document[path[0]], path[1:])
    return copied


def _example(body: str) -> Any:
    value = json_of(body)
    return MISSING if value is None else value


def _walk(node: JsonNode, named: Mapping[str, Schema]) -> Iterator[JsonNode]:
    yield node
    schema = node.schema
    if schema is not None and schema.kind == "ref":
        schema = named.get(schema.name)
    if isinstance(node.value, dict):
        members = {m.name: m for m in schema.members} if schema else {}
        shown = node.documented if isinstance(node.documented, dict) else {}
        for name, value in node.value.items():
            member = members.get(name) or (schema.variable if schema else None)
            inner = member.schema if member else None
            at = (*node.path, name)
            documented = shown.get(name, MISSING)
            yield from _walk(
                JsonNode(at, value, node.value, node.parent, inner, member, schema, documented),
                named,
            )
    elif isinstance(node.value, list):
        items = node.documented if isinstance(node.documented, list) else []
        for index, value in enumerate(node.value):
            inner = _item_schema(schema, value)
            at = (*node.path, index)
            documented = _counterpart(items, index, value)
            yield from _walk(
                JsonNode(at, value, node.value, node.parent, inner, None, schema, documented), named
            )


def _counterpart(items: list[Any], index: int, value: Any) -> Any:
    """The documented item that is this resource, else the one at its place."""
    same = (item for item in items if is_resource(value) and identity(item) == identity(value))
    return next(same, items[min(index, len(items) - 1)] if items else MISSING)


def _resources(document: Any) -> Iterator[tuple[str, str]]:
    for name in ("data", "included"):
        part = json_member(document, name)
        for item in part if isinstance(part, list) else [part]:
            if is_resource(item):
                yield identity(item)


def _item_schema(schema: Schema | None, value: Any) -> Schema | None:
    """The item type of a list that a value is of, distinguished by JSON:API type."""
    items = schema.items if schema else ()
    for item in items:
        kind = item.member("type")
        if isinstance(value, dict) and kind is not None and kind.sample == value.get("type"):
            return item
    return items[0] if items else None


def _sent_attributes(sent: Sent) -> Mapping[str, Any]:
    document = json_of(sent.body)
    data = json_member(document, "data")
    attributes = json_member(data, "attributes")
    return attributes if isinstance(attributes, dict) else {}
