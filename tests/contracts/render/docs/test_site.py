"""The documentation as a folder: which page lies where, and what each links to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from contracts.model import Contract
from contracts.read.source import from_text
from contracts.render.docs import RecentChanges, VersionLink
from contracts.render.docs import site as module
from contracts.render.docs.site import Edition, downloads, site, site_of_versions, site_since
from contracts.render.docs.verification import VerificationResult
from tests.contracts.factories import action, contract, transaction

RESULTS: Mapping[str, VerificationResult] = {"x": VerificationResult("passed", "strictly", "now")}


def edition(name: str, **files: str) -> Edition:
    return Edition(name, Contract(f"API {name}", "a.apib"), files)


@pytest.fixture
def pages(monkeypatch: pytest.MonkeyPatch) -> dict[str, dict[str, Any]]:
    """What each page was made of, by the title of its API."""
    made: dict[str, dict[str, Any]] = {}

    def render(contract: Contract, **given: Any) -> dict[str, str]:
        made[contract.title] = given
        return {"index.html": contract.title}

    monkeypatch.setattr(module, "render", render)
    return made


def test_a_page_has_its_files_beside_it(pages: dict[str, dict[str, Any]]) -> None:
    found = site(edition("1", a="x", b="y"), results=RESULTS)
    assert found == {"index.html": "API 1", "a": "x", "b": "y"}
    assert pages == {"API 1": {"results": RESULTS, "files": ("a", "b")}}


def test_a_page_may_have_what_changed_since_another(pages: dict[str, dict[str, Any]]) -> None:
    new = Edition("2", contract(action(transaction())), {"a": "x"})
    found = site_since(new, edition("1", b="y"), results=RESULTS)
    assert found == {"index.html": "Things API", "a": "x"}
    given = pages["Things API"]
    assert (given["results"], given["files"]) == (RESULTS, ("a",))
    news: RecentChanges = given["news"]
    assert news.since == "1"
    assert "operation-added" in [each.code for each in news.changes]


def test_each_version_has_a_folder_and_the_first_is_at_the_top(
    pages: dict[str, dict[str, Any]],
) -> None:
    editions = [edition("3", a="x"), edition("v 2/b", b="y"), edition("1")]
    found = site_of_versions(editions, results=RESULTS)
    assert found == {
        "index.html": "API 3",
        "a": "x",
        "v-2-b/index.html": "API v 2/b",
        "v-2-b/b": "y",
        "1/index.html": "API 1",
    }
    top, second, last = pages.values()
    assert [each["results"] for each in (top, second, last)] == [RESULTS, {}, {}]
    assert [each["files"] for each in (top, second, last)] == [("a",), ("b",), ()]
    assert [each["news"] and each["news"].since for each in (top, second, last)] == [
        "v 2/b",
        "1",
        None,
    ]
    assert top["versions"] == [
        VersionLink("3", "index.html", True),
        VersionLink("v 2/b", "v-2-b/index.html", False),
        VersionLink("1", "1/index.html", False),
    ]
    assert second["versions"] == [
        VersionLink("3", "../index.html", False),
        VersionLink("v 2/b", "../v-2-b/index.html", True),
        VersionLink("1", "../1/index.html", False),
    ]


@pytest.mark.parametrize(
    ("names", "folders"),
    [
        (["a/1", "a-1", "a 1"], ["a-1/", "a-1.2/", "a-1.3/"]),
        (["A", "a"], ["A/", "a.2/"]),
        (["..", "./x", "é"], ["version/", "-x/", "-/"]),
        (["1.0.0", "v1_b"], ["1.0.0/", "v1_b/"]),
    ],
)
def test_no_version_is_written_over_another_one(
    pages: dict[str, dict[str, Any]], names: list[str], folders: list[str]
) -> None:
    found = site_of_versions([edition("new"), *map(edition, names)])
    assert list(found) == ["index.html", *(f"{folder}index.html" for folder in folders)]


@pytest.mark.parametrize(
    ("file", "name"),
    [
        ("a.apib", "a.apib"),
        ("x/y/a.apib", "a.apib"),
        ("x\\a.apib", "a.apib"),
        ("c:a.md", "a.apib"),
        ("v1:docs/a", "a.apib"),
    ],
)
def test_readers_download_the_blueprint_and_its_openapi_document(file: str, name: str) -> None:
    source = from_text("# A\n", file)
    found = downloads(Contract("A", file), source)
    assert set(found) == {"openapi.json", name}
    assert found[name] == "# A\n"
    assert '"openapi"' in found["openapi.json"]
