"""The library is judged with the generic handler: nothing in it speaks of a type."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask

from contracts.project.state_agent import agent_text
from contracts.serve.process import running
from contracts.states.sqlalchemy import SqlAlchemyState
from tests.adopters.judging import blamed, judge_app, judge_url, together, told
from tests.adopters.library.app import create_app, db, make_token
from tests.adopters.library.bugs import BUGS

BLUEPRINT = Path(__file__).parent / "api.apib"
ROOT = Path(__file__).parents[3]


class State(SqlAlchemyState):
    def token(self, user: str, kind: str = "access") -> str:
        return make_token(user)


@pytest.fixture
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Flask]:
    monkeypatch.setenv("LIBRARY_DATABASE", f"sqlite:///{tmp_path}/test.sqlite")
    app = create_app()
    yield app
    with app.app_context():
        db.engine.dispose()


def test_every_transaction_and_law_passes(library: Flask) -> None:
    assert told(judge_app(BLUEPRINT, library, State(library, db), laws=True)) == {}


@pytest.mark.parametrize("bugs", together(BUGS), ids=lambda bugs: bugs[0].__name__)
def test_bugs_are_red_where_they_are(library: Flask, bugs: list[Callable[[Flask], None]]) -> None:
    for bug in bugs:
        bug(library)
    expected = dict(BUGS[bug] for bug in bugs)
    results = judge_app(BLUEPRINT, library, State(library, db), laws=False)
    assert told(results) == expected
    assert blamed(BLUEPRINT, results) == dict.fromkeys(expected, "server")


def test_the_agent_is_one_file_inside_the_server(tmp_path: Path) -> None:
    (tmp_path / "contract_state.py").write_text(agent_text("1"), encoding="utf-8")
    environment = {
        "LIBRARY_DATABASE": f"sqlite:///{tmp_path}/test.sqlite",
        "PYTHONPATH": os.pathsep.join([str(tmp_path), str(ROOT)]),
    }
    command = "{python} -m flask --app tests.adopters.library.judged run --port {port}"
    with running(command, environment, tmp_path / "server.log") as server:
        results = judge_url(BLUEPRINT, server.url, laws=True)
    assert told(results) == {}
    assert len(results) > 30
