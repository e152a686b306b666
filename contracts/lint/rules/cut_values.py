"""Names and values that end at a dash, because no backticks hold them together."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from contracts.lint.finding import Edit, Finding, Rule, Subject
from contracts.lint.rules.dredd import PARAMETER_NO_EXAMPLE
from contracts.lint.rules.items import CODE, DESCRIPTION_LOST, short
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
)
