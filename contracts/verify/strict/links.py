"""Rules about where links lead: to the addresses that the blueprint documents."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final
from urllib.parse import urlsplit

from contracts.exchange import Problem
from contracts.model import EndpointKind, Missing
from contracts.text.documents import as_object
from contracts.text.json_values import query_of, same_address
from contracts.verify.strict.context import CheckContext, ShownResource
from contracts.verify.strict.facts import expand
from contracts.verify.strict.resources import href
from contracts.verify.strict.rule import StrictCheck, StrictRule

LINK: Final = StrictRule(
    "link",
    "json-api",
    "Links of resources, relationships and documents lead where the documented ones lead.",
)
PAGING: Final = StrictRule(
    "paging", "json-api", 'Links and counts of a list agree with its page ("Pagination").'
)


NUMBER, SIZE = "page[number]", "page[size]"


def resource_links(context: CheckContext) -> Iterator[Problem]:
    """``links.self`` of a resource is its own address ("Resource Links")."""
    for each in context.resources:
        facts = context.types.get(each.type)
        if facts is None or not each.id:
            continue
        if facts.path:
            wanted = expand(facts.path, each.id)
            yield from _leads(each.value, "self", wanted, each.place)
        yield from _relationship_links(context, each)


def _relationship_links(context: CheckContext, shown: ShownResource) -> Iterator[Problem]:
    """Links of relationships lead to the documented endpoints of this resource."""
    facts = context.types[shown.type]
    for name, value in shown.relationships.items():
        for link, templates in (("self", facts.self_links), ("related", facts.related_links)):
            if name in templates:
                place = f"{shown.place}/relationships/{name}"
                yield from _leads(as_object(value), link, expand(templates[name], shown.id), place)


def _leads(owner: dict[str, Any], name: str, wanted: str, place: str) -> Iterator[Problem]:
    """A shown link leads to ``wanted``; the schema decides whether it must be shown."""
    links = as_object(owner.get("links"))
    if name in links:
        seen = href(links[name])
        if seen and not same_address(seen, wanted):
            message = f"the link {name} leads to {seen}, not to {wanted}"
            yield LINK.problem(message, f"{place}/links/{name}", wanted, seen)


def document_links(context: CheckContext) -> Iterator[Problem]:
    """``links.self`` of a document is the address it was got from ("Top Level").

    That of its primary resource, or the documented one, will do as well.
    """
    links = as_object(context.top.get("links"))
    seen = href(links.get("self"))
    if not seen or context.kind is EndpointKind.RELATIONSHIP:
        return
    own = href(as_object(as_object(context.top.get("data")).get("links")).get("self"))
    if not same_address(seen, context.sent.uri) and not (own and same_address(seen, own)):
        message = f"the document's own link leads to {seen}, and it was got from {context.sent.uri}"
        yield LINK.problem(message, "/links/self", context.sent.uri, seen)


def relationship_document_links(context: CheckContext) -> Iterator[Problem]:
    """The links of a relationship document: the relationship and the related resource."""
    endpoint = context.action.endpoint
    if endpoint is None or context.kind is not EndpointKind.RELATIONSHIP:
        return
    facts = context.types.get(endpoint.parent)
    path = urlsplit(context.sent.uri).path
    yield from _leads(context.top, "self", path, "")
    template = facts.related_links.get(endpoint.relationship) if facts else None
    if template:
        yield from _leads(context.top, "related", expand(template, path.split("/")[-3]), "")


def paging(context: CheckContext) -> Iterator[Problem]:
    """Links and counts of a list agree with its page ("Pagination")."""
    data = context.top.get("data")
    if context.kind is not EndpointKind.LIST or not isinstance(data, list):
        return
    if not _in_pages(context):
        return
    number = _number(context.query.get(NUMBER, "1"))
    size = _number(context.query.get(SIZE, ""))
    count = as_object(context.top.get("meta")).get("count")
    if not isinstance(count, int) or isinstance(count, bool):
        count = None
    if number is not None:
        yield from _counted(len(data), number, size, count)
        yield from _pages(context, number, size, count)


def _in_pages(context: CheckContext) -> bool:
    """Whether the number of a page can be asked for, or links of the example name one."""
    if any(p.name == NUMBER for p in context.action.parameters):
        return True
    if _no_example(context):
        return False
    links = as_object(as_object(context.expected.document).get("links"))
    return any(NUMBER in query_of(href(link)) for link in links.values())


def _number(text: str) -> int | None:
    return int(text) if text.isdecimal() and text.isascii() and int(text) > 0 else None


def _counted(shown: int, number: int, size: int | None, count: int | None) -> Iterator[Problem]:
    """``meta.count`` counts all pages; a page is full unless it is the last."""
    if size is not None and shown > size:
        message = f"the page shows {shown} resources, but {size} were requested"
        yield PAGING.problem(message, "/data", size, shown)
    elif count is not None and size is not None:
        wanted = max(0, min(size, count - (number - 1) * size))
        if wanted != shown:
            message = f"of {count} resources, page {number} shows {shown} instead of {wanted}"
            yield PAGING.problem(message, "/meta/count", wanted, shown)
    elif count is not None and count < shown:
        message = f"the page shows {shown} resources, but meta.count is {count}"
        yield PAGING.problem(message, "/meta/count", shown, count)


def _pages(
    context: CheckContext, number: int, size: int | None, count: int | None
) -> Iterator[Problem]:
    """``first`` is page 1, ``prev`` and ``next`` the neighbours, ``last`` ends the count."""
    links = context.top.get("links")
    if not isinstance(links, dict):
        return
    wanted: dict[str, int | None] = {"first": 1}
    if number > 1:
        wanted["prev"] = number - 1
    elif links.get("prev"):
        yield _beyond("prev", links["prev"])
    last = None
    if size is not None and count is not None:
        last = max(1, -(-count // size))
    elif number == 1 and count is not None and count == len(context.top["data"]):
        last = 1  # whatever a page holds here, this one holds everything
    if last is not None:
        wanted["last"] = last
        if number < last:
            wanted["next"] = number + 1
        elif links.get("next"):
            yield _beyond("next", links["next"])
    for name, page in wanted.items():
        yield from _page(context, links, name, page)


def _beyond(name: str, link: Any) -> Problem:
    message = f"there is no page the link {name} could lead to"
    return PAGING.problem(message, f"/links/{name}", None, link)


def _page(
    context: CheckContext, links: dict[str, Any], name: str, page: int | None
) -> Iterator[Problem]:
    """The link differs from the request in ``page[number]`` alone."""
    place = f"/links/{name}"
    if not links.get(name):
        example = as_object(context.expected.document) if not _no_example(context) else {}
        if name in as_object(example.get("links")):
            message = f"the link {name} is missing; it leads to page {page}"
            yield PAGING.problem(message, place, page)
        return
    seen = href(links[name])
    query = query_of(seen)
    same_path = same_address(seen.partition("?")[0], context.sent.uri.partition("?")[0])
    wanted = {**context.query, NUMBER: str(page)}
    if not same_path or {NUMBER: "1", **query} != wanted:
        message = f"the link {name} leads to {seen}, not to page {page} of the same list"
        yield PAGING.problem(message, place, page, seen)


def _no_example(context: CheckContext) -> bool:
    return isinstance(context.expected.document, Missing)


CHECKS: Final = (
    StrictCheck(LINK, resource_links),
    StrictCheck(LINK, document_links),
    StrictCheck(LINK, relationship_document_links),
    StrictCheck(PAGING, paging),
)
