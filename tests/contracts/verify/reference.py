"""The reference server in process, and what it answers to every transaction."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from contracts.exchange import Answer, Client, Sent
from contracts.model import Action, Transaction
from contracts.verify.client import WsgiClient
from contracts.verify.state import prepare
from server import create_app
from server.states import StateHandler
from tests.blueprint import derived_states, pairs


@dataclass(frozen=True, slots=True)
class Exchange:
    """A transaction with what was sent and answered."""

    action: Action
    transaction: Transaction
    sent: Sent
    answer: Answer


class Reference:
    """The reference server on a database of its own."""

    def __init__(self, folder: Path) -> None:
        settings: dict[str, object] = {
            "TESTING": True,
            "SQLALCHEMY_DATABASE_URI": f"sqlite:///{folder / 'reference.sqlite'}",
            "HEALTH_FAULTS_FILE": str(folder / "faults"),
            "CREATE_TABLES": True,
        }
        self.client: Client = WsgiClient(create_app(settings))
        self.handler = StateHandler(settings)

    @cached_property
    def exchanges(self) -> dict[str, Exchange]:
        """What the server answers to every transaction, by the transaction's name."""
        return {name: self.exchange(name) for name in pairs()}

    def exchange(self, name: str) -> Exchange:
        """A transaction, its state made true, with the server's answer."""
        action, transaction = pairs()[name]
        request = transaction.request
        headers = dict(request.headers)
        prepare(self.handler, derived_states()[name], headers)
        sent = Sent(request.method, request.uri, tuple(headers.items()), request.body)
        return Exchange(action, transaction, sent, self.client.send(sent))

    def one(self, action: str, status: int) -> Exchange:
        """The first exchange of an operation with this documented status."""
        return next(
            e
            for e in self.exchanges.values()
            if e.action.id == action and e.transaction.response.status == status
        )
