"""The extension for Visual Studio Code: its parts fit together, as seen without the editor."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from contracts.editor.vocabulary import KEYWORDS
from contracts.lsp.server import create
from contracts.model import Access

FOLDER = Path(__file__).parent.parent / "editors" / "vscode"
GRAMMAR = json.loads((FOLDER / "syntaxes" / "apib.tmLanguage.json").read_text())


def package() -> Any:
    return json.loads((FOLDER / "package.json").read_text())


def test_everything_that_the_package_names_is_there() -> None:
    contributes = package()["contributes"]
    paths = [each["configuration"] for each in contributes["languages"]]
    paths += [each["path"] for each in (*contributes["grammars"], *contributes["snippets"])]
    assert all((FOLDER / path).is_file() for path in paths)


def test_its_commands_are_registered_and_are_none_of_the_servers() -> None:
    source = (FOLDER / "src" / "extension.ts").read_text()
    declared = {each["command"] for each in package()["contributes"]["commands"]}
    assert declared == set(re.findall(r'registerCommand\("([\w.]+)"', source))
    server = set(create().protocol.fm.commands)
    assert not declared & server
    assert set(re.findall(r'command: "(contract\.\w+)"', source)) <= server


#: Lines, and what of them is coloured as what.
LINES = {
    "# Group Venues": ("keyword.other.section.apib", "Group"),
    "## Venue [/v1/venues/{id}]": ("string.other.uri-template.apib", "/v1/venues/{id}"),
    "### Update [PATCH]": ("keyword.other.method.apib", "PATCH"),
    "+ Response 200 (text/plain)": ("constant.numeric.status.apib", "200"),
    "    + Attributes (Venue)": ("keyword.other.section.apib", "Attributes"),
    "+ `opens-at`: `x` (Timestamp, required)": ("variable.other.property.apib", "`opens-at`"),
    "<!-- include(a.apib) -->": ("string.other.link.apib", "a.apib"),
    "**Access:** admin": ("constant.language.access.apib", "admin"),
    "FORMAT: 1A": ("keyword.other.metadata.apib", "FORMAT"),
}


@pytest.mark.parametrize(("line", "wanted"), LINES.items())
def test_the_grammar_colours_words(line: str, wanted: tuple[str, str]) -> None:
    for reference in GRAMMAR["patterns"]:
        part = GRAMMAR["repository"].get(reference["include"].lstrip("#"), {})
        for pattern in part.get("patterns", [part]):
            match = re.search(pattern["match"], line) if "match" in pattern else None
            if match:
                names = {
                    (each.get("name", ""), match[int(number)])
                    for number, each in pattern["captures"].items()
                }
                assert wanted in names
                return
    pytest.fail("nothing matches")


def test_the_grammar_knows_all_keywords_and_access_levels() -> None:
    text = json.dumps(GRAMMAR).lower()
    assert [word for word in KEYWORDS if word.rstrip("s") not in text] == []
    assert all(level in text for level in Access)


def test_snippets_end_in_valid_placeholders() -> None:
    snippets = json.loads((FOLDER / "snippets" / "apib.json").read_text())
    for name, snippet in snippets.items():
        body = "\n".join(snippet["body"])
        numbers = {int(number) for number in re.findall(r"\$\{?(\d)", body)} | {0}
        assert numbers == set(range(max(numbers) + 1)), name
