"""What is saved through a Django model; tests/adopters/clinic judges a whole application.

Django is configured once for a process, by that application, so rows and managers are stand-ins.
"""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from django.db import DatabaseError

from contracts.agent.columns import Column, MappedClass
from contracts.agent.django import DjangoState
from contracts.agent.state import StateError


class Updates:
    """A manager that notes what is written past the model's own ``save``."""

    def __init__(self) -> None:
        self.written: list[dict[str, Any]] = []

    def using(self, name: str) -> Updates:
        assert name == "other"
        return self

    def filter(self, **where: Any) -> Updates:
        assert where == {"pk": 7}
        return self

    def update(self, **values: Any) -> None:
        self.written.append(values)


class Row:
    """A saved row; ``changes`` are what its ``save`` does by itself, as ``auto_now`` does."""

    pk = 7

    def __init__(self, values: dict[str, Any], changes: dict[str, Any]) -> None:
        self.changes = changes
        vars(self).update(values)

    def save(self, using: str) -> None:
        assert using == "other"
        vars(self).update(self.changes)


@pytest.fixture
def model() -> MappedClass:
    mapped = SimpleNamespace(_base_manager=Updates())
    return MappedClass(mapped, "Note", "notes", Column("id", "integer"), (), ())


VALUES = {"title": "Sea", "changed_at": "then"}


@pytest.mark.parametrize(
    ("changes", "written"),
    [
        ({}, []),
        ({"changed_at": "now"}, [{"changed_at": "then"}]),
        ({"slug": "sea"}, []),
        ({"title": "SEA", "changed_at": "now"}, [VALUES]),
    ],
)
def test_documented_values_are_stored_whatever_saving_changes(
    model: MappedClass, changes: dict[str, Any], written: list[dict[str, Any]]
) -> None:
    row = Row(VALUES, changes)
    DjangoState(using="other").save(model, row, VALUES)
    assert model.mapped._base_manager.written == written
    assert {name: getattr(row, name) for name in VALUES} == VALUES


def test_a_row_that_the_database_refuses_is_one_sentence(model: MappedClass) -> None:
    class Refused(Row):
        def save(self, using: str) -> None:
            assert using == "other"
            raise DatabaseError("NOT NULL failed: notes.title\nDETAIL: …")

    with pytest.raises(StateError) as caught:
        DjangoState(using="other").save(model, Refused({}, {}), {})
    assert str(caught.value) == "Note: the database refuses it: NOT NULL failed: notes.title"
