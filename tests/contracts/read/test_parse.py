"""From text to elements: parts against the whole, places of findings, crashes, the cache."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.model import Diagnostic, Severity
from contracts.read import cache as disk
from contracts.read import locate_crash
from contracts.read import parse as module
from contracts.read.drafter import ParserReply
from contracts.read.elements import ParsedBlueprint
from contracts.read.outline import Outline, outline
from contracts.read.parse import parse, parse_whole
from contracts.read.parts import Part
from contracts.read.source import from_text, load
from contracts.text.kept import Kept
from tests.examples import examples

TESTS = Path(__file__).parents[2]
WIDE = "é漢字😀"


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The texts that the parser was asked for."""
    texts: list[str] = []
    real = module.parse_texts

    def parse_texts(wanted: list[str], *, limit: float) -> list[ParserReply]:
        texts.extend(wanted)
        return real(wanted, limit=limit)

    monkeypatch.setattr(module, "parse_texts", parse_texts)
    return texts


HEAD = "FORMAT: 1A\n\n# API\n\n"
TYPES = "# Data Structures\n\n"
A = "## A\n+ b: 1 (number)\n\n"


def group(name: str = "G", *, uri: str = "/r", members: str = "", more: str = "") -> str:
    """A group with one action, whose response has the named type A with further members."""
    return (
        f"# Group {name}\n\n## R [{uri}]\n\n### Get [GET]\n\n"
        f"+ Response 200 (application/json)\n    + Attributes (A)\n{members}\n{more}"
    )


def also(members: str, *types: str) -> str:
    """A blueprint whose second group adds ``members`` to A, with further ``types``."""
    second = group("H", uri="/s", members="".join(f"        {m}\n" for m in members.split("\n")))
    return HEAD + group() + second + TYPES + A + "".join(types)


def resource(uri: str, more: str = "") -> str:
    """A further resource of a group, with one action."""
    return f"## Next {uri[1:]} [{uri}]\n\n### Get [GET]\n\n+ Response 204\n\n{more}"


def several(more: str = "", uri: str = "/s") -> str:
    """A blueprint with a group of three resources, and ``more`` after the first of them."""
    return (
        HEAD + group(more=more) + resource(uri) + resource("/t") + group("H", uri="/u") + TYPES + A
    )


