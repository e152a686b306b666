"""Laws of lists: exactly the members, page by page, in order, filtered
(JSON:API 1.0, "Fetching Data": Sorting, Pagination, Filtering)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import partial
from typing import Any, Final

from contracts.model import Action, Attribute, Json, Parameter, ResourceType
from contracts.text.json_values import same_as
from contracts.text.payloads import json_of
from contracts.verify.laws.documented import Operations, parameter
from contracts.verify.laws.fixture import DELETED, Scene, Thing
from contracts.verify.laws.lifecycle import parent_id
from contracts.verify.laws.list_members import belongs, complete, listed_in, members_of, stranger_to
from contracts.verify.laws.requests import Reply
from contracts.verify.laws.template import Proposal
from contracts.verify.strict.context import as_object
from contracts.verify.strict.links import NUMBER, SIZE
from contracts.verify.strict.resources import href

#: Values are handed out in this order, so that neither ids nor ages are in order of values.
MIXED: Final = (102, 100, 103, 101, 104)
_GRAMMAR: Final = re.compile(r"`(\[.*\])`")


def lists(operations: Operations, owner: ResourceType) -> Iterator[Proposal]:
    """The laws of every list of a type."""
    for listing in operations.lists(owner.name):
        if not belongs(operations.contract, listing):
            continue
        yield Proposal(
            "listed", f"{listing.id} lists its members", (listing,), partial(_exact, listing)
        )
        if parameter(listing, NUMBER) and parameter(listing, SIZE):
            title = f"{listing.id} in pages is the list"
            yield Proposal("paging", title, (listing,), partial(_pages, listing))
        for attribute in _orderable(owner):
            if parameter(listing, "sort"):
                title = f"{listing.id} sorts by {attribute.name}"
                yield Proposal("sort", title, (listing,), partial(_sorted, listing, attribute))
            yield from _filters(listing, attribute)


def _orderable(owner: ResourceType) -> Iterator[Attribute]:
    """The attributes that a list can be sorted and filtered by: scalars that are shown."""
    for attribute in owner.attributes:
        hidden = attribute.write_only or (owner.soft_deleted and attribute.name == DELETED)
        if not hidden and attribute.schema.kind in ("string", "number", "integer", "boolean"):
            yield attribute


def _exact(listing: Action, scene: Scene, owner: ResourceType) -> None:
    """A list shows all its members and nothing else."""
    for _ in range(2):
        listed_in(scene, listing)
    stranger_to(scene, listing)
    shown, reply = complete(scene, listing, parent_id(scene, listing))
    ids = [str(r.get("id")) for r in shown]
    wanted = sorted(members_of(scene, listing))
    message = f"the list does not show exactly its {owner.name} resources"
    scene.expect(reply, sorted(ids) == wanted, message, "/data", wanted, sorted(ids))


def _pages(listing: Action, scene: Scene, _owner: ResourceType) -> None:
    """Pages show every member once, in the order of the whole list; links lead on."""
    for _ in range(5):
        listed_in(scene, listing)
    stranger_to(scene, listing)
    parent = parent_id(scene, listing)
    whole = scene.call(listing, parent, query={SIZE: "50"})
    count = len(members_of(scene, listing))
    pages = [
        scene.call(listing, parent, query={SIZE: "2", NUMBER: str(number)})
        for number in range(1, -(-count // 2) + 1)
    ]
    ids = [id for page in pages for id in page.ids]
    message = "the pages together are not the list"
    scene.expect(pages[-1], ids == whole.ids, message, "/data", whole.ids, ids)
    for page in pages:
        seen = as_object(page.document.get("meta")).get("count")
        if seen is not None:
            good = seen == count
            scene.expect(page, good, f"{count} exist", "/meta/count", count, seen)
    _follow(scene, listing, pages)


def _follow(scene: Scene, listing: Action, pages: list[Reply]) -> None:
    """``next`` leads from page to page, ``prev`` back, ``first`` and ``last`` to the ends."""
    for index, page in enumerate(pages):
        links = as_object(page.document.get("links"))
        leads = {"first": 0, "last": len(pages) - 1, "prev": index - 1, "next": index + 1}
        for name, target in leads.items():
            address = href(links.get(name))
            if not address:
                if name == "next" and target < len(pages):
                    scene.note(page, "no link next, and there are more", "/links/next")
                continue
            if not 0 <= target < len(pages):
                continue
            reply = scene.follow(listing, address)
            good = reply.ids == pages[target].ids
            message = f"{name} of page {index + 1} leads elsewhere than to page {target + 1}"
            scene.expect(reply, good, message, "/data", pages[target].ids, reply.ids)


def _sorted(listing: Action, attribute: Attribute, scene: Scene, _owner: ResourceType) -> None:
    """``sort=name`` puts values in order, ``sort=-name`` the other way round."""
    things = [listed_in(scene, listing, n) for n in MIXED]
    by_value = sorted(things, key=lambda thing: _key(thing, attribute))
    parent = parent_id(scene, listing)
    name = attribute.name
    for sign, ordered in (("", by_value), ("-", by_value[::-1])):
        shown, reply = complete(scene, listing, parent, {"sort": f"{sign}{name}"})
        by_id = {thing.id: thing for thing in things}
        seen = [by_id[str(r.get("id"))] for r in shown if r.get("id") in by_id]
        wanted, found = ([thing.attributes[name] for thing in x] for x in (ordered, seen))
        message = f"sort={sign}{name} does not put the values in order"
        place = f"/data/*/attributes/{name}"
        scene.expect(reply, wanted == found, message, place, wanted, found)


def _key(thing: Thing, attribute: Attribute) -> Any:
    return thing.attributes[attribute.name]


def _filters(listing: Action, attribute: Attribute) -> Iterator[Proposal]:
    """``filter[name]``, and the JSON conditions where the blueprint shows their grammar."""
    name = f"filter[{attribute.name}]"
    if parameter(listing, name):
        title = f"{listing.id} filters by {attribute.name}"
        trial = partial(_filtered, listing, attribute, name, "")
        yield Proposal("filter", title, (listing,), trial)
    grammar = next((p for p in listing.parameters if p.name == "filter"), None)
    if grammar is not None and _is_condition_list(grammar):
        for op in ("eq", "ne"):
            title = f"{listing.id} filters {attribute.name} with {op}"
            trial = partial(_filtered, listing, attribute, "filter", op)
            yield Proposal("filter", title, (listing,), trial)


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
    listing: Action, attribute: Attribute, name: str, op: str, scene: Scene, owner: ResourceType
) -> None:
    """A filter leaves exactly the members that it describes."""
    things = [listed_in(scene, listing, n) for n in MIXED[:4]]
    wanted_value = things[0].attributes[attribute.name]
    parent = parent_id(scene, listing)
    text = _spelled(wanted_value)
    if op:
        text = json.dumps([{"name": attribute.name, "op": op, "val": wanted_value}])
    shown, reply = complete(scene, listing, parent, {name: text})
    ids = {str(r.get("id")) for r in shown}
    for thing in things:
        format = attribute.schema.format
        matches = same_as(thing.attributes[attribute.name], wanted_value, format)
        wanted = matches != (op == "ne")
        seen = thing.id in ids
        message = f"{owner.name} {thing.id} is {'not ' if wanted else ''}shown by {name}={text}"
        scene.expect(reply, wanted == seen, message, "/data", wanted, seen)


def _spelled(value: Json) -> str:
    """A value as a query parameter spells it."""
    return value if isinstance(value, str) else json.dumps(value)
