"""The views behind generated routes: list, detail, related resource, relationship.

A generated class states facts only: ``schema``, ``url``, ``operations``, and where it
applies ``parent`` and ``relationship``. Every view checks a request in one order, which
docs/architecture.md describes ("The order of refusals"). From the row on, a request that writes
is one database transaction and holds the locks of all that it looks at.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from functools import lru_cache
from typing import Any, ClassVar, cast

from flask import Response, current_app, g, request
from sqlalchemy import bindparam, inspect
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import with_parent
from werkzeug.datastructures import MultiDict
from werkzeug.http import quote_etag

from contracts.runtime.jsonapi.columns import hash_secrets
from contracts.runtime.jsonapi.compat import ResourceDetail as UpstreamDetail
from contracts.runtime.jsonapi.compat import ResourceList as UpstreamList
from contracts.runtime.jsonapi.compat import ResourceMeta as UpstreamMeta
from contracts.runtime.jsonapi.documents import (
    Document,
    address,
    check_included,
    deletion_document,
    document_of_many,
    document_of_one,
)
from contracts.runtime.jsonapi.errors import ApiError
from contracts.runtime.jsonapi.etags import check_preconditions, encode, entity_tag, respond
from contracts.runtime.jsonapi.linkage import foreign_key, members_key
from contracts.runtime.jsonapi.negotiation import check_accept, check_content_type
from contracts.runtime.jsonapi.package import Guard, Operation, PendingChange, jsonapi, schema_of
from contracts.runtime.jsonapi.parsing import row_id
from contracts.runtime.jsonapi.payload import read_resource, restores
from contracts.runtime.jsonapi.querystring import DOCUMENT, EVERYTHING, TRASH, QueryString
from contracts.runtime.jsonapi.schema import (
    SchemaClass,
    is_to_many,
    public,
    relationship,
    relationships,
)
from contracts.runtime.jsonapi.storage.column_reads import needs_columns_only
from contracts.runtime.jsonapi.storage.conflicts import contention, too_long
from contracts.runtime.jsonapi.storage.datalayer import DataLayer
from contracts.runtime.jsonapi.storage.trash import DELETED_AT, is_soft_deleted, lock_parents

NOTHING: frozenset[str] = frozenset()
PARENT = "parent_id"


class ResourceMeta(UpstreamMeta):
    """Gives each view the data layer of its schema's model.

    The library's header check is left out: it refuses what JSON:API allows.
    """

    def __new__(cls, name: str, bases: tuple[type, ...], d: dict[str, Any]) -> Any:
        """The view class, with the data layer of its ``schema``."""
        schema = d.get("schema")
        if schema is not None:
            model = schema.Meta.model
            d["data_layer"] = {"class": DataLayer, "session": model.session, "model": model}
        view = super().__new__(cls, name, bases, d)
        view.decorators = ()
        return view


class ResourceView(metaclass=ResourceMeta):
    """The base of all views."""

    schema: ClassVar[SchemaClass]
    url: ClassVar[str]
    operations: ClassVar[tuple[Operation, ...]] = ()
    relationship: ClassVar[str] = ""
    #: Whether GET shows the resource that the URI names.
    reads_one: ClassVar[bool] = False
    #: The resources that the URI names before: the type of each, and the Python name of its
    #: relationship to the next one, empty where only that one has a relationship.
    above: ClassVar[tuple[tuple[str, str], ...]] = ()
    _data_layer: ClassVar[DataLayer]
    #: The signed-in user of a request that writes, or None.
    identity: Any = None

    def dispatch_request(self, **kwargs: Any) -> Response:
        """Check access and headers, and respond; error handlers handle exceptions."""
        method = "GET" if request.method == "HEAD" else request.method
        self.operation = next(o for o in self.operations if o.method == method)
        g.operation = self.operation
        self.guard.admit(self.operation)
        check_content_type(request, self.operation.accepts)
        check_accept(request)
        if method != "GET":
            # Read before the transaction begins, because the last access is committed separately.
            self.identity = self.guard.identity()
        try:
            answer = getattr(self, method.lower())(**kwargs)
        except OperationalError as error:
            raise contention(error) or too_long(error) or error from error
        document, status, headers = answer if isinstance(answer, tuple) else (answer, 200, {})
        return respond(request, document, status, headers, self.operation)

    @property
    def guard(self) -> Guard:
        """The access control of the application."""
        return jsonapi().guard

    @property
    def arguments(self) -> MultiDict[str, str]:
        """The request's parameters without those that the operation ignores."""
        ignores = self.operation.ignores
        if not ignores:
            return request.args
        return MultiDict(p for p in request.args.items(multi=True) if p[0] not in ignores)

    @property
    def access_needs_no_row(self) -> bool:
        """Whether access does not depend on the row, so that plain columns are enough."""
        return self.operation.access == "public"

    def query_string(self, supported: frozenset[str]) -> QueryString:
        """The request's parameters; ApiError 400 for all that are not ``supported``."""
        qs = QueryString(self.arguments, self.schema, supported)
        if qs.trashed:
            self.guard.admit_to_trash()
            self._data_layer.look_into_trash()
        return qs

    @property
    def trash(self) -> frozenset[str]:
        """The parameter ``get-trashed``, if the type is deleted softly."""
        return TRASH if is_soft_deleted(self.schema) else NOTHING

    def named(
        self, kwargs: Mapping[str, Any], qs: QueryString | None = None, *, trashed: bool = False
    ) -> Any:
        """The row in the address; ApiError 404, or 403 if the caller may not access it.

        For a write it is locked, and ApiError 412 is raised if a precondition fails.
        """
        writing = self.operation.method != "GET"
        if writing:
            self._data_layer.begin()
        obj = self._data_layer.get_object(kwargs, qs, lock=writing, trashed=trashed)
        self.check_above(self.schema, obj, kwargs)
        self.guard.admit_to(self.operation, self.schema, obj)
        if writing:
            check_preconditions(request, lambda: self.shown(obj, qs))
        return obj

    def check_above(self, schema: SchemaClass, obj: Any, kwargs: Mapping[str, Any]) -> None:
        """Refuse an address whose resources do not belong together (404)."""
        for number, (type_, name) in reversed(list(enumerate(self.above))):
            above = schema_of(type_)
            owner = layer_of(above).get_object({"id": kwargs[f"above{number}"]})
            if name:
                linked = getattr(owner, name)
                belongs = obj in linked if isinstance(linked, list) else obj is linked
            else:
                belongs = getattr(obj, reference_to(schema, type_)) is owner
            if not belongs:
                raise ApiError(
                    404,
                    f"The {schema.opts_type()} {obj.id} does not belong to the {type_} {owner.id}.",
                )
            schema, obj = above, owner

    def shown(self, obj: Any, qs: QueryString | None) -> Document:
        """The document of ``obj`` that a GET of the request's address returns."""
        raise NotImplementedError

    def check(self, obj: Any, qs: QueryString) -> None:
        """Refuse a change whose response could not be made; called before the commit."""
        check_included(self.schema, obj, qs)

    def check_values(self, attributes: dict[str, Any], obj: Any) -> None:
        """Run the operation's check on the values that a request sends, and hash its secrets."""
        check = jsonapi().package.behaviours.checks.get(self.operation.id)
        if check:
            check(attributes, obj)
        hash_secrets(self.schema.opts_model(), attributes)

    def prepare(self, data: dict[str, Any], obj: Any) -> dict[str, Any]:
        """``data`` after the access check on linked rows and the operation's behaviour."""
        change = PendingChange(self.operation, self.schema, data, obj, self.identity)
        self.guard.admit_change(change)
        behaviour = jsonapi().package.behaviours.operations.get(self.operation.id)
        if behaviour:
            given = dict(data)
            behaviour(change)
            # What the request itself links is locked already.
            added = {n: row for n, row in change.data.items() if row is not given.get(n)}
            lock_parents(self._data_layer.session, self.schema, added)
        return change.data


