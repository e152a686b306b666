"""The state protocol over HTTP: a test-only route in front of a WSGI application (PEP 3333)."""

from __future__ import annotations

import json
from typing import Any, Callable, Dict, Iterable, Tuple

from contracts.agent.log import LoggedErrors
from contracts.agent.state import ModelState, StateError

PATH = "/contract-state"
LARGEST = 16 * 1024 * 1024
_REASONS = {
    200: "OK",
    400: "Bad Request",
    405: "Method Not Allowed",
    413: "Content Too Large",
    422: "Unprocessable Content",
    500: "Internal Server Error",
}


def mount(app: Callable[..., Any], state: ModelState, path: str = PATH) -> Callable[..., Any]:
    """The WSGI application ``app`` with the state protocol (docs/state.md) at ``path``.

    For tests alone: whoever reaches the route empties the database and gets tokens.
    """
    log = LoggedErrors()

    def application(environ: Dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if environ.get("PATH_INFO") != path:
            log.begin()
            try:
                chunks: Iterable[bytes] = app(environ, start_response)
            except Exception as error:
                log.raised(error)  # whatever the application raises is shown to the judge
                raise
            return chunks
        status, answer = _answer(environ, state, log)
        body = json.dumps(answer).encode()
        headers = [("Content-Type", "application/json"), ("Content-Length", str(len(body)))]
        start_response("%d %s" % (status, _REASONS[status]), headers)
        return [body]

    return application


def _answer(
    environ: Dict[str, Any], state: ModelState, log: LoggedErrors
) -> Tuple[int, Dict[str, Any]]:
    """Status and document that answer a request."""
    method = environ["REQUEST_METHOD"]
    try:
        if method == "GET":
            return 200, state.describe()
        if method != "POST":
            return 405, {"error": "send POST, or GET for the types that are known"}
        length = int(environ.get("CONTENT_LENGTH") or 0)
        if length > LARGEST:
            return 413, {"error": "the document is longer than %d bytes" % LARGEST}
        document = json.loads(environ["wsgi.input"].read(length).decode("utf-8"))
        if not isinstance(document, dict):
            return 400, {"error": "the document is not a JSON object"}
        logged = {"log": list(log.lines)} if document.get("log") else {}
        return 200, {**state.apply(document), **logged}
    except (UnicodeDecodeError, json.JSONDecodeError) as error:
        return 400, {"error": "the document is not valid JSON: %s" % error}
    except (StateError, LookupError, NotImplementedError) as error:
        return 422, {"error": str(error.args[0] if error.args else error)}
    except Exception as error:
        # Models are the application's own code: what they raise is reported to the judge.
        return 500, {"error": "%s: %s" % (type(error).__name__, error)}
