"""The action that a request belongs to, and the routes of a server."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

from contracts.model import Action, Contract
from contracts.text.uri import EXPRESSION, path_shape, template_routes

#: Methods that HTTP frameworks answer by themselves.
_AUTOMATIC: Final = frozenset({"HEAD", "OPTIONS"})
_WERKZEUG_VARIABLE: Final = re.compile(r"<[^>]*>")


@dataclass(frozen=True, slots=True, order=True)
class Route:
    """A method on a path, its variables written ``{}``."""

    path: str
    method: str

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


class Router:
    """Finds actions by request and by route. Paths with fewer variables win."""

    def __init__(self, contract: Contract) -> None:
        actions = sorted(contract.actions(), key=lambda action: action.path.count("{"))
        self._patterns = [(a.method, _pattern(a), a) for a in actions]
        self._known: dict[tuple[str, str], Action | None] = {}
        self._shapes = {Route(path_shape(r), a.method) for a in actions for r in _routes(a)}

    def action(self, method: str, uri: str) -> Action | None:
        """The action that documents a request, or None."""
        path = urlsplit(uri).path
        key = (method, path)
        if key not in self._known:
            matching = (a for m, p, a in self._patterns if m == method and p.fullmatch(path))
            self._known[key] = next(matching, None)
        return self._known[key]

    def documents(self, route: Route) -> bool:
        """Whether some action is this route, whatever its variables are called."""
        return route in self._shapes


def served(app: Any) -> Iterator[Route]:
    """The routes of a Flask application; none for applications that do not list theirs."""
    url_map = getattr(app, "url_map", None)
    for rule in url_map.iter_rules() if url_map is not None else ():
        for method in sorted(set(rule.methods or ()) - _AUTOMATIC):
            yield Route(_WERKZEUG_VARIABLE.sub("{}", rule.rule), method)


def _routes(action: Action) -> tuple[str, ...]:
    optional = [p.spelling for p in action.parameters if not p.required]
    return template_routes(action.uri_template, optional)


def _pattern(action: Action) -> re.Pattern[str]:
    return re.compile("|".join(map(_route_pattern, _routes(action))))


def _route_pattern(route: str) -> str:
    parts, at = [], 0
    for variable in EXPRESSION.finditer(route):
        parts.append(re.escape(route[at : variable.start()]))
        parts.append(".+" if variable[1] == "+" else "[^/]+")
        at = variable.end()
    return "".join([*parts, re.escape(route[at:])])
