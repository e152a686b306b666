"""The documentation at /docs, when there is one."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask

from server.docs import register_docs


def app(monkeypatch: pytest.MonkeyPatch, file: str) -> Flask:
    monkeypatch.setenv("DOCS_FILE", file)
    made = Flask(__name__)
    register_docs(made)
    return made


def test_the_file_is_served(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = tmp_path / "index.html"
    file.write_text("<p>é</p>", encoding="utf-8")
    answer = app(monkeypatch, str(file)).test_client().get("/docs")
    assert (answer.status_code, answer.text) == (200, "<p>é</p>")
    assert answer.content_type == "text/html; charset=utf-8"
    assert answer.headers["Content-Security-Policy"] == "frame-ancestors 'none'"


def test_a_file_that_is_missing_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    answer = app(monkeypatch, str(tmp_path / "none.html")).test_client().get("/docs")
    assert answer.status_code == 404
    assert "contract docs" in answer.text


def test_without_a_file_there_is_no_such_address(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "docs" not in app(monkeypatch, "").view_functions
