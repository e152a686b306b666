"""One pair of hook files, run by Dredd with dredd-hooks-python and in process by us: both say
the same of every transaction, run the same hooks in the same order and send the same requests.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import pytest

from contracts.dredd.hook_files import load
from contracts.dredd.runner import run as run_dredd
from contracts.exchange import Mode, Outcome
from contracts.project.blueprint import read
from contracts.verify.client import HttpClient
from contracts.verify.transaction_runner import TransactionRunner
from tests.contracts.dredd.emulation.side_by_side import needs_dredd
from tests.http_server import QuietHandler, serving

STOCK = "dredd-hooks-python --port {port}"
WORDS = {Outcome.PASSED: "pass", Outcome.FAILED: "fail", Outcome.SKIPPED: "skip"}

NAMES = (
    *("Plain", "Skipped", "Failed Before", "Another Address", "Another Body", "Another Header"),
    *("Spoiled Answer", "Fixed Answer", "Other Expectation", "Failed Before Validation"),
    *("Skipped Before Validation", "Failed After", "Skipped After", "Empty Failure"),
    *("Failed And Skipped", "Wrong", "Wrong But Valid", "Wrong With Status", "Not Valid"),
    *("Another Port", "Read Test", "Wrong Test"),
)

# Two files: hooks of both run, those of the first file first, and named ones after general
# ones (before them at the end of a transaction).
FIRST = """\
import os
import dredd_hooks as hooks


def note(word, transaction):
    with open(os.environ["HOOK_LOG"], "a") as log:
        log.write(f"{word}: {transaction['name']}\\n")


@hooks.before_all
def all_before(transactions):
    note(f"before_all of {len(transactions)}", transactions[0])
    transactions[0]["request"]["headers"]["X-All"] = "from before_all"


@hooks.before_each
def zero(transaction):
    note("before_each zero", transaction)


@hooks.before_each
def alpha(transaction):
    note("before_each alpha", transaction)


@hooks.before("G > Skipped > A")
def skipped(transaction):
    note("before", transaction)
    transaction["skip"] = True


@hooks.before("G > Failed Before > A")
def failed(transaction):
    transaction["fail"] = "no luck"


@hooks.before("G > Failed And Skipped > A")
def failed_and_skipped(transaction):
    transaction["fail"] = "no luck"
    transaction["skip"] = True


@hooks.before("G > Empty Failure > A")
def empty(transaction):
    transaction["fail"] = ""


@hooks.before("G > Another Address > A")
def address(transaction):
    transaction["fullPath"] = transaction["fullPath"] + "?more=1"


@hooks.before("G > Another Body > A")
def body(transaction):
    note("before", transaction)
    transaction["request"]["body"] = '{"changed": "\\u00e9"}'


@hooks.before("G > Another Header > A")
def header(transaction):
    transaction["request"]["headers"]["X-One"] = "two"
    del transaction["request"]["headers"]["X-Gone"]


@hooks.before_each_validation
def every_validation(transaction):
    note("before_each_validation", transaction)


@hooks.before_validation("G > Spoiled Answer > A")
def corrupt(transaction):
    note("before_validation", transaction)
    transaction["real"]["body"] = "{}"


@hooks.before_validation("G > Fixed Answer > A")
def fix(transaction):
    transaction["real"]["statusCode"] = 200
    transaction["real"]["body"] = '{"id": "1"}'


@hooks.before_validation("G > Failed Before Validation > A")
def fail_before_validation(transaction):
    transaction["fail"] = "not today"


@hooks.before_validation("G > Skipped Before Validation > A")
def skip_before_validation(transaction):
    transaction["skip"] = True


@hooks.after_each
def each_after(transaction):
    test = transaction.get("test") or {}
    note(f"after_each {test.get('status')}", transaction)


@hooks.after("G > Failed After > A")
def fail_after(transaction):
    note("after", transaction)
    transaction["fail"] = "too late"


@hooks.after("G > Skipped After > A")
def skip_after(transaction):
    transaction["skip"] = True


@hooks.after("G > Wrong But Valid > A")
def valid(transaction):
    transaction["test"]["valid"] = True


@hooks.after("G > Wrong With Status > A")
def status(transaction):
    transaction["test"]["status"] = "pass"


@hooks.after("G > Not Valid > A")
def not_valid(transaction):
    transaction["test"]["valid"] = False


@hooks.before("G > Another Port > A")
def port(transaction):
    transaction["host"] = "127.0.0.1"
    transaction["port"] = os.environ["OTHER_PORT"]


@hooks.after("G > Read Test > A")
@hooks.after("G > Wrong Test > A")
@hooks.after("G > Skipped > A")
@hooks.after("G > Failed Before > A")
def read_test(transaction):
    test = transaction["test"]
    note(f"{sorted(k for k in test if k != 'duration')}", transaction)
    note(f"{test['message']!r} {test.get('valid')} {test['errors']}", transaction)
    note(f"{test['request']['method']} {test['expected']['statusCode']}", transaction)
    if test.get("actual"):
        note(f"{test['actual']['statusCode']} {test['actual']['body']}", transaction)
    fields = (test["results"] or {}).get("fields", {})
    for name in sorted(fields):
        note(f"{name}: {fields[name]['valid']} {fields[name]['errors']}", transaction)


