"""The state protocol over HTTP, in front of an application."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from contracts.agent.http import PATH, mount
from contracts.agent.state import StateError

LONGER = "the document is longer than 20 bytes"


class State:
    """Applies documents; what it is told to raise, it raises."""

    def __init__(self, error: Exception | None = None) -> None:
        self.error = error

    def describe(self) -> dict[str, Any]:
        return {"types": {}}

    def apply(self, document: dict[str, Any]) -> dict[str, Any]:
        if self.error is not None:
            raise self.error
        return {"applied": document}


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterator[bytes]:
    start_response("204 No Content", [])
    return iter([environ["PATH_INFO"].encode()])


def send(
    method: str, body: bytes = b"", state: State | None = None, **environ: Any
) -> tuple[str, dict[str, str], bytes]:
    """Status, headers and body of the answer."""
    started: list[Any] = []
    given = {
        "REQUEST_METHOD": method,
        "PATH_INFO": PATH,
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.input": io.BytesIO(body),
        **environ,
    }
    known = set(logging.getLogger().handlers)
    mounted = mount(application, state or State())  # type: ignore[arg-type]
    chunks = mounted(given, lambda status, headers: started.extend((status, dict(headers))))
    for handler in set(logging.getLogger().handlers) - known:
        logging.getLogger().removeHandler(handler)
    return started[0], started[1], b"".join(chunks)


NOT_SENT = {"error": "send POST, or GET for the types that are known"}
#: A method and a body of up to 20 bytes, and the status and body that answer it.
ANSWERS: list[tuple[str, bytes, str, Any]] = [
    ("GET", b"", "200 OK", {"types": {}}),
    ("POST", b'{"reset": true}', "200 OK", {"applied": {"reset": True}}),
    ("POST", b'{"log": 1}', "200 OK", {"applied": {"log": 1}, "log": []}),
    ("POST", b"[]", "400 Bad Request", {"error": "the document is not a JSON object"}),
    ("POST", b"{}".rjust(20), "200 OK", {"applied": {}}),
    ("POST", b"{}".rjust(21), "413 Content Too Large", {"error": LONGER}),
    ("PUT", b"{}", "405 Method Not Allowed", NOT_SENT),
]


@pytest.mark.parametrize(("method", "body", "status", "answer"), ANSWERS)
def test_a_request_is_answered(
    monkeypatch: pytest.MonkeyPatch, method: str, body: bytes, status: str, answer: Any
) -> None:
    monkeypatch.setattr("contracts.agent.http.LARGEST", 20)
    answered, headers, text = send(method, body)
    assert (answered, json.loads(text)) == (status, answer)
    assert headers == {"Content-Type": "application/json", "Content-Length": str(len(text))}


@pytest.mark.parametrize("body", [b"", b"{", b"\xff"])
def test_what_is_no_json_is_refused(body: bytes) -> None:
    status, _, text = send("POST", body)
    assert status == "400 Bad Request"
    assert json.loads(text)["error"].startswith("the document is not valid JSON: ")


@pytest.mark.parametrize(
    ("error", "status", "reason"),
    [
        (StateError("no"), "422 Unprocessable Content", "no"),
        (KeyError("a"), "422 Unprocessable Content", "a"),
        (NotImplementedError(), "422 Unprocessable Content", ""),
        (OSError("gone"), "500 Internal Server Error", "OSError: gone"),
    ],
)
def test_what_the_models_raise_is_reported(error: Exception, status: str, reason: str) -> None:
    answered, _, text = send("POST", b"{}", State(error))
    assert (answered, json.loads(text)) == (status, {"error": reason})


def test_other_paths_are_the_applications() -> None:
    assert send("POST", PATH_INFO="/contract-states") == ("204 No Content", {}, b"/contract-states")
