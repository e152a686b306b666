"""Unused images are removed after their time of grace, and no others."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from contracts.runtime.jsonapi.package import jsonapi
from server import create_app
from server.images import image_store, url_of
from server.images.avatars import ORIGINAL, SIZES
from server.images.store import StoreUnavailable
from server.images.unused import REMOVE_UNUSED, Cleanup, names_in_use, remove_unused_images
from server.states import StateHandler
from server.tasks.queue import start
from tests.server import pictures
from tests.server.conftest import JsonApiClient, World, resource
from tests.server.images.test_avatars import IMAGE_ATTRIBUTES, set_avatar, upload

DAY = 24 * 3600
#: The sides of an avatar and of its sizes.
AVATAR = (600, *SIZES.values())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "images"


@pytest.fixture
def served(settings: dict[str, Any], folder: Path) -> Flask:
    more = {"SIGNALS_ENABLED": True, "STORAGE_URL": str(folder), "IMAGE_UNUSED_TTL": DAY}
    made = create_app({**settings, **more})
    made.test_client_class = JsonApiClient
    return made


@pytest.fixture
def client(served: Flask, states: StateHandler) -> JsonApiClient:
    made = served.test_client()
    assert isinstance(made, JsonApiClient)
    return made


def age(folder: Path, *names: str, by: int = 2 * DAY) -> None:
    """Let images be older: these, or all."""
    for path in folder.rglob("*.*"):
        if path.is_file() and (not names or path.name in names):
            moment = path.stat().st_mtime - by
            os.utime(path, (moment, moment))


def stored(folder: Path) -> set[str]:
    return {path.name for path in folder.rglob("*.*") if path.is_file()}


def clean(served: Flask, *, dry_run: bool = False) -> Cleanup:
    with served.app_context():
        return remove_unused_images(dry_run=dry_run)


def name_of(url: str) -> str:
    return url.rpartition("/")[2]


def new_image(served: Flask, side: int) -> str:
    """The name of an image that is stored without being decoded."""
    with served.app_context():
        return image_store().put(pictures.png(side, side), "png")


@pytest.fixture
def unused(served: Flask, client: JsonApiClient, world: World, folder: Path) -> str:
    """The name of an old image that nothing shows, beside an avatar and its sizes."""
    with served.app_context():
        package = jsonapi().package
        addresses = [url_of(new_image(served, side), "http://localhost") for side in AVATAR]
        values = dict(
            zip(("avatar_url", ORIGINAL, *SIZES), [addresses[0], *addresses], strict=True)
        )
        users = package.schemas["user"].opts_model().__table__
        with package.db.engine.begin() as connection:
            connection.execute(users.update().where(users.c.id == 1).values(**values))
    name = new_image(served, 3)
    age(folder)
    return name


def test_an_old_image_that_nothing_shows_is_removed(
    served: Flask, client: JsonApiClient, world: World, folder: Path
) -> None:
    """With an avatar that was uploaded, and the sizes that the task has made of it."""
    assert set_avatar(client, world.owner, upload(client, world.owner, pictures.png(600, 600)))
    unused = name_of(upload(client, world.owner, pictures.png(3, 3)))
    age(folder)
    before = stored(folder)
    size = next(folder.rglob(unused)).stat().st_size
    assert clean(served) == Cleanup((unused,), size, len(before) - 1)
    assert stored(folder) == before - {unused}
    assert client.get(f"/v1/images/{unused}").status_code == 404
    user = client.call("GET", "/v1/users/1", token=world.owner).get_json(force=True)["data"]
    for attribute in ("avatar-url", *IMAGE_ATTRIBUTES):
        url = user["attributes"][attribute]
        assert client.get(url.removeprefix("http://localhost")).status_code == 200
    assert clean(served).removed == ()


def test_a_dry_run_names_it_and_removes_nothing(served: Flask, folder: Path, unused: str) -> None:
    before = stored(folder)
    size = next(folder.rglob(unused)).stat().st_size
    assert clean(served, dry_run=True).removed == (unused,)
    done = served.test_cli_runner().invoke(args=[REMOVE_UNUSED, "--dry-run"])
    kept = f"1 images to remove ({size} bytes), {len(before) - 1} kept"
    assert (done.exit_code, done.output.splitlines()) == (0, [unused, kept])
    assert stored(folder) == before


def test_a_young_image_is_kept(served: Flask, folder: Path, unused: str) -> None:
    young = new_image(served, 4)
    age(folder, young, by=DAY // 2)
    assert clean(served).removed == (unused,)
    assert young in stored(folder)


def test_an_image_that_is_uploaded_again_is_young_again(
    served: Flask, client: JsonApiClient, world: World, unused: str
) -> None:
    assert name_of(upload(client, world.stranger, pictures.png(3, 3))) == unused
    assert clean(served).removed == ()


def test_what_a_replaced_avatar_leaves_is_removed(
    served: Flask, client: JsonApiClient, world: World, folder: Path, unused: str
) -> None:
    before = stored(folder)
    set_avatar(client, world.owner, None)
    assert set(clean(served).removed) == before
    assert stored(folder) == set()


def test_an_image_of_a_deleted_user_is_kept_for_a_restoration(
    served: Flask, client: JsonApiClient, world: World, folder: Path, unused: str
) -> None:
    before = stored(folder)
    assert client.call("DELETE", "/v1/users/1", token=world.owner).status_code == 200
    assert clean(served).removed == (unused,)
    assert stored(folder) == before - {unused}


def test_an_image_that_a_text_of_any_type_shows_is_kept(
    served: Flask, client: JsonApiClient, world: World, unused: str
) -> None:
    answer = f"The map: https://elsewhere.example/v1/images/{unused}, and more."
    sent = resource("faq", {"answer": answer}, id_="1")
    assert client.call("PATCH", "/v1/faqs/1", sent, token=world.owner).status_code == 200
    with served.app_context():
        assert unused in names_in_use()
    assert clean(served).removed == ()


def test_an_old_image_that_becomes_an_avatar_meanwhile_is_kept(
    served: Flask,
    client: JsonApiClient,
    world: World,
    unused: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The user chooses it after the texts were read and before the image is removed."""

    def read_before_the_choice() -> set[str]:
        used = names_in_use()
        url = f"http://localhost/v1/images/{unused}"
        assert set_avatar(client, world.stranger, url, user="2").status_code == 200
        return used

    monkeypatch.setattr("server.images.unused.names_in_use", read_before_the_choice)
    assert clean(served).removed == ()
    assert client.get(f"/v1/images/{unused}").status_code == 200


