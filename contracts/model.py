"""The contract: what a blueprint says, as one frozen value.

Everything downstream (lint, states, renderers, judges) reads these classes and nothing
else. They know no output format: nothing here is OpenAPI, Flask or HTML. To change a
value, copy it with :func:`dataclasses.replace`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum, StrEnum
from typing import Final, Literal, TypeAlias

Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"


class Missing(Enum):
    """The type of :data:`MISSING`: "no value was given", where ``None`` means JSON null."""

    MISSING = "missing"


MISSING: Final = Missing.MISSING


@dataclass(frozen=True, slots=True, order=True)
class Location:
    """A place in a source file; line and column count from 1, columns in code points."""

    file: str
    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


class Severity(StrEnum):
    """How bad a finding is: an error breaks the contract, a warning weakens it."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One mistake of a blueprint's author: what is wrong, where, and how to fix it."""

    code: str
    severity: Severity
    message: str
    location: Location
    hint: str = ""

    def __str__(self) -> str:
        hint = f" ({self.hint})" if self.hint else ""
        return f"{self.location}: {self.severity} {self.code}: {self.message}{hint}"


class Access(StrEnum):
    """Who may call an action, as its description's ``**Access:**`` line says."""

    PUBLIC = "public"
    USER = "user"
    SELF = "self"
    ORGANIZER = "organizer"
    ADMIN = "admin"


Kind = Literal["object", "array", "string", "number", "integer", "boolean", "any", "ref"]


@dataclass(frozen=True, slots=True)
class Lengths:
    """The fewest and the most characters of a text; ``most`` is 0 where nothing is stated."""

    least: int = 0
    most: int = 0

    def __bool__(self) -> bool:
        """Whether anything is stated."""
        return bool(self.least or self.most)


@dataclass(frozen=True, slots=True)
class Schema:
    """The type of one JSON value (MSON), with named types expanded in place.

    ``name`` is the named type the value was written as, and only then: a named type that
    is extended in place keeps its members and loses the name. ``kind == "ref"`` stands for
    the type ``name`` inside itself (recursion); look it up in :attr:`Contract.schemas`.
    An enum is its scalar kind with ``choices``, and ``any`` where these differ in kind;
    ``choice_descriptions`` are in the order of the choices, or empty. ``types`` (of ``any``
    only) are alternatives: a value is of one of them. ``closed``: no members but these.
    ``fixed``: of a scalar, the sample is the only value; of an array, these items and no
    others, in this order. ``literal`` is a sample number's text where its form is its own
    (``1e3``). ``one_of`` has each One Of section's options; their members are among
    ``members`` too, as optional ones. ``lengths`` are those of a string.
    """

    kind: Kind
    name: str = ""
    description: str = ""
    format: str = ""
    nullable: bool = False
    fixed: bool = False
    closed: bool = False
    sample: Json | Missing = MISSING
    default: Json | Missing = MISSING
    choices: tuple[Json, ...] = ()
    choice_descriptions: tuple[str, ...] = ()
    members: tuple[Member, ...] = ()
    items: tuple[Schema, ...] = ()
    types: tuple[Schema, ...] = ()
    one_of: tuple[OneOf, ...] = ()
    literal: str = ""
    lengths: Lengths = Lengths()

    @property
    def variable(self) -> Member | None:
        """The member that a variable names, whose name may be any; None without one."""
        return next((m for m in self.members if m.variable), None)

    def member(self, *path: str) -> Schema | None:
        """The schema of the nested member at ``path``, or None where there is none."""
        node: Schema = self
        for name in path:
            found = next((m.schema for m in node.members if m.name == name), None)
            if found is None:
                return None
            node = found
        return node


@dataclass(frozen=True, slots=True)
class Member:
    """A member of an object: its name, type and whether it must be there.

    ``variable``: the name is an example, and any other may stand for it. ``optional``: the
    author marked it so, and its example goes without it where it has no value.
    """

    name: str
    schema: Schema
    required: bool = False
    description: str = ""
    location: Location | None = None
    variable: bool = False
    optional: bool = False


#: The options of a One Of section: a value has the members of one of them.
OneOf: TypeAlias = "tuple[tuple[Member, ...], ...]"


@dataclass(frozen=True, slots=True)
class Parameter:
    """A variable of a URI template (RFC 6570).

    ``name`` is decoded (``page[size]``), ``spelling`` is as the blueprint has it
    (``page%5Bsize%5D``). ``example`` and ``default`` are texts, as they stand in a URI.
    ``items`` is the type of an array's items. ``explode``: each item is a parameter of its
    own (``{?tag*}``); ``reserved``: its value may hold slashes and the like (``{+path}``).
    """

    name: str
    spelling: str
    place: Literal["path", "query", "fragment"]
    kind: Kind = "string"
    items: Kind = "string"
    explode: bool = False
    reserved: bool = False
    required: bool = False
    description: str = ""
    format: str = ""
    example: str = ""
    default: str = ""
    choices: tuple[str, ...] = ()
    choice_descriptions: tuple[str, ...] = ()
    location: Location | None = None


