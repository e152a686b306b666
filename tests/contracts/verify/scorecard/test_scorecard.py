"""The scorecard: a broken server breaks the statements that say so, and no others."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from contracts.exchange import Answer, Outcome, Result, Sent
from contracts.mutation.faults import FAULTS, FaultyClient
from contracts.mutation.misbehaviour import HealthyServer
from contracts.project.blueprint import read
from contracts.report import scorecard as report
from contracts.text.json_values import query_of
from contracts.verify.laws.seeding import LawWorld
from contracts.verify.loading import TargetFailed
from contracts.verify.parallel import Report
from contracts.verify.plan import Check, plan
from contracts.verify.scorecard import StatementScore, StatementStatus, scorecard, statements
from contracts.verify.scorecard.probes import PROBES
from contracts.verify.scorecard.run import score_target
from contracts.verify.scorecard.tests import APPLIES, RULE, TESTS
from contracts.verify.session import Target
from contracts.verify.strict.judge import strict_problems
from tests.blueprint import contract
from tests.contracts.verify.broken_servers import BREAKS, Break
from tests.contracts.verify.reference import Exchange, Reference
from tests.contracts.verify.small import write_blueprint


def scores_of(
    exchanges: Iterable[Exchange], break_: Break = lambda answer: answer
) -> dict[str, StatementScore]:
    """The scores of our server's recorded answers, each of them broken."""
    results = [_result(each, break_(each.answer)) for each in exchanges]
    return by_id(scorecard(contract(), (), Report(tuple(results))))


@pytest.fixture(scope="module")
def right(reference: Reference) -> dict[str, StatementScore]:
    """The scores of all answers of our server."""
    return scores_of(reference.exchanges.values())


@pytest.fixture(scope="module")
def kinds(reference: Reference) -> Collection[Exchange]:
    """One exchange of each kind of operation, family of parameters, and status."""
    found: dict[object, Exchange] = {}
    for each in reference.exchanges.values():
        kind = each.action.endpoint and each.action.endpoint.kind
        asked = frozenset(name.partition("[")[0] for name in query_of(each.sent.uri))
        found.setdefault((each.action.method, kind, asked, each.answer.status), each)
    return found.values()


def _result(each: Exchange, answer: Answer) -> Result:
    problems = strict_problems(contract(), each.action, each.transaction, each.sent, answer)
    outcome = Outcome.FAILED if problems else Outcome.PASSED
    return Result(each.action, each.transaction, outcome, problems, sent=each.sent, answer=answer)


def by_id(scores: tuple[StatementScore, ...]) -> dict[str, StatementScore]:
    return {score.statement.id: score for score in scores}


def broken(scores: Mapping[str, StatementScore]) -> set[str]:
    return {id for id, score in scores.items() if score.verdict is StatementStatus.BROKEN}


def test_a_right_server_breaks_nothing(right: dict[str, StatementScore]) -> None:
    assert broken(right) == set()
    assert sum(score.verdict is StatementStatus.HELD for score in right.values()) > 70


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("wrong_status", {"fetch-response-code", "fetch-responses-404"}),
        ("wrong_content_type", {"response-content-type"}),
        ("missing_headers", {"response-content-type", "create-responses-201-location"}),
        ("empty_body", {"create-responses-201-document"}),
        ("invalid_json", {"json-object"}),
        ("missing_member", {"resource-relationships-object"}),
        ("wrong_scalars", {"resource-id-type-types", "top-level-links-members"}),
        ("empty_lists", {"error-object-key"}),
        ("extra_member", {"additional-members"}),
        ("null_data", {"json-api-type", "logical-collection", "top-level-links-2"}),
    ],
)
def test_a_broken_server_breaks_the_statement(
    kinds: Collection[Exchange], name: str, expected: set[str]
) -> None:
    found = broken(scores_of(kinds, BREAKS[name]))
    assert expected <= found, sorted(found)


def edited(edit: Callable[[dict[str, Any]], None]) -> Break:
    """The document of successes with resources, changed."""

    def break_(answer: Answer) -> Answer:
        if answer.is_error or "vnd.api+json" not in answer.content_type or not answer.body:
            return answer
        document = json.loads(answer.body)
        if document.get("data"):
            edit(document)
        return replace(answer, body=json.dumps(document).encode())

    return break_


def _resources(document: dict[str, Any]) -> list[dict[str, Any]]:
    data = document["data"]
    return [r for r in (data if isinstance(data, list) else [data]) if "attributes" in r]


