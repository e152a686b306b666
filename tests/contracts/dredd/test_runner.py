"""Dredd itself, run on a small server."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from textwrap import dedent
from typing import Any, NamedTuple

import pytest

from contracts.dredd import installation
from contracts.dredd.hook_server import STARTING
from contracts.dredd.installation import DreddFailed, find_dredd
from contracts.dredd.result import DreddResult, Status, Totals, TransactionResult
from contracts.dredd.runner import run
from contracts.dredd.transcript import Transcript
from contracts.serve.process import free_port
from tests.contracts.dredd_compiler import needs_dredd
from tests.http_server import QuietHandler, serving

TOKEN = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl"
RUNNER = Path(installation.__file__).with_name("dredd_runner.js")
MODULES = RUNNER.with_name("dredd_modules.js")
NAMES = [f"G > R{n} > A" for n in range(5)]
#: What a run on an API Blueprint does not need of all that Dredd loads at once.
UNUSED = (
    *("@apielements/openapi2-parser", "@apielements/openapi3-parser", "aws-sign2", "aws4"),
    *("chai", "dredd/build/reporters/HTMLReporter", "dredd/build/reporters/NyanReporter"),
    *("har-validator", "html", "http-signature", "oauth-sign", "psl"),
    *("ramda/src/index", "resolve"),
)


class Stub(QuietHandler):
    """Answers ``{"id": "1"}``, except that /r/3 is not found and /r/4 hangs up."""

    def do_GET(self) -> None:
        if self.path == "/r/4":
            self.close_connection = True
            return
        body = b'{"id": "1"}'
        self.respond(404 if self.path == "/r/3" else 200, body)


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with serving(Stub) as url:
        yield url


def blueprint(folder: Path, count: int, extra: str = "") -> Path:
    text = "FORMAT: 1A\n\n# API\n\n# Group G\n\n" + "".join(
        f"## R{n} [/r/{n}]\n\n### A [GET]\n\n+ Request\n    + Headers\n\n"
        f"            Authorization: JWT {TOKEN}\n\n"
        '+ Response 200 (application/json)\n\n        {"id": "1"}\n\n'
        for n in range(count)
    )
    file = folder / "api.apib"
    file.write_text(text + extra)
    return file


def hooks(folder: Path, content: str) -> list[Path]:
    file = folder / "my_hooks.py"
    file.write_text("import dredd_hooks as hooks\n" + dedent(content))
    return [file]


class Heard(NamedTuple):
    """The result of a run, with what was heard while it lasted."""

    result: DreddResult
    executed: list[TransactionResult]
    printed: list[str]


#: A resource that Dredd does not run.
DROPPED = (
    "## S [/s{?a%5B%5D}]\n\n+ Parameters\n    + a%5B%5D: 1 (optional)\n\n### A [GET]\n\n"
    "+ Response 200\n"
)


@pytest.fixture(scope="module")
def heard(server: str, tmp_path_factory: pytest.TempPathFactory) -> Heard:
    """One run with everything that may become of a transaction."""
    folder = tmp_path_factory.mktemp("heard")
    executed: list[TransactionResult] = []
    printed: list[str] = []
    hookfiles = hooks(
        folder,
        """
        @hooks.before_each
        def noisy(transaction):
            print("preparing", transaction["name"], transaction["request"]["headers"])

        @hooks.before("G > R1 > A")
        def raising(transaction):
            raise LookupError("no such user")

        @hooks.before("G > R2 > A")
        def skipping(transaction):
            transaction["skip"] = True

        @hooks.after_all
        def sweep(transactions):
            raise OSError("disk full")
        """,
    )
    result = run(
        blueprint(folder, 5, DROPPED), server, hookfiles, expected=[*NAMES[:4], "G > S > A"],
        on_result=executed.append, on_output=printed.append,
    )  # fmt: skip
    return Heard(result, executed, printed)


@needs_dredd
def test_every_verdict_has_its_name_and_dredd_s_own_count_is_kept(heard: Heard) -> None:
    result, executed, printed = heard
    assert [v.name for v in result.results] == NAMES
    assert [v.status for v in executed] == [
        Status.PASS, Status.FAIL, Status.SKIP, Status.FAIL, Status.ERROR,
    ]  # fmt: skip
    assert tuple(executed) == result.results
    assert result.totals == Totals(passing=1, failing=2, errors=1, skipped=1, total=5)
    assert result.summary == "complete: 1 passing, 2 failing, 1 errors, 1 skipped, 5 total"
    assert not result.problem
    assert not result.passed
    raised, wrong = result.results[1], result.results[3]
    assert raised.messages[0].startswith("Failed in before hook: hook raising (")
    assert raised.messages[0].endswith("my_hooks.py:9) raised LookupError: no such user")
    assert wrong.messages == ("statusCode: Expected status code '200', but got '404'.",)
    assert wrong.title == "GET (200) /r/3"
    assert wrong.details["actual"]["statusCode"] == 404
    assert "preparing G > R0 > A" in "".join(printed)
    everything = f"{result} {executed} {printed}"
    assert "hidden" in everything
    assert "eyJ" not in everything


@needs_dredd
def test_what_dredd_did_not_run_and_what_nobody_expected_is_named(heard: Heard) -> None:
    result = heard.result
    assert result.missing == ("G > S > A",)
    assert result.unexpected == (NAMES[4],)
    assert any("Ambiguous URI parameter" in warning for warning in result.warnings)


@needs_dredd
def test_hooks_that_raise_are_named_also_after_the_last_verdict(heard: Heard) -> None:
    raised, swept = heard.result.hook_failures
    assert "LookupError: no such user" in raised
    assert "OSError: disk full" in swept


@needs_dredd
def test_a_clean_run_passes_whatever_is_in_the_folder_leaves_nothing_behind_and_loads_little(
    server: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "home with a space"
    home.mkdir()
    (home / "dredd.yml").write_text("reporter: html\nblueprint: none.apib\nendpoint: none\n")
    file, hookfiles = blueprint(tmp_path, 3), hooks(tmp_path, "")
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{free_port()}")
    monkeypatch.chdir(home)
    before = sorted(home.rglob("*"))
    scripts = tmp_path / "scripts"  # coverage of V8 names each script that was loaded
    environment = {"NODE_V8_COVERAGE": str(scripts)}
    result = run(file, server, hookfiles, expected=NAMES[:3], environment=environment)
    assert result.passed, result.output
    assert result.totals == Totals(passing=3, total=3)
    assert sorted(home.rglob("*")) == before
    loaded = "".join(file.read_text(encoding="utf-8") for file in scripts.iterdir())
    assert "apib-parser" in loaded
    assert [name for name in UNUSED if f"node_modules/{name}" in loaded] == []


@needs_dredd
def test_what_is_loaded_later_works_parsers_of_openapi_and_reporters(
    server: str, tmp_path: Path
) -> None:
    head = ', "info": {"title": "A", "version": "1"}, "paths": {"/r/0": {"get": {"responses": '
    swagger = '{"swagger": "2.0"' + head + '{"200": {"description": "x"}}}}}}'
    openapi = '{"openapi": "3.0.0"' + head + '{"200": {"description": "x", "content": {}}}}}}}'
    quoting = '## S [/s]\n\n### A [GET]\n\n+ Response 200\n\n        "swagger": "2.0"\n'
    texts = {"a": swagger, "b": openapi, "c": f"FORMAT: 1A\n\n# C\n\n# Group G\n\n{quoting}"}
    files = [tmp_path / f"{name}.json" for name in texts]
    for file, text in zip(files, texts.values(), strict=True):
        file.write_text(text, encoding="utf-8")
    reports = {name: tmp_path / f"report.{name}" for name in ("html", "markdown", "xunit")}
    options = {
        "path": [str(file) for file in files],
        "reporter": list(reports),
        "output": [str(file) for file in reports.values()],
    }
    result = run(files[0], server, options=options)
    assert [v.name for v in result.results] == [
        "A > /r/0 > GET > 200", "A > /r/0 > GET > 200", "C > G > S > A",
    ]  # fmt: skip
    assert [file.read_text(encoding="utf-8").split(None, 1)[0] for file in reports.values()] == [
        "<h1>Dredd",
        "#",
        "<?xml",
    ]


@needs_dredd
def test_the_copy_of_the_configuration_shares_what_was_read(tmp_path: Path) -> None:
    """Copying it takes longer than all requests of a large blueprint."""
    package = tmp_path / "dredd"
    package.mkdir()
    package.joinpath("index.js").write_text(
        "const clone = require('clone');\n"
        "const given = { apiDescriptions: [{}], custom: { cwd: '/' } };\n"
        "const copy = clone(given);\n"
        "console.log(copy.apiDescriptions === given.apiDescriptions);\n"
        "console.log(copy.custom === given.custom, copy.custom.cwd);\n"
        "console.log('apiDescriptions' in clone({ a: 1 }));\n"
        "process.exit();\n"
    )
    node, installed = find_dredd()
    (package / "node_modules").symlink_to(installed.parent)
    command = [node, RUNNER, package, "{}"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["true", "false", "/", "false"]


@needs_dredd
def test_what_a_run_compiled_is_kept_for_the_next_until_its_text_changes(tmp_path: Path) -> None:
    """V8 itself takes the code of any text of the same length, as the last but one shows."""
    module = tmp_path / "node_modules" / "gavel" / "build" / "index.js"
    module.parent.mkdir(parents=True)
    script = tmp_path / "loads.js"
    script.write_text(
        f"const {{ keepCompiled }} = require({json.dumps(str(MODULES))});\n"
        f"const file = {json.dumps(str(module))};\n"
        """
        const fs = require('fs');
        const path = require('path');
        const folder = path.join(__dirname, 'node_modules', '.cache');
        const told = [];
        function loads(text) {
          fs.writeFileSync(file, text);
          delete require.cache[file];
          told.push(require(file).value);
        }
        fs.writeFileSync(folder, 'in place of the folder');
        loads('exports.value = 0;');
        keepCompiled();
        fs.rmSync(folder);
        loads('exports.value = 1;');
        keepCompiled();
        loads('exports.value = 2;');
        const [kept] = fs.readdirSync(folder, { recursive: true }).filter((f) => /bin$/.test(f));
        fs.utimesSync(path.join(folder, kept), 4e9, 4e9);
        loads('exports.value = 3;');
        loads('exports.value = 40;');
        console.log(told.join(' '));
        """
    )
    node, _ = find_dredd()
    done = subprocess.run([node, script], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["0", "1", "2", "1", "40"]


@needs_dredd
def test_a_run_may_be_limited_to_some_names(server: str, tmp_path: Path) -> None:
    result = run(blueprint(tmp_path, 5), server, expected=NAMES, only=[NAMES[1], "G > Q > A"])
    assert [(v.name, v.status) for v in result.results] == [(NAMES[1], Status.PASS)]
    assert (result.missing, result.unexpected) == (("G > Q > A",), ())
    assert not result.passed


@needs_dredd
def test_a_blueprint_dredd_refuses_is_a_problem_with_its_reason(
    server: str, tmp_path: Path
) -> None:
    refused = "## S [/s/{a}]\n\n+ Parameters\n    + a (required)\n\n### A [GET]\n\n+ Response 200\n"
    result = run(blueprint(tmp_path, 1, refused), server, expected=NAMES[:1])
    assert result.problem.startswith("API description processing error: ")
    assert "Required URI parameter 'a' has no example" in result.problem
    assert result.missing == (NAMES[0],)


@needs_dredd
@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("import nothing_like_it\n", "No module named 'nothing_like_it'"),
        (
            "import os\n@hooks.before_each\ndef die(transaction):\n"
            "    print('last words')\n    os._exit(3)\n",
            "last words",
        ),
    ],
)
def test_a_hook_handler_that_dies_ends_the_run_with_its_last_words(
    server: str, tmp_path: Path, content: str, reason: str
) -> None:
    result = run(
        blueprint(tmp_path, 2), server, hooks(tmp_path, content), expected=NAMES[:2],
        hook_timeout=300,
    )  # fmt: skip
    assert result.problem.startswith("the hook handler ended: ")
    assert result.problem.endswith(reason)
    assert len(result.missing) == 2
    assert not result.passed


def test_a_server_that_does_not_answer_is_one_line(tmp_path: Path) -> None:
    endpoint = f"http://127.0.0.1:{free_port()}"
    with pytest.raises(DreddFailed, match=rf"^no server answers at {endpoint} \(.+\): start it"):
        run(blueprint(tmp_path, 1), endpoint)


@pytest.mark.parametrize("endpoint", ["localhost:5000", "ftp://localhost", ""])
def test_an_endpoint_that_is_no_url_is_refused(tmp_path: Path, endpoint: str) -> None:
    with pytest.raises(DreddFailed, match="is not the URL of a server; write http://host:port"):
        run(blueprint(tmp_path, 1), endpoint)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(DreddFailed, match=r"there is no file .*hooks\.py"):
        run(blueprint(tmp_path, 1), "http://127.0.0.1:1", [tmp_path / "hooks.py"])


def test_without_node_the_message_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(DreddFailed, match="node is not installed"):
        run(blueprint(tmp_path, 1), "http://127.0.0.1:1")


#: Options of a dredd.yml for its hook handler, and those that Dredd is given of them.
HANDLERS: list[tuple[dict[str, Any], dict[str, Any]]] = [
    ({}, {}),
    ({"hooks-worker-timeout": 5000}, {}),
    ({"hooks-worker-timeout": 30_000}, {}),
    ({"hooks-worker-timeout": 30_001}, {"hooks-worker-timeout": 30_001}),
    ({"hooks-worker-timeout": "60000"}, {}),
    (
        {"hooks-worker-connect-retry": 1, "hooks-worker-term-retry": 1, "sorted": True},
        {"sorted": True},
    ),
]


@pytest.mark.parametrize(("options", "given"), HANDLERS)
def test_our_hook_handler_has_the_time_that_it_needs(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    server: str,
    options: dict[str, Any],
    given: dict[str, Any],
) -> None:
    """Node is a script that writes the configuration that it gets."""
    (tmp_path / "node_modules" / "dredd").mkdir(parents=True)
    (tmp_path / "node").write_text(f'#!/bin/sh\nprintf %s "$3" > "{tmp_path}/configuration"\n')
    (tmp_path / "node").chmod(0o755)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    run(blueprint(tmp_path, 1), server, options=options)
    found = json.loads((tmp_path / "configuration").read_text())
    usual = {
        "hooks-worker-timeout": 30_000,
        "hooks-worker-connect-timeout": 30_000,
        "hooks-worker-connect-retry": 20,
        "hooks-worker-term-retry": 100,
    }
    assert found.items() >= {**usual, **given}.items()


@needs_dredd
def test_without_the_package_the_message_says_what_to_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(installation, "_HERE", tmp_path)
    monkeypatch.setenv("npm_config_cache", str(tmp_path))
    with pytest.raises(DreddFailed, match="run `npm i -D dredd`"):
        run(blueprint(tmp_path, 1), "http://127.0.0.1:1")


def test_a_global_dredd_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "lib" / "node_modules" / "dredd"
    commands = tmp_path / "bin"
    (package / "bin").mkdir(parents=True)
    commands.mkdir()
    for file in (package / "bin" / "dredd", commands / "node"):
        file.write_text("#!/bin/sh\n", encoding="utf-8")
        file.chmod(0o755)
    (commands / "dredd").symlink_to("../lib/node_modules/dredd/bin/dredd")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(installation, "_HERE", tmp_path)
    monkeypatch.setenv("PATH", str(commands))
    monkeypatch.setenv("npm_config_cache", str(tmp_path))
    assert find_dredd() == (str(commands / "node"), package)
    (commands / "dredd").unlink()
    with pytest.raises(DreddFailed, match="npm i -D dredd"):
        find_dredd()


def test_a_dredd_that_npx_downloaded_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "cache" / "_npx" / "0f1e" / "node_modules" / "dredd"
    package.mkdir(parents=True)
    (tmp_path / "node").write_text("#!/bin/sh\n", encoding="utf-8")
    (tmp_path / "node").chmod(0o755)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(installation, "_HERE", tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("npm_config_cache", str(tmp_path / "cache"))
    assert find_dredd() == (str(tmp_path / "node"), package)


def test_a_line_of_a_hook_that_arrives_in_pieces_is_one() -> None:
    shown: list[str] = []
    transcript = Transcript(None, shown.append)
    for piece in (STARTING, "\n", "made", " ", "a note", "\ntwo\nlast", " words"):
        transcript.log("hooks", piece)
    assert shown == ["made a note", "two"]
    transcript.close(0, "")
    assert shown == transcript.printed == ["made a note", "two", "last words"]


def test_a_token_of_a_hook_that_arrives_in_pieces_is_masked() -> None:
    shown: list[str] = []
    transcript = Transcript(None, shown.append)
    for piece in (
        "Authorization: JWT",
        " ",
        "eyJhbGciOiJIUzI1NiJ9.eyJ",
        "zdWIiOiIxIn0.c2lnbmF0dXJl",
        "\n",
    ):
        transcript.log("hooks", piece)
    assert "eyJ" not in shown[0]