APART = {
    "several resources in a group": several(),
    "words and headings before the resources": several().replace(
        "# Group G\n", "# Group G\nwords\n\n## About\nmore words\n\n+ an item\n"
    ),
    "a heading that is no resource between resources": several("## Foo\n\nbar\n\n"),
    "a named action between resources": several("## Put It [PUT /x]\n\n+ Response 204\n\n"),
    "a bare resource between resources": several("## /x\n\n### Get [GET]\n\n+ Response 204\n\n"),
    "a resource heading in a fence": several(
        "### P [PUT]\n```\n\n## R [/x]\n\n```\n\n+ Response 204\n\n"
    ),
    "a resource heading right after an item": several(
        "### P [PUT]\n\n+ Response 204\n## X [/x]\n\n"
    ),
    "a resource at the top of a group of several": several(
        "# X [/x]\n\n## Get [GET]\n\n+ Response 204\n\n"
    ),
    "a bad URI between resources": several(resource("/x{?a-b}")),
    "text where no body can be, between resources": several("words\n\n"),
    "an action without a response, between resources": several("### X [PUT]\n\n"),
    "a parameter that the URI lacks, between resources": several(
        "## P [/p/{id}]\n\n+ Parameters\n    + no: 1\n\n### Get [GET]\n\n+ Response 204\n\n"
    ),
    "a group of several in other characters": several(f"{WIDE}\n\n").replace(
        "# Group G", f"# Group {WIDE}"
    ),
    "a resource whose name begins with Group": several().replace("## Next s", "## Group List"),
    "the first resource of a group called Group": several().replace("## R [/r]", "## Group [/r]"),
    "an action whose name begins with Group": several().replace("### Get", "### Group it", 1),
    "an action of its own URI called Group": several("## Group It [PUT /x]\n\n+ Response 204\n\n"),
    "a resource called Group at the level of groups": several(
        "# Group Collection [/x]\n\n## Get [GET]\n\n+ Response 204\n\n"
    ),
    "a resource called Data Structures": several().replace("## Next s", "## Data Structures"),
    "a type in backticks": HEAD + group() + TYPES + "## `A`\n+ b\n",
    "types in backticks with dashes": HEAD
    + group(members="        + c (`a-b`)\n        + d: 5 (x-y)\n")
    + TYPES
    + A
    + "## `a-b` (`data-type`)\n+ e\n\n## `data-type` (object, required)\n+ f\n\n"
    + "## `x-y` (number)\n\n## `l_m` (array[`a-b`]) - Words, more\n\n## O (object) - Words\n+ p\n",
    "types on another level": HEAD
    + group()
    + "## Data Structures\n\n### A\n+ b: 1 (N)\n\n## N (number)\n",
    "types in small letters": HEAD + group() + "# Data structure\n\n# A\n+ b\n",
    "a group on another level": several().replace("# Group H", "## Group H"),
    "groups on the level of resources": HEAD
    + "## Group G\n\nwords\n\n"
    + "".join(
        f"## R{n} [/r{n}]\n\n### Get [GET]\n\n+ Response 200 (application/json)\n"
        "    + Attributes (A)\n\n"
        for n in range(3)
    )
    + "## Group H\n\n## S [/s]\n\n### Get [GET]\n\n+ Response 204\n\n"
    + TYPES
    + A,
    "everything a level deeper": several().replace("# ", "## ").replace("## API", "# API"),
    "resources of two levels in a group": several().replace("## Next s", "### Next s"),
    "a group below an action": several().replace("# Group H", "##### Group H"),
    "types below an action": several().replace("# Data", "##### Data").replace("## A", "# A"),
    "a URI twice in one group, so in a group": several(uri="/r"),
    "types at the end": HEAD + group() + group("H", uri="/s") + TYPES + A,
    "types at the start": HEAD + TYPES + A + group() + group("H", uri="/s"),
    "types in sections of their own": HEAD + TYPES + "## A (B)\n\n" + group() + TYPES + "## B\n+ c",
    "no types": (HEAD + group() + group("H", uri="/s")).replace("(A)", "(object)"),
    "resources before the groups": HEAD + "# GET /x\n+ Response 204\n\n" + group() + TYPES + A,
    "a resource at the level of groups": HEAD
    + group(more="# S [/s]\n\n## Get [GET]\n\n+ Response 204\n\n")
    + TYPES
    + A,
    "a group without resources": HEAD + "# Group E\n\n" + group() + TYPES + A,
    "a fence without headings": HEAD + "```\nx\n```\n\n" + group() + TYPES + A,
    "a comment on one line": HEAD + "<!-- x -->\n\n" + group() + TYPES + A,
    "a table": HEAD + "| a | b |\n|---|---|\n| 1 | 2 |\n\n" + group() + TYPES + A,
    "a link defined elsewhere": HEAD + "[x][y]\n\n" + group() + TYPES + A + "[y]: http://z/\n",
    "members of named types": also(
        "+ b: 2\n+ o (O)\n    + x: 1\n+ n: 5 (N)\n+ m: 6, 7 (array[N])\n+ l (L)\n    + 5\n+ c (C)",
        "## O\n+ x: 1 (number)\n\n## N (number)\n\n## L (array[N])\n\n",
        "## C (object, fixed-type)\n+ d\n\n",
    ),
    "members of named enums": also(
        "+ e: a (E)\n+ f: z (E)\n+ g: 2 (F)",
        "## E (enum)\n+ a\n+ b\n\n## F (G)\n+ 3\n\n## G (enum[number])\n+ 1\n\n",
    ),
    "Include, One Of, a variable property, samples and defaults": also(
        "+ Include O\n+ *id (Id)*: 5\n+ s: 1\n    + Default: 2\n+ t\n    + Sample: 3\n"
        "+ One Of\n    + x: 1\n    + Include P",
        "## O\n+ c\n\n## P\n+ d\n\n## Id (string)\n\n",
    ),
    "members with warnings": also(
        "+ Include S\n+ Include L\n+ o: x (A)\n+ n: 5 (N)\n+ x (required, optional)",
        "## S (string)\n\n## L (array)\n\n## N (number)\n+ x\n\n## B\n+ y (fixed, optional)\n",
    ),
    "a word that is no number, an error of types": HEAD + group() + TYPES + "## A\n+ b: x (number)",
    "types that hold each other": HEAD
    + TYPES
    + "## A\n+ b (B)\n\n"
    + group()
    + TYPES
    + "## B\n+ a (A)",
    "a type that nobody uses": also("+ x", "## Unused (A)\n+ y\n\n"),
    "text below Data Structures": HEAD + group() + TYPES + "words\n\n" + A,
    "text where no body can be": HEAD + group(more="words\n\n") + group("H", uri="/s") + TYPES + A,
    "text where no body can be, at the end": HEAD + TYPES + A + group(more="words\n"),
    "an item on the last line": HEAD + TYPES + A + group().rstrip() + "\n",
    "an unknown heading": HEAD + group(more="## Foo\n\nbar\n\n") + group("H", uri="/s") + TYPES + A,
    "an action without a response": HEAD + group(more="### X [PUT]\n\n") + TYPES + A,
    "a bad header": HEAD + group(members="    + Headers\n\n            x\n") + TYPES + A,
    "an action twice": HEAD + group(more="### X [GET]\n\n+ Response 204\n\n") + TYPES + A,
    "other characters": HEAD.replace("API", WIDE)
    + group(WIDE, members=f"        + {WIDE}: `{WIDE}` (fixed, optional)\n")
    + TYPES
    + f"## A\n{WIDE}\n+ `{WIDE}`: {WIDE}\n",
    "attributes of an action": HEAD + group(more="### P [PUT]\n\n+ Attributes (A)\n\n") + TYPES + A,
    "attributes of an action and its request": HEAD
    + group(
        more="### P [PUT /p]\n\n+ Attributes (A)\n    + c (O)\n\n+ Request (application/json)\n\n"
        "+ Response 204\n\n"
    )
    + group("H", uri="/s")
    + TYPES
    + A
    + "## O (A)\n+ x\n\n",
    "attributes of an action that is a resource": HEAD
    + group()
    + "## Send [POST /send]\n\n+ Attributes\n    + d: 2 (number)\n\n+ Response 204\n\n"
    + "## Next [/next]\n\n### Get [GET]\n\n+ Response 200 (application/json)\n"
    + "    + Attributes (A)\n\n"
    + TYPES
    + A,
    "attributes of an action called like a type": HEAD
    + group(more="### A [PUT]\n\n+ Attributes\n    + z\n\n+ Response 204\n\n")
    + group("H", uri="/s")
    + TYPES
    + A,
    "a group twice": HEAD + group() + group(uri="/s") + TYPES + A,
    "a URI twice": HEAD + group() + group("H") + TYPES + A,
    "resources below the types": HEAD
    + group()
    + TYPES
    + A
    + "# S [/s]\n\n## Get [GET]\n\n+ Response 200 (application/json)\n    + Attributes (A)\n\n"
    + "# T [/t]\n\n## Get [GET]\n\n+ Response 204\n\n"
    + "# U [/u]\n\nwords\n\n## Get [GET]\n\n+ Response 204\n",
    "resources below types twice": HEAD
    + TYPES
    + A
    + resource("/s")
    + resource("/t")
    + group(uri="/u")
    + TYPES
    + "## B (A)\n+ c\n\n"
    + resource("/v", "words\n\n").replace("204", "200 (application/json)\n    + Attributes (B)\n"),
    "one resource below the types": HEAD + TYPES + A + resource("/s"),
    "resources of two levels below the types": HEAD
    + TYPES
    + A
    + resource("/s")
    + resource("/t").replace("## ", "# ", 1)
    + resource("/u"),
    "resources and actions of their own below the types": HEAD
    + TYPES
    + A
    + resource("/s", "## Put It [PUT /x]\n\n+ Response 204\n\n")
    + resource("/t", "## Foo\n\nbar\n\n"),
    "resources deeper than the types": HEAD
    + TYPES.replace("#", "##")
    + A.replace("##", "###")
    + resource("/s").replace("## ", "#### ")
    + resource("/t").replace("## ", "#### "),
    "resources above the types": HEAD
    + TYPES.replace("#", "##")
    + A.replace("##", "###")
    + resource("/s").replace("## ", "# ").replace("#### ", "## ")
    + resource("/t").replace("## ", "# "),
    "a bad URI below the types": HEAD + TYPES + A + resource("/s") + resource("/x{?a-b}"),
    "a resource below types in other characters": HEAD
    + TYPES
    + A
    + f"{WIDE}\n\n"
    + resource("/s", f"{WIDE}\n\n")
    + resource("/t"),
    "headings after several spaces": several().replace("# ", "#   ").replace("#   API", "# API"),
    "inline HTML": several("<img src='a.png'>\n\nx <br/>\n<br/>\n\n").replace(
        "# Group G\n", "# Group G\n<a href='/x'>x</a> and\n\n<b>bold</b>\n"
    ),
    "a word like a model's": several("+ a data model of things\n+ the model: one\n\n"),
    "types with sections": HEAD
    + group(members="        + e: x (E)\n        + l: 5 (L)\n")
    + TYPES
    + "## A\nwords\n\n### Properties\n+ b: 1 (number)\n\n## E (enum)\n\n### Members\n+ x\n\n"
    + "## L (array[number])\n\n#### Items\n+ 5\n\n## B (A)\n+ c\n",
    "a type described with code": HEAD
    + group()
    + TYPES
    + "## A (object, required) - as `a-b` or `c`, and `d_e`\n+ b: 1 (number)\n",
    "a URI before and in a group": HEAD + "# GET /r\n+ Response 204\n\n" + group() + TYPES + A,
}

