"""The token of a documented login is accepted where a token is documented."""

from __future__ import annotations

import json

import pytest

from contracts.exchange import Answer, Sent
from contracts.model import header
from contracts.verify.laws import LawWorld, laws
from contracts.verify.laws.certainty import Undecided
from tests.contracts.blueprints import contract
from tests.contracts.verify.laws.kept_users import KeptUsers

BLUEPRINT = """\
FORMAT: 1A

# Users API

## Login [/login]

### Sign In [POST]

+ Request (application/json)

        {"email": "ada@example.com", "password": "secret"}

+ Response 200 (application/json)

        {"access_token": "eyJhbGciOiJIUzI1NiJ9.eyJpZCI6MX0.c2ln"}

## User [/users/{id}]

+ Parameters
    + id: `1` (string)

### Show User [GET]

+ Request

    + Headers

            Authorization: JWT <Auth Key>

+ Response 200 (application/vnd.api+json)

        {"data": {"type": "user", "id": "1", "attributes": {"email": "ada@example.com"}}}

### Update User [PATCH]

+ Request (application/vnd.api+json)

    + Headers

            Authorization: JWT <Auth Key>

    + Body

            {"data": {"type": "user", "id": "1", "attributes": {"password": "other"}}}

+ Response 200 (application/vnd.api+json)

        {"data": {"type": "user", "id": "1", "attributes": {"email": "ada@example.com"}}}
"""
NAME = "law: user: sign-in gives a good token"


class Users(KeptUsers):
    """The server and its state handler; it answers ``status`` to the token that it has given."""

    def send(self, sent: Sent) -> Answer:
        if sent.uri == "/login":
            known = [(u.get("email"), u.get("password")) for u in self.users.values()]
            asked = json.loads(sent.body)
            is_known = (asked["email"], asked["password"]) in known
            return Answer(200 if is_known else 401, body=b'{"access_token": "abc"}')
        is_signed = header(sent.headers, "Authorization") == "JWT abc"
        return Answer(self.status if is_signed else 418, body=b'{"data": {}}')


def problems(status: int) -> list[str]:
    (law,) = (law for law in laws(contract(BLUEPRINT)) if law.name == NAME)
    server = Users(status)
    return [problem.message for problem in law.run(LawWorld(server, server))]


def test_a_token_that_is_accepted_keeps_the_law() -> None:
    assert problems(200) == []


@pytest.mark.parametrize("status", [401, 500])
def test_a_token_that_is_refused_breaks_it(status: int) -> None:
    (message,) = problems(status)
    assert f"answers {status} to the token that sign-in gives" in message


@pytest.mark.parametrize("status", [403, 404])
def test_what_the_user_may_not_do_decides_nothing(status: int) -> None:
    with pytest.raises(Undecided):
        problems(status)


def test_without_a_documented_token_there_is_no_such_law() -> None:
    unsigned = contract(BLUEPRINT.replace("Authorization: JWT <Auth Key>", "Accept: */*"))
    assert NAME not in {law.name for law in laws(unsigned)}
