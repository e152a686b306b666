"""Rules about values: what was asked for, sent, and documented comes back.

The judges make the documented resources exist before a transaction
(:mod:`contracts.states`), so an answer that shows one of them shows its documented values.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any, Final
from urllib.parse import unquote, urlsplit

from contracts.exchange import Problem
from contracts.model import MISSING, EndpointKind, Json, Missing
from contracts.text.documents import as_object
from contracts.text.json_pointer import pointer
from contracts.text.json_values import moment_of, same, same_as
from contracts.verify.strict.computed import is_computed
from contracts.verify.strict.context import (
    CheckContext,
    ShownResource,
    identifiers,
    sent_part,
    shown,
)
from contracts.verify.strict.facts import TypeFacts
from contracts.verify.strict.rule import StrictCheck, StrictRule

TYPE: Final = StrictRule("type", "json-api", "Primary data is of the documented type.")
ID: Final = StrictRule("id", "json-api", "The response shows the resource that the URI names.")
DOCUMENTED: Final = StrictRule(
    "documented", "json-api", "Resources, values and texts of the example come back as documented."
)


#: How far the time in an answer may be from ours and still be when it was made.
_JUST_NOW = dt.timedelta(minutes=5)
SINGLE = (EndpointKind.DETAIL, EndpointKind.UPDATE)


def types(context: CheckContext) -> Iterator[Problem]:
    """Primary data is of the documented type."""
    endpoint = context.action.endpoint
    if endpoint is None or not endpoint.type:
        return
    for each in context.resources:
        if each.primary and each.type and each.type not in endpoint.types:
            wanted = " or ".join(map(repr, endpoint.types))
            message = f"{each.place} is of type {each.type!r}, documented is {wanted}"
            yield TYPE.problem(message, f"{each.place}/type", endpoint.type, each.type)


def ids(context: CheckContext) -> Iterator[Problem]:
    """The response shows the resource that the URI names."""
    data = context.top.get("data")
    if context.kind not in SINGLE or not isinstance(data, dict):
        return
    variable = context.action.path.rsplit("/", 1)[-1].strip("{}")
    segment = unquote(urlsplit(context.sent.uri).path.rsplit("/", 1)[-1])
    natural = variable != "id" and variable in as_object(data.get("attributes"))
    if variable != "id" and not natural:
        return
    seen = data["attributes"][variable] if natural else data.get("id", MISSING)
    if seen != segment:
        place = f"/data/attributes{pointer(variable)}" if natural else "/data/id"
        message = f"the URI names {segment!r}, and {seen!r} is shown"
        yield ID.problem(message, place, segment, seen)


def documented_resources(context: CheckContext) -> Iterator[Problem]:
    """A GET shows the documented resources: they exist, so they must be found."""
    example = context.expected.document
    if context.sent.method != "GET" or not context.action.endpoint or isinstance(example, Missing):
        return
    for member in ("data", "included"):
        wanted = identifiers(as_object(example).get(member))
        missing = wanted - identifiers(context.top.get(member))
        for kind, id in sorted(missing):
            message = f"the documented {kind} {id} is not shown in {member}"
            expected: Json = {"type": kind, "id": id}
            yield DOCUMENTED.problem(message, f"/{member}", expected, context.top.get(member))


def documented_values(context: CheckContext) -> Iterator[Problem]:
    """A documented resource shows its documented values, but for those being changed."""
    example = context.expected.document
    if isinstance(example, Missing) or not context.resources:
        return
    documented = {(s.type, s.id): s for s in shown(example) if s.type and s.id}
    for each in context.resources:
        if each.primary and context.kind is EndpointKind.CREATE:
            continue
        facts, wanted = context.types.get(each.type), documented.get((each.type, each.id))
        if facts is not None and wanted is not None:
            yield from _attributes(context, facts, wanted, each)
            yield from _relationships(context, facts, wanted, each)


def _attributes(
    context: CheckContext, facts: TypeFacts, wanted: ShownResource, each: ShownResource
) -> Iterator[Problem]:
    sent = sent_part(context, "attributes") if each.primary else {}
    for name, value in wanted.attributes.items():
        attribute = facts.attributes.get(name)
        if attribute is None or name in sent or name not in each.attributes:
            continue
        seen = each.attributes[name]
        if same_as(value, seen, attribute.schema.format) or _is_clock(value, seen):
            continue
        if context.sent.method != "GET" and is_computed(name, sent):
            continue
        if attribute.read_only and _server_moved_it(context, facts, name, value, seen):
            continue
        place = f"{each.place}/attributes{pointer(name)}"
        message = f"{each.type} {each.id} has another {name!r} than documented"
        yield DOCUMENTED.problem(message, place, value, seen)


def _is_clock(value: Any, seen: Any) -> bool:
    """Whether the server has put its own time in the place of a documented moment."""
    documented, shown = moment_of(value), moment_of(seen)
    if documented is None or shown is None:
        return False
    now = dt.datetime.now(dt.UTC)
    shown = shown if shown.tzinfo else shown.replace(tzinfo=dt.UTC)
    return abs(now - shown) < _JUST_NOW


def _server_moved_it(
    context: CheckContext, facts: TypeFacts, name: str, value: Any, seen: Any
) -> bool:
    """Whether the server may have set a read-only attribute by itself in the meantime.

    A null may become a value, but a shown resource is not deleted; on a change, a moment
    may move forward.
    """
    if value is None:
        return name != facts.type.deleted_at
    before, after = moment_of(value), moment_of(seen)
    changing = context.sent.method != "GET"
    return changing and before is not None and after is not None and after >= before


def _relationships(
    context: CheckContext, facts: TypeFacts, wanted: ShownResource, each: ShownResource
) -> Iterator[Problem]:
    sent = sent_part(context, "relationships") if each.primary else {}
    for name, value in wanted.relationships.items():
        relationship, seen = facts.relationships.get(name), each.relationships.get(name)
        if relationship is None or name in sent or "data" not in as_object(seen):
            continue
        if "data" not in as_object(value):
            continue
        documented, shown = identifiers(value["data"]), identifiers(as_object(seen)["data"])
        if (documented <= shown) if relationship.many else (documented == shown):
            continue
        place = f"{each.place}/relationships{pointer(name)}/data"
        message = f"{each.type} {each.id} is linked to others than documented by {name!r}"
        yield DOCUMENTED.problem(message, place, value["data"], as_object(seen)["data"])


def created(context: CheckContext) -> Iterator[Problem]:
    """What only the server sets in a new resource is as documented.

    Compared are booleans, nulls and to-one linkage; texts, numbers and moments are the
    server's to choose.
    """
    if context.kind is not EndpointKind.CREATE or not context.succeeded:
        return
    example = context.expected.document
    wanted = None if isinstance(example, Missing) else next(shown(example), None)
    each = next((s for s in context.resources if s.primary), None)
    facts = context.types.get(each.type) if each else None
    if each is None or facts is None or wanted is None:
        return
    sent = sent_part(context, "attributes")
    for name, value in wanted.attributes.items():
        attribute = facts.attributes.get(name)
        if attribute is None or name in sent:
            continue
        if not attribute.read_only and attribute.writable_by is None:
            continue
        seen = each.attributes.get(name, MISSING)
        if (value is None or isinstance(value, bool)) and not same(value, seen):
            message = f"a new {each.type} has another {name!r} than documented"
            place = f"{each.place}/attributes{pointer(name)}"
            yield DOCUMENTED.problem(message, place, value, seen)
    yield from _created_links(facts, wanted, each)


def _created_links(
    facts: TypeFacts, wanted: ShownResource, each: ShownResource
) -> Iterator[Problem]:
    """Linkage that only the server sets (an owner) leads to the documented resource."""
    for name, value in wanted.relationships.items():
        relationship, seen = facts.relationships.get(name), as_object(each.relationships.get(name))
        if relationship is None or relationship.many or not relationship.read_only:
            continue
        if "data" in as_object(value) and "data" in seen:
            documented = as_object(value)["data"]
            if identifiers(documented) != identifiers(seen["data"]):
                message = f"a new {each.type} is linked to another {name!r} than documented"
                place = f"{each.place}/relationships{pointer(name)}/data"
                yield DOCUMENTED.problem(message, place, documented, seen["data"])


def meta_texts(context: CheckContext) -> Iterator[Problem]:
    """A document with nothing but meta has the documented meta ("Deleting")."""
    if context.expected.response.is_error or isinstance(context.expected.document, Missing):
        return
    documented = as_object(context.expected.document)
    if "data" in documented or "meta" not in documented:
        return
    seen = as_object(context.top.get("meta"))
    for name, value in as_object(documented["meta"]).items():
        if isinstance(value, str) and name in seen and seen[name] != value:
            message = f"meta.{name} is not the documented text"
            yield DOCUMENTED.problem(message, f"/meta{pointer(name)}", value, seen[name])


CHECKS: Final = (
    StrictCheck(TYPE, types),
    StrictCheck(ID, ids),
    StrictCheck(DOCUMENTED, documented_resources, seeded=True),
    StrictCheck(DOCUMENTED, documented_values, seeded=True),
    StrictCheck(DOCUMENTED, created, seeded=True),
    StrictCheck(DOCUMENTED, meta_texts),
)
