"""The view of a list: reading a page of resources, and creating one."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from contextlib import nullcontext
from functools import lru_cache
from typing import Any, ClassVar

from flask import current_app
from sqlalchemy import bindparam, inspect
from sqlalchemy.orm import with_parent
from werkzeug.http import quote_etag

from contracts.runtime.jsonapi.compat import ResourceList as UpstreamList
from contracts.runtime.jsonapi.documents import (
    Document,
    document_of_many,
    document_of_one,
)
from contracts.runtime.jsonapi.errors import ApiError
from contracts.runtime.jsonapi.etags import entity_tag
from contracts.runtime.jsonapi.json_text import encode
from contracts.runtime.jsonapi.linkage import foreign_key, members_key
from contracts.runtime.jsonapi.package import schema_of
from contracts.runtime.jsonapi.parsing import row_id
from contracts.runtime.jsonapi.payload import read_resource
from contracts.runtime.jsonapi.querystring import DOCUMENT, EVERYTHING
from contracts.runtime.jsonapi.schema import (
    is_to_many,
    public,
    relationship,
)
from contracts.runtime.jsonapi.storage.read_connections import Execute
from contracts.runtime.jsonapi.views.view import ResourceView, layer_of, reference_to, resource_link

PARENT = "parent_id"


class ResourceList(ResourceView, UpstreamList):
    """``/v1/faqs`` and, with a ``parent`` type, ``/v1/events/{id}/faqs``."""

    parent: ClassVar[str] = ""

    def get(self, **kwargs: Any) -> Document | str:
        """A page of resources (JSON:API 1.0, "Fetching Resources")."""
        qs = self.query_string(EVERYTHING | self.trash)
        filters: list[Any] = []
        values: dict[str, Any] = {}
        key = self._key_of_parent(trashed=qs.trashed)
        # A parent that is read as an object is read by the session.
        with self._data_layer.reading(qs) if key is not None else nullcontext() as execute:
            if self.parent:
                condition, values = self._of_parent(kwargs, key, execute, trashed=qs.trashed)
                filters.append(condition)
            else:
                self.guard.admit_to(self.operation, self.schema, None)
            count, rows = self._data_layer.get_collection(qs, kwargs, filters, values, execute)
        text = document_of_many(self.schema, rows, qs, self.request.path, count)
        if not self.parent or self.schema.opts.self_url:
            return text
        document: Document = json.loads(text)
        for each in document["data"]:
            self._give_address(each)
        return document

    def _of_parent(
        self, kwargs: Mapping[str, Any], key: Any, execute: Execute | None, *, trashed: bool
    ) -> tuple[Any, dict[str, Any]]:
        """The condition for rows of the parent in the address, and its parameters.

        ``key`` is the column with the parent's id if no other of its columns is needed, or None.
        """
        parent_schema = schema_of(self.parent)
        layer = layer_of(parent_schema)
        if key is not None:
            return _is_parent(key), {PARENT: layer.get_columns(kwargs, outer=execute).id}
        parent = layer.get_object(kwargs, trashed=trashed)
        self.check_above(parent_schema, parent, kwargs)
        self.guard.admit_to(self.operation, parent_schema, parent)
        if self.relationship:
            return with_parent(parent, getattr(type(parent), self.relationship)), {}
        own = getattr(self.schema.opts_model(), reference_to(self.schema, self.parent))
        return own == parent, {}

    def _key_of_parent(self, *, trashed: bool) -> Any:
        """The column with the parent's id; None if there is none, or the parent is an object."""
        if not self.parent or self.above or not self.access_needs_no_row or trashed:
            return None
        if self.relationship:
            return members_key(schema_of(self.parent).opts_model(), self.relationship)
        model = self.schema.opts_model()
        name = foreign_key(model, reference_to(self.schema, self.parent))
        return getattr(model, name) if name else None

    def post(self, **kwargs: Any) -> tuple[Document, int, dict[str, str]]:
        """Create a resource (JSON:API 1.0, "Creating Resources")."""
        qs = self.query_string(DOCUMENT)
        payload = read_resource(self.request, self.schema)
        self.check_values(payload.attributes, None)
        self._data_layer.begin()
        linked = self._data_layer.linked(payload)
        link = self._link_to_parent(linked, kwargs) if self.parent else None
        data = self.prepare(linked, None)
        if payload.id is not None:
            data["id"] = self._free(payload.id)

        def check(made: Any) -> None:
            if link is not None:
                link(made)
            self.check(made, qs)

        obj = self._data_layer.create_object(data, kwargs, check)
        document: Document = json.loads(document_of_one(self.schema, obj, qs, self.request.path))
        if self.parent and not self.schema.opts.self_url:
            self._give_address(document["data"])
        own = resource_link(document)
        if own is None:
            return document, 201, {}
        document["links"] = {"self": own}
        headers = {"Location": own}
        if not self.request.args:
            headers["ETag"] = quote_etag(entity_tag(encode(document)))
        return document, 201, headers

    def _link_to_parent(
        self, data: dict[str, Any], kwargs: Mapping[str, Any]
    ) -> Callable[[Any], None] | None:
        """Let the new row belong to the parent in the address, in ``data`` if it keeps the key.

        Else what links it once it is made.
        """
        schema = schema_of(self.parent)
        parent = layer_of(schema).get_object(kwargs, lock=True)
        self.check_above(schema, parent, kwargs)
        relation = inspect(type(parent)).relationships.get(self.relationship)
        back = relation.back_populates if relation else reference_to(self.schema, self.parent)
        if back is not None and not is_to_many(relationship(self.schema, back)):
            if data.setdefault(back, parent) is not parent:
                at = f"/data/relationships/{public(self.schema, back)}"
                raise ApiError(409, f"It must be the {self.parent} in the address.", pointer=at)
            return None
        if relation is None or not relation.uselist:
            return lambda made: setattr(parent, self.relationship, made)
        return lambda made: getattr(parent, self.relationship).append(made)

    def _give_address(self, resource: Document) -> None:
        """Link a resource object to its address below that of its list, if it is served there."""
        path = f"{self.request.path}/{resource['id']}"
        if current_app.url_map.bind("localhost").test(path, "GET"):
            resource["links"] = {"self": path}

    def _free(self, text: str) -> int | str:
        """The key of a new row, chosen by the client (JSON:API 1.0, "Client-Generated IDs")."""
        model = self.schema.opts_model()
        key = row_id(model, text)
        if key is None:
            raise ApiError(422, "No resource can have this id.", pointer="/data/id")
        if self._data_layer.session.get(model, key) is not None:
            raise ApiError(409, f"The id {text!r} is taken.", pointer="/data/id")
        return key


@lru_cache(maxsize=512)
def _is_parent(key: Any) -> Any:
    """The condition that the column ``key`` is the parameter PARENT, cached per column."""
    return key == bindparam(PARENT)
