"""Names and omissions, each case compiled by Dredd's own compiler as well."""

from __future__ import annotations

from pathlib import Path

import pytest

from contracts.build.transactions import (
    dropped,
    dropping,
    example_numbers,
    expected_names,
    transaction_name,
    uri_problems,
)
from tests.contracts.blueprints import FAQS, contract
from tests.contracts.dredd_compiler import compiled, names, needs_dredd

HEAD = "FORMAT: 1A\n\n# Things API\n\n"
BODY = " (text/plain)\n\n        some text\n\n"

STRUCTURES = {
    "everything named": "# Group G\n\n## R [/r]\n\n### A [GET]\n\n+ Response 200\n",
    "no group": "# R [/r]\n\n## A [GET]\n\n+ Response 200\n",
    "nameless resource": "# Group G\n\n## /r/{id}\n\n+ Parameters\n    + id: 1\n\n### A [GET]\n"
    "\n+ Response 200\n",
    "nameless action": "# Group G\n\n## R [/r]\n\n### GET\n\n+ Response 200\n",
    "resource and action in one heading": "# Group G\n\n## GET /r\n\n+ Response 200\n",
    "named resource and action in one heading": "# Group G\n\n## R [GET /r]\n\n+ Response 200\n",
    "two resources in two groups": "# Group G\n\n## R [/r]\n\n### A [GET]\n\n+ Response 200\n\n"
    "# Group H\n\n## S [/s]\n\n### B [DELETE]\n\n+ Response 204\n",
    "a name with the separator": "# Group G > H\n\n## R [/r]\n\n### A [GET]\n\n+ Response 200\n",
    "the title as a group": "# Group Things API\n\n## R [/r]\n\n### A [GET]\n\n+ Response 200\n",
}
PAIRS = {
    "one implicit request": "+ Response 200\n",
    "two responses": "+ Response 200\n+ Response 404\n",
    "two responses with bodies": f"+ Response 200{BODY}+ Response 404{BODY}",
    "two pairs": "+ Request One\n+ Response 200\n+ Request Two\n+ Response 404\n",
    "nameless requests": "+ Request\n+ Response 200\n+ Request\n+ Response 404\n",
    "implicit, then named": "+ Response 200\n+ Request Two\n+ Response 404\n",
    "implicit with two responses, then named": (
        "+ Response 200\n+ Response 404\n+ Request Two\n+ Response 409\n"
    ),
    "two requests, one response": f"+ Request One{BODY}+ Request Two{BODY}+ Response 200\n",
    "two responses to the first request": (
        f"+ Request One{BODY}+ Response 200\n+ Response 404\n+ Request Two{BODY}+ Response 201\n"
    ),
    "three pairs": "".join(f"+ Request {n}{BODY}+ Response {n}{BODY}" for n in (200, 401, 404)),
    "a request without response last": f"+ Request One{BODY}+ Response 200\n+ Request Two{BODY}",
    "non-ASCII before the pairs": "Füße 漢字 😀\n\n+ Request Ä\n+ Response 200\n+ Request Ö\n"
    "+ Response 404\n",
}


@needs_dredd
@pytest.mark.parametrize("text", STRUCTURES.values(), ids=STRUCTURES)
def test_names_follow_groups_resources_and_actions_as_in_dredd(text: str, tmp_path: Path) -> None:
    assert expected_names(contract(HEAD + text)) == names(HEAD + text, tmp_path) != []


@needs_dredd
@pytest.mark.parametrize("pairs", PAIRS.values(), ids=PAIRS)
def test_examples_are_counted_and_chosen_as_in_dredd(pairs: str, tmp_path: Path) -> None:
    text = f"{HEAD}# Group G\n\n## R [/r]\n\n### A [POST]\n\n{pairs}"
    found = contract(text)
    seen = compiled(text, tmp_path)["transactions"]
    assert expected_names(found) == [t["name"] for t in seen] != []


