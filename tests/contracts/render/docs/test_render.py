"""The documentation page: complete, self-contained, and harmless whatever the text says."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import fields, is_dataclass, replace
from enum import Enum
from functools import cache
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from jinja2 import Environment

from contracts.model import (
    Access,
    Contract,
    Diagnostic,
    Member,
    Parameter,
    Request,
    ResourceType,
    Schema,
    Severity,
)
from contracts.render.curl import curl
from contracts.render.docs import render
from contracts.render.highlight import highlighted
from contracts.render.markdown import inline, markdown
from contracts.render.pages import environment as new_environment
from contracts.render.value_rows import ValueRow, plain, rows
from tests.blueprint import contract as our_contract
from tests.contracts.blueprints import FAQS, contract
from tests.contracts.factories import HERE, action, array, obj, required, transaction
from tests.contracts.factories import contract as made

ROOT = Path(__file__).parents[4]
VOID = {"meta", "input", "br", "hr", "img", "link", "wbr"}


class Page(HTMLParser):
    """A page's elements, ids and links; a tag that closes nothing is a mistake."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.mistakes: list[str] = []
        self.text = ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.mistakes.append(f"</{tag}> at {self.getpos()}")

    def handle_data(self, data: str) -> None:
        if not self.open or self.open[-1] not in ("script", "style"):
            self.text += data

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]

    def ids(self) -> list[str]:
        return [a["id"] or "" for _, a in self.elements if "id" in a]


@cache
def real_html() -> str:
    return render(our_contract())["index.html"]


@cache
def real_page() -> Page:
    return Page(real_html())


def page(found: Contract, *diagnostics: Diagnostic) -> Page:
    return Page(render(found, diagnostics)["index.html"])


# The whole page


def test_it_is_one_file_of_moderate_size() -> None:
    assert list(render(our_contract())) == ["index.html"]
    assert len(real_html().encode()) < 1_500_000


def test_every_element_is_closed_where_it_was_opened() -> None:
    assert real_page().mistakes == []
    assert real_page().open == []


def test_every_action_resource_type_and_named_type_has_an_anchor() -> None:
    ids = set(real_page().ids())
    assert {a.id for a in our_contract().actions()} <= ids
    assert {f"resource.{t.name}" for t in our_contract().resource_types} <= ids
    shown = [each for each in ids if re.fullmatch(r"type\.[^.]+", each)]
    assert len(shown) == len(our_contract().schemas)


def test_every_resource_attribute_and_relationship_has_an_anchor() -> None:
    ids = set(real_page().ids())
    for found in our_contract().resource_types:
        members = [*found.attributes, *found.relationships]
        assert {f"resource.{found.name}.{m.name}" for m in members} <= ids
    assert {"group.faqs.faqs", "create-faq.1", "get-faq.parameter.id"} <= ids


def test_every_transaction_has_an_anchor_under_its_action() -> None:
    ids = set(real_page().ids())
    for found in our_contract().actions():
        assert {f"{found.id}.{n}" for n in range(1, len(found.transactions) + 1)} <= ids


def test_no_anchor_is_there_twice() -> None:
    ids = real_page().ids()
    assert len(ids) == len(set(ids))


def test_names_that_are_spelled_alike_have_anchors_of_their_own() -> None:
    things = made(action()).groups[0]
    types = tuple(ResourceType(name, HERE) for name in ("a-thing", "a thing"))
    found = made(
        groups=(things, replace(things, resources=())),
        schemas={"A type": obj(name="A type"), "a Type": obj(name="a Type")},
        resource_types=types,
    )
    ids = page(found).ids()
    assert len(ids) == len(set(ids))
    assert {"group.things", "group.things.2", "type.a-type", "type.a-type.2"} <= set(ids)
    assert {"resource.a-thing", "resource.a-thing.2"} <= set(ids)


def test_every_inner_link_leads_somewhere() -> None:
    ids = set(real_page().ids())
    links = [a["href"] or "" for a in real_page().all("a")]
    assert len(links) > 100
    assert [x for x in links if x.startswith("#") and x[1:] not in ids] == []


