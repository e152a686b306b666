"""The curl command is, for a shell, exactly the request."""

from __future__ import annotations

import subprocess
from urllib.parse import unquote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.model import Request
from contracts.render.curl import curl
from tests.examples import examples

#: What a shell cannot be given: NUL. Half a surrogate pair is no text of a blueprint.
TEXT = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=20)


def request(
    method: str, uri: str, headers: tuple[tuple[str, str], ...] = (), body: str = ""
) -> Request:
    return Request(headers=headers, body=body, name="", method=method, uri=uri)


def words_of(command: str) -> list[str]:
    """The command and its arguments, as a shell gives them to it."""
    script = f'curl() {{ printf "%s\\\\0" curl "$@"; }}\n{command}'
    done = subprocess.run(["sh", "-c", script], capture_output=True, check=True)
    return done.stdout.decode().split("\0")[:-1]


@settings(max_examples=examples(40))
@given(
    st.sampled_from(["POST", "PATCH", "DELETE", "PUT"]),
    TEXT,
    st.lists(st.tuples(TEXT, TEXT), max_size=3),
    TEXT.filter(bool),
)
def test_a_shell_reads_what_is_sent(
    method: str, path: str, headers: list[tuple[str, str]], body: str
) -> None:
    words = words_of(curl(request(method, f"/{path}", tuple(headers), body), "http://a.example/"))
    assert words[:3] == ["curl", "--request", method]
    assert unquote(words[3]) == unquote(f"http://a.example/{path}")
    assert not set(words[3]) & set(' []{}"\n')
    options = [word for name, value in headers for word in ("--header", f"{name}: {value}")]
    assert words[4:] == [*options, "--data-raw", body]


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        (request("GET", "/a?b=c&d[e]=f"), ["curl", "http://a.example/a?b=c&d%5Be%5D=f"]),
        (request("HEAD", "/a"), ["curl", "--head", "http://a.example/a"]),
        (request("DELETE", "/a"), ["curl", "--request", "DELETE", "http://a.example/a"]),
        (
            request("GET", "/a", body="x"),
            ["curl", "--request", "GET", "http://a.example/a", "--data-raw", "x"],
        ),
        (
            request("HEAD", "/a", body="x"),
            ["curl", "--request", "HEAD", "http://a.example/a", "--data-raw", "x"],
        ),
    ],
)
def test_a_method_is_named_where_curl_would_choose_another(sent: Request, words: list[str]) -> None:
    assert words_of(curl(sent, "http://a.example")) == words


def test_without_a_host_the_address_is_the_path() -> None:
    assert curl(request("GET", "/a")) == "curl /a"
