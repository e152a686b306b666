"""Secrets in what is printed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.text.redaction import redact

TOKEN = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl-_"


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        (TOKEN, "<hidden token>"),
        (f"?token={TOKEN}&a=1", "?token=<hidden token>&a=1"),
        (f'{{"a": "{TOKEN}", "b": "{TOKEN}"}}', '{"a": "<hidden token>", "b": "<hidden token>"}'),
        (f"prefix{TOKEN} behind", "prefix<hidden token> behind"),
        ("eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIn0.", "<hidden token>"),
        ("Authorization: Bearer abc", "Authorization: Bearer <hidden>"),
        ("Authorization: Basic YTpi==", "Authorization: Basic <hidden>"),
        ("authorization=jwt abc, next", "authorization=jwt <hidden>, next"),
        ("Authorization: Token abc", "Authorization: Token <hidden>"),
        ("Authorization: ApiKey abc", "Authorization: ApiKey <hidden>"),
        ("Authorization: key=abc", "Authorization: <hidden>"),
        ('Authorization: Token token="a b", nonce="7"', "Authorization: Token <hidden>"),
        (
            '--header \'Authorization: Digest username="a", response="b"\' -v',
            "--header 'Authorization: Digest <hidden>' -v",
        ),
        (
            r"""{"Authorization": "Digest username=\"a\", response=\"b\"", "c": 1}""",
            """{"Authorization": "Digest <hidden>", "c": 1}""",
        ),
        ('"Authorization": "JWT a.b.c"', '"Authorization": "JWT <hidden>"'),
        (f"Authorization: JWT {TOKEN}", "Authorization: JWT <hidden token>"),
        # No secrets.
        ("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0", "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0"),
        ("www.example.com/a.b.c", "www.example.com/a.b.c"),
        ("Authorization: none", "Authorization: none"),
        ("Authorization: Token <access_token>", "Authorization: Token <access_token>"),
        ("the header Authorization: it is missing", "the header Authorization: it is missing"),
        ("Bearer abc", "Bearer abc"),
        ("", ""),
    ],
)
def test_secrets_are_not_printed(text: str, printed: str) -> None:
    assert redact(text) == printed


@given(st.text(), st.text())
def test_a_token_is_hidden_whatever_is_around_it(before: str, after: str) -> None:
    text = f"{before} {TOKEN} {after}"
    assert TOKEN not in redact(text)
    assert redact(redact(text)) == redact(text)
