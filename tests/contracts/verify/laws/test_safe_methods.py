"""A GET that is asked again: what presumes a state that was not made breaks no law."""

from __future__ import annotations

import json
from typing import Any

import pytest

from contracts.exchange import Answer, Sent
from contracts.verify.laws import LawWorld
from contracts.verify.laws.safe_methods import safe_methods
from tests.contracts.blueprints import contract

TEXT = """FORMAT: 1A
# People

## Search [/attendees/search]

### Search attendees [GET]

+ Response 200 (application/json)

        {"attendees": [{"name": "Ada"}], "count": 1}
"""


class Server:
    """Answers one document after the other, and knows of no state."""

    def __init__(self, *documents: dict[str, Any]) -> None:
        self.documents = list(documents)

    def send(self, sent: Sent) -> Answer:
        assert sent.method == "GET"
        document = self.documents.pop(0) if len(self.documents) > 1 else self.documents[0]
        body = json.dumps(document).encode()
        return Answer(200, (("Content-Type", "application/json"),), body)

    def reset(self) -> None: ...
    def create(self, *resource: object) -> None: ...
    def token(self, *user: object) -> str:
        return f"token of {user}"

    def fail(self, checkers: object) -> None: ...
    def close(self) -> None: ...


FOUND = {"attendees": [{"name": "Ada"}], "count": 1}


@pytest.mark.parametrize(
    ("documents", "rules"),
    [
        ([FOUND], []),
        ([{"attendees": [], "count": 1}], []),
        ([FOUND, {"attendees": [{"name": 7}], "count": 1}], ["law-again"]),
    ],
    ids=["as documented", "without the records that nobody made", "another type the second time"],
)
def test_only_what_was_made_is_requested_again(
    documents: list[dict[str, Any]], rules: list[str]
) -> None:
    [law] = safe_methods(contract(TEXT), ())
    server = Server(*documents)
    assert [problem.rule for problem in law.run(LawWorld(server, server))] == rules
