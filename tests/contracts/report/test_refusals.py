"""Refusals of documented requests that the blueprint itself causes, on contracts by hand."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from contracts.exchange import Problem
from contracts.model import (
    Action,
    Attribute,
    Endpoint,
    EndpointKind,
    Location,
    Parameter,
    Relationship,
    Request,
    ResourceType,
    Response,
    Schema,
    Transaction,
)
from contracts.report.refusals import refusal
from tests.contracts.factories import HERE, JSON_API, action, contract

SHOP = ResourceType(
    "shop",
    HERE,
    attributes=(Attribute("name", Schema("string")),),
    relationships=(Relationship("owner", "user"),),
)
CREATE = Endpoint(EndpointKind.CREATE, "shop")
UPDATE = Endpoint(EndpointKind.UPDATE, "shop")
LIST = Endpoint(EndpointKind.LIST, "shop")


def at(line: int) -> Location:
    return Location("a", line, 1)


def why(
    seen: Any,
    body: Any = None,
    *,
    detail: str = "",
    kind: str = JSON_API,
    uri: str = "/shops",
    endpoint: Endpoint | None = None,
    answer: Any = None,
    status: int = 200,
    parameters: tuple[Parameter, ...] = (),
) -> tuple[str, str] | None:
    """What is refused, and where: in the request in line 10, its body from 20, or the answer's."""
    text = body if isinstance(body, str) else json.dumps(body, indent=1) if body else ""
    headers = (("Content-Type", kind),) if kind else ()
    shown = json.dumps(answer, indent=1) if answer else ""
    request = Request("", "POST", uri, headers=headers, body=text, body_written=True,
                      location=at(10), body_location=at(20))  # fmt: skip
    response = Response(status, body=shown, body_written=True, body_location=at(30))
    made = Transaction("x", request, response, at(1))
    one: Action = replace(action(made, parameters=parameters), endpoint=endpoint)
    message = f"the status is {seen}, documented is 200" + (f" ({detail})" if detail else "")
    problem = Problem("status", message, "status", 200, seen)
    found = refusal(contract(one, resource_types=(SHOP,)), one, made, problem)
    return found and (found.what, str(found.location).split(":")[1])


MULTIPART = "multipart/form-data; boundary=x"
PART = "--x\nA: b\n\nc\n"


@pytest.mark.parametrize(
    ("seen", "kind", "body", "what"),
    [
        (415, "", "x", "the documented request has a body but no Content-Type"),
        (415, "text/plain", "x", ""),
        (415, "", "", ""),
        (400, "", "x", ""),
        (400, "application/json", "{", "the documented request's body is not JSON"),
        (422, "application/json", "{", "the documented request's body is not JSON"),
        (409, "application/json", "{", ""),
        (400, "text/plain", "{", ""),
        (400, "application/json", "{}", ""),
        (400, "application/json", "", ""),
        (500, "application/json", "{", ""),
        (399, "application/json", "{", ""),
        (MULTIPART, "application/json", "{", ""),
        (400, MULTIPART, PART, "the documented request's multipart body has no line `--x--`"),
        (404, MULTIPART, PART, "the documented request's multipart body has no line `--x--`"),
        (415, MULTIPART, PART, "the documented request's multipart body has no line `--x--`"),
        (422, MULTIPART, PART, "the documented request's multipart body has no line `--x--`"),
        (403, MULTIPART, PART, ""),
        (400, MULTIPART, f"{PART}--x--", ""),
        (400, MULTIPART, f"words\n\n{PART}{PART}--x--\nafter", ""),
        (400, MULTIPART, "A: b\n\nc\n--x--", "the documented request's multipart body has no line"),
        (400, MULTIPART, f"{PART}--x\nA: b\n--x--",
         "the documented request's multipart body has a part without an empty line"),
        (400, "multipart/form-data", f"{PART}--x--",
         "the documented request's multipart body has no boundary"),
        (400, "text/plain; boundary=x", PART, ""),
    ],
)  # fmt: skip
def test_a_body_that_no_server_can_read(seen: Any, kind: str, body: str, what: str) -> None:
    found = why(seen, body, kind=kind)
    if not what:
        assert found is None
        return
    assert found is not None
    assert (found[0].startswith(what), found[1]) == (True, "10")


def test_only_a_refusal_of_a_success_is_the_blueprints() -> None:
    assert why(400, "{", kind="application/json", status=422) is None


DECLARED = tuple(
    Parameter(name, name, "query", location=at(line))
    for line, name in ((3, "filter"), (5, "sort"), (7, "sort2"))
)


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("sort=other", "other"),
        ("sort=-other", "other"),
        ("sort=name,other", "other"),
        ("sort=other.name", "other"),
        ("sort=-name,owner.name,id", ""),
        ("sort=", ""),
        ("filter=other", ""),
        ("", ""),
    ],
)
def test_a_sort_field_that_the_type_lacks(query: str, field: str) -> None:
    for parameters, line in ((DECLARED, "5"), ((), "1")):
        found = why(400, uri=f"/shops?{query}", endpoint=LIST, parameters=parameters)
        said = f"sort is documented with {field!r}, but shop has no such field"
        assert found == ((said, line) if field else None)
    assert why(422, uri=f"/shops?{query}", endpoint=LIST) is None
    assert why(400, uri=f"/shops?{query}") is None
    assert why(400, uri=f"/shops?{query}", endpoint=replace(LIST, type="other")) is None


