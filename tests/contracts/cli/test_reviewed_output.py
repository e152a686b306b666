"""What the commands print and exit with, as it was reviewed."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from contracts.cli import serve
from contracts.cli.main import main
from tests.contracts.cli.test_verification import SMALL
from tests.contracts.verify.small import write_blueprint

Golden = Callable[[str, str], None]

GOOD = """\
FORMAT: 1A
HOST: https://api.example

# API

## Things [/things{?sort}]

+ Parameters
    + sort: `name` (string, optional) - By what.

### List Things [GET]
Lists all.

**Access:** public

+ Response 200 (application/json)
    + Attributes
        + names (array[string], required)
"""
#: With an error, a warning that can be fixed, and a note.
BAD = (
    GOOD.replace("public", "everybody")
    .replace("### List", "\n### List")
    .replace("names (array", 'first: "x" (string)\n        + names (array')
)
OPENAPI = {
    "openapi": "3.0.3",
    "info": {"title": "A"},
    "servers": [{"url": "https://a.example"}, {"url": "https://b.example"}],
    "paths": {"/a": {"get": {"summary": "Read", "responses": {"204": {"description": "x"}}}}},
}
NEWER = GOOD.replace("### List", "### Show").replace("(string, optional)", "(string, required)")
FILES = {
    "good.apib": GOOD,
    "bad.apib": BAD,
    "newer.apib": NEWER,
    "untidy.apib": GOOD.replace("## Things", "##  Things"),
    "empty.apib": "",
    "openapi.json": json.dumps(OPENAPI),
    "same.apib": GOOD,
    "list.json": "[]",
}

#: Command lines by subject; each subject has a folder of its own.
SUBJECTS: dict[str, tuple[str, ...]] = {
    "lint": (
        "lint good.apib",
        "lint bad.apib",
        "lint good.apib bad.apib",
        "lint bad.apib --format json",
        "lint bad.apib --format github",
        "lint good.apib --format github",
        "lint bad.apib --format junit",
        "lint bad.apib good.apib --format junit",
        "lint bad.apib --format sarif --select value-*",
        "lint bad.apib --select value-quoted",
        "lint bad.apib --select value-quoted --fail-level error",
        "lint bad.apib --ignore value-* --ignore access-*",
        "lint bad.apib --ignore access-unknown --fail-level never",
        "lint bad.apib --ignore access-unknown --fail-level info",
        "lint bad.apib --ignore no-such-code",
        "lint bad.apib --diff",
        "lint good.apib --diff",
        "lint bad.apib --fix --no-cache",
        "lint bad.apib --select value-quoted",
        "lint openapi.json",
        "lint missing.apib",
        "lint empty.apib",
        "lint --explain value-quoted",
        "lint --explain access-unknown",
        "lint --explain value-quotd",
    ),
    "files": (
        "fmt good.apib --check",
        "fmt untidy.apib --check",
        "fmt untidy.apib --diff",
        "fmt untidy.apib",
        "fmt untidy.apib --check",
        "fmt empty.apib",
        "openapi good.apib --out api",
        "openapi good.apib --out api",
        "openapi bad.apib --strict --out bad",
        "openapi bad.apib --out bad",
        "docs good.apib --out out",
        "docs good.apib --out out --downloads",
        "docs good.apib --out out --since newer.apib",
        "docs good.apib --out out --since bad.apib",
        "docs good.apib --out out --since missing.apib",
        "docs good.apib --report bad.apib",
        "docs good.apib --report list.json",
        "report merge missing.json",
        "report merge bad.apib",
        "report merge list.json",
        "docs bad.apib --out out",
        "docs empty.apib --out out",
        "docs good.apib --versions v* --since newer.apib",
        "diff good.apib newer.apib",
        "diff newer.apib good.apib --fail-on risky",
        "diff good.apib newer.apib --fail-on never",
        "diff good.apib same.apib",
        "diff good.apib newer.apib --format markdown",
        "diff good.apib newer.apib --format json",
        "diff good.apib bad.apib",
        "diff good.apib missing.apib",
        "diff",
        "changelog good.apib",
        "changelog good.apib newer.apib --format markdown --out log",
        "changelog good.apib newer.apib --out log",
        "generate good.apib --out package",
        "generate good.apib --out package --check",
        "import openapi.json --out imported",
        "import openapi.json --out imported",
        "import openapi.json --out imported --force",
        "import good.apib --out imported",
        "state-agent agent.py",
        "state-agent agent.py",
        "state-agent good.apib",
    ),
}

#: What differs from run to run beside folders: times and rates.
VARIES = (
    (re.compile(r"\d+(?:\.\d+)? (?:s|ms)\b"), "TIME"),
    (re.compile(r'"seconds": [\d.e-]+'), '"seconds": TIME'),
    (re.compile(r"\(\d+/s\)"), "(RATE)"),
)


def ran(folder: Path, words: list[str]) -> str:
    """A command with its exit code, what it prints, and the files that it makes."""
    before = set(folder.rglob("*"))
    result = CliRunner().invoke(main, words)
    made = sorted(
        path.relative_to(folder).as_posix()
        for path in set(folder.rglob("*")) - before
        if path.is_file() and "build/cache" not in path.as_posix()
    )
    text = f"$ contract {' '.join(words)}\n{result.stdout}"
    text += "".join(f"stderr: {line}\n" for line in result.stderr.splitlines())
    text += f"exit {result.exit_code}{f', made {made}' if made else ''}\n"
    for pattern, word in VARIES:
        text = pattern.sub(word, text)
    return text.replace(str(folder), "FOLDER")


@pytest.mark.parametrize("subject", SUBJECTS)
def test_what_commands_print_is_their_golden_file(
    subject: str, golden: Golden, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for name, text in FILES.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    golden(f"cli/{subject}.txt", "\n".join(ran(tmp_path, c.split()) for c in SUBJECTS[subject]))


#: What is judged: the rank that the server shows, the options, and a dredd.yml.
JUDGED: tuple[tuple[str, str, str] | tuple[str, str, str, str], ...] = (
    ("verify", "4", ""),
    ("verify", '"four"', "--baseline known.json"),
    ("verify", '"four"', "--baseline known.json --update-baseline"),
    ("verify", '"four"', "--baseline known.json --no-laws"),
    ("verify", "4", "--baseline known.json --cov-fail-under 100"),
    ("verify", "4", "--only nothing"),
    ("verify", "4", "--shard 2/2"),
    ("verify", "4", "--endpoint http://a.example --http"),
    ("coverage", "4", "--out out"),
    ("coverage", '"four"', "--out out --fail-under 101"),
    ("verify", "4", "", "names: true\npath: [a.apib]\nreporter: html\n"),
    (
        "verify",
        "4",
        "",
        "sorted: true\nmethod: [GET]\nheader: ['X-A: b']\nendpoint: http://127.0.0.1:1\n",
    ),
    ("verify", "4", "--only nothing", "only: [Other]\nhookfiles: [api.apib]\nlanguage: ruby\n"),
    ("verify", "4", "", "[not a mapping]"),
)


def test_what_judging_commands_print_is_their_golden_file(
    golden: Golden, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    blueprint = str(write_blueprint(tmp_path))
    parts: list[str] = []
    for command, rank, options, *config in JUDGED:
        monkeypatch.setenv("SMALL_RANK", rank)
        for text in config:
            (tmp_path / "dredd.yml").write_text(text, encoding="utf-8")
            parts.append(f"dredd.yml: {text.strip()}".replace("\n", "; "))
        parts.append(ran(tmp_path, [command, blueprint, *SMALL, *options.split()]))
    golden("cli/judging.txt", "\n".join(parts))


@pytest.mark.parametrize(
    ("options", "url"), [((), ""), (("--database", "sqlite:///own.db"), "sqlite:///own.db")]
)
def test_serve_starts_the_generated_server_and_ends_with_its_code(
    options: tuple[str, ...], url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[tuple[list[str], dict[str, str], bool]] = []

    def run(command: list[str], environment: dict[str, str]) -> int:
        page = Path(command[command.index("--docs") + 1])
        seen.append((command, environment, page.is_file()))
        return 3

    monkeypatch.setattr(serve, "_run", run)
    blueprint = tmp_path / "good.apib"
    blueprint.write_text(GOOD, encoding="utf-8")
    words = ["serve", str(blueprint), "--host", "127.0.0.2", "--port", "8099", *options]
    result = CliRunner().invoke(main, words)
    assert result.exit_code == 3, result.output
    assert result.output.startswith(f"{blueprint}: ")
    ((command, environment, has_page),) = seen
    assert has_page
    assert command[0] == sys.executable
    assert command[command.index("--host") + 1] == "127.0.0.2"
    assert "8099" in command
    assert "--any-origin" in command
    assert environment["APP_CONFIG"] == "development"
    assert "PATH" in environment
    found = environment["DATABASE_URL"]
    assert found == url or (not url and found.endswith("/server.sqlite"))
