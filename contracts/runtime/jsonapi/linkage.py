"""The relationship fields of generated schemas."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import lru_cache
from typing import Any, TypeAlias

from marshmallow.fields import Field
from marshmallow_jsonapi.fields import Relationship
from sqlalchemy import inspect

from contracts.runtime.jsonapi.columns import in_order
from contracts.runtime.jsonapi.json_text import Pattern, inside_text, json_text
from contracts.runtime.jsonapi.names import PATH_VARIABLE

#: Names and URI templates of links.
Urls: TypeAlias = tuple[tuple[str, str], ...]


class ToOne(Relationship):
    """A relationship to at most one resource of a type; its linkage is always shown.

    ``self_url`` and ``related_url`` are templates such as ``/v1/faqs/{id}/event``; a link
    is shown exactly when its template is given. One that is ``hidden`` is shown only when it
    is included.
    """

    def __init__(self, type_: str, *, hidden: bool = False, **kwargs: Any) -> None:
        super().__init__(type_=type_, include_resource_linkage=True, **kwargs)
        self.hidden = hidden

    def is_shown(self, *, linked: bool) -> bool:
        """Whether resource objects show it; ``linked`` if a compound document includes it."""
        return linked or not self.hidden

    def write(self, text: Pattern, attr: str, model: Any, *, linked: bool) -> None:  # noqa: ARG002
        """Write the relationship object of a row of ``model``.

        Linkage of a to-one is always shown, that of a to-many when it is ``linked``.
        """
        key = foreign_key(model, attr)
        write = _identifier_writer(self.type_)
        own = write if key else lambda other: write(_id_of(other))
        _write_members(text, self.urls, key or attr, own)

    @property
    def urls(self) -> Urls:
        """The documented links."""
        return _given(self.self_url, self.related_url)


def linked_id(attr: str, obj: Any) -> int | None:
    """The id of the row that a to-one links, read from the foreign key if this row has it."""
    model: Any = type(obj)
    key = foreign_key(model, attr)
    linked: int | None = getattr(obj, key) if key else _id_of(getattr(obj, attr))
    return linked


class ToMany(ToOne):
    """A relationship to any number of resources; linkage is shown when it is included.

    With ``linkage_shown`` it is shown always.
    """

    def __init__(self, type_: str, *, linkage_shown: bool = False, **kwargs: Any) -> None:
        super().__init__(type_, many=True, **kwargs)
        self.linkage_shown = linkage_shown

    def is_shown(self, *, linked: bool) -> bool:
        """Whether resource objects show it: with links, linkage, or both."""
        has_members = linked or self.linkage_shown or bool(self.urls)
        return has_members and super().is_shown(linked=linked)

    def write(self, text: Pattern, attr: str, _model: Any, *, linked: bool) -> None:
        """Write the relationship object of a row of ``model``."""
        if not linked and not self.linkage_shown:
            _write_members(text, self.urls)
            return
        write = _identifier_writer(self.type_)
        _write_members(
            text,
            self.urls,
            attr,
            lambda rows: f"[{','.join(write(row.id) for row in in_order(rows))}]",
        )


class ToOneOf(Field):
    """A relationship to at most one resource of several types; the row keeps its identifier.

    Nothing below it can be included.
    """

    def __init__(
        self, *types: str, self_url: str = "", related_url: str = "", **kwargs: Any
    ) -> None:
        super().__init__(**kwargs)
        self.types = types
        self.urls = _given(self_url, related_url)

    def is_shown(self, *, linked: bool) -> bool:  # noqa: ARG002
        """Whether resource objects show it: always."""
        return True

    def write(self, text: Pattern, attr: str, _model: Any, *, linked: bool) -> None:  # noqa: ARG002
        """Write the relationship object of a row."""
        _write_members(text, self.urls, attr, lambda kept: json_text(self.linkage_of(kept)))

    def linkage_of(self, kept: Any) -> Any:
        """The linkage that a row keeps."""
        return kept


class ToManyOf(ToOneOf):
    """A relationship to any number of resources of several types; the row keeps a list.

    Its linkage is always shown.
    """

    def linkage_of(self, kept: Any) -> Any:
        """The list that a row keeps; a row of before has none."""
        return kept or []


def _given(self_url: str, related_url: str) -> Urls:
    return tuple((name, url) for name, url in (("self", self_url), ("related", related_url)) if url)


def _write_members(
    text: Pattern, urls: Urls, attribute: str = "", write: Callable[[Any], str] | None = None
) -> None:
    """Write a relationship object: its links, and the linkage that ``write`` makes."""
    text.fixed("{")
    if urls:
        text.fixed('"links":')
        write_links(text, urls)
    if write is not None:
        text.fixed(',"data":' if urls else '"data":')
        text.value(attribute, write)
    text.fixed("}")


def write_links(text: Pattern, urls: Urls) -> None:
    """Write the links of a row, made from URI templates whose variables are its attributes."""
    for number, (name, url) in enumerate(urls):
        text.fixed(f'{"," if number else "{"}"{name}":"')
        for index, part in enumerate(PATH_VARIABLE.split(url)):
            if index % 2:
                text.value(part.replace("-", "_"), inside_text)
            else:
                text.fixed(inside_text(part))
        text.fixed('"')
    text.fixed("}")


def links_of(field: ToOne | ToOneOf, obj: Any) -> dict[str, Any]:
    """``{"links": …}`` with the documented links of a relationship of a row, or nothing."""
    return {"links": json.loads(_links_writer(field.urls)(obj))} if field.urls else {}


@lru_cache(maxsize=512)
def _links_writer(urls: Urls) -> Callable[[Any], str]:
    text = Pattern()
    write_links(text, urls)
    return text.writer()


@lru_cache(maxsize=512)
def _identifier_writer(type_: str) -> Callable[[Any], str]:
    """What makes the resource identifier object of an id of a type, or null of None."""
    start = f'{{"type":{json_text(type_)},"id":"'
    return lambda id_: "null" if id_ is None else f'{start}{inside_text(id_)}"}}'


def _id_of(obj: Any) -> Any:
    return None if obj is None else obj.id


@lru_cache(maxsize=512)
def foreign_key(model: Any, attr: str) -> str | None:
    """The attribute of ``model`` that holds the id on the other end of a to-one relationship.

    None when the other end holds it.
    """
    mapper = inspect(model)
    relation = mapper.relationships[attr]
    if relation.direction.name != "MANYTOONE":
        return None
    (column,) = relation.local_columns
    return str(mapper.get_property_by_column(column).key)


@lru_cache(maxsize=512)
def members_key(model: Any, attr: str) -> Any:
    """The column in which the members of a to-many relationship of ``model`` keep its id.

    None when they do not keep it themselves.
    """
    relation = inspect(model).relationships[attr]
    if relation.direction.name != "ONETOMANY":
        return None
    ((_, column),) = relation.local_remote_pairs
    return getattr(relation.mapper.class_, relation.mapper.get_property_by_column(column).key)
