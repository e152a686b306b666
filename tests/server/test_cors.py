"""Browser applications on other origins (Fetch standard, "CORS protocol"), and absolute links."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

from contracts.runtime.config import ConfigError
from contracts.verify.strict.resources import href
from server import create_app
from server.config import load_config
from tests.server.conftest import World

APP = "https://app.example.org"
PREFLIGHT = {
    "Origin": APP,
    "Access-Control-Request-Method": "PATCH",
    "Access-Control-Request-Headers": "authorization, content-type",
}


def client(settings: dict[str, Any], **changes: Any) -> FlaskClient:
    return create_app({**settings, **changes}).test_client()


def shared(headers: Any) -> dict[str, str]:
    return {name: value for name, value in headers if name.startswith("Access-Control-")}


def test_without_the_setting_no_origin_is_allowed(settings: dict[str, Any], world: World) -> None:
    server = client(settings)
    for method, headers in (("GET", {"Origin": APP}), ("OPTIONS", PREFLIGHT)):
        answer = server.open("/v1/events/1", method=method, headers=headers)
        assert shared(answer.headers) == {}
        assert "Origin" not in answer.vary


@pytest.mark.parametrize("path", ["/v1/events/1", "/v1/nothing", "/v1/users"])
def test_a_listed_origin_may_send_and_read(
    settings: dict[str, Any], world: World, path: str
) -> None:
    server = client(settings, CORS_ORIGINS=(APP,))
    answer = server.options(path, headers=PREFLIGHT)
    assert answer.status_code == 204
    found = shared(answer.headers)
    assert found["Access-Control-Allow-Origin"] == APP
    assert found["Access-Control-Allow-Methods"] == "PATCH"
    assert found["Access-Control-Allow-Headers"] == "authorization, content-type"
    answer = server.get(path, headers={"Origin": APP})
    assert answer.headers["Access-Control-Allow-Origin"] == APP
    assert "Access-Control-Allow-Credentials" not in answer.headers
    exposed = answer.headers["Access-Control-Expose-Headers"].split(", ")
    assert {"Content-Type", "X-Request-ID"} <= set(exposed)
    assert "Origin" in answer.vary


@pytest.mark.parametrize(
    "origin", ["https://evil.example.org", "https://app.example.org.evil.test", "null", APP + "/"]
)
def test_another_origin_may_not(settings: dict[str, Any], world: World, origin: str) -> None:
    server = client(settings, CORS_ORIGINS=(APP,))
    for method, headers in (("GET", {}), ("OPTIONS", PREFLIGHT)):
        answer = server.open("/v1/events/1", method=method, headers={**headers, "Origin": origin})
        assert shared(answer.headers) == {}
        assert "Origin" in answer.vary  # a cache keeps it from the origins that are allowed


def test_what_a_cache_got_without_an_origin_is_not_given_to_one(
    settings: dict[str, Any], world: World
) -> None:
    answer = client(settings, CORS_ORIGINS=(APP,)).get("/v1/events/1")
    assert "Origin" in answer.vary
    assert shared(answer.headers) == {}


def test_all_origins(settings: dict[str, Any], world: World) -> None:
    answer = client(settings, CORS_ORIGINS=("*",)).get("/v1/events/1", headers={"Origin": APP})
    assert answer.headers["Access-Control-Allow-Origin"] == APP


@pytest.mark.parametrize(
    ("value", "origins"),
    [
        ("", ()),
        (
            "https://a.example, http://localhost:3000",
            ("https://a.example", "http://localhost:3000"),
        ),
        ("*", ("*",)),
    ],
)
def test_origins_are_read_from_the_environment(value: str, origins: tuple[str, ...]) -> None:
    assert load_config("development", {"CORS_ORIGINS": value})["CORS_ORIGINS"] == origins


@pytest.mark.parametrize("value", ["example.org", "https://example.org/", "https://*.example.org"])
def test_what_is_no_origin_is_refused(value: str) -> None:
    with pytest.raises(ConfigError, match="CORS_ORIGINS"):
        load_config("development", {"CORS_ORIGINS": value})


def _links(value: Any) -> list[str]:
    """All links in a document."""
    if isinstance(value, list):
        return [link for item in value for link in _links(item)]
    if not isinstance(value, dict):
        return []
    own = [href(link) for link in value.get("links", {}).values() if link]
    return own + [link for inner in value.values() for link in _links(inner)]


@pytest.mark.parametrize(
    "path",
    [
        "/v1/events/1",
        "/v1/events?page[size]=1",
        "/v1/faqs/1?include=event,faq-type",
        "/v1/faqs/1/relationships/event",
        "/v1/faqs/1/event",
    ],
)
def test_links_are_absolute_where_the_public_address_is_set(
    settings: dict[str, Any], world: World, path: str
) -> None:
    relative = client(settings).get(path)
    absolute = client(settings, PUBLIC_URL="https://api.example.org/x").get(path)
    assert relative.status_code == 200
    before, after = _links(relative.get_json()), _links(absolute.get_json())
    assert before
    assert all(link.startswith("/v1/") for link in before)
    assert after == [f"https://api.example.org/x{link}" for link in before]
    assert absolute.headers["ETag"] == relative.headers["ETag"]
