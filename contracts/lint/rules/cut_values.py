"""Names and values that are read otherwise than they look: cut, quoted, or added to an enum."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from typing import Final

from contracts.lint.finding import Edit, Finding, Rule, Subject
from contracts.lint.items import NESTED_SECTION, Item
from contracts.lint.rules.bodies import BODY_SCHEMA
from contracts.lint.rules.dredd import PARAMETER_NO_EXAMPLE
from contracts.lint.rules.items import CODE, DESCRIPTION_LOST, VALUES, short
from contracts.lint.rules.parameters import PARAMETER_UNKNOWN
from contracts.model import Severity
from contracts.read.parser_codes import PARSER

# Keywords whose value is read whole, or who name a type; and names between asterisks.
_WHOLE: Final = re.compile(r"(?:sample|default|include|one of)\b|[*_]", re.IGNORECASE)
# A dash between other characters, or one that begins a value.
_DASH: Final = re.compile(r"(?<=[^\s-])-(?=[^\s-])|(?<=: )-(?=\d)")
_DESCRIPTION: Final = re.compile(r" - |\(| \.\.\. ")


def cut_values(subject: Subject) -> Iterator[Finding]:
    """Names and values without backticks that end at a dash."""
    for item in subject.items:
        dash = _cut(item.text) if "-" in item.text else None
        if dash is None or subject.source is None:
            continue
        start, end = _around(item.text, dash)
        whole = item.text[start:end]
        read, lost = item.text[start:dash].rstrip(), item.text[dash + 1 : end]
        place = item.at(subject.source, start)
        yield Finding(
            place,
            f"{short(read)!r} is read, and {short(lost)!r} becomes part of the description",
            f"put it between backticks: `{short(_bare(whole))}`",
            (Edit(place, whole, f"`{_bare(whole)}`"),),
        )


def _cut(text: str) -> int | None:
    """Where the parser ends a name or value, if at a dash inside it."""
    plain = CODE.sub(lambda code: "x" * len(code[0]), text)
    if _WHOLE.match(plain):
        return None
    description = _DESCRIPTION.search(plain)
    dash = _DASH.search(plain, 0, description.start() if description else len(plain))
    return dash.start() if dash else None


def _around(text: str, dash: int) -> tuple[int, int]:
    """Where the name or value that has the dash begins and ends."""
    plain = CODE.sub(lambda code: "x" * len(code[0]), text)
    colon = re.search(r":(?=\s|[^/\s])", plain)
    if colon is not None and dash < colon.start():
        return 0, colon.start()
    end = _DESCRIPTION.search(plain)
    start, last = colon.end() if colon is not None else 0, end.start() if end else len(text)
    if _is_list(plain):
        comma = plain.find(",", dash, last)
        start, last = max(start, plain.rfind(",", 0, dash) + 1), comma if comma >= 0 else last
    value = text[start:last]
    return start + len(value) - len(value.lstrip()), start + len(value.rstrip())


def _is_list(plain: str) -> bool:
    """Whether an item's type takes several values, separated by commas."""
    return re.search(r"\(\s*(?:array|enum)\b", plain) is not None


def _bare(text: str) -> str:
    """The text without the quotes around it, which MSON does not know."""
    quoted = len(text) > 1 and text[0] == text[-1] and text[0] in "\"'"
    return text[1:-1] if quoted else text


_QUOTED: Final = r"(?:\"[^\"`]*\"|'[^'`]*')"
_QUOTED_NAME: Final = re.compile(rf"{_QUOTED}(?= *[:(])")
#: Values, perhaps after a name.
_QUOTED_VALUES: Final = re.compile(
    rf"(?:(?:`[^`]+`|{_QUOTED}|[^:`\"'(]+): *)?(?P<values>{_QUOTED}(?:, *{_QUOTED})*) *"
    r"(?=\(| - |$)"
)
_EACH: Final = re.compile(_QUOTED)
_PLAIN: Final = re.compile(r"[A-Za-z0-9]+(?: [A-Za-z0-9]+)*")


def quoted_values(subject: Subject) -> Iterator[Finding]:
    """Names and values between quotation marks; those of an enum or array are one finding."""
    together: dict[int, list[tuple[Item, tuple[re.Match[str], ...]]]] = {}
    for item in subject.items:
        quoted = _quoted(item) if '"' in item.text or "'" in item.text else ()
        if quoted:
            cause = item.parent if VALUES.search(item.parent_text) else -item.offset
            together.setdefault(cause, []).append((item, quoted))
    for group in together.values():
        if subject.source is not None:
            yield _quoted_finding(subject, group)


def _quoted(item: Item) -> tuple[re.Match[str], ...]:
    """The quoted name and values of an item, each with its quotation marks."""
    if _cut(item.text) is not None:
        return ()
    is_value = VALUES.search(item.parent_text) is not None
    name = None if is_value else _QUOTED_NAME.match(item.text)
    values = _QUOTED_VALUES.match(item.text)
    spans = [name.span()] if name else []
    if values and values.start("values") >= (name.end() if name else 0):
        spans.append(values.span("values"))
    return tuple(q for start, end in spans for q in _EACH.finditer(item.text, start, end))