def test_nothing_is_fetched() -> None:
    tags = {name for name, _ in real_page().elements}
    assert not tags & {"img", "iframe", "object", "embed", "video", "audio", "base"}
    assert not any("src" in attributes for _, attributes in real_page().elements)
    assert real_page().all("link") == [{"rel": "icon", "href": "data:,"}]
    style = re.findall(r"<style>(.*?)</style>", real_html(), re.DOTALL)
    assert not re.search(r"url\(|@import", "".join(style))


def test_headings_skip_no_level() -> None:
    levels = [int(name[1]) for name, _ in real_page().elements if re.fullmatch("h[1-6]", name)]
    assert levels.count(1) == 1
    assert [b for a, b in pairwise(levels) if b > a + 1] == []


def test_keyboards_reach_the_content_first() -> None:
    first = real_page().all("a")[0]
    assert (first["class"], first["href"]) == ("skip", "#content.")


@pytest.mark.parametrize("tag", ["style", "script"])
def test_the_policy_allows_exactly_the_pages_own_style_and_script(tag: str) -> None:
    opening = {"style": "<style>", "script": '<script type="module">'}[tag]
    (inline_text,) = re.findall(rf"{opening}(.*?)</{tag}>", real_html(), re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(inline_text.encode()).digest()).decode()
    (policy,) = (
        a["content"] or ""
        for a in real_page().all("meta")
        if a.get("http-equiv") == "Content-Security-Policy"
    )
    assert f"{tag}-src 'sha256-{digest}'" in policy
    assert "default-src 'none'" in policy
    assert not any("style" in attributes for _, attributes in real_page().elements)


def test_an_empty_contract_has_a_page() -> None:
    assert page(Contract("", "test.apib")).mistakes == []


# Harmless


EVIL = """<script>alert(1)</script><xss onx=1>"'`&amp;</pre></style>{{ 7*7 }}"""


#: One of each kind: elements, handlers, addresses, ends of what the text stands in, encodings.
ATTACKS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    "<math><mtext><mglyph><style><!--</style><img title='--&gt;<img src=x onerror=alert(1)>'>",
    "<iframe srcdoc='&lt;script&gt;alert(1)&lt;/script&gt;'></iframe>",
    "<a href='javascript:alert(1)'>x</a>",
    "[x](javascript:alert(1)) [x](JAVASCRIPT&colon;alert(1)) [x](java\nscript:alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==) [x](vbscript:alert(1))",
    "![x](http://tracker.example/x.png) ![x][y]\n\n[y]: http://tracker.example/y.png",
    "<javascript:alert(1)> <data:text/html,x>",
    "' onmouseover=alert(1) x='",
    '" autofocus onfocus=alert(1) x="',
    "` onfocus=alert(1) `",
    "</script><script>alert(1)</script>",
    "</style><script>alert(1)</script><style>",
    "</pre></code></textarea></title><script>alert(1)</script>",
    "--><script>alert(1)</script><!--",
    "]]><script>alert(1)</script>",
    "<!--#include virtual='/etc/passwd'--> {{ 7*7 }} {% raw %} ${7*7} <%= 7*7 %>",
    "<base href='http://evil.example/'><link rel=stylesheet href=//evil.example/x.css>",
    "<meta http-equiv=refresh content='0;url=http://evil.example'>",
    "<form action=http://evil.example><button formaction=javascript:alert(1)>x",
    "\u202e\u2028\u2029\ufeff<scr\u0000ipt>alert(1)</script>",
    "&#60;script&#62;alert(1)&#60;/script&#62; &lt;script&gt;",
    "<details open ontoggle=alert(1)> <dialog open onclose=alert(1)>",
]


def poisoned(value: Any, evil: str = EVIL) -> Any:
    """A value with hostile text in every text that a blueprint's author can choose."""
    if isinstance(value, Enum | bool):
        return value
    if isinstance(value, str):
        return value + evil
    if isinstance(value, tuple | list):
        return type(value)(poisoned(item, evil) for item in value)
    if isinstance(value, dict):
        return {poisoned(key, evil): poisoned(item, evil) for key, item in value.items()}
    if is_dataclass(value) and not isinstance(value, type):
        closed = {"kind"} if isinstance(value, Schema) else set()
        closed |= {"kind", "place"} if isinstance(value, Parameter) else set()
        return replace(
            value,
            **{
                f.name: poisoned(getattr(value, f.name), evil)
                for f in fields(value)
                if f.name not in closed
            },
        )
    return value


