"""Merging the reports of shards gives the report of the unsharded run, however it was split."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.exchange import Answer, Client, Mode, Result, Sent, StateHandler
from contracts.model import Contract
from contracts.project.blueprint import read
from contracts.render.flask import render
from contracts.report.failure_groups import failure_groups
from contracts.report.merge import merge
from contracts.report.summary import as_json
from contracts.runtime.app import create_app
from contracts.runtime.packages import forget_package
from contracts.runtime.states import StateHandler as GeneratedStateHandler
from contracts.verify.client import WsgiClient
from contracts.verify.plan import plan
from contracts.verify.runner import Runner
from contracts.verify.session import Session, expectations, transaction_runner
from contracts.verify.shard import Shard
from tests.blueprint import CACHE
from tests.contracts.report.test_failure_groups import judged, shop
from tests.contracts.verify import faulty
from tests.contracts.verify.faulty import Faulty, Send
from tests.examples import examples

HARBOUR = Path(__file__).parents[2] / "foreign" / "harbour" / "api.apib"
BUGS = ("patch ignores everything", "attribute is missing", "links are wrong", "post crashes")


def shows_own_links_under_another_name(send: Send, sent: Sent) -> Answer:
    answer = send(sent)
    return replace(answer, body=answer.body.replace(b'"self"', b'"own"'))


FAULTS = (shows_own_links_under_another_name, faulty.ignores("sort"), faulty.deletes_nothing)


@dataclass(frozen=True)
class Run:
    """The results of a whole plan."""

    contract: Contract
    results: Sequence[Result]

    def report(self, positions: Sequence[int], shard: str = "") -> dict[str, Any]:
        """The report of a machine that did only what is at these positions."""
        results = [self.results[position] for position in positions]
        groups = failure_groups(self.contract, results)
        text = as_json(results, Mode.STRICT, 1.5, groups, shard, positions)
        found: dict[str, Any] = json.loads(text)
        return found

    def whole(self) -> dict[str, Any]:
        """The report of one machine that did everything."""
        found: dict[str, Any] = json.loads(self._whole)
        return found

    @cached_property
    def _whole(self) -> str:
        return json.dumps({**self.report(range(len(self.results))), "missing": []})


class Unable(GeneratedStateHandler):
    """Cannot make what a check needs, if it is a ship."""

    def create(
        self, type: str, id: str, attributes: Mapping[str, Any], relationships: Mapping[str, Any]
    ) -> None:
        if type == "ship":
            raise LookupError("no ship")
        super().create(type, id, attributes, relationships)


def generated(folder: Path) -> Run:
    """The server generated from a blueprint, with faults."""
    package = "harbour_generated"
    (folder / package).mkdir()
    harbour = read(HARBOUR, cache=CACHE).contract
    for name, text in render(harbour).items():
        (folder / package / name).write_text(text, encoding="utf-8")
    settings: dict[str, object] = {
        "TESTING": True,
        "CREATE_TABLES": True,
        "SQLALCHEMY_DATABASE_URI": f"sqlite:///{folder / 'harbour.sqlite'}",
    }
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(folder))
        client = WsgiClient(create_app(settings, generated=package))
        handler = Unable(settings, generated=package)
        results = _results(harbour, client, handler)
    forget_package(package)
    return Run(harbour, results)


def shops(_: Path) -> Run:
    """A server that shares nothing with it, with bugs."""
    return Run(shop().contract, judged(*BUGS))


def _results(contract: Contract, client: Client, handler: StateHandler) -> list[Result]:
    for fault in FAULTS:
        client = Faulty(client, fault)
    transactions = transaction_runner(expectations(contract), client, handler)
    with Runner(Session(transactions, client, handler)) as runner:
        return [runner.result(check) for check in plan(contract)]


@pytest.fixture(scope="module", params=[generated, shops], ids=lambda run: run.__name__)
def run(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Run:
    made: Run = request.param(tmp_path_factory.mktemp("run"))
    return made


def test_the_servers_have_findings_of_several_kinds(run: Run) -> None:
    found = run.whole()["findings"]
    assert len(found) >= 4
    assert any(len(each["transactions"]) > 1 for each in found)


@pytest.mark.parametrize("count", [1, 2, 10])
def test_merged_shards_are_the_unsharded_run(run: Run, count: int) -> None:
    reports = []
    for number in range(1, count + 1):
        shard = Shard(number, count)
        takes = [n for n, r in enumerate(run.results) if shard.takes(r.action.id)]
        reports.append(run.report(takes, str(shard)))
    assert merge(reports) == run.whole()


def test_a_law_is_explained_by_a_transaction_of_another_shard(tmp_path: Path) -> None:
    run = shops(tmp_path)
    whole = run.whole()
    assert any(each.get("laws") for each in whole["findings"])
    by_kind: dict[bool, list[int]] = {True: [], False: []}
    for number, row in enumerate(whole["transactions"]):
        by_kind[row["kind"] == "law"].append(number)
    assert merge([run.report(part) for part in by_kind.values()]) == whole


@settings(max_examples=examples(12))
@given(data=st.data())
def test_reports_of_any_split_are_the_report_of_the_whole(run: Run, data: st.DataObject) -> None:
    count = len(run.results)
    parts = data.draw(st.lists(st.integers(0, 3), min_size=count, max_size=count))
    reports = [run.report([n for n, own in enumerate(parts) if own == part]) for part in range(4)]
    assert merge(data.draw(st.permutations(reports))) == run.whole()
