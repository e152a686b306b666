"""A server that changes a user's avatar and dies: ``MOMENT USER TOKEN``."""

from __future__ import annotations

import base64
import json
import os
import sys
from typing import Any, Final

import server.images.avatars
from server import create_app
from tests.server import pictures

DIED: Final = 17
#: What it never does: record the task, after the change is committed; or run it.
BEFORE_THE_RECORD, WHILE_IT_RUNS = "start", "squares"


def die(*_: Any) -> None:
    os._exit(DIED)


def main() -> None:
    moment, user, token = sys.argv[1:]
    setattr(server.images.avatars, moment, die)
    client = create_app().test_client()
    headers = {"Authorization": f"JWT {token}"}
    image = {"data": base64.b64encode(pictures.png()).decode()}
    url = client.post("/v1/upload/image", json=image, headers=headers).get_json()["url"]
    change = {"type": "user", "id": user, "attributes": {"avatar-url": url}}
    client.patch(
        f"/v1/users/{user}",
        data=json.dumps({"data": change}),
        content_type="application/vnd.api+json",
        headers=headers,
    )


if __name__ == "__main__":
    main()
