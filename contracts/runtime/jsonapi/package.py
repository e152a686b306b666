"""The generated package of an application: schemas, views, behaviours."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from types import ModuleType
from typing import Any, ClassVar, Protocol, cast

from flask import current_app
from flask_sqlalchemy import SQLAlchemy

from contracts.runtime.identity.sign_in import SignIn
from contracts.runtime.identity.token_version import TokenVersion
from contracts.runtime.jsonapi.linkage import ToOne
from contracts.runtime.jsonapi.media_type import MEDIA_TYPE
from contracts.runtime.jsonapi.schema import SchemaClass
from contracts.runtime.jsonapi.storage.read_connections import ReadConnections
from contracts.runtime.replay import Replay


@dataclass(frozen=True, slots=True)
class Operation:
    """An action of the blueprint: its method, operation id and access level.

    ``ignores`` are documented query parameters that mean nothing here. The rest is what a
    blueprint documents that is unusual in JSON:API: the ``status`` of a success, the
    ``content_type`` of its document and the ``error_type`` of errors, what a request
    ``accepts`` as Content-Type beside JSON:API's own, and the members that documents leave out
    (``data/links``, ``jsonapi``). ``empty_attributes``: resources without attributes are shown
    with an empty object of them. ``bare_errors``: error documents have ``errors`` alone;
    ``message``: what a deletion answers; ``meta``: that of a document with one resource, as JSON.
    """

    method: str
    id: str
    access: str
    ignores: tuple[str, ...] = ()
    status: int | None = None
    content_type: str = MEDIA_TYPE
    error_type: str = MEDIA_TYPE
    accepts: tuple[str, ...] = ()
    leaves_out: tuple[str, ...] = ()
    empty_attributes: bool = False
    bare_errors: bool = False
    message: str = "Object successfully deleted"
    meta: str = ""

    @property
    def alters(self) -> bool:
        """Whether successes differ from the documents of JSON:API."""
        return bool(self.leaves_out or self.empty_attributes or self.meta)


class View(Protocol):
    """What a package needs of its views; the views import this module."""

    schema: ClassVar[SchemaClass]
    url: ClassVar[str]
    operations: ClassVar[tuple[Operation, ...]]
    #: Whether GET shows the resource that the URI names.
    reads_one: ClassVar[bool]
    #: The resources that the URI names before: type, and relationship to the next.
    above: ClassVar[tuple[tuple[str, str], ...]]


@dataclass(slots=True)
class PendingChange:
    """What a request is about to write.

    ``data`` holds Python values and linked rows by Python name and may be altered; ``obj``
    is the row before the change, or None when it is about to be created.
    """

    operation: Operation
    schema: SchemaClass
    data: dict[str, Any]
    obj: Any = None
    identity: Any = None


Behaviour = Callable[[PendingChange], None]
#: Given the attributes of a request by Python name, and the row they change or None.
ValueCheck = Callable[[Mapping[str, Any], Any], None]
Invariant = Callable[[Any], None]
Watcher = Callable[[Any, Sequence[int]], None]


@dataclass(frozen=True, slots=True)
class Behaviours:
    """Rules that a blueprint cannot describe.

    ``checks`` see the attributes that a request of the operation they are keyed by sends, before
    secrets are hashed; ``operations`` run before the write of the operation they are keyed by;
    ``invariants`` run on every new or changed row of the JSON:API type they are keyed by, before
    the commit. All refuse by raising ``ApiError``. ``watchers`` are given, with the session, the
    ids of all rows of their type that are deleted or restored, also together with others.
    """

    checks: Mapping[str, ValueCheck] = field(default_factory=dict)
    operations: Mapping[str, Behaviour] = field(default_factory=dict)
    invariants: Mapping[str, Invariant] = field(default_factory=dict)
    watchers: Mapping[str, Watcher] = field(default_factory=dict)


class Guard(Protocol):
    """Access control, provided by the application."""

    def admit(self, operation: Operation) -> None:
        """Refuse callers who may never call the operation (401, 403)."""

    def admit_to(self, operation: Operation, schema: SchemaClass, obj: Any) -> None:
        """Refuse callers who may not access the row in the address (403)."""

    def admit_change(self, change: PendingChange) -> None:
        """Refuse callers who may not set these attributes or link these rows (403)."""

    def admit_to_trash(self) -> None:
        """Refuse callers who may not read deleted resources (401, 403)."""

    def may_restore(self, user: Any) -> bool:
        """Whether the user may restore deleted resources."""

    def admit_reader(self, schema: SchemaClass, obj: Any = None) -> None:
        """Refuse callers who may not read the row (or, without one, all rows) of a type."""

    def identity(self) -> Any:
        """The signed-in user, or None."""


@dataclass(frozen=True)
class Package:
    """The schemas and resources of one generated package, with its behaviours."""

    db: SQLAlchemy
    schemas: Mapping[str, SchemaClass]
    resources: tuple[type[View], ...]
    behaviours: Behaviours = field(default_factory=Behaviours)
    replays: tuple[Replay, ...] = ()
    sign_in: SignIn = field(default_factory=SignIn)
    error_titles: Mapping[int, str] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        module: ModuleType,
        behaviours: Callable[[Mapping[str, SchemaClass]], Behaviours] | None = None,
    ) -> Package:
        """The package in ``module``.

        Raises:
            ValueError: a behaviour is keyed by an operation or type that does not exist.
        """
        schemas = {schema.Meta.type_: schema for schema in module.SCHEMAS}
        rules = behaviours(schemas) if behaviours else Behaviours()
        replays = tuple(getattr(module, "REPLAYS", ()))
        sign_in = getattr(module, "SIGN_IN", SignIn())
        titles = getattr(module, "ERROR_TITLES", {})
        package = cls(module.db, schemas, tuple(module.RESOURCES), rules, replays, sign_in, titles)
        package._refuse_unknown("operation id", rules.checks, package.operations)
        package._refuse_unknown("operation id", rules.operations, package.operations)
        package._refuse_unknown("JSON:API type", rules.invariants, schemas)
        package._refuse_unknown("JSON:API type", rules.watchers, schemas)
        return package

    def _refuse_unknown(self, what: str, keys: Mapping[str, Any], known: Mapping[str, Any]) -> None:
        unknown = sorted(set(keys) - set(known))
        if unknown:
            raise ValueError(
                f"The behaviours are keyed by an unknown {what}: {', '.join(unknown)}. "
                f"The blueprint has: {', '.join(sorted(known))}."
            )

    @cached_property
    def operations(self) -> dict[str, Operation]:
        """The operations of all resources by id."""
        return {
            operation.id: operation
            for resource in self.resources
            for operation in resource.operations
        }

    @cached_property
    def users(self) -> SchemaClass | None:
        """The type of those who sign in, whose rows have a token version; None without one."""
        return next(
            (s for s in self.schemas.values() if issubclass(s.opts_model(), TokenVersion)), None
        )

    @cached_property
    def _readings(self) -> dict[str, Operation]:
        return {
            view.schema.opts_type(): operation
            for view in self.resources
            for operation in view.operations
            if view.reads_one and operation.method == "GET"
        }

    def reading(self, type_: str) -> Operation | None:
        """The operation that reads one resource of a type, or None."""
        return self._readings.get(type_)

    def references_to(self, type_: str) -> list[tuple[SchemaClass, str]]:
        """The to-one relationships of all types that point to ``type_``."""
        return [
            (schema, name)
            for schema in self.schemas.values()
            for name, declared in schema._declared_fields.items()
            if type(declared) is ToOne and declared.type_ == type_
        ]


@dataclass(frozen=True, slots=True)
class JsonApi:
    """The value of ``app.extensions["jsonapi"]``."""

    package: Package
    guard: Guard
    reads: ReadConnections
    #: Query strings that were read, by what they depend on.
    queries: dict[Hashable, Any] = field(default_factory=dict)


def jsonapi() -> JsonApi:
    """The JSON:API of the running application."""
    return cast("JsonApi", current_app.extensions["jsonapi"])


def schema_of(type_: str) -> SchemaClass:
    """The schema of a JSON:API type of the running application; KeyError when unknown."""
    return jsonapi().package.schemas[type_]
