"""Settings, options and comments decide what is reported, and say so when they cannot."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from contracts.cli.main import main
from contracts.lint.config import covered

#: One warning (empty-success), one error (status-unknown), one note (action-undescribed).
TEXT = """\
FORMAT: 1A

# API

## Thing [/thing]

### Read [GET]

+ Response 200

### Remove [DELETE]
Removes it.

+ Response 999
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CONTRACT_CACHE", str(tmp_path / "cache"))
    (tmp_path / "api.apib").write_text(TEXT, encoding="utf-8")
    return tmp_path


def lint(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["lint", "api.apib", *arguments])


def codes(result: Result) -> set[str]:
    """The codes in the output."""
    known = ("empty-success", "status-unknown", "action-undescribed", "suppression-unused")
    return {code for code in known if code in result.output}


def settings(folder: Path, text: str) -> None:
    (folder / "pyproject.toml").write_text("[tool.contract.lint]\n" + text, encoding="utf-8")


def test_without_settings_all_rules_run() -> None:
    result = lint()
    assert codes(result) == {"empty-success", "status-unknown", "action-undescribed"}
    assert result.exit_code == 1


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('select = ["empty-success"]', {"empty-success"}),
        ('select = ["empty-*"]', {"empty-success"}),
        ('ignore = ["status-unknown"]', {"empty-success", "action-undescribed"}),
        ('select = ["empty-success", "status-unknown"]\nignore = ["empty-*"]', {"status-unknown"}),
    ],
)
def test_settings_select_and_ignore(folder: Path, text: str, expected: set[str]) -> None:
    settings(folder, text)
    assert codes(lint()) == expected


def test_settings_of_the_nearest_folder_above_hold(folder: Path) -> None:
    settings(folder, 'select = ["empty-success"]')
    (folder / "deep" / "deeper").mkdir(parents=True)
    (folder / "deep" / "deeper" / "api.apib").write_text(TEXT, encoding="utf-8")
    result = CliRunner().invoke(main, ["lint", "deep/deeper/api.apib"])
    assert codes(result) == {"empty-success"}


def test_options_add_to_settings(folder: Path) -> None:
    settings(folder, 'ignore = ["status-unknown"]')
    assert codes(lint("--ignore", "empty-success")) == {"action-undescribed"}
    assert codes(lint("--select", "empty-*")) == {"empty-success"}


def test_severities_can_be_changed(folder: Path) -> None:
    settings(folder, 'severity = { status-unknown = "info", empty-success = "error" }')
    result = lint()
    assert "info status-unknown" in result.output
    assert "error empty-success" in result.output


@pytest.mark.parametrize(
    ("level", "select", "exit_code"),
    [
        ("error", "status-unknown", 1),
        ("error", "empty-success", 0),
        ("warning", "empty-success", 1),
        ("warning", "action-undescribed", 0),
        ("info", "action-undescribed", 1),
        ("never", "status-unknown", 0),
    ],
)
def test_the_fail_level_decides_the_exit_code(
    folder: Path, level: str, select: str, exit_code: int
) -> None:
    assert lint("--fail-level", level, "--select", select).exit_code == exit_code
    settings(folder, f'fail-level = "{level}"')
    assert lint("--select", select).exit_code == exit_code


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('select = ["empty-succes"]', "no rule 'empty-succes', did you mean 'empty-success'?"),
        ('ignore = "empty-success"', "ignore is a list of codes"),
        ('severity = { nothing = "error" }', "no rule 'nothing'"),
        ('severity = { empty-success = "fatal" }', "is one of error, warning, info"),
        ('fail-level = "maybe"', "fail-level is one of"),
        ("selct = []", "unknown key 'selct', did you mean 'select'?"),
        ("select = [", "pyproject.toml"),
    ],
)
def test_wrong_settings_are_misuse(folder: Path, text: str, message: str) -> None:
    settings(folder, text)
    result = lint()
    assert result.exit_code == 2
    assert message in result.output


def test_an_unknown_code_as_option_is_misuse() -> None:
    assert lint("--ignore", "nothing").exit_code == 2


def test_nothing_is_derived_under_wrong_settings(folder: Path) -> None:
    settings(folder, 'select = ["nothing"]')
    result = CliRunner().invoke(main, ["docs", "api.apib"])
    assert result.exit_code == 1
    assert "no rule 'nothing'" in result.output


@pytest.mark.parametrize("text", ['ignore = ["parser-*"]', 'severity = { parser-4 = "info" }'])
def test_errors_of_the_parser_cannot_be_hidden(folder: Path, text: str) -> None:
    settings(folder, text)
    broken = TEXT.replace("+ Response 200", "+ Response 200\n    + Attributes (Nowhere)")
    (folder / "api.apib").write_text(
        "<!-- contract: ignore-file parser-4 -->\n" + broken, encoding="utf-8"
    )
    result = lint()
    assert result.exit_code == 1
    assert "error parser-4" in result.output


