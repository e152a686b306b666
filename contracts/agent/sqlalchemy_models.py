"""SQLAlchemy's models: columns, relationships, constraints."""

from __future__ import annotations

import re
import uuid
from typing import Any, Dict, Iterator, List, Optional, Tuple

from contracts.agent.columns import Column, MappedClass, Relation


def mapped_models(base: Any) -> List[MappedClass]:
    """The models mapped below a declarative base, a registry or an automap base."""
    mappers = list(_mappers(base))
    owners: Dict[Any, Any] = {}
    for mapper in mappers:
        owners.setdefault(mapper.local_table, mapper.class_)
    return [_model(mapper, owners) for mapper in mappers]


def _mappers(base: Any) -> Iterator[Any]:
    import sqlalchemy

    registry = getattr(base, "registry", base)
    known = getattr(registry, "mappers", None)
    if known is None:  # SQLAlchemy 1.3
        classes = base._decl_class_registry.values()
        known = {sqlalchemy.inspect(c) for c in classes if hasattr(c, "__mapper__")}
    for mapper in sorted(known, key=lambda m: m.class_.__name__):
        if mapper.local_table is not None and mapper.local_table.primary_key.columns:
            yield mapper


def _model(mapper: Any, owners: Dict[Any, Any]) -> MappedClass:
    columns = {}
    for prop in mapper.column_attrs:
        column = prop.columns[0]
        if getattr(column, "table", None) is not None:
            columns[prop.key] = _column(prop.key, column, owners)
    key = columns[mapper.get_property_by_column(mapper.primary_key[0]).key]
    return MappedClass(
        mapper.class_,
        mapper.class_.__name__,
        str(mapper.local_table.name),
        key,
        list(columns.values()),
        [_relation(mapper, native) for native in mapper.relationships],
        list(_together(mapper)),
        list(_settable(mapper, columns)),
    )


def _settable(mapper: Any, columns: Dict[str, Column]) -> Iterator[str]:
    """Synonyms, hybrids, proxies and properties that can be assigned."""
    for name in dir(mapper.class_):
        if name.startswith("_") or name in columns or name in mapper.relationships:
            continue
        attribute = mapper.all_orm_descriptors.get(name)
        attribute = getattr(mapper.class_, name, None) if attribute is None else attribute
        if getattr(attribute, "fset", None) or name in mapper.synonyms or _is_proxy(attribute):
            yield name


def _is_proxy(attribute: Any) -> bool:
    return "AssociationProxy" in type(attribute).__name__


def _column(key: str, column: Any, owners: Dict[Any, Any]) -> Column:
    type_ = column.type
    kind, choices = _kind(type_)
    foreign = next(iter(column.foreign_keys), None)
    target = owners.get(foreign.column.table) if foreign is not None else None
    is_default = column.default is not None or column.server_default is not None
    is_generated = getattr(column, "computed", None) or getattr(column, "identity", None)
    is_numbered = column.primary_key and kind == "integer" and foreign is None
    checks = _checks(column)
    return Column(
        key,
        kind,
        length=getattr(type_, "length", None) if kind in ("string", "binary") else None,
        choices=choices or checks[0],
        required=not (column.nullable or is_default or is_generated or is_numbered),
        nullable=bool(column.nullable),
        unique=_is_unique(column),
        target=target,
        aware=bool(getattr(type_, "timezone", False)),
        minimum=checks[1],
        maximum=checks[2],
    )


def _kind(type_: Any) -> Tuple[str, List[Any]]:
    """The kind of a column's type, and what an enumeration may be."""
    import sqlalchemy as sa

    enumeration = getattr(type_, "enum_class", None)
    if enumeration is not None:
        return "string", list(enumeration)
    if isinstance(type_, sa.Enum):
        return "string", list(type_.enums)
    choices = getattr(type_, "choices", None)  # sqlalchemy-utils
    if choices:
        pairs = isinstance(choices, (list, tuple))
        return "string", [c[0] if isinstance(c, tuple) else c for c in choices] if pairs else list(
            choices
        )
    for decorated in (type_, getattr(type_, "impl", None)):
        for kind, names in _TYPES:
            if decorated is not None and _isinstance(decorated, names):
                return kind, []
    try:
        return ("uuid" if type_.python_type is uuid.UUID else "any"), []
    except NotImplementedError:
        return "any", []


