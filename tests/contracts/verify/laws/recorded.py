"""What laws create and send, as text."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from contracts.exchange import Answer, Client, Sent, StateHandler
from contracts.model import header
from contracts.verify.laws import Law, LawWorld


class Recorder:
    """A client and state handler that note each record, and each request with its status."""

    def __init__(self, client: Client, handler: StateHandler) -> None:
        self.client = client
        self.handler = handler
        self.lines: list[str] = []
        self.tokens: dict[str, str] = {}

    def run(self, law: Law) -> str:
        """The lines of a law; its problems are the last ones."""
        self.lines = [law.name]
        problems = law.run(LawWorld(self, self))
        self.lines += [f"  problem: {each.message} at {each.place}" for each in problems]
        return "".join(f"{line}\n" for line in self.lines)

    def reset(self) -> None:
        self.tokens.clear()
        self.handler.reset()

    def create(
        self, type: str, id: str, attributes: Mapping[str, Any], relationships: Mapping[str, Any]
    ) -> None:
        shown = json.dumps({**attributes, **relationships}, default=str)
        self.lines.append(f"  create {type} {id} {shown}")
        self.handler.create(type, id, attributes, relationships)

    def token(self, user: str, kind: str) -> str:
        made = self.handler.token(user, kind)
        self.tokens[made.rpartition(" ")[2]] = f"{kind} token of user {user}"
        return made

    def fail(self, checkers: Iterable[str]) -> None:
        self.handler.fail(checkers)

    def send(self, sent: Sent) -> Answer:
        answer = self.client.send(sent)
        token = header(sent.headers, "Authorization").rpartition(" ")[2]
        known = self.tokens.get(token, "another token") if token else ""
        words = [sent.method, sent.uri, known, sent.body]
        self.lines.append(f"  {' '.join(filter(None, words))} -> {answer.status}")
        return answer

    def close(self) -> None:
        """There is nothing to give back."""
