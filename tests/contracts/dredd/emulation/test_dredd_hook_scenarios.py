"""What teams do to transactions in hooks, as Dredd's own test suite has it: secrets taken out of
reports, guards, binary bodies, failures and skips. Dredd 14 and our Dredd mode agree on each.

The scenarios are those of apiaryio/dredd, test/integration/sanitation-test.js, request-test.js and
response-test.js, with hooks in Python.
"""

from __future__ import annotations

import base64
import json
import subprocess
import sys
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner

from contracts.cli.main import main
from contracts.dredd.hook_files import load
from contracts.dredd.installation import find_dredd
from contracts.dredd.runner import run as run_dredd
from contracts.exchange import Mode, Outcome
from contracts.project.blueprint import read
from contracts.serve.process import free_port
from contracts.verify.client import HttpClient
from contracts.verify.transaction_runner import TransactionRunner
from tests.contracts.dredd.emulation.side_by_side import RUNNER, needs_dredd
from tests.http_server import QuietHandler, serving

MODULES = RUNNER.with_name("dredd_modules.js")
SECRET = "5229c6e8e4b0bd7dbb07e29c"
PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg=="
)
WORDS = {
    Outcome.PASSED: "pass",
    Outcome.FAILED: "fail",
    Outcome.SKIPPED: "skip",
    Outcome.ERROR: "error",
}
NAME = "+ Attributes\n        + name: `Alice` (string)"
BOTH = f"+ Attributes\n        + token: `{SECRET}` (string)\n        + name: `Alice` (string)"
HEADER = f"+ Headers\n\n            Authorization: token {SECRET}\n\n    "


@dataclass(frozen=True, slots=True)
class Scenario:
    """A transaction, the answer to it, hooks of its own, and the verdict."""

    verdict: str
    hooks: str
    answer: bytes = b'{"name": 123}'
    request: str = NAME
    response: str = NAME
    sent: str = "application/json"
    answered: str = "application/json; charset=utf-8"
    query: str = ""


