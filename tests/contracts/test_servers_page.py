"""The page of public servers is about the list; its figures are those of the reports."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from benchmarks.servers import PAGE, Figures, Server, checkout, figures, page, servers


def row(name: str, outcome: str, *dredd: str) -> dict[str, object]:
    return {"name": name, "outcome": outcome, "dredd": list(dredd)}


def test_the_figures_are_those_of_the_reports() -> None:
    strict = {
        "transactions": [
            row("A", "passed"),
            row("B", "failed"),
            row("C", "failed", "status"),
            row("D", "skipped"),
            row("law: a", "passed"),
        ],
        "findings": [{"attribution": "server"}, {"attribution": "server"}],
    }
    outcomes = {"A": "pass", "B": "fail", "C": "fail"}
    dredd = {"transactions": [{"name": n, "outcome": o} for n, o in outcomes.items()]}
    assert figures(strict, dredd) == Figures(
        transactions=3,
        dredd="1 of 3",
        dredd_mode="2 of 3",
        strict="1 of 3",
        laws="1 of 1",
        findings={"server": 2},
        disagreements=["B"],
    )


@pytest.mark.parametrize("server", servers(), ids=lambda server: server.name)
def test_every_server_of_the_list_is_on_the_page_once(server: Server) -> None:
    written = PAGE.read_text(encoding="utf-8")
    assert written.count(f"[{server.name}](https://github.com/{server.repository}/") == 1


@pytest.mark.parametrize("server", servers(), ids=lambda server: server.name)
def test_a_server_without_an_endpoint_says_why(server: Server) -> None:
    assert bool(server.endpoint) != bool(server.reason)


def test_what_did_not_run_is_named_with_the_reason() -> None:
    assert "it needs MongoDB" in page({}).partition("## Not run")[2]


def git(*arguments: str, folder: Path) -> str:
    who = ["-c", "user.name=a", "-c", "user.email=a@example.com"]
    command = ["git", *who, *arguments]
    done = subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True)
    return done.stdout.strip()


@pytest.fixture
def snapshot(tmp_path: Path) -> Server:
    """A repository whose picture is listed, and not there."""
    place = tmp_path / "owner+name"
    place.mkdir()
    git("init", "--quiet", folder=place)
    (place / "api.apib").write_text("# API\n")
    (place / "picture.png").write_bytes(b"PNG")
    git("add", ".", folder=place)
    git("commit", "--quiet", "-m", "all", folder=place)
    blob = git("rev-parse", "HEAD:picture.png", folder=place)
    (place / ".git" / "objects" / blob[:2] / blob[2:]).unlink()
    for name in ("api.apib", "picture.png"):
        (place / name).unlink()
    return Server("Name", "owner/name", git("rev-parse", "HEAD", folder=place), "api.apib")


def test_a_copy_that_lacks_a_picture_is_checked_out_without_it(
    snapshot: Server, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    place = checkout(snapshot, tmp_path)
    assert (place / "api.apib").read_text() == "# API\n"
    assert not (place / "picture.png").exists()
    assert "1 files are not in this copy" in capsys.readouterr().out


def test_a_copy_without_the_blueprint_is_refused(snapshot: Server, tmp_path: Path) -> None:
    lacking = Server(snapshot.name, snapshot.repository, snapshot.commit, "picture.png")
    with pytest.raises(FileNotFoundError, match=r"picture\.png is missing"):
        checkout(lacking, tmp_path)
