"""The generated package with one more column than there are migrations for."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def changed_package(folder: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The name of a copy, importable during the test, with the column ``faqs.mood``.

    Each test gets a name of its own: packages are imported once.
    """
    name = f"changed_{folder.name}".replace("-", "_")
    shutil.copytree(ROOT / "server" / "generated", folder / name)
    change_package(folder / name)
    monkeypatch.syspath_prepend(folder)
    return name


def change_package(package: Path) -> None:
    """Add the column to a copy of the generated package."""
    module = package / "models.py"
    source = module.read_text(encoding="utf-8")
    answer = "    answer: Mapped[str] = mapped_column(String(10000))\n"
    assert source.count(answer) == 1
    mood = "    mood: Mapped[str | None] = mapped_column(Text)\n"
    module.write_text(source.replace(answer, answer + mood), encoding="utf-8")
