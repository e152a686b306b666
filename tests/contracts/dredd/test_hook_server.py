"""The handler as Dredd meets it: a child process that speaks lines of JSON over TCP."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from textwrap import dedent
from typing import Any, TypeAlias

import pytest

from contracts.serve.process import free_port
from contracts.text.redaction import redact

ROOT = Path(__file__).parents[3]
TOKEN = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl"


class Handler:
    """A running handler and the connection Dredd would have to it."""

    def __init__(self, files: list[Path], port: int | None = None) -> None:
        self.port = port or free_port()
        command = [sys.executable, "-m", "contracts.dredd.hook_server", *map(str, files), "--port"]
        self.process = subprocess.Popen(
            [*command, str(self.port)],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
        )
        self.connection: socket.socket | None = None

    def connect(self) -> None:
        """Connect, as Dredd does again and again until the handler listens."""
        while self.process.poll() is None:
            connection = socket.socket()
            if connection.connect_ex(("127.0.0.1", self.port)) == 0:
                self.connection = connection
                self.lines = connection.makefile("r", encoding="utf-8")
                return
            connection.close()
            time.sleep(0.02)
        pytest.fail(f"the handler ended: {self.errors()}")

    def send(self, event: str, data: object) -> dict[str, Any]:
        """Dredd's answer to an event: the reply's data, merged as Dredd merges it."""
        assert self.connection is not None
        message = {"event": event, "uuid": "1-2-3", "data": data}
        self.connection.sendall(json.dumps(message).encode())
        self.connection.sendall(b"\n")
        reply = json.loads(self.lines.readline())
        assert (reply["event"], reply["uuid"]) == (event, "1-2-3")
        if isinstance(data, list):
            return {"all": reply["data"] or data}
        assert isinstance(data, dict)
        return {**data, **reply["data"]}

    def close(self) -> str:
        """Close the connection as Dredd does at the end; what the handler printed."""
        if self.connection is not None:
            self.lines.close()
            self.connection.close()
        return self.errors()

    def errors(self) -> str:
        out, errors = self.process.communicate(timeout=20)
        assert out == ""
        return errors.removeprefix(f"{STARTING}\n")


STARTING = "Starting the hook handler for Python"
Start: TypeAlias = Callable[..., Handler]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Start a handler with hook files of these contents and connect to it."""
    handlers: list[Handler] = []

    def started(*contents: str) -> Handler:
        files = []
        for number, content in enumerate(contents):
            files.append(tmp_path / f"hooks{number}.py")
            files[-1].write_text("import dredd_hooks as hooks\n" + dedent(content))
        handlers.append(Handler(files))
        handlers[-1].connect()
        return handlers[-1]

    yield started
    for handler in handlers:
        if handler.process.poll() is None:
            handler.process.kill()
            handler.process.wait()


def transaction(name: str = "G > R > A") -> dict[str, Any]:
    return {"name": name, "skip": False, "request": {"headers": {}}, "seen": []}


EVERY_KIND = """
    def seen(transaction, word):
        transaction.setdefault("seen", []).append(word)

    @hooks.before_all
    def all_before(transactions):
        seen(transactions[0], "before_all")

    @hooks.before_each
    def each_before(transaction):
        seen(transaction, "before_each")

    @hooks.before("G > R > A")
    def one_before(transaction):
        seen(transaction, "before")

    @hooks.before_each_validation
    def each_before_validation(transaction):
        seen(transaction, "before_each_validation")

    @hooks.before_validation("G > R > A")
    def one_before_validation(transaction):
        seen(transaction, "before_validation")

    @hooks.after_each
    def each_after(transaction):
        seen(transaction, "after_each")

    @hooks.after("G > R > A")
    def one_after(transaction):
        seen(transaction, "after")

    @hooks.after_all
    def all_after(transactions):
        seen(transactions[0], "after_all")
"""


@pytest.mark.parametrize(
    ("event", "seen"),
    [
        ("beforeEach", ["before_each", "before"]),
        ("beforeEachValidation", ["before_each_validation", "before_validation"]),
        ("afterEach", ["after", "after_each"]),
    ],
)
def test_hooks_run_at_their_event_in_dredd_s_order(
    start: Start, event: str, seen: list[str]
) -> None:
    handler = start(EVERY_KIND)
    assert handler.send(event, transaction())["seen"] == seen
    assert handler.send(event, transaction("other"))["seen"] == [s for s in seen if "each" in s]


@pytest.mark.parametrize(
    ("event", "seen"), [("beforeAll", "before_all"), ("afterAll", "after_all")]
)
def test_hooks_of_the_whole_run_get_all_transactions(start: Start, event: str, seen: str) -> None:
    found = start(EVERY_KIND).send(event, [transaction(), transaction("other")])["all"]
    assert [t["seen"] for t in found] == [[seen], []]


