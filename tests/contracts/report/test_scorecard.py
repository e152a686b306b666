"""The scorecard as text, Markdown and JSON."""

from __future__ import annotations

import json

from contracts.report.scorecard import as_json, as_markdown, as_text, broken, summary
from contracts.verify.scorecard import StatementScore, StatementStatus
from contracts.verify.scorecard.statement import Statement


def score(
    id: str, level: str, section: str, verdict: StatementStatus, *shown_by: str, reason: str = ""
) -> StatementScore:
    statement = Statement(id, level, section, f"words | of <{id}>\n\\")
    return StatementScore(statement, verdict, shown_by, len(shown_by), reason)


SCORES = (
    score("1", "MUST", "a", StatementStatus.HELD, "A > B", "C", "D"),
    score("2", "MUST", "a", StatementStatus.BROKEN, "A", "B", "C", "D", "E", reason="no id"),
    score("3", "SHOULD", "a", StatementStatus.BROKEN, "A"),
    score("4", "MAY", "b", StatementStatus.NOT_TESTABLE, reason="clients only"),
    score("5", "MUST", "b", StatementStatus.HELD),
)


def test_statements_that_a_server_must_hold_and_breaks_are_broken() -> None:
    assert [each.statement.id for each in broken(SCORES)] == ["2"]


def test_a_summary_counts_verdicts_by_level_in_one_order() -> None:
    held, broke = StatementStatus.HELD, StatementStatus.BROKEN
    counted = {"MUST": {held: 2, broke: 1}, "SHOULD": {broke: 1}}
    lines = summary(SCORES).splitlines()
    for line, (level, counts) in zip(lines, counted.items(), strict=False):
        words = ", ".join(f"{counts[v]} {v}" for v in StatementStatus if v in counts)
        assert line == f"{level}: {sum(counts.values())} statements: {words}"
    assert lines[2] == f"MAY: 1 statements: 1 {StatementStatus.NOT_TESTABLE}"
    assert len(lines) == 3


def test_a_text_has_a_line_for_each_statement_below_its_section() -> None:
    text = as_text(SCORES, totals=False)
    rows = [line for line in text.split("\n") if line.strip() and line != "\\"]
    assert [row for row in rows if row.startswith("http")] == [
        "https://jsonapi.org/format/1.0/#a",
        "https://jsonapi.org/format/1.0/#b",
    ]
    assert text.startswith("https://")
    assert text.count("\\: A > B; C; D\n") == 1
    assert text.count("\\: no id: A; B; C; 2 more\n") == 1
    assert text.count("\\: A\n") == 1
    assert text.count("\\: clients only\n") == 1
    assert as_text(SCORES) == f"{text}\n{summary(SCORES)}\n"


def test_a_page_has_a_table_for_each_section_and_shows_text_as_it_is() -> None:
    page = as_markdown(SCORES, "our server")
    assert "\nJudged: our server.\n" in page
    assert "Judged:" not in as_markdown(SCORES)
    assert page.count("| statement | level | verdict | shown by |") == 2
    assert (
        f"| words \\| of &lt;2> \\\\ (`2`) | MUST | {StatementStatus.BROKEN}"
        " | no id: A; B; C; 2 more |\n" in page
    )
    assert page.index("## [a](https://jsonapi.org/format/1.0/#a)") < page.index("(`3`)")
    assert page.index("(`3`)") < page.index("## [b]") < page.index("(`4`)")


def test_json_has_every_statement_and_each_verdicts_number() -> None:
    found = json.loads(as_json(SCORES))
    assert set(found["levels"]) == {"MUST", "SHOULD", "MAY"}
    assert set(found["levels"]["MAY"]) == set(map(str, StatementStatus))
    assert found["levels"]["MUST"][str(StatementStatus.HELD)] == 2
    assert found["levels"]["MUST"][str(StatementStatus.NOT_TESTABLE)] == 0
    assert found["statements"][1] == {
        "id": "2",
        "level": "MUST",
        "section": "a",
        "statement": "words | of <2>\n\\",
        "verdict": str(StatementStatus.BROKEN),
        "shown_by": ["A", "B", "C", "D", "E"],
        "reason": "no id",
    }
