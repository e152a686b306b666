"""The relationship fields of generated schemas."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property, lru_cache
from operator import attrgetter
from typing import Any, TypeAlias

from marshmallow.fields import Field
from marshmallow_jsonapi.fields import Relationship
from sqlalchemy import inspect

from contracts.runtime.jsonapi.columns import in_order
from contracts.runtime.jsonapi.names import PATH_VARIABLE

Links: TypeAlias = Callable[[Any], dict[str, str]]


class ToOne(Relationship):
    """A relationship to at most one resource of a type; its linkage is always shown.

    ``self_url`` and ``related_url`` are templates such as ``/v1/faqs/{id}/event``; a link
    is shown exactly when its template is given. One that is ``hidden`` is shown only when it
    is included.
    """

    def __init__(self, type_: str, *, hidden: bool = False, **kwargs: Any) -> None:
        super().__init__(type_=type_, include_resource_linkage=True, **kwargs)
        self.hidden = hidden

    def dumper(self, attr: str, model: Any, *, linked: bool) -> Callable[[Any], dict[str, Any]]:
        """A function that makes the relationship object of a row of ``model``.

        Linkage of a to-one is always shown, that of a to-many when it is ``linked``.
        """
        if self.hidden and not linked:
            return lambda _obj: {}
        type_, links = self.type_, self._links
        key = foreign_key(model, attr)

        def dump(obj: Any) -> dict[str, Any]:
            other = getattr(obj, key) if key else _id_of(getattr(obj, attr))
            data = None if other is None else {"type": type_, "id": str(other)}
            return {"links": links(obj), "data": data} if links else {"data": data}

        return dump

    def links_of(self, obj: Any) -> dict[str, Any]:
        """``{"links": …}`` with the documented links, or an empty dictionary."""
        return {"links": self._links(obj)} if self._links else {}

    @cached_property
    def _links(self) -> Links | None:
        return _links(self.self_url, self.related_url)

    @staticmethod
    def linked_id(attr: str, obj: Any) -> int | None:
        """The id of the linked row, read from the foreign key if this row has it."""
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

    def dumper(self, attr: str, _model: Any, *, linked: bool) -> Callable[[Any], dict[str, Any]]:
        """A function that makes the relationship object of a row of ``model``."""
        if not linked and self.hidden:
            return lambda _obj: {}
        if not linked and not self.linkage_shown:
            return self.links_of

        def dump(obj: Any) -> dict[str, Any]:
            data = [
                {"type": self.type_, "id": str(other.id)} for other in in_order(getattr(obj, attr))
            ]
            return {**self.links_of(obj), "data": data}

        return dump


class ToOneOf(Field):
    """A relationship to at most one resource of several types; the row keeps its identifier.

    Nothing below it can be included.
    """

    def __init__(
        self, *types: str, self_url: str = "", related_url: str = "", **kwargs: Any
    ) -> None:
        super().__init__(**kwargs)
        self.types = types
        self._links = _links(self_url, related_url)

    def dumper(self, attr: str) -> Callable[[Any], dict[str, Any]]:
        """What makes the relationship object of a row."""

        return lambda obj: self.linkage(attr, obj)

    def linkage(self, attr: str, obj: Any) -> dict[str, Any]:
        """The relationship object of a row."""
        links = {"links": self._links(obj)} if self._links else {}
        return {**links, "data": self.linkage_of(getattr(obj, attr))}

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


def _links(self_url: str, related_url: str) -> Links | None:
    """What makes the links of a relationship of a row; None where it has none."""
    templates = {"self": self_url, "related": related_url}
    fillers = [(name, filler(url)) for name, url in templates.items() if url]
    if len(fillers) == 2:
        (one, fill_one), (other, fill_other) = fillers
        return lambda obj: {one: fill_one(obj), other: fill_other(obj)}
    return (lambda obj: {name: fill(obj) for name, fill in fillers}) if fillers else None


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


@lru_cache(maxsize=512)
def filler(template: str) -> Callable[[Any], str]:
    """A function that makes the URI of a row from ``template``, whose variables are attributes."""
    values = [attrgetter(name.replace("-", "_")) for name in PATH_VARIABLE.findall(template)]
    if len(values) == 1:
        (value,) = values
        before, _, after = PATH_VARIABLE.split(template)
        return lambda obj: f"{before}{value(obj)}{after}"
    pattern = PATH_VARIABLE.sub("{}", template)
    return lambda obj: pattern.format(*(value(obj) for value in values))
