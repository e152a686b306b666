"""The documentation at /docs, when there is one."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask

from server.ops.docs import register_docs


def app(file: str) -> Flask:
    made = Flask(__name__)
    made.config["DOCS_FILE"] = file
    register_docs(made)
    return made


@pytest.fixture
def page(tmp_path: Path) -> Path:
    """A page as `contract docs --downloads --versions` writes it, and other files beside it."""
    files = {
        "index.html": "<p>é</p>",
        "openapi.json": "{}",
        "api.apib": "# É",
        "v1/index.html": "old",
        "secret.json": "x",
        "secret.env": "x",
    }
    for name, text in files.items():
        (tmp_path / "docs" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "docs" / name).write_text(text, encoding="utf-8")
    (tmp_path / "outside.html").write_text("x", encoding="utf-8")
    return tmp_path / "docs" / "index.html"


@pytest.mark.parametrize(
    ("path", "text", "media_type"),
    [
        ("/docs/", "<p>é</p>", "text/html; charset=utf-8"),
        ("/docs/openapi.json", "{}", "application/vnd.oai.openapi+json"),
        ("/docs/api.apib", "# É", "text/vnd.apiblueprint; charset=utf-8"),
        ("/docs/v1/index.html", "old", "text/html; charset=utf-8"),
    ],
)
def test_the_page_and_its_downloads_are_served(
    page: Path, path: str, text: str, media_type: str
) -> None:
    answer = app(str(page)).test_client().get(path)
    assert (answer.status_code, answer.text) == (200, text)
    assert answer.content_type == media_type
    assert answer.headers["Content-Security-Policy"] == "frame-ancestors 'none'"
    assert answer.headers["Cache-Control"] == "no-cache"


def test_docs_leads_to_the_page_below_any_path(page: Path) -> None:
    answer = app(str(page)).test_client().get("/docs")
    assert (answer.status_code, answer.headers["Location"]) == (308, "docs/")


@pytest.mark.parametrize(
    "path", ["secret.json", "secret.env", "../outside.html", "%2e%2e/outside.html", "none.html"]
)
def test_no_other_file_is_served(page: Path, path: str) -> None:
    assert app(str(page)).test_client().get(f"/docs/{path}").status_code == 404


def test_a_file_that_is_missing_is_named(tmp_path: Path) -> None:
    answer = app(str(tmp_path / "none.html")).test_client().get("/docs/")
    assert answer.status_code == 404
    assert "contract docs" in answer.text


def test_without_a_file_there_is_no_such_address() -> None:
    assert "docs" not in app("").view_functions
