"""One answer under judgement, with what its rules look at worked out once."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from contracts.exchange import Answer, Problem, Sent
from contracts.model import MISSING, Action, EndpointKind, Missing, Transaction
from contracts.text.documents import as_object
from contracts.text.json_mistakes import described
from contracts.text.json_pointer import pointer
from contracts.text.json_values import query_of, read_json
from contracts.verify.strict.expectation import Expected
from contracts.verify.strict.facts import TypeFacts


@dataclass(frozen=True, slots=True)
class ShownResource:
    """A resource object in a document, with its place; ``primary`` data or included."""

    place: str
    value: dict[str, Any]
    type: str
    id: str
    primary: bool

    @property
    def attributes(self) -> dict[str, Any]:
        """The attributes; empty when they are no object (another rule reports that)."""
        return as_object(self.value.get("attributes"))

    @property
    def relationships(self) -> dict[str, Any]:
        """The relationships; empty when they are no object."""
        return as_object(self.value.get("relationships"))


@dataclass(slots=True)
class CheckContext:
    """An answer beside what is documented of it.

    ``document`` is the answer's JSON value, or MISSING where it has none; ``fault`` is
    why. ``sent_document`` is the request's JSON value, ``query`` its parameters.
    """

    types: Mapping[str, TypeFacts]
    action: Action
    transaction: Transaction
    expected: Expected
    sent: Sent
    answer: Answer
    document: Any | Missing
    fault: str
    sent_document: Any
    query: dict[str, str]
    resources: tuple[ShownResource, ...]

    @property
    def kind(self) -> EndpointKind | None:
        """What the action does to JSON:API resources, if it is such an action."""
        return self.action.endpoint.kind if self.action.endpoint else None

    @property
    def succeeded(self) -> bool:
        """Whether the documented status is a success."""
        return not self.transaction.response.is_error

    @property
    def top(self) -> dict[str, Any]:
        """The document where it is an object, else an empty one."""
        return as_object(self.document)


RuleCheck: TypeAlias = Callable[[CheckContext], Iterator[Problem]]


def check_context(
    types: Mapping[str, TypeFacts],
    action: Action,
    transaction: Transaction,
    expected: Expected,
    sent: Sent,
    answer: Answer,
) -> CheckContext:
    """The context of ``answer``; without a document where the body is not JSON."""
    headless = (MISSING, "HEAD is answered without it")
    document, fault = headless if sent.method == "HEAD" else read_body(answer)
    has_resources = isinstance(document, dict) and ("data" in document)
    return CheckContext(
        types,
        action,
        transaction,
        expected,
        sent,
        answer,
        document,
        fault,
        _sent_document(sent.body),
        query_of(sent.uri),
        tuple(shown(document)) if has_resources else (),
    )


def read_body(answer: Answer) -> tuple[Any | Missing, str]:
    """The JSON value of the answer's body, or MISSING and why there is none."""
    if not answer.body.strip():
        return MISSING, "it is empty"
    try:
        return read_json(answer.body.decode("utf-8")), ""
    except json.JSONDecodeError as error:
        return MISSING, described(error)
    except UnicodeDecodeError:
        return MISSING, "it is not UTF-8"
    except ValueError as error:
        return MISSING, str(error)


def shown(document: Any) -> Iterator[ShownResource]:
    """The resource objects and identifiers in primary data, then the included ones."""
    top = as_object(document)
    for member in ("data", "included"):
        part = top.get(member)
        for index, value in enumerate(part if isinstance(part, list) else [part]):
            if isinstance(value, dict):
                place = pointer(member, index) if isinstance(part, list) else pointer(member)
                kind, id = value.get("type"), value.get("id")
                yield ShownResource(
                    place,
                    value,
                    kind if isinstance(kind, str) else "",
                    id if isinstance(id, str) else "",
                    member == "data",
                )


def identifiers(data: Any) -> set[tuple[str, str]]:
    """The (type, id) pairs in linkage: null, one identifier or a list of them."""
    items = data if isinstance(data, list) else [data]
    return {
        (item["type"], item["id"])
        for item in items
        if isinstance(item, dict)
        and isinstance(item.get("type"), str)
        and isinstance(item.get("id"), str)
    }


def sent_part(context: CheckContext, part: str) -> dict[str, Any]:
    """The attributes or relationships of the resource object that the request sends."""
    data = as_object(as_object(context.sent_document).get("data"))
    return as_object(data.get(part))


def _sent_document(body: str) -> Any:
    """The request's JSON value; None where it sends none, or broken JSON on purpose."""
    try:
        return read_json(body) if body else None
    except ValueError:
        return None
