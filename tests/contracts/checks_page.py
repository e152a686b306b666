"""docs/checks.md: strict rules, laws, mutation operators and faults, made of their declarations.

python -m tests.contracts.checks_page
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from contracts.mutation.faults import FAULTS
from contracts.mutation.operators import OPERATORS
from contracts.verify import laws, strict
from contracts.verify.laws.law import LawKind
from contracts.verify.strict.rule import StrictRule
from tests.contracts.declarations import declarations, values_of

PAGE = Path(__file__).parents[2] / "docs" / "checks.md"

HEAD = """\
# What strict mode checks

<!-- Made of contracts/verify/ and contracts/mutation/ by `make rules`: do not edit. -->

Strict mode applies **rules** to one answer and **laws** to several requests; see
[judging](judging.md). `contract mutate` measures both: **operators** corrupt recorded answers, and
**faults** make the server misbehave in one action. Each name is declared in one file, which the
last column links."""


def page() -> str:
    """The whole page."""
    rules = [(rule.code, rule.what) for rule in values_of(strict, StrictRule)]
    kinds = [(law.code, law.what) for law in values_of(laws, LawKind)]
    parts = [
        HEAD,
        *_table("Rules", "StrictRule", sorted(rules)),
        *_table("Laws", "LawKind", sorted(kinds)),
        *_table("Mutation operators", "Operator", [(o.name, o.wrong) for o in OPERATORS]),
        *_table("Faults", "Fault", [(f.name, f.wrong) for f in FAULTS]),
    ]
    return "\n".join(parts) + "\n"


def _table(title: str, class_: str, rows: Iterable[tuple[str, str]]) -> Iterator[str]:
    declared = declarations(class_)
    yield f"\n## {title}\n\n| name | what | declared in |\n|---|---|---|"
    for name, what in rows:
        (file,) = declared[name]
        yield f"| `{name}` | {what.replace('``', '`')} | [`{Path(file).name}`](../{file}) |"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
