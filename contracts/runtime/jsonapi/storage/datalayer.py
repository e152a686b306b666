"""Reading and writing rows: flask-rest-jsonapi's data layer on SQLAlchemy 2."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from contextlib import AbstractContextManager, nullcontext
from typing import Any, Final, TypeAlias

from sqlalchemy import Select, inspect
from sqlalchemy.exc import DataError, IntegrityError

from contracts.runtime.jsonapi.compat import SqlalchemyDataLayer
from contracts.runtime.jsonapi.errors import ApiError, bad_parameter
from contracts.runtime.jsonapi.linkage import ToOne, foreign_key
from contracts.runtime.jsonapi.package import jsonapi, schema_of
from contracts.runtime.jsonapi.parsing import row_id, unstorable
from contracts.runtime.jsonapi.payload import Linkage, RequestPayload
from contracts.runtime.jsonapi.querystring import IncludeTree, QueryString
from contracts.runtime.jsonapi.schema import (
    SchemaClass,
    is_to_many,
    polymorphic,
    public,
    relationship,
)
from contracts.runtime.jsonapi.storage.column_reads import reading
from contracts.runtime.jsonapi.storage.conflicts import conflict
from contracts.runtime.jsonapi.storage.database import begin_writing
from contracts.runtime.jsonapi.storage.included_columns import shows_columns_only, with_included
from contracts.runtime.jsonapi.storage.invariants import check_invariants, touched_rows
from contracts.runtime.jsonapi.storage.read_connections import Execute
from contracts.runtime.jsonapi.storage.related_rows import TRASHED, loaders
from contracts.runtime.jsonapi.storage.statements import (
    Listing,
    columns_by,
    listing,
    living,
    locked_rows,
    new_listing,
    rows_by,
    window,
)
from contracts.runtime.jsonapi.storage.trash import DELETED_AT, batches, remove, restore

EMPTY: Final[Mapping[str, Any]] = {}
NOTHING: Final[IncludeTree] = {}
#: Raises ApiError for a written row that must not be committed.
Check: TypeAlias = Callable[[Any], None]


class DataLayer(SqlalchemyDataLayer):
    """Rows of one model, found by id or natural key; deleted ones only in the trash."""

    session: Any
    model: Any

    @property
    def schema(self) -> SchemaClass:
        """The schema of the rows."""
        schema: SchemaClass = self.resource.schema
        return schema

    def query(self, _view_kwargs: Mapping[str, Any] = EMPTY) -> Select[Any]:
        """All living rows."""
        return living(self.model)

    def begin(self) -> None:
        """Begin a write transaction: locked rows do not change until the commit."""
        begin_writing(self.session)

    def look_into_trash(self) -> None:
        """Include deleted rows in relationships until the end of the request."""
        self.session.info[TRASHED] = True

    def reading(self, qs: QueryString) -> AbstractContextManager[Execute | None]:
        """A context of :func:`reading`, if a page of ``qs`` needs columns only; else of None.

        A page of objects is read by the session, which has a connection of its own.
        """
        if shows_columns_only(self.schema, qs):
            return reading(self.session)
        return nullcontext()

    def get_object(
        self,
        view_kwargs: Mapping[str, Any],
        qs: QueryString | None = None,
        *,
        lock: bool = False,
        trashed: bool = False,
    ) -> Any:
        """The row of the address's ``id``, with the relationships that ``qs`` includes.

        With ``lock`` it is read again and locked until the transaction ends; with ``trashed`` it
        may be a deleted row.

        Raises:
            ApiError: 404.
        """

        def find(name: str, value: Any) -> Any:
            statement = self.eagerload_includes(rows_by(self.model, name, trashed=trashed), qs)
            if lock:
                statement = statement.with_for_update().execution_options(populate_existing=True)
            return self.session.execute(statement, {"value": value}).scalars().one_or_none()

        return self._named(view_kwargs["id"], find)

    def only_id(self) -> str:
        """The id of the first row; a row with defaults is created if there is none."""
        first = self.query().with_only_columns(self.model.id).order_by(self.model.id).limit(1)
        id_ = self.session.execute(first).scalar()
        return str(self.create_object({}, {}).id if id_ is None else id_)

    def get_columns(
        self,
        view_kwargs: Mapping[str, Any],
        include: IncludeTree = NOTHING,
        outer: Execute | None = None,
    ) -> Any:
        """The columns of the row of the address's ``id``, read-only, with what ``include`` names.

        ``outer`` executes the statements, if the caller reads more.

        Raises:
            ApiError: 404.
        """
        with reading(self.session, outer) as execute:

            def find(name: str, value: Any) -> Any:
                statement = columns_by(self.model, name)
                return execute(statement, {"value": value}).one_or_none()

            row = self._named(view_kwargs["id"], find)
            (shown,) = with_included(execute, self.schema, [row], include)
            return shown

    def _named(self, text: str, find: Callable[[str, Any], Any]) -> Any:
        """The result of ``find`` for the id or natural key ``text``; ApiError 404 if none."""
        named = None
        row = row_id(self.model, text)
        if row is not None:
            named = find("id", row)
        natural_key = self.schema.opts.natural_key
        if named is None and natural_key and not unstorable(text):
            named = find(natural_key, text)
        if named is None:
            raise ApiError(404, f"There is no {self.schema.opts_type()} with the id {text}.")
        return named

    def get_collection(
        self,
        qs: QueryString,
        _view_kwargs: Mapping[str, Any],
        filters: Collection[Any] = (),
        values: Mapping[str, Any] = EMPTY,
        outer: Execute | None = None,
    ) -> tuple[int, list[Any]]:
        """The number of rows that match ``qs`` and ``filters``, and the rows of the requested page.

        ``values`` are those of the parameters in ``filters``; ``outer`` executes the statements, if
        the caller reads more.

        Raises:
            ApiError: 400 for a page beyond the last one or a value out of the database's range.
        """
        statements = self._statements(qs, tuple(filters))
        try:
            with reading(self.session, outer) as execute:
                count = execute(statements.count, values).scalar_one()
                qs.check_page(count)
                values = {**values, **window(qs.pagination)}
                if shows_columns_only(self.schema, qs):
                    rows = execute(statements.columns, values).all()
                    return count, with_included(execute, self.schema, rows, qs.include)
            page = self.eagerload_includes(statements.rows, qs)
            return count, list(self.session.execute(page, values).scalars())
        except DataError as error:
            # A value has the right type, but the database cannot compare with it.
            raise bad_parameter("filter", "A value is out of range.") from error

    def _statements(self, qs: QueryString, filters: tuple[Any, ...]) -> Listing:
        sorting = tuple(qs.sorting)
        if not qs.conditions:
            return listing(self.model, filters, sorting, trashed=qs.trashed)
        return new_listing(self.model, (*filters, *qs.conditions), sorting, trashed=qs.trashed)

    def eagerload_includes(self, query: Select[Any], qs: QueryString | None) -> Select[Any]:
        """``query`` loading every included relationship with one statement each."""
        if qs is None:
            return query
        return query.options(*loaders(self.schema, qs.include))

    def linked(self, payload: RequestPayload) -> dict[str, Any]:
        """The values that ``payload`` writes: attributes and linked rows by Python name.

        Raises:
            ApiError: 404 for linkage to a missing resource.
        """
        data = dict(payload.attributes)
        for public_name, (name, _) in polymorphic(self.schema).items():
            if data.get(name):
                self.check_exists(data[name], f"/data/relationships/{public_name}/data")
        for name, linkage in payload.linkage.items():
            at = f"/data/relationships/{public(self.schema, name)}/data"
            data[name] = self.resolve(relationship(self.schema, name), linkage, at)
        return data

    def check_exists(self, linkage: Any, at: str) -> None:
        """Refuse linkage to several types that leads to a missing resource (404).

        Types of which the blueprint documents no resource have none to be missing.
        """
        for index, each in enumerate(linkage if isinstance(linkage, list) else [linkage]):
            schema = jsonapi().package.schemas.get(each["type"])
            if schema is None:
                continue
            model = schema.opts_model()
            key = row_id(model, each["id"])
            row = None if key is None else self.session.get(model, key, with_for_update=True)
            if row is None or getattr(row, DELETED_AT, None) is not None:
                pointer = f"{at}/{index}" if isinstance(linkage, list) else at
                detail = f"There is no {each['type']} with the id {each['id']}."
                raise ApiError(404, detail, pointer=pointer)

    def resolve(self, field: ToOne, linkage: Linkage, at: str) -> Any:
        """The rows that ``linkage`` names: a list, one row or None.

        Raises:
            ApiError: 404 that points below ``at``.
        """
        if linkage is None:
            return None
        texts = linkage if isinstance(linkage, list) else [linkage]
        rows = self.find(field, texts)
        for index, text in enumerate(texts):
            if text not in rows:
                pointer = f"{at}/{index}" if isinstance(linkage, list) else at
                raise ApiError(
                    404, f"There is no {field.type_} with the id {text}.", pointer=pointer
                )
        return [rows[text] for text in texts] if isinstance(linkage, list) else rows[linkage]

    def find(self, field: ToOne, texts: list[str]) -> dict[str, Any]:
        """The living rows of the relationship's type among the ids ``texts``, by id.

        They are read again and locked: they are not deleted or moved before the commit.
        """
        model = schema_of(field.type_).opts_model()
        wanted: list[Any] = [r for r in (row_id(model, t) for t in texts) if r is not None]
        by_id: dict[str, Any] = {}
        # A to-many relationship is kept in the rows that are linked, so they change, too.
        statement = locked_rows(model, shared=not is_to_many(field))
        for batch in batches(sorted(wanted)):
            rows = self.session.execute(statement, {"ids": batch}).scalars()
            by_id |= {str(row.id): row for row in rows}
        return by_id

    def create_object(
        self, data: dict[str, Any], _view_kwargs: Mapping[str, Any], check: Check | None = None
    ) -> Any:
        """A new row of ``data``, committed; ApiError 409 or 422 when the database refuses.

        ``check`` may refuse the row before the commit.
        """
        return self._write(lambda: self._created(data), check)

    def _created(self, data: dict[str, Any]) -> Any:
        obj = self.model(**self._with_keys(data))
        self.session.add(obj)
        return obj

    def _with_keys(self, data: dict[str, Any]) -> dict[str, Any]:
        """``data`` with foreign keys for the stored rows that it links.

        The unit of work would look at each linked row and its collections as well, which takes
        longer than the insertion itself.
        """
        values: dict[str, Any] = {}
        for name, value in data.items():
            key = name in inspect(self.model).relationships and foreign_key(self.model, name)
            if key and value is not None and inspect(value).persistent:
                values[key] = value.id
            else:
                values[name] = value
        return values

    def update_object(
        self,
        obj: Any,
        data: dict[str, Any],
        _view_kwargs: Mapping[str, Any] = EMPTY,
        check: Check | None = None,
    ) -> Any:
        """``obj`` with ``data`` set, committed; ApiError 403, 409 or 422 when refused.

        ``check`` may refuse the change before the commit.
        """
        return self._write(lambda: self._changed(obj, data), check)

    def _changed(self, obj: Any, data: dict[str, Any]) -> Any:
        for name, value in data.items():
            if name == DELETED_AT:
                if obj.deleted_at is not None:
                    restore(self.session, self.schema, obj)
                continue
            if isinstance(value, list) and name in inspect(self.model).relationships:
                self._refuse_orphans(obj, name, value)
            setattr(obj, name, value)
        return obj

    def _refuse_orphans(self, obj: Any, name: str, members: list[Any]) -> None:
        """Refuse to remove a resource from its required parent (403); it can only be deleted."""
        relation = inspect(self.model).relationships[name]
        if relation.direction.name != "ONETOMANY":
            return
        (_, column), *_ = relation.local_remote_pairs
        if not column.nullable and set(getattr(obj, name)) - set(members):
            type_ = relationship(self.schema, name).type_
            raise ApiError(403, f"A {type_} cannot be without its {self.schema.opts_type()}.")

    def delete_object(self, obj: Any, _view_kwargs: Mapping[str, Any] = EMPTY) -> None:
        """Delete ``obj`` and everything that requires it, in one transaction."""

        def change() -> Any:
            remove(self.session, self.schema, [obj.id])
            return obj

        self._write(change)

    def _write(self, change: Callable[[], Any], check: Check | None = None) -> Any:
        """Run ``change``, check the invariants and commit; roll back on any failure."""
        try:
            with self.session.no_autoflush:
                obj = change()
            touched = touched_rows(self.session, obj)
            self.session.flush()
            check_invariants(touched)
            if check is not None:
                check(obj)
            self.session.commit()
        except IntegrityError as error:
            self.session.rollback()
            raise conflict(error, self.schema) from error
        except DataError as error:
            self.session.rollback()
            raise ApiError(422, "A value is out of the database's range.") from error
        except BaseException:  # whatever ends the request: nothing is left half written
            self.session.rollback()
            raise
        return obj
