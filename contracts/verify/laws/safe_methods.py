"""The law of operations that no other law asks: GET is safe, so asking again changes nothing
(RFC 9110, 9.2.1). Documents that are no JSON:API, such as a health report, have only this one."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from functools import partial
from typing import Final

from contracts.build.transactions import executed, unsendable
from contracts.dredd.emulation.expected import dredd_body
from contracts.exchange import Sent
from contracts.model import Action, Contract, Transaction
from contracts.states import State, states
from contracts.verify.laws.fixture import Fixture
from contracts.verify.laws.law import PREFIX, Law, LawKind
from contracts.verify.laws.requests import Reply
from contracts.verify.presumed import is_presumed
from contracts.verify.state import prepare
from contracts.verify.strict.judge import strict_problems

AGAIN: Final = LawKind("law-again", "A GET changes nothing: repeated, it gets the same response.")


TIMES: Final = 3


def safe_methods(contract: Contract, asked: Collection[str]) -> Iterator[Law]:
    """A law for each GET that can be sent and whose operation id is not among ``asked``."""
    derived: dict[str, State] = {}
    for action in contract.actions():
        if action.method != "GET" or action.id in asked:
            continue
        sent = [t for t in executed(action) if not unsendable(action, t)]
        candidates = [t for t in sent if not t.response.is_error] or sent
        if not candidates:
            continue
        derived = derived or states(contract)
        yield Law(
            f"{PREFIX}{action.id} answers the same again",
            AGAIN,
            (action.id,),
            action.location,
            contract,
            partial(_same, action, candidates[0], derived[candidates[0].key]),
        )


def _same(action: Action, transaction: Transaction, state: State, fixture: Fixture) -> None:
    """Each of several answers is the documented one, as far as the state could be made."""
    request = transaction.request
    headers = dict(request.headers)
    made = prepare(fixture.world.handler, state, headers)
    sent = Sent(request.method, request.uri, tuple(headers.items()), dredd_body(request))
    for _ in range(TIMES):
        answer = fixture.world.send(sent)
        for problem in strict_problems(fixture.contract, action, transaction, sent, answer):
            if is_presumed(problem, action, answer, state, made):
                continue
            reply = Reply(sent, answer)
            fixture.note(reply, problem.message, problem.place, problem.expected, problem.seen)
        if fixture.problems:
            return
