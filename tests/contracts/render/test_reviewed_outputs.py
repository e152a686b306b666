"""What renderers make of whole blueprints of others, as it was reviewed."""

from __future__ import annotations

import json
from collections.abc import Callable
from html.parser import HTMLParser

import pytest

from contracts.project.blueprint import read
from contracts.render import docs, flask, openapi
from tests.contracts.blueprints import OTHERS

Golden = Callable[[str, str], None]


@pytest.mark.parametrize(
    ("name", "replay"),
    [("clinic", False), ("harbour", False), ("library", True), ("several-types", False)],
)
def test_a_generated_package_is_its_golden_file(name: str, replay: bool, golden: Golden) -> None:
    files = flask.render(read(OTHERS[name]).contract, replay=replay)
    parts = [f"#### {path}\n\n{text.rstrip()}\n" for path, text in sorted(files.items())]
    golden(f"flask/{name}.txt", "\n".join(parts))


@pytest.mark.parametrize("name", ["harbour", "subjects"])
def test_an_openapi_document_is_its_golden_file(name: str, golden: Golden) -> None:
    found = openapi.document(read(OTHERS[name]).contract)
    golden(f"openapi/{name}.json", json.dumps(found, indent=1, ensure_ascii=False) + "\n")


@pytest.mark.parametrize("name", ["harbour", "several-types"])
def test_the_text_and_links_of_a_page_are_its_golden_file(name: str, golden: Golden) -> None:
    page = PageText(docs.render(read(OTHERS[name]).contract)["index.html"])
    golden(f"docs/{name}.txt", page.text())


class PageText(HTMLParser):
    """The text of a page, a line for each element with some, and where its links lead."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self._lines: list[str] = []
        self._open: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._open.append(tag)
        given = dict(attrs)
        if tag == "a" and given.get("href"):
            self._lines.append(f"<{given['href']}>")
        if tag in ("section", "article", "tr") and given.get("id"):
            self._lines.append(f"#{given['id']}")

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        if self._open[-1:] not in (["script"], ["style"]) and data.strip():
            self._lines.append(" ".join(data.split()))

    def text(self) -> str:
        """All of it."""
        return "".join(f"{line}\n" for line in self._lines)
