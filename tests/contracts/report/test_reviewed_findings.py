"""What a run tells of faulty servers, as it was reviewed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from contracts.project.blueprint import read
from contracts.report.failure_groups import counted, failure_groups
from contracts.report.failure_text import as_html, as_text
from contracts.report.findings import as_row
from contracts.text.numbers import json_text
from contracts.verify.plan import plan
from contracts.verify.runner import Runner
from contracts.verify.session import Session, expectations, transaction_runner
from tests.contracts.report.test_failure_groups import findings
from tests.contracts.verify.shops import BLUEPRINT, Shops, changed

#: The bugs of the shops' server, as they are planted together.
SERVERS = (
    ("next loses the parent",),
    ("relationship shows the resource", "links are wrong"),
    ("post crashes", "sort by price crashes"),
    ("patch ignores floor",),
    ("delete keeps", "members are undocumented"),
    ("ids are numbers", "attribute is missing"),
    ("media type is wrong", "sort is ignored"),
    ("wants a token",),
    ("handler raises",),
)


def test_the_findings_of_faulty_servers_are_their_golden_file(
    golden: Callable[[str, str], None],
) -> None:
    parts = []
    for bugs in SERVERS:
        found = findings(*bugs)
        lines = [as_text(each, host="http://shops.test") for each in found]
        rows = [json_text(as_row(each.finding)) for each in found]
        parts.append("\n\n".join([f"# {', '.join(bugs)}", counted(found), *lines, *rows]))
    text = "\n\n\n".join(parts).replace(str(BLUEPRINT), "shops.apib")
    golden("findings.txt", f"{text}\n")


def test_a_page_of_findings_is_its_golden_file(golden: Callable[[str, str], None]) -> None:
    page = as_html("Shops", findings("post crashes"), ["<1 failed>"], host="http://shops.test")
    golden("findings.html", page.replace(str(BLUEPRINT), "shops.apib"))


#: Mistakes of a blueprint: a pattern in that of the shops, and what replaces it.
MISTAKES = {
    "the type of an attribute differs between request and response": (
        r'"name": "South", "floor": 4, "city": "Oslo"\}\}\}',
        '"name": "South", "floor": "4", "city": "Oslo"}}}',
    ),
    "a schema cannot be read": (
        r"### Update Shop",
        "### Look [GET /shops/{id}/look]\n\n+ Response 200 (application/json)\n    + Body\n\n"
        '            {"a": 1}\n\n    + Schema\n\n            {"type": "nothing"}\n\n'
        "### Update Shop",
    ),
    "the request lacks its type": (
        r'(\{"data": \{)"type": "product", ("attributes")',
        r"\1\2",
    ),
    "the request is not JSON": (
        r'(\{"data": \{"type": "product", "attributes": \{"name": "Lamp", "price": 7\}, "rel)',
        r"{\1",
    ),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_what_a_blueprint_contradicts_is_its_golden_file(
    mistake: str, tmp_path: Path, golden: Callable[[str, str], None]
) -> None:
    pattern, replacement = MISTAKES[mistake]
    file = tmp_path / "shops.apib"
    text = changed(BLUEPRINT.read_text(encoding="utf-8"), pattern, replacement)
    file.write_text(text, encoding="utf-8")
    contract = read(file).contract
    shops = Shops()
    transactions = transaction_runner(expectations(contract), shops, shops)
    with Runner(Session(transactions, shops, shops)) as runner:
        found = failure_groups(contract, [runner.result(check) for check in plan(contract)])
    parts = [as_text(each, host="http://shops.test") for each in found]
    text = "\n\n".join(parts).replace(str(file), "shops.apib")
    golden(f"contradictions/{mistake.replace(' ', '-')}.txt", f"{text}\n")