#: Kinds by the names of SQLAlchemy's types, the more special ones first.
_TYPES = (
    ("days", ("DATERANGE",)),
    ("moments", ("TSRANGE", "TSTZRANGE")),
    ("numbers", ("INT4RANGE", "INT8RANGE", "NUMRANGE")),
    ("boolean", ("Boolean",)),
    ("integer", ("Integer",)),
    ("number", ("Float", "Double")),
    ("decimal", ("Numeric",)),
    ("datetime", ("DateTime",)),
    ("date", ("Date",)),
    ("time", ("Time",)),
    ("interval", ("Interval",)),
    ("uuid", ("Uuid", "UUID", "UUIDType", "GUID")),
    ("json", ("JSON", "JSONB", "JSONType", "HSTORE")),
    ("array", ("ARRAY", "ScalarListType")),
    ("binary", ("LargeBinary", "_Binary")),
    ("string", ("String",)),
)


def _isinstance(type_: Any, names: Tuple[str, ...]) -> bool:
    kind = type_ if isinstance(type_, type) else type(type_)
    return any(each.__name__ in names for each in kind.__mro__)


def _is_unique(column: Any) -> bool:
    if column.unique or (column.primary_key and len(column.table.primary_key.columns) == 1):
        return True
    return any([c.name for c in group] == [column.name] for group in _unique_groups(column.table))


def _unique_groups(table: Any) -> Iterator[List[Any]]:
    import sqlalchemy as sa

    if len(table.primary_key.columns) > 1:
        yield list(table.primary_key.columns)
    for constraint in table.constraints:
        if isinstance(constraint, sa.UniqueConstraint):
            yield list(constraint.columns)
    for index in table.indexes:
        if index.unique and len(index.columns) == len(list(index.expressions)):
            yield list(index.columns)


def _together(mapper: Any) -> Iterator[Tuple[str, ...]]:
    for group in _unique_groups(mapper.local_table):
        if len(group) > 1 and all(c in mapper.columns.values() for c in group):
            yield tuple(mapper.get_property_by_column(c).key for c in group)


_AMOUNT = r"(-?\d+(?:\.\d+)?)"


def _sql(condition: Any) -> str:
    """A condition as SQL, with its values where it is an expression and no text."""
    from sqlalchemy.exc import SQLAlchemyError

    try:
        return str(condition.compile(compile_kwargs={"literal_binds": True}))
    except (SQLAlchemyError, NotImplementedError):  # a value that SQL has no literal for
        return str(condition)


def _checks(column: Any) -> Tuple[List[str], Optional[float], Optional[float]]:
    """Choices, least and greatest value from simple CHECK constraints on one column."""
    import sqlalchemy as sa

    choices: List[str] = []
    least: Optional[float] = None
    greatest: Optional[float] = None
    for check in (*column.table.constraints, *column.constraints):
        if not isinstance(check, sa.CheckConstraint):
            continue
        text = _sql(check.sqltext)
        name = r'(?<!\w)"?(?:\w+\.)?%s"?\s*' % re.escape(column.name)
        listed = re.search(name + r"IN\s*\(([^()]*)\)", text, re.IGNORECASE)
        if listed:
            choices = re.findall(r"'([^']*)'", listed.group(1))
        for sign, amount in re.findall(name + r"(>=?|<=?)\s*" + _AMOUNT, text):
            step = 0 if "=" in sign else 1
            if sign.startswith(">"):
                least = float(amount) + step
            else:
                greatest = float(amount) - step
    return choices, least, greatest


def _relation(mapper: Any, native: Any) -> Relation:
    local: List[str] = []
    remote: List[str] = []
    if native.direction.name == "MANYTOONE" and native.secondary is None and not native.viewonly:
        for own, other in native.local_remote_pairs:
            local.append(mapper.get_property_by_column(own).key)
            remote.append(native.mapper.get_property_by_column(other).key)
    return Relation(native.key, native.mapper.class_, bool(native.uselist), local, remote, native)