WHOLE = {
    "no text": "",
    "an empty title": "# \n\n" + group() + TYPES + A,
    "no title": group() + TYPES + A,
    "only metadata": "FORMAT: 1A\n\n" + group() + TYPES + A,
    "underlined headings": HEAD + group() + "Group H\n=======\n\nwords\n\n" + TYPES + A,
    "a heading in a fence": HEAD + "```\n# Group X\n```\n\n" + group() + TYPES + A,
    "an open fence": HEAD + group(more="```\n\n") + group("H", uri="/s") + TYPES + A,
    "a fence that is open at the end": HEAD + TYPES + A + group(more="```\n\nx\n"),
    "fences of two depths": HEAD + "```\nx\n  ```\n\n# Group X\n\n  ```\n```\n\n" + group(),
    "types that include each other": HEAD
    + TYPES
    + "## A\n+ Include B\n\n"
    + group()
    + TYPES
    + "## B\n+ Include A\n",
    "a type twice, in two sections": HEAD + TYPES + A + group() + TYPES + A,
    "a heading in a comment": HEAD + "<!--\n\n# Group X\n\n-->\n\n" + group() + TYPES + A,
    "HTML around groups": HEAD + "<div>\n\n" + group() + "</div>\n\n" + TYPES + A,
    "a heading right after an item": HEAD + group().rstrip() + "\n" + group("H", uri="/s"),
    "a resource called Group without a slash": several().replace("## Next s [/", "## Group s ["),
    "a group without a name": HEAD + "# Group\n\n" + group() + TYPES + A,
    "a section of types at their level": HEAD + group() + TYPES + "## A\n\n## Properties\n+ b\n",
    "a section before the types": HEAD + group() + TYPES + "### Properties\n+ b\n\n" + A,
    "a type called like a method": HEAD + group() + TYPES + A + "## GET\n+ b\n",
    "a type of a resource": HEAD + "# Group Z\n\n## A [/a]\n\n+ Attributes\n    + b\n\n" + group(),
    "attributes of a resource below an action in a fence": HEAD
    + "# Group Z\n\n## A [/a]\n\n```\n### X [GET]\n```\n\n+ Attributes\n    + b\n\n"
    + group(),
    "attributes below a heading in doubt": HEAD
    + group(more="### `P` [PUT]\n\n+ Attributes (A)\n\n+ Response 204\n\n")
    + TYPES
    + A,
    "a model": HEAD
    + "# Group M\n\n## M [/m]\n\n+ Model\n\n        x\n\n"
    + "### Get [GET]\n\n+ Response 200\n\n    [M][]\n\n"
    + group(more="### P [PUT]\n\n+ Response 200\n\n    [M][]\n\n")
    + TYPES
    + A,
}


