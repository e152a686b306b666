"""The filter grammar of flask-rest-jsonapi over public names, as SQL conditions.

A node is ``{"name": …, "op": …, "val": …}`` (or ``"field"`` instead of ``"val"`` to compare
two attributes), ``{"and": […]}``, ``{"or": […]}`` or ``{"not": …}``. ``has`` (to-one) and
``any`` (to-many) take a node on the related type as ``val``; ``event__name`` is short for it.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NoReturn

from marshmallow import ValidationError
from sqlalchemy import ColumnElement, and_, false, not_, or_, true

from contracts.runtime.jsonapi.columns import SoftDeleted
from contracts.runtime.jsonapi.errors import bad_parameter
from contracts.runtime.jsonapi.fields import URI, URL, UUID, Attribute, Email, String, Time
from contracts.runtime.jsonapi.package import jsonapi, schema_of
from contracts.runtime.jsonapi.parsing import row_id, unstorable_json
from contracts.runtime.jsonapi.schema import (
    SchemaClass,
    is_to_many,
    readable_attributes,
    relationships,
)

_TEXTS = (String, Email, URI, URL, UUID, Time)
MAX_DEPTH = 10
MAX_NODES = 100
#: As many as every database accepts in one statement.
MAX_VALUES = 500
MAX_PATTERN = 1000
#: Each ``%`` or ``_`` may have the database read the rest of a text once more.
MAX_WILDCARDS = 10
#: Escapes ``%`` and ``_`` in patterns; SQLite has no default escape character.
ESCAPE = "\\"
_DANGLING = re.compile(r"(?<!\\)(\\\\)*\\$")
_ESCAPED = re.compile(r"\\.", re.DOTALL)

Compare = Callable[[Any, Any], Any]

COMPARISONS: Mapping[str, Compare] = {
    "eq": operator.eq,
    "ne": operator.ne,
    "gt": operator.gt,
    "ge": operator.ge,
    "lt": operator.lt,
    "le": operator.le,
}


def _is_in(column: Any, values: list[Any]) -> Any:
    """``column IN values``, also where null is one of them: SQL's IN never finds it."""
    others = [value for value in values if value is not None]
    condition = column.in_(others)
    return condition if len(others) == len(values) else or_(condition, column.is_(None))


def _is_not_in(column: Any, values: list[Any]) -> Any:
    """``column NOT IN values``, also where null is one of them: SQL then finds nothing."""
    others = [value for value in values if value is not None]
    condition = column.not_in(others)
    return condition if len(others) == len(values) else and_(condition, column.is_not(None))


MEMBERSHIPS: Mapping[str, Compare] = {"in": _is_in, "notin": _is_not_in}
PATTERNS: Mapping[str, Compare] = {
    "like": lambda column, text: column.like(text, escape=ESCAPE),
    "ilike": lambda column, text: column.ilike(text, escape=ESCAPE),
    "notlike": lambda column, text: column.not_like(text, escape=ESCAPE),
    "notilike": lambda column, text: column.not_ilike(text, escape=ESCAPE),
    "contains": lambda column, text: column.contains(text, autoescape=True),
    "startswith": lambda column, text: column.startswith(text, autoescape=True),
    "endswith": lambda column, text: column.endswith(text, autoescape=True),
}
NULL_TESTS: Mapping[str, Compare] = {
    "is": lambda column, value: column.is_(value),
    "isnot": lambda column, value: column.is_not(value),
}
#: Spellings of SQLAlchemy that flask-rest-jsonapi accepts as well.
ALIASES = {
    "in_": "in", "notin_": "notin", "not_in": "notin", "is_": "is", "is_not": "isnot",
    "not_like": "notlike", "not_ilike": "notilike",
}  # fmt: skip


