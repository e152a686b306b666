"""JSON:API types, their attributes and relationships, and how sure each fact of them is."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from contracts.model.conventions import Access
from contracts.model.schemas import Schema
from contracts.model.values import Location


class SourceKind(StrEnum):
    """Which part of a blueprint documents a fact about a resource type."""

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

    ``about`` names the member of that class (``type`` means kind and format).
    """

    about: str
    source: SourceKind
    confidence: Confidence
    location: Location | None = None


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
    ``hidden``: no document shows or sends it, only paths tell of it.
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
    hidden: bool = False
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
    deleted_at: str = ""
    facts: tuple[Fact, ...] = field(default=(), compare=False)

    @property
    def soft_deleted(self) -> bool:
        """Whether deletion only sets an attribute."""
        return bool(self.deleted_at)

    def attribute(self, name: str) -> Attribute | None:
        """The attribute called ``name``, or None."""
        return next((a for a in self.attributes if a.name == name), None)

    def relationship(self, name: str) -> Relationship | None:
        """The relationship called ``name``, or None."""
        return next((r for r in self.relationships if r.name == name), None)
