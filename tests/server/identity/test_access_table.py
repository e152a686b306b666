"""Every operation of the blueprint against every kind of caller: its access line decides."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import nullcontext, suppress
from functools import partial
from pathlib import Path
from typing import Final

import pytest

from contracts.model import Access, Action
from contracts.runtime.packages import load_package
from server.config import BEHAVIOURS, GENERATED
from server.states import StateHandler
from tests.blueprint import action_ids, contract, derived_states
from tests.server.conftest import JsonApiClient, one
from tests.server.snapshots import Snapshots

ROOT = Path(__file__).parents[3]

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


def make_world(handler: StateHandler, action: Action) -> None:
    """What the first transaction refers to, with the organizer as the owner of all events."""
    wanted = derived_states()[action.transactions[0].name].resources
    documented = {each.id: each.attributes for each in wanted if each.type == "user"}
    for name, id_ in USERS.items():
        role = {"is-admin": name in ("admin", "deleted")}
        handler.create("user", id_, {**documented.get(id_, {}), **role})
    for each in wanted:
        if each.type == "user":
            continue
        linked = dict(each.relationships)
        if each.type == "event":
            linked["owner"] = one("user", USERS["organizer"])
        # Guessed resources are those that only a server with such a type needs.
        with suppress(LookupError) if each.guessed else nullcontext():
            handler.create(each.type, each.id, each.attributes, linked)


@pytest.fixture
def states(handler: StateHandler) -> StateHandler:
    """The state handler; each test brings its own rows, and no others are left."""
    return handler


def token_of(caller: str, client: JsonApiClient, handler: StateHandler) -> str | None:
    """The token that a caller sends; one who was deleted has been so by now."""
    if caller == "expired":
        return handler.token(USERS["admin"], "expired")
    if caller not in USERS:
        return None
    token = handler.token(USERS[caller])
    if caller == "deleted":
        gone = client.call("DELETE", f"/v1/users/{USERS[caller]}", token=token)
        assert gone.status_code == 200
    return token


# Who is admitted is decided before a row is written; tests of the views ask both databases whether
# an event's owner is found.
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize("action_id", action_ids())
def test_the_access_line_says_who_is_admitted(
    client: JsonApiClient, handler: StateHandler, snapshots: Snapshots, action_id: str
) -> None:
    action = contract().action(action_id)
    documented = action.transactions[0]
    request = documented.request
    assert action.access is not None
    row = REFRESH if action.id == "refresh-token" else TABLE[action.access]
    for caller, refused in zip(CALLERS, row, strict=True):
        snapshots.bring(action_id, partial(make_world, action=action))
        headers = {n: v for n, v in request.headers if n != "Authorization"}
        token = token_of(caller, client, handler)
        if token:
            headers["Authorization"] = f"JWT {token}"
        response = client.open(
            request.uri, method=request.method, headers=headers, data=request.body or None
        )
        expected = refused or documented.response.status
        assert response.status_code == expected, f"{caller}: {response.text}"
        if refused:
            # Whoever is not admitted learns nothing but that.
            (error,) = response.get_json(force=True)["errors"]
            assert set(error) == {"status", "title", "detail"}, caller


def test_no_operation_is_served_that_is_not_in_the_table() -> None:
    assert set(load_package(GENERATED, BEHAVIOURS).operations) <= set(action_ids())
