"""Rules about the shape of a JSON body: its schema, its members, its lists."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any, Final

from contracts.build.documented_members import Members
from contracts.exchange import Problem
from contracts.model import MISSING, Missing
from contracts.text.json_pointer import pointer
from contracts.verify.strict.context import CheckContext
from contracts.verify.strict.expectation import PAGES
from contracts.verify.strict.resources import RELATIONSHIP, RESOURCE
from contracts.verify.strict.rule import StrictCheck, StrictRule
from contracts.verify.strict.schema_errors import schema_errors

SCHEMA: Final = StrictRule(
    "schema", "any", "The body satisfies the documented schema, formats and scalar types included."
)
UNDOCUMENTED: Final = StrictRule(
    "undocumented", "any", "The body has no members that the blueprint does not show."
)
NON_EMPTY: Final = StrictRule(
    "non-empty",
    "any",
    "Lists that have items in the example have items; values that only an example describes "
    "are not null.",
)


#: Members that JSON:API 1.0 allows in an error object whether or not they are documented.
ERROR_MEMBERS: Final = frozenset(
    {"id", "links", "status", "code", "title", "detail", "source", "meta"}
)
_TOP: Final = frozenset({"jsonapi", "links", "meta"})
_RELATIONSHIP_LINKS: Final = frozenset({"self", "related"})
_AT_MOST: Final = 20
#: How a problem of the schema itself begins, which no answer can avoid.
UNREADABLE_SCHEMA: Final = "the documented schema is not a valid JSON Schema"


def schema(context: CheckContext) -> Iterator[Problem]:
    """The body satisfies the documented schema, formats and scalar types included.

    Where only an example is documented, its members and their types are the schema.
    """
    if context.expected.schema_fault:
        yield SCHEMA.problem(f"{UNREADABLE_SCHEMA}: {context.expected.schema_fault}")
    validator = context.expected.validator
    if validator is None or isinstance(context.document, Missing):
        return
    if validator.is_valid(context.document):
        return
    for error in islice(schema_errors(validator.iter_errors(context.document)), _AT_MOST):
        wanted = value_at(context.expected.document, error.path)
        seen = value_at(context.document, error.path)
        yield SCHEMA.problem(error.message, pointer(*error.path), wanted, seen)


def value_at(document: Any, path: Sequence[str | int]) -> Any:
    """The value at ``path``, or MISSING."""
    node = document
    for step in path:
        if not isinstance(node, dict | list):
            return MISSING
        try:
            node = node[step]  # type: ignore[index]
        except (KeyError, IndexError, TypeError):  # the example need not have what is seen
            return MISSING
    return node


def undocumented(context: CheckContext) -> Iterator[Problem]:
    """The body has no members that the blueprint does not show."""
    if context.expected.members is None or isinstance(context.document, Missing):
        return
    yield from _unknown(context, context.document, context.expected.members, ())


def _unknown(
    context: CheckContext, value: Any, members: Members, path: tuple[str | int, ...]
) -> Iterator[Problem]:
    if isinstance(value, list):
        for index, item in enumerate(value):
            yield from _unknown(context, item, members, (*path, index))
    elif isinstance(value, dict):
        for name, part in value.items():
            if name not in members:
                if not _allowed(context, name, path):
                    yield _surplus(name, part, (*path, name))
                continue
            below = members[name]
            if below is not None and isinstance(part, dict | list):
                yield from _unknown(context, part, below, (*path, name))


def _allowed(context: CheckContext, name: str, path: tuple[str | int, ...]) -> bool:
    """Whether JSON:API itself, or a parameter of the request, explains the member."""
    if not context.expected.is_json_api:
        return False
    if context.expected.from_example and _shown_elsewhere(context, name, path):
        return True
    if not path:
        return name == "included" and "include" in context.query
    if path == ("links",):
        return name in PAGES
    if path[0] == "errors":
        return len(path) == 2 and name in ERROR_MEMBERS
    return len(path) >= 2 and path[-2] == "relationships" and name == "data"


def _shown_elsewhere(context: CheckContext, name: str, path: tuple[str | int, ...]) -> bool:
    """Whether JSON:API has the member, or another example shows it of the same type.

    One example need not show all that is documented of a type.
    """
    if not path:
        return name in _TOP
    if path[0] not in ("data", "included"):
        return False
    deep = 2 if len(path) > 1 and isinstance(path[1], int) else 1
    match path[deep:]:
        case ():
            return name in RESOURCE
        case (("attributes" | "relationships") as part,):
            facts = context.types.get(value_at(context.document, [*path[:deep], "type"]))
            if facts is None:
                return False
            if part == "relationships":
                return name in facts.relationships
            return name in facts.attributes and not facts.attributes[name].write_only
        case ("relationships", _):
            return name in RELATIONSHIP
        case ("relationships", _, "links"):
            return name in _RELATIONSHIP_LINKS
    return False


def _surplus(name: str, value: Any, path: tuple[str | int, ...]) -> Problem:
    place = pointer(*path)
    message = f"{place} is not documented: document {name!r}, or leave it out"
    return UNDOCUMENTED.problem(message, place, MISSING, value)


def non_empty(context: CheckContext) -> Iterator[Problem]:
    """A list is not empty where the example's is not, nor a value null where only an example
    says what it is."""
    if not isinstance(context.document, Missing) and not isinstance(
        context.expected.document, Missing
    ):
        yield from _emptied(context.expected.document, context.document, ())
        if context.expected.from_example:
            yield from _nulled(context.expected.document, context.document, ())


def _emptied(wanted: Any, seen: Any, path: tuple[str | int, ...]) -> Iterator[Problem]:
    if isinstance(wanted, list) and isinstance(seen, list):
        if wanted and not seen:
            place = pointer(*path)
            message = f"{place or 'the body'} is an empty list; the example shows {len(wanted)}"
            yield NON_EMPTY.problem(message, place, wanted, seen)
        elif wanted:
            yield from _emptied(wanted[0], seen[0], (*path, 0))
    elif isinstance(wanted, dict) and isinstance(seen, dict):
        for name, part in wanted.items():
            if name in seen and isinstance(part, dict | list):
                yield from _emptied(part, seen[name], (*path, name))


def _nulled(wanted: Any, seen: Any, path: tuple[str | int, ...]) -> Iterator[Problem]:
    if isinstance(wanted, list) and isinstance(seen, list) and wanted and seen:
        yield from _nulled(wanted[0], seen[0], (*path, 0))
    elif isinstance(wanted, dict) and isinstance(seen, dict):
        for name, part in wanted.items():
            if name in seen and seen[name] is None and part not in (None, ""):
                place = pointer(*path, name)
                message = f"{place} is null; the example shows a value"
                yield NON_EMPTY.problem(message, place, part, None)
            elif name in seen:
                yield from _nulled(part, seen[name], (*path, name))


CHECKS: Final = (
    StrictCheck(SCHEMA, schema),
    StrictCheck(UNDOCUMENTED, undocumented),
    StrictCheck(NON_EMPTY, non_empty, seeded=True),
)
