"""Links, types and counts of JSON:API documents, held against their paths and each other.

JSON:API 1.0, "Links", "Resource Links", "Related Resource Links" and "Pagination".
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final
from urllib.parse import unquote, urlsplit

from contracts.lint.example_bodies import Body, ExampleResource
from contracts.lint.finding import Finding, Rule, Subject, once
from contracts.model import Severity
from contracts.text.documents import json_member
from contracts.text.spelling import folded, stem
from contracts.text.uri import query_values

_RELATIONS: Final = "relationships"


def self_links(subject: Subject) -> Iterator[Finding]:
    """Self links of resource objects that name another id or another collection."""
    owners = _owners(subject)

    def wrong() -> Iterator[Finding]:
        for example in subject.objects:
            path = _path(example.members("links").get("self"))
            if len(path) < 2 or not example.id:
                continue
            place = example.place("links", "self")
            owner = owners.get(path[-2], "")
            if owner and owner != example.type and example.type in owners.values():
                message = f"the link leads to {owner} {path[-1]}, from {example.type} {example.id}"
                yield Finding(place, message)
            elif _differs(path[-1], example.id) and not _is_a_key(path[-1], example):
                yield Finding(place, f"the link names id {path[-1]}, the resource is {example.id}")

    return once(wrong())


def document_links(subject: Subject) -> Iterator[Finding]:
    """Self links of whole documents that name another path than the request's."""

    def wrong() -> Iterator[Finding]:
        for body in subject.bodies:
            if body.is_request or not body.is_document or body.is_error:
                continue
            links = body.value.get("links")
            path = _path(links.get("self")) if isinstance(links, dict) else ()
            asked = _path(body.transaction.request.uri)
            template = _path(body.action.path)
            if body.action.method != "GET" or not len(path) == len(asked) == len(template):
                continue
            for shown, wanted, written in zip(path, asked, template, strict=True):
                variable = "{" in written
                other = _differs(shown, wanted) and not _abbreviates(shown, wanted)
                if other if variable else shown != wanted:
                    message = f"the document's self link names {shown!r} where the request has"
                    yield Finding(body.place("links", "self"), f"{message} {wanted!r}")
                    break

    return once(wrong())


def relationship_links(subject: Subject) -> Iterator[Finding]:
    """Links of relationships that name another relationship or another resource."""

    known = _Known.of(subject)

    def wrong() -> Iterator[Finding]:
        for example in subject.objects:
            relationships = example.members("relationships")
            for name, relationship in relationships.items():
                links = relationship.get("links") if isinstance(relationship, dict) else None
                for kind in ("self", "related"):
                    path = _path(links.get(kind)) if isinstance(links, dict) else ()
                    problem = _link_problem(kind, path, name, example, known) if path else ""
                    if problem:
                        place = example.place("relationships", name, "links", kind)
                        yield Finding(place, problem)

    return once(wrong())


@dataclass(frozen=True, slots=True)
class _Known:
    """What the examples say of collections and relationships.

    ``owners`` is the type that each collection holds, by its last segment; ``collections`` are
    the paths of whole collections, and ``relationships`` the folded names of each type.
    """

    owners: Mapping[str, str]
    collections: frozenset[tuple[str, ...]]
    relationships: Mapping[str, frozenset[str]]

    @classmethod
    def of(cls, subject: Subject) -> _Known:
        names: dict[str, set[str]] = {}
        for example in subject.objects:
            names.setdefault(example.type, set()).update(map(folded, example.members(_RELATIONS)))
        collections = frozenset(path for _, path in _primary_types(subject))
        frozen = {type_name: frozenset(each) for type_name, each in names.items()}
        return cls(_owners(subject), collections, frozen)

    def is_elsewhere(self, collection: str, example: ExampleResource) -> bool:
        """Whether a collection holds another type than the example's, which has its own."""
        owner = self.owners.get(collection, example.type)
        return owner != example.type and example.type in self.owners.values()


def _link_problem(
    kind: str, path: tuple[str, ...], name: str, example: ExampleResource, known: _Known
) -> str:
    """What is wrong with the self or related link of the relationship ``name``."""
    marker = path[-2:-1] == ("relationships",)
    others = known.relationships[example.type] - {folded(name)}
    if kind == "self" and marker and folded(path[-1]) != folded(name):
        return f"the link leads to the relationship {path[-1]!r}, not {name!r}"
    if kind == "related" and path in known.collections:
        return f"the link leads to the whole collection {path[-1]!r}"
    if kind == "related" and len(path) > 2 and folded(path[-1]) in others:
        return f"the link leads to the relationship {path[-1]!r}, not {name!r}"
    if kind == "self" and marker and len(path) > 3 and known.is_elsewhere(path[-4], example):
        return f"the link starts from {path[-4]!r}, the resource is of type {example.type!r}"
    there = _owner_id(kind, path, _path(example.members("links").get("self")))
    if example.id and _differs(there, example.id) and not _is_a_key(there, example):
        return f"the link starts from id {there}, the resource is {example.id}"
    return ""


def _owner_id(kind: str, path: tuple[str, ...], own: tuple[str, ...]) -> str:
    """The id of the resource whose relationship a link is about; empty where it does not say."""
    if kind == "self" and path[-2:-1] == ("relationships",) and len(path) > 3:
        return path[-3]
    if kind == "related" and len(path) > 2 and path[-3] == "".join(own[-2:-1]):
        return path[-2]
    return ""


