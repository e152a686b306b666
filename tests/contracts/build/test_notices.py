"""Notices of descriptions: which lines are one, and what they become."""

from __future__ import annotations

import pytest

from contracts.build.anchors import headings
from contracts.render.markdown import markdown
from tests.linear import ALLOWED, growth

WARNING = '<div class="notice warning">\n'


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("::: warning\nA\n:::\nB", f"{WARNING}<p>A</p>\n</div>\n<p>B</p>\n"),
        ("A\n:::warning \nB\n::::", f"<p>A</p>\n{WARNING}<p>B</p>\n</div>\n"),
        (
            "::: warning\n::: NOTE\nA\n:::\n:::",
            f'{WARNING}<div class="notice note">\n<p>A</p>\n</div>\n</div>\n',
        ),
        ("::: warning\nA", "<p>::: warning\nA</p>\n"),
        ("::: other\nA\n:::", "<p>::: other\nA\n:::</p>\n"),
        ("- ::: warning\n  A\n\n:::", "<ul>\n<li>::: warning\nA</li>\n</ul>\n<p>:::</p>\n"),
    ],
)
def test_lines_between_marks_are_a_notice(text: str, html: str) -> None:
    assert str(markdown(text)) == html


def test_a_heading_in_a_notice_has_no_marks_in_its_title() -> None:
    text = '::: note\n### <i class="fa fa-info"></i> Quota <b style="x">value</b>\n:::'
    assert headings(text) == [(3, "Quota value")]
    assert "<h2><i></i> Quota <b>value</b></h2>" in str(markdown(text))


def test_marks_lose_their_attributes_and_other_tags_stay_text() -> None:
    html = str(markdown('<b onclick="x()">a</b> <u onclick=1>c</u>'))
    assert html == "<p><b>a</b> &lt;u onclick=1&gt;c&lt;/u&gt;</p>\n"


@pytest.mark.parametrize("unit", ["::: note\n", "::: note\nA\n:::\n", "- ::: note\n"])
def test_notices_take_linear_time(unit: str) -> None:
    assert growth(headings, "", unit) < ALLOWED
