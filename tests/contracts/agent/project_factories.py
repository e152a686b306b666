"""The factories of a project; importing them loads Faker, so tests import them when they run."""

from __future__ import annotations

import factory
from factory.alchemy import SQLAlchemyModelFactory
from polyfactory.factories.sqlalchemy_factory import SQLAlchemyFactory

from tests.contracts.agent.test_schemas import Letter, Parcel


class ParcelFactory(SQLAlchemyModelFactory):
    class Meta:
        model = Parcel

    label = factory.Sequence(lambda n: f"parcel from the factory {n}")
    weight = 7


class LetterFactory(SQLAlchemyFactory[Letter]):
    subject = "from the other factory"
