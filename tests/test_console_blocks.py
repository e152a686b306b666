"""Console blocks of README, CONTRIBUTING and docs: each command is run, or has a reason.

docs/adopting.md has tests of its own (tests/test_ci_kit.py).
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from tests.console import Console, pattern, typed
from tests.contracts.dredd_compiler import needs_dredd
from tests.contracts.verify import small

pytestmark = pytest.mark.timeout(600)

ROOT: Final = Path(__file__).parent.parent
PAGES: Final = sorted(
    {ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").glob("*.md")}
    - {ROOT / "docs" / "adopting.md"}
)
_BLOCK: Final = re.compile(r"^```(?:console|sh)\n(.*?)^```", re.MULTILINE | re.DOTALL)
_COMMENT: Final = re.compile(r"\s+#\s.*")

#: Commands that are not run here: the test that runs them or what they do, or why nothing does.
NOT_RUN: Final = {
    "contract verify": "`make contract` runs it, and tests/designer/test_designer.py that",
    "contract verify --shard 3/8 --json shard-3.json": (
        "tests/contracts/cli/test_verification.py and test_reviewed_output.py run shards"
    ),
    "make contract": "tests/designer/test_designer.py runs it",
    "make test": "it runs this test",
    "make setup": "`.ci/run` begins with it",
    "make serve": "it serves until it is ended; tests/test_contract_suite.py starts that server",
    "make serve-prod": "tests/test_deploy.py reads what it runs; tests/server/ops run gunicorn",
    "make worker": "tests/server/ops/test_health_services.py starts that worker",
    "make rules": "tests/contracts/lint/test_rules.py compares the page that it writes",
    "contract report merge shard-*.json --junit build/junit.xml"
    " --html build/docs/verification.html": (
        "it needs the reports of all eight machines; tests/contracts/report/test_merge.py has them"
    ),
    ".venv/bin/pre-commit install": "it changes the checkout's git hooks",
    ".venv/bin/pytest -q tests/contracts/lint": "they are part of this run",
    ".venv/bin/contract lint": "tests/contracts/lint/test_findings.py lints our own blueprint",
    "contract dredd --endpoint https://staging.example.org": "the reader's own server",
    "contract verify --endpoint https://staging.example.org --state my_server.state:State": (
        "the reader's own server"
    ),
    "contract serve other.apib": "tests/foreign/test_harbour.py serves a foreign blueprint",
    "contract dredd other.apib": "tests/foreign/test_harbour.py runs it beside our own server",
    "CELERY_BROKER_URL=redis://localhost/0 celery -A server.worker:celery worker": (
        "tests/server/ops/test_health_services.py starts that worker"
    ),
    "curl http://127.0.0.1:5000/contract-state": "the reader's own server",
    "contract verify api.apib --endpoint http://127.0.0.1:5000"
    "      --state http://127.0.0.1:5000/contract-state": "the reader's own server",
    "contract dredd api.apib --endpoint … --state http://127.0.0.1:5000/contract-state": (
        "the reader's own server"
    ),
    "pytest api.apib --contract-endpoint … --contract-state http://127.0.0.1:5000/contract-state": (
        "the reader's own server"
    ),
    "contract verify api.apib --endpoint … --state …"
    " --header 'Authorization: Bearer <access_token>'": (
        "the reader's own server; tests/contracts/cli/test_given_headers.py runs it on one"
    ),
}
#: Commands that run in a project, in this order.
IN_THE_PROJECT: Final = (
    "contract verify --http -j 2 --junit build/junit.xml",
    'pytest blueprint/api.apib -k "FAQ and not Trash" -x',
    "contract state-agent tests/contract_state.py",
    "contract generate --blueprint other.apib --out package",
)
#: That project's server, and its settings.
SERVE: Final = """\
import sys
from wsgiref.simple_server import make_server

import small

make_server("127.0.0.1", int(sys.argv[1]), small.create_app()).serve_forever()
"""
SETTINGS: Final = """\
[tool.contract.server]
blueprint = "blueprint/api.apib"
serve = "{python} serve.py {port}"
app = "small:create_app"
state = "small:State"

[tool.contract.server.environment]
DATABASE_URL = "{database}"
SMALL_LOG = "log"

