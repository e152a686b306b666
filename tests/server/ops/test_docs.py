"""The documentation at /docs, when there is one."""

from __future__ import annotations

from pathlib import Path

from flask import Flask

from server.ops.docs import register_docs


def app(file: str) -> Flask:
    made = Flask(__name__)
    made.config["DOCS_FILE"] = file
    register_docs(made)
    return made


def test_the_file_is_served(tmp_path: Path) -> None:
    file = tmp_path / "index.html"
    file.write_text("<p>é</p>", encoding="utf-8")
    answer = app(str(file)).test_client().get("/docs")
    assert (answer.status_code, answer.text) == (200, "<p>é</p>")
    assert answer.content_type == "text/html; charset=utf-8"
    assert answer.headers["Content-Security-Policy"] == "frame-ancestors 'none'"


def test_a_file_that_is_missing_is_named(tmp_path: Path) -> None:
    answer = app(str(tmp_path / "none.html")).test_client().get("/docs")
    assert answer.status_code == 404
    assert "contract docs" in answer.text


def test_without_a_file_there_is_no_such_address() -> None:
    assert "docs" not in app("").view_functions
