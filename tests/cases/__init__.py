"""Small blueprints of other people's making, each with one question; see ``apib/``."""

from __future__ import annotations

from pathlib import Path

FOLDER = Path(__file__).parent / "apib"


def case_text(number: str) -> str:
    """The text of the case with this number."""
    return case_file(number).read_text(encoding="utf-8")


def case_file(number: str) -> Path:
    """The file of the case with this number."""
    (file,) = FOLDER.glob(f"{number}-*.apib")
    return file
