"""An API as other formats describe it, before it is written as a blueprint."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from contracts.model import Access


class CannotImport(ValueError):
    """The document cannot be read; the message has the reason."""


#: Placeholders for what only the reader has.
ACCESS_TOKEN = "<access_token>"  # noqa: S105 - a placeholder
API_KEY = "<api_key>"


@dataclass(frozen=True, slots=True)
class DescribedParameter:
    """A variable of a path or a query; ``schema`` is its JSON Schema.

    ``explode``: a list is sent as one parameter for each value (RFC 6570, section 2.4.2).
    """

    name: str
    place: str
    required: bool = False
    description: str = ""
    schema: dict[str, Any] = field(default_factory=dict)
    example: str = ""
    explode: bool = True


@dataclass(frozen=True, slots=True)
class DescribedPayload:
    """A request or a response; ``body`` is the text of its example.

    ``is_own``: the example is the document's own, and not made of the schema.
    """

    media_type: str = ""
    headers: tuple[tuple[str, str], ...] = ()
    schema: Any = None
    body: str = ""
    is_own: bool = False
    description: str = ""
    status: int = 0
    name: str = ""


@dataclass(frozen=True, slots=True)
class DescribedOperation:
    """A method on a path, with its pairs of requests and responses."""

    method: str
    path: str
    name: str
    description: str = ""
    group: str = ""
    access: Access | None = None
    parameters: tuple[DescribedParameter, ...] = ()
    pairs: tuple[tuple[DescribedPayload, DescribedPayload], ...] = ()


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What a blueprint cannot say; ``pointer`` is the JSON Pointer to it, if it is known."""

    what: str
    pointer: str = ""

    def at(self, file: str) -> str:
        """The same with its place in a file."""
        return f"{file}#{self.pointer}: {self.what}" if self.pointer else f"{file}: {self.what}"


@dataclass(frozen=True, slots=True)
class Api:
    """A whole API. ``schemas`` are named JSON Schemas; ``left_out`` is what was not taken over.

    ``resources`` are descriptions by path.
    """

    title: str
    description: str = ""
    host: str = ""
    groups: dict[str, str] = field(default_factory=dict)
    operations: tuple[DescribedOperation, ...] = ()
    schemas: dict[str, Any] = field(default_factory=dict)
    left_out: tuple[LeftOut, ...] = ()
    version: str = ""
    resources: dict[str, str] = field(default_factory=dict)


def authorization(scheme: str) -> tuple[str, str]:
    """The header of a scheme of HTTP (RFC 9110, section 11.6.2), with a placeholder."""
    value = ACCESS_TOKEN if scheme.lower() == "bearer" else "<credentials>"
    return "Authorization", f"{scheme[:1].upper()}{scheme[1:]} {value}"


def query_key(name: str) -> DescribedParameter:
    """The query parameter that carries an API key, with a placeholder."""
    return DescribedParameter(name, "query", True, "", {"type": "string"}, API_KEY)
