"""Laying Python out as ``ruff format`` does, at 100 columns."""

from __future__ import annotations

import re
from collections.abc import Sequence

from contracts.model import Contract

WIDTH = 100
#: The mark of a generated module, missing in one that somebody wrote.
MARK = re.compile(r"Generated from .*, do not edit\.")


def call(head: str, arguments: Sequence[str], indent: int = 4, width: int = WIDTH) -> str:
    """``head(arguments)`` on one line, else the arguments on their own, else one a line."""
    margin = " " * indent
    inside = ", ".join(arguments)
    one_line = f"{margin}{head}({inside})"
    if len(one_line) <= width:
        return one_line
    if indent + 4 + len(inside) <= WIDTH:
        return f"{margin}{head}(\n{margin}    {inside}\n{margin})"
    lines = [f"{margin}    {argument}," for argument in arguments]
    return "\n".join([f"{margin}{head}(", *lines, f"{margin})"])


def sequence(head: str, items: Sequence[str]) -> str:
    """A tuple ``head(items)``, always one item a line, with the comma that keeps it so."""
    if not items:
        return f"{head}()"
    return "\n".join([f"{head}(", *(f"    {item}," for item in items), ")"])


def origin(contract: Contract, file: str) -> str:
    """A source file as seen from the folder that holds the blueprint: ``blueprint/faqs.apib``."""
    base = contract.file.rpartition("/")[0].rpartition("/")[0]
    return file.removeprefix(f"{base}/") if base else file


def prose(text: str) -> str:
    """A text as it may stand in a docstring."""
    return " ".join(text.replace("\\", "\\\\").replace('"', "'").split())


def quoted(text: str) -> str:
    """A text as a Python literal with double quotes."""
    literal = repr(text)
    if literal.startswith("'") and '"' not in literal:
        inner = literal[1:-1].replace("\\'", "'")
        return f'"{inner}"'
    return literal
