"""``contract verify`` of a foreign blueprint on the server generated from it.

What fails there is a contradiction of the blueprint, and is named with its line.
"""

from __future__ import annotations

import json
from contextlib import chdir
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from click.testing import CliRunner

from contracts.cli.main import main

BLUEPRINT = Path(__file__).with_name("verified.apib")


@cache
def run() -> dict[str, Any]:
    """The JSON report of one run."""
    with TemporaryDirectory() as folder, chdir(folder):
        CliRunner().invoke(main, ["verify", str(BLUEPRINT), "--json", "report.json"])
        found: dict[str, Any] = json.loads(Path("report.json").read_text(encoding="utf-8"))
    return found


def outcome(name: str) -> str:
    [found] = [each["outcome"] for each in run()["transactions"] if each["name"] == name]
    return str(found)


@pytest.mark.parametrize(
    "name",
    [
        pytest.param("Statistics > Show Statistics", id="no response is documented"),
        pytest.param("First Year > Show First Year", id="a literal number in the path"),
        pytest.param("Last Year > Show Last Year", id="another literal number in the path"),
        pytest.param("Parcel > Show Parcel > Example 1", id="a value of the path"),
        pytest.param("Parcel > Show Parcel > Example 2", id="a request's own value of the path"),
        pytest.param("Depot > Show Depot > Example 1", id="a token"),
        pytest.param("Depot > Show Depot > Example 2", id="another token"),
        pytest.param("Depot > Show Depot > Example 3", id="the same token"),
        pytest.param("Customers > List Customers", id="an example without links and meta"),
        pytest.param("Customer > Show Customer", id="an example without relationships"),
        pytest.param("Stream > Show Stream", id="headers of the connection"),
        pytest.param("law: list-cards answers the same again", id="a law about the first answer"),
        pytest.param("Discounts > Create Discount", id="a creation answered 200"),
        pytest.param("Label > Show Label", id="an address with spaces and an angle bracket"),
        pytest.param("Label > Create Label", id="a schema without an example"),
        pytest.param("Manual > Token", id="an action named as the token of its request"),
        pytest.param("Manual > Wrong Token", id="the same request in another action"),
        pytest.param("Members > List Members", id="a token of somebody whose id is no number"),
        pytest.param("User > Show User", id="a token of a user whose id is no number"),
        pytest.param("Members of a Club > Create Club Member", id="MSON shows one attribute"),
        pytest.param("Member of a Club > Show Club Member", id="MSON shows both attributes"),
        pytest.param("law: club-member: created is read", id="a law over what both show"),
        pytest.param("New Topics > Create Topic", id="values that the server makes"),
        pytest.param("Parking > Delete Parking", id="another address of a type"),
        pytest.param("Slot > Delete Slot", id="another text of a deletion"),
        pytest.param("law: badge: related slot is the linked one", id="a key on the other side"),
        pytest.param("law: slot: list-slots sorts by level", id="a deletion time has no law"),
        pytest.param("Crate > Show Crate", id="meta of a single resource"),
        pytest.param("Crate > Change Crate", id="meta with quotation marks"),
        pytest.param("law: show-parcel answers the same again", id="a law"),
    ],
)
def test_what_can_be_served_as_documented_passes(name: str) -> None:
    assert outcome(name) == "passed"


def test_no_law_asks_for_what_cannot_be_sent() -> None:
    assert outcome("Unnamed Van > Show Van") == "skipped"
    assert not [t for t in run()["transactions"] if t["name"].startswith("law: show-van")]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Broken > Show Broken", '"a": 1,\n        }\n'),
        ("Contradiction > Show Contradiction", '"one"'),
        ("Measures > Show Measures", '            {\n                "unit": "mph" //'),
        ("Customers > Create Customer", '"30"'),
        ("law: customer: links resolve", "/customers/1/relationships/orders"),
        ("Sorted Customers > List Sorted Customers", "    + sort: `height`"),
        ("Invoices > Create Untyped Invoice", '+ Request\n\n        {"data": {"type": "inv'),
        ("Invoice > Change Invoice", '{"data": {"type": "invoice", "id": "2"'),
        ("law: wrong-token answers the same again", "### Token [GET /manual?tokens]"),
        ("Topics > List Topics", '{"type": "topic", "id": "1"'),
        ("Seat > Show Seat > Example 1", "+ Request Its Owner"),
        ("Reminders > Create Reminder", '{"attributes": {"text": "Pay"}}'),
    ],
)
def test_a_contradiction_of_the_blueprint_is_named_with_its_line(name: str, text: str) -> None:
    [finding] = [each for each in run()["findings"] if name in each["transactions"]]
    written = BLUEPRINT.read_text(encoding="utf-8")
    line = written[: written.index(text)].count("\n") + 1
    assert finding["attribution"] == "blueprint"
    assert f"{BLUEPRINT}:{line}:" in finding["advice"]


def test_nothing_is_the_generated_servers_fault() -> None:
    assert {finding["attribution"] for finding in run()["findings"]} == {"blueprint"}