@dataclass(frozen=True, slots=True)
class StrayParameter:
    """An item of a Parameters section whose ``name``, as read, is no variable there."""

    name: str
    location: Location


#: What ends the path of a URI template (RFC 6570, section 3.2): its query, or its fragment.
_AFTER_PATH: Final = re.compile(r"\{[?&#]|[?#]")
Headers: TypeAlias = "tuple[tuple[str, str], ...]"


def header(headers: Headers, name: str) -> str:
    """The value of the header ``name`` in any case, or an empty text."""
    return next((value for key, value in headers if key.lower() == name.lower()), "")


@dataclass(frozen=True, slots=True)
class Request:
    """One documented request.

    ``uri`` is expanded with the parameters' examples, exactly as Dredd sends it. ``body``
    is the text that is sent: written out in the blueprint (``body_written``) or made from
    ``schema``. ``body_schema`` is a JSON Schema text from the blueprint, or empty.
    ``parameters`` are those of its own Parameters section, which go before the action's.
    """

    name: str
    method: str
    uri: str
    headers: Headers = ()
    body: str = ""
    body_written: bool = False
    body_schema: str = ""
    schema: Schema | None = None
    description: str = ""
    location: Location | None = None
    body_location: Location | None = None
    parameters: tuple[Parameter, ...] = ()

    @property
    def content_type(self) -> str:
        """The documented Content-Type, or an empty text."""
        return header(self.headers, "Content-Type")


class StatusAndHeaders:
    """What a response says by its status and headers, documented or received."""

    __slots__ = ()
    status: int
    headers: Headers

    @property
    def content_type(self) -> str:
        """The Content-Type, or an empty text."""
        return header(self.headers, "Content-Type")

    @property
    def is_success(self) -> bool:
        """Whether the status is 2xx (RFC 9110, section 15.3)."""
        return 200 <= self.status < 300

    @property
    def is_error(self) -> bool:
        """Whether the status is 4xx or 5xx (RFC 9110, sections 15.5 and 15.6)."""
        return self.status >= 400


@dataclass(frozen=True, slots=True)
class Response(StatusAndHeaders):
    """One documented response; the members are those of :class:`Request`."""

    status: int
    headers: Headers = ()
    body: str = ""
    body_written: bool = False
    body_schema: str = ""
    schema: Schema | None = None
    description: str = ""
    location: Location | None = None
    body_location: Location | None = None


@dataclass(frozen=True, slots=True)
class Transaction:
    """A request with the response it must get; ``name`` is Dredd's name for it."""

    name: str
    request: Request
    response: Response
    location: Location


class EndpointKind(StrEnum):
    """What an action does to JSON:API resources (JSON:API 1.0, "Fetching" to "Deleting")."""

    LIST = "list"
    CREATE = "create"
    DETAIL = "detail"
    UPDATE = "update"
    DELETE = "delete"
    RELATED = "related"
    RELATIONSHIP = "relationship"


@dataclass(frozen=True, slots=True)
class Endpoint:
    """An action seen as JSON:API.

    ``type`` is the resource type that is read or written. For related resources,
    relationships and lists below a parent (``/v1/events/{id}/faqs``), ``parent`` is the
    type that owns the path's ``{id}`` and ``relationship`` the name of its relationship;
    for lists below a parent the relationship may be empty when no relationship says it.
    """

    kind: EndpointKind
    type: str
    parent: str = ""
    relationship: str = ""


@dataclass(frozen=True, slots=True)
class Action:
    """An operation: a method on a URI template, with its transactions.

    ``id`` is the operation id: the action's name in kebab case, unique in the contract.
    ``parameters`` are those of the resource and the action together, in template order;
    ``stray_parameters`` are described in the action and are not in its template. ``no_value``
    names one of these, or of the resource's, that is required and has no value: Dredd looks at
    all of them before it sends anything.
    """

    id: str
    name: str
    method: str
    uri_template: str
    location: Location
    description: str = ""
    access: Access | None = None
    parameters: tuple[Parameter, ...] = ()
    stray_parameters: tuple[StrayParameter, ...] = ()
    no_value: str = ""
    transactions: tuple[Transaction, ...] = ()
    endpoint: Endpoint | None = None

    def parameters_of(self, request: Request) -> tuple[Parameter, ...]:
        """The parameters of one of its requests: the action's, and the request's own."""
        own = {p.spelling: p for p in request.parameters}
        return tuple({**{p.spelling: p for p in self.parameters}, **own}.values())

    @property
    def path(self) -> str:
        """The URI template without query and fragment: ``/v1/events/{id}/faqs``."""
        return _AFTER_PATH.split(self.uri_template, maxsplit=1)[0]


