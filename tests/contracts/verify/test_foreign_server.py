"""The example of docs/judging.md: a server and a state handler that have nothing of ours."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from click.testing import CliRunner

from contracts.cli.main import main
from contracts.serve.process import running
from tests.leaks.modules import forgotten

ROOT = Path(__file__).parents[3]
EXAMPLE = ROOT / "docs" / "examples" / "notes"


@pytest.fixture
def notes(tmp_path: Path) -> Path:
    """A copy of the example."""
    shutil.copytree(EXAMPLE, tmp_path / "notes")
    return tmp_path / "notes"


@contextmanager
def served(folder: Path) -> Iterator[dict[str, str]]:
    """The environment of a judge while the server runs."""
    with running(f"{{python}} {folder / 'server.py'} {{port}}", {}, folder / "log") as server:
        yield {**os.environ, "NOTES_URL": server.url, "PYTHONPATH": str(ROOT)}


def judged(folder: Path, environment: dict[str, str], *command: str) -> tuple[int, str]:
    """Exit code and output of a command in the example's folder."""
    done = subprocess.run(
        [sys.executable, "-m", *command],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
    )
    return done.returncode, done.stdout + done.stderr


def judged_in_process(folder: Path, environment: dict[str, str], *command: str) -> tuple[int, str]:
    """The same of ``contract``, as one process has shown that it finds all it needs."""
    with pytest.MonkeyPatch.context() as patch, forgotten():
        patch.chdir(folder)
        patch.setenv("NOTES_URL", environment["NOTES_URL"])
        patch.setattr(sys, "path", list(sys.path))
        done = CliRunner().invoke(main, command)
    return done.exit_code, done.output


def test_contract_verify_judges_it(notes: Path) -> None:
    with served(notes) as environment:
        target = ("--endpoint", environment["NOTES_URL"], "--state", "state:NotesState")
        code, said = judged(notes, environment, "contracts", "verify", "notes.apib", *target)
    assert code == 0, said
    assert "Dredd mode: 8 passing, 0 failing" in said
    assert "laws: 6 passing, 0 failing" in said


def test_pytest_judges_it(notes: Path) -> None:
    with served(notes) as environment:
        target = (
            f"--contract-endpoint={environment['NOTES_URL']}",
            "--contract-state=state:NotesState",
        )
        # Other plugins that are installed take seconds to load; that ours is found, and loaded as
        # any other, tests/test_pytest_plugin.py shows.
        alone = ("--disable-plugin-autoload", "-p", "contracts.pytest_plugin")
        code, said = judged(notes, environment, "pytest", *alone, "notes.apib", *target)
    assert code == 0, said
    assert "14 passed" in said


def test_a_server_that_forgets_nothing_breaks_laws_that_dredd_does_not_know(notes: Path) -> None:
    server = notes / "server.py"
    right, wrong = 'NOTES.pop(self.path.removeprefix("/notes/"), None)', "NOTES.get(self.path[7:])"
    text = server.read_text(encoding="utf-8")
    assert right in text
    server.write_text(text.replace(right, wrong), encoding="utf-8")
    with served(notes) as environment:
        target = ("--endpoint", environment["NOTES_URL"], "--state", "state:NotesState")
        code, said = judged_in_process(notes, environment, "verify", "notes.apib", *target)
    assert code == 1, said
    assert "Dredd mode: 8 passing, 0 failing" in said
    assert "law-deleted" in said
    assert "2 laws" in said


def test_contract_scorecard_names_the_statements_it_breaks(notes: Path) -> None:
    with served(notes) as environment:
        target = ("--endpoint", environment["NOTES_URL"], "--state", "state:NotesState")
        files = ("--format", "markdown", "--out", "card.md", "--json", "card.json")
        command = ("scorecard", "notes.apib", *target, *files)
        code, said = judged_in_process(notes, environment, *command)
    assert code == 1, said
    statements = json.loads((notes / "card.json").read_text())["statements"]
    broken = {each["id"] for each in statements if each["verdict"] == "broken"}
    assert broken == {
        *("response-unsupported-media-type", "response-not-acceptable"),
        *("create-http-semantics", "deleting-http-semantics", "create-responses-409-bad-type"),
    }
    assert "A request whose Content-Type has parameters is 415" in said
    assert "(`response-not-acceptable`) | MUST | broken |" in (notes / "card.md").read_text()


def test_contract_scorecard_gives_no_verdict_on_a_server_that_does_not_answer(notes: Path) -> None:
    with served(notes) as environment:
        pass
    target = ("--endpoint", environment["NOTES_URL"])
    code, said = judged_in_process(notes, environment, "scorecard", "notes.apib", *target)
    assert code == 2
    assert "no request was answered, so there is no verdict" in said
