"""Every transaction of the blueprint, in process: the answer is the documented one.

Each response is held against the rendered JSON Schema of its own transaction, stricter than
Dredd: every scalar's type and format, every item of every array.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from io import BytesIO

import pytest
from flask import Flask
from jsonschema import Draft202012Validator
from PIL import Image
from werkzeug.test import TestResponse

from contracts.build.schemas import payload_schema
from contracts.model import Transaction, header
from contracts.verify.state import prepare
from server import create_app
from server.states import StateHandler
from tests.blueprint import derived_states, pairs, remembered, transaction_names


@remembered
def names_of_shown() -> Iterable[str]:
    """The names of the transactions whose response shows something that exists."""
    for name, (_, t) in pairs().items():
        if t.request.method == "GET" and t.response.status == 200 and t.response.body:
            yield name


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> dict[str, object]:
    folder = tmp_path_factory.mktemp("suite")
    return {
        "TESTING": True,
        "SQLALCHEMY_DATABASE_URI": f"sqlite:///{folder / 'transactions.sqlite'}",
        "HEALTH_FAULTS_FILE": str(folder / "faults"),
        "CREATE_TABLES": True,
    }


@pytest.fixture(scope="module")
def app(settings: dict[str, object]) -> Flask:
    return create_app(settings)


@pytest.fixture(scope="module")
def handler(app: Flask, settings: dict[str, object]) -> Iterator[StateHandler]:
    handler = StateHandler(settings)
    yield handler
    handler.close()


def send(app: Flask, handler: StateHandler, transaction: Transaction) -> TestResponse:
    """The answer to a transaction's request, with its derived state made true."""
    request = transaction.request
    headers = dict(request.headers)
    prepare(handler, derived_states()[transaction.name], headers)
    return app.test_client().open(
        request.uri,
        method=request.method,
        headers=headers,
        data=request.body,
    )


@pytest.mark.parametrize("name", transaction_names())
def test_the_answer_is_the_documented_one(app: Flask, handler: StateHandler, name: str) -> None:
    _, transaction = pairs()[name]
    answer = send(app, handler, transaction)
    documented = transaction.response
    assert answer.status_code == documented.status, answer.text
    if documented.status in (204, 304):
        assert not answer.data, "RFC 9110, 15.3.5 and 15.4.5"
        assert answer.content_type is None
        return
    assert answer.content_type == documented.content_type
    for field, value in documented.headers:
        if field.lower() == "location":
            assert answer.headers[field] == value
    if documented.content_type.startswith("image/"):
        Image.open(BytesIO(answer.data), formats=[documented.content_type[6:]]).load()
        return
    schema = payload_schema(documented)
    assert schema is not None
    validator = Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)
    problems = [f"{e.json_path}: {e.message}" for e in validator.iter_errors(answer.json)]
    assert not problems, answer.text


@pytest.mark.parametrize("name", names_of_shown())
def test_a_list_that_is_shown_with_members_has_members(
    app: Flask, handler: StateHandler, name: str
) -> None:
    _, transaction = pairs()[name]
    shown = json.loads(transaction.response.body).get("data")
    if isinstance(shown, list) and shown:
        answer = send(app, handler, transaction).json
        assert answer is not None
        assert len(answer["data"]) >= len(shown)


def test_documented_tokens_are_placeholders_or_bad_on_purpose() -> None:
    for _, transaction in pairs().values():
        value = header(transaction.request.headers, "Authorization")
        if value and transaction.response.status != 401:
            assert "<" in value, f"{transaction.location}: a real token in the blueprint"
