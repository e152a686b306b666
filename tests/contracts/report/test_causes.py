"""Which problems have one cause."""

from __future__ import annotations

from dataclasses import replace

import pytest

from contracts.exchange import Outcome, Problem, Result
from contracts.report.causes import FEW, alike, explains, key, merged, nearest, pattern, shape
from contracts.verify.laws import PREFIX
from contracts.verify.plan import is_law
from tests.contracts.verify.results import answer, result


def crash(name: str, uri_of: str, log: str) -> tuple[Result, Problem]:
    problem = Problem(uri_of, "answers 500", "status", 200, 500)
    said = answer(b"", 500, log=(log,)) if log else answer(b"", 500)
    made = result(Outcome.FAILED, problem, name=name, answer=said)
    return (as_law(made) if name.startswith(PREFIX) else made), problem


def as_law(found: Result) -> Result:
    """The result as one of a law, which documents no response."""
    transaction = found.transaction
    response = replace(transaction.response, status=0)
    law = replace(found, transaction=replace(transaction, response=response))
    assert is_law(law.transaction)
    return law


TYPE_ERROR = "TypeError: list indices must be integers (app/pages.py:53)"


def test_laws_that_crash_at_one_place_have_one_cause() -> None:
    sort = crash("law: thing: list sorts by name", "law-sort", TYPE_ERROR)
    paging = crash("law: thing: list in pages is the list", "law-paging", TYPE_ERROR)
    assert key(*sort) == key(*paging)


@pytest.mark.parametrize("other", ["KeyError: 'data' (app/pages.py:53)", ""])
def test_laws_that_crash_otherwise_have_others(other: str) -> None:
    sort = crash("law: thing: list sorts by name", "law-sort", TYPE_ERROR)
    paging = crash("law: thing: list in pages is the list", "law-paging", other)
    assert key(*sort) != key(*paging)


def test_transactions_that_crash_at_one_place_have_one_cause_whatever_is_said() -> None:
    def key_of(line: str) -> tuple[str, ...]:
        return key(*crash("Things > Thing > Show Thing", "status", line))

    first = key_of("ValueError: Bob is unknown (app/people.py:5)")
    assert key_of("ValueError: Ann is unknown (app/people.py:5)") == first
    assert key_of("ValueError: Bob is unknown (app/people.py:9)") != first
    assert key_of("KeyError: Bob is unknown (app/people.py:5)") != first


def test_an_answer_that_is_no_json_api_document_is_so_in_all_its_members() -> None:
    problems = (
        Problem("jsonapi-top-level", "the document has neither data, errors nor meta"),
        Problem("jsonapi-top-level", "JSON:API has no top-level member 'email'", "/email"),
    )
    whole = result(Outcome.FAILED, *problems)
    assert key(whole, problems[0]) == key(whole, problems[1])


def test_a_schema_speaks_of_a_place_once() -> None:
    problems = (
        Problem("schema", "/vote is null, documented is text", "/vote"),
        Problem("schema", '/vote is null, documented are "u", "d"', "/vote"),
        Problem("schema", "/name is null, documented is text", "/name"),
    )
    assert nearest(result(Outcome.FAILED, *problems)) == (problems[0], problems[2])


#: Rules and places of one answer's problems, and which of them are left.
NEAREST: dict[str, tuple[list[str], list[str]]] = {
    "different places": (["echo /a", "link /b"], ["echo /a", "link /b"]),
    "the same place by another rule": (["echo /a", "link /a"], ["echo /a"]),
    "a place inside": (["echo /a", "link /a/b"], ["echo /a"]),
    "a place around": (["echo /a/b", "link /a"], ["echo /a/b", "link /a"]),
    "a place whose name begins alike": (["echo /a", "link /ab"], ["echo /a", "link /ab"]),
    "the same rule inside": (["echo /a", "echo /a/b"], ["echo /a", "echo /a/b"]),
    "a schema twice at a place": (["schema /a", "schema /a"], ["schema /a"]),
    "another rule twice at a place": (["echo /a", "echo /a"], ["echo /a", "echo /a"]),
    "no place": (["echo ", "link /a"], ["echo ", "link /a"]),
    "what follows, wherever it is": (["link /a", "id /b", "documented /c"], ["id /b"]),
    "what follows in a circle": (["id /a"], ["id /a"]),
    "a media type": (["jsonapi-media-type /", "content-type /"], ["content-type /"]),
}


