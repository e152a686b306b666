"""The base of generated schemas, and their shared instances.

``Schema`` is the contract's schema of a resource object, as marshmallow applies it.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from functools import lru_cache
from typing import Any, ClassVar, cast

import marshmallow as ma
from marshmallow_jsonapi import Schema as UpstreamSchema
from marshmallow_jsonapi.schema import SchemaOpts

from contracts.runtime.jsonapi.fields import Attribute, Id
from contracts.runtime.jsonapi.json_text import Pattern, inside_text, json_text
from contracts.runtime.jsonapi.linkage import ToMany, ToOne, ToOneOf, write_links
from contracts.runtime.jsonapi.names import dasherizing, public_name


class Options(SchemaOpts):
    """``class Meta`` of a generated schema.

    ``type_`` is the JSON:API type, ``model`` its table, ``self_url`` the template of one
    resource's address, ``natural_key`` the attribute that may stand for the id in URIs,
    ``owner`` the to-one relationships that lead to the user who owns a resource,
    ``client_ids`` whether a creation may send the id, ``admin`` the attributes that make a user
    an administrator, ``last_access`` the attribute that is set to the time of a user's last
    request, ``trash_parameter`` the query parameter that shows deleted resources,
    where it is not ``get-trashed``.
    """

    def __init__(self, meta: type, *args: Any, **kwargs: Any) -> None:
        super().__init__(meta, *args, **kwargs)
        self.unknown = ma.RAISE
        self.model: type[Any] | None = getattr(meta, "model", None)
        self.client_ids: bool = getattr(meta, "client_ids", False)
        self.natural_key: str | None = getattr(meta, "natural_key", None)
        self.admin: tuple[str, ...] = getattr(meta, "admin", ())
        self.last_access: str | None = getattr(meta, "last_access", None)
        self.trash_parameter: str | None = getattr(meta, "trash_parameter", None)
        self.owner: tuple[str, ...] | None = getattr(meta, "owner", None)


class Schema(UpstreamSchema):
    """One JSON:API type: its attributes and relationships under their Python names."""

    OPTIONS_CLASS = Options
    opts: Options
    _declared_fields: ClassVar[dict[str, ma.fields.Field]]

    id = Id(dump_only=True)

    class Meta:
        """Filled in by each type."""

    def __init__(self, *, linked: frozenset[str] = frozenset(), **kwargs: Any) -> None:
        # Named before the base class binds fields: ToMany reads it.
        self.linked = linked
        super().__init__(**kwargs)

    @classmethod
    def opts_type(cls) -> str:
        """The JSON:API type."""
        return cast("str", cls.opts.type_)

    @classmethod
    def opts_model(cls) -> Any:
        """The model of the type's rows."""
        return cls.opts.model

    def on_bind_field(self, field_name: str, field_obj: ma.fields.Field) -> None:
        """Name a field in public; a ``data_key`` of its own stays as the blueprint has it.

        The library would inflect such a key once more, so its ``inflect`` option is unused.
        """
        # No attribute can be called "/id", and some blueprints have one that is called "id".
        own = "/id" if isinstance(field_obj, Id) else public_name(field_name)
        field_obj.data_key = field_obj.data_key or own

    def get_resource_links(self, _item: Any) -> dict[str, str] | None:
        """Links are made by :func:`writer`, which has the row itself."""
        return None


SchemaClass = type[Schema]


@lru_cache(maxsize=512)
def _instance(
    schema: Any, only: frozenset[str] | None, linked: frozenset[str], _dashes: bool
) -> Schema:
    made: Schema = schema(only=None if only is None else (*only, "id"), linked=linked)
    return made


def instance_of(
    schema: SchemaClass,
    only: frozenset[str] | None = None,
    linked: frozenset[str] = frozenset(),
) -> Schema:
    """A shared instance that shows the fields ``only`` and linkage of the to-many ``linked``.

    Making a marshmallow schema costs more than dumping with it, and instances are never
    changed after they are made.
    """
    return _instance(cast("Hashable", schema), only, linked, dasherizing())


