from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from xml.etree import ElementTree as Xml

import pytest

from contracts.exchange import Outcome, Problem, Result
from contracts.report.failure_groups import FailureGroup, failure_groups
from contracts.report.junit import junit
from tests.contracts.report.junit_schema import complaints
from tests.contracts.verify.results import TOKEN, answer, contract, result

WRONG = Problem("schema", "7 is no text", "/data", "a", 7)
EVERY_KIND = [
    result(),
    result(Outcome.FAILED, WRONG),
    result(Outcome.ERROR, answer=None, reason="connection refused"),
    result(Outcome.SKIPPED, answer=None, reason="a hook set skip"),
    result(Outcome.PASSED, vacuous=("an empty list",)),
]


def transactions(*results: Result) -> Xml.Element:
    root = Xml.fromstring(junit(results, moment=datetime(2026, 1, 2, 3, 4, 5, 6, UTC)))
    found = root.find("testsuite")
    assert found is not None
    return found


def caused(advice: str, failed: Result, *laws: Result) -> FailureGroup:
    """The group of one failed result, and of laws that broke for the same cause."""
    (group,) = failure_groups(contract(), [failed])
    return replace(group, finding=replace(group.finding, advice=advice), laws=laws)


def test_the_document_follows_the_common_schema() -> None:
    assert complaints(junit(EVERY_KIND)) == []


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ('tests="5"', 'tests="five"'),
        ('failures="1"', ""),
        ("<properties>", "<property>"),
        ("system-out>", "system_out>"),
        ("<testcase ", "<testcase><properties/></testcase><testcase "),
        ("</testsuite>", "<failure/></testsuite>"),
        ("2026-01-02T03:04:05", "yesterday"),
    ],
)
def test_the_schema_notices_what_is_wrong(right: str, wrong: str) -> None:
    text = junit(EVERY_KIND, moment=datetime(2026, 1, 2, 3, 4, 5, 6, UTC))
    if wrong == "<property>":
        text = text.replace("</properties>", "</property>")
    assert right in text
    assert complaints(text.replace(right, wrong)) != []


def test_every_outcome_is_counted() -> None:
    found = transactions(*EVERY_KIND)
    counted = {name: found.get(name) for name in ("tests", "failures", "errors", "skipped")}
    assert counted == {"tests": "5", "failures": "1", "errors": "1", "skipped": "1"}
    assert found.get("timestamp") == "2026-01-02T03:04:05"


@pytest.mark.parametrize(
    ("found", "tag", "message"),
    [
        (
            EVERY_KIND[1],
            "failure",
            "Dredd passes; strict mode fails: schema at /data: 7 is no text",
        ),
        (EVERY_KIND[2], "error", "connection refused"),
        (EVERY_KIND[3], "skipped", "a hook set skip"),
    ],
)
def test_what_did_not_pass_says_why(found: Result, tag: str, message: str) -> None:
    element = transactions(found).find(f"testcase/{tag}")
    assert element is not None
    assert element.get("message") == message
    assert found.transaction.name in (element.text or "")


def test_a_vacuous_pass_is_counted_and_says_why() -> None:
    found = transactions(EVERY_KIND[0], EVERY_KIND[4])
    values = {p.get("name"): p.get("value") for p in found.iter("property")}
    assert values["vacuous"] == "1"
    assert [e.text for e in found.iter("system-out")] == ["vacuous: an empty list"]


def test_what_dredd_would_fail_is_counted() -> None:
    values = {
        p.get("name"): p.get("value") for p in transactions(result(dredd=(WRONG,))).iter("property")
    }
    assert values["dredd-failures"] == "1"


def test_names_are_those_of_the_transactions() -> None:
    case = transactions(result(name='A "quoted" > <name> & co')).find("testcase")
    assert case is not None
    assert case.get("name") == 'A "quoted" > <name> & co'


def test_what_xml_cannot_say_is_replaced() -> None:
    said = answer(b"nul \0 escape \x1b half \xed\xa0\x80")
    text = junit([result(Outcome.FAILED, Problem("body", "\x00\x1b"), answer=said)])
    Xml.fromstring(text)
    assert "\x1b" not in text


def test_names_that_xml_cannot_have_are_replaced_and_the_rest_stays() -> None:
    case = transactions(result(name="A \x1b\ufffe name\t😀")).find("testcase")
    assert case is not None
    assert case.get("name") == "A \ufffd\ufffd name\t😀"


def test_tokens_are_masked_in_messages_and_causes() -> None:
    failed = result(Outcome.FAILED, Problem("body", f"saw {TOKEN}"))
    text = junit([failed], groups=[caused(f"do not send {TOKEN}", failed)])
    assert "do not send" in text
    assert TOKEN not in text


def test_a_failure_names_the_cause_that_it_shares() -> None:
    failed = [result(Outcome.FAILED, WRONG, name=name) for name in ("A", "B", "C")]
    root = Xml.fromstring(junit(failed, groups=[caused("send texts", *failed[:2])]))
    texts = {case.get("name"): case.findtext("failure") or "" for case in root.iter("testcase")}
    assert {name for name, text in texts.items() if "send texts" in text} == {"A", "B"}
    values = {each.get("name"): each.get("value") for each in root.iter("property")}
    assert values["findings"] == "1"