def document(**data: Any) -> dict[str, Any]:
    return {"data": {"type": "shop", **data}}


@pytest.mark.parametrize(
    ("seen", "body", "detail", "what", "line"),
    [
        (400, {"name": "a"}, "", "has no data", "20"),
        (422, {"name": "a"}, "Not a text", "", ""),
        (422, {"name": "a"}, "no document", "has no data", "20"),
        (422, {"name": "a"}, "name is bad", "", ""),
        (422, ["data"], "", "has no data", "20"),
        (409, {"name": "a"}, "", "", ""),
        (403, {"name": "a"}, "", "", ""),
        (400, {"data": []}, "", "", ""),
        (400, document(attributes={"name": "a"}), "", "", ""),
        (400, document(attributes={"type": "a"}), "", "has an attribute called 'type'", "24"),
        (409, document(attributes={"type": "a"}), "why", "has an attribute called 'type'", "24"),
        (422, document(attributes={"a": 1, "id": 1}), "", "has an attribute called 'id'", "25"),
        (422, document(attributes={"id": 1}), "the id is bad", "has an attribute called 'id'",
         "24"),
        (422, document(attributes={"id": 1}), "the shop-id is bad", "", ""),
        (422, document(attributes={"id": 1}), "the user is bad", "", ""),
        (403, document(attributes={"id": 1}), "", "", ""),
    ],
)  # fmt: skip
@pytest.mark.parametrize("endpoint", [CREATE, UPDATE], ids=["create", "update"])
def test_a_document_that_json_api_forbids(
    seen: int, body: Any, detail: str, what: str, line: str, endpoint: Endpoint
) -> None:
    found = why(seen, body, detail=detail, endpoint=endpoint)
    assert found == ((f"the documented request {what}", line) if what else None)
    assert why(seen, body, detail=detail, endpoint=LIST) is None


@pytest.mark.parametrize(
    ("uri", "id", "is_other"),
    [
        ("/shops/1", "2", True),
        ("/shops/%31", "1", False),
        ("/1/shops/2?a=/1", "2", False),
        ("/2/shops/1", "2", True),
        ("/shops/1", "a", False),
        ("/shops/a", "1", False),
        ("/shops/1", 2, False),
    ],
)
def test_an_update_of_another_resource(uri: str, id: Any, is_other: bool) -> None:
    found = why(409, document(id=id), uri=uri, endpoint=UPDATE)
    said = f"the documented request is for 1, but sends the id {id}"
    assert found == ((said, "23") if is_other else None)
    assert why(409, document(id=id), uri=uri, endpoint=CREATE) is None


@pytest.mark.parametrize(
    ("name", "value", "detail", "is_why"),
    [
        ("is-active", False, "The shop is not active", True),
        ("is-active", False, "The shop isn't currently active", True),
        ("is-active", False, "inactive", True),
        ("is-active", False, "The shop is active", False),
        ("is-active", False, "not activated", False),
        ("is-active", True, "The shop is not active", False),
        ("is-active", 0, "The shop is not active", False),
        ("is-open-now", False, "it is not open now", True),
        ("is-open-now", False, "it is not open_now", True),
        ("is-open-now", False, "it is not open", False),
        ("closed", True, "The shop is closed", True),
        ("closed", True, "The shop is not closed", False),
        ("closed", True, "The shop is enclosed", False),
        ("closed", False, "The shop is closed", False),
        ("open", True, "The shop is open", False),
        ("is", False, "not", False),
        ("ends-at", "2001-01-01T00:00:00Z", "the sale is over", True),
        ("ends-at", "2001-01-01T00:00:00Z", "the name is bad", False),
        ("ends-at", "2999-01-01T00:00:00Z", "the sale is over", False),
        ("starts-at", "2999-01-01T00:00:00Z", "it has not yet started", True),
        ("starts-at", "2001-01-01T00:00:00Z", "it has not yet started", False),
        ("name", "2001-01-01T00:00:00Z", "the sale is over", False),
        ("ends-at", "never", "the sale is over", False),
        ("closed", True, "", False),
    ],
)
def test_an_example_of_something_that_is_closed(
    name: str, value: Any, detail: str, is_why: bool
) -> None:
    answer = {"data": {"attributes": {"z": 1, name: value}}}
    found = why(403, detail=detail, answer=answer)
    said = (
        f"the documented response shows {name} {json.dumps(value)}, for which the server refuses"
        " the request"
    )
    assert found == ((said, "34") if is_why else None)


@pytest.mark.parametrize("answer", [{"closed": True}, {"data": [{"attributes": {}}]}, [1]])
def test_another_answer_shows_nothing_closed(answer: Any) -> None:
    assert why(403, detail="it is closed", answer=answer) is None
