"""The base of all views: access, headers, query parameters and the row in the address.

A generated class states facts only: ``schema``, ``url``, ``operations``, and where it
applies ``parent`` and ``relationship``. Every view checks a request in one order, which
docs/architecture.md describes ("The server's flow of a request"). From the row on, a request that
writes is one database transaction and holds the locks of all that it looks at.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from functools import lru_cache
from typing import Any, ClassVar, cast

from flask import Request, Response, g
from flask.globals import request_ctx
from sqlalchemy.exc import OperationalError

from contracts.runtime.jsonapi.columns import hash_secrets
from contracts.runtime.jsonapi.compat import ResourceMeta as UpstreamMeta
from contracts.runtime.jsonapi.documents import (
    Document,
    check_included,
)
from contracts.runtime.jsonapi.errors import ApiError
from contracts.runtime.jsonapi.etags import check_preconditions, respond
from contracts.runtime.jsonapi.negotiation import check_accept, check_content_type
from contracts.runtime.jsonapi.package import (
    Guard,
    JsonApi,
    Operation,
    PendingChange,
    jsonapi,
    schema_of,
)
from contracts.runtime.jsonapi.querystring import TRASH, QueryString
from contracts.runtime.jsonapi.schema import (
    SchemaClass,
    is_to_many,
    relationships,
)
from contracts.runtime.jsonapi.storage.column_reads import whole_user
from contracts.runtime.jsonapi.storage.conflicts import contention, too_long
from contracts.runtime.jsonapi.storage.datalayer import DataLayer
from contracts.runtime.jsonapi.storage.trash import is_soft_deleted, lock_parents

NOTHING: frozenset[str] = frozenset()
#: How many query strings an application keeps, and the bytes of the longest.
MOST_KEPT, LONGEST_KEPT = 512, 256


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
    request: Request
    api: JsonApi
    #: The signed-in user of a request that writes, or None.
    identity: Any = None

    def dispatch_request(self, **kwargs: Any) -> Response:
        """Check access and headers, and respond; error handlers handle exceptions."""
        # Read once: each use of Flask's proxies takes a microsecond.
        request = self.request = request_ctx.request
        self.api = jsonapi()
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
        return self.api.guard

    @property
    def access_needs_no_row(self) -> bool:
        """Whether access does not depend on the row, so that plain columns are enough."""
        return self.operation.access == "public"

    def query_string(self, supported: frozenset[str]) -> QueryString:
        """The request's parameters; ApiError 400 for all that are not ``supported``."""
        qs = self.query_string_of(self.schema, supported)
        if qs.trashed:
            self.guard.admit_to_trash()
            self._data_layer.look_into_trash()
        return qs

    def query_string_of(self, schema: SchemaClass, supported: frozenset[str]) -> QueryString:
        """The same for primary data of another type.

        What was read is kept for the next request with the same query string, unless it is long.
        """
        text, ignores, known = self.request.query_string, self.operation.ignores, self.api.queries
        key = (text, schema, supported, ignores)
        qs: QueryString | None = known.get(key)
        if qs is None:
            qs = QueryString(self.request.args, schema, supported, ignores)
            if len(text) <= LONGEST_KEPT and not qs.depends_on_caller:
                if len(known) >= MOST_KEPT:
                    known.clear()
                known[key] = qs
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
            check_preconditions(self.request, lambda: self.shown(obj, qs))
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

    def shown(self, obj: Any, qs: QueryString | None) -> Document | str:
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
            change.identity = whole_user(self.identity)
            given = dict(data)
            behaviour(change)
            # What the request itself links is locked already.
            added = {n: row for n, row in change.data.items() if row is not given.get(n)}
            lock_parents(self._data_layer.session, self.schema, added)
        return change.data


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
    names = [
        name
        for name, field in relationships(schema).values()
        if field.type_ == type_ and not is_to_many(field)
    ]
    if len(names) != 1:
        raise ValueError(f"{schema.opts_type()} has {len(names)} to-one relationships to {type_}.")
    return names[0]
