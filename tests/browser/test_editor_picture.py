"""A terminal's screen as a page."""

from __future__ import annotations

import pytest

from tests.browser.editor_picture import _as_html


@pytest.mark.parametrize(
    ("screen", "page"),
    [
        ("a < b", '<span style="">a &lt; b</span>'),
        ("\x1b[31mx\x1b[0m no", '<span style="color:#cd0000">x</span><span style=""> no</span>'),
        ("\x1b[38;2;1;2;3mx", '<span style="color:rgb(1,2,3)">x</span>'),
        ("\x1b[38;5;196;1mx", '<span style="color:rgb(255,0,0);font-weight:bold">x</span>'),
        ("\x1b[48;5;232mx\x1b[0m", '<span style="background:rgb(8,8,8)">x</span>'),
        ("\x1b[92mx\x1b[39my", '<span style="color:#00ff00">x</span><span style="">y</span>'),
        ("\x1b[7;31mx", '<span style="color:#262626;background:#cd0000">x</span>'),
        ("\x1b(Bx\x0f", '<span style="">x</span>'),
    ],
)  # fmt: skip
def test_colours_of_a_terminal_are_those_of_the_page(screen: str, page: str) -> None:
    assert "".join(_as_html(screen)) == page
