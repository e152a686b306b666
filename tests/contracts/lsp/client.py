"""A client of the Language Server Protocol over standard input and output, for tests."""

from __future__ import annotations

import json
import os
import queue
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

PATIENCE = 60.0
"""Seconds an answer may take before the test fails."""

CAPABILITIES: dict[str, Any] = {
    "window": {"showDocument": {"support": True}},
    "workspace": {"codeLens": {"refreshSupport": True}},
}


class LspError(Exception):
    """The server answered with an error."""


class Client:
    """One server process; what it says on its own is kept in ``notifications``."""

    def __init__(
        self,
        folder: Path,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        self.folder = folder
        self.process = subprocess.Popen(
            [sys.executable, "-m", "contracts", "lsp"],
            env={**os.environ, **(environment or {})},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        self.diagnostics: dict[str, dict[str, Any]] = {}
        self.shown: list[dict[str, Any]] = []
        self.messages: list[str] = []
        self.log: list[bytes] = []
        self._replies: dict[int, queue.SimpleQueue[dict[str, Any]]] = {}
        self._news = threading.Condition()
        self._count = 0
        self._versions: dict[str, int] = {}
        self._threads = [
            threading.Thread(target=self._read, daemon=True),
            threading.Thread(target=self._read_log, daemon=True),
        ]
        for thread in self._threads:
            thread.start()
        folders = [{"uri": folder.as_uri(), "name": folder.name}]
        self.server = self.ask(
            "initialize",
            {
                "processId": None,
                "rootUri": folder.as_uri(),
                "workspaceFolders": folders,
                "capabilities": CAPABILITIES,
                "initializationOptions": {"editor": "vscodium"},
            },
        )
        self.tell("initialized", {})

    def close(self) -> int:
        """Shut the server down as the protocol says; return its exit code."""
        self.ask("shutdown", None)
        self.tell("exit", None)
        return self.ended()

    def ended(self) -> int:
        """Wait until the server ends; return its exit code."""
        code = self.process.wait(PATIENCE)
        for thread in self._threads:
            thread.join(PATIENCE)
        for pipe in (self.process.stdin, self.process.stdout, self.process.stderr):
            assert pipe is not None
            pipe.close()
        return code

    def ask(self, method: str, params: Any) -> Any:
        """The server's answer. Raises LspError."""
        return self.answer(self.send(method, params))

    def send(self, method: str, params: Any) -> int:
        """Send a request and return its number."""
        self._count += 1
        self._replies[self._count] = queue.SimpleQueue()
        self._write({"id": self._count, "method": method, "params": params})
        return self._count

    def answer(self, number: int) -> Any:
        """Wait for the answer to a request. Raises LspError."""
        reply = self._replies[number].get(timeout=PATIENCE)
        if "error" in reply:
            raise LspError(reply["error"]["message"])
        return reply.get("result")

    def tell(self, method: str, params: Any) -> None:
        """Send a notification."""
        self._write({"method": method, "params": params})

    def uri(self, name: str) -> str:
        """The URI of a file in the folder."""
        return (self.folder / name).as_uri()

    def open(self, name: str, text: str | None = None) -> None:
        """Open a file, with its text on disk or another one."""
        if text is None:
            text = (self.folder / name).read_bytes().decode()
        self._versions[name] = 1
        document = {"uri": self.uri(name), "languageId": "apib", "version": 1, "text": text}
        self.tell("textDocument/didOpen", {"textDocument": document})

    def change(self, name: str, text: str) -> None:
        """Type: the whole document has a new text."""
        self._versions[name] += 1
        document = {"uri": self.uri(name), "version": self._versions[name]}
        changes = {"textDocument": document, "contentChanges": [{"text": text}]}
        self.tell("textDocument/didChange", changes)

    def shut(self, name: str) -> None:
        """Close a file."""
        self._versions.pop(name)
        self.tell("textDocument/didClose", {"textDocument": {"uri": self.uri(name)}})

    def at(self, name: str, line: int, character: int, **more: Any) -> dict[str, Any]:
        """The parameters of a request about a place, from 0."""
        position = {"line": line, "character": character}
        return {"textDocument": {"uri": self.uri(name)}, "position": position, **more}

    def about(self, name: str, **more: Any) -> dict[str, Any]:
        """The parameters of a request about a document."""
        return {"textDocument": {"uri": self.uri(name)}, **more}

    def found(self, name: str) -> list[dict[str, Any]]:
        """The diagnostics of an open file's present text."""
        version = self._versions[name]
        state = self.wait(lambda: self._published(name, version))
        return list(state["diagnostics"])

    def codes(self, name: str) -> list[str]:
        """The codes of these diagnostics."""
        return [str(each["code"]) for each in self.found(name)]

    def wait(self, condition: Callable[[], Any]) -> Any:
        """Wait until ``condition`` is true, and return what it returns."""
        with self._news:
            assert self._news.wait_for(condition, PATIENCE), b"".join(self.log).decode()
            return condition()

    def _published(self, name: str, version: int) -> dict[str, Any] | None:
        state = self.diagnostics.get(self.uri(name))
        return state if state and state.get("version") == version else None

    def _write(self, message: dict[str, Any]) -> None:
        data = json.dumps({"jsonrpc": "2.0", **message}).encode()
        assert self.process.stdin is not None
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(data), data))
        self.process.stdin.flush()

    def _read(self) -> None:
        stream = self.process.stdout
        assert stream is not None
        while True:
            length = 0
            while line := stream.readline().strip():
                name, _, value = line.partition(b":")
                length = int(value) if name.lower() == b"content-length" else length
            if not length:
                return
            self._handle(json.loads(stream.read(length)))

    def _read_log(self) -> None:
        assert self.process.stderr is not None
        for line in self.process.stderr:
            self.log.append(line)

    def _handle(self, message: dict[str, Any]) -> None:
        method, params = message.get("method"), message.get("params")
        if method is None:
            self._replies[message["id"]].put(message)
            return
        if "id" in message:
            result = {"success": True} if method == "window/showDocument" else None
            self._write({"id": message["id"], "result": result})
        with self._news:
            if method == "textDocument/publishDiagnostics":
                self.diagnostics[params["uri"]] = params
            elif method == "window/showDocument":
                self.shown.append(params)
            elif method == "window/showMessage":
                self.messages.append(params["message"])
            self._news.notify_all()
