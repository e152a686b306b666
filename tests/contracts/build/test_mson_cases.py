"""Each case file of MSON holds, and says where Dredd's parser is not followed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.contracts.build.mson_cases import Case, cases, differences, dredds, ours, page
from tests.contracts.dredd_compiler import needs_dredd

CASES = list(cases())
ROOT = Path(__file__).parents[3]

each_case = pytest.mark.parametrize("case", CASES, ids=[case.title for case in CASES])


@each_case
def test_a_case_has_its_example_and_schema(case: Case) -> None:
    made = ours(case)
    schema = {key: value for key, value in made.schema.items() if key != "$schema"}
    assert made.example == case.example
    assert schema == case.schema


@each_case
def test_a_schema_accepts_its_example_and_what_is_right(case: Case) -> None:
    made = ours(case)
    refused = [v for v in (json.dumps(made.example), *case.accepted) if not made.accepts(v)]
    assert refused == []


@each_case
def test_a_schema_refuses_what_is_wrong(case: Case) -> None:
    made = ours(case)
    assert [value for value in case.refused if made.accepts(value)] == []


@needs_dredd
@each_case
def test_a_case_gives_the_reason_where_dredds_parser_differs(case: Case, tmp_path: Path) -> None:
    found = differences(case, ours(case), dredds(case, tmp_path))
    assert bool(found) == bool(case.differs), found


@needs_dredd
def test_the_documentation_shows_the_cases(tmp_path: Path) -> None:
    written = (ROOT / "docs" / "mson.md").read_text(encoding="utf-8")
    assert written == page(tmp_path), (
        "run: python -m tests.contracts.build.mson_cases > docs/mson.md"
    )
