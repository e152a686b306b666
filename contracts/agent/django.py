"""State of an application on Django 2.2 and newer, with or without a REST framework."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import Any, Dict, Iterator, List, Mapping, Optional, Sequence

from contracts.agent.columns import MappedClass, Relation
from contracts.agent.django_models import installed_models
from contracts.agent.names import TypeNames
from contracts.agent.state import ModelState, StateError

#: Rows that Django itself makes when it migrates, and takes for granted.
_MADE_BY_DJANGO = ("django_migrations", "django_content_type", "auth_permission", "django_site")


class DjangoState(ModelState):
    """The state handler of an application on Django, whose settings are loaded already.

    ``using`` names the database, where it is not the default one.
    """

    def __init__(
        self,
        aliases: Optional[Mapping[str, str]] = None,
        factories: Sequence[str] = (),
        database: str = "",
        using: str = "default",
    ) -> None:
        super().__init__(aliases, factories, database)
        self._using = using
        self._touched: List[MappedClass] = []

    @property
    def _connection(self) -> Any:
        from django.db import connections

        return connections[self._using]

    @contextmanager
    def open(self) -> Iterator[None]:
        """One transaction; numbering goes on after the rows made with ids of their own."""
        from django.core.management.color import no_style
        from django.db import transaction

        with transaction.atomic(using=self._using):
            yield
            if self._touched:
                mapped = list({model.mapped for model in self._touched})
                statements = self._connection.ops.sequence_reset_sql(no_style(), mapped)
                with self._connection.cursor() as cursor:
                    for statement in statements:
                        cursor.execute(statement)
        self._touched = []

    def savepoint(self) -> Any:
        """A savepoint of the transaction."""
        from django.db import transaction

        return transaction.atomic(using=self._using)

    def database_name(self) -> str:
        """The name of the database, empty where it lives in memory."""
        name = str(self._connection.settings_dict["NAME"] or "")
        is_memory = self._connection.vendor == "sqlite" and "memory" in name
        return "" if is_memory else name

    def load(self) -> List[MappedClass]:
        """The models of all installed applications."""
        return installed_models()

    def names(self) -> TypeNames:
        """The documented types by serializers, then by the names of models."""
        if self._names is None:
            from django.urls import get_resolver

            names = super().names()
            list(get_resolver().url_patterns)  # loads the views, and with them the serializers
            for model in names.models:
                stated = getattr(getattr(model.mapped, "JSONAPIMeta", None), "resource_name", None)
                if stated:
                    names.declared.setdefault(stated, model.mapped)
            for serializer in _serializers():
                _read_serializer(serializer, names)
        return super().names()

    def empty(self) -> None:
        """Flush the tables that have rows, begin numbering again, forget what is cached."""
        from django.core.cache import caches
        from django.core.management.color import no_style

        connection = self._connection
        connection.cursor().close()  # connects
        present = set(connection.introspection.table_names())
        tables = [t for t in self._tables() if t in present]
        quote = connection.ops.quote_name
        asked = " UNION ALL ".join(
            "SELECT %d WHERE EXISTS (SELECT 1 FROM %s)" % (number, quote(table))
            for number, table in enumerate(tables)
        )
        with connection.cursor() as cursor:
            cursor.execute(asked)
            filled = [tables[row[0]] for row in cursor.fetchall()]
            if connection.vendor == "sqlite":
                cursor.execute("PRAGMA defer_foreign_keys = ON")
                for table in filled:
                    cursor.execute("DELETE FROM " + quote(table))
                if connection.introspection.table_names(cursor) and _has_sequences(cursor):
                    cursor.execute("DELETE FROM sqlite_sequence")
            elif filled:
                options = {"reset_sequences": True, "allow_cascade": False}
                flush = connection.ops.sql_flush(no_style(), filled, **options)
                for statement in flush:
                    cursor.execute(statement)
            if connection.vendor != "sqlite":
                sequences = connection.introspection.sequence_list()
                for statement in connection.ops.sequence_reset_by_name_sql(no_style(), sequences):
                    cursor.execute(statement)
        for cache in caches.all():
            cache.clear()
        for manager in _caching_managers():
            manager.clear_cache()

    def _tables(self) -> List[str]:
        from django.apps import apps

        tables: Dict[str, None] = {}
        for mapped in apps.get_models(include_auto_created=True):
            if mapped._meta.managed and not mapped._meta.proxy:
                tables[mapped._meta.db_table] = None
        return [table for table in tables if table not in _MADE_BY_DJANGO]

    def find(self, model: MappedClass, values: Mapping[str, Any]) -> Any:
        """A row with these values, the one with the lowest key first; or None."""
        from django.db import DatabaseError

        rows = model.mapped._base_manager.using(self._using)
        try:
            return rows.filter(**dict(values)).order_by(model.key.key).first()
        except DatabaseError as error:
            raise StateError("%s: the database refuses it: %s" % (model.name, error)) from error

    def new(self, model: MappedClass) -> Any:
        """An unsaved instance; required columns hold nothing yet."""
        row = model.mapped()
        for column in model.columns.values():
            if column.required and getattr(row, column.key) == "":
                setattr(row, column.key, None)
        return row

    def save(self, model: MappedClass, row: Any, values: Mapping[str, Any]) -> None:
        """Save a row; ``auto_now`` and the model's own ``save`` may change what was set."""
        from django.db import DatabaseError

        try:
            row.save(using=self._using)
            changed = {k: v for k, v in values.items() if getattr(row, k) != v}
            if changed:
                rows = model.mapped._base_manager.using(self._using)
                rows.filter(pk=row.pk).update(**changed)
                for key, value in changed.items():
                    setattr(row, key, value)
        except DatabaseError as error:
            reason = str(error).strip().split("\n")[0]
            raise StateError("%s: the database refuses it: %s" % (model.name, reason)) from error
        self._touched.append(model)

    def attach(self, model: MappedClass, row: Any, relation: Relation, rows: List[Any]) -> None:
        """Link a saved row to others, beside those it is linked to already."""
        from django.db import DatabaseError

        try:
            if not relation.many:
                for other in rows[:1]:
                    setattr(other, relation.native.field.name, row)
                    other.save(using=self._using)
                return
            through = getattr(relation.native, "through", None) or getattr(
                getattr(relation.native, "remote_field", None), "through", None
            )
            if through is not None and not through._meta.auto_created:
                self._attach_through(row, relation, through, rows)
                return
            manager = getattr(row, relation.key)
            manager.add(*[each for each in rows if each not in manager.all()])
        except DatabaseError as error:
            raise StateError("%s.%s: %s" % (model.name, relation.key, error)) from error

    def _attach_through(self, row: Any, relation: Relation, through: Any, rows: List[Any]) -> None:
        """Link by rows of a model between two others, with what else they require."""
        model = self.names().of(through)
        if model is None:
            raise StateError("%s has no model between" % relation.key)
        own, other = _ends_of(relation.native)
        for each in rows:
            values = {own: row.pk, other: each.pk}
            if self.find(model, values) is None:
                self._row(model, None, values, {})


