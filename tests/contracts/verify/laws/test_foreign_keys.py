"""Laws make up no ids: which resources exist, no schema of an attribute says."""

from __future__ import annotations

import pytest

from contracts.verify.laws import laws
from tests.contracts.blueprints import contract

BLUEPRINT = """\
FORMAT: 1A

# Mails API

## Mail [/mails/{id}]

+ Parameters
    + id: `1` (string)

### Show Mail [GET]

+ Response 200 (application/vnd.api+json)

        {"data": {"type": "mail", "id": "1", "attributes": {"KEY": 1, "subject": "Hello"},
                  "relationships": {"event": {"data": {"type": "event", "id": "1"}}}}}

### Update Mail [PATCH]

+ Request (application/vnd.api+json)

        {"data": {"type": "mail", "id": "1", "attributes": {"KEY": 1, "subject": "Hello"}}}

+ Response 200 (application/vnd.api+json)

        {"data": {"type": "mail", "id": "1", "attributes": {"KEY": 1, "subject": "Hello"},
                  "relationships": {"event": {"data": {"type": "event", "id": "1"}}}}}
"""


@pytest.mark.parametrize(
    ("key", "is_changed"),
    [
        ("event-id", False),
        ("event_id", False),
        ("eventId", False),
        ("seat-id", True),
        ("event-identity", True),
        ("paid", True),
    ],
)
def test_an_attribute_with_the_id_of_a_related_resource_is_not_changed(
    key: str, is_changed: bool
) -> None:
    names = {law.name for law in laws(contract(BLUEPRINT.replace("KEY", key)))}
    assert "law: mail: updated subject is read" in names
    assert (f"law: mail: updated {key} is read" in names) is is_changed
