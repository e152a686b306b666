"""Every law holds on the reference server, and each is broken by servers that break it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import cache

import pytest

from contracts.exchange import Problem
from contracts.verify.laws import Law, LawWorld, laws
from tests.blueprint import contract, remembered
from tests.contracts.verify import faulty
from tests.contracts.verify.faulty import Fault, Faulty
from tests.contracts.verify.laws.recorded import Recorder
from tests.contracts.verify.reference import Reference


@cache
def all_laws() -> dict[str, Law]:
    """The laws of our blueprint by name."""
    return {law.name: law for law in laws(contract())}


@remembered
def law_names() -> Iterable[str]:
    """Their names, which tests are collected by."""
    return all_laws()


def tried(reference: Reference, law: Law, fault: Fault | None = None) -> tuple[Problem, ...]:
    client = Faulty(reference.client, fault) if fault else reference.client
    return law.run(LawWorld(client, reference.handler))


def always(fault: Fault) -> Callable[[], Fault]:
    return lambda: fault


#: Names of laws, with or without ``law:`` and the type, and the faults that break them.
BREAKS: list[tuple[str, Callable[[], Fault]]] = [
    (r".*", always(faulty.fails)),
    (r"created is read", always(faulty.reads_other_values)),
    (r"created is listed by .*", always(faulty.hides_the_newest)),
    (r"created is listed by .*", always(faulty.lists_other_values)),
    (r"updated (?!password).* is read", always(faulty.stores_no_change)),
    (r"law: (user|event|faq): updated .* is read", always(faulty.changes_more_than_is_sent)),
    (r"law: (event|faq|faq-type): updated .* is read", always(faulty.changes_others_as_well)),
    (r"deleted is gone", always(faulty.deletes_nothing)),
    (r"deleted is gone", always(faulty.deletes_the_next_as_well)),
    (r"deleted leaves .*", always(faulty.deletes_nothing)),
    (r"deleted leaves .*", always(faulty.deletes_the_next_as_well)),
    (r"deleted leaves .*", faulty.shows_what_was_deleted_in_lists),
    (r"deleted leaves .*", faulty.counts_what_was_deleted),
    (r"related .*", always(faulty.shows_another_related)),
    (r"relationship .*", always(faulty.keeps_linkage)),
    (r"relationship faqs .*", always(faulty.adds_by_replacing)),
    (r"relationship faqs .*", faulty.adds_what_is_there),
    (r"relationship faqs .*", always(faulty.removes_all)),
    (r"updated .* is linked", always(faulty.keeps_links_of_resources)),
    (r"refused .* leaves what is sent with it", always(faulty.changes_what_it_refuses)),
    (r".* lists its members", always(faulty.hides_the_newest)),
    (r"list-.*-of-.* lists its members", always(faulty.lists_what_belongs_elsewhere)),
    (r".* in pages is the list", always(faulty.pages_off_by_one)),
    (r".* in pages is the list", always(faulty.counts_one_too_few)),
    (r".* in pages is the list", always(faulty.has_no_next)),
    (r".* in pages is the list", always(faulty.next_is_the_same_page)),
    (r".* in pages is the list", always(faulty.ignores("page"))),
    (r".* sorts by .*", always(faulty.ignores("sort"))),
    (r".* sorts by .*", always(faulty.sorts_one_way)),
    (r".* filters .*", always(faulty.ignores("filter"))),
    (r".* filters .* with eq", always(faulty.filters_by_not_equal)),
    (r".* filters .* with ne", always(faulty.filters_by_equal)),
    (r".* shows the fields asked for.*", always(faulty.ignores("fields"))),
    (r".* shows the fields asked for.*", always(faulty.shows_no_fields)),
    (r".* includes .*", always(faulty.ignores("include"))),
    (r".* includes .*", always(faulty.includes_nothing)),
    (r".* includes .*", always(faulty.includes_less)),
    (r".* includes .*", always(faulty.includes_twice)),
    (r"links resolve", always(faulty.links_lead_to_others)),
    (r".* takes identifier .*", always(faulty.fails_by_natural_key)),
    (r"list-.* takes identifier .*", always(faulty.shows_nothing_by_natural_key)),
    (r".* gives a good token", always(faulty.gives_bad_tokens)),
    (r".* wants the changed .*", always(faulty.keeps_the_password)),
    (r".* wants the changed .*", always(faulty.accepts_every_password)),
    (r".* keeps what was deleted", always(faulty.hides_the_newest)),
    (r".* keeps what was deleted", always(faulty.shows_nobody_deleted)),
    (r".* answers the same again", faulty.fails_at_last),
]


#: Laws of addresses that name another resource than the one that they show.
READ_BELOW_ANOTHER = (
    "law: user: get-owner-of-an-event shows the fields asked for",
    "law: event: get-event-of-a-faq includes faq-types",
    "law: event: list-events-of-a-user includes faqs",
)


def title(name: str) -> str:
    return name.split(": ", 2)[-1]


def form(name: str) -> tuple[str, ...]:
    """What a law has in common with others: its type, verbs and how it filters.

    ``law: user: list-users filters email with eq``: user, list, filters, eq.
    """
    *of, words = name.split(": ")
    first, *others = words.split()
    verb = next(word for word in (first, *others) if "-" not in word)
    return (*of, first.partition("-")[0], verb, others[-1] if "with" in others else "")


def broken_by(pattern: str) -> Iterable[str]:
    """The first law of each form that matches: others differ in their attribute or path alone."""
    first: dict[tuple[str, ...], str] = {}
    for name in law_names():
        if re.fullmatch(pattern, name) or re.fullmatch(pattern, title(name)):
            first.setdefault(form(name), name)
    return first.values()


BROKEN = [
    pytest.param(name, number, id=f"{name} [{number}]")
    for number, (pattern, _) in enumerate(BREAKS)
    for name in broken_by(pattern)
]


@cache
def found_in(reference: Reference, name: str, number: int) -> tuple[Problem, ...]:
    """The problems that a law finds in the server with the fault of a row of BREAKS."""
    return tried(reference, all_laws()[name], BREAKS[number][1]())


@pytest.mark.parametrize("name", law_names())
def test_the_reference_server_keeps_every_law_however_it_spells_its_answers(
    reference: Reference, name: str
) -> None:
    assert tried(reference, all_laws()[name], faulty.differs_harmlessly) == ()


@pytest.mark.parametrize(("name", "number"), BROKEN)
def test_a_law_notices_the_server_that_breaks_it(
    reference: Reference, name: str, number: int
) -> None:
    found = found_in(reference, name, number)
    assert found
    assert {problem.rule for problem in found} == {all_laws()[name].kind.code}


def test_requests_and_problems_of_laws_are_those_of_their_golden_file(
    reference: Reference, golden: Callable[[str, str], None]
) -> None:
    recorder = Recorder(reference.client, reference.handler)
    rows: dict[str, str] = {}
    for number, (pattern, made) in list(enumerate(BREAKS))[1:]:
        name = next(iter(broken_by(pattern)))
        if name not in rows:
            rows[name] = recorder.run(all_laws()[name])
        found = found_in(reference, name, number)
        problems = [f"    {each.message} at {each.place}\n" for each in found]
        rows[name] += f"  {made().__qualname__.partition('.')[0]}:\n{''.join(problems)}"
    for name in READ_BELOW_ANOTHER:
        rows[name] = recorder.run(all_laws()[name])
    golden("laws/requests/ours.txt", "".join(rows.values()))


def test_every_law_has_a_name_of_its_own_and_documented_actions() -> None:
    assert len(all_laws()) == len(laws(contract()))
    for law in all_laws().values():
        assert all(contract().action(id) for id in law.actions)


def test_laws_are_made_for_every_type_attribute_relationship_and_list() -> None:
    named = "\n".join(all_laws())
    for owner in contract().resource_types:
        # Tasks are made by the server alone, and forgotten by it.
        if owner.name != "task":
            assert f"law: {owner.name}: created is read\n" in named
            assert f"law: {owner.name}: deleted is gone\n" in named
        for attribute in owner.attributes:
            if not attribute.read_only:
                assert f"law: {owner.name}: updated {attribute.name} is read\n" in named
        for relationship in owner.relationships:
            if not relationship.read_only:
                assert f"law: {owner.name}: relationship {relationship.name} " in named
    for action in contract().actions():
        if any(p.name == "page[number]" for p in action.parameters):
            assert f": {action.id} in pages is the list\n" in named
        if any(p.name == "sort" for p in action.parameters):
            assert f": {action.id} sorts by " in named


def test_a_problem_says_which_request_was_answered_wrongly(reference: Reference) -> None:
    law = all_laws()["law: faq: deleted is gone"]
    (problem,) = tried(reference, law, faulty.deletes_nothing)
    assert problem.rule == "law-deleted"
    assert problem.message == "answers 200, not 404"
    assert problem.sent is not None
    assert (problem.sent.method, problem.sent.uri) == ("GET", "/v1/faqs/2")
    assert problem.operation == "get-faq"
    assert (problem.place, problem.expected, problem.seen) == ("status", 404, 200)


def test_a_problem_of_a_page_names_it_and_where_its_link_should_lead(reference: Reference) -> None:
    law = all_laws()["law: event: list-events in pages is the list"]
    messages = [problem.message for problem in tried(reference, law, faulty.next_is_the_same_page)]
    assert "next of page 1 leads elsewhere than to page 2" in messages