class ResourceList(ResourceView, UpstreamList):
    """``/v1/faqs`` and, with a ``parent`` type, ``/v1/events/{id}/faqs``."""

    parent: ClassVar[str] = ""

    def get(self, **kwargs: Any) -> Document:
        """A page of resources (JSON:API 1.0, "Fetching Resources")."""
        qs = self.query_string(EVERYTHING | self.trash)
        filters: list[Any] = []
        values: dict[str, Any] = {}
        if self.parent:
            found, values = self._of_parent(kwargs, trashed=qs.trashed)
            filters.append(found)
        else:
            self.guard.admit_to(self.operation, self.schema, None)
        count, rows = self._data_layer.get_collection(qs, kwargs, filters, values)
        document = document_of_many(self.schema, rows, qs, request, count)
        if self.parent and not self.schema.opts.self_url:
            for each in document["data"]:
                self._give_address(each)
        return document

    def _of_parent(self, kwargs: Mapping[str, Any], *, trashed: bool) -> tuple[Any, dict[str, Any]]:
        """The condition for rows of the parent in the address, and its parameters."""
        parent_schema = schema_of(self.parent)
        layer, key = layer_of(parent_schema), self._parent_key()
        if key is not None and not self.above and self.access_needs_no_row and not trashed:
            return _is_parent(key), {PARENT: layer.get_columns(kwargs).id}
        parent = layer.get_object(kwargs, trashed=trashed)
        self.check_above(parent_schema, parent, kwargs)
        self.guard.admit_to(self.operation, parent_schema, parent)
        if self.relationship:
            return with_parent(parent, getattr(type(parent), self.relationship)), {}
        own = getattr(self.schema.opts_model(), reference_to(self.schema, self.parent))
        return own == parent, {}

    def _parent_key(self) -> Any:
        """The column with the parent's id, or None."""
        if self.relationship:
            return members_key(schema_of(self.parent).opts_model(), self.relationship)
        model = self.schema.opts_model()
        name = foreign_key(model, reference_to(self.schema, self.parent))
        return getattr(model, name) if name else None

    def post(self, **kwargs: Any) -> tuple[Document, int, dict[str, str]]:
        """Create a resource (JSON:API 1.0, "Creating Resources")."""
        qs = self.query_string(DOCUMENT)
        payload = read_resource(request, self.schema)
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
        document = document_of_one(self.schema, obj, qs, request.path)
        if self.parent and not self.schema.opts.self_url:
            self._give_address(document["data"])
        own = resource_link(document)
        if own is None:
            return document, 201, {}
        document["links"] = {"self": own}
        headers = {"Location": own}
        if not request.args:
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

    @staticmethod
    def _give_address(resource: Document) -> None:
        """Link a resource object to its address below that of its list, if it is served there."""
        path = f"{request.path}/{resource['id']}"
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


