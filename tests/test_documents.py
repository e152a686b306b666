"""Documents: their links lead to files and headings that exist, and README links every page."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

PAGES = sorted([*Path(".").glob("*.md"), *Path("docs").glob("*.md")])
CODE = re.compile(r"^(`{3,}).*?^\1|`[^`\n]*`", re.DOTALL | re.MULTILINE)
LINK = re.compile(r"\]\((?!https?:|mailto:)(?P<path>[^)\s#]*)#?(?P<heading>[^)\s]*)\)")


def prose(page: Path) -> str:
    return CODE.sub("", page.read_text(encoding="utf-8"))


def headings(page: Path) -> set[str]:
    """The addresses of a page's headings, as GitHub makes them."""
    found = re.findall(r"^#+ (.*)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-") for heading in found}


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_links_lead_somewhere(page: Path) -> None:
    dead = []
    for link in LINK.finditer(prose(page)):
        target = page.parent / link["path"] if link["path"] else page
        is_page = target.suffix == ".md" and target.exists()
        if not target.exists() or (is_page and link["heading"] not in {"", *headings(target)}):
            dead.append(link[0])
    assert dead == []


def test_readme_links_every_page() -> None:
    readme = prose(Path("README.md"))
    assert [str(page) for page in PAGES if page.parent.name and f"({page})" not in readme] == []
