"""`contract dredd`: green only when all ran and passed; red says where, why and how to repeat."""

from __future__ import annotations

import os
import shutil
import socket
import sys
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from click.testing import CliRunner, Result

from contracts.cli.main import main
from contracts.dredd import command as module
from contracts.dredd.command import HOOKS, NO_HOOKS, DreddOptions, judge
from contracts.dredd.report import complaints
from contracts.dredd.result import DreddResult, Status, Totals, TransactionResult
from contracts.project.blueprint import read
from contracts.report.verification import read_results
from contracts.serve.process import ServerFailed, free_port, running
from tests.contracts.dredd_compiler import needs_dredd
from tests.http_server import QuietHandler, serving

ROOT = Path(__file__).parents[3]
BLUEPRINT = """\
FORMAT: 1A

# API

## Thing [/thing]

### Read Thing [GET]

+ Request As Jane
    + Headers

            Authorization: JWT secret-token

+ Response 200 (application/json)
    + Attributes
        + name: `Jane` (string, required)

### Make Thing [POST]

+ Request (application/json)

        {"name": "it's new"}

+ Response 201
"""


class Stub(QuietHandler):
    """Reads well and makes badly."""

    def answer(self, status: int, body: bytes) -> None:
        self.respond(status, body)

    def do_GET(self) -> None:
        self.answer(200, b'{"name": "John"}')

    def do_POST(self) -> None:
        self.answer(500, b'{"reason": "out of order"}')


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with serving(Stub) as url:
        yield url


def enter(folder: Path, patch: pytest.MonkeyPatch) -> Path:
    """Make the folder that of a project, and the current one."""
    (folder / "api.apib").write_text(BLUEPRINT, encoding="utf-8")
    (folder / "hooks.py").write_text("", encoding="utf-8")
    patch.chdir(folder)
    patch.setenv("CONTRACT_CACHE", "")
    return folder


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    return enter(tmp_path, monkeypatch)


def dredd(server: str, *options: str) -> Result:
    arguments = ["dredd", "api.apib", "--endpoint", server, "--hooks", "hooks.py", *options]
    return CliRunner().invoke(main, arguments)


@pytest.fixture(scope="module")
def whole_run(tmp_path_factory: pytest.TempPathFactory, server: str) -> tuple[Result, Path]:
    """A run of all transactions, and the folder of what it wrote, which no test changes."""
    with pytest.MonkeyPatch.context() as patch:
        folder = enter(tmp_path_factory.mktemp("whole_run"), patch)
        return dredd(server), folder / "build" / "dredd"


@needs_dredd
def test_a_failure_shows_place_documentation_answer_and_curl(
    server: str, whole_run: tuple[Result, Path]
) -> None:
    result, _ = whole_run
    assert result.exit_code == 1
    for part in (
        "FAIL Thing > Make Thing",
        "at      api.apib:20:3",
        "docs    build/docs/index.html#make-thing",
        '500 {"reason": "out of order"}',
        f"curl --request POST \\\n            {server}/thing",
        "complete: 1 passing, 1 failing, 0 errors, 0 skipped, 2 total",
        "2 transactions judged, 2 in the contract",
    ):
        assert part in result.output, result.output
    assert "FAIL Thing > Read Thing" not in result.output


@needs_dredd
def test_the_documentation_shows_what_dredd_reported(
    folder: Path, whole_run: tuple[Result, Path]
) -> None:
    report = whole_run[1] / "report.json"
    found = read_results([report])
    assert {name: (result.outcome, result.judge) for name, result in found.items()} == {
        "Thing > Read Thing": ("passed", "Dredd"),
        "Thing > Make Thing": ("failed", "Dredd"),
    }
    assert CliRunner().invoke(main, ["docs", "api.apib", "--report", str(report)]).exit_code == 0
    page = (folder / "build" / "docs" / "index.html").read_text(encoding="utf-8")
    assert "1 of 1 examples match the server" in page
    assert "0 of 1 examples match the server" in page
    assert page.count('title="checked: Dredd"') == 2


UNSENT = """\
FORMAT: 1A

# API

## Things [/things{?time_bucket}]

### List Things [GET]

+ Parameters
    + time_bucket (string, optional) - A histogram: `a:b` with _function_ one of `min`, `max`.

+ Response 200

## Thing [/thing/{name}]

### Read Thing [GET]

+ Response 200 (application/json)

### Is it there [HEAD /thing]

+ Response 200

### Show Thing [GET /thing]

+ Response 200 (application/json)

        {"name": "John"}
"""


