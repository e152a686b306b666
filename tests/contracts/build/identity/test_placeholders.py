"""Any documented placeholder counts as a token."""

from __future__ import annotations

import json

import pytest

from contracts.build.identity.placeholders import Placeholder, placeholders
from contracts.model import Headers, Request

CASES = [
    ("JWT <access_token>", 200, ("<access_token>", "access")),
    ("JWT <Auth Key>", 200, ("<Auth Key>", "access")),
    ("Bearer <refresh_token>", 200, ("<refresh_token>", "refresh")),
    ("Bearer {token}", 201, ("{token}", "access")),
    ("Bearer {{accessToken}}", 200, ("{{accessToken}}", "access")),
    ("Bearer [Auth Key]", 200, ("[Auth Key]", "access")),
    ("Bearer $TOKEN", 200, ("$TOKEN", "access")),
    ("Bearer ${TOKEN}", 200, ("${TOKEN}", "access")),
    ("Bearer YOUR_TOKEN", 200, ("YOUR_TOKEN", "access")),
    ("Token your-api-key", 200, ("your-api-key", "access")),
    ("Bearer eyJhbGciOiJI.eyJzdWI.c2ln", 200, ("eyJhbGciOiJI.eyJzdWI.c2ln", "access")),
    ("JWT eyJhbGciOiJIUzI1NiIs...", 200, ("eyJhbGciOiJIUzI1NiIs...", "access")),
    ("Bearer 1a2b3c", 200, ("1a2b3c", "access")),
    ("Token token=<secret>", 200, ("<secret>", "access")),
    ('Token token="1a2b3c", nonce="7"', 200, ("1a2b3c", "access")),
    ("MTAuth key=1a2b3c", 200, ("1a2b3c", "access")),
    ("key=1a2b3c", 200, ("1a2b3c", "access")),
    ("Token token=<invalid_token>", 400, None),
    ("JWT <expired_token>", 401, ("<expired_token>", "expired")),
    ("JWT <access_token>", 403, ("<access_token>", "access")),
    ("JWT <access_token>", 401, None),
    ("JWT <invalid_token>", 400, None),
    ("Basic dXNlcjpwYXNz", 200, None),
    ("", 200, None),
]


@pytest.mark.parametrize(("value", "status", "wanted"), CASES)
def test_the_text_that_a_token_replaces(
    value: str, status: int, wanted: tuple[str, str] | None
) -> None:
    request = Request("", "GET", "/", headers=(("Accept", "a/b"), ("Authorization", value)))
    found = placeholders(request, status)
    assert found == ((Placeholder(*wanted),) if wanted else ())  # type: ignore[arg-type]


BODIES = [
    ({"refresh_token": "<refresh_token>"}, 200, ("<refresh_token>", "refresh")),
    ({"refreshToken": "{{token}}"}, 200, ("{{token}}", "refresh")),
    ({"refresh-token": "eyJhbGciOiJI.eyJzdWI.c2ln"}, 200, ("eyJhbGciOiJI.eyJzdWI.c2ln", "refresh")),
    ({"token": "YOUR_TOKEN", "device": "d"}, 200, ("YOUR_TOKEN", "access")),
    ({"access_token": "<expired_token>"}, 401, ("<expired_token>", "expired")),
    ({"refresh_token": "<refresh_token>"}, 401, None),
    ({"refresh_token": "<invalid_token>"}, 400, None),
    ({"refresh_token": "5a1"}, 200, None),
    ({"reset_token": "<token>", "password": "x"}, 200, None),
    ({"push_token": "<token>"}, 200, None),
    ({"token": {"value": "<token>"}}, 200, None),
    (["<token>"], 200, None),
]


@pytest.mark.parametrize(("body", "status", "wanted"), BODIES)
def test_a_token_in_a_plain_body_is_replaced_as_well(
    body: object, status: int, wanted: tuple[str, str] | None
) -> None:
    json_headers = (("Content-Type", "application/json"),)
    request = Request("", "POST", "/", headers=json_headers, body=json.dumps(body))
    found = placeholders(request, status)
    assert found == ((Placeholder(*wanted, "body"),) if wanted else ())  # type: ignore[arg-type]


ACCESS = Placeholder("<access_token>", "access")
SIGNED = ("Authorization", "Bearer <access_token>")
TOGETHER = [
    ((SIGNED,), '{"refresh_token": "<r>"}', "/", Placeholder("<r>", "refresh", "body")),
    ((SIGNED, ("X-Refresh-Token", "<r>")), "", "/", Placeholder("<r>", "refresh")),
    ((SIGNED, ("Cookie", "a=b; refresh_token=<r>")), "", "/", Placeholder("<r>", "refresh")),
    ((SIGNED,), "", "/?a=b&id_token=%3Cid%3E", Placeholder("%3Cid%3E", "access", "query")),
    ((SIGNED, ("X-CSRF-Token", "<csrf>")), "", "/", None),
    ((SIGNED, ("X-Api-Key", "my-key")), "", "/", None),
    ((SIGNED, ("Cookie", "theme=<token>")), "", "/", None),
    ((SIGNED,), '{"reset_token": "<r>"}', "/?token=5a1", None),
    ((SIGNED,), '{"refresh_token": "<invalid>"}', "/", None),
]


@pytest.mark.parametrize(("headers", "body", "uri", "other"), TOGETHER)
def test_tokens_in_several_places_of_a_request_are_all_replaced(
    headers: Headers, body: str, uri: str, other: Placeholder | None
) -> None:
    found = placeholders(Request("", "POST", uri, headers=headers, body=body), 200)
    assert found == ((ACCESS, other) if other else (ACCESS,))


def test_other_headers_carry_tokens_as_well() -> None:
    request = Request("", "GET", "/", headers=(("X-Api-Key", "<key>"), ("X-Colour", "<red>")))
    assert placeholders(request, 200) == (Placeholder("<key>", "access"),)
