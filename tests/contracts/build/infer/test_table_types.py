"""Which type a table in a description is about."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.contracts.blueprints import contract

HEADER = "| Name | Type |\n|---|---|\n"


def document(kind: str, media: str = "application/vnd.api+json") -> str:
    data = {"type": kind, "id": "1", "attributes": {"size": None, "filter": None}}
    return f"+ Response 200 ({media})\n\n        {json.dumps({'data': data})}\n\n"


def kinds(text: str, kind: str) -> dict[str, str]:
    found = contract(f"FORMAT: 1A\n\n# API\n\n{text}").resource_type(kind)
    assert found is not None
    return {attribute.name: attribute.schema.kind for attribute in found.attributes}


def group(own: str = "", resource: str = "", action: str = "", before: str = "") -> str:
    return (
        f"# Group Boxes\n\n{own}\n\n{before}## Box [/boxes/{{id}}]\n\n{resource}\n\n"
        f"### Show [GET]\n\n{action}\n\n{document('box')}"
    )


INTEGER, BOOLEAN, STRING = (f"{HEADER}| size | {t} |\n" for t in ("integer", "boolean", "string"))
PLAIN = (
    "## Ping [/ping]\n\n### Ping [GET]\n\n"
    + STRING
    + "\n+ Response 200 (text/plain)\n\n        pong\n\n"
)
TABLES: dict[str, tuple[dict[str, Any], str]] = {
    "of the group": ({"own": INTEGER}, "integer"),
    "of the resource": ({"resource": INTEGER}, "integer"),
    "of the action": ({"action": INTEGER}, "integer"),
    "the innermost counts": ({"own": BOOLEAN, "resource": INTEGER}, "integer"),
    "the action's before the resource's": ({"resource": BOOLEAN, "action": INTEGER}, "integer"),
    "a table about no document": ({"before": PLAIN, "resource": INTEGER}, "integer"),
    "a description without a table": (
        {"before": PLAIN.replace(STRING, "Pings."), "resource": INTEGER},
        "integer",
    ),
}


@pytest.mark.parametrize(("where", "kind"), TABLES.values(), ids=TABLES)
def test_an_attribute_has_the_type_of_the_nearest_table(where: dict[str, Any], kind: str) -> None:
    assert kinds(group(**where), "box")["size"] == kind


def test_a_table_is_about_the_type_that_most_of_its_documents_show() -> None:
    text = group(own=INTEGER)
    lids = f"## Lid [/lids/{{id}}]\n\n### Show lid [GET]\n\n{document('lid')}"
    more = f"## Boxes [/boxes]\n\n### Show all [GET]\n\n{document('box').replace('data', 'data')}"
    assert kinds(text + more + lids, "box")["size"] == "integer"
    assert kinds(text + more + lids, "lid")["size"] != "integer"


def test_rows_about_parameters_are_about_no_attribute() -> None:
    rows = "".join(f"| {name} | integer |\n" for name in ("size", "page[size]", "filter", "id"))
    found = kinds(group(own=HEADER + rows), "box")
    assert found["size"] == "integer"
    assert found["filter"] != "integer"
    assert "page[size]" not in found
    assert "id" not in found
