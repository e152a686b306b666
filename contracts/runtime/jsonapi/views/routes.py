"""From generated views to the routes of an application."""

from __future__ import annotations

from collections.abc import Iterable

from flask import Flask

from contracts.runtime.jsonapi.compat import Api
from contracts.runtime.jsonapi.names import PATH_VARIABLE
from contracts.runtime.jsonapi.package import View
from contracts.runtime.jsonapi.views.lists import ResourceList
from contracts.runtime.jsonapi.views.view import reference_to


def register_resources(app: Flask, views: Iterable[type[View]]) -> None:
    """Route every view of a generated package.

    The last variable of a path is ``id``, those before are ``above0``, ``above1``.

    Raises:
        ValueError: a path's variables are not those of its view, or a list belongs to no parent.
    """
    api = Api(app)
    for view in views:
        variables = len(PATH_VARIABLE.findall(view.url))
        if variables > 1 and variables != len(view.above) + 1:
            raise ValueError(f"{view.url}: it is not known what its variables name.")
        if issubclass(view, ResourceList) and view.parent and not view.relationship:
            reference_to(view.schema, view.parent)
        options = {"methods": [operation.method for operation in view.operations]}
        api.route(view, view.__name__, rule(view.url), url_rule_options=options)


def rule(url: str) -> str:
    """A view's address as a routing rule."""
    names = iter([*(f"<above{n}>" for n in range(len(PATH_VARIABLE.findall(url)) - 1)), "<id>"])
    return PATH_VARIABLE.sub(lambda _: next(names), url)
