"""A kept lint report is used while nothing it was made of changes, and never afterwards."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from contracts.lint import Config
from contracts.project import blueprint, lint_report
from contracts.project.lint_report import LintReport
from contracts.project.lint_report import lint_report as report

ROOT = """\
FORMAT: 1A

# API

See [the guide](guide.md) and ![a figure](figure.png).

<!-- include(things.apib) -->
<!-- include(missing.apib) -->
"""
THINGS = "# Group Things\n\n## Things [/things]\n\n### List [GET]\n\n+ Response 204\n"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "api.apib").write_text(ROOT, encoding="utf-8")
    (tmp_path / "things.apib").write_text(THINGS, encoding="utf-8")
    (tmp_path / "guide.md").write_text("guide", encoding="utf-8")
    return tmp_path


def lint(config: Config | None = None) -> LintReport:
    return report(Path("api.apib"), config or Config(), Path("cache"))


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The blueprints that are really read."""
    found: list[Path] = []
    original = blueprint.read

    def read(path: Path, **options: object) -> blueprint.Blueprint:
        found.append(path)
        return original(path, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(blueprint, "read", read)
    return found


def test_a_kept_report_is_the_same_and_reads_no_blueprint(project: Path, reads: list[Path]) -> None:
    first, second = lint(), lint()
    assert first == second
    assert first.diagnostics
    assert first.counts == (1, 1, 0)
    assert len(reads) == 1


def write(name: str, text: str) -> Callable[[Path], object]:
    return lambda project: (project / name).write_text(text, encoding="utf-8")


def remove(name: str) -> Callable[[Path], object]:
    return lambda project: (project / name).unlink()


def retarget(project: Path) -> None:
    other = project / "elsewhere"
    other.mkdir()
    (other / "things.apib").write_text(THINGS, encoding="utf-8")
    (project / "things.apib").unlink()
    (project / "things.apib").symlink_to(other / "things.apib")


CHANGES: dict[str, Callable[[Path], object]] = {
    "the root's text": write("api.apib", ROOT.replace("# API", "# Other API")),
    "an included file's text": write("things.apib", THINGS.replace("204", "999")),
    "an included file that was missing": write("missing.apib", "\n"),
    "an included file that is gone": remove("things.apib"),
    "an included file that is a link now": retarget,
    "a stray beside the files": write("stray.apib", "# Group Stray\n"),
    "where a link led": remove("guide.md"),
    "where a link leads": write("figure.png", "png"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_of_what_it_was_made_of_is_seen(
    change: str, project: Path, reads: list[Path]
) -> None:
    lint()
    CHANGES[change](project)
    changed = lint()
    assert len(reads) == 2
    assert changed == report(Path("api.apib"), Config(), None)
    assert lint() == changed
    assert len(reads) == 3  # once for each: kept nothing, kept, used what is kept


def test_a_stray_that_is_a_blueprint_now_is_seen(project: Path, reads: list[Path]) -> None:
    (project / "stray.apib").write_text("# Group Stray\n", encoding="utf-8")
    before = {each.code for each in lint().diagnostics}
    (project / "stray.apib").write_text("FORMAT: 1A\n\n# Stray\n", encoding="utf-8")
    after = {each.code for each in lint().diagnostics}
    assert before - after == {"file-stray"}


def test_other_settings_have_a_report_of_their_own(project: Path) -> None:
    assert lint().diagnostics
    assert lint(Config(select=("uri-no-slash",))).diagnostics != lint().diagnostics


def test_other_conventions_of_the_project_are_seen(project: Path, reads: list[Path]) -> None:
    lint()
    settings = '[tool.contract.conventions]\nuser-type = "member"\n'
    (project / "pyproject.toml").write_text(settings, encoding="utf-8")
    lint()
    assert len(reads) == 2


def test_another_version_of_the_tool_reads_again(
    project: Path, reads: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    lint()
    monkeypatch.setattr(lint_report, "tool", lambda: "another")
    lint()
    assert len(reads) == 2


def test_a_changed_module_is_another_version_of_the_tool(tmp_path: Path) -> None:
    inner = tmp_path / "rules"
    inner.mkdir()
    module = inner / "naming.py"
    found = set()
    for text in ("A = 1\n", "AB = 1\n"):
        module.write_text(text, encoding="utf-8")
        found.add(lint_report.digest_of(tmp_path))
    module.rename(inner / "names.py")
    found.add(lint_report.digest_of(tmp_path))
    assert len(found) == 3


def test_a_parser_without_time_is_asked_again(project: Path, reads: list[Path]) -> None:
    from contracts.model import Diagnostic, Location, Severity

    original = blueprint.parse
    slow = Diagnostic("parser-timeout", Severity.ERROR, "too slow", Location("api.apib", 1, 1))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(blueprint, "parse", lambda *a, **o: (original(*a, **o)[0], (slow,)))
        assert "parser-timeout" in {each.code for each in lint().diagnostics}
    assert "parser-timeout" not in {each.code for each in lint().diagnostics}
    assert len(reads) == 2