def test_a_hook_imported_into_a_second_file_runs_once(start: Start) -> None:
    handler = start(EVERY_KIND, "from hooks0 import each_before\n")
    assert handler.send("beforeEach", transaction("other"))["seen"] == ["before_each"]


def test_hooks_made_by_one_function_all_run(start: Start) -> None:
    handler = start(
        """
        def made(word):
            @hooks.before_each
            def hook(transaction):
                transaction["seen"].append(word)
            return hook

        first, second = made("one"), made("two")
        """
    )
    assert handler.send("beforeEach", transaction())["seen"] == ["one", "two"]


def test_the_reply_has_no_data_when_no_hook_ran(start: Start) -> None:
    handler = start("")
    assert handler.connection is not None
    handler.connection.sendall(b'{"event": "beforeEach", "uuid": "1", "data": {"name": "A"}}\n')
    assert json.loads(handler.lines.readline())["data"] == {"name": "A"}


def test_messages_may_arrive_in_any_pieces(start: Start) -> None:
    handler = start(EVERY_KIND)
    assert handler.connection is not None
    message = json.dumps({"event": "beforeEach", "uuid": "é", "data": transaction()}).encode()
    for piece in (message[:5], message[5:] + b"\n" + message, b"\n"):
        handler.connection.sendall(piece)
        time.sleep(0.02)
    assert [json.loads(handler.lines.readline())["uuid"] for _ in range(2)] == ["é", "é"]


RAISING = """
    import sys

    def helper():
        return {}["missing"]

    @hooks.KIND
    def failing(transaction):
        helper()

    @hooks.before_each
    def quiet(transaction):
        transaction["seen"].append("quiet")

    @hooks.before("G > Quits > A")
    def quitting(transaction):
        sys.exit("no more")

    @hooks.before("G > Token > A")
    def leaking(transaction):
        raise ValueError("refused: Authorization: JWT TOKEN")
""".replace("TOKEN", TOKEN)


@pytest.mark.parametrize("kind", ["before", "before_validation", "after"])
def test_a_raising_hook_fails_its_transaction_at_once_and_the_run_goes_on(
    start: Start, kind: str
) -> None:
    events = {"before": "beforeEach", "before_validation": "beforeEachValidation"}
    event = events.get(kind, "afterEach")
    handler = start(RAISING.replace("KIND", f'{kind}("G > R > A")'))
    failed = handler.send(event, transaction())
    assert failed["fail"].startswith("hook failing (")
    assert failed["fail"].endswith("hooks0.py:6) raised KeyError: 'missing'")
    assert "fail" not in handler.send(event, transaction("other"))
    printed = handler.close()
    assert f"hook failed: 'G > R > A': {failed['fail']}\nTraceback" in printed
    assert "in helper" in printed
    assert "registry.py" not in printed
    assert handler.process.returncode == 0


@pytest.mark.parametrize(
    ("kind", "event", "seen"),
    [("before_each", "beforeEach", []), ("after_each", "afterEach", ["second"])],
)
def test_after_a_raising_hook_only_hooks_that_tidy_up_still_run(
    start: Start, kind: str, event: str, seen: list[str]
) -> None:
    handler = start(
        f"""
        @hooks.{kind}
        def first(transaction):
            raise LookupError

        @hooks.{kind}
        def second(transaction):
            transaction["seen"].append("second")
        """
    )
    found = handler.send(event, transaction())
    assert found["seen"] == seen
    assert found["fail"].endswith("raised LookupError")


def test_a_raising_before_all_fails_every_transaction(start: Start) -> None:
    handler = start(RAISING.replace("KIND", "before_all"))
    found = handler.send("beforeAll", [transaction(), transaction("other")])["all"]
    assert ["KeyError" in t["fail"] for t in found] == [True, True]
    assert "hook failed: beforeAll of the run" in handler.close()


def test_an_exit_in_a_hook_fails_the_transaction_only(start: Start) -> None:
    handler = start(RAISING.replace("KIND", "after_all"))
    assert "SystemExit: no more" in handler.send("beforeEach", transaction("G > Quits > A"))["fail"]
    assert handler.send("beforeEach", transaction("other"))["seen"] == ["quiet"]


def test_a_raising_after_hook_spoils_a_verdict_already_given(start: Start) -> None:
    handler = start(RAISING.replace("KIND", "after_each"))
    judged = {**transaction(), "skip": True, "test": {"message": "body: wrong\n"}}
    found = handler.send("afterEach", judged)
    assert found["skip"] is False
    assert found["test"]["message"] == "body: wrong\n" + found["fail"]


