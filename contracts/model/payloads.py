"""Requests and responses as documented."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from contracts.model.schemas import Kind, Schema
from contracts.model.values import Location


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


Headers: TypeAlias = "tuple[tuple[str, str], ...]"


def header(headers: Headers, name: str) -> str:
    """The value of the header ``name`` in any case, or an empty text."""
    return next((value for key, value in headers if key.lower() == name.lower()), "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Payload:
    """What documented requests and responses have in common.

    ``body`` is the text that is sent: written out in the blueprint (``body_written``) or made from
    ``schema``. ``body_schema`` is a JSON Schema text from the blueprint, or empty.
    """

    headers: Headers = ()
    body: str = ""
    body_written: bool = False
    body_schema: str = ""
    schema: Schema | None = None
    description: str = ""
    location: Location | None = None
    body_location: Location | None = None
    schema_location: Location | None = None

    @property
    def content_type(self) -> str:
        """The documented Content-Type, or an empty text."""
        return header(self.headers, "Content-Type")

    @property
    def documents_body(self) -> bool:
        """Whether an example, attributes or a JSON Schema describe a body."""
        return bool(self.body or self.schema or self.body_schema)


@dataclass(frozen=True, slots=True)
class Request(Payload):
    """One documented request.

    ``uri`` is expanded with the parameters' examples, exactly as Dredd sends it.
    ``parameters`` are those of its own Parameters section, which go before the action's.
    """

    name: str
    method: str
    uri: str
    parameters: tuple[Parameter, ...] = ()


class StatusAndHeaders:
    """The meaning of a response's status and headers, documented or received."""

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
class Response(Payload, StatusAndHeaders):
    """One documented response."""

    status: int


@dataclass(frozen=True, slots=True)
class Transaction:
    """A request with the response it must get; ``name`` is Dredd's name for it.

    ``occurrence`` counts the actions whose transactions have this name, from 1.
    """

    name: str
    request: Request
    response: Response
    location: Location
    occurrence: int = 1

    @property
    def key(self) -> str:
        """The name, numbered where an action before has transactions of the same name."""
        return self.name if self.occurrence == 1 else f"{self.name} ({self.occurrence})"