@needs_dredd
def test_what_dredd_cannot_send_fails_the_run_with_its_reason(server: str, folder: Path) -> None:
    (folder / "api.apib").write_text(UNSENT, encoding="utf-8")
    result = dredd(server)
    assert result.exit_code == 1
    for part in (
        "1 passed of 4",
        "Dredd cannot send HEAD: it adds a body to every request",
        "HTTP HEAD requests MUST NOT include a request body",
        "name is in no Parameters section",
        "time_bucket is in no Parameters section",
        "2 transactions judged, 4 in the contract",
    ):
        assert part in result.output, result.output


@needs_dredd
def test_one_transaction_is_judged_and_reported_alone_whatever_is_wrong_with_others(
    server: str, folder: Path, whole_run: tuple[Result, Path]
) -> None:
    text = UNSENT.replace("(application/json)\n\n###", "(application/json)\n\n        {,}\n\n###")
    (folder / "api.apib").write_text(text, encoding="utf-8")
    reports = shutil.copytree(whole_run[1], folder / "build" / "dredd")
    result = dredd(server, "--only", "Thing > Show Thing")
    assert set(read_results([reports / "report.json"])) == {"Thing > Show Thing"}
    assert "api.apib has 1 error: see `contract lint api.apib`" in result.output
    assert "1 transaction judged" in result.output
    assert result.exit_code == 0, result.output


def test_one_transaction_left_unsent_fails_a_run_in_which_all_others_pass(
    monkeypatch: pytest.MonkeyPatch, folder: Path
) -> None:
    (folder / "api.apib").write_text(UNSENT, encoding="utf-8")
    passed = TransactionResult("Thing > Show Thing", Status.PASS, "", (), 0.1, {})
    result = DreddResult((passed,), Totals(passing=1, total=1), "", (), (), (), (), "", "")
    monkeypatch.setattr(module, "run", lambda *_, **__: result)
    blueprint = read("api.apib")
    for only, is_green in (((), False), ((passed.name,), True)):
        options = DreddOptions(Path("build"), endpoint="http://127.0.0.1:1", only=only)
        assert judge(blueprint, options, lambda *_, **__: None) is is_green


@needs_dredd
def test_no_token_is_printed_or_kept(whole_run: tuple[Result, Path]) -> None:
    result, folder = whole_run
    assert "secret-token" not in result.output
    for name in ("dredd.log", "report.json"):
        assert "secret-token" not in (folder / name).read_text()


@needs_dredd
def test_a_server_that_does_not_answer_is_one_clear_line() -> None:
    result = dredd("http://127.0.0.1:9")
    assert result.exit_code == 2
    assert "no server answers at http://127.0.0.1:9" in result.output


def test_what_dredd_left_out_is_named() -> None:
    result = DreddResult((), Totals(), "", ("A > B",), ("C > D",), (), ("hook failed: x",), "", "")
    assert not result.passed
    assert list(complaints(result)) == [
        "not run by Dredd: A > B",
        "run by Dredd but not in the contract: C > D",
        "hook failed: x",
    ]


def judged(monkeypatch: pytest.MonkeyPatch, **settings: Any) -> tuple[list[str], dict[str, Any]]:
    """What is shown, and what Dredd is run with, where it would find nothing to judge."""
    given: dict[str, Any] = {}

    def run(_blueprint: Path, endpoint: str, _hookfiles: Any, **arguments: Any) -> DreddResult:
        given.update(arguments, endpoint=endpoint)
        return DreddResult((), Totals(), "", (), (), (), (), "", "")

    shown: list[str] = []

    def echo(message: str, *, nl: bool = True, err: bool = False) -> None:
        shown.append(message)

    monkeypatch.setattr(module, "run", run)
    options = DreddOptions(Path("build"), **{"endpoint": "http://127.0.0.1:1", **settings})
    judge(read("api.apib"), options, echo)
    return shown, given


