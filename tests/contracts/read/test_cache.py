"""What is kept between parses: on disk, and in the memory of a long-lived process."""

from __future__ import annotations

import hashlib
import os
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


def test_the_last_six_hundred_results_are_kept(tmp_path: Path) -> None:
    for number in range(599):
        (tmp_path / str(number)).touch()
    for name, count in (("last", 600), ("one more", 600)):
        cache.write(tmp_path, name, name)
        assert len(list(tmp_path.iterdir())) == count


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


@pytest.mark.parametrize(
    ("content", "value"),
    [
        (b"%s\n[1]", [1]),
        (b"%s\n[2]", None),
        (b"%s\n[1", None),
        (b"%s[1]", None),
        (b"%s", None),
        (b"\xff\n[1]", None),
        (b"\n[1]", None),
        (b"", None),
    ],
)
def test_an_entry_that_is_not_whole_is_none(tmp_path: Path, content: bytes, value: object) -> None:
    checksum = hashlib.sha256(b"[1]").hexdigest().encode()
    (tmp_path / "name").write_bytes(content.replace(b"%s", checksum))
    assert cache.read(tmp_path, "name") == value


def test_a_folder_that_cannot_be_made_keeps_nothing_and_stops_nobody(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    folder = tmp_path / "file" / "cache"
    cache.write(folder, "name", "value")
    assert cache.read(folder, "name") is None
    memory = Memory(folder)
    memory.write("name", "value")
    assert memory.read("name") == "value"


def test_the_oldest_entries_of_a_folder_are_forgotten(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cache, "MOST", 2)
    for age, name in enumerate("cab"):
        cache.write(tmp_path, name, name)
        if (tmp_path / name).exists():
            os.utime(tmp_path / name, (1_000 + age, 1_000 + age))
    assert {path.name for path in tmp_path.iterdir()} == {"a", "b"}
    cache.write(tmp_path, "a", "again")
    cache.write(tmp_path, "d", "d")
    assert {path.name for path in tmp_path.iterdir()} == {"a", "d"}


def test_memory_that_does_not_write_reads_its_folder_all_the_same(tmp_path: Path) -> None:
    cache.write(tmp_path, "old", 1)
    memory = Memory(tmp_path, writes=False)
    memory.write("new", 2)
    assert (memory.read("old"), memory.read("new")) == (1, 2)
    assert cache.read(tmp_path, "new") is None


@pytest.mark.parametrize("in_memory", [True, False], ids=["memory", "disk"])
def test_an_entry_gives_what_was_kept_when_it_is_called(tmp_path: Path, in_memory: bool) -> None:
    folder = Memory() if in_memory else tmp_path
    assert cache.entry(folder, "name") is None
    cache.write(folder, "name", {"a": [1]})
    found = cache.entry(folder, "name")
    assert found is not None
    assert found() == cache.read(folder, "name") == {"a": [1]}


def test_nothing_is_kept_without_a_folder() -> None:
    cache.write(None, "name", 1)
    assert cache.read(None, "name") is None
    assert cache.entry(None, "name") is None


@pytest.mark.parametrize(
    ("variable", "folder"),
    [(None, Path("build/cache")), ("", None), ("elsewhere", Path("elsewhere"))],
)
def test_the_variable_names_the_folder(
    monkeypatch: pytest.MonkeyPatch, variable: str | None, folder: Path | None
) -> None:
    if variable is None:
        monkeypatch.delenv("CONTRACT_CACHE", raising=False)
    else:
        monkeypatch.setenv("CONTRACT_CACHE", variable)
    assert cache.default_folder() == folder
