"""An attribute that is a list is changed as a value; only a list of linkage has members."""

from __future__ import annotations

import json
from pathlib import Path

from tests.contracts.blueprints import contract
from tests.foreign.test_any_relationships import served

BLUEPRINT = """\
    FORMAT: 1A

    # Rooms

    ## Room [/rooms/{id}]

    + Parameters
        + id: `1` (string)

    ### Read room [GET]

    + Response 200 (application/vnd.api+json)

            {"data": {"type": "room", "id": "1", "attributes": {"tags": ["a", "b"]}}}

    ### Change room [PATCH]

    + Request (application/vnd.api+json)

            {"data": {"type": "room", "id": "1", "attributes": {"tags": ["a", "b"]}}}

    + Response 200 (application/vnd.api+json)

            {"data": {"type": "room", "id": "1", "attributes": {"tags": ["a", "b"]}}}
    """


def test_a_list_is_replaced_by_the_one_that_is_sent(tmp_path: Path) -> None:
    with served(contract(BLUEPRINT), tmp_path) as (client, handler):
        handler.reset()
        handler.create("room", "1", {"tags": ["a"]})
        for tags in (["b", "a"], []):
            data = {"type": "room", "id": "1", "attributes": {"tags": tags}}
            body = json.dumps({"data": data})
            answer = client.patch("/rooms/1", data=body, content_type="application/vnd.api+json")
            assert answer.status_code == 200, answer.text
            shown = client.get("/rooms/1").json
            assert shown is not None
            assert shown["data"]["attributes"]["tags"] == tags