def _ends_of(native: Any) -> Any:
    """The columns of a model between two others: for the row, and for what it is linked to."""
    field = getattr(native, "field", None) or native
    through = field.remote_field.through
    source = through._meta.get_field(field.m2m_field_name()).attname
    target = through._meta.get_field(field.m2m_reverse_field_name()).attname
    return (source, target) if field is native else (target, source)


def _has_sequences(cursor: Any) -> bool:
    cursor.execute("SELECT 1 FROM sqlite_master WHERE name = 'sqlite_sequence'")
    return cursor.fetchone() is not None


def _caching_managers() -> Iterator[Any]:
    """Managers that keep rows in memory (sites)."""
    from django.apps import apps

    for mapped in apps.get_models():
        manager = getattr(mapped, "objects", None)
        if manager is not None and mapped._meta.db_table == "django_site":
            yield manager


def _serializers() -> Iterator[Any]:
    """All loaded model serializers of django-rest-framework."""
    module = sys.modules.get("rest_framework.serializers")
    waiting = [module.ModelSerializer] if module is not None else []
    while waiting:
        for each in waiting.pop().__subclasses__():
            waiting.append(each)
            if getattr(getattr(each, "Meta", None), "model", None) is not None:
                yield each


def _read_serializer(serializer: Any, names: TypeNames) -> None:
    """The JSON:API type and the public names that a serializer states."""
    model = names.of(serializer.Meta.model)
    if model is None:
        return
    stated = getattr(serializer.Meta, "resource_name", None)
    if stated:
        names.declared.setdefault(stated, model.mapped)
    for name, field in getattr(serializer, "_declared_fields", {}).items():
        source = str(getattr(field, "source", None) or field._kwargs.get("source") or "")
        for key in (source, source + "_id"):
            if source and (key in model.columns or key in model.relations):
                model.public.setdefault(name, key)
                model.public.setdefault(name.replace("_", "-"), key)
                break
