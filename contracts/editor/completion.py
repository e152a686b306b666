"""What may be typed at a place: words that fit there, the likeliest first."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from contracts.editor import proposals
from contracts.editor.json_text import blocks
from contracts.editor.project import EditorProject, File
from contracts.editor.proposals import Proposal
from contracts.editor.structure import MSON, PAYLOADS, Kind, Section
from contracts.editor.text import Span, TextPosition
from contracts.editor.vocabulary import Sort
from contracts.text.indentation import indentation


@dataclass(frozen=True, slots=True)
class Completion:
    """A word that may be typed instead of ``span``; ``order`` sorts it among the others."""

    label: str
    sort: Sort
    span: Span
    insert: str
    detail: str = ""
    order: int = 0


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where something is typed: the line up to there, and the section it belongs to."""

    project: EditorProject
    file: File
    place: TextPosition
    section: Section
    before: str

    def word(self, start: int) -> Span:
        """The stretch from a column of the line to the cursor."""
        return Span.on(self.place.line, start, self.place.column)


Finder = Callable[[Cursor, "re.Match[str]"], Iterable[Proposal]]

_INCLUDE: Final = re.compile(r" *<!-- *include\((?P<typed>[^)]*)$")
_REMARK: Final = re.compile(
    r" *<!-- *contract: *(?:ignore|ignore-file) +(?:[^\s,]+[ ,]+)*(?P<typed>[^\s,]*)$"
)
_ACCESS: Final = re.compile(r"\*\*Access:\*\*[ \t]*(?P<typed>[\w-]*)$")
_METHOD: Final = re.compile(r"#{1,6} *(?:[^\[]*\[ *)?(?P<typed>[A-Z]*)$")
_HEADING: Final = re.compile(r"#{1,2} *(?P<typed>[A-Za-z ]*)$")
_URI: Final = re.compile(r"#{1,6} .*\{[+#./;?&]?(?:[^{}]*,)?(?P<typed>[^{},]*)$")
_STATUS: Final = re.compile(r" *[-+*] +Response +(?P<typed>\d{0,3})$", re.IGNORECASE)
_MEDIA: Final = re.compile(r" *[-+*] +(?:Request|Response|Model)\b[^(]*\((?P<typed>[^()]*)$", re.I)
_MSON_INCLUDE: Final = re.compile(r" *[-+*] +Include +(?P<typed>.*)$", re.IGNORECASE)
_INSIDE: Final = re.compile(r"(?: *[-+*] |#{1,6} ).*\((?:[^()]*[,\[] *)?(?P<typed>[^()\[\],]*)$")
_VALUE: Final = re.compile(r" *[-+*] +(?P<name>`[^`]*`|[^:(]+): *`?(?:[^`(]*,)?(?P<typed>[^`(,]*)$")
_ITEM: Final = re.compile(r"(?P<indent> *)[-+*] +(?P<typed>`?[^:(]*)$")
_HEADER_VALUE: Final = re.compile(r" *(?P<name>[A-Za-z-]+): *(?P<typed>[^ ]*(?: [^ ]*)?)$")
_HEADER: Final = re.compile(r" *(?P<typed>[A-Za-z-]*)$")
_JSON: Final = re.compile(r"(?:.*[^\w-])?(?P<typed>[\w-]*)$")


def completions(project: EditorProject, file: File, place: TextPosition) -> tuple[Completion, ...]:
    """The words that fit at a place. The editor chooses those that begin like what is typed."""
    before = file.text.line(place.line)[: place.column][:2_000]
    section = _section(file, place, before)
    cursor = Cursor(project, file, place, section, before)
    for pattern, applies, finder in _CONTEXTS:
        match = pattern.match(before)
        if match and applies(cursor):
            proposals = finder(cursor, match)
            return _completions(cursor, match.start("typed"), proposals)
    return ()


def _completions(
    cursor: Cursor, start: int, proposals: Iterable[Proposal]
) -> tuple[Completion, ...]:
    span = cursor.word(start)
    unique: dict[str, Proposal] = {}
    for each in proposals:
        unique.setdefault(each.label, each)
    return tuple(
        Completion(each.label, each.sort, span, each.insert or each.label, each.detail, number)
        for number, each in enumerate(unique.values())
    )


def _section(file: File, place: TextPosition, before: str) -> Section:
    """The section something typed at a place belongs to; an item's own parent for a new item."""
    section = file.section(place)
    if section.line == place.line and section.parent is not None and _ITEM.match(before):
        return section.parent
    indent = indentation(before)
    while section.parent is not None and _item_indent(file, section) >= indent and before.strip():
        section = section.parent
    return section


