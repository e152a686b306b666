"""Each rule has a case that fires, at its place, and a near miss that does not."""

from __future__ import annotations

from dataclasses import dataclass
from textwrap import dedent

import pytest

from contracts.lint import RULES, lint
from tests.contracts.blueprints import contract


@dataclass(frozen=True)
class Case:
    rule: str
    fires: str
    line: int
    near_miss: str


HEAD = "FORMAT: 1A\n\n# API\n\n## Thing [/things/{id}]\n\n+ Parameters\n    + id: `1` (string, required)\n\n"

CASES = [
    Case(
        "body-not-json",
        '### Read [GET]\n\n+ Response 200 (application/json)\n\n        {"a": 1,}\n',
        14,
        '### Read [GET]\n\n+ Response 200 (text/plain)\n\n        {"a": 1,}\n',
    ),
    Case(
        "body-not-json",
        "### Write [POST]\n\n+ Request (application/json)\n\n        {\n          broken\n        }\n\n"
        "+ Response 204\n",
        15,
        # The request of a 400 is broken on purpose.
        "### Write [POST]\n\n+ Request (application/json)\n\n        {\n          broken\n        }\n\n"
        "+ Response 400\n",
    ),
    Case(
        "body-schema",
        "### Read [GET]\n\n+ Response 200 (application/json)\n    + Attributes\n        + a: 1 (number)\n"
        '    + Body\n\n            {"a": "one"}\n',
        17,
        "### Read [GET]\n\n+ Response 200 (application/json)\n    + Attributes\n        + a: 1 (number)\n"
        '    + Body\n\n            {"a": 2}\n',
    ),
    Case(
        "body-schema",
        "### Read [GET]\n\n+ Response 200 (application/json)\n    + Attributes\n"
        "        + at: `yesterday` (Timestamp)\n\n# Data Structures\n\n## Timestamp (string)\n",
        12,
        "### Read [GET]\n\n+ Response 200 (application/json)\n    + Attributes\n"
        "        + at: `2099-01-01T00:00:00Z` (Timestamp)\n\n# Data Structures\n\n"
        "## Timestamp (string)\n",
    ),
    Case(
        "empty-success",
        "### Read [GET]\n\n+ Response 200 (application/json)\n\n+ Attributes\n    + a (string)\n",
        12,
        "### Read [GET]\n\n+ Response 200 (application/json)\n    + Attributes\n        + a (string)\n",
    ),
    Case(
        "empty-success",
        "### Read [GET]\n\n+ Response 200 (text/plain)\n",
        12,
        # What is no text cannot be shown.
        "### Read [GET]\n\n+ Response 200 (image/png)\n",
    ),
    Case(
        "duplicate-action",
        "### Read [GET]\n\n+ Response 204\n\n## Other [/things/{other}]\n\n+ Parameters\n"
        "    + other: `1` (string, required)\n\n### Read Other [GET]\n\n+ Response 204\n",
        19,
        "### Read [GET]\n\n+ Response 204\n\n## Other [/things/{id}/other]\n\n+ Parameters\n"
        "    + id: `1` (string, required)\n\n### Read Other [GET]\n\n+ Response 204\n",
    ),
    Case(
        "duplicate-transaction",
        "### Read [GET]\n\n+ Response 204\n\n## Thing [/other]\n\n### Read [GET]\n\n+ Response 204\n",
        16,
        "### Read [GET]\n\n+ Response 204\n\n## Other [/other]\n\n### Read [GET]\n\n+ Response 204\n",
    ),
    Case(
        "dredd-drops",
        "### Read [GET]\n\n+ Response 204\n\n+ Response 404\n",
        14,
        "### Read [GET]\n\n+ Request\n+ Response 204\n\n+ Request\n+ Response 404\n",
    ),
    Case(
        "dredd-drops",
        "### Read [GET /things/{id}{?a}]\n\n+ Parameters\n    + a (string, required)\n\n+ Response 204\n",
        10,
        "### Read [GET /things/{id}{?a}]\n\n+ Parameters\n    + a (string, optional)\n\n+ Response 204\n",
    ),
    Case(
        "parameter-undeclared",
        "### Read [GET /things/{id}{?a}]\n\n+ Response 204\n",
        10,
        "### Read [GET /things/{id}{?page%5Bsize%5D}]\n\n+ Parameters\n"
        "    + page%5Bsize%5D (string, optional)\n\n+ Response 204\n",
    ),
    Case(
        "swallowed-section",
        "### Read [GET]\n\n+ Paramters\n    + a: `1` (string)\n\n+ Response 204\n",
        10,
        "### Read [GET]\n\n+ Response times are low.\n+ Body and soul\n\n+ Response 204\n",
    ),
    Case(
        "swallowed-section",
        "### Read [GET]\nWords.\n\n### Write [post]\n\n+ Response 204\n",
        10,
        "### Read [GET]\nWords.\n\n### Notes [1]\n\n+ Response 204\n",
    ),
    Case(
        "access-undocumented",
        "### Delete [DELETE]\n\n**Access:** user\n\n+ Response 204\n",
        10,
        "### Delete [DELETE]\n\n**Access:** user\n\n+ Request\n+ Response 204\n\n"
        "+ Request Without a token\n+ Response 401\n",
    ),
]


