"""A process decodes few images at a time; the others wait, and are answered 503 in the end."""

from __future__ import annotations

import base64
import json
import threading
from typing import Any

import pytest
from flask import Flask

from contracts.runtime import turns
from server.images import apart
from tests.server import pictures
from tests.server.concurrency import at_once
from tests.server.conftest import JsonApiClient, World

JSON = {"Content-Type": "application/json"}
BODY = json.dumps({"data": base64.b64encode(pictures.png()).decode()})


@pytest.fixture
def occupied(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Any:
    """All decoders are at work, and nobody waits for them."""
    monkeypatch.setattr(turns, "PATIENCE", 0.01)
    with app.app_context():
        running = turns.turns(apart.DECODERS).running
    for _ in range(app.config["IMAGE_DECODERS"]):
        running.acquire()
    yield
    for _ in range(app.config["IMAGE_DECODERS"]):
        running.release()


def test_without_a_decoder_an_upload_is_503(
    client: JsonApiClient, world: World, occupied: None
) -> None:
    answer = client.call("POST", "/v1/upload/image", BODY, token=world.owner, headers=JSON)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert client.call("GET", "/v1/events").status_code == 200


def test_uploads_take_turns(
    app: Flask, client: JsonApiClient, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    most = app.config["IMAGE_DECODERS"]
    running, peak, lock = 0, 0, threading.Lock()
    together, real = threading.Barrier(most), apart._run

    def counted(*arguments: Any) -> Any:
        nonlocal running, peak
        with lock:
            running += 1
            peak = max(peak, running)
        together.wait(timeout=60)  # as many as may are decoding now
        made = real(*arguments)
        with lock:
            running -= 1
        return made

    monkeypatch.setattr(apart, "_run", counted)

    def send(other: JsonApiClient) -> Any:
        return other.call("POST", "/v1/upload/image", BODY, token=world.owner, headers=JSON)

    answers = at_once(app, *[send] * (2 * most))
    assert {answer.status_code for answer in answers} == {201}
    assert peak == most


def test_a_broken_image_gives_its_turn_back(
    app: Flask, client: JsonApiClient, world: World
) -> None:
    broken = json.dumps({"data": base64.b64encode(b"none").decode()})
    for _ in range(app.config["IMAGE_DECODERS"] + 1):
        answer = client.call("POST", "/v1/upload/image", broken, token=world.owner, headers=JSON)
        assert answer.status_code == 422
