"""The small server in every form in which a module can hold a WSGI application."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from typing import Any

from tests.contracts.verify import small

create_app = small.create_app


def plain(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
    """A WSGI application that is a function (PEP 3333)."""
    return small.create_app()(environ, start)


class Remembering:
    """An application that keeps the variables that it was made with."""

    def __init__(self) -> None:
        self.variables = dict(os.environ)

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        return plain(environ, start)


def with_variables() -> Remembering:
    """Such an application."""
    return Remembering()


class Flaskish:
    """An application that is made by its class, and called through ``wsgi_app`` as Flask's is."""

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        return self.wsgi_app(environ, start)

    def wsgi_app(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        return plain(environ, start)


APPLICATION = Flaskish()


def echoing(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
    """Answers the header ``X-Own`` that it was sent."""
    start("200 OK", [])
    return [environ.get("HTTP_X_OWN", "none").encode()]
