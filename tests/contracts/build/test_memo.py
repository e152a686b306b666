"""What was built before is used again, and never where it would be built otherwise now."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.build.memo import Memo
from contracts.model import Contract
from contracts.project.blueprint import Blueprint, read
from contracts.read.cache import Memory
from contracts.read.source import Unsaved
from tests.contracts.lsp.workspace import FILES
from tests.examples import examples

PARSED = Memory(None)
"""The parser's results are the same for all tests: only building is looked at."""


@dataclass
class Editing:
    """Three files that are read again after each change."""

    folder: Path

    def __post_init__(self) -> None:
        self.texts = dict(FILES)
        self.memo = Memo()

    def read(self, memo: Memo | None = None) -> Blueprint:
        """The blueprint of the present texts."""
        files = {str(self.folder / name): text.encode() for name, text in self.texts.items()}
        root = self.folder / "api.apib"
        return read(root, cache=PARSED, files=Unsaved(files), memo=memo)

    def change(self, name: str, old: str, new: str) -> None:
        """Replace a text that is in a file."""
        assert old in self.texts[name]
        self.texts[name] = self.texts[name].replace(old, new, 1)


@pytest.fixture
def editing(tmp_path: Path) -> Editing:
    """The files, read once."""
    found = Editing(tmp_path)
    found.read(found.memo)
    return found


def resources(contract: Contract) -> dict[str, int]:
    """Which values are the first transactions of each resource."""
    return {
        resource.uri_template: id(resource.actions[0].transactions[0].response)
        for group in contract.groups
        for resource in group.resources
    }


CHANGES = (
    pytest.param(("venues.apib", "events take", "events\n\ntake"), id="lines move"),
    pytest.param(("venues.apib", "## Venue [", "## One Venue ["), id="resource renamed"),
    pytest.param(("venues.apib", "**Access:** ", "**Access:** x"), id="unknown access"),
    pytest.param(("api.apib", "# ", "# New "), id="API renamed"),
    pytest.param(("types.apib", "(string", "(number"), id="a type's member is a number"),
    pytest.param(("types.apib", "\n## ", "\n\n## "), id="a type stands a line lower"),
    pytest.param(("types.apib", "## Venue", "## Hall"), id="a type is renamed"),
    pytest.param(("venues.apib", "    + Attributes", "\t+ Attributes"), id="a tab indents"),
)


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_gives_what_building_anew_gives(
    editing: Editing, change: tuple[str, str, str]
) -> None:
    editing.change(*change)
    kept, anew = editing.read(editing.memo), editing.read()
    assert kept.contract == anew.contract
    assert kept.findings == anew.findings


def test_all_changes_one_after_the_other_and_undone_give_what_building_anew_gives(
    editing: Editing,
) -> None:
    for change in (each.values[0] for each in CHANGES):
        before = dict(editing.texts)
        if change[1] not in editing.texts[change[0]]:
            continue
        editing.change(*change)
        assert editing.read(editing.memo).contract == editing.read().contract
        editing.texts = before
        assert editing.read(editing.memo).contract == editing.read().contract


def test_only_the_resource_that_changed_is_built_again(editing: Editing) -> None:
    before = editing.read(editing.memo)
    editing.change("venues.apib", "## Venue [", "## One Venue [")
    after = editing.read(editing.memo)
    one, other = resources(before.contract), resources(after.contract)
    changed = [template for template in one if one[template] != other[template]]
    assert changed == ["/v1/venues/{id}"]


def test_a_type_that_appears_is_seen_by_the_resources_that_name_it(editing: Editing) -> None:
    whole = editing.texts["types.apib"]
    at = whole.index("\n## ")
    editing.texts["types.apib"] = whole[: whole.index("\n## ", at + 1)]
    editing.read(editing.memo)
    editing.texts["types.apib"] = whole
    assert editing.read(editing.memo).contract == editing.read().contract


FRAGMENTS = (
    "",
    "x",
    "\n",
    "+ Response 404\n\n",
    "## Extra [/v1/extra]\n\n### See [GET]\n\n+ Response 204\n\n",
    "# Group More\n\n",
    "# Data Structures\n\n",
    "## Venue (object)\n+ name: A (string)\n\n",
    "+ Attributes (Venue)\n",
    "<!-- include(types.apib) -->\n",
    "<!-- contract: ignore access-unknown -->\n",
    "```\n",
    "\té漢😀\n",
    '            {"data": 1}\n',
)
EDITS = st.tuples(
    st.sampled_from(sorted(FILES)),
    st.integers(0, 10_000),
    st.integers(0, 3),
    st.sampled_from(FRAGMENTS),
)


@given(st.lists(EDITS, min_size=1, max_size=5))
@settings(max_examples=examples(15))
def test_any_edits_give_what_reading_anew_gives(edits: list[tuple[str, int, int, str]]) -> None:
    editing = Editing(Path("/nowhere"))
    editing.read(editing.memo)
    for name, at, removed, fragment in edits:
        lines = editing.texts[name].splitlines(keepends=True)
        at %= len(lines) + 1
        editing.texts[name] = "".join([*lines[:at], fragment, *lines[at + removed :]])
        kept, anew = editing.read(editing.memo), editing.read()
        assert kept.contract == anew.contract
        assert kept.findings == anew.findings