@pytest.mark.parametrize("text", APART.values(), ids=APART)
def test_parsing_in_parts_gives_what_parsing_the_whole_gives(text: str) -> None:
    source = from_text(text)
    parsed, found = parse(source)
    whole, found_in_whole = parse_whole(source)
    assert without_annotations(parsed) == without_annotations(whole)
    assert found == found_in_whole


#: Sections of blueprints, each with a place for a number that makes its addresses unique.
SECTIONS = (
    group("G%", uri="/g%"),
    group("G%", uri="/g%", more=resource("/h%") + resource("/i%")),
    *(
        resource("/r%", more).replace("## ", f"{marks} ").replace(f"#{marks} ", f"{marks}# ")
        for marks in ("#", "##", "####")
        for more in ("", "words\n\n", "## Put % [PUT /p%]\n\n+ Response 204\n\n")
    ),
    TYPES + "## T%\n+ a: 1 (A)\n\n### Properties\n+ b\n\n",
    "### Data structures\n\n# U% (enum)\n+ x\n\n## V% (array[A]) - `a-b`\n\n",
    "## About %\n\nwords <br/>\n\n+ an item\n\n",
    "# Group Empty %\n\n<img src='a.png'>\n\n",
    "# S% [/s%{?a}]\n\n+ Parameters\n    + a: 1 (number)\n\n## Get [GET]\n\n+ Response 204\n\n",
)