def test_the_task_reports_what_it_removed(
    served: Flask, client: JsonApiClient, world: World, unused: str
) -> None:
    with served.app_context():
        id_ = start(REMOVE_UNUSED)
    task = client.call("GET", f"/v1/tasks/{id_}", token=world.owner).get_json(force=True)["data"]
    assert task["attributes"]["state"] == "SUCCESS"
    assert task["attributes"]["result"]["removed"] == 1


def test_a_store_that_cannot_be_read_removes_nothing(
    served: Flask, unused: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise OSError("the disk is gone")

    with served.app_context():
        monkeypatch.setattr(type(image_store().files), "find", fail)
        with pytest.raises(StoreUnavailable):
            remove_unused_images()
    result = served.test_cli_runner().invoke(args=[REMOVE_UNUSED])
    assert result.exit_code == 1
    assert "the disk is gone" in result.output


@pytest.fixture
def site(tmp_path: Path) -> dict[str, str]:
    """The environment of a server with a database and a folder of its own."""
    return {
        "APP_CONFIG": "development",
        "CREATE_TABLES": "on",
        "DATABASE_URL": f"sqlite:///{tmp_path}/site.db",
        "STORAGE_URL": str(tmp_path / "images"),
    }


def test_the_command_removes_where_the_environment_says(
    site: dict[str, str], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with create_app({"STORAGE_URL": str(folder)}).app_context():
        old, young = (image_store().put(pictures.png(n, n), "png") for n in (3, 4))
    age(folder, old, by=8 * DAY)  # IMAGE_UNUSED_TTL is a week
    size = next(folder.rglob(old)).stat().st_size
    for name, value in site.items():
        monkeypatch.setenv(name, value)
    done = create_app().test_cli_runner().invoke(args=[REMOVE_UNUSED])
    assert done.exit_code == 0, done.output
    assert done.output.splitlines() == [old, f"1 images removed ({size} bytes), 1 kept"]
    assert stored(folder) == {young}
