"""Which checks a verification has."""

from __future__ import annotations

import pytest

from contracts.exchange import Mode
from contracts.verify.plan import UnknownCheck
from contracts.verify.session import Target
from contracts.verify.verification import planned
from tests.contracts.factories import action, contract, transaction

CONTRACT = contract(
    *(
        action(transaction(method=method, name=f"{method} {uri}"), method=method, name=method)
        for method, uri in (("DELETE", "/a"), ("GET", "/b"), ("POST", "/c"))
    )
)


def methods(target: Target, **options: object) -> list[str]:
    return [check.action.method for check in planned(CONTRACT, target, **options)]  # type: ignore[arg-type]


def test_transactions_come_in_the_order_of_the_document_unless_they_are_sorted() -> None:
    target = Target(app="server:create_app")
    assert methods(target) == ["DELETE", "GET", "POST"]
    assert methods(target, is_sorted=True) == ["POST", "GET", "DELETE"]
    assert methods(target, methods=("GET", "POST")) == ["GET", "POST"]


@pytest.mark.parametrize("mode", Mode)
def test_a_name_that_no_check_has_is_refused_with_the_nearest_one(mode: Mode) -> None:
    with pytest.raises(UnknownCheck, match="did you mean"):
        planned(CONTRACT, Target(mode=mode), only=["GET /bb"])