@settings(max_examples=examples(12))
@given(st.lists(st.sampled_from(SECTIONS), min_size=1, max_size=6), st.integers(0, 6))
def test_sections_in_any_order_are_parsed_in_parts_as_in_the_whole(
    sections: list[str], types: int
) -> None:
    blocks = [each.replace("%", str(number)) for number, each in enumerate(sections)]
    source = from_text(HEAD + "".join((*blocks[:types], TYPES + A, *blocks[types:])))
    parsed, found = parse(source)
    whole, found_in_whole = parse_whole(source)
    assert without_annotations(parsed) == without_annotations(whole)
    assert found == found_in_whole


def without_annotations(parsed: ParsedBlueprint) -> ParsedBlueprint:
    """All but the annotations."""
    return replace(parsed, annotations=())


@pytest.mark.parametrize("text", APART.values(), ids=APART)
def test_plain_blueprints_are_parsed_in_parts(text: str) -> None:
    found = outline(from_text(text).text)
    assert found is not None
    assert "".join(text[s.start : s.end] for s in found.sections) == text


@pytest.mark.parametrize(
    "text", [t for name, t in APART.items() if not name.endswith(("twice", "in a group"))]
)
def test_plain_blueprints_need_no_second_parse(text: str, asked: list[str]) -> None:
    parse(from_text(text))
    assert len(asked) > 1
    assert text not in asked


def test_each_resource_of_a_group_is_a_part(asked: list[str]) -> None:
    parse(from_text(several()))
    assert [sum(f"[/{uri}]" in text for text in asked) for uri in "rstu"] == [1, 1, 1, 1]
    assert len(asked) == 6  # the head, four resources, the types


def test_a_lost_resource_leaves_the_others_where_they_are() -> None:
    text = several().replace("+ Attributes (A)", "+ Attributes (N/A)", 1)
    parsed, found = parse(from_text(text))
    assert [d.message for d in found if d.severity is Severity.ERROR] == [
        "the type 'N/A' is not declared"
    ]
    names = [(g.name, [r.href for r in g.resources]) for g in parsed.groups]
    assert names == [("G", ["/s", "/t"]), ("H", ["/u"])]


def test_a_part_lost_without_a_reason_calls_for_the_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    """A safety net: an error inside a stub would be left out with the stub."""
    real = module.parts

    def parts(source: str, found: Outline | None, kept: Kept) -> tuple[Part, ...]:
        return tuple(
            replace(part, suffix=part.suffix + "## Broken (Nope)\n") if found else part
            for part in real(source, found, kept)
        )

    monkeypatch.setattr(module, "parts", parts)
    source = from_text(APART["types at the start"])
    assert parse(source) == parse_whole(source)


@pytest.mark.parametrize("words", [" " * 100_000, "[" * 100_000, "# " * 50_000, "a " * 50_000])
def test_a_heading_without_end_is_looked_through_once(words: str) -> None:
    """A slower reading of such a heading never ends; nobody writes one, so it is in doubt."""
    assert outline(several(f"## Foo {words}*\n\n")) is None


@pytest.mark.parametrize("text", WHOLE.values(), ids=WHOLE)
def test_anything_in_doubt_is_parsed_whole(text: str) -> None:
    assert outline(from_text(text).text) is None


#: One with many named types, one of several files.
FILES = ("contracts/diff/library.apib", "foreign/harbour/api.apib")


@pytest.mark.parametrize("file", FILES)
def test_a_file_is_parsed_in_parts_with_the_same_result(file: str) -> None:
    source, mistakes = load(TESTS / file)
    assert mistakes == ()
    assert outline(source.text) is not None
    parsed, found = parse(source)
    whole, found_in_whole = parse_whole(source)
    assert parsed.groups == whole.groups
    assert without_annotations(parsed).types == without_annotations(whole).types
    assert without_annotations(parsed) == without_annotations(whole)
    assert found == found_in_whole


