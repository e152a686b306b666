"""The view of a relationship: reads, replaces, adds and removes linkage."""

from __future__ import annotations

from typing import Any

from werkzeug.http import quote_etag

from contracts.runtime.jsonapi.columns import in_order
from contracts.runtime.jsonapi.compat import ResourceRelationship as UpstreamRelationship
from contracts.runtime.jsonapi.documents import Document, linkage_document
from contracts.runtime.jsonapi.errors import ApiError
from contracts.runtime.jsonapi.etags import entity_tag
from contracts.runtime.jsonapi.json_text import encode
from contracts.runtime.jsonapi.linkage import ToManyOf, ToOneOf
from contracts.runtime.jsonapi.payload import read_linkage, read_several
from contracts.runtime.jsonapi.querystring import QueryString
from contracts.runtime.jsonapi.schema import is_to_many, of_several_types, public, relationship
from contracts.runtime.jsonapi.views.view import NOTHING, ResourceView

Replaced = tuple[Document, int, dict[str, str]]


class ResourceRelationship(ResourceView, UpstreamRelationship):
    """``/v1/faqs/{id}/relationships/event`` (JSON:API 1.0, "Updating Relationships")."""

    def get(self, **kwargs: Any) -> Document:
        """The relationship's linkage and links."""
        self.query_string(NOTHING)
        return self.shown(self.named(kwargs), None)

    def patch(self, **kwargs: Any) -> Replaced:
        """Replace the linkage."""
        self.query_string(NOTHING)
        obj = self.named(kwargs)
        many = isinstance(self._several, ToManyOf) or is_to_many(self._field)
        return self._replaced(obj, self._rows(list_only=many))

    def post(self, **kwargs: Any) -> Replaced:
        """Add members to the to-many relationship."""
        self.query_string(NOTHING)
        obj = self.named(kwargs)
        present = list(getattr(obj, self.relationship))
        added = [row for row in self._rows(list_only=True) if row not in present]
        return self._replaced(obj, present + added)

    def delete(self, **kwargs: Any) -> Replaced:
        """Remove members from the to-many relationship; unknown ids change nothing."""
        self.query_string(NOTHING)
        obj = self.named(kwargs)
        if self._several:
            named = read_several(self.request, self._several, list_only=True)
            present = getattr(obj, self.relationship)
            return self._replaced(obj, [each for each in present if each not in named])
        named = read_linkage(self.request, self._field, list_only=True)
        gone = set(named if isinstance(named, list) else ())
        kept = [row for row in getattr(obj, self.relationship) if str(row.id) not in gone]
        return self._replaced(obj, kept)

    @property
    def _field(self) -> Any:
        return relationship(self.schema, self.relationship)

    @property
    def _several(self) -> ToOneOf | None:
        return of_several_types(self.schema, self.relationship)

    def _rows(self, *, list_only: bool) -> Any:
        if self._several:
            named = read_several(self.request, self._several, list_only=list_only)
            if named:
                self._data_layer.check_exists(named, "/data")
            return named
        linkage = read_linkage(self.request, self._field, list_only=list_only)
        return self._data_layer.resolve(self._field, linkage, "/data")

    def _replaced(self, obj: Any, rows: Any) -> Replaced:
        try:
            data = self.prepare({self.relationship: rows}, obj)
            self._data_layer.update_object(obj, data)
        except ApiError as error:
            raise self._pointing_at_data(error) from error
        document = self.shown(obj, None)
        return document, 200, {"ETag": quote_etag(entity_tag(encode(document)))}

    def _pointing_at_data(self, error: ApiError) -> ApiError:
        """The error with pointers into a body that is only linkage."""
        own = f"/data/relationships/{public(self.schema, self.relationship)}"
        for each in error.errors:
            source = each.get("source")
            if isinstance(source, dict) and str(source.get("pointer")).startswith(own):
                each["source"] = {"pointer": "/data"}
        return error

    def shown(self, obj: Any, _qs: QueryString | None) -> Document:
        """The document of the relationship."""
        linked = getattr(obj, self.relationship)
        is_list_of_rows = not self._several and is_to_many(self._field)
        rows = in_order(linked) if is_list_of_rows else linked
        return linkage_document(self.schema, self.relationship, obj, rows)
