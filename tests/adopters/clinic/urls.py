"""Addresses of the clinic."""

from django.urls import path
from rest_framework.routers import SimpleRouter

from tests.adopters.clinic import views

router = SimpleRouter(trailing_slash=False)
router.register("staff", views.StaffView)
router.register("skills", views.SkillView)
router.register("vets", views.VetView)
router.register("owners", views.OwnerView)
router.register("animals", views.AnimalView)
router.register("visits", views.VisitView)
router.register("treatments", views.TreatmentView)

urlpatterns = [
    *router.urls,
    path("owners/<owner_pk>/animals", views.AnimalView.as_view({"get": "list"})),
    path(
        "vets/<pk>/relationships/<related_field>",
        views.VetRelationships.as_view(),
        name="vet-relationships",
    ),
]