@needs_dredd
def test_a_request_may_have_parameters_of_its_own(tmp_path: Path) -> None:
    text = (
        f"{HEAD}# R [/r/{{id}}]\n\n## A [GET]\n\n+ Request One\n\n+ Response 200\n\n"
        "+ Request Two\n    + Parameters\n        + id: `none`\n\n+ Response 404\n"
    )
    found = contract(text)
    (seen,) = compiled(text, tmp_path)["transactions"]
    assert [seen["name"]] == expected_names(found) == ["R > A > Example 2"]
    assert seen["uri"] == list(found.transactions())[1].request.uri == "/r/none"


def test_the_pairs_dredd_never_runs_are_known() -> None:
    text = f"{HEAD}# R [/r]\n\n## A [GET]\n\n+ Response 200\n+ Response 404\n"
    (action,) = contract(text).actions()
    assert [t.response.status for t in dropped(action)] == [404]


@pytest.mark.parametrize(
    ("pairs", "numbers"),
    [
        ([], []),
        ([(10, 20)], [1]),
        ([(10, 20), (30, 40)], [1, 2]),
        ([(5, 20), (5, 30)], [1, 1]),  # two responses to the unwritten request
        ([(10, 30), (20, 30)], [1, 1]),  # two requests before one response
        ([(10, 20), (30, 5)], [1, 2]),  # the last response is missing
    ],
)
def test_an_example_starts_with_each_request_after_a_response(
    pairs: list[tuple[int, int]], numbers: list[int]
) -> None:
    assert example_numbers(pairs) == numbers


def test_the_title_is_part_of_the_name_only_among_several_files() -> None:
    parts = ("API", "G", "R", "A", 2)
    assert transaction_name(*parts) == "G > R > A > Example 2"
    assert transaction_name(*parts, several_files=True) == "API > G > R > A > Example 2"


def enum(example: str) -> str:
    members = "        + Members\n            + x\n            + y"
    return f"+ a{example} (enum[string], optional)\n{members}"


# URI template, parameter, what Dredd does, kinds of our problems
PARAMETERS = [
    ("/r{?a}", "+ a: 1 (number, optional)", "runs", []),
    ("/r{?a}", "+ a (optional)", "runs", []),
    ("/r{?a}", "+ a: 1 (required)", "runs", []),
    ("/r{?a}", "+ a (required)", "stops", ["no-example"]),
    ("/r{?a}", "+ a", "stops", ["no-example"]),
    ("/r{?a}", "+ a (required)\n        + Default: d", "runs", []),
    ("/r{?a,b}", "+ a: 1 (optional)", "drops", ["undeclared"]),
    ("/r{?A}", "+ a: 1 (optional)", "drops", ["undeclared"]),
    ("/r{?a}", enum(""), "runs", []),
    ("/r{?a}", enum(": y"), "runs", []),
    ("/r{?a}", enum(": z"), "stops", ["choices"]),
    ("/r{?p%5Bs%5D}", "+ p%5Bs%5D: 10 (optional)", "drops", ["encoded"]),
    ("/r{?p%5bs%5d}", "+ p%5bs%5d (optional)", "drops", ["encoded"]),
    ("/r{?a%20b}", "+ a%20b: 10 (optional)", "drops", ["encoded"]),
    ("/r{?a%2Fb}", "+ a%2Fb: 10 (optional)", "runs", []),
    ("/r{?a.b}", "+ a.b: 10 (optional)", "runs", []),
    ("/r?p%5Bs%5D=10{&a}", "+ a: 1 (optional)", "runs", []),
    ("/r{?a:3}", "+ a: abcdef (optional)", "runs", []),
    ("/r/{+a}{#b*}", "+ a: 1\n    + b: 2", "runs", []),
    ("/r{?a-b}", "+ `a-b`: 1", "stops", ["syntax"]),
    ("/r{?a b}", "+ a: 1", "stops", ["syntax"]),
    ("/r{?a%zz}", "+ a%zz: 1", "stops", ["syntax"]),
    ("/r{?a", "+ a: 1", "stops", ["syntax"]),
    ("/r{?}", "+ a: 1", "drops", ["undeclared"]),
    ("/r?a={}&b=1", "+ a: 1", "drops", ["undeclared"]),
]


def resource(template: str, parameter: str) -> str:
    """A blueprint with one action, whose parameter is described."""
    parameters = f"+ Parameters\n    {parameter}"
    return f"{HEAD}# R [{template}]\n\n{parameters}\n\n## A [GET]\n\n+ Response 200\n"


