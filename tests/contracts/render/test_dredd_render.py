"""The text derived for Dredd, given to Dredd's own compiler."""

from __future__ import annotations

from pathlib import Path

import pytest

from contracts.build.transactions import expected_names, sent_value
from contracts.model import Parameter
from contracts.render.dredd import FILE, HeadingNotFound, literal_template, render
from contracts.text.uri import expand
from tests.contracts.blueprints import FAQS, contract
from tests.contracts.dredd_compiler import compiled, names, needs_dredd, uris

HEAD = "FORMAT: 1A\n\n# API\n\n# Group G\n\n"
PARAMETERS = """\
+ Parameters
    + id: `1` (string, required) - Which.
    + page%5Bsize%5D: `10` (number, optional) - Size.
        + Default: 20
    + page%5Bnumber%5D (number, optional) - Not sent.
    + `sort`: `-name` (string, optional)

"""
TEMPLATE = "/r/{id}{?page%5Bsize%5D,page%5Bnumber%5D,sort}"
OK = "+ Response 200 (text/plain)\n\n        # GET /not/a/heading\n\n"


def derived(text: str) -> str:
    return render(text, contract(text))[FILE]


def query(name: str, example: str = "", default: str = "", choices: str = "") -> Parameter:
    members = tuple(choices.split())
    return Parameter(name, name, "query", example=example, default=default, choices=members)


@pytest.mark.parametrize(
    ("template", "result"),
    [
        ("/r{?page%5Bsize%5D,sort}", "/r?page%5Bsize%5D=10{&sort}"),
        ("/r{?sort,page%5Bsize%5D}", "/r{?sort}&page%5Bsize%5D=10"),
        ("/r{?quiet,page%5Bsize%5D}", "/r?page%5Bsize%5D=10{&quiet}"),
        ("/r{?none%5B%5D}", "/r"),
        ("/r{?none%5B%5D,sort}", "/r{?sort}"),
        ("/r{?sort,none%5B%5D,quiet}", "/r{?sort,quiet}"),
        ("/r{?filter%5Bname%5D}", "/r?filter%5Bname%5D=a%20%26%20%C3%BC%5B%5D"),
        ("/r{?page%5Bsize%5D,filter%5Bname%5D,sort}",
         "/r?page%5Bsize%5D=10&filter%5Bname%5D=a%20%26%20%C3%BC%5B%5D{&sort}"),
        ("/r{?sort}{&page%5Bsize%5D}", "/r{?sort}&page%5Bsize%5D=10"),
        ("/r?x=1{&page%5Bsize%5D,sort}", "/r?x=1&page%5Bsize%5D=10{&sort}"),
        ("/r/{page%5Bsize%5D}/s", "/r/10/s"),
        ("/r{?page%5Bdefault%5D}", "/r?page%5Bdefault%5D=7"),
        ("/r{?order%5B%5D,sort}", "/r?order%5B%5D=up{&sort}"),
        ("/r{?undeclared%5B%5D,sort}", "/r{?undeclared%5B%5D,sort}"),
        ("/r/{sort}{?quiet}", "/r/{sort}{?quiet}"),
        ("/r{?filter%5Bname%5D:1}", "/r?filter%5Bname%5D=a"),
    ],
)  # fmt: skip
def test_variables_dredd_cannot_expand_become_literals(template: str, result: str) -> None:
    parameters = [
        query("page%5Bsize%5D", "10"),
        query("filter%5Bname%5D", "a & ü[]"),
        query("page%5Bdefault%5D", default="7"),
        query("none%5B%5D"),
        query("quiet"),
        query("sort", "-name"),
        query("order%5B%5D", choices="up down"),
    ]
    declared = [p for p in parameters if p.spelling in template]
    found = literal_template(template, declared)
    assert found == result
    if "undeclared" not in template:
        values = {p.spelling: sent_value(p) or None for p in declared}
        assert expand(found, values) == expand(template, values)


SHAPES = {
    "parameters of the resource": f"## R [{TEMPLATE}]\n\n{PARAMETERS}### A [GET]\n\n{OK}",
    "parameters of the action": f"## R [{TEMPLATE}]\n\n### A [GET]\n\n{PARAMETERS}{OK}",
    "template of the action": f"## R [/r]\n\n### A [GET {TEMPLATE}]\n\n{PARAMETERS}{OK}",
    "nameless action": f"## R [{TEMPLATE}]\n\n{PARAMETERS}### GET\n\n{OK}",
    "nameless resource": f"## {TEMPLATE}\n\n{PARAMETERS}### A [GET]\n\n{OK}",
    "one heading": f"## GET {TEMPLATE}\n\n{PARAMETERS}{OK}",
    "one heading with a name": f"## R [GET {TEMPLATE}]\n\n{PARAMETERS}{OK}",
    "closed headings": f"## R [{TEMPLATE}] ##\n\n{PARAMETERS}### A [GET] ###\n\n{OK}",
    "two actions": f"## R [{TEMPLATE}]\n\n{PARAMETERS}### A [GET]\n\n{OK}### B [PUT]\n\n{OK}",
    "headings in a code block": f"## R [{TEMPLATE}]\n\n{PARAMETERS}"
    "~~~~ json\n``` json\n### A [GET]\n```\n\n"
    f"### A [GET]\n\n~~~~ json\n# GET /x\n``` json\n### A [GET]\n```\n\n{OK}",
    "several examples": f"## R [{TEMPLATE}]\n\n{PARAMETERS}### A [GET]\n\n+ Request\n{OK}"
    f"+ Request\n{OK}",
    "same names elsewhere": f"## R [/q]\n\n### A [GET]\n\n{OK}## R [{TEMPLATE}]\n\n{PARAMETERS}"
    f"### A [GET]\n\n{OK}",
}


