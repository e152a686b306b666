"""Several requests at the same time, each from a client of its own."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from flask import Flask
from werkzeug.test import TestResponse

from tests.server.conftest import JsonApiClient

Send = Callable[[JsonApiClient], TestResponse]


def at_once(app: Flask, *requests: Send) -> list[TestResponse]:
    """The responses to ``requests``, which begin together."""
    together = Barrier(len(requests))

    def run(send: Send) -> TestResponse:
        client = app.test_client()
        assert isinstance(client, JsonApiClient)
        together.wait()
        return send(client)

    with ThreadPoolExecutor(len(requests)) as pool:
        return list(pool.map(run, requests))
