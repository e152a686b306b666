"""Which headers and parameters are credentials, and what readers are asked for."""

from __future__ import annotations

from dataclasses import replace

import pytest

from contracts.model import Parameter
from contracts.render.credentials import (
    Credential,
    credentials,
    is_credential,
    is_credential_parameter,
    shown_credentials,
)
from tests.contracts.factories import action, contract, transaction


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Authorization", True),
        ("Proxy-Authorization", True),
        ("Cookie", True),
        ("X-Api-Key", True),
        ("apikey", True),
        ("X-Hubcash-Token", True),
        ("X-Application-Key", True),
        ("Ocp-Apim-Subscription-Key", True),
        ("X-Client-Secret", True),
        ("Idempotency-Key", False),
        ("X-CSRF-Token", False),
        ("Sec-WebSocket-Key", False),
        ("Accept", False),
        ("X-Keyboard", False),
        ("X-Key-Id", False),
    ],
)
def test_a_header_is_a_credential(name: str, expected: bool) -> None:
    assert is_credential(name) is expected


@pytest.mark.parametrize(
    ("name", "example", "place", "expected"),
    [
        ("api_key", "1", "query", True),
        ("access_token", "", "query", True),
        ("appid", "", "query", True),
        ("key", "YOUR KEY", "query", True),
        ("key", "name", "query", False),
        ("token", "<token>", "query", True),
        ("page_token", "x", "query", False),
        ("api_key", "1", "path", False),
    ],
)
def test_a_parameter_is_a_credential(name: str, example: str, place: str, expected: bool) -> None:
    parameter = Parameter(name, name, place, example=example)  # type: ignore[arg-type]
    assert is_credential_parameter(parameter) is expected


def test_each_credential_is_there_once_with_a_label_of_its_own() -> None:
    values = (
        *("Bearer a", "bearer b", "JWT c", "Bearer <refresh_token>", "Basic d", "key"),
        *('Token token="e"', "MTAuth key=<f>", "key=<g>"),
    )
    shown = [transaction(headers=(("Authorization", value),)) for value in values]
    found = contract(action(*shown, transaction(headers=(("X-Api-Key", "k"), ("Cookie", "s=1")))))
    own = transaction(headers=(("X-Shop-Code", "<code>"), ("X-Page", "2"), ("Accept", "<type>")))
    assert credentials(contract(action(own))) == [Credential("header", "X-Shop-Code")]
    assert credentials(found) == [
        Credential("header", "Authorization", "Bearer"),
        Credential("header", "Authorization", "JWT"),
        Credential("header", "Authorization", "Bearer", refresh=True),
        Credential("header", "Authorization", "Basic"),
        Credential("header", "Authorization"),
        Credential("header", "Authorization", "Token", parameter="token"),
        Credential("header", "Authorization", "MTAuth", parameter="key"),
        Credential("header", "Authorization", parameter="key"),
        Credential("header", "X-Api-Key"),
    ]
    assert [each["label"] for each in shown_credentials(found)] == [
        "Your token (Bearer)",
        "Your token (JWT)",
        "Your refresh token",
        "Your name:password",
        "Your token",
        "Your token (Token)",
        "Your MTAuth key",
        "Your key",
        "Your X-Api-Key",
    ]


def test_parameters_of_actions_and_of_their_requests_are_credentials() -> None:
    def query(*names: str) -> tuple[Parameter, ...]:
        return tuple(Parameter(each, each, "query") for each in names)

    shown = transaction()
    sent = replace(shown.request, parameters=query("access_token", "sort", "API_KEY"))
    one = action(shown, replace(shown, request=sent), parameters=query("api_key", "page"))
    assert credentials(contract(one)) == [
        Credential("query", "api_key"),
        Credential("query", "access_token"),
    ]