NOT_DEFINED = "parser-4", "error", "the type 'Nope' is not declared"
FINDINGS: list[tuple[str, str, str, tuple[str, str, str]]] = [
    ("an unknown type in a response", also("+ n (Nope)"), "n (Nope)", NOT_DEFINED),
    ("an unknown type in a type", also("", "## B\n+ n (Nope)\n"), "n (Nope)", NOT_DEFINED),
    ("an unknown base", also("", "## B (Nope)\n"), "## B", NOT_DEFINED),
    (
        "an unknown type beside a bad URI",
        also("+ n (Nope)").replace("/r]", "/r{?a-b}]"),
        "n (Nope)",
        NOT_DEFINED,
    ),
    (
        "an unknown type in the group with the bad URI",
        also("+ n (Nope)").replace("/s]", "/s{?a-b}]"),
        "n (Nope)",
        NOT_DEFINED,
    ),
    (
        "an unknown Include beside a bad URI",
        also("+ Include Nope").replace("/s]", "/s{?a-b}]"),
        "Include Nope",
        NOT_DEFINED,
    ),
    (
        "a type twice",
        also("", "## B\n+ c\n\n## B\n+ d\n\n"),
        "## B\n+ d",
        ("parser-4", "error", "the type 'B' is declared twice"),
    ),
    (
        "a type twice beside a bad URI",
        also("", "## B\n+ c\n\n## B\n+ d\n\n").replace("/s]", "/s{?a-b}]"),
        "## B\n+ d",
        ("parser-4", "error", "the type 'B' is declared twice"),
    ),
    (
        "an action twice",
        HEAD + group(more="### Again [GET]\n\n+ Response 204\n\n") + TYPES + A,
        "### Again",
        ("parser-2", "warning", "/r has a second action GET"),
    ),
    (
        "a group twice",
        HEAD + group() + group(uri="/s") + TYPES + A,
        "# Group G\n\n## R [/s]",
        ("parser-2", "warning", "the group 'G' is there already"),
    ),
    (
        "a wrong indentation",
        HEAD + "# GET /a\n+ Response 200\n    + Body\n\n    {}\n",
        "{}",
        ("parser-10", "warning", "text is where no body can be"),
    ),
    (
        "two types including each other",
        also("", "## B\n+ Include C\n\n## C\n+ Include B\n"),
        "Include B",
        ("parser-4", "error", "from or includes itself"),
    ),
    (
        "types that inherit in a circle",
        also("", "## B (C)\n\n## C (D)\n\n## D (B)\n"),
        "## B",
        ("type-cycle", "error", "B → C → D → B"),
    ),
    (
        "a type that inherits from itself, beside a bad URI",
        also("", "## B (B, nullable)\n").replace("/s]", "/s{?a-b}]"),
        "## B",
        ("type-cycle", "error", "B → B"),
    ),
    (
        "a resource and a type that inherit from each other, beside a bad URI",
        HEAD + "# Q [/q{?a-b}]\n\n+ Attributes (A)\n\n# Data Structures\n\n## A (Q)\n",
        "# Q",
        ("type-cycle", "error", "Q → A → Q"),
    ),
    (
        "a crash in a response",
        also("+ x\n+ e (enum)\n    + (B, nullable)\n+ y", "## B (string)\n"),
        "(B, nullable)",
        ("parser-crash", "error", "SIGSEGV"),
    ),
    (
        "a crash over a type of another section",
        also("+ y", "## C (string, nullable)\n").replace("/s]", "/q]\n\n### P [PUT]\n\n"
        "+ Response 200 (application/json)\n    + Attributes (enum[C])\n\n## R [/s]"),
        "Attributes (enum[C])",
        ("parser-crash", "error", "SIGSEGV"),
    ),
    (
        "a crash in a text parsed whole",
        also("+ y", "## Foo/bar\n\n## C (string, nullable)\n").replace("(A)", "(enum[C])", 1),
        "Attributes (enum[C])",
        ("parser-crash", "error", "SIGSEGV"),
    ),
]  # fmt: skip
WITH = pytest.mark.parametrize(
    ("text", "words", "expected"), [c[1:] for c in FINDINGS], ids=[c[0] for c in FINDINGS]
)


def is_as(found: Diagnostic, expected: tuple[str, str, str]) -> bool:
    code, severity, words = expected
    return (found.code, found.severity) == (code, severity) and words in found.message


@WITH
def test_a_mistake_is_a_diagnostic_at_its_line_and_column(
    text: str, words: str, expected: tuple[str, str, str]
) -> None:
    source = from_text(text)
    _, found = parse(source)
    assert source.location(source.text.rindex(words)) in [
        each.location for each in found if is_as(each, expected)
    ], found


@WITH
def test_other_characters_before_a_mistake_do_not_move_it(
    text: str, words: str, expected: tuple[str, str, str]
) -> None:
    source = from_text(text.replace("# API\n", f"# API {WIDE}\n\n{WIDE}\n"))
    _, found = parse(source)
    assert source.location(source.text.rindex(words)) in [
        each.location for each in found if is_as(each, expected)
    ], found


