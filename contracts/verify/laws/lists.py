"""Laws of lists: exactly the members, page by page, in order, filtered
(JSON:API 1.0, "Fetching Data": Sorting, Pagination, Filtering)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from typing import Any, Final

from contracts.model import (
    MISSING,
    Action,
    Attribute,
    Contract,
    Json,
    Missing,
    Parameter,
    ResourceType,
)
from contracts.text.documents import as_object
from contracts.text.json_values import same_as
from contracts.text.payloads import json_of
from contracts.verify.laws.certainty import Undecided, names
from contracts.verify.laws.documented import Operations, deletion_times, parameter
from contracts.verify.laws.fixture import Fixture
from contracts.verify.laws.law import LawKind, LawTemplate
from contracts.verify.laws.list_members import (
    belongs,
    certainly_listed,
    complete,
    listed_in,
    members_of,
    parent_id,
    resource_elsewhere,
)
from contracts.verify.laws.requests import Reply
from contracts.verify.laws.seeding import SeededResource
from contracts.verify.strict.links import NUMBER, SIZE
from contracts.verify.strict.resources import href

LISTED: Final = LawKind("law-listed", "A list shows exactly its members.")
PAGING: Final = LawKind("law-paging", "The pages of a list together show each of its members once.")
SORT: Final = LawKind("law-sort", "A list has the requested order.")
FILTER: Final = LawKind("law-filter", "A filtered list shows exactly what matches.")


#: What the law of its members finds is not found again by those of pages and order.
LEFT_OUT: Final = "the list leaves out some of its members"
#: Values are handed out in this order, so that neither ids nor ages are in order of values.
MIXED: Final = (102, 100, 103, 101, 104)
_GRAMMAR: Final = re.compile(r"`(\[.*\])`")


def lists(operations: Operations, owner: ResourceType) -> Iterator[LawTemplate]:
    """The laws of every list of a type."""
    for listing in operations.lists(owner.name):
        if not belongs(operations.contract, listing):
            continue
        yield LawTemplate(
            LISTED, f"{listing.id} lists its members", (listing,), partial(_exact, listing)
        )
        if parameter(listing, NUMBER) and parameter(listing, SIZE):
            title = f"{listing.id} in pages is the list"
            yield LawTemplate(PAGING, title, (listing,), partial(_pages, listing))
        for attribute in _orderable(operations.contract, owner):
            if parameter(listing, "sort"):
                title = f"{listing.id} sorts by {attribute.name}"
                check = partial(_sorted, listing, attribute)
                given = next(p for p in listing.parameters if p.name == "sort")
                stated = names(given, attribute)
                yield LawTemplate(SORT, title, (listing,), check, stated)
            yield from _filters(listing, attribute)


def _orderable(contract: Contract, owner: ResourceType) -> Iterator[Attribute]:
    """The attributes that a list can be sorted and filtered by: scalars that are shown."""
    deletions = deletion_times(contract, owner)
    for attribute in owner.attributes:
        hidden = attribute.write_only or attribute.name in deletions
        if not hidden and attribute.schema.kind in ("string", "number", "integer", "boolean"):
            yield attribute


def _exact(listing: Action, fixture: Fixture, owner: ResourceType) -> None:
    """A list shows all its members and nothing else."""
    for _ in range(2):
        listed_in(fixture, listing)
    resource_elsewhere(fixture, listing)
    shown, reply = complete(fixture, listing, parent_id(fixture, listing))
    ids = [str(r.get("id")) for r in shown]
    wanted = sorted(members_of(fixture, listing))
    certainly_listed(fixture, listing, wanted, ids)
    message = f"the list does not show exactly its {owner.name} resources"
    fixture.expect(reply, sorted(ids) == wanted, message, "/data", wanted, sorted(ids))


def _pages(listing: Action, fixture: Fixture, _owner: ResourceType) -> None:
    """Pages show every member once, in the order of the whole list; links lead on."""
    for _ in range(5):
        listed_in(fixture, listing)
    resource_elsewhere(fixture, listing)
    parent = parent_id(fixture, listing)
    whole = fixture.call(listing, parent, query={SIZE: "50"})
    certainly_listed(fixture, listing, members_of(fixture, listing), whole.ids)
    if not members_of(fixture, listing) <= set(whole.ids):
        raise Undecided(LEFT_OUT)
    count = len(members_of(fixture, listing))
    pages = [
        fixture.call(listing, parent, query={SIZE: "2", NUMBER: str(number)})
        for number in range(1, -(-count // 2) + 1)
    ]
    ids = [id for page in pages for id in page.ids]
    message = "the pages together are not the list"
    fixture.expect(pages[-1], ids == whole.ids, message, "/data", whole.ids, ids)
    for page in pages:
        seen = as_object(page.document.get("meta")).get("count")
        if seen is not None:
            good = seen == count
            fixture.expect(page, good, f"{count} exist", "/meta/count", count, seen)
    _follow(fixture, listing, pages)


def _follow(fixture: Fixture, listing: Action, pages: list[Reply]) -> None:
    """``next`` leads from page to page, ``prev`` back, ``first`` and ``last`` to the ends."""
    for index, page in enumerate(pages):
        links = as_object(page.document.get("links"))
        leads = {"first": 0, "last": len(pages) - 1, "prev": index - 1, "next": index + 1}
        for name, target in leads.items():
            address = href(links.get(name))
            if not address:
                if name == "next" and target < len(pages):
                    fixture.note(page, "there are more resources, but no next link", "/links/next")
                continue
            if not 0 <= target < len(pages):
                continue
            reply = fixture.follow(listing, address)
            good = reply.ids == pages[target].ids
            message = f"{name} of page {index + 1} leads elsewhere than to page {target + 1}"
            fixture.expect(reply, good, message, "/data", pages[target].ids, reply.ids)


def _sorted(listing: Action, attribute: Attribute, fixture: Fixture, _owner: ResourceType) -> None:
    """``sort=name`` puts values in order, ``sort=-name`` the other way round."""
    seeded_resources = [listed_in(fixture, listing, n) for n in MIXED]
    _certainly_made(fixture, listing, attribute)
    by_value = sorted(seeded_resources, key=lambda seeded: _key(seeded, attribute))
    parent = parent_id(fixture, listing)
    name = attribute.name
    for sign, ordered in (("", by_value), ("-", by_value[::-1])):
        shown, reply = complete(fixture, listing, parent, {"sort": f"{sign}{name}"})
        by_id = {seeded.id: seeded for seeded in seeded_resources}
        seen = [by_id[str(r.get("id"))] for r in shown if str(r.get("id")) in by_id]
        if len(seen) < len(seeded_resources):
            certainly_listed(fixture, listing, by_id)
            raise Undecided(LEFT_OUT)
        _certainly_kept(attribute, by_id, shown)
        wanted, returned = ([seeded.attributes[name] for seeded in x] for x in (ordered, seen))
        message = f"sort={sign}{name} does not put the values in order"
        place = f"/data/*/attributes/{name}"
        fixture.expect(reply, wanted == returned, message, place, wanted, returned)


def _certainly_made(fixture: Fixture, listing: Action, attribute: Attribute) -> None:
    """Raise Undecided where the state handler could not store the values to compare."""
    assert listing.endpoint is not None
    if not fixture.is_made(listing.endpoint.type, attribute.name):
        raise Undecided(f"the state handler could not give {attribute.name} its values")


def _certainly_kept(
    attribute: Attribute, made: Mapping[str, SeededResource], shown: Iterable[Mapping[str, Any]]
) -> None:
    """Raise Undecided where a list shows other values than were stored: the server has set them
    (the moment of a change), so what it sorts by is its own."""
    for resource in shown:
        seeded = made.get(str(resource.get("id")))
        seen = as_object(resource.get("attributes")).get(attribute.name, MISSING)
        if seeded is None or isinstance(seen, Missing):
            continue
        if not same_as(seeded.attributes[attribute.name], seen, attribute.schema.format):
            raise Undecided(f"the server has given {attribute.name} other values")


def _key(seeded: SeededResource, attribute: Attribute) -> Any:
    return seeded.attributes[attribute.name]


def _filters(listing: Action, attribute: Attribute) -> Iterator[LawTemplate]:
    """``filter[name]``, and the JSON conditions where the blueprint shows their grammar."""
    name = f"filter[{attribute.name}]"
    if parameter(listing, name):
        title = f"{listing.id} filters by {attribute.name}"
        check = partial(_filtered, listing, attribute, name, "")
        yield LawTemplate(FILTER, title, (listing,), check)
    grammar = next((p for p in listing.parameters if p.name == "filter"), None)
    if grammar is not None and _is_condition_list(grammar):
        for op in ("eq", "ne"):
            title = f"{listing.id} filters {attribute.name} with {op}"
            check = partial(_filtered, listing, attribute, "filter", op)
            stated = names(grammar, attribute)
            yield LawTemplate(FILTER, title, (listing,), check, stated)


def _is_condition_list(given: Parameter) -> bool:
    """Whether the parameter's description or example shows ``[{"name", "op", "val"}]``."""
    texts = [given.example, *_GRAMMAR.findall(given.description)]
    for text in texts:
        conditions = json_of(text)
        first = conditions[0] if isinstance(conditions, list) and conditions else None
        if isinstance(first, dict) and {"name", "op", "val"} <= first.keys():
            return True
    return False