@pytest.mark.parametrize(
    ("settings", "line"),
    [
        ({}, NO_HOOKS),
        ({"hookfiles": (Path("hooks.py"),)}, "states are made by hooks.py"),
        ({"hookfiles": (Path("gone.py"),)}, "states are made by gone.py"),
        (
            {"hookfiles": (Path("hooks.py"), HOOKS), "state": "my:State"},
            "state handler my:State resets the state of http://127.0.0.1:1",
        ),
        (
            {"hookfiles": (HOOKS,), "state": "my:State", "serve": "serve", "endpoint": None},
            "state handler my:State resets the state of serve",
        ),
        (
            {
                "hookfiles": (HOOKS,),
                "state": "my:State",
                "serve": "serve",
                "endpoint": None,
                "environment": {"URL": "{database}"},
            },
            "state handler my:State resets a database made for this run",
        ),
    ],
)
def test_the_first_line_says_what_is_reset(
    monkeypatch: pytest.MonkeyPatch, settings: dict[str, Any], line: str
) -> None:
    monkeypatch.delenv("CONTRACT_DATABASE_URL", raising=False)
    monkeypatch.setattr(module, "running", lambda *_: nullcontext(SimpleNamespace(url="http://x")))
    shown, _ = judged(monkeypatch, **settings)
    assert shown[0] == line


@pytest.mark.parametrize("state", ["", "my:State"])
def test_hooks_are_given_the_state_handler_of_a_server_that_runs(
    monkeypatch: pytest.MonkeyPatch, folder: Path, state: str
) -> None:
    _, given = judged(monkeypatch, state=state)
    named = {"CONTRACT_STATE": state} if state else {}
    assert given["environment"] == {"CONTRACT_BLUEPRINT": str(folder / "api.apib"), **named}


