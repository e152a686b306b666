"""Which payloads show which resource types, and from which source that is known.

MSON is preferred to a JSON Schema, and both before an example body. Where a path holds
one type everywhere else, a payload with another type is taken for a mistake.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from contracts.build.infer import conflicts
from contracts.build.infer.examples import body_schema, typed
from contracts.build.infer.json_schemas import read_schema
from contracts.build.infer.paths import collection_of
from contracts.model import (
    Action,
    Diagnostic,
    Location,
    Payload,
    Request,
    Schema,
    SourceKind,
    Transaction,
)
from contracts.text.payloads import (
    fixed_type,
    is_json_api,
    json_of,
    primary,
    resource_objects,
    shows_json_api,
)


@dataclass(frozen=True, slots=True)
class PayloadDocument:
    """A JSON:API payload of a successful transaction, and what its document looks like."""

    action: Action
    transaction: Transaction
    payload: Payload
    schema: Schema
    source: SourceKind

    @property
    def type(self) -> str:
        """The resource type of the primary data, or an empty text."""
        return fixed_type(primary(self.schema))

    @property
    def many(self) -> bool:
        """Whether the primary data is a list."""
        data = self.schema.member("data")
        return data is not None and data.kind == "array"


@dataclass(frozen=True, slots=True)
class Sighting:
    """One resource object, with its inferred type ``type``, in one document."""

    type: str
    object: Schema
    document: PayloadDocument

    @property
    def source(self) -> SourceKind:
        """Where it is known from."""
        return self.document.source

    @property
    def sent(self) -> bool:
        """Whether it is in a request."""
        return isinstance(self.document.payload, Request)

    @property
    def creates(self) -> bool:
        """Whether it is what a POST creates."""
        return self.sent and self.document.action.method == "POST"


def documents(actions: Iterable[Action]) -> list[PayloadDocument]:
    """The documents of all successful JSON:API transactions, in document order."""
    return [
        PayloadDocument(action, transaction, payload, schema, source)
        for action in actions
        for transaction in action.transactions
        if not transaction.response.is_error
        for payload in (transaction.request, transaction.response)
        for schema, source in _readings(payload, transaction)
    ]


def _readings(payload: Payload, transaction: Transaction) -> Iterator[tuple[Schema, SourceKind]]:
    if payload.schema is not None:
        stated = typed(payload.schema)
        if fixed_type(primary(stated)) or not is_json_api(payload):
            yield stated, SourceKind.MSON
            return
    if not shows_json_api(transaction.response) and not shows_json_api(payload):
        return
    shown = body_schema(payload.body)
    written = read_schema(payload.body_schema)
    if written is not None:
        yield typed(written, fixed_type(primary(shown))), SourceKind.SCHEMA
    if shown is not None:
        yield shown, SourceKind.EXAMPLE


def collection_types(documents: Sequence[PayloadDocument]) -> dict[str, str]:
    """The type that each collection path holds: ``{"/v1/faqs": "faq"}``, by majority.

    Said by the payloads of ``/v1/faqs/{id}`` (GET, PATCH) and ``/v1/faqs`` (GET, POST).
    """
    votes: dict[str, Counter[str]] = {}
    for document in documents:
        path = collection_of(document.action)
        if path and document.type:
            votes.setdefault(path, Counter())[document.type] += 1
    return {path: counter.most_common(1)[0][0] for path, counter in votes.items()}


def sightings(documents: Iterable[PayloadDocument], held: Mapping[str, str]) -> Iterator[Sighting]:
    """Every resource object with attributes or relationships."""
    for document in documents:
        main = primary(document.schema)
        expected = held.get(collection_of(document.action), "")
        for shown in resource_objects(document.schema):
            name = fixed_type(shown)
            if shown is main or (document.many and name == document.type):
                name = (expected or name) if name else name
            if name and any(m.name in ("attributes", "relationships") for m in shown.members):
                yield Sighting(name, shown, document)


def type_mismatches(
    documents: Iterable[PayloadDocument], held: Mapping[str, str]
) -> Iterator[Diagnostic]:
    """Documents whose type is not the one that their path holds, and those without any."""
    for document in documents:
        expected = held.get(collection_of(document.action), "")
        if expected and document.type not in ("", expected) and _is_json_api(document):
            message = f"the resource type here is {document.type!r}, elsewhere {expected!r}"
            yield conflicts.TYPE_MISMATCHES_PATH.at(place(document, "type"), message)


def _is_json_api(document: PayloadDocument) -> bool:
    """Whether it is one by media type or by shape: in plain JSON, ``type`` may be anything."""
    if is_json_api(document.payload):
        return True
    shown = primary(document.schema)
    return any(shown and shown.member(name) for name in ("attributes", "relationships"))


def unresolved(actions: Iterable[Action], held: Mapping[str, str]) -> Iterator[Diagnostic]:
    """JSON:API payloads with primary data whose type neither they nor their path show."""
    for action in actions:
        if collection_of(action) in held:
            continue
        for transaction in action.transactions:
            if transaction.response.is_error:
                continue
            for payload in (transaction.request, transaction.response):
                if is_json_api(payload) and payload.body and not _says_type(payload, transaction):
                    yield conflicts.RESOURCE_TYPE_UNRESOLVED.at(
                        payload.location or transaction.location,
                        f"the resource type in {transaction.name!r} is not known",
                    )


def _says_type(payload: Payload, transaction: Transaction) -> bool:
    for schema, _ in _readings(payload, transaction):
        data = schema.member("data")
        is_null = data is not None and data.kind == "any" and data.nullable
        if data is None or is_null or fixed_type(primary(schema)):
            return True
    return not isinstance(json_of(payload.body), dict)


def place(document: PayloadDocument, *path: str) -> Location:
    """The location of the member at ``path`` in the example, else of the payload."""
    payload = document.payload
    start = payload.body_location
    default = payload.location or document.transaction.location
    if start is None or not payload.body_written:
        return default
    position = 0
    for name in path:
        match = re.compile(rf'"{re.escape(name)}"\s*:').search(payload.body, position)
        if match is None:
            break
        position = match.start()
    line_start = payload.body.rfind("\n", 0, position) + 1
    line = payload.body.count("\n", 0, position)
    return Location(start.file, start.line + line, start.column + position - line_start)
