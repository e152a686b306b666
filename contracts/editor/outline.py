"""The outline of a file: symbols, foldings, selections, links, and what its words are."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from contracts.editor.json_text import blocks, words
from contracts.editor.occurrences import uri_variables
from contracts.editor.project import EditorProject, File
from contracts.editor.structure import FENCE, PAYLOADS, Kind, Section
from contracts.editor.text import Span, TextPosition
from contracts.text.indentation import indentation

SHOWN: Final = (
    Kind.TITLE,
    Kind.HEADING,
    Kind.GROUP,
    Kind.TYPES,
    Kind.TYPE,
    Kind.RESOURCE,
    Kind.ACTION,
    Kind.REQUEST,
    Kind.RESPONSE,
    Kind.MODEL,
    Kind.PARAMETER,
    Kind.MEMBER,
)
_URL: Final = re.compile(r"https?://[^\s<>()\"'`\]]*[^\s<>()\"'`\].,;:!?*]")
_LINK: Final = re.compile(r"\]\((?P<target>[^()\s]+)\)")
MOST_LINKS: Final = 2_000


@dataclass(frozen=True, slots=True)
class OutlineSymbol:
    """A section as an outline shows it; ``children`` are those inside it."""

    section: Section
    label: str
    detail: str
    span: Span
    name_span: Span
    children: tuple[OutlineSymbol, ...]


def symbols(file: File) -> tuple[OutlineSymbol, ...]:
    """The sections of a file that an outline shows, nested as they are."""
    return _symbols(file, file.root)


def _symbols(file: File, section: Section) -> tuple[OutlineSymbol, ...]:
    nested: list[OutlineSymbol] = []
    for child in section.children:
        inner = _symbols(file, child)
        if child.kind in SHOWN:
            nested.append(
                OutlineSymbol(child, label(child), _detail(child), span_of(file, child),
                       child.name_span, inner)
            )  # fmt: skip
        else:
            nested += inner
    return tuple(nested)


def label(section: Section) -> str:
    """What a section is called in an outline; never empty."""
    name = section.name.text
    if section.kind in PAYLOADS:
        return f"{section.kind.capitalize()} {name}".strip()
    return name or str(section.kind).capitalize()


def _detail(section: Section) -> str:
    words_ = [section.method, section.uri.text if section.uri else ""]
    if section.declared:
        words_ += [part.text for part in (*section.declared.bases, *section.declared.types)]
    return " ".join(word for word in words_ if word and word != section.name.text)


def span_of(file: File, section: Section) -> Span:
    """The whole section, to the end of its last line that is not blank."""
    last = section.end - 1
    while last > section.line and not file.text.line(last).strip():
        last -= 1
    return Span(TextPosition(section.line, 0), TextPosition(last, len(file.text.line(last))))


def foldings(file: File) -> Iterator[tuple[int, int]]:
    """The first and last lines of what can be folded: sections and code blocks."""
    for section in file.root.walk():
        last = span_of(file, section).end.line
        if section.kind is not Kind.FILE and last > section.line:
            yield section.line, last
    opened: int | None = None
    for number, line in enumerate(file.text.lines):
        if FENCE.match(line):
            if opened is not None and number > opened:
                yield opened, number
            opened = None if opened is not None else number


def selections(file: File, place: TextPosition) -> tuple[Span, ...]:
    """What selecting more and more takes at a place, from the inside out."""
    line = file.text.line(place.line)
    spans = [
        Span.on(place.line, *match.span())
        for match in re.finditer(r"[\w%-]+", line)
        if match.start() <= place.column <= match.end()
    ][:1]
    indent = indentation(line)
    if line.strip() and indent <= place.column:
        spans.append(Span.on(place.line, indent, len(line.rstrip())))
    spans += [span_of(file, section) for section in file.section(place).path()]
    spans[-1] = Span(TextPosition(0, 0), file.text.end)
    kept: list[Span] = []
    for span in spans:
        if not kept or (span != kept[-1] and span.start <= kept[-1].start):
            kept.append(span)
    return tuple(kept)


@dataclass(frozen=True, slots=True)
class Link:
    """A stretch that leads to a file or a URL."""

    span: Span
    file: str = ""
    url: str = ""


def links(file: File) -> tuple[Link, ...]:
    """The includes of a file and the URLs in it."""
    targets = [Link(span, file=target) for span, target in file.includes]
    for number, line in enumerate(file.text.lines):
        if "://" not in line or len(targets) > MOST_LINKS:
            continue
        for match in _URL.finditer(line[:2_000]):
            targets.append(Link(Span.on(number, *match.span()), url=match[0]))
    return tuple(targets)


TOKENS: Final = (
    "namespace",
    "class",
    "type",
    "method",
    "property",
    "parameter",
    "string",
    "keyword",
    "modifier",
    "number",
    "comment",
    "decorator",
)
Token = Literal[
    "namespace", "class", "type", "method", "property", "parameter", "string", "keyword",
    "modifier", "number", "comment", "decorator",
]  # fmt: skip
_KEYWORDS: Final = re.compile(
    r"(?:Group|Data Structures|Parameters?|Request|Response|Model|Headers?|Body|Schema"
    r"|Attributes?|Relation|Include|One Of|Properties|Items|Members|Values|Sample|Default)\b",
    re.IGNORECASE,
)
_COMMENT: Final = re.compile(r" *<!--.*?(?:-->|$)")
_ACCESS: Final = re.compile(r"\*\*Access:\*\* *(?P<level>\S*)")


def tokens(file: File) -> tuple[tuple[Span, Token], ...]:
    """What the words of a file are, in the order of the text, without overlaps."""
    marked: list[tuple[Span, Token]] = []
    for section in file.root.walk():
        marked += _tokens(section, file.text.line(section.line))
    for section in blocks(file):
        for word in words(file, section):
            marked.append((word.span, "property" if word.is_name else "string"))
    for number, line in enumerate(file.text.lines):
        comment = _COMMENT.match(line) if "<!--" in line else None
        if comment:
            start = len(line) - len(line.lstrip())
            marked.append((Span.on(number, start, comment.end()), "comment"))
        access = _ACCESS.match(line)
        if access:
            marked.append((Span.on(number, *access.span("level")), "decorator"))
    return tuple(_apart(marked))


def _apart(marked: list[tuple[Span, Token]]) -> Iterator[tuple[Span, Token]]:
    end = TextPosition(0, 0)
    for span, token in sorted(marked, key=lambda each: each[0]):
        if span.start >= end and span.end > span.start and span.start.line == span.end.line:
            yield span, token
            end = span.end


def _tokens(section: Section, line: str) -> Iterator[tuple[Span, Token]]:
    number = section.line

    def span(start: int, end: int) -> Span:
        return Span.on(number, start, end)

    if section.kind in _KEYWORD_KINDS:
        start = len(line) - len(line.lstrip(" #+*-"))
        match = _KEYWORDS.match(line, start)
        if match:
            yield span(*match.span()), "keyword"
    if section.method:
        at = line.rfind(section.method)
        if at >= 0:
            yield span(at, at + len(section.method)), "method"
    if section.uri is not None:
        for _, start, end in uri_variables(section.uri):
            yield span(start, end), "parameter"
    token = _NAMES.get(section.kind)
    if token and section.name is not section.uri:
        yield span(section.name.start, section.name.end), token
    declared = section.declared
    if declared is None:
        return
    if declared.value and declared.value.text and section.kind not in PAYLOADS:
        yield span(declared.value.start, declared.value.end), "string"
    for part in (*declared.types, *declared.bases):
        yield span(part.start, part.end), "string" if section.kind in PAYLOADS else "type"
    for part in declared.attributes:
        yield span(part.start, part.end), "modifier"


_NAMES: Final[dict[Kind, Token]] = {
    Kind.GROUP: "namespace",
    Kind.TYPE: "class",
    Kind.RESOURCE: "namespace",
    Kind.MEMBER: "property",
    Kind.PARAMETER: "parameter",
    Kind.INCLUDE: "type",
    Kind.RESPONSE: "number",
}
_KEYWORD_KINDS: Final = (
    Kind.GROUP,
    Kind.TYPES,
    Kind.PARAMETERS,
    *PAYLOADS,
    Kind.HEADERS,
    Kind.BODY,
    Kind.SCHEMA,
    Kind.ATTRIBUTES,
    Kind.RELATION,
    Kind.INCLUDE,
    Kind.WORD,
)


def workspace_symbols(project: EditorProject, query: str) -> Iterator[tuple[File, Section]]:
    """The groups, resources, actions and types whose name has the letters of ``query`` in order."""
    for file, section in project.sections(Kind.GROUP, Kind.RESOURCE, Kind.ACTION, Kind.TYPE):
        text = f"{label(section)} {_detail(section)}".lower()
        letters = iter(text)
        if all(letter in letters for letter in query.lower() if not letter.isspace()):
            yield file, section