def found(text: str, rule: str) -> list[int]:
    diagnostics = lint(contract(HEAD + dedent(text)))
    return [d.location.line for d in diagnostics if d.code == rule]


@pytest.mark.parametrize("case", CASES, ids=lambda c: c.rule)
def test_a_rule_fires_at_the_line_of_the_mistake(case: Case) -> None:
    assert found(case.fires, case.rule) == [case.line]


@pytest.mark.parametrize("case", CASES, ids=lambda c: c.rule)
def test_a_rule_leaves_the_near_miss_alone(case: Case) -> None:
    assert found(case.near_miss, case.rule) == []


def test_a_further_response_is_no_duplicate_but_dropped() -> None:
    text = HEAD + "### Read [GET]\n\n+ Response 204\n\n+ Response 404\n"
    assert [d.code for d in lint(contract(text))] == ["dredd-drops"]


def test_every_rule_has_a_case() -> None:
    assert {rule.code for rule in RULES} == {case.rule for case in CASES}


def test_invalid_json_is_shown_at_its_column() -> None:
    text = HEAD + '### Read [GET]\n\n+ Response 200 (application/json)\n\n        {"a": nope}\n'
    (diagnostic,) = [d for d in lint(contract(text)) if d.code == "body-not-json"]
    assert str(diagnostic.location) == "test.apib:14:15"


@pytest.mark.parametrize(
    ("schema", "message"),
    [
        ("nonsense", "no JSON Schema"),
        ("[]", "no JSON Schema"),
        ('{"type": "nonsense"}', "no JSON Schema"),
        ('{"$ref": "http://192.0.2.1/schema.json"}', "no JSON Schema"),
        ('{"type": "object", "required": ["b"]}', "breaks the schema"),
    ],
)
def test_a_written_schema_is_checked_without_the_network(schema: str, message: str) -> None:
    text = (
        HEAD + "### Read [GET]\n\n+ Response 200 (application/json)\n    + Body\n\n"
        f'            {{"a": 1}}\n\n    + Schema\n\n            {schema}\n'
    )
    (diagnostic,) = [d for d in lint(contract(text)) if d.code == "body-schema"]
    assert message in diagnostic.message


def test_a_body_nested_too_deeply_is_a_finding() -> None:
    deep = "[" * 100_000 + "]" * 100_000
    text = HEAD + f"### Read [GET]\n\n+ Response 200 (application/json)\n\n        {deep}\n"
    assert [d.code for d in lint(contract(text))] == ["body-not-json"]