def _filtered(
    listing: Action, attribute: Attribute, name: str, op: str, fixture: Fixture, owner: ResourceType
) -> None:
    """A filter leaves exactly the members that it describes."""
    seeded_resources = [listed_in(fixture, listing, n) for n in MIXED[:4]]
    _certainly_made(fixture, listing, attribute)
    wanted_value = seeded_resources[0].attributes[attribute.name]
    parent = parent_id(fixture, listing)
    text = _spelled(wanted_value)
    if op:
        text = json.dumps([{"name": attribute.name, "op": op, "val": wanted_value}])
    shown, reply = complete(fixture, listing, parent, {name: text})
    ids = {str(r.get("id")) for r in shown}
    certainly_listed(fixture, listing, (seeded.id for seeded in seeded_resources))
    for seeded in seeded_resources:
        format = attribute.schema.format
        matches = same_as(seeded.attributes[attribute.name], wanted_value, format)
        wanted = matches != (op == "ne")
        seen = seeded.id in ids
        message = f"{owner.name} {seeded.id} is {'not ' if wanted else ''}shown by {name}={text}"
        fixture.expect(reply, wanted == seen, message, "/data", wanted, seen)


def _spelled(value: Json) -> str:
    """A value as a query parameter spells it."""
    return value if isinstance(value, str) else json.dumps(value)