def test_a_token_in_an_exception_is_not_shown(start: Start) -> None:
    handler = start(RAISING.replace("KIND", "after_all"))
    shown = handler.send("beforeEach", transaction("G > Token > A"))["fail"] + handler.close()
    assert shown.count("refused: Authorization: JWT <hidden") == 4
    assert "eyJ" not in shown


@pytest.mark.parametrize(
    "text",
    [
        f"Authorization: JWT {TOKEN}",
        f"{{'Authorization': 'Bearer {TOKEN}'}}",
        f'{{"access_token": "{TOKEN}"}}',
        "Authorization: Basic c2lnbmF0dXJl",
    ],
)
def test_tokens_are_hidden_in_any_text(text: str) -> None:
    assert "hidden" in redact(text)
    assert "c2ln" not in redact(text)


def test_what_a_hook_prints_is_visible(start: Start) -> None:
    handler = start(
        """
        import subprocess, sys
        @hooks.before_each
        def talkative(transaction):
            print("from the hook")
            subprocess.run([sys.executable, "-c", "print('from its child')"])
        """
    )
    handler.send("beforeEach", transaction())
    assert handler.close().split("\n") == ["from the hook", "from its child", ""]


def test_hooks_for_unknown_transactions_are_reported_at_the_end(start: Start) -> None:
    handler = start(EVERY_KIND)
    handler.send("afterAll", [transaction("G > R > AB")])
    lines = handler.close().splitlines()
    assert len(lines) == 3
    assert lines[0].endswith(
        "hooks0.py:14: no transaction is called 'G > R > A'; did you mean 'G > R > AB'?"
    )


def test_it_ends_cleanly_when_dredd_closes_the_connection(start: Start) -> None:
    handler = start(EVERY_KIND)
    handler.send("beforeEach", transaction())
    assert handler.close() == ""
    assert handler.process.returncode == 0


def test_a_connection_without_a_word_is_not_dredd(start: Start) -> None:
    handler = start(EVERY_KIND)
    assert handler.connection is not None
    handler.connection.close()
    handler.lines.close()
    handler.connect()
    assert handler.send("beforeEach", transaction())["seen"] != []


@pytest.mark.skipif(os.name != "posix", reason="Windows has no SIGTERM to catch")
def test_sigterm_ends_it_even_inside_a_hook(start: Start) -> None:
    handler = start(
        """
        import os, signal, time
        @hooks.before_each
        def ended(transaction):
            os.kill(os.getpid(), signal.SIGTERM)
            time.sleep(30)
        """
    )
    assert handler.connection is not None
    handler.connection.sendall(b'{"event": "beforeEach", "uuid": "1", "data": {"name": "A"}}\n')
    assert handler.errors() == ""
    assert handler.process.returncode == 128 + signal.SIGTERM


def test_a_busy_port_is_one_clear_line() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        (line,) = Handler([], port).errors().splitlines()
    assert line.startswith(f"hook handler: cannot listen on 127.0.0.1:{port}: Address already in")
    assert "--hooks-worker-handler-port" in line


def test_a_broken_hook_file_is_shown_with_its_traceback(tmp_path: Path) -> None:
    file = tmp_path / "broken.py"
    file.write_text("import math\nmath.nothing\n")
    handler = Handler([file])
    lines = handler.errors().splitlines()
    assert f'  File "{file}", line 2, in <module>' in lines
    assert lines[-1].startswith(f"hook handler: cannot load {file}: AttributeError: ")
    assert handler.process.returncode == 1


def test_a_missing_hook_file_is_named(tmp_path: Path) -> None:
    (line,) = Handler([tmp_path / "none.py"]).errors().splitlines()
    assert line == f"hook handler: there is no hook file {tmp_path / 'none.py'}"


def test_another_protocol_is_refused(start: Start) -> None:
    handler = start(EVERY_KIND)
    assert handler.connection is not None
    handler.connection.sendall(b"GET / HTTP/1.1\r\n\r\n")
    assert handler.errors().startswith("hook handler: not a message from Dredd: b'GET / HTTP")
    assert handler.process.returncode == 1


def test_it_says_that_it_starts_and_returns_what_no_hook_is_for(start: Start) -> None:
    handler = start("")
    assert handler.connection is not None
    for event in ("beforeAll", "beforeEach", "beforeEachValidation", "afterEach", "afterAll"):
        message = {"event": event, "uuid": "1234-abcd", "data": {"key": "value"}}
        handler.connection.sendall(json.dumps(message).encode() + b"\n")
        assert json.loads(handler.lines.readline()) == message
    handler.connection.close()
    handler.lines.close()
    _, errors = handler.process.communicate(timeout=20)
    assert errors == f"{STARTING}\n"