def test_a_server_of_the_run_and_the_hooks_are_given_one_database(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("CONTRACT_DATABASE_URL", raising=False)
    served: list[dict[str, str]] = []

    def running(_command: str, environment: dict[str, str], _log: Path) -> Any:
        served.append(environment)
        return nullcontext(SimpleNamespace(url="http://x"))

    monkeypatch.setattr(module, "running", running)
    _, given = judged(monkeypatch, endpoint=None, serve="s", environment={"URL": "{database}"})
    assert served == [given["environment"]]
    assert given["environment"]["URL"] == given["environment"]["CONTRACT_DATABASE_URL"]
    assert given["endpoint"] == "http://x"


def test_another_python_finds_the_hook_handler(
    monkeypatch: pytest.MonkeyPatch, folder: Path
) -> None:
    _, given = judged(monkeypatch, hooks_python=sys.executable)
    paths = given["environment"]["PYTHONPATH"].split(os.pathsep)
    assert paths[0] == str(folder / "build" / "dredd" / "hook-handler")
    assert list(Path(paths[0]).glob("*.py"))
    assert given["environment"]["CONTRACT_BLUEPRINT"]


def test_a_server_that_ends_at_once_shows_the_end_of_its_log(folder: Path) -> None:
    command = f"{sys.executable} -c \"import sys; sys.exit('no database')\""
    with (
        pytest.raises(ServerFailed, match="ended with exit code 1") as caught,
        running(command, {}, folder / "log"),
    ):
        pass
    assert "no database" in str(caught.value)


def test_a_command_that_does_not_exist_is_one_clear_line(folder: Path) -> None:
    with (
        pytest.raises(ServerFailed, match="cannot start 'no-such-command'"),
        running("no-such-command", {}, folder / "log"),
    ):
        pass


@needs_dredd
def test_a_team_s_dredd_yml_with_hooks_in_javascript_is_enough(server: str, folder: Path) -> None:
    """An assertion of chai that fails is a failure; any other exception is an error."""
    (folder / "check.js").write_text(
        "const hooks = require('hooks');\n"
        f"const {{ assert }} = require({str(ROOT / 'node_modules' / 'chai')!r});\n"
        "hooks.before('Thing > Read Thing', (transaction) => { transaction.skip = true; });\n"
        "hooks.before('Thing > Make Thing', (transaction) => assert.equal(1, 2));\n"
    )
    (folder / "dredd.yml").write_text(f"endpoint: {server}\nhookfiles: ['*.js']\n")
    done = CliRunner().invoke(main, ["dredd", "api.apib", "--config", "dredd.yml"])
    assert "complete: 0 passing, 1 failing, 0 errors, 1 skipped, 2 total" in done.output


#: A server that `npm start` would start: a child of the command that is named.
STUB = """\
import subprocess
import sys

if len(sys.argv) == 3:
    child = [sys.executable, __file__, sys.argv[1]]
    sys.exit(subprocess.run(child).returncode)

from http.server import HTTPServer
from tests.contracts.dredd.test_command import Stub

print("listening", flush=True)
HTTPServer(("127.0.0.1", int(sys.argv[1])), Stub).serve_forever()
"""


@pytest.fixture
def configured(folder: Path, monkeypatch: pytest.MonkeyPatch) -> int:
    """The port of the server that the folder's dredd.yml starts."""
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    port = free_port()
    (folder / "serve.py").write_text(STUB, encoding="utf-8")
    (folder / "their_hooks.py").write_text(
        "import dredd_hooks\n\n\n"
        "@dredd_hooks.before('Thing > Make Thing')\n"
        "def skip(transaction):\n    transaction['skip'] = True\n"
    )
    (folder / "dredd.yml").write_text(
        f"blueprint: api.apib\nendpoint: http://127.0.0.1:{port}\n"
        f"server: '{sys.executable} serve.py {port} child'\nserver-wait: 0.1\n"
        "hookfiles: their_hooks.py\nlanguage: python\nheader: ['X-Key: 1']\nsorted: true\n"
        "reporter: xunit\noutput: report.xml\n"
    )
    return port


@needs_dredd
def test_the_dredd_yml_of_the_folder_is_read_and_its_server_is_started_and_ended(
    configured: int, folder: Path
) -> None:
    done = CliRunner().invoke(main, ["dredd"])
    assert done.exit_code == 0, done.output
    assert "dredd.yml is read (blueprint, endpoint, server, hookfiles, " in done.output
    assert "complete: 1 passing, 0 failing, 0 errors, 1 skipped, 2 total" in done.output
    assert "skipped: Thing > Make Thing" in done.output
    assert "listening" in (folder / "build" / "dredd" / "server.log").read_text()
    assert "<testsuite" in (folder / "report.xml").read_text()
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", configured))


@needs_dredd
def test_a_server_of_the_dredd_yml_that_is_in_the_way_or_fails_is_named(
    configured: int, folder: Path, server: str
) -> None:
    text = (folder / "dredd.yml").read_text()
    busy = text.replace(f"http://127.0.0.1:{configured}", server)
    for changed, part in (
        (busy, "stop it, or verify it with --endpoint"),
        (text.replace("serve.py", "missing.py"), "ended with exit code 2"),
    ):
        (folder / "dredd.yml").write_text(changed)
        done = CliRunner().invoke(main, ["dredd"])
        assert (done.exit_code, part in done.output) == (2, True), done.output


#: What `dredd init` writes.
INIT = """\
dry-run: null
hookfiles: null
language: nodejs
require: null
server: null
server-wait: 3
init: false
custom: {{}}
names: false
only: []
reporter: []
output: []
header: []
sorted: false
user: null
inline-errors: false
details: false
method: []
color: true
loglevel: warning
path: []
hooks-worker-timeout: 5000
hooks-worker-connect-timeout: 1
hooks-worker-connect-retry: 1
hooks-worker-after-connect-wait: 100
hooks-worker-term-timeout: 5000
hooks-worker-term-retry: 500
hooks-worker-handler-host: 127.0.0.1
hooks-worker-handler-port: 1
config: ./dredd.yml
blueprint: api.apib
endpoint: '{endpoint}'
"""


@needs_dredd
def test_a_dredd_yml_as_dredd_writes_it_is_read_with_several_hook_files_in_python(
    server: str, folder: Path
) -> None:
    """Hooks may skip everything: the exit code is Dredd's."""
    (folder / "dredd.yml").write_text(INIT.format(endpoint=server))
    for name, transaction in (("a.py", "Read Thing"), ("b.py", "Make Thing")):
        (folder / name).write_text(
            "import dredd_hooks as hooks\n\n\n"
            f"@hooks.before('Thing > {transaction}')\n"
            "def skip(transaction):\n    transaction['skip'] = True\n"
        )
    done = CliRunner().invoke(main, ["dredd", "--hooks", "[ab].py"])
    assert "0 passing, 0 failing, 0 errors, 2 skipped" in done.output
    assert done.exit_code == 0, done.output
