"""The views of one resource: at its own address, and as the related one of another."""

from __future__ import annotations

import json
from typing import Any, ClassVar

from werkzeug.http import quote_etag

from contracts.runtime.jsonapi.compat import ResourceDetail as UpstreamDetail
from contracts.runtime.jsonapi.documents import (
    Document,
    deletion_document,
    document_of_one,
    document_of_several_types,
)
from contracts.runtime.jsonapi.errors import ApiError
from contracts.runtime.jsonapi.etags import entity_tag
from contracts.runtime.jsonapi.json_text import encode
from contracts.runtime.jsonapi.linkage import ToManyOf, ToOneOf
from contracts.runtime.jsonapi.package import schema_of
from contracts.runtime.jsonapi.payload import read_resource, restores
from contracts.runtime.jsonapi.querystring import DOCUMENT, PAGES, QueryString
from contracts.runtime.jsonapi.schema import of_several_types, relationship
from contracts.runtime.jsonapi.storage.identified import identifiers_in, rows_of
from contracts.runtime.jsonapi.storage.included_columns import shows_columns_only
from contracts.runtime.jsonapi.storage.trash import DELETED_AT, is_soft_deleted
from contracts.runtime.jsonapi.views.view import NOTHING, ResourceView, layer_of, resource_link


class ResourceDetail(ResourceView, UpstreamDetail):
    """``/v1/faqs/{id}``, or ``/v1/settings``: the ``only`` resource of its type."""

    reads_one = True
    only: ClassVar[bool] = False

    def _addressed(self, kwargs: dict[str, Any]) -> dict[str, Any]:
        return {"id": self._data_layer.only_id()} if self.only else kwargs

    def get(self, **kwargs: Any) -> Document | str:
        """One resource."""
        qs = self.query_string(DOCUMENT | self.trash)
        kwargs = self._addressed(kwargs)
        if self.access_needs_no_row and not self.above and shows_columns_only(self.schema, qs):
            return self.shown(self._data_layer.get_columns(kwargs, qs.include), qs)
        return self.shown(self.named(kwargs, qs, trashed=qs.trashed), qs)

    def shown(self, obj: Any, qs: QueryString | None) -> Document | str:
        """The document of the resource, with what the request includes."""
        chosen = qs or self.query_string(NOTHING)
        text = document_of_one(self.schema, obj, chosen, chosen.address(self.request.path))
        if not self.above or self.schema.opts.self_url:
            return text
        document: Document = json.loads(text)
        document["data"]["links"] = {"self": self.request.path}
        return document

    def patch(self, **kwargs: Any) -> tuple[Document, int, dict[str, str]]:
        """Change a resource (JSON:API 1.0, "Updating Resources"), or restore a deleted one."""
        qs = self.query_string(DOCUMENT | self.trash)
        kwargs = self._addressed(kwargs)
        restoring = bool(self.trash) and self.guard.may_restore(self.identity)
        obj = self.named(
            kwargs, qs, trashed=qs.trashed or (restoring and restores(self.request, self.schema))
        )
        payload = read_resource(self.request, self.schema, current=obj, restoring=restoring)
        if payload.id != str(obj.id):
            raise ApiError(
                409, f"The id must be {str(obj.id)!r}, as in the URI.", pointer="/data/id"
            )
        is_deleted = is_soft_deleted(self.schema) and getattr(obj, DELETED_AT) is not None
        if is_deleted and DELETED_AT not in payload.attributes:
            raise ApiError(409, "The resource is deleted; set its deletion time to null first.")
        self.check_values(payload.attributes, obj)
        data = self.prepare(self._data_layer.linked(payload), obj)
        self._data_layer.update_object(obj, data, kwargs, lambda made: self.check(made, qs))
        whole = encode(self.shown(obj, qs))
        headers = {"ETag": quote_etag(entity_tag(whole))}
        document: Document = json.loads(whole)
        document["links"] = {"self": resource_link(document) or self.request.path}
        return document, 200, headers

    def delete(self, **kwargs: Any) -> Document:
        """Delete the resource; the document is a message."""
        self.query_string(NOTHING)
        obj = self.named(self._addressed(kwargs))
        self.prepare({}, obj)
        self._data_layer.delete_object(obj, kwargs)
        return deletion_document(self.operation.message)


class ResourceRelated(ResourceView, UpstreamDetail):
    """``/v1/faqs/{id}/event``: the other end of a to-one ``relationship``, or of one to several
    types.

    ``schema`` is the type that owns the path's ``{id}``.
    """

    def get(self, **kwargs: Any) -> Document | str:
        """The related resource, or null; resources of several types, if the relationship is to
        many."""
        several = of_several_types(self.schema, self.relationship)
        if isinstance(several, ToManyOf):
            return self._many_of_several(several, kwargs)
        if several:
            return self._of_several(several, kwargs)
        target = schema_of(relationship(self.schema, self.relationship).type_)
        qs = self.query_string_of(target, DOCUMENT)
        related = getattr(self.named(kwargs), self.relationship)
        if related is not None and qs.include:
            related = layer_of(target).get_object({"id": str(related.id)}, qs)
        return document_of_one(target, related, qs, qs.address(self.request.path))

    def _of_several(self, field: ToOneOf, kwargs: dict[str, Any]) -> Document | str:
        """The related resource of one of several types, whose fields can be chosen."""
        kept = getattr(self.named(kwargs), self.relationship)
        rows = rows_of(identifiers_in(kept)).values()
        target, related = next(iter(rows), (schema_of(field.types[0]), None))
        qs = self.query_string_of(target, DOCUMENT)
        if related is not None and qs.include:
            related = layer_of(target).get_object({"id": str(related.id)}, qs)
        return document_of_one(target, related, qs, qs.address(self.request.path))

    def _many_of_several(self, field: ToManyOf, kwargs: dict[str, Any]) -> str:
        """A page of the related resources, in the order in which they were linked."""
        qs = self.query_string_of(schema_of(field.types[0]), PAGES)
        kept = identifiers_in(getattr(self.named(kwargs), self.relationship))
        found = rows_of(kept)
        living = [key for each in kept if (key := (each["type"], each["id"])) in found]
        qs.check_page(len(living))
        start = (qs.pagination.number - 1) * qs.pagination.size
        page = (found[key] for key in living[start : start + qs.pagination.size])
        return document_of_several_types(page, qs, self.request.path, len(living))
