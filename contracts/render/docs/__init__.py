"""The contract as one HTML page: nothing is fetched, so it reads, prints and mails as it is.

All text of the blueprint is data. Jinja2 escapes every value, Markdown has no raw HTML
(:mod:`contracts.render.markdown`), and the page's own policy lets no other script run.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial
from html import unescape
from typing import Any, Final
from urllib.parse import quote

from jinja2 import Environment
from markupsafe import Markup, escape

from contracts.build.anchors import TOP, Addresses
from contracts.build.default_errors import ImpliedError, has_json_api, implied_errors
from contracts.diff import Change, by_impact, counts
from contracts.diff.pairs import label
from contracts.model import Action, Contract, Diagnostic, ResourceType
from contracts.render.credentials import shown_credentials
from contracts.render.curl import curl
from contracts.render.docs import assets
from contracts.render.docs.articles import Articles, ArticlesChanged, KeptArticles
from contracts.render.docs.body_rows import (
    answers,
    attribute_rows,
    bodies,
    example,
    first_success,
    inferred,
    parameter_facts,
    placed,
    shown_value,
    written_schemas,
)
from contracts.render.docs.callers import callers
from contracts.render.docs.console_schemas import Shapes
from contracts.render.docs.phrases import (
    first_line,
    has_bare_query,
    moment,
    pathname,
    templated,
)
from contracts.render.docs.resource_bodies import resource_bodies
from contracts.render.docs.start import first_request, sign_in
from contracts.render.docs.verification import VerificationResult, badge
from contracts.render.highlight import highlighted
from contracts.render.markdown import inline, is_long, markdown
from contracts.render.pages import environment
from contracts.render.shown_requests import EXAMPLE_HOST, indented, shown_uri
from contracts.render.value_rows import description_text, rows
from contracts.text.lifecycle import lifecycle
from contracts.text.statuses import reason
from contracts.text.uri import server_url

__all__ = ["KeptArticles", "RecentChanges", "VersionLink", "policy", "render"]

#: A link into the page, or to a place of it as Apiary's addresses have it.
_INNER_LINK: Final = re.compile(r'href="(?:#|/(?=(?:reference|introduction)/))([^"]*)"')
#: After a script, even one that does not run, Chromium's parser soon lets other work go on; else it
#: parses what it has of a page in one task (`HTMLDocumentParser::PumpTokenizer`).
_PAUSE: Final = Markup('<script type="text/plain"></script>')
_NO_RESULTS: Final[Mapping[str, VerificationResult]] = {}


@dataclass(frozen=True, slots=True)
class VersionLink:
    """One of several versions of the documentation: its name, and where it is from here."""

    name: str
    href: str
    is_current: bool = False


@dataclass(frozen=True, slots=True)
class RecentChanges:
    """What changed since the version that is called ``since``."""

    since: str
    changes: tuple[Change, ...]


def render(
    contract: Contract,
    diagnostics: Sequence[Diagnostic] = (),
    *,
    results: Mapping[str, VerificationResult] = _NO_RESULTS,
    version: str = "",
    versions: Sequence[VersionLink] = (),
    files: Sequence[str] = (),
    news: RecentChanges | None = None,
    kept: KeptArticles | None = None,
) -> dict[str, str]:
    """The documentation as one file, ``index.html``.

    Diagnostics make a chapter of their own, and so does ``news``. ``results`` are a judge's, by
    transaction. A page with a ``version`` listens to the preview server it came from.
    ``versions`` are those of the same API that a reader may switch to; ``files`` are the names
    of those beside the page that it links to. ``kept`` are the articles of the page before, and
    afterwards those of this one.
    """
    given = {
        "contract": contract,
        "diagnostics": diagnostics,
        "version": version,
        "versions": versions,
        "files": files,
        "news": news,
        # The style and the script are the page's own: they hold nothing of the blueprint.
        "style": Markup(assets.style()),  # noqa: S704
        "script": Markup(assets.script(bool(version))),  # noqa: S704
        "policy": policy(bool(version)),
    }
    kept = KeptArticles() if kept is None else kept
    try:
        text = _rendered(contract, results, given, kept)
    except ArticlesChanged:
        kept.clear()
        text = _rendered(contract, results, given, kept)
    return {"index.html": text}


def _rendered(
    contract: Contract,
    results: Mapping[str, VerificationResult],
    given: Mapping[str, Any],
    kept: KeptArticles,
) -> str:
    places, shapes = Addresses.of(contract), Shapes(contract)
    around = (
        *(places.groups, places.resources, places.types, places.resource_types, places.headings),
        *(places.marks, places.aliases, frozenset(places.anchors.taken)),
        *(shapes.definitions, contract.conventions, has_json_api(contract)),
    )
    articles = Articles(places.anchors, shapes, kept.within(around))
    values = _values(contract, results, places, shapes, articles)
    text = _environment().get_template("page.html").render(**given, **values)
    kept.articles = articles.made
    return text


def policy(live: bool = False) -> str:
    """The page's Content-Security-Policy: its own script and style, requests to any server."""
    return "; ".join(
        (
            "default-src 'none'",
            "img-src 'self' data:",
            # The console asks the server that the reader chooses.
            "connect-src 'self' http: https:",
            f"style-src '{assets.digest(assets.style())}'",
            f"script-src '{assets.digest(assets.script(live))}'",
            "base-uri 'none'",
            "form-action 'none'",
        )
    )


