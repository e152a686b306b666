"""Schemathesis, in process, on every operation of the rendered OpenAPI document.

What it does is in ``schemathesis_run``, which is imported when the first of these tests runs:
loading Schemathesis and the document takes seconds.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator

import pytest

from contracts.render.openapi import render
from tests.blueprint import contract, remembered
from tests.conftest import GENERATED, ROLES

# Hundreds of generated requests for one operation.
pytestmark = pytest.mark.timeout(600)


@remembered
def labels() -> Iterable[str]:
    """Schemathesis's labels of all operations, which tests are collected by."""
    paths = json.loads(render(contract())["openapi.json"])["paths"]
    return [f"{method.upper()} {path}" for path, item in paths.items() for method in item]


@pytest.fixture(scope="module", autouse=True)
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Serve from a database of this process's own."""
    from tests.schemathesis_run import operations, serving

    assert tuple(operations()) == labels()
    with serving(tmp_path_factory.mktemp("schemathesis")):
        yield


@pytest.fixture(autouse=True)
def counted(served: None, record_property: Callable[[str, object], None]) -> Iterator[None]:
    """Record how many cases the test generated; a test that generates none shows nothing."""
    from tests.schemathesis_run import SERVED

    SERVED.requests.clear()
    SERVED.guarded.clear()
    yield
    assert SERVED.requests
    record_property(GENERATED, dict(SERVED.requests))


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("label", labels())
def test_no_answer_departs_from_the_document(label: str, role: str) -> None:
    from tests.schemathesis_run import hold_against_document

    hold_against_document(label, role)


# Without a token nothing can be made but a user, whom only that user may read.
@pytest.mark.parametrize("role", [role for role, user in ROLES.items() if user])
def test_what_is_created_can_be_used_until_it_is_deleted(role: str) -> None:
    from tests.schemathesis_run import use_what_is_created

    use_what_is_created(role)


def test_no_user_is_shown_what_only_another_one_may_see() -> None:
    from tests.schemathesis_run import read_what_another_made

    read_what_another_made()


def test_a_server_that_shows_anything_to_any_user_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    from schemathesis.core.failures import FailureGroup

    from tests.schemathesis_run import SERVED, read_what_another_made

    monkeypatch.setattr(SERVED, "leaking", True)
    with pytest.raises(FailureGroup, match="Object-level authorization bypass"):
        read_what_another_made()
