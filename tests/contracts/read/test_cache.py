"""What is kept between parses: on disk, and in the memory of a long-lived process."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from contracts.project.blueprint import read
from contracts.read import cache
from contracts.read.cache import Memory


def test_memory_gives_out_copies() -> None:
    memory = Memory()
    memory.write("name", {"offset": [1]})
    first = memory.read("name")
    assert isinstance(first, dict)
    first["offset"] = 2
    assert memory.read("name") == {"offset": [1]}


def test_memory_reads_and_writes_the_folder_behind_it(tmp_path: Path) -> None:
    Memory(tmp_path).write("name", ["value"])
    assert cache.read(tmp_path, "name") == ["value"]
    memory = Memory(tmp_path)
    assert memory.read("name") == ["value"]
    (tmp_path / "name").unlink()
    assert memory.read("name") == ["value"]


def test_git_ignores_a_new_cache_folder_and_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cache, "MOST", 1)
    subprocess.run(["git", "init", "--quiet", tmp_path], check=True)
    for name in ("a", "b"):
        cache.write(tmp_path / "build" / "cache", name, name)
    left = ["git", "status", "--short", "--untracked-files=all"]
    done = subprocess.run(left, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert done.stdout == ""
    assert {path.name for path in (tmp_path / "build" / "cache").iterdir()} == {".gitignore", "b"}
    (tmp_path / "own").mkdir()
    cache.write(tmp_path / "own", "a", "a")
    assert [path.name for path in (tmp_path / "own").iterdir()] == ["a"]


def test_memory_forgets_what_was_not_used_for_longest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache, "MOST", 2)
    memory = Memory()
    for name in ("a", "b"):
        memory.write(name, name)
    memory.read("a")
    memory.write("c", "c")
    assert [memory.read(name) for name in "abc"] == ["a", None, "c"]


def test_a_blueprint_read_from_memory_is_the_same() -> None:
    memory = Memory()
    path = Path("blueprint/api.apib")
    cold, warm = (read(path, cache=memory) for _ in range(2))
    assert cold.contract == warm.contract
    assert cold.findings == warm.findings


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("ab", "c"), ("a", "bc")),
        (("a", "b"), ("b", "a")),
        (("a", ""), ("a",)),
        (("", ""), ("",)),
        (("a",), ("A",)),
        (("a", "b"), ("a\0b",)),
        (("é",), ("e\u0301",)),
    ],
)
def test_other_texts_have_another_key(one: tuple[str, ...], other: tuple[str, ...]) -> None:
    assert cache.key(*one) == cache.key(*one) != cache.key(*other)
