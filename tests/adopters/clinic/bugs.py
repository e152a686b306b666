"""Bugs of the clinic, each in one place, as a team might make them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from rest_framework.permissions import IsAuthenticated
from rest_framework.response import Response
from rest_framework_json_api.renderers import JSONRenderer

from tests.adopters.clinic import views

Patch = pytest.MonkeyPatch


def _shown(patch: Patch, serializer: Any, change: Callable[[dict[str, Any]], Any]) -> None:
    """What a serializer shows is changed afterwards."""
    before = serializer.to_representation

    def changed(self: Any, instance: Any) -> Any:
        shown = before(self, instance)
        change(shown)
        return shown

    patch.setattr(serializer, "to_representation", changed)


def price_is_a_text(patch: Patch) -> None:
    _shown(patch, views.TreatmentSerializer, lambda shown: shown.update(price=str(shown["price"])))


def licence_is_cut(patch: Patch) -> None:
    _shown(patch, views.VetSerializer, lambda shown: shown.update(licence=shown["licence"][:3]))


def a_member_is_lost(patch: Patch) -> None:
    _shown(patch, views.SkillSerializer, lambda shown: shown.pop("name"))


def unknown_is_somebody(patch: Patch) -> None:
    def retrieve(self: Any, request: Any, pk: str) -> Any:
        owner = views.Owner.objects.filter(pk=pk).first() or views.Owner()
        return Response(self.get_serializer(owner).data if owner.pk else None)

    patch.setattr(views.OwnerView, "retrieve", retrieve)


def anybody_registers(patch: Patch) -> None:
    patch.setattr(views.OwnerView, "permission_classes", [])


def anybody_hires(patch: Patch) -> None:
    patch.setattr(views.StaffView, "permission_classes", [IsAuthenticated])


def change_is_thrown_away(patch: Patch) -> None:
    patch.setattr(views.OwnerView, "perform_update", lambda self, serializer: None)
    patch.setattr(
        views.OwnerView,
        "partial_update",
        lambda self, request, pk: self.retrieve(request, pk),
    )


class PlainRenderer(JSONRenderer):
    media_type = "application/json"


def media_type_is_plain(patch: Patch) -> None:
    patch.setattr(views.SkillView, "renderer_classes", [PlainRenderer])


def forgetting_is_forgotten(patch: Patch) -> None:
    patch.setattr(views.AnimalView, "perform_destroy", lambda self, instance: None)


def animals_of_everybody(patch: Patch) -> None:
    patch.setattr(
        views.AnimalView, "get_queryset", lambda self: views.Animal.objects.order_by("id")
    )


def order_is_ignored(patch: Patch) -> None:
    patch.setattr(views.VisitView, "filter_backends", [])


#: Each bug that one request shows, with the transaction that is red and why.
BUGS: dict[Callable[[Patch], None], tuple[str, str]] = {
    price_is_a_text: (
        "Visits > Treatment > See a treatment",
        "schema /data/attributes/price, documented /data/attributes/price",
    ),
    licence_is_cut: ("Vets > Vet > See a vet", "documented /data/attributes/licence"),
    a_member_is_lost: ("Vets > Skill > See a skill", "schema /data/attributes"),
    unknown_is_somebody: ("Owners > Owner > See an owner > Example 2", "status status"),
    anybody_registers: ("Owners > Owners > Register an owner > Example 3", "status status"),
    anybody_hires: ("Vets > Staff > Hire somebody", "status status"),
    change_is_thrown_away: (
        "Owners > Owner > Change an owner",
        "echo /data/attributes/display-name",
    ),
    media_type_is_plain: ("Vets > Skill > See a skill", "content-type header:Content-Type"),
}
#: Each bug that only several requests show, with the laws that are broken.
BUGS_OF_STATE: dict[Callable[[Patch], None], set[str]] = {
    forgetting_is_forgotten: {
        "law: animals: deleted is gone",
        "law: animals: deleted leaves list-animals",
        "law: animals: deleted leaves list-animals-of-an-owner",
    },
    animals_of_everybody: {"law: animals: list-animals-of-an-owner lists its members"},
    order_is_ignored: {
        "law: visits: list-visits sorts by starts-at",
        "law: visits: list-visits sorts by reason",
        "law: visits: list-visits sorts by urgency",
    },
}
