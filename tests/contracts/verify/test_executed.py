"""The transactions that Dredd would run are named by their group and resource."""

from __future__ import annotations

import pytest

from contracts.verify.executed import executed_transactions
from tests.contracts.factories import action, contract, transaction


@pytest.mark.parametrize(("name", "resource"), [("Thing", "Thing"), ("", "/things")])
def test_a_resource_without_a_name_has_its_template(name: str, resource: str) -> None:
    one = action(transaction(), template="/things", name=name)
    (found,) = executed_transactions(contract(one))
    assert (found.group, found.resource, found.action) == ("Things", resource, one)
    assert found.unsendable == ""