@hooks.after_all
def all_after(transactions):
    note(f"after_all of {len(transactions)}", transactions[0])
"""

SECOND = """\
import dredd_hooks as hooks
import hooks_of_the_team_a as first


@hooks.before_each
def middle(transaction):
    first.note("before_each of the second file", transaction)


@hooks.before_validation("G > Other Expectation > A")
def expect(transaction):
    transaction["expected"]["statusCode"] = "404"
    transaction["expected"]["body"] = '{"nothing": 1}'


@hooks.after("G > Plain > A")
def plain(transaction):
    first.note("after of the second file", transaction)
"""


class Heard(NamedTuple):
    """What came of the hook files: verdicts by name, hooks in their order, and requests."""

    results: dict[str, str]
    hooks: list[str]
    requests: list[tuple[str, ...]]


class Recorder(QuietHandler):
    """Answers ``{"id": "1"}``, but 404 for what hooks fix or expect otherwise."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    executed: list[tuple[str, ...]] = []

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
        names = ("X-All", "X-One", "X-Gone", "Content-Type", "Content-Length")
        Recorder.executed.append((self.path, body, *(f"{n}: {self.headers.get(n)}" for n in names)))
        is_missing = self.path.startswith(("/fixed", "/other", "/wrong"))
        answer = b'{"nothing": 2}' if is_missing else b'{"id": "1"}'
        head = f"HTTP/1.1 {404 if is_missing else 200} X\r\nContent-Type: application/json\r\n"
        self.wfile.write(f"{head}Content-Length: {len(answer)}\r\n\r\n".encode() + answer)


@contextmanager
def recording() -> Iterator[str]:
    Recorder.executed = []
    with serving(Recorder) as url:
        yield url


@contextmanager
def recording_elsewhere() -> Iterator[str]:
    """The port of a second server, which hooks may choose."""
    with serving(Elsewhere) as url:
        yield url.rpartition(":")[2]


class Elsewhere(Recorder):
    """The second server: what it records says so."""

    def do_POST(self) -> None:
        Recorder.executed.append(("elsewhere",))
        super().do_POST()


def blueprint(folder: Path) -> Path:
    text = "FORMAT: 1A\n\n# API\n\n# Group G\n\n" + "".join(
        f"## {name} [/{name.lower().replace(' ', '-')}]\n\n### A [POST]\n\n"
        "+ Request (application/json)\n    + Headers\n\n            X-Gone: here\n\n"
        '    + Body\n\n            {"sent": 1}\n\n'
        '+ Response 200 (application/json)\n\n        {"id": "1"}\n\n'
        for name in NAMES
    )
    file = folder / "api.apib"
    file.write_text(text, encoding="utf-8")
    return file


def hook_files(folder: Path) -> list[Path]:
    files = [folder / "hooks_of_the_team_a.py", folder / "hooks_of_the_team_b.py"]
    for file, text in zip(files, (FIRST, SECOND.replace("import hooks_of", LOADED)), strict=True):
        file.write_text(text, encoding="utf-8")
    return files


# A hook file that imports another one finds it beside itself.
LOADED = "import sys\n\nsys.path.insert(0, __file__.rpartition('/')[0])\nimport hooks_of"


def dredds_word(folder: Path, url: str, log: Path, monkeypatch: pytest.MonkeyPatch) -> Heard:
    log.write_text("")
    monkeypatch.setenv("HOOK_LOG", str(log))
    Recorder.executed = []
    done = run_dredd(blueprint(folder), url, hook_files(folder), handler=STOCK)
    results = {result.name: str(result.status) for result in done.results}
    return Heard(results, log.read_text().splitlines(), Recorder.executed)


def our_word(folder: Path, url: str, log: Path, monkeypatch: pytest.MonkeyPatch) -> Heard:
    log.write_text("")
    monkeypatch.setenv("HOOK_LOG", str(log))
    Recorder.executed = []
    hooks = load([str(file) for file in hook_files(folder)])
    transactions = TransactionRunner(
        read(blueprint(folder)).contract, HttpClient(url), hooks=hooks, mode=Mode.DREDD
    )
    results = {v.transaction.name: WORDS[v.outcome] for v in transactions}
    return Heard(results, log.read_text().splitlines(), Recorder.executed)


@needs_dredd
def test_hook_files_do_the_same_in_process_as_under_dredd(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with recording() as url, recording_elsewhere() as port:
        monkeypatch.setenv("OTHER_PORT", port)
        theirs = dredds_word(tmp_path, url, tmp_path / "theirs.log", monkeypatch)
        ours = our_word(tmp_path, url, tmp_path / "ours.log", monkeypatch)
    assert len(theirs.results) == len(NAMES)
    assert set(theirs.results.values()) == {"pass", "fail", "skip"}
    assert ours.results == theirs.results
    assert ours.requests == theirs.requests
    assert ours.hooks == theirs.hooks
