"""Every case becomes documentation, a valid OpenAPI document, JSON Schemas and a server."""

from __future__ import annotations

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

from contracts.project.blueprint import read
from contracts.render import docs, flask, json_schema
from contracts.render.openapi import document
from tests.cases import FOLDER

CASES = sorted(FOLDER.glob("*.apib"))


@pytest.mark.parametrize("case", CASES, ids=[case.stem for case in CASES])
def test_a_case_is_rendered(case: object) -> None:
    made = read(str(case)).contract
    errors = [e.message for e in OpenAPIV31SpecValidator(document(made)).iter_errors()]
    assert errors == []
    for render in (docs.render, json_schema.render, flask.render):
        for path, text in render(made).items():
            if path.endswith(".py"):
                compile(text, path, "exec")
