"""The one import of flask-rest-jsonapi: everything else takes its names from here.

flask-rest-jsonapi 0.31.2 imports ``flask.views.MethodViewType``, a metaclass that Flask 2.2
dropped when ``MethodView`` began to use ``__init_subclass__``. A plain ``type`` serves: the
library only needs something to derive its own metaclass from.
"""

from __future__ import annotations

import flask.views

if not hasattr(flask.views, "MethodViewType"):
    flask.views.MethodViewType = type  # type: ignore[attr-defined]

from flask_rest_jsonapi import Api
from flask_rest_jsonapi.data_layers.alchemy import SqlalchemyDataLayer
from flask_rest_jsonapi.exceptions import JsonApiException
from flask_rest_jsonapi.querystring import QueryStringManager
from flask_rest_jsonapi.resource import (
    ResourceDetail,
    ResourceList,
    ResourceMeta,
    ResourceRelationship,
)

__all__ = [
    "Api",
    "JsonApiException",
    "QueryStringManager",
    "ResourceDetail",
    "ResourceList",
    "ResourceMeta",
    "ResourceRelationship",
    "SqlalchemyDataLayer",
]
