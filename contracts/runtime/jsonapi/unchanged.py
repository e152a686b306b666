"""Whether a read-only member of a request is what the server shows.

Many clients read a resource, change something and send it back whole. What they repeat is no
request to change it, also when the server itself has moved on since: a null may have been
filled in meanwhile, such as the sizes of an image, and so may the time of the last access have
advanced.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from marshmallow import ValidationError

from contracts.runtime.jsonapi.fields import Attribute
from contracts.runtime.jsonapi.linkage import ToOne, linked_id
from contracts.runtime.jsonapi.schema import is_to_many


def same_attribute(
    name: str, field: Attribute, row: Any, value: Any, *, advances: bool = False
) -> bool:
    """Whether ``value`` is the JSON value of the attribute of ``row``, or was it before.

    A moment that ``advances``, such as that of the last access, had every earlier value.
    ``row`` is None for a new resource, in which nullable attributes are null.
    """
    if value is None:
        return bool(field.allow_none)
    shown = None if row is None else field.reader(name)(row)
    if shown is None:
        return False
    try:
        # Compared as values: clients write 09:00:00Z as 09:00:00.000Z.
        given, own = field.parse(value), field.parse(shown)
    except ValidationError:
        return False
    if advances:
        return bool(given <= own)
    return bool(given == own)


def same_linkage(name: str, field: ToOne, row: Any, data: Any) -> bool:
    """Whether ``data`` is the linkage of the relationship of ``row``, in any order."""
    if is_to_many(field):
        linked = [] if row is None else [str(other.id) for other in getattr(row, name)]
        members = data if isinstance(data, list) else [None]
        given = [_id_of(field, member) for member in members]
        return None not in given and set(given) == set(linked)
    own = None if row is None else linked_id(name, row)
    if data is None or own is None:
        return data is None and own is None
    return _id_of(field, data) == str(own)


def same_identifier(name: str, row: Any, data: Any) -> bool:
    """Whether ``data`` is the identifier that a relationship to several types holds."""
    own = None if row is None else getattr(row, name)
    if isinstance(own, list):
        return bool(data == own)
    if data is None or own is None:
        return data is None and own is None
    if not isinstance(data, Mapping):
        return False
    return bool(data.get("type") == own["type"] and data.get("id") == own["id"])


def _id_of(field: ToOne, member: Any) -> str | None:
    """The id in a resource identifier of the relationship's type, or None."""
    if not isinstance(member, Mapping) or member.get("type") != field.type_:
        return None
    id_ = member.get("id")
    return id_ if isinstance(id_, str) else None
