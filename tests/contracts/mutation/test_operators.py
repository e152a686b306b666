from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from contracts.exchange import Answer, Sent
from contracts.model import Member, Response, Schema, Transaction
from contracts.mutation.faults import FAULTS
from contracts.mutation.json_nodes import changed, subject, without
from contracts.mutation.operators import OPERATORS, Mutant, mutants
from contracts.mutation.report import Tally, as_json, as_markdown, mutation, tally
from tests.contracts import factories
from tests.contracts.factories import obj, required
from tests.contracts.verify.results import answer, contract
from tests.contracts.verify.results import result as recorded_result

ATTRIBUTES = obj(
    required("name", Schema("string", sample="a")),
    required("rank", Schema("integer", sample=4, nullable=True)),
    required("made-at", Schema("string", format="date-time", sample="2020-01-01T00:00:00Z")),
    required("kind", Schema("string", choices=("x", "y"), sample="x")),
    closed=True,
)
SHAPE = obj(
    required(
        "data",
        obj(
            required("type", Schema("string", fixed=True, sample="thing")),
            required("id", Schema("string", sample="1")),
            required("attributes", ATTRIBUTES),
            Member("links", obj(required("self", Schema("string", sample="/things/1")))),
        ),
    ),
    Member("note", Schema("string")),
)
BODY: dict[str, Any] = {
    "data": {
        "type": "thing",
        "id": "1",
        "attributes": {"name": "a", "rank": 4, "made-at": "2020-01-01T00:00:00Z", "kind": "x"},
        "links": {"self": "/things/1"},
    },
    "note": "free",
}


def corrupted(
    operator: str, body: Any = BODY, *, method: str = "GET", sends: Any = None
) -> dict[str, tuple[Answer, bool]]:
    """The mutants of one operator by place, each with whether it is equivalent."""
    made = mutants_of(operator, body, method=method, sends=sends)
    return {mutant.place: (mutant.answer, mutant.equivalent) for mutant in made}


def mutants_of(
    operator: str, body: Any = BODY, *, method: str = "GET", sends: Any = None
) -> list[Mutant]:
    """The mutants of one operator."""
    shown = factories.transaction(method=method, answers=SHAPE)
    shown = Transaction(
        shown.name,
        shown.request,
        Response(200, headers=shown.response.headers, body=json.dumps(BODY), schema=SHAPE),
        shown.location,
    )
    sent = Sent(method, "/things/1", (), "" if sends is None else json.dumps(sends))
    found = subject(shown, sent, answer(body), {})
    return [mutant for o, mutant in mutants(found) if o.name == operator]


def counted(operator: str, **changes: Any) -> set[str]:
    return {
        place for place, (_, equivalent) in corrupted(operator, **changes).items() if not equivalent
    }


@pytest.mark.parametrize(
    ("operator", "places"),
    [
        ("enum", {"/data/attributes/kind"}),
        ("format", {"/data/attributes/made-at"}),
        ("id-number", {"/data/id"}),
        ("link", {"/data/links/self"}),
        (
            "key-missing",
            {"/data", "/data/type", "/data/id", "/data/attributes", "/data/links/self"}
            | {f"/data/attributes/{member.name}" for member in ATTRIBUTES.members},
        ),
        ("kind", {"", "/data", "/data/attributes", "/data/links"}),
        ("body", {"body"}),
        ("crash", {"body"}),
    ],
)
def test_an_operator_strikes_where_the_contract_speaks(operator: str, places: set[str]) -> None:
    assert counted(operator) == places


def test_another_value_counts_where_the_contract_says_which() -> None:
    bound = {"/data/type", "/data/id", "/data/links/self"}
    shown = {f"/data/attributes/{name}" for name in ("name", "rank", "made-at")}
    assert counted("value") == bound | shown, "the documented resource has known values"
    assert counted("value", method="PATCH") == bound
    sends = {"data": {"type": "thing", "id": "1", "attributes": {"name": "a"}}}
    assert counted("value", method="PATCH", sends=sends) == bound | {"/data/attributes/name"}


def test_the_values_of_an_undocumented_resource_are_its_own() -> None:
    other = {**BODY, "data": {**BODY["data"], "id": "2"}}
    assert "/data/attributes/name" not in counted("value", body=other)


def test_null_is_equivalent_only_where_it_is_allowed_and_nothing_is_known() -> None:
    assert "/data/attributes/name" in counted("null", method="PATCH")
    assert "/data/attributes/rank" not in counted("null", method="PATCH")
    assert "/data/attributes/rank" in counted("null"), "the documented resource has a rank"


def test_another_value_keeps_its_type_and_format() -> None:
    found = corrupted("value", method="PATCH")
    made, _ = found["/data/attributes/made-at"]
    assert json.loads(made.text)["data"]["attributes"]["made-at"] == "1999-01-01T00:00:00Z"


@pytest.mark.parametrize("operator", [operator.name for operator in OPERATORS])
def test_no_mutant_is_the_right_answer(operator: str) -> None:
    original = answer(BODY)
    for corrupt_answer, _ in corrupted(operator).values():
        heads = (corrupt_answer.status, corrupt_answer.headers) == (
            original.status,
            original.headers,
        )
        assert not (
            heads
            and corrupt_answer.body
            and corrupt_answer.text[-1] == "}"
            and json.loads(corrupt_answer.text) == BODY
        )


def test_copies_leave_the_original_alone() -> None:
    assert changed(BODY, ("data", "id"), "2")["data"]["id"] == "2"
    assert "id" not in without(BODY, ("data", "id"))["data"]
    assert BODY["data"]["id"] == "1"


