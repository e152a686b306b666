"""What an OpenAPI description says of the bodies of one media type."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

import pytest

from contracts.render.openapi import document
from contracts.render.openapi.bodies import MediaTypeContent
from tests.contracts.factories import action, contract, transaction

A, B = {"type": "string"}, {"type": "number"}
#: Schemas of the bodies (None: nobody knows it), whether an unknown one accepts all, the schema.
SCHEMAS: Final[dict[str, tuple[list[Any], bool, dict[str, Any] | None]]] = {
    "no body": ([], True, None),
    "one": ([A], True, A),
    "the same twice": ([A, A], True, A),
    "two": ([A, B], True, {"anyOf": [A, B]}),
    "an unknown request": ([A, None], True, None),
    "an unknown response": ([A, None], False, A),
    "only unknown ones": ([None], False, None),
}


@pytest.mark.parametrize(("schemas", "accepts", "wanted"), SCHEMAS.values(), ids=SCHEMAS)
def test_a_media_type_has_the_schema_of_all_its_bodies(
    schemas: list[Any], accepts: bool, wanted: dict[str, Any] | None
) -> None:
    found = MediaTypeContent(schemas=schemas).media_type_object(unknown_accepts_all=accepts)
    assert found == ({} if wanted is None else {"schema": wanted})


def test_examples_are_named_once() -> None:
    content = MediaTypeContent()
    content.add_example("All", "", {"a": 1})
    content.add_example("Again", "", {"a": 1})
    content.add_example("All", "", {"a": 2})
    examples = content.media_type_object(unknown_accepts_all=True)["examples"]
    assert [each["value"] for each in examples.values()] == [{"a": 1}, {"a": 2}]
    assert list(examples) == ["All", "All-2"]


@pytest.mark.parametrize(
    ("media_type", "body", "kind", "value"),
    [
        ("", '{"a": 1}', "application/json", {"a": 1}),
        ("", "words", "application/octet-stream", "words"),
        ("application/json; charset=utf-8", '{"a": 1}', "application/json", {"a": 1}),
        ("application/vnd.api+json", "[1]", "application/vnd.api+json", [1]),
        ("text/plain; charset=utf-8", "[1]", "text/plain", "[1]"),
    ],
)
def test_a_body_has_the_media_type_that_it_is_documented_with_or_looks_like(
    media_type: str, body: str, kind: str, value: Any
) -> None:
    headers = (("Content-Type", media_type),) if media_type else ()
    made = transaction()
    response = replace(made.response, headers=headers, body=body, body_written=True)
    text = document(contract(action(replace(made, response=response))))
    content = text["paths"]["/things"]["get"]["responses"]["200"]["content"]
    assert list(content) == [kind]
    (example,) = content[kind]["examples"].values()
    assert example["value"] == value
