"""Laws hold for resources of every shape, and notice what is wrong with each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from contracts.exchange import Outcome, Result
from contracts.mutation.live_faults import live, successes
from contracts.project.blueprint import read
from contracts.verify.laws import LawWorld, laws
from contracts.verify.plan import plan
from contracts.verify.runner import Runner
from contracts.verify.session import Expectations, Session, expectations, transaction_runner
from tests.contracts.verify.laws.recorded import Recorder
from tests.contracts.verify.laws.shapes import BLUEPRINT, Shapes


@pytest.fixture(scope="module")
def shapes(tmp_path_factory: pytest.TempPathFactory) -> Expectations:
    file = tmp_path_factory.mktemp("shapes") / "shapes.apib"
    file.write_text(BLUEPRINT, encoding="utf-8")
    found = read(file)
    assert found.errors == ()
    return expectations(found.contract)


def session(by: Expectations, *bugs: str) -> Session:
    server = Shapes(*bugs)
    return Session(transaction_runner(by, server, server), server, server)


def judged(by: Expectations, *bugs: str) -> dict[str, Result]:
    with Runner(session(by, *bugs)) as runner:
        return {check.name: runner.result(check) for check in plan(by.contract)}


def test_a_sound_server_keeps_every_law_and_none_is_undecided(shapes: Expectations) -> None:
    for name, result in judged(shapes).items():
        assert result.outcome is Outcome.PASSED, (name, result.problems, result.reason)
        assert not any("undecided" in reason for reason in result.vacuous), name


def test_the_records_and_requests_of_laws_are_those_of_their_golden_file(
    shapes: Expectations, golden: Callable[[str, str], None]
) -> None:
    server = Shapes()
    recorder = Recorder(server, server)
    golden("laws/requests/shapes.txt", "".join(map(recorder.run, laws(shapes.contract))))


BUGS: list[tuple[str, set[str]]] = [
    ("patch of settings is ignored", {"settings: updated colour", "settings: updated limit"}),
    # The documented update sends another value than the country had before: it shows as well.
    (
        "patch of country is ignored",
        {"country: updated name", "All > Country > Update Country"},
    ),
    ("delete of country is ignored", {"country: deleted is gone"}),
    (
        "delete of book is ignored",
        {"book: deleted is gone", "book: deleted leaves list-books-of-author"},
    ),
    ("refused patches change attributes", {"note: refused subject leaves"}),
    ("only books", {"note: updated subject is linked"}),
    ("null is not linked", {"note: updated subject is linked"}),
    ("related books only", {"note: related subject is the linked one"}),
    (
        "related links lead elsewhere",
        {
            "note: links resolve",
            "All > Notes > List Notes",
            "All > Note > Get Note",
            "All > Note > Update Note",
        },
    ),
    ("included books only", {"note: get-note includes subject"}),
    ("client ids are ignored", {"author: created with an id"}),
    ("client ids overwrite", {"author: created with an id"}),
    ("linkage PATCH is ignored", {"author: relationship books", "book: relationship authors"}),
    ("linkage POST is ignored", {"author: relationship books", "book: relationship authors"}),
    ("linkage DELETE is ignored", {"author: relationship books", "book: relationship authors"}),
]


@pytest.mark.parametrize(("bug", "broken"), BUGS)
def test_a_broken_server_breaks_the_laws_about_it(
    shapes: Expectations, bug: str, broken: set[str]
) -> None:
    failed = {n for n, r in judged(shapes, bug).items() if r.outcome is not Outcome.PASSED}
    assert len(failed) == len(broken), failed
    for title in broken:
        assert any(name.removeprefix("law: ").startswith(title) for name in failed), failed


def test_the_problems_of_broken_servers_are_those_of_their_golden_file(
    shapes: Expectations, golden: Callable[[str, str], None]
) -> None:
    rows: list[str] = []
    for bug, _ in BUGS:
        rows.append(f"{bug}\n")
        for name, result in judged(shapes, bug).items():
            rows += [f"  {name}: {each.message} at {each.place}\n" for each in result.problems]
    golden("laws/problems/shapes.txt", "".join(rows))


def test_a_law_is_shown_without_its_whole_contract(shapes: Expectations) -> None:
    assert all(len(repr(law)) < 1000 for law in laws(shapes.contract))


def test_a_relationship_to_several_types_is_judged_by_those_that_can_be_read(
    shapes: Expectations,
) -> None:
    """A book, the first type of a subject, is at no address of its own here."""
    groups = tuple(
        replace(
            group,
            resources=tuple(each for each in group.resources if each.name != "Book"),
        )
        for group in shapes.contract.groups
    )
    found = {law.name: law for law in laws(replace(shapes.contract, groups=groups))}
    law = found["law: note: related subject is the linked one"]
    for bug, is_broken in (("", False), ("related books only", True)):
        server = Shapes(bug)
        assert bool(law.run(LawWorld(server, server))) is is_broken


class ByColour(Shapes):
    """Has settings for one colour alone, and others where none are of it."""

    def shown(self, type: str, id: str) -> dict[str, Any]:
        found = super().shown(type, id)
        if type == "settings" and found["attributes"]["colour"] != "red":
            found["attributes"] = {"colour": "red", "limit": 0}
        return found


def test_the_only_resource_of_a_type_is_made_as_documented(shapes: Expectations) -> None:
    server = ByColour()
    with Runner(Session(transaction_runner(shapes, server, server), server, server)) as runner:
        results = {
            check.name: runner.result(check)
            for check in plan(shapes.contract)
            if check.name.startswith("law: settings: updated")
        }
    assert results["law: settings: updated limit is read"].outcome is Outcome.PASSED
    assert results["law: settings: updated colour is read"].outcome is Outcome.FAILED


def test_many_to_many_is_seen_from_the_other_side(shapes: Expectations) -> None:
    failed = judged(shapes, "other side is forgotten")
    law = failed["law: book: relationship authors is as written"]
    assert law.outcome is Outcome.FAILED
    assert "does not agree with it" in law.problems[0].message


def test_mutation_proves_the_laws_of_every_shape(shapes: Expectations) -> None:
    opened = session(shapes)
    with Runner(opened) as runner:
        results = [runner.result(check) for check in plan(shapes.contract)]
    tried: list[tuple[str, str]] = []
    _, survivors = live(
        shapes,
        opened,
        successes(results),
        lambda fault, action: tried.append((fault.name, action.id)),
    )
    wanted = {
        ("update-forgotten", "update-settings"),
        ("update-forgotten", "update-country"),
        ("update-forgotten", "update-note"),
        ("delete-ignored", "delete-country"),
    }
    assert wanted <= set(tried)
    assert [s for s in survivors if (s.operator, s.place) in wanted] == []
