"""No law is written for a type: another blueprint, a server generated from it, its laws."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import pytest

from contracts.exchange import Outcome
from contracts.model import Contract
from contracts.project.blueprint import read
from contracts.render.flask import render
from contracts.runtime.app import create_app
from contracts.runtime.packages import forget_package
from contracts.runtime.states import StateHandler
from contracts.verify.client import WsgiClient
from contracts.verify.laws import Law, LawWorld, laws
from contracts.verify.transaction_runner import TransactionRunner
from tests.blueprint import CACHE, remembered
from tests.contracts.verify import faulty
from tests.contracts.verify.faulty import Fault, Faulty

PACKAGE = "library_generated"


@cache
def library() -> Contract:
    """The contract of another blueprint than ours."""
    return read(Path(__file__).with_name("library.apib"), cache=CACHE).contract


@cache
def all_laws() -> dict[str, Law]:
    """Its laws by name."""
    return {law.name: law for law in laws(library())}


@remembered
def law_names() -> Iterable[str]:
    """Their names, which tests are collected by."""
    return all_laws()


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LawWorld]:
    """The server that is generated from the library's blueprint."""
    folder = tmp_path_factory.mktemp("library")
    (folder / PACKAGE).mkdir()
    for name, text in render(library()).items():
        (folder / PACKAGE / name).write_text(text, encoding="utf-8")
    settings: dict[str, object] = {
        "TESTING": True,
        "CREATE_TABLES": True,
        "SQLALCHEMY_DATABASE_URI": f"sqlite:///{folder / 'library.sqlite'}",
    }
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(folder))
        client = WsgiClient(create_app(settings, generated=PACKAGE))
        handler = StateHandler(settings, generated=PACKAGE)
        yield LawWorld(client, handler)
        handler.close()
    forget_package(PACKAGE)


def test_the_generated_server_passes_every_transaction(world: LawWorld) -> None:
    for result in TransactionRunner(library(), world.client, world.handler):
        assert result.outcome is Outcome.PASSED, (result.transaction.name, result.problems)


@pytest.mark.parametrize("name", law_names())
def test_the_generated_server_keeps_every_law(world: LawWorld, name: str) -> None:
    assert all_laws()[name].run(world) == ()


@pytest.mark.parametrize(
    ("name", "fault"),
    [
        ("law: book: list-books sorts by pages", faulty.ignores("sort")),
        ("law: book: list-books sorts by released", faulty.sorts_one_way),
        ("law: book: list-books filters by in-print", faulty.ignores("filter")),
        ("law: book: list-books filters by genre", faulty.ignores("filter")),
        ("law: book: list-books includes shelf", faulty.ignores("include")),
        ("law: book: list-books includes authors", faulty.ignores("include")),
        ("law: author: list-authors sorts by rank", faulty.ignores("sort")),
    ],
)
def test_its_laws_notice_a_broken_server(world: LawWorld, name: str, fault: Fault) -> None:
    assert all_laws()[name].run(LawWorld(Faulty(world.client, fault), world.handler))


def test_only_documented_operations_have_laws() -> None:
    assert not [name for name in all_laws() if name.startswith("law: author: updated")]
    assert not [name for name in all_laws() if name.startswith("law: shelf: created")]
    assert "law: author: list-authors lists its members" in all_laws()
    assert "law: author: list-authors in pages is the list" not in all_laws()