PASSING = b'{"name": "Bob"}'
FRESH = """
    test = transaction["test"]
    kept = {k: test[k] for k in ("start", "end", "duration", "startedAt") if k in test}
    transaction["test"] = {**kept, "message": transaction["fail"]}
"""
SCENARIOS = {
    "Request Body Removed": Scenario(
        "fail",
        'def after(transaction):\n    transaction["test"]["request"]["body"] = ""',
        request=BOTH,
    ),
    "Response Body Removed": Scenario(
        "fail",
        """def after(transaction):
    test = transaction["test"]
    test["actual"]["body"] = test["expected"]["body"] = test["expected"]["bodySchema"] = ""
    test["message"] = ""
    del test["results"]["fields"]["body"]""",
        answer=b'{"token": 123, "name": "Bob"}',
        response=BOTH,
    ),
    "Request Member Removed": Scenario(
        "fail",
        """def after(transaction):
    body = json.loads(transaction["test"]["request"]["body"])
    del body["token"]
    transaction["test"]["request"]["body"] = json.dumps(body)""",
        request=BOTH,
    ),
    "Response Member Removed": Scenario(
        "fail",
        '''def after(transaction):
    test = transaction["test"]
    field = test["results"]["fields"]["body"]
    for message in (test["actual"], test["expected"]):
        message["body"] = without_token(message["body"])
    schema = json.loads(test["expected"]["bodySchema"])
    del schema["properties"]["token"]
    test["expected"]["bodySchema"] = json.dumps(schema)
    field["errors"] = [e for e in field["errors"] if e["location"]["pointer"] != "/token"]
    field["values"] = {k: without_token(v) for k, v in field["values"].items()}
    test["message"] = ""''',
        answer=b'{"token": 123, "name": "Bob"}',
        response=BOTH,
    ),
    "Plain Text Censored": Scenario(
        "fail",
        """def after(transaction):
    test = transaction["test"]
    field = test["results"]["fields"]["body"]
    for message in (test["actual"], test["expected"]):
        message["body"] = SECRET.sub("CENSORED", message["body"])
    field["values"] = {k: SECRET.sub("CENSORED", v) for k, v in field["values"].items()}""",
        answer=b"token=42 5229c6e8e4b0bd7dbb07e29c",
        request="",
        sent="text/plain",
        answered="text/plain; charset=utf-8",
        response=f"+ Body\n\n            token={SECRET}",
    ),
    "Request Header Removed": Scenario(
        "fail",
        """def after(transaction):
    headers = transaction["test"]["request"]["headers"]
    del headers["Authorization"]""",
        request=HEADER + NAME,
    ),
    "Response Header Removed": Scenario(
        "fail",
        '''def after(transaction):
    test = transaction["test"]
    field = test["results"]["fields"]["headers"]
    found = [test["actual"]["headers"], test["expected"]["headers"], field["values"]["expected"]]
    for headers in found:
        for name in [n for n in headers if n.lower() == "authorization"]:
            del headers[name]
    field["errors"] = [
        e for e in field["errors"] if e["location"]["pointer"].lower() != "/authorization"
    ]
    test["message"] = ""''',
        answer=PASSING,
        response=HEADER + NAME,
    ),
    "Query Censored": Scenario(
        "fail",
        """def before(transaction):
    transaction["id"] = SECRET.sub("CENSORED", transaction["id"])
    name = transaction["origin"]["resourceName"]
    transaction["origin"]["resourceName"] = SECRET.sub("CENSORED", name)


def after(transaction):
    request = transaction["test"]["request"]
    request["uri"] = SECRET.sub("CENSORED", request["uri"])""",
        query="token",
    ),
    "Everything Censored": Scenario(
        "fail",
        """def after(transaction):
    text = json.dumps(transaction["test"])
    transaction["test"] = json.loads(SECRET.sub("CENSORED", text))""",
        request=HEADER + BOTH,
        query="token",
    ),
    "Guarded": Scenario(
        "fail",
        """def after(transaction):
    if SECRET.search(json.dumps(transaction["test"])):
        transaction["fail"] = "a secret would be reported"
        """
        + FRESH.strip().replace("\n    ", "\n        "),
        answer=PASSING,
        request=HEADER + BOTH,
        query="token",
    ),
    "Passing": Scenario(
        "pass",
        'def after(transaction):\n    transaction["test"]["request"]["body"] = ""',
        answer=PASSING,
        request=BOTH,
    ),
    "Failed Before": Scenario(
        "fail",
        '''def before(transaction):
    transaction["fail"] = True


def after(transaction):
    if "request" in (transaction.get("test") or {}):
        transaction["test"]["request"]["body"] = ""''',
        answer=PASSING,
    ),
    "Failed After": Scenario(
        "fail",
        """def after(transaction):
    transaction["test"]["request"]["body"] = ""
    transaction["fail"] = True""",
        answer=PASSING,
    ),
    "Skipped": Scenario(
        "skip",
        '''def before(transaction):
    transaction["skip"] = True


def after(transaction):
    if "request" in (transaction.get("test") or {}):
        transaction["test"]["request"]["body"] = ""''',
    ),
    "Raising": Scenario("fail", 'def after(transaction):\n    json.loads("boom")', answer=PASSING),
    "Raising And Caught": Scenario(
        "fail",
        """def after(transaction):
    try:
        json.loads("boom")
    except ValueError:
        transaction["fail"] = "unexpected exception in hooks"
        """
        + FRESH.strip().replace("\n    ", "\n        "),
        answer=PASSING,
    ),
    "Binary Request": Scenario(
        "pass",
        f'''def before(transaction):
    transaction["request"]["body"] = "{base64.b64encode(PNG).decode()}"
    transaction["request"]["bodyEncoding"] = "base64"''',
        answer=PASSING,
        request="",
        sent="image/png",
    ),
    "Bytes That Are No Text": Scenario(
        "pass",
        '''def before(transaction):
    transaction["request"]["body"] = "/++/vg=="
    transaction["request"]["bodyEncoding"] = "base64"''',
        answer=PASSING,
        request="",
        sent="application/octet-stream",
    ),
    "Binary Response": Scenario(
        "pass",
        f'''def validation(transaction):
    transaction["expected"]["body"] = "{base64.b64encode(PNG).decode()}"''',
        answer=PNG,
        answered="image/png",
        response="",
    ),
    "Another Binary Response": Scenario(
        "fail",
        '''def validation(transaction):
    transaction["expected"]["body"] = "/++/vg=="''',
        answer=PNG,
        answered="image/png",
        response="",
    ),
    "Binary Response Ignored": Scenario(
        "pass",
        'def validation(transaction):\n    transaction["real"]["body"] = ""',
        answer=PNG,
        answered="image/png",
        response="",
    ),
    "Response Must Be Empty": Scenario(
        "fail",
        '''def validation(transaction):
    if transaction["real"].get("body"):
        transaction["fail"] = "the response body must be empty"''',
        answer=PASSING,
        response="",
    ),
    "Response Is Empty": Scenario(
        "pass",
        '''def validation(transaction):
    if transaction["real"].get("body"):
        transaction["fail"] = "the response body must be empty"''',
        answer=b"",
        response="",
    ),
}
HEAD = """\
import json
import re

import dredd_hooks

SECRET = re.compile("[0-9a-f]{24,}")


def without_token(text):
    found = json.loads(text)
    found.pop("token", None)
    return json.dumps(found)
"""
EVENTS = {"before": "before", "validation": "before_validation", "after": "after"}


def hooks_text(names: Collection[str]) -> str:
    """One hook file with the hooks of these scenarios, each for its own transaction."""
    parts = [HEAD]
    for number, (name, scenario) in enumerate(SCENARIOS.items()):
        if name not in names:
            continue
        text = scenario.hooks
        for event, decorator in EVENTS.items():
            head = f"def {event}(transaction):"
            named = (
                f'@dredd_hooks.{decorator}("G > {name} > A")\ndef {event}_{number}(transaction):'
            )
            text = text.replace(head, named)
        parts.append(text)
    return "\n\n\n".join(parts) + "\n"


