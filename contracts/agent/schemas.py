"""What marshmallow schemas and flask-rest-jsonapi views say: types, public names, validators."""

from __future__ import annotations

import sys
from typing import Any, Dict, Iterator, List, Optional, Tuple

from contracts.agent.columns import MappedClass
from contracts.agent.names import TypeNames


def declare(names: TypeNames, app: Any) -> None:
    """Tell ``names`` the JSON:API types of all schemas, and its models their public names."""
    pairs: List[Tuple[Any, Any]] = [*_views(app), *_own(names)]
    by_type: Dict[str, Any] = {}
    for schema, mapped in pairs:
        type_ = getattr(getattr(schema, "opts", None), "type_", None)
        if type_ and names.of(mapped) is not None:
            by_type.setdefault(type_, mapped)
    names.declared.update(by_type)
    for schema, mapped in pairs:
        type_ = getattr(getattr(schema, "opts", None), "type_", None) or _bare_name(schema)
        model = names.of(mapped) if mapped is not None else names.model(type_)
        if model is not None:
            _read_schema(schema, model)


def _views(app: Any) -> Iterator[Tuple[Any, Any]]:
    """Schema and model of each flask-rest-jsonapi view."""
    for view in getattr(app, "view_functions", {}).values():
        kind = getattr(view, "view_class", None)
        schema = getattr(kind, "schema", None)
        if isinstance(schema, type):
            named = (getattr(kind, "data_layer", None) or {}).get("model")
            yield schema, named or _model_of(schema)


def _own(names: TypeNames) -> Iterator[Tuple[Any, Any]]:
    """The loaded marshmallow schemas of this application, each with the model it names.

    The registry is the process's: schemas of another application's models are in it as well, and
    so are those beside them that name no model.
    """
    loaded = [(schema, _model_of(schema)) for schema in _loaded()]
    own = {_package(model.mapped) for model in names.models}
    others = {_package(s) for s, mapped in loaded if mapped is not None and not names.of(mapped)}
    for schema, mapped in loaded:
        if names.of(mapped) or (mapped is None and _package(schema) not in others - own):
            yield schema, mapped


def _loaded() -> Iterator[Any]:
    """All marshmallow schemas that are loaded."""
    registry = getattr(sys.modules.get("marshmallow.class_registry"), "_registry", {})
    for name, classes in list(registry.items()):
        for schema in classes:
            if "." in name and not schema.__module__.startswith("marshmallow"):
                yield schema


def _model_of(schema: Any) -> Any:
    return getattr(getattr(schema, "Meta", None), "model", None)


def _package(class_: Any) -> str:
    """The outermost package of a class."""
    return str(class_.__module__).split(".")[0]


def _bare_name(schema: Any) -> str:
    name = str(schema.__name__)
    return name[: -len("Schema")] if name.endswith("Schema") else name


def _read_schema(schema: Any, model: MappedClass) -> None:
    """Public names and what validators allow; an earlier schema has precedence."""
    inflect = getattr(getattr(schema, "opts", None), "inflect", None)
    for name, field in getattr(schema, "_declared_fields", {}).items():
        public = getattr(field, "data_key", None) or getattr(field, "load_from", None)
        public = public or (inflect(name) if callable(inflect) else name)
        key = getattr(field, "attribute", None) or name
        if key in model.columns or key in model.relations or key in model.settable:
            model.public.setdefault(public, key)
        column = model.columns.get(key)
        if column is None:
            continue
        kind = type(field).__name__.lower()
        column.format = column.format or next((w for w in ("email", "url") if w in kind), "")
        # Before version 3, marshmallow validates what it shows, and shows nothing on an error.
        column.is_checked = any(c.__name__ == "ValidatedField" for c in type(field).__mro__)
        for rule in _validators(field):
            column.choices = column.choices or list(getattr(rule, "choices", None) or ())
            column.minimum = _first(column.minimum, getattr(rule, "min", None), column.kind)
            column.maximum = _first(column.maximum, getattr(rule, "max", None), column.kind)
            if column.kind == "string":
                column.length = column.length or getattr(rule, "max", None)
                column.shortest = column.shortest or getattr(rule, "min", None) or 0


def _validators(field: Any) -> List[Any]:
    validators = getattr(field, "validators", None)
    return list(validators) if isinstance(validators, (list, tuple)) else []


def _first(known: Optional[float], stated: Any, kind: str) -> Optional[float]:
    is_number = isinstance(stated, (int, float)) and kind in ("integer", "number", "decimal")
    return known if known is not None or not is_number else float(stated)
