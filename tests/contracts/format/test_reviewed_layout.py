"""The layout of an untidy file, as it was reviewed, and the widths at which it changes."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from contracts.format import STEPS, formatted

DOCUMENT = Path(__file__).parent / "documents" / "untidy.apib"


def test_an_untidy_file_is_its_golden_file(golden: Callable[[str, str], None]) -> None:
    before = DOCUMENT.read_text(encoding="utf-8")
    after = formatted(before)
    golden("format/untidy.apib", after)
    assert formatted(after) == after


@pytest.mark.parametrize("step", STEPS)
def test_each_step_alone_is_its_golden_file(step: str, golden: Callable[[str, str], None]) -> None:
    golden(f"format/untidy-{step}.apib", formatted(DOCUMENT.read_text("utf-8"), steps=(step,)))


HEAD = "### G [GET]\n\n+ Response 200\n\n"


@pytest.mark.parametrize(("length", "lines"), [(100, 1), (101, 3)])
def test_json_stands_on_one_line_of_a_hundred_columns(length: int, lines: int) -> None:
    text = json.dumps({"a": ""})
    body = text.replace('""', f'"{"x" * (length - 8 - len(text))}"')
    laid = formatted(f"{HEAD}        {body}\n")
    assert len(laid.splitlines()) == 4 + lines
    assert lines > 1 or len(laid.splitlines()[-1]) == length


@pytest.mark.parametrize(("length", "lines"), [(100, 4), (101, 6)])
def test_a_member_has_room_for_the_comma_after_it(length: int, lines: int) -> None:
    first = '{"a": [""], "b": 1}'.replace('""', f'"{"x" * (length - 20)}"')
    laid = formatted(f"{HEAD}        {first}\n").splitlines()[4:]
    assert len(laid) == lines
    assert lines > 4 or len(laid[1]) == length


@pytest.mark.parametrize(("length", "is_aligned"), [(120, True), (121, False)])
def test_a_table_is_aligned_up_to_its_widest_row(length: int, is_aligned: bool) -> None:
    for indent in ("", "  "):
        width = length - len("| a |  |") - len(indent)
        rows = [f"{indent}{row}" for row in ("|a|b|", "|-|-|", f"|c|{'x' * width}|")]
        after = formatted("# A\n\n" + "\n".join(rows) + "\n", steps=("tables",)).splitlines()
        assert len(after[-1]) == length
        assert after[2] == f"{indent}| a | b{' ' * (width - 1) if is_aligned else ''} |"
        assert after[3] == f"{indent}|---|{'-' * (width + 2) if is_aligned else '---'}|"
