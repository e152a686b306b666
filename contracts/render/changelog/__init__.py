"""What changed, for people and machines: a report of one comparison, a page of several.

The page is one HTML file like the documentation (nothing is fetched, no script runs), or
Markdown. :func:`compatibility` is the table of all kinds of change, docs/compatibility.md.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final, Literal, TypeAlias

from jinja2 import Environment
from markupsafe import Markup

from contracts.diff import CHAPTERS, Change, Impact, by_impact, counts
from contracts.render.changelog.reports import (
    as_json,
    as_markdown,
    as_text,
    entries,
)
from contracts.render.docs import assets
from contracts.render.markdown import inline
from contracts.render.pages import environment

__all__ = [
    "REPORTS",
    "Release",
    "as_json",
    "as_markdown",
    "as_text",
    "compatibility",
    "counts",
    "render",
]

Style: TypeAlias = Literal["html", "markdown"]

#: A comparison's report by its format.
REPORTS: Final[dict[str, Callable[[Sequence[Change]], str]]] = {
    "text": as_text,
    "markdown": as_markdown,
    "json": as_json,
}


@dataclass(frozen=True, slots=True)
class Release:
    """A version by its name, and what changed since the one before it, ``since``."""

    name: str
    since: str
    changes: tuple[Change, ...]


def render(title: str, releases: Sequence[Release], style: Style = "html") -> dict[str, str]:
    """The changelog as one file, ``changelog.html`` or ``changelog.md``; the newest first."""
    if style == "markdown":
        return {"changelog.md": "\n".join(_markdown(title, releases))}
    own = _own_style()
    text = (
        _environment()
        .get_template("page.html")
        .render(
            title=title,
            releases=releases,
            # The style is the page's own: it holds nothing of the blueprint.
            style=Markup(own),  # noqa: S704
            policy=f"default-src 'none'; img-src data:; style-src '{assets.digest(own)}'",
        )
    )
    return {"changelog.html": text}


def compatibility() -> str:
    """The table of all changes, in Markdown."""
    lines = [
        "# What breaks clients",
        "",
        "Written by `contract diff --rules`; do not edit. Changes of operations, parameters and",
        "types are declared in [`operation_changes.py`](../contracts/diff/operation_changes.py),",
        "those of requests, responses and examples in",
        "[`payload_changes.py`](../contracts/diff/payload_changes.py).",
        "",
        "`contract diff OLD NEW` rates every change by what it does to a client that was written",
        "for the old contract. A **breaking** change makes the client fail, a **risky** one may,",
        "a **safe** one does not affect it. For requests, accepting less is breaking; for",
        "responses, promising less is.",
    ]
    for chapter, rules in CHAPTERS.items():
        lines += ["", f"## {chapter}", "", "| code | verdict | what | why |", "|---|---|---|---|"]
        lines += [f"| `{r.code}` | {r.impact} | … {r.says} | {r.why} |" for r in rules]
    return "\n".join(lines) + "\n"


def _markdown(title: str, releases: Sequence[Release]) -> Iterator[str]:
    yield f"# Changes of {title}"
    for release in releases:
        yield f"\n## {release.name}\n"
        yield f"{counts(release.changes)} since {release.since}."
        for impact, changes in by_impact(release.changes):
            yield f"\n### {impact.capitalize()}\n"
            yield from entries(changes)
    yield ""


@cache
def _own_style() -> str:
    return assets.style() + _IMPACT_STYLE


_IMPACT_STYLE: Final = (
    "body { display: block; }\n"
    "main { max-width: 62rem; margin: 0 auto; }\n"
    ".i-breaking { color: var(--broken); } .i-risky { color: var(--moved); }"
    " .i-safe { color: var(--ok); }\n"
    ".change { margin: .75rem 0; padding-left: .75rem; border-left: 3px solid currentColor; }\n"
    ".change > * { color: var(--ink); margin: .1rem 0; }\n"
    ".change > .why, .change > .where { color: var(--soft); font-size: .875rem; }\n"
)


@cache
def _environment() -> Environment:
    made = environment("templates/changelog")
    made.filters["inline"] = inline
    made.globals |= {"by_impact": by_impact, "counts": counts, "impacts": list(Impact)}
    return made