def _for_each(change: Callable[[dict[str, Any]], None]) -> Callable[[dict[str, Any]], None]:
    def edit(document: dict[str, Any]) -> None:
        for resource in _resources(document):
            change(resource)

    return edit


def _repeat_included(document: dict[str, Any]) -> None:
    document["included"] = document.get("included", []) * 2


@pytest.mark.parametrize(
    ("edit", "expected"),
    [
        (lambda d: d.update(errors=[]), {"data-errors"}),
        (_for_each(lambda r: r["attributes"].update(id=r["id"])), {"resource-fields"}),
        (
            _for_each(lambda r: r["attributes"].update({"a+b": 1})),
            {
                "member-name-allowed-characters-only",
                "member-name-reserved-characters",
                "member-name-url-safe",
            },
        ),
        (
            _for_each(lambda r: r["attributes"].update({"-b": 1})),
            {"member-name-globally-allowed"},
        ),
        (
            _for_each(lambda r: r["attributes"].update(a={"links": {}})),
            {"resource-attributes-reserve-members"},
        ),
        (_for_each(lambda r: r.update(meta=[])), {"meta-objects"}),
        (_repeat_included, {"compound-documents-duplicates"}),
        (
            lambda d: d.setdefault("included", []).append({"type": "event", "id": "987"}),
            {"compound-documents-full-linkage"},
        ),
        (
            _for_each(lambda r: r.get("links", {}).update(self="/elsewhere")),
            {"create-responses-201-self"},
        ),
    ],
)
def test_one_broken_statement_leaves_unrelated_ones_held(
    kinds: Collection[Exchange], edit: Callable[[dict[str, Any]], None], expected: set[str]
) -> None:
    # What is included and nobody asked for breaks the statements about `include` as well.
    unasked = {"inclusion-include-parameter-value", "inclusion-unrequested"}
    found = broken(scores_of(kinds, edited(edit)))
    assert expected <= found
    assert found - expected <= unasked


@pytest.mark.parametrize(
    ("fault", "law", "operation", "expected"),
    [
        ("sort-ignored", "law-sort", "", "sorting-order"),
        ("include-ignored", "law-include", "", "inclusion-include-parameter-value"),
        ("fields-ignored", "law-fields", "", "sparse-fieldsets-additional-fields"),
        ("delete-ignored", "law-deleted", "DELETE", "fetch-responses-404"),
        ("linkage-forgotten", "law-relationship", "PATCH", "patch-to-one-response"),
        ("update-in-part", "law-atomic", "PATCH", "crud-atomic"),
    ],
)
def test_a_fault_breaks_the_statement_of_its_law(
    reference: Reference, fault: str, law: str, operation: str, expected: str
) -> None:
    right = {e.action.id: e.answer for e in reference.exchanges.values() if e.answer.is_success}
    server = HealthyServer(reference.client, contract(), right)
    client = FaultyClient(server)
    wrong = next(f for f in FAULTS if f.name == fault)
    check, action = _first(law, operation, wrong.applies, server)
    world = LawWorld(client, reference.handler)
    assert check.law is not None
    assert check.law.run(world) == ()
    assert verdict(check, expected) is StatementStatus.HELD
    client.corrupt(wrong, action)
    problems = check.law.run(world)
    assert problems
    assert verdict(check, expected, problems) is StatementStatus.BROKEN


def _first(law: str, method: str, applies: Any, server: HealthyServer) -> tuple[Check, Any]:
    for check in plan(contract()):
        if check.law is None or check.law.kind.code != law:
            continue
        for action in contract().actions():
            asked = action.id in check.law.actions and method in ("", action.method)
            if asked and applies(server, action):
                return check, action
    raise AssertionError(law)


def verdict(check: Check, statement: str, problems: Any = ()) -> StatementStatus:
    outcome = Outcome.FAILED if problems else Outcome.PASSED
    results = (Result(check.action, check.transaction, outcome, problems),)
    return by_id(scorecard(contract(), (check,), Report(results)))[statement].verdict


