"""Reports of shards, merged, say what one run over everything says."""

from __future__ import annotations

import json
from collections.abc import Sequence
from html import escape
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from contracts.cli.main import main
from contracts.exchange import Mode, Result
from contracts.report.failure_groups import failure_groups
from contracts.report.merge import ReportsDiffer, as_html, as_junit, is_green, lines, merge
from contracts.report.summary import as_json
from contracts.verify.attempt import SKIPPED_BEFORE
from contracts.verify.shard import Shard
from tests.contracts.report.junit_schema import complaints
from tests.contracts.report.test_failure_groups import judged, shop

BUGS = ("delete keeps", "attribute is missing", "links are wrong")


def report(results: Sequence[Result], shard: str = "") -> dict[str, Any]:
    groups = failure_groups(shop().contract, results)
    found: dict[str, Any] = json.loads(as_json(results, Mode.STRICT, 1.5, groups, shard))
    return found


def shards(count: int, *bugs: str) -> list[dict[str, Any]]:
    results = judged(*bugs)
    parts = [Shard(number, count) for number in range(1, count + 1)]
    return [report([r for r in results if s.takes(r.action.id)], str(s)) for s in parts]


def facts(value: dict[str, Any]) -> Any:
    return sorted(
        (f["attribution"], f["rule"], sorted(f["transactions"]), sorted(f.get("laws", ())))
        for f in value["findings"]
    )


@pytest.mark.parametrize("count", [1, 3, 7])
def test_the_merged_report_is_that_of_one_run(count: int) -> None:
    whole, merged = report(judged(*BUGS)), merge(shards(count, *BUGS))
    assert facts(merged) == facts(whole)
    assert [f["rule"] for f in merged["findings"]] == [f["rule"] for f in whole["findings"]]
    for name in ("passed", "failed", "error", "skipped"):
        assert merged[name] == whole[name]
    assert len(merged["transactions"]) == len(whole["transactions"])
    assert merged["missing"] == []
    assert not is_green(merged)
    assert is_green(merge(shards(count)))


def test_a_missing_shard_is_named_and_not_green() -> None:
    merged = merge(shards(3)[:2])
    assert merged["missing"] == ["3/3"]
    assert not is_green(merged)
    assert "missing shards: 3/3" in list(lines(merged))


def test_reports_that_do_not_belong_together_are_refused() -> None:
    first, second, _ = shards(3)
    with pytest.raises(ReportsDiffer, match="merge each shard once"):
        merge([first, first])
    with pytest.raises(ReportsDiffer, match="different modes"):
        merge([first, {**second, "mode": "dredd"}])
    with pytest.raises(ReportsDiffer, match="numbers of shards"):
        merge([first, {**second, "shard": "2/4"}])
    with pytest.raises(ReportsDiffer, match="contract verify --json"):
        merge([first, {}])


@pytest.mark.parametrize(
    "failures",
    [
        [{}],
        [7],
        [{"key": ["a"], "attribution": "nobody"}],
        [{"key": 7, "attribution": "server"}],
        [{"key": ["a"], "attribution": "server", "problem": 9}],
    ],
)
def test_failures_that_no_report_has_are_refused(failures: Any) -> None:
    wrong = part("1/1", 1.0, finding("x", "GET /a", "A"))
    wrong["transactions"][0] |= {"failures": failures, "kind": "list"}
    with pytest.raises(ReportsDiffer, match="contract verify --json"):
        merge([wrong])


def test_a_report_of_an_older_version_is_merged_by_the_keys_of_its_findings() -> None:
    new, _ = shards(2, *BUGS)
    old = part("2/2", 1.0, finding("x", "GET /a", "A"), finding("y", "GET /b", "B"))
    merged = merge([new, old, part("2/2", 1.0, finding("x", "GET /c", "C"))])
    found = [each["transactions"] for each in merged["findings"]]
    assert ["A", "C"] in found
    assert ["B"] in found
    assert len(merged["findings"]) == len(new["findings"]) + 2


def test_hooks_may_skip_everything_on_every_machine() -> None:
    rows = [{"name": "A", "outcome": "skipped", "reason": SKIPPED_BEFORE}]
    empty = {"mode": "strict", "skipped": 1, "shard": "1/1"}
    assert is_green(merge([{**empty, "transactions": rows}]))
    other = [{**rows[0], "reason": "Dredd cannot send it"}]
    assert not is_green(merge([{**empty, "transactions": other}]))
    assert not is_green(merge([{**empty, "transactions": []}]))


