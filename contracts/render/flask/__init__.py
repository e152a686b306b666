"""The Flask server's generated package: the tables, and a module for each JSON:API type.

The modules state facts of the blueprint in the words of ``contracts.runtime``; all behaviour
is hand-written there. The text is laid out as ``ruff format`` would, so it stays as it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from contracts.build.identity.ownership import identity_type
from contracts.build.identity.sign_in import sign_in
from contracts.model import Contract
from contracts.render.flask.identifiers import Names
from contracts.render.flask.imports import import_line
from contracts.render.flask.layout import origin, prose, quoted, sequence
from contracts.render.flask.models import models
from contracts.render.flask.module import module
from contracts.render.flask.replays import FILE, replays
from contracts.render.flask.views import views
from contracts.text.documents import primary
from contracts.text.payloads import json_of

NO_MIXINS: Final[Mapping[str, str]] = MappingProxyType({})

PACKAGE = '''\
"""JSON:API types and routes. Generated from {origin}, do not edit."""

from __future__ import annotations

from contracts.runtime import SignIn

{imports}from .models import db

{schemas}

{resources}

{sign_in}

{error_titles}

__all__ = ["ERROR_TITLES", "RESOURCES", "SCHEMAS", "SIGN_IN", "db"]
'''


REPLAYING = (
    PACKAGE.replace(
        "from contracts.runtime import SignIn\n",
        "from pathlib import Path\n\nfrom contracts.runtime import SignIn, load_replays\n",
    )
    .replace('"RESOURCES",', '"REPLAYS", "RESOURCES",')
    .replace(
        "\n__all__",
        'REPLAYS = load_replays(Path(__file__).with_name("replays.json").read_text("utf-8"))\n'
        "\n__all__",
    )
)


def render(
    contract: Contract, *, replay: bool = False, mixins: Mapping[str, str] = NO_MIXINS
) -> dict[str, str]:
    """The package's files by path: ``__init__.py``, ``models.py`` and a module for each type.

    Types that no response or request describes with attributes have no module. With
    ``replay`` the package answers all other actions, too, with their documented examples;
    without, whoever serves it does (the reference server has them written by hand).
    ``mixins`` (``module:Class`` by type) add columns to the type's table that behaviours need.
    """
    names = Names.of(contract)
    types = sorted(contract.resource_types, key=lambda t: names.modules[t.name])
    modules = [names.modules[t.name] for t in types]
    path_views = views(contract, names)
    root = prose(origin(contract, contract.file))
    package = (REPLAYING if replay else PACKAGE).format(
        origin=root,
        imports=f"{import_line('.', modules)}\n" if modules else "",
        schemas=sequence(
            "SCHEMAS = ", [f"{names.modules[t.name]}.{names.classes[t.name]}Schema" for t in types]
        ),
        resources=sequence("RESOURCES = ", [f"*{name}.RESOURCES" for name in modules]),
        sign_in=_sign_in(contract, names),
        error_titles=_error_titles(contract),
    )
    files = {"__init__.py": package, "models.py": models(contract, names, mixins)}
    if replay:
        files[FILE] = replays(contract, path_views)
    for resource_type in types:
        own = [view for view in path_views if view.home == resource_type.name]
        path = f"{names.modules[resource_type.name]}.py"
        files[path] = module(contract, names, resource_type, own, whole=not replay)
    return dict(sorted(files.items()))


def stored_actions(contract: Contract) -> frozenset[str]:
    """The ids of the actions whose resources the package stores; it replays all others."""
    path_views = views(contract, Names.of(contract))
    return frozenset(action.id for view in path_views for action in view.actions.values())


def _sign_in(contract: Contract, names: Names) -> str:
    """``SIGN_IN``: the scheme of tokens, and what logging in and refreshing are called."""
    known = sign_in(contract)
    spelled = names.members.get(identity_type(contract), {})
    lines = [f"scheme={quoted(known.scheme)}"]
    if known.login:
        lines += [f"login={quoted(known.login)}", f"refresh={quoted(known.refresh)}"]
        lines.append(f"member={quoted(known.member)}")
        for name in ("identifier", "secret"):
            member, attribute = getattr(known, name)
            lines.append(f"{name}=({quoted(member)}, {quoted(spelled[attribute])})")
    if len(lines) == 1:
        return f"SIGN_IN = SignIn({lines[0]})"
    return "\n".join(["SIGN_IN = SignIn(", *(f"    {line}," for line in lines), ")"])


def _error_titles(contract: Contract) -> str:
    """``ERROR_TITLES``: the title of each status whose documented errors all have the same."""
    titles: dict[int, set[str]] = {}
    for transaction in contract.transactions():
        response = transaction.response
        for error in primary(json_of(response.body), "errors") if response.is_error else ():
            if isinstance(error.get("title"), str):
                titles.setdefault(response.status, set()).add(error["title"])
    lines = [
        f"    {status}: {quoted(title)},"
        for status, texts in sorted(titles.items())
        if len(texts) == 1
        for title in texts
    ]
    return "\n".join(["ERROR_TITLES = {", *lines, "}"]) if lines else "ERROR_TITLES = {}"
