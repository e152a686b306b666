"""Links that open a place in an editor."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from contracts.cli.preview import _editor, preview
from contracts.serve.preview.board import Board
from contracts.serve.preview.editor_links import EditorLinks, UnknownEditor


@pytest.mark.parametrize(
    ("editor", "link"),
    [
        ("vscode", "vscode://file/a/b.apib:3:7"),
        ("vscodium", "vscodium://file/a/b.apib:3:7"),
        ("zed", "zed://file/a/b.apib:3:7"),
        ("idea", "idea://open?file=/a/b.apib&line=3&column=7"),
        ("pycharm", "pycharm://open?file=/a/b.apib&line=3&column=7"),
        ("sublime", "subl://open?url=file:///a/b.apib&line=3&column=7"),
        ("my-editor:{file}#{line}", "my-editor:/a/b.apib#3"),
        ("vscode://vscode-remote/wsl+Debian{file}:{line}:{column}",
         "vscode://vscode-remote/wsl+Debian/a/b.apib:3:7"),
        ("none", ""),
    ],
)  # fmt: skip
def test_each_editor_has_its_own_links(editor: str, link: str) -> None:
    assert EditorLinks.of(editor).link("/a/b.apib", 3, 7) == link


def test_no_path_ends_the_url_or_adds_a_parameter_to_it() -> None:
    link = EditorLinks.of("idea").link("/a b/100%&line=1#{line}/ü?.apib", 3, 7)
    path = "/a%20b/100%25%26line%3D1%23%7Bline%7D/%C3%BC%3F.apib"
    assert link == f"idea://open?file={path}&line=3&column=7"


def test_paths_are_absolute(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    link = EditorLinks.of("vscode").link("blueprint/api.apib", 1, 1)
    assert link == f"vscode://file{tmp_path}/blueprint/api.apib:1:1"


@pytest.mark.parametrize(
    ("editor", "said"),
    [
        ("vi", "neither an editor (vscode, "),
        ("vscode://file", "neither an editor"),
        ("x://{file}:{row}", "{row} is none of {file}, {line} and {column}"),
        ("{file}:{line}", "does not begin with the scheme"),
        ("javascript:alert('{file}')", "does not begin with the scheme"),
        ("data:text/html,{file}", "does not begin with the scheme"),
    ],
)
def test_what_is_no_editor_is_refused_with_what_is_possible(
    editor: str, said: str, blueprint: Path
) -> None:
    with pytest.raises(UnknownEditor):
        EditorLinks.of(editor)
    result = CliRunner().invoke(preview, [str(blueprint), "--editor", editor, "--no-open"])
    assert result.exit_code == 2
    assert said in " ".join(result.output.split())


def test_other_machines_have_no_links_unless_they_are_asked_for() -> None:
    assert _editor(None, "127.0.0.1") == "vscode"
    assert _editor(None, "0.0.0.0") == "none"
    assert _editor("idea", "0.0.0.0") == "idea"


def test_findings_have_the_link_of_their_place(
    blueprint: Path, new_board: Callable[..., Board]
) -> None:
    things = blueprint.parent / "things.apib"
    things.write_text(f"{things.read_text()}\n### Get [GET /things/{{id}}]\n+ Response 204\n")
    links = EditorLinks.of("idea")
    board = new_board(blueprint, links)
    board.rebuild()
    board.close()
    found = next(each for each in board.state.findings if each["code"] == "parameter-undeclared")
    assert found["editor"] == links.link(str(things), found["line"], found["column"])