@dataclass(slots=True)
class _FilterReader:
    """Reads the filters of a request; ``nodes`` is the number of nodes read so far."""

    parameter: str = ""
    nodes: int = 0

    def read(self, schema: SchemaClass, parameter: str, node: Any) -> ColumnElement[bool]:
        """The SQL condition of a filter that ``parameter`` has."""
        self.parameter = parameter
        return self.condition(schema, node)

    def refuse(self, detail: str) -> NoReturn:
        """400 for the parameter that is read."""
        raise bad_parameter(self.parameter, detail)

    def condition(self, schema: SchemaClass, node: Any, depth: int = 0) -> ColumnElement[bool]:
        """The SQL condition of ``node`` on rows of the type of ``schema``."""
        self.nodes += 1
        if depth > MAX_DEPTH or self.nodes > MAX_NODES:
            self.refuse(f"Filters hold at most {MAX_NODES} nodes, {MAX_DEPTH} deep.")
        if not isinstance(node, dict):
            self.refuse(f"A filter must be an object, not {node!r}.")
        for word, combine in (("and", and_), ("or", or_)):
            if word in node:
                return combine(*self._all(schema, node, word, depth))
        if "not" in node:
            self._only(node, {"not"})
            return not_(self.condition(schema, node["not"], depth + 1))
        return self._leaf(schema, node, depth)

    def _all(
        self, schema: SchemaClass, node: Mapping[str, Any], word: str, depth: int
    ) -> list[ColumnElement[bool]]:
        self._only(node, {word})
        parts = node[word]
        if not isinstance(parts, list) or not parts:
            self.refuse(f'"{word}" needs a list of at least one filter.')
        return [self.condition(schema, part, depth + 1) for part in parts]

    def _only(self, node: Mapping[str, Any], allowed: set[str]) -> None:
        unknown = sorted(set(node) - allowed)
        if unknown:
            self.refuse(f"Unknown or unexpected member {unknown[0]!r} in a filter.")

    def _leaf(
        self, schema: SchemaClass, node: Mapping[str, Any], depth: int
    ) -> ColumnElement[bool]:
        self._only(node, {"name", "op", "val", "field"})
        name, op = node.get("name"), node.get("op")
        if not isinstance(name, str) or not isinstance(op, str):
            self.refuse('A filter needs the texts "name" and "op".')
        op = ALIASES.get(op, op)
        head, separator, rest = name.partition("__")
        if head in relationships(schema):
            inner = {"name": rest, "op": "eq", "val": node.get("val")} if separator else None
            return self._related(schema, head, op, inner or node.get("val"), depth)
        if name == "id":
            return self._by_id(schema, op, node.get("val"))
        known = readable_attributes(schema)
        if name not in known or not known[name][1].comparable:
            self.refuse(f"{schema.opts_type()} has no filterable field {name!r}.")
        python_name, attribute = known[name]
        column = getattr(schema.opts_model(), python_name)
        if "field" in node:
            return self._compare_columns(schema, column, attribute, op, node["field"])
        return self._compare(name, column, attribute, op, node)

    def _related(
        self, schema: SchemaClass, name: str, op: str, inner: Any, depth: int
    ) -> ColumnElement[bool]:
        python_name, field = relationships(schema)[name]
        expected = "any" if is_to_many(field) else "has"
        if op != expected and not (op in NULL_TESTS and inner is None):
            self.refuse(
                f"{name} is a relationship: its operator is {expected!r}, or 'is' and 'isnot' with "
                f"null, not {op!r}."
            )
        target = schema_of(field.type_)
        jsonapi().guard.admit_reader(target)
        model = target.opts_model()
        alive = [model.deleted_at.is_(None)] if issubclass(model, SoftDeleted) else []
        wanted = [] if op in NULL_TESTS else [self.condition(target, inner, depth + 1)]
        relation = getattr(schema.opts_model(), python_name)
        related: ColumnElement[bool] = getattr(relation, expected)(and_(true(), *wanted, *alive))
        return not_(related) if op == "is" else related

    def _by_id(self, schema: SchemaClass, op: str, value: Any) -> ColumnElement[bool]:
        texts = value if isinstance(value, list) else [value]
        known = op in {"eq", "ne", "in", "notin"}
        if not known or not all(isinstance(text, str) for text in texts):
            self.refuse("Ids are strings and have the operators eq, ne, in and notin.")
        if len(texts) > MAX_VALUES:
            self.refuse(f"At most {MAX_VALUES} ids can be looked for.")
        rows = [row for row in (row_id(schema.opts_model(), t) for t in texts) if row is not None]
        column = schema.opts_model().id
        condition = column.in_(rows) if rows else false()
        return condition if op in {"eq", "in"} else not_(condition)

    def _compare_columns(
        self, schema: SchemaClass, column: Any, attribute: Attribute, op: str, other: Any
    ) -> ColumnElement[bool]:
        known = readable_attributes(schema)
        if op not in COMPARISONS or not isinstance(other, str) or other not in known:
            self.refuse(f"{other!r} with {op!r} does not compare two fields.")
        python_name, other_attribute = known[other]
        if type(other_attribute) is not type(attribute):
            self.refuse(f"{other} is of another type.")
        return COMPARISONS[op](column, getattr(schema.opts_model(), python_name))  # type: ignore[no-any-return]

    def _compare(
        self, name: str, column: Any, attribute: Attribute, op: str, node: Mapping[str, Any]
    ) -> ColumnElement[bool]:
        if "val" not in node:
            self.refuse('A filter needs "val" or "field".')
        value = node["val"]
        condition: ColumnElement[bool]
        if op in COMPARISONS:
            if value is None and op not in {"eq", "ne"}:
                self.refuse(f"{name} cannot be compared with null by {op!r}.")
            condition = COMPARISONS[op](column, self._value(name, attribute, value))
        elif op in MEMBERSHIPS:
            if not isinstance(value, list) or len(value) > MAX_VALUES:
                self.refuse(f"{op!r} needs a list of at most {MAX_VALUES} values.")
            condition = MEMBERSHIPS[op](column, [self._value(name, attribute, v) for v in value])
        elif op in PATTERNS and type(attribute) in _TEXTS:
            if not isinstance(value, str) or len(value) > MAX_PATTERN or unstorable_json(value):
                self.refuse(f"{op!r} needs a text of at most {MAX_PATTERN} characters.")
            if op.endswith("like"):
                self._check_pattern(op, value)
            condition = PATTERNS[op](column, value)
        elif op in NULL_TESTS and (value is None or isinstance(value, bool)):
            condition = NULL_TESTS[op](column, value)
        else:
            self.refuse(f"{name} has no operator {op!r} for this value.")
        return condition

    def _check_pattern(self, op: str, pattern: str) -> None:
        if _DANGLING.search(pattern):
            self.refuse(f"The pattern of {op!r} ends in a backslash that escapes nothing.")
        bare = _ESCAPED.sub("", pattern)
        if bare.count("%") + bare.count("_") > MAX_WILDCARDS:
            self.refuse(
                f"The pattern of {op!r} has more than {MAX_WILDCARDS} wildcards (% and _); "
                "put a backslash before those that stand for themselves."
            )

    def _value(self, name: str, attribute: Attribute, value: Any) -> Any:
        if value is None:
            return None
        try:
            return attribute.parse(value)
        except ValidationError as error:
            self.refuse(f"{name} {error.messages[0]}")


def conditions(schema: SchemaClass, nodes: Iterable[tuple[str, Any]]) -> list[ColumnElement[bool]]:
    """The SQL conditions of all filters of a request, each with the parameter it came from.

    The number of nodes is limited for all together.

    Raises:
        ApiError: 400 with ``source.parameter`` for a node outside the grammar.
    """
    reader = _FilterReader()
    return [reader.read(schema, parameter, node) for parameter, node in nodes]
