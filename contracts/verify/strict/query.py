"""Rules about what query parameters ask for: ``include``, ``fields[type]``, ``sort``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

from contracts.exchange import Problem
from contracts.model import MISSING, EndpointKind
from contracts.text.documents import as_object
from contracts.text.json_pointer import pointer
from contracts.text.json_values import moment_of
from contracts.verify.strict.context import CheckContext, ShownResource, identifiers
from contracts.verify.strict.rule import StrictCheck, StrictRule

INCLUDE: Final = StrictRule(
    "include",
    "json-api",
    'What ``include`` asks for is linked and included ("Inclusion of Related Resources").',
)
FIELDS: Final = StrictRule(
    "fields",
    "json-api",
    'Resources show exactly the fields that ``fields[type]`` names ("Sparse Fieldsets").',
)
SORT: Final = StrictRule(
    "sort",
    "json-api",
    'A list has the order that ``sort`` requests ("Sorting"), where its values can be compared.',
)


READS = (EndpointKind.LIST, EndpointKind.DETAIL, EndpointKind.RELATED)


def include(context: CheckContext) -> Iterator[Problem]:
    """What ``include`` asks for is linked and included ("Inclusion of Related Resources")."""
    if "include" not in context.query or context.kind not in READS or not context.succeeded:
        return
    if not isinstance(context.top.get("included"), list):
        message = "the request has an include parameter, but the response has no included resources"
        yield INCLUDE.problem(message, "/included", [])
        return
    present = {(s.type, s.id): s for s in context.resources}
    start = [s for s in context.resources if s.primary]
    wanted: set[tuple[str, str]] = {(s.type, s.id) for s in start}
    for path in filter(None, context.query["include"].split(",")):
        level = start
        for name in path.split("."):
            keys: set[tuple[str, str]] = set()
            for each in level:
                yield from _linked(context, each, name, keys)
            for kind, id in sorted(keys - present.keys()):
                message = f"{kind} {id} is linked by {name}, but not included"
                yield INCLUDE.problem(message, "/included", {"type": kind, "id": id})
            wanted |= keys
            level = [present[key] for key in keys if key in present]
    for each in context.resources:
        if (each.type, each.id) not in wanted:
            message = f"{each.type} {each.id} is included, but was not requested"
            yield INCLUDE.problem(message, each.place, MISSING, each.value)


def _linked(
    context: CheckContext, shown: ShownResource, name: str, keys: set[tuple[str, str]]
) -> Iterator[Problem]:
    """Add what ``shown`` links to by ``name``; an included relationship shows linkage."""
    facts = context.types.get(shown.type)
    if facts is None or name not in facts.relationships:
        return
    asked = context.query.get(f"fields[{shown.type}]")
    if asked is not None and name not in asked.split(","):
        return
    relationship = as_object(shown.relationships.get(name))
    if "data" not in relationship:
        message = f"{name!r} is included, but its linkage is not shown"
        place = f"{shown.place}/relationships{pointer(name)}/data"
        yield INCLUDE.problem(message, place)
        return
    keys |= identifiers(relationship["data"])


def sparse(context: CheckContext) -> Iterator[Problem]:
    """Resources show exactly the fields that ``fields[type]`` names ("Sparse Fieldsets")."""
    asked = {
        name[7:-1]: set(filter(None, value.split(",")))
        for name, value in context.query.items()
        if name.startswith("fields[") and name.endswith("]")
    }
    if not asked or context.kind not in READS or not context.succeeded:
        return
    for each in context.resources:
        facts = context.types.get(each.type)
        if facts is None or each.type not in asked:
            continue
        for part, known in (
            ("attributes", {n for n, a in facts.attributes.items() if not a.write_only}),
            ("relationships", set(facts.relationships)),
        ):
            seen = set(as_object(each.value.get(part)))
            for name in sorted(seen - asked[each.type]):
                message = f"{name!r} is shown, and fields[{each.type}] does not ask for it"
                yield FIELDS.problem(message, f"{each.place}/{part}{pointer(name)}")
            for name in sorted((asked[each.type] & known) - seen):
                message = f"fields[{each.type}] asks for {name!r}, and it is missing"
                yield FIELDS.problem(message, f"{each.place}/{part}{pointer(name)}")


def sorting(context: CheckContext) -> Iterator[Problem]:
    """A list has the order that ``sort`` requests ("Sorting"), where its values can be compared."""
    if (
        context.kind is not EndpointKind.LIST
        or not context.query.get("sort")
        or not context.succeeded
    ):
        return
    primary = [s for s in context.resources if s.primary]
    first = context.query["sort"].split(",")[0]
    name = first.removeprefix("-")
    values = [s.attributes.get(name, MISSING) for s in primary]
    at = out_of_order(values, descending=first.startswith("-"))
    if at is not None:
        text = f"sort={first}: {values[at]!r} comes before {values[at + 1]!r}"
        yield SORT.problem(text, f"/data/{at + 1}/attributes{pointer(name)}")


def out_of_order(values: Sequence[Any], *, descending: bool) -> int | None:
    """The index of the first value that the next one should precede, or None.

    Nulls and values of other kinds stand anywhere; texts are compared where both are
    simple (ASCII letters of one case, digits), because collations differ beyond that.
    """
    for index in range(len(values) - 1):
        left, right = _comparable(values[index]), _comparable(values[index + 1])
        if left is None or right is None or type(left) is not type(right):
            continue
        if (left < right) if descending else (left > right):
            return index
    return None


def _comparable(value: Any) -> Any:
    if isinstance(value, bool):
        return float(value)
    if isinstance(value, int | float):
        return float(value)
    if not isinstance(value, str):
        return None
    moment = moment_of(value)
    if moment is not None:
        return moment
    simple = value.isascii() and value.isalnum() and value == value.lower()
    return value if simple else None


CHECKS: Final = (
    StrictCheck(INCLUDE, include),
    StrictCheck(FIELDS, sparse),
    StrictCheck(SORT, sorting),
)
