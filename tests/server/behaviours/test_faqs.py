"""A FAQ and its type belong to one event, from either end."""

from __future__ import annotations

from typing import Any

import pytest

from server.states import StateHandler
from tests.server.conftest import JsonApiClient, World, error, one, resource

DELETED = "2017-07-25T00:00:00Z"


@pytest.mark.parametrize(
    ("type_", "event", "status"),
    [("1", "1", 200), ("2", "1", 422), ("3", "1", 422), (None, "1", 200)],
)
def test_a_faq_takes_a_type_of_its_own_event_alone(
    client: JsonApiClient, world: World, type_: str | None, event: str, status: int
) -> None:
    linked: Any = one("faq-type", type_) if type_ else None
    sent = resource("faq", id_="2", faq_type=linked)
    answer = client.call("PATCH", "/v1/faqs/2", sent, token=world.admin)
    assert answer.status_code == status
    if status == 422:
        assert error(answer) == (422, "/data/relationships/faq-type")
        assert "another event" in answer.text
    made = resource(
        "faq", {"question": "Q", "answer": "A"}, event=one("event", event), faq_type=linked
    )
    assert client.call("POST", "/v1/faqs", made, token=world.admin).status_code == (
        201 if status == 200 else status
    )


def test_a_faq_that_moves_to_another_event_leaves_its_type(
    client: JsonApiClient, world: World
) -> None:
    moved = resource("faq", id_="1", event=one("event", "3"))
    assert error(client.call("PATCH", "/v1/faqs/1", moved, token=world.admin)) == (
        422,
        "/data/relationships/faq-type",
    )
    both = resource("faq", id_="1", event=one("event", "3"), faq_type=one("faq-type", "3"))
    assert client.call("PATCH", "/v1/faqs/1", both, token=world.admin).status_code == 200


@pytest.mark.parametrize(
    ("faqs", "status"),
    [(["1"], 200), (["1", "2"], 200), ([], 200), (["3"], 422), (["1", "3"], 422)],
)
def test_a_faq_type_takes_faqs_of_its_own_event_alone(
    client: JsonApiClient, world: World, faqs: list[str], status: int
) -> None:
    sent = resource("faq-type", id_="1", faqs=[one("faq", id_) for id_ in faqs])
    answer = client.call("PATCH", "/v1/faq-types/1", sent, token=world.admin)
    assert answer.status_code == status
    if status == 422:
        assert error(answer) == (422, "/data/relationships/faqs")


@pytest.mark.parametrize(("deleted", "status"), [(DELETED, 200), (None, 422)])
@pytest.mark.parametrize("of", ["1", "2"], ids=["of this type", "of another type"])
def test_only_present_faqs_of_the_type_itself_keep_it_in_its_event(
    client: JsonApiClient,
    world: World,
    states: StateHandler,
    deleted: str | None,
    status: int,
    of: str,
) -> None:
    """Rows as an import may have left them: FAQ 9 is of event 2, and its type of event 1."""
    states.create("faq-type", "9", {"name": "ninth"}, {"event": one("event", "1")})
    linked = {"event": one("event", "2"), "faq-type": one("faq-type", "9" if of == "1" else of)}
    attributes = {"question": "Q", "answer": "A", "deleted-at": deleted}
    states.create("faq", "9", attributes, linked)
    sent = resource("faq-type", {"name": "another"}, id_="9")
    answer = client.call("PATCH", "/v1/faq-types/9", sent, token=world.admin)
    assert answer.status_code == (status if of == "1" else 200)
