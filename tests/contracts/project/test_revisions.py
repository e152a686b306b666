"""Versions of a blueprint in a real git repository, and the commands that compare them."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from contracts.cli.main import main

ROOT_FILE = "FORMAT: 1A\n\n# Things\n\n<!-- include(parts/things.apib) -->\n"
THINGS = (
    "# Group Things\n\n## Things [/things]\n\n### List [GET]\n\n"
    "+ Response 200 (text/plain)\n\n        a\n"
)
CLEARED = THINGS + "\n### Clear [DELETE]\n\n+ Response 204\n"


def git(folder: Path, *arguments: str) -> None:
    identity = ("-c", "user.name=T", "-c", "user.email=t@example.org")
    subprocess.run(["git", *identity, *arguments], cwd=folder, check=True, capture_output=True)


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Tag v1 lists and clears things; v2 only lists them; the work tree calls it otherwise."""
    parts = tmp_path / "docs" / "parts"
    parts.mkdir(parents=True)
    git(tmp_path, "init", "-q")
    (tmp_path / "docs" / "api.apib").write_text(ROOT_FILE, encoding="utf-8")
    for tag, text in (("v1", CLEARED), ("v2", THINGS)):
        (parts / "things.apib").write_text(text, encoding="utf-8")
        git(tmp_path, "add", ".")
        git(tmp_path, "commit", "-qm", tag, "--date", f"2030-01-0{tag[1]}T00:00:00Z")
        git(tmp_path, "tag", tag)
    (parts / "things.apib").write_text(THINGS.replace("List", "All"), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CONTRACT_CACHE", "")
    return tmp_path


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments)


def codes(*arguments: str) -> list[str]:
    return [
        c["code"] for c in json.loads(run("diff", "--format", "json", *arguments).stdout)["changes"]
    ]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("git:v1:docs/api.apib", "git:v2:docs/api.apib", ["operation-removed"]),
        ("git:v1:docs", "git:v2:docs", ["operation-removed"]),
        ("git:v2", "docs/api.apib", ["operation-renamed"]),
        ("git:v2", "docs", ["operation-renamed"]),
        ("docs/api.apib", "git:v2", ["operation-renamed"]),
        ("git:v1", "docs/api.apib", ["operation-removed", "operation-renamed"]),
        ("docs", "docs/api.apib", []),
    ],
)
def test_versions_are_files_folders_and_revisions(
    repository: Path, old: str, new: str, expected: list[str]
) -> None:
    assert codes(old, new) == expected


def test_a_revision_is_read_with_its_includes_and_shown_by_its_name(repository: Path) -> None:
    (repository / "docs" / "parts" / "things.apib").unlink()
    done = run("diff", "git:v1:docs", "git:v2:docs")
    assert "was at git:v1:docs/parts/things.apib:11:1" in done.stdout
    assert done.exit_code == 1
    assert not (repository / "docs" / "parts" / "things.apib").exists()


def test_a_path_without_a_root_is_from_here(
    repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(repository / "docs")
    assert codes("git:v2", "api.apib") == ["operation-renamed"]


@pytest.mark.parametrize(
    ("level", "exit_code"), [("breaking", 0), ("risky", 1), ("safe", 1), ("never", 0)]
)
def test_the_fail_level_is_chosen(repository: Path, level: str, exit_code: int) -> None:
    assert run("diff", "git:v2", "docs", "--fail-on", level).exit_code == exit_code


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        ((), "name the old blueprint"),
        (("git:v9", "docs"), "there is no revision v9"),
        (("git:v1:missing.apib", "docs"), "There is no file missing.apib"),
        (("git:v1:docs/parts", "docs/parts"), ""),
        (("git:v1:../outside.apib", "docs"), "../outside.apib"),
        (("--upload-pack=x", "docs"), "No such option"),
        (("git:--output=x", "docs"), "no revision --output=x"),
    ],
)
def test_misuse_says_what_to_name(
    repository: Path, arguments: tuple[str, ...], reason: str
) -> None:
    done = run("diff", *arguments)
    if reason:
        assert reason in done.output
        assert done.exit_code == 2
    else:  # a folder whose only blueprint is an include is a blueprint too
        assert done.exit_code == 1


def test_a_folder_of_several_blueprints_must_name_its_root(repository: Path) -> None:
    (repository / "docs" / "api.apib").rename(repository / "docs" / "root.apib")
    (repository / "docs" / "other.apib").write_text(ROOT_FILE, encoding="utf-8")
    done = run("diff", "git:v1:docs", "docs")
    assert done.exit_code == 2
    assert "docs has no api.apib, index.apib or apiary.apib" in done.output


