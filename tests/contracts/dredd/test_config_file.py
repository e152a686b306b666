"""A team's own dredd.yml, and hooks in a language that Dredd itself runs."""

from __future__ import annotations

from pathlib import Path

import pytest

from contracts.dredd.config_file import ConfigUnreadable, hook_paths, language_of, read_config

YAML = """\
dry-run: null
hookfiles: ["hooks/*.py", other.py]
language: python
sorted: true
only: ["Things > Show"]
header: ["X-Key: 1"]
user: null
server: npm start
server-wait: 3
blueprint: api.apib
endpoint: "http://127.0.0.1:3000"
"""


@pytest.fixture(autouse=True)
def elsewhere(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """A current folder without hook files."""
    monkeypatch.chdir(tmp_path_factory.mktemp("elsewhere"))


def write(folder: Path, text: str) -> Path:
    (folder / "hooks").mkdir()
    for name in ("hooks/a.py", "hooks/b.py", "other.py", "hooks.js"):
        (folder / name).write_text("")
    (folder / "dredd.yml").write_text(text, encoding="utf-8")
    return folder / "dredd.yml"


def test_a_configuration_is_read_with_its_hook_files(tmp_path: Path) -> None:
    found = read_config(write(tmp_path, YAML))
    assert (found.endpoint, found.server, found.blueprint) == (
        "http://127.0.0.1:3000",
        "npm start",
        "api.apib",
    )
    names = [str(path.relative_to(tmp_path)) for path in found.hookfiles]
    assert names == ["hooks/a.py", "hooks/b.py", "other.py"]
    assert found.language == ""
    assert found.only == ("Things > Show",)
    assert found.options == {"sorted": True, "header": ["X-Key: 1"]}
    assert found.headers == (("X-Key", "1"),)
    assert found.is_sorted
    assert found.server_wait == 3
    assert found.unread == ()


def test_what_has_no_meaning_here_is_named(tmp_path: Path) -> None:
    text = "path: [a.apib]\nnames: true\ndry-run: false\nhookfile: a.py\ncolor: true\n"
    assert read_config(write(tmp_path, text)).unread == ("path", "names", "hookfile")


def test_hook_files_are_those_of_the_current_folder_before_those_beside_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = write(tmp_path, "hookfiles: [other.py, here.py]\n")
    current = tmp_path / "current"
    current.mkdir()
    (current / "here.py").write_text("")
    monkeypatch.chdir(current)
    assert read_config(file).hookfiles == (tmp_path / "other.py", Path("here.py"))
    (current / "other.py").write_text("")
    assert read_config(file).hookfiles == (Path("other.py"), Path("here.py"))


@pytest.mark.parametrize(
    ("files", "named", "language"),
    [
        (["a.js", "b.js"], "", "nodejs"),
        (["a.js", "b.py"], "", ""),
        (["a.py"], "", ""),
        (["a.py"], "python", ""),
        (["a.js"], "ruby", "ruby"),
        ([], "", ""),
    ],
)
def test_the_suffix_of_hook_files_says_their_language(
    files: list[str], named: str, language: str
) -> None:
    assert language_of([Path(file) for file in files], named) == language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("hookfiles: hooks.js", "nodejs"),
        ("hookfiles: hooks.js\nlanguage: ruby", "ruby"),
        ("hookfiles: other.py\nlanguage: dredd-hooks-python", ""),
        ("endpoint: http://x", ""),
    ],
)
def test_hooks_are_in_the_language_that_dredd_says(
    text: str, language: str, tmp_path: Path
) -> None:
    assert read_config(write(tmp_path, text)).language == language


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("- 1", "must be a mapping"),
        ("a: [", "dredd.yml: "),
        ("hookfiles: no.py", "no hook file"),
        ("hookfiles: ..", "no hook file"),
        ("server: npm start", "server needs endpoint"),
        ("server-wait: soon", "server-wait is 'soon': write a number of seconds"),
    ],
)
def test_what_cannot_be_read_says_why(text: str, reason: str, tmp_path: Path) -> None:
    with pytest.raises(ConfigUnreadable, match=reason):
        read_config(write(tmp_path, text))


def test_a_path_with_brackets_is_no_pattern(tmp_path: Path) -> None:
    (tmp_path / "[a].py").write_text("")
    assert hook_paths(["[a].py"], tmp_path) == (tmp_path / "[a].py",)


def test_headers_methods_and_patterns_are_read_as_they_are_meant(tmp_path: Path) -> None:
    text = (
        "header: ['X-Time: 10:30', ' X-Empty :']\nuser: 'jo:pw'\nmethod: [get, Post]\n"
        "hookfiles: '**/*.py'\n"
    )
    (tmp_path / "a").mkdir()
    for name in ("a/z.py", "a/c.py", "a/m.py"):
        (tmp_path / name).write_text("")
    found = read_config(write(tmp_path, text))
    assert found.headers == (
        ("Authorization", "Basic am86cHc="),
        ("X-Time", "10:30"),
        ("X-Empty", ""),
    )
    assert found.methods == ("GET", "POST")
    names = [path.relative_to(tmp_path).as_posix() for path in found.hookfiles]
    assert names == ["a/c.py", "a/m.py", "a/z.py", "hooks/a.py", "hooks/b.py", "other.py"]
