"""What of a credential header's value is secret (RFC 9110, section 11.4)."""

from __future__ import annotations

import pytest

from contracts.text.credentials import CredentialText, credential_text, is_placeholder


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("Bearer <token>", CredentialText("Bearer", "Bearer ", "<token>")),
        ("Basic dXNlcjpwYXNzdw==", CredentialText("Basic", "Basic ", "dXNlcjpwYXNzdw==")),
        ("ApiKey daniel:204db7b", CredentialText("ApiKey", "ApiKey ", "daniel:204db7b")),
        ("<token>", CredentialText("", "", "<token>")),
        ("", CredentialText("", "", "")),
        (
            "Token token=<secret>",
            CredentialText("Token", "Token token=", "<secret>", "", "token"),
        ),
        (
            'Token token="abc", nonce="def"',
            CredentialText("Token", 'Token token="', "abc", '", nonce="def"', "token"),
        ),
        (
            "Token email=jo@example.com; token=abc",
            CredentialText("Token", "Token email=jo@example.com; token=", "abc", "", "token"),
        ),
        ("MTAuth key=<a b>", CredentialText("MTAuth", "MTAuth key=", "<a b>", "", "key")),
        (
            "GoogleLogin auth=<value>",
            CredentialText("GoogleLogin", "GoogleLogin auth=", "<value>", "", "auth"),
        ),
        (
            "Custom user=1, proof=<value>",
            CredentialText("Custom", "Custom user=1, proof=", "<value>", "", "proof"),
        ),
        ("key=YOUR_KEY", CredentialText("", "key=", "YOUR_KEY", "", "key")),
    ],
)
def test_the_secret_of_a_credential(value: str, expected: CredentialText) -> None:
    found = credential_text(value)
    assert found == expected
    assert found.before + found.secret + found.after == value


@pytest.mark.parametrize(
    "value",
    [
        'Digest username="jo", realm="r", nonce="n", response="6629fae4"',
        'OAuth oauth_consumer_key="k", oauth_token="t", oauth_signature="s"',
        "AWS4-HMAC-SHA256 Credential=AKID/20130524, SignedHeaders=host, Signature=fe5f",
        "Custom key=<key>, token=abc",
        'Hawk id="<id>", ts="1353832234", mac="<mac>"',
        "Bearer eyJhbGciOiJI.eyJzdWI.c2ln=",
    ],
)
def test_of_several_secrets_and_of_what_is_no_parameter_all_is_the_secret(value: str) -> None:
    found = credential_text(value)
    assert (found.parameter, found.secret) == ("", value.partition(" ")[2])


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("<Auth Key>", True),
        ("{token}", True),
        ("[token]", True),
        ("YOUR_KEY", True),
        ("Beaver yourself", False),
        ("YOUR KEY", True),
        ("$TOKEN", True),
        ("eyJ0...", True),
        ("xxxx", True),
        ("eyJ0", False),
        ("", False),
    ],
)
def test_a_value_stands_for_one_that_only_the_reader_knows(value: str, expected: bool) -> None:
    assert is_placeholder(value) is expected