def test_hostile_text_stays_text() -> None:
    harmless, hostile = (
        page(found, Diagnostic(f"c{evil}", Severity.ERROR, f"m{evil}", HERE, f"h{evil}"))
        for found, evil in ((contract(FAQS), ""), (poisoned(contract(FAQS)), EVIL))
    )
    assert hostile.text.count("alert(1)") > 300
    assert {name for name, _ in hostile.elements} <= {
        *(name for name, _ in harmless.elements),
        "code",
        "wbr",
        "em",
        "strong",
    }
    assert len(hostile.all("script")) == 2 + len(hostile.all("article"))  # each ends in a pause
    assert len(hostile.all("style")) == 1
    assert {key for _, a in hostile.elements for key in a} <= {
        key for _, a in harmless.elements for key in a
    }
    assert hostile.mistakes == []
    assert "{{ 7*7 }}" in hostile.text


@pytest.mark.parametrize(
    "text",
    [
        "[a](javascript:alert(1))",
        "[a](JaVaScRiPt:alert(1))",
        "[a](data:text/html,x)",
        "<javascript:alert(1)>",
        "![a](http://tracker.example/x.png)",
        "<img src=http://tracker.example/x.png>",
    ],
)
def test_markdown_makes_no_script_and_no_image(text: str) -> None:
    for html in (markdown(text), inline(text)):
        found = Page(html)
        assert found.all("img") == []
        assert not any(
            (a["href"] or "").lower().startswith(("java", "data")) for a in found.all("a")
        )


# Markdown


def test_headings_of_a_description_go_below_the_pages() -> None:
    html = markdown("## One\n\n#### Two\n\nThree\n=====", 3)
    assert re.findall(r"<h(\d)>", html) == ["4", "6", "3"]


def test_headings_end_at_the_sixth_level() -> None:
    assert re.findall(r"<h(\d)>", markdown("# A\n\n### B", 5)) == ["5", "6"]


def test_tables_are_tables() -> None:
    assert "<td>b</td>" in markdown("| a |\n|---|\n| b |")


# Code


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ('{"a": "b"}', '{<b>"a"</b>: <i>"b"</i>}'),
        ("[1, -2.5e3, true, null]", "[<u>1</u>, <u>-2.5e3</u>, <u>true</u>, <u>null</u>]"),
        (r'"a \" : 1"', r'<i>"a \" : 1"</i>'),
        ('"<b>"', '<i>"&lt;b&gt;"</i>'),
        ('{"a": 1', '{"a": 1'),
        ("a=1&b=2", "a=1&amp;b=2"),
    ],
)
def test_code_is_coloured_when_it_is_json(text: str, html: str) -> None:
    assert str(highlighted(text)) == html


@pytest.mark.parametrize(
    ("request_", "expected"),
    [
        (Request("", "GET", "/a?b=1"), "curl 'http://h/a?b=1'"),
        (
            Request("", "GET", "/a", headers=(("Accept", "x/y"),)),
            "curl http://h/a \\\n  --header 'Accept: x/y'",
        ),
        (
            Request("", "POST", "/a", body='{"a": "it\'s"}'),
            'curl --request POST \\\n  http://h/a \\\n  --data-raw \'{"a": "it\'"\'"\'s"}\'',
        ),
        (Request("", "GET", "/café/%20/[1]"), "curl http://h/caf%C3%A9/%20/%5B1%5D"),
        (Request("", "DELETE", "/a"), "curl --request DELETE \\\n  http://h/a"),
        (
            Request("", "GET", "/a", body="x"),
            "curl --request GET \\\n  http://h/a \\\n  --data-raw x",
        ),
    ],
)
def test_curl_sends_the_request(request_: Request, expected: str) -> None:
    assert curl(request_, "http://h/") == expected


# Members


def anchors(name: str) -> str:
    return f"type.{name}" if name == "Known" else ""


KNOWN = obj(Member("x", Schema("string", sample="s")), name="Known", description="Of the type.")