def _values(
    contract: Contract,
    results: Mapping[str, VerificationResult],
    places: Addresses,
    shapes: Shapes,
    articles: Articles,
) -> dict[str, Any]:
    """What the templates ask for, with one set of anchors for the whole page."""
    take = articles.take
    implied_by = _refusals(contract)
    types = {each.name: each for each in contract.resource_types}

    def link(name: str) -> str:
        return places.types.get(name, "")

    def badge_of(action: Action) -> Any:
        return badge(action, results)

    def described(text: str, level: int, owner: str) -> Markup:
        ids = tuple(heading.id for heading in places.headings.get(owner, ()))
        return resolved(markdown(text, level, ids, places.marks.get(owner, ())), places)

    def made_of(action: Action) -> object:
        """What the article of an action depends on, beside the page's context."""
        owner = types.get(action.endpoint.type) if action.endpoint else None
        return action, owner, callers(contract, action), badge_of(action), implied_by(action)

    def type_made_of(resource_type: ResourceType) -> object:
        """What the article of a resource type depends on, beside the page's context."""
        operations = (contract.action(id) for id in resource_type.operations)
        return resource_type, [(a.id, a.method, a.title) for a in operations if a]

    return {
        "take": take,
        "type_made_of": type_made_of,
        "article": articles.article,
        "made_of": made_of,
        "shape": articles.shape,
        "credentials": shown_credentials(contract),
        "begin": first_request(contract),
        "signing_in": sign_in(contract, places),
        "operations": {label(action): action.id for action in contract.actions()},
        "api_version": next((v for n, v in contract.metadata if n.upper() == "VERSION"), ""),
        "places": places,
        "described": described,
        "headings": lambda *owners: [h for o in owners for h in places.headings.get(o, ())],
        "shapes": shapes,
        "link": link,
        "badge": badge_of,
        "implied": implied_by,
        "access_word": contract.conventions.word,
        "callers": lambda action: callers(contract, action),
        "bodies": lambda action: list(bodies(action, link)),
        "resource_bodies": lambda action: list(
            resource_bodies(action, types, places.resource_types, link)
        ),
        "placed": lambda rows, prefix: placed(rows, prefix, take),
        "rows": lambda schema: rows(schema, link, expand=False),
        "attribute_rows": lambda rows: attribute_rows(rows, link),
    }


def _refusals(contract: Contract) -> Callable[[Action], tuple[ImpliedError, ...]]:
    """The statuses that an action implies: none where nothing obliges the server to any."""
    if not has_json_api(contract):
        return lambda _: ()
    return partial(implied_errors, conventions=contract.conventions)


def resolved(html: Markup, places: Addresses) -> Markup:
    """``html`` with its links into the page as they are spelled here."""

    def spelled(match: re.Match[str]) -> str:
        anchor = places.resolve(unescape(match[1]))
        return match[0] if anchor is None else f'href="#{escape(anchor)}"'

    # What is put in is escaped, and the rest is as it was.
    return Markup(_INNER_LINK.sub(spelled, html)) if "href=" in html else html  # noqa: S704


@cache
def _environment() -> Environment:
    made = environment(assets.FOLDER)
    made.filters |= {
        "markdown": markdown,
        "inline": inline,
        "is_long": is_long,
        "highlighted": highlighted,
        "first_line": first_line,
        "indented": indented,
        "lifecycle": lifecycle,
        "meaning": reason,
        "moment": moment,
        "quoted": quote,
        "pathname": pathname,
        "templated": templated,
    }
    made.globals |= {
        "EXAMPLE_HOST": EXAMPLE_HOST,
        "PAUSE": _PAUSE,
        "TOP": TOP,
        "answers": answers,
        "by_impact": by_impact,
        "counts": counts,
        "curl": curl,
        "example": example,
        "has_bare_query": has_bare_query,
        "description_text": description_text,
        "server_url": server_url,
        "first_success": first_success,
        "inferred": inferred,
        "parameter_facts": parameter_facts,
        "shown_uri": shown_uri,
        "shown_value": shown_value,
        "written_schemas": written_schemas,
    }
    return made