def test_a_judge_that_sees_nothing_kills_nothing() -> None:
    found = tally(recorded_result(), contract(), lambda *_: False, lambda *_: True)
    result = mutation(found, 1)
    assert result.strict == 0.0
    assert result.dredd == 100.0
    assert len(result.survivors) == result.total


def test_the_table_has_a_row_for_each_operator_and_names_survivors() -> None:
    found = tally(recorded_result(), contract(), lambda _, a: a.status == 200, lambda *_: False)
    result = mutation(found, 1)
    table = as_markdown(result)
    assert all(f"| {operator.name} |" in table for operator in OPERATORS)
    assert "| status | status | Things > Thing > Show Thing | test.apib:1:1 |" in table
    assert json.loads(as_json(result))["survivors"][0]["operator"] == "status"


def test_each_mutant_is_counted_for_each_judge_and_tallies_add_up() -> None:
    found = tally(recorded_result(), contract(), lambda _, a: a.status != 200, lambda *_: True)
    other = tally(recorded_result(), contract(), lambda *_: True, lambda *_: False)
    answered = mutants_of_result()
    for name in {operator for operator, _ in answered}:
        equivalent = [each for operator, each in answered if operator == name].count(True)
        count = [operator for operator, _ in answered].count(name) - equivalent
        assert (found.total[name], found.equivalent[name]) == (count, equivalent)
        assert (found.dredd[name], other.dredd[name], other.strict[name]) == (count, 0, count)
    assert {each.operator for each in found.survivors}.isdisjoint({"status", "crash"})
    assert other.survivors == []
    before = sum(found.total.values())
    found.add(other)
    assert sum(found.total.values()) == 2 * before
    assert found.strict["status"] == 2 * other.strict["status"]
    assert found.equivalent == {name: 2 * n for name, n in other.equivalent.items()}


def mutants_of_result() -> list[tuple[str, bool]]:
    """The operator of each mutant of the recorded result, and whether it is equivalent."""
    result = recorded_result()
    assert result.sent is not None
    assert result.answer is not None
    found = subject(result.transaction, result.sent, result.answer, {})
    return [(operator.name, mutant.equivalent) for operator, mutant in mutants(found)]


def test_a_hundred_percent_is_not_rounded_up_to() -> None:
    found = Tally()
    found.total["type"], found.strict["type"] = 10_000, 9_999
    assert "| 10,000 | 99.9 % |" in as_markdown(mutation(found, 1))


def test_the_table_in_the_readme_has_every_operator_and_every_fault() -> None:
    readme = (Path(__file__).parents[3] / "README.md").read_text(encoding="utf-8")
    for each in (*OPERATORS, *FAULTS):
        assert f"| `{each.name}`: {each.wrong} |" in readme


#: A value, its type, and the same with another value and with another type.
CHANGED: list[tuple[Any, Schema, Any, Any]] = [
    ("a", Schema("string"), "a9", 7),
    (4, Schema("integer"), 5, "rubbish"),
    (4.5, Schema("number"), 5.5, "rubbish"),
    (True, Schema("boolean"), False, "rubbish"),
    ("2020-01-02", Schema("string", format="date"), "1999-01-02", 7),
    ("1999-01-02", Schema("string", format="date"), "2001-01-02", 7),
    ("1999-01-02T03:04:05Z", Schema("string", format="date-time"), "2001-01-02T03:04:05Z", 7),
    ("03:04:05", Schema("string", format="time"), "01:02:03", 7),
    ("01:02:03", Schema("string", format="time"), "03:02:01", 7),
    ("a@b.example", Schema("string", format="email"), "another.a@b.example", 7),
    (f"1{'a' * 7}", Schema("string", format="uuid"), f"0{'a' * 7}", 7),
    (f"0{'a' * 7}", Schema("string", format="uuid"), f"1{'a' * 7}", 7),
]


@pytest.mark.parametrize(("right", "schema", "other_value", "other_type"), CHANGED)
def test_a_value_becomes_another_of_its_type_or_one_of_another(
    right: Any, schema: Schema, other_value: Any, other_type: Any
) -> None:
    shape = obj(required("a", schema))
    shown = factories.transaction(answers=shape)
    found = subject(shown, Sent("GET", "/things", (), ""), answer({"a": right}), {})
    values = {
        operator.name: json.loads(mutant.answer.body)["a"]
        for operator, mutant in mutants(found)
        if operator.name in ("value", "type")
    }
    assert values == {"value": other_value, "type": other_type}
    assert type(other_value) is type(right)


LISTS: dict[str, Any] = {
    **BODY,
    "list": [{"type": "thing", "id": "1"}, {"type": "thing", "id": "2"}, 3],
}


@pytest.mark.parametrize(
    ("operator", "corrupted_list"),
    [
        ("list-empty", []),
        ("item-repeated", [*LISTS["list"], LISTS["list"][0]]),
        ("item-hollow", [*LISTS["list"], {}]),
        ("kind", LISTS["list"][0]),
    ],
)
def test_a_list_is_emptied_or_has_an_item_more(operator: str, corrupted_list: Any) -> None:
    made = [json.loads(mutant.answer.body) for mutant in mutants_of(operator, LISTS)]
    assert corrupted_list in [body["list"] for body in made if isinstance(body, dict)]


def test_a_status_becomes_each_of_four_others_and_a_crash_is_a_page_of_500() -> None:
    assert [mutant.answer.status for mutant in mutants_of("status")] == [202, 404, 500]
    (crash,) = mutants_of("crash")
    assert (crash.answer.status, crash.equivalent) == (500, False)
    assert crash.answer.content_type == "text/html; charset=utf-8"
