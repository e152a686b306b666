"""Corrupted answers and faulty servers, all of them, as they were reviewed."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from contracts.exchange import Answer, Outcome, Sent
from contracts.model import (
    MISSING,
    Access,
    Endpoint,
    EndpointKind,
    Member,
    ResourceType,
    Response,
    Schema,
)
from contracts.mutation.faults import FAULTS, FaultyClient
from contracts.mutation.json_nodes import subject
from contracts.mutation.misbehaviour import HealthyServer
from contracts.mutation.operators import mutants
from contracts.mutation.report import recorded
from contracts.project.blueprint import read
from tests.contracts import factories
from tests.contracts.factories import array, obj, required
from tests.contracts.mutation.test_operators import ATTRIBUTES, BODY, SHAPE
from tests.contracts.verify.results import answer, result
from tests.contracts.verify.shops import BLUEPRINT, JSON_API, Shops

Golden = Callable[[str, str], None]

FREE = {"any": "x", "nothing": None, "list": [], "deep": {"a": [{"b": 1}, 2.5]}, "at": "2020-01-01"}
OTHER = {"data": {"type": "thing", "id": "2", "attributes": {"name": "b"}}}
LIST: dict[str, Any] = {
    "data": [
        {
            "type": "thing",
            "id": "1",
            "attributes": {"name": "a"},
            "relationships": {
                "box": {"data": {"type": "box", "id": "7"}, "links": {"related": "/boxes/7"}},
                "lids": {"data": [{"type": "lid", "id": "a"}]},
            },
        },
        {"type": "other", "id": "1", "attributes": {"size": 3, "links": {"a": "b"}}},
    ],
    "included": [{"type": "box", "id": "7", "attributes": {"is-open": False}}],
    "meta": {"count": 2, "is-last": True},
}
ERRORS = {"errors": [{"status": "404", "title": "Not Found", "source": {"pointer": "/data"}}]}
NAMED = {"Thing": obj(required("name", Schema("string", sample="a")))}
REFERENCES = obj(
    required("first", Schema("ref", name="Thing")),
    required("more", array(Schema("ref", name="Thing"))),
    required("open", obj(Member("*", Schema("number"), variable=True))),
)

#: The documented body, its schema, the answer, and the request's method and body.
ANSWERS: dict[str, tuple[Any, Schema | None, Any, str, Any]] = {
    "typed": (BODY, SHAPE, BODY, "GET", None),
    "sent": (BODY, SHAPE, BODY, "PATCH", {"data": {"attributes": {"name": "a"}}}),
    "of another resource": (BODY, SHAPE, OTHER, "GET", None),
    "list": (LIST, None, LIST, "GET", None),
    "with more items": (
        *({"data": [{"a": "x"}, {"a": "y"}]}, None),
        *({"data": [{"a": "x"}, {"a": "y", "b": 1}, {"a": "z", "b": 2}]}, "GET", None),
    ),
    "sent, of a list": (LIST, None, LIST, "PATCH", {"data": {"attributes": {"name": "a"}}}),
    "of errors": (ERRORS, None, ERRORS, "GET", None),
    "without an example": (None, None, FREE, "GET", None),
    "of named types": (
        None,
        REFERENCES,
        {"first": {"name": "a"}, "more": [{"name": "b"}], "open": {"k": 1}},
        "GET",
        None,
    ),
    "of open attributes": (
        None,
        obj(required("data", ATTRIBUTES)),
        {"data": {"rank": None}},
        "GET",
        None,
    ),
}


def difference(right: str, wrong: str) -> str:
    """The part of a corrupted body that differs: its pointer and value."""
    try:
        before, after = json.loads(right), json.loads(wrong)
    except ValueError:
        return wrong
    path = ""
    while type(before) is type(after) and isinstance(before, dict | list):
        keys = [*before] if isinstance(before, dict) else range(len(before))
        others = [*after] if isinstance(after, dict) else range(len(after))
        different = [key for key in keys if key in others and before[key] != after[key]]
        if [*keys] != [*others] or len(different) != 1:
            break
        before, after, path = before[different[0]], after[different[0]], f"{path}/{different[0]}"
    return f"{path} = {json.dumps(after)}"


@pytest.mark.parametrize("name", ANSWERS)
def test_the_mutants_of_an_answer_are_their_golden_file(name: str, golden: Golden) -> None:
    documented, schema, body, method, sends = ANSWERS[name]
    shown = factories.transaction(method=method)
    text = "" if documented is None else json.dumps(documented)
    headers = (("Content-Type", JSON_API), ("Location", "/things/1"), ("ETag", "1"))
    shown = replace(shown, response=Response(201, headers=headers, body=text, schema=schema))
    sent = Sent(method, "/things/1", (), "" if sends is None else json.dumps(sends))
    found = subject(shown, sent, replace(answer(body, 201), headers=headers), NAMED)
    lines = []
    for operator, mutant in mutants(found):
        right, wrong = found.answer, mutant.answer
        heads = (
            " ".join(f"{k}={v}" for k, v in wrong.headers) if right.headers != wrong.headers else ""
        )
        status = f"{wrong.status}" if right.status != wrong.status else ""
        changed = difference(right.text, wrong.text) if right.body != wrong.body else ""
        marks = " (equivalent)" if mutant.equivalent else ""
        parts = filter(None, (status, heads, changed))
        lines.append(f"{operator.name} {mutant.place}{marks}: {' '.join(parts)}")
    golden(f"mutants/{name.replace(' ', '-')}.txt", "\n".join(lines) + "\n")


class Noted:
    """A healthy server that notes what it is asked."""

    def __init__(self) -> None:
        self.server = Shops()
        self.asked: list[str] = []
        for number in "123":
            given = {"name": f"Shop {number}", "floor": 4, "city": "Oslo"}
            self.server.create("shop", number, given, {})
            self.server.create(
                "product", number, {"title": f"T{number}", "price": 5}, {"shop": {"id": "1"}}
            )

    def send(self, sent: Sent) -> Answer:
        reply = self.server.send(sent)
        names = ",".join(name for name, _ in sent.headers)
        self.asked.append(f"  {sent.method} {sent.uri} [{names}] {sent.body} → {reply.status}")
        return reply

    def close(self) -> None:
        """There is nothing to close."""


def test_what_faulty_servers_do_is_their_golden_file(golden: Golden) -> None:
    contract = read(BLUEPRINT).contract
    parts = []
    right = {a.id: Answer(200, (), f"right answer of {a.id}".encode()) for a in contract.actions()}
    for fault in FAULTS:
        for action in contract.actions():
            server = HealthyServer(noted := Noted(), contract, right)
            if not fault.applies(server, action):
                assert fault.applies(HealthyServer(noted, contract, {}), action) is False
                continue
            client = FaultyClient(server)
            client.corrupt(fault, action)
            parts.append(f"# {fault.name}: {action.id}")
            for transaction in action.transactions:
                request = transaction.request
                uri = request.uri
                if action.method == "GET":
                    uri += "&" if "?" in uri else "?"
                    uri += "sort=-name&page[number]=1&page[size]=1&fields[shop]=name"
                noted.asked.clear()
                reply = client.send(Sent(request.method, uri, request.headers, request.body))
                parts += [*noted.asked, f"  = {reply.status} {reply.text}"]
    text = "\n".join(parts)
    golden("mutants/faults.txt", f"{text}\n")


def test_a_fault_is_in_one_action_alone() -> None:
    contract = read(BLUEPRINT).contract
    first, *others = contract.actions()
    noted = Noted()
    client = FaultyClient(HealthyServer(noted, contract, {}))
    (crash,) = (fault for fault in FAULTS if fault.name == "crash-sometimes")
    request = first.transactions[0].request
    sent = Sent(request.method, request.uri, request.headers, request.body)
    assert {client.send(sent).status for _ in range(4)} == {200}
    client.corrupt(crash, first)
    assert [client.send(sent).status for _ in range(6)] == [200, 200, 500, 200, 200, 500]
    client.send(sent)
    client.corrupt(crash, first)
    assert [client.send(sent).status for _ in range(3)] == [200, 200, 500]
    client.corrupt(crash, others[0])
    assert {client.send(sent).status for _ in range(4)} == {200}


class Scripted:
    """A server whose answers are written down by method and path; what it is asked is noted."""

    def __init__(self, answers: dict[str, tuple[int, Any]]) -> None:
        self.answers = answers
        self.asked: list[tuple[str, str, Any]] = []

    def send(self, sent: Sent) -> Answer:
        body = json.loads(sent.body) if sent.body else None
        self.asked.append((sent.method, sent.uri, body))
        status, document = self.answers.get(f"{sent.method} {sent.uri}", (200, {}))
        return Answer(status, (("Location", "/things/9"),), json.dumps(document).encode())

    def close(self) -> None:
        """There is nothing to close."""


THING = {"type": "thing", "id": "1", "attributes": {"name": "old", "rank": 1}}
NEW = {"data": {"type": "thing", "id": "1", "attributes": {"name": "new"}}}
BOTH = {"data": {**NEW["data"], "relationships": {"box": {"data": None}}}}
LINKED = {"data": {"type": "box", "id": "7"}}
#: The fault, what the server answers, the request, what the server is asked, and the answer.
BEHAVIOURS: dict[
    str, tuple[str, dict[str, tuple[int, Any]], Sent, list[tuple[str, str, Any]], tuple[int, str]]
] = {
    "parameters are dropped": (
        "fields-ignored",
        {},
        Sent("GET", "/things/1?fields[thing]=name&include=box&fields=x"),
        [("GET", "/things/1?include=box", None)],
        (200, "{}"),
    ),
    "the last parameter is dropped": (
        *("include-ignored", {}, Sent("GET", "/things/1?include=box")),
        *([("GET", "/things/1", None)], (200, "{}")),
    ),
    "a number of a page that is none stays": (
        *("page-off-by-one", {}, Sent("GET", "/things/1?page%5Bnumber%5D=x&a=")),
        *([("GET", "/things/1?page%5Bnumber%5D=x&a=", None)], (200, "{}")),
    ),
    "the page after it": (
        *("page-off-by-one", {}, Sent("GET", "/things/1?page[number]=9")),
        *([("GET", "/things/1?page%5Bnumber%5D=10", None)], (200, "{}")),
    ),
    "an update is taken back": (
        "update-forgotten",
        {"GET /things/1": (200, {"data": THING})},
        Sent("PATCH", "/things/1?x=1", (), json.dumps(NEW)),
        [
            ("GET", "/things/1", None),
            ("PATCH", "/things/1?x=1", NEW),
            ("PATCH", "/things/1", {"data": {**THING, "attributes": {"name": "old"}}}),
        ],
        (200, "{}"),
    ),
    "a refused update has nothing to take back": (
        "update-forgotten",
        {"GET /things/1": (200, {"data": THING}), "PATCH /things/1": (422, {})},
        Sent("PATCH", "/things/1", (), json.dumps(NEW)),
        [("GET", "/things/1", None), ("PATCH", "/things/1", NEW)],
        (422, "{}"),
    ),
    "a part of a refused update is stored": (
        "update-in-part",
        {"PATCH /things/1": (404, {})},
        Sent("PATCH", "/things/1", (), json.dumps(BOTH)),
        [("PATCH", "/things/1", BOTH), ("PATCH", "/things/1", NEW)],
        (404, "{}"),
    ),
    "an update without linkage is refused whole": (
        "update-in-part",
        {"PATCH /things/1": (404, {})},
        Sent("PATCH", "/things/1", (), json.dumps(NEW)),
        [("PATCH", "/things/1", NEW)],
        (404, "{}"),
    ),
    "a right update is one": (
        *("update-in-part", {}, Sent("PATCH", "/things/1", (), json.dumps(BOTH))),
        *([("PATCH", "/things/1", BOTH)], (200, "{}")),
    ),
    "linkage is put back": (
        "linkage-forgotten",
        {"GET /things/1": (200, LINKED)},
        Sent("DELETE", "/things/1", (), json.dumps({"data": []})),
        [
            ("GET", "/things/1", None),
            ("DELETE", "/things/1", {"data": []}),
            ("PATCH", "/things/1", LINKED),
        ],
        (200, "{}"),
    ),
    "refused linkage stays": (
        "linkage-forgotten",
        {"GET /things/1": (200, LINKED), "PATCH /things/1": (403, {})},
        Sent("PATCH", "/things/1", (), json.dumps({"data": None})),
        [("GET", "/things/1", None), ("PATCH", "/things/1", {"data": None})],
        (403, "{}"),
    ),
    "what is created is deleted": (
        *(
            "create-forgotten",
            {"POST /things/1": (201, {})},
            Sent("POST", "/things/1", (), json.dumps(NEW)),
        ),
        *([("POST", "/things/1", NEW), ("DELETE", "/things/9", None)], (201, "{}")),
    ),
    "what is accepted is not": (
        *(
            "create-forgotten",
            {"POST /things/1": (202, {})},
            Sent("POST", "/things/1", (), json.dumps(NEW)),
        ),
        *([("POST", "/things/1", NEW)], (202, "{}")),
    ),
    "who is turned away is let in": (
        *("access-unchecked", {"GET /things/1": (401, {})}, Sent("GET", "/things/1")),
        *([("GET", "/things/1", None)], (200, "right")),
    ),
    "who is forbidden is let in": (
        *("access-unchecked", {"GET /things/1": (403, {})}, Sent("GET", "/things/1")),
        *([("GET", "/things/1", None)], (200, "right")),
    ),
    "what is not found is not": (
        *("access-unchecked", {"GET /things/1": (404, {})}, Sent("GET", "/things/1")),
        *([("GET", "/things/1", None)], (404, "{}")),
    ),
    "nothing is deleted": (
        "delete-ignored",
        {"GET /things/1": (200, {"data": THING})},
        Sent("DELETE", "/things/1"),
        [
            ("GET", "/things/1", None),
            ("PATCH", "/things/1", {"data": {"type": "thing", "id": "1", "attributes": {}}}),
        ],
        (200, "right"),
    ),
    "nobody deletes what is not theirs": (
        "delete-ignored",
        {
            "GET /things/1": (200, {"data": THING}),
            "PATCH /things/1": (403, {}),
            "DELETE /things/1": (403, {}),
        },
        Sent("DELETE", "/things/1"),
        [
            ("GET", "/things/1", None),
            ("PATCH", "/things/1", {"data": {"type": "thing", "id": "1", "attributes": {}}}),
            ("DELETE", "/things/1", None),
        ],
        (403, "{}"),
    ),
    "what is gone is not shown": (
        "delete-ignored",
        {"GET /things/1": (404, {}), "DELETE /things/1": (404, {})},
        Sent("DELETE", "/things/1"),
        [("GET", "/things/1", None), ("DELETE", "/things/1", None)],
        (404, "{}"),
    ),
    "a list is turned round": (
        "sort-reversed",
        {"GET /things/1?sort=a": (200, {"data": [1, 2]})},
        Sent("GET", "/things/1?sort=a"),
        [("GET", "/things/1?sort=a", None)],
        (200, '{"data": [2, 1]}'),
    ),
    "a list that nobody sorts is not": (
        *("sort-reversed", {"GET /things/1": (200, {"data": [1, 2]})}, Sent("GET", "/things/1")),
        *([("GET", "/things/1", None)], (200, '{"data": [1, 2]}')),
    ),
    "a list is cut": (
        *(
            "list-shortened",
            {"GET /things/1": (200, {"data": [1, 2, 3]})},
            Sent("GET", "/things/1"),
        ),
        *([("GET", "/things/1", None)], (200, '{"data": [1]}')),
    ),
    "a refusal is not rewritten": (
        *("list-shortened", {"GET /things/1": (404, {"data": [1, 2]})}, Sent("GET", "/things/1")),
        *([("GET", "/things/1", None)], (404, '{"data": [1, 2]}')),
    ),
    "a count is one too high": (
        *(
            "count-off-by-one",
            {"GET /things/1": (200, {"meta": {"count": 2}})},
            Sent("GET", "/things/1"),
        ),
        *([("GET", "/things/1", None)], (200, '{"meta": {"count": 3}}')),
    ),
    "the next page is this one": (
        *(
            "next-page-circles",
            {"GET /things/1?a=b": (200, {"links": {"next": "/x"}})},
            Sent("GET", "/things/1?a=b"),
        ),
        *([("GET", "/things/1?a=b", None)], (200, '{"links": {"next": "/things/1?a=b"}}')),
    ),
    "the last page stays the last": (
        *(
            "next-page-circles",
            {"GET /things/1": (200, {"links": {"next": None}})},
            Sent("GET", "/things/1"),
        ),
        *([("GET", "/things/1", None)], (200, '{"links": {"next": null}}')),
    ),
}


@pytest.mark.parametrize(
    ("name", "answers", "sent", "asked", "shown"), BEHAVIOURS.values(), ids=BEHAVIOURS
)
def test_a_fault_is_wrong_in_one_way(
    name: str,
    answers: dict[str, tuple[int, Any]],
    sent: Sent,
    asked: list[tuple[str, str, Any]],
    shown: tuple[int, str],
) -> None:
    transaction = factories.transaction(method=sent.method, uri="/things/1")
    action = factories.action(transaction, method=sent.method, template="/things/{id}")
    client = Scripted(answers)
    right = {action.id: Answer(200, (), b"right")}
    server = HealthyServer(client, factories.contract(action), right)
    (fault,) = (each for each in FAULTS if each.name == name)
    reply = fault.answer(server, action, sent)
    assert client.asked == asked
    assert (reply.status, reply.text) == shown


@pytest.mark.parametrize(
    ("statuses", "guarded"),
    [((200,), False), ((200, 401), True), ((200, 403), True), ((402, 404, 200), False)],
)
def test_access_is_checked_where_a_refusal_is_documented(
    statuses: tuple[int, ...], guarded: bool
) -> None:
    action = factories.action(*(factories.transaction(status) for status in statuses))
    right = {action.id: Answer(200)}
    (fault,) = (each for each in FAULTS if each.name == "access-unchecked")
    contract = factories.contract(action)
    assert fault.applies(HealthyServer(Scripted({}), contract, right), action) == guarded
    assert not fault.applies(HealthyServer(Scripted({}), contract, {}), action)


def test_headers_are_found_in_any_case() -> None:
    shown = factories.transaction(answers={"a": 1})
    lower = replace(answer({"a": 1}), headers=(("content-type", JSON_API), ("x-a", "b")))
    found = subject(shown, Sent("GET", "/things"), lower, {})
    changed = [m.answer.headers for o, m in mutants(found) if o.name == "media-type"]
    assert changed == [
        (("content-type", kind), ("x-a", "b")) for kind in ("text/html", "application/json")
    ]
    missing = [m.answer.headers for o, m in mutants(found) if o.name == "header-missing"]
    assert missing == [(("x-a", "b"),)]


def test_items_of_no_known_type_are_of_the_first() -> None:
    schema = array(Schema("number"), Schema("string"))
    shown = replace(factories.transaction(), response=Response(200, schema=schema))
    found = subject(shown, Sent("GET", "/things"), answer(["x"]), {})
    (item,) = (node for node in found.nodes if node.path)
    assert item.schema == Schema("number")


def named(kind: str, member: str) -> Schema:
    """An item of a list whose JSON:API type and only other member are known."""
    return obj(required("type", Schema("string", sample=kind)), required(member, Schema("number")))


@pytest.mark.parametrize(
    ("item", "first"),
    [
        ({"type": "a"}, "x"),
        ({"type": "b"}, "y"),
        ({"type": "c"}, "x"),
        ({}, "x"),
        ({"type": None}, "x"),
    ],
)
def test_items_of_a_known_type_have_its_schema(item: dict[str, Any], first: str) -> None:
    schema = array(named("a", "x"), named("b", "y"))
    shown = replace(factories.transaction(), response=Response(200, schema=schema))
    found = subject(shown, Sent("GET", "/things"), answer([item]), {})
    (node,) = (node for node in found.nodes if node.path == (0,))
    assert node.schema is not None
    assert [member.name for member in node.schema.members] == ["type", first]


@pytest.mark.parametrize(
    ("resources", "documented"),
    [
        (["2"], ["two"]),
        (["1", "2", "3"], ["one", "two", "three"]),
        (["3", "2", "1"], ["three", "two", "one"]),
        (["0", "9"], ["one", "two"]),
        (["7", "8", "9", "6"], ["one", "two", "three", "three"]),
    ],
)
def test_the_documented_resource_is_the_same_one_or_that_of_its_place(
    resources: list[str], documented: list[str]
) -> None:
    def item(number: str, name: str) -> dict[str, Any]:
        return {"type": "thing", "id": number, "attributes": {"name": name}}

    names = {"1": "one", "2": "two", "3": "three"}
    shown = factories.transaction(answers={"data": [item(*each) for each in names.items()]})
    seen = answer({"data": [item(each, "new") for each in resources]})
    found = subject(shown, Sent("GET", "/things"), seen, {})
    assert [node.documented for node in found.nodes if node.name == "name"] == documented


def test_of_an_empty_documented_list_nothing_is_known() -> None:
    shown = factories.transaction(answers={"data": []})
    found = subject(shown, Sent("GET", "/things"), answer({"data": [{"type": "a"}]}), {})
    assert [node.documented for node in found.nodes if node.name == "type"] == [MISSING]


def test_answers_that_passed_are_corrupted_and_no_others() -> None:
    passed, failed = result(), result(Outcome.FAILED)
    unsent = replace(passed, sent=None)
    assert recorded([failed, passed, unsent]) == [passed]


@pytest.mark.parametrize(
    ("access", "applies"), [(Access.PUBLIC, False), (Access.USER, True), (None, True)]
)
def test_what_is_created_without_a_token_cannot_be_deleted_again(
    access: Access | None, applies: bool
) -> None:
    endpoint = Endpoint(EndpointKind.CREATE, "thing")
    create = factories.action(method="POST", access=access, endpoint=endpoint)
    delete = factories.action(method="DELETE", template="/things/{id}")
    known = (ResourceType("thing", factories.HERE, path="/things/{id}"),)
    contract = factories.contract(create, delete, resource_types=known)
    (fault,) = (each for each in FAULTS if each.name == "create-forgotten")
    assert fault.applies(HealthyServer(Scripted({}), contract, {}), create) is applies


@pytest.mark.parametrize(("methods", "applies"), [(("GET", "PATCH"), True), (("GET",), False)])
def test_a_fault_needs_all_the_methods_that_it_uses(
    methods: tuple[str, ...], applies: bool
) -> None:
    endpoint = Endpoint(EndpointKind.DELETE, "thing")
    delete = factories.action(method="DELETE", template="/things/{id}", endpoint=endpoint)
    others = (factories.action(method=each, template="/things/{id}") for each in methods)
    server = HealthyServer(
        Scripted({}), factories.contract(delete, *others), {delete.id: Answer(204)}
    )
    (fault,) = (each for each in FAULTS if each.name == "delete-ignored")
    assert fault.applies(server, delete) is applies
