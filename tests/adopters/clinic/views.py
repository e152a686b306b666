"""Serializers and views of the clinic."""

from rest_framework.permissions import BasePermission, IsAuthenticatedOrReadOnly
from rest_framework_json_api import serializers
from rest_framework_json_api.relations import ResourceRelatedField
from rest_framework_json_api.views import ModelViewSet, RelationshipView

from tests.adopters.clinic.models import Animal, Owner, Skill, Staff, Treatment, Vet, Visit


class IsAdmin(BasePermission):
    def has_permission(self, request, view):
        return bool(request.user and request.user.is_authenticated and request.user.is_admin)


class StaffSerializer(serializers.ModelSerializer):
    class Meta:
        model = Staff
        fields = ["username", "full_name", "is_admin"]


class SkillSerializer(serializers.ModelSerializer):
    class Meta:
        model = Skill
        fields = ["name"]


class VetSerializer(serializers.ModelSerializer):
    class Meta:
        model = Vet
        fields = ["licence", "staff", "skills"]


class OwnerSerializer(serializers.ModelSerializer):
    display_name = serializers.CharField(source="full_name")

    class Meta:
        model = Owner
        fields = ["display_name", "email", "joined_at", "animals"]
        read_only_fields = ["joined_at", "animals"]


class AnimalSerializer(serializers.ModelSerializer):
    class Meta:
        model = Animal
        fields = ["name", "species", "born_on", "weight", "owner"]


class VisitSerializer(serializers.ModelSerializer):
    treatments = ResourceRelatedField(many=True, read_only=True)
    assistants = ResourceRelatedField(many=True, read_only=True)

    class Meta:
        model = Visit
        fields = ["starts_at", "reason", "urgency", "animal", "vet", "treatments", "assistants"]


class TreatmentSerializer(serializers.ModelSerializer):
    class Meta:
        model = Treatment
        fields = ["what", "price", "visit"]


class StaffView(ModelViewSet):
    queryset = Staff.objects.order_by("id")
    serializer_class = StaffSerializer
    permission_classes = [IsAdmin]


class SkillView(ModelViewSet):
    queryset = Skill.objects.order_by("id")
    serializer_class = SkillSerializer
    permission_classes = [IsAuthenticatedOrReadOnly]


class VetView(ModelViewSet):
    queryset = Vet.objects.order_by("id")
    serializer_class = VetSerializer
    permission_classes = [IsAuthenticatedOrReadOnly]


class VetRelationships(RelationshipView):
    queryset = Vet.objects.all()
    self_link_view_name = "vet-relationships"


class OwnerView(ModelViewSet):
    queryset = Owner.objects.order_by("id")
    serializer_class = OwnerSerializer
    permission_classes = [IsAuthenticatedOrReadOnly]


class AnimalView(ModelViewSet):
    queryset = Animal.objects.order_by("id")
    serializer_class = AnimalSerializer
    permission_classes = [IsAuthenticatedOrReadOnly]

    def get_queryset(self):
        animals = super().get_queryset()
        owner = self.kwargs.get("owner_pk")
        return animals.filter(owner=owner) if owner else animals


class VisitView(ModelViewSet):
    queryset = Visit.objects.order_by("id")
    serializer_class = VisitSerializer
    permission_classes = [IsAuthenticatedOrReadOnly]


class TreatmentView(ModelViewSet):
    queryset = Treatment.objects.order_by("id")
    serializer_class = TreatmentSerializer
    permission_classes = [IsAuthenticatedOrReadOnly]
