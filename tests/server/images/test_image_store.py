"""Where images are kept: a folder, memory, and an S3 server spoken to over HTTP."""

from __future__ import annotations

import base64
import errno
import json
import os
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp
import boto3
import fsspec
import pytest
from botocore.exceptions import ClientError, EndpointConnectionError

from server import create_app
from server.images import image_store
from server.images.addresses import name_of
from server.images.store import PARTS, ImageMissing, Store, StoreUnavailable
from server.states import StateHandler
from tests.server import pictures

DATA = pictures.png()
BUCKET = "images"


@pytest.fixture(scope="module")
def s3() -> Iterator[str]:
    """The URL of a folder in a bucket, on an S3 server of our own."""
    from moto.server import ThreadedMotoServer  # it takes long to load

    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    endpoint = f"http://{host}:{port}"
    # What FSSPEC_S3_ENDPOINT_URL, FSSPEC_S3_KEY and FSSPEC_S3_SECRET set in the environment.
    fsspec.config.conf["s3"] = {"endpoint_url": endpoint, "key": "key", "secret": "secret"}
    boto3.client("s3", **fsspec_as_boto()).create_bucket(Bucket=BUCKET)
    yield f"s3://{BUCKET}/some/folder"
    del fsspec.config.conf["s3"]
    fsspec.filesystem("s3").clear_instance_cache()
    server.stop()


