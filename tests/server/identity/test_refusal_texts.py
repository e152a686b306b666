"""A refusal says who may do it, in the words of the types."""

from __future__ import annotations

from typing import Any

import pytest

from tests.server.conftest import JsonApiClient, World, one, resource

NEW = {"question": "q", "answer": "a"}


@pytest.mark.parametrize(
    ("method", "path", "document", "detail"),
    [
        ("DELETE", "/v1/events/1", None, "Only the owner of the event may do this."),
        ("DELETE", "/v1/faqs/1", None, "Only the owner of the event may do this."),
        ("DELETE", "/v1/faq-types/1", None, "Only the owner of the event may do this."),
        ("DELETE", "/v1/users/1", None, "Only the user in the address may do this."),
        ("GET", "/v1/users", None, "Only administrators may do this."),
        ("GET", "/v1/users/1/events", None, "Only the user in the address may do this."),
        (
            "POST",
            "/v1/faqs",
            resource("faq", NEW, event=one("event", "1")),
            "Only the owner of the event may do this.",
        ),
        (
            "PATCH",
            "/v1/users/2",
            resource("user", {"is-admin": True}, id_="2"),
            "Only administrators may set is-admin.",
        ),
        (
            "GET",
            "/v1/events?get-trashed=true",
            None,
            "Only administrators may look into the trash.",
        ),
        (
            "GET",
            '/v1/events?filter=[{"name":"owner__email","op":"has","val":"j"}]',
            None,
            "Only administrators may search in user.",
        ),
    ],
)
def test_who_may_do_it_is_named(
    client: JsonApiClient, world: World, method: str, path: str, document: Any, detail: str
) -> None:
    refused = client.call(method, path, document, token=world.stranger)
    assert refused.status_code == 403
    assert [each["detail"] for each in refused.get_json(force=True)["errors"]] == [detail]
