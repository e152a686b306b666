"""One cause is one finding: a foreign server with planted bugs, each told once."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import pytest

from contracts.exchange import Attribution, Result
from contracts.project.blueprint import read
from contracts.report.baseline import as_baseline, compare, read_baseline
from contracts.report.failure_groups import FailureGroup, counted, failure_groups
from contracts.report.failure_text import as_html, as_text
from contracts.report.findings import as_row
from contracts.verify.plan import plan
from contracts.verify.runner import Runner
from contracts.verify.session import Expectations, Session, expectations, transaction_runner
from tests.contracts.verify.shops import BLUEPRINT, Shops


@cache
def shop() -> Expectations:
    """What the shops are judged by."""
    return expectations(read(BLUEPRINT).contract)


def judged(*bugs: str) -> list[Result]:
    """The results of every transaction and law on a server with these bugs."""
    shops = Shops(*bugs)
    transactions = transaction_runner(shop(), shops, shops)
    with Runner(Session(transactions, shops, shops)) as runner:
        return [runner.result(check) for check in plan(shop().contract)]


def findings(*bugs: str) -> tuple[FailureGroup, ...]:
    return failure_groups(shop().contract, judged(*bugs))


def test_a_server_without_bugs_has_no_findings() -> None:
    assert findings() == ()


@pytest.mark.parametrize(
    ("bug", "rule", "attribution", "number"),
    [
        ("next loses the parent", "law-paging", Attribution.SERVER, 1),
        ("relationship shows the resource", "jsonapi-linkage", Attribution.SERVER, 1),
        ("post crashes", "status", Attribution.SERVER, 1),
        ("sort by price crashes", "law-sort", Attribution.SERVER, 1),
        ("patch ignores floor", "echo", Attribution.SERVER, 1),
        ("patch ignores everything", "echo", Attribution.SERVER, 1),
        ("delete keeps", "law-deleted", Attribution.SERVER, 2),
        ("ids are numbers", "jsonapi-identification", Attribution.SERVER, 6),
        ("links are wrong", "link", Attribution.SERVER, 3),
        ("attribute is missing", "schema", Attribution.SERVER, 3),
        ("members are undocumented", "undocumented", Attribution.SERVER, 6),
        ("media type is wrong", "content-type", Attribution.SERVER, 7),
        ("sort is ignored", "law-sort", Attribution.SERVER, 5),
        ("wants a token", "status", Attribution.BLUEPRINT, 9),
        ("handler raises", "error", Attribution.STATE, None),
    ],
)
def test_a_bug_is_one_finding(
    bug: str, rule: str, attribution: Attribution, number: int | None
) -> None:
    found = findings(bug)
    assert [(group.rule, group.attribution) for group in found] == [(rule, attribution)], [
        as_text(group) for group in found
    ]
    assert number is None or len(found[0].failures) == number


def test_several_bugs_are_as_many_findings_the_worst_first() -> None:
    bugs = ("delete keeps", "post crashes", "links are wrong", "attribute is missing")
    found = findings(*bugs)
    assert [group.rule for group in found] == ["status", "law-deleted", "schema", "link"]
    assert counted(found) == "4 findings: 4 of the server"


def test_a_finding_names_the_blueprints_line_the_shortest_request_and_the_others() -> None:
    (found,) = findings("attribute is missing")
    told = as_text(found, host="http://shops.test")
    title, headline, *_ = told.splitlines()
    assert title == "server · 3 transactions: /data/attributes/rating is missing"
    assert headline == "FAILED Shops > Shop > Get Shop"
    assert re.search(rf"  at      {re.escape(str(BLUEPRINT))}:34:1\n", told)
    assert "curl http://shops.test/shops/1" in told
    assert f"Shops > Shops > List Shops ({BLUEPRINT}:14:1)" in told
    row = as_row(found.finding)
    assert row["request"] == "GET /shops/1"
    assert len(row["transactions"]) == 3


def test_a_page_of_findings_leads_into_the_documentation() -> None:
    page = as_html("Shops", findings("post crashes"), ["<1 failed>"])
    assert 'href="index.html#create-product"' in page
    assert "&lt;1 failed&gt;" in page


def contradictory(tmp_path: Path, example: str, wrong: str) -> tuple[FailureGroup, ...]:
    """The findings on a sound server by a blueprint with a wrong example."""
    file = tmp_path / "api.apib"
    text = BLUEPRINT.read_text(encoding="utf-8")
    assert example in text
    file.write_text(text.replace(example, wrong), encoding="utf-8")
    contract = read(file).contract
    shops = Shops()
    runner = transaction_runner(expectations(contract), shops, shops)
    return failure_groups(contract, list(runner))


def test_a_blueprint_that_contradicts_itself_is_named(tmp_path: Path) -> None:
    found = contradictory(tmp_path, '"rating": 3.5, "city"', '"rating": 3.5, "type": "x", "city"')
    assert {group.attribution for group in found} == {Attribution.BLUEPRINT}
    assert "correct its example" in found[0].advice


def test_an_example_with_a_number_for_an_id_asks_no_number_of_the_server(tmp_path: Path) -> None:
    assert contradictory(tmp_path, '"type": "shop", "id": "1",', '"type": "shop", "id": 1,') == ()


def test_members_that_are_wrong_alike_are_one_finding(tmp_path: Path) -> None:
    links = ", ".join(f'"lacks-{number}": "/x"' for number in range(7))
    whole = '"links": {"self": "/shops/1"}\n            },'
    found = contradictory(tmp_path, whole, whole.replace("{", f"{{{links}, "))
    assert len(found) == 1
    assert found[0].finding.members() == {"shop": [f"lacks-{number}" for number in range(7)]}
    assert found[0].title.endswith("; 6 other members alike")
    assert "members shop: lacks-0, lacks-1" in as_text(found[0])


@pytest.mark.parametrize("bug", ["attribute is missing", "delete keeps", "links are wrong"])
def test_a_baseline_accepts_what_it_knows_and_nothing_else(bug: str) -> None:
    known = read_baseline(as_baseline(judged(bug)))
    assert compare(judged(bug), known).new == ()
    both = compare(judged(bug, "media type is wrong"), known)
    assert both.new
    repaired = compare(judged(), known)
    assert repaired.new == repaired.known == ()
    assert list(repaired.gone) == sorted(known)


def test_values_of_a_known_failure_may_change() -> None:
    results: Sequence[Result] = judged("sort is ignored")
    known = read_baseline(as_baseline(results))
    assert all("law1" not in print for prints in known.values() for print in prints)