def test_a_comment_before_a_table_covers_the_table(folder: Path) -> None:
    table = (
        "<!-- contract: ignore table-type-unknown -->\n"
        "| Name | Type |\n|---|---|\n| `a` | strnig |\n| `b` | nubmer |\n\n"
        "| Name | Type |\n|---|---|\n| `c` | boolaen |\n\n"
    )
    body = '        {"data": {"type": "t", "id": "1", "attributes": {"a": 1, "b": 2, "c": 3}}}\n'
    (folder / "api.apib").write_text(
        f"FORMAT: 1A\n\n# API\n\n# Group T\n\n{table}## T [/t/{{id}}]\n\n"
        "+ Parameters\n    + id: `1` (string, required)\n\n### Read [GET]\nReads.\n\n"
        f"+ Response 200 (application/vnd.api+json)\n\n{body}",
        encoding="utf-8",
    )
    output = lint("--select", "table-*", "--select", "suppression-*").output
    assert "'c'" in output
    assert "'a'" not in output
    assert "'b'" not in output


def test_a_missing_file_cannot_be_hidden(folder: Path) -> None:
    settings(folder, 'ignore = ["include-missing"]')
    text = TEXT.replace("## Thing", "<!-- include(gone.apib) -->\n\n## Thing")
    (folder / "api.apib").write_text(
        "<!-- contract: ignore-file include-missing -->\n" + text, encoding="utf-8"
    )
    assert "error include-missing" in lint().output


def test_a_comment_between_requests_does_not_end_their_list(folder: Path) -> None:
    text = (
        "FORMAT: 1A\n\n# API\n\n## Thing [/thing]\n\n### Read [GET]\nReads.\n\n"
        "+ Response 200 (text/plain)\n    + Body\n\n            Hello\n\n"
        "    <!-- contract: ignore content-type-missing -->\n"
        "    + Schema\n\n            {}\n"
    )
    (folder / "api.apib").write_text(text, encoding="utf-8")
    output = lint("--ignore", "suppression-unused").output
    assert "no findings" in output


COMMENT = "<!-- contract: ignore empty-success -->\n"


@pytest.mark.parametrize(
    ("before", "hidden"),
    [
        ("+ Response 200", True),
        ("### Read [GET]", True),
        ("## Thing [/thing]", True),
        ("### Remove [DELETE]", False),
    ],
)
def test_a_comment_covers_what_follows_it(folder: Path, before: str, hidden: bool) -> None:
    text = TEXT.replace(before, COMMENT + before)
    (folder / "api.apib").write_text(text, encoding="utf-8")
    found = codes(lint())
    assert ("empty-success" not in found) is hidden
    assert ("suppression-unused" in found) is not hidden
    assert "status-unknown" in found


def test_a_comment_covers_a_heading_up_to_the_next_of_its_level(folder: Path) -> None:
    text = TEXT.replace("### Read", "<!-- contract: ignore status-unknown -->\n### Read")
    (folder / "api.apib").write_text(text, encoding="utf-8")
    assert {"status-unknown", "suppression-unused"} <= codes(lint())


def test_a_comment_between_requests_is_nothing_to_the_parser(folder: Path) -> None:
    text = TEXT.replace("+ Response 200", COMMENT + "+ Response 200\n\n        Hello\n")
    (folder / "api.apib").write_text(text, encoding="utf-8")
    assert "parser-" not in lint().output


def test_a_comment_reaches_through_includes(folder: Path) -> None:
    text = TEXT.replace("### Read", "<!-- include(part.apib) -->\n\n### Read")
    text = text.replace("## Thing", "<!-- contract: ignore empty-success -->\n## Thing")
    (folder / "api.apib").write_text(text, encoding="utf-8")
    (folder / "part.apib").write_text("### Look [GET /look]\n\n+ Response 200\n", encoding="utf-8")
    assert codes(lint()) == {"status-unknown", "action-undescribed"}


def test_a_comment_on_a_file_covers_that_file_only(folder: Path) -> None:
    text = TEXT.replace("### Read", "<!-- include(part.apib) -->\n\n### Read")
    (folder / "api.apib").write_text(text, encoding="utf-8")
    (folder / "part.apib").write_text(
        "<!-- contract: ignore-file empty-success, action-* -->\n"
        "### Look [GET /look]\n\n+ Response 200\n",
        encoding="utf-8",
    )
    output = lint().output
    assert "part.apib:" not in output
    assert "empty-success" in output


def test_a_comment_is_not_unused_because_its_rule_does_not_run(folder: Path) -> None:
    (folder / "api.apib").write_text(
        TEXT.replace("+ Response 200", COMMENT + "+ Response 200"), encoding="utf-8"
    )
    assert "suppression-unused" not in codes(lint("--ignore", "empty-success"))


@pytest.mark.parametrize(
    ("code", "patterns", "is_covered"),
    [
        ("body-schema", ("body-schema",), True),
        ("body-schema", ("body-*",), True),
        ("body-schema", ("*",), True),
        ("body-schema", ("access-*", "body-*"), True),
        ("body-schema", ("body",), False),
        ("body", ("body-*",), False),
        ("bodies-schema", ("body-*",), False),
        ("body-schema", ("*-schema",), False),
        ("body-schema", (), False),
    ],
)
def test_a_pattern_is_a_code_or_its_beginning(
    code: str, patterns: tuple[str, ...], is_covered: bool
) -> None:
    assert covered(code, patterns) is is_covered
