"""Where the contract does not say who may do something, a refusal of everybody decides nothing."""

from __future__ import annotations

import json

import pytest

from contracts.exchange import Answer, Sent
from contracts.verify.laws import LawWorld, laws
from contracts.verify.laws.certainty import Undecided
from tests.contracts.blueprints import contract
from tests.contracts.verify.laws.kept_users import KeptUsers

BLUEPRINT = """\
FORMAT: 1A

# Users API

## User [/users/{id}]

+ Parameters
    + id: `1` (string)

### Show User [GET]

+ Response 200 (application/vnd.api+json)

        {"data": {"type": "user", "id": "1", "attributes": {"name": "Ada"}}}

### Update User [PATCH]

+ Request (application/vnd.api+json)

        {"data": {"type": "user", "id": "1", "attributes": {"name": "Eve"}}}

+ Response 200 (application/vnd.api+json)

        {"data": {"type": "user", "id": "1", "attributes": {"name": "Eve"}}}
"""


class Refusing(KeptUsers):
    """A server that shows users and answers every change of one with ``status``."""

    def send(self, sent: Sent) -> Answer:
        id = sent.uri.rpartition("/")[2]
        shown = {"data": {"type": "user", "id": id, "attributes": dict(self.users.get(id, {}))}}
        status = 200 if sent.method == "GET" else self.status
        type_ = (("Content-Type", "application/vnd.api+json"),)
        return Answer(status, type_, json.dumps(shown if status == 200 else {}).encode())


def problems(status: int) -> list[str]:
    (law,) = (law for law in laws(contract(BLUEPRINT)) if law.name.endswith("updated name is read"))
    server = Refusing(status)
    return [problem.message for problem in law.run(LawWorld(server, server))]


@pytest.mark.parametrize("status", [401, 403, 404])
def test_a_change_that_is_refused_whoever_asks_decides_nothing(status: int) -> None:
    with pytest.raises(Undecided, match="who may Update User is not documented"):
        problems(status)


@pytest.mark.parametrize("status", [500, 200])
def test_other_answers_break_the_law(status: int) -> None:
    assert len(problems(status)) > 0