ROWS: dict[str, tuple[Schema, ValueRow]] = {
    "scalar": (
        Schema("string", format="date", nullable=True, default="d", sample="s", description="D"),
        ValueRow(
            "m",
            "string (date)",
            notes=("nullable",),
            facts=(("default", "d"), ("example", "s")),
            description="D",
        ),
    ),
    "fixed": (
        Schema("number", fixed=True, sample=5),
        ValueRow("m", "number", facts=(("always", "5"),)),
    ),
    "enum": (
        Schema("string", choices=("a", "b")),
        ValueRow("m", "enum of string", choices=("a", "b")),
    ),
    "array of a known type": (
        array(KNOWN),
        ValueRow("m", "array of object", "Known", "type.Known"),
    ),
    "known type": (KNOWN, ValueRow("m", "object", "Known", "type.Known")),
    "type inside itself": (
        Schema("ref", name="Known"),
        ValueRow("m", "object", "Known", "type.Known"),
    ),
    "unknown name": (
        obj(Member("x", Schema("boolean", sample=True)), name="Unknown"),
        ValueRow("m", "object", children=(ValueRow("x", "boolean", facts=(("example", "true"),)),)),
    ),
    "array of several types": (
        array(Schema("string"), Schema("number")),
        ValueRow(
            "m",
            "array of string or number",
            children=(ValueRow("item", "string"), ValueRow("item", "number")),
        ),
    ),
}


@pytest.mark.parametrize(("schema", "expected"), ROWS.values(), ids=ROWS)
def test_a_member_is_shown(schema: Schema, expected: ValueRow) -> None:
    assert rows(obj(Member("m", schema)), anchors, expand=False) == (expected,)


def test_known_types_are_shown_in_place_where_that_is_wanted() -> None:
    (row,) = rows(obj(required("m", KNOWN)), anchors)
    assert row.required
    assert row.anchor == "type.Known"
    assert [child.name for child in row.children] == ["x"]


@pytest.mark.parametrize(("value", "text"), [("a", "a"), (None, "null"), (["é"], '["é"]')])
def test_a_value_is_shown(value: Any, text: str) -> None:
    assert plain(value) == text


# What an action shows


def shown(**changes: Any) -> str:
    success = transaction(201, method="POST", name="A good one", sends=obj(), answers=obj())
    refusal = transaction(422, method="POST", name="A bad one", sends={"a": 1}, answers=obj())
    return page(made(action(success, refusal, method="POST", name="Make", **changes))).text


@pytest.mark.parametrize(
    "text", ["Make", "POST", "/things", "A good one", "A bad one", "Unprocessable Content"]
)
def test_an_action_shows(text: str) -> None:
    assert text in shown()


def test_an_action_shows_who_may_call_it() -> None:
    assert "organizer" in shown(access=Access.ORGANIZER)


def test_an_action_shows_the_errors_it_implies() -> None:
    text = shown()
    assert "415 the Content-Type is not the documented one" in " ".join(text.split())


def test_an_action_shows_its_parameters() -> None:
    parameter = Parameter(
        "page[size]",
        "page%5Bsize%5D",
        "query",
        kind="number",
        example="10",
        default="20",
        choices=("10", "20"),
        description="How *many*.",
    )
    text = " ".join(shown(parameters=(parameter,)).split())
    assert "page[size]" in text
    assert "How many." in text
    assert "default 20" in text
    assert "one of 10 20" in text


def test_the_first_success_is_unfolded_and_the_rest_is_not() -> None:
    refusal = transaction(404, name="Refused", answers=obj())
    success = transaction(200, name="Fine", answers=obj())
    found = page(made(action(refusal, success, name="Read")))
    folded = {a["id"]: "open" not in a for a in found.all("details") if "id" in a}
    assert folded == {"read.1": True, "read.2": False}


def test_findings_are_a_chapter() -> None:
    finding = Diagnostic("body", Severity.WARNING, "is odd", HERE, "fix it")
    assert "test.apib:1:1" in page(made(), finding).text
    assert "(fix it)" in page(made(), finding).text
    assert "Findings" not in page(made()).text


def test_templates_are_read_once_for_all_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    folders: list[str] = []

    def environment(folder: str) -> Environment:
        folders.append(folder)
        return new_environment(folder)

    monkeypatch.setattr("contracts.render.docs.environment", environment)
    for _ in range(3):
        render(made(action(transaction())))
    assert len(folders) <= 1
