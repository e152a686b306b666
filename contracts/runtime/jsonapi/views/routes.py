"""From generated views to the routes of an application."""

from __future__ import annotations

import re
from collections.abc import Iterable

from flask import Flask

from contracts.runtime.jsonapi.compat import Api
from contracts.runtime.jsonapi.package import View
from contracts.runtime.jsonapi.views.resources import ResourceList, reference_to

_VARIABLE = re.compile(r"\{[^}]+\}")


def register_resources(app: Flask, views: Iterable[type[View]]) -> None:
    """Route every view of a generated package.

    Raises:
        ValueError: a path has several variables, or a list belongs to no parent.
    """
    api = Api(app)
    for view in views:
        url, variables = _VARIABLE.subn("<id>", view.url)
        if variables > 1:
            raise ValueError(f"{view.url}: only one variable can be served.")
        if issubclass(view, ResourceList) and view.parent and not view.relationship:
            reference_to(view.schema, view.parent)
        options = {"methods": [operation.method for operation in view.operations]}
        api.route(view, view.__name__, url, url_rule_options=options)
