"""Types that are used and not declared: one mistake, which must not hide the rest.

drafter reads nothing of a text that names such a type, and reports one of them. Declared as
a stub after the text, the type is one of which nothing is known; the mistake stays an error.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from contracts.read.elements import Annotation
from contracts.read.parser_diagnostics import UNKNOWN_NAME, line_at

#: How often a text is parsed again: each time, the parser reports further names.
MOST_ROUNDS: Final = 5
#: What can stand in a heading and name a type there.
_NAME: Final = re.compile(r"[^\W_][\w .-]{0,79}")


def undeclared(annotations: Iterable[Annotation]) -> tuple[Annotation, ...]:
    """The parser's errors that say of a type that it is not declared."""
    return tuple(each for each in annotations if each.error and _name(each))


def stubs(text: str, annotations: Iterable[Annotation]) -> str:
    """Declarations, to stand after ``text``, of the types that it does not declare.

    A type that a value stands before (``+ a: 1 (Foo)``) is a string, any other an object.
    """
    names = dict.fromkeys(filter(None, map(_name, annotations)))
    return "".join(f"\n\n# Data Structures\n\n## {name} ({_base(text, name)})\n" for name in names)


def without_consequences(
    text: str, annotations: Iterable[Annotation], missing: Iterable[Annotation]
) -> Iterator[Annotation]:
    """What was found in a text with stubs, save what is said of a use of a stub."""
    names = set(filter(None, map(_name, missing)))
    for each in annotations:
        if not any(name in line_at(text, each.offset) for name in names):
            yield each


def _name(annotation: Annotation) -> str:
    match = UNKNOWN_NAME.search(annotation.message)
    name = (match["type"] or "").strip() if match else ""
    return name if _NAME.fullmatch(name) else ""


def _base(text: str, name: str) -> str:
    has_value = rf"^[ \t]*[-+*] [^\n(]*:[^\n(]*[^\s(][^\n(]*\([^\n)]*{re.escape(name)}"
    return "string" if re.search(has_value, text, re.MULTILINE) else "object"
