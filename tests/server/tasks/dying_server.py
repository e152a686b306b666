"""A server that changes a user's avatar and dies: ``MOMENT USER TOKEN``."""

from __future__ import annotations

import os
import sys
from typing import Any, Final

import server.images.avatars
from server import create_app
from tests.server import pictures
from tests.server.conftest import JsonApiClient
from tests.server.images.test_avatars import set_avatar, upload

DIED: Final = 17
#: What it never does: record the task, after the change is committed; or run it.
BEFORE_THE_RECORD, WHILE_IT_RUNS = "start", "squares"


def die(*_: Any) -> None:
    os._exit(DIED)


def main() -> None:
    moment, user, token = sys.argv[1:]
    setattr(server.images.avatars, moment, die)
    app = create_app()
    app.test_client_class = JsonApiClient
    client = app.test_client()
    assert isinstance(client, JsonApiClient)
    set_avatar(client, token, upload(client, token, pictures.png()), user)


if __name__ == "__main__":
    main()