M = f"`{WIDE}`"
BYTES_OR_CODE_POINTS = [
    *(f"        + {M} ({both})\n" for both in ("required, optional", "fixed, fixed-type")),
    *(f"        + {M}: {v}\n" for v in ("x (number)", "x (boolean)", "1 (default, sample)")),
    *(f"        + {M}: {v}\n" for v in ("x (A)", "x (string, wat)", "x (string[number])")),
    *(f"        + {M} (number, {v})\n" for v in ("default", "sample")),
    f"        + *{WIDE} (N)*: 1\n",
    f"        + {M}\n        + Include N\n",
    f"        + {M}\n        + One Of\n",
    f"        + {M}\n            + a\n        + Sample: 5\n",
    f"\nwords {WIDE}\n",
    f"\n    + Headers\n\n            X: {WIDE}\n            y z\n",
    f"\n    + Headers\n\n            X: {WIDE}\n\n    + Body\n\n    {WIDE}\n",
]  # fmt: skip


@pytest.mark.parametrize("members", BYTES_OR_CODE_POINTS)
def test_findings_stand_where_they_do_in_the_same_text_in_ascii(members: str) -> None:
    """On ASCII text all of the parser's units agree."""
    text = HEAD.replace("API", WIDE) + group(WIDE, members=members) + TYPES + A + "## N (number)\n"
    ascii_only = "".join(char if char.isascii() else "x" for char in text)
    places = [
        [(each.code, each.location) for each in parse(from_text(each_text))[1]]
        for each_text in (text, ascii_only)
    ]
    assert places[0]
    assert places[0] == places[1]


def test_an_error_in_one_part_leaves_the_others() -> None:
    text = HEAD + group() + group("H", uri="/s", members="        + n (N/A)\n") + TYPES + A
    parsed, found = parse(from_text(text))
    assert [each.name for each in parsed.groups] == ["G"]
    assert [each.severity for each in found] == [Severity.ERROR]


def test_every_part_reports_its_error() -> None:
    text = also("+ n (Nope)", "## B (No)\n").replace("# Group H", "# Group H\n\n### X [PUT]\n")
    assert [each.location.line for each in parse(from_text(text))[1] if "Nope" in each.message]
    assert [each.location.line for each in parse(from_text(text))[1] if "'No'" in each.message]


def test_an_error_in_types_does_not_make_them_unknown_where_they_are_named() -> None:
    text = also("+ x", "## B\n+ n (Nope)\n").replace("/s]", "/s{?a-b}]")
    errors = [each for each in parse(from_text(text))[1] if each.severity is Severity.ERROR]
    assert [each.message for each in errors] == [
        "the type 'Nope' is not declared",
    ]


