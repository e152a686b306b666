"""The whole flow in process: upload, ``avatar-url``, signal, task, sizes, serving."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from contracts.runtime.jsonapi.package import jsonapi
from server import create_app
from server.images import image_store, url_of
from server.images.avatars import SIZES, make_user_images, order_forgotten_images
from server.tasks.queue import start
from tests.server import pictures
from tests.server.conftest import JsonApiClient, World, error, resource

IMAGE_ATTRIBUTES = [
    "original-image-url",
    "thumbnail-image-url",
    "small-image-url",
    "icon-image-url",
]
FOREIGN = "https://example.com/jane.png"

pytestmark = pytest.mark.usefixtures("in_this_process")


@pytest.fixture(scope="module")
def loud(settings: dict[str, Any]) -> Flask:
    made = create_app({**settings, "SIGNALS_ENABLED": True})
    made.test_client_class = JsonApiClient
    return made


@pytest.fixture
def client(loud: Flask, world: World) -> JsonApiClient:
    made = loud.test_client()
    assert isinstance(made, JsonApiClient)
    return made


def upload(client: JsonApiClient, token: str, data: bytes) -> str:
    body = json.dumps({"data": base64.b64encode(data).decode()})
    headers = {"Content-Type": "application/json"}
    answer = client.call("POST", "/v1/upload/image", body, token=token, headers=headers)
    assert answer.status_code == 201, answer.text
    return str(answer.get_json()["url"])


def stored_image(client: JsonApiClient, data: bytes) -> str:
    """The address of an image that is stored as an upload would be: nothing decodes it."""
    with client.application.app_context():
        return url_of(image_store().put(data, "png"), "http://localhost")


def set_avatar(client: JsonApiClient, token: str, url: str | None, user: str = "1") -> TestResponse:
    document = resource("user", {"avatar-url": url}, id_=user)
    return client.call("PATCH", f"/v1/users/{user}", document, token=token)


def shown(answer: TestResponse) -> dict[str, Any]:
    found: dict[str, Any] = answer.get_json(force=True)["data"]["attributes"]
    return found


def images(answer: TestResponse) -> list[str | None]:
    return [shown(answer)[name] for name in IMAGE_ATTRIBUTES]


def task_of(client: JsonApiClient, answer: TestResponse, token: str) -> dict[str, Any]:
    link = answer.headers["Link"]
    assert link.endswith('>; rel="status"')
    return shown(client.call("GET", link[1 : link.index(">")], token=token))


def test_an_uploaded_avatar_has_four_sizes(client: JsonApiClient, world: World) -> None:
    url = upload(client, world.owner, pictures.png(900, 600))
    answer = set_avatar(client, world.owner, url)
    assert answer.status_code == 200
    original, *sizes = images(answer)
    assert original == url
    for address, side in zip(sizes, SIZES.values(), strict=True):
        assert address is not None
        got = client.get(address.removeprefix("http://localhost"))
        assert pictures.open_image(got.data).size == (side, side)
    assert sorted(SIZES.values()) == [35, 150, 500]
    read = client.call("GET", "/v1/users/1", token=world.owner)
    assert images(read) == images(answer)
    assert read.headers["ETag"] == answer.headers["ETag"]


def test_the_task_can_be_asked_for(client: JsonApiClient, world: World) -> None:
    answer = set_avatar(client, world.owner, stored_image(client, pictures.png()))
    task = task_of(client, answer, world.stranger)
    assert (task["name"], task["state"], task["error"]) == ("make-user-images", "SUCCESS", None)
    assert task["result"] == dict(zip(IMAGE_ATTRIBUTES, images(answer), strict=True))
    assert task["finished-at"] >= task["created-at"]


def test_users_may_register_with_an_uploaded_avatar(client: JsonApiClient, world: World) -> None:
    url = stored_image(client, pictures.png())
    attributes = {"email": "new@example.com", "password": "long-enough", "avatar-url": url}
    made = client.call("POST", "/v1/users", resource("user", attributes))
    assert made.status_code == 201
    assert None not in images(made)


def test_a_foreign_avatar_is_kept_and_nothing_is_fetched(
    client: JsonApiClient, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_avatar(client, world.owner, stored_image(client, pictures.png()))

    def connect(*_: Any, **__: Any) -> None:
        raise AssertionError("something was fetched")

    monkeypatch.setattr("socket.create_connection", connect)
    monkeypatch.setattr("socket.getaddrinfo", connect)
    name = "a" * 64 + ".png"
    for url in (
        FOREIGN,
        "http://169.254.169.254/latest/meta-data/",
        f"http://169.254.169.254/v1/images/{name}",
        f"http://localhost@evil.example/v1/images/{name}",
        f"http://localhost:8080/v1/images/{name}",
    ):
        answer = set_avatar(client, world.owner, url)
        assert (answer.status_code, shown(answer)["avatar-url"]) == (200, url)
        assert images(answer) == [None] * 4
        assert "Link" not in answer.headers


@pytest.mark.parametrize(
    "rest", ["a" * 64 + ".png", "placeholder.png", "../users/1", "", "x.svg", "a.png?size=32"]
)
def test_an_address_of_ours_must_be_that_of_an_uploaded_image(
    client: JsonApiClient, world: World, rest: str
) -> None:
    url = f"http://localhost/v1/images/{rest}"
    assert error(set_avatar(client, world.owner, url)) == (422, "/data/attributes/avatar-url")
    attributes = {"email": "new@example.com", "password": "long-enough", "avatar-url": url}
    refused = client.call("POST", "/v1/users", resource("user", attributes))
    assert error(refused) == (422, "/data/attributes/avatar-url")


def test_without_an_avatar_there_are_no_sizes(client: JsonApiClient, world: World) -> None:
    set_avatar(client, world.owner, stored_image(client, pictures.png()))
    answer = set_avatar(client, world.owner, None)
    assert [shown(answer)["avatar-url"], *images(answer)] == [None] * 5


def test_sizes_stay_when_something_else_changes(client: JsonApiClient, world: World) -> None:
    before = set_avatar(client, world.owner, stored_image(client, pictures.png()))
    document = resource("user", {"first-name": "J"}, id_="1")
    after = client.call("PATCH", "/v1/users/1", document, token=world.owner)
    assert images(after) == images(before)


@pytest.mark.parametrize("name", IMAGE_ATTRIBUTES)
def test_nobody_writes_sizes_by_hand(client: JsonApiClient, world: World, name: str) -> None:
    document = resource("user", {name: FOREIGN}, id_="1")
    for token in (world.owner, world.admin):
        refused = client.call("PATCH", "/v1/users/1", document, token=token)
        assert error(refused) == (403, f"/data/attributes/{name}")


def name_of(url: str) -> str:
    return url.rpartition("/")[2]


def stored(app: Flask) -> set[str]:
    with app.app_context():
        store = image_store()
        return set(store.files.find(store.root))


def test_a_task_done_twice_is_done_once(loud: Flask, client: JsonApiClient, world: World) -> None:
    url = stored_image(client, pictures.png())
    first = images(set_avatar(client, world.owner, url))
    before = stored(loud)
    for _ in range(2):
        with loud.app_context():
            make_user_images(1, name_of(url))
    assert images(client.call("GET", "/v1/users/1", token=world.owner)) == first
    assert stored(loud) == before


def test_a_late_task_leaves_the_newer_avatar_alone(
    loud: Flask, client: JsonApiClient, world: World
) -> None:
    old = stored_image(client, pictures.png(50, 50))
    set_avatar(client, world.owner, old)
    new = images(set_avatar(client, world.owner, stored_image(client, pictures.png(70, 70))))
    with loud.app_context():
        assert make_user_images(1, name_of(old)) == {}
        assert make_user_images(99, name_of(old)) == {}
    assert images(client.call("GET", "/v1/users/1", token=world.owner)) == new


def test_an_avatar_that_changes_while_its_sizes_are_made_wins(
    loud: Flask, client: JsonApiClient, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = stored_image(client, pictures.png())
    set_avatar(client, world.owner, url)

    def meanwhile(content: bytes, sides: list[int]) -> list[tuple[bytes, str]]:
        set_avatar(client, world.owner, FOREIGN)
        return [(content, "png") for _ in sides]

    monkeypatch.setattr("server.images.avatars.squares", meanwhile)
    with loud.app_context():
        assert make_user_images(1, name_of(url)) == {}
    read = client.call("GET", "/v1/users/1", token=world.owner)
    assert [shown(read)["avatar-url"], *images(read)] == [FOREIGN, None, None, None, None]


def test_an_image_that_is_lost_fails_the_task_for_good_and_says_why(
    loud: Flask, client: JsonApiClient, world: World
) -> None:
    url = stored_image(client, pictures.png(33, 33))
    document = resource("user", {"avatar-url": url}, id_="1")
    loud.config["SIGNALS_ENABLED"] = False
    try:
        client.call("PATCH", "/v1/users/1", document, token=world.owner)
    finally:
        loud.config["SIGNALS_ENABLED"] = True
    with loud.app_context():
        store = image_store()
        store.files.rm(store._path(name_of(url)))
        id_ = start("make-user-images", 1, name_of(url))
    task = shown(client.call("GET", f"/v1/tasks/{id_}", token=world.owner))
    assert (task["state"], task["result"]) == ("FAILURE", None)
    assert task["error"] == "The image does not exist any more."


def forget_to_order(
    client: JsonApiClient, world: World, monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr("server.images.avatars.start", lambda *_: None)
        assert images(set_avatar(client, world.owner, url)) == [None] * 4


@pytest.mark.parametrize("public", ["", "http://localhost"])
def test_sizes_that_nobody_has_ordered_are_ordered_once(
    loud: Flask,
    client: JsonApiClient,
    world: World,
    monkeypatch: pytest.MonkeyPatch,
    public: str,
) -> None:
    url = stored_image(client, pictures.png())
    forget_to_order(client, world, monkeypatch, url)
    monkeypatch.setitem(loud.config, "PUBLIC_URL", public)
    with loud.app_context():
        assert order_forgotten_images() == 1
    read = client.call("GET", "/v1/users/1", token=world.owner)
    assert images(read)[0] == url
    assert None not in images(read)
    with loud.app_context():
        assert order_forgotten_images() == 0


def test_sizes_that_failed_are_not_ordered_again(
    loud: Flask, client: JsonApiClient, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = stored_image(client, pictures.png())
    with monkeypatch.context() as patch:
        patch.setattr("server.images.avatars.squares", lambda *_: 1 / 0)
        assert images(set_avatar(client, world.owner, url)) == [None] * 4
    with loud.app_context():
        assert order_forgotten_images() == 0


@pytest.mark.parametrize(
    ("setting", "value"), [("SIGNALS_ENABLED", False), ("PUBLIC_URL", "https://api.example.com")]
)
def test_sizes_are_not_ordered_when_muted_or_of_another_address(
    loud: Flask,
    client: JsonApiClient,
    world: World,
    monkeypatch: pytest.MonkeyPatch,
    setting: str,
    value: object,
) -> None:
    forget_to_order(client, world, monkeypatch, stored_image(client, pictures.png()))
    monkeypatch.setitem(loud.config, setting, value)
    with loud.app_context():
        assert order_forgotten_images() == 0


def test_no_sizes_are_ordered_of_what_is_not_here(
    loud: Flask, client: JsonApiClient, world: World
) -> None:
    set_avatar(client, world.owner, f"https://example.com/v1/images/{'a' * 64}.png")
    with loud.app_context():
        assert order_forgotten_images() == 0


def test_an_unavailable_store_is_tried_again(
    loud: Flask, client: JsonApiClient, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = stored_image(client, pictures.png())
    attempts = []

    def fail_twice(content: bytes, sides: list[int]) -> list[tuple[bytes, str]]:
        attempts.append(sides)
        if len(attempts) <= 2:
            raise ConnectionError("secret-host is unavailable")
        return [(content, "png") for _ in sides]

    monkeypatch.setattr("server.images.avatars.squares", fail_twice)
    answer = set_avatar(client, world.owner, url)
    assert task_of(client, answer, world.owner)["state"] == "SUCCESS"
    assert attempts == [[500, 150, 35]] * 3
    assert None not in images(answer)


def test_a_task_that_keeps_failing_fails_without_telling_secrets(
    client: JsonApiClient, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = stored_image(client, pictures.png())

    def fail(*_: Any) -> None:
        raise ConnectionError("secret-host is unavailable")

    monkeypatch.setattr("server.images.avatars.squares", fail)
    answer = set_avatar(client, world.owner, url)
    assert (answer.status_code, images(answer)) == (200, [None] * 4)
    task = task_of(client, answer, world.owner)
    assert task["state"] == "FAILURE"
    assert task["error"] == "The task failed; the failure has been logged."


def age_tasks(app: Flask, by: timedelta) -> None:
    with app.app_context():
        package = jsonapi().package
        table = package.schemas["task"].opts_model().__table__
        moment = datetime.now(UTC) - by
        with package.db.engine.begin() as connection:
            connection.execute(table.update().values(created_at=moment, finished_at=moment))


@pytest.mark.parametrize(("age", "status"), [(23, 200), (25, 404)])
def test_results_expire_after_a_day_when_the_next_task_starts(
    loud: Flask, client: JsonApiClient, world: World, age: int, status: int
) -> None:
    answer = set_avatar(client, world.owner, stored_image(client, pictures.png()))
    path = answer.headers["Link"][1:].partition(">")[0]
    age_tasks(loud, timedelta(hours=age))
    set_avatar(client, world.stranger, stored_image(client, pictures.png()), user="2")
    assert client.call("GET", path, token=world.owner).status_code == status


def test_unknown_tasks_are_distinguished(client: JsonApiClient, world: World) -> None:
    for id_ in ("2", "0", "-1", "x", "9" * 30, "5577006791947779410"):
        assert client.call("GET", f"/v1/tasks/{id_}", token=world.owner).status_code == 404
    assert client.call("GET", "/v1/tasks/1").status_code == 401


def test_ids_of_tasks_cannot_be_guessed(loud: Flask, world: World) -> None:
    with loud.app_context():
        ids = [start("make-user-images", 99, "none.png") for _ in range(20)]
    assert len({id_ >> 52 for id_ in ids}) > 15
