"""A server that has nothing to do with ours: notes in a dictionary, the standard library alone.

python server.py [PORT]

What lies below ``/test-only`` is for the judge. A real server would offer it on its test
system only, or the state handler would write to its database instead.
"""

from __future__ import annotations

import json
import secrets
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

NOTES: dict[str, str] = {}
TOKENS: set[str] = set()


class Handler(BaseHTTPRequestHandler):
    """Notes as JSON:API documents."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        *_, collection, id = f"/{self.path}".rstrip("/").split("/")
        if self.path == "/notes":
            self.answer(200, {"data": [shown(number) for number in NOTES]})
        elif collection == "notes" and id in NOTES:
            self.answer(200, {"data": shown(id)})
        else:
            self.refuse(404, "No such note")

    def do_POST(self) -> None:
        sent = self.sent()
        if self.path == "/test-only/reset":
            NOTES.clear()
            TOKENS.clear()
            self.answer(204)
        elif self.path == "/test-only/notes":
            NOTES[sent["id"]] = sent["text"]
            self.answer(204)
        elif self.path == "/test-only/tokens":
            TOKENS.add(token := secrets.token_hex())
            self.answer(200, {"token": token})
        elif self.path != "/notes":
            self.refuse(404, "No such note")
        elif self.is_signed_in():
            id = str(max(map(int, NOTES), default=0) + 1)
            NOTES[id] = sent["data"]["attributes"]["text"]
            self.answer(201, {"data": shown(id)}, Location=f"/notes/{id}")

    def do_DELETE(self) -> None:
        if not self.is_signed_in():
            return
        if NOTES.pop(self.path.removeprefix("/notes/"), None) is None:
            self.refuse(404, "No such note")
        else:
            self.answer(204)

    def sent(self) -> Any:
        """The request's document."""
        return json.loads(self.rfile.read(int(self.headers.get("Content-Length") or 0)) or b"{}")

    def is_signed_in(self) -> bool:
        """Whether a token came along; answers 401 otherwise."""
        known = self.headers.get("Authorization", "").removeprefix("Bearer ") in TOKENS
        if not known:
            self.refuse(401, "Sign in first")
        return known

    def refuse(self, status: int, title: str) -> None:
        """Answer with an error document."""
        self.answer(status, {"errors": [{"status": str(status), "title": title}]})

    def answer(self, status: int, document: Any = None, **headers: str) -> None:
        """Answer with a document, or with none."""
        body = b"" if document is None else json.dumps(document).encode()
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if body:
            self.send_header("Content-Type", "application/vnd.api+json")
        if status != 204:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Print nothing."""


def shown(id: str) -> dict[str, Any]:
    """A note as a resource object."""
    links = {"self": f"/notes/{id}"}
    return {"type": "note", "id": id, "attributes": {"text": NOTES[id]}, "links": links}


def main() -> None:
    """Serve until interrupted."""
    port = int(sys.argv[1]) if len(sys.argv) > 1 else 8080
    with ThreadingHTTPServer(("127.0.0.1", port), Handler) as server:
        server.serve_forever()


if __name__ == "__main__":
    main()
