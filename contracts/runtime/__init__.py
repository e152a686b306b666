"""What generated packages import, and everything that serves them.

A generated module is made of these names, SQLAlchemy's and nothing else. This package imports
nothing else of ``contracts``: what is judged shares no code with its judge.
"""

from contracts.runtime.identity.sign_in import SignIn
from contracts.runtime.identity.token_version import TokenVersion
from contracts.runtime.jsonapi import fields
from contracts.runtime.jsonapi.columns import (
    Digits,
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
from contracts.runtime.jsonapi.package import (
    Behaviours,
    Guard,
    JsonApi,
    Operation,
    Package,
    PendingChange,
)
from contracts.runtime.jsonapi.schema import Schema
from contracts.runtime.jsonapi.storage.database import new_database
from contracts.runtime.jsonapi.views.lists import ResourceList
from contracts.runtime.jsonapi.views.relationships import ResourceRelationship
from contracts.runtime.jsonapi.views.resources import ResourceDetail, ResourceRelated
from contracts.runtime.jsonapi.views.routes import register_resources
from contracts.runtime.replay import load_replays

__all__ = [
    "Behaviours",
    "Digits",
    "Guard",
    "JsonApi",
    "Operation",
    "Package",
    "PendingChange",
    "Record",
    "ResourceDetail",
    "ResourceList",
    "ResourceRelated",
    "ResourceRelationship",
    "Schema",
    "Secret",
    "SignIn",
    "SoftDeleted",
    "TextId",
    "Timestamp",
    "TokenVersion",
    "fields",
    "load_replays",
    "new_database",
    "new_metadata",
    "now",
    "random_identifier",
    "reference",
    "register_resources",
]