@pytest.mark.parametrize(
    ("headers", "status", "statement", "expected"),
    [
        ({"Content-Type": "application/vnd.api+json; a=b"}, 415, "415", StatementStatus.HELD),
        ({"Content-Type": "application/vnd.api+json; a=b"}, 201, "415", StatementStatus.BROKEN),
        ({"Content-Type": "application/json; a=b"}, 201, "415", StatementStatus.NOT_TESTED),
        ({"Accept": "application/vnd.api+json; a=b"}, 406, "406", StatementStatus.HELD),
        ({"Accept": 'application/vnd.api+json;p="a,b"'}, 200, "406", StatementStatus.BROKEN),
        (
            {"Accept": "application/vnd.api+json;a=b, application/vnd.api+json"},
            200,
            "406",
            StatementStatus.NOT_TESTED,
        ),
    ],
)
def test_negotiation_is_judged_by_what_was_sent(
    reference: Reference,
    headers: dict[str, str],
    status: int,
    statement: str,
    expected: StatementStatus,
) -> None:
    each = next(iter(reference.exchanges.values()))
    sent = Sent("POST", "/v1/events", tuple(headers.items()), "{}")
    result = replace(_result(each, replace(each.answer, status=status)), sent=sent)
    id = {"415": "response-unsupported-media-type", "406": "response-not-acceptable"}[statement]
    assert by_id(scorecard(contract(), (), Report((result,))))[id].verdict is expected


@pytest.mark.parametrize(
    ("status", "body", "expected"),
    [
        (200, None, StatementStatus.NOT_APPLICABLE),
        (204, b"", StatementStatus.HELD),
        (200, b"", StatementStatus.BROKEN),
    ],
)
def test_a_statement_about_empty_deletions_is_for_servers_that_have_them(
    reference: Reference, status: int, body: bytes | None, expected: StatementStatus
) -> None:
    each = reference.exchanges["FAQs > FAQ > Delete FAQ > Example 1"]
    answer = each.answer if body is None else replace(each.answer, status=status, body=body)
    result = replace(_result(each, each.answer), answer=answer)
    score = by_id(scorecard(contract(), (), Report((result,))))["delete-204-status"]
    assert score.verdict is expected
    assert score.shown_by == (each.transaction.key,)


def test_without_a_run_nothing_is_held() -> None:
    scores = scorecard(contract(), (), Report(()))
    assert {s.verdict for s in scores} == {StatementStatus.NOT_TESTED, StatementStatus.NOT_TESTABLE}
    assert all(score.reason for score in scores)


def test_a_run_without_an_answer_has_no_verdict(tmp_path: Path) -> None:
    target = Target(app="tests.contracts.verify.small:create_app")
    with pytest.raises(TargetFailed, match=r"no request was answered.*: none was sent$"):
        score_target(read(write_blueprint(tmp_path)), target, ())


def test_the_page_has_the_statements_and_reasons_of_the_list() -> None:
    page = (Path(__file__).parents[4] / "docs" / "scorecard.md").read_text(encoding="utf-8")
    for each in statements():
        row = rf"\| .* \(`{each.id}`\) \| {each.level} \| ([a-z ]+) \| (.*) \|"
        (verdict, evidence) = re.search(row, page).groups()  # type: ignore[union-attr]
        assert (verdict == "not testable") == bool(each.why)
        if each.why:
            assert evidence == each.why
        if verdict == "not tested" and each.level == "MUST":
            assert each.case
            assert evidence.endswith(each.case)


def test_every_statement_has_tests_that_exist_or_a_reason() -> None:
    found = statements()
    assert len({s.id for s in found}) == len(found) == 180
    assert sum(s.level == "MUST" for s in found) == 124
    codes = {check.law.kind.code for check in plan(contract()) if check.law}
    unused = {test for probe in PROBES for test in probe.tests}
    for statement in found:
        assert bool(statement.tests) != bool(statement.why), statement.id
        assert not statement.instead or statement.case or statement.is_permission
        for test in (*statement.tests, *statement.instead):
            unused.discard(test)
            known = test in TESTS or test.removeprefix(RULE) in APPLIES or test in codes
            assert known or test == "law-client-id", test
    used = {test for s in found for test in (*s.tests, *s.instead)}
    assert not set(TESTS) - used
    assert not unused


def test_the_forms_show_the_same_verdicts(right: dict[str, StatementScore]) -> None:
    scores = tuple(right.values())
    machine = json.loads(report.as_json(scores))
    assert len(machine["statements"]) == 180
    assert machine["levels"]["MUST"]["broken"] == 0
    assert sum(machine["levels"]["MUST"].values()) == 124
    text, page = report.as_text(scores), report.as_markdown(scores)
    for score in scores:
        assert score.statement.words in text
        assert f"(`{score.statement.id}`) | {score.statement.level} | {score.verdict} |" in page
