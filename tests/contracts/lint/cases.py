"""The case files: for each rule blueprints that it must find, and near misses it must not.

A file ``cases/<code>.md`` has sections ``## Fires`` and ``## Near miss``, each with one or
more fenced blueprints. A ``▶`` stands where a finding must point; it is taken out before
linting. A block may hold several files: a line ``--- name`` begins the next one, and what
stands before the first such line is ``api.apib``. What has no metadata gets a head.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from contracts.project.blueprint import Blueprint, read

FOLDER = Path(__file__).parent / "cases"
MARK = "▶"
HEAD = "FORMAT: 1A\n\n# API\n\n"
SECTION = re.compile(
    r"^## (?P<title>Fires|Near miss)\n(?P<text>.*?)(?=^## (?:Fires|Near miss)\n|\Z)",
    re.DOTALL | re.MULTILINE,
)
BLOCK = re.compile(r"^(?P<fence>`{3,})apib\n(?P<text>.*?)^(?P=fence)$", re.DOTALL | re.MULTILINE)
METADATA = re.compile(r"\A▶?(?:FORMAT|HOST):")
NEXT_FILE = re.compile(r"^--- (?P<name>\S+)\n", re.MULTILINE)


@dataclass(frozen=True)
class Case:
    """One blueprint of a case file; ``places`` are the marked ones, as file:line:column."""

    code: str
    number: int
    fires: bool
    shown: str
    files: dict[str, str]
    places: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.code}-{'fires' if self.fires else 'near-miss'}-{self.number}"

    def write(self, folder: Path) -> Path:
        """Write the files into ``folder``; the root's path."""
        for name, text in self.files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text.encode())
        return folder / "api.apib"

    def read(self, folder: Path) -> Blueprint:
        return read(self.write(folder), cache=None)


def cases() -> list[Case]:
    """Every case of every file."""
    return [case for path in sorted(FOLDER.glob("*.md")) for case in cases_of(path)]


def cases_of(path: Path) -> list[Case]:
    found = []
    for section in SECTION.finditer(path.read_text(encoding="utf-8")):
        fires = section["title"] == "Fires"
        for number, block in enumerate(BLOCK.finditer(section["text"]), 1):
            found.append(_case(path.stem, number, fires, block["text"]))
    return found


def _case(code: str, number: int, fires: bool, shown: str) -> Case:
    names = ["api.apib", *(match["name"] for match in NEXT_FILE.finditer(shown))]
    texts = NEXT_FILE.sub("\0", shown).split("\0")
    files, places = {}, []
    for name, text in zip(names, texts, strict=True):
        if name == "api.apib" and not METADATA.search(text):
            text = HEAD + text
        while MARK in text:
            before, _, text_after = text.partition(MARK)
            line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
            places.append(f"{name}:{line}:{column}")
            text = before + text_after
        files[name] = text
    return Case(code, number, fires, shown, files, tuple(places))
