"""Rules about what was sent: it comes back."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from contracts.exchange import Problem
from contracts.model import MISSING, EndpointKind, Json, Missing, Schema
from contracts.text.documents import as_object
from contracts.text.json_pointer import pointer
from contracts.text.json_values import same, same_as
from contracts.text.payloads import json_of
from contracts.verify.strict.context import CheckContext, identifiers, sent_part, shown
from contracts.verify.strict.rule import StrictCheck, StrictRule

ECHO: Final = StrictRule(
    "echo",
    "any",
    "The response shows what the request sent: attributes, linkage, and the members of plain JSON.",
)


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
        if _is_changed(context, name, value, attribute.schema.format):
            continue
        if seen is MISSING and _is_left_out(context, name):
            continue
        if not _comes_back(value, seen, attribute.schema):
            message = f"{name!r} was sent as one value and comes back as another"
            place = f"{each.place}/attributes{pointer(name)}"
            yield ECHO.problem(message, place, value, seen)
    for name, value in sent_part(context, "relationships").items():
        seen = as_object(each.relationships.get(name))
        wanted = as_object(value).get("data")
        if "data" in seen and identifiers(wanted) != identifiers(seen["data"]):
            message = f"the linkage sent as {name!r} does not come back"
            place = f"{each.place}/relationships{pointer(name)}/data"
            yield ECHO.problem(message, place, wanted, seen["data"])


def _is_left_out(context: CheckContext, name: str) -> bool:
    """Whether MSON lists the attributes of the answer, and this is none of them."""
    members = None if context.expected.from_example else context.expected.members
    for step in ("data", "attributes"):
        members = members.get(step) if members else None
    return members is not None and name not in members


def _comes_back(sent: Any, seen: Any, schema: Schema) -> bool:
    """Whether a value is the sent one; numbers are compared as numbers, however written."""
    if same_as(sent, seen, schema.format):
        return True
    if schema.kind not in ("number", "integer"):
        return False
    numbers = [_number(sent), _number(seen)]
    return None not in numbers and numbers[0] == numbers[1]


def _number(value: Any) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        return float(value)
    except ValueError:
        return None


def _is_changed(context: CheckContext, name: str, sent: Any, format: str) -> bool:
    """Whether the documented answer itself shows another value than the documented request."""
    example = context.expected.document
    if isinstance(example, Missing):
        return False
    documented = next((s for s in shown(example) if s.primary), None)
    request = as_object(as_object(json_of(context.transaction.request.body)).get("data"))
    asked = as_object(request.get("attributes")).get(name, MISSING)
    if documented is None or name not in documented.attributes or asked is MISSING:
        return False
    return same(asked, sent) and not same_as(asked, documented.attributes[name], format)


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
        yield ECHO.problem(message, "/data", context.sent_document["data"], context.top["data"])


def echo_plain(context: CheckContext) -> Iterator[Problem]:
    """What plain JSON sends, and is documented to show again unchanged, comes back."""
    example = as_object(context.expected.document)
    if context.expected.is_json_api or not context.succeeded:
        return
    sent, documented, seen = as_object(context.sent_document), example, context.top
    for place, shown_, answered in _objects(documented, seen):
        changed = [
            name
            for name, value in sent.items()
            if isinstance(value, str | int | float)
            and name in answered
            and name in shown_
            and same(value, shown_[name])
            and not same(value, answered[name])
        ]
        if changed:  # a change that is thrown away is one cause, however much it changes
            are = "was sent as one value and comes back as another"
            if len(changed) > 1:
                are = "were sent as some values and come back as others"
            wanted: Json = {name: sent[name] for name in changed}
            got: Json = {name: answered[name] for name in changed}
            message = f"{', '.join(changed)} {are}"
            yield ECHO.problem(message, f"{place}{pointer(changed[0])}", wanted, got)


def _objects(
    documented: dict[str, Any], seen: dict[str, Any]
) -> Iterator[tuple[str, dict[str, Any], dict[str, Any]]]:
    """The document, then the objects in it that may be what was sent, documented and seen."""
    yield "", documented, seen
    for name, value in documented.items():
        if isinstance(value, dict) and isinstance(seen.get(name), dict):
            yield pointer(name), value, seen[name]


CHECKS: Final = (
    StrictCheck(ECHO, echo),
    StrictCheck(ECHO, echo_linkage),
    StrictCheck(ECHO, echo_plain),
)