def test_what_cannot_be_read_is_not_compared(repository: Path) -> None:
    (repository / "docs" / "parts" / "things.apib").write_text(
        THINGS + "\n+ Attributes (Nothing)\n", encoding="utf-8"
    )
    (repository / "docs" / "api.apib").write_text(
        ROOT_FILE + "<!-- include(gone.apib) -->\n", encoding="utf-8"
    )
    done = run("diff", "git:v1", "docs")
    assert done.exit_code == 2
    assert "docs/api.apib:6:6: error include-missing" in done.output


@pytest.mark.parametrize("style", ["html", "markdown"])
def test_the_changelog_goes_through_all_tags_to_the_working_copy(
    repository: Path, style: str
) -> None:
    done = run("changelog", "--tags", "v*", "--blueprint", "docs/api.apib", "--format", style)
    assert done.exit_code == 0, done.output
    (file,) = (repository / "build").glob("changelog.*")
    text = file.read_text(encoding="utf-8")
    assert text.index("docs/api.apib") < text.index("since v1")
    assert "is gone" in text


def test_a_changelog_has_the_name_of_the_last_of_several_versions(tmp_path: Path) -> None:
    files = [tmp_path / f"{name}.apib" for name in ("first", "second", "third")]
    for file in files:
        file.write_text(f"FORMAT: 1A\n\n# The {file.stem} API\n", encoding="utf-8")
    done = run("changelog", *map(str, files), "--format", "markdown", "--out", str(tmp_path))
    assert done.exit_code == 0, done.output
    text = (tmp_path / "changelog.md").read_text(encoding="utf-8")
    assert "The third API" in text
    assert "The second API" not in text


def test_a_changelog_needs_two_versions(repository: Path) -> None:
    done = run("changelog", "--tags", "nothing*")
    assert done.exit_code == 2
    assert "at least two versions" in done.output


def test_the_documentation_of_several_versions_has_a_switch_between_them(repository: Path) -> None:
    done = run("docs", "docs/api.apib", "--versions", "v*", "--out", "build")
    assert done.exit_code == 0, done.output
    folder = repository / "build" / "docs"
    current, old = ((folder / name).read_text() for name in ("index.html", "v1/index.html"))
    assert 'href="v2/index.html"' in current
    assert '<span aria-current="page">current</span>' in current
    assert 'href="../v2/index.html"' in old
    assert 'href="../index.html"' in old
    assert 'id="clear"' in old
    assert 'id="clear"' not in current


def test_each_version_says_what_changed_since_the_one_before(repository: Path) -> None:
    assert run("docs", "docs/api.apib", "--versions", "v*", "--out", "build").exit_code == 0
    current, second, first = (
        (repository / "build" / "docs" / name).read_text()
        for name in ("index.html", "v2/index.html", "v1/index.html")
    )
    assert "1 risky change</a> since v2" in current
    assert "DELETE /things is gone" in second
    assert "Changes since v1" in second
    assert "Changes since" not in first


@pytest.mark.parametrize("old", ["git:v1", "git:v1:docs", "git:v1:docs/api.apib"])
def test_the_documentation_says_what_changed_since_a_version(repository: Path, old: str) -> None:
    done = run("docs", "docs/api.apib", "--since", old, "--out", "build")
    assert done.exit_code == 0, done.output
    page = (repository / "build" / "docs" / "index.html").read_text()
    assert '<a href="#changes.">1 breaking, 1 risky changes</a> since v1</dd>' in page
    assert '<a class="anchor title" href="#changes.">Changes since v1</a>' in page
    assert '<div class="where"><a href="#all">GET /things</a></div>' in page


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        (("--since", "git:v9"), "git: "),
        (("--since", "git:v1", "--versions", "v*"), "leave out --since"),
    ],
)
def test_a_version_that_cannot_be_compared_is_misuse(
    repository: Path, options: tuple[str, ...], complaint: str
) -> None:
    done = run("docs", "docs/api.apib", *options, "--out", "build")
    assert done.exit_code == 2
    assert complaint in done.output


def test_downloads_lie_beside_each_version(repository: Path) -> None:
    options = ("--versions", "v*", "--downloads", "--out", "build")
    assert run("docs", "docs/api.apib", *options).exit_code == 0
    folder = repository / "build" / "docs"
    for version, wanted in ((".", "All"), ("v1", "Clear")):
        page = (folder / version / "index.html").read_text()
        assert '<a href="openapi.json" download>openapi.json</a>' in page
        assert '<a href="api.apib" download>api.apib</a>' in page
        source = (folder / version / "api.apib").read_text()
        assert wanted in source
        assert "include(" not in source
        summary = json.loads((folder / version / "openapi.json").read_text())["paths"]
        assert ("delete" in summary["/things"]) == (version == "v1")


def test_a_pattern_without_tags_is_misuse(repository: Path) -> None:
    done = run("docs", "docs/api.apib", "--versions", "x*", "--out", "build")
    assert done.exit_code == 2
    assert "no tag matches x*" in done.output
