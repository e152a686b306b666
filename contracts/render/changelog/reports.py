"""The report of one comparison: for a terminal, for a pull request, for a machine."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any, Final

from contracts.diff import Change, Impact, by_impact, counts
from contracts.model import Location

FEW: Final = 3
"""More operations than this are counted in a text, and all named in JSON."""


def as_text(changes: Sequence[Change]) -> str:
    """A paragraph for each change, then one line of counts."""
    lines = []
    for change in changes:
        lines.append(f"{change.impact:8} {change.code}: {change.message}")
        lines += [f"    {line}" for line in _details(change)]
    return "\n".join([*lines, counts(changes)]) + "\n"


def as_markdown(changes: Sequence[Change]) -> str:
    """A comment for a pull request; safe changes are folded."""
    lines = [f"**Contract:** {counts(changes)}"]
    for impact, same in by_impact(changes):
        title = f"{impact.capitalize()} ({len(same)})"
        body = [*entries(same)]
        if impact is Impact.SAFE:
            lines += ["", f"<details><summary>{title}</summary>", "", *body, "", "</details>"]
        else:
            lines += ["", f"### {title}", "", *body]
    return "\n".join(lines) + "\n"


def as_json(changes: Sequence[Change]) -> str:
    """An object: `counts` by impact, and `changes` with all that is known of each."""
    whole = {
        "counts": {str(impact): sum(c.impact is impact for c in changes) for impact in Impact},
        "changes": [_object(change) for change in changes],
    }
    return json.dumps(whole, indent=2, ensure_ascii=False) + "\n"


def entries(changes: Sequence[Change]) -> Iterator[str]:
    """A list item in Markdown for each change."""
    for change in changes:
        why, *details = _details(change)
        yield f"- {_with_escapes(change).message} (`{change.code}`)"
        yield f"  <br>{why}"
        yield from (f"  <br>{_escaped(line)}" for line in details)


def _with_escapes(change: Change) -> Change:
    """The change with the blueprint's words escaped; those of its kind are Markdown of our own."""
    subject, before, after = map(_escaped, (change.subject, change.before, change.after))
    return replace(change, subject=subject, before=before, after=after)


def _details(change: Change) -> Iterator[str]:
    yield change.kind.why
    shown = [o for o in change.operations if not change.subject.startswith(o)]
    if shown:
        more = f" and {len(shown) - FEW} more" if len(shown) > FEW else ""
        yield "in " + ", ".join(shown[:FEW]) + more
    yield places(change)


def places(change: Change) -> str:
    """``old.apib:3:1 → new.apib:4:1``, with what a side lacks left out."""
    if change.old and change.new:
        return f"{change.old} → {change.new}"
    if change.old:
        return f"was at {change.old}"
    return f"at {change.new}" if change.new else "in the metadata"


def _object(change: Change) -> dict[str, Any]:
    return {
        "code": change.code,
        "impact": str(change.impact),
        "message": change.message,
        "why": change.kind.why,
        "subject": change.subject,
        "before": change.before,
        "after": change.after,
        "operations": list(change.operations),
        "old": _place(change.old),
        "new": _place(change.new),
    }


def _place(location: Location | None) -> dict[str, str | int] | None:
    if location is None:
        return None
    return {"file": location.file, "line": location.line, "column": location.column}


def _escaped(text: str) -> str:
    """Text that Markdown shows as it is; the blueprint's words must not become markup."""
    return "".join(f"\\{c}" if c in "\\`*_[]<>#|~&" else c for c in text).replace("\n", " ")
