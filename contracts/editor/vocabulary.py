"""The words of API Blueprint, MSON, HTTP and JSON:API, and what each means: tables only."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal

from contracts.editor.structure import Kind
from contracts.model import Access, EndpointKind

#: What a proposed word is.
Sort = Literal[
    "keyword", "method", "status", "media", "type", "attribute", "member", "access", "parameter",
    "value", "header", "file", "rule",
]  # fmt: skip

#: Section keywords that may begin an item below each kind of section.
SECTIONS: Final[Mapping[Kind, tuple[str, ...]]] = {
    Kind.RESOURCE: ("Parameters", "Attributes", "Model"),
    Kind.ACTION: ("Request", "Response", "Parameters", "Attributes", "Relation"),
    Kind.REQUEST: ("Headers", "Attributes", "Body", "Schema", "Parameters"),
    Kind.RESPONSE: ("Headers", "Attributes", "Body", "Schema"),
    Kind.MODEL: ("Headers", "Attributes", "Body", "Schema"),
    Kind.TYPE: ("Include", "One Of", "Sample", "Default", "Items", "Members", "Properties"),
    Kind.ATTRIBUTES: ("Include", "One Of"),
    Kind.MEMBER: ("Include", "One Of", "Sample", "Default", "Items", "Members", "Properties"),
    Kind.PARAMETER: ("Default", "Members", "Sample"),
}

KEYWORDS: Final[Mapping[str, str]] = {
    "group": "A chapter: resources that belong together.",
    "data structures": "Named types in MSON, for any `+ Attributes` or other type.",
    "parameters": "The variables of the URI template: `+ name: 1 (type, required) - meaning`.",
    "request": "A request of this action: `+ Request What it shows (media/type)`.",
    "response": "The response to the requests before it: `+ Response 200 (media/type)`.",
    "model": "A payload that responses and requests use as `[Resource][]`.",
    "headers": "HTTP headers, one a line, indented by 12 spaces: `Name: value`.",
    "body": "The example body, indented by 12 spaces.",
    "schema": "A JSON Schema for the body, indented by 12 spaces.",
    "attributes": "The body's type in MSON; example and JSON Schema are made from it.",
    "relation": "The link relation of this action (RFC 8288).",
    "include": "All members of another named type.",
    "one of": "One of these members, not several.",
    "properties": "The members of an object, if prose precedes them.",
    "items": "The items of an array, or the values of an enum.",
    "members": "The values of an enum.",
    "sample": "An example value.",
    "default": "The value if none is sent.",
}

ATTRIBUTES: Final[Mapping[str, str]] = {
    "required": "The member must be there.",
    "optional": "The member may be missing (the default).",
    "nullable": "The value may be `null`.",
    "fixed": "The value is always the one that is given.",
    "fixed-type": "Of an object: all its members are required and others are forbidden."
    " Of an array: every item is of the named types.",
    "sample": "The given value is an example (the default).",
    "default": "The given value is the one used if none is sent.",
}

BASES: Final[Mapping[str, str]] = {
    "string": "Text.",
    "number": "A number, with or without a fraction.",
    "boolean": "`true` or `false`.",
    "object": "Members with names.",
    "array": "A list; `array[Type]` has items of that type.",
    "enum": "One of the values listed below it.",
}

#: Named scalar types of `contracts.build.mson`, and how to declare them.
MEANINGS: Final[Mapping[str, str]] = {
    "Integer": "A number without a fraction. Declared as `## Integer (number)`.",
    "Timestamp": "A time (RFC 3339 date-time). Declared as `## Timestamp (string)`.",
    "Date": "A date (RFC 3339 full-date). Declared as `## Date (string)`.",
    "Time": "A time of day (RFC 3339). Declared as `## Time (string)`.",
    "Email": "An e-mail address. Declared as `## Email (string)`.",
    "URL": "An http or https URL. Declared as `## URL (string)`.",
    "URI": "A URI of any scheme (RFC 3986). Declared as `## URI (string)`.",
    "UUID": "A UUID (RFC 9562). Declared as `## UUID (string)`.",
}

METHODS: Final[Mapping[str, str]] = {
    "GET": "reads; safe, so nothing changes on the server",
    "POST": "creates, or processes what is sent",
    "PATCH": "changes the members that are sent",
    "PUT": "replaces the whole resource; idempotent",
    "DELETE": "deletes; idempotent",
    "HEAD": "like GET, without the body",
    "OPTIONS": "asks what is possible",
    "TRACE": "sends the request back",
    "CONNECT": "opens a tunnel",
}

ENDPOINTS: Final[Mapping[EndpointKind, str]] = {
    EndpointKind.LIST: "lists resources of type",
    EndpointKind.CREATE: "creates a resource of type",
    EndpointKind.DETAIL: "shows one resource of type",
    EndpointKind.UPDATE: "changes a resource of type",
    EndpointKind.DELETE: "deletes a resource of type",
    EndpointKind.RELATED: "shows what is related, of type",
    EndpointKind.RELATIONSHIP: "reads or changes a relationship to type",
}

ACCESS: Final[Mapping[Access, str]] = {
    Access.PUBLIC: "anybody, without a token",
    Access.USER: "any signed-in user",
    Access.SELF: "the user that the URI names, and administrators",
    Access.ORGANIZER: "the owner of the resource, and administrators",
    Access.ADMIN: "administrators only",
}

PARAMETERS: Final[Mapping[str, str]] = {
    "page[size]": 'Resources per page (JSON:API 1.0, "Pagination").',
    "page[number]": 'The page to show, from 1 (JSON:API 1.0, "Pagination").',
    "page[offset]": 'How many resources to skip (JSON:API 1.0, "Pagination").',
    "page[limit]": 'The most resources to show (JSON:API 1.0, "Pagination").',
    "sort": 'Attributes to sort by, separated by commas; `-` reverses (JSON:API 1.0, "Sorting").',
    "include": "Relationships whose resources are included, separated by commas"
    ' (JSON:API 1.0, "Inclusion of Related Resources").',
    "filter": 'Conditions the resources meet (JSON:API 1.0, "Filtering").',
    "fields": "The attributes and relationships to show of a type"
    ' (JSON:API 1.0, "Sparse Fieldsets").',
    "id": "The id of the resource.",
}

#: The meaning of a status (RFC 9110, section 15; JSON:API 1.0 for what it adds).
STATUSES: Final[Mapping[int, str]] = {
    200: "The request succeeded, and the body has the result.",
    201: "The resource was created; `Location` has its address.",
    202: "Accepted, and not done yet.",
    204: "Done; there is no body.",
    301: "Moved for good to `Location`.",
    302: "For now at `Location`.",
    303: "See the resource at `Location`, by GET.",
    304: "Not changed since the entity tag that was sent.",
    307: "For now at `Location`; use the same method.",
    308: "Moved for good to `Location`; use the same method.",
    400: "The request cannot be understood: malformed JSON, an unknown parameter.",
    401: "No valid credentials were sent.",
    403: "The credentials are valid, and do not allow this.",
    404: "There is no such resource.",
    405: "The resource does not allow this method; `Allow` has those it does.",
    406: "Nothing that `Accept` lists can be sent.",
    409: "The request does not fit the resource: it exists already, or the type is another.",
    410: "The resource is gone for good.",
    412: "The resource does not match `If-Match`.",
    413: "The body is larger than the server accepts.",
    415: "The server does not read this media type.",
    422: "The document is understood, but a value is missing or invalid.",
    429: "Too many requests; `Retry-After` has the seconds to wait.",
    500: "The server failed.",
    501: "The server does not implement this.",
    502: "A server behind this one failed.",
    503: "The server is unavailable for now; `Retry-After` has the seconds to wait.",
    504: "A server behind this one did not answer in time.",
}

MEDIA_TYPES: Final = (
    "application/vnd.api+json",
    "application/json",
    "application/problem+json",
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=BOUNDARY",
    "text/plain",
    "text/html",
    "text/csv",
    "application/xml",
    "image/png",
    "image/jpeg",
    "application/octet-stream",
)

HEADERS: Final[Mapping[str, str]] = {
    "Accept": "application/vnd.api+json",
    "Accept-Language": "en",
    "Authorization": "",
    "Cache-Control": "no-cache",
    "Content-Type": "application/vnd.api+json",
    "ETag": '"1"',
    "If-Match": '"1"',
    "If-None-Match": '"1"',
    "Link": "",
    "Location": "/",
    "Prefer": "",
    "Retry-After": "60",
    "WWW-Authenticate": "Bearer",
}
