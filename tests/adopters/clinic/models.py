"""Owners bring animals, vets see them; what was done is a treatment."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models


class Staff(models.Model):
    username = models.CharField(max_length=30, unique=True)
    full_name = models.CharField(max_length=80)
    is_admin = models.BooleanField(default=False)

    class Meta:
        verbose_name_plural = "staff"

    class JSONAPIMeta:
        resource_name = "users"

    @property
    def is_authenticated(self):
        return True


class Skill(models.Model):
    name = models.CharField(max_length=40, unique=True)


class Vet(models.Model):
    staff = models.OneToOneField(Staff, on_delete=models.CASCADE)
    licence = models.CharField(max_length=12, unique=True)
    skills = models.ManyToManyField(Skill, related_name="vets", blank=True)


class Owner(models.Model):
    full_name = models.CharField(max_length=80)
    email = models.EmailField(unique=True)
    joined_at = models.DateTimeField(auto_now_add=True)


class Animal(models.Model):
    SPECIES = [("cat", "Cat"), ("dog", "Dog"), ("other", "Other")]
    owner = models.ForeignKey(Owner, on_delete=models.CASCADE, related_name="animals")
    name = models.CharField(max_length=40)
    species = models.CharField(max_length=10, choices=SPECIES)
    born_on = models.DateField(null=True, blank=True)
    weight = models.DecimalField(max_digits=6, decimal_places=2, null=True, blank=True)

    class Meta:
        unique_together = [("owner", "name")]


class Visit(models.Model):
    animal = models.ForeignKey(Animal, on_delete=models.CASCADE, related_name="visits")
    vet = models.ForeignKey(Vet, on_delete=models.PROTECT, related_name="visits")
    starts_at = models.DateTimeField()
    reason = models.TextField()
    urgency = models.IntegerField(validators=[MinValueValidator(1), MaxValueValidator(5)])
    assistants = models.ManyToManyField(Staff, through="Assistance", related_name="assists")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["vet", "starts_at"], name="one_at_a_time")]


class Assistance(models.Model):
    visit = models.ForeignKey(Visit, on_delete=models.CASCADE)
    staff = models.ForeignKey(Staff, on_delete=models.CASCADE)
    role = models.CharField(max_length=20)


class Treatment(models.Model):
    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="treatments")
    what = models.CharField(max_length=100)
    price = models.IntegerField()
