"""Payload elements to requests and responses, with their bodies and schemas."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, TypedDict
from urllib.parse import urlencode

from contracts.build.mson import MsonReader
from contracts.build.samples import body_text, sample
from contracts.model import Headers, Json, Location, Request, Response, Schema, header
from contracts.read.elements import ActionElement, Asset, PayloadElement, TransactionElement
from contracts.read.source import Source
from contracts.text.payloads import is_json_media, media_type

FORM: Final = "application/x-www-form-urlencoded"


class _Common(TypedDict):
    """The members of :class:`~contracts.model.Payload`."""

    headers: Headers
    body: str
    body_written: bool
    body_schema: str
    schema: Schema | None
    description: str
    location: Location | None
    body_location: Location | None
    schema_location: Location | None


@dataclass(frozen=True, slots=True)
class PayloadReader:
    """Reads the payloads of one source; ``mson`` reads their attributes."""

    source: Source
    mson: MsonReader

    def request(self, pair: TransactionElement, action: ActionElement, uri: str) -> Request:
        """The request of a pair, sent to ``uri``."""
        element = pair.request
        method = element.method or action.method
        schema = self._schema(element) or self._inherited(element, action, method)
        body, written = self._body(element, schema)
        if element.attributes is None and not written and not _content_type(element):
            body = ""  # only what the request itself documents is sent
        common = self._common(element, schema, (body, written))
        return Request(name=element.name, method=method, uri=uri, **common)

    def response(self, element: PayloadElement) -> Response:
        """The response of a pair."""
        schema = self._schema(element)
        common = self._common(element, schema, self._body(element, schema))
        return Response(status=element.status, **common)

    def _common(
        self, element: PayloadElement, schema: Schema | None, body: tuple[str, bool]
    ) -> _Common:
        """What requests and responses have in common."""
        return {
            "headers": _headers(element),
            "body": body[0],
            "body_written": body[1],
            "body_schema": element.schema.text if element.schema else "",
            "schema": schema,
            "description": element.description,
            "location": self.source.location(element.offset),
            "body_location": self._asset_location(element.body),
            "schema_location": self._asset_location(element.schema),
        }

    def _schema(self, element: PayloadElement) -> Schema | None:
        return None if element.attributes is None else self.mson.schema(element.attributes)

    def _inherited(
        self, element: PayloadElement, action: ActionElement, method: str
    ) -> Schema | None:
        """The action's attributes, which are those of its requests ("Attributes Section").

        A reading without a Content-Type has no body that they could describe.
        """
        bodiless = method in ("GET", "HEAD") and not _content_type(element)
        if action.attributes is None or bodiless:
            return None
        return self.mson.schema(action.attributes)

    def _body(self, element: PayloadElement, schema: Schema | None) -> tuple[str, bool]:
        """The body's text, and whether the blueprint has it written out."""
        if element.body is not None:
            return element.body.text, True
        if schema is None or not self.mson.is_declared(schema):
            return "", False
        return example_body(schema, _content_type(element)), False

    def _asset_location(self, asset: Asset | None) -> Location | None:
        """Where the first character of a body or a schema stands."""
        return None if asset is None else self.source.location(asset.offset)


def _content_type(element: PayloadElement) -> str:
    return header(_headers(element), "Content-Type")


def _headers(element: PayloadElement) -> Headers:
    return tuple((header.name, header.value) for header in element.headers)


def example_body(schema: Schema, content_type: str) -> str:
    """The body as it is sent, or an empty text where attributes do not say how it is spelled.

    MSON names no media type; a body is made of it where its spelling is beyond doubt: JSON, also
    without a Content-Type, and forms of plain values (HTML, "URL-encoded form data"). Dredd makes
    one for JSON alone.
    """
    if not content_type.strip() or is_json_media(content_type):
        return body_text(schema)
    return form_text(schema) if media_type(content_type) == FORM else ""


def form_text(schema: Schema) -> str:
    """The example value as a form; empty for what forms cannot hold, such as objects inside."""
    value = sample(schema)
    if not isinstance(value, dict):
        return ""
    pairs: list[tuple[str, str]] = []
    for name, given in value.items():
        for each in given if isinstance(given, list) else [given]:
            if isinstance(each, dict | list):
                return ""
            pairs.append((name, _field(each)))
    return urlencode(pairs)


def _field(value: Json) -> str:
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)