def _quoted_finding(
    subject: Subject, group: Sequence[tuple[Item, tuple[re.Match[str], ...]]]
) -> Finding:
    assert subject.source is not None
    places = [(item.at(subject.source, q.start()), q[0]) for item, quoted in group for q in quoted]
    edits = tuple(Edit(place, old, new) for place, old in places if (new := _unquoted(old)))
    (place, first), others = places[0], len(places) - 1
    more = f" and {others} {'others' if others > 1 else 'other'} are" if others else " is"
    hint = "MSON has no empty text: leave the value out"
    if edits:
        hint = f"write {_unquoted(places[0][1]) or edits[0].new} without quotation marks"
    return Finding(
        place,
        f"{short(first)}{more} read with the quotation marks",
        hint,
        edits,
        tuple(_consequences([old for _, old in places])),
        tuple(each for each, _ in places[1:]),
    )


def _unquoted(quoted: str) -> str:
    """What to write instead; empty for an empty text."""
    text = quoted[1:-1].strip()
    return text if _PLAIN.fullmatch(text) or not text else f"`{text}`"


def _consequences(quoted: Sequence[str]) -> Iterator[str]:
    """What is said of bodies that have the values as they are meant."""
    first = json.dumps(quoted[0])
    for each in quoted:
        yield f"{json.dumps(each[1:-1])} is not one of {first}"
    yield f"{first} was expected"


_ENUM: Final = re.compile(
    r"(?:`[^`]*`|[^`(])*\((?:[^()]*, *)?enum\b[^()]*\)(?: *-.*)? *", re.IGNORECASE
)
#: Values between quotation marks are read with them, and have a finding of their own.
_BEFORE_TYPE: Final = re.compile(r"(?:`[^`]*`|[^:`(]+): *(?P<values>[^(*_\"'\s][^(*\"']*?) *\(")
_AFTER_WORD: Final = re.compile(r"(?:sample|default): *(?P<values>[^\"'].*)", re.IGNORECASE)
_EACH_VALUE: Final = re.compile(r"`[^`]*`|[^,`\s][^,`]*")


def unlisted_values(subject: Subject) -> Iterator[Finding]:
    """Values, samples and defaults of an enum that are not among those listed below it."""
    if subject.source is None:
        return
    below: dict[int, list[Item]] = {}
    for item in subject.items:
        below.setdefault(item.parent, []).append(item)
    for item in subject.items:
        if item.section == "parameters" or not _ENUM.fullmatch(item.text):
            continue
        members = list(_members(item, below))
        if not members or any(_is_type(member.text) for member in members):
            continue
        listed = {_bare(_value(member.text)) for member in members}
        for given, column, value in _stated(item, below):
            if value not in listed:
                yield Finding(
                    given.at(subject.source, column),
                    f"{short(value)!r} is not one of the values listed for "
                    f"{short(_value(item.text))!r}; MSON adds it to them",
                    "write one of them, or list it as well",
                )


def _stated(item: Item, below: dict[int, list[Item]]) -> Iterator[tuple[Item, int, str]]:
    """Each value before the type, or after Sample or Default, with its item and column."""
    children = below.get(item.offset, ())
    for each, form in ((item, _BEFORE_TYPE), *((child, _AFTER_WORD) for child in children)):
        if match := form.match(each.text):
            for value in _EACH_VALUE.finditer(match["values"]):
                yield each, match.start("values") + value.start(), _value(value[0])


def _members(item: Item, below: dict[int, list[Item]]) -> Iterator[Item]:
    """The values that are listed below an enum, in a Members section or not."""
    for child in below.get(item.offset, ()):
        section = NESTED_SECTION.fullmatch(child.text)
        if section is None:
            yield child
        elif child.text.lower() in ("members", "items"):
            yield from below.get(child.offset, ())


def _is_type(member: str) -> bool:
    """Whether a member of an enum stands for more than one value."""
    return bool(re.match(r"\(|[*_]|include\b|.*\((?!string|number|boolean)", member, re.IGNORECASE))


def _value(text: str) -> str:
    """The value of a member, without its type and description."""
    code = re.match(r"`([^`]*)`", text)
    return code[1] if code else re.split(r" \(| - |: ", text, maxsplit=1)[0].strip()


RULES: Final = (
    Rule(
        "value-cut",
        Severity.WARNING,
        "A name or value has a dash and no backticks: `first-name`, `2015-11-17`.",
        "API Blueprint and MSON read a dash as the beginning of the description: name, value, "
        "type and `required` end there, without a warning.",
        "Put it between backticks.",
        cut_values,
        fixable=True,
        replaces=(DESCRIPTION_LOST, PARAMETER_UNKNOWN, PARAMETER_NO_EXAMPLE, PARSER[6]),
    ),
    Rule(
        "value-quoted",
        Severity.WARNING,
        'A name or value of MSON or of a parameter has quotation marks: `+ state: "open"`.',
        "MSON has none: they are part of the value, so the example, the schema and the request "
        "have them, and bodies that do not are said to break the schema.",
        "Remove them; put a value with dashes or other signs between backticks.",
        quoted_values,
        fixable=True,
        replaces=(BODY_SCHEMA,),
    ),
    Rule(
        "enum-value-unlisted",
        Severity.WARNING,
        "The value before the type of an enum, its sample or its default is not among the values "
        "listed below it: `+ state: opne (enum)` above `+ open`.",
        "MSON takes it for one more value of the enum (3.4.1, 4.4), so schemas allow it, and no "
        "check notices a misspelling.",
        "Write one of the listed values, or list it as well.",
        unlisted_values,
    ),
)