@pytest.mark.parametrize(("template", "parameter", "fate", "kinds"), PARAMETERS)
def test_a_problem_says_whether_dredd_runs_the_action(
    template: str, parameter: str, fate: str, kinds: list[str]
) -> None:
    (action,) = contract(resource(template, parameter)).actions()
    problems = uri_problems(action.uri_template, action.parameters)
    assert [p.kind for p in problems] == kinds
    assert any(p.fatal for p in problems) == (fate == "stops")
    dropped = bool(dropping(action.uri_template, action.parameters))
    assert dropped == (fate != "runs" and kinds != ["choices"])


@needs_dredd
@pytest.mark.parametrize(("template", "parameter", "fate", "kinds"), PARAMETERS)
def test_every_template_dredd_refuses_is_a_problem(
    template: str, parameter: str, fate: str, kinds: list[str], tmp_path: Path
) -> None:
    assert _fate(compiled(resource(template, parameter), tmp_path)) == fate
    assert bool(kinds) == (fate != "runs")


@needs_dredd
@pytest.mark.parametrize(
    ("parameter", "fate"),
    [
        ("+ b (string, required)", "stops"),
        ("+ b: 1 (string, required)", "runs"),
        ("+ b (string, optional)", "runs"),
        ("+ b_c (string, optional) - one of _these_", "stops"),
    ],
)
def test_a_parameter_that_the_template_lacks_may_end_the_run(
    parameter: str, fate: str, tmp_path: Path
) -> None:
    head = f"{HEAD}# R [/r]\n\n+ Parameters\n    {parameter}\n\n"
    text = f"{head}## A [GET]\n\n+ Response 200\n\n# S [/s]\n\n## B [GET]\n\n+ Response 200\n"
    found = contract(text)
    assert _fate(compiled(text, tmp_path)) == fate
    assert expected_names(found) == (["S > B"] if fate == "stops" else ["R > A", "S > B"])


@needs_dredd
@pytest.mark.parametrize("parameter", ["+ b (string, required)", "+ b: 1 (string, required)"])
def test_a_parameter_of_one_request_that_the_template_lacks_may_end_the_run(
    parameter: str, tmp_path: Path
) -> None:
    text = (
        f"{HEAD}# R [/r]\n\n## A [GET]\n\n+ Request One\n    + Parameters\n        {parameter}\n\n"
        "+ Response 200\n\n# S [/s]\n\n## B [GET]\n\n+ Response 200\n"
    )
    found = contract(text)
    stops = _fate(compiled(text, tmp_path)) == "stops"
    assert stops == ("1" not in parameter)
    assert expected_names(found) == (["S > B"] if stops else ["R > A", "S > B"])
    assert [each.name for action in found.actions() for each in action.stray_parameters] == ["b"]


def _fate(result: dict[str, object]) -> str:
    annotations = result["annotations"]
    assert isinstance(annotations, list)
    if result["error"] or any(a["type"] == "error" for a in annotations):
        return "stops"
    return "runs" if result["transactions"] else "drops"


@needs_dredd
def test_the_names_of_a_whole_blueprint_are_those_of_its_derived_text(tmp_path: Path) -> None:
    from contracts.render.dredd import FILE, render

    found = contract(FAQS)
    assert expected_names(found) == names(render(FAQS, found)[FILE], tmp_path)


@needs_dredd
def test_a_type_that_is_not_declared_costs_dredd_no_transaction(tmp_path: Path) -> None:
    from contracts.dredd.command import declared_text
    from contracts.project.blueprint import read
    from contracts.render.dredd import FILE, render

    file = tmp_path / "api.apib"
    attributes = "+ Response 200 (application/json)\n    + Attributes (Foo)\n\n"
    file.write_text(
        f"{HEAD}# R [/r]\n\n## A [GET]\n\n{attributes}# S [/s]\n\n## B [GET]\n\n{attributes}"
    )
    blueprint = read(file, cache=None, keep_elements=True)
    found = render(declared_text(blueprint), blueprint.contract)[FILE]
    assert expected_names(blueprint.contract) == names(found, tmp_path) == ["R > A", "S > B"]
    assert names(blueprint.source.text, tmp_path) == []
