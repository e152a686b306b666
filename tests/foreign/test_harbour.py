"""A blueprint written by hand, generated, served and judged by Dredd without a hook."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import requests
from click.testing import CliRunner, Result

from contracts.cli.main import main

HARBOUR = Path(__file__).parent / "harbour" / "api.apib"


def contract(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, [*map(str, arguments)])


def test_dredd_passes_what_can_be_sent_and_the_rest_fails_with_its_reason(tmp_path: Path) -> None:
    folder = shutil.copytree(HARBOUR.parent, tmp_path / "harbour")
    berths = folder / "berths.apib"
    text = berths.read_text(encoding="utf-8")
    before, update, after = re.split(r"(?s)(### Update Berth.*?)(?=### Delete Berth)", text)
    _, pair = update.split("\n", 1)
    slip = pair.replace('"id": "1"', '"id": "7"')
    berths.write_text(before + update + slip + after, encoding="utf-8")
    done = contract("dredd", folder / "api.apib", "--out", tmp_path / "build")
    assert done.exit_code == 1, done.output
    assert "14 of 21 actions are JSON:API, 7 are replayed" in done.stdout
    assert "complete: 24 passing, 1 failing, 0 errors, 0 skipped, 25 total" in done.stdout
    _, explained = done.stdout.split("24 passed of 26, and why the rest fails:\n")
    for reason in (
        r"1  Dredd cannot send it: month is required and has no example\n"
        r" +Office > Survey > Get Survey \(",
        r"the server answers 409: The id must be '1', as in the URI\. \(/data/id\)\n"
        r" +Berths > .+ > Update Berth > Example 2 \(",
    ):
        assert re.search(reason, explained), explained


def test_serve_keeps_what_is_created_and_replays_the_rest(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "contracts", "serve", str(HARBOUR), "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=tmp_path) as process:
        try:
            assert process.stdout is not None
            counted, serving = process.stdout.readline(), process.stdout.readline()
            assert "14 of 21 actions are JSON:API, 7 are replayed" in counted
            found = re.search(r"http://[\d.:]+", serving)
            assert found, serving
            _judge_served(found[0])
        finally:
            process.terminate()


def _judge_served(url: str) -> None:
    kind = "application/vnd.api+json"
    body = {"data": {"type": "berth", "attributes": {"name": "South 1"}}}
    made = requests.post(f"{url}/v1/berths", json=body, headers={"Content-Type": kind}, timeout=30)
    assert made.status_code == 201, made.text
    shown = requests.get(url + made.headers["Location"], timeout=30).json()["data"]
    assert shown["attributes"] == {
        "name": "South 1",
        "depth": None,
        "type": None,
        "is-free": True,
        "dredged-at": None,
    }
    refused = requests.post(
        f"{url}/v1/berths",
        json={"data": {"type": "berth", "attributes": {"depth": "deep"}}},
        headers={"Content-Type": kind},
        timeout=30,
    ).json()
    assert {e["source"]["pointer"] for e in refused["errors"]} == {
        "/data/attributes/name",
        "/data/attributes/depth",
    }
    assert requests.get(f"{url}/v1/settings", timeout=30).json()["data"]["attributes"] == {
        "motto": None
    }
    changed = {"data": {"type": "setting", "id": "1", "attributes": {"motto": "Ho"}}}
    requests.patch(
        f"{url}/v1/settings", json=changed, headers={"Content-Type": kind}, timeout=30
    ).raise_for_status()
    kept = requests.get(f"{url}/v1/settings", timeout=30).json()["data"]
    assert kept == {"type": "setting", "id": "1", "attributes": {"motto": "Ho"}}
    page = requests.get(f"{url}/welcome", timeout=30)
    assert (page.text.strip(), page.headers["Content-Type"]) == ("<h1>Ahoy</h1>", "text/html")
    closed = requests.get(f"{url}/v1/tides", headers={"Prefer": "status=503"}, timeout=30)
    assert (closed.status_code, closed.text.strip()) == (503, "closed")
    asked = requests.get(
        f"{url}/v1/ships/imo-1", headers={"Prefer": 'example="A Stranger"'}, timeout=30
    )
    assert asked.status_code == 403


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("--blueprint", HARBOUR, "--out", "harbour"), 0, "harbour: 9 files, 9 changed"),
        (("--blueprint", HARBOUR), 2, "choose another folder with --out"),
    ],
)
def test_generate_writes_the_package_of_another_blueprint(
    arguments: tuple[str | Path, ...],
    code: int,
    said: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    done = contract("generate", *arguments)
    assert (done.exit_code, said in done.output) == (code, True), done.output


def test_the_package_is_laid_out_as_ruff_would(tmp_path: Path) -> None:
    root = Path(__file__).parents[2]
    out = ("--out", tmp_path / "harbour")
    assert contract("generate", "--blueprint", HARBOUR, *out).exit_code == 0
    command = [sys.executable, "-m", "ruff", "format", "--diff", "--config", "pyproject.toml"]
    done = subprocess.run(
        [*command, str(tmp_path)], cwd=root, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout


def test_a_blueprint_without_actions_is_refused(tmp_path: Path) -> None:
    empty = tmp_path / "empty.apib"
    empty.write_text("FORMAT: 1A\n\n# Nothing\n", encoding="utf-8")
    done = contract("serve", empty)
    assert done.exit_code == 1
    assert "has no actions" in done.output
