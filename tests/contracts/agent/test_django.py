"""What is saved through a Django model; tests/adopters/clinic judges a whole application.

Django is configured once for a process, by that application, so rows and managers are stand-ins.
"""

from __future__ import annotations

from functools import partial
from types import SimpleNamespace
from typing import Any

import pytest
from django.apps import apps
from django.db import DatabaseError

from contracts.agent.columns import Column, MappedClass, Relation
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


def test_rows_are_linked_by_the_model_between_them_once() -> None:
    """Through ``field``, and from its other end."""
    through = SimpleNamespace(
        _meta=SimpleNamespace(get_field=lambda n: SimpleNamespace(attname=f"{n}_id"))
    )
    field = SimpleNamespace(
        remote_field=SimpleNamespace(through=through),
        m2m_field_name=lambda: "note",
        m2m_reverse_field_name=lambda: "tag",
    )
    between = MappedClass(through, "Tagging", "taggings", Column("id", "integer"), (), ())
    known = [{"note_id": 7, "tag_id": 1}]

    class Linking(DjangoState):
        made: list[dict[str, Any]]

        def names(self) -> Any:
            return SimpleNamespace(of=lambda mapped: between if mapped is through else None)

        def find(self, model: MappedClass, values: Any) -> Any:
            assert model is between
            return object() if values in known else None

        def _row(self, model: MappedClass, id: Any, attributes: Any, links: Any) -> Any:
            assert (model, id, links) == (between, None, {})
            self.made.append(attributes)

    for native, ends in (
        (field, ("note_id", "tag_id")),
        (SimpleNamespace(field=field), ("tag_id", "note_id")),
    ):
        state = Linking()
        state.made = []
        relation = Relation("tags", object, True, native=native)
        rows = [SimpleNamespace(pk=1), SimpleNamespace(pk=2)]
        state._attach_through(SimpleNamespace(pk=7), relation, through, rows)
        own, other = ends
        assert state.made == [{own: 7, other: n} for n in (1, 2) if {own: 7, other: n} not in known]


def test_a_relation_without_a_known_model_between_is_refused() -> None:
    class Empty(DjangoState):
        def names(self) -> Any:
            return SimpleNamespace(of=lambda _mapped: None)

    with pytest.raises(StateError, match=r"^tags has no model between$"):
        Empty()._attach_through(object(), Relation("tags", object, True), object(), [])


def test_a_new_row_has_nothing_in_required_columns_that_the_model_leaves_empty() -> None:
    """Django's default of a text is the empty one, which no database refuses."""
    columns = [
        Column(name, "string", required=name in ("title", "author", "kind"))
        for name in ("title", "subtitle", "author", "kind")
    ]
    mapped = partial(SimpleNamespace, title="", author="", kind="book", subtitle="")
    model = MappedClass(mapped, "Note", "notes", Column("id", "integer"), columns, ())
    row = DjangoState().new(model)
    assert vars(row) == {"title": None, "author": None, "kind": "book", "subtitle": ""}


class Saved(SimpleNamespace):
    """A row that counts how often it is saved."""

    saved = 0

    def save(self, using: str) -> None:
        assert using == "other"
        self.saved += 1


def test_a_link_that_the_other_row_keeps_is_stored_there(model: MappedClass) -> None:
    relation = Relation(
        "page", object, False, native=SimpleNamespace(field=SimpleNamespace(name="note"))
    )
    row, pages = object(), [Saved(note=None), Saved(note=None)]
    DjangoState(using="other").attach(model, row, relation, pages)
    assert [(page.note, page.saved) for page in pages] == [(row, 1), (None, 0)]


def test_only_tables_that_the_models_have_made_are_emptied(monkeypatch: pytest.MonkeyPatch) -> None:
    models = [
        SimpleNamespace(_meta=SimpleNamespace(db_table=name, managed=managed, proxy=proxy))
        for name, managed, proxy in (
            ("notes", True, False),
            ("view_of_notes", False, False),
            ("proxy_of_pages", True, True),
            ("django_content_type", True, False),
            ("pages", True, False),
        )
    ]
    monkeypatch.setattr(apps, "get_models", lambda include_auto_created: models)
    assert DjangoState()._tables() == ["notes", "pages"]


def test_a_model_that_states_its_type_is_found_by_it(monkeypatch: pytest.MonkeyPatch) -> None:
    stated = type("JSONAPIMeta", (), {"resource_name": "users"})
    staff, note = type("Staff", (), {"JSONAPIMeta": stated}), type("Note", (), {})

    class Loaded(DjangoState):
        def load(self) -> list[MappedClass]:
            key = Column("id", "integer")
            return [MappedClass(m, m.__name__, m.__name__, key, (), ()) for m in (note, staff)]

    monkeypatch.setattr("django.urls.get_resolver", lambda: SimpleNamespace(url_patterns=[]))
    assert Loaded().names().declared == {"users": staff}