def part(shard: str, seconds: float, *found: dict[str, Any]) -> dict[str, Any]:
    """The report of one shard with these findings."""
    rows = [
        {"name": name, "operation": "GET /a", "location": "a.apib:1:1", "seconds": 0.5}
        | {"outcome": "failed", "problems": [{"message": "it is \x1b"}]}
        for each in found
        for name in each["transactions"]
    ]
    counts = {"passed": 0, "failed": len(rows), "error": 0, "skipped": 0, "vacuous": 0}
    return {
        "mode": "strict",
        "shard": shard,
        "seconds": seconds,
        **counts,
        "findings": list(found),
        "transactions": rows,
    }


def finding(key: str, request: str, *names: str, **more: Any) -> dict[str, Any]:
    return {
        "key": [key],
        "request": request,
        "message": key,
        "location": "a.apib:1:1",
        "attribution": "server",
        "severity": [0, 1, -len(names)],
        "transactions": list(names),
        **more,
    }


def test_findings_with_one_cause_show_the_shortest_request_and_all_that_they_concern() -> None:
    merged = merge(
        [
            part("1/2", 1.0, finding("x", "GET /long", "A", places=["/a", "/b"], laws=["L"])),
            part("2/2", 3.0, finding("x", "GET /b", "B", "C", places=["/b", "/c"])),
        ]
    )
    (found,) = merged["findings"]
    assert found["request"] == "GET /b"
    assert found["transactions"] == ["A", "B", "C"]
    assert found["places"] == ["/a", "/b", "/c"]
    assert found["laws"] == ["L"]
    assert found["severity"] == [0, 1, -3]
    assert (merged["seconds"], merged["failed"]) == (3.0, 3)


def test_findings_are_in_the_order_of_their_severity_and_number() -> None:
    merged = merge(
        [
            part("1/2", 1.0, finding("few", "GET /a", "A"), finding("many", "GET /b", "B")),
            part("2/2", 1.0, finding("many", "GET /b", "C", "D"), finding("grave", "GET /c", "E")),
        ]
    )
    assert [each["message"] for each in merged["findings"]] == ["many", "few", "grave"]
    grave = part("2/2", 1.0, finding("grave", "GET /c", "E", severity=[-1, 0, -1]))
    merged = merge([part("1/2", 1.0, finding("many", "GET /b", "C", "D")), grave])
    assert [each["message"] for each in merged["findings"]] == ["grave", "many"]


def test_of_many_transactions_the_text_names_five_and_the_page_all() -> None:
    names = [f"T{number}" for number in range(6)]
    merged = merge([part("1/1", 1.0, finding("x", "GET /a", *names))])
    assert "  in      T0, T1, T2, T3, T4 and 1 more" in list(lines(merged))
    assert "T0, T1, T2, T3, T4, T5" in as_html(merged)
    five = merge([part("1/1", 1.0, finding("x", "GET /a", *names[:5]))])
    assert "  in      T0, T1, T2, T3, T4" in list(lines(five))


def test_what_xml_cannot_have_is_replaced_in_the_merged_junit() -> None:
    text = as_junit(merge([part("1/1", 1.0, finding("x", "GET /a", "A \x00\x1b"))]))
    assert complaints(text) == []
    assert 'name="A \ufffd\ufffd"' in text
    assert "\x1b" not in text


def test_the_merged_report_is_a_page_with_a_section_for_each_finding() -> None:
    merged = merge(shards(3, *BUGS))
    text = as_html(merged)
    assert text.count("<section>") == len(merged["findings"])
    assert f"<p>{len(merged['findings'])} findings</p>" in text
    for finding in merged["findings"]:
        assert escape(finding["title"]) in text
        assert all(escape(name) in text for name in finding["transactions"])


def test_the_merged_report_is_junit_as_well() -> None:
    text = as_junit(merge(shards(3, *BUGS)))
    assert complaints(text) == []
    assert text.count("<failure") == merge(shards(3, *BUGS))["failed"]


def test_contract_report_merge(tmp_path: Path) -> None:
    files = []
    for number, part in enumerate(shards(2, *BUGS)):
        files.append(str(tmp_path / f"shard-{number}.json"))
        text = json.dumps(part).replace("is missing", "is müssing")
        Path(files[-1]).write_text(text, encoding="utf-8")
    arguments = ["report", "merge", *files, "--json", str(tmp_path / "all.json")]
    done = CliRunner().invoke(main, arguments)
    assert done.exit_code == 1, done.output
    assert "3 findings; the slowest shard took 1.5 s" in done.output
    text = (tmp_path / "all.json").read_text(encoding="utf-8")
    assert json.loads(text)["missing"] == []
    assert "is müssing" in text
    assert CliRunner().invoke(main, ["report", "merge", files[0], files[0]]).exit_code == 2
