"""Dredd and our judge on the same answers of the same server.

A stub server has a list of answers for each transaction. A hook file makes Dredd run each
transaction once for each of its answers and say, in a header, which one it wants; our
suite's client says the same.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import TypeAlias

import pytest

from contracts.dredd.installation import find_dredd
from contracts.exchange import Answer, Mode, Outcome, Result, Sent
from contracts.model import Contract
from contracts.verify.client import HttpClient
from contracts.verify.transaction_runner import TransactionRunner

HERE = Path(__file__).parent
RUNNER = HERE.parents[3] / "contracts" / "dredd" / "dredd_runner.js"

Answers: TypeAlias = Mapping[str, Sequence[Answer]]

needs_dredd = pytest.mark.skipif(
    not (shutil.which("node") and (HERE.parents[3] / "node_modules" / "dredd").is_dir()),
    reason="Dredd is missing: run `npm ci`",
)

_BODILESS = (204, 304)
_WORDS = {
    Outcome.PASSED: "pass",
    Outcome.FAILED: "fail",
    Outcome.ERROR: "error",
    Outcome.SKIPPED: "skip",
}


def locked_versions(package: str) -> list[tuple[str, str]]:
    """The versions of an npm package and of all that it is made of."""
    lock = HERE.parents[3] / "package-lock.json"
    packages = json.loads(lock.read_text(encoding="utf-8"))["packages"]
    found: dict[str, str] = {}
    names = [package]
    while names:
        suffix = f"node_modules/{names.pop()}"
        for place, locked in packages.items():
            if place.endswith(suffix) and place not in found:
                found[place] = locked["version"]
                names += locked.get("dependencies", {})
    return sorted(found.items())


@contextmanager
def serving(answers: Answers) -> Iterator[str]:
    """A server that gives the answer a request's ``X-Answer`` (``name #number``) wants.

    It says the Content-Length of its own accord, and once more when the answer has one.
    """

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = -1  # head and body in one packet, so that nobody waits for the second
        disable_nagle_algorithm = True

        def answer(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length") or 0))
            # http.server reads header bytes as latin-1; Node.js refuses to send others.
            name, _, number = self.headers["X-Answer"].rpartition(" #")
            found = answers[name][int(number)]
            self.send_response(found.status)
            for header, value in found.headers:
                self.send_header(header, value)
            bodiless = self.command == "HEAD" or found.status in _BODILESS
            if not bodiless:
                self.send_header("Content-Length", str(len(found.body)))
            self.end_headers()
            if not bodiless:
                self.wfile.write(found.body)

        do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = do_HEAD = do_OPTIONS = answer

        def log_message(self, format: str, *args: object) -> None:
            """Print nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def dredd_says(
    files: Sequence[Path], endpoint: str, answers: Answers, folder: Path
) -> dict[str, tuple[str, list[str]]]:
    """Dredd's status and messages for every answer, by ``name #number``."""
    node, package = find_dredd()
    counts = folder / "answers.json"
    counts.write_text(json.dumps({name: len(found) for name, found in answers.items()}))
    configuration = {
        "endpoint": endpoint,
        "path": [str(file) for file in files],
        "color": False,
        "loglevel": "error",
        "hookfiles": [str(HERE / "repeat_transactions.js")],
        "reporter": ["dot"],  # the shortest there is
    }
    done = subprocess.run(
        [node, str(RUNNER), str(package), json.dumps(configuration)],
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, "NODE_NO_WARNINGS": "1", "DREDD_ANSWERS": str(counts)},
        timeout=900,
    )
    # Between the records stand the reporter's dots.
    pieces = done.stdout.split("\x1e")[1:]
    records = [json.loads(piece.split("\n", 1)[0]) for piece in pieces]
    ends = [record["error"] for record in records if record["event"] == "end"]
    assert ends == [""], f"{ends} {done.stderr[-2000:]} {done.stdout[-2000:]}"
    return {r["name"]: (r["status"], r["messages"]) for r in records if r["event"] == "verdict"}


class AskingClient:
    """A client that asks the stub server for one of its answers."""

    def __init__(self, endpoint: str) -> None:
        self._client = HttpClient(endpoint)
        self.endpoint = endpoint
        self.wanted = ""

    def send(self, sent: Sent) -> Answer:
        asking = ("X-Answer", self.wanted)
        return self._client.send(replace(sent, headers=(*sent.headers, asking)))

    def close(self) -> None:
        self._client.close()


def we_say(
    contract: Contract, endpoint: str, answers: Answers, prefix: str = ""
) -> Iterator[tuple[str, Result]]:
    """Our verdict in Dredd mode for every answer, by ``name #number`` as Dredd has it.

    Given several files, Dredd puts the API's title before a transaction's name: ``prefix``.
    """
    client = AskingClient(endpoint)
    transactions = TransactionRunner(contract, client, mode=Mode.DREDD)
    for name in transactions.executed_transactions:
        for number in range(len(answers[prefix + name])):
            client.wanted = f"{prefix}{name} #{number}"
            yield client.wanted, transactions.run(name)
    client.close()


def differences(theirs: dict[str, tuple[str, list[str]]], ours: Mapping[str, Result]) -> list[str]:
    """A sentence for each answer that is judged by one only, or by both but differently."""
    found = [f"only one judged {name}" for name in sorted(theirs.keys() ^ ours.keys())]
    for name in theirs.keys() & ours.keys():
        (status, messages), result = theirs[name], ours[name]
        if status != _WORDS[result.outcome]:
            reasons = [result.reason, *(problem.message for problem in result.problems)]
            found.append(
                f"{name}: Dredd says {status} {messages}, we {result.outcome} {reasons}"
                f" of {result.answer}"
            )
    return found
