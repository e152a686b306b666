"""Each case file of MSON holds, and says where Dredd's parser is not followed."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.contracts.build.mson_cases import Case, cases, differences, dredds, ours, page
from tests.contracts.dredd_compiler import needs_dredd

CASES = cases()
ROOT = Path(__file__).parents[3]

#: Sections of the MSON specification that no case cites, and why; 4.6 and 5.3 are not read.
NOT_TESTED = {
    **dict.fromkeys(("1", "1.2"), "about the specification's own words"),
    **dict.fromkeys(("2", "2.1", "2.3", "3", "6"), "introduces the sections below it"),
    **dict.fromkeys(("3.1.1", "3.5.1.1", "3.5.2.1", "5.3"), "generic types: no parser reads them"),
    "4.6": "reserved for future use",
}
#: All sections of the specification.
SECTIONS = """
1 1.1 1.2 1.3 2 2.1 2.1.1 2.1.2 2.2 2.3 2.3.1 2.3.2 3 3.1 3.1.1 3.2 3.2.1 3.2.2 3.3 3.4 3.4.1 3.4.2
3.4.3 3.5 3.5.1 3.5.1.1 3.5.2 3.5.2.1 3.5.2.2 3.5.3 3.6 4 4.1 4.2 4.2.1 4.3 4.4 4.5 4.6 5 5.1 5.2
5.3 5.4 6 6.1 6.2 6.3
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same for all tests: what Dredd says of a case is asked once."""
    return tmp_path_factory.mktemp("dredd")


each_case = pytest.mark.parametrize("case", CASES, ids=[case.title for case in CASES])


@each_case
def test_a_case_has_its_example_and_schema(case: Case) -> None:
    made = ours(case)
    schema = {key: value for key, value in made.schema.items() if key != "$schema"}
    assert made.example == case.example
    assert schema == case.schema


@each_case
def test_a_schema_accepts_its_example_and_what_is_right_and_nothing_wrong(case: Case) -> None:
    made = ours(case)
    refused = [v for v in (json.dumps(made.example), *case.accepted) if not made.accepts(v)]
    accepted = [v for v in case.refused if made.accepts(v)]
    assert (refused, accepted) == ([], [])


@needs_dredd
@each_case
def test_a_case_gives_the_reason_where_dredds_parser_differs(case: Case, folder: Path) -> None:
    found = differences(case, ours(case), dredds(case, folder))
    assert bool(found) == bool(case.differs), found


@needs_dredd
def test_the_documentation_shows_the_cases(folder: Path) -> None:
    written = (ROOT / "docs" / "mson.md").read_text(encoding="utf-8")
    assert written == page(folder), "run: python -m tests.contracts.build.mson_cases > docs/mson.md"


def test_every_section_of_mson_has_a_case_or_a_reason() -> None:
    cited = {
        section
        for case in CASES
        for numbers in re.findall(r"MSON ([0-9][0-9., and]*)", case.about)
        for section in re.findall(r"[0-9](?:\.[0-9])*", numbers)
    }
    assert cited | set(NOT_TESTED) == set(SECTIONS.split())
    assert not cited & set(NOT_TESTED)
