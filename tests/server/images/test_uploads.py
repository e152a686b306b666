"""``POST /v1/upload/image``: what is taken, in which forms, and what is refused."""

from __future__ import annotations

import base64
import errno
import io
import json
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from server import create_app
from server.images import image_store
from server.images.store import ImageMissing
from tests.server import pictures
from tests.server.conftest import JsonApiClient, World, error

JSON = {"Content-Type": "application/json"}
#: Of the database an upload needs nothing but its user.
pytestmark = [
    pytest.mark.parametrize("database", ["sqlite"], indirect=True, scope="session"),
    pytest.mark.usefixtures("in_this_process"),
]


def as_json(data: bytes, prefix: str = "") -> str:
    return json.dumps({"data": prefix + base64.b64encode(data).decode()})


def send(
    client: JsonApiClient, body: Any, token: str | None, headers: dict[str, str] = JSON
) -> TestResponse:
    return client.call("POST", "/v1/upload/image", body, token=token, headers=headers)


def send_form(client: JsonApiClient, token: str, **fields: Any) -> TestResponse:
    headers = {"Authorization": f"JWT {token}"}
    form = "multipart/form-data"
    return client.post("/v1/upload/image", data=fields, headers=headers, content_type=form)


def file(data: bytes, name: str = "a.png", type_: str = "image/png") -> Any:
    return (io.BytesIO(data), name, type_)


@pytest.mark.parametrize("prefix", ["", "data:image/png;base64,", "data:image/jpeg;base64,"])
def test_an_image_as_json_is_kept_and_has_an_address(
    client: JsonApiClient, world: World, prefix: str
) -> None:
    answer = send(client, as_json(pictures.png(), prefix), world.owner)
    assert answer.status_code == 201
    url = answer.get_json()["url"]
    assert set(answer.get_json()) == {"url"}
    assert url == f"http://localhost{answer.headers['Location']}"
    assert url.startswith("http://localhost/v1/images/")
    shown = client.get(url.removeprefix("http://localhost"))
    assert (shown.status_code, shown.content_type) == (200, "image/png")
    assert pictures.open_image(shown.data).size == (60, 40)


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("bad host", 400),
        ("", 400),
        ("a/b", 400),
        ("a@b", 400),
        ("example.com", 201),
        ("example.com:8000", 201),
        ("[::1]:8000", 201),
    ],
)
def test_the_host_of_an_address_must_be_one(
    client: JsonApiClient, world: World, host: str, status: int
) -> None:
    answer = send(client, as_json(pictures.png()), world.owner, {**JSON, "Host": host})
    assert answer.status_code == status
    if status == 201:
        assert answer.get_json()["url"].startswith(f"http://{host}/v1/images/")


@pytest.mark.parametrize("path", ["/v1/faqs/1", "/v1/nothing", "/v1/images/placeholder.png"])
def test_every_address_refuses_a_host_that_is_none(client: JsonApiClient, path: str) -> None:
    assert client.get(path, headers={"Host": "bad host"}).status_code == 400


def test_a_form_and_json_give_the_same_address(client: JsonApiClient, world: World) -> None:
    data = pictures.png()
    once = send(client, as_json(data), world.owner).get_json()["url"]
    assert send_form(client, world.stranger, file=file(data)).get_json()["url"] == once


def test_the_content_decides_what_an_image_is(client: JsonApiClient, world: World) -> None:
    lying = file(pictures.jpeg(), "../../evil.svg", "image/svg+xml")
    assert send_form(client, world.owner, file=lying).get_json()["url"].endswith(".jpg")


def test_the_public_address_is_shown_where_it_is_known(
    settings: dict[str, Any], world: World
) -> None:
    app = create_app({**settings, "PUBLIC_URL": "https://api.example.org"})
    headers = {**JSON, "Authorization": f"JWT {world.owner}", "Host": "evil.example"}
    answer = app.test_client().post(
        "/v1/upload/image", data=as_json(pictures.png()), headers=headers
    )
    assert answer.get_json()["url"].startswith("https://api.example.org/v1/images/")


@pytest.mark.parametrize(
    ("body", "headers", "status", "pointer"),
    [
        ("{", JSON, 400, ""),
        ("[]", JSON, 400, ""),
        ("{}", JSON, 422, "/data"),
        ('{"data": null}', JSON, 422, "/data"),
        ('{"data": 5}', JSON, 422, "/data"),
        ('{"data": ""}', JSON, 422, ""),
        ('{"data": "no base64"}', JSON, 422, "/data"),
        ('{"data": "data:image/png;base64,é"}', JSON, 422, "/data"),
        ('{"data": "data:image/png,raw"}', JSON, 422, "/data"),
        (as_json(b"<svg><script>alert(1)</script></svg>"), JSON, 422, ""),
        (as_json(pictures.png()[:80]), JSON, 422, ""),
        (as_json(pictures.png_that_claims(50_000, 50_000)), JSON, 422, ""),
        (pictures.png(), {"Content-Type": "image/png"}, 415, ""),
        ("x", {"Content-Type": "multipart/form-data"}, 422, ""),
        ("x", {"Content-Type": "multipart/form-data; boundary=b"}, 422, ""),
        ("--b\r\nbroken", {"Content-Type": "multipart/form-data; boundary=b"}, 422, ""),
    ],
    ids=repr,
)
def test_what_is_no_image_is_refused(
    client: JsonApiClient,
    world: World,
    body: Any,
    headers: dict[str, str],
    status: int,
    pointer: str,
) -> None:
    assert error(send(client, body, world.owner, headers)) == (status, pointer)


