"""A server generated from attributes of every type that MSON can say stores and answers them."""

from __future__ import annotations

from pathlib import Path

from contracts.exchange import Answer, Sent
from contracts.project.blueprint import read
from contracts.states import states
from contracts.verify.state import prepare
from contracts.verify.strict.judge import strict_problems
from tests.foreign.test_any_relationships import served

BLUEPRINT = Path(__file__).with_name("mson_types.apib")
#: The blueprint documents attributes only; links and `jsonapi` the server adds by itself.
BESIDE = {"undocumented"}


def test_every_type_of_mson_is_stored_and_answered(tmp_path: Path) -> None:
    found = read(BLUEPRINT)
    assert found.diagnostics == ()
    made = found.contract
    wanted = states(made, replays=True)
    with served(made, tmp_path) as (client, handler):
        for action in made.actions():
            for transaction in action.transactions:
                prepare(handler, wanted[transaction.name], {})
                request = transaction.request
                answer = client.open(
                    request.uri,
                    method=request.method,
                    headers=dict(request.headers),
                    data=request.body,
                )
                sent = Sent(request.method, request.uri, request.headers, request.body)
                seen = Answer(answer.status_code, tuple(answer.headers.items()), answer.data)
                problems = strict_problems(made, action, transaction, sent, seen)
                assert [p for p in problems if p.rule not in BESIDE] == []
