"""The contract as one HTML page: nothing is fetched, so it reads, prints and mails as it is.

Whatever the blueprint says is data. Jinja2 escapes every value, Markdown has no raw HTML
(:mod:`contracts.render.markdown`), and the page's own policy lets no other script run.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from http import HTTPStatus
from importlib.resources import files
from typing import Final

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from contracts.implied import implied
from contracts.model import (
    Access,
    Action,
    Contract,
    Diagnostic,
    Member,
    ResourceType,
    Schema,
    Transaction,
)
from contracts.render.curl import curl
from contracts.render.highlight import highlighted
from contracts.render.markdown import inline, markdown
from contracts.render.members import Link, Row, row, rows

_TEMPLATES: Final = "templates/docs"

ACCESS: Final[dict[Access, str]] = {
    Access.PUBLIC: "anybody",
    Access.USER: "a signed-in user",
    Access.SELF: "the user the address names, or an administrator",
    Access.ORGANIZER: "the owner of the event it belongs to, or an administrator",
    Access.ADMIN: "an administrator",
}


@dataclass(frozen=True, slots=True)
class Body:
    """What an action's successful transactions send or answer, member by member."""

    title: str
    schema: Schema
    rows: tuple[Row, ...]


def render(contract: Contract, diagnostics: Sequence[Diagnostic] = ()) -> dict[str, str]:
    """The documentation as one file, ``index.html``; diagnostics make a chapter of their own."""
    style, script = _asset("style.css"), _asset("script.js")
    link = _link(_anchors_by_name("type", contract.schemas))
    text = (
        _environment()
        .get_template("page.html")
        .render(
            contract=contract,
            diagnostics=diagnostics,
            # The two files are the page's own: they hold nothing of the blueprint.
            style=Markup(style),  # noqa: S704
            script=Markup(script),  # noqa: S704
            style_hash=_hash(style),
            script_hash=_hash(script),
            group_anchors=_anchors("group", (group.name for group in contract.groups)),
            resource_anchors=_anchors_by_name(
                "resource", (t.name for t in contract.resource_types)
            ),
            link=link,
            bodies=lambda action: list(bodies(action, link)),
            rows=lambda schema: rows(schema, link, expand=False),
            attribute_rows=lambda found: attribute_rows(found, link),
        )
    )
    return {"index.html": text}


def first_success(action: Action) -> Transaction | None:
    """The transaction that shows best what an action is for, or None when it has none."""
    successes = (t for t in action.transactions if t.response.status < 300)
    return next(successes, next(iter(action.transactions), None))


def bodies(action: Action, link: Link) -> Iterator[Body]:
    """The different bodies of an action's successful transactions, requests first.

    A request is told in full, for somebody has to write it; a response links to its types.
    """
    successes = [t for t in action.transactions if t.response.status < 300]
    seen: list[Schema] = []
    for title, expand, schemas in (
        ("Request body", True, [t.request.schema for t in successes]),
        ("Response body", False, [t.response.schema for t in successes]),
    ):
        for schema in schemas:
            if schema is not None and schema not in seen:
                seen.append(schema)
                yield Body(title, schema, rows(schema, link, expand=expand))


def attribute_rows(resource_type: ResourceType, link: Link) -> list[Row]:
    """The attributes of a resource type; ``required`` speaks of creation."""
    found = []
    for attribute in resource_type.attributes:
        told = row(
            Member(attribute.name, attribute.schema, attribute.required, attribute.description),
            link,
        )
        notes = list(told.notes)
        if attribute.read_only:
            notes.append("read-only")
        if attribute.write_only:
            notes.append("write-only")
        found.append(replace(told, notes=tuple(notes)))
    return found


def status_meaning(status: int) -> str:
    """The reason phrase of a status, or an empty text (RFC 9110, section 15)."""
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ""


def _link(anchors: Mapping[str, str]) -> Link:
    return lambda name: anchors.get(name, "")


def _anchors_by_name(prefix: str, names: Iterable[str]) -> dict[str, str]:
    distinct = list(dict.fromkeys(names))
    return dict(zip(distinct, _anchors(prefix, distinct), strict=True))


def _anchors(prefix: str, names: Iterable[str]) -> list[str]:
    """A different anchor for each name; no operation id equals one, for those have no dots."""
    found: list[str] = []
    for name in names:
        wanted = anchor = f"{prefix}.{_slug(name)}"
        number = 1
        while anchor in found:
            number += 1
            anchor = f"{wanted}.{number}"
        found.append(anchor)
    return found


def _slug(name: str) -> str:
    return re.sub(r"\W+", "-", name.lower()).strip("-")


def _asset(name: str) -> str:
    return files("contracts.render").joinpath(_TEMPLATES, name).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    """A source expression that allows an inline text (CSP level 3, section 2.3.1)."""
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("contracts.render", _TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "markdown": markdown,
        "inline": inline,
        "highlighted": highlighted,
        "meaning": status_meaning,
    }
    environment.globals |= {
        "ACCESS": ACCESS,
        "curl": curl,
        "implied": implied,
        "first_success": first_success,
    }
    return environment
