"""Every operation of the blueprint against every kind of caller: its access line decides."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

import pytest

from contracts.blueprint import read
from contracts.model import Access, Action
from server.packages import load_package
from server.states import StateHandler
from tests.server.conftest import JsonApiClient, one

ROOT = Path(__file__).parents[2]
CONTRACT = read(ROOT / "blueprint" / "api.apib", cache=ROOT / "build" / "cache").contract
ACTIONS = [a for group in CONTRACT.groups for each in group.resources for a in each.actions]

#: Users by id. The owner is whom the documented addresses of users name, and owns no event.
USERS: Final = {"owner": "1", "stranger": "2", "admin": "3", "organizer": "4", "deleted": "5"}
CALLERS: Final = ("nobody", "stranger", "owner", "organizer", "admin", "expired", "deleted")
ADMITTED: Final = 0  # and answered as the first documented transaction
#: What each caller is answered, in the order of CALLERS.
TABLE: Final[Mapping[Access, tuple[int, ...]]] = {
    Access.PUBLIC: (ADMITTED,) * 7,
    Access.USER: (401, ADMITTED, ADMITTED, ADMITTED, ADMITTED, 401, 401),
    Access.SELF: (401, 403, ADMITTED, 403, ADMITTED, 401, 401),
    Access.ORGANIZER: (401, 403, 403, ADMITTED, ADMITTED, 401, 401),
    Access.ADMIN: (401, 403, 403, 403, ADMITTED, 401, 401),
}
#: Open to everybody who shows a genuine token, which may have expired.
REFRESH: Final = (401, ADMITTED, ADMITTED, ADMITTED, ADMITTED, ADMITTED, 401)


def make_world(states: StateHandler, action: Action) -> dict[str, str]:
    """What the documented requests refer to; the tokens of all callers but nobody."""
    for name, id_ in USERS.items():
        attributes = {"email": f"{name}@example.com", "is-admin": name in ("admin", "deleted")}
        if name == "owner" and action.id == "login":
            attributes |= {"email": "jane.doe@example.com", "password": "password"}
        states.create("user", id_, attributes)
    organizer = {"owner": one("user", USERS["organizer"])}
    states.create("event", "1", {"identifier": "b8324ae2"}, organizer)
    event = one("event", "1")
    states.create("faq-type", "1", {"name": "of its own"}, {"event": event})
    for id_ in ("1", "2"):
        states.create("faq", id_, {}, {"event": event, "faq-type": one("faq-type", "1")})
    tokens = {name: states.token(id_) for name, id_ in USERS.items()}
    return {**tokens, "expired": states.token(USERS["admin"], "expired")}


@pytest.mark.parametrize("caller", CALLERS)
@pytest.mark.parametrize("action", ACTIONS, ids=[action.id for action in ACTIONS])
def test_the_access_line_says_who_is_admitted(
    client: JsonApiClient, states: StateHandler, action: Action, caller: str
) -> None:
    tokens = make_world(states, action)
    gone = client.call("DELETE", f"/v1/users/{USERS['deleted']}", token=tokens["deleted"])
    assert gone.status_code == 200
    documented = action.transactions[0]
    request = documented.request
    headers = {n: v for n, v in request.headers if n != "Authorization"}
    token = tokens.get(caller)
    if token:
        headers["Authorization"] = f"JWT {token}"
    response = client.open(
        request.uri, method=request.method, headers=headers, data=request.body or None
    )
    assert action.access is not None
    row = REFRESH if action.id == "refresh-token" else TABLE[action.access]
    expected = row[CALLERS.index(caller)] or documented.response.status
    assert response.status_code == expected, response.text
    if expected in (401, 403):
        # Whoever is not admitted learns nothing but that.
        (error,) = response.get_json(force=True)["errors"]
        assert set(error) == {"status", "title", "detail"}


def test_no_operation_is_served_that_is_not_in_the_table() -> None:
    assert set(load_package().operations) <= {action.id for action in ACTIONS}
