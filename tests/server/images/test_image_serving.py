"""Serving images: what caches, image loaders and weak networks need (RFC 9110, RFC 9111)."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

import pytest
from diskcache import Cache, Timeout
from flask import Flask
from prometheus_client import REGISTRY

from server import create_app
from server.images import image_store
from server.images.variants import SIDES
from server.images.variants import cached as variant
from tests.server import pictures
from tests.server.conftest import JsonApiClient, error, on_one_database

DATA = pictures.png()
PLACEHOLDER = "/v1/images/placeholder.png"

pytestmark = pytest.mark.usefixtures("in_this_process")


@pytest.fixture
def url(app: Flask, client: JsonApiClient) -> str:
    """The path of an image that is there."""
    with app.app_context():
        return f"/v1/images/{image_store().put(DATA, 'png')}"


def test_an_image_may_be_kept_for_ever(client: JsonApiClient, url: str) -> None:
    answer = client.get(url)
    assert (answer.status_code, answer.data) == (200, DATA)
    assert answer.content_type == "image/png"
    assert answer.headers["Content-Length"] == str(len(DATA))
    assert set(answer.headers["Cache-Control"].split(", ")) == {
        "public",
        "max-age=31536000",
        "immutable",
    }
    assert answer.headers["Accept-Ranges"] == "bytes"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")


def test_head_says_what_get_would_without_the_image(client: JsonApiClient, url: str) -> None:
    got, head = client.get(url), client.head(url)
    assert head.data == b""
    for name in ("ETag", "Content-Length", "Content-Type", "Cache-Control"):
        assert head.headers[name] == got.headers[name]


@pytest.mark.parametrize("path", ["", "?size=32"])
def test_what_is_known_already_is_not_sent_again(
    client: JsonApiClient, url: str, path: str
) -> None:
    tag = client.get(url + path).headers["ETag"]
    assert not tag.startswith("W/")
    for value in (tag, f'"other", {tag}', f"W/{tag}", "*"):
        known = client.get(url + path, headers={"If-None-Match": value})
        assert (known.status_code, known.data) == (304, b"")
        assert known.headers["ETag"] == tag
        assert "immutable" in known.headers["Cache-Control"]
    assert client.get(url + path, headers={"If-None-Match": '"other"'}).status_code == 200


@pytest.mark.parametrize(
    ("range_", "part"),
    [
        ("bytes=0-9", DATA[:10]),
        ("bytes=10-", DATA[10:]),
        ("bytes=-7", DATA[-7:]),
        ("bytes=0-99999", DATA),
    ],
)
def test_a_download_goes_on_where_it_broke_off(
    client: JsonApiClient, url: str, range_: str, part: bytes
) -> None:
    answer = client.get(url, headers={"Range": range_})
    assert (answer.status_code, answer.data) == (206, part)
    first = DATA.index(part)
    assert answer.headers["Content-Range"] == f"bytes {first}-{first + len(part) - 1}/{len(DATA)}"
    assert answer.headers["Content-Length"] == str(len(part))


def test_a_range_behind_the_end_is_shown_with_the_length(client: JsonApiClient, url: str) -> None:
    answer = client.get(url, headers={"Range": f"bytes={len(DATA)}-"})
    assert answer.status_code == 416
    assert answer.headers["Content-Range"] == f"bytes */{len(DATA)}"
    assert answer.get_json(force=True)["errors"][0]["status"] == "416"


@pytest.mark.parametrize(
    "range_",
    [
        "items=0-3",
        "lines=0-3",
        "bytes=0-3,6-9",
        "bytes=0-3, 99999-",
        "bytes=9-3",
        "bytes=-",
        "bytes=a-b",
        "bytes",
        "",
        f"bytes=0-{'9' * 5000}",
    ],
)
def test_a_range_that_is_not_one_of_bytes_is_ignored(
    client: JsonApiClient, url: str, range_: str
) -> None:
    answer = client.get(url, headers={"Range": range_})
    assert (answer.status_code, answer.data) == (200, DATA)
    assert "Content-Range" not in answer.headers


def test_a_part_of_no_bytes_cannot_be_sent(client: JsonApiClient, url: str) -> None:
    assert client.get(url, headers={"Range": "bytes=-0"}).status_code == 416


def test_a_range_applies_to_get_alone(client: JsonApiClient, url: str) -> None:
    head = client.head(url, headers={"Range": "bytes=0-9"})
    assert head.status_code == 200
    assert head.headers["Content-Length"] == str(len(DATA))
    assert "Content-Range" not in head.headers


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("value", ['"x"', "W/{tag}", ""])
def test_a_failed_precondition_is_an_error_that_no_cache_keeps(
    client: JsonApiClient, url: str, method: str, value: str
) -> None:
    tag = client.get(url).headers["ETag"]
    headers = {"If-Match": value.format(tag=tag), "Range": "bytes=0-9", "If-None-Match": "*"}
    refused = client.open(url, method=method, headers=headers)
    assert refused.status_code == 412
    assert refused.headers["Cache-Control"] == "no-store"
    assert refused.headers["ETag"] == tag
    if method == "GET":
        assert refused.get_json(force=True)["errors"][0]["title"] == "Precondition failed"


@pytest.mark.parametrize("value", ["{tag}", '"x", {tag}', "*"])
def test_a_precondition_that_holds_changes_nothing(
    client: JsonApiClient, url: str, value: str
) -> None:
    tag = client.get(url).headers["ETag"]
    answer = client.get(url, headers={"If-Match": value.format(tag=tag)})
    assert (answer.status_code, answer.data) == (200, DATA)


def test_what_is_known_already_is_not_sent_in_parts(client: JsonApiClient, url: str) -> None:
    tag = client.get(url).headers["ETag"]
    known = client.get(url, headers={"Range": "bytes=0-9", "If-None-Match": tag})
    assert (known.status_code, known.data) == (304, b"")


def test_a_part_of_something_else_is_not_mixed_in(client: JsonApiClient, url: str) -> None:
    tag = client.get(url).headers["ETag"]
    same = client.get(url, headers={"Range": "bytes=0-3", "If-Range": tag})
    assert (same.status_code, same.data) == (206, DATA[:4])
    for value in ('"other"', f"W/{tag}", "Sun, 29 Nov 2026 14:00:00 GMT"):
        other = client.get(url, headers={"Range": "bytes=0-3", "If-Range": value})
        assert (other.status_code, other.data) == (200, DATA)


@on_one_database
@pytest.mark.parametrize("side", SIDES)
def test_a_size_is_made_when_it_is_asked_for(client: JsonApiClient, url: str, side: int) -> None:
    answer = client.get(f"{url}?size={side}")
    assert answer.status_code == 200
    assert pictures.open_image(answer.data).size == (min(side, 40),) * 2
    assert answer.content_type == "image/jpeg"


@pytest.mark.parametrize(
    ("query", "parameter"),
    [("size=33", "size"), ("size=", "size"), ("size=-1", "size"), ("width=32", "width")],
)
def test_other_sizes_are_refused(
    client: JsonApiClient, url: str, query: str, parameter: str
) -> None:
    assert error(client.get(f"{url}?{query}")) == (400, parameter)


def test_users_without_an_image_have_a_placeholder(client: JsonApiClient) -> None:
    answer = client.get(PLACEHOLDER)
    assert (answer.status_code, answer.content_type) == (200, "image/png")
    assert answer.headers["Cache-Control"] == "public, max-age=86400"
    small = client.get(f"{PLACEHOLDER}?size=64")
    assert pictures.open_image(small.data).size == (64, 64)
    assert small.headers["ETag"] != answer.headers["ETag"]


def lookups(outcome: str) -> float:
    found = REGISTRY.get_sample_value("image_variant_requests_total", {"cache": outcome})
    assert found is not None
    return found


@pytest.fixture
def cached(settings: dict[str, Any], tmp_path: Any) -> Flask:
    """An application whose cache of sizes holds 200 KB, in a folder of its own."""
    chosen = {
        **settings,
        "STORAGE_URL": str(tmp_path / "store"),
        "IMAGE_CACHE_DIR": str(tmp_path / "cache"),
        "IMAGE_CACHE_BYTES": 200_000,
        "IMAGE_MAX_BYTES": 5_000_000,
    }
    return create_app(chosen)


@on_one_database
def test_the_cache_says_how_often_it_helped(cached: Flask) -> None:
    client = cached.test_client()
    before = lookups("hit"), lookups("miss")
    first = client.get(f"{PLACEHOLDER}?size=64").data
    assert [client.get(f"{PLACEHOLDER}?size=64").data for _ in range(3)] == [first] * 3
    assert (lookups("hit") - before[0], lookups("miss") - before[1]) == (3, 1)


@on_one_database
def test_the_cache_does_not_outgrow_its_limit_and_keeps_what_is_used(cached: Flask) -> None:
    with cached.app_context():
        misses = lookups("miss")
        for number in range(-1, 40):
            # Each is 10 KB: together twice the limit. The first one is used again and again.
            for key in (number, -1):
                variant(str(key), lambda: (bytes(10_000), "png"))
        assert lookups("miss") == misses + 41
        assert cached.extensions["image-variants"].volume() <= 200_000 * 1.3
        for key, outcome in ((-1, "hit"), (0, "miss")):
            before = lookups(outcome)
            variant(str(key), lambda: (b"", "png"))
            assert lookups(outcome) == before + 1


@on_one_database
@pytest.mark.parametrize(
    "failure",
    [OSError(28, "No space left"), sqlite3.OperationalError("database or disk is full"), Timeout()],
    ids=repr,
)
@pytest.mark.parametrize("method", ["get", "set"])
def test_a_cache_that_fails_is_a_miss(
    client: JsonApiClient,
    url: str,
    monkeypatch: pytest.MonkeyPatch,
    method: str,
    failure: Exception,
) -> None:
    def fail(*_: object) -> None:
        raise failure

    expected = client.get(f"{url}?size=64").data
    monkeypatch.setattr(Cache, method, fail)
    for path in (url, PLACEHOLDER):
        assert client.get(f"{path}?size=128").status_code == 200
    assert client.get(f"{url}?size=64").data == expected


def test_a_cache_folder_that_cannot_be_made_is_a_miss(
    settings: dict[str, Any], tmp_path: Path
) -> None:
    (tmp_path / "file").touch()
    app = create_app({**settings, "IMAGE_CACHE_DIR": str(tmp_path / "file")})
    assert app.test_client().get(f"{PLACEHOLDER}?size=64").status_code == 200