def test_a_form_needs_exactly_one_file(client: JsonApiClient, world: World) -> None:
    data = pictures.png()
    for fields in ({}, {"image": file(data)}, {"file": "text"}, {"file": [file(data), file(data)]}):
        assert send_form(client, world.owner, **fields).status_code == 422


@pytest.fixture
def small(settings: dict[str, Any], states: Any) -> JsonApiClient:
    """A server that takes images of 20,000 bytes, far less than its other bodies."""
    app = create_app({**settings, "IMAGE_MAX_BYTES": 20_000, "MAX_CONTENT_LENGTH": 10_000})
    app.test_client_class = JsonApiClient
    made = app.test_client()
    assert isinstance(made, JsonApiClient)
    return made


def noise(size: int) -> bytes:
    """A PNG of about ``size`` bytes."""
    return pictures.encoded(pictures.noise(size // 3), "PNG")


def test_images_have_a_limit_of_their_own(small: JsonApiClient, world: World) -> None:
    for data, status in ((noise(15_000), 201), (noise(24_000), 413), (noise(300_000), 413)):
        assert send(small, as_json(data), world.owner).status_code == status
        assert send_form(small, world.owner, file=file(data)).status_code == status
    too_large = send(small, "x" * 10_001, None, {})
    assert too_large.status_code == 401
    login = small.post("/v1/auth/login", data="x" * 10_001, headers=JSON)
    assert login.status_code == 413


@pytest.mark.parametrize("token", [None, "expired"])
def test_only_users_upload(client: JsonApiClient, world: World, token: str | None) -> None:
    known = world.states.token("1", "expired") if token else None
    assert send(client, as_json(pictures.png()), known).status_code == 401


@pytest.mark.parametrize(
    "name",
    [
        "../../etc/passwd",
        "..%2f..%2fetc%2fpasswd",
        "%2e%2e/%2e%2e/etc/passwd",
        "..\\..\\windows\\win.ini",
        "a.png",
        "a" * 64,
        "A" * 64 + ".png",
        "a" * 64 + ".svg",
        "a" * 64 + ".png%00",
        "a" * 64 + ".png\n",
        "a" * 64 + ".png",
        "%ff%fe",
    ],
)
def test_no_name_leads_out_of_the_store(app: Flask, client: JsonApiClient, name: str) -> None:
    assert client.get(f"/v1/images/{name}").status_code == 404
    with app.app_context(), pytest.raises(ImageMissing):
        image_store().get(name)


def test_an_upload_to_a_full_store_is_503(
    client: JsonApiClient, world: World, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    with app.app_context():
        files = image_store().files

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(files, "pipe_file", full)
    answer = send(client, as_json(pictures.png()), world.owner)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert "No space" not in answer.text
    monkeypatch.undo()
    assert send(client, as_json(pictures.png()), world.owner).status_code == 201


def test_a_user_uploads_no_more_than_the_quota(settings: dict[str, Any], world: World) -> None:
    small, large = pictures.png(), pictures.encoded(pictures.noise(10_000), "PNG")
    stored = len(image_store_content(settings, world, large))
    quota = {"RATELIMIT_ENABLED": True, "UPLOAD_QUOTA": f"{stored + 2000} per day"}
    app = create_app({**settings, **quota})
    app.test_client_class = JsonApiClient
    client = app.test_client()
    assert isinstance(client, JsonApiClient)
    assert send(client, as_json(large), world.owner).status_code == 201
    refused = send(client, as_json(large), world.owner)
    assert refused.status_code == 429
    assert refused.get_json(force=True)["errors"][0]["status"] == "429"
    assert 0 < int(refused.headers["Retry-After"]) <= 24 * 3600
    # What is refused is not counted: a smaller one still fits. Others have a quota of their own.
    assert send(client, as_json(small), world.owner).status_code == 201
    assert send(client, as_json(large), world.stranger).status_code == 201


def image_store_content(settings: dict[str, Any], world: World, data: bytes) -> bytes:
    """The image as the server stores it."""
    app = create_app(settings)
    app.test_client_class = JsonApiClient
    client = app.test_client()
    assert isinstance(client, JsonApiClient)
    url = send(client, as_json(data), world.owner).get_json()["url"]
    return client.get(url.removeprefix("http://localhost")).data
