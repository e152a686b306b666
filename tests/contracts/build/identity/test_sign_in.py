"""How users sign in, as foreign blueprints document it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from contracts.build.identity.placeholders import scheme_of
from contracts.build.identity.sign_in import DocumentedSignIn, authorization, sign_in
from tests.contracts.blueprints import contract

USERS = """\
## User [/users/{id}]

+ Parameters
    + id: `1` (string, required)

### Read [GET]

+ Response 200 (application/vnd.api+json)
    + Attributes
        + data (User)

## Users [/users]

### Register [POST]

+ Request (application/vnd.api+json)
    + Attributes
        + data
            + type: user (string, required, fixed)
            + attributes
                + `screen-name`: jane (string, required)
                + `pass-phrase`: `correct horse` (string, required) - (write-only)

+ Response 201 (application/vnd.api+json)
    + Attributes
        + data (User)

"""
TYPES = """
# Data Structures

## User
+ type: user (string, required, fixed)
+ id: `1` (string, required)
+ attributes (required)
    + `screen-name`: jane (string, required)
"""


def document(sent: Any, answered: Any, method: str = "POST", headers: str = "") -> str:
    """A blueprint with users, and one plain JSON operation at /sessions."""
    body = f"\n    + Body\n\n            {json.dumps(sent)}\n" if sent else ""
    head = f"\n    + Headers\n\n            {headers}\n" if headers else ""
    media = " (application/json)" if sent else ""
    return (
        f"FORMAT: 1A\n\n# API\n\n{USERS}## Sessions [/sessions]\n\n### Open [{method}]\n\n"
        f"+ Request{media}\n{head}{body}\n+ Response 200 (application/json)\n\n"
        f"        {json.dumps(answered)}\n{TYPES}"
    )


NAMES = ("screenName", "screen-name"), ("passPhrase", "pass-phrase")
SENT = {"screenName": "jane", "passPhrase": "correct horse"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            document(SENT, {"token": "x"}),
            DocumentedSignIn("Bearer", "/sessions", "", "token", *NAMES),
        ),
        (
            document(SENT, {"refresh_token": "x", "access_token": "y"}),
            DocumentedSignIn("Bearer", "/sessions", "", "access_token", *NAMES),
        ),
        (document(SENT, {"id": 7}), DocumentedSignIn("Bearer")),
        (document({"screenName": "jane"}, {"token": "x"}), DocumentedSignIn("Bearer")),
        (document({"passPhrase": "x"}, {"token": "x"}), DocumentedSignIn("Bearer")),
        (document(SENT, {"token": "x"}, method="PUT"), DocumentedSignIn("Bearer")),
        (
            document(None, {"token": "x"}, headers="Authorization: Token <token>"),
            DocumentedSignIn("Token"),
        ),
    ],
    ids=[
        "names in another spelling",
        "a refresh token beside the access token",
        "an answer without a token",
        "no secret",
        "no identifier",
        "a method that creates nothing",
        "a refresh without a login",
    ],
)
def test_the_login_is_the_post_that_answers_a_secret_by_a_token(
    text: str, expected: DocumentedSignIn
) -> None:
    assert sign_in(contract(text)) == expected


def test_the_scheme_is_that_of_most_tokens() -> None:
    one, two = (document(None, {}, headers=f"Authorization: {s} <token>") for s in ("JWT", "Basic"))
    assert scheme_of(contract(one).transactions()) == "JWT"
    assert scheme_of(contract(two).transactions()) == "Bearer"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (document(None, {}, headers="Authorization: Token {{api-token}}"), "Token {{api-token}}"),
        (
            document(None, {}, headers="Authorization: bearer eyJhbGciOi.e30."),
            "bearer eyJhbGciOi.e30.",
        ),
        (document(None, {}, headers="Authorization: JWT <refresh_token>"), "JWT <access_token>"),
        (document(None, {}, headers="Authorization: Basic amFuZTpwdw=="), "Bearer <access_token>"),
        (document(SENT, {"auth_token": "x"}), "Bearer <auth_token>"),
        (document(None, {}), "Bearer <access_token>"),
    ],
    ids=["a placeholder", "a token", "a refresh", "no token", "what the login gives", "nothing"],
)
def test_the_header_of_a_user_is_the_one_that_is_documented(text: str, expected: str) -> None:
    assert authorization(contract(text)) == expected
