"""Resources without attributes, created by an example and answered in MSON, are served."""

from __future__ import annotations

import json
from pathlib import Path

from contracts.project.blueprint import read
from tests.foreign.test_any_relationships import served

BLUEPRINT = Path(__file__).with_name("subscriptions.apib")
JSON_API = "application/vnd.api+json"
USER = {"type": "user", "id": "1"}


def test_a_relationship_that_an_example_sends_is_writable() -> None:
    found = read(BLUEPRINT).contract.resource_type("subscription")
    assert found is not None
    user = found.relationship("user")
    assert user is not None
    assert not user.read_only


def test_documented_attributes_are_shown_though_they_are_empty(tmp_path: Path) -> None:
    with served(read(BLUEPRINT).contract, tmp_path) as (client, handler):
        handler.reset()
        handler.create("user", "1", {"name": "Ann"})
        body = {"data": {"type": "subscription", "relationships": {"user": {"data": USER}}}}
        made = client.post("/subscriptions", data=json.dumps(body), content_type=JSON_API)
        assert made.status_code == 201, made.text
        assert made.json is not None
        path = f"/subscriptions/{made.json['data']['id']}"
        listed, read_ = client.get("/subscriptions").json, client.get(path).json
        assert listed is not None
        assert read_ is not None
        for each in (made.json["data"], read_["data"], *listed["data"]):
            assert each["attributes"] == {}
            assert each["relationships"]["user"]["data"] == USER
