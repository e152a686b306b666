"""Descriptions as HTML: what each construct becomes, and what is left of raw HTML."""

from __future__ import annotations

import pytest

from contracts.render.markdown import inline, is_long, markdown

LINK = 'rel="noopener noreferrer"'


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("![alt *x*](http://a/b/c.png)", f'<a href="http://a/b/c.png" {LINK}>alt x</a>'),
        ("![](http://a/b/c.png)", f'<a href="http://a/b/c.png" {LINK}>c.png</a>'),
        ("![](http://a/b/)", f'<a href="http://a/b/" {LINK}>image</a>'),
        ("![a<b](http://a/b?c&d)", f'<a href="http://a/b?c&amp;d" {LINK}>a&lt;b</a>'),
        ("<b class='x'>y</b>", "<b>y</b>"),
        ("<B>y</B><br/>z", "<b>y</b><br>z"),
        ("<script>x</script>", "&lt;script&gt;x&lt;/script&gt;"),
        ("<img src=x onerror=alert(1)>", "&lt;img src=x onerror=alert(1)&gt;"),
        ("a <!-- c --> b", "a  b"),
        ("<a name='x'></a>t</a>", "t"),
        ("t</a>", "t&lt;/a&gt;"),
        ("<A HREF='http://e/'>t</A>", f'<a href="http://e/" {LINK}>t</a>'),
        ("<a href='http://e/'>t</a> u</a>", f'<a href="http://e/" {LINK}>t</a> u'),
        ("<a href=javascript:x>t</a>", "&lt;a href=javascript:x&gt;t&lt;/a&gt;"),
        ("[x](javascript:alert(1))", "[x](javascript:alert(1))"),
        ("[x](http://e/ 'title')", f'<a href="http://e/" title="title" {LINK}>x</a>'),
    ],
)
def test_text_in_a_line(text: str, html: str) -> None:
    assert inline(text) == html
    assert markdown(text) == f"<p>{html}</p>\n"


@pytest.mark.parametrize(
    ("text", "in_line", "in_description"),
    [
        ("<ul><li>x</li></ul>", "&lt;ul&gt;&lt;li&gt;x&lt;/li&gt;&lt;/ul&gt;",
         "<p></p><ul><li>x</li></ul><p></p>\n"),
        ("|a|\n|-|\n|1|", "|a|\n|-|\n|1|",
         '<div class="scroll"><table><thead>\n<tr>\n<th>a</th>\n</tr>\n</thead>\n'
         "<tbody>\n<tr>\n<td>1</td>\n</tr>\n</tbody>\n</table></div>"),
        ("3. c", "3. c", '<ol start="3">\n<li>c</li>\n</ol>\n'),
        ("plain", "plain", "<p>plain</p>\n"),
        ("", "", ""),
    ],
)  # fmt: skip
def test_blocks_are_of_descriptions_only(text: str, in_line: str, in_description: str) -> None:
    assert inline(text) == in_line
    assert markdown(text) == in_description


@pytest.mark.parametrize(
    ("text", "level", "headings"),
    [
        ("# A\n\n## B\n\n###### C", 2, "<h2>A</h2>\n<h3>B</h3>\n<h6>C</h6>\n"),
        ("### A\n\n#### B", 2, "<h2>A</h2>\n<h3>B</h3>\n"),
        ("## A\n\n# B", 3, "<h4>A</h4>\n<h3>B</h3>\n"),
        ("# A\n\n## B\n\n### C", 5, "<h5>A</h5>\n<h6>B</h6>\n<h6>C</h6>\n"),
        ("A\n=\n\nB\n-", 1, "<h1>A</h1>\n<h2>B</h2>\n"),
    ],
)
def test_headings_begin_at_a_level_and_end_at_the_sixth(
    text: str, level: int, headings: str
) -> None:
    assert markdown(text, level) == headings


def test_headings_have_their_anchors_in_order() -> None:
    text = "# A\n\n## B\n\n## C"
    assert markdown(text, 2, ("x", "y")) == '<h2 id="x">A</h2>\n<h3 id="y">B</h3>\n<h3>C</h3>\n'


@pytest.mark.parametrize("level", range(1, 7))
def test_a_heading_of_any_level_has_its_anchor(level: int) -> None:
    assert markdown("# A", level, ("x",)) == f'<h{level} id="x">A</h{level}>\n'


@pytest.mark.parametrize(
    ("marks", "html"),
    [
        ((), "<p>12</p>\n"),
        (("x",), f'<p><a id="x" {LINK}></a>12</p>\n'),
        (("y", "x"), f'<p><a id="x" {LINK}></a>1<a id="y" {LINK}></a>2</p>\n'),
        (("x", "x"), f'<p><a id="x" {LINK}></a>12<a id="x" {LINK}></a></p>\n'),
    ],
)
def test_an_authors_anchor_is_one_once_if_it_is_a_mark(marks: tuple[str, ...], html: str) -> None:
    text = '<a name="x"></a>1<a id=\'y\'></a>2<a name="x"></a>'
    assert markdown(text, 2, (), marks) == html


@pytest.mark.parametrize(
    ("text", "long"),
    [
        ("a" * 360, False),
        ("a" * 361, True),
        ("a" * 360 + "\n| a |", False),
        ("a" * 360 + "\n# A", False),
        ("a" * 360 + "\n#A", True),
        ("a" * 360 + "\n    code", False),
        ("a" * 360 + "\n   words", True),
        ("a" * 360 + "\n```", False),
        ("a" * 360 + "\n  ~~~", False),
        ("a" * 360 + " | # ```", True),
    ],
)
def test_long_prose_is_clamped(text: str, long: bool) -> None:
    assert is_long(text) == long