@pytest.mark.parametrize(("problems", "left"), NEAREST.values(), ids=NEAREST)
def test_the_problems_nearest_to_the_cause_are_left(problems: list[str], left: list[str]) -> None:
    found = [
        Problem(rule, "wrong", place) for rule, _, place in (p.partition(" ") for p in problems)
    ]
    kept = nearest(result(Outcome.FAILED, *found))
    assert [f"{each.rule} {each.place}" for each in kept] == left


def test_of_a_law_the_first_problem_is_left() -> None:
    found = [Problem("law-sort", "wrong", "/a"), Problem("law-sort", "wrong", "/b")]
    broken = as_law(result(Outcome.FAILED, *found, name="law: thing: list sorts by name"))
    assert nearest(broken) == (found[0],)


@pytest.mark.parametrize(
    ("place", "without"),
    [
        ("/data/0/attributes/a", "/data/attributes/a"),
        ("/data/12", "/data"),
        ("/included/1/relationships/2", "/included/relationships"),
        ("/data/attributes/2nd", "/data/attributes/2nd"),
        ("/data/attributes/a2", "/data/attributes/a2"),
        ("", ""),
    ],
)
def test_a_place_has_no_indexes(place: str, without: str) -> None:
    assert pattern(place) == without


@pytest.mark.parametrize(
    ("message", "without"),
    [
        ("it is 'a b', not \"c\" or `d`", "it is …, not … or …"),
        ("https://a.example/1?x=2 and /things/7 differ", "… and … differ"),
        ("-1.5 is less than 20", "… is less than …"),
        ("nothing of that", "nothing of that"),
    ],
)
def test_a_sentence_has_a_shape_without_its_values(message: str, without: str) -> None:
    assert shape(message) == without


def failed(problem: Problem, *, name: str = "Read", **more: object) -> tuple[Result, Problem]:
    return result(Outcome.FAILED, problem, name=name, **more), problem


#: Two problems, and whether they have one cause.
PAIRS: dict[str, tuple[tuple[Result, Problem], tuple[Result, Problem], bool]] = {
    "other values": (
        failed(Problem("schema", "'a' is no number", "/data/0/a")),
        failed(Problem("schema", "'b' is no number", "/data/1/a")),
        True,
    ),
    "another place": (
        failed(Problem("schema", "'a' is no number", "/data/a")),
        failed(Problem("schema", "'a' is no number", "/data/b")),
        False,
    ),
    "another sentence": (
        failed(Problem("schema", "'a' is no number", "/data/a")),
        failed(Problem("schema", "'a' is no text", "/data/a")),
        False,
    ),
    "another rule": (
        failed(Problem("schema", "'a' is no number", "/data/a")),
        failed(Problem("echo", "'a' is no number", "/data/a")),
        False,
    ),
    "links of all relationships": (
        failed(Problem("link", "wrong", "/data/relationships/a/links/self")),
        failed(Problem("link", "wrong", "/data/relationships/b/links/self")),
        True,
    ),
    "links of pages": (
        failed(Problem("paging", "the link next is wrong", "/links/next")),
        failed(Problem("paging", "the link last is wrong", "/links/last")),
        True,
    ),
    "the same refusal": (
        failed(Problem("status", "403 (You, 'a', may not.)", "status", 200, 403)),
        failed(Problem("status", "403 (You, 'b', may not.)", "status", 201, 403), name="Write"),
        True,
    ),
    "another refusal": (
        failed(Problem("status", "403 (You may not.)", "status", 200, 403)),
        failed(Problem("status", "403 (Nobody may.)", "status", 200, 403)),
        False,
    ),
    "a refusal where another was documented": (
        failed(Problem("status", "403 (No.)", "status", 200, 403)),
        failed(Problem("status", "403 (No.)", "status", 401, 403)),
        False,
    ),
    "a host that is not reached": (
        crash("Read", "status", "ConnectionError: a.example (a.py:1)"),
        crash("Write", "status", "socket.gaierror: b.example (b.py:2)"),
        True,
    ),
}