def test_types_that_multiply_are_no_burden_in_parts_and_stopped_in_the_whole(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    many = "".join(f"## T{n}\n+ a (T{n + 1})\n+ b (T{n + 1})\n\n" for n in range(25))
    text = also("+ t (T0)", many + "## T25\n+ a\n\n")
    assert parse(from_text(text))[1] == ()
    source = from_text(text + "## Not/plain\n")
    monkeypatch.setattr(locate_crash, "LEAST", 0.1)
    (found,) = parse(source, limit=0.3)[1]
    assert found.code == "parser-timeout"
    assert source.text.split("\n")[found.location.line - 1].startswith(("## T", "+ a (T", "+ b (T"))


class TestCache:
    """Results on disk."""

    source = from_text(also("+ x", "## B\n+ c\n"))

    def test_a_second_time_nothing_is_parsed(self, tmp_path: Path, asked: list[str]) -> None:
        first = parse(self.source, cache=tmp_path / "new" / "cache")
        assert asked
        asked.clear()
        assert parse(self.source, cache=tmp_path / "new" / "cache") == first
        assert asked == []

    def test_without_a_folder_everything_is_parsed_again(self, asked: list[str]) -> None:
        parse(self.source, cache=None)
        once = len(asked)
        parse(self.source, cache=None)
        assert len(asked) == 2 * once

    @pytest.mark.parametrize(
        ("old", "new", "parsed"),
        [
            ("# Group H", "# Group H\n\nwords", ["# Group H"]),
            ("+ c\n", "+ c\n+ d\n", ["# Data Structures"]),
            ("# API", "# API\n\nwords that move all the others", ["# API"]),
        ],
    )
    def test_only_what_changed_is_parsed(
        self, tmp_path: Path, asked: list[str], old: str, new: str, parsed: list[str]
    ) -> None:
        parse(self.source, cache=tmp_path)
        asked.clear()
        source = from_text(self.source.text.replace(old, new))
        result = parse(source, cache=tmp_path)
        assert len(asked) == len(parsed)
        assert all(words in text for words, text in zip(parsed, asked, strict=True))
        assert result == parse(source, cache=None)

    def test_another_kind_of_type_changes_what_names_it(self, tmp_path: Path) -> None:
        text = also("+ n: 5 (B)", "## B (string)\n")
        for kind in ("string", "number"):
            source = from_text(text.replace("(string)", f"({kind})"))
            parsed, found = parse(source, cache=tmp_path)
            whole, found_in_whole = parse_whole(source)
            assert without_annotations(parsed) == without_annotations(whole)
            assert found == found_in_whole

    @pytest.mark.parametrize("damage", [b"", b"junk", b"0" * 64 + b"\n{}", b"\xff\xfe\n"])
    def test_a_damaged_entry_is_parsed_again_and_fixed(
        self, tmp_path: Path, asked: list[str], damage: bytes
    ) -> None:
        first = parse(self.source, cache=tmp_path)
        for entry in tmp_path.iterdir():
            entry.write_bytes(damage)
        assert parse(self.source, cache=tmp_path) == first
        asked.clear()
        assert parse(self.source, cache=tmp_path) == first
        assert asked == []

    def test_a_cut_entry_is_parsed_again(self, tmp_path: Path) -> None:
        first = parse(self.source, cache=tmp_path)
        for entry in tmp_path.iterdir():
            entry.write_bytes(entry.read_bytes()[:-1])
        assert parse(self.source, cache=tmp_path) == first

    def test_a_folder_that_cannot_be_written_costs_nothing_else(self, tmp_path: Path) -> None:
        (tmp_path / "file").write_text("")
        assert parse(self.source, cache=tmp_path / "file" / "cache") == parse(self.source)

    def test_a_crash_is_not_kept(self, tmp_path: Path) -> None:
        source = from_text(next(text for name, text, *_ in FINDINGS if "a crash in" in name))
        first = parse(source, cache=tmp_path)
        assert parse(source, cache=tmp_path) == first
        assert "parser-crash" in {each.code for each in first[1]}

    def test_old_entries_make_place(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(disk, "MOST", 3)
        for number in range(5):
            disk.write(tmp_path, str(number), number)
        assert len(list(tmp_path.iterdir())) == 3
        assert disk.read(tmp_path, "4") == 4

    @pytest.mark.parametrize(
        ("value", "folder"),
        [(None, Path("build/cache")), ("/x/y", Path("/x/y")), ("", None)],
    )
    def test_the_environment_names_the_folder(
        self, monkeypatch: pytest.MonkeyPatch, value: str | None, folder: Path | None
    ) -> None:
        monkeypatch.delenv("CONTRACT_CACHE", raising=False)
        if value is not None:
            monkeypatch.setenv("CONTRACT_CACHE", value)
        assert disk.default_folder() == folder


AWKWARD: list[tuple[str, bytes | None]] = [
    ("missing", None),
    ("empty", b""),
    ("not UTF-8", b"# API\xff\n"),
    ("NUL", b"# API\0\n"),
    ("itself", b"# API\n\n<!-- include(api.apib) -->\n"),
    ("outside", b"# API\n\n<!-- include(../x.apib) -->\n"),
    ("only a heading", b"#"),
    ("only blanks and tabs", b"\t\r\n\t"),
    ("carriage returns", b"# API\r\r# GET /a\r+ Response 204\r"),
    ("control characters", bytes(range(1, 32))),
    ("brackets", b"# [[[](({{<<\n\n# Group [/{\n\n## (()\n"),
    ("types only", b"# Data Structures\n\n## (A)\n\n## \n\n## A (\n\n## B ()\n"),
]


@pytest.mark.parametrize("content", [c[1] for c in AWKWARD], ids=[c[0] for c in AWKWARD])
def test_awkward_files_never_end_in_an_exception(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "api.apib"
    if content is not None:
        path.write_bytes(content)
    source, mistakes = load(path)
    _, found = parse(source)
    for each in (*mistakes, *found):
        assert each.location.file == str(path)
        assert min(each.location.line, each.location.column) > 0


@pytest.mark.parametrize("number", ["-1e400", "nan"])
@pytest.mark.parametrize(
    "member",
    [
        "a: {} (number)",
        "a (number)\n    + Default: {}",
        "a: 1 (number)\n    + Sample: {}",
        "a (enum[number])\n    + {}\n    + Default: {}",
        "a (array[number])\n    + {}\n    + Sample\n        + {}",
    ],
)
def test_a_number_that_json_does_not_have_is_none(member: str, number: str) -> None:
    said = f'It is "default": {number}, or \\": {number}.'
    text = f"{HEAD}{said}\n\n## R [/r]\n\n### Get [GET]\n\n+ Response 204\n\n{TYPES}"
    found, diagnostics = parse_whole(from_text(f"{text}## A\n+ {member.replace('{}', number)}\n"))
    assert [each for each in diagnostics if each.severity is Severity.ERROR] == []
    assert found.description == said
    assert [name for name, _ in found.named] == ["A"]