class ResourceDetail(ResourceView, UpstreamDetail):
    """``/v1/faqs/{id}``, or ``/v1/settings``: the ``only`` resource of its type."""

    reads_one = True
    only: ClassVar[bool] = False

    def _addressed(self, kwargs: dict[str, Any]) -> dict[str, Any]:
        return {"id": self._data_layer.only_id()} if self.only else kwargs

    def get(self, **kwargs: Any) -> Document:
        """One resource."""
        qs = self.query_string(DOCUMENT | self.trash)
        kwargs = self._addressed(kwargs)
        columns_only = not (qs.include or qs.trashed or self.above) and self.access_needs_no_row
        if columns_only and needs_columns_only(self.schema):
            return self.shown(self._data_layer.get_columns(kwargs), qs)
        return self.shown(self.named(kwargs, qs, trashed=qs.trashed), qs)

    def shown(self, obj: Any, qs: QueryString | None) -> Document:
        """The document of the resource, with what the request includes."""
        chosen = qs or self.query_string(NOTHING)
        document = document_of_one(self.schema, obj, chosen, address(request))
        if self.above and not self.schema.opts.self_url:
            document["data"]["links"] = {"self": request.path}
        return document

    def patch(self, **kwargs: Any) -> tuple[Document, int, dict[str, str]]:
        """Change a resource (JSON:API 1.0, "Updating Resources"), or restore a deleted one."""
        qs = self.query_string(DOCUMENT | self.trash)
        kwargs = self._addressed(kwargs)
        restoring = bool(self.trash) and self.guard.may_restore(self.identity)
        obj = self.named(
            kwargs, qs, trashed=qs.trashed or (restoring and restores(request, self.schema))
        )
        payload = read_resource(request, self.schema, current=obj, restoring=restoring)
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
        document = self.shown(obj, qs)
        headers = {"ETag": quote_etag(entity_tag(encode(document)))}
        document["links"] = {"self": resource_link(document) or request.path}
        return document, 200, headers

    def delete(self, **kwargs: Any) -> Document:
        """Delete the resource; the document is a message."""
        self.query_string(NOTHING)
        obj = self.named(self._addressed(kwargs))
        self.prepare({}, obj)
        self._data_layer.delete_object(obj, kwargs)
        return deletion_document(self.operation.message)


class ResourceRelated(ResourceView, UpstreamDetail):
    """``/v1/faqs/{id}/event``: the other end of a to-one ``relationship``.

    ``schema`` is the type that owns the path's ``{id}``.
    """

    def get(self, **kwargs: Any) -> Document:
        """The related resource, or null."""
        target = schema_of(relationship(self.schema, self.relationship).type_)
        qs = QueryString(self.arguments, target, DOCUMENT)
        related = getattr(self.named(kwargs), self.relationship)
        if related is not None and qs.include:
            related = layer_of(target).get_object({"id": str(related.id)}, qs)
        return document_of_one(target, related, qs, address(request))


@lru_cache(maxsize=512)
def _is_parent(key: Any) -> Any:
    """The condition that the column ``key`` is the parameter PARENT, cached per column."""
    return key == bindparam(PARENT)


def resource_link(document: Document) -> str | None:
    """The ``self`` link of the document's primary resource, or None."""
    link: str | None = document["data"].get("links", {}).get("self")
    return link


def layer_of(schema: SchemaClass) -> DataLayer:
    """A data layer for the rows of ``schema``, for views of other types."""
    return _layer_of(cast("Hashable", schema))


@lru_cache(maxsize=512)
def _layer_of(schema: Any) -> DataLayer:
    model = schema.opts_model()
    layer = DataLayer({"session": model.session, "model": model})
    layer.resource = type("Rows", (), {"schema": schema})
    return layer


def reference_to(schema: SchemaClass, type_: str) -> str:
    """The Python name of the only to-one relationship from ``schema`` to ``type_``.

    Raises:
        ValueError: there is none, or more than one.
    """
    found = [
        name
        for name, field in relationships(schema).values()
        if field.type_ == type_ and not is_to_many(field)
    ]
    if len(found) != 1:
        raise ValueError(f"{schema.opts_type()} has {len(found)} to-one relationships to {type_}.")
    return found[0]