@dataclass(frozen=True, slots=True)
class Resource:
    """A blueprint resource: a URI template with its actions.

    ``stray_parameters`` are described in it, and in no template of it or its actions.
    """

    name: str
    uri_template: str
    location: Location
    description: str = ""
    stray_parameters: tuple[StrayParameter, ...] = ()
    actions: tuple[Action, ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """A chapter of the blueprint (``# Group …``)."""

    name: str
    location: Location
    description: str = ""
    resources: tuple[Resource, ...] = ()


class SourceKind(StrEnum):
    """Which part of a blueprint says something about a resource type."""

    MSON = "mson"
    SCHEMA = "json-schema"
    TABLE = "table"
    EXAMPLE = "example"
    URI = "uri"
    LINK = "link"
    NAME = "name"


class Confidence(StrEnum):
    """How sure a fact is: stated outright, shown by what is documented, or guessed."""

    CERTAIN = "certain"
    LIKELY = "likely"
    GUESSED = "guessed"


@dataclass(frozen=True, slots=True)
class Fact:
    """Where one thing that is known of an attribute, relationship or type comes from.

    ``about`` names the member of that class (``type`` stands for kind and format).
    """

    about: str
    source: SourceKind
    confidence: Confidence
    location: Location | None = None


#: The attribute that softly deleted resources have.
DELETED_AT: Final = "deleted-at"


@dataclass(frozen=True, slots=True)
class Attribute:
    """An attribute of a resource type.

    ``required`` speaks of creation. ``read_only``: never in a request; ``write_only``:
    never in a response (a secret). ``writable_by``: only callers of this access level set it.
    ``facts`` say where each of these comes from.
    """

    name: str
    schema: Schema
    required: bool = False
    read_only: bool = False
    write_only: bool = False
    writable_by: Access | None = None
    description: str = ""
    location: Location | None = None
    facts: tuple[Fact, ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class Relationship:
    """A relationship of a resource type to ``target``; ``inverse`` names its other end.

    ``others`` are the types it leads to beside ``target``, where it leads to several.
    ``required`` speaks of creation, ``nullable`` of to-one linkage wherever it is shown.
    ``mirrored``: its inverse has the same cardinality and keeps the linkage.
    ``linkage_shown``: a to-many is shown with its linkage without being asked for. ``self_link``
    and ``related_link`` are links that examples show, whether or not they are served.
    """

    name: str
    target: str
    many: bool = False
    required: bool = False
    nullable: bool = False
    read_only: bool = False
    inverse: str = ""
    description: str = ""
    location: Location | None = None
    mirrored: bool = False
    linkage_shown: bool = False
    self_link: str = ""
    related_link: str = ""
    others: tuple[str, ...] = ()
    facts: tuple[Fact, ...] = field(default=(), compare=False)

    @property
    def targets(self) -> tuple[str, ...]:
        """Every type it leads to; none where that is not known."""
        return (self.target, *self.others) if self.target else ()


@dataclass(frozen=True, slots=True)
class ResourceType:
    """A JSON:API type, put together from every payload that shows it.

    ``path`` is the URI template of a single resource (``/v1/faqs/{id}``), empty when none
    is served. ``natural_key`` names an attribute that may stand for the id in URIs.
    ``operations`` are the ids of the actions whose endpoint reads or writes this type.
    ``text_ids``: documented ids are not all numbers; ``client_ids``: a creation may send
    one. ``link`` is the URI template of the
    resource's own link where examples show one and no path is served.
    """

    name: str
    location: Location
    file: str = ""
    path: str = ""
    natural_key: str = ""
    attributes: tuple[Attribute, ...] = ()
    relationships: tuple[Relationship, ...] = ()
    operations: tuple[str, ...] = ()
    text_ids: bool = False
    client_ids: bool = False
    link: str = ""
    facts: tuple[Fact, ...] = field(default=(), compare=False)

    @property
    def soft_deleted(self) -> bool:
        """Whether deletion only sets ``deleted-at``."""
        return any(
            a.name == DELETED_AT and a.read_only and a.schema.format == "date-time"
            for a in self.attributes
        )

    def attribute(self, name: str) -> Attribute | None:
        """The attribute called ``name``, or None."""
        return next((a for a in self.attributes if a.name == name), None)

    def relationship(self, name: str) -> Relationship | None:
        """The relationship called ``name``, or None."""
        return next((r for r in self.relationships if r.name == name), None)


@dataclass(frozen=True, slots=True)
class Contract:
    """A whole blueprint. ``file`` is its root; ``schemas`` are the named types by name."""

    title: str
    file: str
    description: str = ""
    host: str = ""
    metadata: tuple[tuple[str, str], ...] = ()
    groups: tuple[Group, ...] = ()
    resource_types: tuple[ResourceType, ...] = ()
    schemas: dict[str, Schema] = field(default_factory=dict)

    def resources(self) -> Iterator[Resource]:
        """All blueprint resources, in document order."""
        return (resource for group in self.groups for resource in group.resources)

    def actions(self) -> Iterator[Action]:
        """All actions, in document order."""
        return (action for resource in self.resources() for action in resource.actions)

    def transactions(self) -> Iterator[Transaction]:
        """All transactions, in document order, as Dredd runs them."""
        return (transaction for action in self.actions() for transaction in action.transactions)

    def action(self, operation_id: str) -> Action | None:
        """The action with this operation id, or None."""
        return next((a for a in self.actions() if a.id == operation_id), None)

    def resource_type(self, name: str) -> ResourceType | None:
        """The JSON:API type called ``name``, or None."""
        return next((t for t in self.resource_types if t.name == name), None)