@pytest.fixture(params=["folder", "memory", "s3"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "s3":
        return str(request.getfixturevalue("s3"))
    return {"folder": str(tmp_path / "deep" / "images"), "memory": "memory://test"}[request.param]


def test_what_is_kept_is_found_by_its_name_also_by_others(url: str) -> None:
    name = Store.at(url).put(DATA, "png")
    assert Store.at(url).get(name) == DATA
    assert Store.at(url).has(name)


def test_an_image_is_listed_with_its_age_and_removed(url: str) -> None:
    store = Store.at(url)
    before = datetime.now(UTC) - timedelta(seconds=2)  # S3 has whole seconds
    name = store.put(DATA, "png")
    assert name in Store.at(url).names()
    written, size = store.age_and_size(name)
    assert before <= written <= datetime.now(UTC) + timedelta(seconds=2)
    assert size == len(DATA)
    store.remove(name)
    assert name not in Store.at(url).names()
    assert not store.renew(name)
    assert not store.has(name)
    for missing in (store.age_and_size, store.get):
        with pytest.raises(ImageMissing):
            missing(name)


def test_a_store_without_images_lists_none(tmp_path: Path) -> None:
    assert Store.at(str(tmp_path / "not" / "there")).names() == []


@pytest.mark.parametrize("again", ["put", "renew"])
def test_what_is_kept_again_counts_as_new(tmp_path: Path, again: str) -> None:
    store = Store.at(str(tmp_path))
    name = store.put(DATA, "png")
    os.utime(next(tmp_path.rglob(name)), (0, 0))
    assert store.age_and_size(name)[0].year == 1970
    assert store.put(DATA, "png") == name if again == "put" else store.renew(name)
    assert store.age_and_size(name)[0].year > 1970
    assert store.get(name) == DATA


def test_an_object_is_renewed_with_its_content(s3: str) -> None:
    store = Store.at(s3)
    name = store.put(DATA, "png")
    assert store.renew(name)
    assert store.get(name) == DATA


def test_the_same_content_is_kept_once(url: str) -> None:
    store = Store.at(url)
    names = {store.put(DATA, "png") for _ in range(3)}
    assert len(names) == 1
    assert store.put(DATA + b"x", "png") not in names
    found = [path for path in store.files.find(store.root) if path.endswith(f"/{min(names)}")]
    assert len(found) == 1


def test_what_another_process_keeps_is_found_at_once(s3: str) -> None:
    store = Store.at(s3)
    beside = store.put(DATA, "png")
    folder = f"{store.root}/{beside[:2]}"
    assert store.files.ls(folder)
    names = {name_of(b"%d" % n, "png"): b"%d" % n for n in range(5_000)}
    name = next(name for name in names if name[:2] == beside[:2])
    client = boto3.client("s3", **fsspec_as_boto())
    client.put_object(Bucket=BUCKET, Key=f"some/folder/{name[:2]}/{name}", Body=names[name])
    assert store.has(name)


def test_no_name_leads_out_of_a_folder(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("secret")
    store = Store.at(str(tmp_path / "deep" / "images"))
    store.put(DATA, "png")
    for name in ("../secret", "..", "../../secret", str(tmp_path / "secret")):
        assert not store.has(name)
        with pytest.raises(ImageMissing):
            store.get(name)


def fsspec_as_boto() -> dict[str, str]:
    given = fsspec.config.conf["s3"]
    return {
        "endpoint_url": given["endpoint_url"],
        "region_name": "us-east-1",
        "aws_access_key_id": given["key"],
        "aws_secret_access_key": given["secret"],
    }


@pytest.mark.parametrize("name", ["a" * 64 + ".png", "x", "../../etc/passwd", ""])
def test_what_is_not_there_is_missing(url: str, name: str) -> None:
    store = Store.at(url)
    assert not store.has(name)
    with pytest.raises(ImageMissing):
        store.get(name)


def test_several_may_write_the_same_at_once(url: str) -> None:
    store, together = Store.at(url), threading.Barrier(8)

    def put(_: int) -> str:
        together.wait()
        return store.put(DATA, "png")

    with ThreadPoolExecutor(8) as pool:
        (name,) = set(pool.map(put, range(8)))
    assert store.get(name) == DATA
    left = [path for path in store.files.find(store.root) if path.endswith(".part")]
    assert left == []


def test_who_dies_while_writing_leaves_nothing_under_the_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = Store.at(str(tmp_path))
    whole = store.put(DATA + b"1", "png")

    def half(path: str, data: bytes) -> None:
        Path(path).write_bytes(data[:10])
        raise KeyboardInterrupt

    monkeypatch.setattr(store.files, "pipe_file", half)
    with pytest.raises(KeyboardInterrupt):
        store.put(DATA, "png")
    kept = [path.name for path in tmp_path.rglob("*") if path.is_file()]
    assert kept == [whole]


def test_a_full_store_keeps_no_partial_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = Store.at(str(tmp_path))

    def full(path: str, data: bytes) -> None:
        Path(path).write_bytes(data[:10])
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(store.files, "pipe_file", full)
    with pytest.raises(StoreUnavailable):
        store.put(DATA, "png")
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_what_a_killed_process_was_writing_is_removed(tmp_path: Path) -> None:
    store = Store.at(str(tmp_path))
    store.put(DATA, "png")
    old, young = (tmp_path / PARTS / f"{name}.part" for name in ("old", "young"))
    for part in (old, young):
        part.write_bytes(DATA[:10])
    os.utime(old, (0, 0))
    store.put(DATA + b"1", "png")
    assert [part.name for part in (tmp_path / PARTS).iterdir()] == ["young.part"]


@pytest.mark.parametrize(
    "error",
    [
        OSError(errno.EIO, "broken"),
        EndpointConnectionError(endpoint_url="http://store.example"),
        ClientError({"Error": {"Code": "SlowDown"}}, "PutObject"),
        aiohttp.ServerDisconnectedError(),
    ],
)
def test_whatever_a_store_raises_is_503(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    """An upload, an image, and an avatar that is looked for; the next request is answered."""
    settings: dict[str, Any] = {
        "TESTING": True,
        "CREATE_TABLES": True,
        "SQLALCHEMY_DATABASE_URI": f"sqlite:///{tmp_path}/db.sqlite",
        "STORAGE_URL": "memory://failing",
    }
    app = create_app(settings)
    handler = StateHandler(settings)
    handler.create("user", "1")
    headers = {"Authorization": f"JWT {handler.token('1')}"}
    handler.close()
    client = app.test_client()
    name = name_of(DATA, "png")

    def fail(*_: Any, **__: Any) -> Any:
        raise error

    for method in ("pipe_file", "cat_file", "exists"):
        monkeypatch.setattr(fsspec.get_filesystem_class("memory"), method, fail)
    url = f"http://localhost/v1/images/{name}"
    avatar = {"data": {"type": "user", "id": "1", "attributes": {"avatar-url": url}}}
    body = {"data": base64.b64encode(DATA).decode()}
    for answer in (
        client.post("/v1/upload/image", json=body, headers=headers),
        client.get(f"/v1/images/{name}"),
        client.patch(
            "/v1/users/1",
            data=json.dumps(avatar),
            content_type="application/vnd.api+json",
            headers=headers,
        ),
    ):
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert client.get("/v1/events").status_code == 200


def test_the_whole_flow_works_with_an_object_store(s3: str, tmp_path: Path) -> None:
    """Upload, avatar, task and serving, with every image in the bucket and none on the disk."""
    settings: dict[str, Any] = {
        "TESTING": True,
        "CREATE_TABLES": True,
        "SIGNALS_ENABLED": True,
        "SQLALCHEMY_DATABASE_URI": f"sqlite:///{tmp_path}/db.sqlite",
        "STORAGE_URL": s3,
    }
    app = create_app(settings)
    handler = StateHandler(settings)
    handler.create("user", "1")
    client = app.test_client()
    headers = {"Authorization": f"JWT {handler.token('1')}"}
    handler.close()
    body = {"data": base64.b64encode(pictures.png(600, 600)).decode()}
    url = client.post("/v1/upload/image", json=body, headers=headers).get_json()["url"]
    document = {"data": {"type": "user", "id": "1", "attributes": {"avatar-url": url}}}
    media_type = "application/vnd.api+json"
    changed = client.patch(
        "/v1/users/1", data=json.dumps(document), content_type=media_type, headers=headers
    )
    shown = changed.get_json(force=True)["data"]["attributes"]
    for attribute, side in (
        ("original-image-url", 600),
        ("thumbnail-image-url", 500),
        ("small-image-url", 150),
        ("icon-image-url", 35),
    ):
        got = client.get(shown[attribute].removeprefix("http://localhost"))
        assert pictures.open_image(got.data).size == (side, side)
    with app.app_context():
        store = image_store()
        assert len(store.files.find(f"{BUCKET}/some/folder")) >= 4
    assert [path for path in tmp_path.rglob("*") if path.suffix in (".png", ".jpg")] == []


def test_an_unavailable_store_is_a_failure_and_not_a_missing_image() -> None:
    away = {"endpoint_url": "http://127.0.0.1:1", "key": "key", "secret": "secret"}
    files = fsspec.filesystem("s3", config_kwargs={"retries": {"max_attempts": 1}}, **away)
    with pytest.raises(StoreUnavailable) as raised:
        Store(files, BUCKET).get("a" * 64 + ".png")
    assert "127.0.0.1" in str(raised.value.__cause__)
