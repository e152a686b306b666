"""Every case becomes documentation, a valid OpenAPI document, JSON Schemas and a server."""

from __future__ import annotations

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

from contracts.project.blueprint import read
from contracts.render import docs, flask, json_schema
from contracts.render.openapi import document
from tests.cases import FOLDER

OUTSIDE = FOLDER.parent.parent / "contracts" / "lint" / "outside"
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


@pytest.mark.parametrize(
    ("case", "host", "url"),
    [
        # Without a URL the samples have an example host, and the page asks for the reader's.
        ("36-host-no-url", "", "https://api.example.com/things"),
        (
            "70-host-without-scheme",
            "https://petstore.example.com/v2",
            "https://petstore.example.com/v2/pets",
        ),
    ],
)
def test_samples_begin_with_the_url_that_the_host_means(case: str, host: str, url: str) -> None:
    made = read(str(OUTSIDE / f"{case}.apib")).contract
    samples = [o["x-codeSamples"] for p in document(made)["paths"].values() for o in p.values()]
    assert [each["source"] for each in samples[0]] == [f"curl {url}"]
    (page,) = (text for path, text in docs.render(made).items() if path.endswith("index.html"))
    assert (f'data-host="{host}"' in page) is bool(host)
    assert ("data-host=" in page) is bool(host)
