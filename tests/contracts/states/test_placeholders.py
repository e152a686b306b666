"""Any documented placeholder counts as a token."""

from __future__ import annotations

import pytest

from contracts.model import Request
from contracts.states.placeholders import Placeholder, placeholder

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
    found = placeholder(request, status)
    assert found == (Placeholder(*wanted) if wanted else None)  # type: ignore[arg-type]


def test_other_headers_carry_tokens_as_well() -> None:
    request = Request("", "GET", "/", headers=(("X-Api-Key", "<key>"), ("X-Colour", "<red>")))
    assert placeholder(request, 200) == Placeholder("<key>", "access")