def _item_indent(file: File, section: Section) -> int:
    """The indentation of an item's line, -1 of a heading's."""
    line = file.text.line(section.line)
    is_item = section.kind not in _HEADINGS and line.lstrip()[:1] in ("+", "-", "*")
    return indentation(line) if is_item else -1


_HEADINGS: Final = (
    Kind.FILE, Kind.TITLE, Kind.HEADING, Kind.GROUP, Kind.TYPES, Kind.TYPE, Kind.RESOURCE,
    Kind.ACTION,
)  # fmt: skip


def _anywhere(_cursor: Cursor) -> bool:
    return True


def _in(*kinds: Kind) -> Callable[[Cursor], bool]:
    return lambda cursor: cursor.section.around(*kinds) is not None


def _directly_in(*kinds: Kind) -> Callable[[Cursor], bool]:
    return lambda cursor: cursor.section.kind in kinds


def _in_json(cursor: Cursor) -> bool:
    section = cursor.file.section(cursor.place)
    return section in tuple(blocks(cursor.file)) and section.line < cursor.place.line


def _in_types(cursor: Cursor) -> bool:
    return cursor.section.around(Kind.TYPES, Kind.TYPE) is not None


def _not_in_types(cursor: Cursor) -> bool:
    return not _in_types(cursor)


def _headings(cursor: Cursor, match: re.Match[str]) -> Iterator[Proposal]:
    del match
    yield from proposals.headings()
    if cursor.section.around(Kind.RESOURCE, Kind.GROUP) is not None:
        yield from proposals.methods()


def _inside(cursor: Cursor, match: re.Match[str]) -> Iterator[Proposal]:
    """Between round brackets: types first, then the attributes of the value."""
    if cursor.file.section(cursor.place).around(Kind.PARAMETERS) is not None:
        return proposals.parameter_types()
    typed_before = cursor.before[cursor.before.rfind("(") + 1 : match.start("typed")]
    member = cursor.file.section(cursor.place)
    wants_identifier = member.kind is Kind.MEMBER and member.name.text == "data"
    return proposals.type_words(cursor.project, typed_before, identifiers_first=wants_identifier)


def _value(cursor: Cursor, match: re.Match[str]) -> Iterable[Proposal]:
    name = match["name"].strip("`").strip()
    section = cursor.file.section(cursor.place)
    if section.around(Kind.PARAMETERS) is not None:
        action = section.around(Kind.ACTION) or section.around(Kind.RESOURCE)
        return proposals.parameter_values(cursor.project, cursor.file, action, name)
    return proposals.member_values(cursor.project, name)


def _item(cursor: Cursor, match: re.Match[str]) -> Iterable[Proposal]:
    del match
    return proposals.items(cursor.project, cursor.file, cursor.section)


def _json(cursor: Cursor, match: re.Match[str]) -> Iterable[Proposal]:
    section = cursor.file.section(cursor.place)
    typed = TextPosition(cursor.place.line, match.start("typed"))
    return proposals.json_words(cursor.project, cursor.file, section, typed)


#: What is looked for, where, and what fits there: the first that applies decides.
_CONTEXTS: Final[Sequence[tuple[re.Pattern[str], Callable[[Cursor], bool], Finder]]] = (
    (_INCLUDE, _anywhere, lambda c, _: proposals.files(c.project, c.file)),
    (_REMARK, _anywhere, lambda c, _: proposals.rules(c.project, c.file)),
    (_ACCESS, _anywhere, lambda c, _: proposals.access_levels(c.project.contract.conventions)),
    (
        _HEADER_VALUE,
        _directly_in(Kind.HEADERS),
        lambda c, m: proposals.header_values(c.project, m["name"]),
    ),
    (_HEADER, _directly_in(Kind.HEADERS), lambda c, _: proposals.headers(c.project)),
    (_JSON, _in_json, _json),
    (_STATUS, _not_in_types, lambda c, _: proposals.statuses(c.project)),
    (_MEDIA, _not_in_types, lambda c, _: proposals.media_types(c.project)),
    (_MSON_INCLUDE, _in(*MSON), lambda c, _: proposals.named_types(c.project)),
    (_INSIDE, _in(*MSON, Kind.PARAMETERS, *PAYLOADS, Kind.RESOURCE, Kind.ACTION), _inside),
    (_URI, _anywhere, lambda c, _: proposals.uri_parameters(c.file, c.file.section(c.place))),
    (_METHOD, lambda c: "[" in c.before, lambda _c, _m: proposals.methods()),
    (_HEADING, _not_in_types, _headings),
    (_VALUE, _in(*MSON, Kind.PARAMETERS), _value),
    (_ITEM, _anywhere, _item),
)