[tool.pytest.ini_options]
addopts = "--disable-plugin-autoload -p contracts.pytest_plugin"
"""
#: The first commands of blocks that run as a whole in a copy of docs/examples.
IN_THE_EXAMPLES: Final = ("cd docs/examples/notes", "cd docs/examples/node-state")


def commands() -> Iterator[tuple[str, str]]:
    """Page and command of every console block, without the comment behind it."""
    for page in PAGES:
        for block in _BLOCK.findall(page.read_text(encoding="utf-8")):
            found = [_COMMENT.sub("", command).strip() for command, _ in typed(block)]
            if found and found[0] not in IN_THE_EXAMPLES:
                yield from ((page.name, command) for command in found)


def example_blocks() -> Iterator[str]:
    """The blocks that begin in a folder of docs/examples."""
    for page in PAGES:
        for block in _BLOCK.findall(page.read_text(encoding="utf-8")):
            if block.startswith("$ cd docs/examples/"):
                yield block


def test_every_command_is_run_or_has_a_reason() -> None:
    written = {command for _, command in commands()}
    assert written == set(NOT_RUN) | set(IN_THE_PROJECT)


def test_other_documents_show_no_commands() -> None:
    """Nor is a command in a block that is not marked as one of a console."""
    folders = ("docs", "editors/vscode", "benchmarks", "deploy", "blueprint")
    found = {
        *ROOT.glob("*.md"),
        *(page for each in folders for page in (ROOT / each).glob("**/*.md")),
    }
    documents = {page for page in found if "node_modules" not in page.parts}
    assert documents > set(PAGES)
    for page in documents:
        text = page.read_text(encoding="utf-8")
        if page not in PAGES and page.name != "adopting.md":
            assert _BLOCK.findall(text) == [], page
        others = re.findall(r"^```(?!console\n|sh\n)\w*\n(.*?)^```", text, re.M | re.S)
        assert [each for each in others if re.search(r"^\$ ", each, re.M)] == [], page


def test_the_tests_that_are_named_exist() -> None:
    named = re.findall(r"tests/[\w/]+(?:\.py)?", " ".join(NOT_RUN.values()))
    assert named
    assert [each for each in named if not (ROOT / each).exists()] == []


def printed(console: Console, command: str) -> str:
    """What a command prints that ends well."""
    done = console.run(command)
    assert done.returncode == 0, f"{command}\n{done.stdout}"
    return done.stdout.strip()


@pytest.fixture
def console(tmp_path: Path) -> Iterator[Console]:
    made = Console(tmp_path, patience=300)
    try:
        yield made
    finally:
        made.stop()


def test_the_commands_run_in_a_project(console: Console, tmp_path: Path) -> None:
    # With a small server: whether ours passes is not asked here. `.ci/run` has this command for it.
    (tmp_path / "blueprint").mkdir()
    root = small.write_blueprint(tmp_path / "blueprint")
    root.write_text(small.BLUEPRINT.replace("# Group Things", "# Group FAQ"), encoding="utf-8")
    shutil.copy(small.__file__, tmp_path / "small.py")
    (tmp_path / "serve.py").write_text(SERVE, encoding="utf-8")
    (tmp_path / "pyproject.toml").write_text(SETTINGS, encoding="utf-8")
    shutil.copy(ROOT / "docs" / "examples" / "notes" / "notes.apib", tmp_path / "other.apib")
    (tmp_path / "tests").mkdir()
    console.environment["PYTHONPATH"] = str(tmp_path)
    shown = {command: printed(console, command) for command in IN_THE_PROJECT}
    assert " passed, 0 failed, 0 errors, 0 skipped" in shown[IN_THE_PROJECT[0]].splitlines()[-1]
    used = {line.split()[1] for line in (tmp_path / "log").read_text("utf-8").splitlines()}
    assert len(used) >= 2, "each server has a database"
    assert (tmp_path / "build" / "junit.xml").is_file()
    assert " passed" in shown[IN_THE_PROJECT[1]].splitlines()[-1]
    assert (tmp_path / "tests" / "contract_state.py").is_file()
    assert (tmp_path / "package" / "__init__.py").is_file()


@needs_dredd
@pytest.mark.parametrize("block", list(example_blocks()), ids=lambda block: block.split()[2])
def test_a_block_of_an_example_prints_what_it_shows(console: Console, block: str) -> None:
    shutil.copytree(ROOT / "docs" / "examples", console.path / "docs" / "examples")
    (change, _), (server, _), *rest = typed(console.here(block))
    console.path /= change.removeprefix("cd ")
    (console.path / "node_modules").symlink_to(ROOT / "node_modules")
    console.environment["NOTES_URL"] = f"http://127.0.0.1:{console.port}"
    console.start(server.removesuffix(" &"))
    assert rest
    for command, lines in rest:
        shown = printed(console, command)
        if lines:
            assert re.search(pattern(lines), shown), f"{command}\n{shown}"
        else:
            assert " passed, 0 failed, 0 errors" in shown
