"""The relationship types of generated schemas."""

from __future__ import annotations

import re
from typing import Any

from marshmallow_jsonapi.fields import Relationship
from sqlalchemy import inspect


class ToOne(Relationship):
    """A relationship to at most one resource of a type; its linkage is always shown.

    ``self_url`` and ``related_url`` are templates such as ``/v1/faqs/{id}/event``; a link
    is shown exactly when its template is given.
    """

    def __init__(self, type_: str, **kwargs: Any) -> None:
        super().__init__(type_=type_, include_resource_linkage=True, **kwargs)

    def serialize(self, attr: str, obj: Any, **_kwargs: Any) -> Any:
        """The relationship object of ``obj``, without loading the other resource."""
        shown = self.links_of(obj)
        linked = self.linked_id(attr, obj)
        shown["data"] = None if linked is None else {"type": self.type_, "id": str(linked)}
        return shown

    def links_of(self, obj: Any) -> dict[str, Any]:
        """``{"links": …}`` with the documented links, or an empty dictionary."""
        templates = {"self": self.self_url, "related": self.related_url}
        links = {name: fill(url, obj) for name, url in templates.items() if url}
        return {"links": links} if links else {}

    @staticmethod
    def linked_id(attr: str, obj: Any) -> int | None:
        """The id on the other end, read from the foreign key where it is ours."""
        relation = inspect(type(obj)).relationships[attr]
        if relation.direction.name == "MANYTOONE":
            (column,) = relation.local_columns
            linked: int | None = getattr(obj, inspect(type(obj)).get_property_by_column(column).key)
            return linked
        other = getattr(obj, attr)
        return None if other is None else other.id


class ToMany(ToOne):
    """A relationship to any number of resources; linkage is shown when it is included."""

    def __init__(self, type_: str, **kwargs: Any) -> None:
        super().__init__(type_, many=True, **kwargs)

    def serialize(self, attr: str, obj: Any, **_kwargs: Any) -> Any:
        """The relationship object of ``obj``."""
        shown = self.links_of(obj)
        if attr in self.parent.linked:
            shown["data"] = [{"type": self.type_, "id": str(o.id)} for o in getattr(obj, attr)]
        return shown


def fill(template: str, obj: Any) -> str:
    """The URI of ``obj`` by ``template``, whose variables are attribute names."""
    return re.sub(r"\{([^}]+)\}", lambda m: str(getattr(obj, m[1].replace("-", "_"))), template)
