"""docs/rules.md, made of the table of rules and the case files' examples.

python -m tests.contracts.lint.page
"""

from __future__ import annotations

from pathlib import Path

from contracts.lint import FAMILIES
from contracts.lint.finding import Rule
from tests.contracts.declarations import declarations
from tests.contracts.lint.cases import FOLDER, cases_of

ROOT = Path(__file__).parents[3]
PAGE = ROOT / "docs" / "rules.md"

HEAD = """\
# Rules of `contract lint`

<!-- Made of contracts/lint/ and tests/contracts/lint/cases/ by `make rules`: do not edit. -->

Every code that `contract lint` reports, with an example it finds and one it leaves alone; a `▶`
stands where the finding points. The examples are the cases that the tests run.

An **error** breaks the contract: nothing is derived from a blueprint that has one. A **warning**
weakens it. **Info** is a hint. The exit code is 1 when there is a warning or an error;
`--fail-level` chooses another limit.

## Settings

```toml
[tool.contract.lint]                    # in the pyproject.toml nearest to the blueprint
select = ["jsonapi-*", "body-schema"]   # only these; optional rules run when they are named here
ignore = ["action-undescribed"]         # not these
severity = { value-not-echoed = "info" }            # other severities
fail-level = "error"                    # error, warning, info or never
```

`--select`, `--ignore` and `--fail-level` say the same for one run. A code that does not exist is
misuse: exit code 2, and a suggestion.

## Comments

A line of its own in the blueprint suppresses what its author knows about:

```apib
<!-- contract: ignore value-not-echoed, attribute-set -->
### Create a Thing [POST]
```

It covers the next line that is not blank, with all that belongs to it: below a heading, everything
up to the next heading of the same or a higher level; below a list item, everything indented more
than it; of a paragraph or table, all its lines. `<!-- contract: ignore-file value-not-echoed -->`
covers the whole file it stands in. The parser sees a blank line.

A comment that suppresses nothing is a finding itself. Errors of reading (files, includes, the
parser's) cannot be suppressed or ignored: nothing can be derived from what is not read.

## Fixes

`contract lint --fix` fixes what is marked *fixable* in the files themselves, included ones too;
`--fix --diff` shows what it would do. Line ends and byte order marks stay; a fix that cannot be
made safely (a schema beside the body may want the number, a tab stands where spaces are expected)
is left to you.
"""


def page() -> str:
    """The whole page."""
    parts = [HEAD, "## All rules\n\n| code | severity | what |\n|---|---|---|"]
    for family in FAMILIES.values():
        parts += [f"| [`{r.code}`](#{r.code}) | {_severity(r)} | {_cell(r.what)} |" for r in family]
    for name, family in FAMILIES.items():
        parts += [f"\n## {name}", *map(_section, family)]
    return "\n".join(parts) + "\n"


def source_of(rule: Rule) -> str:
    """The file that declares a code, which is the only one of contracts/ that names it."""
    (file,) = declarations("Rule", "DiagnosticCode")[rule.code]
    return file


def _severity(rule: Rule) -> str:
    notes = ["fixable"] if rule.fixable else []
    notes += ["optional"] if rule.optional else []
    return ", ".join([str(rule.severity), *notes])


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def _section(rule: Rule) -> str:
    parts = [f"\n### {rule.code}\n", f"*{_severity(rule)}* · {rule.what}\n"]
    parts.append(f"**Why.** {rule.why} **Fix it.** {rule.fix}")
    source = source_of(rule)
    parts.append(f"\n**Source.** [`{source}`](../{source})")
    path = FOLDER / f"{rule.code}.md"
    if path.is_file():
        for title, fires in (("Finds", True), ("Leaves alone", False)):
            first = next(case for case in cases_of(path) if case.fires is fires)
            parts.append(f"\n{title}:\n\n````apib\n{first.shown.rstrip()}\n````")
    return "\n".join(parts)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
