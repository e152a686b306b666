"""What is read of SQLAlchemy models."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.ext.associationproxy import association_proxy
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import declarative_base, relationship, synonym

from contracts.agent.sqlalchemy_models import mapped_models

Base = declarative_base()


class Person(Base):  # type: ignore[valid-type, misc]
    __tablename__ = "people"
    id = sa.Column(sa.Integer, primary_key=True)
    name = sa.Column(sa.String(20))
    label = synonym("name")
    _secret = synonym("name")
    pets = relationship("Pet")
    pet_names = association_proxy("pets", "name")

    @property
    def shown(self) -> str:
        return str(self.name)

    @property
    def nickname(self) -> str:
        return str(self.name)

    @nickname.setter
    def nickname(self, value: str) -> None:
        self.name = value

    @property
    def _hidden(self) -> str:
        return str(self.name)

    @_hidden.setter
    def _hidden(self, value: str) -> None:
        self.name = value

    @hybrid_property
    def initial(self) -> str:
        return str(self.name)[0]


class Pet(Base):  # type: ignore[valid-type, misc]
    __tablename__ = "pets"
    id = sa.Column(sa.Integer, primary_key=True)
    name = sa.Column(sa.String(20))
    person_id = sa.Column(sa.ForeignKey("people.id"))


def test_public_properties_synonyms_and_proxies_can_be_assigned() -> None:
    person = next(each for each in mapped_models(Base) if each.name == "Person")
    assert sorted(person.settable) == ["label", "nickname", "pet_names"]
