"""flask-rest-jsonapi on today's Flask and SQLAlchemy, and what generated modules import.

A generated module is made of these names, SQLAlchemy's and nothing else.
"""

from . import fields
from .columns import (
    Record,
    Secret,
    SoftDeleted,
    TextId,
    Timestamp,
    new_metadata,
    now,
    random_identifier,
    reference,
)
from .database import new_database
from .package import Behaviours, Change, Guard, JsonApi, Operation, Package, jsonapi
from .relationships import ResourceRelationship
from .resources import ResourceDetail, ResourceList, ResourceRelated
from .routes import register_resources
from .schema import Schema

__all__ = [
    "Behaviours",
    "Change",
    "Guard",
    "JsonApi",
    "Operation",
    "Package",
    "Record",
    "ResourceDetail",
    "ResourceList",
    "ResourceRelated",
    "ResourceRelationship",
    "Schema",
    "Secret",
    "SoftDeleted",
    "TextId",
    "Timestamp",
    "fields",
    "jsonapi",
    "new_database",
    "new_metadata",
    "now",
    "random_identifier",
    "reference",
    "register_resources",
]