@pytest.mark.parametrize(("one", "other", "same"), PAIRS.values(), ids=PAIRS)
def test_two_problems_have_one_cause_or_two(
    one: tuple[Result, Problem], other: tuple[Result, Problem], same: bool
) -> None:
    assert (key(*one) == key(*other)) is same


@pytest.mark.parametrize(
    ("broken", "law", "is_explained"),
    [
        (("echo", "/data/a"), Problem("law-updated", "wrong", "/data/a"), True),
        (("echo", "/data/a"), Problem("law-sort", "wrong", "/data/a"), False),
        (("status", "status"), Problem("law-sort", "500", "status", 200, 500), True),
        (("status", "status"), Problem("law-sort", "404", "status", 200, 404), False),
    ],
)
def test_a_broken_rule_explains_a_law_that_breaks_for_it(
    broken: tuple[str, str], law: Problem, is_explained: bool
) -> None:
    rule, place = broken
    assert explains(Problem(rule, "wrong", place, 200, 500), law) is is_explained


def test_keys_of_the_very_same_results_belong_together() -> None:
    groups = {
        ("schema", "missing", "/data/a"): [1, 2],
        ("schema", "missing", "/data/b"): [1, 2],
        ("schema", "missing", "/data/c"): [1],
        ("schema", "missing", "/links/a"): [1, 2],
        ("schema", "null", "/data/d"): [1, 2],
        ("law-updated",): [1, 2],
    }
    assert [[each[2:] for each in keys] for keys in merged(groups)] == [
        [("/data/a",), ("/data/b",)],
        *([[("/data/c",)], [("/links/a",)], [("/data/d",)], [()]]),
    ]


@pytest.mark.parametrize(("number", "groups"), [(FEW, FEW), (FEW + 1, 1)])
def test_more_than_a_few_members_that_break_a_rule_alike_are_one(number: int, groups: int) -> None:
    members = [(("undocumented", "it is not documented", f"/data/{n}"),) for n in range(number)]
    assert len(list(alike(members))) == groups
    others = [(("link", "it is wrong", f"/data/{n}"),) for n in range(number)]
    assert len(list(alike(others))) == number


@pytest.mark.parametrize(
    ("attribute", "value", "is_explained"),
    [("avatar", None, True), ("contact", None, False), ("contact", "new", True)],
)
def test_a_lost_value_explains_that_null_is_ignored_for_its_own_attribute_alone(
    attribute: str, value: str | None, is_explained: bool
) -> None:
    lost = Problem("echo", "'avatar' comes back as another", "/data/attributes/avatar")
    place = f"/data/attributes/{attribute}"
    ignored = Problem("law-updated", f"{attribute} was changed", place, value, "old")
    assert explains(lost, ignored) is is_explained


def test_pages_that_do_not_make_up_the_list_are_one_cause() -> None:
    together = Problem("law-paging", "the pages together are not the list", "/data", [], [1])
    last = Problem("law-paging", "last of page 1 leads elsewhere than to page 3", "/data", [], [1])
    link = Problem("law-paging", "the link first leads to /v1/events", "/links/first", 1, "/")
    keys = [key(as_law(result(name="law: thing: pages")), each) for each in (together, last, link)]
    assert keys[0] == keys[1] != keys[2]


def updated(kind: str) -> tuple[str, ...]:
    return ("law-updated", "… was changed, but is not shown with the new value", kind, "server", "")


@pytest.mark.parametrize(
    ("groups", "number"),
    [
        ([(updated("user"),), (updated("ticket"),), (updated("event"),)], 3),
        ([(updated("user"),), (updated("ticket"),), (updated("event"),), (updated("tax"),)], 1),
        (
            [
                (
                    ("schema", "… is a boolean", "/a", "server", ""),
                    ("schema", "… is a boolean", "/b", "server", ""),
                ),
                (("schema", "… is a boolean", "/c", "server", ""),),
                (("schema", "… is a boolean", "/d", "server", ""),),
            ],
            1,
        ),
    ],
)
def test_members_that_are_wrong_alike_are_joined_where_they_are_many(
    groups: list[tuple[tuple[str, ...], ...]], number: int
) -> None:
    assert len(list(alike(groups))) == number