def counts(subject: Subject) -> Iterator[Finding]:
    """Counts that are less than what is shown, and pages beyond the end that show something."""
    for body in subject.bodies:
        if not body.is_document or body.is_request or not isinstance(body.value.get("data"), list):
            continue
        meta, shown = body.value.get("meta"), len(body.value["data"])
        count = meta.get("count") if isinstance(meta, dict) else None
        if not isinstance(count, int) or isinstance(count, bool):
            continue
        place = body.place("meta", "count")
        if count < shown:
            yield Finding(place, f"the count is {count}, and {shown} resources are shown")
        elif shown and (before := _resources_before(body)) >= count:
            message = f"the request skips {before} resources of {count}, and {shown} are shown"
            yield Finding(place, message)


def _resources_before(body: Body) -> int:
    """How many resources the pages before the requested one hold; 0 where that is unknown."""
    values = query_values(body.transaction.request.uri)
    size, number = values.get("page[size]", ""), values.get("page[number]", "")
    if not size.isdecimal() or not number.isdecimal():
        return 0
    return int(size) * (int(number) - 1)


def types(subject: Subject) -> Iterator[Finding]:
    """Collections that hold another type than the one they are named after, where that exists.

    Where the payloads of one collection disagree, inference reports it.
    """
    shown = list(_primary_types(subject))
    known = {example.type for example, _ in shown} | set(_linked(subject))
    stems = {stem(name): name for name in sorted(known)}
    for collection in dict.fromkeys(collection for _, collection in shown):
        here = [example for example, where in shown if where == collection]
        own = stems.get(stem(collection[-1]), "")
        if own and not any(stem(example.type) == stem(own) for example in here):
            message = f"the type is {here[0].type!r} below {collection[-1]!r}, not {own!r}"
            yield Finding(here[0].place("type"), message)


def _linked(subject: Subject) -> Iterator[str]:
    """The types that linkage names."""
    for example in subject.objects:
        for relationship in example.members("relationships").values():
            data = json_member(relationship, "data")
            for each in data if isinstance(data, list) else (data,):
                if isinstance(each, dict) and isinstance(each.get("type"), str):
                    yield each["type"]


def _primary_types(subject: Subject) -> Iterator[tuple[ExampleResource, tuple[str, ...]]]:
    """Primary resources of collections and of their members, with the collection's path."""
    for example in subject.objects:
        path = tuple(each for each in example.body.action.path.split("/") if each)
        if example.pointer[0] != "data" or not example.type or not path:
            continue
        if "{" in path[-1] and not any("{" in each for each in path[:-1]) and len(path) > 1:
            yield example, path[:-1]
        elif not any("{" in each for each in path):
            is_list = len(example.pointer) > 1
            if is_list or example.body.action.method == "POST":
                yield example, path


def _owners(subject: Subject) -> dict[str, str]:
    """The type that each collection holds, by its last segment; unclear ones left out.

    One example in four may have another type by mistake.
    """
    counts: dict[str, Counter[str]] = {}
    for example, collection in _primary_types(subject):
        counts.setdefault(collection[-1], Counter())[example.type] += 1
    most = {segment: types.most_common(1)[0] for segment, types in counts.items()}
    return {s: name for s, (name, count) in most.items() if count * 4 >= counts[s].total() * 3}


def _path(link: Any) -> tuple[str, ...]:
    """The segments of a link's path, decoded; nothing for what is no link."""
    href = link.get("href") if isinstance(link, dict) else link
    return _segments(href) if isinstance(href, str) else ()


@lru_cache(maxsize=4096)
def _segments(href: str) -> tuple[str, ...]:
    try:
        return tuple(unquote(each) for each in urlsplit(href).path.split("/") if each)
    except ValueError:
        return ()


def _differs(shown: str, wanted: str) -> bool:
    """Whether two ids are different ones: a number beside a word is a natural key's doing."""
    if "{" in shown or "<" in shown or not shown or not wanted:
        return False
    return shown != wanted and shown.isdecimal() == wanted.isdecimal()


def _abbreviates(one: str, other: str) -> bool:
    """Whether one is the beginning of the other: long ids are often cut short in examples."""
    return min(len(one), len(other)) > 5 and (one.startswith(other) or other.startswith(one))


def _is_a_key(segment: str, example: ExampleResource) -> bool:
    """Whether a text among the attributes may stand for the id; a number that equals it may not."""
    return segment in (v for v in example.members("attributes").values() if isinstance(v, str))


RULES: Final = (
    Rule(
        "jsonapi-self-link",
        Severity.WARNING,
        "The self link of a resource names another id or another collection.",
        "It must lead to the resource itself; clients that follow it get another one.",
        "Name the resource's own collection and id.",
        self_links,
    ),
    Rule(
        "jsonapi-document-link",
        Severity.WARNING,
        "The self link of a document names another path than the request it answers.",
        "It must be the link that yields the same document.",
        "Write the request's path.",
        document_links,
    ),
    Rule(
        "jsonapi-relationship-link",
        Severity.WARNING,
        "A link of a relationship names another relationship or another resource.",
        "Clients that follow it read, or change, something else.",
        "Name the resource's own id and the relationship.",
        relationship_links,
    ),
    Rule(
        "jsonapi-count",
        Severity.WARNING,
        "`meta.count` is less than the resources shown, or the requested page is beyond it.",
        "No server can give this answer.",
        "Fix the count, or the example of the page number.",
        counts,
    ),
    Rule(
        "jsonapi-type",
        Severity.WARNING,
        "A collection named after one type holds another.",
        "Type and id together identify a resource; with another type it is another one.",
        "Write the collection's type, or name the collection after its type.",
        types,
    ),
)
