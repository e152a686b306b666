"""Cycles of inheritance among named types, found before drafter parses them.

They are an error anyway, and with a URI template warning in the same text drafter never
returns. The reading is loose: only what drafter could take for inheritance counts.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from contracts.codes import DiagnosticCode
from contracts.model import Diagnostic, Severity
from contracts.read.outline import BASES, GROUP_WORDS, HEADING, LONGEST, TYPES_WORDS, circle
from contracts.read.source import Source

DECLARATION = re.compile(
    r"(?P<name>[^(]*[^( ]) *\( *(?P<base>[^,()\[\]]*[^,()\[\] ])[^()\[\]]*\).*"
)
RESOURCE = re.compile(r"(?P<name>[^\[]*[^\[ ]) *\[[^\]]*/.*\]")
OWN_TYPE = re.compile(
    r"^ {0,3}[-+*] +attributes? *\( *(?P<base>[^,()\[\]]*[^,()\[\] ])", re.IGNORECASE | re.MULTILINE
)

TYPE_CYCLE = DiagnosticCode(
    "type-cycle",
    Severity.ERROR,
    "A named type inherits from itself.",
    "Its members are undefined, and the parser may never return.",
    "Let one of them start from object, or use a member or Include instead.",
)


@dataclass(frozen=True, slots=True)
class _Declared:
    name: str
    base: str
    start: int


def type_cycle(source: Source) -> Diagnostic | None:
    """The error that some named type inherits from itself, or None when none does."""
    declared = {declaration.name: declaration for declaration in _declarations(source.text)}
    edges = {name: frozenset((declaration.base,)) for name, declaration in declared.items()}
    names = circle(edges)
    if not names:
        return None
    first = min((declared[name] for name in names), key=lambda declaration: declaration.start)
    at = names.index(first.name)
    shown = " → ".join((*names[at:], *names[:at], first.name))
    message = f"The type {first.name} inherits from itself: {shown}."
    return TYPE_CYCLE.at(source.location(first.start), message)


def _declarations(text: str) -> list[_Declared]:
    named = []
    in_types = False
    headings = list(HEADING.finditer(text))
    for heading, following in pairwise((*headings, None)):
        assert heading is not None
        end = following.start() if following else len(text)
        words = heading["words"][:LONGEST]
        resource = RESOURCE.fullmatch(words)
        if TYPES_WORDS.fullmatch(words):
            in_types = True
        elif GROUP_WORDS.fullmatch(words):
            in_types = False
        elif resource:
            in_types = False
            own = OWN_TYPE.search(text, heading.end(), end)
            # A resource of its own type is taken for one without: drafter comes to an end.
            if own and own["base"].strip("` ") != resource["name"].strip("` "):
                named.append((resource["name"], own["base"], heading.start()))
        elif in_types and (match := DECLARATION.fullmatch(words)):
            named.append((match["name"], match["base"], heading.start()))
    plain = ((name.strip("` "), base.strip("` "), start) for name, base, start in named)
    return [_Declared(*each) for each in plain if each[1].lower() not in BASES]
