"""What a run tells of faulty servers, as it was reviewed."""

from __future__ import annotations

from collections.abc import Callable

from contracts.report.failure_groups import counted
from contracts.report.failure_text import as_html, as_text
from contracts.report.findings import as_row
from contracts.text.numbers import json_text
from tests.contracts.report.test_failure_groups import findings
from tests.contracts.verify.shops import BLUEPRINT

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