@needs_dredd
@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
def test_dredd_runs_the_derived_text_with_the_contract_s_names_and_uris(
    shape: str, tmp_path: Path
) -> None:
    text = HEAD + shape
    found = contract(text)
    result = compiled(derived(text), tmp_path)
    assert [t["name"] for t in result["transactions"]] == expected_names(found) != []
    assert [t["uri"] for t in result["transactions"]] == [
        t.request.uri for t in found.transactions()
    ]
    before = compiled(text, tmp_path)["annotations"]
    assert [a for a in result["annotations"] if a not in before] == []


@needs_dredd
def test_an_action_s_own_example_wins_over_the_resource_s(tmp_path: Path) -> None:
    own = "+ Parameters\n    + page%5Bsize%5D: `50` (number, optional)\n\n"
    text = f"{HEAD}## R [{TEMPLATE}]\n\n{PARAMETERS}### A [GET]\n\n{OK}### B [PUT]\n\n{own}{OK}"
    sent = uris(derived(text), tmp_path)
    assert [uri.split("?")[1] for uri in sent] == [
        "page%5Bsize%5D=10&sort=-name",
        "page%5Bsize%5D=50&sort=-name",
    ]


def test_only_headings_and_parameters_of_changed_actions_differ() -> None:
    other = f"## S [/s]\n\n### B [GET]\n\n{OK}"
    text = f"{HEAD}## R [{TEMPLATE}]\n\n### A [GET]\n\n{PARAMETERS}{OK}{other}"
    expected = text.replace("### A [GET]", "### A [GET /r/{id}?page%5Bsize%5D=10{&sort}]").replace(
        PARAMETERS,
        PARAMETERS[: PARAMETERS.index("    + page")]
        + PARAMETERS[PARAMETERS.index("    + `sort`") :],
    )
    assert derived(text) == expected


def test_a_section_that_loses_all_its_parameters_goes_as_a_whole() -> None:
    parameters = "+ Parameters\n    + a%5Bb%5D: 1 (optional)\n\n"
    text = f"{HEAD}## R [/r{{?a%5Bb%5D}}]\n\n### A [GET]\n\n{parameters}{OK}"
    assert "Parameters" not in derived(text)


def test_a_blueprint_without_such_variables_is_unchanged() -> None:
    text = f"{HEAD}## R [/r{{?sort}}]\n\n+ Parameters\n    + sort (optional)\n\n### A [GET]\n\n{OK}"
    assert derived(text) == text


def test_a_heading_is_known_by_its_template_where_names_repeat() -> None:
    underlined = f"A [GET /q]\n----------\n\n{OK}"
    text = f"{HEAD}## R [/r]\n\n{underlined}### A [GET {TEMPLATE}]\n\n{PARAMETERS}{OK}"
    assert "### A [GET /r/{id}?page%5Bsize%5D=10{&sort}]" in derived(text)


def test_an_underlined_heading_that_has_to_change_is_refused_with_its_place() -> None:
    text = f"{HEAD}## R [{TEMPLATE}]\n\n{PARAMETERS}A [GET]\n-------\n\n{OK}"
    with pytest.raises(HeadingNotFound, match=r"test\.apib:\d+.*write it as `### A \[GET\]`"):
        derived(text)


@needs_dredd
def test_without_derivation_dredd_drops_what_this_module_saves(tmp_path: Path) -> None:
    assert len(names(FAQS, tmp_path)) == len(names(derived(FAQS), tmp_path)) - 1


def test_what_comes_after_an_action_that_dredd_cannot_send_stays() -> None:
    fatal = "## R [/r/{id}]\n\n+ Parameters\n    + id (string, required)\n\n"
    left_out = f"### A [GET]\n\n{OK}"
    others = f"## S [/s]\n\n### B [GET]\n\n{OK}## T [/t]\n\n### C [GET]\n\n{OK}"
    assert derived(f"{HEAD}{fatal}{left_out}{others}") == f"{HEAD}{fatal}{others}"
