"""Coverage as a terminal table, as JSON and as one HTML page."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from html import escape
from typing import Any, Final

from contracts.exchange import Result
from contracts.report.summary import vacuous
from contracts.text.numbers import percent
from contracts.verify.coverage import Coverage, CoverageShare

_STYLE: Final = """\
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { margin: 2rem auto; max-width: 60rem; padding: 0 1rem; }
table { border-collapse: collapse; width: 100%; }
th, td { border-bottom: 1px solid #8885; padding: .3rem .6rem; text-align: left; }
td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; }
meter { width: 100%; }
"""


def as_text(covered: Coverage) -> str:
    """The table, then everything that was not exercised, with its place."""
    lines = [f"{'exercised':24}{'hit':>6}{'of':>6}{'%':>8}"]
    for name, hit, total in _rows(covered):
        lines.append(f"{name:24}{hit:6}{total:6}{percent(hit, total):8.1f}")
    hit, total = covered.of()
    total += len(covered.undocumented)
    lines.append(f"{'all':24}{hit:6}{total:6}{covered.percent:8.1f}")
    for target in covered.missed:
        lines.append(f"{target.location}: not exercised: {target.part} {target}")
    lines += [f"served but not documented: {route}" for route in covered.undocumented]
    return "\n".join(lines)


def as_json(covered: Coverage, results: Sequence[Result]) -> str:
    """The numbers, what is missing and what proved nothing."""
    value: dict[str, Any] = {
        "percent": round(covered.percent, 2),
        "parts": {name: {"hit": hit, "total": total} for name, hit, total in _rows(covered)},
        "missed": [
            {"part": t.part, "owner": t.owner, "name": t.name, "location": str(t.location)}
            for t in covered.missed
        ],
        "undocumented": [str(route) for route in covered.undocumented],
        "vacuous": {v.transaction.name: list(v.vacuous) for v in vacuous(results)},
    }
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"


def as_html(title: str, covered: Coverage, results: Sequence[Result]) -> str:
    """A page that needs no other file; operations lead into the documentation beside it."""
    rows = "".join(
        f"<tr><td>{name}</td><td class=number>{hit}</td><td class=number>{total}</td>"
        f'<td><meter max="{total or 1}" value="{hit}">{hit}/{total}</meter></td></tr>\n'
        for name, hit, total in _rows(covered)
    )
    heading = f"Coverage of {escape(title)}"
    return (
        f'<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta name="viewport" content="width=device-width">\n<title>{heading}</title>\n'
        f"<style>\n{_STYLE}</style>\n</head>\n<body>\n<h1>{heading}</h1>\n"
        f"<p>{covered.percent:.1f} % of what the contract documents was exercised.</p>\n"
        f"<table>\n<tr><th>part</th><th class=number>hit</th><th class=number>of</th>"
        f"<th></th></tr>\n{rows}</table>\n{''.join(_sections(covered, results))}"
        "</body>\n</html>\n"
    )


def _sections(covered: Coverage, results: Sequence[Result]) -> Iterator[str]:
    yield _list(
        "Not exercised",
        [f"{t.part}: {_linked(t.owner)} {escape(t.name)}" for t in covered.missed],
    )
    yield _list("Served but not documented", [escape(str(r)) for r in covered.undocumented])
    yield _list(
        "Green but vacuous",
        [f"{escape(v.transaction.name)}: {escape('; '.join(v.vacuous))}" for v in vacuous(results)],
    )


def _list(title: str, items: Sequence[str]) -> str:
    if not items:
        return f"<h2>{title}</h2>\n<p>Nothing.</p>\n"
    inner = "".join(f"<li>{item}</li>\n" for item in items)
    return f"<h2>{title} ({len(items)})</h2>\n<ul>\n{inner}</ul>\n"


def _linked(owner: str) -> str:
    return f'<a href="../docs/index.html#{escape(owner)}">{escape(owner)}</a>'


def _rows(covered: Coverage) -> Iterator[tuple[str, int, int]]:
    for part in CoverageShare:
        yield part.value, *covered.of(part)
    if covered.undocumented:
        yield "undocumented routes", 0, len(covered.undocumented)
