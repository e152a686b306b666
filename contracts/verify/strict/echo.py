"""Rules about what was sent: it comes back."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from contracts.exchange import Problem
from contracts.model import MISSING, EndpointKind
from contracts.text.json_pointer import pointer
from contracts.text.json_values import same, same_as
from contracts.verify.strict.context import CheckContext, as_object, identifiers, sent_part


def echo(context: CheckContext) -> Iterator[Problem]:
    """What a POST or PATCH of a resource sends comes back."""
    if context.kind not in (EndpointKind.CREATE, EndpointKind.UPDATE) or not context.succeeded:
        return
    each = next((s for s in context.resources if s.primary), None)
    facts = context.types.get(each.type) if each else None
    if each is None or facts is None:
        return
    for name, value in sent_part(context, "attributes").items():
        attribute = facts.attributes.get(name)
        if attribute is None or attribute.write_only:
            continue
        seen = each.attributes.get(name, MISSING)
        if not same_as(value, seen, attribute.schema.format):
            message = f"{name} was sent as one value and comes back as another"
            place = f"{each.place}/attributes{pointer(name)}"
            yield Problem("echo", message, place, value, seen)
    for name, value in sent_part(context, "relationships").items():
        seen = as_object(each.relationships.get(name))
        wanted = as_object(value).get("data")
        if "data" in seen and identifiers(wanted) != identifiers(seen["data"]):
            message = f"the linkage sent as {name} does not come back"
            place = f"{each.place}/relationships{pointer(name)}/data"
            yield Problem("echo", message, place, wanted, seen["data"])


def echo_linkage(context: CheckContext) -> Iterator[Problem]:
    """A changed relationship shows the linkage sent: all of it, more, or none of it."""
    if context.kind is not EndpointKind.RELATIONSHIP or not context.succeeded:
        return
    if "data" not in as_object(context.sent_document) or "data" not in context.top:
        return
    sent, seen = identifiers(context.sent_document["data"]), identifiers(context.top["data"])
    good = {"PATCH": sent == seen, "POST": sent <= seen, "DELETE": not sent & seen}
    if not good.get(context.sent.method, True):
        wanted = {"PATCH": "is not", "POST": "does not hold", "DELETE": "still holds"}
        message = f"the linkage {wanted[context.sent.method]} what was sent"
        yield Problem("echo", message, "/data", context.sent_document["data"], context.top["data"])


def echo_plain(context: CheckContext) -> Iterator[Problem]:
    """What plain JSON sends, and is documented to show again unchanged, comes back."""
    example = as_object(context.expected.document)
    if context.expected.is_json_api or not context.succeeded:
        return
    sent, documented, seen = as_object(context.sent_document), example, context.top
    for place, shown_, answered in _objects(documented, seen):
        for name, value in sent.items():
            is_repeated = name in shown_ and same(value, shown_[name])
            if not is_repeated or not isinstance(value, str | int | float) or name not in answered:
                continue
            if not same(value, answered[name]):
                message = f"{name} was sent as one value and comes back as another"
                yield Problem("echo", message, f"{place}{pointer(name)}", value, answered[name])


def _objects(
    documented: dict[str, Any], seen: dict[str, Any]
) -> Iterator[tuple[str, dict[str, Any], dict[str, Any]]]:
    """The document, then the objects in it that may be what was sent, documented and seen."""
    yield "", documented, seen
    for name, value in documented.items():
        if isinstance(value, dict) and isinstance(seen.get(name), dict):
            yield pointer(name), value, seen[name]
