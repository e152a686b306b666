"""The table of MSON: case files in ``mson/``, what we make of them, and what Dredd's parser does.

A case is a section of a Markdown file: a title, the section of the specification, members as
they stand under ``+ Attributes``, named types, the example, the JSON Schema, and values that
the schema must accept or refuse. Where Dredd's parser says otherwise, ``differs`` says why it
is not followed. ``python -m tests.contracts.build.mson_cases`` prints docs/mson.md.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from textwrap import indent
from typing import Any, Final

import jsonschema_rs

from contracts.build.schemas import payload_schema
from contracts.model import Contract, Response
from contracts.text.numbers import json_text, plain_numbers
from contracts.text.payloads import parsed
from tests.contracts.blueprints import contract
from tests.contracts.dredd_compiler import compiled

FOLDER: Final = Path(__file__).with_name("mson")
INTRODUCTION: Final = """\
# MSON, feature by feature

What the tool makes of each construct of the
[MSON specification](https://github.com/apiaryio/mson/blob/master/MSON%20Specification.md): the
example body and the JSON Schema, beside those of the parser inside Dredd 14. Where the two say
different things, the reason is given. This page is made from the case files in
`tests/contracts/build/mson/`, which are tests
(`python -m tests.contracts.build.mson_cases > docs/mson.md`).

Neither parser reads generic named types (MSON 5.3), type names in other cases (`Number`), or
Validations (MSON 4.6).
"""

_BLOCK: Final = re.compile(r"```(\w+)(?: (\w+))?\n(.*?)```\n", re.DOTALL)
_LINE: Final = re.compile(r"^- (accepts|refuses|differs:) (.+)$", re.MULTILINE)


@dataclass(frozen=True, slots=True, eq=False)
class Case:
    """One construct. ``example`` and ``schema`` are None where the file does not have them."""

    chapter: str
    title: str
    about: str
    members: str
    types: str
    example: Any
    schema: Any
    accepted: tuple[str, ...]
    refused: tuple[str, ...]
    differs: str

    @property
    def blueprint(self) -> str:
        """The construct in a blueprint with one response."""
        return (
            "FORMAT: 1A\n\n# API\n\n## Thing [/thing]\n\n### Read [GET]\n\n"
            "+ Response 200 (application/json)\n    + Attributes\n"
            + indent(self.members, " " * 8)
            + (f"\n# Data Structures\n\n{self.types}" if self.types else "")
        )


@dataclass(frozen=True, slots=True)
class Made:
    """An example body and a schema made from a case, as JSON values."""

    example: Any
    schema: Any

    def accepts(self, value: str) -> bool:
        """Whether the schema accepts a JSON text."""
        return bool(jsonschema_rs.is_valid(plain_numbers(self.schema), json.loads(value)))


@cache
def cases() -> tuple[Case, ...]:
    """The cases of all files, in order."""
    return tuple(
        _case(chapter.removeprefix("# ").split("\n", 1)[0], section)
        for file in sorted(FOLDER.glob("*.md"))
        for chapter, *found in [sections(file.read_text(encoding="utf-8"))]
        for section in found
    )


def sections(text: str) -> list[str]:
    """The text cut before each heading of the second level that is in no code block."""
    found = [""]
    fenced = False
    for line in text.splitlines(keepends=True):
        fenced ^= line.startswith("```")
        if line.startswith("## ") and not fenced:
            found.append(line.removeprefix("## "))
        else:
            found[-1] += line
    return found


def _case(chapter: str, section: str) -> Case:
    title, _, rest = section.partition("\n")
    blocks = _BLOCK.findall(rest)
    sources = [text for language, _, text in blocks if language == "apib"]
    values = {kind: json.loads(text) for language, kind, text in blocks if language == "json"}
    lines = _LINE.findall(rest)
    return Case(
        chapter=chapter,
        title=title,
        about=rest.split("```", 1)[0].strip(),
        members=sources[0],
        types=sources[1] if len(sources) > 1 else "",
        example=values.get("example"),
        schema=values.get("schema"),
        accepted=tuple(text.strip("`") for kind, text in lines if kind == "accepts"),
        refused=tuple(text.strip("`") for kind, text in lines if kind == "refuses"),
        differs=" ".join(text for kind, text in lines if kind == "differs:"),
    )


@cache
def ours(case: Case) -> Made:
    """What this project makes of a case."""
    made: Contract = contract(case.blueprint)
    response: Response = next(made.transactions()).response
    schema = payload_schema(response, made.schemas)
    assert schema is not None
    return Made(parsed(response.body, as_written=True), schema)


@cache
def dredds(case: Case, folder: Path) -> Made:
    """What the parser inside Dredd makes of a case."""
    (transaction,) = compiled(case.blueprint, folder)["transactions"]
    response = transaction["response"]
    body, schema = (parsed(response[name], as_written=True) for name in ("body", "schema"))
    return Made(body, schema)


def differences(case: Case, one: Made, other: Made) -> list[str]:
    """Where Dredd's parser (``other``) says something else of a case than we do (``one``)."""
    found = [] if one.example == other.example else ["the example"]
    values = (json.dumps(one.example), *case.accepted, *case.refused)
    return found + [value for value in values if one.accepts(value) != other.accepts(value)]


def page(folder: Path) -> str:
    """docs/mson.md."""
    return "\n".join((INTRODUCTION, *_sections(folder)))


def _sections(folder: Path) -> Iterator[str]:
    chapter = ""
    for case in cases():
        if case.chapter != chapter:
            chapter = case.chapter
            yield f"## {chapter}\n"
        yield from _section(case, ours(case), dredds(case, folder))


def _section(case: Case, own: Made, other: Made) -> Iterator[str]:
    yield f"### {case.title}\n\n{case.about}\n"
    types = f"\n# Data Structures\n\n{case.types}" if case.types else ""
    yield f"```apib\n+ Attributes\n{indent(case.members, ' ' * 4)}{types}```\n"
    yield "| | example | JSON Schema |\n| --- | --- | --- |"
    yield f"| ours | {_code(own.example)} | {_code(_plain(own.schema))} |"
    yield f"| Dredd's parser | {_code(other.example)} | {_code(_plain(other.schema))} |\n"
    for word, values in (("right", case.accepted), ("wrong", case.refused)):
        if values:
            yield f"{word.capitalize()}: {', '.join(f'`{value}`' for value in values)}\n"
    if case.differs:
        yield f"**Where they differ:** {case.differs}\n"


def _code(value: Any) -> str:
    return "`" + json_text(value).replace("|", "\\|") + "`"


def _plain(schema: Any) -> Any:
    return {key: value for key, value in schema.items() if key != "$schema"}


if __name__ == "__main__":
    with TemporaryDirectory() as temporary:
        sys.stdout.write(page(Path(temporary)))
