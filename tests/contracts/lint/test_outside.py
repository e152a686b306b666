"""Small blueprints made from public issues of Dredd, drafter, aglio and others: all that is found.

``outside/`` has the blueprints; the first word of a file's name is its case. A case without
findings is one in which other tools, or this one earlier, found a mistake that there is not.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from contracts.model import Severity
from contracts.project.blueprint import Blueprint, read
from contracts.project.fixing import fix
from contracts.read.source import Unsaved

FOLDER = Path(__file__).parent / "outside"

#: For each case its findings but for notes: where, and the rule.
CASES: dict[str, list[str]] = {
    "02-explode-parameter": [],
    "11-action-own-uri": [],
    "13-js-literal-body": ["15:5 parser-10", "25:17 body-not-json"],
    "14-schema-without-space": ["12:5 swallowed-section"],
    "15-model-openapi": [],
    "16-model-reference-lost": ["16:5 model-reference-lost", "31:5 parser-5", "35:5 parser-5"],
    "16b-model-misspelled": ["31:5 parser-5", "35:5 parser-3"],
    "20-no-slash": ["5:1 uri-no-slash"],
    "21-uuid-and-header": ["11:13 value-cut", "15:7 parser-10"],
    "22-mson-dash-value": [
        "16:8 value-cut",
        "17:12 value-cut",
        "18:10 value-cut",
        "19:3 value-cut",
    ],
    "23-underscore-parameter": ["11:7 parameter-misread"],
    "25-at-parameter": ["5:1 uri-unencoded"],
    "27-values-colon": ["12:9 swallowed-section"],
    "29-response-description": ["14:3 parser-10", "17:5 parser-10"],
    "30-port-in-uri": ["5:1 uri-no-slash", "16:1 uri-no-slash"],
    "36-host-no-url": ["2:7 host-invalid"],
    "38-204-content-type": [],
    "45-reserved-expansion": [],
    "50-crlf": ["13:27 body-not-json", "22:1 parser-5"],
    "52-hercule/api": ["7:1 include-syntax"],
    "55-typo-before-format": ["11:3 empty-success"],
    "66-two-collections": [],
    "67-tab-columns": ["16:15 body-not-json"],
    "68-brackets-in-action-parameters": ["5:1 uri-unencoded"],
    "69-head": [],
    "70-host-without-scheme": ["2:7 host-invalid", "12:7 parameter-no-example"],
    "71-colon-in-description": ["11:7 parameter-misread"],
    "72-fenced-body-lines": ["17:37 jsonapi-id", "39:19 body-schema"],
    "78-several-requests-one-response": ["14:3 dredd-drops"],
    "79-undeclared-variable-exit-code": ["14:1 parameter-undeclared"],
}
HINTS = {
    "16b-model-misspelled": "did you mean 'Account'?",
    "21-uuid-and-header": "`fdb283d4-7341-4517-b500-371d22d27cfc`",
    "23-underscore-parameter": "+ `template_type`",
    "25-at-parameter": "write %40meta",
    "27-values-colon": "write `+ Members`",
    "30-port-in-uri": "write [/posts]; the server belongs to the metadata,"
    " `HOST: http://localhost:9000`",
    "50-crlf": "did you mean `+ Response`?",
    "52-hercule/api": "<!-- include(blueprint/gist.md) -->",
    "70-host-without-scheme": "HOST: https://petstore.example.com/v2",
    "78-several-requests-one-response": "a + Response after each + Request",
}
FIXED = {
    "21-uuid-and-header": ["15:7 parser-10"],
    "22-mson-dash-value": [],
    "25-at-parameter": [],
    "68-brackets-in-action-parameters": [],
    "72-fenced-body-lines": ["39:19 body-schema"],
}


def path(case: str) -> Path:
    return FOLDER / f"{case}.apib"


def found(blueprint: Blueprint) -> list[str]:
    """Line, column and code of every error and warning in the blueprint's own file."""
    return [
        f"{each.location.line}:{each.location.column} {each.code}"
        for each in blueprint.diagnostics
        if each.severity is not Severity.INFO
    ]


def test_every_file_is_a_case() -> None:
    names = {p.relative_to(FOLDER).with_suffix("").as_posix() for p in FOLDER.rglob("*.apib")}
    assert names == set(CASES)


@pytest.mark.parametrize("case", CASES)
def test_each_mistake_is_one_finding_at_its_place(case: str) -> None:
    blueprint = read(path(case), cache=None)
    assert found(blueprint) == CASES[case], "\n".join(map(str, blueprint.diagnostics))


@pytest.mark.parametrize("case", HINTS)
def test_the_hint_is_what_to_write(case: str) -> None:
    hints = [each.hint for each in read(path(case), cache=None).diagnostics]
    assert any(HINTS[case] in hint for hint in hints), hints


@pytest.mark.parametrize("case", FIXED)
def test_a_fix_leaves_only_what_people_must_decide(case: str, tmp_path: Path) -> None:
    file = tmp_path / "api.apib"
    file.write_bytes(path(case).read_bytes())
    fixes = fix(lambda unsaved: read(file, cache=None, files=Unsaved(unsaved)))
    assert found(fixes.blueprint) == FIXED[case]