#: What makes the JSON text of a row.
Write = Callable[[Any], str]


@lru_cache(maxsize=512)
def _writer(
    schema: Any, only: frozenset[str] | None, linked: frozenset[str], dashes: bool
) -> Write:
    made = _instance(schema, only, linked, dashes)
    model, self_url = made.opts_model(), made.opts.self_url
    attributes: list[tuple[str, str, Attribute]] = []
    relations: list[tuple[str, str, ToOne | ToOneOf]] = []
    for name, field in made.dump_fields.items():
        key = field.data_key or name
        if isinstance(field, ToOne | ToOneOf):
            if field.is_shown(linked=name in linked):
                relations.append((key, name, field))
        elif not isinstance(field, Id):
            attributes.append((key, name, cast("Attribute", field)))
    text = Pattern()
    text.fixed(f'{{"type":{json_text(made.opts_type())},"id":"')
    text.value("id", inside_text)
    text.fixed('"')
    for number, (key, name, attribute) in enumerate(attributes):
        text.fixed("," if number else ',"attributes":{')
        text.fixed(f"{json_text(key)}:")
        text.value(attribute.attribute or name, attribute.writer())
    text.fixed("}" if attributes else "")
    for number, (key, name, relation) in enumerate(relations):
        text.fixed("," if number else ',"relationships":{')
        text.fixed(f"{json_text(key)}:")
        relation.write(text, name, model, linked=name in linked)
    text.fixed("}" if relations else "")
    if self_url:
        text.fixed(',"links":')
        write_links(text, (("self", self_url),))
    text.fixed("}")
    return text.writer()


def writer(
    schema: SchemaClass,
    only: frozenset[str] | None = None,
    linked: frozenset[str] = frozenset(),
) -> Write:
    """A function that makes the resource object of a row (JSON:API 1.0, "Resource Objects").

    It has the fields ``only`` and linkage of the to-many relationships ``linked``. The function
    is made once for each type and fieldset: of a list, going through marshmallow's fields took
    most of the time, and making dictionaries and their JSON most of the rest.
    """
    return _writer(cast("Hashable", schema), only, linked, dasherizing())


@lru_cache(maxsize=512)
def _fields(schema: Any, dashes: bool, kind: Any) -> dict[str, tuple[str, Any]]:
    return {
        field.data_key or name: (name, field)
        for name, field in _instance(schema, None, frozenset(), dashes).fields.items()
        if isinstance(field, kind) and not isinstance(field, Id)
    }


def attributes(schema: SchemaClass) -> dict[str, tuple[str, Attribute]]:
    """Attributes by public name: their Python name and field."""
    return _fields(cast("Hashable", schema), dasherizing(), Attribute)


def readable_attributes(schema: SchemaClass) -> dict[str, tuple[str, Attribute]]:
    """The attributes that responses show (no secrets)."""
    return {n: pair for n, pair in attributes(schema).items() if not pair[1].load_only}


def relationships(schema: SchemaClass) -> dict[str, tuple[str, ToOne]]:
    """Relationships by public name: their Python name and field."""
    return _fields(cast("Hashable", schema), dasherizing(), ToOne)


def polymorphic(schema: SchemaClass) -> dict[str, tuple[str, ToOneOf]]:
    """Relationships to several types by public name: their Python name and field."""
    return _fields(cast("Hashable", schema), dasherizing(), ToOneOf)


def of_several_types(schema: SchemaClass, name: str) -> ToOneOf | None:
    """The relationship with the Python name ``name`` if it leads to several types."""
    field = instance_of(schema).fields[name]
    return field if isinstance(field, ToOneOf) else None


def relationship(schema: SchemaClass, name: str) -> ToOne:
    """The relationship with the Python name ``name``."""
    return cast("ToOne", instance_of(schema).fields[name])


def public(schema: SchemaClass, name: str) -> str:
    """The public name of the field with the Python name ``name``."""
    return instance_of(schema).fields[name].data_key or name


def is_to_many(field: ToOne) -> bool:
    """Whether the relationship holds a list."""
    return isinstance(field, ToMany)
