"""The rows that the state handler makes through Django's models."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from contracts.agent.state import StateError
from contracts.states.django import DjangoState


@pytest.fixture
def state(clinic: Any) -> Iterator[DjangoState]:
    """The handler, on an empty database."""
    made = DjangoState()
    made.reset()
    yield made
    made.reset()


def linked(*pairs: tuple[str, str]) -> list[dict[str, str]]:
    return [{"type": type, "id": id} for type, id in pairs]


def test_linkage_through_a_model_of_its_own_is_made_once(state: DjangoState) -> None:
    from tests.adopters.clinic.models import Assistance

    for _ in range(2):
        state.create("visits", "4", {}, {"assistants": linked(("users", "3"), ("users", "5"))})
    state.create("visits", "4", {}, {"assistants": linked(("users", "6"))})
    rows = Assistance.objects.order_by("staff_id").values_list("visit_id", "staff_id")
    assert list(rows) == [(4, 3), (4, 5), (4, 6)]


def test_linkage_through_a_table_is_beside_what_is_there(state: DjangoState) -> None:
    from tests.adopters.clinic.models import Skill, Vet

    state.create("vets", "1", {}, {"skills": linked(("skills", "1"), ("skills", "2"))})
    state.create("vets", "1", {}, {"skills": linked(("skills", "2"), ("skills", "3"))})
    assert list(Vet.objects.get(pk=1).skills.order_by("id").values_list("id", flat=True)) == [
        1,
        2,
        3,
    ]
    state.create("skills", "3", {}, {"vets": linked(("vets", "2"))})
    assert list(Skill.objects.get(pk=3).vets.order_by("id").values_list("id", flat=True)) == [1, 2]


def test_linkage_of_rows_that_refer_to_this_one_moves_them(state: DjangoState) -> None:
    from tests.adopters.clinic.models import Animal

    state.create("animals", "1", {"name": "Tom"}, {"owner": {"type": "owners", "id": "1"}})
    state.create("owners", "2", {}, {"animals": linked(("animals", "1"), ("animals", "7"))})
    rows = Animal.objects.order_by("id").values_list("id", "owner_id")
    assert list(rows) == [(1, 2), (7, 2)]


def test_types_and_attributes_have_the_names_that_serializers_give_them(state: DjangoState) -> None:
    from tests.adopters.clinic.models import Owner, Staff

    state.create("users", "1", {"full-name": "Ada"})
    assert Staff.objects.get(pk=1).full_name == "Ada"
    for id, name in (("1", "display-name"), ("2", "display_name"), ("3", "full_name")):
        state.create("owners", id, {name: "Bob"})
        assert Owner.objects.get(pk=id).full_name == "Bob"
    assert state.notes == []


def test_numbering_goes_on_after_documented_ids_and_begins_again(state: DjangoState) -> None:
    from tests.adopters.clinic.models import Skill

    state.create("skills", "7")
    assert Skill.objects.create(name="dogs").pk == 8
    state.reset()
    assert not Skill.objects.exists()
    assert Skill.objects.create(name="dogs").pk == 1


def test_a_required_parent_is_the_one_with_the_lowest_key(state: DjangoState) -> None:
    from tests.adopters.clinic.models import Animal

    for id in ("5", "2", "9"):
        state.create("owners", id)
    state.create("animals", "1")
    assert Animal.objects.get(pk=1).owner_id == 2


def test_what_is_required_is_made_up_within_its_limits(state: DjangoState) -> None:
    from tests.adopters.clinic.models import Visit

    state.create("visits", "1")
    visit = Visit.objects.get(pk=1)
    visit.full_clean()
    assert visit.reason
    visit.animal.full_clean(exclude=["weight", "born_on"])


def test_a_unit_that_fails_leaves_nothing(state: DjangoState) -> None:
    from tests.adopters.clinic.models import Skill

    wanted = [{"type": "skills", "id": "1"}, {"type": "skills", "id": "x"}]
    with pytest.raises(StateError, match="Skill: the id 'x'"):
        state.apply({"resources": wanted})
    assert not Skill.objects.exists()
    state.apply({"resources": [wanted[0], {**wanted[1], "guessed": True}]})
    assert list(Skill.objects.values_list("id", flat=True)) == [1]


def test_the_handler_describes_its_database_and_types(state: DjangoState) -> None:
    described = state.describe()
    assert described["database"].endswith("test.sqlite")
    assert described["types"]["users"] == "Staff"
    assert described["types"]["animal"] == "Animal"
