"""The clinic is judged with the generic handler: nothing in it speaks of a type."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from contracts.project.state_agent import agent_text
from contracts.serve.process import running
from contracts.states.django import DjangoState
from tests.adopters.judging import blamed, causes, judge_app, judge_url, together, told

BLUEPRINT = Path(__file__).parent / "api.apib"
ROOT = Path(__file__).parents[3]


class State(DjangoState):
    def token(self, user: str, kind: str = "access") -> str:
        from tests.adopters.clinic.tokens import make_token

        return make_token(user)


def test_every_transaction_and_law_passes(clinic: Any) -> None:
    assert told(judge_app(BLUEPRINT, clinic, State(), laws=True)) == {}


def test_bugs_are_red_where_they_are(clinic: Any) -> None:
    from tests.adopters.clinic.bugs import BUGS

    for bugs in together(BUGS):
        with pytest.MonkeyPatch.context() as patch:
            for bug in bugs:
                bug(patch)
            results = judge_app(BLUEPRINT, clinic, State(), laws=False)
        expected = dict(BUGS[bug] for bug in bugs)
        assert told(results) == expected
        assert blamed(BLUEPRINT, results) == dict.fromkeys(expected, "server")


def test_bugs_that_need_several_requests_break_their_laws(
    clinic: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tests.adopters.clinic.bugs import BUGS_OF_STATE

    for bug in BUGS_OF_STATE:
        bug(monkeypatch)
    results = judge_app(BLUEPRINT, clinic, State(), laws=True)
    assert sorted(told(results)) == sorted(law for laws in BUGS_OF_STATE.values() for law in laws)
    assert len(causes(BLUEPRINT, results)) == len(BUGS_OF_STATE)
    assert all(cause.startswith("server: law: ") for cause in causes(BLUEPRINT, results))


def test_the_agent_is_one_file_inside_the_server(tmp_path: Path) -> None:
    """Laws are tried with the handler of Django above, and through an agent with the library."""
    (tmp_path / "contract_state.py").write_text(agent_text("1"), encoding="utf-8")
    environment = {
        "CLINIC_DATABASE": f"{tmp_path}/test.sqlite",
        "PYTHONPATH": os.pathsep.join([str(tmp_path), str(ROOT)]),
    }
    command = "{python} -m tests.adopters.clinic.judged {port}"
    with running(command, environment, tmp_path / "server.log") as server:
        results = judge_url(BLUEPRINT, server.url, laws=False)
    assert told(results) == {}
    assert len(results) > 20