def blueprint_text(names: Collection[str]) -> str:
    """A resource for each of these scenarios."""
    parts = ["FORMAT: 1A\n\n# API\n\n# Group G\n"]
    for number, (name, scenario) in enumerate(SCENARIOS.items()):
        if name not in names:
            continue
        query = f"{{?{scenario.query}}}" if scenario.query else ""
        parts.append(f"## {name} [/{number}{query}]\n\n### A [PUT]\n")
        if scenario.query:
            parts.append(f"+ Parameters\n    + {scenario.query}: `{SECRET}` (string)\n")
        parts.append(f"+ Request ({scenario.sent})\n\n    {scenario.request}\n")
        parts.append(f"+ Response 200 ({scenario.answered})\n\n    {scenario.response}\n")
    return "\n".join(parts)


class Answering(QuietHandler):
    """Gives each scenario its answer, and keeps what was sent."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    bodies: dict[str, bytes] = {}

    def do_PUT(self) -> None:
        number, _, _ = self.path.strip("/").partition("?")
        name, scenario = list(SCENARIOS.items())[int(number)]
        Answering.bodies[name] = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        head = f"HTTP/1.1 200 OK\r\nContent-Type: {scenario.answered}\r\n"
        length = f"Content-Length: {len(scenario.answer)}\r\n\r\n"
        self.wfile.write((head + length).encode() + scenario.answer)


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with serving(Answering) as url:
        yield url


def write_in(folder: Path, names: Collection[str]) -> Path:
    """The folder, with a blueprint and a hook file."""
    folder.mkdir(exist_ok=True)
    (folder / "api.apib").write_text(blueprint_text(names), encoding="utf-8")
    (folder / "scenario_hooks.py").write_text(hooks_text(names), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_in(tmp_path_factory.mktemp("scenarios"), SCENARIOS)


VERDICTS = {f"G > {name} > A": scenario.verdict for name, scenario in SCENARIOS.items()}


def test_every_scenario_has_its_verdict(folder: Path, server: str) -> None:
    Answering.bodies.clear()
    hooks = load([str(folder / "scenario_hooks.py")])
    contract = read(folder / "api.apib").contract
    run = TransactionRunner(contract, HttpClient(server), hooks=hooks, mode=Mode.DREDD)
    assert {r.transaction.name: WORDS[r.outcome] for r in run} == VERDICTS
    assert Answering.bodies["Binary Request"] == PNG
    assert Answering.bodies["Bytes That Are No Text"] == b"\xff\xef\xbf\xbe"


@needs_dredd
def test_dredd_has_the_same_verdicts(folder: Path, server: str) -> None:
    Answering.bodies.clear()
    done = run_dredd(folder / "api.apib", server, [folder / "scenario_hooks.py"])
    assert {result.name: str(result.status) for result in done.results} == VERDICTS
    assert Answering.bodies["Bytes That Are No Text"] == b"\xff\xef\xbf\xbe"


#: Runs Dredd's command line for each list of arguments, and prints the exit codes.
EXIT_CODES = """
require(process.argv[2]);
const CLI = require(process.argv[3]).default;
const runs = JSON.parse(process.argv[4]);
const codes = [];
function next(code) {
  if (code !== undefined) codes.push(code);
  if (codes.length === runs.length) {
    console.error(JSON.stringify(codes));
    process.exit();
  }
  new CLI({ exit: next, custom: { cwd: process.cwd(), argv: runs[codes.length] } }).run();
}
next();
"""


@needs_dredd
def test_exit_codes_are_dredds(
    tmp_path: Path, server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    cases = {0: ["Passing", "Skipped"], 1: ["Passing", "Raising"]}
    runs = []
    for code, names in cases.items():
        folder = write_in(tmp_path / str(code), names)
        port = free_port()
        handler = f"{Path(sys.executable).name} -m contracts.dredd.hook_server --port {port}"
        arguments = [str(folder / "api.apib"), server]
        arguments += ["--hookfiles", str(folder / "scenario_hooks.py"), "--language", handler]
        arguments += ["--hooks-worker-handler-port", str(port)]
        arguments += ["--hooks-worker-connect-timeout", "30000"]
        runs.append(arguments)
    node, package = find_dredd()
    script = tmp_path / "exit_codes.js"
    script.write_text(EXIT_CODES, encoding="utf-8")
    command = [node, script, MODULES, package / "build" / "CLI", json.dumps(runs)]
    monkeypatch.setenv("PATH", f"{Path(sys.executable).parent}:/usr/bin:/bin")
    monkeypatch.setenv("NODE_NO_WARNINGS", "1")
    monkeypatch.chdir(tmp_path)
    theirs = subprocess.run(command, capture_output=True, text=True, check=True)
    assert json.loads(theirs.stderr.splitlines()[-1]) == list(cases), theirs.stdout
    for code, (blueprint, _, _, hooks, *_) in zip(cases, runs, strict=True):
        words = ("verify", blueprint, "--mode", "dredd", "--endpoint", server, "--hooks", hooks)
        done = CliRunner().invoke(main, words)
        assert done.exit_code == code, done.output
