"""A group of failures as a paragraph: the cause, one example, and where else it shows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from typing import Final

from contracts.report.causes import FEW
from contracts.report.explain import DOCS, explain
from contracts.report.failure_groups import FailureGroup, counted
from contracts.text.labels import labelled
from contracts.text.redaction import redact

LISTED: Final = 12
"""How many of a group's other results are named; the rest is counted."""


def as_text(group: FailureGroup, *, host: str = "", docs: str = DOCS) -> str:
    """The paragraph, ready to print; tokens are masked."""
    return redact("\n".join(_lines(group, host, docs)))


def _lines(group: FailureGroup, host: str, docs: str) -> Iterator[str]:
    example = group.example
    if len(group.failures) > 1 or len(group.places) > 1:
        yield f"{group.attribution} · {group.title}"
    problems = () if example.problem.rule == "error" else (example.problem,)
    first, *rest = explain(example.result, host=host, docs=docs, problems=problems).splitlines()
    yield first
    advice = f": {group.advice}" if group.advice else ""
    yield from labelled("cause", f"{group.attribution}{advice}")
    yield from rest
    if len(group.places) > 2 * FEW:
        members = group.finding.members().items()
        lines = (f"{kind or 'the body'}: {', '.join(names)}" for kind, names in members)
        yield from labelled("members", "\n".join(lines))
    yield from _also(group)


def _also(group: FailureGroup) -> Iterator[str]:
    """The other results with this cause, with their lines in the blueprint."""
    others = [failure.result.transaction for failure in group.failures[1:]]
    others += [law.transaction for law in group.laws]
    shown = [f"{transaction.key} ({transaction.location})" for transaction in others[:LISTED]]
    if len(others) > LISTED:
        shown.append(f"… and {len(others) - LISTED} more")
    if shown:
        yield from labelled("also", "\n".join(shown))


_STYLE: Final = (
    "body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}"
    "pre{overflow:auto;background:#f5f5f5;padding:.8rem}section{border-top:1px solid #ccc}"
    "h2{font-size:1.1rem}@media(prefers-color-scheme:dark){body{background:#111;color:#eee}"
    "pre{background:#222}a{color:#8cf}}"
)


def as_html(
    title: str, groups: Sequence[FailureGroup], summary: Sequence[str], *, host: str = ""
) -> str:
    """A page of the groups, to stand beside the documentation's ``index.html``."""
    sections = "".join(_section(group, host) for group in groups)
    return page(f"{title}: verification", counted(groups), sections, summary)


def page(title: str, counts: str, sections: str, summary: Sequence[str]) -> str:
    """A page of HTML ``sections`` between their count and the summary."""
    heading = escape(title)
    lines = escape(redact("\n".join(summary)))
    return (
        f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>{heading}</title>'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<style>{_STYLE}</style></head><body><h1>{heading}</h1><p>{escape(counts)}</p>"
        f"{sections}<h2>Summary</h2><pre>{lines}</pre></body></html>\n"
    )


def _section(group: FailureGroup, host: str) -> str:
    text = as_text(group, host=host)
    return section(group.title, group.attribution, group.rule, group.example.result.action.id, text)


def section(title: str, attribution: str, rule: str, operation: str, text: str) -> str:
    """A finding as a section of the page; ``text`` is shown unchanged."""
    return (
        f"<section><h2>{escape(redact(title))}</h2>"
        f"<p><strong>{escape(attribution)}</strong> · <code>{escape(rule)}</code> · "
        f'<a href="index.html#{escape(operation, quote=True)}">documentation</a></p>'
        f"<pre>{escape(redact(text))}</pre></section>\n"
    )
